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
	up, low chart.Steady // limits of the trace
	errors  chart.Steady // of the nRMSE
	shown   []int        // passes that are drawn
}

var _ = register(PaneKind{Name: "readout", Number: 2, New: func() Pane { return new(readoutPane) },
	Column: Left, Height: 33, Beside: "raster", Fills: 1, Turn: [2]string{"N", "n"}})

func (*readoutPane) Keys() []Binding { return nil }

func (*readoutPane) Headline(f *live.Frame) string {
	var a [96]byte
	head := chart.AppendFixed(append(a[:0], "neuron "...), float64(f.Watch), 0)
	if name := typeName(f, f.Watch); name != "" {
		head = append(append(append(head, " ("...), name...), ')')
	}
	if f.Test.Tests > 0 {
		head = chart.AppendFixed(append(head, " · test score "...), f.Test.Score, 2)
	} else if len(f.AsTrained.Changes) > 0 {
		head = append(head, " · not tested in this state"...)
	} else if k := len(f.Scores) - 1; k >= 0 {
		head = chart.AppendFixed(append(head, " · nRMSE "...), f.Scores[k].NRMSE, 2)
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
	case r.H >= 26:
		legend, below = 1, 7
	case r.H >= 14:
		legend, below = 1, 4
	case r.H >= 8:
		legend, below = 1, 2
	case r.H >= 5:
		below = 1
	}
	if legend > 0 {
		drawReadoutLegend(b, r, f)
	}
	if !p.drawTrace(b, r.Rows(legend, r.H-legend-below), f) {
		sayInstead(b, r.Rows(legend, r.H-legend-below), "the trace needs more room: z fills the screen")
	}
	if below > 0 {
		p.drawErrors(b, r.Rows(r.H-below, below), f)
	}
}

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
	if target(f) {
		w.Text("   ", chart.Wanted).Text(dots, chart.Wanted).Text("target f", chart.Plain)
		if w.Left() > 26 {
			w.Text("   correlation ", chart.Dim).Fixed(traceScore(&f.Trace), 2, chart.Plain)
		}
	} else {
		w.Text("   no target now", chart.Dim)
	}
	if w.Left() > 16 {
		w.Text("   ━━ ", chart.Train).Text("learning", chart.Plain)
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
	for _, values := range [2][]float64{t.U, t.F} {
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
	p.plot.Pen(chart.Pen{Role: chart.Readout, ASCII: '*'})
	for k, v := range t.U {
		p.plot.LineTo(float64(start+k), v)
	}
	p.plot.End()
	if spans > 0 && n > 0 {
		for c := range area.W {
			at := c*full/area.W - start
			if at >= 0 && at < len(t.Learning) && t.Learning[at] {
				b.Set(area.X+c, r.Y+r.H-1, '━', chart.Train)
			}
		}
		text := chart.Join(" ", chart.Span(float64(full)*t.StepMS))
		if wide := b.Width(text); wide < area.W {
			b.Text(area.X+area.W-wide, r.Y+r.H-1, area.X+area.W, text, chart.Dim)
		}
	}
	return true
}

// drawErrors draws the nRMSE of each finished pass as a bar, and numbers beside
// them: with learning on, and free-running.
func (p *readoutPane) drawErrors(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if len(f.Scores) == 0 {
		text := "no pass is finished yet"
		if !target(f) {
			text = "no target: nothing to learn"
		}
		b.Cut(r.X, r.Y, r.X+r.W, text, chart.Dim)
		return
	}
	if s := lastScore(f); !finite(s.NRMSE) && r.H >= 2 && warnLine(b, r, r.H-1, s.Why) {
		r = r.Rows(0, r.H-1)
	}
	numbers := min(26, r.W) // columns for the numbers
	bars := r.Cols(0, r.W-numbers)
	const label = 6
	if bars.W > label+6 {
		b.Text(r.X, r.Y, r.X+label, "nRMSE", chart.Dim)
		bars = bars.Cols(label, bars.W)
		marks := 0
		if r.H >= 2 {
			marks = 1
		}
		p.drawPasses(b, bars.Rows(0, r.H-marks), bars.Rows(r.H-marks, marks), f.Scores)
	}
	side := r.Cols(r.W-numbers, numbers)
	p.drawScores(b, side, f)
}

func (p *readoutPane) drawPasses(b *chart.Buffer, bars, marks chart.Rect, scores []run.PassScore) {
	worst := 0.0
	for _, s := range scores {
		if s.NRMSE > worst && s.NRMSE < math.MaxFloat64 {
			worst = s.NRMSE
		}
	}
	scale := p.errors.Fit(min(worst, 2), 0.2)
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
			b.Column(chart.Rect{X: x, Y: bars.Y, W: 1, H: bars.H}, s.NRMSE/scale, role)
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
		w.Text(" score ", chart.Dim).Fixed(t.Score, 2, role).Text(", ", chart.Dim).Text(count(t.Tests, "test"), chart.Dim)
	case len(old.Changes) > 0 && old.Tests > 0:
		w.Text("as trained: score ", chart.Dim).Fixed(old.Score, 2, chart.Dim)
	default:
		w.Cut("not tested yet: T tests", chart.Dim)
	}
	if r.H >= 2 && learned >= 0 {
		w := b.Write(r, r.H-2)
		s := f.Scores[learned]
		w.Text("━ ", chart.Train).Fixed(s.NRMSE, 2, chart.Plain).Text(" learning, pass ", chart.Dim).Int(s.Number, chart.Dim)
	}
}
