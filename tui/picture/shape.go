package picture

import "math"

// Sizes of a cell in a picture, in pixels.
const (
	CellW = 10
	CellH = 20
)

type point struct{ x, y float64 }

// A shape is the ink of a character that is drawn by rule, so that it looks right
// without a font that has it: closed polygons and discs in the pixels of a cell, y
// downwards. Polygons go clockwise; one of the other sense cuts a hole. Opacity is that of all of it.
type shape struct {
	polygons [][]point
	discs    []disc
	opacity  float64
}

func (s *shape) add(p ...point) { s.polygons = append(s.polygons, p) }

// rect adds a rectangle.
func (s *shape) rect(x0, y0, x1, y1 float64) {
	if x1 > x0 && y1 > y0 {
		s.add(point{x0, y0}, point{x1, y0}, point{x1, y1}, point{x0, y1})
	}
}

// A disc is a round part of a shape; a hole is cut out.
type disc struct {
	x, y, r float64
	hole    bool
}

// ring adds a disc about (x, y), with a hole of the radius in (0: none).
func (s *shape) ring(x, y, r, in float64) {
	s.discs = append(s.discs, disc{x, y, r, false})
	if in > 0 {
		s.discs = append(s.discs, disc{x, y, in, true})
	}
}

// all are the polygons of the shape, its discs too: these have so many corners that a
// pixel shows none.
func (s *shape) all() [][]point {
	out := s.polygons[:len(s.polygons):len(s.polygons)]
	for _, d := range s.discs {
		const n = 24
		p := make([]point, n)
		for i := range p {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / n)
			if d.hole {
				sin = -sin
			}
			p[i] = point{tidy(d.x + d.r*cos), tidy(d.y + d.r*sin)}
		}
		out = append(out, p)
	}
	return out
}

// tidy rounds to a hundredth of a pixel: pictures have the same bytes everywhere.
func tidy(v float64) float64 { return math.Round(100*v) / 100 }

// outline adds a polygon, given clockwise, and cuts out the same about its centre (cx, cy)
// at so much of its size.
func (s *shape) outline(cx, cy, inner float64, p ...point) {
	s.add(p...)
	if inner <= 0 {
		return
	}
	hole := make([]point, len(p))
	for i, q := range p {
		hole[len(p)-1-i] = point{tidy(cx + inner*(q.x-cx)), tidy(cy + inner*(q.y-cy))}
	}
	s.add(hole...)
}

// line adds a straight line of that width.
func (s *shape) line(x0, y0, x1, y1, width float64) {
	d := math.Hypot(x1-x0, y1-y0)
	if d == 0 {
		return
	}
	nx, ny := (y0-y1)/d*width/2, (x1-x0)/d*width/2
	s.add(point{tidy(x0 - nx), tidy(y0 - ny)}, point{tidy(x1 - nx), tidy(y1 - ny)}, point{tidy(x1 + nx), tidy(y1 + ny)}, point{tidy(x0 + nx), tidy(y0 + ny)})
}

// shapeOf is the shape of a character; ok is false for one that a font draws.
func shapeOf(r rune) (s shape, ok bool) {
	s.opacity = 1
	switch {
	case r >= 0x2800 && r <= 0x28ff:
		s.braille(int(r - 0x2800))
	case r >= 0x2500 && r <= 0x257f:
		return s, s.box(r)
	case r >= 0x2580 && r <= 0x259f:
		return s, s.block(r)
	default:
		return s, s.mark(r)
	}
	return s, true
}

// braille adds the dots of a braille cell, in the order of their bits.
func (s *shape) braille(bits int) {
	for k, at := range [8]point{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}} {
		if bits>>k&1 == 1 {
			s.ring((at.x+.5)*CellW/2, (at.y+.5)*CellH/4, 1.8, 0)
		}
	}
}

// arms are the four lines that meet in the middle of a character that draws boxes:
// to the left, right, up and down, 1 for a light one, 2 for a heavy one.
var arms = map[rune][4]float64{
	'─': {1, 1, 0, 0}, '━': {2, 2, 0, 0}, '│': {0, 0, 1, 1}, '┃': {0, 0, 2, 2},
	'┌': {0, 1, 0, 1}, '┐': {1, 0, 0, 1}, '└': {0, 1, 1, 0}, '┘': {1, 0, 1, 0},
	'├': {0, 1, 1, 1}, '┤': {1, 0, 1, 1}, '┬': {1, 1, 0, 1}, '┴': {1, 1, 1, 0}, '┼': {1, 1, 1, 1}, '╋': {2, 2, 2, 2},
	'╴': {1, 0, 0, 0}, '╵': {0, 0, 1, 0}, '╶': {0, 1, 0, 0}, '╷': {0, 0, 0, 1},
	'╸': {2, 0, 0, 0}, '╹': {0, 0, 2, 0}, '╺': {0, 2, 0, 0}, '╻': {0, 0, 0, 2},
}

// dashed are the lines with gaps: how many dashes a cell has, and how heavy they are.
var dashed = map[rune]struct {
	n, weight float64
	upright   bool
}{
	'╌': {2, 1, false}, '╍': {2, 2, false}, '┄': {3, 1, false}, '┅': {3, 2, false}, '┈': {4, 1, false}, '┉': {4, 2, false},
	'╎': {2, 1, true}, '╏': {2, 2, true}, '┆': {3, 1, true}, '┇': {3, 2, true}, '┊': {4, 1, true}, '┋': {4, 2, true},
}

// The pixels of a light line: one wide, right of and below the middle. A heavy one is
// two wide.
const midX, midY = CellW/2 + 1, CellH/2 + 1

// box adds a character that draws boxes.
func (s *shape) box(r rune) bool {
	if a, ok := arms[r]; ok {
		if a[0] > 0 {
			s.rect(0, midY-a[0], midX, midY)
		}
		if a[1] > 0 {
			s.rect(midX-1, midY-a[1], CellW, midY)
		}
		if a[2] > 0 {
			s.rect(midX-a[2], 0, midX, midY)
		}
		if a[3] > 0 {
			s.rect(midX-a[3], midY-1, midX, CellH)
		}
		return true
	}
	if d, ok := dashed[r]; ok {
		size := CellW / d.n
		if d.upright {
			size = CellH / d.n
		}
		for k := range int(d.n) {
			from, to := tidy(size*(float64(k)+.2)), tidy(size*(float64(k)+.8))
			if d.upright {
				s.rect(midX-d.weight, from, midX, to)
			} else {
				s.rect(from, midY-d.weight, to, midY)
			}
		}
		return true
	}
	return s.corner(r)
}

// corner adds a round corner: a quarter of a ring, and straight ends.
func (s *shape) corner(r rune) bool {
	var left, up bool // where its ends are
	switch r {
	case '╭':
	case '╮':
		left = true
	case '╰':
		up = true
	case '╯':
		left, up = true, true
	default:
		return false
	}
	const outer, inner, n = 5, 4, 8
	var arc [2][]point
	for k := range n + 1 { // of ╭, about the point (10, 15)
		sin, cos := math.Sincos(math.Pi * (1 + .5*float64(k)/n))
		for i, radius := range [2]float64{outer, inner} {
			arc[i] = append(arc[i], point{tidy(CellW + radius*cos), tidy(15 + radius*sin)})
		}
	}
	ring := arc[0]
	for k := n; k >= 0; k-- {
		ring = append(ring, arc[1][k])
	}
	at := func(p point) point {
		if left {
			p.x = 2*midX - 1 - p.x
		}
		if up {
			p.y = 2*midY - 1 - p.y
		}
		return p
	}
	for k := range ring {
		ring[k] = at(ring[k])
	}
	if left != up { // a mirror turns the sense
		for i, j := 0, len(ring)-1; i < j; i, j = i+1, j-1 {
			ring[i], ring[j] = ring[j], ring[i]
		}
	}
	s.add(ring...)
	if up {
		s.rect(midX-1, 0, midX, 6)
	} else {
		s.rect(midX-1, 15, midX, CellH)
	}
	if left {
		s.rect(0, midY-1, 1, midY)
	}
	return true
}

// block adds a block element.
func (s *shape) block(r rune) bool {
	const w, h = CellW, CellH
	switch {
	case r == '▀':
		s.rect(0, 0, w, h/2)
	case r >= '▁' && r <= '█': // eighths from below
		s.rect(0, h-h*float64(r-'▀')/8, w, h)
	case r >= '▉' && r <= '▏': // eighths from the left
		s.rect(0, 0, w*float64('▐'-r)/8, h)
	case r == '▐':
		s.rect(w/2, 0, w, h)
	case r >= '░' && r <= '▓':
		s.rect(0, 0, w, h)
		s.opacity = float64(r-'░'+1) / 4
	case r == '▔':
		s.rect(0, 0, w, h/8.)
	case r == '▕':
		s.rect(w*7/8., 0, w, h)
	case r == '▖':
		s.rect(0, h/2, w/2, h)
	case r == '▗':
		s.rect(w/2, h/2, w, h)
	case r == '▘':
		s.rect(0, 0, w/2, h/2)
	case r == '▝':
		s.rect(w/2, 0, w, h/2)
	default:
		return false
	}
	return true
}

// mark adds the mark of a point, or an arrow.
func (s *shape) mark(r rune) bool {
	const x, y = CellW / 2, CellH/2 + .5 // the middle of a mark
	hollow := .0
	switch r {
	case '◇', '□', '△', '▽', '▷', '☆':
		hollow = .6
	}
	switch r {
	case '●', '•':
		radius := 4.
		if r == '•' {
			radius = 2.5
		}
		s.ring(x, y, radius, 0)
	case '○':
		s.ring(x, y, 4, 2.8)
	case '◉':
		s.ring(x, y, 4.5, 3.4)
		s.ring(x, y, 2, 0)
	case '·':
		s.ring(x, y, 1.3, 0)
	case '∘':
		s.ring(x, y, 2.5, 1.4)
	case '◆', '◇':
		s.outline(x, y, hollow, point{x, y - 5}, point{x + 4.5, y}, point{x, y + 5}, point{x - 4.5, y})
	case '■', '□':
		s.outline(x, y, hollow+hollow/6, point{x - 4, y - 4}, point{x + 4, y - 4}, point{x + 4, y + 4}, point{x - 4, y + 4})
	case '▪':
		s.rect(x-2, y-2, x+2, y+2)
	case '▲', '△':
		s.outline(x, y+1.2, hollow, point{x, y - 4.5}, point{x + 4.8, y + 4}, point{x - 4.8, y + 4})
	case '▼', '▽':
		s.outline(x, y-1.2, hollow, point{x - 4.8, y - 4}, point{x + 4.8, y - 4}, point{x, y + 4.5})
	case '▶', '▷', '►', '⏵':
		s.outline(x-1.2, y, hollow, point{x - 4, y - 4.8}, point{x + 4.5, y}, point{x - 4, y + 4.8})
	case '◀', '◄':
		s.add(point{x - 4.5, y}, point{x + 4, y - 4.8}, point{x + 4, y + 4.8})
	case '⏸':
		s.rect(x-3, y-4, x-1, y+4)
		s.rect(x+1, y-4, x+3, y+4)
	case '☼':
		s.ring(x, y, 2.6, 1.3)
		for k := range 8 {
			sin, cos := math.Sincos(math.Pi / 4 * float64(k))
			s.line(x+3.2*cos, y+3.2*sin, x+4.8*cos, y+4.8*sin, 1.1)
		}
	case '★', '☆':
		star := make([]point, 10)
		for k := range star {
			sin, cos := math.Sincos(math.Pi * (float64(k)/5 - .5))
			radius := 5.
			if k%2 == 1 {
				radius = 2
			}
			star[k] = point{tidy(x + radius*cos), tidy(y + radius*sin)}
		}
		s.outline(x, y, hollow, star...)
	case '✓', '✔':
		s.line(x-4, y, x-1, y+4, 1.5)
		s.line(x-1, y+4, x+4, y-5, 1.5)
	case '✗', '✕', '✘':
		s.line(x-3.5, y-4, x+3.5, y+4, 1.5)
		s.line(x+3.5, y-4, x-3.5, y+4, 1.5)
	case '⊕', '⊗':
		s.ring(x, y, 4.5, 3.5)
		if r == '⊕' {
			s.line(x-4, y, x+4, y, 1)
			s.line(x, y-4, x, y+4, 1)
		} else {
			s.line(x-2.8, y-2.8, x+2.8, y+2.8, 1)
			s.line(x-2.8, y+2.8, x+2.8, y-2.8, 1)
		}
	case '⚠':
		s.outline(x, y+1.5, .68, point{x, y - 5}, point{x + 5, y + 4}, point{x - 5, y + 4})
		s.rect(x-.6, y-1.2, x+.6, y+1.4)
		s.rect(x-.6, y+2, x+.6, y+3)
	case '→', '←', '↑', '↓', '↔', '⇒', '↵', '⏎':
		return s.arrow(r, x, y)
	default:
		return false
	}
	return true
}

// arrow adds an arrow about (x, y).
func (s *shape) arrow(r rune, x, y float64) bool {
	head := func(sx, sy float64) { // its point is half a cell from the middle
		px, py := x+4.5*sx, y+4.5*sy
		bx, by := px-3.5*sx, py-3.5*sy // the middle of its back
		a, b := point{bx - 2.5*sy, by + 2.5*sx}, point{bx + 2.5*sy, by - 2.5*sx}
		s.add(point{px, py}, a, b)
	}
	switch r {
	case '→':
		s.line(x-4.5, y, x+2, y, 1.2)
		head(1, 0)
	case '←':
		s.line(x-2, y, x+4.5, y, 1.2)
		head(-1, 0)
	case '↔':
		s.line(x-2, y, x+2, y, 1.2)
		head(1, 0)
		head(-1, 0)
	case '↑':
		s.line(x, y-2, x, y+4.5, 1.2)
		head(0, -1)
	case '↓':
		s.line(x, y-4.5, x, y+2, 1.2)
		head(0, 1)
	case '↵', '⏎':
		s.line(x+4, y-5, x+4, y+.6, 1.2)
		s.line(x+4, y, x-2, y, 1.2)
		head(-1, 0)
	case '⇒':
		s.line(x-4.5, y-1.3, x+2, y-1.3, 1.1)
		s.line(x-4.5, y+1.3, x+2, y+1.3, 1.1)
		head(1, 0)
	}
	return true
}
