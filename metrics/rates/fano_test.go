package rates

import (
	"math"
	"testing"
)

func TestFanoKnownNumbers(t *testing.T) {
	// docs/SCIENCE.md.
	near(t, "LIF", lif.Fano(1, 0.5), 0.31, 0.006)
	near(t, "QIF", qif.Fano(0, 0.5), 0.32, 0.006)
	// At the bifurcation CV² = 1/3 whatever the noise (Sigeti & Horsthemke 1989).
	for _, sigma := range []float64{0, 1e-100, 1e-3, 0.5, 7, 1e3} {
		rel(t, "QIF at I = 0", Of("qif", 10, 0).Fano(0, sigma), 1./3, 1e-10)
	}
	// t_ref adds to the mean only.
	for name, c := range both {
		free := Of(name, 10, 0)
		want := free.Fano(0.7, 0.5) * math.Pow(c.Rate(0.7, 0.5)/free.Rate(0.7, 0.5), 2)
		rel(t, "with t_ref", c.Fano(0.7, 0.5), want, 1e-12)
	}
}

// Brunel's double integral as it is printed, by a running Simpson rule.
func TestFanoLIFAgainstPlainQuadrature(t *testing.T) {
	for _, k := range [][2]float64{{1, 0.5}, {0.5, 0.5}, {2, 0.5}, {0, 0.5}, {-0.4, 0.7}, {1, 3}, {-4, 3}, {1, 0.2}, {1.5, 0.2}, {0, 1}, {-1, 30}} {
		mu, sigma := k[0], k[1]
		a, b := -mu/sigma, (1-mu)/sigma
		inner := func(y float64) float64 { // e^{y²}(1+erf y)²
			e := math.Erfc(-y)
			return math.Exp(y*y) * e * e
		}
		from := min(-10, a-5)
		h := simpson(from, a, 4000, inner)
		const n = 4000
		step := (b - a) / (2 * n)
		var v float64
		for i := 0; i <= 2*n; i++ {
			x := a + float64(i)*step
			weight := float64(2 + 2*(i%2))
			if i == 0 || i == 2*n {
				weight = 1
			}
			v += weight * math.Exp(x*x) * h
			h += step / 6 * (inner(x) + 4*inner(x+step/2) + inner(x+step))
		}
		nu := Of("lif", 10, 0).Rate(mu, sigma)
		rel(t, "CV²", Of("lif", 10, 0).Fano(mu, sigma), 2*math.Pi*nu*nu*v*step/3, 1e-7)
	}
}

// Lindner, Longtin & Bulsara's moments as two linear equations on a grid, with
// neither the symmetry nor the change of variable of the code: D g′ = 1 − f g
// is the density over the rate, D q′ = D g² − f q, T = ∫g, Var = 2∫q.
func TestFanoQIFAgainstMomentEquations(t *testing.T) {
	for _, k := range [][2]float64{{0, 0.5}, {0.3, 0.5}, {-0.2, 0.5}, {-0.5, 0.6}, {2, 1}, {1, 0.2}} {
		mu, sigma := k[0], k[1]
		d := sigma * sigma / 2
		const end, n = 60.0, 120000
		h := 2 * end / n
		f := end*end + mu
		g, q := 1/f, d/(f*f*f)
		var mean, va float64
		for i := range n {
			v := -end + float64(i+1)*h
			f2 := v*v + mu
			// The implicit trapezoid.
			g2 := (g*(d/h-f/2) + 1) / (d/h + f2/2)
			q2 := (q*(d/h-f/2) + d*(g*g+g2*g2)/2) / (d/h + f2/2)
			mean += h * (g + g2) / 2
			va += h * (q + q2)
			f, g, q = f2, g2, q2
		}
		mean += 2 / end
		rel(t, "CV²", Of("qif", 10, 0).Fano(mu, sigma), va/(mean*mean), 1e-4)
	}
}

func TestFanoLimits(t *testing.T) {
	free := Of("qif", 10, 0)
	// Weak noise above rheobase: CV² = σ²∫dv/f³ / T², 3σ²/(8π I^{3/2}) for QIF
	// and σ²/2 (1/(μ−1)² − 1/μ²)/ln²(μ/(μ−1)) for LIF.
	rel(t, "QIF weak noise", free.Fano(1, 0.01), 3*1e-4/(8*math.Pi), 1e-3)
	l := math.Log(2)
	rel(t, "LIF weak noise", Of("lif", 10, 0).Fano(2, 0.001), 0.5e-6*0.75/(l*l), 1e-4)
	// Deep below: Poisson.
	rel(t, "QIF silent", free.Fano(-5, 0.5), 1, 1e-9)
	rel(t, "LIF silent", lif.Fano(-3, 0.5), 1, 1e-9)
	// No noise at all.
	for name, c := range both {
		if f := c.Fano(c.Rheobase()+1, 0); f != 0 {
			t.Errorf("%v: a clock has Fano factor %g", name, f)
		}
		if f := c.Fano(c.Rheobase()-1, 0); f != 1 {
			t.Errorf("%v: rare escapes have Fano factor %g", name, f)
		}
	}
	// Reset just under threshold, a strong pull away from it: a spike is followed
	// by another with probability 1−p, p = 1 − exp(−2b(b−a)), else by a long
	// wait: a geometric burst, CV² = 2/p − 1.
	p := -math.Expm1(-2 * 100 * 1e-3)
	rel(t, "LIF bursts", Of("lif", 10, 0).Fano(-1e5, 1e3), 2/p-1, 1e-3)
}

// Across every change of method the value must be continuous, and finite and
// not negative everywhere.
func TestFanoNeverBreaks(t *testing.T) {
	for _, c := range []Transfer{lif, qif, Of("lif", 10, 0)} {
		for sigma := 1e-9; sigma <= 1e3; sigma *= 2.5 {
			for m := 1e-6; m <= 1e6; m *= 3 {
				for _, mu := range []float64{m, -m, 1 + m, 1 - m, 0, 1} {
					f := c.Fano(mu, sigma)
					if !(f >= 0) || math.IsInf(f, 1) {
						t.Fatalf("%+v: Fano(%g, %g) = %g", c, mu, sigma, f)
					}
					if g := c.Fano(mu, sigma*(1+1e-9)); math.Abs(f-g) > 1e-6*max(f, 1e-9) {
						t.Fatalf("%+v: Fano(%g, %g) jumps from %g to %g", c, mu, sigma, f, g)
					}
				}
			}
		}
	}
	// The switches themselves.
	for _, k := range []struct {
		name      string
		mu, sigma float64
	}{
		{"lif", 2, 1e-3}, {"lif", 1.1, 1e-4}, // b = −1000
		{"qif", 1, math.Sqrt2 * math.Pow(1e-3, 0.75)},              // j = 1000
		{"qif", -8, math.Sqrt2}, {"qif", -0.08, math.Sqrt2 * 1e-3}, // j = −8
	} {
		c := Of(k.name, 10, 0)
		rel(t, k.name+" at a switch", c.Fano(k.mu, k.sigma*(1-1e-9)), c.Fano(k.mu, k.sigma*(1+1e-9)), 1e-4)
	}
}

func BenchmarkFano(b *testing.B) {
	for name, c := range both {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				c.Fano(float64(i%100)*0.03-1, 0.5)
			}
		})
	}
}
