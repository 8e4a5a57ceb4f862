package tui

import (
	"math"

	"spiketop/live"
	"spiketop/plane"
	"spiketop/tui/chart"
)

func (p *mapPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if b.Ledger != nil { // it wants to see the texts
		p.paint(b, r, f)
		return
	}
	key := mapKey{f.Map, f.Params, len(f.Been), p.cursor, p.placed, r.W, r.H, b.ASCII, b.Big, p.bare}
	if key != p.drawn || p.own.W == 0 {
		p.drawn, p.own.ASCII, p.own.Big = key, b.ASCII, b.Big
		p.own.Resize(r.W, r.H)
		p.paint(&p.own, chart.Rect{W: r.W, H: r.H}, f)
	}
	for y := range r.H {
		for x := range r.W {
			c := p.own.At(x, y)
			b.Set(r.X+x, r.Y+y, c.Rune, c.Role)
		}
	}
}

// paint draws the pane.
func (p *mapPane) paint(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	m := f.Map
	p.cells = chart.Rect{}
	defer func() { p.cells.X, p.cells.Y = p.cells.X-r.X, p.cells.Y-r.Y }()
	if m == nil {
		sayInstead(b, r, "No map yet: 8 fills one. Each cell is a run of its own, made beside the live network.")
		return
	}
	if m.X.None() || m.Trouble != "" && len(m.Cells) == 0 {
		sayInstead(b, r, chart.Join("No map: ", m.Trouble))
		return
	}
	foot := 1
	if r.H >= 9 {
		foot = 2
	}
	body := r.Rows(0, r.H-foot)
	if r.H >= 7 && !p.bare {
		p.drawScale(b, r.Rows(0, 1), m)
		body = body.Rows(1, body.H)
	}
	var ok bool
	if m.Y.None() {
		ok = p.drawLine(b, body, f)
	} else {
		ok = p.drawHeat(b, body, f)
	}
	if !ok {
		b.Wrap(body, "the map needs more room: z fills the screen", chart.Plain)
	}
	if foot == 2 {
		p.drawReading(b, r.Rows(r.H-2, 1), f)
	}
	p.drawLargest(b, r.Rows(r.H-1, 1), f)
}

// drawHeat draws the cells with their axes.
func (p *mapPane) drawHeat(b *chart.Buffer, r chart.Rect, f *live.Frame) bool {
	m := f.Map
	nx, ny := m.X.Len(), m.Y.Len()
	label := 0
	for _, text := range m.Y.Values {
		label = max(label, b.Width(text)+1)
	}
	p.cells = chart.Rect{X: r.X + label, Y: r.Y, W: r.W - label, H: r.H - 1}
	area := p.cells
	if area.W < nx || area.H < ny {
		p.cells = chart.Rect{}
		return false
	}
	cell := func(i, j int) chart.Rect {
		x0, x1 := area.W*i/nx, area.W*(i+1)/nx
		y0, y1 := area.H*(ny-1-j)/ny, area.H*(ny-j)/ny
		return chart.Rect{X: area.X + x0, Y: area.Y + y0, W: x1 - x0, H: y1 - y0}
	}
	for j, text := range m.Y.Values {
		at := cell(0, j)
		b.Text(r.X+label-1-b.Width(text), at.Y+at.H/2, r.X+label, text, chart.Plain)
	}
	p.drawXLabels(b, chart.Rect{X: r.X, Y: area.Y + area.H, W: r.W, H: 1}, m, func(k int) int { at := cell(k, 0); return at.X + (at.W-1)/2 })

	lo, hi := m.Range()
	least, span := 0.0, 1.0
	if hi != nil {
		least = m.Read(lo).Value
		span = m.Read(hi).Value - least
	}
	part := func(v float64) float64 {
		if !(span > 0) {
			return 1
		}
		return (v - least) / span
	}
	stepX := func(x int) float64 { return steps(x, area.W, nx) }
	stepY := func(y int) float64 { return steps(area.H-1-y, area.H, ny) }
	for y := range area.H {
		for x := range area.W {
			at := m.Nearest(stepX(x)*plane.Sub, stepY(y)*plane.Sub)
			if v := m.At(at).Value; finite(v) {
				shade, role := chart.Heat(part(v))
				b.Set(area.X+x, area.Y+y, shade, role)
			}
		}
	}
	cross := func(field *plane.Field, levels []float64, mark rune, role chart.Role) {
		for y := range area.H {
			for x := range area.W {
				here := field.Value(stepX(x), stepY(y))
				for _, level := range levels {
					for _, next := range []float64{field.Value(stepX(x+1), stepY(y)), field.Value(stepX(x), stepY(y+1))} {
						if finite(here) && finite(next) && (here >= level) != (next >= level) {
							b.Set(area.X+x, area.Y+y, mark, role)
						}
					}
				}
			}
		}
	}
	levels := levelsOf(m)
	cross(m.FieldOf(m.Show), levels, '•', chart.Bold)
	if t := plane.TheoryOf(m.Show); t != nil {
		if t.Levels != nil {
			levels = t.Levels
		}
		cross(m.FieldOf(t.Path), levels, '×', chart.Theory)
	}
	cursor := p.at(f)
	for j := range ny {
		for i := range nx {
			at := plane.At{I: plane.Sub * i, J: plane.Sub * j}
			p.drawCell(b, cell(i, j), m, at, at == cursor)
		}
	}
	if !cursor.OnGrid() {
		x, y := dot(area, nx, ny, float64(cursor.I)/plane.Sub, float64(cursor.J)/plane.Sub)
		b.Set(x, y, '▣', chart.Focus)
	}
	p.drawPlaces(b, area, f)
	return true
}

// steps is where the middle of character x of w lies on an axis of n values, in
// steps from the first value.
func steps(x, w, n int) float64 { return (float64(x)+.5)*float64(n)/float64(w) - .5 }

// dot is the character at a place, in steps from the first values.
func dot(area chart.Rect, nx, ny int, x, y float64) (col, row int) {
	col, row = int((x+.5)*float64(area.W)/float64(nx)), area.H-1-int((y+.5)*float64(area.H)/float64(ny))
	return area.X + min(max(col, 0), area.W-1), area.Y + min(max(row, 0), area.H-1)
}

// drawXLabels writes the values of the first axis below their columns, as many as
// have room.
func (*mapPane) drawXLabels(b *chart.Buffer, r chart.Rect, m *plane.Map, column func(k int) int) {
	free := r.X
	for k, text := range m.X.Values {
		w := b.Width(text)
		x := min(column(k)-(w-1)/2, r.X+r.W-w)
		if x < free || k%every(m.X.Values, r.W) != 0 {
			continue
		}
		b.Text(x, r.Y, r.X+r.W, text, chart.Plain)
		free = x + w + 1
	}
}

// every is how many labels there are for each that has room.
func every(labels []string, width int) int {
	longest := 0
	for _, text := range labels {
		longest = max(longest, len([]rune(text))+1)
	}
	return max(1, (longest*len(labels)+width-1)/max(width, 1))
}

// marks of the states of a cell, which differ by shape.
var stateMarks = [...]struct {
	word string
	mark rune
	role chart.Role
}{plane.Empty: {"·", '·', chart.Plain}, plane.Busy: {"…", '…', chart.Plain}, plane.Failed: {"failed", '✗', chart.Bad},
	plane.Undefined: {"none", '–', chart.Plain}, plane.Doubtful: {"", '!', chart.Warn}, plane.Sound: {}}

// drawCell writes what a cell of the grid has to say into its middle: the number,
// ! behind it where a run has a warning; else a mark. The cursor is brackets.
func (p *mapPane) drawCell(b *chart.Buffer, r chart.Rect, m *plane.Map, at plane.At, cursor bool) {
	reading := m.At(at)
	state := stateMarks[reading.State]
	text, role := state.word, state.role
	if finite(reading.Value) {
		text, role = plane.Text(reading), chart.Bold
	}
	y := r.Y + r.H/2
	w := b.Width(text)
	room := r.W - 2
	if r.H == 1 {
		room = r.W - 1
	}
	switch {
	case text != "" && w <= room:
		x := r.X + (r.W-w)/2
		if x > r.X {
			b.Set(x-1, y, ' ', chart.Plain)
		}
		if x+w < r.X+r.W {
			b.Set(x+w, y, ' ', chart.Plain)
		}
		b.Text(x, y, r.X+r.W, text, role)
		if cursor {
			if x > r.X {
				b.Set(x-1, y, '[', chart.Focus)
			}
			if x+w < r.X+r.W {
				b.Set(x+w, y, ']', chart.Focus)
			}
		}
	case cursor:
		b.Set(r.X+r.W/2, y, '▣', chart.Focus)
	case state.mark != 0:
		b.Set(r.X+r.W/2, y, state.mark, role)
	}
}

// drawPlaces marks where the run stands and where it was before.
func (p *mapPane) drawPlaces(b *chart.Buffer, area chart.Rect, f *live.Frame) {
	m := f.Map
	nx, ny := m.X.Len(), m.Y.Len()
	mark := func(x, y float64, shape rune, role chart.Role) {
		if !(x >= 0 && y >= 0 && x <= float64(nx-1) && y <= float64(ny-1)) {
			return
		}
		col, row := dot(area, nx, ny, x, y)
		if b.At(col, row).Rune < 0x80 { // beside what the cell has to say: above, or at its left edge
			if _, above := dot(area, nx, ny, x, y+.5-1e-9); above < row {
				row = above
			} else {
				col, _ = dot(area, nx, ny, math.Round(x)-.5+1e-9, y)
			}
		}
		b.Set(col, row, shape, role)
	}
	for k := range f.Been {
		mark(m.X.Of(&f.Been[k]), m.Y.Of(&f.Been[k]), '○', chart.Plain)
	}
	mark(m.X.Of(&f.Params), m.Y.Of(&f.Params), '●', chart.Measured)
}

// drawLine draws a map of one parameter: the means, their spread over seeds, theory.
func (p *mapPane) drawLine(b *chart.Buffer, r chart.Rect, f *live.Frame) bool {
	m := f.Map
	lo, hi := math.Inf(1), math.Inf(-1)
	for k := range m.Cells {
		if v := m.Read(&m.Cells[k]); finite(v.Value) {
			d := 0.0
			if finite(v.Spread) {
				d = v.Spread
			}
			lo, hi = min(lo, v.Value-d), max(hi, v.Value+d)
		}
	}
	if lo > hi {
		lo, hi = 0, 1
	}
	margin := max((hi-lo)/12, 1e-6)
	n := m.X.Len()
	x := chart.Axis{Lo: -.4, Hi: float64(n) - .6}
	if !p.plot.Begin(b, r.Rows(0, r.H-1), x, chart.Axis{Lo: lo - margin, Hi: hi + margin, Show: true}) {
		return false
	}
	area := p.plot.Area()
	p.cells = area
	if t := plane.TheoryOf(m.Show); t != nil && t.Levels == nil {
		field := m.FieldOf(t.Path)
		p.plot.Pen(chart.Pen{Role: chart.Theory, ASCII: '-'})
		for k := range n {
			if v := field.Value(float64(k), 0); finite(v) {
				p.plot.LineTo(float64(k), v)
			} else {
				p.plot.Break()
			}
		}
	}
	p.plot.Pen(chart.Pen{Role: chart.Visited, ASCII: '.'})
	for k := range m.Cells {
		if v := m.Read(&m.Cells[k]); finite(v.Value) {
			p.plot.LineTo(float64(m.Cells[k].I)/plane.Sub, v.Value)
		}
	}
	for k := range m.Cells {
		if v := m.Read(&m.Cells[k]); finite(v.Value) && finite(v.Spread) {
			p.plot.Pen(chart.Pen{Role: chart.Plain, ASCII: '|'})
			at := float64(m.Cells[k].I) / plane.Sub
			p.plot.LineTo(at, v.Value-v.Spread)
			p.plot.LineTo(at, v.Value+v.Spread)
			p.plot.Break()
		}
	}
	cursor := p.at(f)
	for k := range m.Cells {
		c := &m.Cells[k]
		v := m.Read(c)
		mark, role := '◆', chart.Bold
		if v.State == plane.Doubtful {
			mark, role = '!', chart.Warn
		}
		if c.At == cursor {
			mark, role = '▣', chart.Focus
		}
		p.plot.Mark(float64(c.I)/plane.Sub, v.Value, mark, role)
	}
	p.plot.End()
	for _, text := range []struct {
		at    float64
		shape rune
	}{{m.X.Of(&f.Params), '●'}} {
		if text.at >= 0 && text.at <= float64(n-1) {
			if col, _, ok := p.plot.Cell(text.at, lo); ok {
				b.Set(col, area.Y+area.H-1, text.shape, chart.Measured)
			}
		}
	}
	p.drawXLabels(b, chart.Rect{X: r.X, Y: r.Y + r.H - 1, W: r.W, H: 1}, m, func(k int) int {
		col, _, _ := p.plot.Cell(float64(k), lo)
		return col
	})
	return true
}
