package tui

import (
	"math"
	"strings"

	"spiketop/live"
	"spiketop/tui/chart"
)

// How panes show two networks.

// paired is a pane that may draw both networks together: Pairs reports whether Draw
// does, of a frame with a second network. All other panes are drawn once for each.
type paired interface {
	Pairs(f *live.Frame) bool
}

// drawTwo fills the inside of a pane with both networks.
func (s *slot) drawTwo(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	pane, ok := s.pane.(paired)
	switch {
	case s.Shows == ofA:
		s.drawOne(b, r, f)
	case s.Shows == ofActing:
		if f.Acts == live.OnB {
			f = f.B
		}
		s.drawOne(b, r, f)
	case ok && s.Needs.missing(f) == "" && s.Needs.missing(f.B) == "" && pane.Pairs(f):
		s.drawOne(b, r, f)
	case r.H >= 12 || r.H >= 8 && r.W < 64: // one above the other
		half := r.H / 2
		s.drawTagged(b, r.Rows(0, half), f, "A", chart.NetA)
		s.drawTagged(b, r.Rows(half, r.H), f.B, "B", chart.NetB)
	case r.W >= 40 && r.H >= 4: // side by side
		half := r.W / 2
		s.drawTagged(b, r.Cols(0, half-1), f, "A", chart.NetA)
		s.drawTagged(b, r.Cols(half, r.W), f.B, "B", chart.NetB)
	case r.H >= 2: // no room for two, and the name says which
		s.drawTagged(b, r, f, "A", chart.NetA)
	default:
		s.drawOne(b, r, f)
	}
}

// drawTagged draws one network below a line with its name.
func (s *slot) drawTagged(b *chart.Buffer, r chart.Rect, f *live.Frame, name string, role chart.Role) {
	for x := r.X; x < r.X+r.W; x++ {
		b.Set(x, r.Y, '─', chart.Border)
	}
	mark := markA
	if role == chart.NetB {
		mark = markB
	}
	w := b.Write(r, 0)
	w.Rune(mark, role).Text(" ", role).Text(name, role).Text(" ", role)
	s.drawOne(b, r.Rows(1, r.H), f)
}

// headlineOfTwo is the headline of A with the number of B behind its own:
// "A PR/N 0.34 · B PR/N 0.21 · theory 0.37".
func (s *slot) headlineOfTwo(f *live.Frame) string {
	switch {
	case s.Shows == ofActing && f.Acts == live.OnB:
		return chart.Join("B: ", s.headlineOf(f.B))
	case s.Shows != ofBoth:
		if a := s.headlineOf(f); a != "" {
			return chart.Join("A: ", a)
		}
		return ""
	}
	const sep = " · "
	a, b := s.headlineOf(f), s.headlineOf(f.B)
	first, rest, _ := strings.Cut(a, sep)
	second, _, _ := strings.Cut(b, sep)
	switch {
	case first == "" && second == "":
		return ""
	case first == "":
		first = chart.NA
	case second == "":
		second = chart.NA
	default:
		first, second = shortened(first, second)
	}
	both := chart.Join("A ", first, sep, "B ", second)
	if text := s.bandText(f); text != "" {
		both = chart.Join(both, sep, text)
	}
	if rest != "" {
		return chart.Join(both, sep, rest)
	}
	return both
}

// parts is how many parts of a title belong together: the numbers of both networks, and
// what a number comes to over seeds.
func (s *slot) parts(f *live.Frame) int {
	n := 1
	if f != nil && f.B != nil && s.Shows == ofBoth {
		n++
	}
	if s.bandText(f) != "" {
		n++
	}
	return n
}

// brief is a title without the words around its first number: "A +0.20 · B +0.21" of "A
// reciprocal +0.20 · B +0.21".
func brief(head string) string {
	whose := ""
	if strings.HasPrefix(head, "A ") {
		whose, head = "A ", head[len("A "):]
	}
	first, _, _ := strings.Cut(head, " · ")
	from, to := numberIn(first)
	return chart.Join(whose, first[from:to], head[len(first):])
}

// shortened are the numbers of two networks without what both say: the words before the
// numbers stand at the first, those behind them at the second. "fit 0.98 (while learning)"
// twice is "fit 0.98" and "0.98 (while learning)". Brackets with a number are left out.
func shortened(a, b string) (first, second string) {
	a, b = withoutBracket(a), withoutBracket(b)
	from, to := numberIn(a)
	other, end := numberIn(b)
	if from == to || other == end {
		return a, b
	}
	if a[to:] == b[end:] {
		first = a[:to]
	} else {
		first = a
	}
	if a[:from] == b[:other] {
		return first, b[other:]
	}
	return first, b
}

// withoutBracket is a text without the bracket at its end, if a number is in it.
func withoutBracket(text string) string {
	if at := strings.LastIndex(text, " ("); at > 0 && strings.ContainsAny(text[at:], numerals) {
		return text[:at]
	}
	return text
}

const numerals = "0123456789"

// numberIn is where the words with digits of a text begin and end.
func numberIn(text string) (from, to int) {
	first, last := strings.IndexAny(text, numerals), strings.LastIndexAny(text, numerals)
	if first < 0 {
		return 0, 0
	}
	if from, to = strings.LastIndexByte(text[:first], ' ')+1, strings.IndexByte(text[last:], ' '); to < 0 {
		return from, len(text)
	}
	return from, last + to
}

// gapCurve draws the distance of two networks.
type gapCurve struct {
	plot chart.Plot
	logs []float64 // scratch
}

// draw draws how far the two networks are apart, over time, on a logarithmic scale.
func (c *gapCurve) draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	g := &f.Gap
	if r.Empty() {
		return
	}
	w := b.Write(r, 0)
	w.Text("apart ", chart.Plain).Text(gapText(g.Now), chart.Bold)
	w.Cut(chart.Join("   log10 |Δu|, 1: nothing in common; since ", g.Since), chart.Plain)
	r = r.Rows(1, r.H)
	if math.IsNaN(g.Now) {
		sayInstead(b, r, "networks of different sizes have no distance")
		return
	}
	lowest := 0.0
	for _, v := range g.Values {
		if v > 0 {
			lowest = min(lowest, math.Floor(math.Log10(v)))
		}
	}
	lowest = min(lowest, -2)
	if r.H < 4 { // no room for axes
		c.logs = c.logs[:0]
		for _, v := range g.Values {
			c.logs = append(c.logs, math.Log10(max(v, 1e-300)))
		}
		b.Spark(r, c.logs, lowest, 0.2, chart.Plain)
		return
	}
	n, p := len(g.Values), &c.plot
	// From 0 to whole steps of an axis, so that the curve stays where it is for a while.
	long := chart.LadderUp(max(float64(n-1)*g.StepMS, 10*g.StepMS) / 1000)
	x := chart.Axis{Lo: 0, Hi: long, Show: r.H >= 5}
	if !p.Begin(b, r, x, chart.Axis{Lo: lowest, Hi: 0.2, Show: r.W >= 24}) {
		return
	}
	p.Pen(chart.Pen{Role: chart.Plain, ASCII: '*'})
	for k, v := range g.Values {
		if v > 0 {
			p.LineTo(float64(k)*g.StepMS/1000, math.Log10(v))
		} else {
			p.Break()
		}
	}
	p.End()
}
