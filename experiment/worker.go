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
	// again gives the last result a new date, where what it is about is the same;
	// false: look nevertheless. nil: always look.
	again func(Date) bool

	// The runner's own view.
	busy  bool
	stale bool // something changed that it has not looked at
	next  time.Time
	seen  subject // of the last look

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
	r.mu.Lock()
	old := r.motifs
	r.mu.Unlock()
	var before metrics.Weighted
	if old != nil && old.generation == c.generation && old.Of == c.definition {
		before = old.Before
	} else {
		before = metrics.WeightedMotifs(c.definition.of(c.Initial(), c.Initial), c.N, c.Mask)
	}
	m := c.motifs(c.definition.of(c.W, c.Initial))
	m.generation, m.Of, m.Before = c.generation, c.definition, before
	m.TookMS = since(t0)
	r.take(c.generation, func() { r.motifs = m })
}

// same… give results a new date.

func (r *results) sameMotifs(d Date) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.motifs == nil {
		return false
	}
	m := *r.motifs
	m.move(d)
	r.motifs = &m
	return true
}

func (r *results) sameSpectrum(d Date) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.spectrum == nil || len(r.spectrum.Now.Values) == 0 {
		return false
	}
	s := *r.spectrum
	s.move(d)
	r.spectrum = &s
	return true
}

// settleLooks is how often the outliers of the same W are looked at while some
// have not settled: at the edge of a random matrix they never do.
const settleLooks = 8

func (r *results) sameOutliers(d Date) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.spectrum == nil || r.spectrum.Live == nil {
		return false
	}
	if l := r.spectrum.Live; (l.Unsettled > 0 || l.More) && l.looks < settleLooks {
		return false
	}
	s, live := *r.spectrum, *r.spectrum.Live
	live.move(d)
	s.Live = &live
	r.spectrum = &s
	return true
}

// SpectrumLive is up to which N the whole spectrum is renewed about once a second:
// .05 s there. Above, only the outliers are followed.
const SpectrumLive = 300

// spectrumSeconds is about how long the spectrum of an n×n matrix takes beside a
// run: 0.12, 2 and 14 s were measured for n = 400, 1000 and 2000, on two processors.
func spectrumSeconds(n int) float64 { return 2 * math.Pow(float64(n)/1000, 3) }

// predictMax bounds the networks whose outliers are predicted while a run goes on:
// about a second there, and 24 MB.
const predictMax = 2000

// lookAtSpectrum computes all eigenvalues; above SpectrumLive only on demand.
func (r *results) lookAtSpectrum(c *Copy) {
	t0 := time.Now()
	r.mu.Lock()
	before, beforeOf := r.before, r.beforeOf
	r.mu.Unlock()
	if c.N <= SpectrumLive && beforeOf != c.generation {
		before = c.spectrumBefore()
		beforeOf = c.generation
	}
	s := c.spectrum(before)
	s.TookMS = since(t0)
	if beforeOf != c.generation { // what is now is not kept waiting
		r.takeSpectrum(c, func(old *SpectrumResult) { old.Date, old.Now = s.Date, s.Now })
		before = c.spectrumBefore()
	}
	r.takeSpectrum(c, func(old *SpectrumResult) {
		r.before, r.beforeOf = before, c.generation
		old.Date, old.Now, old.Before = s.Date, s.Now, before
	})
}

// takeSpectrum stores a changed copy of the spectrum, unless c is of another
// generation.
func (r *results) takeSpectrum(c *Copy, change func(*SpectrumResult)) {
	r.take(c.generation, func() {
		var s SpectrumResult
		if r.spectrum != nil {
			s = *r.spectrum
		}
		change(&s)
		r.spectrum = r.withPrediction(&s, c)
	})
}

// follower keeps the outliers of a large network in sight: each look starts from
// the subspace of the one before, within an episode. It belongs to its analyst.
type follower struct {
	results    *results
	generation int
	edition    int64 // of W
	looks      int   // at it
	want       int
	basis      *metrics.Subspace
}

const (
	followAtFirst = 24
	followAtMost  = 96
)

// followProducts is how many products with W a look may take: about 0.2 s of them.
func followProducts(n int) int { return int(min(800, max(150, 8e8/float64(n*n)))) }

func (f *follower) look(c *Copy) {
	t0 := time.Now()
	if f.generation != c.generation || f.want == 0 {
		f.generation, f.want, f.basis = c.generation, followAtFirst, nil
	}
	l := metrics.LeadingEigenvalues(c.W, c.N, c.Mask, f.want, followProducts(c.N), f.basis, c.rng("outliers"))
	f.basis = l.Basis
	if l.More {
		f.want = min(2*f.want, followAtMost)
	}
	if f.edition != c.edition {
		f.edition, f.looks = c.edition, 0
	}
	f.looks++
	live := &LiveOutliers{Date: c.date(), Leading: l, looks: f.looks}
	live.TookMS = since(t0)
	f.results.takeSpectrum(c, func(s *SpectrumResult) { s.Live = live })
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
		s.Predicted, s.PredictNote = leading(r.predicted, s.Threshold(), c.Trained()), r.note
	}
	return s
}

// leading keeps the predicted values that would be outliers: of the matrix as
// it is once it was trained, before that the largest few.
func leading(values []complex128, threshold float64, trained bool) []complex128 {
	if len(values) == 0 {
		return nil
	}
	abs := func(l complex128) float64 { return math.Hypot(real(l), imag(l)) }
	limit := 0.4 * abs(values[0])
	if trained {
		limit = threshold
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
