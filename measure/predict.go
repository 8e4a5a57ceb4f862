package measure

import (
	"context"
	"errors"
	"math"
	"math/cmplx"

	"spiketop/learn"
	"spiketop/metrics/spectrum"
	"spiketop/run"
	"spiketop/sim"
)

// predictPasses is how often each uncoupled neuron is driven by its own target.
const predictPasses = 10

// KeyOf is p without the parameters that the prediction does not depend on.
func KeyOf(p run.Params) run.Params {
	l := learn.Params{Trainer: p.Learn.Trainer, Lambda: p.Learn.Lambda, Every: p.Learn.Every, Passes: p.Learn.Passes}
	return run.Params{Seed: p.Seed, Net: p.Net, Target: p.Target, Learn: l}
}

// Response is what neurons make of their own targets when nothing couples them:
// n neurons, samples instants of a pass.
type Response struct {
	N, Samples int
	F, Mean    []float64 // n×samples: the target, and the filtered spikes averaged over passes
	Var        []float64 // of the filtered spikes over passes, averaged over the samples
}

// Respond drives each neuron, uncoupled, by its own target. The error is that of ctx
// if ctx ended before, else it says why there are no responses.
func Respond(ctx context.Context, p run.Params) (*Response, error) {
	n := p.Net.N
	net := p.Net.With(nil)
	net.G, net.P = 0, 0.001                      // uncoupled; few synapses to draw
	cells := make([]*sim.Network, predictPasses) // a pass each, side by side: the target is computed once
	for pass := range cells {
		var err error
		if cells[pass], err = sim.New(net, p.Seed+pass<<32); err != nil {
			return nil, err
		}
	}
	if learn.NewTrainer(cells[0], p.Learn).Dim() != n {
		return nil, errors.New("predicted only where each neuron has a target of its own")
	}
	target, cue := learn.NewTarget(p.Target, n, p.Seed), learn.Cue(n, p.Seed)
	if target == nil {
		return nil, errors.New("no target")
	}
	steps := func(ms float64) int { return int(math.Round(ms / net.Dt)) }
	every := max(1, steps(p.Learn.Every))
	samples := steps(p.Target.Duration) / every
	if samples < 2 {
		return nil, errors.New("the target is too short")
	}
	f := make([]float64, n*samples)
	mean, square := make([]float64, n*samples), make([]float64, n*samples)
	in, r := make([]float64, n), make([]float64, n)
	m1, m2 := make([]float64, n), make([]float64, n)
	step := func() {
		for _, c := range cells {
			c.SetInput(in)
			c.Step()
		}
	}
	copy(in, cue)
	for k := range steps(p.Target.Cue) {
		if k%every == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		step()
	}
	for k := range samples {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for m := range every {
			// The drive is updated by spikes at every step and read over it: its middle.
			target.At((float64(k*every+m)+0.5)*net.Dt, in)
			step()
		}
		target.At(float64((k+1)*every)*net.Dt, in)
		for i, x := range in {
			f[i*samples+k] = x
		}
		clear(m1)
		clear(m2)
		for _, c := range cells {
			for i, r := range c.R(r, 1) {
				m1[i] += r / predictPasses
				m2[i] += r * r / predictPasses
			}
		}
		for i := range n {
			mean[i*samples+k], square[i*samples+k] = m1[i], m2[i]
		}
	}
	v := make([]float64, n)
	for i := range v {
		for k := range samples {
			m := mean[i*samples+k]
			v[i] += (square[i*samples+k] - m*m) * predictPasses / (predictPasses - 1) / float64(samples)
		}
	}
	return &Response{N: n, Samples: samples, F: f, Mean: mean, Var: v}, nil
}

// Ridge is λ/(g² passes), what one pass has of the ridge of the weights.
func Ridge(p run.Params) float64 {
	return p.Learn.Lambda / (p.Net.G * p.Net.G * float64(p.Learn.Passes))
}

// Prediction is where theory expects the outliers of a trained network.
type Prediction struct {
	Values []complex128 // largest modulus first; nil: none
	Note   string       // why there are none, or what they hold for
}

// Predict says where training should push the outliers, without any fit: each
// neuron, uncoupled, is driven by its own target, and the ridge regression of
// the targets on the mean responses has the eigenvalues (docs/SCIENCE.md,
// section 4). A prediction
// beyond its budget is left out. The error is that of ctx if ctx ended before.
func Predict(ctx context.Context, p run.Params) (Prediction, error) {
	if ok, why := predictable(p); !ok {
		return Prediction{Note: why}, nil
	}
	if why := predictionCost(p).tooMuch(); why != nil {
		return Prediction{Note: why[0].Text}, nil
	}
	r, err := Respond(ctx, p)
	switch {
	case ctx.Err() != nil:
		return Prediction{}, ctx.Err()
	case err != nil:
		return Prediction{Note: err.Error()}, nil
	}
	return r.predict(ctx, p), ctx.Err()
}

func predictable(p run.Params) (ok bool, why string) {
	switch ok, why := p.Target.Predictable(); {
	case !ok:
		return false, why
	case p.Net.G == 0 || p.Learn.Passes == 0:
		return false, "nothing is learned with g = 0 or no passes"
	case p.Net.P < 1:
		return false, "predicted for dense networks only"
	}
	return true, ""
}

// Predict is the prediction from the responses of the neurons to the targets of p.
func (r *Response) Predict(p run.Params) Prediction { return r.predict(context.Background(), p) }

func (r *Response) predict(ctx context.Context, p run.Params) Prediction {
	if ok, why := predictable(p); !ok {
		return Prediction{Note: why}
	}
	all, err := spectrum.PredictContext(ctx, r.F, r.Mean, r.N, r.Samples, r.Var, Ridge(p))
	if err != nil {
		return Prediction{Note: err.Error()}
	}
	return Prediction{all, "where theory expects the outliers, nothing fitted"}
}

// Leading keeps the predicted values that would be outliers: of the matrix as
// it is once it was trained, before that the largest few.
func (p Prediction) Leading(threshold float64, trained bool) []complex128 {
	if len(p.Values) == 0 {
		return nil
	}
	limit := 0.4 * cmplx.Abs(p.Values[0])
	if trained {
		limit = threshold
	}
	k := 0
	for k < len(p.Values) && cmplx.Abs(p.Values[k]) > limit {
		k++
	}
	return p.Values[:k]
}
