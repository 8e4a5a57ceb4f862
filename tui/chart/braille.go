package chart

// A braille cell holds 2×4 dots:
//
//	1 4      0x01 0x08
//	2 5      0x02 0x10
//	3 6      0x04 0x20
//	7 8      0x40 0x80
const (
	brailleBase  = 0x2800
	brailleLower = 0x04 | 0x20 | 0x40 | 0x80 // the lower two rows of dots
)

var brailleBit = [4][2]rune{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// dotBits is the dot (x, y) of its cell; on a screen that is seen from far away it
// is a dot of twice the width and height.
func (b *Buffer) dotBits(x, y int) rune {
	if !b.Big {
		return brailleBit[y&3][x&1]
	}
	y &= 2
	return brailleBit[y][0] | brailleBit[y][1] | brailleBit[y+1][0] | brailleBit[y+1][1]
}

// DotsWide is the width of r in braille dots.
func (r Rect) DotsWide() int { return 2 * max(0, r.W) }

// DotsHigh is the height of r in braille dots.
func (r Rect) DotsHigh() int { return 4 * max(0, r.H) }

// Dot sets the braille dot (x, y), counted from the upper left corner of r. The
// cell takes the role of its last dot; what was not braille there is gone.
func (b *Buffer) Dot(r Rect, x, y int, role Role) {
	if x < 0 || y < 0 || x >= 2*r.W || y >= 4*r.H {
		return
	}
	c := b.cell(r.X+x>>1, r.Y+y>>2)
	if c == nil {
		return
	}
	if c.Rune&^0xff != brailleBase {
		c.Rune = brailleBase
	}
	c.Rune |= b.dotBits(x, y)
	c.Role = role
}

// lineDots calls do for each dot of a straight line that lies in [0, w]×[0, h]
// (Bresenham 1965). Ends outside are fine: only the part inside is walked.
func lineDots(x0, y0, x1, y1, w, h float64, do func(x, y int)) {
	x0, y0, x1, y1, ok := clipLine(x0, y0, x1, y1, w, h)
	if !ok {
		return
	}
	x, y, endX, endY := round(x0), round(y0), round(x1), round(y1)
	dx, dy, stepX, stepY := endX-x, endY-y, 1, 1
	if dx < 0 {
		dx, stepX = -dx, -1
	}
	if dy < 0 {
		dy, stepY = -dy, -1
	}
	off := dx - dy
	do(x, y)
	for x != endX || y != endY {
		twice := 2 * off
		if twice > -dy {
			off -= dy
			x += stepX
		}
		if twice < dx {
			off += dx
			y += stepY
		}
		do(x, y)
	}
}

// clipLine cuts a line to [0, w]×[0, h] (Liang & Barsky 1984). It reports false
// if nothing is left, or if an end is not a finite number.
func clipLine(x0, y0, x1, y1, w, h float64) (_, _, _, _ float64, ok bool) {
	const far = 1e100 // keeps the differences finite
	if !(w >= 0 && h >= 0) || !(abs(x0) < far && abs(y0) < far && abs(x1) < far && abs(y1) < far) {
		return 0, 0, 0, 0, false
	}
	if x0 >= 0 && x0 <= w && x1 >= 0 && x1 <= w && y0 >= 0 && y0 <= h && y1 >= 0 && y1 <= h {
		return x0, y0, x1, y1, true
	}
	dx, dy := x1-x0, y1-y0
	from, to := 0.0, 1.0
	for _, e := range [4][2]float64{{-dx, x0}, {dx, w - x0}, {-dy, y0}, {dy, h - y0}} {
		slope, room := e[0], e[1]
		switch {
		case slope == 0 && room < 0:
			return 0, 0, 0, 0, false
		case slope < 0:
			from = max(from, room/slope)
		case slope > 0:
			to = min(to, room/slope)
		}
	}
	if from > to {
		return 0, 0, 0, 0, false
	}
	// Rounding may leave the ends a hair outside.
	in := func(v, hi float64) float64 { return min(max(v, 0), hi) }
	return in(x0+from*dx, w), in(y0+from*dy, h), in(x0+to*dx, w), in(y0+to*dy, h), true
}

func abs(v float64) float64 { return max(v, -v) }

// round is to the nearest integer, for numbers known to be small and not negative.
func round(v float64) int { return int(v + 0.5) }
