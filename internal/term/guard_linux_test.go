package term

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	xterm "github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	"spiketop/internal/term/ptytest"
)

// openGuard is a Guard on a pseudo terminal, and what reads there.
func openGuard(t *testing.T) (g *Guard, slave *os.File, written func() string) {
	t.Helper()
	master, slave := ptytest.Open(t)
	g = NewGuard(slave, slave)
	if _, err := xterm.MakeRaw(slave.Fd()); err != nil {
		t.Fatal(err)
	}
	return g, slave, func() string {
		const mark = "(mark)"
		if _, err := slave.WriteString(mark); err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		b := make([]byte, 4096)
		for !strings.HasSuffix(got.String(), mark) {
			n, err := master.Read(b)
			if err != nil {
				t.Fatal(err)
			}
			got.Write(b[:n])
		}
		return strings.TrimSuffix(got.String(), mark)
	}
}

func put(t *testing.T, o *Output, s string) {
	t.Helper()
	if n, err := o.Write([]byte(s)); n != len(s) || err != nil {
		t.Fatalf("wrote %d of %d: %v", n, len(s), err)
	}
}

const leaveScreen = "\x1b[?1049l"

// Restore writes what is needed and no more.
func TestRestoreWrites(t *testing.T) {
	for _, c := range []struct {
		name      string
		wrote     []string
		any, left bool // something is written; the screen is left
	}{
		{"nothing was written", nil, false, false},
		{"a question", []string{"\x1b[?2026$p"}, true, false},
		{"a screen", []string{"\x1b[?1049hframe", "frame"}, true, true},
		{"a screen left in order", []string{"\x1b[?1049hframe", "\x1b[?1049l\x1b[?25h"}, false, false},
		{"a screen left and taken again", []string{"\x1b[?1049h", "\x1b[?1049l", "\x1b[?1049h"}, true, true},
		{"a screen taken and left at once", []string{"\x1b[?1049h\x1b[?1049l"}, false, false},
	} {
		g, _, written := openGuard(t)
		for _, s := range c.wrote {
			put(t, g.Output(), s)
		}
		before := strings.Join(c.wrote, "")
		g.Restore()
		g.Restore()
		put(t, g.Output(), "late")
		got, ok := strings.CutPrefix(written(), before)
		if !ok || (got != "") != c.any || strings.Contains(got, leaveScreen) != c.left || strings.Contains(got, "late") {
			t.Errorf("%s: Restore wrote %q", c.name, got)
		}
		if c.left {
			for _, fault := range ptytest.Faults(before + "\x1b[?1003h\x1b[?1004h\x1b[?2004h\x1b[?2026h\x1b[?25l\x1b[>1u\x1b[>4;2m\x1b]2;x\x07" + got) {
				t.Errorf("%s: %s", c.name, fault)
			}
		}
	}
}

// The settings come back; a terminal of another's is left alone.
func TestRestoreSettings(t *testing.T) {
	_, slave := ptytest.Open(t)
	before := ptytest.Termios(t, slave)
	g := NewGuard(slave, slave)
	if _, err := xterm.MakeRaw(slave.Fd()); err != nil {
		t.Fatal(err)
	}
	if ptytest.Termios(t, slave) == before {
		t.Fatal("raw mode changes nothing")
	}
	g.Restore()
	if ptytest.Termios(t, slave) != before {
		t.Error("the settings are not as before")
	}
	if !foreground(slave) {
		t.Error("a terminal that controls nobody is another's")
	}
}

// Files that are no terminal are left alone.
func TestGuardWithoutTerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	g := NewGuard(r, w)
	put(t, g.Output(), "\x1b[?1049hx")
	g.Restore()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 99)
	if n, _ := r.Read(b); string(b[:n]) != "\x1b[?1049hx" {
		t.Errorf("a pipe got %q", b[:n])
	}
}

// A terminal that does not read holds Restore up for its patience at most.
func TestRestoreStalled(t *testing.T) {
	master, slave := ptytest.Open(t)
	g := NewGuard(slave, slave)
	blocked := make(chan struct{})
	go func() {
		defer close(blocked)
		_, _ = g.Output().Write([]byte("\x1b[?1049h" + strings.Repeat("x", 1<<17)))
	}()
	for last := -1; ; time.Sleep(50 * time.Millisecond) { // until no more fits
		n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCINQ)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 && n == last {
			break
		}
		last = n
	}
	done := make(chan struct{})
	go func() { g.Restore(); close(done) }()
	select {
	case <-done:
	case <-time.After(ptytest.Patient):
		t.Fatal("Restore waits for the terminal")
	}
	_ = master.Close() // ends the writes
	<-blocked
	g.writing.Lock()
	defer g.writing.Unlock()
}

// Watch ends with stop, and tells signals apart.
func TestWatch(t *testing.T) {
	g := &Guard{exit: func(status int) { t.Errorf("exit %d", status) }}
	stop := g.Watch(nil)
	stop()
	stop()
	for s, want := range map[os.Signal]int{
		syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGQUIT: 131, syscall.SIGABRT: 134,
	} {
		if got := Status(s); got != want {
			t.Errorf("%v: %d, want %d", s, got, want)
		}
	}
}

func TestGo(t *testing.T) {
	done := make(chan string)
	fail := func(v any, stack []byte) {
		if !strings.Contains(string(stack), "guard_linux_test.go") {
			t.Errorf("the stack is of another place: %s", stack)
		}
		done <- v.(string)
	}
	Go(func() { done <- "no panic" }, fail)
	if got := <-done; got != "no panic" {
		t.Error(got)
	}
	Go(func() { panic("oh") }, fail)
	if got := <-done; got != "oh" {
		t.Error(got)
	}
}
