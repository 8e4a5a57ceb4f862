package live

import (
	"context"
	"time"

	"spiketop/internal/prio"
	"spiketop/measure"
	"spiketop/run"
)

// duty is the share of the time in which an analyst works.
const duty = 0.5

// job is a copy of the run, for one analysis.
type job struct {
	*run.Copy
	generation int // the results of another generation are dropped
	definition measure.Definition
	details    details
}

// An analyst does one kind of analysis on a goroutine of its own, one copy of the
// run after the other. A result says of which step it is. No result ever changes
// the run.
type analyst struct {
	work  func(context.Context, *job)
	idle  func(run.Params) bool // reports whether there is nothing to do; nil: there always is something
	every time.Duration         // between the beginnings of two looks, at least; 0: a second
	quick bool                  // does not wait for the slow analysts
	// again is called when the subject is the same as at the last look. It gives the
	// last result a new date and returns true, or returns false: then the analyst
	// looks again. nil: the analyst always looks again.
	again func(measure.Date) bool

	// The runner's own view.
	busy   bool
	stale  bool      // something changed since the last look
	next   time.Time // no look before, unless stale
	seen   subject   // of the last look
	looked int64     // step of the last look

	ctx  context.Context    // of all jobs
	stop context.CancelFunc // of the job at work
	jobs chan task          // holds at most one
	done chan time.Duration
}

// task is a job with its own context.
type task struct {
	ctx context.Context
	*job
}

// begin starts the goroutine, which defers caught; it ends when jobs is closed. A share
// that is not nil is waited for before every job.
func (a *analyst) begin(ctx context.Context, share *Share, caught func()) {
	a.jobs, a.done = make(chan task, 1), make(chan time.Duration, 1)
	a.ctx, a.stop = ctx, func() {}
	if share != nil {
		share.analysts.Add(1)
	}
	go func() {
		defer func() {
			if share != nil {
				share.analysts.Done()
			}
		}()
		defer caught()
		prio.Lower()
		for c := range a.jobs {
			if !share.enter(c.ctx) {
				a.done <- 0
				continue
			}
			t0 := time.Now()
			func() {
				defer share.leave()
				a.work(c.ctx, c.job)
			}()
			a.done <- time.Since(t0)
		}
	}()
}

// ready reports whether the analyst may look at the run now. The analyst must be
// free. Its share of the time must allow another look, or a change ask for one.
func (a *analyst) ready(now time.Time) bool {
	select {
	case took := <-a.done:
		a.busy = false
		every := a.every
		if every == 0 {
			every = time.Second
		}
		a.next = now.Add(max(every-took, time.Duration(float64(took)*(1/duty-1))))
	default:
	}
	return !a.busy && (a.stale || !now.Before(a.next))
}

func (a *analyst) start(c *job) {
	a.busy, a.stale = true, false
	a.stop()
	t := task{job: c}
	t.ctx, a.stop = context.WithCancel(a.ctx)
	a.jobs <- t
}

// analyseOne gives copies of the run to the analysts whose turn it is. Quick analysts
// start at once. Of the slow ones only one works at a time, so that analyses take no
// more than one processor from the run and the screen; the one that waited longest
// goes first, if free allows. What a person asked for starts at once too. It reports
// whether a slow one began.
func (r *Runner) analyseOne(free bool) bool {
	now := time.Now()
	step, subject := r.session.Steps(), r.subject()
	var slow *analyst
	start := r.turn[:0]
	for _, a := range r.analysts {
		a.stale = a.stale || r.urgent
		asked := a == r.spectra && r.demand.asked
		ready := a.ready(now) && (step != a.looked || a.stale) && !(a.idle != nil && a.idle(r.session.Params()))
		// A paused run is looked at once more: nulls depend on the step too.
		if ready && !asked && r.running && a.seen == subject && r.results.redated(a, measure.Date{Step: step, TimeMS: r.session.TimeMS()}) {
			a.stale, a.next, ready = false, now.Add(time.Second), false
		}
		switch {
		case ready && (a.quick || asked):
			start = append(start, a)
		case !a.quick && a.busy:
			free = false
		case !a.quick && ready && (slow == nil || a.next.Before(slow.next)):
			slow = a
		}
	}
	if slow != nil && free {
		start = append(start, slow)
	}
	r.urgent = false
	if r.demand.settle(r.spectra.busy) || r.demand.ticks(now) {
		r.version++
	}
	if len(start) == 0 {
		return false
	}
	c := &job{r.session.Copy(false), r.generation, r.look.motifs, r.details()}
	for _, a := range start {
		a.seen, a.looked = subject, step
		a.start(c)
		if a == r.spectra {
			r.demand.begin(now)
		}
	}
	r.turn = start
	return slow != nil && free
}

// subject is what the results on W depend on: as long as it is the same there is
// no need to look again.
type subject struct {
	generation int
	edition    int64
	definition measure.Definition
	metrics    run.MetricsParams
	tests      int
}

func (r *Runner) subject() subject {
	s := r.session
	return subject{r.generation, s.Edition(), r.look.motifs, s.Params().Metrics, s.Test().Tests}
}
