package tui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"spiketop/tui/chart"
)

// An overlay lies over the panes and takes the keys until it is closed.
type overlay interface {
	keys() []Binding             // that work while it is open; the key line names them
	typed(m *Model, msg tea.Msg) // a key that is none of them, or pasted text
	click(m *Model, x, y int) tea.Cmd
	wheel(m *Model, dir int)
	draw(m *Model, b *chart.Buffer)
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
	opener  string  // the key that opened it closes it too; "" for none
	intro   []entry // stands above the entries, over the whole width
	entries []entry
	texts   []entry // that only the filter finds
	labelW  int     // columns of the labels
	width   int     // of the text, at most
	colW    int     // of a column where there is room for two; 0: one column only
	// choose makes the entries selectable; nil: they only scroll.
	choose func(m *Model, e entry) tea.Cmd
	// about is a text under the list on the selected entry; may be nil.
	about func(e entry) string
	more  []Binding // keys of its own

	filter *textinput.Model // nil: no filter
	typing bool
	at     int        // selected entry, among those that the filter leaves
	top    int        // first line shown
	end    bool       // show the end first
	list   chart.Rect // where the lines were drawn last
	lines  []sheetLine
	cols   int

	listKeys, lineKeys []Binding // in the list, and while its filter is typed
}

// sheetLine is a drawn line: part of an entry.
type sheetLine struct {
	entry
	item  int // among the entries left; −1 for a heading
	first bool
	from  int // column of the text
}

// keys are those of the list, or of its filter while that is typed.
func (s *sheet) keys() []Binding {
	if s.listKeys == nil {
		s.bind()
	}
	if s.typing {
		return s.lineKeys
	}
	return s.listKeys
}

// bind makes the keys of every list, with those of this one.
func (s *sheet) bind() {
	do := func(change func()) func(*Model, string) tea.Cmd {
		return func(*Model, string) tea.Cmd { change(); return nil }
	}
	to := func(by func(key string) int) func(*Model, string) tea.Cmd {
		return func(_ *Model, key string) tea.Cmd { s.move(by(key)); return nil }
	}
	step := to(func(key string) int {
		if key == "up" || key == "k" {
			return -1
		}
		return 1
	})
	page := to(func(key string) int {
		if key == "pgup" || key == "ctrl+b" {
			return -s.list.H
		}
		return s.list.H
	})
	move, take := "scroll", ""
	if s.choose != nil {
		move, take = "choose", "open"
	}
	s.listKeys = append(s.more[:len(s.more):len(s.more)], []Binding{
		{Keys: []string{"up", "k", "down", "j"}, Show: "↑/k ↓/j", Short: move, Rank: 4, Help: "up, down", Do: step},
		{Keys: []string{"pgup", "ctrl+b", "pgdown", "ctrl+f", "space"}, Show: "page up/down", Help: "a page up, a page down (also space)", Do: page},
		{Keys: []string{"home", "g"}, Show: "home/g", Help: "to the start", Do: do(func() { s.move(-1 << 20) })},
		{Keys: []string{"end", "G"}, Show: "end/G", Help: "to the end", Do: do(func() { s.move(1 << 20) })},
		{Keys: []string{"enter"}, Short: take, Rank: 2, Help: "choose", Do: func(m *Model, _ string) tea.Cmd { return s.take(m) }},
		{Keys: []string{"/"}, Short: "filter", Rank: 5, Help: "filter", Do: do(func() { s.filter, s.typing = newInput(""), true })},
		{Keys: append([]string{"esc", "q"}, strings.Fields(s.opener)...), Show: "esc/q", Short: "close", Rank: 1, Help: "close", Do: func(m *Model, key string) tea.Cmd {
			if s.filter != nil && key != "q" {
				s.filter = nil
			} else {
				m.open = nil
			}
			return nil
		}},
	}...)
	s.lineKeys = []Binding{
		{Show: "type", Short: "to filter", Rank: 1},
		{Keys: []string{"up", "down"}, Show: "↑↓", Short: "move", Rank: 4, Do: step},
		{Keys: []string{"pgup", "pgdown"}, Do: page},
		{Keys: []string{"enter"}, Short: "done", Rank: 2, Do: func(m *Model, _ string) tea.Cmd {
			s.typing = false
			return s.take(m)
		}},
		{Keys: []string{"esc"}, Short: "all", Rank: 3, Do: do(func() { s.filter, s.typing = nil, false })},
	}
}

// typed goes into the filter.
func (s *sheet) typed(_ *Model, msg tea.Msg) {
	if s.typing {
		*s.filter, _ = s.filter.Update(msg)
		s.at, s.top = 0, 0
	}
}

// filtered reports whether a filter is given.
func (s *sheet) filtered() bool { return s.filter != nil && s.filter.Value() != "" }

// left is the entries that the filter leaves.
func (s *sheet) left() []entry {
	if !s.filtered() {
		return s.entries
	}
	want := strings.ToLower(s.filter.Value())
	var out []entry
	for _, e := range slices.Concat(s.entries, s.texts) {
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
