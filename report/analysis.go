package report

import (
	"fmt"
	"math"

	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/metrics/spectrum"
)

// SpectrumPicture draws the eigenvalues of a matrix as SVG: the bulk and the
// outliers, the circle of a random matrix of equal variance, and the threshold.
func SpectrumPicture(title string, s spectrum.Spectrum) []byte {
	reach := 1.1 * max(s.MaxModulus, s.Threshold)
	if !(reach > 0) || math.IsInf(reach, 0) {
		reach = 1
	}
	// The axes are wider than high by about as much: a circle is round.
	const wide = 1.22
	p := panel{title: title, x: "Re λ", y: "Im λ", xLo: -wide * reach, xHi: wide * reach, yLo: -reach, yHi: reach, legendLeft: true}
	circle := func(name string, style int, radius float64) {
		l := series{name: name, style: style, line: true}
		const n = 200
		for k := range n + 1 {
			angle := 2 * math.Pi * float64(k) / n
			l.points = append(l.points, point{x: radius * math.Cos(angle), y: radius * math.Sin(angle)})
		}
		p.lines(l)
	}
	circle("radius of a random matrix", 4, s.BulkRadius)
	circle("threshold", 2, s.Threshold)
	var bulk, out []point
	for k, l := range s.Values {
		at := point{x: real(l), y: imag(l), lo: math.NaN(), hi: math.NaN()}
		if s.IsOutlier(k) {
			out = append(out, at)
		} else {
			bulk = append(bulk, at)
		}
	}
	p.marks(fmt.Sprintf("outliers: %d", len(out)), 3, out)
	p.marks("", 0, bulk)
	return svg([]panel{p})
}

// MotifsPicture draws the motifs of a matrix as SVG: correlations of the weights,
// pairs in the graph, and triads, each beside its null (mean ± 2 SD).
func MotifsPicture(title string, m *measure.Motifs) []byte {
	graph := "graph: ratio to a random graph of its density"
	weighted, weightedNull := panel{title: title + ": weights", x: "pair motif", y: "correlation"}, []point(nil)
	strong, strongNull := panel{title: graph, x: "pair motif", y: "count/expected"}, []point(nil)
	var own, ratios []point
	bare := func(x, y float64) point { return point{x: x, y: y, lo: math.NaN(), hi: math.NaN()} }
	null := func(x float64, t motifs.Tested, unit float64) point {
		return point{x + .2, t.Mean / unit, (t.Mean - 2*t.SD) / unit, (t.Mean + 2*t.SD) / unit}
	}
	weightedTests, strongTests, strongCounts := m.Weighted.Pairs.All(), m.StrongTest.Pairs.All(), m.Strong.All()
	var ticks []float64
	for k := range measure.Pairs {
		x := float64(k)
		ticks = append(ticks, x)
		own = append(own, bare(x, weightedTests[k].Value))
		weightedNull = append(weightedNull, null(x, weightedTests[k], 1))
		ratios = append(ratios, bare(x, strongCounts[k].Ratio))
		strongNull = append(strongNull, null(x, strongTests[k], strongCounts[k].Expected))
	}
	for _, p := range []struct {
		to        *panel
		own, null []point
		name      string
	}{{&weighted, own, weightedNull, "weights shuffled, ± 2 SD"}, {&strong, ratios, strongNull, "edges shuffled, ± 2 SD"}} {
		p.to.xTicks, p.to.xNames, p.to.xLo, p.to.xHi = ticks, measure.Pairs[:], -.5, 3.7
		p.to.marks("measured", 0, p.own)
		p.to.marks(p.name, 3, p.null)
	}
	weighted.headroom()
	strong.headroom()
	// The names of thirteen triads do not fit below one pair of axes.
	triad := func(title string, from, to int) panel {
		last := float64(to-from) - .3
		p := panel{title: title, x: "triad", y: "z", xLo: -.5, xHi: last}
		var dyads, degrees []point
		for k := from; k < to; k++ {
			x := float64(k - from)
			p.xTicks, p.xNames = append(p.xTicks, x), append(p.xNames, motifs.TriadNames[k])
			dyads = append(dyads, bare(x, m.TriadTest[k].Z))
			degrees = append(degrees, bare(x+.2, m.Degree.Triads[k].Z))
		}
		p.marks("graphs of the same dyads", 0, dyads)
		p.marks("graphs of the same degrees", 3, degrees)
		p.lines(level("", 4, -.5, last, 0))
		p.headroom()
		return p
	}
	return svg([]panel{weighted, strong}, []panel{triad("connected triads", 3, 10), triad("connected triads", 10, 16)})
}

// headroom makes room for the legend above what is shown.
func (p *panel) headroom() {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range p.series {
		for _, q := range s.points {
			for _, y := range []float64{q.y, q.lo, q.hi} {
				if !math.IsNaN(y) && !s.line {
					lo, hi = min(lo, y), max(hi, y)
				}
			}
		}
	}
	if lo < hi {
		p.yLo, p.yHi = lo-.08*(hi-lo), hi+.35*(hi-lo)
	}
}
