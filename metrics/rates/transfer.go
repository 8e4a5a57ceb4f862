package rates

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Transfer is an uncoupled neuron of one type, with its membrane time constant
// τ_m and its refractory time t_ref. Its input is the constant mu (bias and
// input together) and white noise of amplitude sigma,
//
//	τ_m v̇ = … + mu + sigma √τ_m ξ.
//
// The methods panic if sigma is negative.
type Transfer interface {
	// Rate is the stationary firing rate in spikes per τ_m. It is finite and not
	// negative for every finite input.
	Rate(mu, sigma float64) float64
	// Gain is γ = dRate/dmu, the slope of the f–I curve, in spikes per τ_m and
	// unit of input. It is not negative. It may be +Inf at rheobase without noise,
	// and is finite elsewhere.
	Gain(mu, sigma float64) float64
	// Fano is the Fano factor of the spike count in a long window. With sigma = 0
	// it is the limit of weak noise: 0 above rheobase (a clock), 1 below (rare
	// escapes are Poisson).
	Fano(mu, sigma float64) float64
	// Rheobase is the constant input above which the neuron fires without noise.
	Rheobase() float64
}

// types are the transfer functions by the name of their neuron type.
var types = map[string]func(tauM, tRef float64) Transfer{}

// register makes a neuron type known to [Of]. The file of a type calls it once.
// of is given a positive tauM and a tRef that is not negative, both in ms.
func register(name string, of func(tauM, tRef float64) Transfer) bool {
	if types[name] != nil {
		panic("rates: two neuron types are called " + name)
	}
	types[name] = of
	return true
}

// Of returns the transfer function of the neuron type of that name ("lif",
// "qif", …) with the membrane time constant tauM and the refractory time tRef in
// ms. It panics on an unknown name, and unless tauM > 0 and tRef ≥ 0.
func Of(name string, tauM, tRef float64) Transfer {
	of := types[name]
	if of == nil {
		panic(fmt.Sprintf("rates: no neuron type is called %q: must be %s", name, strings.Join(slices.Sorted(maps.Keys(types)), " or ")))
	}
	if !(tauM > 0) || !(tRef >= 0) {
		panic(fmt.Sprintf("rates: τ_m must be above 0 and t_ref not below: they are %g and %g ms", tauM, tRef))
	}
	return of(tauM, tRef)
}
