package sim

import (
	"math"

	"spiketop/internal/vec"
)

// qif is the quadratic integrate-and-fire neuron: τ_m v̇ = v² + b + u + I + σ√τ_m ξ;
// v → +∞ is a spike, after which v comes back from −∞.
var qif = Model{
	Name: "qif", Symbol: "QIF", Rheobase: 0,
	Shortest: math.Pi, // π/√I, and √I is at most one in a step: inputLimit
	Fraction: Quantity{Symbol: "f_Q", Def: 0.5, Source: "half of each: the mixed network", Down: "f", Up: "F"},
	Bias:     Quantity{Symbol: "b_Q", Def: 0, Source: "rheobase"},
	kernel:   func() kernel { return new(qifKernel) },
}

// A neuron that ends a step exactly at infinity starts the next from here.
const qifFar = -1e12

// qifKernel uses the exact flow. With constant input I the flow of v̇ = v² + I
// over h = Δt/τ_m is the Möbius map
//
//	v ← (v + I t)/(1 − v t),  t = tan(√I h)/√I,
//
// which runs through infinity and back from below by itself: a spike is a
// denominator that is not positive, and no cut-off is needed. tan is its Padé
// form t = h(15 − a)/(15 − 6a), a = I h². Noise is added before the flow
// (additive: Itô and Stratonovich agree).
type qifKernel struct {
	block
	den1, t0, t1 float64 // denominator and numerator of t, both times 15 − 6a
	inputLimit   float64 // a ≤ 1: beyond it a neuron would fire more than once in a step
}

func (k *qifKernel) set(b block, s setting) {
	h := s.dt / s.tauM
	h2 := h * h
	k.block = b
	k.noiseSD = s.noise * math.Sqrt(h)
	k.den1, k.t0, k.t1, k.inputLimit = -6*h2, 15*h, -h2*h, 1/h2
}

func (k *qifKernel) input() {}

func (k *qifKernel) step(gain float64, now int64, fired []int32) []int32 {
	k.gain = gain
	switch vec.Have {
	case vec.Go:
		qifGo(k, 0)
	case vec.AVX2:
		qifAVX2(k)
	case vec.AVX512:
		qifAVX512(k)
	case vec.NEON:
		qifNEON(k)
		qifGo(k, len(k.v)&^7)
	}
	before := len(fired)
	fired = k.atThreshold(now, fired)
	for _, j := range fired[before:] {
		i := int(j) - k.lo
		top, bottom := k.next(i)
		k.v[i] = top / bottom
		if !(k.v[i] > qifFar) || bottom == 0 {
			k.v[i] = qifFar
		}
	}
	return fired
}

// qifGo moves the neurons of the block from the given one on, a multiple of eight.
func qifGo(b *qifKernel, from int) {
	v, s, base, noise := b.v, b.s[:len(b.v)], b.base[:len(b.v)], b.noise
	gain, inputLimit, noiseSD, den1, t0, t1 := b.gain, b.inputLimit, b.noiseSD, b.den1, b.t0, b.t1
	b.allBelow(from)
	for i := from; i < len(v); i++ {
		v0, in := v[i], min(math.FMA(gain, s[i], base[i]), inputLimit)
		if i < len(noise) {
			v0 = math.FMA(float64(noise[i]), noiseSD, v0)
		}
		if top, bottom := flow(v0, in, den1, t0, t1); bottom <= 0 {
			b.notBelow(i)
		} else {
			v[i] = float64(top * reciprocal(bottom))
		}
	}
}

// next is one step of neuron i: v ← top/bottom.
func (k *qifKernel) next(i int) (top, bottom float64) {
	in, v0 := min(math.FMA(k.gain, k.s[i], k.base[i]), k.inputLimit), k.v[i]
	if len(k.noise) > 0 {
		v0 = math.FMA(float64(k.noise[i]), k.noiseSD, v0)
	}
	return flow(v0, in, k.den1, k.t0, k.t1)
}

func flow(v, in, den1, t0, t1 float64) (top, bottom float64) {
	den, t := math.FMA(den1, in, 15), math.FMA(t1, in, t0)
	return math.FMA(v, den, float64(in*t)), math.FMA(-v, t, den)
}

// reciprocal returns 1/x within 2 ulp: a float32 division is a third of the price,
// and one step of third order takes its 24 bits to all. Where x is beyond the
// range of float32 it returns 0; a network there has long burst.
func reciprocal(x float64) float64 {
	y := float64(1 / float32(x))
	e := math.FMA(-x, y, 1)
	return math.FMA(y, math.FMA(e, e, e), y)
}
