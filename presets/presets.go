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
	"path/filepath"
	"slices"
	"strings"

	"spiketop/internal/param"
)

//go:embed *.toml
var files embed.FS

// listed is how presets are listed: the story first.
var listed = []string{"oscillation", "rhythm", "sequence", "ou", "dimension", "reciprocal", "lowrank"}

// File is a preset or a recorded run.
type File struct {
	Name  string // of the preset, or the file's base name without .toml
	Path  string // as given; empty for an embedded preset
	Title string
	About string
	Set   []Assignment // sorted by place in the file
	At    []Event
	Input Input
	Run   Recorded
	View  View

	Edited bool // after the run was recorded
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

// Input is what a run takes from files beside the preset.
type Input struct {
	Weights string // path of a matrix; empty: random weights
	Rows    string // what a row of it is, post or pre; empty: not given
	Entry   string // of several arrays; empty: the only one
	Nodes   int64  // of a list of edges; 0: not given
	// WeightsByHand says that the preset does not name the weights itself: the path
	// is not relative to the preset.
	WeightsByHand bool
	// The sha256 of the files, in hexadecimals; empty: any.
	WeightsSum, TargetSum string
	TargetTime            bool // the first column of target.file is the time
	// Pinned says that the sums hold whoever named the files: they may not change
	// while many runs read them.
	Pinned bool
	Line   int // of the weights in the file
}

// Beside is a path as the preset has it: relative to the preset.
func (f *File) Beside(path string) string {
	if f.Path == "" || path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(f.Path), path)
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
	names := slices.Clone(listed)
	for _, e := range entries {
		name := strings.TrimSuffix(e, ".toml")
		if !slices.Contains(names, name) {
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
