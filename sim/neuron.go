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
// A kernel writes the new v of every neuron below threshold and marks it; those
// at threshold, which are few, keep their v for the spike to start from.
// Refractoriness is not its business: the neurons' true v is put aside and brought
// back (Network.release), and what happens to the other one meanwhile is of no
// account. Kernels exist in Go and in assembler, with the same bits: sums of
// products are written as math.FMA.
type block struct {
	v, s    []float64
	base    []float64 // b + I; of LIF neurons times 1 − decay
	noise   []float32 // standard normal draws of this step; empty: none
	below   []uint8   // out: a bit for each neuron below threshold, and for the rest of a word
	gain    float64   // gain·s is u, averaged over the step; LIF: times 1 − decay
	noiseSD float64   // of v in a step

	decay, barrier           float64 // LIF
	den1, t0, t1, inputLimit float64 // QIF
}

// block returns neurons lo … hi−1.
func (n *Network) block(lo, hi int) block {
	b := block{v: n.st.V[lo:hi], s: n.st.S[lo:hi], gain: n.der.gain * n.st.Scale}
	words := (hi - lo + 63) / 64
	b.below = n.scr.below[:8*words]
	binary.LittleEndian.PutUint64(b.below[8*(words-1):], math.MaxUint64)
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
	d, b := &n.der, n.block(lo, hi)
	gain := b.gain
	b.base, b.gain = n.scr.drift[lo:hi], gain*d.lifIn
	b.decay, b.barrier, b.noiseSD = d.lifDecay, d.lifBarrier, d.lifNoise
	switch vec.Have {
	case vec.Go:
		lif(&b)
	case vec.AVX2:
		lifAVX2(&b)
	case vec.AVX512:
		lifAVX512(&b)
	}
	before := len(fired)
	fired = n.atThreshold(&b, lo, fired)
	for _, j := range fired[before:] {
		i := int(j) - lo
		v0, v1 := b.v[i], b.lif(i)
		rest := 1.0
		if v1 > v0 { // v0 may already stand above a barrier that was lowered
			rest = min(1, (v1-b.barrier)/(v1-v0))
		}
		mu := math.FMA(gain, b.s[i], n.scr.base[j])
		v1 = lifReset + float64((mu-lifReset)*d.h*rest)
		// A drive so strong that the rest of the step reaches threshold again
		// still gives one spike a step.
		n.reset(j, min(v1, b.barrier))
	}
	return fired
}

func lif(b *block) {
	v, s, base, noise := b.v, b.s[:len(b.v)], b.base[:len(b.v)], b.noise
	gain, decay, barrier, noiseSD := b.gain, b.decay, b.barrier, b.noiseSD
	b.allBelow()
	for i, v0 := range v {
		v1 := relax(v0, s[i], base[i], gain, decay)
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

// lif is v of neuron i after a step without threshold.
func (b *block) lif(i int) float64 {
	v1 := relax(b.v[i], b.s[i], b.base[i], b.gain, b.decay)
	if len(b.noise) > 0 {
		v1 = math.FMA(float64(b.noise[i]), b.noiseSD, v1)
	}
	return v1
}

func relax(v, s, base, gain, decay float64) float64 {
	return math.FMA(v, decay, math.FMA(gain, s, base))
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
	d, b := &n.der, n.block(lo, hi)
	h2 := d.h * d.h
	b.base, b.noiseSD = n.scr.base[lo:hi], d.qifNoise
	b.den1, b.t0, b.t1, b.inputLimit = -6*h2, 15*d.h, -h2*d.h, d.qifInputMax
	switch vec.Have {
	case vec.Go:
		qif(&b)
	case vec.AVX2:
		qifAVX2(&b)
	case vec.AVX512:
		qifAVX512(&b)
	}
	before := len(fired)
	fired = n.atThreshold(&b, lo, fired)
	for _, j := range fired[before:] {
		top, bottom := b.qif(int(j) - lo)
		v1 := top / bottom
		if !(v1 > qifFar) || bottom == 0 {
			v1 = qifFar
		}
		n.reset(j, v1)
	}
	return fired
}

func qif(b *block) {
	v, s, base, noise := b.v, b.s[:len(b.v)], b.base[:len(b.v)], b.noise
	gain, inputLimit, noiseSD, den1, t0, t1 := b.gain, b.inputLimit, b.noiseSD, b.den1, b.t0, b.t1
	b.allBelow()
	for i, v0 := range v {
		in := min(math.FMA(gain, s[i], base[i]), inputLimit)
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

// qif is one step of neuron i: v ← top/bottom.
func (b *block) qif(i int) (top, bottom float64) {
	in, v0 := min(math.FMA(b.gain, b.s[i], b.base[i]), b.inputLimit), b.v[i]
	if len(b.noise) > 0 {
		v0 = math.FMA(float64(b.noise[i]), b.noiseSD, v0)
	}
	return flow(v0, in, b.den1, b.t0, b.t1)
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

func (b *block) allBelow() {
	for i := range b.below {
		b.below[i] = 0xff
	}
}

func (b *block) notBelow(i int) { b.below[i>>3] &^= 1 << (i & 7) }

// atThreshold appends the neurons of the block that are at threshold, and not
// refractory, to fired; the block's first is number lo.
func (n *Network) atThreshold(b *block, lo int, fired []int32) []int32 {
	for at := 0; at < len(b.below); at += 8 {
		for w := ^binary.LittleEndian.Uint64(b.below[at:]); w != 0; w &= w - 1 {
			if j := lo + 8*at + bits.TrailingZeros64(w); n.st.Until[j] <= n.st.Step {
				fired = append(fired, int32(j))
			}
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
		lifIn:      -math.Expm1(-h),
		lifNoise:   p.Noise * math.Sqrt(-math.Expm1(-2*h)/2), // the exact s.d. of v after a step
		lifBarrier: lifThreshold - overshoot*p.Noise*math.Sqrt(h),

		qifNoise: p.Noise * math.Sqrt(h),
		// a = I h² ≤ 1: beyond it a neuron would fire more than once in a step.
		qifInputMax: 1 / (h * h),
	}
}
