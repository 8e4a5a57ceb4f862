package measure

import (
	"context"
	"errors"
	"math"

	"spiketop/learn"
	"spiketop/run"
	"spiketop/sim"
)

// respondPasses is how often each uncoupled neuron is driven by its own target.
const respondPasses = 10

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
	cells := make([]*sim.Network, respondPasses) // a pass each, side by side: the target is computed once
	for pass := range cells {
		var err error
		if cells[pass], err = sim.New(net, p.Seed+pass<<32); err != nil {
			return nil, err
		}
	}
	if learn.NewTrainer(cells[0], p.Learn).Dim() != n {
		return nil, errors.New("known only where each neuron has a target of its own")
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
				m1[i] += r / respondPasses
				m2[i] += r * r / respondPasses
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
			v[i] += (square[i*samples+k] - m*m) * respondPasses / (respondPasses - 1) / float64(samples)
		}
	}
	return &Response{N: n, Samples: samples, F: f, Mean: mean, Var: v}, nil
}

// Ridge is λ/(g² passes), what one pass has of the ridge of the weights.
func Ridge(p run.Params) float64 {
	return p.Learn.Lambda / (p.Net.G * p.Net.G * float64(p.Learn.Passes))
}
