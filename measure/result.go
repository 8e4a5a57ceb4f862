package measure

import (
	"context"
	"math/rand/v2"

	"spiketop/run"
	"spiketop/sim"
)

// Result is a run measured at one moment. A part that was not wanted is nil, and
// its numbers are undefined.
type Result struct {
	Activity  *Activity
	Dimension *Dimension
	Spiking   *Spiking
	Training  *Training
	Weights   *Weights
	Spectrum  *Spectrum
	Motifs    *Motifs

	// For the files beside a summary: the motifs of W at the start and of its change.
	// Change is nil where W is as at the start.
	Start, Change *Motifs
}

// Wanted says what to measure beside activity, dimension, spiking, training and weights.
type Wanted struct {
	Spectrum   bool // eigenvalues of W and of W at the start, as metrics.spectrum says
	Prediction bool // the outliers that training is expected to make
	Motifs     bool
	Nulls      Nulls // of the motifs
	Files      bool  // the motifs of W at the start and of its change too
}

// Row is what a row of a table holds: all numbers of a summary. The prediction is a list.
var Row = Wanted{Spectrum: true, Motifs: true, Nulls: AllNulls}

// Everything is what a summary holds.
var Everything = Wanted{Spectrum: true, Prediction: true, Motifs: true, Nulls: AllNulls}

// AllFiles is what a summary and the files beside it hold.
var AllFiles = Wanted{Spectrum: true, Prediction: true, Motifs: true, Nulls: AllNulls, Files: true}

// Of measures a run. tell, which may be nil, is told before each analysis. An
// analysis beyond its budget is left out, and so are those that ctx interrupts: a
// warning says which. The same copy gives the same bits.
func Of(ctx context.Context, c *run.Copy, w Wanted, tell func(Progress)) *Result {
	l := newLedger(ctx, planOf(c, w), tell)
	a := ActivityOf(c)
	r := &Result{Activity: a, Training: TrainingOf(c), Weights: WeightsOf(c)}
	// What takes longest begins first.
	together(func() {
		if w.Spectrum {
			r.Spectrum = l.spectrum(c, w.Prediction)
		}
	}, func() {
		r.Dimension = l.dimension(c, a)
	}, func() {
		r.Spiking = l.spiking(c)
	}, func() {
		if w.Motifs {
			r.Motifs = l.motifs(c, OfW, w.Nulls, nil)
		}
	})
	if w.Files {
		r.Start, r.Change = l.files(c, r)
	}
	return r
}

// Tree names every number. Without a Result (nil) it has the same names, and
// every number is undefined.
func (r *Result) Tree() []Node {
	if r == nil {
		r = &Result{}
	}
	return append(part(r.Activity, (*Activity).node).Kids, part(r.Dimension, (*Dimension).Tree), part(r.Spiking, (*Spiking).node), part(r.Training, (*Training).node),
		part(r.Weights, (*Weights).node), part(r.Spectrum, (*Spectrum).node), part(r.Motifs, (*Motifs).Tree))
}

// part is the tree of a part of a Result.
func part[T any](x *T, tree func(*T) Node) Node {
	if x != nil {
		return tree(x)
	}
	n := tree(new(T))
	n.blank()
	return n
}

// Date says which state an analysis looked at.
type Date struct {
	Step   int64
	TimeMS float64
}

// Move dates a result that a later look would only repeat.
func (d *Date) Move(to Date) { d.Step, d.TimeMS = to.Step, to.TimeMS }

func dateOf(c *run.Copy) Date { return Date{Step: c.Step, TimeMS: c.TimeMS} }

// Rng is the random stream of an analysis: it follows from the seed, the purpose
// and the step alone.
func Rng(c *run.Copy, purpose string) *rand.Rand {
	return rand.New(sim.Stream(c.Params.Seed, "analysis "+purpose, c.Step))
}
