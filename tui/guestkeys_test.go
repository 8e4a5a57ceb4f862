package tui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"spiketop/lesson"
	"spiketop/live"
	"spiketop/plane"
	"spiketop/run"
)

// Every key and word of the program is in one of these lists; a new one has to be put
// into one, and keys of parameters are free within the limits. Free to guests:
var freeToGuests = []string{
	"global space", "global .", "global </,/>", "global left/right/shift+left/shift+right", "global home/end", "global :",
	"global enter", "global u", "global ctrl+r", "global B", "global H", "global p", "global r", "global R", "global y", "global c", "global C", "global n/N",
	"global tab/shift+tab", "global 1/2/3/4/5/6/7/8/9/0", "global x", "global z", "global +/=", "global l", "global i",
	"global m", "global /", "global !", "global M", "global esc", "global ?", "raster o", "raster [/]", "eigenvalues b",
	"eigenvalues e", "motifs d", "motifs m", "dimension m", "parameters up/down", "parameters left/right",
	"parameters pgup/pgdown", "parameters home/end", "map left/right/up/down", "map enter", "map y", "spiking m",
	"matrix up/down/left/right", "matrix o", "matrix [/]", "neuron m", "neuron [/]", "structure up/down",
	"structure left/right", "history up/down", "history enter", "history left/right", "history pgup/pgdown",
	"history home/end", ":focus", ":stop", ":back", ":redo", ":stepback", ":hold", ":neuron", ":open", ":preset", ":theme", ":big", ":goto", ":eigenvalues", ":run",
	":step", ":slower", ":faster", ":train", ":kick", ":test", ":undo", ":presets", ":restart", ":reseed", ":batch", ":split",
	":whom", ":zoom", ":layout", ":legends", ":view", ":messages", ":mouse", ":help",
}

// Refused to guests, with what they are told:
var refusedToGuests = map[string]string{
	"global L":      ownLessons,
	"global w":      ownFiles,
	"global P":      ownFiles,
	"global A":      "guests have no seeds",
	"global ctrl+z": "only where the program runs",
	"map P":         ownFiles,
	"map m":         "guests have no map",
	"map b":         "map",
	"map [/]":       "map",
	":lesson":       ownLessons,
	":map":          "guests have no map",
	":write":        ownFiles,
	":checkpoint":   ownFiles,
	":picture":      ownFiles,
	":lessons":      ownLessons,
	":seeds":        "guests have no seeds",
}

// Refused to those who have the keys of the teacher, beside these:
var refusedToLent = map[string]string{
	":hand":           "the teacher's to lend",
	"global q/ctrl+c": "the screen is the teacher's",
	":quit":           "the screen is the teacher's",
}

// What follows a word in the test.
var afterWord = map[string]string{
	"focus": "raster", "neuron": "1", "open": "dimension", "preset": "dimension", "lesson": "gain", "theme": "dark",
	"map": "net.g=0:2:0.5", "write": "x", "checkpoint": "x", "goto": "1", "back": "1", "stop": "rate_hz.lif > 80", "hand": "anna",
}

// keyOf is a key or a word, and what is pressed.
type keyOf struct {
	name  string
	pane  int // with the focus
	ways  [][]string
	param bool
}

// everyKey lists all keys of a screen, and all words of the : line.
func everyKey() (all []keyOf) {
	panes := newPanes()
	param := map[string]bool{}
	for _, d := range run.Table {
		param[d.Up], param[d.Down] = true, true
	}
	add := func(where string, pane int, list []Binding) {
		for _, b := range list {
			if len(b.Keys) == 0 {
				continue
			}
			k := keyOf{name: where + " " + strings.Join(b.Keys, "/"), pane: pane, param: where == "global" && param[b.Keys[0]]}
			for _, key := range b.Keys {
				k.ways = append(k.ways, []string{key})
			}
			all = append(all, k)
		}
	}
	add("global", 0, globals(panes))
	for i := range panes {
		add(panes[i].word(), i, panes[i].keys)
	}
	for _, w := range words {
		all = append(all, keyOf{":" + w.name, 0, [][]string{{":", "'" + w.name + " " + afterWord[w.name], "enter"}}, false})
	}
	for _, a := range actions {
		all = append(all, keyOf{":" + a.name, 0, [][]string{{":", "'" + a.name, "enter"}}, false})
	}
	return all
}

// No key of a guest writes a file or asks for what is not for guests, neither on a
// screen of their own nor on that of the teacher; what is refused is refused in words.
func TestEveryKeyOfGuestsIsJudged(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, k := range everyKey() {
		told := refusedToGuests[k.name]
		if told == "" && refusedToLent[k.name] == "" && !k.param && !slices.Contains(freeToGuests, k.name) {
			t.Errorf("is %q for guests? this file says", k.name)
		}
		for _, keys := range k.ways {
			for _, lent := range []bool{false, true} {
				m, src := lentModelOf(t, minW, minH)
				progress, err := lesson.ReadProgress(filepath.Join("state", "lessons.toml"))
				if err != nil {
					t.Fatal(err)
				}
				outside := 0
				m.opts.Progress, m.opts.Lessons = progress, func() []*lesson.File { return nil }
				m.opts.Keep = func(string, int, []byte, []byte) ([]string, error) { outside++; return []string{"x"}, nil }
				m.opts.Figure = func(*plane.Map, run.Params) (string, error) { outside++; return "x", nil }
				m.setFocus(k.pane)
				m.clearNote()
				src.sent = nil
				want := told
				if lent {
					if want == "" {
						want = refusedToLent[k.name]
					}
					lend(m, keys...)
				} else {
					m.opts.Class, m.opts.Remote = nil, true
					for _, key := range keys {
						for _, key := range typing(key) {
							if cmd := m.key(keyPress(key)); cmd != nil {
								cmd()
							}
						}
					}
				}
				said := m.note.text
				if c, ok := m.open.(*command); ok {
					said += c.problem
				}
				if !strings.Contains(said, want) {
					t.Errorf("%s (%q, lent %v) says %q, want %q", k.name, keys, lent, said, want)
				}
				for _, q := range src.sent {
					if err := live.Refuses(q); err != nil || want != "" {
						t.Errorf("%s (%q, lent %v) asks for %#v", k.name, keys, lent, q)
					}
				}
				if outside > 0 {
					t.Errorf("%s (%q, lent %v) writes", k.name, keys, lent)
				}
				if entries, _ := os.ReadDir("."); len(entries) > 0 {
					t.Fatalf("%s (%q, lent %v) has written %v", k.name, keys, lent, entries)
				}
			}
		}
	}
}

// typing is a key, or the letters of a text in quotes.
func typing(key string) []string {
	if text, ok := strings.CutPrefix(key, "'"); ok {
		return strings.Split(text, "")
	}
	return []string{key}
}
