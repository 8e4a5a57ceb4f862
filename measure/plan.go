package measure

import (
	"math"

	"spiketop/run"
)

// The names of the analyses.
const (
	participationRatio = "participation ratio"
	theoryOfW          = "theory of this W"
	spikeTrains        = "spike trains"
	eigenvalues        = "eigenvalues of W"
	outliersOfW        = "outliers of W"
	prediction         = "predicted outliers"
	motifsOfW          = "motifs of W"
	nullDegrees        = "graphs of the same degrees"
	nullDyads          = "graphs of the same dyads"

	atStart  = ", at the start"
	ofChange = ", of its change"
)

// planOf lists what Of will do, in order, with what each analysis costs: those beyond
// their budgets too. Costs are counts of operations times the time of one on the
// machine of docs/PERFORMANCE.md.
func planOf(c *run.Copy, w Wanted) (plan []Analysis) {
	p := c.Params
	n, windows := float64(c.N), float64(c.Windows)
	add := func(a Analysis) { plan = append(plan, a) }

	add(Analysis{Name: participationRatio, Seconds: 2e-10 * n * n * (windows + 40), Bytes: 8 * n * windows, budget: usual})
	if c.Why == "" && c.NuMS > 0 && p.Net.Noise > 0 {
		add(Analysis{Name: theoryOfW, Seconds: theorySeconds(c.N), Bytes: 12 * 8 * n * n, budget: usual})
	}
	add(spikingCost(c))
	if w.Spectrum {
		plan = append(append(plan, eigenPlan(c, "")...), eigenPlan(c, atStart)...)
		if w.Prediction {
			add(predictionCost(p))
		}
	}
	if w.Motifs {
		plan = append(plan, motifPlan(c, w.Nulls, "")...)
	}
	if w.Files && Change(c).Frobenius() != 0 {
		plan = append(append(plan, motifPlan(c, AllNulls, atStart)...), motifPlan(c, AllNulls, ofChange)...)
	}
	return plan
}

// eigenPlan is what the eigenvalues of one matrix take, as metrics.spectrum says.
func eigenPlan(c *run.Copy, of string) []Analysis {
	n := float64(c.N)
	switch eigenOf(c.Params) {
	case run.EigenFull:
		return []Analysis{{Name: eigenvalues + of, Seconds: eigenSeconds(c.N), Bytes: 2 * 8 * n * n, budget: patient}}
	case run.EigenOutliers:
		return []Analysis{{Name: outliersOfW + of, Seconds: outliersSeconds(c), Bytes: 8 * 500 * n, budget: usual}}
	}
	return nil
}

func eigenSeconds(n int) float64  { return 0.7e-9 * math.Pow(float64(n), 3) }
func theorySeconds(n int) float64 { return 1.6e-9 * math.Pow(float64(n), 3) }

func outliersSeconds(c *run.Copy) float64 {
	return float64(outliersProducts(c.N)) * (3e-9*float64(len(c.W.Values())) + 400e-9*float64(c.N))
}

// predictionCost is that of Predict.
func predictionCost(p run.Params) Analysis {
	a := Analysis{Name: prediction, budget: usual / 3}
	if ok, _ := predictable(p); !ok {
		return a
	}
	n, every, draws := float64(p.Net.N), max(p.Learn.Every, p.Net.Dt), float64(predictionDraws(p))
	samples := math.Floor(p.Target.Duration / every)
	steps := (p.Target.Cue + p.Target.Duration) / p.Net.Dt
	pass := steps*(60e-9+4e-9*n) + samples*3e-10*n*n
	a.Seconds = draws * (float64(p.Learn.Passes)*pass + float64(len(looks(p.Learn.Passes)))*min(eigenSeconds(p.Net.N), 1e-7*n*n))
	a.Bytes = draws * 8 * (4*n*n + n*samples)
	return a
}

// motifPlan is what the motifs of one matrix take.
func motifPlan(c *run.Copy, nulls Nulls, of string) []Analysis {
	n := float64(c.N)
	return motifPlanOf(c, c.Params.Metrics.Strong*n*(n-1), nulls, of)
}

// motifPlanOf is motifPlan for a graph of so many edges, or of as many as there are
// synapses.
func motifPlanOf(c *run.Copy, edges float64, nulls Nulls, of string) (plan []Analysis) {
	n, synapses, draws := float64(c.N), float64(c.W.Synapses()), float64(c.Params.Metrics.Draws)
	edges = min(edges, synapses)
	words := n / 64                                // of a bit set of nodes
	census := edges * words * (1.5e-9 + 1.5e-13*n) // large graphs leave the cache
	trades := 10 * (n/2*words*16e-9 + edges*4e-9)
	plan = append(plan, Analysis{Name: motifsOfW + of, Seconds: 400e-9*synapses + census, Bytes: 100 * synapses, budget: usual})
	null := func(wanted Nulls, name string, perDraw float64) {
		if nulls&wanted != 0 {
			// Who asks for more draws than usual waits longer than usual.
			budget := usual / 3 * max(1, draws/100)
			plan = append(plan, Analysis{Name: name + of, Seconds: draws * perDraw, Bytes: n * n, budget: budget, instead: "fewer metrics.draws take less"})
		}
	}
	null(DegreeNull, nullDegrees, trades+census)
	null(DyadNull, nullDyads, 30e-9*edges+census)
	return plan
}
