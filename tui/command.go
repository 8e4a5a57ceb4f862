package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"spiketop/internal/param"
	"spiketop/live"
	"spiketop/run"
)

// command is the : line: a parameter and its value, or one of a few words.
type command struct {
	line    *textinput.Model
	problem string // why the last enter was refused, or what is known
	bad     bool
	past    int // place in the history; len: the line being typed

	cycle []option // completions that tab goes through; nil: none
	at    int
	bound []Binding
}

// word is a command that is no parameter.
type word struct {
	name, help string
	args       func(m *Model) []string // what may follow; nil: nothing
	do         func(m *Model, arg string) (tea.Cmd, string)
}

var words = []word{
	{"focus", "focus a pane", paneNames, func(m *Model, arg string) (tea.Cmd, string) {
		if i := slices.Index(paneNames(m), arg); i >= 0 {
			return m.visit(i), ""
		}
		return nil, unknown("pane", arg, paneNames(m))
	}},
	{"neuron", "watch the neuron of that number", nil, func(m *Model, arg string) (tea.Cmd, string) {
		i, err := strconv.Atoi(arg)
		switch {
		case m.frame == nil:
			return nil, needFrame(m, "")
		case err != nil || i < 0 || i >= neurons(m.frame):
			return nil, fmt.Sprintf("neuron %q must be a number from 0 to %d", arg, neurons(m.frame)-1)
		}
		m.watch(i)
		return nil, ""
	}},
	{"open", "open a preset", presetNames, openNamed},
	{"preset", "open a preset", presetNames, openNamed},
	{"lesson", "begin a lesson: a name, and a step of it", lessonWords, lessonNamed},
	{"theme", "colours for a dark or light background, or for colour-blind readers", themeNames, func(m *Model, arg string) (tea.Cmd, string) {
		return nil, m.setTheme(arg)
	}},
	{"big", "for a projector and back: one or two panes, larger dots, no small print", nil, func(m *Model, _ string) (tea.Cmd, string) {
		m.setBig(!m.buf.Big)
		return nil, ""
	}},
	{"map", "the map: another number by its path, or other axes ('net.g=0:2:0.25 net.qif=0,0.5,1')", mapPaths, mapNamed},
	{"write", "write the run to a new directory, here or in the one named", nil, func(m *Model, arg string) (tea.Cmd, string) {
		return m.ask("writing the run …", live.Write{Dir: arg}), ""
	}},
	{"checkpoint", "keep the whole state in the directory named; 'spiketop --resume DIR' goes on with it", nil, func(m *Model, arg string) (tea.Cmd, string) {
		if arg == "" {
			return nil, "checkpoint: the name of a directory is missing"
		}
		return m.ask("writing a checkpoint …", live.Checkpoint{Dir: arg}), ""
	}},
	{"goto", "a recorded run: to so many seconds from its start", nil, gotoSeconds},
	{"stop", "pause when a condition comes true ('rate_hz.lif > 80', any number or parameter, looked at ten times a second, of large networks once; not recorded); alone: no more", nil, stopWhere},
	{"back", "go back so many seconds of simulated time (':back 2.5'), or to a step (':back @1200'); the history takes at most 256 MB", nil, goBack},
	{"eigenvalues", "all eigenvalues of a large network now, as e in their pane; again stops", nil, func(m *Model, _ string) (tea.Cmd, string) {
		if why := whyNoDemand(m.frame); why != "" {
			return nil, why
		}
		text := "all eigenvalues …"
		if m.frame.Demand.Asked {
			text = "no more of all eigenvalues …"
		}
		return m.ask(text, demanded(m.frame)), ""
	}},
	{"hand", "'spiketop serve --follow': lend the keys to the guest named; without a name take them back", classNames, handTo},
	{"quit", "quit", nil, func(m *Model, _ string) (tea.Cmd, string) { return quit(m, ""), "" }},
}

// actions are the words that press a key.
var actions = []struct{ name, key string }{
	{"run", "space"}, {"step", "."}, {"slower", "<"}, {"faster", ">"},
	{"train", "t"}, {"kick", "k"}, {"test", "T"}, {"undo", "u"}, {"redo", "ctrl+r"}, {"stepback", "B"}, {"hold", "H"},
	{"presets", "p"}, {"lessons", "L"}, {"restart", "r"}, {"reseed", "R"}, {"batch", "y"}, {"picture", "P"}, {"split", "c"}, {"whom", "C"}, {"seeds", "A"},
	{"zoom", "z"}, {"layout", "l"}, {"legends", "i"}, {"view", "m"}, {"messages", "!"}, {"mouse", "M"}, {"help", "?"},
}

func actionNames() (names []string) {
	for _, w := range words {
		names = append(names, w.name)
	}
	for _, a := range actions {
		names = append(names, a.name)
	}
	return names
}

func openNamed(m *Model, arg string) (tea.Cmd, string) {
	if slices.Contains(presetNames(m), arg) {
		return m.openPreset(arg), ""
	}
	return nil, unknown("preset", arg, presetNames(m))
}

func themeNames(*Model) []string { return Themes }

func paneNames(m *Model) []string {
	var out []string
	for i := range m.panes {
		out = append(out, m.panes[i].word())
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

func (m *Model) openCommand(text string) tea.Cmd {
	c := &command{line: newInput(text), past: len(m.history)}
	c.bind()
	m.open = c
	return nil
}

// bind makes the keys of the : line; those of editing are the usual ones.
func (c *command) bind() {
	way := func(back string) func(key string) int {
		return func(key string) int {
			if key == back || key == "ctrl+p" {
				return -1
			}
			return +1
		}
	}
	tab, line := way("shift+tab"), way("up")
	c.bound = []Binding{
		{Keys: []string{"tab", "shift+tab"}, Show: "tab", Short: "complete", Rank: 2, Help: "complete; again for the next (shift+tab: the one before)",
			Do: func(m *Model, key string) tea.Cmd { c.complete(m, tab(key)); return nil }},
		{Keys: []string{"up", "ctrl+p", "down", "ctrl+n"}, Show: "↑↓", Short: "history", Rank: 4, Help: "the line before, the line after, in the history",
			Do: func(m *Model, key string) tea.Cmd { c.recall(m, line(key)); return nil }},
		{Keys: []string{"enter"}, Short: "set", Rank: 1, Help: "set", Do: func(m *Model, _ string) tea.Cmd { return c.enter(m) }},
		{Keys: []string{"esc", "ctrl+g"}, Show: "esc", Short: "close", Rank: 3, Help: "close", Do: func(m *Model, _ string) tea.Cmd { m.open = nil; return nil }},
	}
}

func (c *command) keys() []Binding { return c.bound }

// typed edits the line; backspace on an empty one closes it.
func (c *command) typed(m *Model, msg tea.Msg) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "backspace" && c.line.Value() == "" {
		m.open = nil
		return
	}
	*c.line, _ = c.line.Update(msg)
	c.cycle, c.problem = nil, ""
}

func (c *command) set(text string) {
	c.line.SetValue(text)
	c.line.CursorEnd()
}

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
	for _, a := range actions {
		if a.name == key && value == "" {
			c.done(m)
			return m.press(a.key)
		}
	}
	d, err := run.Table.Find(key)
	switch {
	case err != nil:
		names := actionNames()
		if n := param.Nearest(key, append(run.Table.Keys(), names...)); slices.Contains(names, n) {
			err = fmt.Errorf("no parameter or action %q; nearest is %q", key, n)
		}
		c.say(true, "%s", strings.TrimSuffix(err.Error(), " ('spiketop params' lists all)"))
		return nil
	case m.frame == nil:
		c.say(true, "%s", needFrame(m, ""))
		return nil
	case value == "":
		c.say(false, "%s is %s; it must be %s", d.Key, d.Format(&m.acts().Params), d.Range())
		c.set(d.Key + " ")
		return nil
	}
	p := m.acts().Params
	err = d.Set(&p, value)
	if err == nil {
		err = p.Check()
	}
	if err != nil {
		c.say(true, "%v", err)
		return nil
	}
	c.done(m)
	return m.ask(change(d, &m.acts().Params, &p), live.Assign{Key: d.Key, Text: value})
}

func (c *command) done(m *Model) {
	line := strings.TrimSpace(c.line.Value())
	if n := len(m.history); n == 0 || m.history[n-1] != line {
		m.history = append(m.history, line)
	}
	m.open = nil
}
