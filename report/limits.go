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

// limits are the items of section 6 of docs/SCIENCE.md, each with its numbers.
func (b book) limits() []limit {
	return []limit{
		{"A fast synapse makes reciprocal pairs for ou as well", "With τ_s well below 0.3 τ_c = 15 ms:\n\n" + b.tauTable("ou", "rho_rec", "strong_w_rec"), "ou.svg"},
		{"A circular sequence", "Not a part of this study. `spiketop sweep sequence --set target.circular=true --over net.qif=0,0.5,1 --seed 2001 --seeds 10 --out circular.csv` runs it: each row stands beside that of the open sequence here, of the same seed.", ""},
		{"On strong graphs divergence is not the sequence's", "It is largest for the rhythm. Divergent pairs over chance:\n\n" +
			b.patternTable([]named{{"strong W", "strong_w_div"}, {"null 2 of it", "strong_w_div_null2"}, {"strong |W|", "strong_abs_div"}, {"strong −W", "strong_neg_div"}}), "divergent.svg"},
		{"In |W| graphs oscillations converge too", "Convergent pairs over chance:\n\n" +
			b.patternTable([]named{{"strong W", "strong_w_con"}, {"strong |W|", "strong_abs_con"}, {"null 2 of |W|", "strong_abs_con_null2"}}), "definitions.svg"},
		{"'Lowest in mixed networks' is false for rhythm and ou", b.mixedTable(), "reciprocal.svg"},
		{"Where ρ_rec reaches zero, and where networks are not trained", b.crossings() + "\nUntrained networks (score < .6) of all, by τ_s:\n\n" + b.untrainedTable(), "tau.svg"},
		{"LIF-only ou has fewer reciprocal pairs than chance", b.patternTable([]named{{"ρ_rec", "rho_rec"}, {"z₁", "rho_rec_z1"}, {"strong W", "strong_w_rec"}, {"z₂ of it", "strong_w_rec_z2"}}, "ou"), ""},
		{"λ = 100 keeps W(0) and dilutes", b.lambdaTable(), ""},
		{"QIF-only networks that train badly", b.badTable(), "score.svg"},
		{"Towards g_eff = 1", b.edgeTable(), "dimension.svg"},
		{"Beyond N = 200, and in sparse networks", b.sizeTable(), "sizes.svg"},
		{"Which thresholds hold at other sizes, sparse and dense", b.variantTable(), ""},
		{"The dimension at other sizes", b.dimensionSizes(), ""},
		{"Self-connections zeroed", b.selfTable(), ""},
	}
}

// named is a column with its name in symbols.
type named struct{ name, column string }

func decimals(column string) int {
	switch column {
	case "rho_rec", "rho_rec_before", "score":
		return 3
	case "rho_div":
		return 4
	}
	if strings.Contains(column, "_z") {
		return 0
	}
	return 2
}

// patternTable is columns of the main cells.
func (b book) patternTable(columns []named, of ...string) string {
	if len(of) == 0 {
		of = patterns
	}
	head := []string{"pattern", "f_Q"}
	for _, c := range columns {
		head = append(head, c.name)
	}
	t := newTable(head...)
	eachCell(of, b.Compositions, func(preset string, q float64) {
		cell := b.main(preset, q)
		if len(b.of(cell)) == 0 {
			return
		}
		cells := []string{preset, short(q)}
		for _, c := range columns {
			cells = append(cells, b.column(cell, c.column).all().show(decimals(c.column)))
		}
		t.row(cells...)
	})
	return t.text()
}

func (b book) tauTable(preset string, columns ...string) string {
	head := []string{"f_Q", "τ_s, ms", "untrained"}
	for _, c := range columns {
		head = append(head, map[string]string{"rho_rec": "ρ_rec", "strong_w_rec": "strong W: reciprocal pairs / chance"}[c])
	}
	t := newTable(head...)
	for _, q := range b.Ends {
		for _, cell := range b.slowCells(preset, q) {
			e := b.column(cell, columns[0])
			if len(e.x) == 0 {
				continue
			}
			cells := []string{short(q), short(cell.TauS), fmt.Sprintf("%d of %d", len(e.x)-trainedOf(e), len(e.x))}
			for _, c := range columns {
				cells = append(cells, b.column(cell, c).all().show(decimals(c)))
			}
			t.row(cells...)
		}
	}
	return t.text()
}

func (b book) mixedTable() string {
	t := newTable("pattern", "ρ_rec: half minus QIF only", "half minus LIF only", "strong W: half minus QIF only", "half minus LIF only")
	for _, preset := range patterns {
		var cells []string
		for _, name := range []string{"rho_rec", "strong_w_rec"} {
			for _, pure := range []float64{1, 0} {
				cells = append(cells, b.difference(b.main(preset, .5), b.main(preset, pure), name).all().show(decimals(name)))
			}
		}
		t.row(append([]string{preset}, cells...)...)
	}
	return "Below zero in both columns of a definition means lowest in the mixed network; paired by seed:\n\n" + t.text()
}

func (b book) crossings() string {
	t := newTable("pattern", "f_Q", "τ_s where ρ_rec is zero, ms", "seeds that cross")
	eachCell(osc3, b.Ends, func(preset string, q float64) {
		e := b.overTau(preset, q, "rho_rec", func(x, y []float64, _ []*Row) float64 { return math.Exp2(crossing(x, y)) })
		if len(e.x) > 0 {
			t.row(preset, short(q), e.all().show(0), fmt.Sprintf("%d of %d", e.all().N, len(e.x)))
		}
	})
	return t.text()
}

func (b book) untrainedTable() string {
	head := []string{"pattern", "f_Q"}
	for _, tau := range b.taus() {
		head = append(head, short(tau)+" ms")
	}
	t := newTable(head...)
	eachCell(patterns, b.Ends, func(preset string, q float64) {
		cells := []string{preset, short(q)}
		for _, c := range b.slowCells(preset, q) {
			e := b.column(c, "score")
			cells = append(cells, fmt.Sprintf("%d of %d", len(e.x)-trainedOf(e), len(e.x)))
		}
		t.row(cells...)
	})
	return t.text()
}

func (b book) lambdaTable() string {
	t := newTable("pattern", "f_Q", "λ", "score", "‖W‖_F", "max|λ|/R_b", "ρ_rec", "strong W", "c")
	for _, preset := range b.Diluted {
		for _, q := range b.Ends {
			for _, c := range []Cell{b.main(preset, q), b.diluted(preset, q)} {
				if len(b.of(c)) == 0 {
					continue
				}
				t.row(preset, short(q), short(c.Lambda), b.column(c, "score").all().show(3), b.column(c, "frobenius").all().show(2), b.effect(c, excess).all().show(2),
					b.column(c, "rho_rec").all().show(3), b.column(c, "strong_w_rec").all().show(2), fixed(b.column(c, "share").all().Mean, 2))
			}
		}
	}
	return t.text()
}

func (b book) badTable() string {
	t := newTable("pattern", "f_Q", "least score", "below .9", "below .6", "failed")
	eachCell(patterns, b.Compositions, func(preset string, q float64) {
		c := b.main(preset, q)
		nine, six, failed := 0, 0, 0
		for _, r := range b.cells[cellKey(c)] {
			switch s := r.get("score"); {
			case r.Failed != "":
				failed++
			case s < .6:
				six++
				nine++
			case s < .9:
				nine++
			}
		}
		t.row(preset, short(q), fixed(b.column(c, "score").all().Worst, 3), fmt.Sprint(nine), fmt.Sprint(six), fmt.Sprint(failed))
	})
	least, where := math.Inf(1), ""
	for _, preset := range osc3 {
		for _, r := range b.of(b.main(preset, 1)) {
			if s := r.get("score"); s < least {
				least, where = s, fmt.Sprintf("%s, seed %d", preset, r.Seed)
			}
		}
	}
	text := "Some QIF-only networks of oscillation, rhythm or sequence did in exploratory runs. "
	if where != "" {
		text += fmt.Sprintf("On these seeds the least score of one is %s (%s).", fixed(least, 3), where)
	}
	return text + "\n\n" + t.text()
}

func (b book) edgeTable() string {
	t := newTable("f_Q", "g", "g_eff", "D", "(1 − g_eff²)²", "this W")
	for _, q := range b.Compositions {
		for _, g := range b.Gains[q] {
			c := untrained(b.N, q, g)
			e := b.column(c, "g_eff").all().Mean
			if !(e > .6) {
				continue
			}
			theory := fixed(b.column(c, "theory").all().Mean, 3)
			if e >= 1 {
				theory = "–"
			}
			t.row(short(q), short(g), fixed(e, 3), b.column(c, "d1000").all().show(3), theory, b.column(c, "theory_w").all().show(3))
		}
	}
	return "The points with g_eff > .6:\n\n" + t.text()
}

// variant is another network in which the same checks run.
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
		out = append(out, variant{fmt.Sprintf("N %d, p .3", b.N), b.sparse, b.Sparse})
	}
	return out
}

func (b book) sizeTable() string {
	t := newTable("pattern", "f_Q", "network", "n", "score", "‖W‖_F", "max|λ|/R_b", "ρ_rec", "z₁", "strong W, rec", "ρ_div", "z₁", "strong W, div")
	eachCell(patterns, b.Ends, func(preset string, q float64) {
		for _, v := range b.variants() {
			c := v.at(preset, q)
			e := b.column(c, "score")
			if len(e.x) == 0 {
				continue
			}
			t.row(preset, short(q), v.name, fmt.Sprint(len(e.x)), e.all().show(3), fixed(b.column(c, "frobenius").all().Mean, 2), b.effect(c, excess).all().show(2),
				b.column(c, "rho_rec").all().show(3), fixed(b.column(c, "rho_rec_z1").all().Mean, 0), b.column(c, "strong_w_rec").all().show(2),
				b.column(c, "rho_div").all().show(4), fixed(b.column(c, "rho_div_z1").all().Mean, 0), b.column(c, "strong_w_div").all().show(2))
		}
	})
	return t.text()
}

// checks are those of training in a variant.
func (b book) checks(v variant) (all []*Checked) {
	for _, cs := range [][]*Checked{b.checks2(v.qs, v.at), b.checks3(v.qs, v.at), b.checks4(v.qs, v.at), b.checks5(v.qs, v.at), b.checks6(v.at), b.checks7(v.qs, v.at), b.checks8(v.qs, v.at)} {
		all = append(all, cs...)
	}
	return all
}

// elsewhere names the main checks that come out otherwise in other variants.
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
	return "Over f_Q = 1, ½, 0; – where the study has no such number:\n\n" + t.text()
}

func (b book) dimensionSizes() string {
	t := newTable("f_Q", "g", "N", "n", "g_eff", "D", "(1 − g_eff²)²", "D minus it", "this W")
	for _, q := range b.Ends {
		for _, n := range append([]int{b.N}, b.SizesD...) {
			c := untrained(n, q, b.Mid[q])
			if len(b.of(c)) == 0 {
				continue
			}
			t.row(short(q), short(c.G), fmt.Sprint(n), fmt.Sprint(len(b.of(c))), fixed(b.column(c, "g_eff").all().Mean, 3), b.column(c, "d1000").all().show(3),
				fixed(b.column(c, "theory").all().Mean, 3), b.effect(c, func(r *Row) float64 { return r.get("d1000") - r.get("theory") }).all().show(3), fixed(b.column(c, "theory_w").all().Mean, 3))
		}
	}
	return t.text()
}

func (b book) selfTable() string {
	t := newTable("pattern", "f_Q", "√(ΣW_ii²/N)", "max|λ|", "zeroed", "outliers", "zeroed", "Σ_out Re λ²/‖W‖²", "zeroed", "ρ_rec (without them)")
	eachCell(patterns, b.Ends, func(preset string, q float64) {
		c := b.main(preset, q)
		if len(b.of(c)) == 0 {
			return
		}
		m := func(name string, d int) string { return fixed(b.column(c, name).all().Mean, d) }
		t.row(preset, short(q), m("self_rms", 3), m("modulus", 2), m("modulus_noself", 2), m("outliers", 1), m("outliers_noself", 1), m("rho_outliers", 3), m("rho_outliers_noself", 3), m("rho_rec", 3))
	})
	return "Sparse networks have none; dense training with one P lets them grow. Zeroed afterwards in the spectrum (motifs never count them):\n\n" + t.text()
}
