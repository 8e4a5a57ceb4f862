package live

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/rundir"
)

// A live session poked by keys at random wall times repeats to the bit from the
// run file that it writes.
func TestLiveSessionReplays(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn, "net.n", "30"), nil)
	r.Send(Speed{math.Inf(1)})
	rng := rand.New(rand.NewPCG(1, 1)) // which keys; when is the wall's business
	pokes := []Request{
		Nudge{"net.g", +1}, Nudge{"net.g", +1}, Nudge{"net.qif", -1}, Assign{"do.kick", "7"}, Nudge{"do.test", +1}, Undo{},
		Assign{"learn.on", "false"}, Assign{"learn.on", "true"}, Nudge{"net.tau_s", +1}, Assign{"net.noise", "0.3"}, Nudge{"seed", +1},
		Nudge{"net.g", -1}, Undo{}, Assign{"target.kind", "ou"}, Assign{"net.n", "24"}, Nudge{"net.n", 99}, Assign{"net.g", "0"}, Undo{},
		Assign{"learn.lambda", "0.1"}, Assign{"net.p", "0.5"}, Nudge{"do.reset", +1}, Assign{"metrics.window", "50"}, Nudge{"net.t_ref", +1},
	}
	for _, q := range pokes {
		time.Sleep(time.Duration(rng.IntN(8)) * time.Millisecond)
		r.Frame() // somebody watches
		if !r.Send(q) {
			t.Fatal("the box is full")
		}
	}
	waitFrame(t, r, func(f *Frame) bool { return f.Answered == 1+len(pokes) })
	live, _ := r.Close()
	if live.Episode() < 3 || len(live.Log()) < 15 {
		t.Fatalf("episode %d, %d assignments: the pokes did not arrive", live.Episode(), len(live.Log()))
	}

	repeats(t, live)
}

// repeats checks that the run file of a run alone gives the run again, to the bit.
func repeats(t *testing.T, live *run.Session) {
	t.Helper()
	c := live.Copy(true)
	plan, err := presets.Parse("run.toml", rundir.RunFile(c))
	if err != nil {
		t.Fatal(err)
	}
	again, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	for !again.Done() {
		again.Step()
	}
	d := again.Copy(true)
	if c.Step != d.Step || c.Episode != d.Episode || c.Params != d.Params || len(c.W.Entries()) != len(d.W.Entries()) {
		t.Fatalf("step %d episode %d, live %d %d; parameters %+v, live %+v", d.Step, d.Episode, c.Step, c.Episode, d.Params, c.Params)
	}
	for i := range c.W.Entries() {
		if math.Float64bits(c.W.Entries()[i]) != math.Float64bits(d.W.Entries()[i]) {
			t.Fatalf("weight %d differs", i)
		}
	}
	if c.Spikes() == 0 || c.Spikes() != d.Spikes() {
		t.Fatalf("%d spikes, live %d", d.Spikes(), c.Spikes())
	}
	for k := range c.Spikes() {
		step, i := c.Spike(k)
		if s, j := d.Spike(k); step != s || i != j {
			t.Fatalf("spike %d differs", k)
		}
	}
}

// What is looked at never changes the run: copies, analyses and frames between
// steps leave the same bits.
func TestLookingChangesNothing(t *testing.T) {
	a, b := parse(t, trained), parse(t, trained)
	var f Frame
	for k := range 9000 {
		a.Step()
		b.Step()
		if k%1000 == 0 {
			c := b.Copy(true)
			measure.MotifsOf(t.Context(), c, measure.OfW, measure.AllNulls, nil)
			measure.DimensionOf(c, measure.ActivityOf(c))
			fill(&f, b, look{windowMS: 200})
		}
	}
	if !slices.Equal(a.Copy(false).W.Entries(), b.Copy(false).W.Entries()) {
		t.Fatal("looking changed W")
	}
}
