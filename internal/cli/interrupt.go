package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"spiketop/internal/term"
)

// noTime is said when an interrupt ends the analyses.
const noTime = "interrupted: what is not analysed yet is left out"

// errTwice ends a command at once.
var errTwice = errors.New("interrupted twice")

// atOnce reports whether a signal that follows the first one ends a command at
// once. SIGHUP does not: a terminal that goes sends several, and whoever ends a
// session sends SIGTERM besides.
func atOnce(first, next os.Signal) bool {
	return next == os.Interrupt || next == syscall.SIGTERM && first != syscall.SIGHUP
}

// phase is what a command does when it is interrupted.
type phase int

const (
	reading phase = iota // its arguments and files: it ends at once, nothing is lost
	working              // what it has to lose: it looks at once and twice itself
	writing              // what it has made: the first signal waits for the end of it, another one does not
)

// interrupts hears SIGINT, SIGTERM and SIGHUP from the start of a command to the end
// of the process.
type interrupts struct {
	once  chan struct{}    // closed by the first signal
	twice chan struct{}    // closed by another one that ends a command at once
	exit  func(status int) // ends the process
	say   func(text string)

	mu    sync.Mutex
	count chan os.Signal // those that interrupt: the first, and others that end a command at once
	first os.Signal      // nil: none came
	phase phase
}

// listen hears the signals of the process, or those of a test, which stays alive.
func (env Env) listen() *interrupts {
	i := &interrupts{once: make(chan struct{}), twice: make(chan struct{}), exit: func(int) {}, say: func(string) {}, count: make(chan os.Signal, 8)}
	c := env.Signals
	if c == nil {
		own := make(chan os.Signal, 4)
		signal.Notify(own, os.Interrupt, syscall.SIGTERM)
		if !signal.Ignored(syscall.SIGHUP) { // by nohup
			signal.Notify(own, syscall.SIGHUP)
		}
		c, i.exit = own, os.Exit
		if env.Terminal(env.Err) {
			patient := Env{Err: newHasty(env.Err, closed)}
			i.say = func(text string) { patient.say("spiketop: %s", text) }
		}
	}
	go func() {
		for s := range c {
			i.hear(s)
		}
	}()
	return i
}

func (i *interrupts) hear(s os.Signal) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.first == nil || atOnce(i.first, s) {
		select {
		case i.count <- s:
		default: // nobody looks at so many
		}
	}
	switch {
	case i.first == nil:
		i.first = s
		close(i.once)
		switch i.phase {
		case reading:
			i.exit(term.Status(s))
		case writing:
			i.say("interrupted: what was begun is written to its end (once more to end at once)")
		}
	case atOnce(i.first, s):
		if !isClosed(i.twice) {
			close(i.twice)
		}
		i.leave()
	}
}

// leave ends a process that was interrupted twice while it writes.
func (i *interrupts) leave() {
	if i.phase == writing && isClosed(i.twice) {
		i.say("interrupted twice: what was being written is not whole")
		i.exit(term.Status(i.first))
	}
}

// is says what the command does from now on.
func (i *interrupts) is(p phase) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.phase = p
	i.leave()
}

// signal is the first one; nil: none came.
func (i *interrupts) signal() os.Signal {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.first
}

// closed is closed.
var closed = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// untilInterrupted carries out work that may take long. The first interrupt cancels
// the context of work and shows note, and what work returns then is returned; another
// one leaves work alone and returns errTwice. What follows is writing.
func (env Env) untilInterrupted(show *progress, note string, work func(context.Context) error) error {
	i := env.interrupts
	i.is(working)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer show.clear()
	finished := make(chan error, 1)
	go func() { finished <- caught(func() error { return work(ctx) }) }()
	for once := i.once; ; {
		select {
		case err := <-finished:
			i.is(writing)
			return err
		case <-once:
			once = nil
			cancel()
			show.note("interrupted: " + note + " (once more to end at once)")
		case <-i.twice:
			return errTwice
		}
	}
}

// toTheEnd carries out work whose results are all wanted, as far as they go: an
// interrupt that comes from now on cancels the context of work, and no interrupt
// leaves work alone. What follows is writing.
func (env Env) toTheEnd(show *progress, work func(context.Context) error) error {
	i := env.interrupts
	i.working()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer show.clear()
	finished := make(chan error, 1)
	go func() { finished <- caught(func() error { return work(ctx) }) }()
	for {
		select {
		case err := <-finished:
			i.writing()
			return err
		case <-i.count:
			cancel()
			show.note(noTime)
		}
	}
}

// working begins work that looks at count: the interrupts before it are over.
func (i *interrupts) working() {
	i.is(working)
	for {
		select {
		case <-i.count:
		default:
			return
		}
	}
}

// writing follows work that looked at count: what interrupted it does not end what
// is being written.
func (i *interrupts) writing() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.phase = writing
	if isClosed(i.twice) {
		i.twice = make(chan struct{})
	}
}
