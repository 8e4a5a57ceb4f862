package sweep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
)

// Sweep is a grid of parameters times seeds. Its runs are numbered in one order:
// the first axis goes round slowest, the seed fastest; so are merged rows.
type Sweep struct {
	Plan    *presets.File
	Sets    []presets.Assignment // what all runs share, after the plan's own
	Seconds float64              // simulated in each run; 0: the plan's own protocol
	Over    []Axis
	Seeds   int // S … S+Seeds−1, S being the seed that Plan and Sets come to

	base run.Params // of the first run at step 0
	mark string     // of everything that all runs share
	grid grid
}

// New checks a sweep as a whole: its size, and the parameters of every point of
// its grid taken together. It builds the network of the first run.
func New(s Sweep) (*Sweep, error) {
	if s.Seeds < 1 {
		return nil, fmt.Errorf("%d seeds; must be a number from 1", s.Seeds)
	}
	for i, a := range s.Over {
		if slices.ContainsFunc(s.Over[:i], func(b Axis) bool { return b.Key == a.Key }) {
			return nil, fmt.Errorf("%s varies twice", a.Key)
		}
		if slices.ContainsFunc(s.Sets, func(b presets.Assignment) bool { return b.Key == a.Key }) {
			return nil, fmt.Errorf("%s is set and varies; give one of the two", a.Key)
		}
		s.grid = append(s.grid, a.Values)
	}
	points := s.grid.size()
	if points > MaxRuns || s.Seeds > MaxRuns/points {
		return nil, fmt.Errorf("more than %d runs; give a coarser grid or fewer seeds", MaxRuns)
	}
	first, err := run.NewSession(s.Plan, append(slices.Clone(s.Sets), s.assignments(s.grid.at(0))...))
	if err != nil {
		return nil, err
	}
	s.base = first.Params()
	in, plan := first.Input(), *s.Plan
	plan.Input.WeightsSum, plan.Input.TargetSum, plan.Input.Pinned = in.WeightsSum, in.TargetSum, true
	s.Plan = &plan
	if s.base.Seed > math.MaxInt-s.Seeds {
		return nil, fmt.Errorf("seed %d: %d seeds from there on are too large", s.base.Seed, s.Seeds)
	}
	for k := range points {
		if p := s.params(k); p.Check() != nil {
			return nil, fmt.Errorf("%w (with %s)", p.Check(), keyName(s.keys(), s.grid.at(k)))
		}
	}
	s.mark = s.marked()
	return &s, nil
}

// keys are the parameters that vary.
func (s *Sweep) keys() (keys []string) {
	for _, a := range s.Over {
		keys = append(keys, a.Key)
	}
	return keys
}

// assignments set a point of the grid.
func (s *Sweep) assignments(point []string) (out []presets.Assignment) {
	for i, a := range s.Over {
		out = append(out, presets.Assignment{Key: a.Key, Text: point[i]})
	}
	return out
}

// params are the parameters at a point of the grid, with the first seed.
func (s *Sweep) params(point int) run.Params { return s.paramsAt(s.grid.at(point)) }

func (s *Sweep) paramsAt(point []string) run.Params {
	p := s.base
	for _, a := range s.assignments(point) {
		if err := run.Table.Set(&p, a.Key, a.Text); err != nil {
			panic("sweep: an axis that was never checked: " + err.Error())
		}
	}
	return p
}

// marked is a short mark of everything that all runs share and no column shows:
// the parameters that do not vary, the timeline, the time simulated, the version.
// Rows with different marks belong to different sweeps.
func (s *Sweep) marked() string {
	h := sha256.New()
	p := s.base
	for _, d := range run.Table {
		if d.Key != "seed" && !slices.Contains(s.keys(), d.Key) {
			fmt.Fprintf(h, "%s = %s\n", d.Key, d.Format(&p))
		}
	}
	for _, e := range s.Plan.At {
		fmt.Fprintf(h, "at %d %g\n", e.Step, e.MS)
		for _, a := range e.Set {
			fmt.Fprintf(h, "%s = %s\n", a.Key, a.Text)
		}
	}
	if in := s.Plan.Input; in.WeightsSum+in.TargetSum != "" {
		fmt.Fprintf(h, "weights %s %s %s %d, target %s\n", in.WeightsSum, in.Rows, in.Entry, in.Nodes, in.TargetSum)
	}
	fmt.Fprintf(h, "%g s, end %v %d, %s\n", s.Seconds, s.Plan.Run.Ends, s.Plan.Run.EndStep, run.Version)
	return hex.EncodeToString(h.Sum(nil))[:10]
}

// Runs is their number.
func (s *Sweep) Runs() int { return s.grid.size() * s.Seeds }

// Columns of the table before and after the parameters that vary.
const (
	colPreset = "preset"
	colBase   = "base" // the mark of what all runs share
	colSeed   = "seed"
	colRuns   = "runs" // of the whole sweep: a shard knows how much is missing
)

// Table is the table of the sweep at path.
func (s *Sweep) Table(path string) Table {
	key := append(append([]string{colPreset, colBase}, s.keys()...), colSeed)
	return Table{Path: path, Key: key, Values: append([]string{colRuns}, columns()...)}
}

// key identifies the run at a point of the plane with a seed.
func (s *Sweep) key(point []string, seed int) []string {
	key := append([]string{s.Plan.Preset(), s.mark}, point...)
	return append(key, strconv.Itoa(seed))
}

// at is the point and the seed of run k.
func (s *Sweep) at(k int) (point []string, seed int) {
	return s.grid.at(k / s.Seeds), s.base.Seed + k%s.Seeds
}

// Seed is the first seed.
func (s *Sweep) Seed() int { return s.base.Seed }

// Mark is a short mark of everything that all runs share and no column shows; the
// values on the axes and the seeds have no part in it.
func (s *Sweep) Mark() string { return s.mark }

// Shard is a part of a sweep: its I-th of Of, counted from 1, dealt out in turn.
// The zero Shard is the whole.
type Shard struct{ I, Of int }

// has reports whether run k belongs to the shard.
func (h Shard) has(k int) bool { return h.Of == 0 || k%h.Of == h.I-1 }

// Tasks are the runs of a shard.
func (s *Sweep) Tasks(h Shard) (tasks []Task) {
	for k := range s.Runs() {
		if h.has(k) {
			tasks = append(tasks, s.Task(s.at(k)))
		}
	}
	return tasks
}

// Task makes the row at a point of the plane that the axes span, on the grid or
// beside it, with any seed. The texts of the point must be spelt as ParseAxis
// spells them.
func (s *Sweep) Task(point []string, seed int) Task {
	return Task{Key: s.key(point, seed), Make: func(ctx context.Context) ([]string, error) { return s.run(ctx, point, seed) }}
}

// CheckPoint reports what is wrong with the parameters at a point taken together.
func (s *Sweep) CheckPoint(point []string) error {
	p := s.base
	for _, a := range s.assignments(point) {
		if err := run.Table.Set(&p, a.Key, a.Text); err != nil {
			return err
		}
	}
	return p.Check()
}

// Assignments are those of run k, in the form that a session takes.
func (s *Sweep) Assignments(k int) []presets.Assignment { return s.sets(s.at(k)) }

func (s *Sweep) sets(point []string, seed int) []presets.Assignment {
	sets := append(slices.Clone(s.Sets), s.assignments(point)...)
	return append(sets, presets.Assignment{Key: colSeed, Text: strconv.Itoa(seed)})
}

// run makes the values of a run. All that it needs is given back when it returns.
func (s *Sweep) run(ctx context.Context, point []string, seed int) ([]string, error) {
	over, err := Turn(ctx, s.paramsAt(point))
	if err != nil {
		return nil, err
	}
	defer over()
	session, err := run.NewSession(s.Plan, s.sets(point, seed))
	if err != nil { // the parameters are sound: it is this machine
		return nil, fmt.Errorf("%w: %w", ErrNotNow, err)
	}
	c, status := run.Headless(ctx, session, run.Options{Seconds: s.Seconds})
	if status == run.Interrupted {
		return nil, ctx.Err()
	}
	sum := measure.Summarise(ctx, c, measure.Row, status, math.NaN(), nil)
	if ctx.Err() != nil { // a row is whole or not there
		return nil, ctx.Err()
	}
	if status == run.Failed {
		return nil, errors.New(sum.Reason)
	}
	return append([]string{strconv.Itoa(s.Runs())}, sum.Cells()...), nil
}

// Continues reports what speaks against filling the table at path: columns or
// rows of another sweep. A file that does not exist yet is fine.
func (s *Sweep) Continues(path string) error {
	t := s.Table(path)
	rows, err := t.Read()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := s.owns(path, row); err != nil {
			return err
		}
	}
	return nil
}

// owns refuses a row of another sweep.
func (s *Sweep) owns(path string, row []string) error {
	switch {
	case row[0] != clean(s.Plan.Preset()):
		return fmt.Errorf("%s: its rows are of the preset %s, not %s", path, short(row[0]), s.Plan.Preset())
	case row[1] != s.mark:
		return fmt.Errorf("%s: its rows are of another sweep (base %s, not %s: other parameters, seconds, events or version)", path, short(row[1]), s.mark)
	}
	return respelt(path, s.Table(path).Key, row)
}

// Heaviest are the runs that take most, in memory and in time, as far as the
// parameters tell: one run, or two where the first and the last of the heaviest
// differ in something else.
func (s *Sweep) Heaviest() []int {
	var first, last int
	var most float64
	for k := range s.grid.size() {
		switch w := weight(s.params(k), s.Seconds); {
		case w > most:
			most, first, last = w, k, k
		case w == most:
			last = k
		}
	}
	if first == last {
		return []int{first * s.Seeds}
	}
	return []int{first * s.Seeds, last * s.Seeds}
}

// Need estimates the bytes that run k takes.
func (s *Sweep) Need(k int) float64 { return run.MemoryNeed(s.params(k / s.Seeds)) }

// weight is in no unit: memory × steps.
func weight(p run.Params, seconds float64) float64 {
	ms := seconds * 1000
	if ms == 0 {
		ms = p.Metrics.Window * float64(p.Record.Windows)
		if p.Target.Kind != "none" {
			ms = p.Learn.Start + float64(p.Learn.Passes+p.Learn.Tests)*(p.Target.Cue+p.Target.Duration)
		}
	}
	return run.MemoryNeed(p) * ms / p.Net.Dt
}

// ShardPath is where a shard of the table at path stands: FILE.I-of-N.csv.
func ShardPath(path string, h Shard) string {
	if h.Of == 0 {
		return path
	}
	return fmt.Sprintf("%s.%d-of-%d.csv", strings.TrimSuffix(path, ".csv"), h.I, h.Of)
}

// columns are the paths of the numbers of a run.
func columns() (paths []string) {
	for _, c := range measure.Columns() {
		paths = append(paths, c.Path)
	}
	return paths
}
