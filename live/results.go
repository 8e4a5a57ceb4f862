package live

import (
	"context"
	"slices"
	"sync"

	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/metrics/spectrum"
	"spiketop/run"
	"spiketop/sim"
)

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

// settleLooks is how often the outliers of the same W are looked at while some of
// them have not settled. Those at the edge of a random matrix never settle.
const settleLooks = 8

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
