package live

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"spiketop/history"
	"spiketop/run"
)

// This part of the Runner makes its way to another step. The session of that step is made
// off the runner's goroutine; until it is there the run stands still, and requests that
// act on it wait. Two networks have one clock: both go, the one that keys act on to a
// branch of its own, the other along its present one.

// longWay is after which a way that leads elsewhere by now is given up; a shorter one is
// gone to its end, so that something is seen while the key is held.
const longWay = 200 * time.Millisecond

// goal is where to go.
type goal struct {
	branch int  // 0: the present one
	ofB    bool // a branch of the second network
	step   int64
	on     int64 // from there the recording is made up to this step
}

type arrival struct {
	goal goal
	ways []*history.Way
	s    []*run.Session // of all networks
	err  error
}

// back sets out for a step of a branch of the network that keys act on.
func (r *Runner) back(branch int, step int64) {
	r.head(goal{branch: branch, ofB: r.acting()[0] != r, step: step})
}

// head sets out for a goal.
func (r *Runner) head(to goal) {
	p := &r.past
	r.stays()
	r.running = false
	to.step = max(0, to.step)
	switch {
	case to.branch > 0:
	case p.goal != nil && p.goal.ofB == to.ofB:
		to.branch = p.goal.branch
	default:
		to.branch = r.network(to.ofB).past.Now().Number
	}
	busy := p.goal != nil
	p.goal = &to
	if !busy {
		r.setOut()
	} else if time.Since(p.since) > longWay {
		p.cancel() // the way was long, and leads elsewhere now
	}
}

// network is A or B.
func (r *Runner) network(ofB bool) *Runner {
	if ofB && r.second != nil {
		return r.second.Runner
	}
	return r
}

// networks are all networks.
func (r *Runner) networks() []*Runner {
	if r.second != nil {
		return []*Runner{r, r.second.Runner}
	}
	return []*Runner{r}
}

// shift sets out for a step of the present branch, or of that on the way to.
func (r *Runner) shift(steps int64) {
	p, ofB := &r.past, r.acting()[0] != r
	h := r.network(ofB).past.History
	h.Follow(r.network(ofB).session)
	from := goal{branch: h.Now().Number, ofB: ofB, step: r.session.Steps()}
	switch {
	case p.goal != nil:
		from = *p.goal
		from.step = max(from.step, from.on)
	case r.seeking:
		from.step = r.pauseAt
	}
	to := from.step + steps
	for _, b := range r.network(from.ofB).past.Branches() {
		if b.Number == from.branch {
			to = min(to, b.End)
		}
	}
	if plan := r.session.Plan(); plan.Recorded() && from.branch == 1 && to <= plan.Run.EndStep {
		r.seek(to)
		return
	}
	r.head(goal{branch: from.branch, ofB: from.ofB, step: to})
}

// seek sets out for a step of the recording: what was made of it is gone back to, the
// rest is made as fast as it goes.
func (r *Runner) seek(step int64) {
	s, p := r.session, &r.past
	plan := s.Plan()
	if !plan.Recorded() {
		s.Say(true, "only a recorded run has an end to go to; B, :back and the history pane go back in any run")
		return
	}
	p.Follow(s)
	step = min(max(step, 0), plan.Run.EndStep)
	recording := p.Branches()[0]
	made := min(step, recording.Made)
	if p.goal == nil && p.Now() == recording && made <= s.Steps() && s.Steps() <= step {
		r.onward(step)
		return
	}
	r.head(goal{branch: recording.Number, step: made, on: step})
}

// onward goes on through a recording to a step.
func (r *Runner) onward(step int64) {
	r.stays()
	if r.session.Steps() == step {
		r.stands()
		return
	}
	r.halt = halt{}
	r.seeking, r.pauseAt, r.running, r.speed = true, step, true, math.Inf(1)
	r.clock.Set(r.speed, r.session.Params().Net.Dt, time.Now())
}

// stays has the run stay where it has come to on the way through a recording.
func (r *Runner) stays() {
	if r.seeking {
		r.seeking, r.pauseAt = false, 0
		r.ownSpeed()
	}
}

// ownSpeed has the run at the speed of its preset.
func (r *Runner) ownSpeed() {
	r.speed = ownSpeed(r.session.Plan())
	r.clock.Set(r.speed, r.session.Params().Net.Dt, time.Now())
}

// setOut has the sessions at the goal made.
func (r *Runner) setOut() {
	p, to := &r.past, *r.past.goal
	var ways []*history.Way
	for _, x := range r.networks() {
		x.past.Follow(x.session)
		way, err := x.past.Along(to.step)
		if x == r.network(to.ofB) {
			way, err = x.past.Way(to.branch, to.step)
		}
		if err != nil {
			p.goal = nil
			if x != r {
				err = fmt.Errorf("of the second network: %w; c ends it", err)
			}
			r.session.Say(true, "%v", err)
			return
		}
		ways = append(ways, way)
	}
	var ctx context.Context
	ctx, p.cancel = context.WithCancel(r.ctx)
	p.since, p.came = time.Now(), make(chan arrival, 1)
	came := p.came
	r.jobs.Go(func() {
		defer r.caught()
		turn := r.takeTurn()
		defer func() {
			if turn {
				r.endTurn()
			}
		}()
		on := func() bool {
			r.endTurn()
			turn = r.takeTurn()
			return turn
		}
		a := arrival{goal: to, ways: ways}
		for _, way := range ways {
			if !turn {
				return
			}
			s, err := way.Go(ctx, on)
			if a.err = err; err != nil {
				break
			}
			a.s = append(a.s, s)
		}
		came <- a
		r.nudge()
	})
}

// abandon forgets the goal.
func (p *past) abandon() {
	if p.goal != nil && p.cancel != nil {
		p.cancel()
	}
	p.goal, p.came, p.waits = nil, nil, nil
}

// arrives takes the sessions that were made, and sets out again where the goal is
// another by now. It reports whether anything came.
func (r *Runner) arrives() bool {
	p := &r.past
	var a arrival
	select {
	case a = <-p.came:
	default:
		return false
	}
	p.cancel()
	r.version++
	if a.err == nil && len(a.s) > 1 && a.s[0].Params().Net.Dt != a.s[1].Params().Net.Dt {
		a.err = errors.New("the two networks have other net.dt there; c ends B")
	}
	there := *p.goal == a.goal
	switch {
	case a.err == nil:
		r.arrive(&a)
	case there:
		r.session.Say(true, "no way back to step %d: %v", a.goal.step, a.err)
	}
	if !there {
		r.setOut()
		if p.goal != nil {
			return true
		}
	}
	p.goal, p.came = nil, nil
	if there && a.err == nil && a.goal.on > r.session.Steps() {
		r.onward(a.goal.on)
	}
	waits := p.waits
	p.waits = nil
	for _, q := range waits {
		r.handleOrWait(q)
	}
	return true
}

// arrive goes on with the sessions of another step of the same run.
func (r *Runner) arrive(a *arrival) {
	for k, x := range r.networks() {
		x.past.Arrive(a.ways[k], a.s[k])
		x.session, x.past.worked = a.s[k], 0
		x.renew()
	}
	if r.second != nil {
		r.second.begin(fmt.Sprintf("the way back to step %d", a.goal.step))
	}
	r.followMap(r.session.Params())
	if math.IsInf(r.speed, 1) && r.session.Plan().Recorded() {
		r.ownSpeed()
	}
	r.stands()
}

// stands says where the run stands.
func (r *Runner) stands() {
	if r.stays(); r.ends() {
		return
	}
	x := r.acting()[0]
	s := x.session
	r.running, r.urgent = false, true
	text := fmt.Sprintf("at t %.4f s: space goes on, a change begins a branch", s.TimeMS()/1000)
	switch plan := s.Plan(); {
	case plan.Recorded() && s.Steps() < plan.Run.EndStep && x.past.Now().Number == 1:
		text = fmt.Sprintf("t %.2f s of the recording: ← → a second, home and end, :goto SECONDS; space goes on", s.TimeMS()/1000)
	case x.past.End(s):
		text = fmt.Sprintf("at t %.4f s: the end of this branch", s.TimeMS()/1000)
	}
	r.halt = halt{s.Steps(), text}
	r.session.Say(false, "%s", text)
}

// waitsFor reports whether a request has to wait until the goal is reached.
func (p *past) waitsFor(q Request) bool {
	if p.goal == nil {
		return false
	}
	switch q.(type) {
	case Back, Goto, Shift: // leads elsewhere, but for what is to be done first
		return len(p.waits) > 0
	case Watch, Define, Judge, Stop, Speed, Map, MapShow, MapMore, Open, Take:
		return false
	}
	return true
}
