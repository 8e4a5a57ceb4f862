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
		{"A fast synapse makes reciprocal pairs for ou as well", b.fill(fastText) + b.tauTable("ou"), "ou.svg"},
		{"A circular sequence", b.fill(circularText), ""},
		{"On strong graphs divergence is not the sequence's", "It is largest for the rhythm. Divergent pairs over chance:\n\n" +
			b.patternTable([]entry{{"strong W", get(strongDiv), shown(2)}, {"null 2 of it", inNull2(motifsOfW, "divergent"), shown(2)}, {"strong |W|", get("study.absolute.strong.divergent.ratio"), shown(2)}, {"strong −W", get("study.negative.strong.divergent.ratio"), shown(2)}}), "divergent.svg"},
		{"In |W| graphs oscillations converge too", "Convergent pairs over chance:\n\n" +
			b.patternTable([]entry{{"strong W", get("motifs.strong.convergent.ratio"), shown(2)}, {"strong |W|", get("study.absolute.strong.convergent.ratio"), shown(2)}, {"null 2 of |W|", inNull2("study.absolute.", "convergent"), shown(2)}}), "definitions.svg"},
		{"'Lowest in mixed networks' is false for rhythm and ou", b.mixedTable(), "reciprocal.svg"},
		{"Where ρ_rec reaches zero, and where networks are not trained", b.crossings() + "\nUntrained networks (" + notTrained + ") of all, by τ_s:\n\n" + b.untrainedTable(), "tau.svg"},
		{loneOU, b.patternTable([]entry{{"ρ_rec", get(rhoRec), shown(3)}, {"z₁", get("motifs.weighted.reciprocal.z"), shown(0)}, {"strong W", get(strongRec), shown(2)}, {"z₂ of it", get("motifs.strong.reciprocal.z"), shown(0)}}, "ou"), ""},
		{fmt.Sprintf("λ = %g keeps W(0) and dilutes", b.Lambda), b.lambdaTable(), ""},
		{badlyTrained, b.badTable(), "score.svg"},
		{"Towards g_eff = 1", b.edgeTable(), "dimension.svg"},
		{fmt.Sprintf("Beyond N = %d, and in sparse networks", b.N), b.sizeTable(), "sizes.svg"},
		{"Which thresholds hold at other sizes, sparse and dense", b.variantTable(), ""},
		{"The dimension at other sizes", b.dimensionSizes(), ""},
		{"Self-connections zeroed", b.selfTable(), ""},
	}
}

// patternTable shows numbers of the main cells, of some patterns or all.
func (b book) patternTable(entries []entry, of ...string) string {
	if len(of) == 0 {
		of = patterns
	}
	return b.table(b.mains(of, b.Compositions), byMain, entries...)
}

func (b book) tauTable(preset string) string {
	var cells []Cell
	for _, q := range b.Ends {
		cells = append(cells, b.slowCells(preset, q)...)
	}
	return b.table(cells, []label{byComposition, byTau},
		entry{"untrained", get(score), untrainedOfAll}, entry{"ρ_rec", get(rhoRec), shown(3)}, entry{"strong W: reciprocal pairs / chance", get(strongRec), shown(2)})
}

func untrainedOfAll(e effect) string { return fmt.Sprintf("%d of %d", e.untrained(), len(e.x)) }

func (b book) mixedTable() string {
	t := newTable("pattern", "ρ_rec: "+halfMinusOne, halfMinusZero, "strong W: "+halfMinusOne, halfMinusZero)
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
	eachCell(osc3, b.Ends, func(preset string, q float64) {
		e := b.overTau(preset, q, rhoRec, func(x, y []float64, _ []*Row) float64 { return math.Exp2(crossing(x, y)) })
		if len(e.x) > 0 {
			t.row(preset, short(q), e.all().show(0), fmt.Sprintf("%d of %d", e.all().N, len(e.x)))
		}
	})
	return t.text()
}

func (b book) untrainedTable() string {
	head := []string{"pattern", fraction}
	for _, tau := range b.taus() {
		head = append(head, short(tau)+" ms")
	}
	t := newTable(head...)
	eachCell(patterns, b.Ends, func(preset string, q float64) {
		cells := []string{preset, short(q)}
		for _, c := range b.slowCells(preset, q) {
			cells = append(cells, untrainedOfAll(b.column(c, score)))
		}
		t.row(cells...)
	})
	return t.text()
}

func (b book) lambdaTable() string {
	var cells []Cell
	eachCell(b.Diluted, b.Ends, func(preset string, q float64) { cells = append(cells, b.main(preset, q), b.diluted(preset, q)) })
	return b.table(cells, []label{byPattern, byComposition, {"λ", func(c Cell) string { return short(c.Lambda) }}},
		entry{"score", get(score), shown(3)}, entry{"‖W‖_F", get(frobenius), shown(2)}, entry{"max|λ|/R_b", excess, shown(2)},
		entry{"ρ_rec", get(rhoRec), shown(3)}, entry{"strong W", get(strongRec), shown(2)}, entry{"c", get(share), mean(2)})
}

func (b book) badTable() string {
	worst, where := math.Inf(1), ""
	for _, preset := range osc3 {
		for _, r := range b.of(b.main(preset, 1)) {
			if s := r.get(score); s < worst {
				worst, where = s, fmt.Sprintf("%s, seed %d", preset, r.Seed)
			}
		}
	}
	text := badText
	if where != "" {
		text += fmt.Sprintf("On these seeds the least score of one is %s (%s).", fixed(worst, 3), where)
	}
	failed := label{"failed", func(c Cell) string { return fmt.Sprint(len(b.cells[cellKey(c)]) - len(b.of(c))) }}
	return text + "\n\n" + b.table(b.mains(patterns, b.Compositions), append(byMain, failed),
		entry{"least score", get(score), least(3)}, above("2a"), entry{"untrained", get(score), untrainedRuns})
}

func (b book) edgeTable() string {
	t := newTable(fraction, "g", "g_eff", "D", "(1 − g_eff²)²", "this W")
	for _, q := range b.Compositions {
		for _, g := range b.Gains[q] {
			c := untrained(b.N, q, g)
			e := b.column(c, gEff).all().Mean
			if !(e > .6) {
				continue
			}
			theory := fixed(b.column(c, theory).all().Mean, 3)
			if e >= 1 {
				theory = "–"
			}
			t.row(short(q), short(g), fixed(e, 3), b.column(c, dim).all().show(3), theory, b.column(c, thisW).all().show(3))
		}
	}
	return "The points with g_eff > .6:\n\n" + t.text()
}

// sparseName labels the sparse networks.
func (b book) sparseName() string {
	return fmt.Sprintf("N %d, p %s", b.N, bare(starts()[spontaneous].Net.P))
}

// variant is a kind of network in which the same checks run.
type variant struct {
	name string
	at   picker
	qs   []float64
}

func (b book) variants() []variant {
	var out []variant
	sizes := append([]int{b.N}, b.Sizes...)
	slices.Sort(sizes)
	for _, n := range sizes {
		out = append(out, variant{fmt.Sprintf("N %d", n), func(preset string, q float64) Cell { return b.sized(preset, q, n) }, b.Ends})
	}
	if len(b.Sparse) > 0 {
		out = append(out, variant{b.sparseName(), b.sparse, b.Sparse})
	}
	return out
}

func (b book) sizeTable() string {
	names := map[Cell]string{}
	var cells []Cell
	eachCell(patterns, b.Ends, func(preset string, q float64) {
		for _, v := range b.variants() {
			c := v.at(preset, q)
			cells, names[c] = append(cells, c), v.name
		}
	})
	return b.table(cells, []label{byPattern, byComposition, {"network", func(c Cell) string { return names[c] }}},
		entry{"n", get(score), runs}, entry{"score", get(score), shown(3)}, entry{"‖W‖_F", get(frobenius), mean(2)}, entry{"max|λ|/R_b", excess, shown(2)},
		entry{"ρ_rec", get(rhoRec), shown(3)}, entry{"z₁", get("motifs.weighted.reciprocal.z"), mean(0)}, entry{"strong W, rec", get(strongRec), shown(2)},
		entry{"ρ_div", get(rhoDiv), shown(4)}, entry{"z₁", get("motifs.weighted.divergent.z"), mean(0)}, entry{"strong W, div", get(strongDiv), shown(2)})
}

// checks are all checks of training in a variant.
func (b book) checks(v variant) (all []*Checked) {
	for _, cs := range [][]*Checked{b.checks2(v.qs, v.at), b.checks3(v.qs, v.at), b.checks4(v.qs, v.at), b.checks5(v.qs, v.at), b.checks6(v.at), b.checks7(v.qs, v.at), b.checks8(v.qs, v.at)} {
		all = append(all, cs...)
	}
	return all
}

// elsewhere names the main checks with another result in other variants.
func (b book) elsewhere() string {
	here := b.checks(variant{"", b.main, b.Ends})
	var parts []string
	for _, v := range b.variants() {
		var words []string
		few := false
		for k, c := range b.checks(v) {
			if c.Main && len(c.Cells) > 0 && c.Cells[0].All.N > 0 && c.Side() != here[k].Side() {
				words = append(words, c.Key+" "+c.Side().String())
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
		columns = append(columns, b.checks(v))
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
	var cells []Cell
	for _, q := range b.Ends {
		for _, n := range append([]int{b.N}, b.SizesD...) {
			cells = append(cells, untrained(n, q, b.Mid[q]))
		}
	}
	return b.table(cells, []label{byComposition, byGain, {"N", func(c Cell) string { return fmt.Sprint(c.N) }}},
		entry{"n", get(dim), runs}, entry{"g_eff", get(gEff), mean(3)}, entry{"D", get(dim), shown(3)}, entry{"(1 − g_eff²)²", get(theory), mean(3)},
		entry{"D minus it", func(r *Row) float64 { return r.get(dim) - r.get(theory) }, shown(3)}, entry{"this W", get(thisW), mean(3)})
}

func (b book) selfTable() string {
	return selfText + b.table(b.mains(patterns, b.Ends), byMain,
		entry{"√(ΣW_ii²/N)", get("weights.self_rms"), mean(3)}, entry{"max|λ|", get("spectrum.max_modulus"), mean(2)}, entry{"zeroed", get("study.no_self.max_modulus"), mean(2)},
		entry{"outliers", get("spectrum.outliers"), mean(1)}, entry{"zeroed", get("study.no_self.outliers"), mean(1)},
		entry{"Σ_out Re λ²/‖W‖²", get(fromOutliers), mean(3)}, entry{"zeroed", get("study.no_self.reciprocity_from_outliers"), mean(3)}, entry{"ρ_rec (without them)", get(rhoRec), mean(3)})
}
