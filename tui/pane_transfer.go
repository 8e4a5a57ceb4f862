package tui

import (
	"math"

	"spiketop/experiment"
	"spiketop/tui/chart"
)

// transferPane shows the f–I curve of each type and where the neurons work on it.
type transferPane struct {
	plot                chart.Plot
	left, right, height chart.Steady
}

func (*transferPane) Name() string      { return "transfer" }
func (*transferPane) Wheel() string     { return "net.qif" }
func (*transferPane) Actions() []Action { return nil }

func (*transferPane) Headline(f *experiment.Frame) string {
	if f == nil || f.Transfer == nil {
		return ""
	}
	return chart.Join("g_eff ", chart.Fixed(f.Transfer.Operating.GEff, 2), " · t ", chart.Span(f.Transfer.TimeMS))
}

func (p *transferPane) Draw(b *chart.Buffer, r chart.Rect, f *experiment.Frame) {
	defer b.Unclip(b.Clip(r))
	switch {
	case r.Empty():
		return
	case f == nil || f.Transfer == nil:
		sayInstead(b, r, "the f–I curves come after the first analysis")
		return
	}
	t := f.Transfer
	legend := 1
	if r.W < 56 && r.H >= 8 {
		legend = 2
	}
	if r.H < 5 {
		p.drawGains(b, r, f)
		return
	}
	warned := 0
	if r.H >= 8 && warnLine(b, r, r.H-1, t.Operating.Warnings) {
		warned = 1
	}
	p.drawGains(b, r.Rows(0, legend), f)
	if !p.drawCurves(b, r.Rows(legend, r.H-legend-warned), f) {
		sayInstead(b, r.Rows(legend, r.H-legend-warned), "the curves need more room: z fills the screen")
	}
}

// drawGains writes the gains, beside what tells the types apart.
func (p *transferPane) drawGains(b *chart.Buffer, r chart.Rect, f *experiment.Frame) {
	o := f.Transfer.Operating
	qif, lif := "┄┄ QIF", "── LIF"
	if b.ASCII {
		qif, lif = ".. QIF", "** LIF"
	}
	w := b.Write(r, 0)
	if f.NQIF < neurons(f) {
		w.Text(lif, chart.LIF).Text(" gain ", chart.Dim).Fixed(o.GainLIF, 2, chart.Bold)
	}
	if f.NQIF > 0 {
		if f.NQIF < neurons(f) {
			w.Text("   ", chart.Plain)
		}
		w.Text(qif, chart.QIF).Text(" gain ", chart.Dim).Fixed(o.GainQIF, 2, chart.Bold)
	}
	if r.H >= 2 {
		w = b.Write(r, 1)
	} else {
		w.Text("   ", chart.Plain)
	}
	if w.Left() >= 12 {
		w.Text("● mean", chart.Plain)
	}
	if w.Left() >= 13 {
		w.Text("  · a neuron", chart.Dim)
	}
}

// drawCurves draws rate against drive: curves, neurons, means.
func (p *transferPane) drawCurves(b *chart.Buffer, r chart.Rect, f *experiment.Frame) bool {
	t := f.Transfer
	var lo, hi, top float64
	for k, x := range t.Input {
		lo, hi = min(lo, x), max(hi, x)
		for _, curve := range [2][]float64{t.LIF, t.QIF} {
			if k < len(curve) && curve[k] > top && curve[k] < 1e6 {
				top = curve[k]
			}
		}
	}
	// The curves may run far beyond where neurons are: show where they are.
	var far, most float64
	for _, q := range t.Points {
		if a := math.Abs(q.X); a > far && a < 1e6 {
			far = a
		}
		if q.Y > most && q.Y < 1e6 {
			most = q.Y
		}
	}
	if len(t.Points) > 0 {
		lo, hi, top = max(lo, -1.2*far), min(hi, 1.2*far), min(top, 1.1*most)
	}
	x := chart.Axis{Lo: -p.left.Fit(-lo, 0.1), Hi: p.right.Fit(hi, 0.1), Show: true}
	y := chart.Axis{Lo: 0, Hi: p.height.Fit(max(top, most), 10), Show: true}
	if r.H < 6 {
		x.Show = false
	}
	if !p.plot.Begin(b, r, x, y) {
		return false
	}
	area := p.plot.Area()
	b.Text(area.X+1, area.Y, area.X+area.W, "rate, Hz", chart.Dim)
	if x.Show {
		label := "drive u"
		b.Text(area.X+area.W-b.Width(label), area.Y+area.H-1, area.X+area.W, label, chart.Dim)
	}
	curve := func(values []float64, pen chart.Pen) {
		p.plot.Pen(pen)
		for k, v := range values {
			if k < len(t.Input) {
				p.plot.LineTo(t.Input[k], v)
			}
		}
	}
	for i, q := range t.Points {
		if i == 0 || i == f.NQIF {
			p.plot.Pen(chart.Pen{Role: chart.Visited, ASCII: ','})
		}
		p.plot.Dot(q.X, q.Y)
	}
	curve(t.QIF, chart.Pen{Role: chart.QIF, Dash: 2, ASCII: '.'})
	curve(t.LIF, chart.Pen{Role: chart.LIF, ASCII: '*'})
	if t.QIF != nil {
		p.plot.Mark(t.MeanQIF.X, t.MeanQIF.Y, '●', chart.QIF)
	}
	if t.LIF != nil {
		p.plot.Mark(t.MeanLIF.X, t.MeanLIF.Y, '●', chart.LIF)
	}
	p.plot.End()
	return true
}
