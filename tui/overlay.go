package tui

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"spiketop/tui/chart"
)

// An overlay lies over the panes and takes the keys until it is closed.
type overlay interface {
	key(m *Model, msg tea.KeyPressMsg) tea.Cmd
	paste(m *Model, msg tea.PasteMsg)
	click(m *Model, x, y int) tea.Cmd
	wheel(m *Model, dir int)
	draw(m *Model, b *chart.Buffer)
	keys() []segment // what the key line says meanwhile
}

// entry is a line of a sheet, wrapped where it is too long.
type entry struct {
	label, text     string
	labelAs, textAs chart.Role
	heading         bool
}

// whole reports whether the text takes the whole width.
func (e entry) whole() bool { return e.label == "" && !e.heading }

// sheet is an overlay with a list of entries: help, presets, messages.
type sheet struct {
	title   string
	opener  string // the key that opened it closes it too
	entries []entry
	labelW  int // columns of the labels
	width   int // of the text, at most
	colW    int // of a column where there is room for two; 0: one column only
	// choose makes the entries selectable; nil: they only scroll.
	choose func(m *Model, e entry) tea.Cmd
	// about is a text under the list on the selected entry; may be nil.
	about func(e entry) string
	more  []sheetKey // keys of its own

	filter *textinput.Model // nil: no filter
	typing bool
	at     int        // selected entry, among those that the filter leaves
	top    int        // first line shown
	end    bool       // show the end first
	list   chart.Rect // where the lines were drawn last
	lines  []sheetLine
	cols   int
}

// sheetLine is a drawn line: part of an entry.
type sheetLine struct {
	entry
	item  int // among the entries left; −1 for a heading
	first bool
	from  int // column of the text
}

// sheetKey is a key that works in a sheet.
type sheetKey struct {
	Keys []string
	Show string
	Help string
	Do   func(s *sheet, m *Model) tea.Cmd
}

// sheetKeys are the keys of every list.
var sheetKeys = []sheetKey{
	{[]string{"up", "k"}, "↑/k", "up", func(s *sheet, m *Model) tea.Cmd { s.move(-1); return nil }},
	{[]string{"down", "j"}, "↓/j", "down", func(s *sheet, m *Model) tea.Cmd { s.move(+1); return nil }},
	{[]string{"pgup", "ctrl+b"}, "page up", "a page up", func(s *sheet, m *Model) tea.Cmd { s.move(-s.list.H); return nil }},
	{[]string{"pgdown", "ctrl+f", "space"}, "page down", "a page down", func(s *sheet, m *Model) tea.Cmd { s.move(s.list.H); return nil }},
	{[]string{"home", "g"}, "home/g", "to the start", func(s *sheet, m *Model) tea.Cmd { s.move(-1 << 20); return nil }},
	{[]string{"end", "G"}, "end/G", "to the end", func(s *sheet, m *Model) tea.Cmd { s.move(1 << 20); return nil }},
	{[]string{"/"}, "/", "filter", func(s *sheet, m *Model) tea.Cmd { s.filter, s.typing = newInput(""), true; return nil }},
	{[]string{"enter"}, "enter", "choose", func(s *sheet, m *Model) tea.Cmd { return s.take(m) }},
	{[]string{"esc", "q"}, "esc/q", "close", func(s *sheet, m *Model) tea.Cmd { m.open = nil; return nil }},
}

func (s *sheet) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	if s.typing {
		switch key {
		case "esc":
			s.filter, s.typing = nil, false
		case "enter":
			s.typing = false
			if s.choose != nil {
				return s.take(m)
			}
		case "up", "down", "pgup", "pgdown":
			return s.do(m, key)
		default:
			*s.filter, _ = s.filter.Update(msg)
			s.at, s.top = 0, 0
		}
		return nil
	}
	if key == s.opener {
		key = "esc"
	}
	if key == "esc" && s.filter != nil {
		s.filter = nil
		return nil
	}
	return s.do(m, key)
}

func (s *sheet) do(m *Model, key string) tea.Cmd {
	for _, k := range append(s.more[:len(s.more):len(s.more)], sheetKeys...) {
		if contains(k.Keys, key) {
			return k.Do(s, m)
		}
	}
	return nil
}

func (s *sheet) paste(_ *Model, msg tea.PasteMsg) {
	if s.typing {
		*s.filter, _ = s.filter.Update(msg)
	}
}

func (s *sheet) keys() []segment {
	if s.typing {
		return []segment{{"type", "to filter", chart.Plain, 1}, {"↑↓", "move", chart.Plain, 4}, {"enter", "done", chart.Plain, 2}, {"esc", "all", chart.Plain, 3}}
	}
	var out []segment
	if s.choose != nil {
		out = append(out, segment{"↑↓", "choose", chart.Plain, 3}, segment{"enter", "open", chart.Plain, 2})
	} else {
		out = append(out, segment{"↑↓ page up/down", "scroll", chart.Plain, 3})
	}
	for _, k := range s.more {
		out = append(out, segment{spell(k.Show, k.Keys), k.Help, chart.Plain, 2})
	}
	return append(out, segment{"/", "filter", chart.Plain, 4}, segment{"esc", "close", chart.Plain, 1})
}

// left is the entries that the filter leaves.
func (s *sheet) left() []entry {
	if s.filter == nil || s.filter.Value() == "" {
		return s.entries
	}
	want := strings.ToLower(s.filter.Value())
	var out []entry
	for _, e := range s.entries {
		if !e.heading && strings.Contains(strings.ToLower(e.label+" "+e.text), want) {
			out = append(out, e)
		}
	}
	return out
}

// selectable is the entries left that are no headings.
func (s *sheet) selectable() []entry {
	var out []entry
	for _, e := range s.left() {
		if !e.heading {
			out = append(out, e)
		}
	}
	return out
}

func (s *sheet) selected() (entry, bool) {
	es := s.selectable()
	if len(es) == 0 {
		return entry{}, false
	}
	return es[min(max(s.at, 0), len(es)-1)], true
}

func (s *sheet) take(m *Model) tea.Cmd {
	e, ok := s.selected()
	if s.choose == nil || !ok {
		return nil
	}
	m.open = nil
	return s.choose(m, e)
}

// move selects another entry, or scrolls.
func (s *sheet) move(by int) {
	if s.choose != nil {
		s.at = min(max(s.at+by, 0), max(0, len(s.selectable())-1))
		return
	}
	s.end = false
	s.top += by // draw keeps it within bounds
}

func (s *sheet) click(m *Model, x, y int) tea.Cmd {
	if !s.list.Inset(-1).Contains(x, y) {
		m.open = nil
		return nil
	}
	if s.choose == nil || !s.list.Contains(x, y) {
		return nil
	}
	i := s.top + y - s.list.Y
	if i >= len(s.lines) || s.lines[i].item < 0 {
		return nil
	}
	if s.at == s.lines[i].item {
		return s.take(m)
	}
	s.at = s.lines[i].item
	return nil
}

func (s *sheet) wheel(_ *Model, dir int) { s.move(-dir) }
