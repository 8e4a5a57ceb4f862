package live

import (
	"context"
	"strings"
	"testing"

	"spiketop/run"
)

// A demand that is taken back ends, and nobody waits for what was begun for it.
func TestDemandTakenBack(t *testing.T) {
	r := NewRunner(small(t, "dimension", "net.n", "301"), nil)
	defer r.Close()
	r.Send(Eigenvalues{})
	r.Send(CancelEigenvalues{})
	waitFrame(t, r, func(f *Frame) bool {
		for _, m := range f.Messages {
			if strings.Contains(m.Text, "not computed any more") {
				return f.Demand.Possible && !f.Demand.Asked
			}
		}
		return false
	})
	r.Send(CancelEigenvalues{}) // of nothing
	r.Send(Eigenvalues{})       // and asked for again
	waitFrame(t, r, func(f *Frame) bool {
		return f.Spectrum != nil && len(f.Spectrum.Before.Values) == 301 && !f.Demand.Asked
	})
}

// Taking a demand back stops the job at work.
func TestTakingBackStopsTheJob(t *testing.T) {
	stopped := 0
	r := &Runner{session: small(t, "dimension", "net.n", "301"), spectra: &analyst{stop: func() { stopped++ }}}
	r.handle(CancelEigenvalues{}) // of nothing
	r.demand = demand{asked: true, began: true}
	r.handle(CancelEigenvalues{})
	if stopped != 1 || r.demand != (demand{}) {
		t.Errorf("stopped %d times, %+v", stopped, r.demand)
	}
}

// stop ends the job at work and no later one; the end of the runner ends all.
func TestStopEndsTheJob(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	begun := make(chan context.Context)
	a := &analyst{work: func(ctx context.Context, _ *job) { begun <- ctx; <-ctx.Done() }}
	a.begin(ctx, nil, func() {})
	a.stop() // nothing is at work
	for _, end := range []func(){func() { a.stop() }, func() { a.stop() }, cancel} {
		a.start(&job{})
		if c := <-begun; c.Err() != nil {
			t.Error("a job begins with a context that has ended")
		}
		end()
		<-a.done
	}
	close(a.jobs)
}

// Which eigenvalues come by themselves, and which on demand.
func TestEigenvaluesAsAsked(t *testing.T) {
	for _, c := range []struct {
		e                         run.Eigen
		n                         int
		demand, followed, nothing bool
	}{
		{run.EigenAuto, SpectrumLive, false, false, false},
		{run.EigenAuto, SpectrumLive + 1, true, true, true},
		{run.EigenFull, SpectrumLive, false, false, false},
		{run.EigenFull, SpectrumLive + 1, false, true, false},
		{run.EigenOutliers, 20, true, true, true},
		{run.EigenNone, 20, false, false, true},
		{run.EigenNone, SpectrumLive + 1, false, false, true},
	} {
		var p run.Params
		p.Net.N, p.Metrics.Spectrum = c.n, c.e
		r := &Runner{}
		if onDemand(p) != c.demand || noOutliers(p) == c.followed || r.noSpectrum(p) != c.nothing {
			t.Errorf("%s at N = %d: on demand %v, outliers %v, idle %v", c.e, c.n, onDemand(p), !noOutliers(p), r.noSpectrum(p))
		}
	}
	// A change of the parameter clears what is not renewed any more.
	r := NewRunner(small(t, "dimension", "net.n", "20"), nil)
	defer r.Close()
	waitFrame(t, r, func(f *Frame) bool { return f.Spectrum != nil && len(f.Spectrum.Now.Values) == 20 })
	r.Send(Assign{"metrics.spectrum", "none"})
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Metrics.Spectrum == run.EigenNone && f.Spectrum == nil })
	r.Send(Assign{"metrics.spectrum", "outliers"})
	waitFrame(t, r, func(f *Frame) bool {
		return f.Spectrum != nil && f.Spectrum.Live != nil && len(f.Spectrum.Now.Values) == 0
	})
}
