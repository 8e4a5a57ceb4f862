package rates

import "math"

// The quadratic integrate-and-fire neuron (QIF),
//
//	τ_m v̇ = v² + μ + σ√τ_m ξ,  spike at +∞, reset to −∞.
//
// Its rate without noise is 1/φ = t_ref/τ_m + π/√μ above rheobase.
var _ = registerRenewal("qif", 0, qifPassage, qifCV2, qifCells, 0.25)

// qifPassage is the mean first-passage time (Brunel & Latham 2003)
//
//	t = √π ∫_{−∞}^∞ exp(−μz² − σ⁴z⁶/48) dz.
//
// The noise only sets the scale: with k = (σ⁴/48)^{1/6} and J = μ/k² the time is
// t = √π/k ∫ exp(−Js² − s⁶) ds.
func qifPassage(mu, sigma float64) (t, fall float64) {
	k2 := math.Pow(sigma, 4./3) / math.Cbrt(48)
	// Above J = 3e4 the noise changes t by less than 15/(8J³) = 1e-13 of t.
	if k2 == 0 || mu/k2 > 3e4 {
		if mu <= 0 {
			return math.Inf(1), 0
		}
		return math.Pi / math.Sqrt(mu), 1 / (2 * mu)
	}
	j := mu / k2

	// The integral runs over the range [lo, hi] of s > 0 outside which the
	// integrand is below e⁻⁴⁰ of its peak e^top. For J < 0 the peak is at s² = q;
	// with r = s²/q the exponent is top (1 − (1−r)²(2+r)/2).
	var k [2]float64 // ∫ e^{−top−Js²−s⁶} and the same with s²
	var top float64
	panel := func(lo, hi float64) {
		for i, x := range nodes {
			s := lo + (hi-lo)*x
			s *= s
			e := (hi - lo) * nodeWeights[i] * math.Exp(-s*(j+s*s)-top)
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
	return 2 * sqrtPi / math.Sqrt(k2) * k[0] * math.Exp(top), k[1] / k[0] / k2
}

// qifCV2 is CV² without a refractory time; at rheobase it is 1/3 at any noise.
// In the scale v = D^{1/3}s, D = σ²/2, it depends on j = μ/D^{2/3} only. Let g(s)
// be the stationary density over the rate,
//
//	g(s) = ∫₀^∞ exp(−jw − [s³ − (s−w)³]/3) dw.
//
// The potential is odd, so the integrals of Lindner, Longtin & Bulsara 2003
// (Neural Comput. 15:1761) become
//
//	T = ∫ g ds,   Var = 2 ∫ g(s)² g(−s) ds.
func qifCV2(mu, sigma float64) float64 {
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

	// With s = L tan θ the integrands are smooth and periodic in θ, since they
	// fall as 1/s². So the midpoint rule in θ converges exponentially.
	const n = 160
	l := math.Sqrt(math.Abs(j) + 1)
	var s, g [n]float64
	for i := range s {
		s[i] = l * math.Tan(math.Pi*((float64(i)+0.5)/n-0.5))
	}
	// g(s_i) is what is left of g(s_{i−1}), and the integral over the w between.
	for i, x := range s {
		width := math.Inf(1)
		if i > 0 {
			width = x - s[i-1]
			g[i] = g[i-1] * math.Exp(-qifFall(j, x, width))
		}
		// The exponent falls with slope j + (x−w)². For x > 0 and w < x/2 the slope
		// is at least m. The integral ends where the exponent is below −40.
		if m := j + x*x; x < 0 && m > 0 {
			width = min(width, 40/m)
		}
		if m := j + x*x/4; x > 0 && m > 80/x {
			width = min(width, 40/m)
		}
		g[i] += integral(0, width, func(w float64) float64 {
			return math.Exp(-qifFall(j, x, w))
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

// qifFall is jw + [s³ − (s−w)³]/3, without cancellation for large s.
func qifFall(j, s, w float64) float64 {
	return w * (j + s*s - s*w + w*w/3)
}
