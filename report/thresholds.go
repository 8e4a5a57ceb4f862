package report

import (
	"math"

	"spiketop/measure"
	"spiketop/run"
)

// Threshold is a condition on an effect: it must lie between Lo and Hi.
type Threshold struct {
	Key     string
	Finding int
	// Main thresholds make the verdict of the finding. The others test it under
	// other definitions, or test the theory behind it.
	Main       bool
	Text       string
	Definition string // of the statistic
	Lo, Hi     float64
	Decimals   int
	fill       filling
}

var inf = math.Inf(1)

const weightedW = "weighted, W"

var strongW, strongAbs, strongNeg, strongChg = strong(measure.OfW), strong(measure.OfAbs), strong(measure.OfNegative), strong(measure.OfChange)

// strong names the strong graph of a definition.
func strong(of measure.Definition) string {
	return "strong " + percent(run.Table.Defaults().Metrics.Strong) + " of " + of.String()
}

// thresholds are all, in the order of the findings, each with what fills its check.
var thresholds = []Threshold{
	{"1a", 1, true, "|D − (1 − g_eff²)²| < .03 where g_eff < .8, g_eff computed", "correlation, T_w = 1000 ms", -.03, .03, 3, near(dim, theory)},
	{"1b", 1, true, "γ rises with the LIF share (paired difference > 0)", "γ = g_eff/g at g = .5, computed", 0, inf, 3, gammaSteps(computedSteps)},
	{"1c", 1, true, "γ rises with the LIF share (paired difference > 0)", "γ fitted at T_w = 300 ms", 0, inf, 3, gammaSteps(fittedSteps)},
	{"1d", 1, false, "fitted γ in .20 … .24, QIF only", "γ fitted at T_w = 300 ms", .20, .24, 3, fitted(1)},
	{"1e", 1, false, "fitted γ in .39 … .45, half", "γ fitted at T_w = 300 ms", .39, .45, 3, fitted(.5)},
	{"1f", 1, false, "fitted γ in .60 … .66, LIF only", "γ fitted at T_w = 300 ms", .60, .66, 3, fitted(0)},
	{"1g", 1, false, "|D − (1 − g_eff²)²| < .03 where g_eff < .8", "correlation, T_w = 2000 ms", -.03, .03, 3, near(dim2000, theory)},
	{"1h", 1, false, "|D − theory of this W| < .03 where g_eff < .8", "correlation, T_w = 1000 ms", -.03, .03, 3, near(dim, thisW)},
	{"1i", 1, false, "|D − theory of this W| < .03 where g_eff < .8", "covariance, T_w = 1000 ms", -.03, .03, 3, near(dimCov, thisWCov)},

	{"2a", 2, true, "score > .9, oscillation and sequence", "free-running tests", .9, inf, 3, over(osc2, get(score))},
	{"2b", 2, true, "score > .6, ou", "free-running tests", .6, inf, 3, over(justOU, get(score))},
	{"2c", 2, false, "score > .9, rhythm", "free-running tests", .9, inf, 3, over(justRhy, get(score))},

	{"3a", 3, true, "‖W‖_F of QIF only > 2 × that of LIF only", "Frobenius norm, paired ratio", 2, inf, 2, pureRatio},
	{"3b", 3, true, "‖W‖_F falls at every step towards LIF only (paired ratio > 1)", "Frobenius norm, paired ratio", 1, inf, 2, stepRatios},

	{"4a", 4, true, "max|λ|/R_b within .05 of 1.02 before training", "W(0)", .97, 1.07, 3, atStart},
	{"4b", 4, true, "max|λ|/R_b > 2.5 after training, oscillation and sequence", "W", 2.5, inf, 2, over(osc2, excess)},
	{"4c", 4, true, "max|λ|/R_b ≤ 2.2 after training, ou", "W", 0, 2.2, 2, over(justOU, excess)},
	{"4d", 4, false, "max|λ|/R_b > 2.5 after training, oscillation and sequence", "W with self-connections zeroed", 2.5, inf, 2, over(osc2, excessBare)},
	{"4e", 4, false, "max|λ|/R_b > 2.5 after training, rhythm", "W", 2.5, inf, 2, over(justRhy, excess)},
	{"4f", 4, false, "angle of the leading eigenvalue within .06 of that of 1 + iω(τ_s + lag), rhythm", "diag(G)W", -.06, .06, 3, here(over(justRhy, angleOff))},
	{"4g", 4, false, "its modulus within 5 % of |1 + iω(τ_s + lag)|, rhythm", "diag(G)W", -.05, .05, 3, here(over(justRhy, sizeOff))},
	{"4h", 4, false, "|error| of the predicted leading modulus ≤ 7 %", "W, largest modulus with Im ≥ 0", -inf, .07, 3, here(over(osc3, abs(sizeError)))},
	{"4i", 4, false, "|error| of its predicted angle ≤ .1 rad", "W, largest modulus with Im ≥ 0", -inf, .1, 3, here(over(osc3, abs(angleError)))},
	{"4j", 4, false, "signed error of the modulus within ± 2 %, over all cells", "W, largest modulus with Im ≥ 0", -.02, .02, 3, overCells(meanOver(sizeError))},
	{"4k", 4, false, "no predicted leading modulus beyond 2 × the trained one: the largest of a seed < 2", "W, largest modulus with Im ≥ 0", -inf, 2, 2, overCells(maxOver(func(r *Row) float64 { return 1 + sizeError(r) }))},
	{"4l", 4, false, ".85 to .99 of the trained outliers within the 95 % spread of a predicted one, over all cells", "W, Im ≥ 0, each counted once", .85, .99, 3, overCells(insideShare)},
	{"4m", 4, false, "half width of that spread ≤ 10 % of the modulus, over all cells", "W, median of a network, and of all", -inf, .1, 3, overCells(medianOver(get("study.predicted.half_width")))},

	{"5a", 5, true, "ρ_rec > .2, oscillation and sequence", weightedW, .2, inf, 3, over(osc2, get(rhoRec))},
	{"5b", 5, true, "reciprocal pairs > 2 × chance, oscillation and sequence", strongW, 2, inf, 2, over(osc2, get(strongRec))},
	{"5c", 5, false, "reciprocal pairs > 2 × chance, oscillation and sequence", strongAbs, 2, inf, 2, over(osc2, get(absRec))},
	{"5d", 5, false, "reciprocal pairs > 2 × chance, oscillation and sequence", strongNeg, 2, inf, 2, over(osc2, get(negRec))},
	{"5e", 5, false, "reciprocal pairs > 2 × chance, oscillation and sequence", strongChg, 2, inf, 2, over(osc2, get(chgRec))},
	{"5f", 5, false, "reciprocal pairs > 2 × null 3 (same degrees), oscillation and sequence", strongW, 2, inf, 2, over(osc2, overDegrees)},
	{"5g", 5, false, "ρ_rec in .13 … .36, rhythm", weightedW, .13, .36, 3, over(justRhy, get(rhoRec))},
	{"5h", 5, false, "reciprocal pairs 1.5 … 2.3 × chance, rhythm", strongW, 1.5, 2.3, 2, over(justRhy, get(strongRec))},

	{"6a", 6, true, "ρ_rec falls with τ_s (slope per doubling < 0), oscillation, rhythm, sequence", weightedW, -inf, 0, 3, here(falls(rhoRec))},
	{"6b", 6, true, "reciprocal ratio falls with τ_s (slope per doubling < 0), oscillation, rhythm, sequence", strongW, -inf, 0, 2, here(falls(strongRec))},
	{"6c", 6, true, "ρ_rec is zero near ωτ = 1: ω(τ_s + lag) in 2/3 … 3/2 there, rhythm", weightedW, 2. / 3, 1.5, 2, here(crosses)},
	{"6d", 6, true, "ρ_rec lowest in mixed networks (half minus pure < 0), oscillation and sequence", weightedW, -inf, 0, 3, lowest(rhoRec)},
	{"6e", 6, true, "reciprocal ratio lowest in mixed networks (half minus pure < 0), oscillation and sequence", strongW, -inf, 0, 2, lowest(strongRec)},
	{"6f", 6, false, "|ρ_rec − c·Σ_out Re λ²/Σ_out|λ|²| < .05 at every τ_s, oscillation, rhythm, sequence", weightedW, -.05, .05, 3, here(law)},
	{"6g", 6, false, "|ρ_rec − c·cos(2 arctan ω(τ_s + lag))| < .05, rhythm", weightedW, -.05, .05, 3, here(cosine)},

	{"7a", 7, true, "ρ_div > .015, sequence", weightedW, .015, inf, 4, over(justSeq, get(rhoDiv))},
	{"7b", 7, true, "z of ρ_div > 10, sequence", "weighted, null 1", 10, inf, 0, over(justSeq, get(zDiv))},
	{"7c", 7, true, "|ρ_div| < .005, oscillation, rhythm and ou", weightedW, -.005, .005, 4, over(others, get(rhoDiv))},
	{"7d", 7, false, "z of ρ_div > 10, sequence", "weighted, null 2", 10, inf, 0, over(justSeq, get(zDivBlocks))},
	{"7e", 7, false, "divergent pairs of the sequence exceed the others' (paired difference > 0)", strongW, 0, inf, 2, exceeds(get(strongDiv))},
	{"7f", 7, false, "divergent pairs of the sequence exceed the others' (paired difference > 0)", strongAbs, 0, inf, 2, exceeds(get(absDiv))},
	{"7g", 7, false, "divergent pairs of the sequence exceed the others' (paired difference > 0)", strongNeg, 0, inf, 2, exceeds(get(negDiv))},
	{"7h", 7, false, "divergent pairs of the sequence exceed the others', each over its null 2 (difference > 0)", strongW, 0, inf, 2, exceeds(divOverNull2)},

	{"8a", 8, true, "ρ_rec in −.15 … .1, ou", weightedW, -.15, .1, 3, over(justOU, get(rhoRec))},
	{"8b", 8, true, "all four pair ratios in .55 … 1.3, ou", strongW, .55, 1.3, 2, allPairs("motifs.")},
	{"8c", 8, false, "all four pair ratios in .55 … 1.3, ou", strongAbs, .55, 1.3, 2, allPairs("study.absolute.")},
	{"8d", 8, false, "all four pair ratios in .55 … 1.3, ou", strongNeg, .55, 1.3, 2, allPairs("study.negative.")},
	{"8e", 8, false, "|ρ_div| < .005, ou", weightedW, -.005, .005, 4, over(justOU, get(rhoDiv))},
}

// threshold is that of a key.
func threshold(key string) Threshold {
	for _, t := range thresholds {
		if t.Key == key {
			return t
		}
	}
	panic("report: no threshold " + key)
}
