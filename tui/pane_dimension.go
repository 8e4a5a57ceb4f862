package tui

import (
	"math"

	"spiketop/live"
	"spiketop/metrics"
	"spiketop/metrics/dimension"
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
	bare           bool // without the legend
}

var _ = register(PaneKind{Name: "dimension", Digit: '5', New: func() Pane { return new(dimensionPane) },
	Weight: Small, Needs: needDimension, Number: path("dimension.value"), Wheel: "net.g"})

func (*dimensionPane) Headline(f *live.Frame) string {
	d := f.Dimension
	var a [96]byte
	text := append(a[:0], "PR/N "...)
	if d.Measured.Defined() {
		text = chart.AppendPM(text, d.Measured.Value, d.Measured.SE, 2)
	} else {
		text = append(text, "not measured"...)
	}
	if theory, _ := dimensionTheory(f); theory.Defined() {
		text = chart.AppendFixed(append(text, " · theory "...), theory.Value, 2)
	}
	return chart.Intern(text)
}

// dimensionTheory is the closed theory of the network, with its formula: D(g, κ) where
// κ was set by hand.
func dimensionTheory(f *live.Frame) (metrics.Estimate, string) {
	if f.Params.Net.Structure.Kappa != 0 {
		return f.Dimension.WithKappa, "D(g_eff, κ)"
	}
	return f.Dimension.Closed, "(1−g_eff²)²"
}

func (p *dimensionPane) SetLegend(on bool) { p.bare = !on }

// Silent: with a target nothing is counted, and the curves say nothing of this run.
func (*dimensionPane) Silent(f *live.Frame) string {
	if d := f.Dimension; d == nil || d.Why == "" || d.Measured.Defined() || len(f.History) > 0 {
		return ""
	}
	return "not measured; p → dimension"
}

func (p *dimensionPane) Views() (now, of int) {
	if p.both {
		return min(int(p.view), 1) + 1, 2 // time is there already
	}
	return int(p.view) + 1, int(nDimensionViews)
}

func (p *dimensionPane) Keys() []Binding {
	return []Binding{{Keys: []string{"m"}, Short: "against g, g_eff, time", Help: "against g, g_eff, time",
		Do: changing(func() {
			p.view = (p.view + 1) % nDimensionViews
			if p.both && p.view == overTime {
				p.view = againstG // time is there already
			}
		})}}
}

func (p *dimensionPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	d := f.Dimension
	if p.Silent(f) != "" {
		sayInstead(b, r, chart.Join("Not measured in this preset. It is ", d.Why, ". p → dimension shows it."))
		return
	}
	if r.H < 6 {
		rows := p.drawState(b, r.Rows(0, max(1, r.H-1)), f)
		p.drawTheory(b, r.Rows(rows, 1), f)
		if d.Measured.Defined() {
			warnLine(b, r, rows+1, d.Measured.Warnings)
		}
		return
	}
	rows := p.drawState(b, r.Rows(0, 2), f)
	body := r.Rows(rows, r.H-rows)
	if r.H >= 10 && !p.bare {
		p.drawTheory(b, body, f)
		body = body.Rows(1, body.H)
	}
	if r.H >= 9 && d.Measured.Defined() && warnLine(b, r, r.H-1, d.Measured.Warnings) {
		body = body.Rows(0, body.H-1)
	}
	ok := true
	p.both = r.W >= 54 && len(f.History) > 0
	switch {
	case p.both:
		half := body.W / 2
		ok = p.drawTime(b, body.Cols(0, half-1), f)
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
func (p *dimensionPane) drawState(b *chart.Buffer, r chart.Rect, f *live.Frame) int {
	d := f.Dimension
	switch {
	case d.Why != "":
		return b.Wrap(r, d.Why, chart.Plain)
	case !d.Measured.Defined():
		return b.Wrap(r, chart.Join("not measured: ", whyNoDimension(f)), chart.Warn)
	}
	w := b.Write(r, 0)
	need := 2 * neurons(f)
	mark, as := p.here(f)
	w.Rune(mark, as).Text(" here ", as).Text(chart.PM(d.Measured.Value, d.Measured.SE, 2), chart.Bold)
	if d := p.second(f); d != nil {
		w.Text("   ", chart.Plain).Rune(markB, chart.NetB).Text(" B ", chart.NetB).Text(chart.PM(d.Measured.Value, d.Measured.SE, 2), chart.Plain)
	}
	if w.Left() < 24 {
		return 1
	}
	role := chart.Good
	if d.Measured.Windows < need {
		role = chart.Warn
	}
	w.Text("   ", chart.Plain).Int(d.Measured.Windows, role)
	if d.Measured.Windows < need {
		w.Text(" of ", chart.Plain).Int(need, chart.Plain)
	}
	w.Text(" windows", chart.Plain)
	if d.Measured.Silent > 0 && w.Left() >= 14 {
		w.Text(" · ", chart.Plain).Int(d.Measured.Silent, chart.Plain).Text(" silent", chart.Plain)
	}
	return 1
}

// drawTheory says what theory expects.
func (p *dimensionPane) drawTheory(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	d := f.Dimension
	line := "── "
	if b.ASCII {
		line = "-- "
	}
	w := b.Write(r, 0)
	theory, formula := dimensionTheory(f)
	w.Text(line, chart.Theory).Text("theory ", chart.Theory).Text(formula, chart.Plain).Text(" ", chart.Plain).Fixed(theory.Value, 2, chart.Plain)
	if !theory.Defined() {
		w.Cut(chart.Join(": ", reason(theory.Warnings)), chart.Plain)
		return
	}
	if w.Left() < 16 {
		return
	}
	w.Text("   × ", chart.Theory).Text("this W ", chart.Plain)
	if d.OfW.Defined() {
		w.Fixed(d.OfW.Value, 2, chart.Plain)
	} else {
		w.Text(chart.NA, chart.Plain).Cut(chart.Join(": ", reason(d.OfW.Warnings)), chart.Plain)
	}
	if w.Left() >= 20 {
		w.Text("   raw ", chart.Plain).Fixed(d.Measured.Raw, 2, chart.Plain)
	}
}

// height is the range of D: up to 1, or what an uncertain value asks for.
func (p *dimensionPane) height(f *live.Frame) chart.Axis {
	top := 1.0
	hold := func(v float64) {
		if v > top && v < 1e3 {
			top = v
		}
	}
	hold(f.Dimension.Measured.Value)
	for _, h := range f.History {
		hold(h.Value)
	}
	if d := p.second(f); d != nil {
		hold(d.Measured.Value)
		for _, h := range f.B.History {
			hold(h.Value)
		}
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
func (p *dimensionPane) drawTime(b *chart.Buffer, r chart.Rect, f *live.Frame) bool {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, h := range f.History {
		lo, hi = min(lo, h.TimeMS/1000), max(hi, h.TimeMS/1000)
	}
	if len(f.History) == 0 {
		sayInstead(b, r, "no value yet")
		return true
	}
	// Whole ticks, so that the axis stays for a while.
	step, _ := chart.TickStep(max(hi-lo, 1), 4)
	x := chart.Axis{Lo: math.Floor(lo/step) * step, Hi: math.Ceil((hi+step/100)/step) * step, Show: r.H >= 5}
	if r.H >= 5 {
		b.Cut(r.X, r.Y, r.X+r.W, "D over time, s", chart.Plain)
		r = r.Rows(1, r.H)
		x.Show = r.H >= 5
	}
	if !p.time.Begin(b, r, x, p.height(f)) {
		return false
	}
	p.time.Pen(chart.Pen{Role: chart.Theory, Dash: 2, ASCII: '-'})
	theory, _ := dimensionTheory(f)
	p.time.LineTo(x.Lo, theory.Value)
	p.time.LineTo(x.Hi, theory.Value)
	p.time.Pen(chart.Pen{Role: chart.Visited, ASCII: '|'})
	for _, h := range f.History {
		p.time.Break()
		p.time.LineTo(h.TimeMS/1000, h.Value-h.SE)
		p.time.LineTo(h.TimeMS/1000, h.Value+h.SE)
	}
	if p.second(f) != nil && f.B.Episode == f.Episode { // else its time is another
		for _, h := range f.B.History {
			p.time.Mark(h.TimeMS/1000, h.Value, markB, chart.NetB)
		}
	}
	for k, h := range f.History {
		mark, role := mixLook(f.Populations).Hollow, chart.Visited
		if k == len(f.History)-1 {
			mark, role = p.here(f)
		}
		p.time.Mark(h.TimeMS/1000, h.Value, mark, role)
	}
	p.time.End()
	return true
}

// drawCoupling draws D against g, or against g_eff, on which every composition
// falls onto one curve.
func (p *dimensionPane) drawCoupling(b *chart.Buffer, r chart.Rect, f *live.Frame, view dimensionView) bool {
	d, g := f.Dimension, f.Params.Net.G
	gEff, slope := math.NaN(), 1.0
	if f.Transfer != nil {
		gEff = f.Transfer.GEff.Value
	}
	if view == againstG && g > 0 && gEff > 0 {
		slope = gEff / g // x = γg of the present composition
	}
	at := func(v live.Visited) float64 {
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
	thereB := math.NaN() // where the second network is
	if p.second(f) != nil {
		if thereB = f.B.Params.Net.G; view == againstGEff && f.B.Transfer != nil {
			thereB = f.B.Transfer.GEff.Value
		}
		if thereB > far && thereB < 1e6 {
			far = thereB
		}
	}
	x := chart.Axis{Lo: 0, Hi: limit.Fit(far, 1), Show: r.H >= 5}
	if r.H >= 5 {
		legend := b.Write(r, 0)
		legend.Text(title, chart.Plain)
		if !p.bare {
			p.drawVisited(&legend, f)
		}
		r = r.Rows(1, r.H)
		x.Show = r.H >= 5
	}
	if !p.coupling.Begin(b, r, x, p.height(f)) {
		return false
	}
	p.coupling.Pen(chart.Pen{Role: chart.Theory, ASCII: '-'})
	const steps = 100
	for k := range steps + 1 {
		v := x.Hi * float64(k) / steps
		c := slope * v
		if c > 1 {
			break // theory ends where the network leaves its resting state
		}
		height := dimension.Linear(c)
		if f.Params.Net.Structure.Kappa != 0 {
			height, _ = dimension.Reciprocal(c, d.Kappa)
		}
		p.coupling.LineTo(v, height)
	}
	for _, v := range f.Visited {
		look, role := mixLook(v.Populations), chart.Visited
		if sameMix(v.Populations, f.Populations) {
			role = look.Role
		}
		point(&p.coupling, at(v), v.Value, v.SE, look.Hollow, role)
	}
	if d.OfW.Defined() {
		p.coupling.Mark(here, d.OfW.Value, '×', chart.Theory)
	}
	if d := p.second(f); d != nil {
		point(&p.coupling, thereB, d.Measured.Value, d.Measured.SE, markB, chart.NetB)
	}
	mark, role := p.here(f)
	point(&p.coupling, here, d.Measured.Value, d.Measured.SE, mark, role)
	p.coupling.End()
	return true
}

// drawVisited says in the legend what the places are that were visited before:
// their shape is that of their composition, and another one than now is grey.
func (*dimensionPane) drawVisited(w *chart.Writer, f *live.Frame) {
	same, other := false, false
	for _, v := range f.Visited {
		if sameMix(v.Populations, f.Populations) {
			same = true
		} else {
			other = true
		}
	}
	look := mixLook(f.Populations)
	if same && w.Left() > 12 {
		w.Text("  ", look.Role).Rune(look.Hollow, look.Role).Text(" visited", chart.Plain)
	}
	if other && w.Left() >= 20 {
		w.Text("  grey: another mix", chart.Visited)
	}
}

// whyNoDimension is why there is no value yet: the last that was found.
func whyNoDimension(f *live.Frame) string {
	list := f.Dimension.Measured.Warnings
	if len(list) == 0 {
		return "no counting window yet"
	}
	return list[len(list)-1].Text
}
