package chart

import (
	"strings"
	"unicode/utf8"
)

// String returns the buffer as text: rows joined by "\n", a style code only where
// the look changes, the default look at the end of each row. It allocates only
// the string.
func (b *Buffer) String(p *Palette) string {
	dst := b.out[:0]
	for y := range b.H {
		if y > 0 {
			dst = append(dst, '\n')
		}
		now := Plain
		for _, c := range b.Cells[y*b.W : (y+1)*b.W] {
			role := c.Role
			if role >= NRoles {
				role = Plain
			}
			if c.Rune == 0 || c.Rune == ' ' {
				// A blank needs no look of its own unless it or the present one shows on blanks.
				if !p.onBlank[role] {
					role = now
					if p.onBlank[now] {
						role = Plain
					}
				}
			}
			if p.sgr[role] != p.sgr[now] {
				dst = append(dst, p.sgr[role]...)
			}
			now = role
			switch r := c.Rune; {
			case r >= ' ' && r < 0x7f:
				dst = append(dst, byte(r))
			default:
				dst = utf8.AppendRune(dst, b.Shown(r))
			}
		}
		if p.sgr[now] != p.sgr[Plain] {
			dst = append(dst, p.sgr[Plain]...)
		}
	}
	b.out = dst
	return string(dst)
}

// Shown is the character that a cell with r comes to.
func (b *Buffer) Shown(r rune) rune {
	switch {
	case r < ' ' || r == 0x7f: // also the blank, and what no terminal should get
		return ' '
	case b.ASCII:
		return rune(asciiCell(r))
	}
	return r
}

// Dump returns the characters alone, without trailing blanks: for tests and for the clipboard.
func (b *Buffer) Dump() string {
	var none Palette
	rows := strings.Split(b.String(&none), "\n")
	for i, row := range rows {
		rows[i] = strings.TrimRight(row, " ")
	}
	return strings.Join(rows, "\n")
}
