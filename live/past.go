package live

import (
	"context"
	"fmt"
	"slices"
	"time"

	"spiketop/history"
	"spiketop/internal/mem"
	"spiketop/run"
)

// This half of the Runner goes back in time. Moments of the run are kept as it goes on.
// The session of an earlier step is made off the runner's goroutine; until it is there
// the run stands still, and requests that act on it wait.

type (
	// Back goes to a step of a branch (0: the present one), and pauses there.
	Back struct {
		Branch int
		Step   int64
	}
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

// shareOfKeeping is the share of the time of the steps that may go into moments.
const shareOfKeeping = 0.02

// past is the runner's view of the past.
type past struct {
	*history.History
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
	branch int
	step   int64
}

type arrival struct {
	goal goal
	way  *history.Way
	s    *run.Session
	err  error
}

// beginPast begins the past of a session.
func (r *Runner) beginPast() {
	r.past.abandon()
	r.past.History = history.New(r.session, mem.Available())
	r.past.worked, r.past.goal = 0, nil
	r.keep()
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

// keeps keeps a moment where the time in steps since the last one is worth it.
func (r *Runner) keeps(worked time.Duration) {
	p := &r.past
	p.worked += worked
	if float64(p.worked)*shareOfKeeping >= float64(p.cost) {
		r.keep()
	}
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

// back sets out for a step of a branch.
func (r *Runner) back(branch int, step int64) {
	p := &r.past
	p.Follow(r.session)
	if branch == 0 {
		branch = p.Now().Number
	}
	r.running = false
	to := goal{branch, max(0, step)}
	busy := p.goal != nil
	p.goal = &to
	if !busy {
		r.setOut()
	} else if time.Since(p.since) > longWay {
		p.cancel() // the way was long, and leads elsewhere now
	}
}

// shift sets out for a step of the present branch, or of that on the way to.
func (r *Runner) shift(steps int64) {
	p := &r.past
	p.Follow(r.session)
	from := goal{p.Now().Number, r.session.Steps()}
	if p.goal != nil {
		from = *p.goal
	}
	to := from.step + steps
	for _, b := range p.Branches() {
		if b.Number == from.branch {
			to = min(to, b.End)
		}
	}
	r.back(from.branch, to)
}

// setOut has the session at the goal made.
func (r *Runner) setOut() {
	p, to := &r.past, *r.past.goal
	way, err := p.Way(to.branch, to.step)
	if err != nil {
		p.goal = nil
		r.session.Say(true, "%v", err)
		return
	}
	var ctx context.Context
	ctx, p.cancel = context.WithCancel(r.ctx)
	p.since, p.came = time.Now(), make(chan arrival, 1)
	came := p.came
	r.jobs.Go(func() {
		defer r.caught()
		s, err := way.Go(ctx)
		came <- arrival{to, way, s, err}
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

// arrives takes the session that was made, and sets out again where the goal is another
// by now. It reports whether anything came.
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
	switch {
	case a.err == nil:
		p.Arrive(a.way, a.s)
		r.arrive(a.s)
	case *p.goal == a.goal:
		r.session.Say(true, "no way back to step %d: %v", a.goal.step, a.err)
	}
	if *p.goal != a.goal {
		r.setOut()
		if p.goal != nil {
			return true
		}
	}
	p.goal, p.came = nil, nil
	waits := p.waits
	p.waits = nil
	for _, q := range waits {
		r.handle(q)
	}
	return true
}

// arrive goes on with the session of another step of the same run.
func (r *Runner) arrive(s *run.Session) {
	r.session = s
	r.renew()
	r.past.worked = 0
	text := "space goes on, a change begins a branch"
	if r.past.End(s) {
		text = "the end of this branch"
	}
	r.halt = halt{s.Steps(), fmt.Sprintf("at t %.4f s: %s", s.TimeMS()/1000, text)}
	s.Say(false, "%s", r.halt.text)
}

// waitsFor reports whether a request has to wait until the goal is reached.
func (p *past) waitsFor(q Request) bool {
	if p.goal == nil {
		return false
	}
	switch q.(type) {
	case Back, Shift, Watch, Define, Judge, Stop, Speed, Map, MapShow, MapMore, Open, Take:
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
