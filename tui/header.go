package tui

import (
	"math"
	"strconv"

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

// fit drops the least important segments until the rest is at most w wide. It
// works in the slice that it is given.
func fit(b *chart.Buffer, w int, segs []segment) []segment {
	segs, _ = fitSides(b, w, segs, nil)
	return segs
}

// fitSides does the same for two sides together, dropping on whichever it stands.
func fitSides(b *chart.Buffer, w int, left, right []segment) (_, _ []segment) {
	total := totalWidth(b, left) + totalWidth(b, right)
	for total > w {
		at, rank := -1, 0
		for i := range len(left) + len(right) {
			if r := pick(left, right, i).rank; at < 0 || r >= rank {
				at, rank = i, r
			}
		}
		if at < 0 {
			break
		}
		total -= pick(left, right, at).width(b) + gap
		if at < len(left) {
			left = append(left[:at], left[at+1:]...)
		} else {
			at -= len(left)
			right = append(right[:at], right[at+1:]...)
		}
	}
	return left, right
}

// pick is the i-th of two slices, one after the other.
func pick(left, right []segment, i int) segment {
	if i < len(left) {
		return left[i]
	}
	return right[i-len(left)]
}

func drawSegments(b *chart.Buffer, x, y, limit int, segs []segment) {
	for _, s := range segs {
		x = s.draw(b, x, y, limit) + gap
	}
}

// drawHeader fills one line, or two where there are two: what the run is, and how it stands.
func drawHeader(b *chart.Buffer, r chart.Rect, s status) {
	var onLeft, onRight [8]segment
	left, right, inner := identity(onLeft[:0], s.f), standing(onRight[:0], s), r.W-2
	if r.H >= 2 {
		drawSegments(b, r.X+1, r.Y, r.X+r.W, fit(b, inner, left))
		drawSegments(b, r.X+1, r.Y+1, r.X+r.W, fit(b, inner, right))
		return
	}
	left, right = fitSides(b, inner-gap, left, right)
	drawSegments(b, r.X+1, r.Y, r.X+r.W, left)
	drawSegments(b, r.X+r.W-1-totalWidth(b, right), r.Y, r.X+r.W, right)
}

// identity appends what the run is.
func identity(dst []segment, f *experiment.Frame) []segment {
	dst = append(dst, segment{value: "spiketop", role: chart.Title, rank: 9})
	if f == nil {
		return append(dst, segment{value: "waiting for the run …", role: chart.Dim})
	}
	net := &f.Params.Net
	dst = append(dst,
		segment{value: f.Preset, role: chart.Bold, rank: 2},
		segment{"N", whole(net.N), chart.Plain, 4},
		segment{"QIF", percent(net.QIF), chart.QIF, 5},
		segment{"g", decimal(net.G, 2), chart.Plain, 5},
	)
	if t := f.Transfer; t != nil && !math.IsNaN(t.Operating.GEff) {
		dst = append(dst, segment{"g_eff", decimal(t.Operating.GEff, 2), chart.Plain, 7})
	}
	return append(dst, segment{"seed", whole(f.Params.Seed), chart.Plain, 8})
}

func percent(x float64) string {
	if v := x * 100; math.Abs(v-math.Round(v)) > 0.05 {
		return decimal(v, 1, "%")
	}
	return decimal(x*100, 0, "%")
}

// decimal writes x with so many decimals, and what comes after it; whole an integer.
func decimal(x float64, prec int, after ...string) string {
	return floating(x, 'f', prec, after...)
}

// floating does it in any of strconv's formats.
func floating(x float64, format byte, prec int, after ...string) string {
	var a [64]byte
	dst := strconv.AppendFloat(a[:0], x, format, prec, 64)
	for _, s := range after {
		dst = append(dst, s...)
	}
	return chart.Intern(dst)
}

func whole(n int) string {
	var a [24]byte
	return chart.Intern(strconv.AppendInt(a[:0], int64(n), 10))
}

// standing appends how the run stands: clock, time, training.
func standing(dst []segment, s status) []segment {
	if s.f == nil {
		return nil
	}
	dst = append(dst, clock(s), segment{"t", seconds(s.f.TimeMS), chart.Plain, 3})
	return training(dst, s.f)
}

// seconds spells a time of the episode.
func seconds(ms float64) string {
	if ms >= 1e6 {
		return decimal(ms/1000, 0, " s")
	}
	return decimal(ms/1000, 2, " s")
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
			text = chart.Join(text, " ", times(achieved))
		}
		return segment{value: text, role: chart.Good, rank: 1}
	case achieved > 0 && achieved < 0.8*s.speed && s.f.Running && s.speed == s.f.Speed:
		return segment{value: chart.Join("▶ ", times(s.speed), " asked, ", times(achieved)), role: chart.Warn, rank: 1}
	}
	return segment{value: chart.Join("▶ ", times(s.speed)), role: chart.Good, rank: 1}
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

// training appends what training does, with its score.
func training(dst []segment, f *experiment.Frame) []segment {
	switch stageOf(f) {
	case noTarget:
		return append(dst, segment{value: "no target", role: chart.Dim, rank: 2})
	case before:
		if f.Params.Learn.On {
			return append(dst, segment{"untrained", chart.Join("training from ", startOf(f)), chart.Plain, 2})
		}
		return append(dst, segment{value: "untrained", role: chart.Dim, rank: 2})
	case inTraining:
		return append(dst, segment{value: "● TRAINING", role: chart.Train, rank: 1}, segment{"pass", place(f.Pass), chart.Plain, 2}, scoreOf(f, chart.Plain))
	case inTests:
		return append(dst, segment{value: "trained", role: chart.Good, rank: 1}, segment{"test", place(f.Pass), chart.Plain, 2}, scoreOf(f, chart.Plain))
	case notTrained:
		return append(dst, segment{value: "training off", role: chart.Dim, rank: 2}, scoreOf(f, chart.Plain))
	}
	if t := f.Test; t.Tests > 0 {
		return append(dst, segment{value: "trained", role: chart.Good, rank: 1}, segment{"test score", number(t.Score), chart.Plain, 2},
			segment{value: chart.Join("(", count(t.Tests, "test"), ")"), role: chart.Dim, rank: 6})
	}
	return append(dst, segment{value: "training off", role: chart.Dim, rank: 1}, scoreOf(f, chart.Plain))
}

// startOf spells when training starts: "0.5 s".
func startOf(f *experiment.Frame) string { return floating(f.Params.Learn.Start/1000, 'g', 2, " s") }

// place spells the number of a pass: "14/20", and "6" for one beyond the protocol.
func place(p experiment.Pass) string {
	if p.Number > p.Of {
		return whole(p.Number)
	}
	return chart.Join(whole(p.Number), "/", whole(p.Of))
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
	return decimal(x, 2)
}

func count(n int, what string) string {
	if n == 1 {
		return chart.Join("1 ", what)
	}
	return chart.Join(whole(n), " ", what, "s")
}
