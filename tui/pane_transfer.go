package tui

import (
	"math"

	"spiketop/internal/warn"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/sim"
	"spiketop/tui/chart"
)

// transferPane shows the f–I curve of each type and where the neurons work on it.
type transferPane struct {
	plot                chart.Plot
	left, right, height chart.Snug
	bare                bool // without the legend
}

var _ = register(PaneKind{Name: "transfer", Digit: '6', New: func() Pane { return new(transferPane) },
	Weight: Small, Needs: needTransfer, Number: path("g_eff.value"), Wheel: sim.Types[0].FractionKey()})

func (*transferPane) Keys() []Binding { return nil }

func (p *transferPane) SetLegend(on bool) { p.bare = !on }

func (*transferPane) Headline(f *live.Frame) string {
	if g := &f.Transfer.GEff; !finite(g.Value) {
		return chart.Join("g_eff – · ", reason(g.Warnings))
	}
	return chart.Join("g_eff ", chart.Fixed(f.Transfer.GEff.Value, 2))
}

func (p *transferPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	t := f.Transfer
	legend := 2
	if r.H < 8 {
		legend = 1
	}
	if p.bare {
		legend = 0
	}
	if r.H < 5 {
		p.drawGains(b, r, f)
		return
	}
	warned := 0
	if r.H >= 8 && p.drawDoubts(b, r, t) {
		warned = 1
	}
	p.drawGains(b, r.Rows(0, legend), f)
	if !p.drawCurves(b, r.Rows(legend, r.H-legend-warned), f) {
		sayInstead(b, r.Rows(legend, r.H-legend-warned), "the curves need more room: z fills the screen")
	}
}

// drawDoubts writes the first of what may mislead: rates as high as the time step
// allows before what the theory assumes.
func (*transferPane) drawDoubts(b *chart.Buffer, r chart.Rect, t *measure.Transfer) bool {
	for k := range t.Hz {
		if list := t.Hz[k].Warnings; list.Has(warn.Saturated) {
			return warnLine(b, r, r.H-1, list, t.GEff.Warnings)
		}
	}
	return warnLine(b, r, r.H-1, t.GEff.Warnings)
}

// drawGains writes the gains, beside what tells the types apart.
func (p *transferPane) drawGains(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	t := f.Transfer
	w := b.Write(r, 0)
	word := " gain "
	if 20*presentTypes(f)-3 > r.W { // no room to say it of each
		w.Text("gain ", chart.Dim)
		word = " "
	}
	some := false
	for k := range t.Populations {
		p := &t.Populations[k]
		if p.Len() <= 0 {
			continue
		}
		if some {
			w.Text("   ", chart.Plain)
		}
		look := typeLook(k)
		line := look.Line
		if b.ASCII {
			line = look.ASCII
		}
		w.Text(line, look.Role).Rune(look.Mark, look.Role).Text(" ", look.Role).Text(p.Symbol, look.Role).Text(word, chart.Plain)
		gain := math.NaN()
		if k < len(t.Gain) {
			gain = t.Gain[k].Value
		}
		w.Fixed(gain, 2, chart.Bold)
		some = true
	}
	if r.H < 2 {
		return
	}
	w = b.Write(r, 1)
	w.Text("rate, Hz ↑ over drive u →   ", chart.Plain)
	for k := range t.Populations {
		if t.Populations[k].Len() > 0 {
			w.Rune(typeLook(k).Mark, typeRole(k))
		}
	}
	w.Text(" mean", chart.Plain)
	if w.Left() >= 13 {
		w.Text("  ", chart.Plain).Text("·", chart.Visited).Text(" a neuron", chart.Plain)
	}
}

// drawCurves draws rate against drive: curves, neurons, means.
func (p *transferPane) drawCurves(b *chart.Buffer, r chart.Rect, f *live.Frame) bool {
	t := f.Transfer
	var lo, hi, top float64
	for k, x := range t.Input {
		lo, hi = min(lo, x), max(hi, x)
		for _, c := range t.Curves {
			if k < len(c.Hz) && c.Hz[k] > top && c.Hz[k] < 1e6 {
				top = c.Hz[k]
			}
		}
	}
	// The curves may run far beyond where neurons are: show where they are, and 0.
	var least, most, fastest float64
	for _, q := range t.Points {
		if a := math.Abs(q.X); a < 1e6 {
			least, most = min(least, q.X), max(most, q.X)
		}
		if q.Y > fastest && q.Y < 1e6 {
			fastest = q.Y
		}
	}
	if len(t.Points) > 0 {
		lo, hi, top = max(lo, least), min(hi, most), min(top, fastest)
	}
	x := chart.Axis{Lo: -p.left.Fit(-lo, 0.1), Hi: p.right.Fit(hi, 0.1), Show: true}
	y := chart.Axis{Lo: 0, Hi: p.height.Fit(max(top, fastest), 10), Show: true}
	if r.H < 6 {
		x.Show = false
	}
	if !p.plot.Begin(b, r, x, y) {
		return false
	}
	next := 0
	for i, q := range t.Points {
		if i == 0 || next < len(t.First) && i == t.First[next] {
			p.plot.Pen(chart.Pen{Role: chart.Visited, ASCII: ','})
		}
		for next < len(t.First) && i >= t.First[next] {
			next++
		}
		p.plot.Dot(q.X, q.Y)
	}
	for k, c := range t.Curves {
		p.plot.Pen(typeLook(k).Pen)
		for i, v := range c.Hz {
			if i < len(t.Input) {
				p.plot.LineTo(t.Input[i], v)
			}
		}
	}
	for k, c := range t.Curves {
		if c.Hz != nil {
			p.plot.Mark(c.Mean.X, c.Mean.Y, typeLook(k).Mark, typeRole(k))
		}
	}
	p.plot.End()
	return true
}
