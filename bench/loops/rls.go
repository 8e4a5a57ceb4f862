package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"spiketop/learn"
	"spiketop/sim"
)

const ridge = 1

// regressors are a few vectors that look like filtered spikes: positive, all
// different. Updates take them in turn; the work does not depend on them.
func regressors(n int) [][]float64 {
	rng := rand.New(rand.NewPCG(1, 1))
	xs := make([][]float64, 16)
	for k := range xs {
		xs[k] = make([]float64, n)
		for i := range xs[k] {
			xs[k][i] = 0.4 * rng.Float64()
		}
	}
	return xs
}

// rls times P alone, or with -w whole updates of a dense network.
func rls(o options, clock *stopwatch) (sample, error) {
	if o.withW {
		o.p = 1
		return force(o, clock)
	}
	r := learn.NewRLS(o.n, ridge)
	xs, k := regressors(o.n), make([]float64, o.n)
	return repeat(o, clock, func(u int) error {
		_, err := r.Gain(xs[u%len(xs)], k)
		return err
	})
}

// own times updates of a sparse network: each neuron has its own P over its
// k synapses or so.
func own(o options, clock *stopwatch) (sample, error) {
	o.p = float64(o.k) / float64(o.n)
	out, err := force(o, clock)
	if err == nil {
		out["k"] = o.k
	}
	return out, err
}

// force times Force.Update. The network is run before, not between: the state
// stays, and only u moves towards the target.
func force(o options, clock *stopwatch) (sample, error) {
	net, err := network(o)
	if err != nil {
		return nil, err
	}
	par := net.Params()
	par.BiasLIF = 1.1
	if err := net.Configure(par); err != nil {
		return nil, err
	}
	steps(net, 0.2)
	f := learn.NewForce(net, ridge)
	targets := regressors(o.n)
	out, err := repeat(o, clock, func(u int) error {
		_, err := f.Update(net, targets[u%len(targets)])
		return err
	})
	if err != nil {
		return nil, err
	}
	out["synapses"] = synapses(net)
	return out, nil
}

func synapses(net *sim.Network) (n int) {
	for _, w := range net.W(nil) {
		if w != 0 {
			n++
		}
	}
	return n
}

// repeat times so many updates after some that warm up; 0 is as many as take
// about half a second.
func repeat(o options, clock *stopwatch, update func(int) error) (sample, error) {
	var failed error
	do := func(from, n int) {
		for u := from; u < from+n && failed == nil; u++ {
			failed = update(u)
		}
	}
	const warm = 5
	do(0, warm)
	if o.updates == 0 {
		began := time.Now()
		do(warm, warm)
		o.updates = max(10, int(0.5*warm/time.Since(began).Seconds()))
	}
	clock.time(float64(o.updates), func() { do(2*warm, o.updates) })
	if failed != nil {
		return nil, fmt.Errorf("update: %w", failed)
	}
	return sample{"updates": o.updates}, nil
}
