package metrics

import (
	"math"
)

// Operating is where each neuron of a network works: the mean and the noise of
// its total input, and what the neuron makes of them. Slices have one element
// per neuron.
type Operating struct {
	Mu    []float64 // mean total input b_i + ū_i, dimensionless
	Sigma []float64 // noise amplitude σ_i, external and recurrent
	Gain  []float64 // γ_i, slope of the f–I curve at (Mu, Sigma), spikes per τ_m and unit of input
	Rate  []float64 // rate the f–I curve gives there, spikes per τ_m; not the measured one
	// NoiseVar is ν_i F_i from the measured rate: the diagonal of D₀ in TheoryOfW.
	NoiseVar []float64

	GainLIF, GainQIF float64 // mean γ by type, NaN where there is none
	GEff             float64 // effective gain √(Σ_ij γ_i² W_ij²/N)
	Theory           float64 // LinearTheory(GEff), no fit; NaN if GEff is not finite
	Warnings         []string
}

// OperatingPoints computes the operating points from the measured rates nu
// (spikes per τ_m): ū_i = Σ_j W_ij ν_j and
//
//	σ_i² = σ² + Σ_j W_ij² ν_j F_j,
//
// where F_j is the Fano factor of the uncoupled neuron at its bias and the
// external noise sigma. Without external noise (or if F_j = 0 for another
// reason) an uncoupled neuron is a clock or silent and says nothing about the
// network's own irregularity: then F_j = 1 (Poisson), with a warning.
//
// w is n×n row-major, its row the postsynaptic neuron, the gain g included;
// types, bias and nu have length n; tauM and tRef are ms. OperatingPoints
// panics on wrong lengths and negative or infinite rates.
func OperatingPoints(w []float64, n int, types []NeuronType, bias, nu []float64, tauM, tRef, sigma float64) Operating {
	if len(nu) != n {
		panic("metrics: OperatingPoints: wrong length")
	}
	for _, r := range nu {
		if !(r >= 0) || math.IsInf(r, 1) {
			panic("metrics: OperatingPoints: not a rate")
		}
	}
	net := opNew(w, n, types, bias, tauM, tRef, sigma)
	o := Operating{
		Mu: make([]float64, n), Sigma: make([]float64, n), Gain: make([]float64, n),
		Rate: make([]float64, n), NoiseVar: make([]float64, n),
		Warnings: net.warnings,
	}
	net.input(nu, o.Mu, o.Sigma)
	var sum, count [2]float64
	var g2 float64
	infinite := 0
	for i := range n {
		c := net.cell(i)
		o.Gain[i] = c.Gain(o.Mu[i], o.Sigma[i])
		o.Rate[i] = c.Rate(o.Mu[i], o.Sigma[i])
		o.NoiseVar[i] = nu[i] * net.fano[i]
		sum[types[i]] += o.Gain[i]
		count[types[i]]++
		if math.IsInf(o.Gain[i], 1) {
			infinite++
		}
		var row float64
		for _, x := range w[i*n : (i+1)*n] {
			row += x * x
		}
		if row > 0 {
			g2 += o.Gain[i] * o.Gain[i] * row / float64(n)
		}
	}
	o.GainLIF, o.GainQIF = sum[LIF]/count[LIF], sum[QIF]/count[QIF]
	o.GEff = math.Sqrt(g2)
	o.Theory = LinearTheory(o.GEff)
	switch {
	case infinite > 0:
		o.warn("%d neurons are at rheobase without noise: their gain is infinite", infinite)
	case o.GEff >= 1:
		o.warn("effective gain %.2f ≥ 1: beyond the linear theory, which is 0 there", o.GEff)
	}
	if math.IsInf(o.GEff, 1) || math.IsNaN(o.GEff) {
		o.Theory = math.NaN()
	}
	return o
}

func (o *Operating) warn(format string, args ...any) {
	e := Estimate{Warnings: o.Warnings}
	e.warn(format, args...)
	o.Warnings = e.Warnings
}

// SelfConsistentRates solves ν_i = Rate(b_i + ū_i(ν), σ_i(ν)), with ū and σ_i as
// in [OperatingPoints], starting from the uncoupled neurons: the rates a network
// has before it is run. Arguments and shapes are those of OperatingPoints; nu is
// in spikes per τ_m. ok is false if the damped iteration does not settle to
// 1e-8 of the largest rate, as for a network that runs away or is bistable.
func SelfConsistentRates(w []float64, n int, types []NeuronType, bias []float64, tauM, tRef, sigma float64) (nu []float64, ok bool) {
	net := opNew(w, n, types, bias, tauM, tRef, sigma)
	nu = make([]float64, n)
	for i := range nu {
		nu[i] = net.cell(i).Rate(bias[i], sigma)
	}
	mu, noise, change := make([]float64, n), make([]float64, n), make([]float64, n)
	step, last := 1.0, math.Inf(1)
	for range 400 {
		net.input(nu, mu, noise)
		var far, top, turn float64
		for i := range nu {
			r := net.cell(i).Rate(mu[i], noise[i])
			d := r - nu[i]
			far = max(far, math.Abs(d))
			top = max(top, r)
			turn += d * change[i]
			change[i] = d
			nu[i] += step * d
		}
		if math.IsNaN(far) || math.IsInf(top, 1) {
			return nu, false
		}
		if far <= 1e-8*top {
			return nu, true
		}
		// An iteration that turns back or grows needs a smaller step.
		if far > last || turn < 0 {
			step = max(step/2, 1./32)
		} else {
			step = min(step*1.1, 1)
		}
		last = far
	}
	return nu, false
}

// opNet is a network as its operating points see it.
type opNet struct {
	w          []float64
	n          int
	types      []NeuronType
	bias, fano []float64
	tauM, tRef float64
	sigma      float64
	warnings   []string
}

func opNew(w []float64, n int, types []NeuronType, bias []float64, tauM, tRef, sigma float64) *opNet {
	if len(w) != n*n || len(types) != n || len(bias) != n {
		panic("metrics: operating points: wrong length")
	}
	net := &opNet{w: w, n: n, types: types, bias: bias, tauM: tauM, tRef: tRef, sigma: sigma}
	net.fano = make([]float64, n)
	type kind struct {
		t NeuronType
		b float64
	}
	known := map[kind]float64{}
	assumed := 0
	for j := range n {
		k := kind{types[j], bias[j]}
		f, seen := known[k]
		if !seen {
			if sigma > 0 {
				f = net.cell(j).Fano(bias[j], sigma)
			}
			known[k] = f
		}
		if f == 0 {
			f = 1
			assumed++
		}
		net.fano[j] = f
	}
	if assumed > 0 {
		e := Estimate{}
		e.warn("%d neurons have no variability of their own (no external noise): their Fano factor is taken as 1", assumed)
		net.warnings = e.Warnings
	}
	return net
}

func (net *opNet) cell(i int) Cell { return Cell{net.types[i], net.tauM, net.tRef} }

// input is the mean and the noise amplitude of every neuron's total input.
func (net *opNet) input(nu, mu, sigma []float64) {
	spread := make([]float64, net.n) // variance of a neuron's output
	for j, r := range nu {
		spread[j] = net.fano[j] * r
	}
	for i := range net.n {
		var u, v float64
		for j, x := range net.w[i*net.n : (i+1)*net.n] {
			u += x * nu[j]
			v += x * x * spread[j]
		}
		mu[i] = net.bias[i] + u
		sigma[i] = math.Sqrt(net.sigma*net.sigma + v)
	}
}
