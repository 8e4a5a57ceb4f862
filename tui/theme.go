package tui

import (
	"slices"

	"spiketop/tui/chart"
)

// Themes are the names of the themes. The first and the last follow the
// background of the terminal: dark where the terminal does not tell.
var Themes = []string{"auto", "dark", "light", "colour-blind"}

// Layouts are the names of the layouts.
func Layouts() (names []string) {
	for l := Auto; l < nLayouts; l++ {
		names = append(names, l.String())
	}
	return names
}

// theme is what the colours are chosen for.
func (m *Model) theme() chart.Theme {
	switch m.opts.Theme {
	case "dark":
		return chart.Theme{}
	case "light":
		return chart.Theme{Light: true}
	}
	return chart.Theme{Light: m.light, Blind: m.opts.Theme == "colour-blind"}
}

// setTheme changes the theme, or says why not.
func (m *Model) setTheme(name string) (problem string) {
	if !slices.Contains(Themes, name) {
		return unknown("theme", name, Themes)
	}
	m.opts.Theme = name
	m.usePalette()
	m.say("theme: " + name)
	return ""
}

// setBig turns the screen for a projector on or off: one or two panes, dots of
// twice the size, no small print.
func (m *Model) setBig(on bool) {
	m.buf.Big, m.dirty = on, drawAll
}

// layoutShown is the layout that holds: on a big screen auto is one or two panes.
func (m *Model) layoutShown() Layout {
	switch {
	case !m.buf.Big || m.layout != Auto:
		return m.layout
	case m.w >= gridW:
		return Columns
	}
	return Single
}
