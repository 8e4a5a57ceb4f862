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

// finding5 is reciprocity.
func (b book) finding5() *Finding {
	f := b.finding(5)
	f.Checks = b.checks5(b.Compositions, b.main)
	f.Text = []string{b.fill(aboutNulls) + b.table(b.mains(patterns, b.Compositions), byMain,
		entry{"ρ_rec of W", get(rhoRec), shown(3)}, entry{"z₁", get("motifs.weighted.reciprocal.z"), mean(0)}, entry{"z₂", get("motifs.weighted_blocks.reciprocal.z"), mean(0)},
		entry{"of W − W(0)", get("study.change.weighted.reciprocal.value"), shown(3)},
		entry{"strong W", get(strongRec), shown(2)}, entry{"z₂", get("motifs.strong.reciprocal.z"), mean(0)},
		entry{"over null 3", overDegrees, mean(2)}, entry{"z₃", get("motifs.strong_degree.reciprocal.z"), mean(0)},
		entry{"strong |W|", get("study.absolute.strong.reciprocal.ratio"), shown(2)}, entry{"strong −W", get("study.negative.strong.reciprocal.ratio"), shown(2)},
		entry{"strong W − W(0)", get("study.change.strong.reciprocal.ratio"), shown(2)})}
	return f
}

func (b book) checks5(qs []float64, at picker) []*Checked {
	return []*Checked{
		b.columnCheck("5a", rhoRec, osc2, qs, at),
		b.columnCheck("5b", strongRec, osc2, qs, at),
		b.columnCheck("5c", "study.absolute.strong.reciprocal.ratio", osc2, qs, at),
		b.columnCheck("5d", "study.negative.strong.reciprocal.ratio", osc2, qs, at),
		b.columnCheck("5e", "study.change.strong.reciprocal.ratio", osc2, qs, at),
		b.check("5f", osc2, qs, at, overDegrees),
		b.columnCheck("5g", rhoRec, justRhy, qs, at),
		b.columnCheck("5h", strongRec, justRhy, qs, at),
	}
}

// taus are all τ_s of the study, that of the presets among them.
func (b book) taus() []float64 {
	out := append([]float64{tauMain()}, b.Taus...)
	slices.Sort(out)
	return out
}

// slowCells are those of a pattern over τ_s.
func (b book) slowCells(preset string, q float64) (out []Cell) {
	for _, tau := range b.taus() {
		out = append(out, b.slow(preset, q, tau))
	}
	return out
}

// overTau is a function of a column over log₂ τ_s, seed by seed.
func (b book) overTau(preset string, q float64, name string, f func(x, y []float64, rows []*Row) float64) effect {
	if len(b.Taus) == 0 {
		return effect{}
	}
	return b.paired(b.slowCells(preset, q), func(rows []*Row) float64 {
		var x, y []float64
		for _, r := range rows {
			x, y = append(x, math.Log2(r.TauS)), append(y, r.get(name))
		}
		return f(x, y, rows)
	})
}

// oneFrequency is c·cos(2 arctan ω(τ_s + lag)).
func oneFrequency(r *Row) float64 {
	return r.get(share) * math.Cos(2*math.Atan(2*math.Pi/r.Period*(r.TauS+r.get("study.lag"))))
}

// finding6 is what reciprocity depends on.
func (b book) finding6() *Finding {
	f := b.finding(6)
	line := func(x, y []float64, _ []*Row) float64 { return slope(x, y) }
	rho, strong, zero := against("6a"), against("6b"), against("6c")
	law, cosine := against("6f"), against("6g")
	eachCell(osc3, b.Ends, func(preset string, q float64) {
		rho.add(atPQ(preset, q), b.overTau(preset, q, rhoRec, line))
		strong.add(atPQ(preset, q), b.overTau(preset, q, strongRec, line))
		for _, c := range b.slowCells(preset, q) {
			label := fmt.Sprintf("%s τ_s %s", atPQ(preset, q), short(c.TauS))
			law.add(label, b.effect(c, func(r *Row) float64 { return r.get(rhoRec) - r.get(fromOutliers) }))
		}
	})
	for _, q := range b.Ends {
		zero.add(atPQ("rhythm", q), b.overTau("rhythm", q, rhoRec, func(x, y []float64, rows []*Row) float64 {
			tau := math.Exp2(crossing(x, y))
			return 2 * math.Pi / rows[0].Period * (tau + rows[0].get("study.lag"))
		}))
	}
	for _, c := range b.rhythms() {
		cosine.add(fmt.Sprintf("%s T₁ %s τ_s %s", atQ(c.Composition), short(c.Period), short(c.TauS)),
			b.effect(c, func(r *Row) float64 { return r.get(rhoRec) - oneFrequency(r) }))
	}
	f.Checks = append([]*Checked{rho, strong, zero}, b.checks6(b.main)...)
	f.Checks = append(f.Checks, law, cosine)
	var cells []Cell
	eachCell(patterns, b.Ends, func(preset string, q float64) { cells = append(cells, b.slowCells(preset, q)...) })
	f.Text = []string{b.table(cells, []label{byPattern, byComposition, byTau},
		entry{"n", get(rhoRec), runs}, entry{"untrained", get(rhoRec), untrainedRuns}, entry{"ρ_rec, all", get(rhoRec), shown(3)}, entry{"ρ_rec, trained only", get(rhoRec), trained(3)},
		entry{"c·Σ_out Re λ²/Σ_out|λ|²", get(fromOutliers), mean(3)}, entry{"c", get(share), mean(2)},
		entry{"strong W, all", get(strongRec), shown(2)}, entry{"strong W, trained only", get(strongRec), trained(2)}, entry{"score", get(score), mean(2)})}
	return f
}

func (b book) checks6(at picker) []*Checked {
	out := []*Checked{against("6d"), against("6e")}
	for k, name := range []string{rhoRec, strongRec} {
		for _, preset := range osc2 {
			for _, pure := range []float64{1, 0} {
				out[k].add(fmt.Sprintf("%s minus %s", atPQ(preset, .5), short(pure)), b.difference(at(preset, .5), at(preset, pure), name))
			}
		}
	}
	return out
}

// finding7 is divergence.
func (b book) finding7() *Finding {
	f := b.finding(7)
	f.Checks = b.checks7(b.Compositions, b.main)
	f.Text = []string{aboutDegrees + b.table(b.mains(patterns, b.Compositions), byMain,
		entry{"ρ_div of W", get(rhoDiv), shown(4)}, entry{"largest |ρ_div|", get(rhoDiv), largestModulus(4)},
		entry{"z₁", get("motifs.weighted.divergent.z"), mean(0)}, entry{"z₂", get("motifs.weighted_blocks.divergent.z"), mean(0)},
		entry{"of W − W(0)", get("study.change.weighted.divergent.value"), mean(4)},
		entry{"strong W", get(strongDiv), shown(2)}, entry{"in null 2", inNull2(motifsOfW, "divergent"), mean(2)}, entry{"z₂", get("motifs.strong.divergent.z"), mean(0)},
		entry{"strong |W|", get("study.absolute.strong.divergent.ratio"), mean(2)}, entry{"strong −W", get("study.negative.strong.divergent.ratio"), mean(2)},
		entry{"strong W − W(0)", get("study.change.strong.divergent.ratio"), mean(2)})}
	return f
}

func (b book) checks7(qs []float64, at picker) []*Checked {
	out := []*Checked{
		b.columnCheck("7a", rhoDiv, justSeq, qs, at),
		b.columnCheck("7b", "motifs.weighted.divergent.z", justSeq, qs, at),
		b.columnCheck("7c", rhoDiv, others, qs, at),
		b.columnCheck("7d", "motifs.weighted_blocks.divergent.z", justSeq, qs, at),
	}
	over := func(key string, f func(*Row) float64) {
		c := against(key)
		eachCell(others, qs, func(preset string, q float64) {
			c.add("sequence minus "+atPQ(preset, q), b.paired([]Cell{at("sequence", q), at(preset, q)}, func(r []*Row) float64 { return f(r[0]) - f(r[1]) }))
		})
		out = append(out, c)
	}
	over("7e", get(strongDiv))
	over("7f", get("study.absolute.strong.divergent.ratio"))
	over("7g", get("study.negative.strong.divergent.ratio"))
	over("7h", func(r *Row) float64 { return r.get(strongDiv) / inNull2(motifsOfW, "divergent")(r) })
	return out
}

// finding8 is the pattern without structure.
func (b book) finding8() *Finding {
	f := b.finding(8)
	f.Checks = b.checks8(b.Compositions, b.main)
	entries := []entry{{"ρ_rec", get(rhoRec), shown(3)}, {"z₁", get("motifs.weighted.reciprocal.z"), mean(0)}, {"ρ_div", get(rhoDiv), shown(4)}, {"ρ_chn", get("motifs.weighted.chain.value"), shown(4)}}
	for _, d := range definitions[:2] {
		for k, m := range measure.Pairs {
			head := m
			if k == 0 {
				head = "strong " + d.of.String() + ": " + m
			}
			entries = append(entries, entry{head, get(d.prefix + "strong." + m + ".ratio"), shown(2)})
		}
	}
	u := newTable(append([]string{byPattern.head, byComposition.head}, triadNames()...)...)
	eachCell(patterns, b.Ends, func(preset string, q float64) {
		c := b.main(preset, q)
		if len(b.of(c)) == 0 {
			return
		}
		cells := []string{preset, short(q)}
		for _, name := range triadNames() {
			cells = append(cells, fixed(b.column(c, "study.triads_ratio."+name).all().Mean, 2)+" ("+fixed(b.column(c, "motifs.triads_z."+name).all().Mean, 0)+")")
		}
		u.row(cells...)
	})
	f.Text = []string{b.table(b.mains(justOU, b.Compositions), []label{byComposition}, entries...), b.fill(aboutTriads) + u.text()}
	return f
}

func (b book) checks8(qs []float64, at picker) []*Checked {
	checks := []*Checked{b.columnCheck("8a", rhoRec, justOU, qs, at)}
	for k, key := range []string{"8b", "8c", "8d"} {
		c := against(key)
		for _, q := range qs {
			for _, m := range measure.Pairs {
				c.add(atQ(q)+" "+m, b.column(at("ou", q), definitions[k].prefix+"strong."+m+".ratio"))
			}
		}
		checks = append(checks, c)
	}
	return append(checks, b.columnCheck("8e", rhoDiv, justOU, qs, at))
}
