package experiment

import (
	"fmt"
	"math"
	"sync"
	"time"

	"spiketop/metrics"
)

// duty is the share of its time that an analyst works while a run goes on.
const duty = 0.5

// analyst runs one kind of analysis on copies of the run, one at a time. Results
// carry their date and never feed back into the run.
type analyst struct {
	work  func(*Copy)
	idle  func(Params) bool // nothing to do for these parameters; nil: there always is
	quick bool              // needs not wait for the others

	// The runner's own view.
	busy  bool
	stale bool // something changed that it has not looked at
	next  time.Time

	jobs chan *Copy // holds at most one
	done chan time.Duration
}

// begin starts the goroutine; it ends when jobs is closed. A panic goes to fatal.
func (a *analyst) begin(fatal func(any)) {
	a.jobs, a.done = make(chan *Copy, 1), make(chan time.Duration, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				fatal(p)
			}
		}()
		for c := range a.jobs {
			t0 := time.Now()
			a.work(c)
			a.done <- time.Since(t0)
		}
	}()
}

// ready reports whether the analyst is free, and its share of time allows another
// look at now or a change asks for one.
func (a *analyst) ready(now time.Time) bool {
	select {
	case took := <-a.done:
		a.busy = false
		a.next = now.Add(max(time.Second-took, time.Duration(float64(took)*(1/duty-1))))
	default:
	}
	return !a.busy && (a.stale || !now.Before(a.next))
}

func (a *analyst) start(c *Copy) {
	a.busy, a.stale = true, false
	a.jobs <- c
}

// results are the newest results of all analysts. Written by them, read by the runner.
type results struct {
	mu         sync.Mutex
	generation int // of the session and episode; results of another are dropped
	visited    []Visited
	newest
}

type newest struct {
	dimension *DimensionResult
	transfer  *TransferResult
	spectrum  *SpectrumResult
	motifs    *MotifResult
	history   []DimensionPoint

	before     metrics.Spectrum // of the episode's start
	beforeOf   int              // its generation
	predicted  []complex128     // for predictFor
	note       string
	predictFor predictKey
}

// forget drops everything; results of earlier generations will not be taken.
func (r *results) forget(generation int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.generation, r.newest = generation, newest{beforeOf: -1}
}

// take stores a result unless it is of another generation.
func (r *results) take(generation int, store func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if generation == r.generation {
		store()
	}
}

func since(t0 time.Time) float64 { return float64(time.Since(t0).Microseconds()) / 1000 }

func (r *results) lookAtDimension(c *Copy) {
	t0 := time.Now()
	op := c.operating()
	t := c.transfer(op)
	t.TookMS = since(t0)
	r.take(c.generation, func() { r.transfer = t })
	d := c.dimension(op)
	d.TookMS = since(t0)
	r.take(c.generation, func() {
		if d.Measured.Defined() && c.Why == "" {
			r.history = append(r.history, DimensionPoint{d.TimeMS, d.Measured.Value, d.Measured.SE})
			if len(r.history) > 400 {
				r.history = append([]DimensionPoint(nil), r.history[200:]...)
			}
		}
		d.History = r.history[:len(r.history):len(r.history)]
		r.dimension = d
	})
}

func (r *results) lookAtMotifs(c *Copy) {
	t0 := time.Now()
	m := c.motifs(c.definition.of(c.W, c.Initial))
	m.Of, m.Before = c.definition, metrics.WeightedMotifs(c.definition.of(c.Initial, c.Initial), c.N, c.Mask)
	m.TookMS = since(t0)
	r.take(c.generation, func() { r.motifs = m })
}

// slowN is from where on a spectrum takes long enough to be announced.
const slowN = 500

// spectrumSeconds is about how long the spectrum of an n×n matrix takes: between
// n = 1000 and 2000 the time grows with the fourth power.
func spectrumSeconds(n int) float64 { return 1.5 * math.Pow(float64(n)/1000, 4) }

// predictMax bounds the networks whose outliers are predicted: it takes two more
// such spectra.
const predictMax = 500

func (r *results) lookAtSpectrum(c *Copy) {
	t0 := time.Now()
	r.mu.Lock()
	before, beforeOf := r.before, r.beforeOf
	old := r.spectrum
	r.mu.Unlock()
	if c.N >= slowN {
		var announced SpectrumResult
		if old != nil && old.generation == c.generation {
			announced = *old
		}
		announced.Running = fmt.Sprintf("computing %d eigenvalues, about %.0f s", c.N, math.Ceil(spectrumSeconds(c.N)))
		r.take(c.generation, func() { r.spectrum = &announced })
	}
	if beforeOf != c.generation {
		before = c.spectrumBefore()
	}
	s := c.spectrum(before)
	s.generation, s.TookMS = c.generation, since(t0)
	r.take(c.generation, func() {
		r.before, r.beforeOf = before, c.generation
		r.spectrum = r.withPrediction(s, c)
	})
}

// lookAtPrediction predicts the outliers, once for the parameters they depend on.
func (r *results) lookAtPrediction(c *Copy) {
	key := keyOf(c.Params)
	var values []complex128
	note := fmt.Sprintf("not predicted above N = %d", predictMax)
	if c.N <= predictMax {
		values, note = predict(c.Params, 0)
	}
	r.take(c.generation, func() {
		r.predicted, r.note, r.predictFor = values, note, key
		if r.spectrum != nil {
			s := *r.spectrum
			r.spectrum = r.withPrediction(&s, c)
		}
	})
}

// predictedFor reports whether the outliers are predicted for these parameters.
func (r *results) predictedFor(p Params) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.predictFor == keyOf(p)
}

// withPrediction adds the predicted outliers to a spectrum, if they are those of
// the parameters of c. The caller holds the lock.
func (r *results) withPrediction(s *SpectrumResult, c *Copy) *SpectrumResult {
	s.Predicted, s.PredictNote = nil, "predicting the outliers"
	if r.predictFor == keyOf(c.Params) {
		s.Predicted, s.PredictNote = leading(r.predicted, s.Now, c.Trained()), r.note
	}
	return s
}

// leading keeps the predicted values that would be outliers: of the matrix as
// it is once it was trained, before that the largest few.
func leading(values []complex128, now metrics.Spectrum, trained bool) []complex128 {
	if len(values) == 0 {
		return nil
	}
	abs := func(l complex128) float64 { return math.Hypot(real(l), imag(l)) }
	limit := 0.4 * abs(values[0])
	if trained {
		limit = now.Threshold
	}
	k := 0
	for k < len(values) && abs(values[k]) > limit {
		k++
	}
	return values[:k]
}

// leave puts the place in the (g, f_Q) plane that a change leaves on the list
// of those visited.
func (r *results) leave(p Params) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d, t := r.dimension, r.transfer
	if d == nil || t == nil || !d.Measured.Defined() || d.Why != "" || !(d.Measured.SE < 0.1) {
		return
	}
	r.visited = append(r.visited[:len(r.visited):len(r.visited)],
		Visited{G: p.Net.G, QIF: p.Net.QIF, GEff: t.Operating.GEff, Value: d.Measured.Value, SE: d.Measured.SE})
	if len(r.visited) > 200 {
		r.visited = r.visited[100:]
	}
	r.dimension, r.history = nil, nil
}
