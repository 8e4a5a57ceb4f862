package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"spiketop/experiment"
	"spiketop/internal/param"
	"spiketop/tui/chart"
)

// command is the : line: a parameter and its value, or one of a few words.
type command struct {
	line    *textinput.Model
	problem string // why the last enter was refused, or what is known
	bad     bool
	past    int // place in the history; len: the line being typed

	cycle []option // completions that tab goes through; nil: none
	at    int
}

// word is a command that is no parameter.
type word struct {
	name, help string
	args       func(m *Model) []string // what may follow; nil: nothing
	do         func(m *Model, arg string) (tea.Cmd, string)
}

var words = []word{
	{"focus", "focus a pane", paneNames, func(m *Model, arg string) (tea.Cmd, string) {
		for i, name := range paneNames(m) {
			if name == arg {
				m.setFocus(i)
				return nil, ""
			}
		}
		return nil, unknown("pane", arg, paneNames(m))
	}},
	{"open", "open a preset", presetNames, func(m *Model, arg string) (tea.Cmd, string) {
		for _, name := range presetNames(m) {
			if name == arg {
				return m.openPreset(name), ""
			}
		}
		return nil, unknown("preset", arg, presetNames(m))
	}},
	{"write", "write the run to a new directory, here or in the one named", nil, func(m *Model, arg string) (tea.Cmd, string) {
		return m.ask("writing the run …", experiment.Write{Dir: arg}), ""
	}},
	{"eigenvalues", "all eigenvalues of a large network now, as e in their pane", nil, func(m *Model, _ string) (tea.Cmd, string) {
		if why := whyNoDemand(m.frame); why != "" {
			return nil, why
		}
		return m.ask("all eigenvalues …", experiment.Eigenvalues{}), ""
	}},
	{"quit", "quit", nil, func(*Model, string) (tea.Cmd, string) { return tea.Quit, "" }},
}

func paneNames(m *Model) []string {
	var out []string
	for _, p := range m.panes {
		name, _, _ := strings.Cut(p.Name(), " ")
		out = append(out, name)
	}
	return out
}

func presetNames(m *Model) []string {
	var out []string
	for _, p := range m.opts.Presets {
		out = append(out, p.Name)
	}
	return out
}

func unknown(what, given string, known []string) string {
	text := fmt.Sprintf("no %s %q; there are %s", what, given, strings.Join(known, ", "))
	if n := param.Nearest(given, known); n != "" {
		text = fmt.Sprintf("no %s %q; nearest is %q", what, given, n)
	}
	return text
}

// commandKeys are the keys of the : line; those of editing are the usual ones.
var commandKeys = []struct {
	Keys []string
	Show string
	Help string
	Do   func(c *command, m *Model) tea.Cmd
}{
	{[]string{"tab"}, "", "complete; again for the next", func(c *command, m *Model) tea.Cmd { c.complete(m, +1); return nil }},
	{[]string{"shift+tab"}, "", "the completion before", func(c *command, m *Model) tea.Cmd { c.complete(m, -1); return nil }},
	{[]string{"up", "ctrl+p"}, "↑", "the line before, in the history", func(c *command, m *Model) tea.Cmd { c.recall(m, -1); return nil }},
	{[]string{"down", "ctrl+n"}, "↓", "the line after", func(c *command, m *Model) tea.Cmd { c.recall(m, +1); return nil }},
	{[]string{"enter"}, "", "set", func(c *command, m *Model) tea.Cmd { return c.enter(m) }},
	{[]string{"esc", "ctrl+g"}, "esc", "close", func(c *command, m *Model) tea.Cmd { m.open = nil; return nil }},
}

func (m *Model) openCommand(text string) tea.Cmd {
	m.open = &command{line: newInput(text), past: len(m.history)}
	return nil
}

func (c *command) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	for _, k := range commandKeys {
		if contains(k.Keys, key) {
			return k.Do(c, m)
		}
	}
	if key == "backspace" && c.line.Value() == "" {
		m.open = nil
		return nil
	}
	c.edit(msg)
	return nil
}

func (c *command) edit(msg tea.Msg) {
	*c.line, _ = c.line.Update(msg)
	c.cycle, c.problem = nil, ""
}

func (c *command) set(text string) {
	c.line.SetValue(text)
	c.line.CursorEnd()
}

func (c *command) paste(_ *Model, msg tea.PasteMsg) { c.edit(msg) }
func (c *command) wheel(m *Model, dir int)          { c.complete(m, -dir) }
func (c *command) click(m *Model, x, y int) tea.Cmd { m.open = nil; return nil }
func (c *command) say(bad bool, format string, a ...any) {
	c.problem, c.bad = fmt.Sprintf(format, a...), bad
}

// recall goes through the history.
func (c *command) recall(m *Model, by int) {
	c.past = min(max(c.past+by, 0), len(m.history))
	c.cycle, c.problem = nil, ""
	if c.past < len(m.history) {
		c.set(m.history[c.past])
	} else {
		c.set("")
	}
}

// parse divides "net.n 500", "net.n=500" and "net.n = 500".
func parse(line string) (key, value string, hasValue bool) {
	line = strings.TrimLeft(line, " :")
	i := strings.IndexAny(line, " =")
	if i < 0 {
		return line, "", false
	}
	key, value = line[:i], strings.TrimSpace(line[i:])
	value = strings.TrimSpace(strings.TrimPrefix(value, "="))
	return key, value, true
}

// enter does what the line says, or says why not and leaves it to be mended.
func (c *command) enter(m *Model) tea.Cmd {
	key, value, _ := parse(c.line.Value())
	if key == "" {
		m.open = nil
		return nil
	}
	for _, w := range words {
		if w.name == key || key == w.name[:1] {
			cmd, problem := w.do(m, value)
			if problem != "" {
				c.say(true, "%s", problem)
				return nil
			}
			c.done(m)
			return cmd
		}
	}
	d, err := experiment.Table.Find(key)
	switch {
	case err != nil:
		c.say(true, "%s", strings.TrimSuffix(err.Error(), " ('spiketop params' lists all)"))
		return nil
	case m.frame == nil:
		c.say(true, "%s", needFrame(m, ""))
		return nil
	case value == "":
		c.say(false, "%s is %s; accepted is %s", d.Key, d.Format(&m.frame.Params), d.Range())
		c.set(d.Key + " ")
		return nil
	}
	p := m.frame.Params
	err = d.Set(&p, value)
	if err == nil {
		err = p.Check()
	}
	if err != nil {
		c.say(true, "%v", err)
		return nil
	}
	c.done(m)
	return m.ask(change(d, &m.frame.Params, &p), experiment.Assign{Key: d.Key, Text: value})
}

func (c *command) done(m *Model) {
	line := strings.TrimSpace(c.line.Value())
	if n := len(m.history); n == 0 || m.history[n-1] != line {
		m.history = append(m.history, line)
	}
	m.open = nil
}

func (c *command) keys() []segment {
	return []segment{{"tab", "complete", chart.Plain, 2}, {"↑↓", "history", chart.Plain, 4}, {"enter", "set", chart.Plain, 1}, {"esc", "close", chart.Plain, 3}}
}
