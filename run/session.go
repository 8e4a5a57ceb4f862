package run

import (
	"fmt"
	"math"

	"spiketop/internal/warn"
	"spiketop/learn"
	"spiketop/presets"
	"spiketop/sim"
)

// Session is a run. It makes the assignments when they are due, steps the network,
// trains and tests the network by the pass clock, and records. A Session is not
// for concurrent use.
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
	trainer  learn.Trainer
	signals  int          // how many numbers the trainer holds against the target
	target   learn.Target // nil without
	rank     []int        // of each neuron in the target's order; nil: it has none
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
	refused  warn.List // assignments of the timeline that could not be made
	foreign  warn.List // what to know of a recording that another version made
	failure  string    // the last numerical failure; empty: none
	failedAt int64
	stopped  bool  // training is off because it diverged, not by hand
	changed  int64 // step of the last change of the network or the target
	counts   int   // how often counting has begun
}

// NewSession builds the run that a preset or run file describes. The assignments
// in sets follow those of the file, and the file's timeline does not touch their
// keys. An error names the line of the file that is wrong.
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
	if plan.Recorded() && !repeats(plan) {
		s.foreign.Add(warn.OtherVersion, "recorded by version %s: %s may not repeat the run to the bit", plan.Run.Version, Version)
		s.Say(false, "%s", s.foreign[0].Text)
	}
	return s, nil
}

func place(f *presets.File, line int) string { return f.Place(line) + ": " }

// build makes the network of the present parameters and begins an episode.
func (s *Session) build() error {
	if err := checkMemory(s.par); err != nil {
		return err
	}
	net, err := sim.New(s.par.Net, s.par.Seed)
	if err != nil {
		return err
	}
	s.net, s.start = net, s.step
	s.cue = learn.Cue(s.par.Net.N, s.par.Seed)
	s.edition++
	s.mask = net.Coupling().Mask()
	s.born = s.par
	s.v0 = net.V(nil)
	s.rec.reset(s.par, s.steps)
	s.newTrainer()
	s.newTarget()
	s.clock = passClock{}
	s.beginCounting()
	for _, w := range net.Warnings() {
		s.Say(false, "%s", w.Text)
	}
	return nil
}

// beginCounting begins the counting of spikes, and all that is averaged, anew.
func (s *Session) beginCounting() {
	s.meter.reset(s.par, s.step, s.steps)
	s.changed = s.step
	s.counts++
}

// newTrainer makes the trainer anew. The weights stay.
func (s *Session) newTrainer() {
	s.trainer = learn.NewTrainer(s.net, s.par.Learn)
	s.signals = s.trainer.Dim()
	s.rec.trace(s.signals)
}

// newTarget draws the target of the trainer's signals.
func (s *Session) newTarget() {
	s.target, s.rank = learn.NewTarget(s.par.Target, s.signals, s.par.Seed), nil
	if order := s.order(); order != nil {
		s.rank = learn.Rank(order)
	}
}

// order is what the target orders neurons by; nil where it orders none.
func (s *Session) order() []float64 {
	if s.target == nil || s.signals != s.par.Net.N {
		return nil
	}
	return s.target.Order()
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

// StepsOf is the number of whole steps in ms of simulated time.
func (s *Session) StepsOf(ms float64) int64 { return s.steps(ms) }

// Steps is the number of steps since the program started.
func (s *Session) Steps() int64 { return s.step }

// TimeMS is the time of this episode.
func (s *Session) TimeMS() float64 { return float64(s.step-s.start) * s.par.Net.Dt }

// Params returns the parameters as they stand.
func (s *Session) Params() Params { return s.par }

// Asked returns the parameters as the preset and hands set them: training that
// diverged, and is off by itself, is still on.
func (s *Session) Asked() Params {
	p := s.par
	p.Learn.On = p.Learn.On || s.stopped
	return p
}

// Log lists every assignment since step 0, as applied.
func (s *Session) Log() []Logged { return s.log }

// Plan is the preset or run file that the run began with.
func (s *Session) Plan() *presets.File { return s.plan }

// Episode counts the networks of this run: 0, then one more with each rebuild.
func (s *Session) Episode() int { return s.episode }

// Edition counts the changes of W: the same edition, the same W.
func (s *Session) Edition() int64 { return s.edition }

// Counting counts how often the counting of spikes has begun: what was counted
// before and after a change is not averaged.
func (s *Session) Counting() int { return s.counts }

// Populations are the neuron types of the network, with their neurons.
func (s *Session) Populations() []sim.Population { return s.net.Populations() }

// Ranks are the ranks of the neurons in the order of the target; nil without one.
func (s *Session) Ranks() []int { return s.rank }

// Scores are the finished passes of the episode, oldest first.
func (s *Session) Scores() []PassScore {
	return s.clock.scores[:len(s.clock.scores):len(s.clock.scores)]
}

// Messages are what was said to the person, newest last.
func (s *Session) Messages() []Message { return s.messages }

// Say adds a message for the person.
func (s *Session) Say(bad bool, format string, args ...any) {
	s.messages = append(s.messages, Message{TimeMS: s.TimeMS(), Bad: bad, Text: fmt.Sprintf(format, args...)})
	if len(s.messages) > 500 {
		s.messages = append(s.messages[:0], s.messages[len(s.messages)-400:]...)
	}
}

// SayDone confirms that the parameter d was set.
func (s *Session) SayDone(d *Def) {
	text := d.Key + " = " + d.Format(&s.par)
	if d.Unit != "" {
		text += " " + d.Unit
	}
	if ms, rounded := Acts(&s.par, d); rounded {
		text += fmt.Sprintf(" (acts as %.6g ms: whole steps of net.dt = %g ms)", ms, s.par.Net.Dt)
	}
	s.Say(false, "%s", text)
	s.messages[len(s.messages)-1].Echo = d.Key
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
