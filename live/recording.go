package live

import (
	"context"
	"fmt"
	"math"
	"slices"

	"spiketop/presets"
	"spiketop/run"
)

// A recording goes as fast as it goes to its end, and pauses there.

// ownSpeed is the speed of a plan, × real time.
func ownSpeed(plan *presets.File) float64 {
	if v := plan.View.Speed; v > 0 {
		return v
	}
	return 1
}

// halt is where a run paused by itself, and what it says of that.
type halt struct {
	step int64
	text string
}

// replay begins a recording: it goes as fast as it goes.
func (r *Runner) replay() {
	r.halt = halt{}
	r.verdict, r.seeking, r.pauseAt = verdict{}, false, 0
	if r.session.Plan().Recorded() {
		r.speed = math.Inf(1)
		r.ends()
	}
}

// ends reports whether the run stands at the end of its recording, and pauses it
// there. What goes on from the end is watched, at the speed of the preset.
func (r *Runner) ends() bool {
	s := r.session
	plan := s.Plan()
	if !plan.Recorded() || s.Steps() != plan.Run.EndStep {
		return false
	}
	s.Settle()
	r.hold()
	r.stays()
	r.running = false
	r.ownSpeed()
	r.halt = halt{s.Steps(), fmt.Sprintf("end of the recording (t %.1f s); space goes on", s.TimeMS()/1000)}
	s.Say(false, "%s", r.halt.text)
	return true
}

// verdict is whether an opened run is as its files.
type verdict struct {
	asked bool // the run was held against its files
	note       // what came of it; without a text while it is not known
}

// Opened has f hold the run against its files where the recording ends; it returns what
// is to be said, and an error where they differ.
func Opened(f func(ctx context.Context, c *run.Copy) (string, error)) func(*Runner) {
	return func(r *Runner) { r.verify = f }
}

// hold holds the run against its files, once, off this goroutine. Later it says again
// what came of that. A run that a hand has changed is another.
func (r *Runner) hold() {
	byHand := func(l run.Logged) bool { return l.By != run.Timeline }
	if r.verify == nil || slices.ContainsFunc(r.session.Log(), byHand) || r.session.Plan().Path != r.given.Path {
		return
	}
	if r.verdict.asked {
		r.tell(r.verdict.note)
		return
	}
	r.verdict.asked = true
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
