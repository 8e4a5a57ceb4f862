package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"spiketop/metrics/rates"
)

// uncoupled returns n independent neurons: qif is 1 or 0.
func uncoupled(t testing.TB, n int, qif, bias, sigma, tref float64) *Network {
	t.Helper()
	p := Table.Defaults()
	p.N, p.G, p.P, p.Type("qif").Fraction, p.Noise, p.TRef = n, 0, 0.01, qif, sigma, tref
	p.Type("lif").Bias, p.Type("qif").Bias = bias, bias
	net, err := New(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// rate runs net and returns spikes per neuron and τ_m, and the number of spikes.
func rate(net *Network, settle, steps int) (float64, int) {
	for range settle {
		net.Step()
	}
	spikes := 0
	for range steps {
		net.Step()
		spikes += len(net.Fired())
	}
	p := net.Params()
	return float64(spikes) / float64(p.N) / (float64(steps) * p.Dt) * p.TauM, spikes
}

// Without noise each interval is that of the closed form within half a step, or
// 1 % where that is larger (docs/SCIENCE.md, section 1). One neuron, many
// intervals: the time from the first to the last spike.
func TestRateWithoutNoise(t *testing.T) {
	for _, tref := range []float64{0, 2} {
		for _, in := range []float64{0.01, 0.02, 0.05, 0.1, 0.3, 1, 2} {
			for _, qif := range []float64{0, 1} {
				net := uncoupled(t, 2, qif, 1-qif+in, 0, tref)
				want := tref + 10*math.Log((1+in)/in)
				if qif == 1 {
					want = tref + 10*math.Pi/math.Sqrt(in)
				}
				var first, last, count int64
				for net.Steps() < 200000 {
					net.Step()
					if f := net.Fired(); len(f) > 0 && f[0] == 0 {
						if first == 0 {
							first = net.Steps()
						}
						last, count = net.Steps(), count+1
					}
				}
				got := float64(last-first) * 0.1 / float64(count-1)
				if math.Abs(got-want) > max(0.05, 0.01*want) {
					t.Errorf("qif %g, I = %g, t_ref %g: interval %.4f ms, closed form %.4f", qif, in, tref, got, want)
				}
			}
		}
	}
}

// With noise the rate is Siegert's (LIF) or Brunel & Latham's (QIF) within 1 %,
// or four standard errors where the spikes counted do not allow as much (the
// counts are less variable than Poisson, so 1/√count is generous).
func TestRateWithNoise(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds")
	}
	for _, sigma := range []float64{0.1, 0.5, 1} {
		for _, in := range []float64{-0.5, 0, 0.1, 0.5, 2} {
			for qif, typ := range map[float64]string{0: "lif", 1: "qif"} {
				net := uncoupled(t, 400, qif, 1-qif+in, sigma, 2)
				got, spikes := rate(net, 3000, 30000)
				want := rates.Of(typ, 10, 2).Rate(1-qif+in, sigma)
				if want < 1e-3 {
					continue // hardly a spike in the time that a test has
				}
				if bound := max(0.01*want, 4*want/math.Sqrt(float64(spikes))); math.Abs(got-want) > bound {
					t.Errorf("%v, σ = %g, I = %g: %.5f spikes per τ_m, theory %.5f (%+.1f %%, %d spikes)",
						typ, sigma, in, got, want, 100*(got/want-1), spikes)
				}
			}
		}
	}
}

// The rates quoted in docs/SCIENCE.md: 51.9 and 9.85 Hz at rheobase, σ = 0.5.
func TestRatesAtRheobase(t *testing.T) {
	for qif, want := range map[float64]float64{0: 51.9, 1: 9.85} {
		net := uncoupled(t, 1000, qif, 1-qif, 0.5, 2)
		got, _ := rate(net, 3000, 40000)
		if hz := got * 100; math.Abs(hz/want-1) > 0.02 {
			t.Errorf("qif %g: %.2f Hz, want %.2f within 2 %%", qif, hz, want)
		}
	}
}

// The membrane follows the exact solution between spikes: LIF relaxes
// exponentially, QIF below threshold follows −√a tanh. Both maps are exact for
// constant input, up to the Padé form of tan.
func TestMembraneExact(t *testing.T) {
	for _, qif := range []float64{0, 1} {
		in := 0.5 // LIF: below threshold
		if qif == 1 {
			in = -0.8
		}
		net := uncoupled(t, 2, qif, in, 0, 0)
		net.st.V[0] = 0.2
		for range 300 {
			net.Step()
		}
		want := in + (0.2-in)*math.Exp(-3)
		if qif == 1 {
			a := math.Sqrt(-in)
			want = -a * math.Tanh(a*3+math.Atanh(-0.2/a))
		}
		if got := net.V(nil)[0]; math.Abs(got-want) > 1e-9 {
			t.Errorf("qif %g: v(30 ms) = %.12f, exact %.12f", qif, got, want)
		}
	}
}

// Refractoriness is a whole number of steps: the interval grows by exactly as
// many (the sub-step remainder is kept across it).
func TestRefractoryStepsExact(t *testing.T) {
	for _, qif := range []float64{0, 1} {
		interval := func(tref float64) (total int64) {
			net := uncoupled(t, 2, qif, 2, 0, tref)
			var first int64
			for count := 0; count < 21; {
				net.Step()
				if f := net.Fired(); len(f) > 0 && f[0] == 0 {
					if count++; count == 1 {
						first = net.Steps()
					}
				}
			}
			return net.Steps() - first
		}
		base := interval(0)
		for _, steps := range []int64{1, 7, 20} {
			if got := interval(float64(steps)*0.1) - base; got != 20*steps {
				t.Errorf("qif %g: 20 intervals grew by %d steps with t_ref = %d steps", qif, got, steps)
			}
		}
	}
}

// The error of a coupled network's drive falls with Δt. The reference runs at
// Δt/64; the network is deterministic and the time short, so chaos has no time.
func TestErrorFallsWithDt(t *testing.T) {
	run := func(dt float64) []float64 {
		p := Table.Defaults()
		p.N, p.Dt, p.TRef, p.G = 40, dt, 0, 0.5
		p.Type("lif").Bias, p.Type("qif").Bias = 1.5, 0.5
		net, err := New(p, 3)
		if err != nil {
			t.Fatal(err)
		}
		for float64(net.Steps())*dt < 24-dt/2 {
			net.Step()
		}
		u := make([]float64, p.N)
		net.Drive(u)
		return u
	}
	ref := run(0.1 / 64)
	var last float64
	for k, dt := range []float64{0.4, 0.1, 0.025} {
		var rms float64
		for i, u := range run(dt) {
			rms += (u - ref[i]) * (u - ref[i]) / 40
		}
		rms = math.Sqrt(rms)
		if k > 0 && !(rms < 0.6*last) {
			t.Errorf("Δt = %g: error %.2e, not below 0.6 × that at 4Δt, %.2e", dt, rms, last)
		}
		last = rms
	}
}

// Networks that fire at about 18.5 Hz, whatever they are made of: a step costs
// what its spikes cost, and at rheobase without noise a LIF network falls silent.
// Below it silence is stable too, so the bias stands higher at first.
func BenchmarkStep(b *testing.B) {
	lif := map[float64]float64{0: 0.945, 0.5: 0.48}
	qif := map[float64]float64{0: 0.365, 0.5: 0.33}
	for _, n := range []int{200, 1000, 2000} {
		for _, p := range []float64{1, 0.1} {
			for _, sigma := range []float64{0, 0.5} {
				for _, f := range []float64{0, 0.5, 1} {
					b.Run(fmt.Sprintf("N=%d/p=%g/noise=%g/qif=%g", n, p, sigma, f), func(b *testing.B) {
						par := Table.Defaults()
						par.N, par.P, par.Noise, par.Type("qif").Fraction = n, p, sigma, f
						par.Type("lif").Bias, par.Type("qif").Bias = lif[sigma]+0.155, qif[sigma]+0.155
						net, err := New(par, 1)
						if err != nil {
							b.Fatal(err)
						}
						for range 5000 {
							net.Step()
						}
						par.Type("lif").Bias, par.Type("qif").Bias = lif[sigma], qif[sigma]
						if err := net.Configure(par); err != nil {
							b.Fatal(err)
						}
						for range 5000 {
							net.Step()
						}
						spikes, steps := 0, 0
						b.ReportAllocs()
						for b.Loop() {
							net.Step()
							spikes += len(net.Fired())
							steps++
						}
						b.ReportMetric(float64(spikes)/float64(n)/(float64(steps)*par.Dt/1000), "Hz")
					})
				}
			}
		}
	}
}

// How a step grows: what a neuron costs that neither fires nor receives, and what
// a synaptic event costs, in a network's own rhythm of 18.5 Hz.
func BenchmarkGrowth(b *testing.B) {
	for _, n := range []int{200, 500, 1000, 2000, 5000} {
		for qif, name := range []string{"LIF", "QIF"} {
			b.Run(fmt.Sprintf("neurons/%s/N=%d", name, n), func(b *testing.B) {
				par := Table.Defaults()
				par.N, par.P, par.Type("qif").Fraction, par.Type("lif").Bias, par.Type("qif").Bias = n, 0.01, float64(qif), 0, -1
				net, err := New(par, 1)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					net.Step()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/neuron")
			})
		}
		for _, p := range []float64{1, 0.1} {
			b.Run(fmt.Sprintf("events/p=%g/N=%d", p, n), func(b *testing.B) {
				j, _ := newCoupling(params(func(q *Params) { q.N, q.P = n, p }), 1)
				rng := rand.New(rand.NewPCG(1, 2))
				steps := make([][]int32, 1000) // who fires
				for k := range steps {
					for i := range n {
						if rng.Float64() < 18.5e-4 {
							steps[k] = append(steps[k], int32(i))
						}
					}
				}
				s, spikes, k := make([]float64, n), 0, 0
				for b.Loop() {
					j.AddColumns(s, steps[k], 1e-9)
					spikes += len(steps[k])
					k = (k + 1) % len(steps)
				}
				events := float64(spikes) * float64(j.Synapses()) / float64(n)
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/events, "ns/event")
			})
		}
	}
}

// The noise of a step: ns for a number.
func BenchmarkNormals(b *testing.B) {
	for _, n := range []int{208, 1008} {
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			gen, x, far := newNormals(Stream(1, "noise")), make([]float32, n), make([]uint16, n/normalGroup)
			for b.Loop() {
				gen.fill(x, far)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/number")
		})
	}
}
