package tui

import (
	"fmt"
	"strings"

	"spiketop/tui/chart"
)

// draw lays the sheet over the middle of the panes.
func (s *sheet) draw(m *Model, b *chart.Buffer) {
	area := chart.Rect{X: 0, Y: 1, W: b.W, H: b.H - 3}
	if area.W < 20 || area.H < 6 {
		return
	}
	s.cols = 1
	w := min(s.width+4, area.W-2)
	if s.colW > 0 && area.W-2 >= 2*s.colW+6 {
		s.cols, w = 2, min(2*s.width+6, area.W-2)
	}
	inner := w - 4
	colW := (inner - 2*(s.cols-1)) / s.cols
	s.lines = s.flow(b, s.left(), colW)
	var intro []sheetLine // above two columns it stays, above one it scrolls away
	if len(s.intro) > 0 && !s.filtered() {
		intro = append(s.flow(b, s.intro, inner), sheetLine{item: -1})
		if s.cols == 1 {
			s.lines, intro = append(intro, s.lines...), nil
		}
	}

	about := s.aboutHeight(b, inner)
	h := (len(s.lines)+s.cols-1)/s.cols + 2 + about + len(intro)
	if s.filter != nil {
		h++
	}
	h = min(max(h, 4), area.H)
	r := chart.Rect{X: (b.W - w) / 2, Y: area.Y + (area.H-h)/2, W: w, H: h}
	b.Fill(r, chart.Cell{})
	s.list = chart.Rect{X: r.X + 2, Y: r.Y + 1 + len(intro), W: inner, H: h - 2 - about - len(intro)}
	if s.filter != nil {
		s.list.H--
	}
	s.scroll()
	chart.Box(b, r, s.title, s.hidden(), true)

	old := b.Clip(r.Inset(1))
	for i, line := range intro {
		s.drawLine(b, line, s.list.X, r.Y+1+i, inner)
	}
	for i, line := range s.lines {
		k := i - s.top
		if k < 0 || k >= s.list.H*s.cols {
			continue
		}
		s.drawLine(b, line, s.list.X+(k/s.list.H)*(colW+2), s.list.Y+k%s.list.H, colW)
	}
	bottom := s.list.Y + s.list.H
	if s.filter != nil {
		cursor := drawInput(b, r.X+2, bottom, r.X+w-2, "/", s.filter)
		if s.typing {
			m.cursor = cursor
		}
		bottom++
	}
	if e, ok := s.selected(); ok && about > 0 {
		b.Text(r.X+2, bottom, r.X+w-2, strings.Repeat("─", inner), chart.Border)
		for i, line := range wrapAll(b, s.about(e), inner) {
			b.Text(r.X+2, bottom+1+i, r.X+w-2, line, chart.Plain)
		}
	}
	b.Unclip(old)
}

// hidden says how much is out of sight.
func (s *sheet) hidden() string {
	shown := s.list.H * s.cols
	if len(s.lines) <= shown {
		return ""
	}
	return fmt.Sprintf("%d–%d of %d lines", s.top+1, min(s.top+shown, len(s.lines)), len(s.lines))
}

// flow breaks entries into lines of the width w.
func (s *sheet) flow(b *chart.Buffer, entries []entry, w int) []sheetLine {
	var out []sheetLine
	item := -1
	if len(entries) == 0 && s.filtered() {
		entries = []entry{{text: "nothing matches “" + s.filter.Value() + "”", textAs: chart.Warn}}
	}
	for i, e := range entries {
		if e.heading {
			if i > 0 {
				out = append(out, sheetLine{item: -1})
			}
			out = append(out, sheetLine{entry: e, item: -1, first: true})
			continue
		}
		item++
		from := s.labelW
		if e.whole() {
			from = 0
		}
		texts := wrap(b, e.text, max(8, w-from))
		if len(texts) == 0 {
			texts = []string{""}
		}
		for j, text := range texts {
			line := sheetLine{e, item, j == 0, from}
			line.text = text
			if j > 0 {
				line.label = ""
			}
			out = append(out, line)
		}
	}
	return out
}

// scroll keeps the selection, or the page, within the lines.
func (s *sheet) scroll() {
	page := max(1, s.list.H*s.cols)
	last := max(0, len(s.lines)-page)
	if s.end {
		s.top = last
	}
	if s.choose != nil {
		s.at = min(max(s.at, 0), max(0, len(s.selectable())-1))
		for i, line := range s.lines {
			if line.item == s.at {
				if line.first && i < s.top {
					s.top = i
				}
				s.top = max(s.top, i-page+1)
			}
		}
	}
	s.top = min(max(s.top, 0), last)
}

func (s *sheet) drawLine(b *chart.Buffer, line sheetLine, x, y, w int) {
	label, text := line.labelAs, line.textAs
	if s.choose != nil && line.item >= 0 && line.item == s.at {
		label, text = chart.Reverse, chart.Reverse
		b.Fill(chart.Rect{X: x, Y: y, W: w, H: 1}, chart.Cell{Rune: ' ', Role: chart.Reverse})
	}
	if line.heading {
		b.Cut(x, y, x+w, line.text, line.textAs)
		return
	}
	b.Cut(x, y, x+max(0, min(s.labelW-1, w)), line.label, label)
	b.Cut(x+line.from, y, x+w, line.text, text)
}

// aboutHeight is the room that the longest text on an entry takes, with its rule.
func (s *sheet) aboutHeight(b *chart.Buffer, w int) int {
	if s.about == nil {
		return 0
	}
	h := 0
	for _, e := range s.entries {
		if !e.heading {
			h = max(h, len(wrapAll(b, s.about(e), w)))
		}
	}
	return min(h, 14) + 1
}

// wrapAll wraps a text of several paragraphs, which blank lines divide.
func wrapAll(b *chart.Buffer, text string, w int) []string {
	var out []string
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if out != nil {
			out = append(out, "")
		}
		out = append(out, wrap(b, paragraph, w)...)
	}
	return out
}
