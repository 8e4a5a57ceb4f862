package cli

import (
	"io"
	"time"

	"spiketop/internal/fault"
	"spiketop/internal/term"
)

// caught carries f out; a panic of f is its error.
func caught(f func() error) error {
	var err error
	if p := fault.Caught(func() { err = f() }); p != nil {
		return &exit{exitFailed, p}
	}
	return err
}

// patience is how long a line of the end waits for a terminal that does not read.
const patience = time.Second

// hasty writes without waiting for a terminal that does not read, from a moment on:
// what it does not take in time is lost, and so is what follows.
type hasty struct {
	io.Writer
	from  <-chan struct{} // closed at that moment
	stuck bool
}

func newHasty(w io.Writer, from <-chan struct{}) *hasty { return &hasty{Writer: w, from: from} }

func (h *hasty) Write(p []byte) (int, error) {
	if h.stuck {
		return len(p), nil
	}
	done := make(chan error, 1)
	text := append([]byte(nil), p...)
	term.Go(func() {
		_, err := h.Writer.Write(text)
		done <- err
	}, func(v any, _ []byte) { done <- fault.Of(v) })
	select {
	case err := <-done:
		return len(p), err
	case <-h.from:
	}
	select {
	case err := <-done:
		return len(p), err
	case <-time.After(patience):
		h.stuck = true
		return len(p), nil
	}
}
