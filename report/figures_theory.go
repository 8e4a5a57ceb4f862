package report

import (
	"fmt"
	"math"
	"slices"

	"spiketop/measure"
	"spiketop/metrics/motifs"
)

// drawTau is reciprocity against τ_s, with the law.
func (b book) drawTau() drawing {
	var rho, strong []panel
	for _, preset := range osc3 {
		p := panel{title: preset, x: "τ_s, ms", y: "ρ_rec", logX: true, xTicks: b.taus(), yLo: -.5, yHi: 1}
		s := panel{x: "τ_s, ms", y: "strong W: rec. pairs / chance", logX: true, xTicks: b.taus(), yLo: 0, yHi: 9, noLegend: true}
		p.series, s.series = append(p.series, level("", 0, 4.5, 180, 0)), append(s.series, level("", 0, 4.5, 180, 1))
		for k, q := range b.Ends {
			points, law, counts := series{name: atQ(q), style: k}, series{style: k, line: true}, series{style: k}
			if k == 0 {
				law.name = "c·Σ_out Re λ²/Σ_out|λ|²"
			}
			for _, c := range b.slowCells(preset, q) {
				points.points = append(points.points, b.column(c, rhoRec).all().at(c.TauS*(1+.04*float64(k-1))))
				law.points = append(law.points, point{x: c.TauS, y: b.column(c, fromOutliers).all().Mean})
				counts.points = append(counts.points, b.column(c, strongRec).all().at(c.TauS*(1+.04*float64(k-1))))
			}
			p.series, s.series = append(p.series, law, points), append(s.series, counts)
		}
		rho, strong = append(rho, p), append(strong, s)
	}
	return drawing{"tau.svg", "Reciprocity against the synaptic time constant (all runs; points shifted sideways). Lines: what the outliers of the same networks make of it. Below: the same by counts in the strong graph.", svg(rho, strong)}
}

// drawRhythm is the rhythm against ωτ over τ_s and periods, and ρ/c against the cosine.
func (b book) drawRhythm() drawing {
	p := panel{title: "rhythm: reciprocity over the outliers' share", x: "ω(τ_s + lag)", y: "ρ_rec/c", logX: true, xTicks: []float64{.05, .1, .2, .5, 1, 2}, yLo: -1, yHi: 1.4}
	p.series = append(p.series, curve("cos(2 arctan ωτ)", 0, .04, 2.4, func(x float64) float64 { return math.Cos(2 * math.Atan(x)) }), level("", 2, .04, 2.4, 0))
	s := panel{title: "rhythm: the outliers' share", x: "ω(τ_s + lag)", y: "c", logX: true, xTicks: []float64{.05, .1, .2, .5, 1, 2}, yLo: 0, yHi: 1, noLegend: true}
	for k, q := range b.Compositions {
		d, c := series{name: atQ(q), style: k}, series{style: k}
		for _, cell := range b.rhythms() {
			if cell.Composition != q {
				continue
			}
			x := b.effect(cell, func(r *Row) float64 { return imag(sustained(r)) }).all().Mean
			d.points = append(d.points, b.effect(cell, func(r *Row) float64 { return r.get(rhoRec) / r.get(share) }).all().at(x))
			c.points = append(c.points, b.column(cell, share).all().at(x))
		}
		p.series, s.series = append(p.series, d), append(s.series, c)
	}
	return drawing{"rhythm.svg", "One common period: all time constants, periods and compositions on the law for one frequency (line). Right: the measured share c that scales it.", svg([]panel{p, s})}
}

func (b book) drawDivergent() drawing {
	p := b.overComposition("weighted", "ρ_div", patterns, get(rhoDiv), level("thresholds", 1, left, right, threshold("7a").Lo), level("", 1, left, right, threshold("7c").Hi), level("", 0, left, right, 0))
	p.yLo, p.yHi = -.02, .13
	q := b.overComposition(strongW, "divergent pairs / chance", patterns, get(strongDiv), level("", 0, left, right, 1))
	q.yLo, q.yHi = 0, 5
	n := series{name: "in null 2", style: 4}
	for _, c := range b.Compositions {
		for _, preset := range patterns {
			n.points = append(n.points, point{c, b.effect(b.main(preset, c), inNull2(motifsOfW, "divergent")).all().Mean, math.NaN(), math.NaN()})
		}
	}
	q.series = append(q.series, n)
	return drawing{"divergent.svg", "Divergence by the correlation of a neuron's outputs (left) and by counts in the strong graph (right), where it is the other way round; rings: null 2.", svg([]panel{p, q})}
}

func (b book) drawOU() drawing {
	p := panel{title: "ou: weighted", x: "τ_s, ms", y: "ρ_rec", logX: true, xTicks: b.taus(), yLo: -.3, yHi: .7}
	s := panel{title: "ou: " + strongW, x: "τ_s, ms", y: "reciprocal pairs / chance", logX: true, xTicks: b.taus(), yLo: 0, yHi: 5, noLegend: true}
	a, z := threshold("8a"), threshold("8b")
	p.series = append(p.series, level("band of 8a, at τ_s = "+short(tauMain()), 1, 4.5, 180, a.Lo), level("", 1, 4.5, 180, a.Hi))
	s.series = append(s.series, level("", 1, 4.5, 180, z.Lo), level("", 1, 4.5, 180, z.Hi))
	for k, q := range b.Ends {
		r, c := series{name: atQ(q), style: k}, series{style: k}
		for _, cell := range b.slowCells("ou", q) {
			x := cell.TauS * (1 + .04*float64(k-1))
			r.points, c.points = append(r.points, b.column(cell, rhoRec).all().at(x)), append(c.points, b.column(cell, strongRec).all().at(x))
		}
		p.series, s.series = append(p.series, r), append(s.series, c)
	}
	return drawing{"ou.svg", b.fill("Paths without structure (τ_c = {τ_c} ms): no motif at τ_s = {τ_s} ms, but reciprocal pairs where the synapse is much faster than the path. Dashed: the bands of 8a and 8b."), svg([]panel{p, s})}
}

// drawCortex is our counts beside published ones, at their density.
func (b book) drawCortex() drawing {
	var panels []panel
	for _, density := range measure.Densities() {
		counts := published(density)
		if len(counts) == 0 {
			continue
		}
		p := b.overComposition(fmt.Sprintf("reciprocal pairs at p = %g", density), "over chance", patterns, get(atDensity(density, "strong.reciprocal.ratio")), level("", 0, left, right, 1))
		p.yLo, p.yHi = 0, 12
		for k, row := range counts {
			p.series = append(p.series, level(row.Dataset, 1+k, left, right, row.RatioLo))
			if row.RatioHi != row.RatioLo {
				p.series = append(p.series, level("", 1+k, left, right, row.RatioHi))
			}
		}
		panels = append(panels, p)
	}
	return drawing{"cortex.svg", "Reciprocal pairs over a random graph of the same density, at the densities of cortical data sets (lines; two of one dash: a range); solid: chance. A comparison of numbers.", svg(panels)}
}

// published are the reciprocal counts at a density.
func published(p float64) (out []motifs.CortexRow) {
	for _, row := range motifs.Cortex() {
		if row.P == p && row.Motif == "reciprocal" && !math.IsNaN(row.RatioLo) {
			out = append(out, row)
		}
	}
	return out
}

// drawSizes is each effect against N, and sparse beside dense.
func (b book) drawSizes() drawing {
	sizes := append([]int{b.N}, b.Sizes...)
	slices.Sort(sizes)
	one := func(title, y string, f func(*Row) float64, lo, hi float64) panel {
		p := panel{title: title, x: "network, at " + fraction + " ½", y: y, yLo: lo, yHi: hi, xLo: -.5, xHi: float64(len(sizes)) + .5}
		for k, n := range sizes {
			p.xTicks, p.xNames = append(p.xTicks, float64(k)), append(p.xNames, fmt.Sprintf("N %d", n))
		}
		p.xTicks, p.xNames = append(p.xTicks, float64(len(sizes))), append(p.xNames, b.sparseName())
		for j, preset := range patterns {
			s := series{name: preset, style: j}
			for k, n := range sizes {
				s.points = append(s.points, b.effect(b.sized(preset, .5, n), f).all().at(float64(k)+.1*(float64(j)-1.5)))
			}
			s.points = append(s.points, b.effect(b.sparse(preset, .5), f).all().at(float64(len(sizes))+.1*(float64(j)-1.5)))
			p.series = append(p.series, s)
		}
		return p
	}
	return drawing{"sizes.svg", "The effects in smaller, larger and sparse networks at " + fraction + " = ½.", svg(
		[]panel{one("spectrum", "max|λ|/R_b", excess, 0, 9), one("weighted", "ρ_rec", get(rhoRec), -.2, 1)},
		[]panel{one(strongW, "reciprocal pairs / chance", get(strongRec), 0, 8), one("weighted", "ρ_div", get(rhoDiv), -.02, .12)})}
}
