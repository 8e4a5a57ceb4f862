package metrics

import (
	"math"
	"math/rand/v2"
	"testing"
)

var (
	fiLIF = Cell{Type: LIF, TauM: 10, TRef: 2}
	fiQIF = Cell{Type: QIF, TauM: 10, TRef: 2}
)

// The numbers of docs/SCIENCE.md, to the digits it gives.
func TestTransferKnownNumbers(t *testing.T) {
	const hz = 100 // spikes per τ_m = 10 ms
	fiNear(t, "LIF Hz", hz*fiLIF.Rate(1, 0.5)/51.9, 1, 0.0015)
	fiNear(t, "LIF γ", fiLIF.Gain(1, 0.5), 0.71, 0.005)
	fiNear(t, "QIF Hz", hz*fiQIF.Rate(0, 0.5)/9.85, 1, 0.0005)
	fiNear(t, "QIF γ", fiQIF.Gain(0, 0.5), 0.28, 0.005)
	fiNear(t, "QIF Hz, no t_ref", hz*Cell{QIF, 10, 0}.Rate(0, 0.5)/10.05, 1, 0.0005)
	// At I = 0 the QIF integral is a Γ function:
	// φ = (σ⁴/48)^{1/6} / (√π Γ(1/6)/3), Γ(1/6) = 5.566316001780235.
	want := math.Pow(0.25*0.25/48, 1./6) / (fiSqrtPi * 5.566316001780235 / 3)
	fiRel(t, "QIF at rheobase", Cell{QIF, 10, 0}.Rate(0, 0.5), want, 1e-13)
}

func TestTransferWithoutNoise(t *testing.T) {
	for _, mu := range []float64{1 + 1e-9, 1.01, 1.5, 3, 100, 1e6} {
		fiRel(t, "LIF", fiLIF.Rate(mu, 0), 1/(0.2+math.Log(mu/(mu-1))), 1e-6)
	}
	for _, i := range []float64{1e-9, 0.01, 0.5, 2, 1e6} {
		fiRel(t, "QIF", fiQIF.Rate(i, 0), 1/(0.2+math.Pi/math.Sqrt(i)), 1e-12)
	}
	for _, c := range []Cell{fiLIF, fiQIF} {
		rheobase := c.Type.Rheobase()
		for _, mu := range []float64{rheobase, rheobase - 1e-9, -1e6} {
			if r := c.Rate(mu, 0); r != 0 {
				t.Errorf("%v fires at %g without noise: %g", c.Type, mu, r)
			}
		}
		if g := c.Gain(rheobase, 0); !math.IsInf(g, 1) {
			t.Errorf("%v slope at rheobase: %g", c.Type, g)
		}
		if g := c.Gain(rheobase-0.1, 0); g != 0 {
			t.Errorf("%v slope below rheobase: %g", c.Type, g)
		}
	}
}

// The noise fades out: to first order the rate differs from the deterministic
// one by O(σ²), on both sides of the switch between the formulas.
func TestTransferWeakNoise(t *testing.T) {
	for _, above := range []float64{1e-3, 0.1, 1, 30} {
		for _, c := range []Cell{fiLIF, fiQIF} {
			mu := c.Type.Rheobase() + above
			for _, ratio := range []float64{300, 3e3, 0.999e4, 1.001e4, 1e5, 1e9} {
				scale := above // of σ, for LIF; for QIF σ^{4/3} compares with μ
				if c.Type == QIF {
					scale = math.Pow(above, 0.75)
				}
				fiRel(t, c.Type.String()+" rate", c.Rate(mu, scale/ratio), c.Rate(mu, 0), 3/ratio/ratio+1e-9)
				fiRel(t, c.Type.String()+" gain", c.Gain(mu, scale/ratio), c.Gain(mu, 0), 10/ratio/ratio+1e-9)
			}
		}
	}
}

// What weak noise changes to leading order, which no early switch to the
// formula without noise would give: for LIF T − T₀ = −(σ²/4)(1/(μ−1)² − 1/μ²),
// for QIF a relative −15/(8J³), J = I/(σ⁴/48)^{1/3}.
func TestTransferWeakNoiseLeadingOrder(t *testing.T) {
	const mu, sigma = 1.5, 0.5 / 200
	lif := 1/fiLIF.Rate(mu, sigma) - 1/fiLIF.Rate(mu, 0)
	fiRel(t, "LIF", lif, -sigma*sigma/4*(4-1/mu/mu), 1e-3)
	qif := Cell{QIF, 10, 0}
	strong := math.Pow(48*math.Pow(mu/100, 3), 0.25) // J = 100
	fiRel(t, "QIF", qif.Rate(mu, 0)/qif.Rate(mu, strong)-1, -15./8*1e-6, 1e-3)
}

func TestQIFAgainstPlainQuadrature(t *testing.T) {
	c := Cell{Type: QIF, TauM: 10}
	for _, sigma := range []float64{0.05, 0.5, 4} {
		for _, j := range []float64{-20, -6, -3.01, -2.99, -1, 0, 0.1, 3, 40, 1000, 2.9e4} {
			mu := j * math.Pow(sigma*sigma*sigma*sigma/48, 1./3)
			f := func(z float64) float64 { return math.Exp(-mu*z*z - math.Pow(sigma, 4)*math.Pow(z, 6)/48) }
			end := 6 / math.Pow(sigma*sigma*sigma*sigma/48, 1./6)
			if j > 30 {
				end = 7 / math.Sqrt(mu)
			}
			fiRel(t, "QIF", 1/c.Rate(mu, sigma), 2*fiSqrtPi*fiSimpson(0, end, 3000, f), 1e-10)
		}
	}
}

func TestGainIsTheSlopeOfRate(t *testing.T) {
	for _, c := range []Cell{fiLIF, fiQIF, {LIF, 10, 0}} {
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
				fiRel(t, c.Type.String(), c.Gain(mu, sigma), slope, 1e-6)
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
	for _, c := range []Cell{fiLIF, fiQIF, {LIF, 10, 0}, {QIF, 10, 0}} {
		for _, sigma := range sigmas {
			for _, mu := range mus {
				r, g := c.Rate(mu, sigma), c.Gain(mu, sigma)
				if !(r >= 0) || math.IsInf(r, 1) {
					t.Fatalf("%+v: rate(%g, %g) = %g", c, mu, sigma, r)
				}
				if !(g >= 0) || (math.IsInf(g, 1) && (sigma > 0 || mu != c.Type.Rheobase())) {
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
		"negative sigma": func() { fiLIF.Rate(1, -0.1) },
		"no τ_m":         func() { Cell{Type: QIF}.Rate(1, 0.1) },
		"no type":        func() { Cell{Type: 7, TauM: 10}.Gain(1, 0.1) },
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

// fiSimulate runs an uncoupled neuron without a refractory time for n intervals
// and returns their mean, in τ_m, and CV².
//
// LIF: Euler with the Brownian-bridge test for crossings inside a step. QIF: θ
// form with the Itô drift. Both are off by O(dt), here under 1 %.
func fiSimulate(c NeuronType, mu, sigma float64, n int, rng *rand.Rand) (mean, cv2 float64) {
	dt := 0.004
	if c == QIF {
		dt = 0.02
	}
	sq := sigma * math.Sqrt(dt)
	decay, kick := math.Exp(-dt), sigma*math.Sqrt((1-math.Exp(-2*dt))/2)
	var s1, s2 float64
	x, last := 0.0, 0
	if c == QIF {
		x = -math.Pi
	}
	for step, spikes := 1, 0; spikes < n; step++ {
		fired := false
		if c == LIF {
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
		c         NeuronType
		mu, sigma float64
		n         int
	}{
		{LIF, 1, 0.5, 8000}, {LIF, 0.5, 0.5, 4000}, {LIF, 2, 0.5, 8000},
		{QIF, 0, 0.5, 4000}, {QIF, -0.1, 0.5, 4000}, {QIF, 0.5, 1, 6000},
	} {
		c := Cell{Type: k.c, TauM: 10}
		mean, cv2 := fiSimulate(k.c, k.mu, k.sigma, k.n, rng)
		want := c.Fano(k.mu, k.sigma)
		root := math.Sqrt(float64(k.n))
		fiRel(t, k.c.String()+" simulated interval", mean, 1/c.Rate(k.mu, k.sigma), 0.01+4*math.Sqrt(want)/root)
		fiRel(t, k.c.String()+" simulated CV²", cv2, want, 0.01+4*math.Sqrt(6)/root)
	}
}

func BenchmarkRate(b *testing.B) {
	for _, c := range []Cell{fiLIF, fiQIF} {
		b.Run(c.Type.String(), func(b *testing.B) {
			for i := range b.N {
				c.Rate(float64(i%100)*0.03-1, 0.5)
			}
		})
	}
}

func BenchmarkGain(b *testing.B) {
	for _, c := range []Cell{fiLIF, fiQIF} {
		b.Run(c.Type.String(), func(b *testing.B) {
			for i := range b.N {
				c.Gain(float64(i%100)*0.03-1, 0.5)
			}
		})
	}
}
