package rates

import (
	"math"
	"math/rand/v2"
	"testing"
)

var (
	lif  = Of("lif", 10, 2)
	qif  = Of("qif", 10, 2)
	both = map[string]Transfer{"lif": lif, "qif": qif}
)

// The numbers of docs/SCIENCE.md, to the digits it gives.
func TestTransferKnownNumbers(t *testing.T) {
	const hz = 100 // spikes per τ_m = 10 ms
	near(t, "LIF Hz", hz*lif.Rate(1, 0.5)/51.9, 1, 0.0015)
	near(t, "LIF γ", lif.Gain(1, 0.5), 0.71, 0.005)
	near(t, "QIF Hz", hz*qif.Rate(0, 0.5)/9.85, 1, 0.0005)
	near(t, "QIF γ", qif.Gain(0, 0.5), 0.28, 0.005)
	near(t, "QIF Hz, no t_ref", hz*Of("qif", 10, 0).Rate(0, 0.5)/10.05, 1, 0.0005)
	// At I = 0 the QIF integral is a Γ function:
	// φ = (σ⁴/48)^{1/6} / (√π Γ(1/6)/3), Γ(1/6) = 5.566316001780235.
	want := math.Pow(0.25*0.25/48, 1./6) / (sqrtPi * 5.566316001780235 / 3)
	rel(t, "QIF at rheobase", Of("qif", 10, 0).Rate(0, 0.5), want, 1e-13)
}

func TestTransferWithoutNoise(t *testing.T) {
	for _, mu := range []float64{1 + 1e-9, 1.01, 1.5, 3, 100, 1e6} {
		rel(t, "LIF", lif.Rate(mu, 0), 1/(0.2+math.Log(mu/(mu-1))), 1e-6)
	}
	for _, i := range []float64{1e-9, 0.01, 0.5, 2, 1e6} {
		rel(t, "QIF", qif.Rate(i, 0), 1/(0.2+math.Pi/math.Sqrt(i)), 1e-12)
	}
	for name, c := range both {
		rheobase := c.Rheobase()
		for _, mu := range []float64{rheobase, rheobase - 1e-9, -1e6} {
			if r := c.Rate(mu, 0); r != 0 {
				t.Errorf("%v fires at %g without noise: %g", name, mu, r)
			}
		}
		if g := c.Gain(rheobase, 0); !math.IsInf(g, 1) {
			t.Errorf("%v slope at rheobase: %g", name, g)
		}
		if g := c.Gain(rheobase-0.1, 0); g != 0 {
			t.Errorf("%v slope below rheobase: %g", name, g)
		}
	}
}

// The noise fades out: to first order the rate differs from the deterministic
// one by O(σ²), on both sides of the switch between the formulas.
func TestTransferWeakNoise(t *testing.T) {
	for _, above := range []float64{1e-3, 0.1, 1, 30} {
		for name, c := range both {
			mu := c.Rheobase() + above
			for _, ratio := range []float64{300, 3e3, 0.999e4, 1.001e4, 1e5, 1e9} {
				scale := above // of σ, for LIF; for QIF σ^{4/3} compares with μ
				if name == "qif" {
					scale = math.Pow(above, 0.75)
				}
				rel(t, name+" rate", c.Rate(mu, scale/ratio), c.Rate(mu, 0), 3/ratio/ratio+1e-9)
				rel(t, name+" gain", c.Gain(mu, scale/ratio), c.Gain(mu, 0), 10/ratio/ratio+1e-9)
			}
		}
	}
}

// What weak noise changes to leading order, which no early switch to the
// formula without noise would give: for LIF T − T₀ = −(σ²/4)(1/(μ−1)² − 1/μ²),
// for QIF a relative −15/(8J³), J = I/(σ⁴/48)^{1/3}.
func TestTransferWeakNoiseLeadingOrder(t *testing.T) {
	const mu, sigma = 1.5, 0.5 / 200
	later := 1/lif.Rate(mu, sigma) - 1/lif.Rate(mu, 0)
	rel(t, "LIF", later, -sigma*sigma/4*(4-1/mu/mu), 1e-3)
	free := Of("qif", 10, 0)
	strong := math.Pow(48*math.Pow(mu/100, 3), 0.25) // J = 100
	rel(t, "QIF", free.Rate(mu, 0)/free.Rate(mu, strong)-1, -15./8*1e-6, 1e-3)
}

func TestQIFAgainstPlainQuadrature(t *testing.T) {
	c := Of("qif", 10, 0)
	for _, sigma := range []float64{0.05, 0.5, 4} {
		for _, j := range []float64{-20, -6, -3.01, -2.99, -1, 0, 0.1, 3, 40, 1000, 2.9e4} {
			mu := j * math.Pow(sigma*sigma*sigma*sigma/48, 1./3)
			f := func(z float64) float64 { return math.Exp(-mu*z*z - math.Pow(sigma, 4)*math.Pow(z, 6)/48) }
			end := 6 / math.Pow(sigma*sigma*sigma*sigma/48, 1./6)
			if j > 30 {
				end = 7 / math.Sqrt(mu)
			}
			rel(t, "QIF", 1/c.Rate(mu, sigma), 2*sqrtPi*simpson(0, end, 3000, f), 1e-10)
		}
	}
}

func TestGainIsTheSlopeOfRate(t *testing.T) {
	for name, c := range map[string]Transfer{"lif": lif, "qif": qif, "lif without t_ref": Of("lif", 10, 0)} {
		for _, sigma := range []float64{0.1, 0.5, 3, 100} {
			for _, mu := range []float64{-2, -0.3, 0, 0.2, 0.9, 1, 1.3, 8, 300} {
				h := 1e-4 * min(1, sigma)
				if mu > 100 {
					h = 1e-2
				}
				slope := (c.Rate(mu-2*h, sigma) - 8*c.Rate(mu-h, sigma) + 8*c.Rate(mu+h, sigma) - c.Rate(mu+2*h, sigma)) / (12 * h)
				if c.Rate(mu, sigma) < 1e-12 {
					continue
				}
				rel(t, name, c.Gain(mu, sigma), slope, 1e-6)
			}
		}
	}
}

// Any finite input gives a finite number: a grid of extremes and their
// neighbours, in which the rate must also rise with the input.
func TestTransferNeverBreaks(t *testing.T) {
	mus := []float64{0, 1, math.Nextafter(1, 2), math.Nextafter(1, 0)}
	for m := 1e-9; m <= 1e6; m *= 3 {
		mus = append(mus, m, -m, 1+m, 1-m)
	}
	mus = append(mus, 1e6, -1e6)
	sigmas := []float64{0, 5e-324, 1e-300, 1e-200, 1e-30}
	for s := 1e-9; s <= 1e3; s *= 2.5 {
		sigmas = append(sigmas, s)
	}
	sigmas = append(sigmas, 1e3)
	for _, c := range []Transfer{lif, qif, Of("lif", 10, 0), Of("qif", 10, 0)} {
		for _, sigma := range sigmas {
			for _, mu := range mus {
				r, g := c.Rate(mu, sigma), c.Gain(mu, sigma)
				if !(r >= 0) || math.IsInf(r, 1) {
					t.Fatalf("%+v: rate(%g, %g) = %g", c, mu, sigma, r)
				}
				if !(g >= 0) || (math.IsInf(g, 1) && (sigma > 0 || mu != c.Rheobase())) {
					t.Fatalf("%+v: gain(%g, %g) = %g", c, mu, sigma, g)
				}
				step := max(1e-3, 1e-3*math.Abs(mu))
				if up := c.Rate(mu+step, sigma); up < r*(1-1e-9) {
					t.Fatalf("%+v: rate falls from %.17g to %.17g above %g at σ = %g", c, r, up, mu, sigma)
				}
			}
		}
	}
}

func TestTransferMisusePanics(t *testing.T) {
	for name, f := range map[string]func(){
		"negative sigma": func() { lif.Rate(1, -0.1) },
		"no τ_m":         func() { Of("qif", 0, 2) },
		"negative t_ref": func() { Of("lif", 10, -1) },
		"no type":        func() { Of("LIF", 10, 2) },
		"type twice":     func() { register("lif", nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

// simulate runs an uncoupled neuron without a refractory time for n intervals
// and returns their mean, in τ_m, and CV².
//
// LIF: Euler with the Brownian-bridge test for crossings inside a step. QIF: θ
// form with the Itô drift. Both are off by O(dt), here under 1 %.
func simulate(name string, mu, sigma float64, n int, rng *rand.Rand) (mean, cv2 float64) {
	dt := 0.004
	if name == "qif" {
		dt = 0.02
	}
	sq := sigma * math.Sqrt(dt)
	decay, kick := math.Exp(-dt), sigma*math.Sqrt((1-math.Exp(-2*dt))/2)
	var s1, s2 float64
	x, last := 0.0, 0
	if name == "qif" {
		x = -math.Pi
	}
	for step, spikes := 1, 0; spikes < n; step++ {
		fired := false
		if name == "lif" {
			y := mu + (x-mu)*decay + kick*rng.NormFloat64()
			fired = y >= 1 || rng.Float64() < math.Exp(-2*(1-x)*(1-y)/(sq*sq))
			if x = y; fired {
				x = 0
			}
		} else {
			s, k := math.Sincos(x)
			x += dt*(1-k+(1+k)*(mu-sigma*sigma/2*s)) + (1+k)*sq*rng.NormFloat64()
			if fired = x >= math.Pi; fired {
				x -= 2 * math.Pi
			}
		}
		if fired {
			isi := float64(step-last) * dt
			last = step
			spikes++
			s1 += isi
			s2 += isi * isi
		}
	}
	mean = s1 / float64(n)
	return mean, s2/float64(n)/(mean*mean) - 1
}

// Brute force against the closed forms, rate and CV² together. With n intervals
// the mean has a relative standard error CV/√n and CV² one of about √(2…8/n);
// the bounds are 4 of them and 1 % for the step.
func TestTransferAgainstSimulation(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, k := range []struct {
		name      string
		mu, sigma float64
		n         int
	}{
		{"lif", 1, 0.5, 8000}, {"lif", 0.5, 0.5, 4000}, {"lif", 2, 0.5, 8000},
		{"qif", 0, 0.5, 4000}, {"qif", -0.1, 0.5, 4000}, {"qif", 0.5, 1, 6000},
	} {
		c := Of(k.name, 10, 0)
		mean, cv2 := simulate(k.name, k.mu, k.sigma, k.n, rng)
		want := c.Fano(k.mu, k.sigma)
		root := math.Sqrt(float64(k.n))
		rel(t, k.name+" simulated interval", mean, 1/c.Rate(k.mu, k.sigma), 0.01+4*math.Sqrt(want)/root)
		rel(t, k.name+" simulated CV²", cv2, want, 0.01+4*math.Sqrt(6)/root)
	}
}

func BenchmarkRate(b *testing.B) {
	for name, c := range both {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				c.Rate(float64(i%100)*0.03-1, 0.5)
			}
		})
	}
}

func BenchmarkGain(b *testing.B) {
	for name, c := range both {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				c.Gain(float64(i%100)*0.03-1, 0.5)
			}
		})
	}
}

// What [Transfer] promises, for every type that is registered.
func TestEveryTypeIsATransfer(t *testing.T) {
	for name := range types {
		c := Of(name, 10, 2)
		rheobase := c.Rheobase()
		if r := c.Rate(rheobase-0.01, 0); r != 0 {
			t.Errorf("%s fires at %g below rheobase", name, r)
		}
		if r := c.Rate(rheobase+0.01, 0); !(r > 0) {
			t.Errorf("%s does not fire above rheobase", name)
		}
		if below, above := c.Fano(rheobase-0.5, 0), c.Fano(rheobase+0.5, 0); below != 1 || above != 0 {
			t.Errorf("%s: Fano factor %g below rheobase without noise, %g above", name, below, above)
		}
		for _, sigma := range []float64{0.3, 0.5, 1} {
			for mu := rheobase - 1; mu <= rheobase+2; mu += 0.25 {
				const h = 0.002
				rate, gain := c.Rate(mu, sigma), c.Gain(mu, sigma)
				slope := (c.Rate(mu+h, sigma) - c.Rate(mu-h, sigma)) / (2 * h)
				rel(t, name+" gain", gain, slope, 0.02)
				if f := c.Fano(mu, sigma); !(rate > 0 && rate < 5 && gain > 0 && f > 0) || math.IsInf(f, 1) {
					t.Errorf("%s at (%g, %g): rate %g, gain %g, Fano factor %g", name, mu, sigma, rate, gain, f)
				}
			}
		}
	}
}
