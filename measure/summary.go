package measure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"spiketop/internal/warn"
	"spiketop/run"
)

// Schema is the version of the names in summary.json.
const Schema = 2

// Summary is a run with everything measured of it: summary.json.
type Summary struct {
	*Result
	Step     int64  // at which the run stands
	Status   string // run.Done, run.Interrupted or run.Failed
	Reason   string // why it is not done
	Warnings warn.List
	Notes    warn.List // what always holds for this preset
	Wall     float64   // seconds; NaN: the run waited for a screen
	Run      float64   // seconds of it that the run took
	Analysis float64   // seconds that the analyses took
	tree     Node
}

// Summarise measures the run once and returns what is wanted; other numbers are
// undefined. wall is the time in seconds that the run took, NaN when it waited for a
// screen. tell, which may be nil, is told before each analysis. The same run gives
// the same summary but for its times, unless ctx ends before.
func Summarise(ctx context.Context, c *run.Copy, w Wanted, status string, wall float64, tell func(Progress)) *Summary {
	t0 := time.Now()
	s := &Summary{Result: Of(ctx, c, w, tell), Step: c.Step, Status: status, Run: wall}
	switch {
	case status == run.Failed:
		s.Reason = fmt.Sprintf("step %d: %s", c.FailedAt, c.Failure)
	case status == run.Interrupted:
		s.Reason = fmt.Sprintf("stopped at step %d, before the end of its protocol", c.Step)
	}
	measured := s.Result.Tree()
	s.collect(c, measured)
	s.Analysis = time.Since(t0).Seconds()
	s.Wall = wall + s.Analysis
	s.tree = s.node(c, measured)
	return s
}

// node is the whole of summary.json.
func (s *Summary) node(c *run.Copy, measured []Node) Node {
	p := c.Params
	n := branch("", "",
		aside("program", "spiketop"), aside("schema", int64(Schema)), aside("version", run.Version), aside("go", runtime.Version()),
		aside("platform", runtime.GOOS+"/"+runtime.GOARCH), aside("status", s.Status))
	if s.Reason != "" {
		n.Kids = append(n.Kids, aside("reason", s.Reason))
	}
	n.Kids = append(n.Kids, aside("preset", c.Plan.Preset()), aside("title", c.Plan.Title), aside("seed", int64(p.Seed)), aside("n", int64(c.N)))
	for _, t := range c.Populations[:len(c.Populations)-1] {
		n.Kids = append(n.Kids, aside(t.Name, p.Net.Type(t.Name).Fraction))
	}
	n.Kids = append(n.Kids, aside("g", p.Net.G), aside("params", allParams(p)))
	n.Kids = append(n.Kids, counters(c.Step, c.SimulatedMS(), c)...)
	n.Kids = append(n.Kids, measured...)
	n.Kids = append(n.Kids,
		aside("warnings", append(warn.List{}, s.Warnings...)), aside("notes", append(warn.List{}, s.Notes...)),
		aside("wall_seconds", s.Wall), branch("timings", "", aside("run", s.Run), aside("analysis", s.Analysis)))
	return n
}

// counters are how far the run went.
func counters(step int64, ms float64, c *run.Copy) []Node {
	n := []Node{count("steps", step, "time steps"), number("simulated_seconds", ms/1000, "s", "simulated time")}
	if c != nil {
		n = append(n, aside("episode", int64(c.Episode)), aside("episode_step", c.Start), aside("episode_seconds", c.TimeMS/1000), aside("changes", int64(len(c.Log))))
	}
	return n
}

// Tree is the whole of summary.json by name.
func (s *Summary) Tree() *Node { return &s.tree }

// JSON is summary.json.
func (s *Summary) JSON() []byte {
	text, err := s.tree.MarshalJSON()
	var b bytes.Buffer
	if err = errors.Join(err, json.Indent(&b, text, "", "  ")); err != nil {
		panic("measure: summary: " + err.Error()) // there is no value that JSON cannot hold
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// collect gathers the warnings of all parts, each once.
func (s *Summary) collect(c *run.Copy, measured []Node) {
	add := func(part string, list warn.List) {
		for _, w := range list {
			if part != "" {
				w.Text = part + ": " + w.Text
			}
			to := &s.Warnings
			if w.Code.Note() {
				to = &s.Notes
			}
			if !slices.Contains(*to, w) {
				*to = append(*to, w)
			}
		}
	}
	if s.Status != run.Done {
		code := warn.Stopped
		if s.Status == run.Failed {
			code = warn.Failure
		}
		add("", warn.List{warn.New(code, "%s: %s", s.Status, s.Reason)})
	} else if c.Failure != "" {
		add("", warn.List{warn.New(warn.Failure, "step %d: %s", c.FailedAt, c.Failure)})
	}
	add("", c.Warnings)
	var walk func(part string, n Node)
	walk = func(part string, n Node) {
		for _, kid := range n.Kids {
			if list, ok := kid.Value.(warn.List); ok {
				add(part, list)
			}
			walk(part, kid)
		}
	}
	for _, n := range measured {
		walk(n.Name, n)
	}
}

// allParams writes every parameter in the order of run.Table.
type allParams run.Params

// MarshalJSON writes {"net.n": 200, …}.
func (p allParams) MarshalJSON() ([]byte, error) {
	q, b, comma := run.Params(p), []byte{'{'}, ""
	for _, d := range run.Table {
		b = fmt.Appendf(b, "%s%q:%s", comma, d.Key, d.TOML(&q)) // numbers, switches and plain words read alike
		comma = ","
	}
	return append(b, '}'), nil
}
