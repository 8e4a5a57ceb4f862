package history

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"spiketop/internal/mem"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/rundir"
)

const small = `
[set]
"net.n" = 20
"net.dt" = 0.5
"target.kind" = "oscillation"
"target.duration" = 100
"target.cue" = 10
"learn.start" = 50
"learn.passes" = 6
"learn.tests" = 2
"learn.on" = true
[[at]]
ms = 300
set = { "net.g" = 1.5, "net.noise" = 0.1 }
`

func begin(t testing.TB, text string, sets ...presets.Assignment) *run.Session {
	t.Helper()
	plan, err := presets.Parse("small.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, sets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var plenty = mem.Left{Bytes: 4e9}

// driver drives a session as a runner does.
type driver struct {
	*testing.T
	h *History
	s *run.Session
}

func drive(t *testing.T, s *run.Session) *driver {
	d := &driver{t, New(s, plenty), s}
	d.h.Keep(s)
	return d
}

// run makes steps, and keeps a moment after every so many.
func (d *driver) run(steps, every int) {
	for range steps {
		if err := d.h.Before(d.s); err != nil {
			d.Fatal(err)
		}
		d.s.Step()
		if every > 0 && d.s.Steps()%int64(every) == 0 {
			d.h.Keep(d.s)
		}
	}
	d.h.Follow(d.s)
}

// set sets a parameter by hand, and returns the number of the branch that this began.
func (d *driver) set(key, text string) int {
	d.Helper()
	b, err := d.h.Change(d.s, func() error { return d.s.Assign(key, text) })
	if err != nil {
		d.Fatal(err)
	}
	return b
}

// goTo goes to a step of a branch.
func (d *driver) goTo(branch int, step int64) {
	d.Helper()
	w, err := d.h.Way(branch, step)
	if err != nil {
		d.Fatal(err)
	}
	s, err := w.Go(context.Background(), func() bool { return true })
	if err != nil {
		d.Fatal(err)
	}
	d.h.Arrive(w, s)
	d.s = s
}

// network is the whole network and the trainer, to the bit.
func network(s *run.Session) []byte {
	var b bytes.Buffer
	if err := s.SaveNetwork(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// state is what evolves, to the bit.
func state(s *run.Session) string {
	c := s.Copy(true)
	var spikes []int64
	for k := range c.Spikes() {
		step, i := c.Spike(k)
		spikes = append(spikes, step, int64(i))
	}
	return fmt.Sprintf("%x %v %v %v %v %x %v", network(s), spikes, c.Scores, c.Test, c.Params, c.Counts, rundir.RunFile(c))
}

func poke(s *run.Session, rng *rand.Rand) error {
	pick := func(x ...string) string { return x[rng.IntN(len(x))] }
	var err error
	switch rng.IntN(9) { // refused ones are part of it
	case 0:
		return s.Assign("net.n", pick("20", "25", "1"))
	case 1:
		return s.Assign("seed", pick("1", "2", "7"))
	case 2:
		return s.Nudge("do.kick", +1)
	case 3:
		return s.Nudge("do.test", +1)
	case 4:
		return s.Assign("learn.on", pick("true", "false"))
	case 5:
		return s.Nudge(pick("net.g", "net.qif", "net.tau_s"), rng.IntN(2)*2-1)
	case 6:
		_, err = s.Undo()
	case 7:
		_, err = s.Redo()
	case 8:
		return s.Assign("target.kind", pick("oscillation", "sequence"))
	}
	return err
}

// Any step of a run that hands poke, also twice at one step, is reached again with the
// bits of the run file of the same step run afresh.
//
// Long form: SPIKETOP_HISTORY_POINTS=100000.
func TestEveryPointIsReached(t *testing.T) {
	points := 1000
	if n, err := strconv.Atoi(os.Getenv("SPIKETOP_HISTORY_POINTS")); err == nil {
		points = n
	}
	rng := rand.New(rand.NewPCG(3, 5))
	d := drive(t, begin(t, small))
	for range 40 {
		d.run(rng.IntN(120), 97)
		for range 1 + rng.IntN(2) {
			_, _ = d.h.Change(d.s, func() error { return poke(d.s, rng) })
		}
	}
	d.run(30, 97)
	end := d.s.Steps()
	if n := len(d.s.Log()); n < 30 || d.s.Episode() < 3 {
		t.Fatalf("only %d assignments, %d new networks", n, d.s.Episode())
	}
	at := make([]int64, points)
	for k := range at {
		at[k] = rng.Int64N(end + 1)
	}
	at[0], at[1] = 0, end
	slices.Sort(at)

	plan, err := presets.Parse("run.toml", rundir.RunFile(d.s.Copy(true)))
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range at {
		for fresh.Steps() < step {
			fresh.Step()
		}
		w, err := d.h.Way(1, step)
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.Go(t.Context(), func() bool { return true })
		if err != nil {
			t.Fatal(err)
		}
		if step == end {
			fresh.Settle()
		}
		sameBits(t, s, fresh)
	}
}

// sameBits compares a session with the same run from its file.
func sameBits(t *testing.T, s, fresh *run.Session) {
	t.Helper()
	a, b := s.Copy(true), fresh.Copy(true)
	if len(a.Log) != len(b.Log) {
		t.Fatalf("step %d: %d assignments, afresh %d", a.Step, len(a.Log), len(b.Log))
	}
	for _, x := range []struct {
		name string
		a, b any
	}{
		{"step", a.Step, b.Step}, {"episode", a.Episode, b.Episode}, {"time", a.TimeMS, b.TimeMS}, {"parameters", a.Params, b.Params},
		{"network", network(s), network(fresh)}, {"scores", a.Scores, b.Scores},
		{"tests", fmt.Sprint(a.Test), fmt.Sprint(b.Test)}, {"readouts", a.Readouts, b.Readouts}, {"counts", a.Counts, b.Counts}, {"v0", a.V0, b.V0},
	} {
		if !reflect.DeepEqual(x.a, x.b) {
			t.Fatalf("step %d: %s differs from that of a fresh run", a.Step, x.name)
		}
	}
	if a.Spikes() != b.Spikes() {
		t.Fatalf("step %d: %d spikes, afresh %d", a.Step, a.Spikes(), b.Spikes())
	}
	for k := range a.Spikes() {
		s1, i := a.Spike(k)
		if s2, j := b.Spike(k); s1 != s2 || i != j {
			t.Fatalf("step %d: spike %d differs", a.Step, k)
		}
	}
}

// What goes on from an earlier step without a change does what it did before; a change
// begins a branch, and the other stays as it was.
func TestAChangeBeginsABranch(t *testing.T) {
	d := drive(t, begin(t, small))
	d.run(199, 50)
	d.run(1, 0)
	d.set("net.g", "1.3")
	d.h.Keep(d.s) // not at a step at which hands did something
	d.run(200, 50)
	d.set("net.noise", "0.2")
	d.run(100, 50)
	first := state(d.s)

	d.goTo(1, 150)
	if d.h.End(d.s) || len(d.h.ahead) != 2 {
		t.Fatalf("at step 150 of 500, %d assignments are ahead, expected 2", len(d.h.ahead))
	}
	d.run(350, 50)
	if state(d.s) != first || !d.h.End(d.s) {
		t.Error("the run that went on from step 150 is another at step 500")
	}

	d.goTo(1, 200)
	if g := d.s.Params().Net.G; g != 1 {
		t.Errorf("at step 200, before the hand: g %g, expected 1", g)
	}
	if b := d.set("net.g", "0.7"); b != 2 {
		t.Fatalf("a change at step 200 of 500 began branch %d, expected 2", b)
	}
	d.run(150, 50)
	second := state(d.s)
	if b := d.set("net.g", "0.8"); b != 0 {
		t.Errorf("a change at the end of branch 2 began branch %d", b)
	}

	d.goTo(1, 500)
	if state(d.s) != first {
		t.Error("the end of branch 1 is another")
	}
	d.goTo(2, 349)
	d.run(1, 0)
	if state(d.s) != second {
		t.Error("branch 2 is another at step 350")
	}
	d.goTo(2, 350)
	if g := d.s.Params().Net.G; g != 0.8 {
		t.Errorf("the end of branch 2 has g %g, expected 0.8: what was done there last", g)
	}
}

// A refused change begins no branch.
func TestARefusedChangeBeginsNoBranch(t *testing.T) {
	d := drive(t, begin(t, small))
	d.run(100, 50)
	d.goTo(1, 60)
	if b, err := d.h.Change(d.s, func() error { return d.s.Assign("net.n", "-1") }); err == nil || b != 0 || len(d.h.branches) != 1 {
		t.Errorf("branch %d, %v; %d branches", b, err, len(d.h.branches))
	}
	d.run(40, 50)
	if !d.h.End(d.s) {
		t.Error("not at the end")
	}
}

// The moments keep to their bound, lie dense in the recent past and thin in the older
// one, and 50 branches of a run are all reached.
func TestMomentsKeepToTheirBound(t *testing.T) {
	d := drive(t, begin(t, small, presets.Assignment{Key: "learn.passes", Text: "100000"}))
	one := d.h.bytes
	d.h.bound, d.h.minute = 200*one, 1000
	d.run(30_000, 20)
	if d.h.bytes > d.h.bound {
		t.Errorf("%d bytes, at most %d", d.h.bytes, d.h.bound)
	}
	gap := func(from, to int64) (widest int64) {
		last := int64(0)
		for _, p := range d.h.now.points {
			if p.Steps() > from && p.Steps() <= to {
				widest = max(widest, p.Steps()-last)
			}
			last = p.Steps()
		}
		return widest
	}
	if recent, old := gap(29_000, 30_000), gap(0, 10_000); recent > 100 || old < 2*recent {
		t.Errorf("gaps of %d steps in the last 1000, %d in the first 10 000", recent, old)
	}
	rng := rand.New(rand.NewPCG(1, 9))
	type end struct {
		branch int
		step   int64
		state  string
	}
	ends := []end{{1, d.s.Steps(), state(d.s)}}
	for k := range 49 {
		b := d.h.branches[rng.IntN(len(d.h.branches))]
		d.goTo(b.Number, b.End-1-rng.Int64N(2000))
		d.set("net.g", fmt.Sprint(1+float64(k)/100))
		d.run(300, 20)
		if d.h.bytes > d.h.bound {
			t.Fatalf("%d bytes, at most %d", d.h.bytes, d.h.bound)
		}
		ends = append(ends, end{d.h.now.Number, d.s.Steps(), state(d.s)})
	}
	if len(d.h.branches) != 50 || len(d.h.dropped) != 0 {
		t.Fatalf("%d branches, expected 50; %v went", len(d.h.branches), d.h.dropped)
	}
	for _, b := range d.h.branches {
		if last := b.points[len(b.points)-1].Steps(); b.End-last > 100 { // a gap of the recent past
			t.Errorf("branch %d: the last moment is at step %d of %d", b.Number, last, b.End)
		}
	}
	for _, e := range ends {
		d.goTo(e.branch, e.step)
		if state(d.s) != e.state {
			t.Errorf("the end of branch %d is another", e.branch)
		}
	}

	d.h.bound = 8 * one
	d.run(100, 20)
	gone := d.h.Dropped()
	if len(gone) == 0 || gone[0] != 1 || d.h.bytes > d.h.bound {
		t.Errorf("branches %v went for lack of memory, the oldest is 1; %d bytes, at most %d", gone, d.h.bytes, d.h.bound)
	}
	sum, parts := 0, map[any]int{}
	for _, b := range d.h.branches {
		for _, p := range b.points {
			for id, n := range p.Parts() {
				parts[id] = max(parts[id], n)
			}
		}
	}
	for _, n := range parts {
		sum += n
	}
	if d.h.bytes < sum || d.h.bytes > sum+sum/50 || len(parts) != len(d.h.parts) {
		t.Errorf("%d bytes counted, %d held", d.h.bytes, sum)
	}
}

// A network too large for the bound is not kept, and says so.
func TestTooLarge(t *testing.T) {
	s := begin(t, small)
	h := New(s, mem.Left{Bytes: 1e6})
	h.Keep(s)
	if _, err := h.Way(1, 0); err == nil || h.Why() == "" || h.bytes != 0 {
		t.Errorf("%d bytes kept, %v", h.bytes, err)
	}
}
