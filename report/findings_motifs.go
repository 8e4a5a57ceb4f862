package report

import (
	"fmt"
	"math"
	"slices"

	"spiketop/measure"
)

// motifsOfW is where a row has the motifs of W, as definitions have it.
const motifsOfW = "motifs."

// inNull2 is a pair motif in null 2 of a strong graph, over chance.
func inNull2(prefix, motif string) func(*Row) float64 {
	at := prefix + "strong." + motif
	return func(r *Row) float64 { return r.get(at+".null_mean") / r.get(at+".expected") }
}

// overDegrees is reciprocal pairs of the strong graph over graphs of the same degrees.
func overDegrees(r *Row) float64 {
	return r.get(strongRec) / (r.get("motifs.strong_degree.reciprocal.mean") / r.get("motifs.strong.reciprocal.expected"))
}

// divOverNull2 is divergent pairs of the strong graph over null 2.
func divOverNull2(r *Row) float64 { return r.get(strongDiv) / inNull2(motifsOfW, "divergent")(r) }

func (b book) reciprocalSheets() []*sheet {
	return []*sheet{b.patternSheet("reciprocity", patterns, countRuns,
		ci("ρ_rec of W", 3, get(rhoRec)), mean("z₁", 0, get(zRec)), mean("z₂", 0, get("motifs.weighted_blocks.reciprocal.z")),
		ci("ρ_rec of W − W(0)", 3, get("study.change.weighted.reciprocal.value")),
		ci("strong W", 2, get(strongRec)), mean("strong W: z₂", 0, get("motifs.strong.reciprocal.z")),
		mean("over null 3", 2, overDegrees), mean("z₃", 0, get("motifs.strong_degree.reciprocal.z")),
		ci("strong |W|", 2, get(absRec)), ci("strong −W", 2, get(negRec)), ci("strong W − W(0)", 2, get(chgRec)))}
}

// taus are all τ_s of the study, that of the presets among them.
func (b book) taus() []float64 {
	out := append([]float64{tauMain()}, b.Taus...)
	slices.Sort(out)
	return out
}

// slowCells are a main cell over τ_s.
func (b book) slowCells(c Cell) (out []Cell) {
	for _, tau := range b.taus() {
		out = append(out, b.slow(c.Preset, c.Composition, tau))
	}
	return out
}

// overTau is a function of a column over log₂ τ_s, seed by seed.
func (b book) overTau(c Cell, name string, f func(x, y []float64, rows []*Row) float64) effect {
	if len(b.Taus) == 0 {
		return effect{}
	}
	return b.paired(b.slowCells(c), func(rows []*Row) float64 {
		var x, y []float64
		for _, r := range rows {
			x, y = append(x, math.Log2(r.TauS)), append(y, r.get(name))
		}
		return f(x, y, rows)
	})
}

// falls is the slope of a column over log₂ τ_s.
func falls(name string) filling {
	return func(b book, _ variant, c *Checked) {
		for _, cell := range cells(osc3, b.Ends, b.main) {
			c.add(cell.atPQ(), b.overTau(cell, name, func(x, y []float64, _ []*Row) float64 { return slope(x, y) }))
		}
	}
}

// crosses is ω(τ_s + lag) where the rhythm's reciprocity is zero.
func crosses(b book, _ variant, c *Checked) {
	for _, cell := range cells(justRhy, b.Ends, b.main) {
		c.add(cell.atPQ(), b.overTau(cell, rhoRec, func(x, y []float64, rows []*Row) float64 {
			tau := math.Exp2(crossing(x, y))
			return 2 * math.Pi / rows[0].Period * (tau + rows[0].get("study.lag"))
		}))
	}
}

// lowest is a column in mixed networks minus that in pure ones.
func lowest(name string) filling {
	return func(b book, v variant, c *Checked) {
		for _, preset := range osc2 {
			for _, pure := range []float64{1, 0} {
				half := v.at(preset, .5)
				c.add(fmt.Sprintf("%s minus %s", half.atPQ(), short(pure)), b.difference(half, v.at(preset, pure), name))
			}
		}
	}
}

// law is what the outliers leave out of the reciprocity.
func law(b book, _ variant, c *Checked) {
	for _, cell := range b.overTaus(osc3) {
		c.add(fmt.Sprintf("%s τ_s %s", cell.atPQ(), short(cell.TauS)), b.effect(cell, func(r *Row) float64 { return r.get(rhoRec) - r.get(fromOutliers) }))
	}
}

// cosine is what c·cos(2 arctan ω(τ_s + lag)), the law of one frequency, leaves out.
func cosine(b book, _ variant, c *Checked) {
	for _, cell := range b.rhythms(b.Compositions...) {
		c.add(fmt.Sprintf("%s T₁ %s τ_s %s", atQ(cell.Composition), short(cell.Period), short(cell.TauS)), b.effect(cell, func(r *Row) float64 {
			return r.get(rhoRec) - r.get(share)*math.Cos(2*math.Atan(2*math.Pi/r.Period*(r.TauS+r.get("study.lag"))))
		}))
	}
}

// overTaus are cells of some patterns over τ_s.
func (b book) overTaus(of []string) (all []Cell) {
	for _, c := range cells(of, b.Ends, b.main) {
		all = append(all, b.slowCells(c)...)
	}
	return all
}

func (b book) tauSheets() []*sheet {
	return []*sheet{
		b.sheet("tau", b.overTaus(patterns), byPreset, byComposition, byTau, countRuns, countUntrained,
			ci("ρ_rec, all", 3, get(rhoRec)), ciTrained("ρ_rec, trained only", 3, get(rhoRec)),
			mean("c·Σ_out Re λ²/Σ_out|λ|²", 3, get(fromOutliers)), mean("c", 2, get(share)),
			ci("strong W, all", 2, get(strongRec)), ciTrained("strong W, trained only", 2, get(strongRec)), mean("score", 2, get(score))),
		b.crossings(), b.mixedSheet(),
	}
}

func (b book) crossings() *sheet {
	t := newSheet("crossings", append([]string{"pattern", fraction, "seeds", "seeds that cross"}, bounds("τ_s where ρ_rec is zero, ms")...)...)
	for _, c := range cells(osc3, b.Ends, b.main) {
		if e := b.overTau(c, rhoRec, func(x, y []float64, _ []*Row) float64 { return math.Exp2(crossing(x, y)) }); len(e) > 0 {
			t.row(append([]string{c.Preset, short(c.Composition), fmt.Sprint(len(e)), fmt.Sprint(e.all().N)}, e.all().cells(0)...)...)
		}
	}
	return t
}

// mixedSheet is half and half minus each pure network, paired by seed.
func (b book) mixedSheet() *sheet {
	t := newSheet("mixed", append(append([]string{"pattern", "half minus"}, bounds("ρ_rec")...), bounds("strong W")...)...)
	for _, preset := range patterns {
		for _, pure := range []float64{1, 0} {
			row := []string{preset, atQ(pure)}
			for k, name := range []string{rhoRec, strongRec} {
				row = append(row, b.difference(b.main(preset, .5), b.main(preset, pure), name).all().cells(3-k)...)
			}
			t.row(row...)
		}
	}
	return t
}

func (b book) divergentSheets() []*sheet {
	return []*sheet{
		b.patternSheet("divergence", patterns, countRuns, ci("ρ_div of W", 4, get(rhoDiv)),
			one("largest |ρ_div|", func(b book, c Cell) string {
				of := b.column(c, rhoDiv).all()
				return digits(math.Max(math.Abs(of.Worst), math.Abs(of.Sharp)), 4)
			}),
			mean("z₁", 0, get(zDiv)), mean("z₂", 0, get(zDivBlocks)), mean("ρ_div of W − W(0)", 4, get("study.change.weighted.divergent.value")),
			ci("strong W", 2, get(strongDiv)), mean("strong W in null 2", 2, inNull2(motifsOfW, "divergent")), mean("strong W: z₂", 0, get("motifs.strong.divergent.z")),
			mean("strong |W|", 2, get(absDiv)), mean("strong −W", 2, get(negDiv)), mean("strong W − W(0)", 2, get("study.change.strong.divergent.ratio"))),
		b.patternSheet("convergence", patterns, countRuns, ci("strong W", 2, get("motifs.strong.convergent.ratio")), ci("strong |W|", 2, get("study.absolute.strong.convergent.ratio")),
			ci("strong |W| in null 2", 2, inNull2("study.absolute.", "convergent"))),
	}
}

// exceeds is a number of the sequence minus that of the other patterns.
func exceeds(of func(*Row) float64) filling {
	return func(b book, v variant, c *Checked) {
		for _, cell := range cells(others, v.qs, v.at) {
			pair := []Cell{v.at("sequence", cell.Composition), cell}
			c.add("sequence minus "+cell.atPQ(), b.paired(pair, func(r []*Row) float64 { return of(r[0]) - of(r[1]) }))
		}
	}
}

func (b book) structurelessSheets() []*sheet {
	pairs := []col{byPreset, byComposition, countRuns, ci("ρ_rec", 3, get(rhoRec)), mean("z₁", 0, get(zRec)), ci("ρ_div", 4, get(rhoDiv)),
		ci("ρ_chn", 4, get("motifs.weighted.chain.value"))}
	for k, prefix := range []string{"motifs.", "study.absolute."} {
		for _, m := range measure.Pairs {
			pairs = append(pairs, mean([]string{"strong W: ", "strong |W|: "}[k]+m, 2, get(prefix+"strong."+m+".ratio")))
		}
	}
	triads := []col{byPreset, byComposition, countRuns}
	for _, name := range triadNames() {
		triads = append(triads, mean(name, 2, get("study.triads_ratio."+name)), mean(name+": z", 0, get("motifs.triads_z."+name)))
	}
	return []*sheet{b.sheet("ou", cells(justOU, b.Compositions, b.main), pairs...), b.sheet("triads", cells(patterns, b.Ends, b.main), triads...)}
}

// allPairs is every pair motif of the strong graph of a definition.
func allPairs(prefix string) filling {
	return func(b book, v variant, c *Checked) {
		for _, cell := range cells(justOU, v.qs, v.at) {
			for _, m := range measure.Pairs {
				c.add(atQ(cell.Composition)+" "+m, b.column(cell, prefix+"strong."+m+".ratio"))
			}
		}
	}
}
