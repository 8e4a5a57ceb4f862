// Package history is the past of a run: the assignments since step 0, moments of the
// run in a bounded memory, and branches. Every step that was made can be reached again,
// to the same bits: from the nearest moment before it, the steps and assignments that
// follow are made once more.
package history

import (
	"cmp"
	"fmt"
	"slices"

	"spiketop/internal/mem"
	"spiketop/run"
)

// MostBytes is the most that the moments of a run may take. Where less memory is
// available, they take a quarter of that.
const MostBytes = 256 << 20

// MostBranches is how many branches are kept.
const MostBranches = 64

// A History is the past of one run. It is for the goroutine that steps the run.
type History struct {
	bound    int       // bytes
	branches []*Branch // oldest first
	now      *Branch
	ahead    []run.Logged // assignments by hand that come again on this branch, if nothing is changed
	numbers  int          // of branches, given so far
	last     *run.Moment
	parts    map[any]*part // of all moments
	bytes    int
	made     int64                        // steps kept track of, on all branches
	at       int64                        // the step of the session when that was counted
	minute   int64                        // steps
	why      string                       // nothing is kept; "": something is
	repeat   func() (*run.Session, error) // the recording from its beginning: the first branch, which is kept; nil: there is none
	dropped  []int                        // numbers of branches that are not kept any more, nobody told yet
}

// A Branch is a run that was begun at some step of another and went on with other
// assignments.
type Branch struct {
	Number int // from 1
	Parent int // the number of the branch that it left; 0: none
	From   int64
	Log    []run.Logged // every assignment since step 0
	End    int64        // the last step that was made; of a recording that which it ends at, if that is later
	Made   int64        // the last step that was made
	points []*point     // by step
}

// point is a moment in the history.
type point struct {
	*run.Moment
	made int64 // History.made then
}

// part is a part of moments, which may share it.
type part struct{ bytes, moments int }

// New begins the history of a run as it is.
func New(s *run.Session, available mem.Left) *History {
	h := &History{parts: map[any]*part{}, at: s.Steps(), minute: max(1, s.StepsOf(60_000))}
	h.Bound(available)
	h.now = h.branch(s, 0)
	byHand := func(l run.Logged) bool { return l.By != run.Timeline }
	if plan := s.Plan(); plan.Recorded() && s.Steps() < plan.Run.EndStep && !slices.ContainsFunc(s.Log(), byHand) {
		h.repeat, h.now.End = func() (*run.Session, error) { return run.NewSession(plan, nil) }, plan.Run.EndStep
	}
	return h
}

// Twin begins the history of a run that was the same as the present one so far, and
// has the same ahead of it. The moments are those of both.
func (h *History) Twin(s *run.Session, available mem.Left) *History {
	h.Follow(s)
	t := New(s, available)
	t.now.Log, t.now.End, t.now.Made, t.ahead = h.now.Log, h.now.End, h.now.Made, slices.Clone(h.ahead)
	t.repeat, t.made, t.why, t.last = h.repeat, h.made, h.why, h.last
	for _, p := range h.now.points {
		t.now.points = append(t.now.points, p)
		t.take(p.Moment)
	}
	t.thin()
	return t
}

// Bound bounds what the moments take by the memory that is available beside them.
func (h *History) Bound(available mem.Left) {
	h.bound = min(MostBytes, int((available.Bytes+float64(h.bytes))/4))
}

// branch begins a branch at the present step.
func (h *History) branch(s *run.Session, parent int) *Branch {
	h.numbers++
	b := &Branch{Number: h.numbers, Parent: parent, From: s.Steps(), Log: s.Log(), End: s.Steps(), Made: s.Steps()}
	h.branches = append(h.branches, b)
	return b
}

// Keep keeps the state of the session, which stands between two steps.
func (h *History) Keep(s *run.Session) {
	h.Follow(s)
	k, there := h.now.find(s.Steps())
	if log := s.Log(); there || len(log) > 0 && log[len(log)-1].Step == s.Steps() {
		return // a point is before what hands do at its step
	}
	if need := run.MomentNeed(s.Params()); 2*need > float64(h.bound) {
		h.why = fmt.Sprintf("no way back: a moment of this network takes %s, all together may take %s", mem.Text(need), mem.Text(float64(h.bound)))
		return
	}
	m, err := s.Moment(h.last)
	if err != nil {
		h.why = "no way back: " + err.Error()
		return
	}
	h.last, h.why = m, ""
	h.now.points = slices.Insert(h.now.points, k, &point{m, h.made})
	h.take(m)
	h.thin()
}

// take counts what a moment takes.
func (h *History) take(m *run.Moment) {
	for id, n := range m.Parts() {
		p := h.parts[id]
		if p == nil {
			p = new(part)
			h.parts[id] = p
		}
		if n > p.bytes { // new, or what is written at its end
			h.bytes, p.bytes = h.bytes+n-p.bytes, n
		}
		p.moments++
	}
}

// Why says why there is no way back; "" where there is one. A recording is repeated from
// its beginning where no moments are kept.
func (h *History) Why() string {
	if h.repeat != nil {
		return ""
	}
	return h.why
}

// find is the place of the first point at or after a step, and whether it is at it.
func (b *Branch) find(step int64) (int, bool) {
	return slices.BinarySearchFunc(b.points, step, func(p *point, step int64) int { return cmp.Compare(p.Steps(), step) })
}

// Follow notes how far the session has come.
func (h *History) Follow(s *run.Session) {
	if step := s.Steps(); step > h.at {
		h.made += step - h.at
		h.at = step
	}
	h.now.Made = max(h.now.Made, s.Steps())
	if h.End(s) {
		h.now.End, h.now.Log = s.Steps(), s.Log()
	} else if len(s.Log()) > len(h.now.Log) { // of a recording
		h.now.Log = s.Log()
	}
}

// End reports whether the session stands at the end of its branch: what it does there
// goes on with the branch.
func (h *History) End(s *run.Session) bool { return len(h.ahead) == 0 && s.Steps() >= h.now.End }

// Before makes the assignments by hand that come again before the next step.
func (h *History) Before(s *run.Session) error {
	for len(h.ahead) > 0 && h.ahead[0].Step <= s.Steps() {
		l := h.ahead[0]
		h.ahead = h.ahead[1:]
		if err := s.Repeat(l); err != nil {
			return err
		}
	}
	return nil
}

// Change has a hand change the session, and begins a branch where the session does not
// stand at the end of its own. It returns the number of the new branch, or 0.
func (h *History) Change(s *run.Session, change func() error) (branch int, err error) {
	h.Follow(s)
	had, end := len(s.Log()), h.End(s)
	if err := change(); err != nil {
		return 0, err
	}
	if end || len(s.Log()) == had {
		h.Follow(s)
		return 0, nil
	}
	old := h.now
	h.now = h.branch(s, old.Number)
	k, there := old.find(s.Steps())
	if there {
		k++
	}
	h.now.points = slices.Clone(old.points[:k])
	h.ahead = nil
	h.forget()
	return h.now.Number, nil
}

// Branches are all branches, the oldest first. Nobody else may change them.
func (h *History) Branches() []*Branch { return h.branches }

// Now is the branch that the session is on.
func (h *History) Now() *Branch { return h.now }

// Bytes is what all moments take; Most what they may take.
func (h *History) Bytes() int { return h.bytes }
func (h *History) Most() int  { return h.bound }

// Moments is how many moments of the present branch are kept.
func (h *History) Moments() int { return len(h.now.points) }

// Dropped are the numbers of the branches that went since the last call.
func (h *History) Dropped() []int {
	d := h.dropped
	h.dropped = nil
	return d
}
