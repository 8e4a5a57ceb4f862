package metrics

import (
	"fmt"
	"math"
)

// NeuronType is the kind of an integrate-and-fire neuron.
type NeuronType int

const (
	// LIF is leaky: τ_m v̇ = −v + μ + σ√τ_m ξ, spike at v = 1, reset to 0.
	LIF NeuronType = iota
	// QIF is quadratic: τ_m v̇ = v² + μ + σ√τ_m ξ, spike at +∞, reset to −∞.
	QIF
)

// String is the name used on the screen and in files.
func (t NeuronType) String() string {
	switch t {
	case LIF:
		return "LIF"
	case QIF:
		return "QIF"
	}
	return fmt.Sprintf("NeuronType(%d)", int(t))
}

// Rheobase is the constant input above which a neuron of this type fires
// without noise: 1 for LIF, 0 for QIF.
func (t NeuronType) Rheobase() float64 {
	if t == LIF {
		return 1
	}
	return 0
}

// Cell is an uncoupled neuron.
type Cell struct {
	Type NeuronType
	TauM float64 // membrane time constant in ms, positive
	TRef float64 // absolute refractory time in ms
}

// Rate is the stationary firing rate, in spikes per τ_m, at the constant total
// input mu (bias + input) and the noise amplitude sigma, as in
// τ_m v̇ = … + mu + sigma √τ_m ξ. It is finite and not negative for every
// finite input. With noise:
//
//	LIF  1/φ = t_ref/τ_m + √π ∫_{−μ/σ}^{(1−μ)/σ} e^{x²}(1+erf x) dx   Siegert 1951
//	QIF  1/φ = t_ref/τ_m + √π ∫ exp(−μz² − σ⁴z⁶/48) dz               Brunel & Latham 2003
//
// and without, t_ref/τ_m + ln(μ/(μ−1)) and t_ref/τ_m + π/√μ above rheobase.
//
// Rate panics if sigma is negative or the Cell is not one.
func (c Cell) Rate(mu, sigma float64) float64 {
	t, _ := c.passage(mu, sigma)
	return 1 / (c.TRef/c.TauM + t)
}

// Gain is γ = dRate/dmu, the slope of the f–I curve, in spikes per τ_m and unit
// of input, from the derivative of the formulas of [Cell.Rate]. It is +Inf at
// rheobase without noise, and finite elsewhere.
func (c Cell) Gain(mu, sigma float64) float64 {
	if sigma == 0 && mu == c.Type.Rheobase() {
		return math.Inf(1)
	}
	t, fall := c.passage(mu, sigma)
	rate := 1 / (c.TRef/c.TauM + t)
	if rate == 0 {
		return 0
	}
	return rate * (rate * t) * fall
}

// passage is the mean time t from reset to spike in units of τ_m, and
// fall = −d ln t/dmu, which stays in range where t and its derivative do not.
func (c Cell) passage(mu, sigma float64) (t, fall float64) {
	c.check(sigma)
	if c.Type == LIF {
		return fiPassageLIF(mu, sigma)
	}
	return fiPassageQIF(mu, sigma)
}

func (c Cell) check(sigma float64) {
	if !(c.TauM > 0) || !(c.TRef >= 0) || (c.Type != LIF && c.Type != QIF) {
		panic(fmt.Sprintf("metrics: not a neuron: %+v", c))
	}
	if sigma < 0 {
		panic("metrics: negative noise amplitude")
	}
}

func fiPassageLIF(mu, sigma float64) (t, fall float64) {
	// Past 1e4 σ above threshold the noise changes t by less than 1e-8 of it.
	if sigma == 0 || (mu-1)/sigma > 1e4 {
		if mu <= 1 {
			return math.Inf(1), 0
		}
		t = math.Log1p(1 / (mu - 1))
		return t, 1 / (mu - 1) / mu / t
	}
	a, b := -mu/sigma, (1-mu)/sigma
	if b > 26.5 { // e^{b²} is beyond float64
		return math.Inf(1), 0
	}
	m, s := fiSiegert(a, b)
	return m * math.Exp(s), fiSqrtPi / sigma * (fiE(b, s) - fiE(a, s)) / m
}

// fiPassageQIF evaluates T = √π/k K(J) with k = (σ⁴/48)^{1/6}, J = μ/k² and
// K = ∫ exp(−Js² − s⁶) ds over the line: the noise only sets the scale.
func fiPassageQIF(mu, sigma float64) (t, fall float64) {
	k2 := math.Pow(sigma, 4./3) / math.Cbrt(48)
	// Past J = 3e4 the noise changes t by less than 15/(8J³) = 1e-13 of it.
	if k2 == 0 || mu/k2 > 3e4 {
		if mu <= 0 {
			return math.Inf(1), 0
		}
		return math.Pi / math.Sqrt(mu), 1 / (2 * mu)
	}
	j := mu / k2

	// The range [lo, hi] of s > 0 outside which the integrand is below e⁻⁴⁰ of
	// its peak, e^top, which is at s² = q for J < 0; with r = s²/q the exponent
	// is top (1 − (1−r)²(2+r)/2).
	var k [2]float64 // ∫ e^{−top−Js²−s⁶} and the same with s²
	var top float64
	panel := func(lo, hi float64) {
		for i, x := range fiNodes {
			s := lo + (hi-lo)*x
			s *= s
			e := (hi - lo) * fiWeights[i] * math.Exp(-s*(j+s*s)-top)
			k[0] += e
			k[1] += e * s
		}
	}
	switch {
	case j >= 0:
		panel(0, math.Sqrt(min(3.42, 40/j)))
	case j > -3:
		panel(0, 1.95)
	default:
		q := math.Sqrt(-j / 3)
		if top = -2. / 3 * j * q; top > 709 {
			return math.Inf(1), 0
		}
		panel(math.Sqrt(q*max(0, 1-math.Sqrt(40/top))), math.Sqrt(q))
		panel(math.Sqrt(q), math.Sqrt(q*(1+math.Sqrt(80/(3*top)))))
	}
	return 2 * fiSqrtPi / math.Sqrt(k2) * k[0] * math.Exp(top), k[1] / k[0] / k2
}
