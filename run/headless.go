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
	t0 := time.Now()
	var last time.Time
	end := endStep{s: s, ms: o.Seconds * 1000}
	status := Done
	for {
		if end.reached() {
			break
		}
		if s.failure != "" && !s.plan.Recorded() {
			break
		}
		if s.step&127 == 0 {
			if ctx.Err() != nil {
				status = Interrupted
				break
			}
			if now := time.Now(); o.Progress != nil && now.Sub(last) >= 100*time.Millisecond {
				last = now
				o.Progress(end.progress(now.Sub(t0)))
			}
		}
		s.Step()
	}
	s.Settle()
	if s.failure == "" && !s.net.Finite() {
		s.failure, s.failedAt = "the state is not finite", s.step
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
	if s.plan.Recorded() && s.step == s.plan.Run.EndStep {
		s.applyDue()
	}
}

// endStep says when a run is over.
type endStep struct {
	s       *Session
	ms      float64 // 0: when the session is done
	step    int64
	changes int // of the log when step was found, plus one
}

func (e *endStep) reached() bool {
	if e.ms == 0 {
		return e.s.Done()
	}
	return e.s.step >= e.last()
}

// last is the step at which that much is simulated; a change of Δt moves it.
func (e *endStep) last() int64 {
	s := e.s
	if e.changes != len(s.log)+1 {
		e.changes = len(s.log) + 1
		left := e.ms - simulatedMS(s.set, s.log, s.step)
		e.step = s.step + int64(math.Round(left/s.par.Net.Dt))
	}
	return e.step
}

func (e *endStep) progress(wall time.Duration) Progress {
	s := e.s
	end := s.ProtocolSteps()
	if e.ms > 0 {
		end = e.last()
	}
	p := Progress{Fraction: 1, Simulated: simulatedMS(s.set, s.log, s.step) / 1000}
	if end > 0 {
		p.Fraction = min(1, float64(s.step)/float64(end))
	}
	if wall > 0 {
		p.Speed = p.Simulated / wall.Seconds()
	}
	if p.Fraction > 0 {
		p.Left = time.Duration(float64(wall) * (1/p.Fraction - 1))
	}
	return p
}
