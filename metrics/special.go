package metrics

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// Special functions of the first-passage problem. With x = (v−μ)/σ the LIF
// neuron needs E(x) = e^{x²}(1+erf x) = erfcx(−x), its integral, and Dawson's
// integral D(x) = e^{−x²} ∫₀ˣ e^{t²} dt. All are kept in a scaled form, since
// E overflows at x = 26 and 1+erf x underflows at x = −6.

const fiSqrtPi = 1.7724538509055160273

// fiNodes and fiWeights are Gauss–Legendre nodes on [0, 1]. Forty of them
// integrate an exponential that falls by e⁻⁴⁰ to machine precision.
var fiNodes, fiWeights = func() (x, w [40]float64) {
	quad.Legendre{}.FixedLocations(x[:], w[:], 0, 1)
	return x, w
}()

// fiIntegral is ∫ f over [lo, hi] by one Gauss–Legendre panel.
func fiIntegral(lo, hi float64, f func(x float64) float64) float64 {
	var sum float64
	for i, x := range fiNodes {
		sum += fiWeights[i] * f(lo+(hi-lo)*x)
	}
	return sum * (hi - lo)
}

// fiErfcx is e^{x²} erfc(x) for x ≥ 0.
func fiErfcx(x float64) float64 {
	if x < 20 {
		return math.Exp(x*x) * math.Erfc(x)
	}
	// Asymptotic series; Abramowitz & Stegun 7.1.23.
	r := 1 / (2 * x * x)
	s := 1 - r*(1-3*r*(1-5*r*(1-7*r*(1-9*r*(1-11*r)))))
	return s / (x * fiSqrtPi)
}

// fiErfcxIntegral is √π ∫ erfcx over [lo, hi], 0 ≤ lo ≤ hi.
func fiErfcxIntegral(lo, hi float64) float64 {
	const far = 10
	var sum float64
	if lo < far {
		// erfcx(sinh s) cosh s is flat: it goes from 1 to 1/√π.
		s := fiIntegral(math.Asinh(lo), math.Asinh(min(hi, far)), func(s float64) float64 {
			e := math.Exp(s)
			return fiErfcx((e-1/e)/2) * (e + 1/e) / 2
		})
		sum = fiSqrtPi * s
		lo = far
	}
	if hi > lo {
		// Integral of the asymptotic series, term by term.
		tail := func(y float64) float64 {
			r := 1 / (2 * y * y)
			return r * (1./2 - r*(3./4-r*(15./6-r*(105./8-r*(945./10)))))
		}
		sum += math.Log(hi/lo) + tail(hi) - tail(lo)
	}
	return sum
}

// fiDawson is Dawson's integral e^{−x²} ∫₀ˣ e^{t²} dt.
func fiDawson(x float64) float64 {
	y := math.Abs(x)
	if y > 1e4 {
		return (1 + 1/(2*x*x)) / (2 * x)
	}
	return math.Copysign(fiIntegral(0, min(y, 40/y), func(t float64) float64 {
		return math.Exp(-t * (2*y - t))
	}), x)
}

// fiE is E(x) e^{−s} = e^{x²−s}(1+erf x), for any s.
func fiE(x, s float64) float64 {
	if x < 0 {
		return fiErfcx(-x) * math.Exp(-s)
	}
	return 2*math.Exp(x*x-s) - fiErfcx(x)*math.Exp(-s)
}

// fiSiegert is m = e^{−s} √π ∫ₐᵇ e^{x²}(1+erf x) dx with the scale
// s = b² for b > 0 and 0 otherwise, so that m neither over- nor underflows.
// It needs a ≤ b.
func fiSiegert(a, b float64) (m, s float64) {
	if b <= 0 {
		return fiErfcxIntegral(-b, -a), 0
	}
	s = b * b
	m = fiDawson(b)
	if a > 0 {
		m -= math.Exp(a*a-s) * fiDawson(a)
	}
	m *= 2 * fiSqrtPi
	if small := math.Exp(-s); small > 0 {
		m -= small * fiErfcxIntegral(max(a, 0), b)
		if a < 0 {
			m += small * fiErfcxIntegral(0, -a)
		}
	}
	return m, s
}
