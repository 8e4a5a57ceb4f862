package serve

import (
	"io"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui"
)

// teacher is the screen here, with keys and without eyes.
type teacher struct {
	keys io.Writer
	p    *tea.Program
	over chan struct{}
}

func (t *teacher) typed(keys string) { _, _ = io.WriteString(t.keys, keys) }

// follow begins a class that looks on at a screen of 100×30.
func follow(t *testing.T) (*class, *teacher) {
	t.Helper()
	plan, err := presets.Parse("small.toml", small)
	if err != nil {
		t.Fatal(err)
	}
	session, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	students := tui.NewClass(limits().Check)
	c := begin(t, func(o *Options) { o.Class = students })
	r := live.NewRunner(session, nil)
	in, keys := io.Pipe()
	out := &sink{}
	p := tea.NewProgram(tui.NewModel(tui.Options{Source: r, Class: students}), tea.WithInput(in), tea.WithOutput(out),
		tea.WithWindowSize(100, 30), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm"}))
	th := &teacher{keys, p, make(chan struct{})}
	go func() {
		defer close(th.over)
		_, _ = p.Run()
	}()
	t.Cleanup(func() {
		c.close()
		_ = keys.Close()
		p.Quit()
		<-th.over
		r.Close()
	})
	return c, th
}

type sink struct{}

func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

// All see the screen here, and nobody else's keys do anything; the one to whom they are
// lent has them until they are taken back.
func TestFollow(t *testing.T) {
	t.Chdir(t.TempDir())
	c, th := follow(t)
	anna, ben := c.open("anna", "xterm-256color", 100, 31), c.open("ben", "xterm", 60, 20)
	anna.sees("you look on as anna")
	anna.sees("N 20")
	ben.sees("cut: the screen has 100×30 cells, this one 60×19")
	th.typed("g")
	anna.sees("net.g 1 → 0.9")
	ben.sees("g 0.90")

	anna.typed("g")
	anna.sees("the keys are not yours")
	th.typed(":hand eve\r")
	anna.sees(`no guest "eve"; there are anna, ben`)
	th.typed("\x1b[27u:hand anna\r")
	anna.sees("the keys are yours")
	anna.sees("keys: anna")
	ben.sees("anna has the keys")
	anna.typed("g")
	ben.sees("g 0.80")

	for keys, want := range map[string]string{
		"w":                  "guests write no files",
		":checkpoint here\r": "guests write no files",
		":hand ben\r":        "the keys are the teacher's to lend",
		":net.n 51\r":        "guests have at most 50 neurons",
		":quit\r":            "the screen is the teacher's",
		"q":                  "the screen is the teacher's",
		"\x1a":               "only where the program runs",
	} {
		anna.typed(keys)
		anna.sees(want)
		anna.typed("\x1b[27u") // closes the line
	}
	if entries, _ := os.ReadDir("."); len(entries) > 0 {
		t.Errorf("written: %v", entries)
	}

	// What a guest has opened closes with a key of the teacher, and while the teacher
	// types the guest does not.
	anna.typed(":checkpoint here")
	anna.sees("checkpoint here")
	th.typed(":hand")
	anna.sees(" :hand")
	anna.typed("xxxx")
	th.typed("\r")
	anna.sees("the keys are back here")
	anna.typed("g")
	anna.sees("the keys are not yours")
	if strings.Contains(anna.text(), "keys: anna") {
		t.Error("the header says that anna has the keys")
	}

	th.typed(":hand ben\r")
	ben.sees("the keys are yours")
	_ = ben.client.Close()
	anna.sees("the keys are back here")
	anna.typed("q")
	if status := anna.status(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// Two of one name have two names.
func TestNamesInClass(t *testing.T) {
	c, _ := follow(t)
	for _, want := range []string{"anna", "anna-2", "anna-3"} {
		c.open("anna", "xterm", 100, 31).sees("you look on as " + want)
	}
}
