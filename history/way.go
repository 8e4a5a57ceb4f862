package history

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"spiketop/run"
)

// A Way leads to a step of a branch. It never changes, and is for any goroutine.
type Way struct {
	Branch int
	Step   int64
	from   *run.Moment // nil: from the beginning of the recording
	repeat func() (*run.Session, error)
	acts   []run.Logged // by hand, from there to the end of the branch
	end    bool         // those at the step belong to it
}

// Way is the way to a step of a branch. At the end of the branch it leads behind all
// that was done there, elsewhere before what hands did at that step.
func (h *History) Way(branch int, step int64) (*Way, error) {
	k := slices.IndexFunc(h.branches, func(b *Branch) bool { return b.Number == branch })
	if k < 0 {
		return nil, fmt.Errorf("there is no branch %d", branch)
	}
	if b := h.branches[k]; step > b.End {
		return nil, fmt.Errorf("branch %d has not come to step %d; its end is at step %d", branch, step, b.End)
	}
	return h.way(h.branches[k], step)
}

// Along is the way to a step of the present branch, or behind its end as it goes on.
func (h *History) Along(step int64) (*Way, error) { return h.way(h.now, step) }

func (h *History) way(b *Branch, step int64) (*Way, error) {
	at, there := b.find(step)
	if !there {
		at--
	}
	w := &Way{Branch: b.Number, Step: step, repeat: h.repeat, end: step == b.End}
	had := 0
	switch {
	case at >= 0:
		w.from = b.points[at].Moment
		had = len(w.from.Log())
	case h.repeat != nil:
	case len(b.points) == 0:
		return nil, errors.New(h.Why())
	default:
		return nil, fmt.Errorf("the history begins at step %d", b.points[0].Steps())
	}
	for _, l := range b.Log[had:] {
		if l.By != run.Timeline {
			w.acts = append(w.acts, l)
		}
	}
	return w, nil
}

// Go makes the session at the end of the way. Every few steps it asks whether to go on:
// there others may have the processor for a while.
func (w *Way) Go(ctx context.Context, on func() bool) (*run.Session, error) {
	s, err := w.begin()
	if err != nil {
		return nil, err
	}
	acts := w.acts
	for {
		for len(acts) > 0 && acts[0].Step == s.Steps() && (s.Steps() < w.Step || w.end) {
			if err := s.Repeat(acts[0]); err != nil {
				return nil, err
			}
			acts = acts[1:]
		}
		if s.Steps() == w.Step {
			return s, nil
		}
		if s.Steps()%64 == 0 {
			if ctx.Err() != nil || !on() {
				return nil, context.Canceled
			}
		}
		s.Step()
		s.Settle()
	}
}

func (w *Way) begin() (*run.Session, error) {
	if w.from == nil {
		return w.repeat()
	}
	return w.from.Session()
}

// Arrive goes on with the session that a way led to.
func (h *History) Arrive(w *Way, s *run.Session) {
	k := slices.IndexFunc(h.branches, func(b *Branch) bool { return b.Number == w.Branch })
	if k < 0 { // dropped meanwhile
		return
	}
	h.now, h.at, h.last = h.branches[k], s.Steps(), w.from
	h.ahead = nil
	for _, l := range h.now.Log[min(len(s.Log()), len(h.now.Log)):] {
		if l.By != run.Timeline {
			h.ahead = append(h.ahead, l)
		}
	}
}
