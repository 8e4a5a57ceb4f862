package run

import (
	"fmt"
	"slices"
	"sort"

	"spiketop/internal/param"
	"spiketop/internal/warn"
	"spiketop/presets"
)

// This half of the Session is the list of assignments: the timeline, hands, and
// what each change begins anew.

// due is an entry of the timeline.
type due struct {
	Step  int64
	Again bool // by time of the episode: due in every episode
	Set   []presets.Assignment
	Line  int
}

// Logged is one assignment as it was applied.
type Logged struct {
	Step           int64
	Key, Text, Was string
	By             By `pack:"new"` // Timeline, where version 0.5 has saved it
}

// By is what made an assignment.
type By int8

const (
	Timeline By = iota // the preset or the recording
	Hand
	Undoing // a hand that took a change back
	Redoing // a hand that made it again
)

// schedule puts the plan's events on the timeline of this episode; those by
// step of the run only once.
func (s *Session) schedule(events []presets.Event, first bool) {
	kept := s.mem.Timeline[:0]
	for _, d := range s.mem.Timeline {
		if !d.Again {
			kept = append(kept, d)
		}
	}
	s.mem.Timeline = kept
	for _, e := range events {
		switch {
		case e.Step >= 0 && first:
			s.mem.Timeline = append(s.mem.Timeline, due{Step: e.Step, Set: e.Set, Line: e.Line})
		case e.Step < 0:
			s.mem.Timeline = append(s.mem.Timeline, due{Step: s.mem.Start + s.steps(e.MS), Again: true, Set: e.Set, Line: e.Line})
		}
	}
	sort.SliceStable(s.mem.Timeline, func(a, b int) bool { return s.mem.Timeline[a].Step < s.mem.Timeline[b].Step })
}

// maxRefused bounds the refused assignments that a run remembers.
const maxRefused = 100

// applyDue applies what the timeline holds for this step. An assignment that
// rebuilds the network makes a new timeline on the way.
func (s *Session) applyDue() {
	for len(s.mem.Timeline) > 0 && s.mem.Timeline[0].Step <= s.mem.Step {
		d := s.mem.Timeline[0]
		s.mem.Timeline = s.mem.Timeline[1:]
		for _, a := range d.Set {
			if s.mem.Hands[a.Key] && d.Again {
				continue
			}
			if err := s.assign(a.Key, a.Text, Timeline); err != nil {
				why := fmt.Sprintf("%s%v", place(s.mem.Plan, a.Line), err)
				if w := warn.New(warn.Refused, "%s", why); len(s.mem.Refused) < maxRefused && !slices.Contains(s.mem.Refused, w) { // once, not in every episode
					s.mem.Refused = append(s.mem.Refused, w)
				}
				s.Say(true, "%s", why)
			}
		}
	}
}

// Assign sets a parameter by hand: the timeline does not touch it any more.
func (s *Session) Assign(key, text string) error { return s.byHand(key, text, Hand) }

func (s *Session) byHand(key, text string, by By) error {
	if err := s.assign(key, text, by); err != nil {
		return err
	}
	s.mem.Hands[key] = true
	return nil
}

// Repeat makes an assignment that a hand made in another session of the same run.
func (s *Session) Repeat(l Logged) error { return s.byHand(l.Key, l.Text, l.By) }

// Nudge moves a parameter one step from wherever it stands, and records the
// assignment it came to.
func (s *Session) Nudge(key string, dir int) error {
	d, err := Table.Find(key)
	if err != nil {
		return err
	}
	p := s.mem.Par
	if key == "learn.on" && p.Learn.On && s.mem.Clock.Trained >= p.Learn.Passes {
		return s.Assign(key, "true") // the passes are over: train again
	}
	if !d.Nudge(&p, dir) {
		return fmt.Errorf("%s stands at its limit, %s; must be %s", key, d.Format(&s.mem.Par), d.Range())
	}
	return s.Assign(key, d.Format(&p))
}

// assign applies one assignment between two steps. A refused one leaves no trace.
func (s *Session) assign(key, text string, by By) error {
	d, err := Table.Find(key)
	if err != nil {
		return err
	}
	p := s.mem.Par
	if err := d.Set(&p, text); err != nil {
		return err
	}
	if err := sameFile(s.mem.Par, p); err != nil {
		return err
	}
	if err := p.Check(); err != nil {
		return err
	}
	if s.limit != nil {
		if err := s.limit(p); err != nil {
			return err
		}
	}
	was, now := d.Format(&s.mem.Par), d.Format(&p)
	old := s.mem.Par
	if err := s.change(old, p, d); err != nil {
		return err
	}
	s.mem.Log = append(s.mem.Log, Logged{Step: s.mem.Step, Key: key, Text: now, Was: was, By: by})
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
	parts := d.Restarts
	if err := checkChange(old, p, parts&param.Network != 0); err != nil {
		return err
	}
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
		s.mem.Edition++
	}
	s.mem.Par = p
	if parts&param.Clock != 0 {
		s.mem.Clock.abort(s)
	}
	if parts&param.Trainer != 0 {
		s.newTrainer()
	}
	if parts&param.Target != 0 {
		s.newTarget()
		s.mem.Clock = passClock{}
	}
	if parts&param.Recording != 0 {
		s.mem.Rec.limit(p, s.steps)
		s.mem.Rec.Sampled = 0 // the trace has one spacing
	}
	if parts&param.Counting != 0 {
		s.beginCounting()
	}
	switch {
	case d.Key == "learn.on":
		s.mem.Stopped = false
		if p.Learn.On {
			s.mem.Clock.train(s)
		}
	case p.Do.Test != old.Do.Test:
		s.mem.Clock.test(s)
	case p.Do.Kick != old.Do.Kick:
		s.net.Kick()
		s.mem.Meter.settle(s.mem.Step)
	case p.Do.Displace != old.Do.Displace:
		s.net.Displace()
	}
	return nil
}

// rebuild makes a new network and begins an episode: the protocol of the preset
// plays again, under the parameters that were set by hand.
func (s *Session) rebuild(old, p Params) error {
	p.Learn.On = p.Learn.On || s.mem.Stopped // what diverged was not switched off
	s.mem.Par = p
	if err := s.build(); err != nil {
		s.mem.Par = old
		return err
	}
	s.mem.Stopped = false
	s.mem.Episode++
	s.schedule(s.mem.Plan.At, false)
	s.Say(false, "new network: N %d, p %g, seed %d", p.Net.N, p.Net.P, p.Seed)
	return nil
}
