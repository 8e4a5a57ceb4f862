package sim

import (
	"math"

	"spiketop/internal/elementary"
)

// izhikevich is the regular-spiking cell of Izhikevich, Dynamical Systems in
// Neuroscience (MIT Press 2007), section 8.2:
//
//	C V̇ = k(V − V_r)(V − V_t) − U + I,  U̇ = a(b(V − V_r) − U);
//	V ≥ V_peak: a spike; V ← c, U ← U + d,
//
// with C = 100 pF, k = 0.7 nS/mV, V_r = −60 mV, V_t = −40 mV, V_peak = 35 mV,
// a = 0.03/ms, b = −2 nS, c = −50 mV, d = 100 pA. In the units of this package it is
//
//	τ_m v̇ = v² + b_I + u + I − w + σ√τ_m ξ,  τ_w ẇ = βv − w;
//	v ≥ v_peak: a spike; v ← v_reset, w ← w + δ.
//
// The map is affine: V = V_0 + s v, U = U_0 + q w, with
//
//	V_0 = (V_r + V_t)/2 = −50 mV      s = C/(k τ_m) = 14.2857 mV at τ_m = 10 ms
//	U_0 = b(V_0 − V_r) = −20 pA       q = k s² = 142.857 pA
//
//	τ_w = 1/a = 33.3333 ms            β = b/(k s) = −0.2
//	v_peak = (V_peak − V_0)/s = 5.95  v_reset = (c − V_0)/s = 0  δ = d/q = 0.7
//
// An injected current I is the constant input (I − U_0 − k((V_t − V_r)/2)²)/q =
// (I − 50 pA)/q. Rheobase is β²/4 = 0.01, so 51.4 pA: there the two fixed points
// v² − βv + b_I = 0 meet, and the lower one is stable until then. With another τ_m
// the numbers stay, and the cell is one of another C/k.
//
// During the refractory time v stands still and w goes on.
var izhikevich = Model{
	Name: "izh", Symbol: "IZH", Rheobase: izhBeta * izhBeta / 4, Shortest: 1,
	Fraction: Quantity{Symbol: "f_I", Def: 0, Source: "none: the network of Kim & Chow 2018"},
	Bias:     Quantity{Symbol: "b_I", Def: izhBeta * izhBeta / 4, Source: "rheobase"},
	State:    []string{"w"},
	rest:     func(bias float64) []float64 { return []float64{izhBeta * izhRest(bias)} },
	// What comes from −∞ or runs to +∞ would drag w along: not farther than the peak.
	enter:  func(v float64) float64 { return min(max(v, -izhPeak), math.Nextafter(izhPeak, 0)) },
	kernel: func() kernel { return new(izhKernel) },
}

const (
	izhTauW  = 1 / 0.03 // ms
	izhBeta  = -0.2
	izhPeak  = 5.95
	izhReset = 0.0
	izhJump  = 0.7 // δ
)

// izhRest is the stable fixed point of v under a constant input. Where there is
// none, it is the v closest to being one.
func izhRest(input float64) float64 {
	return (izhBeta - math.Sqrt(max(0, izhBeta*izhBeta-float64(4*input)))) / 2
}

// izhKernel alternates the exact flows of w and of v (Strang 1968): half a step of
// w with v fixed, a step of v with w fixed, half a step of w. That is of second
// order in Δt, and a fixed point stays one. The flow of v is that of the quadratic
// neuron, a Möbius map. Where v reaches the peak, the instant is computed, and the
// rest of the step is spent after the reset. A neuron fires at most once a step.
type izhKernel struct {
	block
	h, dt       float64 // Δt/τ_m; Δt in ms
	whole, half float64 // decay of w in a step, and in half a step
	inputLimit  float64 // of I h²: beyond 1 the Padé form of tan is not good
}

func (k *izhKernel) set(b block, s setting) {
	k.block, k.h = b, s.dt/s.tauM
	k.noiseSD = s.noise * math.Sqrt(k.h)
	k.dt = s.dt
	k.whole, k.half = elementary.Exp(-s.dt/izhTauW), elementary.Exp(-s.dt/izhTauW/2)
	k.inputLimit = 1 / (k.h * k.h)
}

func (k *izhKernel) input() {}

func (k *izhKernel) step(gain float64, now int64, fired []int32) []int32 {
	w := k.extra[0]
	for i, v := range k.v {
		if k.until[i] > now {
			w[i] = approach(w[i], v, k.whole)
			continue
		}
		in := math.FMA(gain, k.s[i], k.base[i])
		if len(k.noise) > 0 {
			v = math.FMA(float64(k.noise[i]), k.noiseSD, v)
		}
		v1, w1 := k.leg(v, w[i], in, k.h, k.half)
		if v >= izhPeak || v1 >= izhPeak {
			fired = append(fired, int32(k.lo+i))
			v1, w1 = k.spike(v, w[i], in)
		}
		k.v[i], w[i] = v1, w1
	}
	return fired
}

// leg moves v and w by τ, in units of τ_m; w decays by half in τ/2. A v that
// reaches the peak stops there.
func (k *izhKernel) leg(v, w, in, tau, half float64) (v1, w1 float64) {
	w = approach(w, v, half)
	tau2 := tau * tau
	top, bottom := flow(v, min(in-w, k.inputLimit), -6*tau2, 15*tau, -tau2*tau)
	v1 = izhPeak
	if bottom > 0 {
		v1 = min(top/bottom, izhPeak)
	}
	return v1, approach(w, v1, half)
}

// spike moves v and w by a step in which v reaches the peak.
func (k *izhKernel) spike(v, w, in float64) (v1, w1 float64) {
	var before float64 // the time to the peak
	if v < izhPeak {
		before = min(timeTo(izhPeak, v, min(in-approach(w, v, k.half), k.inputLimit)), k.h)
	}
	half := elementary.Exp(-before / k.h * k.dt / izhTauW / 2)
	w = approach(approach(w, min(v, izhPeak), half), izhPeak, half) + izhJump
	rest := k.h - before
	return k.leg(izhReset, w, in, rest, elementary.Exp(-rest/k.h*k.dt/izhTauW/2))
}

// approach moves w towards βv.
func approach(w, v, decay float64) float64 {
	to := float64(izhBeta * v)
	return to + float64((w-to)*decay)
}

// timeTo is the time in which v̇ = v² + I runs from v to peak, in τ_m; peak must be
// reached before infinity.
func timeTo(peak, v, in float64) float64 {
	t := (peak - v) / (in + float64(v*peak)) // tan(√I τ)/√I
	switch x, root := in*t*t, math.Sqrt(math.Abs(in)); {
	case math.Abs(x) < 1e-6:
		return t - float64(t*x/3)
	case in > 0:
		return elementary.Atan(root*t) / root
	default:
		return elementary.Atanh(min(root*t, 1)) / root // the Padé form of tanh may exceed 1
	}
}
