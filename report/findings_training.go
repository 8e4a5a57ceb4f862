package report

import (
	"fmt"
	"math"
	"math/cmplx"
)

// picker gives the cell of a pattern at a composition: the main one, another
// size, a sparse one. The same checks run over all of them.
type picker func(preset string, q float64) Cell

// eachCell goes through patterns and compositions.
func eachCell(presets []string, qs []float64, do func(preset string, q float64)) {
	for _, preset := range presets {
		for _, q := range qs {
			do(preset, q)
		}
	}
}

var (
	osc3    = []string{"oscillation", "rhythm", "sequence"}
	osc2    = []string{"oscillation", "sequence"}
	others  = []string{"oscillation", "rhythm", "ou"}
	justOU  = []string{"ou"}
	justRhy = []string{"rhythm"}
	justSeq = []string{"sequence"}
)

// columnCheck holds one column of some cells against a threshold.
func (b book) columnCheck(key, name string, patterns []string, qs []float64, at picker) *Checked {
	return b.check(key, patterns, qs, at, func(r *Row) float64 { return r.get(name) })
}

func (b book) check(key string, patterns []string, qs []float64, at picker, f func(*Row) float64) *Checked {
	c := against(key)
	eachCell(patterns, qs, func(preset string, q float64) { c.add(atPQ(preset, q), b.effect(at(preset, q), f)) })
	return c
}

// finding2 is learning.
func (b book) finding2() *Finding {
	f := &Finding{Number: 2, Title: "The patterns are learned",
		Question: "After 20 passes of FORCE, does the network reproduce its targets on its own? Score: mean correlation of drive and target over neurons and five free-running tests.",
		Figures:  []string{"score.svg"}}
	f.Checks = b.checks2(b.Compositions, b.main)
	t := newTable("pattern", "f_Q", "n", "score", "least", "above .9", "below .6 (untrained)", "nRMSE")
	eachCell(patterns, b.Compositions, func(preset string, q float64) {
		e := b.column(b.main(preset, q), "score")
		if len(e.x) == 0 {
			return
		}
		above, below := 0, 0
		for _, x := range e.x {
			if x > .9 {
				above++
			}
			if x < .6 {
				below++
			}
		}
		t.row(preset, short(q), fmt.Sprint(len(e.x)), e.all().show(3), fixed(e.all().Worst, 3), fmt.Sprint(above), fmt.Sprint(below), b.column(b.main(preset, q), "nrmse").all().show(3))
	})
	f.Text = []string{t.text()}
	return f
}

func (b book) checks2(qs []float64, at picker) []*Checked {
	return []*Checked{b.columnCheck("2a", "score", osc2, qs, at), b.columnCheck("2b", "score", justOU, qs, at), b.columnCheck("2c", "score", justRhy, qs, at)}
}

// ratio of a column between two cells, paired by seed.
func (b book) ratio(x, y Cell, name string) effect {
	return b.paired([]Cell{x, y}, func(r []*Row) float64 { return r[0].get(name) / r[1].get(name) })
}

// finding3 is the size of the weights.
func (b book) finding3() *Finding {
	f := &Finding{Number: 3, Title: "Weight strength depends on composition",
		Question: "Do networks of LIF neurons learn the same pattern with smaller weights than networks of QIF neurons? ‖W‖_F = √ΣW_ij².",
		Figures:  []string{"weights.svg"}}
	f.Checks = b.checks3(b.Compositions, b.main)
	t := newTable("pattern", "f_Q", "‖W‖_F", "‖W − W(0)‖_F", "Ḡ", "‖W‖_F·Ḡ", "self-connections, r.m.s.")
	eachCell(patterns, b.Compositions, func(preset string, q float64) {
		c := b.main(preset, q)
		if len(b.of(c)) == 0 {
			return
		}
		t.row(preset, short(q), b.column(c, "frobenius").all().show(2), fixed(b.column(c, "frobenius_change").all().Mean, 1), fixed(b.column(c, "gain").all().Mean, 3),
			b.effect(c, func(r *Row) float64 { return r.get("frobenius") * r.get("gain") }).all().show(2), fixed(b.column(c, "self_rms").all().Mean, 3))
	})
	f.Text = []string{"Theory says that what neurons answer, and not what they are told, is fixed by the target: then ‖W‖_F·Ḡ, with Ḡ the mean response gain over the target, " +
		"is the same for all compositions. It is a prediction and has no threshold:\n\n" + t.text()}
	return f
}

func (b book) checks3(qs []float64, at picker) []*Checked {
	two, steps := against("3a"), against("3b")
	for _, preset := range patterns {
		two.add(preset, b.ratio(at(preset, 1), at(preset, 0), "frobenius"))
		for k := 1; k < len(qs); k++ {
			steps.add(fmt.Sprintf("%s f_Q %s to %s", preset, short(qs[k-1]), short(qs[k])), b.ratio(at(preset, qs[k-1]), at(preset, qs[k]), "frobenius"))
		}
	}
	return []*Checked{two, steps}
}

// excess is max|λ|/R_b.
func excess(r *Row) float64 { return r.get("modulus") / r.get("radius") }

// lead is an eigenvalue of a row.
func lead(r *Row, name string) complex128 { return complex(r.get(name+"_re"), r.get(name+"_im")) }

// sustained is 1 + iω(τ_s + lag): the eigenvalue that keeps a rhythm going.
func sustained(r *Row) complex128 {
	return complex(1, 2*math.Pi/r.Period*(r.TauS+r.get("lag")))
}

// delayed is the same with the lag as a delay, which turns the eigenvalue and
// does not lengthen it.
func delayed(r *Row) complex128 {
	omega := 2 * math.Pi / r.Period
	return complex(1, omega*r.TauS) * cmplx.Exp(complex(0, omega*r.get("lag")))
}

// predictedBy is how far, relative to its modulus, the leading eigenvalue is from
// the nearest of the predicted leading ones.
func predictedBy(r *Row) float64 {
	l, best := lead(r, "lead1"), math.NaN()
	for k := 1; k <= leads; k++ {
		if d := cmplx.Abs(l-lead(r, fmt.Sprintf("predicted%d", k))) / cmplx.Abs(l); !(d >= best) {
			best = d
		}
	}
	return best
}

// finding4 is the spectrum.
func (b book) finding4() *Finding {
	f := &Finding{Number: 4, Title: "Outliers in the spectrum",
		Question: "Does training push a few eigenvalues of W out of the disc of radius R_b that random weights of the same variance fill, and is where they go what theory says?",
		Figures:  []string{"spectrum.svg", "outliers.svg"}}
	pure := []float64{}
	for _, q := range b.Compositions {
		if q == 0 || q == 1 {
			pure = append(pure, q)
		}
	}
	f.Checks = b.checks4(b.Compositions, b.main)
	f.Checks = append(f.Checks,
		b.check("4f", justRhy, b.Compositions, b.main, func(r *Row) float64 {
			return math.Abs(cmplx.Phase(lead(r, "gw1"))) - cmplx.Phase(sustained(r))
		}),
		b.check("4g", justRhy, b.Compositions, b.main, func(r *Row) float64 { return cmplx.Abs(lead(r, "gw1"))/cmplx.Abs(sustained(r)) - 1 }),
		b.check("4h", osc3, pure, b.main, predictedBy))
	t := newTable("pattern", "f_Q", "max|λ|/R_b before", "max|λ|", "R_b", "max|λ|/R_b", "outliers", "rest within", "c", "predicted: off by")
	eachCell(patterns, b.Compositions, func(preset string, q float64) {
		c := b.main(preset, q)
		if len(b.of(c)) == 0 {
			return
		}
		m := func(name string, d int) string { return fixed(b.column(c, name).all().Mean, d) }
		t.row(preset, short(q), b.effect(c, before).all().show(3), m("modulus", 2), m("radius", 2), b.effect(c, excess).all().show(2),
			m("outliers", 1), m("rest_radius", 2), m("share", 2), b.effect(c, predictedBy).all().show(3))
	})
	r := newTable("f_Q", "T₁, ms", "τ_s, ms", "n", "lag, ms", "angle of diag(G)W", "of 1 + iω(τ_s + lag)", "of 1 + iωτ_s", "modulus", "of 1 + iω(τ_s + lag)", "angle, modulus of (1 + iωτ_s)e^{iω·lag}")
	for _, c := range b.rhythms() {
		rows := b.of(c)
		if len(rows) == 0 {
			continue
		}
		r.row(short(c.QIF), short(c.Period), short(c.TauS), fmt.Sprint(len(rows)), fixed(b.column(c, "lag").all().Mean, 1),
			b.effect(c, func(r *Row) float64 { return math.Abs(cmplx.Phase(lead(r, "gw1"))) }).all().show(3),
			fixed(b.effect(c, func(r *Row) float64 { return cmplx.Phase(sustained(r)) }).all().Mean, 3), fixed(math.Atan(2*math.Pi/c.Period*c.TauS), 3),
			b.effect(c, func(r *Row) float64 { return cmplx.Abs(lead(r, "gw1")) }).all().show(3),
			fixed(b.effect(c, func(r *Row) float64 { return cmplx.Abs(sustained(r)) }).all().Mean, 3),
			fixed(b.effect(c, func(r *Row) float64 { return cmplx.Phase(delayed(r)) }).all().Mean, 3)+", "+fixed(cmplx.Abs(delayed(rows[0])), 3))
	}
	f.Text = []string{t.text(), "**The rhythm's eigenvalue.** Sustaining one frequency ω needs an eigenvalue of diag(G)W at 1 + iω(τ_s + lag); the lag is that of uncoupled neurons " +
		"driven by the target, weighed by G²/noise, so nothing is fitted. " +
		"The last column takes the lag as a delay instead, e^{iω·lag}; it was added when the rows were there, and nothing is judged by it:\n\n" + r.text()}
	f.Warnings = []string{
		"R_b is the radius of a random matrix of the same variance, not of what is left of the disc: the rest of a trained spectrum lies far inside (column 'rest within'), and max|λ|/R_b depends on ‖W‖_F too.",
		"Outliers are counted beyond R_b(1 + 1.6/√N). Self-connections, which dense training lets grow, are part of the spectrum; 4d zeroes them.",
		"'Off by' is the distance to the nearest of the three leading predicted eigenvalues, relative to |λ|; ou has no prediction.",
	}
	return f
}

func before(r *Row) float64 { return r.get("modulus_before") / r.get("radius_before") }

// rhythms are all cells with one common period.
func (b book) rhythms() (out []Cell) {
	for _, q := range b.Compositions {
		out = append(out, b.main("rhythm", q))
	}
	for _, q := range b.Ends {
		for _, tau := range b.Taus {
			out = append(out, b.slow("rhythm", q, tau))
		}
		for _, period := range b.Periods {
			out = append(out, b.paced(q, period))
		}
	}
	return out
}

func (b book) checks4(qs []float64, at picker) []*Checked {
	start := against("4a") // W(0) is the same for every pattern and composition
	if len(qs) > 0 {
		start.add("any", b.effect(at(patterns[0], qs[0]), before))
	}
	return []*Checked{
		start,
		b.check("4b", osc2, qs, at, excess),
		b.check("4c", justOU, qs, at, excess),
		b.check("4d", osc2, qs, at, func(r *Row) float64 { return r.get("modulus_noself") / r.get("radius") }),
		b.check("4e", justRhy, qs, at, excess),
	}
}
