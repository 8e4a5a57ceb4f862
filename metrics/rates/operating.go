package rates

import (
	"math"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
)

// Population is the neurons Lo … Hi−1 of a network: one type, one bias.
type Population struct {
	Transfer Transfer
	Lo, Hi   int
	Bias     float64 // dimensionless
}

// Operating is where each neuron of a network works: the mean and the noise of
// its total input, and what the neuron makes of them. Slices have one element
// per neuron, unless it says otherwise.
type Operating struct {
	Mu    []float64 // mean total input b_i + ū_i, dimensionless
	Noise []Noise   // external noise, white, and that of the spikes of the others, filtered with τ_s
	// Rate is the rate that theory gives a neuron there, in spikes per τ_m.
	Rate []float64
	// Gain is γ_i, the slope of the f–I curve there, in spikes per τ_m and unit of
	// input. At rheobase without noise it is infinite.
	Gain []float64
	// NoiseVar is ν_i F_i from the measured rate, in spikes per τ_m: the diagonal
	// of D₀ in dimension.TheoryOf.
	NoiseVar []float64

	// MeanGain is the mean γ of each population: NaN where the population has no
	// neurons or the gain of one of them is infinite.
	MeanGain []float64
	// GEff is the effective gain √(Σ_ij γ_i² W_ij²/N), which stands in place of g
	// in dimension.Linear. NaN if it is not finite.
	GEff     float64
	Warnings warn.List
}

// leastWhite is how much white noise there is at least, over filtered noise, where
// the density has no edge at threshold.
const leastWhite = 1. / 8

// OperatingPoints computes the operating points from the measured rates nu
// (spikes per τ_m): ū_i = Σ_j W_ij ν_j. The external noise sigma is white. The
// spikes of the others reach a neuron filtered with τ_s, tauS in units of τ_m; the
// variance of the drive is
//
//	s_i² = Σ_j W_ij² ν_j F_j(τ_s) τ_m/(2τ_s)
//
// with F_j(τ_s) of the neuron at its mean input μ_j and the external noise sigma
// ([SpikeNoise]): what the network adds to the noise of its spikes is in W. Types whose intervals are not independent
// have that of their bias. What the two noises make of a neuron is [In].
//
// Without external noise (or if F_j = 0 for another reason) an uncoupled neuron is a clock or silent, and tells nothing about the
// irregularity of the network. Then F_j = 1 (Poisson), with a warning, and the
// filtered noise is taken for white noise that gives a free leaky membrane the
// same variance: σ_i² = Σ_j W_ij² ν_j F_j τ_m/(τ_m + τ_s).
//
// w includes the coupling gain g. The populations are blocks in the order of the neurons, and cover
// all n of them. nu has length n. OperatingPoints panics on wrong lengths, on
// populations that leave a gap or overlap, and on negative or infinite rates.
func OperatingPoints(w matrix.Matrix, populations []Population, nu []float64, sigma, tauS float64) Operating {
	n := w.N
	if len(nu) != n {
		panic("rates: OperatingPoints: wrong length")
	}
	if !(tauS > 0) {
		panic("rates: OperatingPoints: no time constant of the synapses")
	}
	for _, r := range nu {
		if !(r >= 0) || math.IsInf(r, 1) {
			panic("rates: OperatingPoints: not a rate")
		}
	}
	o := Operating{
		Mu: make([]float64, n), Noise: make([]Noise, n), Rate: make([]float64, n), Gain: make([]float64, n), NoiseVar: make([]float64, n),
		MeanGain: make([]float64, len(populations)),
	}
	row := func(i int, each func(j int, x float64)) {
		from, row := w.Row(i)
		for k, x := range row {
			if from != nil {
				k = int(from[k])
			}
			each(k, x)
		}
	}
	assumed, next := 0, 0
	filtered := make([]float64, n) // ν_j F_j(τ_s)
	for _, p := range populations {
		if p.Lo != next || p.Hi < p.Lo || p.Hi > n {
			panic("rates: OperatingPoints: the populations must follow one another")
		}
		next = p.Hi
		if p.Lo == p.Hi {
			continue
		}
		for j := p.Lo; j < p.Hi; j++ {
			var u float64
			row(j, func(k int, x float64) { u += x * nu[k] })
			o.Mu[j] = p.Bias + u
		}
		varies := sigma > 0 && p.Transfer.Fano(p.Bias, sigma) > 0
		if !varies {
			assumed += p.Hi - p.Lo
		}
		for j := p.Lo; j < p.Hi; j++ {
			fano, passed := 1.0, 1.0
			if varies {
				fano, passed = spikeNoiseAt(p.Transfer, o.Mu[j], p.Bias, sigma, tauS)
			}
			o.NoiseVar[j], filtered[j] = fano*nu[j], passed*nu[j]
		}
	}
	if next != n {
		panic("rates: OperatingPoints: the populations must cover all neurons")
	}
	if assumed > 0 {
		o.Warnings.Add(warn.NoNoise, "neurons without variability of their own (no external noise): %d; their Fano factor is taken as 1", assumed)
	}

	var g2 float64
	infinite := 0
	for k, p := range populations {
		var sum float64
		for i := p.Lo; i < p.Hi; i++ {
			var v, squares float64
			row(i, func(j int, x float64) {
				v += x * x * filtered[j]
				squares += x * x
			})
			if s := math.Sqrt(v / (2 * tauS)); sigma > s*leastWhite {
				o.Noise[i] = Noise{sigma, s, tauS}
			} else {
				o.Noise[i] = Noise{White: math.Sqrt(sigma*sigma + v/(1+tauS))}
			}
			o.Rate[i], o.Gain[i] = In(p.Transfer, o.Mu[i], o.Noise[i])
			sum += o.Gain[i]
			if math.IsInf(o.Gain[i], 1) {
				infinite++
			}
			if squares > 0 {
				g2 += o.Gain[i] * o.Gain[i] * squares / float64(n)
			}
		}
		o.MeanGain[k] = defined(sum / float64(p.Hi-p.Lo))
	}
	o.GEff = defined(math.Sqrt(g2))
	switch {
	case infinite > 0:
		o.Warnings.Add(warn.Rheobase, "neurons at rheobase without noise: %d; their gain is infinite", infinite)
	case math.IsNaN(o.GEff):
		o.Warnings.Add(warn.NotFinite, "the effective gain is not finite: a weight is not")
	case o.GEff >= 1:
		o.Warnings.Add(warn.BeyondLinear, "effective gain %.2f ≥ 1: beyond the linear theory, which is 0 there", o.GEff)
	}
	return o
}

// defined is x, or NaN if x is infinite.
func defined(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	return x
}
