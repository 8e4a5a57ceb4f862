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

// layoutNames are how presets call the layouts.
var layoutNames = []string{Auto.String(), Columns.String(), Single.String()}

// What else stands on the screen: parts with negative numbers.
const (
	partHeader = -1 - iota
	partSecond // whom keys act on and what differs, where there are two networks
	partTabs
	partCaption // what the preset is about
	partNote    // message, hint, command line
	partKeys
	partSmall  // instead of all others: the screen is too small
	partLesson // the text of the lesson that goes on
)

// Below this size there is only a sentence.
const minW, minH = 60, 16

// From these sizes on the panes stand in a grid, and all of them in it.
const (
	gridW, gridH = 100, 30
	allW, allH   = 180, 50
)

// placed is a part of the screen, a pane (≥ 0) or one of the rows, and its place.
type placed struct {
	Part   int
	Folded bool // of a pane: only its title line
	chart.Rect
}

// arrangement is what the places on the screen follow from.
type arrangement struct {
	w, h    int
	layout  Layout
	focus   int
	zoom    bool
	picked  picks
	guest   guest
	caption int  // rows of the caption
	two     bool // networks
	lesson  lessonBox
	weights weights
	silent  [most]bool // panes that have nothing to say
}

// picks are up to two panes that a person picked to fill the screen.
type picks struct {
	pane [2]int8
	n    int8
}

func (p *picks) list() []int8      { return p.pane[:p.n] }
func (p *picks) has(pane int) bool { return slices.Contains(p.list(), int8(pane)) }
func (p *picks) add(pane int)      { p.n = min(p.n+1, 2); p.pane[p.n-1] = int8(pane) }
func (p *picks) drop(pane int) {
	if p.pane[0] == int8(pane) {
		p.pane[0] = p.pane[1]
	}
	p.n--
}

func (a *arrangement) tooSmall() bool { return a.w < minW || a.h < minH }

// grid reports whether there is room for the grid, all for all panes in it.
func (a *arrangement) grid() bool {
	return a.layout == Auto && a.w >= gridW && a.h >= gridH && !a.zoom && a.picked.n == 0
}
func (a *arrangement) all() bool { return a.grid() && a.w >= allW && a.h >= allH }

// captioned reports whether the text on the preset stands below the panes.
func (a *arrangement) captioned() bool {
	return !a.tooSmall() && !a.zoom && a.lesson == (lessonBox{}) && (a.picked.n > 0 || a.all())
}

// arrange places everything on the screen:
//
//	too small       a sentence
//	zoom            the focused pane
//	picked panes    these, side by side where there is room, and the caption
//	80×24           the focused pane and what matters most, one above the other
//	100×30 and up   what matters most in the left half, the others in the right
//	180×50 and up   the same, all of them with one guest, and the caption
func arrange(panes []slot, a arrangement) []placed {
	w, h := a.w, a.h
	if a.tooSmall() {
		return []placed{{Part: partSmall, Rect: chart.Rect{W: max(0, w), H: max(0, h)}}}
	}
	head := 1
	if w < gridW {
		head = 2
	}
	out := []placed{
		{Part: partHeader, Rect: chart.Rect{W: w, H: head}},
		{Part: partNote, Rect: chart.Rect{Y: h - 2, W: w, H: 1}},
		{Part: partKeys, Rect: chart.Rect{Y: h - 1, W: w, H: 1}},
	}
	if a.two {
		out = append(out, placed{Part: partSecond, Rect: chart.Rect{Y: head, W: w, H: 1}})
		head++
	}
	area := chart.Rect{Y: head, W: w, H: h - head - 2}
	if a.lesson != (lessonBox{}) {
		out = append(out, placed{Part: partLesson, Rect: a.lesson.cut(&area)})
		a.w = area.W // what is left is a narrower screen
	}
	if a.caption > 0 {
		area.H -= a.caption
		out = append(out, placed{Part: partCaption, Rect: chart.Rect{Y: area.Y + area.H, W: w, H: a.caption}})
	}
	switch {
	case a.zoom:
		return append(out, placed{Part: a.focus, Rect: area})
	case a.picked.n > 0:
		return append(out, a.beside(area, a.pair())...)
	case a.grid() && a.swaps(panes):
		return append(out, a.swapped(panes, area)...)
	case a.grid():
		return append(out, a.halves(panes, area)...)
	}
	out = append(out, placed{Part: partTabs, Rect: chart.Rect{X: area.X, Y: area.Y, W: area.W, H: 1}})
	area.Y++
	area.H--
	n := 2
	switch {
	case a.layout == Single:
		n = 1
	case a.layout == Auto && w < gridW:
		n = min(max(area.H/9, 1), 4)
	}
	return append(out, a.beside(area, a.company(n))...)
}

// pair is the picked panes; a focus elsewhere takes the place of the second.
func (a *arrangement) pair() []int {
	var out []int
	for _, p := range a.picked.list() {
		out = append(out, int(p))
	}
	if !a.picked.has(a.focus) {
		out = append(out[:1], a.focus)
	}
	slices.Sort(out)
	return out
}

// company is the focused pane with up to n−1 others, what matters most first. They
// come in the order of the tab key, so that a pane keeps its place when the focus
// moves to the one beside it.
func (a *arrangement) company(n int) []int {
	out := []int{a.focus}
	for _, p := range a.weights.ranked() {
		if p := int(p); len(out) < n && !slices.Contains(out, p) && !a.silent[p] {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// beside places panes side by side where there is room for two, else one above the
// other, with more height for the focus.
func (a *arrangement) beside(area chart.Rect, panes []int) (out []placed) {
	shares := make([]int, len(panes))
	for i, p := range panes {
		shares[i] = 10
		if p == a.focus && a.w < gridW {
			shares[i] = 14
		}
	}
	if a.w < gridW {
		return column(area, panes, split(area.H, shares...))
	}
	for i, w := range split(area.W, shares...) {
		out = append(out, placed{Part: panes[i], Rect: chart.Rect{X: area.X, Y: area.Y, W: w, H: area.H}})
		area.X += w
	}
	return out
}

// halves gives the left half to what matters most and the right one to the others.
func (a *arrangement) halves(panes []slot, area chart.Rect) []placed {
	most := a.focus
	for _, p := range a.weights.ranked() {
		if !a.silent[p] {
			most = int(p)
			break
		}
	}
	ws := split(area.W, 1, 1)
	left, right := area, area
	left.W, right.X, right.W = ws[0], area.X+ws[0], ws[1]
	out := []placed{{Part: most, Rect: left}}
	var open, folded, wide []int
	guest := a.guestShown(panes)
	for p := range panes {
		switch {
		case p == most:
		case a.isGuest(panes, p) && (p != guest || a.all()): // has a place of its own, or none
		case p != a.focus && (a.silent[p] || a.weights.of[p] == Folded && !a.all()):
			folded = append(folded, p)
		case panes[p].Wide && a.all():
			wide = append(wide, p)
		default:
			open = append(open, p)
		}
	}
	if guest == most || !a.all() {
		guest = none
	}
	if len(open) == 0 { // what has a place of its own takes the others' too
		open, wide = wide, nil
		if guest != none {
			open, guest = append(open, guest), none
		}
	}
	if len(open) == 0 || !a.all() {
		return append(out, a.stack(right, open, folded)...)
	}
	right.H -= len(folded)
	out = append(out, titles(right, folded)...)
	for _, p := range wide {
		h := right.H / 3
		right.H -= h
		row := chart.Rect{X: right.X, Y: right.Y + right.H, W: right.W, H: h}
		if guest != none { // beside the list
			ws := split(row.W, 1, 1)
			out = append(out, placed{Part: guest, Rect: row.Cols(ws[0], ws[1])})
			row.W, guest = ws[0], none
		}
		out = append(out, placed{Part: p, Rect: row})
	}
	if guest != none {
		open = append(open, guest)
	}
	if len(open) < 2 {
		return append(out, a.stack(right, open, nil)...)
	}
	half := (len(open) + 1) / 2
	ws = split(right.W, 1, 1)
	out = append(out, a.stack(right.Cols(0, ws[0]), open[:half], nil)...)
	return append(out, a.stack(right.Cols(ws[0], ws[1]), open[half:], nil)...)
}

// Heights with which a pane of each weight still shows what it is for, and the share
// of the rows that are left.
var (
	leastRows = [...]int{Folded: 6, Small: 6, Medium: 7, Large: 8}
	moreRows  = [...]int{Folded: 2, Small: 2, Medium: 3, Large: 4}
)

// stack places the open panes in r by their weights, and below them the titles of the
// folded ones, as far as there is room. What finds no room folds too, what matters least first; the focused
// pane does not, and one that is open for the focus alone has half the height (where
// it does not stand there anyway).
func (a *arrangement) stack(r chart.Rect, open, folded []int) []placed {
	if len(open) == 0 { // nothing has anything to say, or all is small print
		for _, p := range a.weights.ranked() {
			if at := slices.Index(folded, int(p)); at >= 0 {
				open, folded = []int{int(p)}, slices.Delete(folded, at, at+1)
				break
			}
		}
	}
	least := func(p int) int {
		if p == a.focus && !a.all() && (a.silent[p] || a.weights.of[p] == Folded) {
			return r.H / 2
		}
		return leastRows[a.weights.of[p]]
	}
	need := len(folded)
	for _, p := range open {
		need += least(p)
	}
	// An open pane says more than a title. Titles go first, but for two.
	for _, p := range slices.Backward(a.weights.ranked()) {
		if need <= r.H || len(folded) <= 2 {
			break
		}
		if at := slices.Index(folded, int(p)); at >= 0 && a.weights.of[p] == Folded {
			need--
			folded = slices.Delete(slices.Clone(folded), at, at+1)
		}
	}
	for _, p := range slices.Backward(a.weights.ranked()) {
		if need <= r.H || len(open) < 2 {
			break
		}
		p := int(p)
		if at := slices.Index(open, p); at >= 0 && p != a.focus {
			need -= least(p) - 1
			open, folded = slices.Delete(slices.Clone(open), at, at+1), append(folded, p)
		}
	}
	slices.Sort(folded)
	shares := make([]int, len(open))
	for i, p := range open {
		shares[i] = moreRows[a.weights.of[p]]
	}
	rows := split(max(0, r.H-need), shares...)
	for i, p := range open {
		rows[i] += least(p)
	}
	if len(open) == 1 {
		rows[0] = r.H - len(folded)
	}
	r.H -= len(folded)
	return append(column(r, open, rows), titles(r, folded)...)
}

// titles places the title lines of folded panes below r.
func titles(r chart.Rect, folded []int) (out []placed) {
	for k, p := range folded {
		out = append(out, placed{Part: p, Folded: true, Rect: chart.Rect{X: r.X, Y: r.Y + r.H + k, W: r.W, H: 1}})
	}
	return out
}

// column stacks panes in r, with so many rows each.
func column(r chart.Rect, panes, rows []int) (out []placed) {
	for i, h := range rows {
		out = append(out, placed{Part: panes[i], Rect: chart.Rect{X: r.X, Y: r.Y, W: r.W, H: h}})
		r.Y += h
	}
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
