package live

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"spiketop/history"
	"spiketop/internal/mem"
	"spiketop/run"
)

// This half of the Runner goes back in time. Moments of the run are kept as it goes on.
// The session of an earlier step is made off the runner's goroutine; until it is there
// the run stands still, and requests that act on it wait. Two networks have one clock:
// both go back, that which keys act on to a branch of its own, the other along its
// present one.

type (
	// Back goes to a step of a branch (0: the present one), and pauses there.
	Back struct {
		Branch int
		Step   int64
	}
	// Goto goes to a step of a recording, back or forward, and pauses there.
	Goto struct{ Step int64 }
	// Shift goes so many steps back (< 0) or on along what was done on the present
	// branch, no farther than its end, and pauses. What is on its way counts.
	Shift struct{ Steps int64 }
	// Redo appends what the last undo took back.
	Redo struct{}
)

// Past is the past of the run, for the screen. It never changes.
type Past struct {
	Branches []PastBranch // the oldest first
	Now      int          // the place of the present branch
	Ahead    bool         // the present branch goes on behind the present step: what was done there comes again
	Bytes    int          // of the moments that are kept
	Most     int          // that they may take
	Why      string       // why no moments are kept; "": they are
	Going    string       // where to, while the way is being made: "step 1200"; "" otherwise
}

// PastBranch is a branch of the past.
type PastBranch struct {
	history.Branch
	EndMS float64   // time of the episode at its end
	MS    []float64 // time of the episode of each assignment
}

// longWay is after which a way that leads elsewhere by now is given up; a shorter one is
// gone to its end, so that something is seen while the key is held.
const longWay = 200 * time.Millisecond

// shareOfKeeping is the share of the time of the steps that may go into moments. Those
// that take little are kept after soon at the latest, also where other work of the
// machine makes them slow: the way back is short.
const (
	shareOfKeeping = 0.04
	little         = 3 * time.Millisecond
	soon           = 30 * time.Millisecond
)

// past is the runner's view of the past.
type past struct {
	*history.History
	most   int           // bytes that moments may take; 0: as the memory allows
	worked time.Duration // in steps, since the last moment
	cost   time.Duration // of a moment
	shown  *Past
	seen   pastSeen // what shown follows from

	// The way that is being made.
	goal   *goal // nil: none
	since  time.Time
	cancel context.CancelFunc
	came   chan arrival
	waits  []Request // until the goal is reached
}

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

// beginPast begins the past of a session.
func (r *Runner) beginPast() {
	r.past.abandon()
	r.past.History = history.New(r.session, r.forMoments())
	r.past.worked, r.past.goal = 0, nil
	r.keep()
}

// forMoments is the memory that is available for moments.
func (r *Runner) forMoments() mem.Left {
	left := mem.Available()
	if p := &r.past; p.most > 0 {
		had := 0
		if p.History != nil {
			had = p.Bytes()
		}
		left.Bytes = min(left.Bytes, float64(4*p.most-had)) // see Bound
	}
	return left
}

// keep keeps a moment.
func (r *Runner) keep() {
	t0 := time.Now()
	r.past.Keep(r.session)
	if took := time.Since(t0); r.past.cost == 0 || took < r.past.cost {
		r.past.cost = took
	} else { // other work of the machine makes some longer
		r.past.cost += (took - r.past.cost) / 16
	}
	r.past.worked = 0
	for _, n := range r.past.Dropped() {
		r.session.Say(false, "branch %d is no longer kept: the moments of all branches may take %s", n, mem.Text(float64(r.past.Most())))
	}
}

// keeps keeps a moment where the time in steps since the last one is worth it, and
// reports whether it did.
func (r *Runner) keeps(worked time.Duration) bool {
	p := &r.past
	p.worked += worked
	if float64(p.worked)*shareOfKeeping < float64(p.cost) && (p.cost > little || p.worked < soon) {
		return false
	}
	r.keep()
	return true
}

// repeats makes the assignments that come again before the next step.
func (r *Runner) repeats() {
	if err := r.past.Before(r.session); err != nil {
		r.session.Say(true, "an assignment that was made before is refused now: %v", err)
	}
}

// by has a hand change the session. It returns what to say of a branch that this began.
func (r *Runner) by(change func() error) (said string, err error) {
	b, err := r.past.Change(r.session, change)
	if b > 0 {
		said = fmt.Sprintf("branch %d begins here; the run as it went on before stays in the history pane", b)
	}
	return said, err
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

// pastSeen is what the picture of the past follows from.
type pastSeen struct {
	branches, now, log, bytes int
	ahead, going              bool
	step                      int64
	why                       string
}

// lookBack is the past for the screen.
func (r *Runner) lookBack() *Past {
	p := &r.past
	p.Follow(r.session)
	now := p.Now()
	seen := pastSeen{len(p.Branches()), now.Number, len(now.Log), p.Bytes() >> 20, !p.End(r.session), p.goal != nil, 0, p.Why()}
	if p.goal != nil {
		seen.step = p.goal.step
	}
	if p.shown != nil && p.seen == seen {
		return p.shown
	}
	out := &Past{Ahead: seen.ahead, Bytes: p.Bytes(), Most: p.Most(), Why: seen.why}
	if p.goal != nil {
		out.Going = fmt.Sprintf("step %d", p.goal.step)
	}
	for k, b := range p.Branches() {
		if b == now {
			out.Now = k
		}
		ms := run.TimesMS(r.session.Began(), b.Log, b.End)
		out.Branches = append(out.Branches, PastBranch{Branch: history.Branch{Number: b.Number, Parent: b.Parent, From: b.From, Log: slices.Clip(b.Log), End: b.End}, MS: ms[:len(b.Log)], EndMS: ms[len(b.Log)]})
	}
	p.shown, p.seen = out, seen
	return out
}
