package tui

import (
	"slices"

	"spiketop/tui/chart"
)

// Layout is how the panes share the screen.
type Layout int

const (
	Auto    Layout = iota // as many panes as fit well
	Columns               // the focused pane and its companion, side by side
	Single                // the focused pane
	nLayouts
)

func (l Layout) String() string { return [...]string{"auto", "columns", "single"}[l] }

// What else stands on the screen: parts with negative numbers.
const (
	partHeader = -1 - iota
	partTabs
	partNote // message, hint, command line
	partKeys
	partAbout // what the preset is about
	partSmall // instead of all others: the screen is too small
)

// Below this size there is only a sentence.
const minW, minH = 60, 16

// From this size on the grid of all panes is shown, and the parameters beside it.
const (
	gridW, gridH = 100, 30
	allW, allH   = 170, 36
)

// placed is a part of the screen, a pane (≥ 0) or one of the rows, and its place.
type placed struct {
	Part int
	chart.Rect
}

// arrange places everything on a screen of w×h cells.
func arrange(panes []slot, w, h int, layout Layout, focus int, zoom bool) []placed {
	if w < minW || h < minH {
		return []placed{{partSmall, chart.Rect{W: max(0, w), H: max(0, h)}}}
	}
	head := 1
	if w < gridW {
		head = 2
	}
	out := []placed{
		{partHeader, chart.Rect{W: w, H: head}},
		{partNote, chart.Rect{Y: h - 2, W: w, H: 1}},
		{partKeys, chart.Rect{Y: h - 1, W: w, H: 1}},
	}
	area := chart.Rect{Y: head, W: w, H: h - head - 2}
	if zoom {
		return append(out, placed{focus, area})
	}
	if layout == Auto && w >= gridW && h >= gridH {
		return append(out, grid(panes, area, focus, w >= allW && h >= allH)...)
	}

	out = append(out, placed{partTabs, chart.Rect{Y: head, W: w, H: 1}})
	area.Y++
	area.H--
	switch {
	case layout == Single:
		return append(out, placed{focus, area})
	case w >= gridW: // side by side
		two := withCompanions(panes, focus, 2)
		ws := split(area.W, 1, 1)
		return append(out,
			placed{two[0], chart.Rect{X: 0, Y: area.Y, W: ws[0], H: area.H}},
			placed{two[1], chart.Rect{X: ws[0], Y: area.Y, W: ws[1], H: area.H}})
	default: // one above the other, more height for the focus
		shown := withCompanions(panes, focus, min(max(area.H/9, 1), 4))
		weights := make([]int, len(shown))
		for i, p := range shown {
			weights[i] = 10
			if p == focus {
				weights[i] = 14
			}
		}
		return append(out, column(area, shown, weights...)...)
	}
}

// aboutHeight is the share of the side column that the text on the preset has.
const aboutHeight = 29

// grid is two columns of panes, and beside them the side column where there is
// room (all). A focused pane that has no place in it stands in place of the right
// column, so that those on the left answer a change at once.
func grid(panes []slot, area chart.Rect, focus int, all bool) []placed {
	var parts, heights [nColumns][]int
	for i, p := range panes {
		parts[p.Column], heights[p.Column] = append(parts[p.Column], i), append(heights[p.Column], p.Height)
	}
	var out []placed
	if all {
		ws := split(area.W, 40, 34, 26)
		beside := chart.Rect{X: ws[0] + ws[1], Y: area.Y, W: ws[2], H: area.H}
		out = append(out, column(beside, append(parts[Side], partAbout), append(heights[Side], aboutHeight)...)...)
		area.W -= ws[2]
	}
	ws := split(area.W, 55, 45)
	a, b := area, area
	a.W, b.X, b.W = ws[0], area.X+ws[0], ws[1]
	out = append(out, column(a, parts[Left], heights[Left]...)...)
	if where := panes[focus].Column; where == Nowhere || where == Side && !all {
		return append(out, placed{focus, b})
	}
	return append(out, column(b, parts[Right], heights[Right]...)...)
}

// column stacks panes in r, with heights in the given proportion.
func column(r chart.Rect, panes []int, weights ...int) []placed {
	var out []placed
	y := r.Y
	for i, h := range split(r.H, weights...) {
		out = append(out, placed{panes[i], chart.Rect{X: r.X, Y: y, W: r.W, H: h}})
		y += h
	}
	return out
}

// withCompanions is the focused pane with up to n−1 others, in the order of the
// tab key, so that a pane keeps its place when the focus moves to the one beside it.
func withCompanions(panes []slot, focus, n int) []int {
	var order []int // who comes beside it, the first first
	if beside := paneNamed(panes, panes[focus].Beside); beside >= 0 {
		order = append(order, beside)
	}
	fills := len(order)
	for i := range panes {
		if panes[i].Fills > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order[fills:], func(a, b int) int { return panes[a].Fills - panes[b].Fills })
	out := []int{focus}
	for _, p := range order {
		if len(out) < n && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// split divides total in the proportion of the weights; the parts add up to total.
func split(total int, weights ...int) []int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	out := make([]int, len(weights))
	at, acc := 0, 0
	for i, w := range weights {
		acc += w
		end := total * acc / sum
		out[i] = end - at
		at = end
	}
	return out
}
