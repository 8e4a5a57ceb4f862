package live

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"spiketop/internal/matrix"
	"spiketop/internal/prio"
	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/metrics/spectrum"
	"spiketop/run"
	"spiketop/sim"
)

// duty is the share of the time in which an analyst works.
const duty = 0.5

// job is a copy of the run, for one analysis.
type job struct {
	*run.Copy
	generation int // the results of another generation are dropped
	definition measure.Definition
	details    details
}

// An analyst does one kind of analysis on a goroutine of its own, one copy of the
// run after the other. A result says of which step it is. No result ever changes
// the run.
type analyst struct {
	work  func(context.Context, *job)
	idle  func(run.Params) bool // reports whether there is nothing to do; nil: there always is something
	every time.Duration         // between the beginnings of two looks, at least; 0: a second
	quick bool                  // does not wait for the slow analysts
	// again is called when the subject is the same as at the last look. It gives the
	// last result a new date and returns true, or returns false: then the analyst
	// looks again. nil: the analyst always looks again.
	again func(measure.Date) bool

	// The runner's own view.
	busy   bool
	stale  bool      // something changed since the last look
	next   time.Time // no look before, unless stale
	seen   subject   // of the last look
	looked int64     // step of the last look

	ctx  context.Context    // of all jobs
	stop context.CancelFunc // of the job at work
	jobs chan task          // holds at most one
	done chan time.Duration
}

// task is a job with its own context.
type task struct {
	ctx context.Context
	*job
}

// begin starts the goroutine, which defers caught; it ends when jobs is closed. A share
// that is not nil is waited for before every job.
func (a *analyst) begin(ctx context.Context, share *Share, caught func()) {
	a.jobs, a.done = make(chan task, 1), make(chan time.Duration, 1)
	a.ctx, a.stop = ctx, func() {}
	if share != nil {
		share.analysts.Add(1)
	}
	go func() {
		defer func() {
			if share != nil {
				share.analysts.Done()
			}
		}()
		defer caught()
		prio.Lower()
		for c := range a.jobs {
			if !share.enter(c.ctx) {
				a.done <- 0
				continue
			}
			t0 := time.Now()
			func() {
				defer share.leave()
				a.work(c.ctx, c.job)
			}()
			a.done <- time.Since(t0)
		}
	}()
}

// ready reports whether the analyst may look at the run now. The analyst must be
// free. Its share of the time must allow another look, or a change ask for one.
func (a *analyst) ready(now time.Time) bool {
	select {
	case took := <-a.done:
		a.busy = false
		every := a.every
		if every == 0 {
			every = time.Second
		}
		a.next = now.Add(max(every-took, time.Duration(float64(took)*(1/duty-1))))
	default:
	}
	return !a.busy && (a.stale || !now.Before(a.next))
}

func (a *analyst) start(c *job) {
	a.busy, a.stale = true, false
	a.stop()
	t := task{job: c}
	t.ctx, a.stop = context.WithCancel(a.ctx)
	a.jobs <- t
}

// results are the newest results of all analysts. Analysts write them, the runner
// reads them.
type results struct {
	mu         sync.Mutex
	generation int // of the session and episode; results of another are dropped
	visited    []Visited
	stored     uint64             // results taken, and dates moved
	condition  *measure.Condition // that is judged; nil: none
	stop       *measure.Condition // where the run pauses; nil: none
	newest
}

// startFrom takes over what is known of a run that is the same so far.
func (r *results) startFrom(other *results) {
	other.mu.Lock()
	now, visited := other.newest, other.visited
	other.mu.Unlock()
	now.history = slices.Clone(now.history) // both go on to append
	r.mu.Lock()
	defer r.mu.Unlock()
	r.newest, r.visited = now, slices.Clip(visited)
}

// measurement identifies the windows that belong together. A change of the
// network, of the window or of the estimator begins another measurement.
type measurement struct {
	counting  int
	estimator run.Estimator
}

type newest struct {
	measurement measurement
	net         sim.Params // of dimension
	dimension   *measure.Dimension
	transfer    *measure.Transfer
	spiking     *measure.Spiking
	spectrum    *Spectrum
	motifs      *measure.Motifs
	pairs       *Correlations
	partners    *Partners
	matrix      *Matrix
	judged      *Judged
	stopSeen    *Judged
	history     []DimensionPoint

	before     spectrum.Spectrum // of the episode's start
	hasBefore  bool
	prediction measure.Prediction // for predictFor
	predictFor run.Params
}

// forget drops everything, and from now on takes results of this generation alone.
func (r *results) forget(generation int, now measurement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.generation, r.newest = generation, newest{measurement: now}
}

// take stores a result, unless the result is of another generation.
func (r *results) take(generation int, store func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if generation == r.generation {
		store()
		r.stored++
	}
}

func (r *results) lookAtDimension(ctx context.Context, c *job) {
	take := func(store func()) {
		r.take(c.generation, func() {
			if r.measurement == (measurement{c.Counting, c.Params.Metrics.Estimator}) { // else the copy is of before a change
				store()
			}
		})
	}
	a := measure.ActivityOf(c.Copy)
	t := measure.TransferOf(c.Copy, a)
	take(func() { r.transfer = t })
	d := measure.DimensionOf(c.Copy, a)
	if c.N <= measure.TheoryLive {
		d.AddTheory(ctx, c.Copy, a)
	}
	take(func() {
		if d.Measured.Defined() && c.Why == "" {
			r.history = append(r.history, DimensionPoint{d.TimeMS, d.Measured.Value, d.Measured.SE})
			if len(r.history) > 400 {
				r.history = append([]DimensionPoint(nil), r.history[200:]...)
			}
		}
		r.dimension, r.net = d, c.Params.Net
	})
}

func (r *results) lookAtSpiking(ctx context.Context, c *job) {
	s, err := measure.SpikingOf(ctx, c.Copy)
	if err != nil {
		return
	}
	r.take(c.generation, func() {
		if r.measurement.counting == c.Counting { // else the copy is of before a change
			r.spiking = s
		}
	})
}

func (r *results) lookAtMotifs(ctx context.Context, c *job) {
	r.mu.Lock()
	old := r.motifs
	r.mu.Unlock()
	var before *motifs.Weighted
	if old != nil && old.Of == c.definition {
		before = &old.Before
	}
	m := measure.MotifsOf(ctx, c.Copy, c.definition, measure.AllNulls, before)
	if ctx.Err() == nil {
		r.take(c.generation, func() { r.motifs = m })
	}
}

func (r *results) lookAtPairs(_ context.Context, c *job) {
	p := &Correlations{measure.Date{Step: c.Step, TimeMS: c.TimeMS}, motifs.WeightedOf(c.W)}
	r.take(c.generation, func() { r.pairs = p })
}

func (r *results) samePairs(d measure.Date) bool {
	if r.pairs == nil {
		return false
	}
	p := *r.pairs
	p.Move(d)
	r.pairs = &p
	return true
}

// drop forgets the details that no screen shows.
func (r *results) drop(now Look) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !now.Glass {
		r.partners = nil
	}
	if now.Matrix.None() {
		r.matrix = nil
	}
}

// dropSpectrum forgets the eigenvalues of W as it is.
func (r *results) dropSpectrum() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spectrum = nil
	r.stored++
}

// redated gives the result of an analyst a new date, if its method again can.
func (r *results) redated(a *analyst, d measure.Date) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a.again == nil || !a.again(d) {
		return false
	}
	r.stored++
	return true
}

func (r *results) sameMotifs(d measure.Date) bool {
	if r.motifs == nil {
		return false
	}
	m := *r.motifs
	m.Move(d)
	r.motifs = &m
	return true
}

func (r *results) sameSpectrum(d measure.Date) bool {
	if r.spectrum == nil || len(r.spectrum.Now.Values) == 0 {
		return false
	}
	s := *r.spectrum
	s.Move(d)
	r.spectrum = &s
	return true
}

// settleLooks is how often the outliers of the same W are looked at while some of
// them have not settled. Those at the edge of a random matrix never settle.
const settleLooks = 8

func (r *results) sameOutliers(d measure.Date) bool {
	if r.spectrum == nil || r.spectrum.Live == nil {
		return false
	}
	s, live := *r.spectrum, *r.spectrum.Live
	if (live.Unsettled > 0 || live.More) && live.looks < settleLooks {
		return false
	}
	live.Move(d)
	s.Live = &live
	r.spectrum = &s
	return true
}

// SpectrumLive is the largest N for which all eigenvalues are renewed about once a
// second; they take .05 s there. In larger networks only the outliers are followed.
const SpectrumLive = 300

// spectrumSeconds is about how long all eigenvalues of an n×n matrix take while a
// run goes on. Measured on two processors: 0.12, 2 and 14 s for n = 400, 1000, 2000.
func spectrumSeconds(n int) float64 { return 2 * math.Pow(float64(n)/1000, 3) }

// predictMax is the largest N for which outliers are predicted while a run goes
// on. A prediction takes about as long there as the training.
const predictMax = 1000

// lookAtSpectrum computes all eigenvalues of W, and once in an episode those of W
// at the episode's start.
func (r *results) lookAtSpectrum(ctx context.Context, c *job) {
	r.mu.Lock()
	before, known := r.before, r.hasBefore
	r.mu.Unlock()
	var err error
	if c.N <= SpectrumLive && !known {
		if before, err = measure.Before(ctx, c.Copy); err != nil {
			return
		}
		known = true
	}
	s, err := measure.SpectrumOf(ctx, c.Copy, before)
	if err != nil {
		return
	}
	if !known { // W as it is comes first
		r.takeSpectrum(c, func(old *Spectrum) { old.Spectrum = *s })
		if before, err = measure.Before(ctx, c.Copy); err != nil {
			return
		}
	}
	r.takeSpectrum(c, func(old *Spectrum) {
		r.before, r.hasBefore = before, true
		s.Before = before
		old.Spectrum = *s
	})
}

// takeSpectrum stores a changed copy of the spectrum, unless the job is of another
// generation.
func (r *results) takeSpectrum(c *job, change func(*Spectrum)) {
	r.take(c.generation, func() {
		var s Spectrum
		if r.spectrum != nil {
			s = *r.spectrum
		}
		change(&s)
		r.spectrum = r.withPrediction(&s, c)
	})
}

// follower follows the outliers of a large network from look to look. Within an
// episode each look starts from the subspace of the look before. A follower belongs
// to its analyst.
type follower struct {
	results    *results
	generation int
	edition    int64 // of W at the last look
	looks      int   // at that edition
	want       int
	basis      *spectrum.Subspace
}

const (
	followAtFirst = 24
	followAtMost  = 96
)

// followProducts is how many products with W a look may take. They last about 0.2 s.
func followProducts(w matrix.Matrix) int {
	return int(min(800, max(150, 8e8/float64(len(w.Values())))))
}

func (f *follower) look(_ context.Context, c *job) {
	if f.generation != c.generation || f.want == 0 {
		f.generation, f.want, f.basis = c.generation, followAtFirst, nil
	}
	l := spectrum.LeadingOf(c.W, f.want, followProducts(c.W), f.basis, measure.Rng(c.Copy, "outliers"))
	f.basis = l.Basis
	if l.More {
		f.want = min(2*f.want, followAtMost)
	}
	if f.edition != c.Edition {
		f.edition, f.looks = c.Edition, 0
	}
	f.looks++
	live := &LiveOutliers{Date: measure.Date{Step: c.Step, TimeMS: c.TimeMS}, Leading: l, looks: f.looks}
	f.results.takeSpectrum(c, func(s *Spectrum) { s.Live = live })
}

// lookAtPrediction predicts the outliers, once for each set of the parameters that
// the prediction depends on.
func (r *results) lookAtPrediction(ctx context.Context, c *job) {
	key := measure.KeyOf(c.Params)
	p := measure.Prediction{Note: fmt.Sprintf("not predicted above N = %d", predictMax)}
	if c.N <= predictMax {
		var err error
		if p, err = measure.Predict(ctx, c.Params); err != nil {
			return
		}
	}
	r.take(c.generation, func() {
		r.prediction, r.predictFor = p, key
		if r.spectrum != nil {
			s := *r.spectrum
			r.spectrum = r.withPrediction(&s, c)
		}
	})
}

// predictedFor reports whether the outliers are predicted for these parameters.
func (r *results) predictedFor(p run.Params) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.predictFor == measure.KeyOf(p)
}

// withPrediction adds the predicted outliers to a spectrum, if the prediction is for
// the parameters of the job. The caller holds the lock.
func (r *results) withPrediction(s *Spectrum, c *job) *Spectrum {
	s.Predicted, s.PredictNote = nil, "predicting the outliers"
	if r.predictFor == measure.KeyOf(c.Params) {
		s.Predicted, s.PredictNote = r.prediction.Outliers, r.prediction.Note
	}
	s.Found = spectrum.Found(s.Outliers(), s.Predicted)
	return s
}

// leave ends a measurement. The dimension that a change of the network leaves
// behind goes on the list of those visited, with its composition and gain, if its
// error is small enough for a point.
func (r *results) leave(now measurement, net sim.Params) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d, t := r.dimension, r.transfer; d != nil && t != nil && r.net != net && d.Why == "" && d.Measured.Defined() && d.Measured.SE < 0.1 {
		r.visited = append(r.visited[:len(r.visited):len(r.visited)],
			Visited{Populations: t.Populations, G: r.net.G, GEff: t.Operating.GEff, Value: d.Measured.Value, SE: d.Measured.SE})
		if len(r.visited) > 200 {
			r.visited = r.visited[100:]
		}
	}
	r.measurement, r.dimension, r.history = now, nil, nil
	r.stored++
}
