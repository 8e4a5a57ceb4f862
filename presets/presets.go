// Package presets holds the named experiments and the one TOML form that
// presets and recorded runs share:
//
//	title = "Oscillation: FORCE on a mixed network"
//	about = "…"
//	[set]                 # parameters at the start
//	"net.n" = 200
//	[[at]]                # later assignments, by time of the episode or by step of the run
//	ms = 2000
//	set = { "learn.on" = true }
//	[run]                 # written by a recorded run
//	end_step = 280000
//	[view]                # belongs to the screen; a run without one ignores it
//	speed = 2
//	large = ["readout"]   # panes
//
// It knows the form, not the parameters and not the panes: whoever reads a File
// checks its keys, and whoever shows it the names in its view.
package presets

import (
	"embed"
	"fmt"
	"io/fs"
	"math"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"spiketop/internal/param"
)

//go:embed *.toml
var files embed.FS

// order is how presets are listed: the story first.
var order = []string{"oscillation", "rhythm", "sequence", "ou", "dimension"}

// File is a preset or a recorded run.
type File struct {
	Name  string // of the preset, or the file's base name without .toml
	Path  string // as given; empty for an embedded preset
	Title string
	About string
	Set   []Assignment // sorted by place in the file
	At    []Event
	Run   Recorded
	View  View
}

// Assignment gives a parameter a value, spelt as text.
type Assignment struct {
	Key, Text string
	Line      int // in the file; 0: unknown
}

// Event is a list of assignments at a moment: either at a step of the run
// (Step ≥ 0) or at a time of every episode (Step < 0).
type Event struct {
	Step int64
	MS   float64
	Set  []Assignment
	Line int
}

// Recorded is what a recorded run adds.
type Recorded struct {
	Preset  string // the preset that it began with
	EndStep int64  // where it ends, if Ends
	Ends    bool   // end_step is given: the file records a run
	Version string
	Kernel  string
}

// Recorded reports whether the file records a run: it ends at Run.EndStep.
func (f *File) Recorded() bool { return f.Run.Ends }

// Preset is the name of the experiment: of a recorded run the one that it began with.
func (f *File) Preset() string {
	if f.Run.Preset != "" {
		return f.Run.Preset
	}
	return f.Name
}

// View is for the screen.
type View struct {
	Speed  float64 // × real time; 0: not given
	Focus  string  // a pane; "": the first of the large ones
	Layout string
	// Panes that matter most, the first of all first; panes that matter less; panes
	// of which only the title stands there.
	Large, Small, Folded []string
	// Stop pauses a fast run where its protocol ends; nil: where there is a target.
	Stop *bool

	lines map[string]int // of the entries in the file
}

// Line is the line of an entry of the view in the file; 0: unknown.
func (v *View) Line(entry string) int { return v.lines[entry] }

// Names lists the presets.
func Names() []string {
	entries, _ := fs.Glob(files, "*.toml")
	names := append([]string(nil), order...)
	for _, e := range entries {
		name := strings.TrimSuffix(e, ".toml")
		if !contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Text returns the file of a preset as it stands. The error names the nearest preset.
func Text(name string) (string, error) {
	b, err := files.ReadFile(name + ".toml")
	if err != nil {
		hint := ""
		if n := param.Nearest(name, Names()); n != "" {
			hint = fmt.Sprintf("nearest is %q; ", n)
		}
		return "", fmt.Errorf("no preset %q; %sthere are %s", name, hint, strings.Join(Names(), ", "))
	}
	return string(b), nil
}

// Load reads an embedded preset.
func Load(name string) (*File, error) {
	text, err := Text(name)
	if err != nil {
		return nil, err
	}
	f, err := Parse(name+".toml", text)
	if err != nil {
		return nil, err
	}
	f.Path = ""
	return f, nil
}

// Parse reads the TOML form. Errors begin with the file's name and the line.
func Parse(filename, text string) (*File, error) {
	var raw struct {
		Title, About string
		Set          map[string]any
		At           []struct {
			Step *int64
			MS   *float64
			Set  map[string]any
		}
		Run struct {
			Preset  string
			EndStep *int64 `toml:"end_step"`
			Version string
			Kernel  string
		}
		View View
	}
	md, err := toml.Decode(text, &raw)
	if err != nil {
		if pe, ok := err.(toml.ParseError); ok {
			return nil, fmt.Errorf("%s:%d: not TOML: %s", filename, pe.Position.Line, oneLine(pe.Message))
		}
		return nil, fmt.Errorf("%s: not a preset: %s", filename, oneLine(err.Error()))
	}
	lines := strings.Split(text, "\n")
	for _, un := range md.Undecoded() {
		if un[0] == "set" || un[0] == "at" && len(un) > 1 && un[1] == "set" {
			continue // parameters: read as a map, checked by whoever knows them
		}
		return nil, fmt.Errorf("%s:%d: unknown entry %q; there are title, about, [set], [[at]] with step or ms and set, [run], [view] with speed, focus, layout, large, small, folded, stop",
			filename, lineOf(lines, 0, un[len(un)-1]), un.String())
	}
	f := &File{
		Name: strings.TrimSuffix(path.Base(filename), ".toml"), Path: filename,
		Title: raw.Title, About: strings.TrimSpace(raw.About), View: raw.View,
		Run: Recorded{Preset: raw.Run.Preset, Version: raw.Run.Version, Kernel: raw.Run.Kernel},
	}
	if raw.Run.EndStep != nil {
		f.Run.EndStep, f.Run.Ends = *raw.Run.EndStep, true
	}
	if from := sectionLine(lines, "[view]", 1); md.IsDefined("view") {
		f.View.lines = map[string]int{}
		for _, entry := range []string{"focus", "layout", "large", "small", "folded"} {
			f.View.lines[entry] = lineOf(lines, from, entry)
		}
	}
	if v := raw.View.Speed; v < 0 || math.IsNaN(v) {
		return nil, fmt.Errorf("%s:%d: view.speed = %v; must be a positive number", filename, lineOf(lines, 0, "speed"), v)
	}
	if f.Run.EndStep < 0 {
		return nil, fmt.Errorf("%s:%d: run.end_step = %d; must be a step from 0", filename, lineOf(lines, 0, "end_step"), f.Run.EndStep)
	}
	if f.Set, err = flatten(filename, lines, sectionLine(lines, "[set", 1), raw.Set); err != nil {
		return nil, err
	}
	for k, at := range raw.At {
		line := sectionLine(lines, "[[at]]", k+1)
		e := Event{Step: -1, Line: line + 1}
		switch {
		case at.Step != nil && at.MS != nil || at.Step == nil && at.MS == nil:
			return nil, fmt.Errorf("%s:%d: [[at]] takes either step or ms", filename, line+1)
		case at.Step != nil && *at.Step < 0 || at.MS != nil && !(*at.MS >= 0 && *at.MS < 1e12):
			return nil, fmt.Errorf("%s:%d: [[at]] takes a step or ms from 0", filename, line+1)
		case at.Step != nil:
			e.Step = *at.Step
		default:
			e.MS = *at.MS
		}
		if e.Set, err = flatten(filename, lines, line, at.Set); err != nil {
			return nil, err
		}
		f.At = append(f.At, e)
	}
	return f, nil
}

// flatten turns nested tables into dotted keys, in the order of the file.
func flatten(filename string, lines []string, from int, set map[string]any) ([]Assignment, error) {
	var out []Assignment
	var walk func(prefix string, m map[string]any) error
	walk = func(prefix string, m map[string]any) error {
		for k, v := range m {
			a := Assignment{Key: prefix + k}
			a.Line = lineOf(lines, from, a.Key, k)
			switch v := v.(type) {
			case map[string]any:
				if err := walk(a.Key+".", v); err != nil {
					return err
				}
				continue
			case string:
				a.Text = v
			case bool:
				a.Text = strconv.FormatBool(v)
			case int64:
				a.Text = strconv.FormatInt(v, 10)
			case float64:
				a.Text = strconv.FormatFloat(v, 'g', -1, 64)
			default:
				return fmt.Errorf("%s:%d: %s must be a number, true, false or a word", filename, a.Line, a.Key)
			}
			out = append(out, a)
		}
		return nil
	}
	if err := walk("", set); err != nil {
		return nil, err
	}
	sort.Slice(out, func(a, b int) bool {
		if out[a].Line != out[b].Line {
			return out[a].Line < out[b].Line
		}
		return out[a].Key < out[b].Key
	})
	return out, nil
}

// sectionLine is the index of the k-th line that opens with head, or 0.
func sectionLine(lines []string, head string, k int) int {
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), head) {
			if k--; k == 0 {
				return i
			}
		}
	}
	return 0
}

// lineOf is the number (from 1) of the first line, from index from on, in which
// one of the spellings stands as a key. TOML libraries do not tell; an error
// message needs it.
func lineOf(lines []string, from int, spellings ...string) int {
	for _, s := range spellings {
		for i := from; i < len(lines); i++ {
			l := lines[i]
			for at := strings.Index(l, s); at >= 0; {
				rest := strings.TrimLeft(l[at+len(s):], "\"' \t")
				if strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, "]") || strings.HasPrefix(rest, ".") {
					return i + 1
				}
				next := strings.Index(l[at+1:], s)
				if next < 0 {
					break
				}
				at += 1 + next
			}
		}
	}
	return from + 1
}

func oneLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return strings.TrimPrefix(s, "toml: ")
}

func contains(xs []string, x string) bool {
	for _, y := range xs {
		if x == y {
			return true
		}
	}
	return false
}
