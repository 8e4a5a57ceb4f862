package experiment

import (
	"fmt"
	"math"
	"sort"

	"spiketop/learn"
	"spiketop/presets"
	"spiketop/sim"
)

// Session is a run: a seed and a list of assignments. It applies them, steps the
// network, trains it by the pass clock and records. It is not for concurrent use.
type Session struct {
	plan *presets.File
	par  Params
	step int64 // since the program started; never goes back

	episode int
	start   int64 // step at which the episode began

	timeline []due           // of this episode, not yet applied, by step
	hands    map[string]bool // keys that the timeline may not touch any more
	set      Params          // parameters at step 0
	log      []Logged        // every assignment since, as applied
	undone   int             // entries at the end of the log that undo has been through

	net      *sim.Network
	target   learn.Target // nil without
	rank     []int        // of each neuron in the target's order; nil: it has none
	force    *learn.Force
	cue      []float64
	edition  int64 // of W: counts its changes
	w        weights
	mask     []bool
	born     Params    // when the episode began
	v0       []float64 // membranes at step 0 of the episode
	clock    passClock
	meter    meter
	rec      recorder
	messages []Message
	refused  []string // assignments of the timeline that could not be made
	foreign  []string // what to know of a recording that another version made
	failure  string   // the last numerical failure; empty: none
	failedAt int64
	changed  int64 // step of the last change of the network or the target
}

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

// NewSession builds the run that a preset or run file describes. Assignments in
// sets come after the file's own and are out of its timeline's hands. Errors
// name the place: file and line, or the flag's text.
func NewSession(plan *presets.File, sets []presets.Assignment) (*Session, error) {
	s := &Session{plan: plan, par: Table.Defaults(), hands: map[string]bool{}}
	for _, a := range plan.Set {
		if err := Table.Set(&s.par, a.Key, a.Text); err != nil {
			return nil, fmt.Errorf("%s%w", place(plan, a.Line), err)
		}
	}
	for _, a := range sets {
		if err := Table.Set(&s.par, a.Key, a.Text); err != nil {
			return nil, err
		}
		s.hands[a.Key] = true
	}
	if err := s.par.Check(); err != nil {
		return nil, err
	}
	scratch := s.par
	for _, e := range plan.At { // a typo at minute ten is said now
		for _, a := range e.Set {
			if err := Table.Set(&scratch, a.Key, a.Text); err != nil {
				return nil, fmt.Errorf("%s%w", place(plan, a.Line), err)
			}
		}
	}
	s.set = s.par
	if err := s.build(); err != nil {
		return nil, err
	}
	s.schedule(plan.At, true)
	if v := plan.Run.Version; plan.Recorded() && v != Version {
		s.foreign = []string{fmt.Sprintf("recorded by version %s: %s repeats the run, but not to the bit", v, Version)}
		s.Say(false, "%s", s.foreign[0])
	}
	return s, nil
}

func place(f *presets.File, line int) string { return f.Place(line) + ": " }

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

// build makes the network of the present parameters and begins an episode.
func (s *Session) build() error {
	if err := checkMemory(s.par); err != nil {
		return err
	}
	net, err := sim.New(s.par.Net, s.par.Seed)
	if err != nil {
		return err
	}
	s.net, s.start, s.changed = net, s.step, s.step
	s.force = nil
	s.cue = learn.Cue(s.par.Net.N, s.par.Seed)
	s.edition++
	s.mask = net.Coupling().Mask()
	s.born = s.par
	s.v0 = net.V(nil)
	s.target = learn.New(s.par.Target, s.par.Net.N, s.par.Seed)
	s.rank = rankOf(s.target)
	s.clock = passClock{}
	s.rec.reset(s.par, s.steps)
	s.meter.reset(s.par, s.step, s.steps)
	for _, w := range net.Warnings() {
		s.Say(false, "%s", w)
	}
	return nil
}

// weights are W as they were at an edition. Nobody changes them: copies of the
// run share them for as long as W stays the same.
type weights struct {
	edition int64
	w       []float64
}

// weights returns W as it stands, to read.
func (s *Session) weights() []float64 {
	if s.w.edition != s.edition {
		s.w = weights{s.edition, s.net.W(nil)}
	}
	return s.w.w
}

// steps turns a duration into whole steps: the one place where it happens.
func (s *Session) steps(ms float64) int64 { return int64(math.Round(ms / s.par.Net.Dt)) }

// Steps is the number of steps since the program started.
func (s *Session) Steps() int64 { return s.step }

// TimeMS is the time of this episode.
func (s *Session) TimeMS() float64 { return float64(s.step-s.start) * s.par.Net.Dt }

// Params returns the parameters as they stand.
func (s *Session) Params() Params { return s.par }

// Log lists every assignment since step 0, as applied.
func (s *Session) Log() []Logged { return s.log }

// Say adds a message for the person.
func (s *Session) Say(bad bool, format string, args ...any) {
	s.messages = append(s.messages, Message{TimeMS: s.TimeMS(), Bad: bad, Text: fmt.Sprintf(format, args...)})
	if len(s.messages) > 500 {
		s.messages = append(s.messages[:0], s.messages[len(s.messages)-400:]...)
	}
}

// Step advances by Δt. The order: due assignments → pass clock (kick and cue
// where a pass begins) → the network's own step → learn → record → step++.
func (s *Session) Step() {
	s.applyDue()
	s.beginPass()
	s.net.Step()
	s.step++
	s.rec.spikes.add(s.step, s.net.Fired())
	s.afterStep()
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
				s.refused = append(s.refused, why)
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
	if !d.Nudge(&p, dir) {
		return fmt.Errorf("%s stands at its limit, %s; accepted is %s", key, d.Format(&s.par), d.Range())
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
	if err := s.change(old, p, d.Rebuild); err != nil {
		return err
	}
	s.log = append(s.log, Logged{Step: s.step, Key: key, Text: now, Was: was})
	s.undone = 0
	return nil
}

// change carries the run from one set of parameters to another.
func (s *Session) change(old, p Params, rebuild bool) error {
	if p.Do.Test != old.Do.Test && p.Target.Kind == learn.None {
		return fmt.Errorf("nothing to test: target.kind is none")
	}
	if p.Learn.On && !old.Learn.On && p.Target.Kind == learn.None {
		return fmt.Errorf("nothing to train on: target.kind is none")
	}
	if p.Metrics.Window != old.Metrics.Window || p.Record != old.Record || p.Target != old.Target || p.Learn != old.Learn {
		if err := checkMemory(p); err != nil {
			return err
		}
	}
	if rebuild {
		s.par = p
		if err := s.build(); err != nil {
			s.par = old
			return err
		}
		s.episode++
		s.schedule(s.plan.At, false)
		s.Say(false, "new network: N %d, p %g, seed %d", p.Net.N, p.Net.P, p.Seed)
		return nil
	}
	if p.Net != old.Net {
		if err := s.net.Configure(p.Net); err != nil {
			return err
		}
		s.edition++
	}
	s.par = p
	switch {
	case p.Target != old.Target:
		s.target = learn.New(p.Target, p.Net.N, p.Seed)
		s.rank = rankOf(s.target)
		s.force = nil
		s.clock.abort(s)
		s.clock = passClock{}
	case p.Learn.Lambda != old.Learn.Lambda || p.Do.Reset != old.Do.Reset:
		if s.force != nil {
			s.force.Reset(p.Learn.Lambda)
		}
	}
	if p.Learn.Every != old.Learn.Every || p.Learn.Start != old.Learn.Start {
		s.clock.abort(s)
	}
	if p.Learn.On && !old.Learn.On {
		s.clock.train(s)
	}
	if p.Do.Test != old.Do.Test {
		s.clock.test(s)
	}
	if p.Do.Kick != old.Do.Kick {
		s.net.Kick()
		s.meter.settle(s.step)
	}
	if p.Record != old.Record || p.Learn.Every != old.Learn.Every {
		s.rec.limit(p, s.steps)
	}
	if p.Learn.Every != old.Learn.Every {
		s.rec.sampled = 0 // the trace has one spacing
	}
	if p.Net != old.Net || p.Target != old.Target || p.Metrics.Window != old.Metrics.Window || p.Record.Windows != old.Record.Windows {
		s.meter.reset(p, s.step, s.steps)
		s.changed = s.step
	}
	return nil
}
