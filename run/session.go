package run

import (
	"fmt"
	"math"
	"slices"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/learn"
	"spiketop/presets"
	"spiketop/sim"
)

// Session is a run. It makes the assignments when they are due, steps the network,
// trains and tests the network by the pass clock, and records. A Session is not
// for concurrent use.
type Session struct {
	mem     memory
	net     *sim.Network
	trainer learn.Trainer

	// What follows from those three.
	signals int          // how many numbers the trainer holds against the target
	target  learn.Target // nil without
	rank    []int        // of each neuron in the target's order; nil: it has none
	cue     []float64
	w       weights
	undo    undoLists // follows from the log
	u       []float64 // scratch: the signals of this moment

	limit func(Params) error // nil: whatever the machine can hold
}

// memory is what a checkpoint keeps beside the network and the trainer: every
// exported field, as it is. A field that is not exported is scratch, or follows
// from the others.
type memory struct {
	Plan *presets.File
	Par  Params
	Step int64 // since the program started; never goes back

	Input Input

	Episode int
	Start   int64 // step at which the episode began

	Timeline []due           // of this episode, not yet applied, by step
	Hands    map[string]bool // keys that the timeline may not touch any more
	Set      Params          // parameters at step 0
	Log      []Logged        // every assignment since, as applied
	Undone   int             `pack:"old"` // of version 0.5, whose undo went back through the log

	Edition  int64     // of W: counts its changes
	Born     Params    // when the episode began
	V0       []float64 // membranes at step 0 of the episode
	Clock    passClock
	Meter    meter
	Rec      recorder
	Messages []Message
	Refused  warn.List // assignments of the timeline that could not be made
	Foreign  warn.List // what to know of a recording: another version made it, it was edited
	Failure  string    // the last numerical failure; empty: none
	FailedAt int64
	Stopped  bool  // training is off because it diverged, not by hand
	Changed  int64 // step of the last change of the network or the target
	Counts   int   // how often counting has begun
}

// NewSession builds the run that a preset or run file describes. The assignments
// in sets follow those of the file, and the file's timeline does not touch their
// keys. An error names the line of the file that is wrong.
func NewSession(plan *presets.File, sets []presets.Assignment) (*Session, error) {
	s := &Session{mem: memory{Plan: plan, Hands: map[string]bool{}}}
	if err := s.begin(plan, sets); err != nil {
		return nil, err
	}
	if err := s.mem.Par.Check(); err != nil {
		return nil, err
	}
	scratch := s.mem.Par
	for _, e := range plan.At { // a typo at minute ten is said now
		for _, a := range e.Set {
			err := Table.Set(&scratch, a.Key, a.Text)
			if err == nil {
				err = sameFile(s.mem.Par, scratch)
			}
			if err != nil {
				return nil, fmt.Errorf("%s%w", place(plan, a.Line), err)
			}
		}
	}
	s.mem.Set = s.mem.Par
	if err := checkMemory(s.mem.Par); err != nil {
		return nil, err
	}
	if err := s.build(); err != nil {
		return nil, err
	}
	s.schedule(plan.At, true)
	if plan.Recorded() && !repeats(plan) {
		s.mem.Foreign.Add(warn.OtherVersion, "recorded by version %s: %s may not repeat the run to the bit", plan.Run.Version, Version)
	}
	if plan.Edited {
		s.mem.Foreign.Add(warn.Edited, "the file was edited after the run was recorded: its checksum does not fit")
	}
	for _, w := range slices.Concat(s.mem.Foreign, s.mem.Input.Notes) {
		s.Say(false, "%s", w.Text)
	}
	return s, nil
}

// Limit has every later change refused to which f objects, with f's error.
func (s *Session) Limit(f func(Params) error) { s.limit = f }

func place(f *presets.File, line int) string { return f.Place(line) + ": " }

var newNetwork = sim.New // tests look at what is there before it

// build makes the network of the present parameters and begins an episode. Where
// the new network does not fit beside the old one, the old one goes first.
func (s *Session) build() error {
	if err := s.mem.Par.Net.Check(); err != nil {
		return err
	}
	if s.net != nil && SessionNeed(s.mem.Par) > availableMemory().Bytes {
		s.release()
	}
	net, err := newNetwork(s.mem.Par.Net, s.mem.Par.Seed)
	if err != nil {
		return err
	}
	s.mem.Start = s.mem.Step
	s.mem.Edition++
	s.mem.Born = s.mem.Par
	s.mem.V0 = net.V(nil)
	s.mem.Rec.reset(s.mem.Par, s.steps)
	s.take(net)
	s.mem.Clock = passClock{}
	s.beginCounting()
	for _, w := range net.Warnings() {
		s.Say(false, "%s", w.Text)
	}
	return nil
}

// take makes what follows from the network and the parameters.
func (s *Session) take(net *sim.Network) {
	s.net = net
	s.cue = learn.Cue(s.mem.Par.Net.N, s.mem.Par.Seed)
	s.newTrainer()
	s.newTarget()
}

// beginCounting begins the counting of spikes, and all that is averaged, anew.
func (s *Session) beginCounting() {
	s.mem.Meter.reset(s.mem.Par, s.mem.Step, s.steps)
	s.mem.Changed = s.mem.Step
	s.mem.Counts++
}

// newTrainer makes the trainer anew. The weights stay.
func (s *Session) newTrainer() {
	s.trainer = learn.NewTrainer(s.net, s.mem.Par.Learn)
	s.signals = s.trainer.Dim()
	s.u = make([]float64, s.signals)
	s.mem.Rec.trace(s.signals)
}

// newTarget draws the target of the trainer's signals.
func (s *Session) newTarget() {
	s.target, s.rank = learn.NewTarget(s.mem.Par.Target, s.signals, s.mem.Par.Seed), nil
	if order := s.order(); order != nil {
		s.rank = learn.Rank(order)
	}
}

// order is what the target orders neurons by; nil where it orders none.
func (s *Session) order() []float64 {
	if s.target == nil || s.signals != s.mem.Par.Net.N {
		return nil
	}
	return s.target.Order()
}

// weights are W as they were at an edition. Nobody changes them: copies of the
// run share them for as long as W stays the same.
type weights struct {
	edition int64
	w       matrix.Matrix
}

// weights returns W as it stands, to read.
func (s *Session) weights() matrix.Matrix {
	if s.w.edition != s.mem.Edition {
		s.w = weights{s.mem.Edition, s.net.Matrix()}
	}
	return s.w.w
}

// steps turns a duration into whole steps: the one place where it happens.
func (s *Session) steps(ms float64) int64 { return int64(math.Round(ms / s.mem.Par.Net.Dt)) }

// StepsOf is the number of whole steps in ms of simulated time.
func (s *Session) StepsOf(ms float64) int64 { return s.steps(ms) }

// Steps is the number of steps since the program started.
func (s *Session) Steps() int64 { return s.mem.Step }

// TimeMS is the time of this episode.
func (s *Session) TimeMS() float64 { return float64(s.mem.Step-s.mem.Start) * s.mem.Par.Net.Dt }

// Params returns the parameters as they stand.
func (s *Session) Params() Params { return s.mem.Par }

// Began returns the parameters at step 0.
func (s *Session) Began() Params { return s.mem.Set }

// Asked returns the parameters as the preset and hands set them: training that
// diverged, and is off by itself, is still on.
func (s *Session) Asked() Params {
	p := s.mem.Par
	p.Learn.On = p.Learn.On || s.mem.Stopped
	return p
}

// Log lists every assignment since step 0, as applied.
func (s *Session) Log() []Logged { return s.mem.Log }

// Input is what the run took from files of somebody else.
func (s *Session) Input() *Input { return &s.mem.Input }

// Plan is the preset or run file that the run began with.
func (s *Session) Plan() *presets.File { return s.mem.Plan }

// Episode counts the networks of this run: 0, then one more with each rebuild.
func (s *Session) Episode() int { return s.mem.Episode }

// Edition counts the changes of W: the same edition, the same W.
func (s *Session) Edition() int64 { return s.mem.Edition }

// Counting counts how often the counting of spikes has begun: what was counted
// before and after a change is not averaged.
func (s *Session) Counting() int { return s.mem.Counts }

// Populations are the neuron types of the network, with their neurons.
func (s *Session) Populations() []sim.Population { return s.net.Populations() }

// Ranks are the ranks of the neurons in the order of the target; nil without one.
func (s *Session) Ranks() []int { return s.rank }

// Scores are the finished passes of the episode, oldest first.
func (s *Session) Scores() []PassScore {
	return s.mem.Clock.Scores[:len(s.mem.Clock.Scores):len(s.mem.Clock.Scores)]
}

// Messages are what was said to the person, newest last.
func (s *Session) Messages() []Message { return s.mem.Messages }

// Say adds a message for the person.
func (s *Session) Say(bad bool, format string, args ...any) {
	s.mem.Messages = append(s.mem.Messages, Message{TimeMS: s.TimeMS(), Bad: bad, Text: fmt.Sprintf(format, args...)})
	if len(s.mem.Messages) > 500 {
		s.mem.Messages = append(s.mem.Messages[:0], s.mem.Messages[len(s.mem.Messages)-400:]...)
	}
}

// SayDone confirms that the parameter d was set.
func (s *Session) SayDone(d *Def) {
	text := d.Key + " = " + d.Format(&s.mem.Par)
	if d.Unit != "" {
		text += " " + d.Unit
	}
	if ms, rounded := Acts(&s.mem.Par, d); rounded {
		text += fmt.Sprintf(" (acts as %.6g ms: whole steps of net.dt = %g ms)", ms, s.mem.Par.Net.Dt)
	}
	s.Say(false, "%s", text)
	s.mem.Messages[len(s.mem.Messages)-1].Echo = d.Key
}

// Step advances by Δt. The order: due assignments → pass clock (kick and cue
// where a pass begins) → the network's own step → learn → record → step++.
func (s *Session) Step() {
	s.applyDue()
	s.beginPass()
	s.net.Step()
	s.mem.Step++
	s.mem.Rec.Spikes.add(s.mem.Step, s.net.Fired())
	s.afterStep()
}
