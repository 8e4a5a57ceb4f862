package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"spiketop/live"
	"spiketop/presets"
	"spiketop/run"
)

// lentModel is a screen whose keys anna has.
func lentModel(t *testing.T) (*Model, *recorder) {
	t.Helper()
	return lentModelOf(t, 120, 36)
}

func lentModelOf(t *testing.T, w, h int) (*Model, *recorder) {
	t.Helper()
	m, src := testModel(w, h, stillRun())
	m.opts.Class = NewClass(func(p ...run.Params) error {
		if p[0].Net.N > 500 {
			return fmt.Errorf("too many")
		}
		return nil
	})
	m.opts.Class.Join("anna", Look{Profile: colorprofile.ANSI256})
	press(m, ":", "'hand anna", "enter")
	if m.opts.Class.Holder() != "anna" {
		t.Fatal(noteLine(m))
	}
	return m, src
}

// lend presses keys of anna, and has the screen take them.
func lend(m *Model, keys ...string) {
	for _, k := range keys {
		typed := []string{k}
		if text, ok := strings.CutPrefix(k, "'"); ok {
			typed = strings.Split(text, "")
		}
		for _, k := range typed {
			m.opts.Class.Press("anna", keyPress(k))
			m.Update(tickMsg{})
		}
	}
}

// The keys of a guest ask for nothing that is the teacher's.
func TestLentKeys(t *testing.T) {
	m, src := lentModel(t)
	sent := func() []live.Request {
		defer func() { src.sent = nil }()
		return src.sent
	}
	sent()
	lend(m, "g")
	if got := sent(); len(got) != 1 || got[0] != (live.Nudge{Key: "net.g", Dir: -1}) {
		t.Errorf("g asked for %v", got)
	}
	for _, keys := range [][]string{{"w"}, {":", "'write x", "enter", "esc"}, {":", "'checkpoint x", "enter", "esc"}, {":", "'net.n 501", "enter", "esc"}, {"8"}} {
		lend(m, keys...)
		if got := sent(); len(got) != 0 {
			t.Errorf("%q asked for %v", keys, got)
		}
	}
	lend(m, ":", "'net.n 500", "enter")
	if got := sent(); len(got) != 1 {
		t.Errorf(":net.n 500 asked for %v", got)
	}
	lend(m, ":", "'hand", "enter", "esc")
	if m.opts.Class.Holder() != "anna" {
		t.Error("a guest gave the keys away")
	}
}

// Two networks of the teacher have the limits together; what the teacher has made larger
// is no reason to refuse anything else.
func TestLentKeysOfTwo(t *testing.T) {
	m, src := lentModel(t)
	n := m.frame.Params.Net.N
	m.opts.Class.limit = func(p ...run.Params) error {
		sum := 0
		for _, p := range p {
			sum += p.Net.N
		}
		if sum > 2*n-1 {
			return fmt.Errorf("too many")
		}
		return nil
	}
	asks := func(want int, keys ...string) {
		t.Helper()
		src.sent = nil
		lend(m, keys...)
		if len(src.sent) != want {
			t.Errorf("%q asked for %v: %s", keys, src.sent, noteLine(m))
		}
	}
	asks(0, "c")
	b := *m.frame
	m.frame.B, m.frame.Acts = &b, live.OnB
	asks(1, "g") // they are too many already, and grow no more
	asks(0, ":", fmt.Sprintf("'net.n %d", n+1), "enter", "esc")
	asks(1, ":", fmt.Sprintf("'net.n %d", n-1), "enter")
	m.frame.B = nil
	m.lent = true
	if err := m.notForGuests(live.Go{Sets: []presets.Assignment{{Key: "net.n", Text: fmt.Sprint(2 * n)}}}); err == nil {
		t.Error("a cell of the map is too large")
	}
	m.opts.Class.limit = func(...run.Params) error { return fmt.Errorf("too many") }
	m.frame.Params.Net.N = 2
	if err := m.notForGuests(live.Open{Name: "oscillation"}); err == nil {
		t.Error("a preset is too large")
	}
}

// While the teacher types the guest does not; what the guest has opened closes with a
// key of the teacher, and is not obeyed.
func TestKeysTakenBack(t *testing.T) {
	m, src := lentModel(t)
	lend(m, ":", "'write x")
	if m.open == nil {
		t.Fatal("nothing is open")
	}
	src.sent = nil
	press(m, "enter")
	if m.open != nil || len(src.sent) != 0 {
		t.Errorf("enter of the teacher asked for %v, with %v open", src.sent, m.open)
	}
	press(m, ":", "'ha")
	lend(m, "'xyz", "esc", "enter")
	press(m, "'nd", "enter")
	if m.opts.Class.Holder() != "" {
		t.Errorf("%s has the keys: %s", m.opts.Class.Holder(), noteLine(m))
	}
	if m.opts.Class.Press("anna", keyPress("g")) {
		t.Error("a key of anna was taken")
	}
}

// Everybody has a picture in the colours of their terminal, and only those who look on.
func TestPictures(t *testing.T) {
	m, _ := lentModel(t)
	c := m.opts.Class
	looks := map[Look]string{
		{Profile: colorprofile.ANSI256}:   "38;5;",
		{Profile: colorprofile.TrueColor}: "38;2;",
		{Profile: colorprofile.NoTTY}:     "",
	}
	for look := range looks {
		c.Join("ben", look)
	}
	ascii := Look{Profile: colorprofile.ANSI, ASCII: true}
	c.Join("carl", ascii)
	own := m.text
	m.dirty = drawAll
	m.draw()
	if m.text != own {
		t.Error("pictures change the screen here")
	}
	for look, mark := range looks {
		p := c.Picture(look)
		if p.W != 120 || p.H != 36 || strings.Count(p.Text, "\n") != 35 || !strings.Contains(p.Text, mark) || mark == "" && strings.Contains(p.Text, "38;") {
			t.Errorf("%v: %d×%d, %.300q", look, p.W, p.H, p.Text)
		}
	}
	for _, r := range c.Picture(ascii).Text {
		if r > 127 {
			t.Fatalf("%q in a picture of ASCII", r)
		}
	}
	c.Leave("carl")
	if c.Picture(ascii).Number != 0 {
		t.Error("a picture that nobody looks at is kept")
	}
}
