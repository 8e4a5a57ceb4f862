package live

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"strconv"
	"strings"
	"testing"
	"time"

	"spiketop/internal/fault"
	"spiketop/measure"
	"spiketop/metrics/spectrum"
	"spiketop/run"
)

func TestRunnerAnswersRequestsAndAnalyses(t *testing.T) {
	r := NewRunner(small(t, "oscillation", "net.n", "30"), nil)
	waitFrame(t, r, func(f *Frame) bool {
		return f.Spectrum != nil && f.Motifs != nil && f.Transfer != nil && f.Dimension != nil
	})
	for range 2 { // two quick presses count twice
		r.Send(Nudge{"net.g", +1})
	}
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 1.2 })
	r.Send(Undo{})
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 1.1 })
	r.Send(Undo{})
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 1 })
	r.Send(Assign{"net.n", "40"})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.N == 40 && f.Spectrum != nil })
	if len(f.Spectrum.Now.Values) != 40 || f.Episode != 1 {
		t.Errorf("after a rebuild: %d eigenvalues, episode %d; want 40 and 1", len(f.Spectrum.Now.Values), f.Episode)
	}
	r.Send(Run{false})
	f = waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	step := f.Step
	r.Send(Single{1})
	waitFrame(t, r, func(f *Frame) bool { return f.Step == step+1 })
	r.Send(Open{"rhythm"})
	waitFrame(t, r, func(f *Frame) bool { return f.Preset == "rhythm" && f.Step > 0 })
	if s, _ := r.Close(); s.Plan().Name != "rhythm" {
		t.Errorf("closed on %q", s.Plan().Name)
	}
}

// Above N = SpectrumLive the outliers come by themselves and are those of the
// spectrum; all eigenvalues, and those of the start, come when asked for, once.
func TestRunnerComputesLargeSpectraOnDemand(t *testing.T) {
	const n = SpectrumLive + 1
	r := NewRunner(small(t, "oscillation", "net.n", strconv.Itoa(n), "metrics.draws", "20"), nil)
	defer r.Close()
	f := waitFrame(t, r, func(f *Frame) bool { return f.Spectrum != nil && f.Spectrum.Live != nil })
	if s := f.Spectrum; len(s.Now.Values) != 0 || len(s.Before.Values) != 0 || !s.Fresher() || !s.Defined() {
		t.Errorf("before it was asked for: %d and %d eigenvalues, fresher %v, defined %v", len(s.Now.Values), len(s.Before.Values), s.Fresher(), s.Defined())
	}
	// Not trained yet: R_b is g, 1 ± .01.
	if s := f.Spectrum; math.Abs(s.Radius()-1) > 0.05 || s.Threshold() <= s.Radius() {
		t.Errorf("R_b %g, threshold %g", s.Radius(), s.Threshold())
	}
	if f.Demand != (Demand{Possible: true, Seconds: 2 * spectrumSeconds(n)}) {
		t.Errorf("before it was asked for: %+v", f.Demand)
	}
	r.Send(Run{false})
	waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	r.Send(Eigenvalues{})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Demand.Asked || len(f.Spectrum.Now.Values) > 0 })
	if m := f.Messages[len(f.Messages)-1].Text; m != fmt.Sprintf("computing %d eigenvalues: about 1 s", n) {
		t.Errorf("it said %q", m)
	}
	f = waitFrame(t, r, func(f *Frame) bool { return !f.Demand.Asked })
	if s := f.Spectrum; len(s.Now.Values) != n || len(s.Before.Values) != n || s.Step != f.Step || s.Before.BulkRadius == 0 {
		t.Errorf("asked for: %d and %d eigenvalues, of step %d at step %d", len(s.Now.Values), len(s.Before.Values), s.Step, f.Step)
	}
	if f.Demand.Seconds != spectrumSeconds(n) {
		t.Errorf("the start is known and is computed again: %g s", f.Demand.Seconds)
	}
	of := f.Spectrum.Step
	r.Send(Run{true})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Spectrum.Live.Step > of })
	if s := f.Spectrum; s.Step != of || !s.Fresher() || len(s.Now.Values) != n {
		t.Errorf("it is computed unasked: step %d, %d", s.Step, of)
	}
	r.Send(Eigenvalues{})
	r.Send(Assign{"seed", "2"}) // another network: nothing is left, the demand neither
	f = waitFrame(t, r, func(f *Frame) bool { return f.Episode == 1 && f.Spectrum != nil })
	first := f.Spectrum.Live.Step
	f = waitFrame(t, r, func(f *Frame) bool { return f.Spectrum.Live.Step > first }) // a second later
	if len(f.Spectrum.Now.Values) != 0 || f.Demand.Asked {
		t.Errorf("in a new network: %d eigenvalues, %+v", len(f.Spectrum.Now.Values), f.Demand)
	}
	r.Send(Assign{"net.n", strconv.Itoa(SpectrumLive)})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Episode == 2 && f.Spectrum != nil })
	if s := f.Spectrum; len(s.Now.Values) != SpectrumLive || len(s.Before.Values) != SpectrumLive || s.Live != nil || f.Demand.Possible {
		t.Errorf("N = %d: %d and %d eigenvalues, live %v, %+v", SpectrumLive, len(s.Now.Values), len(s.Before.Values), s.Live, f.Demand)
	}
	r.Send(Eigenvalues{})
	said(t, r, "as the run goes on")
}

// A demand that another network overtakes is gone, and what was begun for it does
// not end one that is asked for since.
func TestDemandEndsWithItsOwnAnswer(t *testing.T) {
	of := func(n int) (p run.Params) {
		p.Net.N, p.Metrics.Spectrum = n, run.EigenAuto
		return p
	}
	var d demand
	t0 := time.Now()
	d.settle(false)
	if got := d.of(of(SpectrumLive), true, t0); got != (Demand{}) {
		t.Errorf("N = %d: %+v", SpectrumLive, got)
	}
	d.begin(t0) // nothing was asked: the analyst's own look
	if d.began {
		t.Error("it begins though nobody asked")
	}
	d = demand{asked: true}
	d.settle(true)  // the analyst works for another network
	d.settle(false) // and is free again
	if got := d.of(of(1000), true, t0); got != (Demand{Possible: true, Seconds: spectrumSeconds(1000), Asked: true}) {
		t.Errorf("in line: %+v", got)
	}
	d.begin(t0)
	d.settle(true)
	if got := d.of(of(1000), false, t0.Add(2500*time.Millisecond)); got != (Demand{Possible: true, Seconds: 2 * spectrumSeconds(1000), Asked: true, Began: true, Since: 2}) {
		t.Errorf("begun: %+v", got)
	}
	d.settle(false)
	if d.asked || d.began {
		t.Error("it did not end")
	}
}

// Outliers that are followed through training are those of all eigenvalues.
func TestOutliersAreFollowed(t *testing.T) {
	s := small(t, "oscillation", "net.n", "310")
	r := results{generation: 1}
	f := follower{results: &r}
	for range 12 {
		for range 4000 { // 400 ms; training starts at 500
			s.Step()
		}
		f.look(context.Background(), &job{Copy: s.Copy(false), generation: 1, definition: measure.OfW})
	}
	c := s.Copy(false)
	want := spectrum.Of(c.W)
	live := r.spectrum.Live
	if want.Outliers < 4 || len(live.Outliers) != want.Outliers || live.Unsettled != 0 || live.Step != c.Step {
		t.Fatalf("%d outliers, %d unsettled, of step %d; want %d of step %d", len(live.Outliers), live.Unsettled, live.Step, want.Outliers, c.Step)
	}
	for k, v := range live.Outliers { // residual 10⁻⁶ times a condition number of some tens
		if cmplx.Abs(v-want.Values[k]) > 1e-4*cmplx.Abs(v) {
			t.Errorf("outlier %d is %v, want %v", k, v, want.Values[k])
		}
	}
	basis := f.basis
	f.look(context.Background(), &job{Copy: c, generation: 2, definition: measure.OfW}) // another network, whose results are not taken any more
	if f.generation != 2 || f.basis == basis || r.spectrum.Live != live {
		t.Error("another generation goes on from the last one")
	}
}

// Results on an unchanged W only get a new date: drawn again, the nulls of
// another step would give other z.
func TestUnchangedWeightsAreNotAnalysedAgain(t *testing.T) {
	r := NewRunner(parse(t, trained, "learn.on", "false", "learn.start", "1000000"), nil)
	defer r.Close()
	first := waitFrame(t, r, func(f *Frame) bool { return f.Motifs != nil && f.Spectrum != nil && len(f.Spectrum.Now.Values) > 0 })
	motifs, spectrum := *first.Motifs, *first.Spectrum
	later := waitFrame(t, r, func(f *Frame) bool { return f.Motifs.Step > motifs.Step && f.Spectrum.Step > spectrum.Step })
	if later.Motifs.TriadTest[5].SD != motifs.TriadTest[5].SD {
		t.Error("the nulls were drawn again")
	}
	if &later.Spectrum.Now.Values[0] != &spectrum.Now.Values[0] {
		t.Error("the eigenvalues were computed again")
	}
	r.Send(Assign{Key: "net.g", Text: "2"})
	louder := waitFrame(t, r, func(f *Frame) bool { return f.Motifs.Frobenius > 1.9*motifs.Frobenius })
	if louder.Motifs.TriadTest[5].SD == motifs.TriadTest[5].SD {
		t.Error("after a change of W the nulls were not drawn again")
	}
}

// The runner answers with the motifs that were asked for.
func TestRunnerDefines(t *testing.T) {
	r := NewRunner(parse(t, trained), nil)
	defer r.Close()
	waitFrame(t, r, func(f *Frame) bool { return f.Motifs != nil && f.Motifs.Of == measure.OfW })
	r.Send(Define{measure.OfAbs})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Motifs != nil && f.Motifs.Of == measure.OfAbs })
	if v := f.Motifs.Weighted.Reciprocal.Value; math.IsNaN(v) {
		t.Error("no value for |W|")
	}
	r.Send(Define{measure.Definitions + 7})
	waitFrame(t, r, func(f *Frame) bool { return f.Motifs != nil && f.Motifs.Of == measure.OfChange })
}

// A panic ends a goroutine and not the program: its text goes to Fatal, whether
// the run, an analyst or a writer panics.
func TestPanicIsDelivered(t *testing.T) {
	save := func(context.Context, *run.Copy, string, string) (string, error) { panic("the writer") }
	r := NewRunner(small(t, "dimension", "net.n", "10"), save)
	says := func(want string) {
		t.Helper()
		err := <-r.Fatal()
		if p := (*fault.Panic)(nil); !strings.Contains(err.Error(), want) || !errors.As(err, &p) || !strings.Contains(string(p.Stack), "goroutine") {
			t.Errorf("%v, want %q with a stack", err, want)
		}
	}
	r.Send(Write{})
	says("the writer")
	a := &analyst{work: func(context.Context, *job) { panic("the analyst") }}
	a.begin(context.Background(), nil, r.caught)
	a.start(&job{})
	says("the analyst")
	r.Send("no request")
	says("string is no request")
	r.Close()
}
