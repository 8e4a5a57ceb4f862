package cli

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"
)

// stumbling is a writer with a fault: its first Write panics.
type stumbling struct {
	bytes.Buffer
	once sync.Once
}

func (s *stumbling) Write(p []byte) (int, error) {
	s.once.Do(func() { panic("a writer\x1b[31m") })
	return s.Buffer.Write(p)
}

// A fault of the program is an error with its place, and the status 1, in whatever
// goroutine it comes up.
func TestFaultsOfTheProgram(t *testing.T) {
	inDir(t)
	errs := new(stumbling) // the run writes its progress there
	code := Main([]string{"run", "quick.toml", "--out", "a"}, Env{Out: new(bytes.Buffer), Err: errs, Terminal: func(any) bool { return true }})
	first, stack, _ := strings.Cut(errs.String()[strings.LastIndex(errs.String(), "\r")+1:], "\n")
	if code != 1 || first != "spiketop: internal error: a writer?[31m" || !strings.Contains(stack, "crash_test.go:") || !strings.Contains(stack, "run.Headless") {
		t.Errorf("run: %d, %q", code, errs.String())
	}
	if ls(t) != "quick.toml" {
		t.Errorf("run left %s", ls(t))
	}
	env := Env{Out: new(bytes.Buffer), Err: new(bytes.Buffer), Signals: make(chan os.Signal), Terminal: func(any) bool { return false }}
	env.interrupts = env.listen()
	if err := env.untilInterrupted(&progress{}, "", func(context.Context) error { panic("many runs") }); err == nil || err.Error() != "internal error: many runs" {
		t.Errorf("many runs: %v", err)
	}
	var text bytes.Buffer
	env = Env{Err: &text, In: os.Stdin, Out: &text, Terminal: func(any) bool { return true }, Live: func(LiveOptions) (LiveEnd, error) { panic("a screen") }}
	if code = Main([]string{"quick.toml"}, env); code != 1 || !strings.HasPrefix(text.String(), "spiketop: internal error: a screen\n") {
		t.Errorf("a command: %d, %q", code, text.String())
	}
}

// What the environment says of the terminal: ASCII alone, or no screen at all.
func TestTerminalsOfLess(t *testing.T) {
	inDir(t)
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG", "TERM"} {
		t.Setenv(name, "")
	}
	for set, want := range map[string]string{
		"TERM=xterm": "blocks", "LANG=de_DE.UTF-8": "blocks", "LANG=C": "ASCII", "LC_ALL=POSIX": "ASCII", "TERM=linux": "ASCII",
		"TERM=dumb": "spiketop: TERM=dumb: the terminal can show no screen; 'spiketop run quick.toml' does the same without one\n",
	} {
		t.Run(set, func(t *testing.T) {
			name, value, _ := strings.Cut(set, "=")
			t.Setenv(name, value)
			drawn := ""
			var errs bytes.Buffer
			code := Main([]string{"quick.toml", "--quiet"}, Env{In: os.Stdin, Out: new(bytes.Buffer), Err: &errs, Terminal: func(any) bool { return true },
				Live: func(o LiveOptions) (LiveEnd, error) {
					if drawn = "blocks"; o.ASCII {
						drawn = "ASCII"
					}
					return LiveEnd{Session: o.Session}, nil
				}})
			if status := map[bool]int{true: 0, false: 2}[errs.Len() == 0]; code != status || drawn+errs.String() != want {
				t.Errorf("%d, %q, %q; want %q", code, drawn, errs.String(), want)
			}
		})
	}
}
