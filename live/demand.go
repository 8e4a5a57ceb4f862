package live

import (
	"math"
	"time"

	"spiketop/run"
)

// In a network of more than SpectrumLive neurons the eigenvalues of W take long.
// They are computed only when a person asks for them, and each time once.

// Demand tells the screen about the eigenvalues that are computed on demand.
type Demand struct {
	Possible bool    // they do not come by themselves, and metrics.spectrum allows them
	Seconds  float64 // about how long the computation takes
	Asked    bool    // somebody asked for the eigenvalues, and they are not all there
	Began    bool    // the computation has begun
	Since    int     // whole seconds since the computation began
}

// demand is a request for all eigenvalues. The demand ends when they are there.
type demand struct {
	asked, began bool
	t0           time.Time // when the computation began
	shown        int       // whole seconds since t0 that the screen was told
}

// begin notes that the analyst of spectra begins to work. Without a demand nothing
// is noted.
func (d *demand) begin(now time.Time) { d.began, d.t0 = d.asked, now }

// settle ends a demand that has begun when the analyst is not busy any more, and
// reports whether the demand ended.
func (d *demand) settle(busy bool) bool {
	over := d.began && !busy
	if over {
		*d = demand{}
	}
	return over
}

// ticks reports whether the whole seconds since the computation began are others
// than at the last call.
func (d *demand) ticks(now time.Time) bool {
	s := d.since(now)
	grown := s != d.shown
	d.shown = s
	return grown
}

// since is the number of whole seconds since the computation began; 0 before.
func (d *demand) since(now time.Time) int {
	if !d.began {
		return 0
	}
	return int(now.Sub(d.t0).Seconds())
}

// of is what the screen is told of the demand. before says whether the spectrum of
// the episode's start is known; else the computation makes that spectrum too, and
// takes twice the time.
func (d *demand) of(p run.Params, before bool, now time.Time) Demand {
	if !onDemand(p) {
		return Demand{}
	}
	out := Demand{Possible: true, Seconds: spectrumSeconds(p.Net.N), Asked: d.asked, Began: d.began}
	if !before {
		out.Seconds *= 2
	}
	out.Since = d.since(now)
	return out
}

// onDemand reports whether all eigenvalues come when a person asks for them, and not
// by themselves.
func onDemand(p run.Params) bool {
	switch p.Metrics.Spectrum {
	case run.EigenFull, run.EigenNone:
		return false
	case run.EigenOutliers:
		return true
	}
	return p.Net.N > SpectrumLive
}

// noSpectrum reports whether the analyst of spectra has nothing to do: no demand
// waits to begin, and the eigenvalues do not come by themselves.
func (r *Runner) noSpectrum(p run.Params) bool {
	if onDemand(p) {
		return !r.demand.asked || r.demand.began
	}
	return p.Metrics.Spectrum == run.EigenNone
}

// noOutliers reports whether the outliers alone are not followed: all eigenvalues
// come often, or none shall come.
func noOutliers(p run.Params) bool {
	return p.Net.N <= SpectrumLive && p.Metrics.Spectrum != run.EigenOutliers || p.Metrics.Spectrum == run.EigenNone
}

// dropDemand ends a demand. What is being computed is not waited for.
func (r *Runner) dropDemand() {
	r.demand = demand{}
	if r.spectra != nil {
		r.spectra.stop()
	}
}

// cancelSpectrum answers a person who has waited long enough.
func (r *Runner) cancelSpectrum() {
	if r.demand.asked {
		r.dropDemand()
		r.session.Say(false, "the eigenvalues are not computed any more")
	}
}

// askSpectrum answers a person who asks for all eigenvalues. The computation begins
// as soon as the analyst of spectra is free.
func (r *Runner) askSpectrum() {
	s, p := r.session, r.session.Params()
	n := p.Net.N
	switch {
	case p.Metrics.Spectrum == run.EigenNone:
		s.Say(false, "no eigenvalues: metrics.spectrum is none")
	case !onDemand(p):
		s.Say(false, "all eigenvalues are computed as the run goes on")
	case r.demand.asked:
		s.Say(false, "all %d eigenvalues are being computed", n)
	default:
		r.demand = demand{asked: true}
		r.spectra.stale = true
		r.results.mu.Lock()
		d := r.demand.of(p, r.results.hasBefore, time.Now())
		r.results.mu.Unlock()
		s.Say(false, "computing %d eigenvalues: about %.0f s", n, math.Ceil(d.Seconds))
	}
}
