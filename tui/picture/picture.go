// Package picture makes pictures of cells: SVG, whose text is text, and PNG, from
// bitmaps of our own. Letters are those of Liberation Mono; braille, boxes, blocks,
// arrows and marks are drawn by rule, the same in both.
package picture

import (
	"spiketop/tui/chart"
)

// look is how a cell of a picture looks.
type look struct {
	r          rune
	ink, paper uint32
	bold       bool
}

// at is the look of a cell.
func at(b *chart.Buffer, x, y int, t chart.Theme) look {
	c := b.At(x, y)
	ink := t.Ink(c.Role)
	l := look{b.Shown(c.Rune), ink.RGB, ink.Paper, ink.Bold}
	if ink.Reverse {
		l.ink, l.paper = l.paper, l.ink
	}
	return l
}
