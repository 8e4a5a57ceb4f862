package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A line typed after ':' and what comes of it.
func TestCommand(t *testing.T) {
	for _, c := range []struct {
		typed, asked, says string // says: in the message line, or on the last line where the line stays open
	}{
		{"net.n 500", "Assign{Key:net.n Text:500}", "net.n 200 → 500: rebuilds the network"},
		{"net.n=500", "Assign{Key:net.n Text:500}", "net.n 200 → 500"},
		{"  net.n  =  500 ", "Assign{Key:net.n Text:500}", "net.n 200 → 500"},
		{":net.tau_s 30", "Assign{Key:net.tau_s Text:30}", "net.tau_s 20 → 30 ms"},
		{"target.kind sequence", "Assign{Key:target.kind Text:sequence}", "target.kind oscillation → sequence"},
		{"learn.on off", "Assign{Key:learn.on Text:off}", "learn.on true → false"},
		{"net.n", "", "net.n is 200; it must be an integer from 2 to 100000"},
		{"net.n five", "", "net.n = five: not an integer; must be an integer from 2 to 100000"},
		{"net.g 99", "", "out of range; must be a number from 0 to 20"},
		{"target.kind sin", "", "must be one of oscillation, sequence, ou, none"},
		{"tau_s 5", "", `no parameter "tau_s"; nearest is "net.tau_s"`},
		{"net.dt 5", "", "learn.every = 2 ms must be at least net.dt = 5 ms"},
		{"focus motifs", "", ""},
		{"focus motivs", "", `no pane "motivs"; nearest is "motifs"`},
		{"open sequence", "Open{Name:sequence}", "opening sequence"},
		{"open sequenze", "", `nearest is "sequence"`},
		{"write runs", "Write{Dir:runs}", "writing"},
		{"", "", ""},
	} {
		m, src := testModel(120, 36, runningFrame())
		press(m, ":", "'"+c.typed, "enter")
		if got := src.take(); got != c.asked {
			t.Errorf(":%s asked %q, want %q", c.typed, got, c.asked)
		}
		line := -2
		if m.open != nil {
			line = -1
		}
		wantIn(t, ":"+c.typed, row(m, line), c.says)
	}
	m, _ := testModel(120, 36, runningFrame())
	press(m, ":", "'focus motifs", "enter")
	if m.focus != numberOf("motifs") {
		t.Errorf("focus %d", m.focus)
	}
	if _, ok := press(m, ":", "'q", "enter")().(tea.QuitMsg); !ok {
		t.Error(":q does not quit")
	}
}

func TestCompletion(t *testing.T) {
	for _, c := range []struct{ typed, keys, want string }{
		{"lear", "tab", "learn."},
		{"tar", "tab", "target."},
		{"tar", "tab tab tab", "target.amplitude "},
		{"net.q", "tab", "net.qif "},
		{"tau", "tab", "net.tau_m "},
		{"tau", "tab tab", "net.tau_s "},
		{"tau", "tab tab tab shift+tab", "net.tau_s "},
		{"target.k", "tab tab", "target.kind none"},
		{"target.kind s", "tab", "target.kind sequence"},
		{"target.kind ", "tab shift+tab", "target.kind ou"},
		{"learn.on ", "tab", "learn.on false"},
		{"gain", "tab", "net.g "},
		{"foc", "tab tab tab", "focus readout"},
		{"open d", "tab", "open dimension"},
		{"xyz", "tab", "xyz"},
	} {
		m, _ := testModel(120, 36, runningFrame())
		press(m, ":", "'"+c.typed)
		press(m, strings.Fields(c.keys)...)
		if got := m.open.(*command).line.Value(); got != c.want {
			t.Errorf("%q %s: %q, want %q", c.typed, c.keys, got, c.want)
		}
	}
}

// What may follow is shown while typing, with the values as they stand.
func TestCompletionIsShown(t *testing.T) {
	m, _ := testModel(80, 24, runningFrame())
	press(m, ":", "'net.t")
	wantIn(t, "list", screen(m), "net.tau_m", "10 ms", "membrane time constant", "net.t_ref")
	if m.View().Cursor == nil || m.View().Cursor.Y != 22 || m.View().Cursor.X != 7 {
		t.Errorf("cursor %+v", m.View().Cursor)
	}
	press(m, "'au_s ")
	wantIn(t, "about", screen(m), "net.tau_s is 20", "synaptic time constant", "a number from 0.1 to 1000, in ms", "live")
	press(m, "esc")
	if m.open != nil || m.View().Cursor != nil {
		t.Error("esc does not close the line")
	}
}

func TestHistory(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	press(m, ":", "'net.n 500", "enter", ":", "'net.g 2", "enter", ":", "up", "up")
	line := func() string { return m.open.(*command).line.Value() }
	if line() != "net.n 500" {
		t.Errorf("two up: %q", line())
	}
	if press(m, "down"); line() != "net.g 2" {
		t.Errorf("down: %q", line())
	}
	if press(m, "down"); line() != "" {
		t.Errorf("down to the end: %q", line())
	}
	if press(m, "backspace"); m.open != nil {
		t.Error("backspace on an empty line does not close it")
	}
}

func TestPaste(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	m.Update(tea.PasteMsg{Content: "q"})
	press(m, ":")
	m.Update(tea.PasteMsg{Content: "net.n\n 500\n"})
	press(m, "enter")
	if got := src.take(); got != "Assign{Key:net.n Text:500}" {
		t.Errorf("asked %q", got)
	}
}
