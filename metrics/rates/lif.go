package rates

import "math"

// The leaky integrate-and-fire neuron (LIF),
//
//	τ_m v̇ = −v + μ + σ√τ_m ξ,  spike at v = 1, reset to 0.
//
// Its rate without noise is 1/φ = t_ref/τ_m + ln(μ/(μ−1)) above rheobase.
var _ = registerRenewal("lif", 1, lifPassage, lifCV2, lifCells, 0.5)

// lifPassage is the mean first-passage time (Siegert 1951)
//
//	t = √π ∫_{−μ/σ}^{(1−μ)/σ} e^{x²}(1+erf x) dx.
func lifPassage(mu, sigma float64) (t, fall float64) {
	// More than 1e4 σ above threshold the noise changes t by less than 1e-8 of t.
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
	m, s := siegert(a, b)
	return m * math.Exp(s), sqrtPi / sigma * (scaledE(b, s) - scaledE(a, s)) / m
}

// lifCV2 is CV² without a refractory time. The variance is a double integral
// (Brunel 2000, J. Comput. Neurosci. 8:183),
//
//	CV₀² T² = 2π ∫_{−μ/σ}^{(1−μ)/σ} dx e^{x²} ∫_{−∞}^x dy e^{y²}(1+erf y)².
//
// With the order of integration changed, the inner integral is Dawson's:
//
//	CV₀² T² = 2π ∫_{−∞}^b E(y)² [e^{b²−y²}D(b) − D(y)] dy
//
// with a = −μ/σ, b = (1−μ)/σ, and E and D as in special.go. For y < a the
// bracket is e^{−y²}[e^{b²}D(b) − e^{a²}D(a)] instead. The code multiplies all
// terms by e^{−2s}, with s as in siegert.
func lifCV2(mu, sigma float64) float64 {
	if sigma == 0 {
		return 0 // at rheobase T grows as ln 1/σ, and its variance does not
	}
	a, b := -mu/sigma, (1-mu)/sigma
	switch {
	case b > 1e3:
		return 1 // then b(b−a) > 1e3 too: every escape starts from the bottom of the well
	case b < -1e3:
		// Weak noise: the variance is the squared ratio of the spread at threshold
		// to the speed there.
		t := math.Log1p(1 / (mu - 1))
		return (1/b/b - 1/a/a) / 2 / t / t
	}
	t, s := siegert(a, b)
	db := dawson(b)

	// inner is the integrand for y in [a, b].
	inner := func(y float64) float64 {
		// e is e^{b²−2s} E(y)² e^{−y²}. It stays in range where its factors do not.
		var e float64
		if y < 0 {
			e = erfcx(-y)
			e *= e * math.Exp(b*b-y*y-2*s)
		} else {
			e = 1 + math.Erf(y)
			e *= e * math.Exp(y*y-s)
		}
		f := scaledE(y, s)
		return e*db - f*f*dawson(y)
	}
	var v float64
	if b > 0 {
		// For large b the integrand is concentrated below b.
		v += integral(max(a, 0, b-20/b), b, inner)
	}
	// Below zero the integrand decays as 1/(2π|y|³): panels in asinh|y| up to 1e3.
	const end = 1e3
	if a < 0 {
		lo, hi := math.Asinh(max(-b, 0)), math.Asinh(min(-a, end))
		panels := math.Ceil((hi - lo) / 1.5)
		for p := range int(panels) {
			w := (hi - lo) / panels
			v += integral(lo+float64(p)*w, lo+float64(p+1)*w, func(s float64) float64 {
				return math.Cosh(s) * inner(-math.Sinh(s))
			})
		}
		if -a > end {
			v += math.Exp(-2*s) * (1/(end*end) - 1/a/a) / (4 * math.Pi)
		}
	}

	// The part y < a. The integral of e^{y²}(1+erf y)² is e^{a²} h.
	da := dawson(a)
	h := squareTail(a)
	if a <= 0 {
		v += (math.Exp(b*b-a*a-2*s)*db - math.Exp(-2*s)*da) * h
	} else {
		v += (math.Exp(a*a-s)*db - math.Exp(2*(a*a-s))*da) * h
	}
	return 2 * math.Pi * v / (t * t)
}

// squareTail is e^{−a²} ∫_{−∞}^a e^{y²}(1+erf y)² dy for a > 0. For a ≤ 0 the
// factor before the integral is e^{+a²}.
func squareTail(a float64) float64 {
	tail := func(p float64) float64 { // p = −a
		return integral(0, min(6.5, 20/p), func(t float64) float64 {
			e := erfcx(p + t)
			return e * e * math.Exp(-t*(2*p+t))
		})
	}
	if a <= 0 {
		return tail(math.Abs(a))
	}
	h := tail(0) * math.Exp(-a*a)
	return h + integral(max(0, a-20/a), a, func(y float64) float64 {
		e := 1 + math.Erf(y)
		return e * e * math.Exp(y*y-a*a)
	})
}
