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
	Possible bool    // the network has more than SpectrumLive neurons
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

// of is what the screen is told of the demand in a network of n neurons. before
// says whether the spectrum of the episode's start is known; else the computation
// makes that spectrum too, and takes twice the time.
func (d *demand) of(n int, before bool, now time.Time) Demand {
	if n <= SpectrumLive {
		return Demand{}
	}
	out := Demand{Possible: true, Seconds: spectrumSeconds(n), Asked: d.asked, Began: d.began}
	if !before {
		out.Seconds *= 2
	}
	out.Since = d.since(now)
	return out
}

// noSpectrum reports whether the analyst of spectra has nothing to do: the network
// is large, and no demand waits to begin.
func (r *Runner) noSpectrum(p run.Params) bool {
	return p.Net.N > SpectrumLive && (!r.demand.asked || r.demand.began)
}

// askSpectrum answers a person who asks for all eigenvalues. The computation begins
// as soon as the analyst of spectra is free.
func (r *Runner) askSpectrum() {
	s, n := r.session, r.session.Params().Net.N
	switch {
	case n <= SpectrumLive:
		s.Say(false, "up to N = %d all eigenvalues are computed as the run goes on", SpectrumLive)
	case r.demand.asked:
		s.Say(false, "all %d eigenvalues are being computed", n)
	default:
		r.demand = demand{asked: true}
		r.spectra.stale = true
		r.results.mu.Lock()
		d := r.demand.of(n, r.results.hasBefore, time.Now())
		r.results.mu.Unlock()
		s.Say(false, "computing %d eigenvalues: about %.0f s", n, math.Ceil(d.Seconds))
	}
}
