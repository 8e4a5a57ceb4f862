package tui

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/charmbracelet/x/vt"
	"go.uber.org/goleak"

	"spiketop/internal/racetest"
	"spiketop/live"
)

// ofLibrary is a goroutine of the library that reads the terminal. What it read as the
// program ended nobody takes from it any more, and it waits until the process ends.
var ofLibrary = goleak.IgnoreAnyFunction("github.com/charmbracelet/ultraviolet.(*TerminalReader).sendEvents")

// terminal is an in-process terminal: what the program writes is drawn, what is
// typed is read. The emulator answers queries on its own pipe, which must always
// be read or its Write blocks; the answers go to the program, as from a real terminal.
type terminal struct {
	mu   sync.Mutex
	vt   *vt.Emulator
	raw  strings.Builder // everything written
	in   *io.PipeReader
	keys *io.PipeWriter
	wg   sync.WaitGroup
}

// hangs is how long a test waits for what must come, however loaded the machine is.
const hangs = time.Minute

func newTerminal(w, h int) *terminal {
	t := &terminal{vt: vt.NewEmulator(w, h)}
	t.in, t.keys = io.Pipe()
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		_, _ = io.Copy(t.keys, t.vt)
	}()
	return t
}

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw.Write(p)
	// The input is no terminal, so Bubble Tea counts on the line discipline to
	// make a new line of each line feed.
	_, err := t.vt.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}

func (t *terminal) Read(p []byte) (int, error) { return t.in.Read(p) }

func (t *terminal) screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(t.vt.String(), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

func (t *terminal) written() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.raw.String()
}

func (t *terminal) close() {
	_ = t.vt.InputPipe().(io.Closer).Close() // not vt.Close: it races with Read
	_ = t.keys.Close()
	_ = t.in.Close()
	t.wg.Wait()
}

// session is the program on a terminal.
type session struct {
	*terminal
	t     *testing.T
	src   *recorder
	ended chan error
}

type liveOptions struct {
	w, h    int
	ascii   bool
	env     []string
	profile colorprofile.Profile
	two     bool // networks
	fatal   chan error
}

func start(t *testing.T, o liveOptions) *session {
	t.Helper()
	first := stillRun()
	if o.two {
		first = twoFrame()
		first.Messages, first.B.Messages = nil, nil
	}
	l := &session{newTerminal(o.w, o.h), t, &recorder{next: first}, make(chan error, 1)}
	opts := Options{Source: l.src, Presets: testPresets, ASCII: o.ascii, Input: l, Output: l, Fatal: o.fatal,
		Environ: append([]string{"TERM=xterm-256color"}, o.env...),
		Program: []tea.ProgramOption{tea.WithWindowSize(o.w, o.h), tea.WithColorProfile(o.profile)}}
	go func() { l.ended <- Run(opts) }()
	return l
}

// stillRun is the still with the newest message long past.
func stillRun() *live.Frame {
	f := stillFrame()
	f.Messages = nil
	return f
}

func (l *session) typed(keys string) { _, _ = l.keys.Write([]byte(keys)) }

// until waits for a text to be on the screen.
func (l *session) until(text string) {
	l.t.Helper()
	l.untilTrue(text, func() bool { return strings.Contains(l.screen(), text) })
}

func (l *session) untilTrue(what string, ok func() bool) {
	l.t.Helper()
	for end := time.Now().Add(hangs); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	l.t.Fatalf("%q never came:\n%s", what, l.screen())
}

func (l *session) quit() error {
	l.t.Helper()
	l.typed("q")
	return l.end()
}

func (l *session) end() error {
	l.t.Helper()
	select {
	case err := <-l.ended:
		l.close()
		return err
	case <-time.After(hangs):
		l.t.Fatal("the program does not end")
		return nil
	}
}

func TestScreen(t *testing.T) {
	defer goleak.VerifyNone(t, ofLibrary)
	for name, o := range map[string]liveOptions{
		"80x24":   {w: 80, h: 24},
		"120x36":  {w: 120, h: 36},
		"200x60":  {w: 200, h: 60},
		"20x5":    {w: 20, h: 5},
		"ascii":   {w: 120, h: 36, ascii: true},
		"nocolor": {w: 120, h: 36, env: []string{"NO_COLOR=please"}},
		"two":     {w: 120, h: 36, two: true},
	} {
		t.Run(name, func(t *testing.T) {
			o.profile = colorprofile.TrueColor
			l := start(t, o)
			last := "30.10 s"
			if name == "20x5" {
				last = "quits"
			}
			l.until(last)
			got := l.screen()
			if err := l.quit(); err != nil {
				t.Error(err)
			}
			golden.RequireEqual(t, got+"\n")
			out := l.written()
			if name == "ascii" {
				for _, r := range out {
					if r > 127 {
						t.Fatalf("%q in the output of --ascii", r)
					}
				}
			}
			colours := strings.Contains(out, "38;2;")
			if want := name != "nocolor" && name != "20x5"; colours != want {
				t.Errorf("colours: %t, want %t", colours, want)
			}
			if o.env != nil && (strings.Contains(out, "38;") || strings.Contains(out, "48;") || strings.Contains(out, "[3") && colourCode(out)) {
				t.Error("NO_COLOR: a colour in the output")
			}
		})
	}
}

// colourCode reports whether the text sets one of the eight or sixteen colours.
func colourCode(out string) bool {
	for _, part := range strings.Split(out, "\x1b[")[1:] {
		codes, _, ok := strings.Cut(part, "m")
		if !ok || strings.Trim(codes, "0123456789;") != "" {
			continue
		}
		for _, c := range strings.Split(codes, ";") {
			if len(c) == 2 && strings.ContainsAny(c[:1], "349") && c[1] < '8' || len(c) == 3 && c[:2] == "10" {
				return true
			}
		}
	}
	return false
}

// Real key bytes: each does what it says, seen on the terminal.
func TestRealKeys(t *testing.T) {
	defer goleak.VerifyNone(t, ofLibrary)
	l := start(t, liveOptions{w: 120, h: 36, profile: colorprofile.ANSI256})
	l.until("30.10 s")
	for _, c := range []struct{ keys, seen, asked string }{
		{" ", "‖ paused", "Run{On:false}"},
		{"G", "net.g 1 → 1.1", "Nudge{Key:net.g Dir:1}"},
		{"n", "neuron 18", "Watch{Neuron:18 WindowMS:0}"},
		{"\t\t", "q quit", ""},
		{"\x1b[Z", "q quit", ""},
		{"?", "help: ", ""},
		{"\x1b[B\x1b[B", "3–", ""},
		{"?", "What misleads", ""},
		{"?", "6 transfer", ""},
		{":net.n 5000000\r", "must be an integer from 2 to 100000", ""},
		{"\x7f\x7f\x7f\x7f\r", "net.n 200 → 500: rebuilds the network", "Assign{Key:net.n Text:500}"},
		{"p\x1b[B\r", "opening sequence", "Open{Name:sequence}"},
		{"z", "2 readout", ""},
		{"\x1b", "6 transfer", ""},
		{"\x1b[200~:not typed\x1b[201~", "6 transfer", ""},
		{"\x1b[<0;100;32M\x1b[<0;100;32m", "gain 0.32", ""}, // a folded title
		{"\x1b[<64;100;30M", "net.qif 0.5 → 0.6", "Nudge{Key:net.qif Dir:1}"},
	} {
		l.typed(c.keys)
		l.until(c.seen)
		if got := l.src.take(); got != c.asked {
			// the request may come a moment after an unchanged screen
			l.untilTrue(c.asked, func() bool { got += l.src.take(); return got == c.asked })
		}
	}
	if err := l.quit(); err != nil {
		t.Error(err)
	}
	out := l.written()
	for _, restored := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?1002l", "\x1b[?2004l"} {
		if i := strings.LastIndex(out, restored); i < 0 || i < strings.LastIndex(out, strings.Replace(restored, "l", "h", 1)) && restored != "\x1b[?25h" {
			t.Errorf("the terminal is not given back: %q", restored)
		}
	}
}

// An error of the run ends the program, gives the terminal back and is returned.
func TestFatal(t *testing.T) {
	defer goleak.VerifyNone(t, ofLibrary)
	fatal := make(chan error, 1)
	l := start(t, liveOptions{w: 80, h: 24, fatal: fatal})
	l.until("q quit")
	boom := errors.New("runner: boom")
	fatal <- boom
	if err := l.end(); !errors.Is(err, boom) {
		t.Errorf("%v", err)
	}
	if !strings.Contains(l.written(), "\x1b[?1049l") {
		t.Error("the alternate screen was not left")
	}
}

// A signal ends the program as an error and gives the terminal back.
func TestSignals(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent(), ofLibrary)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		l := start(t, liveOptions{w: 80, h: 24})
		l.until("q quit")
		if err := syscall.Kill(os.Getpid(), sig); err != nil {
			t.Fatal(err)
		}
		var by *Interrupted
		if err := l.end(); !errors.As(err, &by) || by.Signal != sig {
			t.Errorf("%v: %v", sig, err)
		}
		if !strings.Contains(l.written(), "\x1b[?1049l") {
			t.Errorf("%v: the alternate screen was not left", sig)
		}
	}
}

// A panic while drawing or updating gives the terminal back, too.
func TestPanic(t *testing.T) {
	defer goleak.VerifyNone(t, ofLibrary)
	l := start(t, liveOptions{w: 80, h: 24})
	l.until("30.10 s")
	f := stillRun()
	f.Params.Net.N = 0 // the ring of neurons has no next one
	l.src.give(f)
	l.until("N 0 ")
	l.typed("n")
	if err := l.end(); !errors.Is(err, tea.ErrProgramPanic) {
		t.Errorf("%v", err)
	}
	if !strings.Contains(l.written(), "\x1b[?1049l") {
		t.Error("the alternate screen was not left")
	}
}

// A terminal that takes nothing any more cannot hold up the end.
func TestDeadTerminal(t *testing.T) {
	fatal, boom := make(chan error, 1), errors.New("runner: boom")
	dead := deadWriter{make(chan struct{}), make(chan struct{}, 1)}
	in, keys := io.Pipe()
	defer func() { // and once it takes something again, the rest ends too
		close(dead.release)
		_ = keys.Close()
		for end := time.Now().Add(hangs); goleak.Find(ofLibrary) != nil && time.Now().Before(end); {
		}
		goleak.VerifyNone(t, ofLibrary)
	}()
	ended := make(chan error, 1)
	go func() {
		ended <- Run(Options{Source: &recorder{}, Input: in, Output: dead, Fatal: fatal, Program: []tea.ProgramOption{tea.WithWindowSize(80, 24)}})
	}()
	<-dead.hangs
	fatal <- boom
	select {
	case err := <-ended:
		if !errors.Is(err, boom) {
			t.Error(err)
		}
	case <-time.After(hangs):
		t.Error("the program hangs")
	}
}

// deadWriter takes nothing until it is released; hangs tells the first try.
type deadWriter struct{ release, hangs chan struct{} }

func (w deadWriter) Write(p []byte) (int, error) {
	select {
	case w.hangs <- struct{}{}:
	default:
	}
	<-w.release
	return len(p), nil
}

// A closed channel is no error: the screen stays.
func TestFatalClosed(t *testing.T) {
	defer goleak.VerifyNone(t, ofLibrary)
	fatal := make(chan error)
	l := start(t, liveOptions{w: 80, h: 24, fatal: fatal})
	l.until("q quit")
	close(fatal)
	l.typed("p")
	l.until("FORCE on a mixed network")
	l.typed("\x03")
	if err := l.end(); err != nil {
		t.Error(err)
	}
}

// A person drags the corner of the window. Nothing panics, and the end is as it should be.
func TestResizeStorm(t *testing.T) {
	racetest.SkipAlone(t, "the screen is drawn by the test")
	m, src := testModel(120, 36, runningFrame())
	for i, keys := range [][]string{{}, {"?"}, {"p"}, {":", "'t"}, {"!"}, {"y"}, {"z"}, {"l"}, {"l"}, {"7", "/", "'ta"}, {"4", "m", "m"}} {
		press(m, keys...)
		for k := range 12 {
			w, h := (k*53+i*17)%260, (k*29+i*7)%90
			m.Update(tea.WindowSizeMsg{Width: w, Height: h})
			src.give(runningFrame())
			m.Update(tickMsg{})
			m.Update(tea.MouseClickMsg{X: w / 2, Y: h / 2, Button: tea.MouseLeft})
			m.Update(tea.MouseWheelMsg{X: w / 3, Y: h / 2, Button: tea.MouseWheelDown})
			if v := m.View(); w > 0 && h > 0 && strings.Count(v.Content, "\n") != h-1 {
				t.Fatalf("%d×%d: %d lines", w, h, strings.Count(v.Content, "\n")+1)
			}
		}
		m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
		press(m, "esc", "esc", "esc")
	}
	m.Update(tea.WindowSizeMsg{})
	m.Update(tea.WindowSizeMsg{Width: 1, Height: 1})
}

// Before the size is known nothing is drawn.
func TestNothingBeforeTheSize(t *testing.T) {
	m := newModel(Options{Source: &recorder{next: runningFrame()}})
	m.Update(tickMsg{})
	m.Update(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	press(m, "G", "?")
	if v := m.View(); v.Content != "" || !v.AltScreen {
		t.Errorf("drawn: %q", v.Content)
	}
}
