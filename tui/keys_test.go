package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/learn"
	"spiketop/live"
	"spiketop/run"
)

// runningFrame is a network in training; each test may change it.
func runningFrame() *live.Frame {
	f := stillFrame()
	f.Params.Learn.On = true
	f.Pass = run.Pass{Kind: run.TrainPass, Number: 14, Of: 20, TimeMS: 300, Learning: true}
	f.Scores = f.Scores[:13]
	f.Test, f.AsTrained, f.Free, f.HasFree = run.TestScore{}, run.AsTrained{Ever: true}, run.PassScore{}, false
	f.Speed, f.Achieved = 2, 2
	return f
}

// What each key asks of the run, and what it says at once.
func TestKeysAsk(t *testing.T) {
	noTarget := func(f *live.Frame) {
		f.Params.Target.Kind = learn.None
		f.Params.Learn.On = false
		f.Pass = run.Pass{}
		f.Scores = nil
	}
	for _, c := range []struct {
		name string
		keys []string
		set  func(f *live.Frame)
		want string // requests
		says string // in the message line
	}{
		{"pause", []string{"space"}, nil, "Run{On:false}", "paused"},
		{"run", []string{"space"}, func(f *live.Frame) { f.Running = false }, "Run{On:true}", ""},
		{"space twice counts twice", []string{"space", "space"}, nil, "Run{On:false} Run{On:true}", ""},
		{". pauses first", []string{"."}, nil, "Run{On:false}", "paused"},
		{". steps", []string{"."}, func(f *live.Frame) { f.Running = false }, "Single{Steps:1}", ""},
		{"faster", []string{">"}, nil, "Speed{X:5}", "5.0×"},
		{"two quick presses count twice", []string{">", ">"}, nil, "Speed{X:5} Speed{X:10}", "10×"},
		{"slower", []string{"<"}, nil, "Speed{X:1}", "1.0×"},
		{", is slower too", []string{","}, nil, "Speed{X:1}", "1.0×"},
		{"as fast as it goes", []string{">"}, func(f *live.Frame) { f.Speed = 100 }, "Speed{X:+Inf}", "as fast as it goes"},
		{"and no faster", []string{">"}, func(f *live.Frame) { f.Speed = math.Inf(1) }, "", "already"},
		{"back from full speed", []string{"<"}, func(f *live.Frame) { f.Speed = math.Inf(1) }, "Speed{X:100}", "100×"},
		{"the slowest", []string{"<"}, func(f *live.Frame) { f.Speed = 0.001 }, "", "slowest"},

		{"training off", []string{"t"}, nil, "Nudge{Key:learn.on Dir:1}", "learn.on true → false"},
		{"nothing to train on", []string{"t"}, noTarget, "", "nothing to train on: target.kind is none"},
		{"nothing to test", []string{"T"}, noTarget, "", "nothing to test: target.kind is none"},
		{"test", []string{"T"}, nil, "Nudge{Key:do.test Dir:1}", "starts a free-running test pass now"},
		{"kick", []string{"k"}, nil, "Nudge{Key:do.kick Dir:1}", "starts the network from a fresh random state"},
		{"more QIF", []string{"F"}, nil, "Nudge{Key:net.qif Dir:1}", "net.qif 0.5 → 0.6"},
		{"fewer QIF", []string{"f"}, nil, "Nudge{Key:net.qif Dir:-1}", "net.qif 0.5 → 0.4"},
		{"all QIF already", []string{"F"}, func(f *live.Frame) { f.Params.Net.Types[0].Fraction = 1 }, "", "F: net.qif is at its end, 1: it must be a number from 0 to 1"},
		{"more gain", []string{"G"}, nil, "Nudge{Key:net.g Dir:1}", "net.g 1 → 1.1"},
		{"less gain", []string{"g"}, nil, "Nudge{Key:net.g Dir:-1}", "net.g 1 → 0.9"},
		{"undo", []string{"u"}, func(f *live.Frame) { f.Undo = "net.g 1.1 → 1" }, "Undo{}", "undo: net.g 1.1 → 1"},
		{"nothing to undo", []string{"u"}, func(f *live.Frame) { f.Undo = "" }, "", "nothing to undo"},

		{"the same seed", []string{"r"}, nil, "Assign{Key:seed Text:7}", "seed 7"},
		{"a new seed", []string{"R"}, nil, "Nudge{Key:seed Dir:1}", "seed 7 → 8: rebuilds the network"},
		{"write", []string{"w"}, nil, "Write{Dir:}", "writing"},
		{"next neuron", []string{"n"}, nil, "Watch{Neuron:18 WindowMS:0}", "neuron 18 of 200 (QIF)"},
		{"two quick presses", []string{"n", "n"}, nil, "Watch{Neuron:18 WindowMS:0} Watch{Neuron:19 WindowMS:0}", "neuron 19"},
		{"around the ring", []string{"N"}, func(f *live.Frame) { f.Watch = 0 }, "Watch{Neuron:199 WindowMS:0}", "neuron 199 of 200 (LIF)"},

		{"a key that is none", []string{"Q"}, nil, "", "Q: not a key here; ? lists them all"},
		{"refused together with others", []string{"7", "/", "'net.dt", "enter", "right"}, func(f *live.Frame) { f.Params.Net.Dt = 2 }, "", "learn.every = 2 ms must be at least net.dt = 5 ms"},

		{"nothing to filter", []string{"/"}, nil, "", "nothing to filter"},
		{"nothing to edit", []string{"enter"}, nil, "", "nothing is selected"},
		{"one view only", []string{"1", "m"}, nil, "", "raster has one view only"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := runningFrame()
			if c.set != nil {
				c.set(f)
			}
			m, src := testModel(120, 36, f)
			press(m, c.keys...)
			if got := src.take(); got != c.want {
				t.Errorf("asked %q, want %q", got, c.want)
			}
			wantIn(t, "the message line", noteLine(m), c.says)
		})
	}
}

// Before the first frame every key answers and none panics.
func TestKeysBeforeTheFirstFrame(t *testing.T) {
	for _, b := range globals(newPanes()) {
		for _, k := range b.Keys {
			m, src := testModel(120, 36, nil)
			press(m, k)
			if got := src.take(); got != "" {
				t.Errorf("%s asked %s", k, got)
			}
		}
	}
}

// A full box is said.
func TestFullBox(t *testing.T) {
	for _, k := range []string{"space", "G", "u", "n", ">", "w", "r"} {
		m, src := testModel(120, 36, runningFrame())
		src.full = true
		press(m, k)
		wantIn(t, k, noteLine(m), "busy")
	}
}

// A key is on the screen with the Update that took it, before the run answered.
func TestKeyIsSeenAtOnce(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	wantIn(t, "header", row(m, 0), "▶ 2.0×")
	press(m, "space")
	wantIn(t, "header", row(m, 0), "‖ paused")
	press(m, "space", ">")
	wantIn(t, "header", row(m, 0), "▶ 5.0×")
	if m.View().Content != m.text || !strings.Contains(m.text, "5.0×") {
		t.Error("View does not hand out what was drawn")
	}
}

// A wish that the run does not fulfil is given up.
func TestWishIsGivenUp(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	press(m, "space")
	for range patience + 2 {
		src.give(runningFrame())
		m.Update(tickMsg{})
	}
	wantIn(t, "header", row(m, 0), "▶ 2.0×")
}

func TestFocusZoomLayout(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	press(m, "1", "tab")
	if m.focus != numberOf("readout") {
		t.Errorf("tab: focus %d", m.focus)
	}
	press(m, "shift+tab", "shift+tab")
	if m.focus != len(m.panes)-1 {
		t.Errorf("shift+tab: focus %d", m.focus)
	}
	keys, _ := digits(m.panes)
	for i, k := range keys {
		if press(m, k); m.focus != i {
			t.Errorf("%s: focus %d", k, m.focus)
		}
		wantIn(t, k, screen(m), m.panes[i].Name)
	}
	press(m, "3", "z")
	if s := screen(m); strings.Contains(s, "2 readout") || !strings.Contains(s, "3 eigenvalues") {
		t.Errorf("zoom:\n%s", s)
	}
	press(m, "esc")
	wantIn(t, "esc", screen(m), "2 readout")
	press(m, "l")
	wantIn(t, "two panes", screen(m), "╭ 2 readout", "╭ 3 eigenvalues")
	wantIn(t, "two panes", noteLine(m), "layout: columns")
	press(m, "l", "l")
	if m.layout != Auto {
		t.Errorf("layout %s", m.layout)
	}
}

// m belongs to the pane that has views.
func TestNextView(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	press(m, "4")
	before := screen(m)
	press(m, "m")
	if screen(m) == before {
		t.Error("m changed nothing in the motif pane")
	}
}

func TestMouseKey(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	if m.View().MouseMode != tea.MouseModeCellMotion {
		t.Error("the mouse is off at the start")
	}
	press(m, "M")
	if m.View().MouseMode != tea.MouseModeNone {
		t.Error("M leaves the mouse on")
	}
	wantIn(t, "note", noteLine(m), "mouse off")
}

func TestQuitAndSuspend(t *testing.T) {
	for _, k := range []string{"q", "ctrl+c"} {
		m, _ := testModel(120, 36, runningFrame())
		if _, ok := press(m, k)().(tea.QuitMsg); !ok {
			t.Errorf("%s does not quit", k)
		}
	}
	m, _ := testModel(120, 36, runningFrame())
	if _, ok := press(m, "ctrl+z")().(tea.SuspendMsg); !ok {
		t.Error("ctrl+z does not suspend")
	}
	for _, opener := range []string{"?", "p", "!", ":", "y"} {
		m, _ := testModel(120, 36, runningFrame())
		cmd := press(m, opener, "ctrl+c")
		if cmd == nil {
			t.Errorf("ctrl+c does not quit from %s", opener)
		}
	}
}

// ofThePane are the keys that the focused pane may have for itself: its view, what is
// selected, its batch, its figure, moves of its own.
var ofThePane = []string{"m", "enter", "y", "P", "left", "right", "home", "end"}

// Every key that the key line names is a key, and no key has two owners.
func TestKeysAreUnique(t *testing.T) {
	owner := map[string]string{}
	for _, b := range globals(newPanes()) {
		for _, k := range b.Keys {
			if owner[k] != "" {
				t.Errorf("%s: %q and %q", k, owner[k], b.Help)
			}
			owner[k] = b.Help
		}
		if b.Help == "" || b.Group == "" {
			t.Errorf("%v has no help or group", b.Keys)
		}
	}
	for _, p := range newPanes() {
		for _, a := range p.keys {
			for _, k := range a.Keys {
				if owner[k] != "" && !slices.Contains(ofThePane, k) {
					t.Errorf("pane %s hides the key %s (%s)", p.Name, k, owner[k])
				}
			}
		}
	}
	for i := range run.Table {
		d := &run.Table[i]
		for _, k := range []string{d.Up, d.Down} {
			if k != "" && !strings.Contains(owner[k], d.Key) {
				t.Errorf("%s of %s is not bound", k, d.Key)
			}
		}
	}
}

func TestKeysMarkdown(t *testing.T) {
	text := KeysMarkdown()
	for _, b := range globals(newPanes()) {
		wantIn(t, "KEYS.md", text, "| `"+b.show()+"` | "+b.Help)
	}
	for _, p := range newPanes() {
		for _, a := range p.keys {
			wantIn(t, "KEYS.md", text, a.Help)
		}
	}
	wantIn(t, "KEYS.md", text, "## Parameters", "## In lists", "## Mouse")
}
