package experiment

import (
	"math"
	"time"
)

// Above N = SpectrumLive all eigenvalues are computed when they are asked for,
// once for each time, and not otherwise.

// demand is a request for all eigenvalues, until they are there.
type demand struct {
	asked, began bool
	t0           time.Time // when they were begun
}

// begin notes that the analyst begins with it, if there is one.
func (d *demand) begin(now time.Time) { d.began, d.t0 = d.asked, now }

// settle ends a demand once the analyst that began with it is done.
func (d *demand) settle(busy bool) {
	if d.began && !busy {
		*d = demand{}
	}
}

// of says how the demand stands for a network of n neurons; whether the spectrum
// of the episode's start is known, or comes along.
func (d *demand) of(n int, before bool, now time.Time) Demand {
	if n <= SpectrumLive {
		return Demand{}
	}
	out := Demand{Possible: true, Seconds: spectrumSeconds(n), Asked: d.asked, Began: d.began}
	if !before {
		out.Seconds *= 2
	}
	if d.began {
		out.Since = int(now.Sub(d.t0).Seconds())
	}
	return out
}

// noSpectrum reports whether no look at the whole spectrum is due.
func (r *Runner) noSpectrum(p Params) bool {
	return p.Net.N > SpectrumLive && (!r.demand.asked || r.demand.began)
}

// askSpectrum has all eigenvalues computed as soon as the analyst is free: unless
// another network still holds it, at once.
func (r *Runner) askSpectrum() {
	s, n := r.session, r.session.par.Net.N
	switch {
	case n <= SpectrumLive:
		s.Say(false, "up to N = %d all eigenvalues are computed as the run goes on", SpectrumLive)
	case r.demand.asked:
		s.Say(false, "all %d eigenvalues are being computed", n)
	default:
		r.demand = demand{asked: true}
		r.spectra.stale = true
		r.results.mu.Lock()
		d := r.demand.of(n, r.results.beforeOf == r.generation, time.Now())
		r.results.mu.Unlock()
		s.Say(false, "computing %d eigenvalues: about %.0f s", n, math.Ceil(d.Seconds))
	}
}
