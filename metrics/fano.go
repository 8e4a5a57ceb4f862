package metrics

import "math"

// Fano is the asymptotic Fano factor of the spike count of the uncoupled
// neuron at constant input mu and noise sigma. The spike train is a renewal
// process, so it equals CV² of the interspike interval (Cox 1962); t_ref adds
// to the mean interval and not to its variance, so
//
//	F = CV₀² (T/(T+t_ref/τ_m))²
//
// with T the mean first-passage time in units of τ_m. The variance is a double
// integral, for LIF (Brunel 2000, J. Comput. Neurosci. 8:183)
//
//	CV₀² T² = 2π ∫_{−μ/σ}^{(1−μ)/σ} dx e^{x²} ∫_{−∞}^x dy e^{y²}(1+erf y)²
//
// and for QIF that of Lindner, Longtin & Bulsara 2003 (Neural Comput. 15:1761).
//
// With sigma = 0 Fano is the limit of weak noise: 0 above rheobase (a clock), 1
// below (rare escapes are Poisson), and at rheobase 0 for LIF, 1/3 for QIF.
// Fano panics where [Cell.Rate] does.
func (c Cell) Fano(mu, sigma float64) float64 {
	t, _ := c.passage(mu, sigma)
	var cv2 float64
	switch above := mu - c.Type.Rheobase(); {
	case sigma == 0 && above > 0:
		return 0
	case sigma == 0 && above < 0:
		return 1
	case c.Type == LIF:
		cv2 = fiCV2LIF(mu, sigma)
	default:
		cv2 = fiCV2QIF(mu, sigma)
	}
	if math.IsInf(t, 1) {
		return cv2
	}
	f := t / (t + c.TRef/c.TauM)
	return cv2 * f * f
}

// fiCV2LIF is CV² without a refractory time. With the order of integration
// changed, the inner integral is Dawson's:
//
//	Var = 2π ∫_{−∞}^b E(y)² [e^{b²−y²}D(b) − D(y)] dy
//
// where for y < a the bracket is instead e^{−y²}[e^{b²}D(b) − e^{a²}D(a)].
// Everything is multiplied by e^{−2s}, s as in fiSiegert.
func fiCV2LIF(mu, sigma float64) float64 {
	if sigma == 0 {
		return 0 // at threshold: T grows as ln 1/σ, its variance does not
	}
	a, b := -mu/sigma, (1-mu)/sigma
	switch {
	case b > 1e3:
		return 1 // then also b(b−a) > 1e3: every escape starts from the bottom
	case b < -1e3:
		// Weak noise: the spread at the end over the speed there, squared.
		t := math.Log1p(1 / (mu - 1))
		return (1/b/b - 1/a/a) / 2 / t / t
	}
	t, s := fiSiegert(a, b)
	db := fiDawson(b)

	// y in [a, b].
	inner := func(y float64) float64 {
		// e^{b²−2s} E(y)² e^{−y²}, which stays in range where its parts do not.
		var e float64
		if y < 0 {
			e = fiErfcx(-y)
			e *= e * math.Exp(b*b-y*y-2*s)
		} else {
			e = 1 + math.Erf(y)
			e *= e * math.Exp(y*y-s)
		}
		f := fiE(y, s)
		return e*db - f*f*fiDawson(y)
	}
	var v float64
	if b > 0 {
		// Concentrated below b when b is large.
		v += fiIntegral(max(a, 0, b-20/b), b, inner)
	}
	// Below zero it decays as 1/(2π|y|³): panels in s = asinh|y| up to 1e3.
	const end = 1e3
	if a < 0 {
		lo, hi := math.Asinh(max(-b, 0)), math.Asinh(min(-a, end))
		panels := math.Ceil((hi - lo) / 1.5)
		for p := range int(panels) {
			w := (hi - lo) / panels
			v += fiIntegral(lo+float64(p)*w, lo+float64(p+1)*w, func(s float64) float64 {
				return math.Cosh(s) * inner(-math.Sinh(s))
			})
		}
		if -a > end {
			v += math.Exp(-2*s) * (1/(end*end) - 1/a/a) / (4 * math.Pi)
		}
	}

	// y < a, the integral of e^{y²}(1+erf y)² being e^{a²} h.
	da := fiDawson(a)
	h := fiSquareTail(a)
	if a <= 0 {
		v += (math.Exp(b*b-a*a-2*s)*db - math.Exp(-2*s)*da) * h
	} else {
		v += (math.Exp(a*a-s)*db - math.Exp(2*(a*a-s))*da) * h
	}
	return 2 * math.Pi * v / (t * t)
}

// fiSquareTail is e^{−a²} ∫_{−∞}^a e^{y²}(1+erf y)² dy for a > 0, and the same
// with e^{+a²} for a ≤ 0.
func fiSquareTail(a float64) float64 {
	tail := func(p float64) float64 { // p = −a
		return fiIntegral(0, min(6.5, 20/p), func(t float64) float64 {
			e := fiErfcx(p + t)
			return e * e * math.Exp(-t*(2*p+t))
		})
	}
	if a <= 0 {
		return tail(math.Abs(a))
	}
	h := tail(0) * math.Exp(-a*a)
	return h + fiIntegral(max(0, a-20/a), a, func(y float64) float64 {
		e := 1 + math.Erf(y)
		return e * e * math.Exp(y*y-a*a)
	})
}

// fiCV2QIF is CV² without a refractory time. In the scale v = D^{1/3}s,
// D = σ²/2, it depends on j = μ/D^{2/3} only. With g(s) the stationary density
// over the rate, g(s) = ∫₀^∞ exp(−jw − [s³ − (s−w)³]/3) dw, the integrals of
// Lindner et al. become, since the potential is odd,
//
//	T = ∫ g ds,   Var = 2 ∫ g(s)² g(−s) ds.
func fiCV2QIF(mu, sigma float64) float64 {
	if sigma == 0 {
		mu, sigma = 0, 1 // the limit at rheobase
	}
	d := math.Pow(sigma*sigma/2, 2./3)
	if d == 0 || math.Abs(mu)/d > 1e3 {
		if mu < 0 {
			return 1
		}
		return 3 * sigma * sigma / (8 * math.Pi * mu * math.Sqrt(mu))
	}
	j := mu / d
	if j < -8 {
		return 1 // the barrier is 4/3|j|^{3/2} > 30
	}

	// s = L tan θ, θ at midpoints: the integrands are smooth and periodic in θ
	// (they fall as 1/s²), so the midpoint rule is as good as any.
	const n = 160
	l := math.Sqrt(math.Abs(j) + 1)
	var s, g [n]float64
	for i := range s {
		s[i] = l * math.Tan(math.Pi*((float64(i)+0.5)/n-0.5))
	}
	// g(s_i) from g(s_{i−1}): what is left of it, and what came in between.
	for i, x := range s {
		width := math.Inf(1)
		if i > 0 {
			width = x - s[i-1]
			g[i] = g[i-1] * math.Exp(-fiFall(j, x, width))
		}
		// The exponent falls with slope j + (x−w)², for x > 0 at least m if
		// w < x/2: cut where it is below −40.
		if m := j + x*x; x < 0 && m > 0 {
			width = min(width, 40/m)
		}
		if m := j + x*x/4; x > 0 && m > 80/x {
			width = min(width, 40/m)
		}
		g[i] += fiIntegral(0, width, func(w float64) float64 {
			return math.Exp(-fiFall(j, x, w))
		})
	}
	var t, v float64
	for i := range s {
		ds := l * (1 + s[i]*s[i]/(l*l))
		t += ds * g[i]
		v += ds * g[i] * g[i] * g[n-1-i]
	}
	return 2 * v / (t * t) * n / math.Pi
}

// fiFall is jw + [s³ − (s−w)³]/3, without cancellation for large s.
func fiFall(j, s, w float64) float64 {
	return w * (j + s*s - s*w + w*w/3)
}
