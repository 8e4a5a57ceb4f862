package live

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"spiketop/run"
)

// sameActivity reports whether two frames of two networks have the same spikes, drives
// and scores.
func sameActivity(a, b *Frame) bool {
	return a.Step == b.Step && slices.Equal(a.Window.Spikes, b.Window.Spikes) && slices.Equal(a.Trace.U, b.Trace.U) && len(a.Scores) == len(b.Scores)
}

// Two networks are the same to the bit until one is changed, go step by step, and each
// alone is repeated by the file that is written of it: after changes in either, in
// both, new seeds, undos and displaced spikes.
func TestTwoNetworksReplay(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn, "net.n", "30"), nil)
	r.Send(Speed{20}) // as fast as it goes there is much to repeat below
	waitFrame(t, r, func(f *Frame) bool { return f.Step > 3000 })
	r.Send(Split{})
	f := waitFrame(t, r, func(f *Frame) bool { return f.B != nil && f.Step > 9000 })
	if f.Gap.Now != 0 || !sameActivity(f, f.B) || f.Gap.Since != "the split" {
		t.Errorf("unchanged, the networks are %g apart since %s, the same activity: %v", f.Gap.Now, f.Gap.Since, sameActivity(f, f.B))
	}
	rng := rand.New(rand.NewPCG(1, 1))
	pokes := []Request{
		Act{OnB}, Nudge{"do.displace", +1}, Act{OnA}, Nudge{"net.g", +1}, Undo{}, Act{OnBoth}, Assign{"net.noise", "0.2"}, Undo{},
		Act{OnB}, Assign{"seed", "9"}, Assign{"net.dt", "0.2"}, Nudge{"net.qif", -1}, Act{OnA}, Assign{"do.kick", "7"}, Assign{"net.n", "24"},
		Act{OnBoth}, Assign{"net.dt", "0.2"}, Nudge{"do.displace", +1}, Assign{"learn.on", "true"}, Split{}, Open{"rhythm"},
	}
	for _, q := range pokes {
		time.Sleep(time.Duration(rng.IntN(8)) * time.Millisecond)
		r.Frame()
		if !r.Send(q) {
			t.Fatal("the box is full")
		}
	}
	f = waitFrame(t, r, func(f *Frame) bool { return f.Answered == 2+len(pokes) })
	if f.Preset == "rhythm" || f.Params.Net.Dt != 0.2 || f.B.Params.Net.Dt != 0.2 || f.B.Params.Seed != 9 || f.Params.Seed == 9 || f.Params.Net.N != 24 || f.B.Params.Net.N != 30 {
		t.Errorf("A is %s with %+v; B has seed %d, %+v", f.Preset, f.Params.Net, f.B.Params.Seed, f.B.Params.Net)
	}
	if !math.IsNaN(f.Gap.Now) || f.Gap.Since != "both: learn.on = true" && f.Gap.Since != "both: do.displace = 1" && f.Gap.Since != "both: do.displace = 2" {
		t.Errorf("networks of 24 and 30 neurons are %g apart since %s", f.Gap.Now, f.Gap.Since)
	}
	a, _ := r.Close()
	b := r.second.session
	if a.Steps() != b.Steps() {
		t.Errorf("A is at step %d, B at %d", a.Steps(), b.Steps())
	}
	if len(b.Log()) < 6 || len(a.Log()) < 9 {
		t.Errorf("%d and %d assignments: the pokes did not arrive", len(a.Log()), len(b.Log()))
	}
	repeats(t, a)
	repeats(t, b)
}

// What is written of two networks is NAME and NAME-b, each with its own assignments.
func TestTwoNetworksAreWritten(t *testing.T) {
	type written struct {
		name string
		log  int
	}
	saved := make(chan written, 4)
	r := NewRunner(parse(t, trained), func(_ context.Context, c *run.Copy, dir, name string) (string, error) {
		if name == "" {
			name = dir + "run-001"
		}
		saved <- written{name, len(c.Log)}
		return name, nil
	})
	defer r.Close()
	for _, q := range []Request{Run{false}, Assign{"net.g", "1.1"}, Split{}, Act{OnB}, Assign{"net.g", "1.3"}, Write{"here/"}} {
		r.Send(q)
	}
	a, b := <-saved, <-saved
	if a.name != "here/run-001" || b.name != "here/run-001-b" || b.log != a.log+1 {
		t.Errorf("written %+v and %+v", a, b)
	}
	waitFrame(t, r, func(f *Frame) bool {
		return len(f.Messages) > 0 && strings.HasSuffix(f.Messages[len(f.Messages)-1].Text, "here/run-001 and here/run-001-b")
	})
	r.Send(EndSecond{})
	f := waitFrame(t, r, func(f *Frame) bool { return f.B == nil })
	version := f.Version
	r.Send(Act{OnB})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Answered == 8 })
	if last := f.Messages[len(f.Messages)-1]; !last.Bad || f.Version <= version {
		t.Errorf("with one network keys act on B: %+v, version %d after %d", last, f.Version, version)
	}
}

// Both networks are analysed, and what is computed of one is not of the other.
func TestBothNetworksAreAnalysed(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn, "metrics.draws", "10"), nil)
	defer r.Close()
	r.Send(Speed{math.Inf(1)})
	r.Send(Split{})
	r.Send(Act{OnB})
	r.Send(Assign{"net.g", "0.5"})
	r.Send(Run{false})
	f := waitFrame(t, r, func(f *Frame) bool {
		done := func(f *Frame) bool {
			return f.Spectrum != nil && f.Motifs != nil && f.Dimension != nil && len(f.Spectrum.Now.Values) > 0
		}
		return f.B != nil && done(f) && done(f.B) && f.B.Params.Net.G == 0.5 && f.B.Spectrum.Step == f.B.Step && f.Spectrum.Step == f.Step
	})
	if a, b := f.Spectrum.Now.MaxModulus, f.B.Spectrum.Now.MaxModulus; !f.AsTrained.Ever && !(math.Abs(b/a-0.5) < 1e-9) {
		t.Errorf("max|λ| is %g at g = 1, and %g at g = 0.5", a, b)
	}
}

// What is known of a run before it is split is known of both networks after.
func TestSecondStartsWithResults(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn, "metrics.draws", "10"), nil)
	defer r.Close()
	r.Send(Run{false})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Spectrum != nil && f.Motifs != nil })
	want := f.Motifs.Weighted.Reciprocal.Value
	r.Send(Split{})
	f = waitFrame(t, r, func(f *Frame) bool { return f.B != nil })
	if f.B.Spectrum == nil || f.B.Motifs == nil || f.B.Motifs.Weighted.Reciprocal.Value != want {
		t.Errorf("of B there are the spectrum %v, the motifs %v", f.B.Spectrum, f.B.Motifs)
	}
}

// Five seeds of the point where a run stands: its own preset with what hands have set.
// After a change the run stands elsewhere.
func TestBandsOfAPoint(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	r := NewRunner(parse(t, trained+goesOn, "net.n", "20"), nil)
	defer func() { // before its directory goes
		r.Close()
		if r.bands.filler != nil {
			<-r.bands.filler.Ended()
		}
	}()
	r.Send(Assign{"net.g", "1.2"})
	r.Send(Assign{"net.noise", "0.1"})
	r.Send(Bands{})
	f := waitFrame(t, r, func(f *Frame) bool {
		return f.Band != nil && len(f.Band.Seeds.Cells) == 1 && len(f.Band.Seeds.Cells[0].Runs) == 5
	})
	mean, sd, n := f.Band.Seeds.Over("training.score")
	if c := f.Band.Seeds.Cells[0]; !f.Band.Here || c.X != "1.2" || n != 5 || !(mean > -1 && mean <= 1) || !(sd > 0) {
		t.Errorf("here %v, g %s: %g ± %g over %d seeds", f.Band.Here, c.X, mean, sd, n)
	}
	if len(f.Band.Seeds.Sets) != 2 { // N and the noise
		t.Errorf("set in all of them: %v", f.Band.Seeds.Sets)
	}
	r.Send(Nudge{"net.g", +1})
	waitFrame(t, r, func(f *Frame) bool { return f.Band != nil && !f.Band.Here })
	r.Send(Undo{})
	waitFrame(t, r, func(f *Frame) bool { return f.Band != nil && f.Band.Here })
}
