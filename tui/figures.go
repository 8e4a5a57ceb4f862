package tui

import (
	"fmt"
	"math"

	"spiketop/live"
	"spiketop/metrics/dimension"
	"spiketop/run"
	"spiketop/tui/chart"
	"spiketop/tui/figure"
)

// figured is a pane that draws what it shows as a figure for a page, with axes and
// units. The figure shares nothing with the frame; nil where there is nothing to draw.
type figured interface {
	Figure(f *live.Frame) *figure.Figure
}

// ink is the colour of a role on white paper.
func ink(r chart.Role) uint32 { return chart.Theme{Light: true}.Ink(r).RGB }

// marks are the neuron types on a page: the last one has the first, as on the screen.
var marks = [...]figure.Mark{figure.Disc, figure.Diamond, figure.Cross, figure.Ring}

func markOfType(k, of int) figure.Mark { return marks[(of-1-k)%len(marks)] }

// ofRun says which run a figure is of.
func ofRun(f *live.Frame) string {
	p := &f.Params
	text := fmt.Sprintf("%s, seed %d, N = %d", f.Preset, p.Seed, p.Net.N)
	for k := range f.Populations[:max(0, len(f.Populations)-1)] {
		if f.Populations[k].Len() > 0 {
			text += fmt.Sprintf(", %s %s", f.Populations[k].Symbol, percent(p.Net.Types[k].Fraction))
		}
	}
	return text + fmt.Sprintf(", g = %g, p = %g, τ_s = %g ms, t = %.2f s", p.Net.G, p.Net.P, p.Net.TauS, f.TimeMS/1000)
}

// window is the time axis of the last window, in seconds.
func window(f *live.Frame) figure.Axis {
	return figure.Axis{Name: "time, s", Lo: f.Window.StartMS / 1000, Hi: (f.Window.StartMS + f.Window.LengthMS) / 1000}
}

// Figure draws the readout over its target, and the error of each pass.
func (p *readoutPane) Figure(f *live.Frame) *figure.Figure {
	t := &f.Trace
	if len(t.U) == 0 {
		return nil
	}
	var x, u, want, learning []float64
	for k := range t.U {
		x = append(x, (f.TimeMS-float64(len(t.U)-1-k)*t.StepMS)/1000)
		u = append(u, t.U[k])
		want = append(want, valueAt(t.F, k))
		l := math.NaN()
		if k < len(t.Learning) && t.Learning[k] {
			l = 0
		}
		learning = append(learning, l)
	}
	low := math.Inf(1)
	for k := range u {
		low = min(low, u[k])
		if want[k] < low {
			low = want[k]
		}
	}
	for k := range learning { // below both
		learning[k] += low - .1
	}
	out := &figure.Figure{Title: fmt.Sprintf("Readout of neuron %d (%s)", f.Watch, typeName(f, f.Watch)), Note: ofRun(f), Panels: []figure.Panel{{
		X: window(f), Y: figure.Axis{Name: "readout u (threshold 1)"}, Share: 2,
		Series: []figure.Series{{Name: "readout u", RGB: ink(chart.Readout), X: x, Y: u, Width: 1.2}},
	}}}
	trace := &out.Panels[0]
	if target(f) {
		trace.Series = append(trace.Series, figure.Series{Name: "target f", RGB: ink(chart.Wanted), X: x, Y: want, Dash: 3, Width: 1.2})
	}
	for _, l := range t.Learning {
		if l {
			trace.Series = append(trace.Series, figure.Series{Name: "learning", RGB: ink(chart.Train), X: x, Y: learning, Width: 2})
			break
		}
	}
	errors := figure.Panel{X: figure.Axis{Name: "pass"}, Y: figure.Axis{Name: "nRMSE"}, Share: 1, Series: []figure.Series{
		{Name: "learning", RGB: ink(chart.Train), Mark: figure.Disc}, {Name: "test", RGB: ink(chart.Measured), Mark: figure.Diamond}, {Name: "free", RGB: ink(chart.Visited), Mark: figure.Ring}}}
	top := 1.0
	for k, s := range f.Scores {
		of := 2
		switch {
		case s.Learned:
			of = 0
		case s.Kind == run.TestPass:
			of = 1
		}
		e := &errors.Series[of]
		e.X, e.Y = append(e.X, float64(k+1)), append(e.Y, s.NRMSE)
		if s.NRMSE > top {
			top = s.NRMSE
		}
	}
	errors.Y.Hi, errors.X.Hi = 1.05*top, float64(len(f.Scores)+1)
	if len(f.Scores) > 0 {
		out.Panels = append(out.Panels, errors)
	}
	return out
}

// valueAt is x[k], NaN where there is none.
func valueAt(x []float64, k int) float64 {
	if k < len(x) {
		return x[k]
	}
	return math.NaN()
}

// Figure draws the spikes of the window and the rates below them.
func (p *rasterPane) Figure(f *live.Frame) *figure.Figure {
	n := neurons(f)
	if n == 0 || !(f.Window.LengthMS > 0) {
		return nil
	}
	name, row := "neuron, by index", func(i int) float64 { return float64(i) }
	if order := p.orderOf(f); order == byPlace {
		name, row = "neuron, by place", func(i int) float64 { return float64(f.Ranks[i]) }
	} else if order != byType {
		name = "neuron, by type and place"
		places := make([]float64, n)
		for k := range f.Populations {
			lo, hi := f.Populations[k].Lo, f.Populations[k].Hi
			p.ranks(f, lo, hi, true)
			for i := lo; i < hi; i++ {
				places[i] = float64(lo + int(p.row[i]))
			}
		}
		row = func(i int) float64 { return places[i] }
	}
	spikes := figure.Panel{X: window(f), Y: figure.Axis{Name: name, Lo: -1, Hi: float64(n)}, Share: 2}
	rates := figure.Panel{X: window(f), Y: figure.Axis{Name: "rate, Hz"}, Share: 1}
	for k := range f.Populations {
		pop := &f.Populations[k]
		if pop.Len() <= 0 {
			continue
		}
		s := figure.Series{RGB: ink(typeRole(k)), Mark: figure.Tick, Width: .8}
		for _, spike := range f.Window.Spikes {
			if i := int(spike.Neuron); i >= pop.Lo && i < pop.Hi && i < n {
				s.X, s.Y = append(s.X, (f.Window.StartMS+float64(spike.MS))/1000), append(s.Y, row(i))
			}
		}
		spikes.Series = append(spikes.Series, s)
		r := figure.Series{Name: pop.Symbol, RGB: ink(typeRole(k))}
		if k < len(f.Window.Rates) {
			for b, hz := range f.Window.Rates[k] {
				r.X, r.Y = append(r.X, (f.Window.StartMS+(float64(b)+.5)*f.Window.BinMS)/1000), append(r.Y, hz)
				if hz*1.1 > rates.Y.Hi {
					rates.Y.Hi = hz * 1.1
				}
			}
		}
		rates.Series = append(rates.Series, r)
	}
	return &figure.Figure{Title: "Spikes", Note: ofRun(f), Panels: []figure.Panel{spikes, rates}}
}

// Figure draws the complex plane.
func (p *eigenvaluesPane) Figure(f *live.Frame) *figure.Figure {
	s := f.Spectrum
	if s == nil || !s.Defined() {
		return nil
	}
	points := func(name string, role chart.Role, mark figure.Mark, values []complex128) figure.Series {
		out := figure.Series{Name: name, RGB: ink(role), Mark: mark}
		for _, v := range values {
			out.X, out.Y = append(out.X, real(v)), append(out.Y, imag(v))
		}
		return out
	}
	ring := func(name string, role chart.Role, radius, dash float64) figure.Series {
		out := figure.Series{Name: name, RGB: ink(role), Dash: dash}
		const corners = 180
		for k := range corners + 1 {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / corners)
			out.X, out.Y = append(out.X, radius*cos), append(out.Y, radius*sin)
		}
		return out
	}
	out := figure.Panel{X: figure.Axis{Name: "Re λ"}, Y: figure.Axis{Name: "Im λ"}, Share: 1, Equal: true}
	if r := s.Radius(); r > 0 && finite(r) {
		out.Series = append(out.Series, ring(fmt.Sprintf("radius of a random matrix, %.2f", r), chart.Theory, r, 0))
	}
	if r := s.Before.BulkRadius; p.ring && r > 0 && finite(r) {
		out.Series = append(out.Series, ring("before training", chart.Before, r, 3))
	}
	var draws, expected []complex128
	for _, e := range s.Predicted {
		draws, expected = append(draws, e.Draws...), append(expected, e.Value)
	}
	bulk := s.Now.Values[min(max(s.Now.Outliers, 0), len(s.Now.Values)):]
	out.Series = append(out.Series, points("", chart.Predicted, figure.Dot, draws), points("eigenvalues of W", chart.Bulk, figure.Dot, bulk))
	if len(expected) > 0 {
		out.Series = append(out.Series, points("predicted outliers", chart.Predicted, figure.HollowDiamond, expected))
	}
	if len(s.Outliers()) > 0 {
		out.Series = append(out.Series, points("outliers", chart.Outlier, figure.Diamond, s.Outliers()))
	}
	return &figure.Figure{Title: "Eigenvalues of W: " + p.Headline(f), Note: ofRun(f), Panels: []figure.Panel{out}}
}

// Figure draws D over the coupling, and its history.
func (p *dimensionPane) Figure(f *live.Frame) *figure.Figure {
	d := f.Dimension
	if d == nil || p.Silent(f) != "" {
		return nil
	}
	of := func(name string, role chart.Role, mark figure.Mark) figure.Series {
		return figure.Series{Name: name, RGB: ink(role), Mark: mark, SE: []float64{}}
	}
	add := func(s *figure.Series, x, y, se float64) {
		s.X, s.Y, s.SE = append(s.X, x), append(s.Y, y), append(s.SE, se)
	}
	out := &figure.Figure{Title: "Dimension: " + p.Headline(f), Note: ofRun(f)}
	theory, been, here := of("theory", chart.Theory, figure.Line), of("visited", chart.Visited, figure.Ring), of("here", chart.Measured, figure.Disc)
	g, slope, name := f.Params.Net.G, 1.0, "gain g"
	gEff := math.NaN()
	if f.Transfer != nil {
		gEff = f.Transfer.GEff.Value
	}
	if p.view == againstGEff {
		name = "effective gain g_eff"
	} else if g > 0 && gEff > 0 {
		slope = gEff / g
	}
	x := func(net, eff float64) float64 {
		if p.view == againstGEff {
			return eff
		}
		return net
	}
	for k := range 101 {
		if c := float64(k) / 100; c <= 1 {
			add(&theory, c/slope, dimension.Linear(c), 0)
		}
	}
	for _, v := range f.Visited {
		add(&been, x(v.G, v.GEff), v.Value, v.SE)
	}
	add(&here, x(g, gEff), d.Measured.Value, d.Measured.SE)
	coupling := figure.Panel{X: figure.Axis{Name: name}, Y: figure.Axis{Name: "dimension PR/N", Lo: 0, Hi: 1.05}, Share: 1, Series: []figure.Series{theory}}
	if len(been.X) > 0 {
		coupling.Series = append(coupling.Series, been)
	}
	coupling.Series = append(coupling.Series, here)
	out.Panels = append(out.Panels, coupling)
	if len(f.History) > 1 {
		h := of("", chart.Measured, figure.Disc)
		for _, v := range f.History {
			add(&h, v.TimeMS/1000, v.Value, v.SE)
		}
		out.Panels = append(out.Panels, figure.Panel{X: figure.Axis{Name: "time, s"}, Y: figure.Axis{Name: "dimension PR/N"}, Share: 1, Series: []figure.Series{h}})
	}
	return out
}

// Figure draws the f–I curves with the neurons on them.
func (p *transferPane) Figure(f *live.Frame) *figure.Figure {
	t := f.Transfer
	if t == nil {
		return nil
	}
	out := figure.Panel{X: figure.Axis{Name: "input u (threshold 1)"}, Y: figure.Axis{Name: "rate, Hz"}, Share: 1}
	points := figure.Series{Name: "a neuron", RGB: ink(chart.Visited), Mark: figure.Dot}
	lo, hi, top := -.1, .1, 10.0
	for _, q := range t.Points {
		points.X, points.Y = append(points.X, q.X), append(points.Y, q.Y)
		if finite(q.X) && finite(q.Y) {
			lo, hi, top = min(lo, q.X), max(hi, q.X), max(top, q.Y)
		}
	}
	out.X.Lo, out.X.Hi, out.Y.Hi = lo, 1.05*hi, 1.1*top
	out.Series = append(out.Series, points)
	for k, c := range t.Curves {
		if c.Hz == nil {
			continue
		}
		line := figure.Series{Name: t.Populations[k].Symbol + ", f–I curve", RGB: ink(typeRole(k)), Width: 1.2, Dash: float64(2 * (len(t.Curves) - 1 - k))}
		for i, u := range t.Input {
			v := valueAt(c.Hz, i)
			if u < lo || u > out.X.Hi || v > out.Y.Hi {
				v = math.NaN()
			}
			line.X, line.Y = append(line.X, u), append(line.Y, v)
		}
		out.Series = append(out.Series, line, figure.Series{Name: t.Populations[k].Symbol + ", mean", RGB: ink(typeRole(k)), Mark: markOfType(k, len(t.Curves)), X: []float64{c.Mean.X}, Y: []float64{c.Mean.Y}})
	}
	return &figure.Figure{Title: "Transfer: " + p.Headline(f), Note: ofRun(f), Panels: []figure.Panel{out}}
}
