package experiment

import (
	"fmt"
	"math"
	"math/rand/v2"

	"spiketop/metrics"
	"spiketop/sim"
)

// rng seeds an analysis from (seed, purpose, step): what is looked at, and when,
// never changes a run, and the same look gives the same numbers.
func (c *Copy) rng(purpose string) *rand.Rand {
	return rand.New(sim.Stream(c.Params.Seed, "analysis "+purpose, c.Step))
}

// operating is where each neuron works, from the measured rates.
func (c *Copy) operating() metrics.Operating {
	p := c.Params.Net
	op := metrics.OperatingPoints(c.W, c.N, c.Types(), c.Bias, c.Nu, p.TauM, p.TRef, p.Noise)
	if c.hasTarget() && len(c.Scores) > 0 {
		op.Warnings = append(op.Warnings, "rates measured while the target runs: drives move far from their mean")
	}
	return op
}

// dimension is the participation ratio of the windows counted so far, beside its theory.
func (c *Copy) dimension(op metrics.Operating) *DimensionResult {
	r := &DimensionResult{Date: c.date(), Why: c.Why}
	est := c.Params.Metrics.Estimator.metrics()
	r.Measured = metrics.ParticipationRatio(c.Counts, c.Windows, c.N, est)
	if c.Why != "" {
		r.Measured.Warnings = append([]string{c.Why}, r.Measured.Warnings...)
	}
	r.Closed, r.OfW = c.theory(op, est)
	return r
}

// TheoryLive is up to which N the linear theory of this very W is renewed while a
// run goes on: .2 s there, 14 s of all processors at N = 1000.
const TheoryLive = 300

// theory is (1−g_eff²)² and the linear theory of this very W.
func (c *Copy) theory(op metrics.Operating, est metrics.Estimator) (closed, ofW metrics.Estimate) {
	undefined := func(why string) metrics.Estimate {
		return metrics.Estimate{Value: math.NaN(), SE: math.NaN(), Warnings: []string{why}}
	}
	switch {
	case c.NuMS == 0:
		e := undefined("no activity measured yet")
		return e, e
	case c.Params.Net.Noise == 0:
		e := undefined("the linear theory needs noise: net.noise is 0")
		return e, e
	case c.Why != "":
		e := undefined("the linear theory is of a network without cue and target")
		return e, e
	}
	closed = metrics.Estimate{Value: op.Theory, Warnings: op.Warnings}
	if c.live && c.N > TheoryLive {
		return closed, undefined(fmt.Sprintf("the theory of this W is computed live up to N = %d; the summary of a run has it", TheoryLive))
	}
	active := make([]bool, c.N)
	for i := range active {
		active[i] = c.Nu[i] > 0
	}
	ofW = metrics.TheoryOfW(c.W, c.N, op.Gain, op.NoiseVar, c.Params.Net.TauS, c.Params.Metrics.Window, est, active)
	return closed, ofW
}

// transfer is the f–I curves with the operating points on them.
func (c *Copy) transfer(op metrics.Operating) *TransferResult {
	r := &TransferResult{Date: c.date(), Operating: op}
	const points = 81
	for k := range points {
		r.Input = append(r.Input, -1.5+4*float64(k)/(points-1))
	}
	curve := func(t metrics.NeuronType, lo, hi int, bias float64) (curve []float64, mean Point) {
		if lo == hi {
			return nil, Point{math.NaN(), math.NaN()}
		}
		var sq float64
		for i := lo; i < hi; i++ {
			sq += op.Sigma[i] * op.Sigma[i] / float64(hi-lo)
			mean.X += (op.Mu[i] - bias) / float64(hi-lo)
			mean.Y += c.Hz(c.Nu[i]) / float64(hi-lo)
		}
		cell := metrics.Cell{Type: t, TauM: c.Params.Net.TauM, TRef: c.Params.Net.TRef}
		for _, u := range r.Input {
			curve = append(curve, c.Hz(cell.Rate(bias+u, math.Sqrt(sq))))
		}
		return curve, mean
	}
	r.QIF, r.MeanQIF = curve(metrics.QIF, 0, c.NQIF, c.Params.Net.BiasQIF)
	r.LIF, r.MeanLIF = curve(metrics.LIF, c.NQIF, c.N, c.Params.Net.BiasLIF)
	for i := 0; i < c.N; i += 1 + c.N/300 {
		r.Points = append(r.Points, Point{op.Mu[i] - c.Bias[i], c.Hz(c.Nu[i])})
	}
	return r
}

// spectrum is the spectrum now; before is that of the episode's start, which the
// caller keeps, since it does not change.
func (c *Copy) spectrum(before metrics.Spectrum) *SpectrumResult {
	return &SpectrumResult{Date: c.date(), Now: metrics.SpectrumOf(c.W, c.N, c.Mask), Before: before}
}

func (c *Copy) spectrumBefore() metrics.Spectrum {
	return metrics.SpectrumOf(c.Initial(), c.N, c.Mask)
}

// motifs is every motif statistic of w, with its nulls.
func (c *Copy) motifs(w []float64) *MotifResult {
	draws, x := c.Params.Metrics.Draws, c.Params.Metrics.Strong
	blocks := c.blocks()
	g := metrics.StrongGraph(w, c.N, x, metrics.Signed)
	r := &MotifResult{
		Date:       c.date(),
		Weighted:   metrics.TestWeighted(w, c.N, c.Mask, blocks, metrics.ShuffleWeights, draws, c.rng("null 1")),
		Blocks:     metrics.TestWeighted(w, c.N, c.Mask, blocks, metrics.ShuffleBlocks, draws, c.rng("null 2")),
		Strong:     g.Motifs(),
		StrongTest: metrics.TestStrong(w, c.N, c.Mask, blocks, x, metrics.Signed, metrics.ShuffleBlocks, draws, c.rng("null 2 strong")),
		Degree:     metrics.TestDegree(g, draws, c.rng("null 3")),
		Triads:     g.Triads(),
		TriadTest:  metrics.TriadsUMAN(g, draws, c.rng("null 4")),
		Frobenius:  metrics.Frobenius(w),
	}
	r.CortexRatio = map[float64]float64{}
	for _, row := range metrics.Cortex() {
		if _, done := r.CortexRatio[row.P]; !done && row.P > 0 {
			r.CortexRatio[row.P] = metrics.StrongGraph(w, c.N, row.P, metrics.Signed).Motifs().Reciprocal.Ratio
		}
	}
	r.Warnings = append(r.Warnings, r.StrongTest.Warnings...)
	switch {
	case c.hasTarget() && c.Test.Tests == 0:
		r.Warnings = append(r.Warnings, "not trained: no free-running test yet")
	case c.hasTarget() && !c.Trained():
		r.Warnings = append(r.Warnings, fmt.Sprintf("not trained: free-running score %.2f is below %.1f", c.Test.Score, trainedScore))
	}
	return r
}
