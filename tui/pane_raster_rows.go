package tui

import (
	"math"

	"spiketop/internal/matrix"
	"spiketop/live"
	"spiketop/tui/chart"
)

// Which neuron of the raster is in which row: its spikes, its marks, and what a click
// on them means.

// rasterBlock is where neurons from ≤ i < to were drawn.
type rasterBlock struct {
	chart.Rect
	from, to int
}

// ranks puts neurons from ≤ i < to into rows, by index or by their place.
func (p *rasterPane) ranks(f *live.Frame, from, to int, place bool) {
	n := neurons(f)
	if cap(p.row) < n {
		p.row, p.at = make([]int32, n), make([]int32, n)
	}
	p.row, p.at = p.row[:n], p.at[:n]
	if !place {
		for i := from; i < to; i++ {
			p.row[i] = int32(i - from)
		}
		return
	}
	for k := range p.at {
		p.at[k] = -1
	}
	for i := from; i < to; i++ {
		p.row[i] = 0
		if k := f.Ranks[i]; k >= 0 && k < n {
			p.at[k] = int32(i)
		}
	}
	next := int32(0)
	for _, i := range p.at {
		if i >= 0 {
			p.row[i] = next
			next++
		}
	}
}

// dots draws the spikes of neurons from ≤ i < to. Rows are shared where there
// are more neurons than dots; where that would fill the block with dots, only
// every second, fourth, … neuron is drawn, and the gutter says so.
func (p *rasterPane) dots(b *chart.Buffer, r, gutter chart.Rect, f *live.Frame, from, to, block int, place bool) {
	from, to = max(from, 0), min(to, neurons(f))
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
	for len(p.every) <= block {
		p.every = append(p.every, 1)
	}
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
		w.Text(text, chart.Plain).Int(every, chart.Plain)
	}
	rows := (count + every - 1) / every
	p.blocks = append(p.blocks, rasterBlock{r, from, to})
	p.markPartners(b, gutter, f, from, to, func(i int) int {
		return (2*(int(p.row[i])/every) + 1) * high / (2 * rows) / 4
	})
	for i := from; i < to; i++ { // from rows of neurons to rows of dots
		if rank := int(p.row[i]); rank%every == 0 {
			p.row[i] = int32((2*(rank/every) + 1) * high / (2 * rows))
		} else {
			p.row[i] = -1
		}
	}
	perMS := float64(wide) / f.Window.LengthMS
	// Of several types in a block each spike is looked up.
	k := populationOf(f, from)
	role, lo, hi := typeRole(k), from, to
	if k >= 0 {
		lo, hi = f.Populations[k].Lo, f.Populations[k].Hi
	}
	for _, s := range f.Window.Spikes {
		i := int(s.Neuron)
		x := float64(s.MS) * perMS
		if i < from || i >= to || !(x >= 0 && x < float64(wide)) {
			continue
		}
		if row := int(p.row[i]); row >= 0 {
			if i < lo || i >= hi {
				if k = populationOf(f, i); k >= 0 {
					role, lo, hi = typeRole(k), f.Populations[k].Lo, f.Populations[k].Hi
				}
			}
			b.Dot(r, int(x), row, role)
		}
	}
}

// markPartners marks the watched neuron and its strongest partners beside their rows,
// while the neuron is on the screen from near.
func (p *rasterPane) markPartners(b *chart.Buffer, gutter chart.Rect, f *live.Frame, from, to int, row func(i int) int) {
	all := partnersOf(f)
	if !f.Glass.On || all == nil || gutter.W == 0 {
		return
	}
	mark := func(i int, mark rune) {
		y := 0
		if i >= from && i < to {
			y = row(i)
		}
		if i < from || i >= to || y >= gutter.H {
			return
		}
		x := gutter.X + gutter.W - 1
		switch old := b.At(x, gutter.Y+y).Rune; {
		case old == markSelf:
			return
		case old == markFrom && mark == markTo || old == markBoth:
			mark = markBoth
		}
		b.Set(x, gutter.Y+y, mark, chart.Focus)
	}
	mark(f.Watch, markSelf)
	for _, list := range []struct {
		of   []matrix.Partner
		mark rune
	}{{all.From, markFrom}, {all.To, markTo}} {
		for _, q := range list.of[:min(len(list.of), partnersMarked)] {
			mark(int(q.Neuron), list.mark)
		}
	}
}

// Click watches the neuron under the mouse: of several in a row that with the nearest
// spike.
func (p *rasterPane) Click(_ chart.Rect, x, y int, f *live.Frame) live.Request {
	for _, block := range p.blocks {
		if !block.Contains(x, y) || len(p.row) != neurons(f) {
			continue
		}
		perMS := float64(block.DotsWide()) / f.Window.LengthMS
		at, nearest, found := 2*float64(x-block.X)+.5, math.Inf(1), -1
		for _, s := range f.Window.Spikes {
			i := int(s.Neuron)
			if i >= block.from && i < block.to && int(p.row[i]) >= 0 && int(p.row[i])/4 == y-block.Y {
				if d := math.Abs(float64(s.MS)*perMS - at); d < nearest {
					nearest, found = d, i
				}
			}
		}
		if found >= 0 {
			return live.Watch{Neuron: found}
		}
	}
	return nil
}
