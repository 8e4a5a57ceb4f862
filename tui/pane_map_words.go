package tui

import (
	"spiketop/live"
	"spiketop/plane"
	"spiketop/tui/chart"
)

// The words around a map: what it shows, what is read, where it is largest.

// drawScale says what the shades and the lines are.
func (p *mapPane) drawScale(b *chart.Buffer, r chart.Rect, m *plane.Map) {
	w := b.Write(r, 0)
	lo, hi := m.Range()
	if m.Y.None() {
		w.Text(short(m.Show), chart.Bold).Text(" over ", chart.Plain).Text(m.X.Label(), chart.Plain)
		if t := plane.TheoryOf(m.Show); t != nil && t.Levels == nil {
			w.Text("   ── ", chart.Theory).Text(t.Name, chart.Theory)
		}
		return
	}
	w.Text(short(m.Show), chart.Bold).Text(" ", chart.Plain)
	if hi != nil {
		w.Text(plane.Digits(m.Read(lo).Value), chart.Plain).Text(" ", chart.Plain)
		for k := range chart.HeatLevels {
			shade, role := chart.Heat((float64(k) + .5) / chart.HeatLevels)
			w.Rune(shade, role)
		}
		w.Text(" ", chart.Plain).Text(plane.Digits(m.Read(hi).Value), chart.Plain)
	}
	name := chart.Join("  ", m.Y.Label(), " ↑ ", m.X.Label(), " →")
	if w.Left() < b.Width(name) {
		return
	}
	w.Text(name, chart.Plain)
	if levels := levelsOf(m); len(levels) > 0 {
		text := "  • "
		for k, v := range levels {
			if k > 0 {
				text = chart.Join(text, ", ")
			}
			text = chart.Join(text, plane.Digits(v))
		}
		if w.Left() >= b.Width(text) {
			w.Text(text, chart.Plain)
		}
	}
	if t := plane.TheoryOf(m.Show); t != nil && w.Left() >= b.Width(t.Name)+4 {
		w.Text("  × ", chart.Theory).Text(t.Name, chart.Theory)
	}
}

// levelsOf are the levels of the contours.
func levelsOf(m *plane.Map) []float64 {
	lo, hi := m.Range()
	if hi == nil {
		return nil
	}
	return plane.Levels(m.Read(lo).Value, m.Read(hi).Value)
}

// drawReading reads the cell under the cursor.
func (p *mapPane) drawReading(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	m, at := f.Map, p.at(f)
	w := b.Write(r, 0)
	w.Text("[", chart.Focus)
	for k, a := range []*plane.Axis{&m.X, &m.Y} {
		if a.None() {
			continue
		}
		if k > 0 {
			w.Text(", ", chart.Plain)
		}
		text, _ := a.Text([]int{at.I, at.J}[k])
		w.Text(a.Symbol, chart.Plain).Text(" ", chart.Plain).Text(text, chart.Bold)
	}
	w.Text("] ", chart.Focus)
	v := m.At(at)
	switch v.State {
	case plane.Empty:
		w.Cut("not run yet", chart.Plain)
	case plane.Busy:
		w.Cut("is running", chart.Plain)
	case plane.Failed:
		w.Cut(chart.Join("failed: ", v.Why), chart.Bad)
	case plane.Undefined:
		w.Cut(chart.Join("not defined ", v.Why), chart.Plain)
	default:
		w.Text(plane.Digits(v.Value), chart.Bold)
		if finite(v.Spread) {
			w.Text(" ± ", chart.Plain).Text(plane.Digits(v.Spread), chart.Plain)
		}
		w.Text(", ", chart.Plain).Text(plural(v.Seeds, "seed", "seeds"), chart.Plain)
		if v.Why != "" {
			w.Cut(chart.Join("  ! ", v.Why), chart.Warn)
		}
	}
}

// drawLargest says where the number is largest and least, and how far the map is.
func (p *mapPane) drawLargest(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	m := f.Map
	w := b.Write(r, 0)
	if m.Trouble != "" {
		w.Cut(chart.Join("! ", m.Trouble), chart.Warn)
		return
	}
	lo, hi := m.Range()
	if hi == nil {
		w.Cut(progressOf(m), chart.Plain)
		return
	}
	place := func(c *plane.Cell) string {
		text := chart.Join(m.X.Symbol, " ", c.X)
		if !m.Y.None() {
			text = chart.Join(text, ", ", m.Y.Symbol, " ", c.Y)
		}
		return text
	}
	w.Text("largest ", chart.Plain).Text(plane.Digits(m.Read(hi).Value), chart.Bold).Text(chart.Join(" at ", place(hi)), chart.Plain)
	least := chart.Join("   least ", plane.Digits(m.Read(lo).Value), " at ", place(lo))
	if w.Left() >= b.Width(least) {
		w.Text(least, chart.Plain)
	}
	here := "   ● here"
	x, y := m.X.Of(&f.Params), m.Y.Of(&f.Params)
	if !(x >= 0 && y >= 0 && x <= float64(m.X.Len()-1) && y <= float64(m.Y.Len()-1)) {
		here = "   here is outside: [ or ]"
	} else if len(f.Been) > 0 {
		here = "   ● here  ○ been"
	}
	if w.Left() >= b.Width(here) {
		w.Text(here, chart.Plain)
	}
}
