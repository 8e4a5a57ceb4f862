package chart

import "fmt"

// A Ledger notes where text is written, for tests of what a screen shows: whether
// text is cut without a mark, and whether labels and data lie on each other. A
// Buffer without one notes nothing.
type Ledger struct {
	slips   []string
	letters []Cell // of each cell, what text wrote there; Rune 0: nothing
	w       int
	text    string // that is being written
	said    bool   // of it, that it covers something
}

// begin starts a text.
func (l *Ledger) begin(b *Buffer, s string) {
	if len(l.letters) != len(b.Cells) || l.w != b.W {
		l.letters, l.w = make([]Cell, len(b.Cells)), b.W
	}
	l.text, l.said = s, false
}

// letter notes that text is about to fill a cell. Blanks lie on nothing, and a
// title may stand in the edge of its frame.
func (l *Ledger) letter(b *Buffer, x, y int, now Cell) {
	if l.said || b.cell(x, y) == nil && now.Rune != ' ' {
		l.slip(x, y, "outside its place")
		return
	}
	if b.cell(x, y) == nil {
		return
	}
	old, at := b.At(x, y), y*b.W+x
	blank := old.Rune == 0 || old.Rune == ' ' || old == now || old.Role == Border || old.Role == Focus
	switch {
	case blank:
	case l.letters[at] == old:
		l.slip(x, y, fmt.Sprintf("on the text with %q", old.Rune))
	default:
		l.slip(x, y, fmt.Sprintf("on the data %q", old.Rune))
	}
	l.letters[at] = now
}

// cut notes that the rest of the text has no room. A row that is not there has its
// limit before its first column: nothing of it is seen.
func (l *Ledger) cut(x, y, limit int) {
	if x == limit {
		l.slip(x, y, "cut without a mark")
	}
}

// slip notes one thing about a text.
func (l *Ledger) slip(x, y int, what string) {
	if !l.said {
		l.slips = append(l.slips, fmt.Sprintf("%d, %d: %q: %s", x, y, l.text, what))
	}
	l.said = true
}

// Slips is what went wrong since the last call: text that is cut without a mark or
// lies on other text or on data, and data that lies on text.
func (l *Ledger) Slips(b *Buffer) []string {
	for at, c := range l.letters {
		if c.Rune != 0 && c.Rune != ' ' && b.Cells[at] != c {
			l.slips = append(l.slips, fmt.Sprintf("%d, %d: %q lies on the text with %q", at%b.W, at/b.W, b.Cells[at].Rune, c.Rune))
		}
	}
	out := l.slips
	*l = Ledger{}
	return out
}
