//go:build unix

package term

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// idle is how long a Read waits for bytes. Bubble Tea cannot end a Read of
	// a reader that is no os.File; the reader that Bubble Tea gave up ends with
	// the next return. An idle Read returns 0, nil after Bubble Tea's own wait
	// for the rest of an escape sequence (50 ms), which a return would prolong.
	idle = 100 * time.Millisecond

	// closing is how long Close waits for a Read to end.
	closing = time.Second
)

// A Filter is a terminal for reading: what a [Scanner] lets through. Give it to
// Bubble Tea as tea.WithInput(f).
//
// A Filter has Fd, so Bubble Tea sets raw mode. A Filter has no Name, so Bubble
// Tea calls Read and does not poll Fd: bytes at the terminal may give no unit
// yet, and a unit may be due without bytes. (A type with Fd and Name is a File
// of muesli/cancelreader, which polls.)
type Filter struct {
	tty  *os.File
	lock chan struct{} // one Read at a time
	scan Scanner
	wake *os.File // can be read once the Filter is closed
	open *os.File // closed by Close
	done chan struct{}
	once sync.Once
}

// NewFilter filters what is read from a terminal.
func NewFilter(tty *os.File) (*Filter, error) {
	wake, open, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("terminal: %w", err)
	}
	return &Filter{tty: tty, lock: make(chan struct{}, 1), wake: wake, open: open, done: make(chan struct{})}, nil
}

// Read waits for units and moves as many whole units to p as fit. Read returns
// 0, nil where no byte came for a tenth of a second, io.EOF after Close, and
// [ErrGone] where the terminal was closed.
func (f *Filter) Read(p []byte) (int, error) {
	select {
	case f.lock <- struct{}{}:
	case <-f.done:
		return 0, io.EOF
	}
	defer func() { <-f.lock }()
	until := time.Now().Add(idle)
	for {
		if n := f.scan.Take(p); n > 0 {
			return n, nil
		}
		due, held := f.scan.Deadline()
		if !held || until.Before(due) {
			due = until
		}
		ready, closed, err := poll(int(f.tty.Fd()), int(f.wake.Fd()), max(0, time.Until(due)))
		switch now := time.Now(); {
		case closed:
			return 0, io.EOF
		case err != nil:
			return 0, fmt.Errorf("terminal: %w", err)
		case ready:
			if err := f.fill(); err != nil {
				return 0, err
			}
			until = time.Now().Add(idle)
		default:
			f.scan.Expire(now)
			if !now.Before(until) && len(f.scan.ends) == 0 {
				return 0, nil
			}
		}
	}
}

// fill feeds the scanner what the terminal has.
func (f *Filter) fill() error {
	var b [1024]byte
	n, err := unix.Read(int(f.tty.Fd()), b[:])
	switch {
	case errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN):
		return nil
	case errors.Is(err, unix.EIO) || err == nil && n == 0:
		return ErrGone
	case err != nil:
		return fmt.Errorf("terminal: %w", err)
	}
	f.scan.Feed(b[:n], time.Now())
	return nil
}

// Write writes to the terminal.
func (f *Filter) Write(p []byte) (int, error) { return f.tty.Write(p) }

// Fd is the terminal's file descriptor.
func (f *Filter) Fd() uintptr { return f.tty.Fd() }

// Close ends a waiting Read and all later ones. The terminal stays open.
func (f *Filter) Close() error {
	f.once.Do(func() {
		close(f.done)
		_ = f.open.Close()
		select {
		case f.lock <- struct{}{}: // kept: no Read polls a closed descriptor
			_ = f.wake.Close()
		case <-time.After(closing): // another process took the bytes that Read waits for
		}
	})
	return nil
}
