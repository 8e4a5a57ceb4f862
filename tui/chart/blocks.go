package chart

import "math"

var (
	upBlocks    = [9]rune{0, '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'}
	rightBlocks = [9]rune{0, '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'}
)

// unit brings a fraction into [0, 1]; NaN becomes 0.
func unit(v float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, 1)
}

// Column draws a vertical bar in the first column of r, from its bottom up:
// frac of its height, to the eighth of a cell.
func (b *Buffer) Column(r Rect, frac float64, role Role) {
	if r.Empty() {
		return
	}
	eighths := int(unit(frac)*float64(8*r.H) + 0.5)
	for y := r.Y + r.H - 1; eighths > 0; y-- {
		b.Set(r.X, y, upBlocks[min(eighths, 8)], role)
		eighths -= 8
	}
}

// Bar draws a horizontal bar in the first row of r, from its left: frac of its
// width, to the eighth of a cell.
func (b *Buffer) Bar(r Rect, frac float64, role Role) {
	if r.Empty() {
		return
	}
	eighths := int(unit(frac)*float64(8*r.W) + 0.5)
	for x := r.X; eighths > 0; x++ {
		b.Set(x, r.Y, rightBlocks[min(eighths, 8)], role)
		eighths -= 8
	}
}

// SignedBar draws a horizontal bar in the first row of r from the line in its
// column zero: v/perCell cells to the right, or to the left if negative (to the
// half of a cell: there are no finer blocks that grow to the left). Bars end at the edge of r.
func (b *Buffer) SignedBar(r Rect, zero int, perCell, v float64, role Role) {
	if r.Empty() {
		return
	}
	zero = min(max(zero, 0), r.W-1)
	cells := v / perCell
	if right := r.W - zero - 1; cells > 0 {
		b.Bar(Rect{r.X + zero + 1, r.Y, right, 1}, cells/float64(right), role)
	} else if left := float64(zero); cells < 0 {
		halves := int(2*min(-cells, left) + 0.5)
		for x := r.X + zero - 1; halves > 0 && x >= r.X; x-- {
			c := '█'
			if halves == 1 {
				c = '▐'
			}
			b.Set(x, r.Y, c, role)
			halves -= 2
		}
	}
	b.Set(r.X+zero, r.Y, '│', Border)
}

// Spark draws values as one row of vertical bars over the whole of r, which may
// be several rows high: lo is an empty bar, hi a full one. Oldest is left; where
// there are more values than columns, a column is the mean of its values. NaN
// leaves its column blank.
func (b *Buffer) Spark(r Rect, values []float64, lo, hi float64, role Role) {
	n := len(values)
	if r.Empty() || n == 0 {
		return
	}
	for c := range r.W {
		from := c * n / r.W
		to := max(from+1, (c+1)*n/r.W)
		var sum float64
		for _, v := range values[from:to] {
			sum += v
		}
		frac := (sum/float64(to-from) - lo) / (hi - lo)
		b.Column(Rect{r.X + c, r.Y, 1, r.H}, frac, role)
	}
}

// Peak is the largest finite value, or 0 if none is larger.
func Peak(values []float64) float64 {
	peak := 0.0
	for _, v := range values {
		if v > peak && v <= math.MaxFloat64 {
			peak = v
		}
	}
	return peak
}
