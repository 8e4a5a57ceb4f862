package tui

import (
	tea "charm.land/bubbletea/v2"

	"spiketop/tui/chart"
)

// A guest is a pane without a digit that the preset gives no weight. The layouts have
// a place for one guest: its own on the largest screen, that of another pane, the
// host, on smaller ones. What follows is which guest was shown last, and its host.
type guest struct {
	pane int // 0: none; the first pane has a digit
	host int
	on   bool // there is a host
}

// none stands for no pane.
const none = -1

// isGuest reports whether a pane has no place but that of a guest.
func (a *arrangement) isGuest(panes []slot, p int) bool { return isGuest(panes, &a.weights, p) }

func isGuest(panes []slot, w *weights, p int) bool {
	return panes[p].Digit == 0 && w.of[p] == Folded
}

// replaces reports whether a guest has the place of another pane.
func (g *guest) replaces() bool { return g.pane > 0 && g.on }

// follow brings the guest up to date where another pane has the focus: another
// guest takes the place, the host takes it back.
func (g *guest) follow(panes []slot, w *weights, focus int) {
	switch {
	case isGuest(panes, w, focus):
		g.pane = focus
	case g.replaces() && focus == g.host:
		*g = guest{pane: g.pane}
	}
}

// guestShown is the guest in the grid, or none: that in focus; the last one where it
// has a place; the first that has something to say where a place is left.
func (a *arrangement) guestShown(panes []slot) int {
	last := a.guest.pane
	switch known := last > 0 && last < len(panes) && a.isGuest(panes, last); {
	case a.isGuest(panes, a.focus):
		return a.focus
	case !a.all():
		return none
	case known && !a.silent[last]:
		return last
	}
	first := none
	for p := range panes {
		switch {
		case panes[p].Digit != 0:
		case a.weights.of[p] != Folded:
			return none // the preset has chosen one
		case first == none && !a.silent[p] && !panes[p].Asked:
			first = p
		}
	}
	return first
}

// swaps reports whether the guest has the place of its host in this grid.
func (a *arrangement) swaps(panes []slot) bool {
	g := &a.guest
	return a.grid() && !a.all() && g.replaces() && a.isGuest(panes, g.pane) && a.focus != g.host
}

// swapped is the grid as it would be with the host, the guest in its place.
func (a *arrangement) swapped(panes []slot, area chart.Rect) []placed {
	with := *a
	with.guest = guest{}
	with.silent[a.guest.host] = a.silent[a.guest.pane]
	if a.focus == a.guest.pane {
		with.focus = a.guest.host
	}
	out := with.halves(panes, area)
	for i := range out {
		if out[i].Part == a.guest.host {
			out[i].Part = a.guest.pane
		}
	}
	return out
}

// nextGuest shows a guest in the place of the focused pane, the last one first; from
// a guest the next; after the last the pane as it was.
func nextGuest(m *Model, _ string) tea.Cmd {
	g := &m.guest
	if !isGuest(m.panes, &m.weights, m.focus) {
		g.host, g.on = m.focus, true
		if g.pane == 0 || !isGuest(m.panes, &m.weights, g.pane) {
			g.pane = m.guestAfter(0)
		}
		m.setGuest(g.pane)
		return nil
	}
	if next := m.guestAfter(m.focus); next != none {
		m.setGuest(next)
		return nil
	}
	host, on := g.host, g.on
	*g = guest{}
	if on {
		m.setFocus(host)
	} else {
		m.setFocus(int(m.weights.order[0]))
	}
	m.say(m.panes[m.focus].Name + " again")
	return nil
}

// setGuest gives a guest the focus, and says what comes next.
func (m *Model) setGuest(pane int) {
	m.setFocus(pane)
	then := "as it was"
	if next := m.guestAfter(pane); next != none {
		then = m.panes[next].Name
	}
	m.say(chart.Join(m.panes[pane].Name, "; x again: ", then))
}

// guestAfter is the next guest behind a pane, or none.
func (m *Model) guestAfter(pane int) int {
	for p := pane + 1; p < len(m.panes); p++ {
		if isGuest(m.panes, &m.weights, p) {
			return p
		}
	}
	return none
}

// noGuest is why there is no guest to show.
func noGuest(m *Model, _ string) string {
	return when(m.guestAfter(0) == none, "every pane has a place of its own")
}
