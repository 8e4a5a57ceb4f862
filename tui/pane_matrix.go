package tui

import (
	"math"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/matrix"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/tui/chart"
)

// matrixPane shows W as a map of its entries, or of means over blocks of them.
type matrixPane struct {
	order  live.MatrixOrder
	chosen bool       // by a person; before, the target decides
	zoom   int        // N >> zoom positions are in view
	at     [2]int     // the position that is read: row, column
	lo     [2]int     // the first position in view: row, column
	room   int        // for so many rows and columns, as it was drawn last
	each   int        // places of a number in a direction
	few    bool       // drawn by glyphs
	area   chart.Rect // of the map within the pane
	bare   bool       // without the legend
}

var _ = register(PaneKind{Name: "matrix", Digit: '0', New: func() Pane { return new(matrixPane) },
	Weight: Folded, Turn: [2]string{"[", "]"}, Needs: needMatrix})

// needMatrix dates the view; that the view is still to come the pane says itself.
var needMatrix = &Need{func(*live.Frame) bool { return true }, "", func(f *live.Frame) *measure.Date {
	if f.Matrix == nil {
		return &undated
	}
	return &f.Matrix.Date
}}

// undated is of what is never old.
var undated = measure.Date{TimeMS: math.Inf(1)}

// matrixLeast is how many positions are in view at least.
const matrixLeast = 8

// orderNames say how the neurons are ordered.
var orderNames = [live.MatrixOrders]string{"by index", "by type and place", "by place"}

func (p *matrixPane) SetLegend(on bool) { p.bare = !on }

// orderOf is the order that can be shown: without a target there are no places, and
// then neurons of a type stand together by index. Where all neurons share one clock,
// their places on it are shown before anybody asks.
func (p *matrixPane) orderOf(f *live.Frame) live.MatrixOrder {
	switch {
	case len(f.Ranks) != neurons(f):
		return live.ByIndex
	case p.chosen:
		return p.order
	case f.Params.Target.OneClock():
		return live.ByPlace
	}
	return live.ByIndex
}

// view is what the pane wants to see.
func (p *matrixPane) view(f *live.Frame) live.MatrixView {
	n := max(1, neurons(f))
	size := max(min(n, matrixLeast), n>>p.zoom)
	if size < p.room { // as many as fill the room
		size = min(n, p.room/(p.room/size))
	}
	k := max(1, min(p.room, size))
	v := live.MatrixView{Order: p.orderOf(f)}
	for d, c := range []*matrix.Cut{&v.Rows, &v.Cols} {
		p.at[d] = min(max(p.at[d], 0), n-1)
		p.lo[d] = min(max(p.lo[d], p.at[d]-size+1, 0), p.at[d], n-size)
		*c = matrix.Cut{Lo: p.lo[d], N: size, K: k}
	}
	return v
}

// Look asks for the view.
func (p *matrixPane) Look(q *live.Look, f *live.Frame) {
	if p.room > 0 {
		q.Matrix = p.view(f)
	}
}

func (p *matrixPane) Headline(f *live.Frame) string {
	m := f.Matrix
	if m == nil || !sound(m) {
		return ""
	}
	var a [96]byte
	head := chart.AppendFixed(a[:0], float64(m.Synapses), 0)
	head = append(append(head, " synapses · "...), orderNames[m.View.Order]...)
	if m.View.Rows.N < m.N {
		head = append(chart.AppendFixed(append(head, " · "...), float64(m.View.Rows.N), 0), " of "...)
		head = append(chart.AppendFixed(head, float64(m.N), 0), " neurons"...)
	}
	return chart.Intern(head)
}

func (p *matrixPane) Keys() []Binding {
	way := map[string][2]int{"up": {-1, 0}, "down": {1, 0}, "left": {0, -1}, "right": {0, 1}}
	return []Binding{
		{Keys: []string{"up", "down", "left", "right"}, Show: "←→↑↓", Short: "read", Help: "read another entry or block, and its mirror", Why: needFrame,
			Do: func(m *Model, key string) tea.Cmd { p.move(m.frame, way[key]); return nil }},
		{Keys: []string{"o"}, Short: "order", Help: "by index, by type and place, by place",
			Do: func(m *Model, _ string) tea.Cmd {
				p.order, p.chosen = (p.orderOf(m.frame)+1)%live.MatrixOrders, true
				return nil
			},
			Why: ofFrame(func(f *live.Frame) string {
				return when(len(f.Ranks) == 0, "without a target neurons have no place to be ordered by; types are together by index")
			})},
		{Keys: []string{"[", "]"}, Short: "nearer, wider", Help: "nearer to what is read, down to single entries; wider",
			Do: func(m *Model, key string) tea.Cmd { p.scale(m.frame, key); return nil },
			Why: func(m *Model, key string) string {
				switch {
				case m.frame == nil:
					return needFrame(m, key)
				case key == "]":
					return when(p.zoom == 0, "this is the whole matrix")
				}
				return when(neurons(m.frame)>>p.zoom <= matrixLeast, "these are single entries")
			}},
	}
}

// move reads the next block in a direction.
func (p *matrixPane) move(f *live.Frame, way [2]int) {
	v := p.view(f)
	for d, c := range []matrix.Cut{v.Rows, v.Cols} {
		b := c.Block(p.at[d])
		switch {
		case way[d] > 0:
			p.at[d] = c.Edge(b + 1)
		case way[d] < 0:
			p.at[d] = c.Edge(b) - 1
			if b > 0 {
				p.at[d] = c.Edge(b - 1)
			}
		}
	}
}

// scale halves or doubles the part of W in view, around what is read.
func (p *matrixPane) scale(f *live.Frame, key string) {
	n := neurons(f)
	if key == "[" {
		p.zoom++
	} else {
		p.zoom--
	}
	size := max(min(n, matrixLeast), n>>p.zoom)
	for d := range p.lo {
		p.lo[d] = p.at[d] - size/2
	}
}

// Click reads the entry or block under the mouse.
func (p *matrixPane) Click(r chart.Rect, x, y int, f *live.Frame) live.Request {
	x, y = x-r.X, y-r.Y
	if f == nil || f.Matrix == nil || !p.area.Contains(x, y) {
		return nil
	}
	row, col := 2*(y-p.area.Y), x-p.area.X
	if p.few {
		row, col = row/2, col/2
	}
	v := &f.Matrix.View
	p.at = [2]int{v.Rows.Edge(min(row/p.each, v.Rows.K-1)), v.Cols.Edge(min(col/p.each, v.Cols.K-1))}
	return nil
}
