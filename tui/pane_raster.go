package tui

import (
	"spiketop/experiment"
	"spiketop/learn"
	"spiketop/tui/chart"
)

// rasterOrder is which neuron stands in which row.
type rasterOrder int

const (
	byType      rasterOrder = iota // QIF above LIF, each by index
	byTypePlace                    // QIF above LIF, each by its place in the target
	byPlace                        // all by their place in the target
	nOrders
)

func (o rasterOrder) String() string {
	return [...]string{"by index", "by type and place", "by place"}[o]
}

// rasterPane shows the spikes of the last window, and the population rates.
type rasterPane struct {
	order  rasterOrder
	chosen bool         // by a person; before, the target decides
	scale  chart.Steady // of the rates
	rank   []int32      // row of each neuron within its block
	at     []int32      // scratch: the neuron at each place
	every  [2]int       // of each block, one neuron in so many is drawn

	actions []Action
}

func (*rasterPane) Name() string  { return "raster" }
func (*rasterPane) Wheel() string { return "net.g" }

func (p *rasterPane) Headline(f *experiment.Frame) string {
	if f == nil {
		return ""
	}
	var a [96]byte
	head, lif := a[:0], f.NQIF <= 0 || f.NQIF < neurons(f)
	if lif {
		head = append(chart.AppendFixed(append(head, "LIF "...), f.RateLIF, 1), " Hz"...)
	}
	if f.NQIF > 0 {
		if lif {
			head = append(head, " · "...)
		}
		head = append(chart.AppendFixed(append(head, "QIF "...), f.RateQIF, 1), " Hz"...)
	}
	if order := p.orderOf(f); order != byType {
		head = append(append(head, " · "...), order.String()...)
	}
	return chart.Intern(head)
}

// orderOf is the order that can be shown: without a target there are no places.
// Where all neurons share one clock, a sequence or a common period, their places
// on it are shown before anybody asks.
func (p *rasterPane) orderOf(f *experiment.Frame) rasterOrder {
	t := f.Params.Target
	switch {
	case len(f.Place) != neurons(f):
		return byType
	case p.chosen:
		return p.order
	case t.Kind == learn.Sequence || t.Kind == learn.Oscillation && t.Period > 0:
		return byTypePlace
	}
	return byType
}

// rasterGutter is the width left of the raster, for labels of blocks and rates.
const rasterGutter = 7

func (p *rasterPane) Draw(b *chart.Buffer, r chart.Rect, f *experiment.Frame) {
	defer b.Unclip(b.Clip(r))
	switch {
	case r.Empty():
		return
	case f == nil || neurons(f) == 0 || !(f.Window.LengthMS > 0):
		sayInstead(b, r, "no activity yet")
		return
	case r.W < 8:
		sayInstead(b, r, "too narrow for spikes")
		return
	}
	types := 2
	if f.NQIF <= 0 || f.NQIF >= neurons(f) {
		types = 1
	}
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
	gutter := rasterGutter
	if r.W < 4*rasterGutter {
		gutter = 0
	}
	rows := r.H - line - types*each
	spikes := r.Rows(0, rows)
	p.drawSpikes(b, spikes.Cols(0, gutter), spikes.Cols(gutter, r.W), f, types)
	scale := p.scale.Fit(max(chart.Peak(f.Window.LIF), chart.Peak(f.Window.QIF)), 5)
	if line > 0 {
		p.drawTime(b, r.Rows(rows, 1), gutter, f, each > 0, scale)
	}
	if each > 0 {
		p.drawRates(b, r.Rows(rows+line, r.H), gutter, f, each, scale)
	}
}

// drawSpikes draws the blocks of neurons with their labels.
func (p *rasterPane) drawSpikes(b *chart.Buffer, gutter, dots chart.Rect, f *experiment.Frame, types int) {
	n := neurons(f)
	order := p.orderOf(f)
	if order == byPlace || types == 1 {
		if order == byPlace {
			b.Text(gutter.X, gutter.Y, gutter.X+gutter.W-1, "place", chart.Plain)
			row := 1
			if f.NQIF > 0 {
				w := b.Write(gutter, row)
				w.Text("QIF", chart.QIF)
				row++
			}
			if f.NQIF < n {
				w := b.Write(gutter, row)
				w.Text("LIF", chart.LIF)
			}
		} else {
			name := "LIF"
			if f.NQIF > 0 {
				name = "QIF"
			}
			b.Text(gutter.X, gutter.Y, gutter.X+gutter.W, name, typeOf(f, 0))
		}
		edge(b, gutter, chart.Border)
		p.dots(b, dots, gutter, f, 0, n, 0, order != byType)
		return
	}
	rows := dots.H
	if rows < 2 { // no room to keep them apart
		p.dots(b, dots, chart.Rect{}, f, 0, n, 0, order != byType)
		return
	}
	// Rows in proportion to the neurons, at least one for each type; where there
	// is room, a thin line between them.
	divider := 0
	if rows >= 10 {
		divider = 1
	}
	qif := min(max((rows-divider)*f.NQIF/n, 1), rows-divider-1)
	for k, block := range [...]struct {
		name          string
		from, to      int
		first, height int
	}{
		{"QIF", 0, f.NQIF, 0, qif},
		{"LIF", f.NQIF, n, qif + divider, rows - qif - divider},
	} {
		side := gutter.Rows(block.first, block.height)
		role := typeOf(f, block.from)
		b.Text(side.X, side.Y, side.X+side.W, block.name, role)
		if side.H >= 3 {
			w := b.Write(side, 1)
			w.Int(block.to-block.from, chart.Dim)
		}
		edge(b, side, role)
		p.dots(b, dots.Rows(block.first, block.height), side, f, block.from, block.to, k, order != byType)
	}
	if divider > 0 {
		for x := gutter.X + max(0, gutter.W-1); x < dots.X+dots.W; x++ {
			b.Set(x, dots.Y+qif, '┄', chart.Border)
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

// ranks puts neurons from ≤ i < to into rows, by index or by their place.
func (p *rasterPane) ranks(f *experiment.Frame, from, to int, place bool) {
	n := neurons(f)
	if cap(p.rank) < n {
		p.rank, p.at = make([]int32, n), make([]int32, n)
	}
	p.rank, p.at = p.rank[:n], p.at[:n]
	if !place {
		for i := from; i < to; i++ {
			p.rank[i] = int32(i - from)
		}
		return
	}
	for k := range p.at {
		p.at[k] = -1
	}
	for i := from; i < to; i++ {
		p.rank[i] = 0
		if k := f.Place[i]; k >= 0 && k < n {
			p.at[k] = int32(i)
		}
	}
	next := int32(0)
	for _, i := range p.at {
		if i >= 0 {
			p.rank[i] = next
			next++
		}
	}
}

// dots draws the spikes of neurons from ≤ i < to. Rows are shared where there
// are more neurons than dots; where that would fill the block with dots, only
// every second, fourth, … neuron is drawn, and the gutter says so.
func (p *rasterPane) dots(b *chart.Buffer, r, gutter chart.Rect, f *experiment.Frame, from, to, block int, place bool) {
	wide, high, count := r.DotsWide(), r.DotsHigh(), to-from
	if wide == 0 || high == 0 || count <= 0 {
		return
	}
	p.ranks(f, from, to, place)
	inBlock := 0
	for _, s := range f.Window.Spikes {
		if i := int(s.Neuron); i >= from && i < to {
			inBlock++
		}
	}
	full := float64(inBlock) / float64(wide*high)
	every := max(1, p.every[block])
	if filled := full / float64(every); filled > 0.5 || filled < 0.2 || count < every*high {
		for every = 1; full/float64(every) > 0.4 && count >= 2*every*high; {
			every *= 2
		}
	}
	p.every[block] = every
	if every > 1 && gutter.H >= 2 {
		w := b.Write(gutter, gutter.H-1)
		text := "1 in "
		if every > 9 {
			text = "1:"
		}
		w.Text(text, chart.Dim).Int(every, chart.Dim)
	}
	rows := (count + every - 1) / every
	perMS := float64(wide) / f.Window.LengthMS
	for _, s := range f.Window.Spikes {
		i := int(s.Neuron)
		x := float64(s.MS) * perMS
		if i < from || i >= to || !(x >= 0 && x < float64(wide)) {
			continue
		}
		if rank := int(p.rank[i]); rank%every == 0 {
			b.Dot(r, int(x), (2*(rank/every)+1)*high/(2*rows), typeOf(f, i))
		}
	}
}

// drawTime draws the line below the spikes: where learning acted, where passes
// began, how long the window is.
func (p *rasterPane) drawTime(b *chart.Buffer, r chart.Rect, gutter int, f *experiment.Frame, rates bool, scale float64) {
	if gutter > 0 {
		b.Text(r.X, r.Y, r.X+gutter, "learn", chart.Dim)
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
	var a [96]byte
	words := a[:0]
	if len(f.Window.Passes) > 0 && line.W >= 64 {
		words = append(words, " ┬ a pass begins ·"...)
	}
	if rates && line.W >= 36 {
		words = append(chart.AppendFixed(append(words, " rates to "...), scale, 0), " Hz ·"...)
	}
	text := chart.Intern(chart.AppendSpan(append(words, ' '), f.Window.LengthMS))
	if w := b.Width(text); w < line.W {
		b.Text(line.X+line.W-w, line.Y, line.X+line.W, text, chart.Dim)
	}
}

func (p *rasterPane) drawRates(b *chart.Buffer, r chart.Rect, gutter int, f *experiment.Frame, each int, scale float64) {
	row := 0
	for _, of := range []struct {
		name   string
		values []float64
		role   chart.Role
		there  bool
	}{
		{"QIF", f.Window.QIF, chart.QIF, f.NQIF > 0},
		{"LIF", f.Window.LIF, chart.LIF, f.NQIF < neurons(f)},
	} {
		if !of.there {
			continue
		}
		part := r.Rows(row, each)
		w := b.Write(part.Cols(0, gutter), each-1)
		w.Text(of.name, of.role).Text(" Hz", chart.Dim)
		b.Spark(part.Cols(gutter, r.W), of.values, 0, scale, of.role)
		row += each
	}
}

func (p *rasterPane) Actions() []Action {
	if p.actions != nil {
		return p.actions
	}
	p.actions = []Action{
		{Keys: []string{"o"}, Help: "row order",
			Do: func(f *experiment.Frame) []experiment.Request {
				if f != nil {
					p.order, p.chosen = (p.orderOf(f)+1)%nOrders, true
				}
				return nil
			},
			Why: func(f *experiment.Frame) string {
				if f == nil || len(f.Place) == 0 {
					return "without a target neurons have no place to be ordered by"
				}
				return ""
			}},
		{Keys: []string{"["}, Help: "shorter window", Do: func(f *experiment.Frame) []experiment.Request { return window(f, -1) },
			Why: func(f *experiment.Frame) string { return windowEnd(f, -1) }},
		{Keys: []string{"]"}, Help: "longer window", Do: func(f *experiment.Frame) []experiment.Request { return window(f, 1) },
			Why: func(f *experiment.Frame) string { return windowEnd(f, 1) }},
	}
	return p.actions
}

// windows are the lengths of the window that can be chosen, in ms.
var windows = [...]float64{100, 200, 500, 1000, 2000, 5000, 10_000}

// nextWindow is the window one shorter (dir −1) or longer, or the present one at the end.
func nextWindow(now float64, dir int) float64 {
	if dir > 0 {
		for _, w := range windows {
			if w > now*1.001 {
				return w
			}
		}
		return now
	}
	for k := len(windows) - 1; k >= 0; k-- {
		if windows[k] < now*0.999 {
			return windows[k]
		}
	}
	return now
}

func window(f *experiment.Frame, dir int) []experiment.Request {
	if f == nil {
		return nil
	}
	return []experiment.Request{experiment.Watch{Neuron: f.Watch, WindowMS: nextWindow(f.Window.LengthMS, dir)}}
}

func windowEnd(f *experiment.Frame, dir int) string {
	switch {
	case f == nil:
		return "no activity yet"
	case nextWindow(f.Window.LengthMS, dir) != f.Window.LengthMS:
		return ""
	case dir < 0:
		return "this is the shortest window"
	}
	return "this is the longest window"
}
