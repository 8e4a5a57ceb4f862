package live

import (
	"time"

	"spiketop/measure"
)

// Stop pauses the run where a condition holds, once until it was false; nil: no more. An analyst judges the
// condition, at most every stopEvery: the run pauses that much later.
type Stop struct{ Condition *measure.Condition }

// stopEvery is small where a copy of the run costs little.
func stopEvery(n int) time.Duration {
	if n <= SpectrumLive {
		return time.Second / 10
	}
	return time.Second
}

// stopping is the runner's view of the condition.
type stopping struct {
	analyst *analyst
	seen    *Judged
	spent   bool // the run has paused for it, and it was not false since
}

// stopWhen has the run pause when c comes true; nil: not any more.
func (r *Runner) stopWhen(c *measure.Condition) {
	a := r.stopping.analyst
	a.quick, a.stale = c != nil && !c.Slow(), true
	r.stopping = stopping{analyst: a}
	r.results.mu.Lock()
	had := r.results.stop
	r.results.stop, r.results.stopSeen = c, nil
	r.results.stored++
	r.results.mu.Unlock()
	switch {
	case c != nil:
		r.session.Say(false, "the run pauses when %s; :stop alone takes that back", c)
	case had != nil:
		r.session.Say(false, "the run no longer waits for %s", had)
	}
}

// stopsWhere reports whether the run pauses because the condition holds.
func (r *Runner) stopsWhere() bool {
	r.results.mu.Lock()
	j := r.results.stopSeen
	r.results.mu.Unlock()
	p := &r.stopping
	p.analyst.every = stopEvery(r.session.Params().Net.N)
	if j == nil || j == p.seen {
		return false
	}
	p.seen = j
	holds := j.Defined && j.Holds
	if p.spent = p.spent && holds; !holds || p.spent || !r.running {
		return false
	}
	p.spent = true
	r.session.Say(false, "paused: %s at t %.2f s (%s); space goes on, and it pauses again once that was false", j.Of, j.TimeMS/1000, j.Said())
	return true
}
