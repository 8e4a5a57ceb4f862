package tui

import "spiketop/tui/chart"

// keyLine appends what the key line names: the keys that work everywhere, and
// those of the focused pane before the screen's.
func (m *Model) keyLine(dst []segment) []segment {
	pane := false
	for i := range m.keys {
		b := &m.keys[i]
		if b.Short == "" {
			continue
		}
		s := segment{b.show(), b.Short, chart.Plain, b.Rank}
		if b.Group == netKeys && len(b.Keys) == 2 && m.w >= gridW {
			s.value = chart.Join(s.value, " −/+")
		}
		if b.Keys[0] == "space" && m.running() {
			s.value = "pause"
		}
		if b.Why != nil && b.Why(m, b.Keys[0]) != "" && b.Why(m, b.Keys[len(b.Keys)-1]) != "" {
			s.role = chart.Dim
		}
		if b.Group == screenKeys && !pane {
			dst, pane = m.paneKeys(dst), true
		}
		dst = append(dst, s)
	}
	return dst
}

// ranks of the focused pane's own keys in the key line: the first, the others.
const rankOfFirst, rankOfOthers = 9, 15

func (m *Model) paneKeys(dst []segment) []segment {
	for i, a := range m.panes[m.focus].Actions() {
		s := segment{spell(a.Show, a.Keys), a.Help, chart.Plain, rankOfOthers}
		if i == 0 {
			s.rank = rankOfFirst
		}
		if a.Why != nil && a.Why(m.frame) != "" {
			s.role = chart.Dim
		}
		dst = append(dst, s)
	}
	return dst
}

// drawKeys fills the last line. While a line is being typed it tells how.
func (m *Model) drawKeys(b *chart.Buffer, r chart.Rect) {
	var a [48]segment
	switch {
	case m.open != nil:
		drawKeyLine(b, r, m.open.keys())
	case m.filter != nil:
		drawKeyLine(b, r, append(a[:0], segment{"type", "to filter", chart.Plain, 1}, segment{"enter", "keep", chart.Plain, 2}, segment{"esc", "all", chart.Plain, 3}))
	default:
		drawKeyLine(b, r, m.keyLine(a[:0]))
	}
}

func drawKeyLine(b *chart.Buffer, r chart.Rect, segs []segment) {
	x := r.X + 1
	for _, s := range fit(b, r.W-2, segs) {
		x = b.Text(x, r.Y, r.X+r.W, s.label, chart.Key) + 1
		x = b.Text(x, r.Y, r.X+r.W, s.value, s.role) + gap
	}
}
