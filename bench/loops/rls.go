package main

import (
	"math/rand/v2"
	"time"

	"spiketop/learn"
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
func rls(o options, clock *stopwatch) sample {
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
func own(o options, clock *stopwatch) sample {
	o.p = float64(o.k) / float64(o.n)
	out := force(o, clock)
	out["k"] = o.k
	return out
}

// force times Force.Update. The network is run before, not between: the state
// stays, and only u moves towards the target.
func force(o options, clock *stopwatch) sample {
	net := network(o)
	par := net.Params()
	par.Type("lif").Bias = 1.1
	check(net.Configure(par))
	steps(net, 0.2)
	f := learn.NewForce(net, ridge)
	targets := regressors(o.n)
	out := repeat(o, clock, func(u int) error {
		_, err := f.Update(net, targets[u%len(targets)])
		return err
	})
	out["synapses"] = net.Coupling().Synapses()
	return out
}

// repeat times so many updates after some that warm up; 0 is as many as take
// about half a second.
func repeat(o options, clock *stopwatch, update func(int) error) sample {
	do := func(from, n int) {
		for u := from; u < from+n; u++ {
			check(update(u))
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
	return sample{"updates": o.updates}
}
