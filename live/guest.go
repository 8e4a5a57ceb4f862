package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"spiketop/presets"
	"spiketop/run"
)

// A Share divides processors among the runs of several people. A run takes turns of
// at most shareTime with the others, in the order in which they ask, so that all have
// the same; their analyses work one at a time.
type Share struct {
	turns, analyses chan struct{}
	analysts        sync.WaitGroup
}

// NewShare shares out so many processors among runs, and one thread of low priority
// among their analyses.
func NewShare(processors int) *Share {
	return &Share{turns: make(chan struct{}, max(1, processors)), analyses: make(chan struct{}, 1)}
}

// Rest waits until the analyses of runs that are closed have ended: some cannot be
// cancelled. No run may begin meanwhile.
func (s *Share) Rest() { s.analysts.Wait() }

// shareTime is how long a turn lasts: with twenty runs each has one every 20 ms.
const shareTime = time.Millisecond

// guestPast bounds the moments that a run of a guest keeps to go back to, in bytes.
const guestPast = 8 << 20

// Guest has the runner work for somebody who is not the person at the machine: it
// shares processors, refuses what Refuses names, and refuses parameters to which limit
// objects, with limit's error. limit is asked with the parameters of all networks.
func Guest(s *Share, limit func(...run.Params) error) func(*Runner) {
	return func(r *Runner) { r.share, r.limit, r.past.most = s, limit, guestPast }
}

// Refuses says why a request is not for guests: it would write files, read them, or
// keep processors busy outside the share. nil: guests may ask for that. A request that
// is not listed here is refused.
func Refuses(q Request) error {
	switch q := q.(type) {
	case Assign, Nudge, Undo, Redo, Go, // within the limits
		Run, Single, PauseAt, Speed, Stop, Back, Goto, Shift, // in turns
		Watch, Look, Define, Eigenvalues, CancelEigenvalues, // analyses take turns
		Split, EndSecond, Act: // both networks within the limits
		return nil
	case Open:
		if presets.IsFile(q.Name) {
			return errors.New("guests open no files")
		}
		return nil
	case Write, Checkpoint:
		return errors.New("guests write no files")
	case Map, MapShow, MapMore:
		return errors.New("guests have no map: its runs would take the processor of the others")
	case Bands:
		return errors.New("guests have no seeds beside: their runs would take the processor of the others")
	case Take, Judge:
		return errors.New("guests have no lessons: the networks of their steps would take the processor of the others")
	}
	return fmt.Errorf("guests may not ask for this (%T)", q)
}

// allows objects to parameters that a run of a guest, with the second network, may not have.
func (r *Runner) allows(p run.Params) error {
	switch {
	case r.limit == nil:
		return nil
	case r.second != nil:
		return r.limit(p, r.second.session.Params())
	case r.lead != nil:
		return r.limit(r.lead.session.Params(), p)
	}
	return r.limit(p)
}

// allowsPlan objects to a plan before its network is built.
func (r *Runner) allowsPlan(plan *presets.File) error {
	if r.limit == nil {
		return nil
	}
	p, err := run.ParamsOf(plan)
	if err != nil {
		return err
	}
	return r.limit(p)
}

// takeTurn waits for a turn, and reports false where the runner is closed first.
func (r *Runner) takeTurn() bool {
	if r.share == nil {
		return true
	}
	select {
	case r.share.turns <- struct{}{}:
		return true
	case <-r.quit:
		return false
	}
}

func (r *Runner) endTurn() {
	if r.share != nil {
		<-r.share.turns
	}
}

// batch is how long a turn of the runner lasts at most.
func (r *Runner) batch() time.Duration {
	if r.share != nil {
		return shareTime
	}
	return batchTime
}

// enter waits until the analyses of others are done; it reports false where ctx ends first.
func (s *Share) enter(ctx context.Context) bool {
	if s == nil {
		return true
	}
	select {
	case s.analyses <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Share) leave() {
	if s != nil {
		<-s.analyses
	}
}

// Limits are what a run of a guest may have.
type Limits struct {
	Neurons int
	Bytes   float64 // of memory, as run.SessionNeed counts
}

// guestDraws is the most draws of a null: the analyses of all guests wait for each other.
const guestDraws = 1000

// Check refuses parameters beyond the limits: of a run, or of its two networks together.
func (l Limits) Check(networks ...run.Params) error {
	neurons, need := 0, 0.0
	for _, p := range networks {
		neurons += p.Net.N
		need += run.SessionNeed(p)
		if p.Metrics.Draws > guestDraws {
			return fmt.Errorf("metrics.draws = %d: guests have at most %d, because their analyses take turns", p.Metrics.Draws, guestDraws)
		}
	}
	switch {
	case neurons > l.Neurons && len(networks) > 1:
		return fmt.Errorf("two networks of %d neurons together: guests have at most %d neurons here", neurons, l.Neurons)
	case neurons > l.Neurons:
		return fmt.Errorf("net.n = %d: guests have at most %d neurons here", neurons, l.Neurons)
	case need > l.Bytes:
		return fmt.Errorf("this would take %.0f MB of memory; guests have at most %.0f MB here", need/1e6, l.Bytes/1e6)
	}
	return nil
}
