package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/run"
)

// The groups of keys.
const (
	runKeys    = "the run"
	netKeys    = "parameters"
	fileKeys   = "presets and files"
	screenKeys = "the screen"
)

// groups in the order of the help.
var groups = []string{runKeys, netKeys, fileKeys, screenKeys}

// globals lists the keys in the order of the help.
func globals(panes []slot) []Binding {
	digits, oneTo := digits(panes)
	all := []Binding{
		{Keys: []string{"space"}, Short: "run", Rank: 3, Group: runKeys, Help: "run or pause", Do: toggleRun, Why: needFrame},
		{Keys: []string{"."}, Group: runKeys, Help: "one step (pauses first)", Do: singleStep, Why: needFrame},
		{Keys: []string{"B"}, Group: runKeys, Help: "one step back in time (pauses first); the history pane goes farther", Do: stepBack, Why: noPast},
		{Keys: []string{"H"}, Group: runKeys, Help: "hold the panes as they are while the run goes on; again: let them go", Do: holdPanes, Why: needFrame},
		{Keys: []string{"<", ",", ">"}, Show: "</>", Short: "speed", Rank: 16, Group: runKeys,
			Help: "slower (also ,), faster: 0.001 to 100 × real time, then as fast as it goes", Do: changeSpeed, Why: speedEnds},
	}
	all = append(all, []Binding{
		{Keys: []string{"left", "right", "shift+left", "shift+right"}, Show: "←→", Group: runKeys, Help: "a recorded run: a second back, on; shift: ten", Do: shift, Why: noRecording},
		{Keys: []string{"home", "end"}, Group: runKeys, Help: "a recorded run: its start, its end", Do: toEnds, Why: noRecording},
	}...)
	all = append(all, paramKeys()...)
	all = append(all, []Binding{
		{Keys: []string{":"}, Short: "set", Rank: 11, Group: netKeys,
			Help: "parameters, presets and actions by name: ':net.n 500', ':preset rhythm', ':zoom'; tab completes", Do: func(m *Model, _ string) tea.Cmd { return m.openCommand("") }},
		{Keys: []string{"enter"}, Group: netKeys, Help: "edit the selected parameter", Do: editSelected, Why: noSelection},
		{Keys: []string{"u"}, Short: "undo", Rank: 13, Group: netKeys, Help: "undo the last change; again: the one before",
			Do:  func(m *Model, _ string) tea.Cmd { return m.ask("undo: "+m.acts().Undo, live.Undo{}) },
			Why: func(m *Model, _ string) string { return when(m.frame == nil || m.acts().Undo == "", "nothing to undo") }},
		{Keys: []string{"ctrl+r"}, Group: netKeys, Help: "redo: make the change again that was undone",
			Do:  func(m *Model, _ string) tea.Cmd { return m.ask("redo: "+m.acts().Redo, live.Redo{}) },
			Why: func(m *Model, _ string) string { return when(m.frame == nil || m.acts().Redo == "", "nothing to redo") }},

		{Keys: []string{"p"}, Short: "presets", Rank: 8, Group: fileKeys, Help: "presets, with a description each",
			Do: openPresets, Why: func(m *Model, _ string) string { return when(len(m.opts.Presets) == 0, "no presets here") }},
		{Keys: []string{"L"}, Short: "lessons", Rank: 9, Group: fileKeys, Help: "lessons, and the steps of the one that goes on", Do: openLessons, Why: noLessons, Own: ownLessons},
		{Keys: []string{"r"}, Group: fileKeys, Help: "again from the start, the same seed", Do: sameSeed, Why: needFrame},
		{Keys: []string{"R"}, Group: fileKeys, Help: "again with the next seed",
			Do: func(m *Model, _ string) tea.Cmd { return m.nudge(mustFind("seed"), +1) }, Why: needFrame},
		{Keys: []string{"w"}, Short: "write", Rank: 14, Group: fileKeys, Help: "write the run to a new directory here",
			Do: func(m *Model, _ string) tea.Cmd { return m.ask("writing the run …", live.Write{}) }, Why: needFrame},
		{Keys: []string{"P"}, Group: fileKeys, Help: "a picture of the screen, of a zoomed pane a figure: SVG and PNG here", Do: keepPicture, Own: ownFiles,
			Why: func(m *Model, key string) string {
				if m.opts.Keep == nil {
					return "nothing can be written here"
				}
				return needFrame(m, key)
			}},
		{Keys: []string{"y"}, Group: fileKeys, Help: "the batch command that repeats this run", Do: openBatch,
			Why: func(m *Model, key string) string {
				if m.opts.BatchCommand == nil {
					return "no batch command is known for this run"
				}
				return needFrame(m, key)
			}},
		{Keys: []string{"c"}, Group: netKeys, Help: "a second network, B, from this moment on; again asks, then ends it",
			Do: splitRun, Why: needFrame},
		{Keys: []string{"A"}, Group: netKeys, Help: "five seeds of this point run beside: mean ± s.d. in every title",
			Do: askBands, Why: needFrame},
		{Keys: []string{"C"}, Group: netKeys, Help: "whom keys act on: A, B, both",
			Do: nextWhom, Why: needSecond},

		{Keys: []string{"n", "N"}, Short: "neuron", Rank: 12, Group: screenKeys, Help: "watch the next, the previous neuron", Do: nextNeuron, Why: needFrame},
		{Keys: []string{"tab", "shift+tab"}, Show: "tab", Short: "pane", Rank: 7, Group: screenKeys,
			Help: "focus the next pane (shift+tab: the previous)", Do: nextPane},
		{Keys: digits, Show: oneTo, Group: screenKeys, Help: "focus that pane", Do: focusNumber},
		{Keys: []string{"x"}, Short: "exchange", Rank: 18, Group: screenKeys,
			Help: "a pane without a number in the place of the focused one (the largest screen has a place for it); again: the next, then as it was", Do: nextGuest, Why: noGuest},
		{Keys: []string{"z"}, Short: "zoom", Rank: 10, Group: screenKeys, Help: "the focused pane fills the screen; again to go back",
			Do: func(m *Model, _ string) tea.Cmd { m.zoom = !m.zoom; return nil }},
		{Keys: []string{"+", "="}, Show: "+", Short: "pick", Rank: 17, Group: screenKeys,
			Help: "pick the focused pane: one or two fill the screen; again lets it go", Do: pickPane},
		{Keys: []string{"l"}, Group: screenKeys, Help: "layout: auto (all panes that fit), columns (two), single", Do: nextLayout},
		{Keys: []string{"i"}, Group: screenKeys, Help: "legends off, to leave the data alone; again: on", Do: toggleLegends},
		{Keys: []string{"m"}, Group: screenKeys, Help: "next view of the focused pane",
			Why: func(m *Model, _ string) string { return m.panes[m.focus].Name + " has one view only" }},
		{Keys: []string{"/"}, Group: screenKeys, Help: "filter a list (parameters, presets, help, messages)", Do: openFilter, Why: noFilter},
		{Keys: []string{"!"}, Group: screenKeys, Help: "past messages", Do: openMessages,
			Why: func(m *Model, _ string) string { return when(m.pending(), "after your prediction: enter") }},
		{Keys: []string{"M"}, Group: screenKeys, Help: "mouse off (to select text) and on", Do: toggleMouse},
		{Keys: []string{"esc"}, Group: screenKeys, Help: "close what is open, zoom out, let picked panes go, stop all eigenvalues", Do: escape},
		{Keys: []string{"?"}, Short: "help", Rank: 1, Group: screenKeys, Help: "this help", Do: openHelp},
		{Keys: []string{"ctrl+z"}, Group: screenKeys, Help: "suspend; the shell's 'fg' continues", Do: func(*Model, string) tea.Cmd { return tea.Suspend }, Why: notHere},
		{Keys: []string{"q", "ctrl+c"}, Show: "q", Short: "quit", Rank: 2, Group: screenKeys, Help: "quit (also ctrl+c)", Do: quit},
	}...)
	for i := range all {
		all[i].show() // once, not with every frame
	}
	return all
}

// quit leaves the screen.
func quit(m *Model, _ string) tea.Cmd {
	if m.lent {
		m.complain("the screen is the teacher's: ctrl+c leaves yours")
		return nil
	}
	return tea.Quit
}

// notHere says why a key of the terminal does nothing.
func notHere(m *Model, _ string) string {
	return when(m.opts.Remote || m.lent, "only where the program runs; q leaves")
}

// digits are the keys of the panes' numbers, and how they are spelt together.
func digits(panes []slot) (keys []string, show string) {
	for i := range panes {
		if panes[i].Digit != 0 {
			keys = append(keys, panes[i].digit())
		}
	}
	last := len(keys)
	if slices.Contains(keys, "0") { // stands apart
		last--
	}
	if last > 2 && keys[last-1][0]-keys[0][0] == byte(last-1) { // none is left out
		return keys, strings.Join(append([]string{keys[0] + "–" + keys[last-1]}, keys[last:]...), " ")
	}
	return keys, strings.Join(keys, " ")
}

// focusNumber puts the focus on the pane of that digit key.
func focusNumber(m *Model, key string) tea.Cmd {
	for i := range m.panes {
		if key == m.panes[i].digit() {
			return m.visit(i)
		}
	}
	return nil
}

// paramKeys are the direct keys of the parameters, from their descriptions.
func paramKeys() []Binding {
	var out []Binding
	for i := range run.Table {
		d := &run.Table[i]
		if d.Up == "" && d.Down == "" {
			continue
		}
		b := Binding{Group: netKeys, Help: meaning(d) + " (" + d.Key + ")", Short: d.Word(), Rank: d.Rank,
			Do:  func(m *Model, key string) tea.Cmd { return m.nudge(d, direction(d, key)) },
			Why: func(m *Model, key string) string { return m.ends.why(m, d, direction(d, key)) },
		}
		for _, k := range []string{d.Down, d.Up} {
			if k != "" {
				b.Keys = append(b.Keys, k)
			}
		}
		if len(b.Keys) == 2 {
			b.Help = "less, more: " + b.Help
		}
		if b.Rank == 0 {
			b.Rank = lastRank
		}
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b Binding) int { return a.Rank - b.Rank })
	return out
}

// lastRank is that of a parameter which says none.
const lastRank = 19

func direction(d *def, key string) int {
	if key == d.Down {
		return -1
	}
	return +1
}
