package tui

import (
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

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

// openFilter begins to filter the parameter pane.
func openFilter(m *Model, _ string) tea.Cmd {
	m.filter = newInput("")
	return nil
}

func noFilter(m *Model, _ string) string {
	_, ok := m.panes[m.focus].(filtered)
	return when(!ok, "nothing to filter here; it works in lists: the parameters (7), presets (p), help (?)")
}

// filtered is a pane with a list that can be filtered, as the parameters are.
type filtered interface{ SetFilter(string) }

// editing is a pane that has a parameter selected.
type editing interface{ EditKey() string }

func (m *Model) filterKey(msg tea.KeyPressMsg) tea.Cmd {
	pane, ok := m.panes[m.focus].(filtered)
	switch k := msg.String(); {
	case !ok || k == "esc":
		if ok {
			pane.SetFilter("")
		}
		m.filter, m.filtering = nil, false
	case k == "enter":
		m.filter = nil
	case k == "up" || k == "down":
		return m.press(k)
	default:
		m.editFilter(msg)
	}
	return nil
}

func (m *Model) editFilter(msg tea.Msg) {
	*m.filter, _ = m.filter.Update(msg)
	if pane, ok := m.panes[m.focus].(filtered); ok {
		pane.SetFilter(m.filter.Value())
		m.filtering = m.filter.Value() != ""
	}
}

// editSelected opens the command line on the selected parameter.
func editSelected(m *Model, _ string) tea.Cmd {
	key := m.panes[m.focus].(editing).EditKey()
	return m.openCommand(key + " ")
}

func noSelection(m *Model, _ string) string {
	pane, ok := m.panes[m.focus].(editing)
	switch {
	case !ok:
		return "nothing is selected here; 7 goes to the parameters, : sets one by name"
	case pane.EditKey() == "":
		return "no parameter is selected"
	}
	return ""
}
