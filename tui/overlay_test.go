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
	m, src := testModel(120, 40, runningFrame())
	press(m, "7", "z", "/", "'tau_s")
	if s := screen(m); !strings.Contains(s, "net.tau_s") || strings.Contains(s, "target.kind") {
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
	wantIn(t, "esc", screen(m), "target.kind")
	press(m, "/", "'xyz", "enter", "enter")
	wantIn(t, "nothing left", noteLine(m), "no parameter is selected")
	press(m, "/", "esc")
	wantIn(t, "esc", screen(m), "target.kind")
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
	x, y = at(t, small, "5 dime")
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

// Every pane has its page: a lead of three to five lines, and the four parts. The
// help opens with the lead, and ? again shows the whole page, at every size.
func TestPages(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
		m, _ := testModel(size[0], size[1], runningFrame())
		for i := range m.panes {
			word := m.panes[i].word()
			p, ok := pageOf(word)
			if !ok || len(p.parts) != 5 {
				t.Fatalf("%s has %d parts, want the lead and four", word, len(p.parts))
			}
			for k, heading := range []string{"", "What it shows", "How it is computed", "How to read it", "What misleads"} {
				if p.parts[k].heading != heading {
					t.Errorf("%s: part %d is %q, want %q", word, k, p.parts[k].heading, heading)
				}
			}
			if n := len(wrap(&m.buf, plainText(p.lead), 74)); n < 3 || n > 6 {
				t.Errorf("%s: the lead has %d lines of 74", word, n)
			}
			m.setFocus(i)
			press(m, "?")
			s, flat := screen(m), sheetText(m)
			wantIn(t, word, flat, plainText(p.lead))
			wantIn(t, word, s, "pane: "+m.panes[i].Name)
			if size[0] >= 120 {
				wantIn(t, word, s, "run or pause")
			}
			press(m, "?")
			if size[0] >= 120 {
				flat = sheetText(m)
				for _, part := range p.parts {
					wantIn(t, word, flat, plainText(part.text))
				}
				if page := m.open.(*sheet); page.hidden() != "" {
					t.Errorf("%v: the page on %s does not fit: %s", size, word, page.hidden())
				}
			} else {
				wantIn(t, word, screen(m), "What it shows")
			}
			press(m, "?")
			if m.open != nil {
				t.Errorf("%s: the third ? does not close the page", word)
			}
		}
	}
}

// sheetText is what stands in the open list, its lines joined.
func sheetText(m *Model) string {
	r := m.open.(*sheet).list
	var words []string
	for _, line := range strings.Split(screen(m), "\n") {
		if cells := []rune(line); len(cells) > r.X {
			words = append(words, strings.Fields(string(cells[r.X:min(r.X+r.W, len(cells))]))...)
		}
	}
	return strings.Join(words, " ")
}

// The filter of the help searches the texts on all panes, and says when it finds nothing.
func TestHelpIsSearched(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	press(m, "1", "?", "/", "'outlier")
	wantIn(t, "outlier", screen(m), "eigenvalues", "Training adds outliers")
	press(m, "'2")
	wantIn(t, "outlier2", screen(m), "nothing matches “outlier2”")
	press(m, "backspace")
	wantIn(t, "outlier again", screen(m), "Training adds outliers")
	press(m, "esc", "/", "'suspend")
	wantIn(t, "a key", screen(m), "ctrl+z")
}

// Without colours and beyond-ASCII characters the help can be read as well.
func TestHelpInASCII(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	m.buf.ASCII = true
	m.Update(tea.EnvMsg{"NO_COLOR=1"})
	for i := range m.panes {
		m.setFocus(i)
		for range 2 {
			press(m, "?")
			for _, r := range m.buf.Dump() {
				if r >= 0x7f {
					t.Fatalf("%s: %q is not ASCII", m.panes[i].Name, r)
				}
			}
			if s := m.open.(*sheet); len(s.intro) == 0 && s.hidden() != "" {
				t.Errorf("%s: the page does not fit: %s", m.panes[i].Name, s.hidden())
			}
		}
		press(m, "esc")
	}
	m.setFocus(2)
	press(m, "?", "?")
	wantIn(t, "eigenvalues", m.buf.Dump(), "omega", "arctan omegatau", "What misleads")
}
