package live

import (
	"fmt"
	"math"
	"time"

	"spiketop/presets"
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
	r.scrub.begin(r.session)
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
	r.scrub.seeking = false
	r.running, r.speed = false, ownSpeed(plan)
	r.clock.Set(r.speed, s.Params().Net.Dt, time.Now())
	r.halt = halt{s.Steps(), fmt.Sprintf("end of the recording (t %.1f s); space goes on", s.TimeMS()/1000)}
	s.Say(false, "%s", r.halt.text)
	return true
}
