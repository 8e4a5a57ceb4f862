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

// This part of the Runner keeps the past of the run: moments as it goes on, and branches.

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
