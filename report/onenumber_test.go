package report

import (
	"context"
	"maps"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"spiketop/learn"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/sweep"
)

// A number has one value, wherever it stands: in a row of the findings, in the
// summary of a run of the row's point, in the row of a sweep, and in a frame of
// the screen at that step. The same to the bit.
func TestOneNumber(t *testing.T) {
	s := tiny()
	for _, p := range []struct {
		Cell
		inFrame, inRow int      // how many numbers at least are the summary's too
		some           []string // that the row must have
	}{
		{s.main("oscillation", .5), 150, 170, []string{score, frobenius, strongRec, "motifs.strong.reciprocal.z", "motifs.triads_z.021D"}},
		{s.slow("rhythm", 1, 80), 20, 60, []string{score, share, rhoRec}}, // without nulls
		{untrained(s.N, .5, 1), 150, 20, []string{dim, "dimension.se", gEff, theory, thisW}},
	} {
		t.Run(p.Preset, func(t *testing.T) {
			seed := s.Seed
			text, err := p.point(seed, s.seeds(s.Seeds), s.pointExtra(p.Cell))
			if err != nil {
				t.Fatal(err)
			}
			plan, err := presets.Parse(p.name()+".toml", text)
			if err != nil {
				t.Fatal(err)
			}
			ofRun, end := numbersOfRun(t, plan, "")
			row, err := s.measure(context.Background(), p.Cell, seed)
			if err != nil {
				t.Fatal(err)
			}
			ofRow := map[string]string{}
			for k, c := range columns() {
				ofRow[c.name] = row[k]
			}
			for _, name := range p.some {
				if ofRow[name] == "" {
					t.Errorf("the row has no %s", name)
				}
			}
			same(t, "the row", ofRow, ofRun, p.inRow)
			if ofSweep := numbersOfSweep(t, plan); !maps.Equal(ofSweep, ofRun) {
				t.Errorf("a sweep: %v; the summary has %v", ofSweep, ofRun)
			}
			ofFrame := numbersOfFrame(t, plan, end)
			same(t, "a frame", ofFrame, ofRun, p.inFrame)
			if p.Nulls != measure.AllNulls {
				return
			}
			for _, d := range measure.Densities() {
				denser, _ := numbersOfRun(t, plan, short(d))
				for path, x := range denser {
					if rest, isMotif := strings.CutPrefix(path, "motifs."); isMotif {
						ofFrame[atDensity(d, rest)] = x
					}
				}
			}
			maps.DeleteFunc(ofFrame, func(path, _ string) bool { return !strings.HasPrefix(path, "study.") })
			same(t, "by another definition or density", ofFrame, ofRow, 90)
		})
	}
}

// same compares the numbers that both have, of which there must be enough.
func same(t *testing.T, where string, got, want map[string]string, enough int) {
	t.Helper()
	n := 0
	for path, x := range got {
		y, both := want[path]
		if !both || x == "" {
			continue
		}
		if n++; x != y {
			t.Errorf("%s: %s is %s; the summary has %q", where, path, x, y)
		}
	}
	if n < enough {
		t.Errorf("%s shares only %d numbers with the summary; %d are expected", where, n, enough)
	}
}

// numbersOfRun are those that `spiketop run FILE --json` prints, and the last step.
// strong sets metrics.strong, if it is not empty.
func numbersOfRun(t *testing.T, plan *presets.File, strong string) (map[string]string, int64) {
	t.Helper()
	var sets []presets.Assignment
	if strong != "" {
		sets = append(sets, presets.Assignment{Key: "metrics.strong", Text: strong})
	}
	session, err := run.NewSession(plan, sets)
	if err != nil {
		t.Fatal(err)
	}
	c, status := run.Headless(context.Background(), session, run.Options{})
	sum := measure.Summarise(context.Background(), c, measure.Everything, status, 0, nil)
	all := numbersOf(sum.Tree())
	for k, column := range measure.Columns() { // warnings are columns too
		if _, leaf := all[column.Path]; !leaf {
			all[column.Path] = sum.Cells()[k]
		}
	}
	return all, c.Step
}

// numbersOf spells the numbers of a tree by path; an undefined one is empty.
func numbersOf(n *measure.Node) map[string]string {
	all := map[string]string{}
	for _, l := range n.Leaves() {
		all[l.Path] = l.Cell()
	}
	return all
}

// numbersOfSweep are the columns of a sweep with one run.
func numbersOfSweep(t *testing.T, plan *presets.File) map[string]string {
	t.Helper()
	s, err := sweep.New(sweep.Sweep{Plan: plan, Seeds: 1})
	if err != nil {
		t.Fatal(err)
	}
	cells, err := s.Tasks(sweep.Shard{})[0].Make(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for k, name := range s.Table("").Values[1:] { // the first is the number of runs
		all[name] = cells[1+k]
	}
	return all
}

// numbersOfFrame are those of a screen that was paused at a step, once all
// analyses have looked at it; then the motifs by every other definition, under
// the prefix that they have in a row.
func numbersOfFrame(t *testing.T, plan *presets.File, step int64) map[string]string {
	t.Helper()
	session, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	dt := session.Params().Net.Dt
	r := live.NewRunner(session, nil)
	defer r.Close()
	r.Send(live.Run{On: false})
	done := func(f *live.Frame) bool {
		return f.Step == step && f.Dimension != nil && f.Dimension.Step == step && f.Transfer != nil && f.Transfer.Step == step &&
			f.Motifs != nil && f.Motifs.Step == step && f.Spectrum != nil && f.Spectrum.Step == step && len(f.Spectrum.Now.Values) > 0
	}
	await(t, r, func(f *live.Frame) bool { return !f.Running })
	first := await(t, r, func(f *live.Frame) bool { return f.Step >= 0 }).Step
	r.Send(live.PauseAt{Seconds: float64(step-first) * dt / 1000})
	r.Send(live.Speed{X: math.Inf(1)})
	r.Send(live.Run{On: true})
	f := await(t, r, done)
	result := &measure.Result{Activity: f.Transfer.Activity, Dimension: f.Dimension, Spectrum: &f.Spectrum.Spectrum, Motifs: f.Motifs}
	tree := measure.Node{Kids: result.Tree()}
	all := numbersOf(&tree)
	maps.DeleteFunc(all, func(path, _ string) bool { return strings.HasPrefix(path, "training.") })
	if f.Test.Tests > 0 { // a frame has its own
		all["training.score"], all["training.nrmse"] = short(f.Test.Score), short(f.Test.NRMSE)
		all["training.tests"], all["training.trained"] = strconv.Itoa(f.Test.Tests), map[bool]string{true: "1", false: "0"}[f.Test.Score >= learn.TrainedScore]
	}
	for _, d := range definitions[1:] {
		r.Send(live.Define{Of: d.of})
		m := await(t, r, func(f *live.Frame) bool { return f.Motifs != nil && f.Motifs.Of == d.of }).Motifs.Tree()
		for path, x := range numbersOf(&m) {
			all[d.prefix+path] = x
		}
	}
	return all
}

// await takes frames until one is as it should be.
func await(t *testing.T, r *live.Runner, good func(*live.Frame) bool) *live.Frame {
	t.Helper()
	for until := time.Now().Add(5 * time.Minute); time.Now().Before(until); time.Sleep(time.Millisecond) {
		select {
		case err := <-r.Fatal():
			t.Fatal(err)
		default:
		}
		if f := r.Frame(); f != nil && good(f) {
			return f
		}
	}
	t.Fatal("no such frame within five minutes")
	return nil
}
