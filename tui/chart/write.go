package chart

import (
	"strconv"
	"unicode/utf8"
)

// Writer writes along a row, cell after cell, without allocating. What does not
// fit before Limit is lost; see Left.
type Writer struct {
	B     *Buffer
	X, Y  int
	Limit int // the column after the last
}

// Write returns a writer at the start of row k of r; outside r it writes nothing.
func (b *Buffer) Write(r Rect, k int) Writer {
	row := r.Row(k)
	w := Writer{B: b, X: row.X, Y: row.Y, Limit: row.X + row.W}
	if row.Empty() {
		w.Limit-- // not a row that is full, but none
	}
	return w
}

// Left is how many columns are left.
func (w *Writer) Left() int { return max(0, w.Limit-w.X) }

// Text writes s.
func (w *Writer) Text(s string, role Role) *Writer {
	w.X = w.B.Text(w.X, w.Y, w.Limit, s, role)
	return w
}

// Cut writes s with an ellipsis for what does not fit.
func (w *Writer) Cut(s string, role Role) *Writer {
	w.X = w.B.Cut(w.X, w.Y, w.Limit, s, role)
	return w
}

// Rune writes one character as it is.
func (w *Writer) Rune(r rune, role Role) *Writer {
	if w.X < w.Limit {
		w.B.sign(w.X, w.Y, r, role)
		w.X++
	} else if w.B.Ledger != nil {
		w.B.Ledger.begin(w.B, string(r))
		w.B.Ledger.cut(w.X, w.Y, w.Limit)
	}
	return w
}

// Fixed writes a number as Fixed does.
func (w *Writer) Fixed(v float64, prec int, role Role) *Writer {
	var a [32]byte
	return w.bytes(appendFixed(a[:0], v, prec, false), role)
}

// Int writes an integer.
func (w *Writer) Int(n int, role Role) *Writer {
	var a [24]byte
	return w.bytes(strconv.AppendInt(a[:0], int64(n), 10), role)
}

func (w *Writer) bytes(s []byte, role Role) *Writer {
	for _, c := range string(s) { // the compiler makes no string of it
		if w.B.ASCII && c > 0x7e {
			w.Text(spell(c), role)
		} else {
			w.Rune(c, role)
		}
	}
	return w
}

// Skip leaves n columns as they are.
func (w *Writer) Skip(n int) *Writer {
	w.X = min(w.X+max(n, 0), max(w.Limit, w.X))
	return w
}

// To goes on to column x, if that is not behind.
func (w *Writer) To(x int) *Writer {
	w.X = max(w.X, min(x, w.Limit))
	return w
}

// Wrap writes s into r, broken between words, and returns the number of rows it
// took. The last row is cut where r has too few.
func (b *Buffer) Wrap(r Rect, s string, role Role) int {
	if r.Empty() {
		return 0
	}
	row := 0
	for s != "" && row < r.H {
		if row == r.H-1 {
			b.Cut(r.X, r.Y+row, r.X+r.W, s, role)
			return r.H
		}
		end, next := b.breakAt(s, r.W)
		b.Text(r.X, r.Y+row, r.X+r.W, s[:end], role)
		s = s[next:]
		row++
	}
	return row
}

// Fit is how many bytes of s go into so many columns: at least one character.
func (b *Buffer) Fit(s string, columns int) int {
	n := 0
	for i, r := range s {
		if n += b.runeWidth(r); n > columns && i > 0 {
			return i
		}
	}
	return len(s)
}

// breakAt returns where the first line of s ends and where the next one starts.
func (b *Buffer) breakAt(s string, width int) (end, next int) {
	n, space := 0, -1
	for i, r := range s {
		if r == '\n' {
			return i, i + 1
		}
		if r == ' ' {
			space = i
		}
		n += b.runeWidth(r)
		if n > width {
			if r == ' ' {
				return i, i + 1
			}
			if space > 0 {
				return space, space + 1
			}
			if i == 0 {
				i = utf8.RuneLen(r)
			}
			return i, i
		}
	}
	return len(s), len(s)
}
