package tui

import (
	"image/color"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/run"
)

// A line typed after ':' and what comes of it.
func TestCommand(t *testing.T) {
	for _, c := range []struct {
		typed, asked, says string // says: in the message line, or on the last line where the line stays open
	}{
		{"net.n 500", "Assign{Key:net.n Text:500}", "net.n 200 → 500: rebuilds the network"},
		{"net.n=500", "Assign{Key:net.n Text:500}", "net.n 200 → 500"},
		{"  net.n  =  500 ", "Assign{Key:net.n Text:500}", "net.n 200 → 500"},
		{":net.tau_s 30", "Assign{Key:net.tau_s Text:30}", "net.tau_s 20 → 30 ms"},
		{"target.kind sequence", "Assign{Key:target.kind Text:sequence}", "target.kind oscillation → sequence"},
		{"learn.on off", "Assign{Key:learn.on Text:off}", "learn.on true → false"},
		{"net.n", "", "net.n is 200; it must be an integer from 2 to 100000"},
		{"net.n five", "", "net.n = five: not an integer; must be an integer from 2 to 100000"},
		{"net.g 99", "", "out of range; must be a number from 0 to 20"},
		{"target.kind sin", "", "must be one of oscillation, sequence, ou, file, none"},
		{"tau_s 5", "", `no parameter "tau_s"; nearest is "net.tau_s"`},
		{"net.dt 5", "", "learn.every = 2 ms must be at least net.dt = 5 ms"},
		{"focus motifs", "", ""},
		{"focus motivs", "", `no pane "motivs"; nearest is "motifs"`},
		{"open sequence", "Open{Name:sequence}", "opening sequence"},
		{"open sequenze", "", `nearest is "sequence"`},
		{"preset sequence", "Open{Name:sequence}", "opening sequence"},
		{"train", "Nudge{Key:learn.on Dir:1}", "learn.on"},
		{"kick", "Nudge{Key:do.kick Dir:1}", "fresh random state"},
		{"trian", "", `no parameter or action "trian"; nearest is "train"`},
		{"undo", "Undo{}", "undo: learn.on"},
		{"seeed 3", "", `no parameter "seeed"; nearest is "seed"`},
		{"theme lihgt", "", `no theme "lihgt"; nearest is "light"`},
		{"checkpoint", "", "the name of a directory is missing"},
		{"checkpoint my run", "Checkpoint{Dir:my run}", "writing a checkpoint"},
		{"write runs", "Write{Dir:runs}", "writing"},
		{"", "", ""},
	} {
		m, src := testModel(120, 36, runningFrame())
		press(m, ":", "'"+c.typed, "enter")
		if got := src.take(); got != c.asked {
			t.Errorf(":%s asked %q, want %q", c.typed, got, c.asked)
		}
		line := -2
		if m.open != nil {
			line = -1
		}
		wantIn(t, ":"+c.typed, row(m, line), c.says)
	}
	m, _ := testModel(120, 36, runningFrame())
	press(m, ":", "'focus motifs", "enter")
	if m.focus != numberOf("motifs") {
		t.Errorf("focus %d", m.focus)
	}
	if _, ok := press(m, ":", "'q", "enter")().(tea.QuitMsg); !ok {
		t.Error(":q does not quit")
	}
}

func TestCompletion(t *testing.T) {
	for _, c := range []struct{ typed, keys, want string }{
		{"lear", "tab", "learn."},
		{"tar", "tab", "target."},
		{"tar", "tab tab tab", "target.amplitude "},
		{"net.q", "tab", "net.qif "},
		{"tau", "tab", "net.tau_m "},
		{"tau", "tab tab", "net.tau_s "},
		{"tau", "tab tab tab shift+tab", "net.tau_s "},
		{"target.k", "tab tab", "target.kind none"},
		{"target.kind s", "tab", "target.kind sequence"},
		{"target.kind ", "tab shift+tab", "target.kind file"},
		{"learn.on ", "tab", "learn.on false"},
		{"gain", "tab", "net.g "},
		{"foc", "tab tab tab", "focus readout"},
		{"open d", "tab", "open dimension"},
		{"xyz", "tab", "xyz"},
		{"nqf", "tab", "net.qif "},
		{"trn", "tab", "train "},
		{"sequ", "tab", "preset sequence "},
		{"motif", "tab", "focus motifs "},
		{"preset dmn", "tab", "preset dimension"},
		{"colour-b", "tab", "theme colour-blind "},
	} {
		m, _ := testModel(120, 36, runningFrame())
		press(m, ":", "'"+c.typed)
		press(m, strings.Fields(c.keys)...)
		if got := m.open.(*command).line.Value(); got != c.want {
			t.Errorf("%q %s: %q, want %q", c.typed, c.keys, got, c.want)
		}
	}
}

// What may follow is shown while typing, with the values as they stand.
func TestCompletionIsShown(t *testing.T) {
	m, _ := testModel(80, 24, runningFrame())
	press(m, ":", "'net.t")
	wantIn(t, "list", screen(m), "net.tau_m", "10 ms", "membrane time constant", "net.t_ref")
	if m.View().Cursor == nil || m.View().Cursor.Y != 22 || m.View().Cursor.X != 7 {
		t.Errorf("cursor %+v", m.View().Cursor)
	}
	press(m, "'au_s ")
	wantIn(t, "about", screen(m), "net.tau_s is 20", "synaptic time constant", "a number from 0.1 to 1000, in ms", "live")
	press(m, "esc")
	if m.open != nil || m.View().Cursor != nil {
		t.Error("esc does not close the line")
	}
}

func TestHistory(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	press(m, ":", "'net.n 500", "enter", ":", "'net.g 2", "enter", ":", "up", "up")
	line := func() string { return m.open.(*command).line.Value() }
	if line() != "net.n 500" {
		t.Errorf("two up: %q", line())
	}
	if press(m, "down"); line() != "net.g 2" {
		t.Errorf("down: %q", line())
	}
	if press(m, "down"); line() != "" {
		t.Errorf("down to the end: %q", line())
	}
	if press(m, "backspace"); m.open != nil {
		t.Error("backspace on an empty line does not close it")
	}
}

func TestPaste(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	m.Update(tea.PasteMsg{Content: "q"})
	press(m, ":")
	m.Update(tea.PasteMsg{Content: "net.n\n 500\n"})
	press(m, "enter")
	if got := src.take(); got != "Assign{Key:net.n Text:500}" {
		t.Errorf("asked %q", got)
	}
}

// Letters in their order: those that begin words first, then those in a row, then the shorter text.
func TestFuzzy(t *testing.T) {
	for _, c := range []struct {
		typed string
		in    []string // the best first; all others do not fit
	}{
		{"nts", []string{"net.tau_s", "fountains"}},
		{"ts", []string{"net.tau_s", "tests", "fountains"}},
		{"t", []string{"tests", "net.tau_s", "target.kind", "fountains"}},
		{"zm", []string{"zoom"}},
		{"zoom", []string{"zoom"}},
		{"tk", []string{"target.kind"}},
		{"NET", []string{"net.tau_s"}},
		{"mooz", nil},
	} {
		var all []option
		for _, label := range []string{"fountains", "zoom", "target.kind", "tests", "net.tau_s"} {
			all = append(all, option{label: label})
		}
		var got []string
		for _, o := range closest(c.typed, all) {
			got = append(got, o.label)
		}
		if !slices.Equal(got, c.in) {
			t.Errorf("%q finds %q, want %q", c.typed, got, c.in)
		}
	}
}

// Every action presses a key that is bound everywhere, and no name is taken twice.
func TestActions(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	taken := map[string]bool{}
	for _, name := range actionNames() {
		if _, err := run.Table.Find(name); err == nil || taken[name] {
			t.Errorf("%q is taken", name)
		}
		taken[name] = true
	}
	for _, a := range actions {
		if bound(m.keys, a.key) == nil {
			t.Errorf("%s presses %q, which is no key", a.name, a.key)
		}
	}
	press(m, ":", "'zoom ", "enter")
	if !m.zoom || m.open != nil {
		t.Error(":zoom does not zoom")
	}
	press(m, ":", "'help", "enter")
	wantIn(t, ":help", screen(m), "run or pause")
}

// A theme changes the colours; auto follows the background that the terminal tells.
func TestTheme(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	look := func() string { m.dirty = drawAll; m.draw(); return m.text }
	auto := look()
	m.Update(tea.BackgroundColorMsg{Color: color.White})
	light := look()
	m.Update(tea.BackgroundColorMsg{Color: color.Black})
	if look() != auto || light == auto {
		t.Error("auto does not follow the background")
	}
	press(m, ":", "'theme light", "enter")
	m.clearNote()
	if look() != light {
		t.Error(":theme light is not what auto shows on white")
	}
	press(m, ":", "'theme colour-blind", "enter")
	m.clearNote()
	if s := look(); s == light || s == auto {
		t.Error(":theme colour-blind changes nothing")
	}
	m.Update(tea.EnvMsg{"NO_COLOR=1"})
	if regexp.MustCompile("\x1b\\[[0-9;]*[34]8;").MatchString(look()) {
		t.Error("NO_COLOR has colours")
	}
}

// A big screen shows one or two panes, larger dots, and no notes; :big goes back.
func TestBig(t *testing.T) {
	for _, c := range []struct{ w, h, panes int }{{80, 24, 1}, {120, 36, 2}, {200, 60, 2}} {
		m, _ := testModel(c.w, c.h, runningFrame())
		press(m, ":", "'big", "enter")
		m.draw()
		if n := strings.Count(screen(m), "╭"); n != c.panes {
			t.Errorf("%d×%d: %d panes, want %d:\n%s", c.w, c.h, n, c.panes, screen(m))
		}
		press(m, "1", "z")
		for _, r := range screen(m) {
			if r >= 0x2800 && r <= 0x28ff { // in each half both dots of both rows, or none
				for _, quarter := range []rune{0x01 | 0x08 | 0x02 | 0x10, 0x04 | 0x20 | 0x40 | 0x80} {
					if part := r & quarter; part != 0 && part != quarter {
						t.Fatalf("%c has a small dot", r)
					}
				}
			}
		}
		press(m, "z", ":", "'big", "enter")
		if m.buf.Big {
			t.Error(":big again does not go back")
		}
	}
}

// What the three stories of a lecture change is one key, whatever pane has the focus.
func TestStoriesAreSingleKeys(t *testing.T) {
	for key, want := range map[string]string{
		"g": "Nudge{Key:net.g Dir:-1}", "G": "Nudge{Key:net.g Dir:1}", // gain and dimension
		"f": "Nudge{Key:net.qif Dir:-1}", "F": "Nudge{Key:net.qif Dir:1}",
		"t": "Nudge{Key:learn.on Dir:1}", "T": "Nudge{Key:do.test Dir:1}", // a rhythm and its pair
		"s": "Nudge{Key:net.tau_s Dir:-1}", "S": "Nudge{Key:net.tau_s Dir:1}", // reciprocal pairs and τ_s
	} {
		m, src := testModel(120, 36, runningFrame())
		for i := range m.panes {
			m.setFocus(i)
			if press(m, key); src.take() != want {
				t.Errorf("%s over %s does not ask %s", key, m.panes[i].Name, want)
			}
		}
	}
}
