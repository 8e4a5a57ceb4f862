package report

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"
)

// picker gives the cell of a pattern at a composition: of main, another size, or
// a sparse network. The same checks run over each.
type picker func(preset string, q float64) Cell

// cells are those of some patterns and compositions.
func cells(presets []string, qs []float64, at picker) (out []Cell) {
	for _, preset := range presets {
		for _, q := range qs {
			out = append(out, at(preset, q))
		}
	}
	return out
}

var (
	osc3    = []string{"oscillation", "rhythm", "sequence"}
	osc2    = []string{"oscillation", "sequence"}
	others  = []string{"oscillation", "rhythm", "ou"}
	justOU  = []string{"ou"}
	justRhy = []string{"rhythm"}
	justSeq = []string{"sequence"}
)

func (b book) learningSheets() []*sheet {
	return []*sheet{
		b.patternSheet("scores", patterns, countRuns, countFailed, ci("score", 3, get(score)), leastScore("least"), countAbove("2a"), countUntrained, ci("nRMSE", 3, get("training.nrmse"))),
		b.sheet("lambda", b.bothLambdas(), byPreset, byComposition, byLambda, countRuns, ci("score", 3, get(score)),
			ci("‖W‖_F", 2, get(frobenius)), ci("max|λ|/R_b", 2, excess), ci("ρ_rec", 3, get(rhoRec)), ci("strong W", 2, get(strongRec)), mean("c", 2, get(share))),
	}
}

// bothLambdas are the cells that were trained with another λ too.
func (b book) bothLambdas() (both []Cell) {
	for _, c := range cells(b.Diluted, b.Ends, b.main) {
		both = append(both, c, b.diluted(c.Preset, c.Composition))
	}
	return both
}

// ratio of a column between two cells, paired by seed.
func (b book) ratio(x, y Cell, name string) effect {
	return b.paired([]Cell{x, y}, func(r []*Row) float64 { return r[0].get(name) / r[1].get(name) })
}

// answer is ‖W‖_F·Ḡ.
func answer(r *Row) float64 { return r.get(frobenius) * r.get(gain) }

func (b book) weightSheets() []*sheet {
	return []*sheet{b.patternSheet("weights", patterns, countRuns, ci("‖W‖_F", 2, get(frobenius)), mean("‖W − W(0)‖_F", 1, get("weights.frobenius_change")),
		mean("Ḡ", 3, get(gain)), ci("‖W‖_F·Ḡ", 2, answer), mean("self-connections, r.m.s.", 3, get("weights.self_rms")))}
}

// pureRatio is the size of the weights between the two pure networks.
func pureRatio(b book, v variant, c *Checked) {
	for _, preset := range patterns {
		c.add(preset, b.ratio(v.at(preset, 1), v.at(preset, 0), frobenius))
	}
}

// stepRatios is the size of the weights from one composition to the next.
func stepRatios(b book, v variant, c *Checked) {
	for _, preset := range patterns {
		for k := 1; k < len(v.qs); k++ {
			from, to := v.qs[k-1], v.qs[k]
			c.add(fmt.Sprintf("%s f_Q %s to %s", preset, short(from), short(to)), b.ratio(v.at(preset, from), v.at(preset, to), frobenius))
		}
	}
}

// excess is max|λ|/R_b.
func excess(r *Row) float64 { return r.get("spectrum.max_modulus") / r.get("spectrum.bulk_radius") }

// lead is an eigenvalue of a row.
func lead(r *Row, name string) complex128 {
	return complex(r.get("study."+name+".re"), r.get("study."+name+".im"))
}

// sustained is 1 + iω(τ_s + lag): the eigenvalue that keeps a rhythm going.
func sustained(r *Row) complex128 {
	return complex(1, 2*math.Pi/r.Period*(r.TauS+r.get("study.lag")))
}

// delayed is sustained with the lag as a delay. A delay turns the eigenvalue and
// does not lengthen it.
func delayed(r *Row) complex128 {
	omega := 2 * math.Pi / r.Period
	return complex(1, omega*r.TauS) * cmplx.Exp(complex(0, omega*r.get("study.lag")))
}

func (b book) spectrumSheets() []*sheet {
	return []*sheet{
		b.patternSheet("spectrum", patterns, countRuns, ci("max|λ|/R_b before", 3, before),
			mean("max|λ|", 2, get("spectrum.max_modulus")), mean("R_b", 2, get("spectrum.bulk_radius")), ci("max|λ|/R_b", 2, excess),
			mean("outliers", 1, get("spectrum.outliers")), mean("rest within", 2, get("spectrum.rest_radius")), mean("c", 2, get(share)),
			mean("max|λ|, self-connections zeroed", 2, get("study.no_self.max_modulus")), mean("outliers, zeroed", 1, get("study.no_self.outliers")),
			mean("Σ_out Re λ²/‖W‖²", 3, get(fromOutliers)), mean("Σ_out Re λ²/‖W‖², zeroed", 3, get("study.no_self.reciprocity_from_outliers"))),
		b.sheet("rhythm-eigenvalue", b.rhythms(b.Compositions...), byComposition, byPeriod, byTau, countRuns,
			mean("lag, ms", 1, get("study.lag")), ci("angle of diag(G)W", 3, scaledAngle), mean("of 1 + iω(τ_s + lag)", 3, sustainedAngle),
			one("of 1 + iωτ_s", func(_ book, c Cell) string { return digits(math.Atan(2*math.Pi/c.Period*c.TauS), 3) }),
			ci("modulus of diag(G)W", 3, scaledSize), mean("modulus of 1 + iω(τ_s + lag)", 3, func(r *Row) float64 { return cmplx.Abs(sustained(r)) }),
			mean("angle of (1 + iωτ_s)e^{iω·lag}", 3, func(r *Row) float64 { return cmplx.Phase(delayed(r)) }),
			mean("its modulus", 3, func(r *Row) float64 { return cmplx.Abs(delayed(r)) })),
		b.predictionSheet(),
	}
}

// atStart is the spectrum of W(0), which is the same for every pattern and composition.
func atStart(b book, v variant, c *Checked) {
	if len(v.qs) > 0 {
		c.add("any", b.effect(v.at(patterns[0], v.qs[0]), before))
	}
}

// scaledAngle and scaledSize are of the leading eigenvalue of diag(G)W.
func scaledAngle(r *Row) float64 { return math.Abs(cmplx.Phase(lead(r, "scaled1"))) }
func scaledSize(r *Row) float64  { return cmplx.Abs(lead(r, "scaled1")) }

func sustainedAngle(r *Row) float64 { return cmplx.Phase(sustained(r)) }

// angleOff and sizeOff hold that eigenvalue against sustained.
func angleOff(r *Row) float64 { return scaledAngle(r) - sustainedAngle(r) }
func sizeOff(r *Row) float64  { return scaledSize(r)/cmplx.Abs(sustained(r)) - 1 }

// excessBare is excess with self-connections zeroed.
func excessBare(r *Row) float64 {
	return r.get("study.no_self.max_modulus") / r.get("spectrum.bulk_radius")
}

func before(r *Row) float64 {
	return r.get("spectrum.before.max_modulus") / r.get("spectrum.before.bulk_radius")
}

// rhythms are the cells with one common period, of some compositions.
func (b book) rhythms(of ...float64) (out []Cell) {
	out = cells(justRhy, b.Compositions, b.main)
	for _, q := range b.Ends {
		for _, tau := range b.Taus {
			out = append(out, b.slow("rhythm", q, tau))
		}
		for _, period := range b.Periods {
			out = append(out, b.paced(q, period))
		}
	}
	return slices.DeleteFunc(out, func(c Cell) bool { return !slices.Contains(of, c.Composition) })
}
