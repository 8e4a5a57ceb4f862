package experiment

import (
	"errors"
	"math"
	"math/cmplx"

	"spiketop/learn"
	"spiketop/metrics"
	"spiketop/sim"
)

// predictPasses is how often each uncoupled neuron is driven by its own target.
const predictPasses = 10

// predictKey is what a prediction depends on.
type predictKey struct {
	Seed   int
	Net    sim.Params
	Target learn.TargetParams
	Lambda float64
	Every  float64
	Passes int
}

func keyOf(p Params) predictKey {
	return predictKey{p.Seed, p.Net, p.Target, p.Learn.Lambda, p.Learn.Every, p.Learn.Passes}
}

// Response is what neurons make of their own targets when nothing couples them:
// n neurons, samples instants of a pass.
type Response struct {
	N, Samples int
	F, Mean    []float64 // n×samples: the target, and the filtered spikes averaged over passes
	Var        []float64 // of the filtered spikes over passes, averaged over the samples
}

// Respond drives each neuron, uncoupled, by its own target.
func Respond(p Params) (*Response, error) {
	n := p.Net.N
	net := p.Net
	net.G, net.P = 0, 0.001                      // uncoupled; few synapses to draw
	cells := make([]*sim.Network, predictPasses) // a pass each, side by side: the target is computed once
	for pass := range cells {
		var err error
		if cells[pass], err = sim.New(net, p.Seed+pass<<32); err != nil {
			return nil, err
		}
	}
	target, cue := learn.New(p.Target, n, p.Seed), learn.Cue(n, p.Seed)
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
	step := func() {
		for _, c := range cells {
			c.SetInput(in)
			c.Step()
		}
	}
	copy(in, cue)
	for range steps(p.Target.Cue) {
		step()
	}
	for k := range samples {
		for m := range every {
			// The drive is updated by spikes at every step and read over it: its middle.
			target.At((float64(k*every+m)+0.5)*net.Dt, in)
			step()
		}
		target.At(float64((k+1)*every)*net.Dt, in)
		for i, x := range in {
			f[i*samples+k] = x
		}
		for _, c := range cells {
			for i, r := range c.R(r, 1) {
				mean[i*samples+k] += r / predictPasses
				square[i*samples+k] += r * r / predictPasses
			}
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
func Ridge(p Params) float64 { return p.Learn.Lambda / (p.Net.G * p.Net.G * float64(p.Learn.Passes)) }

// predict is where training should push the outliers, without any fit: each
// neuron, uncoupled, is driven by its own target, and the ridge regression of
// the targets on the mean responses has the eigenvalues (docs/SCIENCE.md,
// section 4). Only the values outside the disc of threshold are returned. note
// says why there are none.
func predict(p Params, threshold float64) (values []complex128, note string) {
	switch {
	case p.Target.Kind == learn.None:
		return nil, "no target"
	case p.Target.Kind == learn.OU:
		return nil, "no prediction for ou: its modes are not few"
	case p.Net.G == 0 || p.Learn.Passes == 0:
		return nil, "nothing is learned with g = 0 or no passes"
	case p.Net.P < 1:
		return nil, "predicted for dense networks only"
	}
	r, err := Respond(p)
	if err != nil {
		return nil, err.Error()
	}
	all, err := metrics.PredictOutliers(r.F, r.Mean, r.N, r.Samples, r.Var, Ridge(p))
	if err != nil {
		return nil, err.Error()
	}
	for _, l := range all {
		if cmplx.Abs(l) > threshold {
			values = append(values, l)
		}
	}
	return values, "where theory expects the outliers, nothing fitted"
}
