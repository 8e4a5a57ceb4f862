package run

import (
	"iter"
	"slices"
	"sync"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/learn"
	"spiketop/presets"
	"spiketop/sim"
)

// Copy is a run at one moment, copied out of a Session: what analyses read and
// what files are written from, off the goroutine that steps the session.
// Copies share their matrices, nobody changes them.
type Copy struct {
	Plan    *presets.File
	Set     Params // at step 0
	Params  Params // now
	Asked   Params // the same as the preset and hands set them (Session.Asked)
	Log     []Logged
	Step    int64
	Start   int64 // step at which the episode began
	Episode int
	TimeMS  float64 // of the episode

	Input       Input // the files of somebody else that it began with
	N           int
	Populations []sim.Population // the neuron types, with their neurons
	W           matrix.Matrix    // gJ now: whole, or the lists of a sparse network
	Bias        []float64
	V0, Cue     []float64
	Order       []float64 // of each neuron by the target; nil without one
	OrderName   string    // what that order is called: place, phase

	Nu       []float64 // measured rates, spikes per τ_m
	NuMS     float64   // time behind them
	Why      string    // why no windows are counted now; empty: they are
	Windows  int
	Counts   []float64 // windows × N
	Counting int       // Session.Counting

	Test      TestScore   // free-running, in the present state of the parameters
	Tests     []PassScore // those behind Test, oldest first
	AsTrained AsTrained   // the same in the state in which training ended
	Scores    []PassScore
	Failure   string
	FailedAt  int64
	Warnings  warn.List // of the network and the target; assignments of the timeline that could not be made
	Done      bool      // the protocol has come to its end

	born    Params // when the episode began
	once    sync.Once
	initial matrix.Matrix

	Edition int64 // of W: counts its changes

	spikes   spikeRing  // shares what was recorded with the session
	from     int        // of them, the first within record.seconds
	Spans    [][2]int64 // steps From < s ≤ To of the record in which the network fired as it is now
	InPasses bool       // these spans are targets of passes

	// Only with everything:
	Signals  int       // how many numbers a sample of Readouts has
	Readouts []Readout // the last training pass, then the tests
}

// Copy copies the run. Without everything it leaves out readouts, which only files
// need.
func (s *Session) Copy(everything bool) *Copy {
	n := s.mem.Par.Net.N
	c := &Copy{
		Plan: s.mem.Plan, Set: s.mem.Set, Params: s.mem.Par, Asked: s.Asked(), Log: s.mem.Log[:len(s.mem.Log):len(s.mem.Log)],
		Step: s.mem.Step, Start: s.mem.Start, Episode: s.mem.Episode, TimeMS: s.TimeMS(),
		Input: s.mem.Input, N: n, Populations: s.net.Populations(), W: s.weights(), born: s.mem.Born, Edition: s.mem.Edition,
		Bias: make([]float64, n), V0: s.mem.V0, Cue: s.cue,
		Why: s.notMeasured(), Windows: s.mem.Meter.windows(), Counts: s.mem.Meter.counts(), Counting: s.mem.Counts,
		Test: s.Test(), Scores: s.Scores(), AsTrained: s.AsTrained(),
		Failure: s.mem.Failure, FailedAt: s.mem.FailedAt, Done: s.Done(),
		Warnings: slices.Concat(s.net.Warnings(), roundings(&s.mem.Par), learn.Warnings(s.mem.Par.Target, s.mem.Par.Learn, s.mem.Par.Net.TauS, s.mem.Par.Net.Dt), s.mem.Refused, s.mem.Foreign, s.mem.Input.Notes, s.spikesCut()),
	}
	for i := range c.Bias {
		c.Bias[i] = s.net.Bias(i)
	}
	if c.Order = s.order(); c.Order != nil {
		c.OrderName = s.mem.Par.Target.Column()
	}
	c.Nu, c.NuMS = s.rates()
	g := s.group(false)
	if g != nil {
		c.Tests = g.Scores[:len(g.Scores):len(g.Scores)]
	}
	c.spikes = s.mem.Rec.Spikes // holds more than record.seconds where measures need more
	c.spikes.Blocks = slices.Clone(c.spikes.Blocks)
	c.from = c.spikes.after(s.mem.Step - s.steps(s.mem.Par.Record.Seconds*1000))
	c.Spans, c.InPasses = s.spans(), c.Why != ""
	if everything {
		c.Signals = s.signals
		if len(s.mem.Clock.Last.TimeMS) > 0 {
			c.Readouts = append(c.Readouts, s.mem.Clock.Last)
		}
		if g != nil {
			c.Readouts = append(c.Readouts, g.Runs...)
		}
	}
	return c
}

// Initial is W at step 0 of the episode. It follows from the parameters and
// the seed of that moment, and is drawn again where it is asked for rather than
// kept.
func (c *Copy) Initial() matrix.Matrix {
	c.once.Do(func() {
		net, err := sim.New(c.born.Net, c.born.Seed)
		if err != nil {
			panic(err) // it was made from these parameters before
		}
		c.initial = net.Matrix()
	})
	return c.initial
}

// Spikes is how many spikes the copy has: those of the last record.seconds.
func (c *Copy) Spikes() int { return c.spikes.N - c.from }

// Spike is the k-th spike, the oldest first: the number of steps taken when the neuron
// fired.
func (c *Copy) Spike(k int) (step int64, neuron int32) { return c.spikes.at(c.from + k) }

// AllSpikes yields the step and the neuron of every spike that the copy has, by time.
func (c *Copy) AllSpikes() iter.Seq2[int64, int32] {
	return func(yield func(int64, int32) bool) {
		for k := range c.Spikes() {
			if !yield(c.Spike(k)) {
				return
			}
		}
	}
}

// spikesCut warns where fewer spikes are kept than record.seconds asks for.
func (s *Session) spikesCut() (l warn.List) {
	r := &s.mem.Rec.Spikes
	if r.Cut > max(0, s.mem.Step-s.steps(s.mem.Par.Record.Seconds*1000)) {
		l.Add(warn.SpikesCut, "the last %d spikes are kept, %.3g s instead of record.seconds = %g: no more than %d Hz, the mean over neurons and seconds",
			r.N, float64(s.mem.Step-r.Cut)*s.mem.Par.Net.Dt/1000, s.mem.Par.Record.Seconds, MaxMeanHz)
	}
	return l
}

// notMeasured says why no windows are counted now, or "".
func (s *Session) notMeasured() string {
	if s.target != nil && (s.mem.Clock.Running || len(s.mem.Clock.Scores) > 0) {
		return "measured only without cue and target: passes repeat themselves"
	}
	return ""
}

// ratesMS is how far back rates are measured while passes run.
const ratesMS = 5000

// rates returns each neuron's rate in spikes per τ_m, and over how many ms it was
// measured: since the last change, or while passes run the last few seconds.
func (s *Session) rates() (nu []float64, ms float64) {
	n, p := s.mem.Par.Net.N, s.mem.Par.Net
	nu = make([]float64, n)
	if span := float64(s.mem.Meter.Counted) * p.Dt; span >= 1000 {
		for i, k := range s.mem.Meter.Total {
			nu[i] = k * p.TauM / span
		}
		return nu, span
	}
	from := max(s.mem.Changed, s.mem.Step-s.steps(ratesMS), s.mem.Start, s.mem.Rec.Spikes.Cut)
	span := float64(s.mem.Step-from) * p.Dt
	if span <= 0 {
		return nu, 0
	}
	for k := s.mem.Rec.Spikes.after(from); k < s.mem.Rec.Spikes.N; k++ {
		_, i := s.mem.Rec.Spikes.at(k)
		nu[i] += p.TauM / span
	}
	return nu, span
}

// Hz turns spikes per τ_m into spikes per second.
func (c *Copy) Hz(nu float64) float64 { return nu * 1000 / c.Params.Net.TauM }

// Trained reports whether the free-running tests say that the targets were
// learned: below a score of 0.6 motif numbers are not those of a trained network.
func (c *Copy) Trained() bool { return c.Test.Tests > 0 && c.Test.Score >= learn.TrainedScore }

// HasTarget reports whether a target is set.
func (c *Copy) HasTarget() bool { return !c.Params.Target.None() }

// How a run ended.
const (
	Done        = "done"
	Interrupted = "interrupted"
	Failed      = "failed"
)

// Status says how the run stands: Failed after a numerical failure in this
// episode, Done when its protocol has come to its end, else Interrupted.
func (c *Copy) Status() string {
	switch {
	case c.Failure != "" && c.FailedAt >= c.Start:
		return Failed
	case c.Done:
		return Done
	}
	return Interrupted
}

// TimesMS is the time of the episode at which each assignment of a log was made, and
// behind them that of the step end. set are the parameters at step 0.
func TimesMS(set Params, log []Logged, end int64) []float64 {
	out := make([]float64, 0, len(log)+1)
	p, start := set, int64(0)
	for _, l := range log {
		out = append(out, float64(l.Step-start)*p.Net.Dt)
		if d, err := Table.Find(l.Key); err == nil && d.Rebuilds() {
			start = l.Step
			_ = d.Set(&p, l.Text) // was made before
		}
	}
	return append(out, float64(end-start)*p.Net.Dt)
}

// SimulatedMS is the time simulated since step 0, over all episodes.
func (c *Copy) SimulatedMS() float64 { return simulatedMS(c.Set, c.Log, c.Step) }

// simulated is the same of the session, in seconds.
func (s *Session) simulated() float64 { return simulatedMS(s.mem.Set, s.mem.Log, s.mem.Step) / 1000 }

// simulatedMS adds up the steps before step, each with the Δt that it had.
func simulatedMS(set Params, log []Logged, step int64) float64 {
	p := set
	var ms float64
	var from int64
	for _, l := range log {
		if l.Key != "net.dt" || l.Step >= step {
			continue
		}
		ms += float64(float64(l.Step-from) * p.Net.Dt)
		from = l.Step
		if err := Table.Set(&p, l.Key, l.Text); err != nil {
			panic("experiment: not an assignment that was ever made: " + err.Error())
		}
	}
	return ms + float64(float64(step-from)*p.Net.Dt)
}
