package chart

import (
	"charm.land/lipgloss/v2"
	"github.com/NimbleMarkets/ntcharts/v2/canvas"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/graph"
	"github.com/NimbleMarkets/ntcharts/v2/linechart"
)

// ntcharts draws axes, labels, lines, scatters and bars on its own canvas; from
// there the cells that were drawn on are copied into our buffer. Two of its
// habits are avoided, since they cost more than everything else on the screen:
// its View renders cell by cell, and its DrawBrailleLine makes a fresh grid for
// each segment. And it hangs or panics on NaN, Inf, numbers far outside the
// range and canvases of a cell or two, so nothing reaches it but what
// span, clipLine and Begin have let through.

// styles mark the cells of an ntcharts canvas with a role: as the index of the
// foreground colour, which nobody renders.
var styles = func() (s [NRoles]lipgloss.Style) {
	for role := range s {
		s[role] = lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(role))
	}
	return s
}()

func roleOf(s lipgloss.Style) Role {
	if c, ok := s.GetForeground().(lipgloss.ANSIColor); ok && Role(c) < NRoles {
		return Role(c)
	}
	return Plain
}

// Axis is the range of one direction of a plot, and whether its axis is drawn.
type Axis struct {
	Lo, Hi float64
	Show   bool
}

// Pen is how a stroke looks.
type Pen struct {
	Role  Role
	Dash  int  // every so manieth dot; 0 and 1: a solid line
	ASCII rune // the character of the stroke in ASCII mode; 0 is '*'
}

// Plot draws into a rectangle in the units of its data. It is kept between
// frames: in steady state it allocates nothing.
//
//	if p.Begin(b, r, x, y) {
//		p.Pen(Pen{Role: Theory})
//		p.LineTo(…)
//		p.Mark(…)
//		p.End()
//	}
type Plot struct {
	b *Buffer
	r Rect // of the canvas, in the buffer

	made       // the canvas in use
	other made // the one before: two plots may take turns
	area  Rect // of the data, in the canvas

	pen     Pen
	at      [2]float64 // end of the line so far, in dots
	started bool
	dots    int // walked by this pen, for dashes
	lastDot [2]int

	stroke []int // cells with dots of this stroke
	drawn  []int // cells of the canvas that were drawn on in this frame
}

// made is a canvas and what belongs to it.
type made struct {
	key    plotKey // what the canvas and its axes were made for
	chart  linechart.Model
	axes   []placed // drawn by ntcharts once, copied with every frame
	bits   []uint8  // dots of this stroke, for each cell of the canvas
	marked []bool   // whether a cell is in drawn
}

type plotKey struct {
	w, h int
	x, y Axis
}

type placed struct {
	x, y int
	Cell
}

// Begin starts a frame in r. It reports false, and has drawn nothing, if r is
// too small for a plot with these axes.
func (p *Plot) Begin(b *Buffer, r Rect, x, y Axis) bool {
	x.Lo, x.Hi = span(x.Lo, x.Hi)
	y.Lo, y.Hi = span(y.Lo, y.Hi)
	const most = 1 << 12
	if r.W < 3 || r.H < 3 || r.W > most || r.H > most || (y.Show && r.W < 10) || (x.Show && r.H < 4) {
		return false
	}
	if key := (plotKey{r.W, r.H, x, y}); key != p.key {
		if p.made, p.other = p.other, p.made; key != p.key {
			p.make(key)
		}
	}
	p.b, p.r = b, r
	p.area = Rect{r.X + p.originX(), r.Y, p.chart.GraphWidth(), p.chart.GraphHeight()}
	if p.area.W < 2 || p.area.H < 1 {
		return false
	}
	for _, c := range p.axes {
		if c.Role == Border {
			b.Set(r.X+c.x, r.Y+c.y, c.Rune, c.Role)
		} else {
			b.sign(r.X+c.x, r.Y+c.y, c.Rune, c.Role) // a label
		}
	}
	p.pen, p.started, p.dots = Pen{}, false, 0
	return true
}

// originX is the first column of the data.
func (p *Plot) originX() int {
	if p.key.y.Show {
		return p.chart.Origin().X + 1
	}
	return 0
}

// make builds the canvas and has ntcharts draw its axes.
func (p *Plot) make(key plotKey) {
	p.made = made{key: key}
	xs, ys := &scale{Axis: key.x}, &scale{Axis: key.y, up: true}
	steps := func(show bool) int {
		if show {
			return 1
		}
		return 0
	}
	rows := key.h
	if key.x.Show {
		rows -= 2 // the axis and its labels
	}
	ys.fit(4*rows, rows, max(3, rows/3))
	p.chart = linechart.New(key.w, key.h, key.x.Lo, key.x.Hi, key.y.Lo, key.y.Hi,
		linechart.WithXYSteps(steps(key.x.Show), steps(key.y.Show)),
		linechart.WithStyles(styles[Border], styles[Plain], styles[Plain]),
		linechart.WithYLabelFormatter(func(i int, _ float64) string {
			// ntcharts counts label rows from the axis; the first row of data is above it.
			if key.x.Show {
				i--
			}
			return ys.label(i)
		}),
		linechart.WithXLabelFormatter(func(i int, _ float64) string { return xs.centred(i - 1) }))
	columns := p.chart.GraphWidth()
	xs.fit(2*columns, columns, max(3, columns/8))

	n := key.w * key.h
	p.bits, p.marked = make([]uint8, n), make([]bool, n)
	p.stroke, p.drawn, p.axes = p.stroke[:0], p.drawn[:0], nil
	if columns < 2 || p.chart.GraphHeight() < 1 {
		return
	}
	p.chart.DrawXYAxisAndLabel()
	o := p.chart.Origin()
	if key.x.Show {
		for _, t := range xs.cells {
			p.chart.Canvas.SetRuneWithStyle(canvas.Point{X: p.originX() + t, Y: o.Y}, '┬', styles[Border])
		}
	}
	if key.y.Show {
		for _, t := range ys.cells {
			if row := p.chart.GraphHeight() - 1 - t; row >= 0 {
				p.chart.Canvas.SetRuneWithStyle(canvas.Point{X: o.X, Y: row}, '┤', styles[Border])
			}
		}
	}
	for y := range key.h {
		for x := range key.w {
			if c := p.chart.Canvas.Cell(canvas.Point{X: x, Y: y}); c.Rune != 0 {
				p.axes = append(p.axes, placed{x, y, Cell{c.Rune, roleOf(c.Style)}})
			}
		}
	}
	p.chart.Canvas.Fill(canvas.Cell{}) // Clear would allocate every row anew
}

// Area is where the data go, without axes and labels.
func (p *Plot) Area() Rect { return p.area }

// place returns the place of (x, y) in braille dots of Area, not rounded.
func (p *Plot) place(x, y float64) (float64, float64) {
	kx, ky := p.key.x, p.key.y
	w, h := float64(p.area.DotsWide()-1), float64(p.area.DotsHigh()-1)
	return (x - kx.Lo) / (kx.Hi - kx.Lo) * w, (ky.Hi - y) / (ky.Hi - ky.Lo) * h
}

// Cell returns the cell of (x, y) in the buffer, and whether it lies in Area.
func (p *Plot) Cell(x, y float64) (col, row int, ok bool) {
	dx, dy := p.place(x, y)
	// Half a dot beyond the edge still rounds to the edge.
	if !(dx >= -0.5 && dy >= -0.5 && dx < float64(p.area.DotsWide()) && dy < float64(p.area.DotsHigh())) {
		return 0, 0, false
	}
	col, row = round(max(dx, 0))/2, round(max(dy, 0))/4
	return p.area.X + min(col, p.area.W-1), p.area.Y + min(row, p.area.H-1), true
}

// Pen commits what was drawn so far and starts a new stroke.
func (p *Plot) Pen(pen Pen) {
	p.flush()
	if pen.ASCII == 0 {
		pen.ASCII = '*'
	}
	p.pen, p.started, p.dots, p.lastDot = pen, false, 0, [2]int{-1, -1}
}

// LineTo draws a line from the last point to (x, y); the first point, and the one
// after a value that is not a number, only starts it.
func (p *Plot) LineTo(x, y float64) {
	dx, dy := p.place(x, y)
	if !(abs(dx) < 1e100 && abs(dy) < 1e100) {
		p.started = false
		return
	}
	from := p.at
	if !p.started {
		from = [2]float64{dx, dy}
	}
	p.at, p.started = [2]float64{dx, dy}, true
	lineDots(from[0], from[1], dx, dy, float64(p.area.DotsWide()-1), float64(p.area.DotsHigh()-1), func(x, y int) {
		if d := [2]int{x, y}; d != p.lastDot {
			p.lastDot = d
			step := p.dots
			if p.b.Big {
				step /= 2 // dots are twice as wide
			}
			if p.pen.Dash < 2 || step%p.pen.Dash == 0 {
				p.set(x, y)
			}
			p.dots++
		}
	})
}

// Break ends the line: the next LineTo starts another.
func (p *Plot) Break() { p.started = false }

// Dot sets the one dot of (x, y).
func (p *Plot) Dot(x, y float64) {
	dx, dy := p.place(x, y)
	if dx >= -0.5 && dy >= -0.5 && dx < float64(p.area.DotsWide())-0.5 && dy < float64(p.area.DotsHigh())-0.5 {
		p.set(round(max(dx, 0)), round(max(dy, 0)))
	}
}

// set sets a dot of the stroke; (x, y) must lie in Area.
func (p *Plot) set(x, y int) {
	cell := (p.area.Y-p.r.Y+y>>2)*p.key.w + p.area.X - p.r.X + x>>1
	if p.bits[cell] == 0 {
		p.stroke = append(p.stroke, cell)
	}
	p.bits[cell] |= uint8(p.b.dotBits(x, y))
}

// flush draws the stroke on the ntcharts canvas.
func (p *Plot) flush() {
	for _, cell := range p.stroke {
		at := canvas.Point{X: cell % p.key.w, Y: cell / p.key.w}
		if p.b.ASCII {
			p.chart.Canvas.SetRuneWithStyle(at, p.pen.ASCII, styles[p.pen.Role])
		} else {
			graph.DrawBrailleRune(&p.chart.Canvas, at, brailleBase|rune(p.bits[cell]), styles[p.pen.Role])
		}
		p.bits[cell] = 0
		p.mark(cell)
	}
	p.stroke = p.stroke[:0]
}

func (p *Plot) mark(cell int) {
	if !p.marked[cell] {
		p.marked[cell] = true
		p.drawn = append(p.drawn, cell)
	}
}

// Mark sets a character at (x, y), over all strokes so far. It reports whether
// (x, y) is in range.
func (p *Plot) Mark(x, y float64, r rune, role Role) bool {
	col, row, ok := p.Cell(x, y)
	if !ok {
		return false
	}
	p.flush()
	at := canvas.Point{X: col - p.r.X, Y: row - p.r.Y}
	p.chart.Canvas.SetRuneWithStyle(at, r, styles[role])
	p.mark(at.Y*p.key.w + at.X)
	return true
}

// End copies the canvas into the buffer and wipes it for the next frame.
func (p *Plot) End() {
	p.flush()
	for _, cell := range p.drawn {
		at := canvas.Point{X: cell % p.key.w, Y: cell / p.key.w}
		c := p.chart.Canvas.Cell(at)
		p.b.Set(p.r.X+at.X, p.r.Y+at.Y, c.Rune, roleOf(c.Style))
		p.chart.Canvas.SetCell(at, canvas.Cell{})
		p.marked[cell] = false
	}
	p.drawn = p.drawn[:0]
}

// Bars draws horizontal bars with the rows of an ntcharts canvas. It is kept
// between frames.
type Bars struct {
	canvas canvas.Model
	w, h   int
}

// Draw draws a bar from the left edge of each row of r: fracs[k] of its width, to the
// eighth of a cell. NaN and negative values draw nothing (SignedBar does those).
func (n *Bars) Draw(b *Buffer, r Rect, fracs []float64, role Role) {
	const most = 1 << 12
	if r.W < 1 || r.H < 1 || r.W > most || r.H > most {
		return
	}
	if r.W > n.w || r.H > n.h { // bars of several widths share a canvas
		n.w, n.h = max(r.W, n.w), max(r.H, n.h)
		n.canvas = canvas.New(n.w, n.h)
	}
	for y, f := range fracs[:min(len(fracs), r.H)] {
		graph.DrawRowLeftToRight(&n.canvas, canvas.Point{Y: y}, unit(f)*float64(r.W), styles[role])
		for x := range r.W {
			c := n.canvas.Cell(canvas.Point{X: x, Y: y})
			if c.Rune == 0 {
				break
			}
			b.Set(r.X+x, r.Y+y, c.Rune, roleOf(c.Style))
			n.canvas.SetCell(canvas.Point{X: x, Y: y}, canvas.Cell{})
		}
	}
}
