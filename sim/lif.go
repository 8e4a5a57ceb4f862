package sim

import (
	"math"

	"spiketop/internal/elementary"
	"spiketop/internal/vec"
)

// lif is the leaky integrate-and-fire neuron: τ_m v̇ = −v + b + u + I + σ√τ_m ξ;
// v ≥ 1 is a spike and resets v to 0.
var lif = Model{
	Name: "lif", Symbol: "LIF", Rheobase: 1, Shortest: 1,
	Bias:   Quantity{Symbol: "b_L", Def: 1, Source: "rheobase"},
	enter:  func(v float64) float64 { return min(max(v, -1), math.Nextafter(lifThreshold, 0)) },
	kernel: func() kernel { return new(lifKernel) },
}

const (
	lifThreshold = 1.0
	lifReset     = 0.0
)

// overshoot is −ζ(½)/√(2π): a random walk sampled at steps of variance s²
// overshoots a barrier by 0.5826 s on average, so a barrier lowered by as much
// is crossed at the continuous walk's times (Broadie, Glasserman & Kou 1997).
const overshoot = 0.5825971579390106

// lifKernel relaxes v towards μ = b + I + u. Between spikes that is exact, with u
// its mean over the step. The instant of a crossing is interpolated and the rest
// of the step is spent after the reset, so intervals are not rounded to the grid.
type lifKernel struct {
	block                  // base is current·in, and gain has the factor in
	decay, barrier float64 // of v in a step; the threshold, lowered by the overshoot

	h, in   float64 // Δt/τ_m; 1 − decay
	current []float64
}

func (k *lifKernel) set(b block, s setting) {
	drift, h := sized(k.base, len(b.base)), s.dt/s.tauM
	k.block, k.current, k.h = b, b.base, h
	k.decay, k.in = elementary.Exp(-h), -elementary.Expm1(-h)
	k.noiseSD = s.noise * math.Sqrt(-elementary.Expm1(-2*h)/2) // the exact s.d. of v after a step
	k.barrier = lifThreshold - float64(overshoot*s.noise*math.Sqrt(h))
	k.base = drift
	k.input()
}

func (k *lifKernel) input() {
	drift, factor := k.base[:len(k.current)], k.in
	for i, in := range k.current {
		drift[i] = float64(in*factor) + smallestValue
	}
}

func (k *lifKernel) step(gain float64, now int64, fired []int32) []int32 {
	k.gain = gain * k.in
	switch vec.Have {
	case vec.Go:
		lifGo(k, 0)
	case vec.AVX2:
		lifAVX2(k)
	case vec.AVX512:
		lifAVX512(k)
	case vec.NEON:
		lifNEON(k)
		lifGo(k, len(k.v)&^7)
	}
	before := len(fired)
	fired = k.atThreshold(now, fired)
	for _, j := range fired[before:] {
		i := int(j) - k.lo
		v0, v1 := k.v[i], k.next(i)
		rest := 1.0
		if v1 > v0 { // v0 may already stand above a barrier that was lowered
			rest = min(1, (v1-k.barrier)/(v1-v0))
		}
		mu := math.FMA(gain, k.s[i], k.current[i])
		v1 = lifReset + float64((mu-lifReset)*k.h*rest)
		// A drive so strong that the rest of the step reaches threshold again
		// still gives one spike a step.
		k.v[i] = min(v1, k.barrier)
	}
	return fired
}

// lifGo moves the neurons of the block from the given one on, a multiple of eight.
func lifGo(b *lifKernel, from int) {
	v, s, base, noise := b.v, b.s[:len(b.v)], b.base[:len(b.v)], b.noise
	gain, decay, barrier, noiseSD := b.gain, b.decay, b.barrier, b.noiseSD
	b.allBelow(from)
	for i := from; i < len(v); i++ {
		v1 := relax(v[i], s[i], base[i], gain, decay)
		if i < len(noise) {
			v1 = math.FMA(float64(noise[i]), noiseSD, v1)
		}
		if v1 >= barrier {
			b.notBelow(i)
		} else {
			v[i] = v1
		}
	}
}

// next is v of neuron i after a step without threshold.
func (k *lifKernel) next(i int) float64 {
	v1 := relax(k.v[i], k.s[i], k.base[i], k.gain, k.decay)
	if len(k.noise) > 0 {
		v1 = math.FMA(float64(k.noise[i]), k.noiseSD, v1)
	}
	return v1
}

func relax(v, s, base, gain, decay float64) float64 {
	return math.FMA(v, decay, math.FMA(gain, s, base))
}
