package report

import (
	"math"

	"spiketop/experiment"
	"spiketop/metrics"
)

// countWindows are the windows T_w, ms, at which one run is counted; each is a
// multiple of the 100 ms in which its spikes are kept.
var countWindows = []struct {
	ms   float64
	name string
}{{300, "300"}, {500, "500"}, {1000, "1000"}, {2000, "2000"}}

// measureDimension is the dimension at several windows beside its theories.
func measureDimension(c *experiment.Copy) values {
	v := values{}
	p := c.Params.Net
	op := metrics.OperatingPoints(c.W, c.N, c.Types(), c.Bias, c.Nu, p.TauM, p.TRef, p.Noise)
	v["g_eff"], v["theory"], v["gain_lif"], v["gain_qif"] = op.GEff, op.Theory, op.GainLIF, op.GainQIF
	active := make([]bool, c.N)
	lif, qif := 0.0, 0.0
	for i, nu := range c.Nu {
		active[i] = nu > 0
		if !active[i] {
			v["silent"]++
		}
		if i < c.NQIF {
			qif += c.Hz(nu) / float64(c.NQIF)
		} else {
			lif += c.Hz(nu) / float64(c.N-c.NQIF)
		}
	}
	v["silent"] += 0
	if c.NQIF < c.N {
		v["rate_lif"] = lif
	}
	if c.NQIF > 0 {
		v["rate_qif"] = qif
	}
	for _, w := range countWindows {
		counts, windows := rebin(c.Counts, c.Windows, c.N, int(math.Round(w.ms/c.Params.Metrics.Window)))
		d := metrics.ParticipationRatio(counts, windows, c.N, metrics.Correlation)
		v["d"+w.name], v["d"+w.name+"_se"], v["windows"+w.name] = d.Value, d.SE, float64(windows)
		if w.ms == 1000 {
			v["d1000_cov"] = metrics.ParticipationRatio(counts, windows, c.N, metrics.Covariance).Value
		}
	}
	of := func(window float64, est metrics.Estimator) float64 {
		return metrics.TheoryOfW(c.W, c.N, op.Gain, op.NoiseVar, p.TauS, window, est, active).Value
	}
	v["theory_w300"], v["theory_w"], v["theory_w2000"] = of(300, metrics.Correlation), of(1000, metrics.Correlation), of(2000, metrics.Correlation)
	v["theory_w_cov"] = of(1000, metrics.Covariance)
	return v
}

// rebin adds up groups of k windows; what is left over at the end is dropped.
func rebin(counts []float64, windows, n, k int) ([]float64, int) {
	m := windows / k
	out := make([]float64, m*n)
	for r := range m * k {
		for i, x := range counts[r*n:][:n] {
			out[r/k*n+i] += x
		}
	}
	return out, m
}
