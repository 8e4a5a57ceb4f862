package report

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"

	"spiketop/measure"
	"spiketop/metrics/dimension"
	"spiketop/metrics/motifs"
)

// drawing is a figure by its name in findings/.
type drawing struct {
	name string
	svg  []byte
}

// figures draws everything.
func (b book) figures() []drawing {
	return []drawing{
		b.drawDimension(), b.drawGain(), b.drawWindows(), b.drawScore(), b.drawWeights(), b.drawSpectrum(), b.drawOutliers(), b.drawPrediction(),
		b.drawReciprocal(), b.drawDefinitions(), b.drawTau(), b.drawRhythm(), b.drawDivergent(), b.drawOU(), b.drawCortex(), b.drawSizes(),
	}
}

// drawDimension shows D against g_eff, and its difference from theory.
func (b book) drawDimension() drawing {
	left := panel{title: "dimension", x: "effective gain g_eff", y: "D = PR/N", xLo: 0, xHi: 1.2, yLo: 0, yHi: 1}
	right := panel{title: "measured − theory", x: "effective gain g_eff", y: "D − (1 − g_eff²)²", xLo: 0, xHi: 1, yLo: -.1, yHi: .1, legendLeft: true}
	left.lines(curve("(1 − g_eff²)²", 0, 0, 1.2, dimension.Linear))
	t := threshold("1a")
	right.lines(level("", 1, 0, reach, t.Lo), level("threshold", 1, 0, reach, t.Hi), level("", 0, 0, 1, 0))
	x := func(c Cell) float64 { return b.column(c, gEff).all().Mean }
	for k, q := range b.Compositions {
		cells := b.spontaneousCells(q)
		left.marks(atQ(q), k, b.points(cells, x, get(dim)))
		cells = slices.DeleteFunc(cells, func(c Cell) bool { return !(x(c) < 1) })
		right.marks(atQ(q), k, b.points(cells, x, overTheory))
	}
	return drawing{"dimension.svg", svg([]panel{left, right})}
}

// drawGain shows D against the coupling gain.
func (b book) drawGain() drawing {
	p := panel{title: "points: measured; lines: (1 − g_eff²)²", x: "coupling gain g", y: "D = PR/N", yLo: 0, yHi: 1, xLo: 0, xHi: 3.2}
	w := panel{title: "points: measured; lines: theory of this W", x: "coupling gain g", y: "D = PR/N", yLo: 0, yHi: 1, xLo: 0, xHi: 3.2, noLegend: true}
	for k, q := range b.Compositions {
		closed, this := []point{{x: 0, y: 1}}, []point{{x: 0, y: 1}}
		cells := b.spontaneousCells(q)
		for _, c := range cells {
			closed = append(closed, point{x: c.G, y: dimension.Linear(b.column(c, gEff).all().Mean)})
			if of := b.column(c, thisW).all(); of.N > 0 {
				this = append(this, point{x: c.G, y: of.Mean})
			}
		}
		p.lines(series{style: k, line: true, points: closed})
		w.lines(series{style: k, line: true, points: this})
		measured := b.points(cells, func(c Cell) float64 { return c.G }, get(dim))
		p.marks(atQ(q), k, measured)
		w.marks(atQ(q), k, measured)
	}
	return drawing{"dimension-gain.svg", svg([]panel{p, w})}
}

// drawWindows shows D against the counting window.
func (b book) drawWindows() drawing {
	p := panel{title: "counting window", x: "T_w, ms", y: "D − (1 − g_eff²)²", logX: true, xTicks: shownWindows()}
	p.lines(level("", 0, 280, 2100, 0))
	for k, q := range b.Ends {
		c := untrained(b.N, q, b.Mid[q])
		var points []point
		for _, ms := range shownWindows() {
			at := atWindow(ms, "value")
			points = append(points, b.effect(c, func(r *Row) float64 { return r.get(at) - r.get(theory) }).all().at(ms*(1+.03*float64(k-1))))
		}
		p.marks(fmt.Sprintf("%s, g %s", atQ(q), short(b.Mid[q])), k, points)
	}
	return drawing{"windows.svg", svg([]panel{p})}
}

// overComposition is a panel of a number against f_Q, a series for each pattern.
func (b book) overComposition(title, y string, presets []string, f func(*Row) float64, extra ...series) panel {
	p := panel{title: title, x: "fraction of " + first.Symbol + " neurons " + fraction, y: y, xLo: -.08, xHi: 1.08, xTicks: []float64{0, .25, .5, .75, 1}}
	p.lines(extra...)
	for k, preset := range presets {
		x := func(c Cell) float64 { return c.Composition + .012*(float64(k)-1.5) }
		p.marks(preset, slices.Index(patterns, preset), b.points(cells([]string{preset}, b.Compositions, b.main), x, f))
	}
	return p
}

// overTheory is D minus the closed form.
func overTheory(r *Row) float64 { return r.get(dim) - r.get(theory) }

func get(name string) func(*Row) float64 { return func(r *Row) float64 { return r.get(name) } }

const left, right = -.08, 1.08 // edges of a panel over f_Q

func (b book) drawScore() drawing {
	p := b.overComposition("free-running tests", "score", patterns, get(score),
		level("thresholds", 1, left, right, threshold("2a").Lo), level("", 1, left, right, threshold("2b").Lo))
	p.yLo, p.yHi, p.legendLow = .2, 1.02, true
	q := b.overComposition("free-running tests", "nRMSE", patterns, get("training.nrmse"))
	q.yLo, q.yHi = 0, 1
	return drawing{"score.svg", svg([]panel{p, q})}
}

func (b book) drawWeights() drawing {
	p := b.overComposition("size of the weights", "‖W‖_F", patterns, get(frobenius))
	p.logY, p.legendLeft = true, true
	for _, preset := range patterns { // the prediction, from the last type alone
		s := series{style: slices.Index(patterns, preset), line: true}
		alone := b.effect(b.main(preset, 0), answer).all().Mean
		for _, q := range b.Compositions {
			s.points = append(s.points, point{x: q, y: alone / b.column(b.main(preset, q), gain).all().Mean})
		}
		p.series = append(p.series, s)
	}
	p.yLo, p.yHi = 3, 100
	q := b.overComposition("weights times response gain", "‖W‖_F·Ḡ", patterns, answer)
	q.yLo, q.yHi = 0, 16
	return drawing{"weights.svg", svg([]panel{p, q})}
}

func (b book) drawSpectrum() drawing {
	p := b.overComposition("outliers", "max|λ|/R_b", patterns, excess,
		level("thresholds", 1, left, right, threshold("4b").Lo), level("", 1, left, right, threshold("4c").Hi), level("before training", 2, left, right, (threshold("4a").Lo+threshold("4a").Hi)/2))
	p.yLo, p.yHi = 0, 9
	q := b.overComposition("outliers' share of the weights", "c = Σ_out|λ|²/‖W‖²", patterns, get(share))
	q.yLo, q.yHi = 0, 1
	return drawing{"spectrum.svg", svg([]panel{p, q})}
}

// drawOutliers shows outliers where they are and where theory expects them.
func (b book) drawOutliers() drawing {
	left := panel{title: "leading eigenvalue", x: "predicted |λ|", y: "trained |λ|", legendLeft: true, xLo: 0, xHi: 7, yLo: 0, yHi: 7}
	left.lines(curve("equal", 0, 0, 7, func(x float64) float64 { return x }))
	modulus := func(name string) func(*Row) float64 { return func(r *Row) float64 { return cmplx.Abs(lead(r, name)) } }
	for _, preset := range osc3 {
		x := func(c Cell) float64 { return b.effect(c, modulus("predicted1")).all().Mean }
		left.marks(preset, slices.Index(patterns, preset), b.points(cells([]string{preset}, b.Compositions, b.main), x, modulus("lead1")))
	}
	right := panel{title: "rhythm: eigenvalue of diag(G)W", x: "angle of 1 + iω(τ_s + lag), rad", y: "angle of the eigenvalue, rad", legendLeft: true, xLo: 0, xHi: 1.3, yLo: 0, yHi: 1.3}
	right.lines(curve("equal", 0, 0, 1.3, func(x float64) float64 { return x }))
	for k, q := range b.Compositions {
		x := func(c Cell) float64 { return b.effect(c, sustainedAngle).all().Mean }
		right.marks(atQ(q), k, b.points(b.rhythms(q), x, scaledAngle))
	}
	return drawing{"outliers.svg", svg([]panel{left, right})}
}

// drawPrediction shows the errors of the predicted leading eigenvalue, and beside them
// what retrainings differ by.
func (b book) drawPrediction() drawing {
	one := func(title, y, key string, off func(*Row) float64, moved func(again, main *Row) float64) panel {
		p := b.overComposition(title, y, osc3, off, level("threshold of "+key, 1, left, right, threshold(key).Hi))
		again := series{name: "trained again", style: 4}
		for k, preset := range osc3 {
			for _, c := range cells([]string{preset}, b.Compositions, b.main) {
				again.points = append(again.points, point{c.Composition + .012*(float64(k)-1.5), b.retrained(c, moved).all().Mean, math.NaN(), math.NaN()})
			}
		}
		p.series = append(p.series, again)
		return p
	}
	return drawing{"prediction.svg", svg([]panel{
		one("leading eigenvalue", "modulus: |error|/|λ|", "4h", abs(sizeError), sizeMoved),
		one("leading eigenvalue", "angle: |error|, rad", "4i", abs(angleError), angleMoved),
	})}
}

func (b book) drawReciprocal() drawing {
	p := b.overComposition("weighted", "ρ_rec", patterns, get(rhoRec), level("threshold of 5a", 1, left, right, threshold("5a").Lo), level("", 0, left, right, 0))
	p.yLo, p.yHi = -.2, 1
	q := b.overComposition(strongW, "reciprocal pairs / chance", patterns, get(strongRec), level("threshold of 5b", 1, left, right, threshold("5b").Lo), level("", 0, left, right, 1))
	q.yLo, q.yHi = 0, 10
	return drawing{"reciprocal.svg", svg([]panel{p, q})}
}

// drawDefinitions is every definition of reciprocal and divergent side by side.
func (b book) drawDefinitions() drawing {
	one := func(motif string, hi float64) panel {
		p := panel{title: motif, x: "strong graph of", y: "pairs / chance, " + fraction + " ½", yLo: 0, yHi: hi, xLo: -.5, xHi: 3.5}
		for k, d := range definitions {
			p.xTicks, p.xNames = append(p.xTicks, float64(k)), append(p.xNames, d.of.String())
		}
		p.series = append(p.series, level("", 0, -.5, 3.5, 1))
		for k, preset := range patterns {
			s, n := series{name: preset, style: k}, series{style: 4}
			if k == 0 {
				n.name = "in null 2"
			}
			for j, d := range definitions {
				x := float64(j) + .12*(float64(k)-1.5)
				s.points = append(s.points, b.column(b.main(preset, .5), d.prefix+"strong."+motif+".ratio").all().at(x))
				n.points = append(n.points, point{x, b.effect(b.main(preset, .5), inNull2(d.prefix, motif)).all().Mean, math.NaN(), math.NaN()})
			}
			p.series = append(p.series, s, n)
		}
		return p
	}
	return drawing{"definitions.svg",
		svg([]panel{one("reciprocal", 7), one("divergent", 7), one("convergent", 3)})}
}

// drawTau is reciprocity against τ_s, with the law.
func (b book) drawTau() drawing {
	var rho, strong []panel
	for _, preset := range osc3 {
		p := panel{title: preset, x: "τ_s, ms", y: "ρ_rec", logX: true, xTicks: b.taus(), yLo: -.5, yHi: 1}
		s := panel{x: "τ_s, ms", y: "strong W: rec. pairs / chance", logX: true, xTicks: b.taus(), yLo: 0, yHi: 9, noLegend: true}
		p.lines(level("", 0, 4.5, 180, 0))
		s.lines(level("", 0, 4.5, 180, 1))
		for k, q := range b.Ends {
			law := series{style: k, line: true, points: b.points(b.slowCells(b.main(preset, q)), tauOf, get(fromOutliers))}
			if k == 0 {
				law.name = "c·Σ_out Re λ²/Σ_out|λ|²"
			}
			p.lines(law)
			p.marks(atQ(q), k, b.points(b.slowCells(b.main(preset, q)), shifted(k), get(rhoRec)))
			s.marks("", k, b.points(b.slowCells(b.main(preset, q)), shifted(k), get(strongRec)))
		}
		rho, strong = append(rho, p), append(strong, s)
	}
	return drawing{"tau.svg", svg(rho, strong)}
}

func tauOf(c Cell) float64 { return c.TauS }

// shifted is τ_s, moved sideways for the k-th series.
func shifted(k int) func(Cell) float64 {
	return func(c Cell) float64 { return c.TauS * (1 + .04*float64(k-1)) }
}

// drawRhythm is the rhythm against ωτ over τ_s and periods, and ρ/c against the cosine.
func (b book) drawRhythm() drawing {
	p := panel{title: "rhythm: reciprocity over the outliers' share", x: "ω(τ_s + lag)", y: "ρ_rec/c", logX: true, xTicks: []float64{.05, .1, .2, .5, 1, 2}, yLo: -1, yHi: 1.4}
	p.lines(curve("cos(2 arctan ωτ)", 0, .04, 2.4, func(x float64) float64 { return math.Cos(2 * math.Atan(x)) }), level("", 2, .04, 2.4, 0))
	s := panel{title: "rhythm: the outliers' share", x: "ω(τ_s + lag)", y: "c", logX: true, xTicks: []float64{.05, .1, .2, .5, 1, 2}, yLo: 0, yHi: 1, noLegend: true}
	for k, q := range b.Compositions {
		x := func(c Cell) float64 {
			return b.effect(c, func(r *Row) float64 { return imag(sustained(r)) }).all().Mean
		}
		p.marks(atQ(q), k, b.points(b.rhythms(q), x, func(r *Row) float64 { return r.get(rhoRec) / r.get(share) }))
		s.marks(atQ(q), k, b.points(b.rhythms(q), x, get(share)))
	}
	return drawing{"rhythm.svg", svg([]panel{p, s})}
}

func (b book) drawDivergent() drawing {
	p := b.overComposition("weighted", "ρ_div", patterns, get(rhoDiv), level("thresholds", 1, left, right, threshold("7a").Lo), level("", 1, left, right, threshold("7c").Hi), level("", 0, left, right, 0))
	p.yLo, p.yHi = -.02, .13
	q := b.overComposition(strongW, "divergent pairs / chance", patterns, get(strongDiv), level("", 0, left, right, 1))
	q.yLo, q.yHi = 0, 5
	var null []point
	for _, c := range b.Compositions {
		for _, preset := range patterns {
			null = append(null, point{c, b.effect(b.main(preset, c), inNull2(motifsOfW, "divergent")).all().Mean, math.NaN(), math.NaN()})
		}
	}
	q.marks("in null 2", 4, null)
	return drawing{"divergent.svg", svg([]panel{p, q})}
}

func (b book) drawOU() drawing {
	p := panel{title: "ou: weighted", x: "τ_s, ms", y: "ρ_rec", logX: true, xTicks: b.taus(), yLo: -.3, yHi: .7}
	s := panel{title: "ou: " + strongW, x: "τ_s, ms", y: "reciprocal pairs / chance", logX: true, xTicks: b.taus(), yLo: 0, yHi: 5, noLegend: true}
	a, z := threshold("8a"), threshold("8b")
	p.lines(level("band of 8a, at τ_s = "+short(tauMain()), 1, 4.5, 180, a.Lo), level("", 1, 4.5, 180, a.Hi))
	s.lines(level("", 1, 4.5, 180, z.Lo), level("", 1, 4.5, 180, z.Hi))
	for k, q := range b.Ends {
		cells := b.slowCells(b.main("ou", q))
		p.marks(atQ(q), k, b.points(cells, shifted(k), get(rhoRec)))
		s.marks(atQ(q), k, b.points(cells, shifted(k), get(strongRec)))
	}
	return drawing{"ou.svg", svg([]panel{p, s})}
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
		p.yLo, p.yHi = 0, 14
		for k, row := range counts {
			p.series = append(p.series, level(row.Dataset, 1+k, left, right, row.RatioLo))
			if row.RatioHi != row.RatioLo {
				p.series = append(p.series, level("", 1+k, left, right, row.RatioHi))
			}
		}
		panels = append(panels, p)
	}
	return drawing{"cortex.svg", svg(panels)}
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
	return drawing{"sizes.svg", svg(
		[]panel{one("spectrum", "max|λ|/R_b", excess, 0, 9), one("weighted", "ρ_rec", get(rhoRec), -.2, 1)},
		[]panel{one(strongW, "reciprocal pairs / chance", get(strongRec), 0, 8), one("weighted", "ρ_div", get(rhoDiv), -.02, .12)})}
}
