package tui

import "spiketop/tui/chart"

// keyLine appends what the key line names: the keys that work everywhere, and
// those of the focused pane before the screen's.
func (m *Model) keyLine(dst []segment) []segment {
	pane := false
	if m.lesson != nil {
		dst = m.named(dst, lessonKeys)
		if m.pending() {
			dst[0].value = "predict"
		}
	}
	for i := range m.keys {
		b := &m.keys[i]
		if b.Group == screenKeys && !pane {
			dst, pane = m.named(dst, m.panes[m.focus].keys), true
		}
		if b.Short == "" {
			continue
		}
		s := m.segmentOf(b)
		if b.Group == netKeys && len(b.Keys) == 2 && m.w >= gridW {
			s.value = chart.Join(s.value, " −/+")
		}
		if b.Keys[0] == "space" && m.running() {
			s.value = "pause"
		}
		dst = append(dst, s)
	}
	return dst
}

// named appends those of the bindings that the key line names.
func (m *Model) named(dst []segment, list []Binding) []segment {
	for i := range list {
		if list[i].Short != "" {
			dst = append(dst, m.segmentOf(&list[i]))
		}
	}
	return dst
}

// segmentOf is a binding in the key line: dim where it can do nothing.
func (m *Model) segmentOf(b *Binding) segment {
	role := chart.Plain
	if b.idle(m) {
		role = chart.Dim
	}
	return segment{label: b.show(), value: b.Short, role: role, rank: b.Rank}
}

// drawKeys fills the last line.
func (m *Model) drawKeys(b *chart.Buffer, r chart.Rect) {
	var a [48]segment
	segs := a[:0]
	if m.open != nil {
		segs = m.named(segs, m.open.keys())
	} else {
		segs = m.keyLine(segs)
	}
	x := r.X + 1
	for _, s := range fit(b, r.W-2, segs) {
		x = b.Text(x, r.Y, r.X+r.W, s.label, chart.Key) + 1
		x = b.Text(x, r.Y, r.X+r.W, s.value, s.role) + gap
	}
}
