package lesson

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"spiketop/run"
)

// A Player makes the states in which the steps of a lesson begin. A state follows
// from the file alone: the state of the step before, or that of the lesson's
// beginning, then the step's assignments, then its time. What was made is kept, as
// bytes, up to a bound; what was dropped is made again, to the same bits. A Player is
// for concurrent use.
type Player struct {
	File *File

	mu    sync.Mutex
	kept  map[int][]byte // by step
	order []int          // in which they were made
	size  int
	most  int // bytes to keep
}

// keepAtMost bounds the bytes of the states that are kept: a few dozen of N = 200.
const keepAtMost = 128 << 20

// NewPlayer plays a lesson.
func NewPlayer(f *File) *Player { return &Player{File: f, kept: map[int][]byte{}, most: keepAtMost} }

// State is the run as it is when step k begins, from 0: a session of the caller's
// own. It takes as long as the simulated time that is not kept yet.
func (p *Player) State(ctx context.Context, k int) (*run.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	saved, err := p.saved(ctx, k)
	if err != nil {
		return nil, err
	}
	return run.Load(bytes.NewReader(saved))
}

// saved is the state of step k as bytes.
func (p *Player) saved(ctx context.Context, k int) ([]byte, error) {
	from := k
	for p.kept[from] == nil && from > 0 && !p.File.Steps[from].Fresh {
		from--
	}
	saved := p.kept[from]
	for at := from; at <= k; at++ {
		if at == from && saved != nil {
			continue
		}
		var s *run.Session
		var err error
		if at == from { // the first step, or a fresh one
			s, err = p.File.Begin()
		} else {
			s, err = run.Load(bytes.NewReader(saved))
		}
		if err == nil {
			err = p.enter(ctx, s, at)
		}
		var b bytes.Buffer
		if err == nil {
			err = s.Save(&b)
		}
		if err != nil {
			return nil, err
		}
		saved = b.Bytes()
		p.keep(at, saved)
	}
	return saved, nil
}

// keep keeps a state, and drops those that were made first where they are too many.
func (p *Player) keep(k int, saved []byte) {
	for len(p.order) > 0 && p.size+len(saved) > p.most {
		old := p.order[0]
		p.order, p.size = p.order[1:], p.size-len(p.kept[old])
		delete(p.kept, old)
	}
	p.kept[k], p.order, p.size = saved, append(p.order, k), p.size+len(saved)
}

// Begin is the network as the lesson begins, at step 0 of its run.
func (f *File) Begin() (*run.Session, error) {
	s, err := run.NewSession(f.plan(), f.Set)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Place(1), err)
	}
	return s, nil
}

// enter makes of the state before step k the state in which it begins.
func (p *Player) enter(ctx context.Context, s *run.Session, k int) error {
	step := &p.File.Steps[k]
	for _, a := range step.Set {
		if err := s.Assign(a.Key, a.Text); err != nil {
			return fmt.Errorf("%s: %w", p.File.Place(a.Line), err)
		}
	}
	return advance(ctx, s, step.RunMS)
}

// advance runs s for ms of simulated time.
func advance(ctx context.Context, s *run.Session, ms float64) error {
	for left := s.StepsOf(ms); left > 0; left-- {
		if left%512 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		s.Step()
	}
	return nil
}
