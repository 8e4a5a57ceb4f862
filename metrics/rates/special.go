package rates

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// Special functions of the first-passage problem, and the quadrature of all
// types. With x = (v−μ)/σ the leaky neuron needs E(x) = e^{x²}(1+erf x) =
// erfcx(−x), the integral of E, and Dawson's integral D(x) = e^{−x²} ∫₀ˣ e^{t²} dt.
// All are kept in a scaled form, because E overflows at x = 26 and 1+erf x
// underflows at x = −6.

const sqrtPi = 1.7724538509055160273

// nodes and nodeWeights are forty Gauss–Legendre nodes on [0, 1] and their
// weights. They integrate an exponential that falls by e⁻⁴⁰ to machine precision.
var nodes, nodeWeights = func() (x, w [40]float64) {
	quad.Legendre{}.FixedLocations(x[:], w[:], 0, 1)
	return x, w
}()

// integral is ∫ f over [lo, hi] by one Gauss–Legendre panel.
func integral(lo, hi float64, f func(x float64) float64) float64 {
	var sum float64
	for i, x := range nodes {
		sum += nodeWeights[i] * f(lo+(hi-lo)*x)
	}
	return sum * (hi - lo)
}

// erfcx is e^{x²} erfc(x) for x ≥ 0.
func erfcx(x float64) float64 {
	if x < 20 {
		return math.Exp(x*x) * math.Erfc(x)
	}
	// Asymptotic series; Abramowitz & Stegun 7.1.23.
	r := 1 / (2 * x * x)
	s := 1 - r*(1-3*r*(1-5*r*(1-7*r*(1-9*r*(1-11*r)))))
	return s / (x * sqrtPi)
}

// erfcxIntegral is √π ∫ erfcx over [lo, hi], 0 ≤ lo ≤ hi.
func erfcxIntegral(lo, hi float64) float64 {
	const far = 10
	var sum float64
	if lo < far {
		// erfcx(sinh s) cosh s is flat: it goes from 1 to 1/√π.
		s := integral(math.Asinh(lo), math.Asinh(min(hi, far)), func(s float64) float64 {
			e := math.Exp(s)
			return erfcx((e-1/e)/2) * (e + 1/e) / 2
		})
		sum = sqrtPi * s
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

// dawson is Dawson's integral e^{−x²} ∫₀ˣ e^{t²} dt.
func dawson(x float64) float64 {
	y := math.Abs(x)
	if y > 1e4 {
		return (1 + 1/(2*x*x)) / (2 * x)
	}
	return math.Copysign(integral(0, min(y, 40/y), func(t float64) float64 {
		return math.Exp(-t * (2*y - t))
	}), x)
}

// scaledE is E(x) e^{−s} = e^{x²−s}(1+erf x), for any s.
func scaledE(x, s float64) float64 {
	if x < 0 {
		return erfcx(-x) * math.Exp(-s)
	}
	return 2*math.Exp(x*x-s) - erfcx(x)*math.Exp(-s)
}

// siegert is m = e^{−s} √π ∫ₐᵇ e^{x²}(1+erf x) dx. The scale s is b² for b > 0
// and 0 otherwise, so that m neither over- nor underflows. a must be at most b.
func siegert(a, b float64) (m, s float64) {
	if b <= 0 {
		return erfcxIntegral(-b, -a), 0
	}
	s = b * b
	m = dawson(b)
	if a > 0 {
		m -= math.Exp(a*a-s) * dawson(a)
	}
	m *= 2 * sqrtPi
	if small := math.Exp(-s); small > 0 {
		m -= small * erfcxIntegral(max(a, 0), b)
		if a < 0 {
			m += small * erfcxIntegral(0, -a)
		}
	}
	return m, s
}
