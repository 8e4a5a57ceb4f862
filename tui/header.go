package tui

import (
	"fmt"
	"math"

	"spiketop/experiment"
	"spiketop/learn"
	"spiketop/tui/chart"
)

// status is what the header shows: the newest frame, and what was asked of the
// run and has not come back yet.
type status struct {
	f       *experiment.Frame // nil before the first
	running bool
	speed   float64
}

func (m *Model) state() status { return status{m.frame, m.running(), m.speed()} }

// segment is a piece of a bar: a dim label, a value, and how long it stays when
// the room gets short (the smaller the rank, the longer).
type segment struct {
	label, value string
	role         chart.Role
	rank         int
}

func (s segment) width(b *chart.Buffer) int {
	w := b.Width(s.label) + b.Width(s.value)
	if s.label != "" && s.value != "" {
		w++
	}
	return w
}

func (s segment) draw(b *chart.Buffer, x, y, limit int) int {
	if s.label != "" {
		x = b.Text(x, y, limit, s.label, chart.Dim)
		if s.value != "" {
			x++
		}
	}
	return b.Text(x, y, limit, s.value, s.role)
}

const gap = 2 // blanks between segments

func totalWidth(b *chart.Buffer, segs []segment) int {
	w := 0
	for i, s := range segs {
		if i > 0 {
			w += gap
		}
		w += s.width(b)
	}
	return w
}

// fit drops the least important segments, on whichever side they stand, until
// all sides together are at most w wide.
func fit(b *chart.Buffer, w int, sides ...[]segment) [][]segment {
	out := make([][]segment, len(sides))
	total := gap * (len(sides) - 1)
	for i, segs := range sides {
		out[i] = append([]segment(nil), segs...)
		total += totalWidth(b, segs)
	}
	for total > w {
		side, at := -1, 0
		for i, segs := range out {
			for j, s := range segs {
				if side < 0 || s.rank >= out[side][at].rank {
					side, at = i, j
				}
			}
		}
		if side < 0 {
			break
		}
		total -= out[side][at].width(b) + gap
		out[side] = append(out[side][:at], out[side][at+1:]...)
	}
	return out
}

func drawSegments(b *chart.Buffer, x, y, limit int, segs []segment) {
	for _, s := range segs {
		x = s.draw(b, x, y, limit) + gap
	}
}

// drawHeader fills one line, or two where there are two: what the run is, and how it stands.
func drawHeader(b *chart.Buffer, r chart.Rect, s status) {
	left, right, inner := identity(s.f), standing(s), r.W-2
	if r.H >= 2 {
		drawSegments(b, r.X+1, r.Y, r.X+r.W, fit(b, inner, left)[0])
		drawSegments(b, r.X+1, r.Y+1, r.X+r.W, fit(b, inner, right)[0])
		return
	}
	sides := fit(b, inner, left, right)
	drawSegments(b, r.X+1, r.Y, r.X+r.W, sides[0])
	drawSegments(b, r.X+r.W-1-totalWidth(b, sides[1]), r.Y, r.X+r.W, sides[1])
}

// identity is what the run is.
func identity(f *experiment.Frame) []segment {
	out := []segment{{value: "spiketop", role: chart.Title, rank: 9}}
	if f == nil {
		return append(out, segment{value: "waiting for the run …", role: chart.Dim})
	}
	p := f.Params
	out = append(out,
		segment{value: f.Preset, role: chart.Bold, rank: 2},
		segment{"N", fmt.Sprint(p.Net.N), chart.Plain, 4},
		segment{"QIF", percent(p.Net.QIF), chart.QIF, 5},
		segment{"g", fmt.Sprintf("%.2f", p.Net.G), chart.Plain, 5},
	)
	if t := f.Transfer; t != nil && !math.IsNaN(t.Operating.GEff) {
		out = append(out, segment{"g_eff", fmt.Sprintf("%.2f", t.Operating.GEff), chart.Plain, 7})
	}
	return append(out, segment{"seed", fmt.Sprint(p.Seed), chart.Plain, 8})
}

func percent(x float64) string {
	if v := x * 100; math.Abs(v-math.Round(v)) > 0.05 {
		return fmt.Sprintf("%.1f%%", v)
	}
	return fmt.Sprintf("%.0f%%", x*100)
}

// standing is how the run stands: clock, time, training.
func standing(s status) []segment {
	if s.f == nil {
		return nil
	}
	out := []segment{clock(s), {"t", seconds(s.f.TimeMS), chart.Plain, 3}}
	return append(out, training(s.f)...)
}

// seconds spells a time of the episode.
func seconds(ms float64) string {
	if ms >= 1e6 {
		return fmt.Sprintf("%.0f s", ms/1000)
	}
	return fmt.Sprintf("%.2f s", ms/1000)
}

// clock says whether the run goes, and how fast.
func clock(s status) segment {
	achieved := s.f.Achieved
	switch {
	case !s.running:
		return segment{value: "‖ paused", role: chart.Warn, rank: 1}
	case math.IsInf(s.speed, 1):
		text := "▶▶"
		if achieved > 0 {
			text += " " + times(achieved)
		}
		return segment{value: text, role: chart.Good, rank: 1}
	case achieved > 0 && achieved < 0.8*s.speed && s.f.Running && s.speed == s.f.Speed:
		return segment{value: fmt.Sprintf("▶ %s asked, %s", times(s.speed), times(achieved)), role: chart.Warn, rank: 1}
	}
	return segment{value: "▶ " + times(s.speed), role: chart.Good, rank: 1}
}

// stage is where the run is in its protocol.
type stage int

const (
	noTarget   stage = iota
	before           // the pass clock has not started
	notTrained       // passes run, training is off and never was on
	inTraining
	inTests
	afterwards // trained, tests done
)

func stageOf(f *experiment.Frame) stage {
	switch {
	case f.Params.Target.Kind == learn.None:
		return noTarget
	case f.Pass.Number == 0 && lastScore(f) == nil:
		return before
	case f.Pass.Kind == experiment.TrainPass && f.Params.Learn.On:
		return inTraining
	case !everTrained(f):
		return notTrained
	case f.Pass.Kind == experiment.TestPass:
		return inTests
	}
	return afterwards
}

func everTrained(f *experiment.Frame) bool {
	for i := range f.Scores {
		if f.Scores[i].Learned {
			return true
		}
	}
	return f.Pass.Learning
}

func lastScore(f *experiment.Frame) *experiment.PassScore {
	if n := len(f.Scores); n > 0 {
		return &f.Scores[n-1]
	}
	return nil
}

// training says what training does, with its score.
func training(f *experiment.Frame) []segment {
	p := f.Pass
	switch stageOf(f) {
	case noTarget:
		return []segment{{value: "no target", role: chart.Dim, rank: 2}}
	case before:
		if f.Params.Learn.On {
			return []segment{{"untrained", fmt.Sprintf("training from %.2g s", f.Params.Learn.Start/1000), chart.Plain, 2}}
		}
		return []segment{{value: "untrained", role: chart.Dim, rank: 2}}
	case inTraining:
		return []segment{{value: "● TRAINING", role: chart.Train, rank: 1}, {"pass", place(p), chart.Plain, 2}, scoreOf(f, chart.Plain)}
	case inTests:
		return []segment{{value: "trained", role: chart.Good, rank: 1}, {"test", place(p), chart.Plain, 2}, scoreOf(f, chart.Plain)}
	case notTrained:
		return []segment{{value: "training off", role: chart.Dim, rank: 2}, scoreOf(f, chart.Plain)}
	}
	if t := f.Test; t.Tests > 0 {
		return []segment{{value: "trained", role: chart.Good, rank: 1}, {"test score", number(t.Score), chart.Plain, 2}, {value: "(" + count(t.Tests, "test") + ")", role: chart.Dim, rank: 6}}
	}
	return []segment{{value: "training off", role: chart.Dim, rank: 1}, scoreOf(f, chart.Plain)}
}

// place spells the number of a pass: "14/20", and "6" for one beyond the protocol.
func place(p experiment.Pass) string {
	if p.Number > p.Of {
		return fmt.Sprint(p.Number)
	}
	return fmt.Sprintf("%d/%d", p.Number, p.Of)
}

// scoreOf is the score of the newest finished pass, or of the tests.
func scoreOf(f *experiment.Frame, role chart.Role) segment {
	s := lastScore(f)
	if s == nil {
		return segment{"score", "–", chart.Dim, 6}
	}
	return segment{"score", number(s.Score), role, 3}
}

func number(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%.2f", x)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
