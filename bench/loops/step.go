package main

import "spiketop/sim"

// The noise-free network with net.qif = 0 keeps firing at about 18.5 Hz at bias
// 0.945 and g = 1. It does not begin by itself: below rheobase silence is stable
// too. So for the first half second the bias stands higher. bench/peers has the
// same numbers. Other compositions, and noise, have a bias of their own for the
// same rate.
const (
	extra        = 0.155 // added while the network is started
	startSeconds = 0.5
)

func bias(o options) float64 {
	switch {
	case o.bias == o.bias: // set
		return o.bias
	case o.qif > 0 && o.sigma > 0:
		return 0.33
	case o.qif > 0:
		return 0.365
	case o.sigma > 0:
		return 0.48
	}
	return 0.945
}

// step times Network.Step alone.
func step(o options, clock *stopwatch) sample {
	net := network(o)
	par := net.Params()
	run := func(bias, seconds float64) {
		for t := range par.Types {
			par.Types[t].Bias = bias
		}
		check(net.Configure(par))
		steps(net, seconds)
	}
	run(bias(o)+extra, startSeconds)
	run(bias(o), o.warm)
	var spikes int
	clock.time(o.seconds, func() { spikes = steps(net, o.seconds) })
	return sample{"seconds": o.seconds, "spikes": spikes, "rate_hz": float64(spikes) / float64(o.n) / o.seconds}
}

func steps(net *sim.Network, seconds float64) (spikes int) {
	for range int(seconds*1000/net.Params().Dt + 0.5) {
		net.Step()
		spikes += len(net.Fired())
	}
	return spikes
}
