package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// limit is where a finding stops coming out.
type limit struct {
	title, text string
	figure      string // "": none
}

// limits are the items of section 6 of docs/SCIENCE.md with their numbers.
func (b book) limits() []limit {
	return []limit{
		{"A fast synapse makes reciprocal pairs for ou as well", b.words("fast") + "\n\n" +
			b.table(b.overTaus(justOU), byComposition, byTau, untrainedOfAll, ci("ρ_rec", 3, get(rhoRec)), ci("strong W: reciprocal pairs / chance", 2, get(strongRec))), "ou.svg"},
		{"A circular sequence", b.words("circular"), ""},
		{"On strong graphs divergence is not the sequence's", "It is largest for the rhythm. Divergent pairs over chance:\n\n" +
			b.patternTable(patterns, ci("strong W", 2, get(strongDiv)), ci("null 2 of it", 2, inNull2(motifsOfW, "divergent")),
				ci("strong |W|", 2, get(absDiv)), ci("strong −W", 2, get(negDiv))), "divergent.svg"},
		{"In |W| graphs oscillations converge too", "Convergent pairs over chance:\n\n" +
			b.patternTable(patterns, ci("strong W", 2, get("motifs.strong.convergent.ratio")), ci("strong |W|", 2, get("study.absolute.strong.convergent.ratio")),
				ci("null 2 of |W|", 2, inNull2("study.absolute.", "convergent"))), "definitions.svg"},
		{"'Lowest in mixed networks' is false for rhythm and ou", b.mixedTable(), "reciprocal.svg"},
		{"Where ρ_rec reaches zero, and where networks are not trained", b.crossings() + "\nUntrained networks (" + notTrained + ") of all, by τ_s:\n\n" + b.untrainedTable(), "tau.svg"},
		{last.Symbol + "-only ou has fewer reciprocal pairs than chance", b.patternTable(justOU, ci("ρ_rec", 3, get(rhoRec)), ci("z₁", 0, get(zRec)), ci("strong W", 2, get(strongRec)),
			ci("z₂ of it", 0, get("motifs.strong.reciprocal.z"))), ""},
		{fmt.Sprintf("λ = %g keeps W(0) and dilutes", b.Lambda), b.lambdaTable(), ""},
		{first.Symbol + "-only networks that train badly", b.badTable(), "score.svg"},
		{"Towards g_eff = 1", b.edgeTable(), "dimension.svg"},
		{fmt.Sprintf("Beyond N = %d, and in sparse networks", b.N), b.sizeTable(), "sizes.svg"},
		{"Which thresholds hold at other sizes, sparse and dense", b.variantTable(), ""},
		{"The dimension at other sizes", b.dimensionSizes(), ""},
		{"Self-connections zeroed", b.words("zeroed") + "\n\n" + b.table(cells(patterns, b.Ends, b.main), byPreset, byComposition, mean("√(ΣW_ii²/N)", 3, get("weights.self_rms")),
			mean("max|λ|", 2, get("spectrum.max_modulus")), mean("zeroed", 2, get("study.no_self.max_modulus")),
			mean("outliers", 1, get("spectrum.outliers")), mean("zeroed", 1, get("study.no_self.outliers")),
			mean("Σ_out Re λ²/‖W‖²", 3, get(fromOutliers)), mean("zeroed", 3, get("study.no_self.reciprocity_from_outliers")), mean("ρ_rec (without them)", 3, get(rhoRec))), ""},
	}
}

// patternTable shows numbers of the main cells of some patterns.
func (b book) patternTable(of []string, cols ...col) string {
	return b.table(cells(of, b.Compositions, b.main), append([]col{byPreset, byComposition}, cols...)...)
}

// untrainedOfAll counts the runs that did not learn.
var untrainedOfAll = col{"untrained", func(b book, c Cell) string {
	e := b.column(c, score)
	return fmt.Sprintf("%d of %d", e.untrained(), len(e))
}}

func (b book) mixedTable() string {
	minusFirst, minusLast := "half minus "+first.Symbol+" only", "half minus "+last.Symbol+" only"
	t := newTable("pattern", "ρ_rec: "+minusFirst, minusLast, "strong W: "+minusFirst, minusLast)
	for _, preset := range patterns {
		var cells []string
		for k, name := range []string{rhoRec, strongRec} {
			for _, pure := range []float64{1, 0} {
				cells = append(cells, b.difference(b.main(preset, .5), b.main(preset, pure), name).all().show(3-k))
			}
		}
		t.row(append([]string{preset}, cells...)...)
	}
	return "Below zero in both columns of a definition means lowest in the mixed network; paired by seed:\n\n" + t.text()
}

func (b book) crossings() string {
	t := newTable("pattern", fraction, "τ_s where ρ_rec is zero, ms", "seeds that cross")
	for _, c := range cells(osc3, b.Ends, b.main) {
		e := b.overTau(c, rhoRec, func(x, y []float64, _ []*Row) float64 { return math.Exp2(crossing(x, y)) })
		if len(e) > 0 {
			t.row(c.Preset, short(c.Composition), e.all().show(0), fmt.Sprintf("%d of %d", e.all().N, len(e)))
		}
	}
	return t.text()
}

func (b book) untrainedTable() string {
	cols := []col{byPreset, byComposition}
	for _, tau := range b.taus() {
		cols = append(cols, col{short(tau) + " ms", func(b book, c Cell) string { return untrainedOfAll.show(b, b.slow(c.Preset, c.Composition, tau)) }})
	}
	return b.table(cells(patterns, b.Ends, b.main), cols...)
}

func (b book) lambdaTable() string {
	var both []Cell
	for _, c := range cells(b.Diluted, b.Ends, b.main) {
		both = append(both, c, b.diluted(c.Preset, c.Composition))
	}
	return b.table(both, byPreset, byComposition, col{"λ", func(_ book, c Cell) string { return short(c.Lambda) }}, ci("score", 3, get(score)),
		ci("‖W‖_F", 2, get(frobenius)), ci("max|λ|/R_b", 2, excess), ci("ρ_rec", 3, get(rhoRec)), ci("strong W", 2, get(strongRec)), mean("c", 2, get(share)))
}

func (b book) badTable() string {
	worst, where := math.Inf(1), ""
	for _, c := range cells(osc3, []float64{1}, b.main) {
		for _, r := range b.of(c) {
			if s := r.get(score); s < worst {
				worst, where = s, fmt.Sprintf("%s, seed %d", c.Preset, r.Seed)
			}
		}
	}
	text := b.words("badly trained")
	if where != "" {
		text += fmt.Sprintf(" On these seeds the least score of one is %s (%s).", fixed(worst, 3), where)
	}
	return text + "\n\n" + b.patternTable(patterns, countFailed, leastScore("least score"), countAbove("2a"), countUntrained("untrained"))
}

func (b book) edgeTable() string {
	near := slices.DeleteFunc(b.spontaneousCells(b.Compositions...), func(c Cell) bool { return !(b.column(c, gEff).all().Mean > .6) })
	return "The points with g_eff > .6:\n\n" + b.table(near, byComposition, byG, mean("g_eff", 3, get(gEff)), ci("D", 3, get(dim)), closedForm, ci("this W", 3, get(thisW)))
}

// sparseName labels the sparse networks.
func (b book) sparseName() string {
	return fmt.Sprintf("N %d, p %s", b.N, bare(starts()[spontaneous].Net.P))
}

func (b book) variants() []variant {
	var out []variant
	sizes := append([]int{b.N}, b.Sizes...)
	slices.Sort(sizes)
	for _, n := range sizes {
		out = append(out, variant{fmt.Sprintf("N %d", n), func(preset string, q float64) Cell { return b.sized(preset, q, n) }, b.Ends, false})
	}
	if len(b.Sparse) > 0 {
		out = append(out, variant{b.sparseName(), b.sparse, b.Sparse, false})
	}
	return out
}

func (b book) sizeTable() string {
	var all []Cell
	names := map[Cell]string{}
	for _, c := range cells(patterns, b.Ends, b.main) {
		for _, v := range b.variants() {
			c := v.at(c.Preset, c.Composition)
			all, names[c] = append(all, c), v.name
		}
	}
	return b.table(all, byPreset, byComposition, col{"network", func(_ book, c Cell) string { return names[c] }}, countRuns, ci("score", 3, get(score)),
		mean("‖W‖_F", 2, get(frobenius)), ci("max|λ|/R_b", 2, excess), ci("ρ_rec", 3, get(rhoRec)), mean("z₁", 0, get(zRec)),
		ci("strong W, rec", 2, get(strongRec)), ci("ρ_div", 4, get(rhoDiv)), mean("z₁", 0, get(zDiv)), ci("strong W, div", 2, get(strongDiv)))
}

// elsewhere names the main checks with another result in other variants.
func (b book) elsewhere() string {
	here := b.checks(0, variant{"", b.main, b.Ends, false})
	var parts []string
	for _, v := range b.variants() {
		var words []string
		few := false
		for k, c := range b.checks(0, v) {
			if c.Main && len(c.Cells) > 0 && c.Cells[0].All.N > 0 && c.Verdict(bySide) != here[k].Verdict(bySide) {
				words = append(words, c.Key+" "+c.Verdict(bySide).String())
				few = few || c.Cells[0].All.N < fewest
			}
		}
		if len(words) > 0 {
			part := "at " + v.name + " " + strings.Join(words, ", ")
			if few {
				part += " (by the intervals alone: seeds are too few there)"
			}
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "; ")
}

// variantTable runs the checks of training over every variant.
func (b book) variantTable() string {
	head := []string{"", "passes if", "definition"}
	var columns [][]*Checked
	for _, v := range b.variants() {
		head = append(head, v.name)
		columns = append(columns, b.checks(0, v))
	}
	t := newTable(head...)
	for k, c := range columns[0] {
		cells := []string{c.Key, c.Text, c.Definition}
		some := false
		for _, column := range columns {
			word := "–"
			if len(column[k].Cells) > 0 && column[k].Cells[0].All.N > 0 {
				word = column[k].words()
				some = true
			}
			cells = append(cells, word)
		}
		if some {
			t.row(cells...)
		}
	}
	return "Over " + fraction + " = 1, ½, 0; – where the study has no such number:\n\n" + t.text()
}

func (b book) dimensionSizes() string {
	var all []Cell
	for _, q := range b.Ends {
		for _, n := range append([]int{b.N}, b.SizesD...) {
			all = append(all, untrained(n, q, b.Mid[q]))
		}
	}
	return b.table(all, byComposition, byG, col{"N", func(_ book, c Cell) string { return fmt.Sprint(c.N) }}, countRuns, mean("g_eff", 3, get(gEff)), ci("D", 3, get(dim)),
		mean("(1 − g_eff²)²", 3, get(theory)), ci("D minus it", 3, overTheory), mean("this W", 3, get(thisW)))
}
