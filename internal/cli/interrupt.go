package cli

import (
	"context"
	"errors"
)

// errTwice ends a command at once.
var errTwice = errors.New("interrupted twice")

// untilInterrupted carries out many runs. The first interrupt cancels the context
// of work, and what work returns then is returned; a second one leaves it alone
// and returns errTwice.
func (env Env) untilInterrupted(show *progress, work func(context.Context) error) error {
	signals, stop := env.signals()
	defer stop()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer show.clear()
	finished := make(chan error, 1)
	go func() { finished <- caught(func() error { return work(ctx) }) }()
	for ctx.Err() == nil {
		select {
		case err := <-finished:
			return err
		case <-signals:
			cancel()
			show.note("interrupted: letting go of the runs in work (once more to end at once)")
		}
	}
	select {
	case err := <-finished:
		return err
	case <-signals:
		return errTwice
	}
}
