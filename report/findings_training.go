package report

import (
	"fmt"
	"math"
	"math/cmplx"
)

// picker gives the cell of a pattern at a composition: of main, another size, or
// a sparse network. The same checks run over each.
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

// columnCheck compares one column of some cells with a threshold.
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
	f := b.finding(2)
	f.Checks = b.checks2(b.Compositions, b.main)
	f.Text = []string{b.table(b.mains(patterns, b.Compositions), byMain,
		entry{"n", get(score), runs}, entry{"score", get(score), shown(3)}, entry{"least", get(score), least(3)}, above("2a"),
		entry{"untrained (" + notTrained + ")", get(score), untrainedRuns}, entry{"nRMSE", get("training.nrmse"), shown(3)})}
	return f
}

// above counts the scores above a threshold.
func above(key string) entry {
	good := threshold(key).Lo
	return entry{"above " + bare(good), get(score), func(e effect) string {
		n := 0
		for _, x := range e.x {
			if x > good {
				n++
			}
		}
		return fmt.Sprint(n)
	}}
}

func (b book) checks2(qs []float64, at picker) []*Checked {
	return []*Checked{b.columnCheck("2a", score, osc2, qs, at), b.columnCheck("2b", score, justOU, qs, at), b.columnCheck("2c", score, justRhy, qs, at)}
}

// ratio of a column between two cells, paired by seed.
func (b book) ratio(x, y Cell, name string) effect {
	return b.paired([]Cell{x, y}, func(r []*Row) float64 { return r[0].get(name) / r[1].get(name) })
}

// answer is ‖W‖_F·Ḡ.
func answer(r *Row) float64 { return r.get(frobenius) * r.get(gain) }

// finding3 is the size of the weights.
func (b book) finding3() *Finding {
	f := b.finding(3)
	f.Checks = b.checks3(b.Compositions, b.main)
	f.Text = []string{aboutGains + b.table(b.mains(patterns, b.Compositions), byMain,
		entry{"‖W‖_F", get(frobenius), shown(2)}, entry{"‖W − W(0)‖_F", get("weights.frobenius_change"), mean(1)}, entry{"Ḡ", get(gain), mean(3)},
		entry{"‖W‖_F·Ḡ", answer, shown(2)}, entry{"self-connections, r.m.s.", get("weights.self_rms"), mean(3)})}
	return f
}

func (b book) checks3(qs []float64, at picker) []*Checked {
	two, steps := against("3a"), against("3b")
	for _, preset := range patterns {
		two.add(preset, b.ratio(at(preset, 1), at(preset, 0), frobenius))
		for k := 1; k < len(qs); k++ {
			steps.add(atPQ(preset, qs[k-1])+" to "+short(qs[k]), b.ratio(at(preset, qs[k-1]), at(preset, qs[k]), frobenius))
		}
	}
	return []*Checked{two, steps}
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

// unlagged is 1 + iωτ_s.
func unlagged(r *Row) complex128 { return complex(1, 2*math.Pi/r.Period*r.TauS) }

// delayed is sustained with the lag as a delay. A delay turns the eigenvalue and
// does not lengthen it.
func delayed(r *Row) complex128 {
	return unlagged(r) * cmplx.Exp(complex(0, 2*math.Pi/r.Period*r.get("study.lag")))
}

// predictedBy is the distance of the leading eigenvalue from the nearest of the
// predicted leading ones, relative to its modulus.
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
	f := b.finding(4)
	pure := []float64{}
	for _, q := range b.Compositions {
		if q == 0 || q == 1 {
			pure = append(pure, q)
		}
	}
	angle := func(r *Row) float64 { return math.Abs(cmplx.Phase(lead(r, "scaled1"))) }
	modulus := func(r *Row) float64 { return cmplx.Abs(lead(r, "scaled1")) }
	theirAngle := func(of func(*Row) complex128) func(*Row) float64 {
		return func(r *Row) float64 { return cmplx.Phase(of(r)) }
	}
	theirModulus := func(of func(*Row) complex128) func(*Row) float64 {
		return func(r *Row) float64 { return cmplx.Abs(of(r)) }
	}
	f.Checks = append(b.checks4(b.Compositions, b.main),
		b.check("4f", justRhy, b.Compositions, b.main, func(r *Row) float64 { return angle(r) - cmplx.Phase(sustained(r)) }),
		b.check("4g", justRhy, b.Compositions, b.main, func(r *Row) float64 { return modulus(r)/cmplx.Abs(sustained(r)) - 1 }),
		b.check("4h", osc3, pure, b.main, predictedBy))
	f.Text = []string{
		b.table(b.mains(patterns, b.Compositions), byMain,
			entry{"max|λ|/R_b before", before, shown(3)}, entry{"max|λ|", get("spectrum.max_modulus"), mean(2)}, entry{"R_b", get("spectrum.bulk_radius"), mean(2)},
			entry{"max|λ|/R_b", excess, shown(2)}, entry{"outliers", get("spectrum.outliers"), mean(1)}, entry{"rest within", get("spectrum.rest_radius"), mean(2)},
			entry{"c", get(share), mean(2)}, entry{"predicted: off by", predictedBy, shown(3)}),
		aboutRhythm + b.table(b.rhythms(), []label{byComposition, {"T₁, ms", func(c Cell) string { return short(c.Period) }}, byTau},
			entry{"n", get(score), runs}, entry{"lag, ms", get("study.lag"), mean(1)},
			entry{"angle of diag(G)W", angle, shown(3)}, entry{"of 1 + iω(τ_s + lag)", theirAngle(sustained), mean(3)}, entry{"of 1 + iωτ_s", theirAngle(unlagged), mean(3)},
			entry{"modulus", modulus, shown(3)}, entry{"of 1 + iω(τ_s + lag)", theirModulus(sustained), mean(3)},
			entry{"angle of (1 + iωτ_s)e^{iω·lag}", theirAngle(delayed), mean(3)}, entry{"its modulus", theirModulus(delayed), mean(3)}),
	}
	return f
}

func before(r *Row) float64 {
	return r.get("spectrum.before.max_modulus") / r.get("spectrum.before.bulk_radius")
}

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
		b.check("4d", osc2, qs, at, func(r *Row) float64 { return r.get("study.no_self.max_modulus") / r.get("spectrum.bulk_radius") }),
		b.check("4e", justRhy, qs, at, excess),
	}
}
