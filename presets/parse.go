package presets

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"spiketop/internal/toml"
)

// Parse reads the TOML form. Errors begin with the file's name and the line.
func Parse(filename, text string) (f *File, err error) {
	defer func() {
		if v := recover(); v != nil {
			f, err = nil, fmt.Errorf("%s: not a preset: %v", filename, v)
		}
	}()
	p := parser{name: filename, f: &File{Name: strings.TrimSuffix(path.Base(filename), ".toml"), Path: filename}, seen: map[string]int{}}
	err = toml.Read(text, p.put)
	if s := (*toml.Error)(nil); errors.As(err, &s) {
		err = p.errorf(s.Line, "not TOML: %s", s.Text)
	}
	if err == nil {
		err = p.endEvent()
	}
	if err == nil {
		err = p.whole(text)
	}
	if err != nil {
		return nil, err
	}
	p.f.About = strings.TrimSpace(p.f.About)
	order(p.f.Set)
	return p.f, nil
}

// Bounds on what a file may hold: a key held for an hour makes a hundred thousand
// events, and there are some fifty parameters.
const (
	maxFile   = 16 << 20 // bytes
	maxEvents = 200_000
	maxKeys   = 100 // assignments of one moment
)

// parser makes a File of its entries.
type parser struct {
	name     string
	f        *File
	seen     map[string]int // line of each entry outside [[at]]
	step, ms int            // lines of those of the last event; 0: not given
}

func (p *parser) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.name, line, fmt.Sprintf(format, args...))
}

// put takes in one toml.Entry.
func (p *parser) put(e toml.Entry) error {
	name := strings.Join(e.Path, ".")
	if first := p.seen[name]; first > 0 && e.Kind != toml.Table {
		return p.errorf(e.Line, "%q is given twice, first in line %d", name, first)
	}
	f := p.f
	var to any
	var timed *bool
	switch e.Path[0] {
	case "set":
		return p.assign(&f.Set, e, e.Path[1:])
	case "at":
		return p.event(e)
	case "run", "view", "input":
		if len(e.Path) == 1 && e.Kind == toml.Table {
			return nil
		}
		to = map[string]any{
			"run.preset": &f.Run.Preset, "run.version": &f.Run.Version, "run.kernel": &f.Run.Kernel, "run.end_step": &f.Run.EndStep,
			"input.weights": &f.Input.Weights, "input.rows": &f.Input.Rows, "input.entry": &f.Input.Entry, "input.nodes": &f.Input.Nodes,
			"input.weights_sha256": &f.Input.WeightsSum, "input.target_sha256": &f.Input.TargetSum, "input.target_time": &timed,
			"view.speed": &f.View.Speed, "view.focus": &f.View.Focus, "view.layout": &f.View.Layout,
			"view.large": &f.View.Large, "view.small": &f.View.Small, "view.folded": &f.View.Folded, "view.stop": &f.View.Stop,
		}[name]
	default:
		to = map[string]any{"title": &f.Title, "about": &f.About}[name]
	}
	if to == nil {
		return p.unknown(e)
	}
	p.seen[name] = e.Line
	if err := p.take(to, e); err != nil {
		return err
	}
	f.Run.Ends = p.seen["run.end_step"] > 0
	f.Input.Line = p.seen["input.weights"]
	f.Input.TargetTime = f.Input.TargetTime || timed != nil && *timed
	if entry, ours := strings.CutPrefix(name, "view."); ours {
		if f.View.lines == nil {
			f.View.lines = map[string]int{}
		}
		f.View.lines[entry] = e.Line
	}
	switch {
	case f.View.Speed < 0 || math.IsNaN(f.View.Speed):
		return p.errorf(e.Line, "view.speed = %v; must be a positive number", f.View.Speed)
	case f.Input.Rows != "" && f.Input.Rows != "post" && f.Input.Rows != "pre":
		return p.errorf(e.Line, "input.rows = %q; must be post or pre", f.Input.Rows)
	case f.Input.Nodes < 0:
		return p.errorf(e.Line, "input.nodes = %d; must be a number of nodes", f.Input.Nodes)
	case f.Run.EndStep < 0:
		return p.errorf(e.Line, "run.end_step = %d; must be a step from 0", f.Run.EndStep)
	}
	return nil
}

func (p *parser) unknown(e toml.Entry) error {
	return p.errorf(e.Line, "unknown entry %q; must be title, about, [set], [[at]] with step or ms and set, [input] with weights, rows, entry, nodes, [run], or [view] with speed, focus, layout, large, small, folded, stop",
		strings.Join(e.Path, "."))
}

// take stores the value of an entry.
func (p *parser) take(to any, e toml.Entry) error {
	want := toml.Text
	switch to := to.(type) {
	case *string:
		if e.Kind == toml.Text {
			*to = e.Text
			return nil
		}
	case *int64:
		want = toml.Integer
		if e.Kind == toml.Integer {
			*to, _ = strconv.ParseInt(e.Text, 10, 64) // spelt by the reader
			return nil
		}
	case *float64:
		want = toml.Real
		if e.Kind == toml.Integer || e.Kind == toml.Real {
			*to, _ = strconv.ParseFloat(e.Text, 64)
			return nil
		}
	case *[]string:
		want = toml.Words
		if e.Kind == toml.Words {
			*to = e.Words
			return nil
		}
	case **bool:
		want = toml.Switch
		if e.Kind == toml.Switch {
			on := e.Text == "true"
			*to = &on
			return nil
		}
	}
	return p.errorf(e.Line, "%s is %s; must be %s", strings.Join(e.Path, "."), e.Kind, want)
}

// assign takes in an entry of a set.
func (p *parser) assign(set *[]Assignment, e toml.Entry, path []string) error {
	key := strings.Join(path, ".")
	switch e.Kind {
	case toml.Table:
		return nil
	case toml.Element, toml.Date, toml.Words, toml.Array:
		return p.errorf(e.Line, "%s is %s; must be a number, true, false or a word", key, e.Kind)
	}
	if len(path) == 0 {
		return p.errorf(e.Line, "set is %s; must be a table of parameters", e.Kind)
	}
	for _, a := range *set {
		if a.Key == key {
			return p.errorf(e.Line, "%q is given twice, first in line %d", key, a.Line)
		}
	}
	if len(*set) == maxKeys {
		return p.errorf(e.Line, "more than %d parameters", maxKeys)
	}
	*set = append(*set, Assignment{key, e.Text, e.Line})
	return nil
}

// event takes in an entry of [[at]].
func (p *parser) event(e toml.Entry) error {
	f := p.f
	switch {
	case len(e.Path) == 1 && e.Kind == toml.Element:
		if err := p.endEvent(); err != nil {
			return err
		}
		if len(f.At) == maxEvents {
			return p.errorf(e.Line, "more than %d events", maxEvents)
		}
		f.At = append(f.At, Event{Step: -1, Line: e.Line})
		return nil
	case len(e.Path) == 1 && e.Kind == toml.Words && len(e.Words) == 0:
		return nil
	case len(e.Path) == 1 || len(f.At) == 0:
		return p.errorf(e.Line, "at is %s; must be [[at]]", e.Kind)
	}
	at, twice := &f.At[len(f.At)-1], 0
	var to any
	switch {
	case e.Path[1] == "set":
		return p.assign(&at.Set, e, e.Path[2:])
	case len(e.Path) == 2 && e.Path[1] == "step":
		to, twice, p.step = &at.Step, p.step, e.Line
	case len(e.Path) == 2 && e.Path[1] == "ms":
		to, twice, p.ms = &at.MS, p.ms, e.Line
	default:
		return p.unknown(e)
	}
	if twice > 0 {
		return p.errorf(e.Line, "%q is given twice, first in line %d", strings.Join(e.Path, "."), twice)
	}
	return p.take(to, e)
}

// endEvent checks the last event.
func (p *parser) endEvent() error {
	if len(p.f.At) == 0 {
		return nil
	}
	e := &p.f.At[len(p.f.At)-1]
	switch {
	case (p.step > 0) == (p.ms > 0):
		return p.errorf(e.Line, "[[at]] takes either step or ms")
	case p.step > 0 && e.Step < 0 || p.ms > 0 && !(e.MS >= 0 && e.MS < 1e12):
		return p.errorf(e.Line, "[[at]] takes a step or ms from 0")
	}
	p.step, p.ms = 0, 0
	order(e.Set)
	return nil
}

// order sorts assignments by line, within a line by key.
func order(set []Assignment) {
	slices.SortFunc(set, func(a, b Assignment) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Key, b.Key))
	})
}

// whole checks the file as a whole.
func (p *parser) whole(text string) error {
	f := p.f
	set := len(f.Set)
	for _, e := range f.At {
		set += len(e.Set)
	}
	if f.Title == "" && set == 0 {
		return fmt.Errorf("%s: neither a title nor a parameter: not a preset", p.name)
	}
	var cut bool
	if cut, f.Edited = f.checkSeal(text); cut {
		return fmt.Errorf("%s: a recorded run that was cut: its last line, a checksum, is missing", p.name)
	}
	return nil
}
