package tui

import (
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"cmp"

	"spiketop/tui/chart"
)

// newInput is a line to type in, with the terminal's own cursor.
func newInput(text string) *textinput.Model {
	in := textinput.New()
	in.SetVirtualCursor(false)
	in.Focus()
	in.CharLimit = 200
	in.KeyMap.Paste = key.NewBinding() // would run a clipboard program; terminals paste by themselves
	in.SetValue(text)
	in.CursorEnd()
	return &in
}

// drawInput draws the line behind its prompt and returns where the cursor stands.
func drawInput(b *chart.Buffer, x, y, limit int, prompt string, in *textinput.Model) *tea.Cursor {
	x = b.Text(x, y, limit, prompt, chart.Key)
	text, pos := []rune(in.Value()), in.Position()
	from := max(0, pos-(limit-x-1)) // the cursor stays in view
	b.Text(x, y, limit, string(text[min(from, len(text)):]), chart.Plain)
	return tea.NewCursor(min(x+pos-from, limit-1), y)
}

// filtered is a pane with a list that can be filtered, as the parameters are.
type filtered interface{ SetFilter(string) }

// editing is a pane that has a parameter selected.
type editing interface{ EditKey() string }

// paneWith is the number of the first pane that can be used as a T, with its
// digit or the key tab: "parameters (7)".
func paneWith[T any](m *Model) string {
	for i := range m.panes {
		if _, ok := m.panes[i].pane.(T); ok {
			return m.panes[i].Name + " (" + cmp.Or(m.panes[i].digit(), "tab") + ")"
		}
	}
	return "no pane"
}

// filterLine is the filter of the focused pane, while it is being typed.
type filterLine struct {
	line  *textinput.Model
	pane  filtered
	bound []Binding
}

// openFilter begins to filter the focused pane.
func openFilter(m *Model, _ string) tea.Cmd {
	f := &filterLine{line: newInput(""), pane: m.panes[m.focus].pane.(filtered)}
	f.bound = []Binding{
		{Show: "type", Short: "to filter", Rank: 1},
		{Keys: []string{"enter"}, Short: "keep", Rank: 2, Do: func(m *Model, _ string) tea.Cmd { m.open = nil; return nil }},
		{Keys: []string{"esc"}, Short: "all", Rank: 3, Do: func(m *Model, _ string) tea.Cmd {
			f.set(m, "")
			m.open = nil
			return nil
		}},
		{Keys: []string{"up", "down"}, Do: func(m *Model, key string) tea.Cmd { return m.press(key) }},
	}
	m.open = f
	return nil
}

func noFilter(m *Model, _ string) string {
	_, ok := m.panes[m.focus].pane.(filtered)
	return when(!ok, "nothing to filter here; it works in lists: "+paneWith[filtered](m)+", presets (p), help (?)")
}

func (f *filterLine) set(m *Model, text string) {
	f.pane.SetFilter(text)
	m.filtering = text != ""
}

func (f *filterLine) keys() []Binding { return f.bound }

func (f *filterLine) typed(m *Model, msg tea.Msg) {
	*f.line, _ = f.line.Update(msg)
	f.set(m, f.line.Value())
}

// click keeps the filter, and belongs to what is under it.
func (f *filterLine) click(m *Model, x, y int) tea.Cmd {
	m.open = nil
	return m.click(tea.Mouse{X: x, Y: y, Button: tea.MouseLeft})
}

func (f *filterLine) wheel(m *Model, dir int) {
	m.press(map[int]string{+1: "up", -1: "down"}[dir])
}

// draw shows the line in the place of the messages.
func (f *filterLine) draw(m *Model, b *chart.Buffer) {
	y := b.H - 2
	b.Fill(chart.Rect{Y: y, W: b.W, H: 1}, chart.Cell{})
	m.cursor = drawInput(b, 1, y, b.W-1, "/", f.line)
}

// editSelected opens the command line on the selected parameter.
func editSelected(m *Model, _ string) tea.Cmd {
	return m.openCommand(m.panes[m.focus].pane.(editing).EditKey() + " ")
}

func noSelection(m *Model, _ string) string {
	pane, ok := m.panes[m.focus].pane.(editing)
	switch {
	case !ok:
		return "nothing is selected here; parameters are in the pane " + paneWith[editing](m) + ", : sets one by name"
	case pane.EditKey() == "":
		return "no parameter is selected"
	}
	return ""
}
