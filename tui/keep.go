package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"spiketop/live"
	"spiketop/tui/chart"
	"spiketop/tui/picture"
)

// keepPicture writes a picture of the screen as it was last drawn, or of the zoomed
// pane alone, beside the screen.
func keepPicture(m *Model, _ string) tea.Cmd {
	write := m.picture(m.zoom)
	m.say("making the picture …")
	preset, seed, keep := m.preset, m.frame.Params.Seed, m.opts.Keep
	return func() tea.Msg {
		svg, png := write()
		names, err := keep(preset, seed, svg, png)
		if err != nil {
			return said{err.Error(), true}
		}
		return said{"written: " + strings.Join(names, ", "), false}
	}
}

// picture hands out how the screen, or the focused pane alone, becomes an SVG and a
// PNG: off the goroutine of the screen, since that takes a tenth of a second.
func (m *Model) picture(alone bool) func() (svg, png []byte) {
	b, theme := m.buf, m.theme()
	b.Cells = slices.Clone(m.buf.Cells)
	title := "spiketop " + m.preset
	if alone {
		if p, ok := m.panes[m.focus].pane.(figured); ok && m.panes[m.focus].Needs.missing(m.frame) == "" {
			if fig := p.Figure(m.frame); fig != nil {
				return func() (svg, png []byte) { return fig.SVG(), fig.PNG() }
			}
		}
		b, theme = m.figure(), chart.Theme{Light: true}
		title += ": " + m.panes[m.focus].Name
	}
	return func() (svg, png []byte) { return picture.SVG(&b, theme, title), picture.PNG(&b, theme) }
}

// The cells of a figure: so few that letters are large on a page.
const figureW, figureH = 84, 26

// figure draws the focused pane alone, where it has no figure of its own, below its title and what it was measured on.
func (m *Model) figure() chart.Buffer {
	b := chart.Buffer{ASCII: m.buf.ASCII, Big: m.buf.Big}
	b.Resize(figureW, figureH)
	s, f := &m.panes[m.focus], m.frame
	title := s.Name
	if head := s.headline(f); head != "" {
		title += ": " + head
	}
	if old := s.Needs.old(f); old != "" {
		title += " (" + old + ")"
	}
	p := &f.Params
	b.Cut(1, 0, figureW-1, title, chart.Bold)
	b.Cut(1, 1, figureW-1, fmt.Sprintf("%s · seed %d · N %d · g %g · p %g · t %.1f s", f.Preset, p.Seed, p.Net.N, p.Net.G, p.Net.P, f.TimeMS/1000), chart.Plain)
	s.draw(&b, chart.Rect{X: 1, Y: 3, W: figureW - 2, H: figureH - 4}, f)
	m.dirty = drawAll // the pane has drawn at another size
	return b
}

// record records the screen as it was drawn, and ends a screen that nobody watches once
// the run has paused.
func (m *Model) record(cmd tea.Cmd) tea.Cmd {
	if err := m.opts.Cast.Look(&m.buf, m.theme()); err != nil {
		m.complain("the recording has ended: " + err.Error())
	}
	if m.opts.Size.W > 0 && m.frame != nil && !m.frame.Running {
		return tea.Quit
	}
	return cmd
}

// endCast records how the screen was at the end.
func (m *Model) endCast() {
	if m.opts.Cast != nil {
		_ = m.opts.Cast.Last(&m.buf, m.theme()) // Err has it
	}
}

// still is a source of one frame.
type still struct{ frame *live.Frame }

func (s *still) Frame() *live.Frame     { return s.frame }
func (*still) Send(q live.Request) bool { return true }

// Still is the screen of so many columns and rows that shows a frame, as SVG and PNG: for
// pages. zoom is the pane that fills it; "": none. The same frame has the same bytes.
func Still(f *live.Frame, w, h int, zoom string) (svg, png []byte) {
	m := newModel(Options{Source: &still{f}, Zoom: zoom, Presets: []PresetInfo{{Name: f.Preset}}, Theme: "dark"})
	m.Update(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	m.Update(tickMsg{})
	m.clearNote()
	m.dirty = drawAll
	m.draw()
	return m.picture(false)()
}
