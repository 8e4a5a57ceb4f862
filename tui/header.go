package tui

import (
	"math"
	"strconv"

	"spiketop/live"
	"spiketop/tui/chart"
)

// status is what the header shows: the newest frame, and what was asked of the
// run and has not come back yet.
type status struct {
	f       *live.Frame // nil before the first
	running bool
	speed   float64
	held    bool   // the panes do not follow
	blind   bool   // what is measured may not be shown: a prediction is to be made
	keys    string // who has the keys; empty: the person here
}

func (m *Model) state() status {
	return status{m.frame, m.running(), m.speed(), m.held != nil, m.pending(), m.opts.Class.Holder()}
}

// segment is a piece of a bar: a label, a value, and how long it stays when the
// room gets short (the smaller the rank, the longer).
type segment struct {
	label, value string
	role         chart.Role // of the value
	rank         int
	crumb        bool // a stage of the run: an arrow between it and the next
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
		x = b.Text(x, y, limit, s.label, chart.Plain)
		if s.value != "" {
			x++
		}
	}
	return b.Text(x, y, limit, s.value, s.role)
}

// What stands between segments, and between two stages of the run.
const (
	gap   = 2 // blanks
	arrow = " › "
)

// between is the room before the k-th segment.
func between(b *chart.Buffer, segs []segment, k int) int {
	switch {
	case k == 0:
		return 0
	case segs[k].crumb && segs[k-1].crumb:
		return b.Width(arrow)
	}
	return gap
}

func totalWidth(b *chart.Buffer, segs []segment) int {
	w := 0
	for k, s := range segs {
		w += between(b, segs, k) + s.width(b)
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
	for totalWidth(b, left)+totalWidth(b, right) > w {
		at, rank := -1, 0
		for i := range len(left) + len(right) {
			if r := pick(left, right, i).rank; at < 0 || r >= rank {
				at, rank = i, r
			}
		}
		if at < 0 {
			break
		}
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
	for k, s := range segs {
		if k > 0 && s.crumb && segs[k-1].crumb {
			b.Text(x, y, limit, arrow, chart.Plain)
		}
		x = s.draw(b, x+between(b, segs, k), y, limit)
	}
}

// drawHeader fills one line, or two where there are two: what the run is, and how it stands.
func drawHeader(b *chart.Buffer, r chart.Rect, s status) {
	var onLeft, onRight [16]segment
	left, right, inner := identity(onLeft[:0], s), standing(onRight[:0], s), r.W-2
	if s.keys != "" {
		right = append(right, segment{label: "keys:", value: s.keys, role: chart.Warn})
	}
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
func identity(dst []segment, s status) []segment {
	f := s.f
	dst = append(dst, segment{value: "spiketop", role: chart.Title, rank: 13})
	if f == nil {
		return append(dst, segment{value: "waiting for the run …", role: chart.Plain})
	}
	net := &f.Params.Net
	dst = append(dst,
		segment{value: f.Preset, role: chart.Bold, rank: 2},
		segment{label: "N", value: whole(net.N), role: chart.Bold, rank: 4},
	)
	dst = composition(dst, f)
	dst = append(dst,
		segment{label: "g", value: decimal(net.G, 2), role: chart.Bold, rank: 5},
	)
	if t := f.Transfer; t != nil && !s.blind {
		dst = append(dst, segment{label: "g_eff", value: number(t.GEff.Value), role: chart.Bold, rank: 7})
	}
	return append(dst, segment{label: "seed", value: whole(f.Params.Seed), role: chart.Plain, rank: 12})
}

// composition appends the fraction of every type that has neurons, without the
// last, which is the rest; of the last where it has all.
func composition(dst []segment, f *live.Frame) []segment {
	last := len(f.Populations) - 1
	for k := range f.Populations {
		p := &f.Populations[k]
		switch {
		case p.Len() <= 0:
		case k < last:
			dst = append(dst, segment{label: p.Symbol, value: percent(f.Params.Net.Types[k].Fraction), role: typeRole(k), rank: 5})
		case presentTypes(f) == 1:
			dst = append(dst, segment{label: p.Symbol, value: percent(1), role: typeRole(k), rank: 5})
		}
	}
	return dst
}

func percent(x float64) string {
	if v := x * 100; math.Abs(v-math.Round(v)) > 0.05 {
		return decimal(v, 1, "%")
	}
	return decimal(x*100, 0, "%")
}

// decimal writes x with so many decimals, and what comes after it; whole an integer.
// What is not finite is a dash.
func decimal(x float64, prec int, after ...string) string {
	return floating(x, 'f', prec, after...)
}

// floating does it in any of strconv's formats.
func floating(x float64, format byte, prec int, after ...string) string {
	var a [64]byte
	dst := a[:0]
	if finite(x) {
		dst = strconv.AppendFloat(dst, x, format, prec, 64)
	} else {
		dst = append(dst, chart.NA...)
	}
	for _, s := range after {
		dst = append(dst, s...)
	}
	return chart.Intern(dst)
}

func whole(n int) string {
	var a [24]byte
	return chart.Intern(strconv.AppendInt(a[:0], int64(n), 10))
}

// number writes a score or a gain.
func number(x float64) string { return decimal(x, 2) }

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// count is a number of things: "1 test", "5 tests".
func count(n int, what string) string { return plural(n, what, chart.Join(what, "s")) }

// plural is the same where the plural takes more than an s: "1 pass", "5 passes".
func plural(n int, one, many string) string {
	if n == 1 {
		return chart.Join("1 ", one)
	}
	return chart.Join(whole(n), " ", many)
}
