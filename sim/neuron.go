package sim

import (
	"encoding/binary"
	"math"
	"math/bits"

	"spiketop/internal/vec"
)

// overshoot is −ζ(½)/√(2π): a random walk sampled at steps of variance s²
// overshoots a barrier by 0.5826 s on average, so a barrier lowered by as much
// is crossed at the continuous walk's times (Broadie, Glasserman & Kou 1997).
const overshoot = 0.5825971579390106

const (
	lifThreshold = 1.0
	lifReset     = 0.0
	// A QIF neuron that ends a step exactly at infinity starts the next from here.
	qifFar = -1e12
)

// block is a run of neurons of one type and what their kernel needs.
//
// A kernel writes the new v of every neuron that is neither refractory nor at
// threshold, and marks those at threshold: their v stays as it was before the
// step, for spike to reset, since they are few. Kernels exist in Go and in
// assembler, with the same bits: sums of products are written as math.FMA.
type block struct {
	v, s, base []float64
	noise      []float32 // standard normal draws of this step; empty: none
	until      []int64   // first step at which each neuron is not refractory
	marks      []uint8   // out, 0 before: a bit for each neuron at threshold
	step       int64
	gain       float64 // gain·s is u, averaged over the step
	noiseSD    float64 // of v in a step

	decay, barrier           float64 // LIF
	den1, t0, t1, inputLimit float64 // QIF
}

// block returns neurons lo … hi−1, to be stepped with the given s.d. of noise.
func (n *Network) block(lo, hi int, noiseSD float64) block {
	b := block{
		v: n.st.V[lo:hi], s: n.st.S[lo:hi], base: n.scr.base[lo:hi], until: n.st.Until[lo:hi], marks: n.scr.marks,
		step: n.st.Step, gain: n.der.gain * n.st.Scale, noiseSD: noiseSD,
	}
	clear(b.marks)
	if n.par.Noise > 0 {
		b.noise = n.scr.noise[lo:hi]
	}
	return b
}

// stepLIF integrates neurons lo … hi−1 over one step and appends those that
// fired to fired.
//
// Between spikes v relaxes to μ = b + I + u exactly (u is its mean over the
// step). The instant of a crossing is interpolated and the rest of the step is
// spent after the reset, so intervals are not rounded to the grid; refractory
// neurons are frozen for whole steps.
func (n *Network) stepLIF(lo, hi int, fired []int32) []int32 {
	if lo == hi {
		return fired
	}
	d := &n.der
	b := n.block(lo, hi, d.lifNoise)
	b.decay, b.barrier = d.lifDecay, d.lifBarrier
	if vec.Fast {
		lifAVX512(&b)
	} else {
		lif(&b)
	}
	before := len(fired)
	fired = b.atThreshold(fired, lo)
	for _, j := range fired[before:] {
		i := int(j) - lo
		v0 := b.v[i]
		mu, v1 := b.lif(i)
		rest := 1.0
		if v1 > v0 { // v0 may already stand above a barrier that was lowered
			rest = min(1, (v1-b.barrier)/(v1-v0))
		}
		v1 = lifReset + float64((mu-lifReset)*d.h*rest)
		// A drive so strong that the rest of the step reaches threshold again
		// still gives one spike a step.
		b.v[i] = min(v1, b.barrier)
		b.until[i] = b.step + d.refSteps + 1
	}
	return fired
}

func lif(b *block) {
	for i, until := range b.until {
		if until > b.step {
			continue
		}
		if _, v1 := b.lif(i); v1 >= b.barrier {
			b.mark(i)
		} else {
			b.v[i] = v1
		}
	}
}

// lif is one step of neuron i without threshold, and the μ it relaxes to.
func (b *block) lif(i int) (mu, v1 float64) {
	mu = math.FMA(b.gain, b.s[i], b.base[i])
	v1 = math.FMA(b.v[i]-mu, b.decay, mu)
	if len(b.noise) > 0 {
		v1 = math.FMA(float64(b.noise[i]), b.noiseSD, v1)
	}
	return mu, v1
}

// stepQIF integrates neurons lo … hi−1 over one step and appends those that
// fired to fired.
//
// With constant input I the flow of v̇ = v² + I over h = Δt/τ_m is the Möbius map
// v ← (v + I t)/(1 − v t), t = tan(√I h)/√I, which runs through infinity and back
// from below by itself: a spike is a denominator that is not positive, and no
// cut-off is needed. tan is its Padé form t = h(15 − a)/(15 − 6a), a = I h².
// Noise is added before the flow (additive: Itô and Stratonovich agree).
func (n *Network) stepQIF(lo, hi int, fired []int32) []int32 {
	if lo == hi {
		return fired
	}
	d := &n.der
	b := n.block(lo, hi, d.qifNoise)
	h2 := d.h * d.h
	b.den1, b.t0, b.t1, b.inputLimit = -6*h2, 15*d.h, -h2*d.h, d.qifInputMax
	if vec.Fast {
		qifAVX512(&b)
	} else {
		qif(&b)
	}
	before := len(fired)
	fired = b.atThreshold(fired, lo)
	for _, j := range fired[before:] {
		i := int(j) - lo
		top, bottom := b.qif(i)
		v1 := top / bottom
		if !(v1 > qifFar) || bottom == 0 {
			v1 = qifFar
		}
		b.v[i] = v1
		b.until[i] = b.step + d.refSteps + 1
	}
	return fired
}

func qif(b *block) {
	for i, until := range b.until {
		if until > b.step {
			continue
		}
		if top, bottom := b.qif(i); bottom <= 0 {
			b.mark(i)
		} else {
			b.v[i] = float64(top * reciprocal(bottom))
		}
	}
}

// qif is one step of neuron i: v ← top/bottom.
func (b *block) qif(i int) (top, bottom float64) {
	in, v0 := min(math.FMA(b.gain, b.s[i], b.base[i]), b.inputLimit), b.v[i]
	if len(b.noise) > 0 {
		v0 = math.FMA(float64(b.noise[i]), b.noiseSD, v0)
	}
	den, t := math.FMA(b.den1, in, 15), math.FMA(b.t1, in, b.t0)
	return math.FMA(v0, den, float64(in*t)), math.FMA(-v0, t, den)
}

// reciprocal returns 1/x within 2 ulp: a float32 division is a third of the price,
// and one step of third order takes its 24 bits to all. Where x is beyond the
// range of float32 it returns 0; a network there has long burst.
func reciprocal(x float64) float64 {
	y := float64(1 / float32(x))
	e := math.FMA(-x, y, 1)
	return math.FMA(y, math.FMA(e, e, e), y)
}

func (b *block) mark(i int) { b.marks[i>>3] |= 1 << (i & 7) }

// atThreshold appends the marked neurons to fired; the block's first is number lo.
func (b *block) atThreshold(fired []int32, lo int) []int32 {
	for at := 0; at < (len(b.v)+7)/8; at += 8 {
		for w := binary.LittleEndian.Uint64(b.marks[at:]); w != 0; w &= w - 1 {
			fired = append(fired, int32(lo+8*at+bits.TrailingZeros64(w)))
		}
	}
	return fired
}

// derive computes what follows from the parameters and the step, once.
func (p Params) derive() derived {
	h := p.Dt / p.TauM
	a := p.Dt / p.TauS
	return derived{
		nqif:     p.NQIF(),
		h:        h,
		decay:    math.Exp(-a),
		jump:     p.TauM / p.TauS,
		gain:     p.G * (-math.Expm1(-a) / a), // u's mean over a step in which it decays
		refSteps: int64(math.Round(p.TRef / p.Dt)),

		lifDecay:   math.Exp(-h),
		lifNoise:   p.Noise * math.Sqrt(-math.Expm1(-2*h)/2), // the exact s.d. of v after a step
		lifBarrier: lifThreshold - overshoot*p.Noise*math.Sqrt(h),

		qifNoise: p.Noise * math.Sqrt(h),
		// a = I h² ≤ 1: beyond it a neuron would fire more than once in a step.
		qifInputMax: 1 / (h * h),
	}
}
