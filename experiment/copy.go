package experiment

import (
	"math"
	"slices"
	"sync"

	"spiketop/learn"
	"spiketop/metrics"
	"spiketop/presets"
	"spiketop/sim"
)

// Copy is a run at one moment, copied out of a Session: what analyses read and
// what files are written from, off the goroutine that steps the session.
// Matrices are N×N row by row, row = postsynaptic; copies share them, nobody
// changes them.
type Copy struct {
	Plan    *presets.File
	Set     Params // at step 0
	Params  Params // now
	Log     []Logged
	Step    int64
	Start   int64 // step at which the episode began
	Episode int
	TimeMS  float64 // of the episode

	N, NQIF int
	W       []float64 // gJ now
	Mask    []bool    // nil: all but the diagonal
	Bias    []float64
	V0, Cue []float64
	Order   []float64 // place or phase by the target; nil

	Nu      []float64 // measured rates, spikes per τ_m
	NuMS    float64   // time behind them
	Why     string    // why no windows are counted now; empty: they are
	Windows int
	Counts  []float64 // windows × N

	Test     TestScore
	Scores   []PassScore
	Failure  string
	FailedAt int64
	Warnings []string // of the network, and assignments of the timeline that could not be made
	Done     bool     // the protocol has come to its end

	born    Params // when the episode began
	once    sync.Once
	initial []float64

	live       bool  // for the screen: what takes long is left out
	edition    int64 // of W
	generation int   // of the runner's results
	definition Definition

	// Only with everything:
	SpikeStep   []int64
	SpikeNeuron []int32
	Readouts    []readout // the last training pass, then the tests
}

// Copy copies the run. Without everything it leaves out spikes and readouts,
// which only files need.
func (s *Session) Copy(everything bool) *Copy {
	n := s.par.Net.N
	c := &Copy{
		Plan: s.plan, Set: s.set, Params: s.par, Log: append([]Logged(nil), s.log...),
		Step: s.step, Start: s.start, Episode: s.episode, TimeMS: s.TimeMS(),
		N: n, NQIF: s.net.NQIF(), W: s.weights(), born: s.born, edition: s.edition, Mask: s.mask,
		Bias: make([]float64, n), V0: s.v0, Cue: s.cue,
		Why: s.notMeasured(), Windows: s.meter.windows(), Counts: s.meter.counts(),
		Test: s.clock.testScore(), Scores: append([]PassScore(nil), s.clock.scores...),
		Failure: s.failure, FailedAt: s.failedAt, Done: s.Done(),
		Warnings: slices.Concat(s.net.Warnings(), s.refused, s.foreign),
	}
	for i := range c.Bias {
		c.Bias[i] = s.net.Bias(i)
	}
	if s.target != nil {
		c.Order = s.target.Order()
	}
	c.Nu, c.NuMS = s.rates()
	if everything {
		c.SpikeStep, c.SpikeNeuron = make([]int64, s.rec.spikes.n), make([]int32, s.rec.spikes.n)
		for k := range c.SpikeStep {
			c.SpikeStep[k], c.SpikeNeuron[k] = s.rec.spikes.at(k)
		}
		if len(s.clock.last.TimeMS) > 0 {
			c.Readouts = append(c.Readouts, s.clock.last)
		}
		c.Readouts = append(c.Readouts, s.clock.testRuns...)
	}
	return c
}

// Initial is W at step 0 of the episode, N×N. It follows from the parameters and
// the seed of that moment, and is drawn again where it is asked for rather than
// kept.
func (c *Copy) Initial() []float64 {
	c.once.Do(func() {
		net, err := sim.New(c.born.Net, c.born.Seed)
		if err != nil {
			panic(err) // it was made from these parameters before
		}
		c.initial = net.W(nil)
	})
	return c.initial
}

// notMeasured says why no windows are counted now, or "".
func (s *Session) notMeasured() string {
	if s.target != nil && (s.clock.running || len(s.clock.scores) > 0) {
		return "measured only without cue and target: passes repeat themselves"
	}
	return ""
}

// ratesMS is how far back rates are measured while passes run.
const ratesMS = 5000

// rates returns each neuron's rate in spikes per τ_m, and over how many ms it was
// measured: since the last change, or while passes run the last few seconds.
func (s *Session) rates() (nu []float64, ms float64) {
	n, p := s.par.Net.N, s.par.Net
	nu = make([]float64, n)
	if span := float64(s.meter.counted) * p.Dt; span >= 1000 {
		for i, k := range s.meter.total {
			nu[i] = k * p.TauM / span
		}
		return nu, span
	}
	from := max(s.changed, s.step-s.steps(ratesMS), s.start)
	span := float64(s.step-from) * p.Dt
	if span <= 0 {
		return nu, 0
	}
	for k := s.rec.spikes.after(from); k < s.rec.spikes.n; k++ {
		_, i := s.rec.spikes.at(k)
		nu[i] += p.TauM / span
	}
	return nu, span
}

// Hz turns spikes per τ_m into spikes per second.
func (c *Copy) Hz(nu float64) float64 { return nu * 1000 / c.Params.Net.TauM }

// Types is the type of each neuron.
func (c *Copy) Types() []metrics.NeuronType {
	t := make([]metrics.NeuronType, c.N)
	for i := range t {
		t[i] = metrics.LIF
		if i < c.NQIF {
			t[i] = metrics.QIF
		}
	}
	return t
}

func (c *Copy) blocks() []int {
	b := make([]int, c.N)
	for i := range c.NQIF {
		b[i] = 1
	}
	return b
}

// Trained reports whether the free-running tests say that the targets were
// learned: below a score of 0.6 motif numbers are not those of a trained network.
func (c *Copy) Trained() bool { return c.Test.Tests > 0 && c.Test.Score >= trainedScore }

const trainedScore = 0.6

// selfConnections is √(Σ W_ii²/N): how large self-connections have grown.
func (c *Copy) selfConnections() float64 {
	var sq float64
	for i := range c.N {
		sq += c.W[i*c.N+i] * c.W[i*c.N+i]
	}
	return math.Sqrt(sq / float64(c.N))
}

func (s *Session) date() Date { return Date{Step: s.step, TimeMS: s.TimeMS()} }

func (c *Copy) date() Date { return Date{Step: c.Step, TimeMS: c.TimeMS} }

func (e Estimator) metrics() metrics.Estimator {
	if e == Covariance {
		return metrics.Covariance
	}
	return metrics.Correlation
}

// hasTarget reports whether a target is set.
func (c *Copy) hasTarget() bool { return c.Params.Target.Kind != learn.None }
