package tui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"

	"spiketop/lesson"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/run"
)

// rehearsal is what the tests of a lesson share: the states of its steps, and what
// became of a run in a while. What is looked at more than once is simulated once.
type rehearsal struct {
	player *lesson.Player
	later  map[[sha256.Size]byte][]byte // by the bits of the run before, and the steps
	stills map[[sha256.Size]byte]*live.Frame
}

// rehearse has the screens of a test share the states of f.
func rehearse(f *lesson.File) (r *rehearsal, end func()) {
	r = &rehearsal{player: lesson.NewPlayer(f), later: map[[sha256.Size]byte][]byte{}, stills: map[[sha256.Size]byte]*live.Frame{}}
	own := newPlayer
	newPlayer = func(*lesson.File) *lesson.Player { return r.player }
	return r, func() { newPlayer = own }
}

func bitsOf(s *run.Session) []byte {
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// still is a frame of s, with every analysis.
func (r *rehearsal) still(s *run.Session, c *measure.Condition) *live.Frame {
	key := sha256.Sum256(fmt.Appendf(bitsOf(s), "%p", c))
	if r.stills[key] == nil {
		r.stills[key] = live.Still(context.Background(), s, c)
	}
	f := *r.stills[key]
	return &f
}

// after is s after so many steps: s itself, or the same bits from the last time.
func (r *rehearsal) after(s *run.Session, steps int64) *run.Session {
	key := sha256.Sum256(binary.LittleEndian.AppendUint64(bitsOf(s), uint64(steps)))
	if known := r.later[key]; known != nil {
		again, err := run.Load(bytes.NewReader(known))
		if err != nil {
			panic(err)
		}
		return again
	}
	for range steps {
		s.Step()
	}
	r.later[key] = bitsOf(s)
	return s
}

// taker is a Source over a session that a test steps: requests are carried out when
// they are sent, and frames have every analysis.
type taker struct {
	mu      sync.Mutex
	s       *run.Session
	of      *measure.Condition
	next    *live.Frame
	version uint64
	taken   [][]byte // the states that were taken, as bytes
	sent    int
	judges  int // conditions that were asked for
	last    *live.Frame
	lazy    bool       // after the first frame only wait makes one
	shared  *rehearsal // nil: what is waited for is stepped
}

func (t *taker) Frame() *live.Frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.next
	t.next = nil
	return f
}

func (t *taker) Send(q live.Request) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent++
	switch q := q.(type) {
	case live.Take:
		t.s, t.taken = q.Session, append(t.taken, bitsOf(q.Session))
		_ = t.s.Assign("metrics.draws", "10") // of nulls that no check asks for
	case live.Judge:
		if t.of = q.Condition; t.of != nil {
			t.judges++
		}
	case live.Assign:
		_ = t.s.Assign(q.Key, q.Text)
	case live.Nudge:
		_ = t.s.Nudge(q.Key, q.Dir)
	}
	if !t.lazy || t.last == nil {
		t.look()
	}
	return true
}

// look makes a new frame.
func (t *taker) look() {
	if t.s != nil {
		t.version++
		if t.shared != nil {
			t.next = t.shared.still(t.s, t.of)
		} else {
			t.next = live.Still(context.Background(), t.s, t.of)
		}
		t.next.Version, t.next.Answered = t.version, t.sent
		t.last = t.next
	}
}

// wait steps the session.
func (t *taker) wait(ms float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.s.StepsOf(ms)
	switch {
	case t.shared != nil && n > 0:
		t.s = t.shared.after(t.s, n)
	default:
		for range n {
			t.s.Step()
		}
	}
	t.look()
}

// do looks at what was sent.
func (t *taker) do(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}
