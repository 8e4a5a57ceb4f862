package term

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"go.uber.org/goleak"
)

// childEnv makes the test binary a small program on a terminal: its value is
// what is particular about the program.
const childEnv = "SPIKETOP_TERM_CHILD"

func TestMain(m *testing.M) {
	if mode := os.Getenv(childEnv); mode != "" {
		os.Exit(child(mode))
	}
	goleak.VerifyTestMain(m)
}

// report is where the child says what it saw.
var report = os.NewFile(3, "report")

func say(format string, args ...any) { fmt.Fprintf(report, format+"\n", args...) }

// child is a program as ours is: Filter, Guard, an orderly end for a signal.
func child(mode string) (status int) {
	if mode == "nohup" {
		signal.Ignore(syscall.SIGHUP)
	}
	guard := NewGuard(os.Stdin, os.Stdout)
	defer guard.Restore()
	filter, err := NewFilter(os.Stdin)
	if err != nil {
		say("%v", err)
		return 1
	}
	out := &stalling{Output: guard.Output()}
	p := tea.NewProgram(&model{guard: guard, flood: mode == "flood"},
		tea.WithInput(filter), tea.WithOutput(out), tea.WithoutSignalHandler(), tea.WithFPS(120))
	var caught atomic.Int32
	stop := guard.Watch(func(s os.Signal) {
		say("signal %v", s)
		if mode != "stuck" {
			caught.Store(int32(Status(s)))
			p.Quit()
		}
	})
	watched := make(chan struct{})
	go out.watch(watched)
	if mode == "flood" {
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGUSR1)
		Go(func() { panic(<-c) }, guard.Crash)
	}

	_, err = p.Run()
	stop()
	close(watched)
	guard.Restore()
	_ = filter.Close()
	switch {
	case errors.Is(err, ErrGone):
		return Status(syscall.SIGHUP)
	case err != nil:
		say("error %v", err)
		return 1
	}
	if mode == "" || mode == "plain" {
		if err := goleak.Find(); err != nil {
			say("%s", strings.ReplaceAll(err.Error(), "\n", " "))
			return 9
		}
	}
	return int(caught.Load())
}

type tickMsg struct{}

// model says what comes, and ends in the ways that keys ask for.
type model struct {
	sized, resumed bool // since the last suspension
	guard          *Guard
	flood          bool
	frame          int
}

func (m *model) tick() tea.Msg {
	time.Sleep(5 * time.Millisecond)
	return tickMsg{}
}

func (m *model) Init() tea.Cmd {
	say("started")
	if m.flood {
		return m.tick
	}
	return nil
}

func (m *model) View() tea.View {
	v := tea.NewView("a screen\n")
	if m.flood {
		rng := rand.New(rand.NewPCG(uint64(m.frame), 0))
		var text strings.Builder
		for range 24 {
			for range 80 {
				text.WriteByte(byte('!' + rng.IntN(90)))
			}
			text.WriteByte('\n')
		}
		v.SetContent(text.String())
	}
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.ReportFocus = true
	v.WindowTitle = "child"
	return v
}

// resumes says that the program goes on, once the size is known again: Bubble Tea asks for
// it on a goroutine that reads what the next suspension writes.
func (m *model) resumes() {
	if m.sized && m.resumed {
		say("resumed")
		m.resumed = false
	}
}

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tickMsg:
		m.frame++
		return m, m.tick
	case tea.PasteMsg:
		say("paste %s", msg.Content)
	case tea.MouseMsg:
		say("mouse %s", msg.String())
	case tea.WindowSizeMsg:
		m.sized = true
		m.resumes()
	case tea.ResumeMsg:
		m.resumed = true
		m.resumes()
	case tea.FocusMsg:
		say("focus")
	case tea.KeyPressMsg:
		say("key %s", msg.Keystroke())
		switch msg.Keystroke() {
		case "q", "ctrl+c":
			return m, tea.Quit
		case "ctrl+z":
			m.sized, m.resumed = false, false
			return m, tea.Suspend
		case "g":
			Go(func() { panic("in a goroutine") }, m.guard.Crash)
		case "u":
			panic("in Update")
		case "x":
			return m, func() tea.Msg { panic("in a command") }
		}
	}
	return m, nil
}

// stalling says when a write does not end, because the terminal does not read.
type stalling struct {
	*Output
	since atomic.Int64
}

func (s *stalling) Write(p []byte) (int, error) {
	s.since.Store(time.Now().UnixNano())
	defer s.since.Store(0)
	return s.Output.Write(p)
}

func (s *stalling) watch(done chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-time.After(50 * time.Millisecond):
		}
		if since := s.since.Load(); since > 0 && time.Since(time.Unix(0, since)) > 400*time.Millisecond {
			say("stalled")
			return
		}
	}
}
