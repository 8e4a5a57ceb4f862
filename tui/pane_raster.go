package tui

import (
	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/tui/chart"
)

// rasterOrder is which neuron stands in which row.
type rasterOrder int

const (
	byType      rasterOrder = iota // a block for each type, by index
	byTypePlace                    // a block for each type, by the place in the target
	byPlace                        // all by their place in the target
	nOrders
)

func (o rasterOrder) String() string {
	return [...]string{"by index", "by type and place", "by place"}[o]
}

// rasterPane shows the spikes of the last window, and the population rates.
type rasterPane struct {
	order  rasterOrder
	chosen bool          // by a person; before, the target decides
	scale  chart.Steady  // of the rates
	row    []int32       // of each neuron within its block; −1: it is not drawn
	at     []int32       // scratch: the neuron at each place
	every  []int         // of each block, one neuron in so many is drawn
	blocks []rasterBlock // as they were drawn last
	bare   bool          // without the words in the time line
}

var _ = register(PaneKind{Name: "raster", Digit: '1', New: func() Pane { return new(rasterPane) },
	Weight: Medium, Number: firstRate, Wheel: "net.g"})

func (p *rasterPane) SetLegend(on bool) { p.bare = !on }

func (p *rasterPane) Headline(f *live.Frame) string {
	var a [96]byte
	head := a[:0]
	known := true
	for k := range f.Populations {
		if f.Populations[k].Len() <= 0 {
			continue
		}
		known = known && finite(rateOf(f, k))
		if len(head) > 0 {
			head = append(head, " · "...)
		}
		head = append(append(head, f.Populations[k].Symbol...), ' ')
		head = append(chart.AppendFixed(head, rateOf(f, k), 1), " Hz"...)
	}
	if !known {
		head = append(head, " · no activity measured yet"...)
	}
	if order := p.orderOf(f); order != byType {
		head = append(append(head, " · "...), order.String()...)
	}
	if f.Window.LengthMS > 0 {
		head = chart.AppendSpan(append(head, " · last "...), f.Window.LengthMS)
	}
	return chart.Intern(head)
}

// firstRate is the path of the rate that the headline begins with.
func firstRate(f *live.Frame) string { return firstOf(f, "rate_hz.") }

// orderOf is the order that can be shown: without a target there are no places.
// Where all neurons share one clock, their places on it are shown before anybody asks.
func (p *rasterPane) orderOf(f *live.Frame) rasterOrder {
	switch {
	case len(f.Ranks) != neurons(f):
		return byType
	case p.chosen:
		return p.order
	case f.Params.Target.OneClock():
		return byTypePlace
	}
	return byType
}

// rasterGutter is the width left of the raster, for labels of blocks and rates.
const rasterGutter = 7

func (p *rasterPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	switch {
	case neurons(f) == 0 || !(f.Window.LengthMS > 0):
		sayInstead(b, r, "no activity yet")
		return
	case r.W < 8:
		sayInstead(b, r, "too narrow for spikes")
		return
	}
	types := presentTypes(f)
	line, each := 0, 0 // rows of the time line, and of each rate
	if r.H >= 3 {
		line = 1
	}
	if r.H >= 4+types {
		each = 1
	}
	if r.H >= 14 {
		each = 2
	}
	words := 0
	if r.H >= 10 && !p.bare {
		words = 1
	}
	gutter := rasterGutter
	if r.W < 4*rasterGutter {
		gutter = 0
	}
	rows := r.H - line - words - types*each
	spikes := r.Rows(0, rows)
	p.drawSpikes(b, spikes.Cols(0, gutter), spikes.Cols(gutter, r.W), f, types)
	peak := 0.0
	for _, rates := range f.Window.Rates {
		peak = max(peak, chart.Peak(rates))
	}
	scale := p.scale.Fit(peak, 5)
	if line > 0 {
		p.drawTime(b, r.Rows(rows, 1), gutter, f)
	}
	if words > 0 {
		w := b.Write(r.Cols(gutter, r.W), rows+line)
		w.Text("rates to ", chart.Plain).Fixed(scale, 0, chart.Plain).Text(" Hz", chart.Plain)
		if len(f.Window.Passes) > 0 && w.Left() >= 19 {
			w.Text("  ┬ a pass begins", chart.Plain)
		}
	}
	if each > 0 {
		p.drawRates(b, r.Rows(rows+line+words, r.H), gutter, f, each, scale)
	}
}

// drawSpikes draws the blocks of neurons with their labels.
func (p *rasterPane) drawSpikes(b *chart.Buffer, gutter, dots chart.Rect, f *live.Frame, types int) {
	n := neurons(f)
	order := p.orderOf(f)
	p.blocks = p.blocks[:0]
	if order == byPlace || types <= 1 {
		row := 0
		if order == byPlace {
			b.Text(gutter.X, gutter.Y, gutter.X+gutter.W-1, "place", chart.Plain)
			row = 1
		}
		for k := range f.Populations {
			if f.Populations[k].Len() > 0 {
				w := b.Write(gutter, row)
				w.Text(f.Populations[k].Symbol, typeRole(k))
				row++
			}
		}
		edge(b, gutter, chart.Border)
		p.dots(b, dots, gutter, f, 0, n, 0, order != byType)
		return
	}
	rows := dots.H
	if rows < types { // no room to keep them apart
		p.dots(b, dots, chart.Rect{}, f, 0, n, 0, order != byType)
		return
	}
	// Rows in proportion to the neurons, at least one for each type; where there
	// is room, a thin line between them.
	divider := 0
	if rows >= 5*types {
		divider = 1
	}
	rows -= divider * (types - 1)
	first, left, block, before := 0, types, 0, 0
	for k := range f.Populations {
		pop := &f.Populations[k]
		if pop.Len() <= 0 {
			continue
		}
		left--
		before += pop.Len()
		height := min(max(rows*before/n-(first-divider*block), 1), rows+divider*block-first-left)
		if left == 0 {
			height = dots.H - first
		}
		side, role := gutter.Rows(first, height), typeRole(k)
		b.Text(side.X, side.Y, side.X+side.W, pop.Symbol, role)
		if side.H >= 3 {
			w := b.Write(side, 1)
			w.Int(pop.Len(), chart.Plain)
		}
		edge(b, side, role)
		p.dots(b, dots.Rows(first, height), side, f, pop.Lo, pop.Hi, block, order != byType)
		first += height
		block++
		if divider > 0 && left > 0 {
			for x := gutter.X + max(0, gutter.W-1); x < dots.X+dots.W; x++ {
				b.Set(x, dots.Y+first, '┄', chart.Border)
			}
			first++
		}
	}
}

// edge draws the line between a gutter and what stands right of it.
func edge(b *chart.Buffer, gutter chart.Rect, role chart.Role) {
	for k := range gutter.H {
		if gutter.W > 0 {
			b.Set(gutter.X+gutter.W-1, gutter.Y+k, '│', role)
		}
	}
}

// drawTime draws the line below the spikes: where learning acted, where passes
// began.
func (p *rasterPane) drawTime(b *chart.Buffer, r chart.Rect, gutter int, f *live.Frame) {
	if gutter > 0 {
		b.Text(r.X, r.Y, r.X+gutter, "learn", chart.Plain)
	}
	line := r.Cols(gutter, r.W)
	column := func(ms float64) int {
		at := ms / f.Window.LengthMS * float64(line.W)
		if !(at > 0) { // also not a number, which min and max would hand on
			at = 0
		}
		return line.X + int(min(at, float64(line.W)))
	}
	for x := line.X; x < line.X+line.W; x++ {
		b.Set(x, line.Y, '─', chart.Border)
	}
	for _, s := range f.Window.Spans {
		if !(s[1] > s[0]) {
			continue
		}
		for x := column(s[0]); x < max(column(s[1]), column(s[0])+1); x++ {
			b.Set(x, line.Y, '━', chart.Train)
		}
	}
	for _, ms := range f.Window.Passes {
		if ms >= 0 && ms < f.Window.LengthMS {
			b.Set(column(ms), line.Y, '┬', chart.Plain)
		}
	}
}

func (p *rasterPane) drawRates(b *chart.Buffer, r chart.Rect, gutter int, f *live.Frame, each int, scale float64) {
	row := 0
	for k := range f.Populations {
		if f.Populations[k].Len() <= 0 {
			continue
		}
		part := r.Rows(row, each)
		w := b.Write(part.Cols(0, gutter), each-1)
		w.Text(f.Populations[k].Symbol, typeRole(k)).Text(" Hz", chart.Plain)
		if k < len(f.Window.Rates) {
			b.Spark(part.Cols(gutter, r.W), f.Window.Rates[k], 0, scale, typeRole(k))
		}
		row += each
	}
}

func (p *rasterPane) Keys() []Binding {
	return []Binding{
		{Keys: []string{"o"}, Short: "row order", Help: "row order",
			Do: func(m *Model, _ string) tea.Cmd {
				p.order, p.chosen = (p.orderOf(m.frame)+1)%nOrders, true
				return nil
			},
			Why: ofFrame(func(f *live.Frame) string {
				return when(len(f.Ranks) == 0, "without a target neurons have no place to be ordered by")
			})},
		{Keys: []string{"[", "]"}, Short: "window", Help: "shorter, longer window",
			Do: askWindow, Why: windowEnds},
	}
}
