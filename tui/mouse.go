package tui

import (
	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// mouseKeys are what the mouse does, for the help.
var mouseKeys = []Binding{
	{Show: "click", Help: "focus the pane under it (a folded one opens), or choose what is there: a line, a cell, in the focused raster the neuron of a spike"},
	{Show: "wheel", Help: "adjust what is under it: a pane's parameter, a list, the neuron"},
}

// clicked is a pane that takes clicks, as a list does. Click returns what it asks of
// the run; nil: nothing.
type clicked interface {
	Click(r chart.Rect, x, y int, f *live.Frame) live.Request
}

// Click selects the parameter under the mouse.
func (p *parametersPane) Click(r chart.Rect, _, y int, _ *live.Frame) live.Request {
	if k := p.first + y - r.Y; y >= r.Y && y < r.Y+p.page && k < len(p.shown) {
		p.selected = run.Table[p.shown[k]].Key
	}
	return nil
}

// under is the part of the screen at a cell.
func (m *Model) under(x, y int) (placed, bool) {
	for _, p := range m.placed {
		if p.Contains(x, y) {
			return p, true
		}
	}
	return placed{}, false
}

func (m *Model) click(e tea.Mouse) tea.Cmd {
	if m.tooSmall() || e.Button != tea.MouseLeft {
		return nil
	}
	m.dirty = drawAll
	if m.open != nil {
		return m.open.click(m, e.X, e.Y)
	}
	p, ok := m.under(e.X, e.Y)
	switch {
	case !ok:
	case p.Part == partTabs:
		for _, t := range m.tabs(p.Rect) {
			if e.X >= t.x && e.X < t.x+t.w {
				return m.visit(t.pane)
			}
		}
	case p.Part >= 0:
		focused := m.focus == p.Part
		cmd := m.visit(p.Part)
		if pane, ok := m.panes[p.Part].pane.(clicked); ok && !p.Folded {
			switch q := pane.Click(p.Rect.Inset(1), e.X, e.Y, m.frame).(type) {
			case nil:
			case live.Watch:
				if focused { // the first click is for the pane
					m.watch(q.Neuron)
				}
			default:
				m.forward(q)
			}
		}
		return cmd
	}
	return nil
}

// wheelEvery is the shortest time between two turns that count, in ticks: a
// touch pad sends dozens at once.
const wheelEvery = 2

func (m *Model) wheel(e tea.Mouse) {
	dir := 0
	switch e.Button {
	case tea.MouseWheelUp:
		dir = +1
	case tea.MouseWheelDown:
		dir = -1
	}
	if dir == 0 || m.tooSmall() {
		return
	}
	if m.open != nil {
		m.dirty = drawAll
		m.open.wheel(m, dir)
		return
	}
	p, ok := m.under(e.X, e.Y)
	if !ok || p.Part < 0 || m.frame == nil {
		return
	}
	m.dirty = drawAll
	pane := &m.panes[p.Part]
	if pane.Wheel != "" {
		if m.ticks < m.wheelAt {
			return
		}
		m.wheelAt = m.ticks + wheelEvery
		m.nudge(mustFind(pane.Wheel), dir)
		return
	}
	key := pane.Turn[0]
	if dir < 0 {
		key = pane.Turn[1]
	}
	if key != "" {
		m.pressOn(p.Part, key)
	}
}
