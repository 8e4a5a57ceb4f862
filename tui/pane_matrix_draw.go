package tui

import (
	"math"

	"spiketop/internal/matrix"
	"spiketop/live"
	"spiketop/tui/chart"
)

// matrixSide is the width of the words beside the map.
const matrixSide = 35

// matrixGutter is the width left of the map: of the types, and of what is read.
const matrixGutter = 2

// capacity is for how many rows and columns of numbers an area has room.
func (p *matrixPane) capacity(w, h int) int {
	if p.few {
		return max(0, min(w/2, h))
	}
	return max(0, min(w, 2*h))
}

func (p *matrixPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	p.few = b.ASCII || b.Few
	head, foot := 0, 1
	if r.H >= 8 && !p.bare {
		head = 1
	}
	if r.H >= 10 {
		foot = 2
	}
	beside := p.capacity(r.W-matrixGutter-matrixSide, r.H)
	below := p.capacity(r.W-matrixGutter, r.H-head-foot)
	side := beside >= below && r.H >= 9
	words := chart.Rect{}
	at := chart.Rect{X: r.X + matrixGutter, Y: r.Y}
	if p.room = below; side {
		p.room = beside
	} else {
		at.Y += head
	}
	p.area = chart.Rect{}
	if p.room < 4 {
		p.room = 0
		sayInstead(b, r, "the matrix needs more room: z fills the screen")
		return
	}
	m := f.Matrix
	if m == nil || m.N != neurons(f) || m.View.Rows.K > p.room || !sound(m) {
		sayInstead(b, r, "reading the weights …")
		return
	}
	k := m.View.Rows.K
	p.each = p.room / k
	size := k * p.each
	at.W, at.H = size, (size+1)/2
	if p.few {
		at.W, at.H = 2*size, size
	}
	p.area = chart.Rect{X: at.X - r.X, Y: at.Y - r.Y, W: at.W, H: at.H}
	p.drawGutter(b, at, f)
	p.drawCells(b, at, m)
	if side {
		words = chart.Rect{X: at.X + at.W + 2, Y: r.Y, W: r.X + r.W - at.X - at.W - 2, H: r.H}
		p.drawBeside(b, words, f)
		return
	}
	if head > 0 {
		p.drawScale(b, r.Rows(0, 1), m, true)
	}
	w := b.Write(r, r.H-foot)
	p.drawReading(&w, f)
	if foot > 1 {
		w := b.Write(r, r.H-1)
		w.Cut(p.legend(m), chart.Plain)
	}
}

// sound reports whether the numbers are those of the view.
func sound(m *live.Matrix) bool {
	k := m.View.Rows.K
	for _, c := range []matrix.Cut{m.View.Rows, m.View.Cols} {
		if c.K != k || k < 1 || c.N < k || c.Lo < 0 || c.Lo > m.N-c.N {
			return false
		}
	}
	return len(m.Cells) == k*k && len(m.Back) == k*k && (m.At == nil || len(m.At) == m.N) && m.View.Order >= 0 && m.View.Order < live.MatrixOrders
}

// block is the block that is read.
func (p *matrixPane) block(m *live.Matrix) (a, b int) {
	return m.View.Rows.Block(p.at[0]), m.View.Cols.Block(p.at[1])
}

// drawCells draws the numbers.
func (p *matrixPane) drawCells(b *chart.Buffer, at chart.Rect, m *live.Matrix) {
	k := m.View.Rows.K
	row, col := p.block(m)
	level := func(y, x int) int { // of the place (x, y), in numbers times each
		i, j := y/p.each, x/p.each
		if i >= k {
			return -1
		}
		if i == row && j == col && (p.each < 4 || y%p.each == 0 || y%p.each == p.each-1 || x%p.each == 0 || x%p.each == p.each-1) {
			return chart.DivergeMark
		}
		v, _ := m.Mean(i, j)
		return chart.Diverge(v, m.Scale)
	}
	for y := range at.H {
		for x := range k * p.each {
			if p.few {
				b.Glyphs(at.X+2*x, at.Y+y, level(y, x))
			} else {
				b.Pair(at.X+x, at.Y+y, level(2*y, x), level(2*y+1, x))
			}
		}
	}
}

// drawGutter says of which type the neurons of a row are, where types stand together,
// and which row is read.
func (p *matrixPane) drawGutter(b *chart.Buffer, at chart.Rect, f *live.Frame) {
	m := f.Matrix
	row, _ := p.block(m)
	before := -1
	for y := range at.H {
		i := 2 * y / p.each
		if p.few {
			i = y / p.each
		}
		c, role := '│', chart.Border
		if k := populationOf(f, m.Neuron(m.View.Rows.Edge(i))); k >= 0 && m.View.Order != live.ByPlace {
			role = typeRole(k)
			if k != before && f.Populations[k].Model != nil {
				c = rune(f.Populations[k].Symbol[0])
			}
			before = k
		}
		b.Set(at.X-2, at.Y+y, c, role)
		if last := (2*y + 1) / p.each; i == row || !p.few && last == row {
			b.Set(at.X-1, at.Y+y, '►', chart.Focus)
		}
	}
}

// drawScale draws the colours with the numbers at their ends.
func (p *matrixPane) drawScale(b *chart.Buffer, r chart.Rect, m *live.Matrix, words bool) {
	end := floating(m.Scale, 'g', 3)
	w := b.Write(r, 0)
	w.Text(chart.Join("−", end, " "), chart.Bold)
	for level := range chart.DivergeLevels {
		if p.few {
			if level%2 == 0 && w.Left() >= 2 {
				b.Glyphs(w.X, w.Y, level)
				w.Skip(2)
			}
		} else if w.Left() > 0 {
			b.Pair(w.X, w.Y, level, level)
			w.Skip(1)
		}
	}
	w.Text(chart.Join(" +", end), chart.Bold)
	if text := "   row: onto i   column: from j"; words && w.Left() >= b.Width(text) {
		w.Text(text, chart.Plain)
	}
}

// legend says what a number of the map is.
func (p *matrixPane) legend(m *live.Matrix) string {
	n, k := m.View.Rows.N, m.View.Rows.K
	text := "each is an entry W_ij"
	switch {
	case n > k && n%k == 0:
		text = chart.Join("each is the mean of ", whole(n/k), "×", whole(n/k), " entries")
	case n > k:
		text = chart.Join("each is the mean of ", whole(n/k), " or ", whole(n/k+1), " rows and columns")
	}
	if m.Sparse {
		text = chart.Join(text, "; no synapse counts as 0")
	}
	return text
}

// drawReading reads the block, or the entry, and its mirror.
func (p *matrixPane) drawReading(w *chart.Writer, f *live.Frame) {
	m := f.Matrix
	a, c := p.block(m)
	if a < 0 || c < 0 {
		w.Cut("reading …", chart.Plain)
		return
	}
	v, mirror := m.Mean(a, c)
	i, j := m.Neuron(p.at[0]), m.Neuron(p.at[1])
	if m.View.Rows.N == m.View.Rows.K {
		w.Text(chart.Join("W ", whole(i), " ← ", whole(j), "  "), chart.Plain).Text(weight(v), chart.Bold)
		w.Text("  mirror ", chart.Plain).Text(weight(mirror), chart.Bold)
		if types := chart.Join("  ", typeName(f, i), " ← ", typeName(f, j)); w.Left() >= w.B.Width(types) {
			w.Text(types, chart.Plain)
		}
		return
	}
	w.Text(p.ranges(m, a, c), chart.Plain).Text("  ", chart.Plain).Text(weight(v), chart.Bold)
	if text := chart.Join("  mirror ", weight(mirror)); w.Left() >= w.B.Width(text) {
		w.Text("  mirror ", chart.Plain).Text(weight(mirror), chart.Bold)
	}
}

// ranges are the positions of a block: "0–24 ← 50–74".
func (p *matrixPane) ranges(m *live.Matrix, a, c int) string {
	rows, cols := m.View.Rows, m.View.Cols
	return chart.Join(span(rows.Edge(a), rows.Edge(a+1)), " ← ", span(cols.Edge(c), cols.Edge(c+1)))
}

func span(lo, end int) string {
	if end-lo == 1 {
		return whole(lo)
	}
	return chart.Join(whole(lo), "–", whole(end-1))
}

// weight spells a weight, or a mean of weights.
func weight(v float64) string {
	sign := ""
	switch {
	case v > 0:
		sign = "+"
	case v < 0:
		sign, v = "−", -v
	}
	if v != 0 && math.Abs(v) < 1e-3 {
		return chart.Join(sign, floating(v, 'e', 1))
	}
	return chart.Join(sign, floating(v, 'f', 4))
}

// drawBeside writes the words beside the map.
func (p *matrixPane) drawBeside(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	m := f.Matrix
	p.drawScale(b, r.Rows(0, 1), m, false)
	row := 1
	say := func(text string, role chart.Role) {
		if row < r.H {
			row += b.Wrap(r.Rows(row, r.H), text, role)
		}
	}
	if !p.bare {
		say("row: onto i, postsynaptic", chart.Plain)
		say("column: from j, presynaptic", chart.Plain)
		if r.H >= 12 {
			row++
		}
	}
	a, c := p.block(m)
	if a < 0 || c < 0 {
		say("reading …", chart.Plain)
		return
	}
	v, mirror := m.Mean(a, c)
	i, j := m.Neuron(p.at[0]), m.Neuron(p.at[1])
	entries := m.View.Rows.N == m.View.Rows.K
	if entries {
		say(chart.Join("onto ", whole(i), " ", typeName(f, i), ", from ", whole(j), " ", typeName(f, j)), chart.Plain)
	} else {
		what := [live.MatrixOrders]string{"neurons ", "positions ", "places "}[m.View.Order]
		say(chart.Join(what, p.ranges(m, a, c)), chart.Plain)
	}
	pair := func(name string, v float64) {
		if row < r.H {
			w := b.Write(r, row)
			w.Text(name, chart.Plain).Text(weight(v), chart.Bold)
			row++
		}
	}
	pair("W_ij  ", v)
	pair("W_ji  ", mirror)
	if entries && a == c && i == j {
		say("its own", chart.Dim)
	}
	if !p.bare && row+1 < r.H {
		row++
		say(p.legend(m), chart.Plain)
		say("98 of 100 within the scale", chart.Plain)
	}
}
