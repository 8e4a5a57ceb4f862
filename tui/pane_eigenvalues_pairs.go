package tui

import (
	"math"
	"math/cmplx"
	"slices"

	"spiketop/live"
	"spiketop/tui/chart"
)

// period is the period in ms of the pattern that a pair with eigenvalue λ keeps
// up, for the synaptic time constant τ_s. A pattern r of filtered spikes answers
// its drive u by (1 + iωτ_s) r = G u, and W r = u makes λ = (1 + iωτ_s)/G: so
// tan(arg λ) = ωτ_s, whatever the gain G, as far as neurons answer without a lag of
// their own. NaN where λ is real or its real part is
// not positive: no drive that follows its own answer turns like that.
func period(v complex128, tauS float64) float64 {
	if !(real(v) > 0) || imag(v) == 0 || cmplx.IsInf(v) || cmplx.IsNaN(v) || !(tauS > 0) {
		return math.NaN()
	}
	return 2 * math.Pi * tauS * real(v) / math.Abs(imag(v))
}

// pairText is the angle of a pair and the period that the angle means: "51° → 500 ms".
func pairText(v complex128, tauS float64) string {
	t := period(v, tauS)
	if math.IsNaN(t) {
		return ""
	}
	return chart.Join(chart.Fixed(math.Abs(cmplx.Phase(v))*180/math.Pi, 0), "° → ", chart.Span(t))
}

// wantedPeriod is what the target asks of the pairs, "" where it has no period. The
// neurons answer late or early themselves, which turns the pair: where there is one
// pair and one period, lag is by how much, as tan(arg λ) = ω(τ_s + lag).
func wantedPeriod(f *live.Frame, pairs []complex128) string {
	switch t := &f.Params.Target; {
	case !t.Periodic():
		return ""
	case t.Period > 0 && len(pairs) == 1:
		lag := math.Abs(imag(pairs[0]))/real(pairs[0])*t.Period/(2*math.Pi) - f.Params.Net.TauS
		if math.Abs(lag) < 0.5 {
			break
		}
		return chart.Join("target ", chart.Span(t.Period), ": lag ", chart.Signed(lag, 0), " ms")
	case t.Period <= 0:
		return "targets: a period each"
	}
	return chart.Join("target ", chart.Span(f.Params.Target.Period))
}

// pairsOf collects into dst the upper ones of the outliers that are pairs with a
// period, the largest first.
func pairsOf(dst, outliers []complex128) []complex128 {
	for _, v := range outliers {
		if imag(v) > 0 && !math.IsNaN(period(v, 1)) {
			dst = append(dst, v)
		}
	}
	return dst
}

// found reports whether an outlier is where one was predicted.
func found(s *live.Spectrum, got complex128) bool { return slices.Contains(s.Found, got) }
