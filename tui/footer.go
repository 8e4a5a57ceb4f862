package tui

import "spiketop/tui/chart"

// keyLine is what the key line names: the keys that work everywhere, and those
// of the focused pane.
func (m *Model) keyLine() []segment {
	var out []segment
	pane := m.paneKeys()
	for _, b := range m.keys {
		if b.Short == "" {
			continue
		}
		s := segment{b.show(), b.Short, chart.Plain, b.Rank}
		if b.Group == netKeys && len(b.Keys) == 2 && m.w >= gridW {
			s.value += " −/+"
		}
		if b.Keys[0] == "space" && m.running() {
			s.value = "pause"
		}
		if b.Why != nil && b.Why(m, b.Keys[0]) != "" && b.Why(m, b.Keys[len(b.Keys)-1]) != "" {
			s.role = chart.Dim
		}
		if b.Group == screenKeys && pane != nil { // the pane's own keys stand before the screen's
			out, pane = append(out, pane...), nil
		}
		out = append(out, s)
	}
	return out
}

// ranks of the focused pane's own keys in the key line: the first, the others.
const rankOfFirst, rankOfOthers = 9, 15

func (m *Model) paneKeys() []segment {
	var out []segment
	for i, a := range m.panes[m.focus].Actions() {
		s := segment{spell(a.Show, a.Keys), a.Help, chart.Plain, rankOfOthers}
		if i == 0 {
			s.rank = rankOfFirst
		}
		if a.Why != nil && a.Why(m.frame) != "" {
			s.role = chart.Dim
		}
		out = append(out, s)
	}
	return out
}

// drawKeys fills the last line. While a line is being typed it tells how.
func (m *Model) drawKeys(b *chart.Buffer, r chart.Rect) {
	segs := m.keyLine()
	switch {
	case m.open != nil:
		segs = m.open.keys()
	case m.filter != nil:
		segs = []segment{{"type", "to filter", chart.Plain, 1}, {"enter", "keep", chart.Plain, 2}, {"esc", "all", chart.Plain, 3}}
	}
	drawKeyLine(b, r, segs)
}

func drawKeyLine(b *chart.Buffer, r chart.Rect, segs []segment) {
	x := r.X + 1
	for _, s := range fit(b, r.W-2, segs)[0] {
		x = b.Text(x, r.Y, r.X+r.W, s.label, chart.Key) + 1
		x = b.Text(x, r.Y, r.X+r.W, s.value, s.role) + gap
	}
}
