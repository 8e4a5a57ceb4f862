package tui

import (
	"math"

	"spiketop/experiment"
	"spiketop/tui/chart"
)

// dimensionView is what the dimension is drawn against.
type dimensionView int

const (
	againstG dimensionView = iota
	againstGEff
	overTime
	nDimensionViews
)

// dimensionPane shows the participation ratio with its error: over time, and
// against the coupling beside its theory.
type dimensionPane struct {
	view           dimensionView
	time, coupling chart.Plot
	gTop, gEffTop  chart.Steady
	top            chart.Steady
	both           bool // the last drawing had room for time and coupling side by side
	actions        []Action
}

func (*dimensionPane) Name() string  { return "dimension" }
func (*dimensionPane) Wheel() string { return "net.g" }

func (*dimensionPane) Headline(f *experiment.Frame) string {
	if f == nil || f.Dimension == nil {
		return ""
	}
	d := f.Dimension
	var a [96]byte
	text := append(a[:0], "PR/N "...)
	if d.Measured.Defined() {
		text = chart.AppendPM(text, d.Measured.Value, d.Measured.SE, 2)
	} else {
		text = append(text, "not measured"...)
	}
	if d.Closed.Defined() {
		text = append(chart.AppendFixed(append(text, " (theory "...), d.Closed.Value, 2), ')')
	}
	return chart.Intern(text)
}

func (p *dimensionPane) Actions() []Action {
	if p.actions != nil {
		return p.actions
	}
	p.actions = []Action{{Keys: []string{"m"}, Help: "against g, g_eff, time",
		Do: func(*experiment.Frame) []experiment.Request {
			p.view = (p.view + 1) % nDimensionViews
			if p.both && p.view == overTime {
				p.view = againstG // time is there already
			}
			return nil
		}}}
	return p.actions
}

func (p *dimensionPane) Draw(b *chart.Buffer, r chart.Rect, f *experiment.Frame) {
	defer b.Unclip(b.Clip(r))
	switch {
	case r.Empty():
		return
	case f == nil || f.Dimension == nil:
		sayInstead(b, r, "the dimension comes with the first counting windows")
		return
	}
	d := f.Dimension
	if r.H < 6 {
		rows := p.drawState(b, r.Rows(0, max(1, r.H-1)), f)
		p.drawTheory(b, r.Rows(rows, 1), f)
		if d.Why == "" {
			warnLine(b, r, rows+1, d.Measured.Warnings)
		}
		return
	}
	rows := p.drawState(b, r.Rows(0, 2), f)
	body := r.Rows(rows, r.H-rows)
	if r.H >= 11 {
		p.drawTheory(b, body, f)
		body = body.Rows(1, body.H)
	}
	if r.H >= 9 && d.Why == "" && warnLine(b, r, r.H-1, d.Measured.Warnings) {
		body = body.Rows(0, body.H-1)
	}
	ok := true
	p.both = r.W >= 54 && len(d.History) > 0
	switch {
	case p.both:
		half := body.W / 2
		ok = p.drawTime(b, body.Cols(0, half), f)
		right := p.view
		if right == overTime {
			right = againstG
		}
		ok = p.drawCoupling(b, body.Cols(half+1, body.W), f, right) && ok
	case p.view == overTime:
		ok = p.drawTime(b, body, f)
	default:
		ok = p.drawCoupling(b, body, f, p.view)
	}
	if !ok {
		sayInstead(b, body, "the curves need more room: z fills the screen")
	}
}

// drawState says what was measured, from how much, or why nothing is. It
// returns the number of rows it took.
func (p *dimensionPane) drawState(b *chart.Buffer, r chart.Rect, f *experiment.Frame) int {
	d := f.Dimension
	if d.Why != "" {
		return b.Wrap(r, d.Why, chart.Warn)
	}
	w := b.Write(r, 0)
	need := 2 * neurons(f)
	w.Text("● here ", chart.Measured).Text(chart.PM(d.Measured.Value, d.Measured.SE, 2), chart.Bold)
	if w.Left() < 24 {
		return 1
	}
	role := chart.Good
	if d.Measured.Windows < need {
		role = chart.Warn
	}
	w.Text("   ", chart.Plain).Int(d.Measured.Windows, role).Text(" of ", chart.Dim).Int(need, chart.Dim).Text(" windows", chart.Dim)
	if d.Measured.Silent > 0 && w.Left() >= 14 {
		w.Text(" · ", chart.Dim).Int(d.Measured.Silent, chart.Plain).Text(" silent", chart.Dim)
	}
	return 1
}

// drawTheory says what theory expects.
func (p *dimensionPane) drawTheory(b *chart.Buffer, r chart.Rect, f *experiment.Frame) {
	d := f.Dimension
	line := "── "
	if b.ASCII {
		line = "-- "
	}
	w := b.Write(r, 0)
	w.Text(line, chart.Theory).Text("theory ", chart.Theory).Text("(1−g_eff²)² ", chart.Dim).Fixed(d.Closed.Value, 2, chart.Plain)
	if w.Left() < 16 {
		return
	}
	w.Text("   △ ", chart.Theory).Text("this W ", chart.Dim)
	if d.OfW.Defined() {
		w.Fixed(d.OfW.Value, 2, chart.Plain)
	} else if len(d.OfW.Warnings) > 0 {
		w.Cut(d.OfW.Warnings[0], chart.Dim)
	} else {
		w.Text(chart.NA, chart.Dim)
	}
	if w.Left() >= 20 {
		w.Text("   raw ", chart.Dim).Fixed(d.Measured.Raw, 2, chart.Dim)
	}
}

// height is the range of D: up to 1, or what an uncertain value asks for.
func (p *dimensionPane) height(f *experiment.Frame) chart.Axis {
	top := 1.0
	hold := func(v float64) {
		if v > top && v < 1e3 {
			top = v
		}
	}
	hold(f.Dimension.Measured.Value)
	for _, h := range f.Dimension.History {
		hold(h.Value)
	}
	return chart.Axis{Lo: 0, Hi: p.top.Fit(top, 1), Show: true}
}

// point draws a value with its standard error as a thin upright line.
func point(p *chart.Plot, x, v, se float64, mark rune, role chart.Role) {
	if se > 0 {
		p.Pen(chart.Pen{Role: chart.Visited, ASCII: '|'})
		p.LineTo(x, v-se)
		p.LineTo(x, v+se)
	}
	p.Mark(x, v, mark, role)
}

// drawTime draws the history of the measurement, each value with its error, and
// where theory is now.
func (p *dimensionPane) drawTime(b *chart.Buffer, r chart.Rect, f *experiment.Frame) bool {
	d := f.Dimension
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, h := range d.History {
		lo, hi = min(lo, h.TimeMS/1000), max(hi, h.TimeMS/1000)
	}
	if len(d.History) == 0 {
		sayInstead(b, r, "no value yet")
		return true
	}
	// Whole ticks, so that the axis stays for a while.
	step, _ := chart.TickStep(max(hi-lo, 1), 4)
	x := chart.Axis{Lo: math.Floor(lo/step) * step, Hi: math.Ceil((hi+step/100)/step) * step, Show: r.H >= 5}
	if !p.time.Begin(b, r, x, p.height(f)) {
		return false
	}
	area := p.time.Area()
	title, row := "D over time, s", area.Y
	if d.History[len(d.History)-1].Value > 0.5 {
		row = area.Y + area.H - 1 // where the values are not
	}
	b.Text(area.X+area.W-b.Width(title), row, area.X+area.W, title, chart.Dim)
	p.time.Pen(chart.Pen{Role: chart.Theory, Dash: 2, ASCII: '-'})
	p.time.LineTo(x.Lo, d.Closed.Value)
	p.time.LineTo(x.Hi, d.Closed.Value)
	p.time.Pen(chart.Pen{Role: chart.Visited, ASCII: '|'})
	for _, h := range d.History {
		p.time.Break()
		p.time.LineTo(h.TimeMS/1000, h.Value-h.SE)
		p.time.LineTo(h.TimeMS/1000, h.Value+h.SE)
	}
	for k, h := range d.History {
		mark, role := '○', chart.Visited
		if k == len(d.History)-1 {
			mark, role = '●', chart.Measured
		}
		p.time.Mark(h.TimeMS/1000, h.Value, mark, role)
	}
	p.time.End()
	return true
}

// drawCoupling draws D against g, or against g_eff, on which every composition
// falls onto one curve.
func (p *dimensionPane) drawCoupling(b *chart.Buffer, r chart.Rect, f *experiment.Frame, view dimensionView) bool {
	d, g := f.Dimension, f.Params.Net.G
	gEff, slope := math.NaN(), 1.0
	if f.Transfer != nil {
		gEff = f.Transfer.Operating.GEff
	}
	if view == againstG && g > 0 && gEff > 0 {
		slope = gEff / g // x = γg of the present composition
	}
	at := func(v experiment.Visited) float64 {
		if view == againstG {
			return v.G
		}
		return v.GEff
	}
	here, limit, title := g, &p.gTop, "D against g"
	if view == againstGEff {
		here, limit, title = gEff, &p.gEffTop, "D against g_eff"
	}
	far := 1.0
	if here > far {
		far = here
	}
	for _, v := range f.Visited {
		if x := at(v); x > far && x < 1e6 {
			far = x
		}
	}
	x := chart.Axis{Lo: 0, Hi: limit.Fit(far, 1), Show: r.H >= 5}
	if !p.coupling.Begin(b, r, x, p.height(f)) {
		return false
	}
	area := p.coupling.Area()
	b.Text(area.X+1, area.Y+area.H-1, area.X+area.W, title, chart.Dim)
	p.coupling.Pen(chart.Pen{Role: chart.Theory, ASCII: '-'})
	const steps = 100
	for k := range steps + 1 {
		v := x.Hi * float64(k) / steps
		c := slope * v
		if c > 1 {
			break // theory ends where the network leaves its resting state
		}
		p.coupling.LineTo(v, (1-c*c)*(1-c*c))
	}
	for _, v := range f.Visited {
		role := chart.Visited
		switch v.QIF {
		case 0:
			role = chart.LIF
		case 1:
			role = chart.QIF
		}
		point(&p.coupling, at(v), v.Value, v.SE, '○', role)
	}
	if d.OfW.Defined() {
		p.coupling.Mark(here, d.OfW.Value, '△', chart.Theory)
	}
	point(&p.coupling, here, d.Measured.Value, d.Measured.SE, '●', chart.Measured)
	p.coupling.End()
	return true
}
