package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
)

// A Binding is a key: what it does, how it is spelt, what the help and the key
// line say of it, and why it can do nothing now. Keys that work everywhere, those
// of a pane and those of what is open are all bindings. A binding without Keys
// only says something in the help or the key line.
type Binding struct {
	Keys  []string // as Bubble Tea names them: "m", "shift+tab", "space"
	Show  string   // how it is spelt; "" joins Keys with "/"
	Short string   // a word for the key line; "" keeps it out
	Rank  int      // in the key line: the smaller, the longer it stays
	Help  string
	Group string // of the help; "" for the keys of a pane or of what is open
	Own   string // why a guest of a class has no such key; "" where what the key asks for is judged (live.Refuses)
	Do    func(m *Model, key string) tea.Cmd
	Why   func(m *Model, key string) string // "" or why the key can do nothing now; nil: it always can
}

// show is how the key is spelt.
func (b *Binding) show() string {
	if b.Show == "" && len(b.Keys) > 0 {
		b.Show = strings.Join(b.Keys, "/")
	}
	return b.Show
}

// why is why the key can do nothing now, or "".
func (b *Binding) why(m *Model, key string) string {
	switch {
	case b.Own != "" && m.byGuest():
		return b.Own
	case b.Why == nil:
		return ""
	}
	return b.Why(m, key)
}

// idle reports whether none of the keys can do anything now.
func (b *Binding) idle(m *Model) bool {
	for _, key := range b.Keys {
		if b.why(m, key) == "" {
			return false
		}
	}
	return len(b.Keys) > 0
}

// bound is the binding of a key in a list, or nil.
func bound(list []Binding, key string) *Binding {
	for i := range list {
		if slices.Contains(list[i].Keys, key) {
			return &list[i]
		}
	}
	return nil
}

// obey does what a binding does, or says why it can do nothing.
func (m *Model) obey(b *Binding, key string) tea.Cmd {
	m.dirty = drawAll
	if why := b.why(m, key); why != "" {
		m.refuse(key, why)
		return nil
	}
	if b.Do == nil {
		return nil
	}
	return b.Do(m, key)
}

// press finds who a key belongs to: the focused pane, else everybody.
func (m *Model) press(key string) tea.Cmd { return m.pressOn(m.focus, key) }

// pressOn presses a key as if the pane had the focus.
func (m *Model) pressOn(pane int, key string) tea.Cmd {
	var b *Binding
	if !m.covers(m.panes[pane].word()) && !(key == "enter" && m.stepDone()) {
		b = bound(m.panes[pane].keys, key)
	}
	if _, edits := m.panes[pane].pane.(editing); b == nil && m.lesson != nil && !(edits && key == "enter" && !m.stepDone()) {
		b = bound(lessonKeys, key)
	}
	if b == nil {
		b = bound(m.keys, key)
	}
	if b == nil {
		m.dirty = drawAll
		m.refuse(key, "not a key here; ? lists them all")
		return nil
	}
	return m.obey(b, key)
}

// changing is a Do that only changes how a pane looks.
func changing(change func()) func(*Model, string) tea.Cmd {
	return func(*Model, string) tea.Cmd { change(); return nil }
}

// asking is a Do that asks something of the run, which follows from the frame.
func asking(request func(f *live.Frame, key string) live.Request) func(*Model, string) tea.Cmd {
	return func(m *Model, key string) tea.Cmd {
		m.forward(request(m.frame, key))
		return nil
	}
}

// ofFrame is a Why that follows from the frame.
func ofFrame(why func(f *live.Frame) string) func(*Model, string) string {
	return func(m *Model, key string) string {
		if m.frame == nil {
			return needFrame(m, key)
		}
		return why(m.frame)
	}
}

func needFrame(m *Model, _ string) string { return when(m.frame == nil, "the run has not started yet") }

func when(yes bool, why string) string {
	if yes {
		return why
	}
	return ""
}
