package sweep

import (
	"context"
	"sync"

	"spiketop/internal/mem"
	"spiketop/run"
)

// turns are the runs of this process that are at work, by the memory that they may
// take together.
var turns struct {
	sync.Mutex
	left  float64       // bytes, when the first of them began
	taken float64       // bytes
	other float64       // bytes that the process needs beside; see Beside
	runs  int           // at work
	over  chan struct{} // closed when one of them ends; nil: nobody waits
}

var availableMemory = mem.Available // tests have another one

// Turn waits until a run of these parameters fits into memory beside those at work.
// over ends the turn. A run that would not fit alone has its turn when no other is at
// work. The error is ctx's.
func Turn(ctx context.Context, p run.Params) (over func(), err error) {
	need := run.SessionNeed(p)
	for {
		wait := begin(need)
		if wait == nil {
			return func() { end(need) }, nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// begin takes need, or returns what to wait for.
func begin(need float64) <-chan struct{} {
	turns.Lock()
	defer turns.Unlock()
	if turns.runs == 0 {
		turns.left = availableMemory().Bytes - 2*run.ProgramNeed // one is what the check of each run asks for
	}
	if turns.runs > 0 && turns.taken+need > turns.left {
		if turns.over == nil {
			turns.over = make(chan struct{})
		}
		return turns.over
	}
	turns.runs++
	turns.taken += need
	mem.Limit(run.ProgramNeed + turns.other + turns.taken)
	return nil
}

// Beside says how many bytes the process needs beside the runs of this package and
// the program itself: those of a live run.
func Beside(bytes float64) {
	turns.Lock()
	defer turns.Unlock()
	turns.other = bytes
}

func end(need float64) {
	turns.Lock()
	defer turns.Unlock()
	turns.runs--
	turns.taken -= need
	if turns.over != nil {
		close(turns.over)
		turns.over = nil
	}
}
