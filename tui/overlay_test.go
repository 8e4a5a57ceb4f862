package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/run"
)

func TestPresets(t *testing.T) {
	m, src := testModel(80, 24, runningFrame())
	press(m, "p")
	wantIn(t, "presets", screen(m), "oscillation", "FORCE on a mixed network", "Half the neurons", "dimension")
	press(m, "down")
	wantIn(t, "the second", screen(m), "One neuron after the other.")
	press(m, "j", "j", "j", "k", "enter")
	if got := src.take(); got != "Open{Name:sequence}" || m.open != nil {
		t.Errorf("asked %q, open %v", got, m.open)
	}
	press(m, "p", "/", "'directions")
	if s := screen(m); strings.Contains(s, "One neuron") || !strings.Contains(s, "No training here.") {
		t.Errorf("filter:\n%s", s)
	}
	press(m, "enter")
	if got := src.take(); got != "Open{Name:dimension}" {
		t.Errorf("asked %q", got)
	}
	press(m, "p", "/", "'zzz", "enter")
	if got := src.take(); got != "" {
		t.Errorf("nothing is left to open, asked %q", got)
	}
	press(m, "esc", "p") // esc ends the filter
	if m.open != nil {
		t.Error("p does not close what p opened")
	}
}

func TestHelp(t *testing.T) {
	m, _ := testModel(200, 90, runningFrame())
	press(m, "4", "?")
	s := screen(m)
	wantIn(t, "help", s, "pane: motifs", "FORCE training", "run or pause", "in lists", "in the : line", "mouse")
	for _, b := range globals(newPanes()) {
		wantIn(t, "help", s, b.show())
	}
	wantIn(t, "help", s, "(now: nothing is selected here") // a key that can do nothing says why
	press(m, "/", "'suspend")
	if s := screen(m); !strings.Contains(s, "ctrl+z") || strings.Contains(s, "run or pause") {
		t.Errorf("filtered:\n%s", s)
	}
	press(m, "esc")
	wantIn(t, "esc ends the filter", screen(m), "run or pause")
	press(m, "esc")
	if m.open != nil {
		t.Error("esc does not close the help")
	}
	// It scrolls where it is too long.
	m, _ = testModel(60, 16, runningFrame())
	press(m, "?")
	top := screen(m)
	if press(m, "pgdown"); screen(m) == top {
		t.Error("page down shows the same")
	}
	press(m, "home")
	if screen(m) != top {
		t.Error("home does not go back")
	}
	press(m, "end")
	wantIn(t, "end", screen(m), "wheel")
}

func TestMessages(t *testing.T) {
	f := runningFrame()
	for i := range 40 {
		f.Messages = append(f.Messages, run.Message{TimeMS: 1000 * float64(i), Text: fmt.Sprintf("message %d", i), Bad: i == 39})
	}
	m, _ := testModel(80, 24, f)
	press(m, "!")
	wantIn(t, "newest", screen(m), "message 39", "t 39.00 s")
	press(m, "g")
	wantIn(t, "oldest", screen(m), "training began")
	press(m, "!")
	if m.open != nil {
		t.Error("! does not close the messages")
	}
	f = runningFrame()
	f.Messages = nil
	m, _ = testModel(80, 24, f)
	press(m, "!")
	wantIn(t, "none", screen(m), "no messages yet")
}

func TestBatch(t *testing.T) {
	m, _ := testModel(80, 24, runningFrame())
	press(m, "y")
	wantIn(t, "batch", screen(m), "spiketop run oscillation --seed 7")
	if press(m, "y") == nil || m.open != nil {
		t.Error("y again does not copy")
	}
	m, _ = testModel(80, 24, runningFrame())
	m.opts.BatchCommand = nil
	press(m, "y")
	wantIn(t, "note", noteLine(m), "no batch command")
}

// The parameter pane: filter, select, edit.
func TestParameterPane(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	press(m, "7", "/", "'tau_s")
	if s := screen(m); !strings.Contains(s, "net.tau_s") || strings.Contains(s, "learn.passes") {
		t.Errorf("filter:\n%s", s)
	}
	press(m, "enter", "right")
	if got := src.take(); got != "Nudge{Key:net.tau_s Dir:1}" {
		t.Errorf("asked %q", got)
	}
	wantIn(t, "note", noteLine(m), "net.tau_s 20 → 50 ms")
	press(m, "enter", "'35", "enter")
	if got := src.take(); got != "Assign{Key:net.tau_s Text:35}" {
		t.Errorf("asked %q", got)
	}
	press(m, "esc")
	wantIn(t, "esc", screen(m), "learn.passes")
	press(m, "/", "'xyz", "enter", "enter")
	wantIn(t, "nothing left", noteLine(m), "no parameter is selected")
	press(m, "/", "esc")
	wantIn(t, "esc", screen(m), "learn.passes")
}

func click(m *Model, x, y int) { m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}) }
func wheel(m *Model, x, y int, b tea.MouseButton) {
	for range wheelEvery {
		m.Update(tickMsg{})
	}
	m.Update(tea.MouseWheelMsg{X: x, Y: y, Button: b})
}

// at is a cell where a text stands.
func at(t *testing.T, m *Model, text string) (x, y int) {
	t.Helper()
	for y, line := range strings.Split(screen(m), "\n") {
		if i := strings.Index(line, text); i >= 0 {
			return len([]rune(line[:i])), y
		}
	}
	t.Fatalf("%q is not on the screen:\n%s", text, screen(m))
	return 0, 0
}

func TestMouse(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	x, y := at(t, m, "4 motifs")
	if click(m, x, y+2); m.focus != numberOf("motifs") {
		t.Errorf("click: focus %d", m.focus)
	}
	x, y = at(t, m, "3 eigenvalues")
	wheel(m, x, y+2, tea.MouseWheelUp)
	if got := src.take(); got != "Nudge{Key:net.g Dir:1}" {
		t.Errorf("wheel over the eigenvalues asked %q", got)
	}
	m.Update(tea.MouseWheelMsg{X: x, Y: y + 2, Button: tea.MouseWheelUp})
	if got := src.take(); got != "" {
		t.Errorf("a second turn in the same moment asked %q", got)
	}
	x, y = at(t, m, "2 readout")
	wheel(m, x, y+2, tea.MouseWheelDown)
	if got := src.take(); got != "Watch{Neuron:18 WindowMS:0}" {
		t.Errorf("wheel over the readout asked %q", got)
	}
	wheel(m, 3, 0, tea.MouseWheelUp)
	if got := src.take(); got != "" {
		t.Errorf("wheel over the header asked %q", got)
	}

	press(m, "7")
	x, y = at(t, m, "net.tau_m")
	click(m, x, y)
	press(m, "enter")
	wantIn(t, "the clicked parameter", row(m, -2), ":net.tau_m")
	click(m, 2, 2)
	if m.open != nil {
		t.Error("a click beside the line does not close it")
	}
	x, y = at(t, m, "net.tau_m")
	wheel(m, x, y, tea.MouseWheelDown)
	press(m, "enter")
	wantIn(t, "wheel in the list", row(m, -2), ":net.tau_s")
	press(m, "esc")

	press(m, "p")
	x, y = at(t, m, "Sequence: a bump")
	click(m, x, y)
	if got := src.take(); got != "" || m.open == nil {
		t.Errorf("the first click opens: %q", got)
	}
	click(m, x, y)
	if got := src.take(); got != "Open{Name:sequence}" {
		t.Errorf("the second click asked %q", got)
	}
	press(m, "?")
	click(m, 0, 0)
	if m.open != nil {
		t.Error("a click beside the help does not close it")
	}

	small, _ := testModel(80, 24, runningFrame())
	x, y = at(t, small, "5 dimension")
	if click(small, x+2, y); small.focus != numberOf("dimension") {
		t.Errorf("a click on a tab: focus %d", small.focus)
	}
}

// Spelt out, ω is five columns: lines are broken by what they take on the screen.
func TestPresetTextIsNotCutInASCII(t *testing.T) {
	m, _ := testModel(80, 24, runningFrame())
	m.buf.ASCII = true
	m.opts.Presets = []PresetInfo{{Name: "oscillation", Title: "One rhythm", About: strings.Repeat("ωτ ", 30)}}
	press(m, "p")
	if n := strings.Count(m.buf.Dump(), "omegatau"); n != 30 {
		t.Errorf("%d of 30 words are there in whole:\n%s", n, m.buf.Dump())
	}
}
