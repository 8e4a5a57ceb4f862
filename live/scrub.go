package live

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"sort"
	"time"

	"spiketop/run"
)

// One goes through the time of a recording: states are kept on the way, so that going
// back loads the last one before and replays from there. A state follows from the run
// file alone, so it has the same bits however one came to it.

// keptBytes bounds the states that are kept. Where they are more, every second one goes.
const keptBytes = 128 << 20

// keptMS is the simulated time between two states at first.
const keptMS = 1000

// scrub is the past of a recording.
type scrub struct {
	kept    []state // by step
	next    int64   // step at which the next is kept; never: math.MaxInt64
	every   int64   // steps between two
	size    int     // bytes
	most    int     // bytes
	apart   float64 // ms between two states at first
	edited  bool    // a hand has changed the run: it is not the recording
	target  int64
	seeking bool
	judged  bool // the run was held against its files
	verdict note // what came of it; without a text while it is not known
}

type state struct {
	step  int64
	bytes []byte
}

const never = math.MaxInt64

// Opened has f hold the run against its files where the recording ends; it returns what
// is to be said, and an error where they differ.
func Opened(f func(ctx context.Context, c *run.Copy) (string, error)) func(*Runner) {
	return func(r *Runner) { r.verify = f }
}

// begin begins with another run.
func (k *scrub) begin(s *run.Session) {
	*k = scrub{next: never, most: cmp.Or(k.most, keptBytes), apart: cmp.Or(k.apart, keptMS)} // tests have other bounds
	if s.Plan().Recorded() && s.Steps() < s.Plan().Run.EndStep {
		k.every = max(1, s.StepsOf(k.apart))
		k.keep(s)
	}
}

// bounded is a buffer that takes so many bytes.
type bounded struct {
	bytes.Buffer
	most int
}

var errFull = errors.New("the state is too large to keep")

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		return 0, errFull
	}
	return b.Buffer.Write(p)
}

// keep keeps the state of s, before the end of the recording. A run whose states cannot be kept is replayed from its
// beginning.
func (k *scrub) keep(s *run.Session) {
	b := bounded{most: k.most / 4}
	if s.Steps() >= s.Plan().Run.EndStep || s.Save(&b) != nil {
		k.next = never
		return
	}
	at := sort.Search(len(k.kept), func(i int) bool { return k.kept[i].step >= s.Steps() })
	if at == len(k.kept) { // else it is there
		k.kept = append(k.kept, state{s.Steps(), b.Bytes()})
		k.size += b.Len()
	}
	for k.size > k.most {
		k.thin()
	}
	k.next = k.kept[len(k.kept)-1].step + k.every
}

// thin drops every second state but the first.
func (k *scrub) thin() {
	left := k.kept[:0]
	k.size, k.every = 0, 2*k.every
	for i, s := range k.kept {
		if i%2 == 0 {
			left = append(left, s)
			k.size += len(s.bytes)
		}
	}
	clear(k.kept[len(left):])
	k.kept = left
}

// before is the last state up to a step; nil: there is none.
func (k *scrub) before(step int64) *state {
	at := sort.Search(len(k.kept), func(i int) bool { return k.kept[i].step > step })
	if at == 0 {
		return nil
	}
	return &k.kept[at-1]
}

// pass keeps a state where one is due, and reports whether the run has come to where it
// was sent.
func (r *Runner) pass() (there bool) {
	k := &r.scrub
	step := r.session.Steps()
	if step >= k.next && !k.edited {
		k.keep(r.session)
	}
	return k.seeking && step == k.target
}

// seek goes to a step of the recording: on from here, or from the last state before it.
func (r *Runner) seek(step int64) {
	s, k := r.session, &r.scrub
	plan := s.Plan()
	if !plan.Recorded() {
		s.Say(true, "only a recorded run has a past to go to; 'spiketop open RUN' opens one")
		return
	}
	if r.second != nil {
		s.Say(true, "two networks have one present: c ends the second, then the recording goes back")
		return
	}
	step = min(max(step, 0), plan.Run.EndStep)
	from := k.before(step)
	onward := !k.edited && s.Steps() <= step && (from == nil || from.step <= s.Steps())
	if !onward {
		var back *run.Session
		var err error
		if from != nil {
			back, err = run.Load(bytes.NewReader(from.bytes))
		} else {
			back, err = run.NewSession(plan, nil)
		}
		if err != nil {
			s.Say(true, "%v", err)
			return
		}
		r.session, k.edited = back, false
		if len(k.kept) > 0 {
			k.next = k.kept[len(k.kept)-1].step + k.every
		}
		r.renew()
		r.followMap(back.Params())
	}
	r.halt = halt{}
	k.target, k.seeking, r.pauseAt, r.running, r.speed = step, true, 0, true, math.Inf(1)
	r.clock.Set(r.speed, r.session.Params().Net.Dt, time.Now())
	switch {
	case r.session.Steps() < step:
	case !r.ends():
		r.arrive()
	}
}

// arrive pauses the run where it was sent.
func (r *Runner) arrive() {
	s, k := r.session, &r.scrub
	k.seeking, r.running, r.speed = false, false, ownSpeed(s.Plan())
	r.clock.Set(r.speed, s.Params().Net.Dt, time.Now())
	r.halt = halt{s.Steps(), fmt.Sprintf("t %.2f s of the recording: ← → a second, home and end, :goto SECONDS; space goes on", s.TimeMS()/1000)}
	s.Say(false, "%s", r.halt.text)
	r.urgent = true
}

// hold holds the run against its files, once, off this goroutine. Later it says again
// what came of that.
func (r *Runner) hold() {
	k := &r.scrub
	if r.verify == nil || k.edited || r.session.Plan().Path != r.given.Path {
		return
	}
	if k.judged {
		r.tell(k.verdict)
		return
	}
	k.judged = true
	c := r.session.Copy(true)
	r.jobs.Go(func() {
		defer r.caught()
		text, err := r.verify(r.ctx, c)
		n := note{text: text, verdict: true}
		if err != nil {
			n.bad, n.text = true, err.Error()
		}
		if r.ctx.Err() == nil { // else nobody is there to hear it
			r.notes <- n
		}
	})
}
