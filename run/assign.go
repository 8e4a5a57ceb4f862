package run

import (
	"fmt"
	"slices"
	"sort"

	"spiketop/internal/param"
	"spiketop/internal/warn"
	"spiketop/presets"
)

// This half of the Session is the list of assignments: the timeline, hands, undo,
// and what each change begins anew.

// due is an entry of the timeline.
type due struct {
	step  int64
	again bool // by time of the episode: due in every episode
	set   []presets.Assignment
	line  int
}

// Logged is one assignment as it was applied.
type Logged struct {
	Step           int64
	Key, Text, Was string
}

// schedule puts the plan's events on the timeline of this episode; those by
// step of the run only once.
func (s *Session) schedule(events []presets.Event, first bool) {
	kept := s.timeline[:0]
	for _, d := range s.timeline {
		if !d.again {
			kept = append(kept, d)
		}
	}
	s.timeline = kept
	for _, e := range events {
		switch {
		case e.Step >= 0 && first:
			s.timeline = append(s.timeline, due{step: e.Step, set: e.Set, line: e.Line})
		case e.Step < 0:
			s.timeline = append(s.timeline, due{step: s.start + s.steps(e.MS), again: true, set: e.Set, line: e.Line})
		}
	}
	sort.SliceStable(s.timeline, func(a, b int) bool { return s.timeline[a].step < s.timeline[b].step })
}

// applyDue applies what the timeline holds for this step. An assignment that
// rebuilds the network makes a new timeline on the way.
func (s *Session) applyDue() {
	for len(s.timeline) > 0 && s.timeline[0].step <= s.step {
		d := s.timeline[0]
		s.timeline = s.timeline[1:]
		for _, a := range d.set {
			if s.hands[a.Key] && d.again {
				continue
			}
			if err := s.assign(a.Key, a.Text); err != nil {
				why := fmt.Sprintf("%s%v", place(s.plan, a.Line), err)
				if w := warn.New(warn.Refused, "%s", why); !slices.Contains(s.refused, w) { // once, not in every episode
					s.refused = append(s.refused, w)
				}
				s.Say(true, "%s", why)
			}
		}
	}
}

// Assign sets a parameter by hand: the timeline does not touch it any more.
func (s *Session) Assign(key, text string) error {
	if err := s.assign(key, text); err != nil {
		return err
	}
	s.hands[key] = true
	return nil
}

// Nudge moves a parameter one step from wherever it stands, and records the
// assignment it came to.
func (s *Session) Nudge(key string, dir int) error {
	d, err := Table.Find(key)
	if err != nil {
		return err
	}
	p := s.par
	if key == "learn.on" && p.Learn.On && s.clock.trained >= p.Learn.Passes {
		return s.Assign(key, "true") // the passes are over: train again
	}
	if !d.Nudge(&p, dir) {
		return fmt.Errorf("%s stands at its limit, %s; must be %s", key, d.Format(&s.par), d.Range())
	}
	return s.Assign(key, d.Format(&p))
}

// Undo appends the value that the last change of a parameter replaced, at the
// present step: time does not run back and what was learned stays.
func (s *Session) Undo() (string, error) {
	i := s.undoable()
	if i < 0 {
		return "", fmt.Errorf("nothing to undo")
	}
	l := s.log[i]
	if err := s.Assign(l.Key, l.Was); err != nil {
		return "", err
	}
	s.undone = len(s.log) - i
	return fmt.Sprintf("%s back to %s", l.Key, l.Was), nil
}

// NextUndo says what Undo would take back ("net.g 1.1 → 1"); "" for nothing.
func (s *Session) NextUndo() string {
	i := s.undoable()
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("%s %s → %s", s.log[i].Key, s.log[i].Text, s.log[i].Was)
}

// undoable is the index of the entry that undo would take back, or −1.
func (s *Session) undoable() int {
	for i := len(s.log) - 1 - s.undone; i >= 0; i-- {
		d, err := Table.Find(s.log[i].Key)
		if err == nil && !d.Event && s.log[i].Text != s.log[i].Was {
			return i
		}
	}
	return -1
}

// assign applies one assignment between two steps. A refused one leaves no trace.
func (s *Session) assign(key, text string) error {
	d, err := Table.Find(key)
	if err != nil {
		return err
	}
	p := s.par
	if err := d.Set(&p, text); err != nil {
		return err
	}
	if err := p.Check(); err != nil {
		return err
	}
	was, now := d.Format(&s.par), d.Format(&p)
	old := s.par
	if err := s.change(old, p, d); err != nil {
		return err
	}
	s.log = append(s.log, Logged{Step: s.step, Key: key, Text: now, Was: was})
	s.undone = 0
	return nil
}

// change carries the run from one set of parameters to another, which differ in
// the one described by d.
func (s *Session) change(old, p Params, d *Def) error {
	if p.Target.None() {
		switch {
		case p.Do.Test != old.Do.Test:
			return fmt.Errorf("nothing to test: target.kind is none")
		case p.Learn.On && !old.Learn.On:
			return fmt.Errorf("nothing to train on: target.kind is none")
		}
	}
	if MemoryNeed(p) > MemoryNeed(old) {
		if err := checkMemory(p); err != nil {
			return err
		}
	}
	parts := d.Restarts
	if parts&param.Network != 0 {
		return s.rebuild(old, p)
	}
	if p == old {
		parts = 0
	}
	if p.Net != old.Net {
		if err := s.net.Configure(p.Net); err != nil {
			return err
		}
		s.edition++
	}
	s.par = p
	if parts&param.Clock != 0 {
		s.clock.abort(s)
	}
	if parts&param.Trainer != 0 {
		s.newTrainer()
	}
	if parts&param.Target != 0 {
		s.newTarget()
		s.clock = passClock{}
	}
	if parts&param.Recording != 0 {
		s.rec.limit(p, s.steps)
		s.rec.sampled = 0 // the trace has one spacing
	}
	if parts&param.Counting != 0 {
		s.beginCounting()
	}
	switch {
	case d.Key == "learn.on":
		s.stopped = false
		if p.Learn.On {
			s.clock.train(s)
		}
	case p.Do.Test != old.Do.Test:
		s.clock.test(s)
	case p.Do.Kick != old.Do.Kick:
		s.net.Kick()
		s.meter.settle(s.step)
	}
	return nil
}

// rebuild makes a new network and begins an episode: the protocol of the preset
// plays again, under the parameters that were set by hand.
func (s *Session) rebuild(old, p Params) error {
	p.Learn.On = p.Learn.On || s.stopped // what diverged was not switched off
	s.par = p
	if err := s.build(); err != nil {
		s.par = old
		return err
	}
	s.stopped = false
	s.episode++
	s.schedule(s.plan.At, false)
	s.Say(false, "new network: N %d, p %g, seed %d", p.Net.N, p.Net.P, p.Seed)
	return nil
}
