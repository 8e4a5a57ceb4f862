package tui

import (
	"math"
	"slices"

	"spiketop/learn"
	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// readoutPane shows the recurrent input u of the watched neuron over its target f,
// and the error across the passes.
type readoutPane struct {
	plot    chart.Plot
	gap     gapCurve   // of two networks
	up, low chart.Snug // limits of the trace
	shown   []int      // passes that are drawn
	bare    bool       // without the legend
}

var _ = register(PaneKind{Name: "readout", Digit: '2', New: func() Pane { return new(readoutPane) },
	Weight: Large, Number: path("training.score"), Turn: [2]string{"N", "n"}})

func (*readoutPane) Keys() []Binding { return nil }

func (p *readoutPane) SetLegend(on bool) { p.bare = !on }

// Silent: without a target there is nothing to follow.
func (*readoutPane) Silent(f *live.Frame) string {
	return when(f.Params.Target.None() && !target(f) && f.B == nil, "no target here; p → oscillation")
}

func (*readoutPane) Headline(f *live.Frame) string {
	var a [96]byte
	head := a[:0]
	switch s := lastScore(f); {
	case f.Test.Tests > 0:
		head = append(chart.AppendFixed(append(head, "test score "...), f.Test.Score, 2), " · "...)
	case len(f.AsTrained.Changes) > 0:
		head = append(head, "not tested in this state · "...)
	case s != nil && s.Learned:
		head = append(chart.AppendFixed(append(head, "fit "...), s.Score, 2), " (while learning) · "...)
	case s != nil:
		head = append(chart.AppendFixed(append(head, "free pass "...), s.Score, 2), " · "...)
	}
	head = chart.AppendFixed(append(head, "neuron "...), float64(f.Watch), 0)
	if name := typeName(f, f.Watch); name != "" {
		head = append(append(append(head, " ("...), name...), ')')
	}
	if f.Window.LengthMS > 0 {
		head = chart.AppendSpan(append(head, " · last "...), f.Window.LengthMS)
	}
	return chart.Intern(head)
}

func (p *readoutPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if len(f.Trace.U) == 0 {
		sayInstead(b, r, "no trace yet")
		return
	}
	legend, below := 0, 0
	switch {
	case f.B != nil && r.H >= 10:
		legend, below = 1, r.H/2
	case r.H >= 26:
		legend, below = 1, 7
	case r.H >= 14:
		legend, below = 1, 4
	case r.H >= 8:
		legend, below = 1, 2
	case r.H >= 5:
		below = 1
	}
	if p.bare {
		legend = 0
	}
	if legend > 0 {
		drawReadoutLegend(b, r, f)
	}
	if !p.drawTrace(b, r.Rows(legend, r.H-legend-below), f) {
		sayInstead(b, r.Rows(legend, r.H-legend-below), "the trace needs more room: z fills the screen")
	}
	if below > 0 && f.B == nil {
		p.drawErrors(b, r.Rows(r.H-below, below), f)
	}
	if below > 0 && f.B != nil {
		p.gap.draw(b, r.Rows(r.H-below, below), f)
	}
}

// Pairs: the readouts of both networks, and below them how far they are apart.
func (*readoutPane) Pairs(*live.Frame) bool { return true }

// traceScore is Pearson's correlation of u and f over the trace, NaN where there is no target.
func traceScore(t *run.Trace) float64 {
	var n, su, sf, uu, ff, uf float64
	for k := range min(len(t.U), len(t.F)) {
		u, f := t.U[k], t.F[k]
		if math.IsNaN(u) || math.IsNaN(f) {
			continue
		}
		n++
		su, sf, uu, ff, uf = su+u, sf+f, uu+u*u, ff+f*f, uf+u*f
	}
	return (n*uf - su*sf) / math.Sqrt((n*uu-su*su)*(n*ff-sf*sf))
}

func drawReadoutLegend(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	solid, dots := "── ", "┄┄ "
	if b.ASCII {
		solid, dots = "** ", ".. "
	}
	w := b.Write(r, 0)
	w.Text(solid, chart.Readout).Text("readout u", chart.Plain)
	if f.B != nil {
		w.Text(" of A ", chart.Plain).Rune(markA, chart.NetA).Text("  ", chart.Plain).Text(solid, chart.NetB).Text("of B ", chart.Plain).Rune(markB, chart.NetB)
	} else if w.Left() >= 58 {
		w.Text(": input from the network", chart.Plain)
	}
	if target(f) {
		w.Text("   ", chart.Wanted).Text(dots, chart.Wanted).Text("target f", chart.Plain)
	} else {
		w.Text("   no target now", chart.Plain)
	}
	if w.Left() >= 14 {
		w.Text("   ━━ ", chart.Train).Text("learning", chart.Plain)
	}
	if target(f) && w.Left() >= 19 {
		w.Text("   correlation ", chart.Plain).Fixed(traceScore(&f.Trace), 2, chart.Bold)
	}
}

// target reports whether the trace has a target anywhere.
func target(f *live.Frame) bool {
	for _, v := range f.Trace.F {
		if !math.IsNaN(v) {
			return true
		}
	}
	return false
}

// drawTrace draws u over f, and below them a line where learning acted. It
// reports false if r is too small.
func (p *readoutPane) drawTrace(b *chart.Buffer, r chart.Rect, f *live.Frame) bool {
	t := &f.Trace
	spans := 0
	if r.H >= 4 {
		spans = 1
	}
	var hi, lo float64
	var second []float64 // u of B
	if f.B != nil && f.B.Trace.StepMS == t.StepMS {
		second = f.B.Trace.U
	}
	for _, values := range [3][]float64{t.U, t.F, second} {
		for _, v := range values {
			if v > hi && v < math.MaxFloat64 {
				hi = v
			}
			if v < lo && v > -math.MaxFloat64 {
				lo = v
			}
		}
	}
	hi, lo = p.up.Fit(hi, 0.5), -p.low.Fit(-lo, 0.5)
	// The trace ends now, at the right edge, also while it is shorter than the window.
	n := len(t.U)
	full := n
	if all := f.Window.LengthMS / t.StepMS; all > float64(n) && all < 1e6 {
		full = int(all)
	}
	start := full - n
	x := chart.Axis{Lo: 0, Hi: float64(max(full-1, 1))}
	if !p.plot.Begin(b, r.Rows(0, r.H-spans), x, chart.Axis{Lo: lo, Hi: hi, Show: true}) {
		return false
	}
	area := p.plot.Area()
	p.plot.Pen(chart.Pen{Role: chart.Wanted, Dash: 3, ASCII: '.'})
	for k, v := range t.F {
		p.plot.LineTo(float64(start+k), v)
	}
	p.plot.Pen(chart.Pen{Role: chart.NetB, ASCII: '+'})
	for k, v := range second {
		p.plot.LineTo(float64(full-len(second)+k), v)
	}
	p.plot.Pen(chart.Pen{Role: chart.Readout, ASCII: '*'})
	for k, v := range t.U {
		p.plot.LineTo(float64(start+k), v)
	}
	if f.B != nil {
		p.name(second, full-len(second), full, 0, markB, chart.NetB)
		p.name(t.U, start, full, 1, markA, chart.NetA)
	}
	p.plot.End()
	if spans > 0 && n > 0 {
		for c := range area.W {
			at := c*full/area.W - start
			if at >= 0 && at < len(t.Learning) && t.Learning[at] {
				b.Set(area.X+c, r.Y+r.H-1, '━', chart.Train)
			}
		}
	}
	return true
}

// name sets the mark of a network on its curve, at every second of some places of full
// samples; the curve begins at start. Colours alone do not tell two curves apart.
func (p *readoutPane) name(curve []float64, start, full, first int, mark rune, role chart.Role) {
	const places = 12
	for i := first; i < places; i += 2 {
		if k := full*(2*i+1)/(2*places) - start; k >= 0 && k < len(curve) {
			p.plot.Mark(float64(start+k), curve[k], mark, role)
		}
	}
}

// drawErrors draws the nRMSE of each finished pass as a bar, and numbers beside
// them: with learning on, and free-running.
func (p *readoutPane) drawErrors(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if len(f.Scores) == 0 {
		text := "no pass is finished yet"
		if !target(f) {
			text = "no target: nothing to learn"
		}
		b.Cut(r.X, r.Y, r.X+r.W, text, chart.Plain)
		return
	}
	if s := lastScore(f); !finite(s.NRMSE) && r.H >= 2 && warnLine(b, r, r.H-1, s.Why) {
		r = r.Rows(0, r.H-1)
	}
	numbers := min(26, r.W) // columns for the numbers
	bars := r.Cols(0, r.W-numbers)
	const label = 6
	if bars.W > label+6 {
		switch {
		case r.H >= 4: // the ends of the scale where they are
			b.Text(r.X+label-1, r.Y, r.X+label, "1", chart.Plain)
			b.Text(r.X, r.Y+r.H-2, r.X+label, "nRMSE", chart.Plain)
			b.Text(r.X+label-1, r.Y+r.H-1, r.X+label, "0", chart.Plain)
		case r.H >= 2:
			b.Text(r.X, r.Y+1, r.X+label, "0 to 1", chart.Plain)
			fallthrough
		default:
			b.Text(r.X, r.Y, r.X+label, "nRMSE", chart.Plain)
		}
		bars = bars.Cols(label+1, bars.W)
		marks := 0
		if r.H >= 2 {
			marks = 1
		}
		p.drawPasses(b, bars.Rows(0, r.H-marks), bars.Rows(r.H-marks, marks), f.Scores)
	}
	side := r.Cols(r.W-numbers, numbers)
	p.drawScores(b, side, f)
}

// drawPasses draws the nRMSE of each pass on a scale that never changes: from 0 to
// 1, the error of a readout that stays at the mean of its target.
func (p *readoutPane) drawPasses(b *chart.Buffer, bars, marks chart.Rect, scores []run.PassScore) {
	wide := 1
	for wide < 4 && (wide+1)*len(p.choose(scores, len(scores))) <= bars.W-1 {
		wide++
	}
	for k, at := range p.choose(scores, max(0, (bars.W-1)/wide)) {
		s := scores[at]
		role, mark := chart.Visited, '·'
		switch {
		case s.Learned:
			role, mark = chart.Train, '━'
		case s.Kind == run.TestPass:
			role, mark = chart.Measured, 'T'
		}
		for c := range max(1, wide-1) {
			x := bars.X + k*wide + c
			b.Column(chart.Rect{X: x, Y: bars.Y, W: 1, H: bars.H}, s.NRMSE, role)
			if s.NRMSE > 1 { // beyond what a readout that stays at the mean has
				b.Set(x, bars.Y, '▲', role)
			}
			if !marks.Empty() {
				b.Set(x, marks.Y, mark, role)
			}
		}
	}
}

// choose returns which passes are shown in so many columns: the newest, but
// training and tests before free passes, of which the last few are enough.
func (p *readoutPane) choose(scores []run.PassScore, columns int) []int {
	const few = 8
	protocol := 0
	for _, s := range scores {
		if s.Kind != run.FreePass || s.Learned {
			protocol++
		}
	}
	free := min(few, len(scores)-protocol, max(columns-protocol, columns/4))
	rest := columns - free
	p.shown = p.shown[:0]
	for k := len(scores) - 1; k >= 0 && len(p.shown) < columns; k-- {
		left := &rest
		if scores[k].Kind == run.FreePass && !scores[k].Learned {
			left = &free
		}
		if *left > 0 {
			*left--
			p.shown = append(p.shown, k)
		}
	}
	slices.Reverse(p.shown)
	return p.shown
}

// drawScores says the error with learning on, and what the tests came to: of the
// network as it is, or grey what they were as trained.
func (p *readoutPane) drawScores(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	learned := -1
	for k, s := range f.Scores {
		if s.Learned {
			learned = k
		}
	}
	w := b.Write(r, r.H-1)
	switch t, old := f.Test, f.AsTrained; {
	case t.Tests > 0:
		role := chart.Bad
		if t.Score >= learn.TrainedScore {
			role = chart.Good
		}
		w.Text("T ", chart.Measured).Fixed(t.NRMSE, 2, chart.Bold)
		w.Text(" score ", chart.Plain).Fixed(t.Score, 2, role).Text(", ", chart.Plain).Text(count(t.Tests, "test"), chart.Plain)
	case len(old.Changes) > 0 && old.Tests > 0:
		w.Text("as trained: score ", chart.Dim).Fixed(old.Score, 2, chart.Dim)
	default:
		w.Cut("not tested yet: T tests", chart.Plain)
	}
	if r.H >= 2 && learned >= 0 {
		w := b.Write(r, r.H-2)
		s := f.Scores[learned]
		w.Text("━ ", chart.Train).Fixed(s.NRMSE, 2, chart.Plain).Text(" learning, pass ", chart.Plain).Int(s.Number, chart.Plain)
	}
}
