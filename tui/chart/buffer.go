// Package chart turns numbers into cells: a buffer of styled cells, braille and
// block drawing straight into it, and ntcharts canvases copied into it. The
// buffer becomes one string that writes a colour code only where the style changes.
//
// Nothing here panics or hangs, whatever the size (0 and negative too) and
// whatever the numbers (NaN, ±Inf, 1e300), and nothing is drawn outside the
// rectangle that was given.
package chart

import "unicode"

// Role is what a cell means; a Palette gives it a look. Things that must be
// told apart differ by shape as well as by colour.
type Role uint8

const (
	Plain Role = iota
	Dim
	Bold
	Title    // pane titles
	Border   // frame of a pane
	Focus    // frame and title of the focused pane
	Key      // a key in the help
	TypeRest // the last neuron type; see TypeRole
	TypeA    // the first, and so on
	TypeB
	TypeC
	Readout // u
	Wanted  // target f
	Theory
	Measured
	Visited
	Bulk
	Outlier
	Predicted
	Before
	Null
	Human
	Mouse
	Rat
	Good
	Warn
	Bad
	Train                        // shading of training spans, the TRAINING mark
	Reverse                      // selected row
	NetA                         // of two networks: the first
	NetB                         // the second
	Heat0                        // of a heat map: the least; HeatLevels of them
	nLooks  = Heat0 + HeatLevels // then those of diverge.go
)

// Cell is one character cell. Rune 0 is a blank. Every rune must be one column wide.
type Cell struct {
	Rune rune
	Role Role
}

// Rect is a rectangle of cells.
type Rect struct{ X, Y, W, H int }

// Inset shrinks r by n cells on every side.
func (r Rect) Inset(n int) Rect { return Rect{r.X + n, r.Y + n, max(0, r.W-2*n), max(0, r.H-2*n)} }

// Contains reports whether the cell (x, y) lies in r.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Empty reports whether r holds no cell.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Row returns the k-th row of r, empty if r has no such row.
func (r Rect) Row(k int) Rect {
	if k < 0 || k >= r.H {
		return Rect{r.X, r.Y, 0, 0}
	}
	return Rect{r.X, r.Y + k, max(0, r.W), 1}
}

// Rows returns n rows of r from row k on, as many of them as there are.
func (r Rect) Rows(k, n int) Rect {
	k = min(max(k, 0), max(r.H, 0))
	return Rect{r.X, r.Y + k, max(0, r.W), max(0, min(n, r.H-k))}
}

// Cols returns n columns of r from column k on, as many of them as there are.
func (r Rect) Cols(k, n int) Rect {
	k = min(max(k, 0), max(r.W, 0))
	return Rect{r.X + k, r.Y, max(0, min(n, r.W-k)), max(0, r.H)}
}

// intersect returns the cells that lie in both.
func (r Rect) intersect(s Rect) Rect {
	x, y := max(r.X, s.X), max(r.Y, s.Y)
	return Rect{x, y, max(0, min(r.X+r.W, s.X+s.W)-x), max(0, min(r.Y+r.H, s.Y+s.H)-y)}
}

// Buffer is a W×H screen of cells.
type Buffer struct {
	W, H  int
	Cells []Cell // row by row
	ASCII bool   // write without braille, box-drawing or other non-ASCII characters
	Few   bool   // write without colours that a terminal of sixteen lacks
	Big   bool   // for a projector: dots of twice the size; panes leave out what is small print

	Ledger *Ledger // nil but in tests

	clip Clip
	out  []byte // reused by String
}

// Clip is where a buffer may be drawn on; the zero Clip is everywhere.
type Clip struct {
	r  Rect
	on bool
}

// Resize makes the buffer w×h and blank, without a clip, reusing its memory.
func (b *Buffer) Resize(w, h int) {
	w, h = max(0, w), max(0, h)
	if cap(b.Cells) < w*h {
		b.Cells = make([]Cell, w*h)
	}
	b.W, b.H, b.Cells, b.clip = w, h, b.Cells[:w*h], Clip{}
	clear(b.Cells)
	if b.Ledger != nil {
		*b.Ledger = Ledger{}
	}
}

// Clip confines drawing to r, and to the clip before. It returns that one, for Unclip.
func (b *Buffer) Clip(r Rect) Clip {
	old := b.clip
	if old.on {
		r = r.intersect(old.r)
	}
	b.clip = Clip{r, true}
	return old
}

// Unclip brings back the clip that Clip returned.
func (b *Buffer) Unclip(c Clip) { b.clip = c }

// Set writes one cell; outside the buffer or the clip it does nothing.
func (b *Buffer) Set(x, y int, r rune, role Role) {
	if c := b.cell(x, y); c != nil {
		*c = Cell{r, role}
	}
}

// cell returns the cell (x, y) if it may be drawn on, or nil.
func (b *Buffer) cell(x, y int) *Cell {
	if x < 0 || x >= b.W || y < 0 || y >= b.H || (b.clip.on && !b.clip.r.Contains(x, y)) {
		return nil
	}
	return &b.Cells[y*b.W+x]
}

// At returns the cell (x, y), a blank one outside the buffer.
func (b *Buffer) At(x, y int) Cell {
	if x < 0 || x >= b.W || y < 0 || y >= b.H {
		return Cell{}
	}
	return b.Cells[y*b.W+x]
}

// Fill writes the same cell all over r.
func (b *Buffer) Fill(r Rect, c Cell) {
	r = r.intersect(Rect{0, 0, b.W, b.H})
	for y := r.Y; y < r.Y+r.H; y++ {
		for x := r.X; x < r.X+r.W; x++ {
			b.Set(x, y, c.Rune, c.Role)
		}
	}
}

// Fade dims what is drawn in r.
func (b *Buffer) Fade(r Rect) {
	r = r.intersect(Rect{0, 0, b.W, b.H})
	for y := r.Y; y < r.Y+r.H; y++ {
		for x := r.X; x < r.X+r.W; x++ {
			b.Cells[y*b.W+x].Role = Dim
		}
	}
}

// Text writes s from (x, y), cut at the column limit (exclusive), and returns
// the column after it. In ASCII mode τ becomes tau and ± becomes +-; what
// would spoil the columns (control and combining characters, wide runes) is
// left out or replaced.
func (b *Buffer) Text(x, y, limit int, s string, role Role) int {
	if b.Ledger != nil {
		b.Ledger.begin(b, s)
	}
	for _, r := range s {
		if x >= limit {
			if b.Ledger != nil {
				b.Ledger.cut(x, y, limit)
			}
			break
		}
		if r >= ' ' && r < 0x7f {
			b.letter(x, y, r, role)
			x++
			continue
		}
		if b.ASCII {
			for _, c := range spell(r) {
				if x < limit {
					b.letter(x, y, c, role)
					x++
				}
			}
			continue
		}
		if r = narrow(r); r != 0 {
			b.letter(x, y, r, role)
			x++
		}
	}
	return x
}

// sign writes a text of one character.
func (b *Buffer) sign(x, y int, r rune, role Role) {
	if b.Ledger != nil {
		b.Ledger.begin(b, string(r))
	}
	b.letter(x, y, r, role)
}

// letter writes one cell of a text.
func (b *Buffer) letter(x, y int, r rune, role Role) {
	if b.Ledger != nil {
		b.Ledger.letter(b, x, y, Cell{r, role})
	}
	b.Set(x, y, r, role)
}

// Width is the number of columns that Text needs for s.
func (b *Buffer) Width(s string) int {
	n := 0
	for _, r := range s {
		n += b.runeWidth(r)
	}
	return n
}

func (b *Buffer) runeWidth(r rune) int {
	switch {
	case r >= ' ' && r < 0x7f:
		return 1
	case b.ASCII:
		return len(spell(r))
	case narrow(r) != 0:
		return 1
	}
	return 0
}

// narrow returns r if it is one column wide, 0 if it has no width of its own, '?' if it is wider.
func narrow(r rune) rune {
	switch {
	case r == 0x0307: // the dot of v̇, which no single character has: v'
		return '\''
	case r < ' ' || r == 0x7f || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me):
		return 0
	case r < 0x1100:
		return r
	case r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6, r >= 0x1f000:
		return '?'
	}
	return r
}
