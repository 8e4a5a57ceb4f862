package sim

import "math"

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

// stepLIF integrates neurons lo … hi−1 over one step and appends those that
// fired to fired.
//
// Between spikes v relaxes to μ = b + I + u exactly (u is its mean over the
// step). The instant of a crossing is interpolated and the rest of the step is
// spent after the reset, so intervals are not rounded to the grid; refractory
// neurons are frozen for whole steps.
func (n *Network) stepLIF(lo, hi int, fired []int32) []int32 {
	d := &n.der
	v, s, base, ref, noise := n.st.V[lo:hi], n.st.S[lo:hi], n.scr.base[lo:hi], n.st.Ref[lo:hi], n.scr.noise[lo:hi]
	for i, v0 := range v {
		if ref[i] > 0 {
			ref[i]--
			continue
		}
		mu := base[i] + d.gain*s[i]
		v1 := mu + (v0-mu)*d.lifDecay + noise[i]*d.lifNoise
		if v1 >= d.lifBarrier {
			rest := 1.0
			if v1 > v0 { // v0 may already stand above a barrier that was lowered
				rest = min(1, (v1-d.lifBarrier)/(v1-v0))
			}
			v1 = lifReset + (mu-lifReset)*d.h*rest
			// A drive so strong that the rest of the step reaches threshold again
			// still gives one spike a step.
			v1 = min(v1, d.lifBarrier)
			ref[i] = d.refSteps
			fired = append(fired, int32(lo+i))
		}
		v[i] = v1
	}
	return fired
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
	d := &n.der
	v, s, base, ref, noise := n.st.V[lo:hi], n.st.S[lo:hi], n.scr.base[lo:hi], n.st.Ref[lo:hi], n.scr.noise[lo:hi]
	h, h2, inputMax := d.h, d.h*d.h, d.qifInputMax
	for i, v0 := range v {
		if ref[i] > 0 {
			ref[i]--
			continue
		}
		in := min(base[i]+d.gain*s[i], inputMax)
		v0 += noise[i] * d.qifNoise
		a := in * h2
		den, t := 15-6*a, h*(15-a)
		bottom := den - v0*t
		v1 := (v0*den + in*t) / bottom
		if bottom <= 0 {
			if !(v1 > qifFar) {
				v1 = qifFar
			}
			ref[i] = d.refSteps
			fired = append(fired, int32(lo+i))
		}
		v[i] = v1
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
		refSteps: int32(math.Round(p.TRef / p.Dt)),

		lifDecay:   math.Exp(-h),
		lifNoise:   p.Noise * math.Sqrt(-math.Expm1(-2*h)/2), // the exact s.d. of v after a step
		lifBarrier: lifThreshold - overshoot*p.Noise*math.Sqrt(h),

		qifNoise: p.Noise * math.Sqrt(h),
		// a = I h² ≤ 1: beyond it a neuron would fire more than once in a step.
		qifInputMax: 1 / (h * h),
	}
}
