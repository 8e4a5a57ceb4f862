package cli

import (
	"context"
	"errors"
	"os"
	"syscall"
)

// errTwice ends a command at once.
var errTwice = errors.New("interrupted twice")

// atOnce reports whether a signal that follows the first one ends a command at
// once. SIGHUP does not: a terminal that goes sends several, and whoever ends a
// session sends SIGTERM besides.
func atOnce(first, next os.Signal) bool {
	return next == os.Interrupt || next == syscall.SIGTERM && first != syscall.SIGHUP
}

// untilInterrupted carries out many runs. The first interrupt cancels the context
// of work, and what work returns then is returned; another one leaves it alone and
// returns errTwice. The signal is the first one; nil: there was none.
func (env Env) untilInterrupted(show *progress, work func(context.Context) error) (os.Signal, error) {
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
				show.note("interrupted: letting go of the runs in work (once more to end at once)")
			case atOnce(first, s):
				return first, errTwice
			}
		}
	}
}
