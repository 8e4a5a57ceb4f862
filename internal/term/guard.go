package term

import (
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	xterm "github.com/charmbracelet/x/term"
)

const (
	// patience is how long a Guard waits for a terminal that does not read.
	patience = time.Second

	// grace is how long an orderly end may take after a signal.
	grace = 2 * time.Second

	// panicked is the exit status after a panic: the program failed.
	panicked = 1
)

// A Guard knows how the terminal was and gives the terminal back so. All its
// methods may be called from any goroutine.
type Guard struct {
	out   *os.File
	saved map[*os.File]*xterm.State
	once  sync.Once
	ended atomic.Bool // the terminal was given back, or is about to be

	writing sync.Mutex // held by one who writes, for as long as the terminal does not read
	touched bool       // something was written and the screen was not left
	screen  bool       // the alternate screen may be on

	exit func(status int)
}

// NewGuard notes the settings of the terminal that in and out are; what is no
// terminal is left alone. Bubble Tea must write to [Guard.Output].
func NewGuard(in, out *os.File) *Guard {
	g := &Guard{out: out, saved: map[*os.File]*xterm.State{}, exit: os.Exit}
	for _, f := range []*os.File{in, out} {
		if state, err := xterm.GetState(f.Fd()); err == nil {
			g.saved[f] = state
		}
	}
	return g
}

// Restore gives the terminal back: Restore writes what leaves the alternate
// screen, shows the cursor and switches off every mode of mouse, paste, focus
// and keyboard, and brings the settings back. Where Bubble Tea left the screen
// in order, Restore writes nothing. A terminal that does not read holds Restore
// up for a second at most. What comes to Output later is dropped. Only the
// first Restore does anything; the others wait for the first.
func (g *Guard) Restore() {
	g.once.Do(func() {
		g.ended.Store(true)
		if !foreground(g.out) { // the terminal is another's
			return
		}
		g.leave()
		for f, state := range g.saved {
			_ = xterm.Restore(f.Fd(), state)
		}
	})
}

// leave writes the farewell to a terminal that may not read. What waits in the
// terminal's buffer after half of the patience is thrown away to make room.
func (g *Guard) leave() {
	if g.saved[g.out] == nil {
		return
	}
	written := within(func() {
		g.writing.Lock()
		defer g.writing.Unlock()
		_, _ = g.out.WriteString(g.farewell())
	})
	if !written(patience / 2) {
		discard(g.out)
		written(patience / 2)
	}
}

// farewell is what has to be written.
func (g *Guard) farewell() string {
	const (
		begin = "\x1b\\" + // ends a sequence that was cut
			"\x1b[?2026l" + // draw at once
			"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l" + // mouse
			"\x1b[?1004l\x1b[?2004l" + // focus, paste
			"\x1b[>4m" + // modifyOtherKeys
			"\x1b[4l\x1b[?7h\x1b[?2027l" + // insertion, wrapping, graphemes
			"\x1b]2;\x07" + // title
			"\x1b[m" // colours
		// The alternate screen has a stack of kitty modes of its own. To leave
		// the screen twice would move the cursor.
		leave = "\x1b[r\x1b[<u\x1b[?1049l"
		end   = "\x1b[?25h" // cursor
	)
	switch {
	case !g.touched:
		return ""
	case g.screen:
		return begin + leave + end
	}
	return begin + end
}

// within starts f, which may never return. The function that within returns
// says whether f returned in time.
func within(f func()) func(time.Duration) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return func(d time.Duration) bool {
		select {
		case <-done:
			return true
		case <-time.After(d):
			return false
		}
	}
}

// Crash ends the program after a panic with the value v: Crash gives the
// terminal back, prints v and the stack to standard error, and exits with
// status 1.
func (g *Guard) Crash(v any, stack []byte) {
	g.Restore()
	within(func() {
		fmt.Fprintf(os.Stderr, "panic: %s\n\n%s", Clean(fmt.Sprint(v), 1000), stack)
	})(patience)
	g.exit(panicked)
}

// Go runs f in a goroutine of its own. onPanic is told the value and the stack
// of a panic in f; [Guard.Crash] is such a function.
func Go(f func(), onPanic func(v any, stack []byte)) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				onPanic(v, debug.Stack())
			}
		}()
		f()
	}()
}

// Watch ends the program on SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGABRT: the
// terminal is given back and the exit status is [Status]. A signal that was
// ignored when the program started (nohup) stays ignored.
//
// Where orderly is not nil the first SIGINT, SIGTERM or SIGHUP calls orderly
// instead, in a goroutine of its own. The program is ended after all if stop was
// not called two seconds later, or if another signal comes.
func (g *Guard) Watch(orderly func(os.Signal)) (stop func()) {
	signals := make(chan os.Signal, 4)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT} {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	stopped, over := make(chan struct{}), make(chan struct{})
	Go(func() {
		defer close(over)
		var first os.Signal
		var late <-chan time.Time
		for {
			select {
			case <-stopped:
				return
			case <-late:
			case s := <-signals:
				if orderly != nil && first == nil && s != syscall.SIGQUIT && s != syscall.SIGABRT {
					first, late = s, time.After(grace)
					Go(func() { orderly(s) }, g.Crash)
					continue
				}
				first = s
			}
			g.Restore()
			g.exit(Status(first))
			return
		}
	}, g.Crash)
	var once sync.Once
	return func() {
		once.Do(func() {
			signal.Stop(signals)
			close(stopped)
			<-over
		})
	}
}

// Status is the exit status of a program that s ended: 128 and the number of s.
func Status(s os.Signal) int {
	if n, ok := s.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return panicked
}
