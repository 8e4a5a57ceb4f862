package report

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"

	"spiketop/metrics/dimension"
)

// drawing is a figure by its name in figures/.
type drawing struct {
	name, caption string
	svg           []byte
}

// figures draws everything.
func (b book) figures() []drawing {
	return []drawing{
		b.drawDimension(), b.drawGain(), b.drawWindows(), b.drawScore(), b.drawWeights(), b.drawSpectrum(), b.drawOutliers(),
		b.drawReciprocal(), b.drawDefinitions(), b.drawTau(), b.drawRhythm(), b.drawDivergent(), b.drawOU(), b.drawCortex(), b.drawSizes(),
	}
}

// drawDimension shows D against g_eff, and its difference from theory.
func (b book) drawDimension() drawing {
	left := panel{title: "dimension", x: "effective gain g_eff", y: "D = PR/N", xLo: 0, xHi: 1.2, yLo: 0, yHi: 1}
	right := panel{title: "measured − theory", x: "effective gain g_eff", y: "D − (1 − g_eff²)²", xLo: 0, xHi: 1, yLo: -.1, yHi: .1, legendLeft: true}
	left.series = append(left.series, curve("(1 − g_eff²)²", 0, 0, 1.2, dimension.Linear))
	t := threshold("1a")
	right.series = append(right.series, level("", 1, 0, reach, t.Lo), level("threshold", 1, 0, reach, t.Hi), level("", 0, 0, 1, 0))
	for k, q := range b.Compositions {
		var l, r series
		l.name, l.style, r.name, r.style = atQ(q), k, atQ(q), k
		for _, g := range b.Gains[q] {
			c := untrained(b.N, q, g)
			x := b.column(c, gEff).all().Mean
			l.points = append(l.points, b.column(c, dim).all().at(x))
			if x < 1 {
				r.points = append(r.points, b.effect(c, func(r *Row) float64 { return r.get(dim) - r.get(theory) }).all().at(x))
			}
		}
		left.series, right.series = append(left.series, l), append(right.series, r)
	}
	return drawing{"dimension.svg", "Left: D (points: means over seeds, bars: 95 % t intervals) against the computed effective gain, and the closed form (line). Right: their difference, with the threshold of 1a (dashed).", svg([]panel{left, right})}
}

// drawGain shows D against the coupling gain.
func (b book) drawGain() drawing {
	p := panel{title: "points: measured; lines: (1 − g_eff²)²", x: "coupling gain g", y: "D = PR/N", yLo: 0, yHi: 1, xLo: 0, xHi: 3.2}
	w := panel{title: "points: measured; lines: theory of this W", x: "coupling gain g", y: "D = PR/N", yLo: 0, yHi: 1, xLo: 0, xHi: 3.2, noLegend: true}
	for k, q := range b.Compositions {
		m, l, o := series{name: atQ(q), style: k}, series{style: k, line: true}, series{style: k, line: true}
		l.points, o.points = append(l.points, point{x: 0, y: 1}), append(o.points, point{x: 0, y: 1})
		for _, g := range b.Gains[q] {
			c := untrained(b.N, q, g)
			m.points = append(m.points, b.column(c, dim).all().at(g))
			e := b.column(c, gEff).all().Mean
			l.points = append(l.points, point{x: g, y: dimension.Linear(e)})
			if this := b.column(c, thisW).all(); this.N > 0 {
				o.points = append(o.points, point{x: g, y: this.Mean})
			}
		}
		p.series, w.series = append(p.series, l, m), append(w.series, o, m)
	}
	return drawing{"dimension-gain.svg", "D against the coupling gain for each composition. Lines join the theory at the gains measured: the closed form (left), the linear theory of the very W (right; it exists only below the edge of stability).", svg([]panel{p, w})}
}

// drawWindows shows D against the counting window.
func (b book) drawWindows() drawing {
	p := panel{title: "counting window", x: "T_w, ms", y: "D − (1 − g_eff²)²", logX: true, xTicks: shownWindows()}
	p.series = append(p.series, level("", 0, 280, 2100, 0))
	k := 0
	for _, q := range b.Ends {
		c := untrained(b.N, q, b.Mid[q])
		s := series{name: fmt.Sprintf("%s, g %s", atQ(q), short(b.Mid[q])), style: k}
		for _, ms := range shownWindows() {
			at := atWindow(ms, "value")
			s.points = append(s.points, b.effect(c, func(r *Row) float64 { return r.get(at) - r.get(theory) }).all().at(ms*(1+.03*float64(k-1))))
		}
		p.series = append(p.series, s)
		k++
	}
	return drawing{"windows.svg", "Short windows see each neuron's own irregularity: D comes out too high. The same spikes, counted in four windows (points shifted sideways for clarity).", svg([]panel{p})}
}

// overComposition is a panel of a number against f_Q, a series for each pattern.
func (b book) overComposition(title, y string, presets []string, f func(*Row) float64, extra ...series) panel {
	p := panel{title: title, x: compositionAxis, y: y, xLo: -.08, xHi: 1.08, xTicks: []float64{0, .25, .5, .75, 1}}
	p.series = append(p.series, extra...)
	for k, preset := range presets {
		s := series{name: preset, style: slices.Index(patterns, preset)}
		for _, q := range b.Compositions {
			s.points = append(s.points, b.effect(b.main(preset, q), f).all().at(q+.012*(float64(k)-1.5)))
		}
		p.series = append(p.series, s)
	}
	return p
}

const left, right = -.08, 1.08 // edges of a panel over f_Q

func (b book) drawScore() drawing {
	p := b.overComposition("free-running tests", "score", patterns, get(score),
		level("thresholds", 1, left, right, threshold("2a").Lo), level("", 1, left, right, threshold("2b").Lo))
	p.yLo, p.yHi, p.legendLow = .5, 1.02, true
	q := b.overComposition("free-running tests", "nRMSE", patterns, get("training.nrmse"))
	q.yLo, q.yHi = 0, 1
	return drawing{"score.svg", "Score and error of the free-running tests against composition; dashed: the thresholds of 2a and 2b.", svg([]panel{p, q})}
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
	return drawing{"weights.svg", weightsCaption, svg([]panel{p, q})}
}

func (b book) drawSpectrum() drawing {
	p := b.overComposition("outliers", "max|λ|/R_b", patterns, excess,
		level("thresholds", 1, left, right, threshold("4b").Lo), level("", 1, left, right, threshold("4c").Hi), level("before training", 2, left, right, (threshold("4a").Lo+threshold("4a").Hi)/2))
	p.yLo, p.yHi = 0, 9
	q := b.overComposition("outliers' share of the weights", "c = Σ_out|λ|²/‖W‖²", patterns, get(share))
	q.yLo, q.yHi = 0, 1
	return drawing{"spectrum.svg", "Left: the largest eigenvalue in units of R_b, the radius of random weights of the same variance; dashed: thresholds of 4b and 4c; dotted: before training. Right: the outliers' share of the squared weights.", svg([]panel{p, q})}
}

// drawOutliers shows outliers where they are and where theory expects them.
func (b book) drawOutliers() drawing {
	left := panel{title: "leading eigenvalue", x: "predicted |λ|, nothing fitted", y: "trained |λ|", legendLeft: true, xLo: 0, xHi: 7, yLo: 0, yHi: 7}
	left.series = append(left.series, curve("equal", 0, 0, 7, func(x float64) float64 { return x }))
	for _, preset := range osc3 {
		s := series{name: preset, style: slices.Index(patterns, preset)}
		for _, q := range b.Compositions {
			c := b.main(preset, q)
			x := b.effect(c, func(r *Row) float64 { return cmplx.Abs(lead(r, "predicted1")) }).all().Mean
			s.points = append(s.points, b.effect(c, func(r *Row) float64 { return cmplx.Abs(lead(r, "lead1")) }).all().at(x))
		}
		left.series = append(left.series, s)
	}
	right := panel{title: "rhythm: eigenvalue of diag(G)W", x: "angle of 1 + iω(τ_s + lag), rad", y: "angle of the eigenvalue, rad", legendLeft: true, xLo: 0, xHi: 1.3, yLo: 0, yHi: 1.3}
	right.series = append(right.series, curve("equal", 0, 0, 1.3, func(x float64) float64 { return x }))
	for k, q := range b.Compositions {
		s := series{name: atQ(q), style: k}
		for _, c := range b.rhythms() {
			if c.Composition == q {
				x := b.effect(c, func(r *Row) float64 { return cmplx.Phase(sustained(r)) }).all().Mean
				s.points = append(s.points, b.effect(c, func(r *Row) float64 { return math.Abs(cmplx.Phase(lead(r, "scaled1"))) }).all().at(x))
			}
		}
		right.series = append(right.series, s)
	}
	return drawing{"outliers.svg", "Left: the largest eigenvalue after training against the one predicted from uncoupled neurons. Right: the angle of the rhythm's eigenvalue over all time constants, periods and compositions against theory.", svg([]panel{left, right})}
}

func (b book) drawReciprocal() drawing {
	p := b.overComposition("weighted", "ρ_rec", patterns, get(rhoRec), level("threshold of 5a", 1, left, right, threshold("5a").Lo), level("", 0, left, right, 0))
	p.yLo, p.yHi = -.2, 1
	q := b.overComposition(strongW, "reciprocal pairs / chance", patterns, get(strongRec), level("threshold of 5b", 1, left, right, threshold("5b").Lo), level("", 0, left, right, 1))
	q.yLo, q.yHi = 0, 10
	return drawing{"reciprocal.svg", "Reciprocity against composition, by the correlation of weights (left) and by counts in the strong graph (right); solid: chance.", svg([]panel{p, q})}
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
	return drawing{"definitions.svg", "Three motifs under four definitions of a strong connection, at " + fraction + " = ½; rings: what the type blocks alone make (null 2).",
		svg([]panel{one("reciprocal", 7), one("divergent", 7), one("convergent", 3)})}
}
