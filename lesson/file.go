package lesson

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"spiketop/internal/disk"
	"spiketop/internal/param"
	"spiketop/internal/toml"
	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
)

// File is a lesson.
type File struct {
	Name  string // of the lesson, or the file's base name without .toml
	Path  string // as given; empty for a lesson of the program
	Title string
	About string // one sentence for the list
	// Minutes is about how long it takes.
	Minutes float64
	Preset  string               // the network begins as this preset
	Set     []presets.Assignment // and these parameters
	View    presets.View
	Top     bool // the text stands above the panes, not below
	Steps   []Step

	lines map[string]int // of the entries outside the steps
}

// LineOf is the line of an entry outside the steps, such as "view.large".
func (f *File) LineOf(entry string) int { return max(1, f.lines[entry]) }

// Step is a step of a lesson.
type Step struct {
	Title, Text string // the text is Markdown
	Line        int    // of the step in the file

	// How the step begins: from the state before, or afresh from that of the lesson's
	// beginning, with these assignments, after RunMS of simulated time.
	Fresh bool
	Set   []presets.Assignment
	RunMS float64
	Speed float64 // × real time; 0: as the lesson

	Panes []string // that the text is about; the others are dim. None: all are
	Open  []string // that stay open until the prediction is made; all others are covered

	Predict string   // the question; "": there is nothing to predict
	Choices []string // the answers to choose from; none: a number is asked for
	Answer  int      // which of the choices comes true, from 1
	Outcome string   // the name, in the check, of the number that was asked for

	Check    *measure.Condition // nil: the step is there to be read
	Solution []Action           // makes the check true
	Wrong    []Action           // leaves it false
	Hints    []string
	Explain  string // Markdown, once the check holds

	lines map[string]int
}

// Action is something that a person does: an assignment, or a wait where Key is "".
type Action struct {
	Key, Text string
	WaitMS    float64
}

// LineOf is the line of an entry of the step in the file.
func (s *Step) LineOf(entry string) int {
	if line := s.lines[entry]; line > 0 {
		return line
	}
	return s.Line
}

// Place names a line of the file, as errors do.
func (f *File) Place(line int) string {
	if f.Path == "" {
		return fmt.Sprintf("lesson %s, line %d", f.Name, line)
	}
	return fmt.Sprintf("%s:%d", f.Path, line)
}

// Bounds on what a file may hold.
const (
	maxFile   = 1 << 20 // bytes
	maxSteps  = 50
	maxList   = 20    // hints, choices, panes, actions
	maxRunMS  = 3.6e6 // of simulated time in a step
	mostHints = 2
)

// Names lists the lessons of the program.
func Names() []string { return presets.LessonNames() }

// Open reads a lesson of the program by its name, or a file by its path.
func Open(name string) (*File, error) {
	if presets.IsFile(name) {
		text, err := disk.ReadRegular(name, maxFile)
		if err != nil {
			return nil, err
		}
		return Parse(name, string(text))
	}
	text, err := presets.LessonText(name)
	if err != nil {
		hint := ""
		if n := param.Nearest(name, Names()); n != "" {
			hint = fmt.Sprintf("nearest is %q; ", n)
		}
		return nil, fmt.Errorf("no lesson %q; %sthere are %s", name, hint, strings.Join(Names(), ", "))
	}
	f, err := Parse(name+".toml", text)
	if err == nil {
		f.Path = ""
	}
	return f, err
}

// Parse reads the TOML form. Errors begin with the file's name and the line.
func Parse(filename, text string) (*File, error) {
	p := parser{name: filename, seen: map[string]int{},
		f: &File{Name: strings.TrimSuffix(path.Base(filepath.ToSlash(filename)), ".toml"), Path: filename}}
	err := toml.Read(text, p.put)
	if bad := (*toml.Error)(nil); errors.As(err, &bad) {
		err = p.errorf(bad.Line, "not TOML: %s", bad.Text)
	}
	if err == nil {
		err = p.whole()
	}
	if err != nil {
		return nil, err
	}
	p.f.lines = p.seen
	return p.f, nil
}

// parser makes a File of its entries.
type parser struct {
	name string
	f    *File
	seen map[string]int // line of each entry outside [[step]]
	last int            // line
}

func (p *parser) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.name, line, fmt.Sprintf(format, args...))
}

// field is an entry of the file: where its value goes.
type field struct {
	name string
	to   any
}

// fields are the entries outside the steps.
func (f *File) fields() []field {
	return []field{
		{"title", &f.Title}, {"about", &f.About}, {"minutes", &f.Minutes}, {"preset", &f.Preset},
		{"view.speed", &f.View.Speed}, {"view.large", &f.View.Large}, {"view.small", &f.View.Small}, {"view.folded", &f.View.Folded},
		{"view.top", &f.Top},
	}
}

// texts, a condition and actions are read when the file is whole.
type (
	conditionText struct{ to **measure.Condition }
	actionTexts   struct{ to *[]Action }
)

// fields are the entries of a step.
func (s *Step) fields() []field {
	return []field{
		{"title", &s.Title}, {"text", &s.Text}, {"fresh", &s.Fresh}, {"run", &s.RunMS}, {"speed", &s.Speed},
		{"panes", &s.Panes}, {"open", &s.Open},
		{"predict", &s.Predict}, {"choices", &s.Choices}, {"answer", &s.Answer}, {"outcome", &s.Outcome},
		{"check", conditionText{&s.Check}}, {"solution", actionTexts{&s.Solution}}, {"wrong", actionTexts{&s.Wrong}},
		{"hints", &s.Hints}, {"explain", &s.Explain},
	}
}

// put takes in one entry.
func (p *parser) put(e toml.Entry) error {
	p.last = e.Line
	name := strings.Join(e.Path, ".")
	switch {
	case e.Path[0] == "set":
		return p.assign(&p.f.Set, e, e.Path[1:])
	case e.Path[0] == "step":
		return p.step(e)
	case name == "view" && e.Kind == toml.Table:
		return nil
	}
	if first := p.seen[name]; first > 0 {
		return p.errorf(e.Line, "%q is given twice, first in line %d", name, first)
	}
	p.seen[name] = e.Line
	return p.take(p.f.fields(), name, e, "title, about, minutes, preset, [set], [view] or [[step]]", []string{"set", "step", "view"})
}

// step takes in an entry of [[step]].
func (p *parser) step(e toml.Entry) error {
	f := p.f
	switch {
	case len(e.Path) == 1 && e.Kind == toml.Element:
		if len(f.Steps) == maxSteps {
			return p.errorf(e.Line, "more than %d steps", maxSteps)
		}
		f.Steps = append(f.Steps, Step{Line: e.Line, lines: map[string]int{}})
		return nil
	case len(e.Path) == 1 || len(f.Steps) == 0:
		return p.errorf(e.Line, "step is %s; must be [[step]]", e.Kind)
	}
	s, name := &f.Steps[len(f.Steps)-1], strings.Join(e.Path[1:], ".")
	if e.Path[1] == "set" {
		if e.Kind == toml.Table && len(e.Path) == 2 {
			s.lines["set"] = e.Line
		}
		return p.assign(&s.Set, e, e.Path[2:])
	}
	if first := s.lines[name]; first > 0 {
		return p.errorf(e.Line, "%q is given twice, first in line %d", "step."+name, first)
	}
	s.lines[name] = e.Line
	return p.take(s.fields(), name, e, "", []string{"set"})
}

// assign takes in an entry of a set.
func (p *parser) assign(set *[]presets.Assignment, e toml.Entry, path []string) error {
	key := strings.Join(path, ".")
	switch {
	case e.Kind == toml.Table:
		return nil
	case e.Kind != toml.Text && e.Kind != toml.Integer && e.Kind != toml.Real && e.Kind != toml.Switch || key == "":
		return p.errorf(e.Line, "set %s is %s; must be a number, true, false or a word", key, e.Kind)
	case slices.ContainsFunc(*set, func(a presets.Assignment) bool { return a.Key == key }):
		return p.errorf(e.Line, "%q is given twice", key)
	}
	if _, err := run.Table.Find(key); err != nil {
		return p.errorf(e.Line, "%v", err)
	}
	*set = append(*set, presets.Assignment{Key: key, Text: e.Text, Line: e.Line})
	return nil
}

// take stores the value of an entry in its field.
func (p *parser) take(fields []field, name string, e toml.Entry, must string, more []string) error {
	at := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	if at < 0 {
		names := slices.Clone(more)
		for _, f := range fields {
			names = append(names, f.name)
		}
		if must == "" {
			must = strings.Join(names, ", ")
		}
		near := ""
		if n := param.Nearest(name, names); n != "" {
			near = fmt.Sprintf("nearest is %q; ", n)
		}
		return p.errorf(e.Line, "unknown entry %q; %smust be %s", strings.Join(e.Path, "."), near, must)
	}
	want := toml.Text
	switch to := fields[at].to.(type) {
	case *string:
		if e.Kind == toml.Text {
			*to = strings.TrimSpace(e.Text)
			return nil
		}
	case *[]string:
		want = toml.Words
		if e.Kind == toml.Words {
			if len(e.Words) > maxList {
				return p.errorf(e.Line, "%s has %d entries; must be at most %d", name, len(e.Words), maxList)
			}
			*to = e.Words
			return nil
		}
	case *bool:
		want = toml.Switch
		if e.Kind == toml.Switch {
			*to = e.Text == "true"
			return nil
		}
	case *int:
		want = toml.Integer
		if e.Kind == toml.Integer {
			n, err := strconv.Atoi(e.Text)
			if *to = n; err == nil {
				return nil
			}
		}
	case *float64:
		want = toml.Real
		if e.Kind == toml.Real || e.Kind == toml.Integer {
			x, err := strconv.ParseFloat(e.Text, 64)
			if *to = x; err != nil || !(x >= 0 && x <= maxRunMS) {
				return p.errorf(e.Line, "%s = %s; must be a number from 0 to %.0f", name, e.Text, maxRunMS)
			}
			return nil
		}
	case conditionText:
		if e.Kind == toml.Text {
			c, err := measure.ParseCondition(e.Text)
			if *to.to = c; err != nil {
				return p.errorf(e.Line, "check: %v", err)
			}
			return nil
		}
	case actionTexts:
		want = toml.Words
		if e.Kind == toml.Words {
			for _, text := range e.Words {
				a, err := parseAction(text)
				if err != nil {
					return p.errorf(e.Line, "%s: %v", name, err)
				}
				*to.to = append(*to.to, a)
			}
			return nil
		}
	}
	return p.errorf(e.Line, "%s is %s; must be %s", name, e.Kind, want)
}

// parseAction reads "net.g = 1.5" or "wait 2000", in ms of simulated time.
func parseAction(text string) (a Action, err error) {
	if ms, ok := strings.CutPrefix(text, "wait "); ok {
		a.WaitMS, err = strconv.ParseFloat(strings.TrimSpace(ms), 64)
		if err != nil || !(a.WaitMS >= 0 && a.WaitMS <= maxRunMS) {
			return a, fmt.Errorf("%q; must wait from 0 to %.0f ms", text, maxRunMS)
		}
		return a, nil
	}
	key, value, ok := strings.Cut(text, "=")
	if a.Key, a.Text = strings.TrimSpace(key), strings.TrimSpace(value); !ok {
		return a, fmt.Errorf("%q; must be KEY = VALUE, or wait MS", text)
	}
	scratch := run.Table.Defaults()
	return a, run.Table.Set(&scratch, a.Key, a.Text)
}
