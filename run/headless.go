package run

import (
	"context"
	"math"
	"time"
)

// Options is how a run without a screen goes.
type Options struct {
	// Seconds is how much is simulated, from the start; 0: to the end of the
	// preset's own protocol, or of the recorded run.
	Seconds float64
	// Progress is called about ten times a second; nil: not at all.
	Progress func(Progress)

	// Save is called between two steps whenever Every of wall time went by since
	// the start, or since the last call returned; nil: not at all. Where Long is not
	// 0, the first call comes at once when the run is expected to take longer than
	// Long, and none before.
	Save        func()
	Every, Long time.Duration

	now func() time.Time // nil: time.Now
}

// Progress says how far a run is.
type Progress struct {
	Fraction  float64 // of its steps
	Simulated float64 // seconds since step 0
	Speed     float64 // × real time so far
	Left      time.Duration
}

// MaxSeconds is the longest run.
const MaxSeconds = 1e9

// Headless steps s to its end as fast as it goes and returns the run as it
// stands then, with how it ended: Done, Interrupted by ctx, or Failed. After a
// numerical failure a run by a protocol stops; a recorded run goes on, since
// whoever recorded it did.
func Headless(ctx context.Context, s *Session, o Options) (*Copy, string) {
	end := endStep{s: s, ms: o.Seconds * 1000, from: s.mem.Step, simulated: s.simulated()}
	clock := newWallClock(o)
	status := Done
	for {
		if end.reached() {
			break
		}
		if s.mem.Failure != "" && !s.mem.Plan.Recorded() {
			break
		}
		if s.mem.Step >= clock.next {
			if ctx.Err() != nil {
				status = Interrupted
				break
			}
			clock.look(&end)
		}
		s.Step()
	}
	s.Settle()
	if s.mem.Failure == "" && !s.net.Finite() {
		s.mem.Failure, s.mem.FailedAt = "the state is not finite", s.mem.Step
	}
	c := s.Copy(true)
	if c.Failure != "" && c.FailedAt >= c.Start {
		status = Failed
	}
	return c, status
}

// Settle makes the assignments that a recording holds after its last step, where
// s stands at the end of one.
func (s *Session) Settle() {
	if s.mem.Plan.Recorded() && s.mem.Step == s.mem.Plan.Run.EndStep {
		s.applyDue()
	}
}

// wallClock does what is due by the time on the wall.
type wallClock struct {
	Options
	next, every  int64 // step of the next look at the clock; steps between two
	t0, last     time.Time
	shown, saved time.Time
}

const (
	mostSteps = 128                   // between two looks
	lookTime  = 20 * time.Millisecond // at most about so long
	sure      = 2 * time.Second       // after which it is known how long a run takes
)

func newWallClock(o Options) *wallClock {
	if o.now == nil {
		o.now = time.Now
	}
	t0 := o.now()
	return &wallClock{Options: o, every: 1, t0: t0, last: t0, saved: t0}
}

func (c *wallClock) look(end *endStep) {
	now := c.now()
	if now.Sub(c.shown) >= 100*time.Millisecond {
		c.shown = now
		wall := now.Sub(c.t0)
		p := end.progress(wall)
		if c.Progress != nil {
			c.Progress(p)
		}
		if c.Long > 0 && wall >= sure && wall+p.Left > c.Long {
			c.Long, c.saved = 0, now.Add(-c.Every)
		}
	}
	if now.Sub(c.last) > lookTime {
		c.every = max(1, c.every/2)
	} else {
		c.every = min(mostSteps, 2*c.every)
	}
	if c.Save != nil && c.Long == 0 && now.Sub(c.saved) >= c.Every {
		c.Save()
		now = c.now()
		c.saved = now
	}
	c.last, c.next = now, end.s.mem.Step+c.every
}

// endStep says when a run is over.
type endStep struct {
	s         *Session
	ms        float64 // 0: when the session is done
	step      int64
	changes   int     // of the log when step was found, plus one
	from      int64   // step at which this process began with the run
	simulated float64 // seconds simulated until then
}

func (e *endStep) reached() bool {
	if e.ms == 0 {
		return e.s.Done()
	}
	return e.s.mem.Step >= e.last()
}

// last is the step at which that much is simulated. A change of Δt moves it. It
// follows from the log alone, so that a run that was loaded ends at the same step.
func (e *endStep) last() int64 {
	s := e.s
	if e.changes != len(s.mem.Log)+1 {
		e.changes = len(s.mem.Log) + 1
		var at int64
		if n := len(s.mem.Log); n > 0 {
			at = s.mem.Log[n-1].Step + 1
		}
		left := e.ms - simulatedMS(s.mem.Set, s.mem.Log, at)
		e.step = at + int64(math.Round(left/s.mem.Par.Net.Dt))
	}
	return e.step
}

func (e *endStep) progress(wall time.Duration) Progress {
	s := e.s
	end := s.ProtocolSteps()
	if e.ms > 0 {
		end = e.last()
	}
	p := Progress{Fraction: 1, Simulated: s.simulated()}
	if end > 0 {
		p.Fraction = min(1, float64(s.mem.Step)/float64(end))
	}
	if wall > 0 {
		p.Speed = (p.Simulated - e.simulated) / wall.Seconds()
	}
	if made := s.mem.Step - e.from; made > 0 {
		p.Left = time.Duration(float64(wall) * float64(max(0, end-s.mem.Step)) / float64(made))
	}
	return p
}
