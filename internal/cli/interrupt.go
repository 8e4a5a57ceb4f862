package cli

import (
	"context"
	"errors"
	"os"
	"syscall"
)

// lettingGo is said of many runs.
const lettingGo = "interrupted: letting go of the runs in work (once more to end at once)"

// errTwice ends a command at once.
var errTwice = errors.New("interrupted twice")

// atOnce reports whether a signal that follows the first one ends a command at
// once. SIGHUP does not: a terminal that goes sends several, and whoever ends a
// session sends SIGTERM besides.
func atOnce(first, next os.Signal) bool {
	return next == os.Interrupt || next == syscall.SIGTERM && first != syscall.SIGHUP
}

// untilInterrupted carries out work. The first interrupt cancels the context of work,
// and what work returns then is returned. Another one leaves work alone and returns
// errTwice, unless work is to end whatever comes. note says what the first one does.
// The signal is the first one; nil: there was none.
func (env Env) untilInterrupted(show *progress, note string, toTheEnd bool, work func(context.Context) error) (os.Signal, error) {
	signals, stop := env.signals()
	defer stop()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer show.clear()
	finished := make(chan error, 1)
	go func() { finished <- caught(func() error { return work(ctx) }) }()
	var first os.Signal
	for {
		select {
		case err := <-finished:
			return first, err
		case s := <-signals:
			switch {
			case first == nil:
				first = s
				cancel()
				show.note(note)
			case atOnce(first, s) && !toTheEnd:
				return first, errTwice
			}
		}
	}
}
