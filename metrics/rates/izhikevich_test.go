package rates

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"spiketop/sim"
)

var izhCell = Of("izh", 10, 2)

// The numbers of docs/SCIENCE.md, to the digits it gives.
func TestIzhikevichKnownNumbers(t *testing.T) {
	const hz = 100 // spikes per τ_m = 10 ms
	rheobase := izhCell.Rheobase()
	near(t, "rheobase", rheobase, 0.01, 1e-15)
	near(t, "Hz", hz*izhCell.Rate(rheobase, 0.5), 7.15, 0.005)
	near(t, "γ", izhCell.Gain(rheobase, 0.5), 0.24, 0.005)
	near(t, "F", izhCell.Fano(rheobase, 0.5), 0.31, 0.005)
	near(t, "Hz one above", hz*izhCell.Rate(rheobase+1, 0), 33.8, 0.05)
}

func TestIzhikevichWithoutNoise(t *testing.T) {
	// Where the two fixed points have met: κ√(μ−β²/4)/π with κ = 1/(1 + 0.2·33.3/10).
	for _, above := range []float64{1e-8, 1e-6, 1e-5} {
		rel(t, "just above rheobase", izhCell.Rate(0.01+above, 0), 0.6*math.Sqrt(above)/math.Pi, 0.006)
	}
	// Far above, v and w hardly leave their means: the force μ − w carries v from 0
	// to the peak once a period, and δ a period keeps w.
	for _, mu := range []float64{1e5, 1e6} {
		r := Of("izh", 10, 0).Rate(mu, 0)
		rel(t, "far above", r, mu/(5.95+0.7/0.3), 2e-4)
	}
	rheobase := izhCell.Rheobase()
	for _, mu := range []float64{rheobase, rheobase - 1e-9, -1e6} {
		if r := izhCell.Rate(mu, 0); r != 0 {
			t.Errorf("fires at %g without noise: %g", mu, r)
		}
	}
	if g := izhCell.Gain(rheobase, 0); !math.IsInf(g, 1) {
		t.Errorf("slope at rheobase: %g", g)
	}
	if g := izhCell.Gain(rheobase-0.1, 0); g != 0 {
		t.Errorf("slope below rheobase: %g", g)
	}
	for mu, want := range map[float64]float64{rheobase + 1: 0, rheobase - 1: 1} {
		if f := izhCell.Fano(mu, 0); f != want {
			t.Errorf("Fano factor at %g without noise: %g", mu, f)
		}
	}
	rel(t, "Fano factor at rheobase without noise", izhCell.Fano(rheobase, 0), 1./3, 1e-10) // as QIF
}

// izhNetwork returns n uncoupled neurons.
func izhNetwork(t *testing.T, n int, mu, sigma float64) *sim.Network {
	t.Helper()
	p := sim.Table.Defaults()
	p.N, p.G, p.P, p.Noise = n, 0, 0.01, sigma
	p.Type("qif").Fraction, p.Type("izh").Fraction, p.Type("izh").Bias = 0, 1, mu
	net, err := sim.New(p, 3)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// count steps the network and returns the mean and the variance, over neurons, of
// the number of spikes.
func count(net *sim.Network, steps int) (mean, variance float64) {
	n := net.Params().N
	c := make([]float64, n)
	for range steps {
		net.Step()
		for _, j := range net.Fired() {
			c[j]++
			mean += 1 / float64(n)
		}
	}
	for _, x := range c {
		variance += (x - mean) * (x - mean) / float64(n-1)
	}
	return mean, variance
}

// Without noise a neuron of sim, once adapted, fires at intervals that are equal to
// a step: the time from the first to the last spike.
func TestIzhikevichIntervals(t *testing.T) {
	for _, above := range []float64{0.005, 0.02, 0.05, 0.2, 0.5, 1, 2} {
		mu := izhCell.Rheobase() + above
		net := izhNetwork(t, 2, mu, 0)
		var first, last, spikes int64
		for net.Steps() < 200000 {
			if net.Step(); net.Steps() > 20000 && len(net.Fired()) > 0 && net.Fired()[0] == 0 {
				if first == 0 {
					first = net.Steps()
				}
				last, spikes = net.Steps(), spikes+1
			}
		}
		p := net.Params()
		rel(t, "interval", float64(last-first)*p.Dt/float64(spikes-1), p.TauM/izhCell.Rate(mu, 0), 0.0005)
	}
}

// With noise, sim's neurons fire at the rate within 1 % and three standard errors
// of at most 0.7 %.
func TestIzhikevichRateAgainstSimulation(t *testing.T) {
	const n = 500
	for _, k := range [][]float64{ // σ, and μ less rheobase
		{0.25, -0.05, 0, 0.2, 1, 2},
		{0.5, -0.25, 0, 0.5, 1, 2},
		{1, -0.5, 0, 0.5, 2},
	} {
		for _, above := range k[1:] {
			mu, sigma := izhCell.Rheobase()+above, k[0]
			want := izhCell.Rate(mu, sigma)
			net := izhNetwork(t, n, mu, sigma)
			p := net.Params()
			spikes := izhCell.Fano(mu, sigma) / (0.007 * 0.007)
			steps := int(max(10000, spikes/(n*want)*p.TauM/p.Dt))
			count(net, 10000)
			mean, _ := count(net, steps)
			got := mean / float64(steps) * p.TauM / p.Dt
			t.Logf("σ %g, μ %g: %.3f Hz, theory %+.2f %%", sigma, mu, 100*got, 100*(want/got-1))
			rel(t, "rate", got, want, 0.01+3*math.Sqrt(izhCell.Fano(mu, sigma)/(mean*n)))
		}
	}
}

// The variance of sim's counts in windows of length T is F·rate·T and a constant,
// which is 1/6 for regular neurons and below 1/2 here. The bound is four standard
// errors.
func TestIzhikevichFanoAgainstSimulation(t *testing.T) {
	const n, steps = 1500, 40000
	for _, k := range [][2]float64{{0.25, 0.21}, {0.5, 0.01}, {1, 0.01}} {
		sigma, mu := k[0], k[1]
		net := izhNetwork(t, n, mu, sigma)
		count(net, 4000)
		mean, variance := count(net, steps)
		want := izhCell.Fano(mu, sigma) * mean
		t.Logf("σ %g, μ %g: F %.3f in a window of 4 s, theory %.3f", sigma, mu, variance/mean, want/mean)
		if off := variance - want - 0.25; math.Abs(off) > 4*math.Sqrt(2./n)*want+0.25 {
			t.Errorf("σ %g, μ %g: variance of counts %.3f, theory %.3f", sigma, mu, variance, want)
		}
	}
}

// A w that is very slow, and even so gone after t_ref, is always 0. Then intervals
// are independent, and their moments are integrals. With G = −T′ and H = −V′ for
// the mean T and the variance V of the time to the peak from v,
//
//	D G′ = 1 − (v² + μ) G,   D H′ = 2D G² − (v² + μ) H.
func TestIzhikevichWithoutAdaptation(t *testing.T) {
	z := newIzh(izhTauW/10, 0.2)
	z.tau, z.ref = 1e4, 1e6
	moments := func(mu, sigma float64) (mean, variance float64) {
		d := sigma * sigma / 2
		const end, n = 20.0, 100000
		h := (end + izhPeak) / n
		f := end*end + mu
		g, q := 1/f, d/(f*f*f)
		for i := range n {
			v := -end + float64(i+1)*h
			f2 := v*v + mu
			g2 := (g*(d/h-f/2) + 1) / (d/h + f2/2)
			q2 := (q*(d/h-f/2) + d*(g*g+g2*g2)) / (d/h + f2/2)
			if v > 0 {
				mean += h * (g + g2) / 2
				variance += h * (q + q2) / 2
			}
			f, g, q = f2, g2, q2
		}
		return mean, variance
	}
	for _, k := range [][2]float64{{0, 0.5}, {0.5, 0.5}, {-0.2, 0.5}, {1, 1}, {-0.5, 1}, {3, 2}} {
		mu, sigma := k[0], k[1]
		mean, variance := moments(mu, sigma)
		more, _ := moments(mu+1e-3, sigma)
		less, _ := moments(mu-1e-3, sigma)
		s := z.solve(mu, sigma)
		rel(t, "rate", s.rate, 1/mean, 0.002)
		rel(t, "gain", s.gain, (1/more-1/less)/2e-3, 0.002)
		rel(t, "Fano", s.fano, variance/(mean*mean), 0.006)
	}
}

// Between its entries the table has the solution at the point: the rate within
// 0.5 %, the slope within 2 %. Gain is the derivative of Rate everywhere.
func TestIzhikevichTable(t *testing.T) {
	z := newIzh(izhTauW/10, 0.2)
	rng := rand.New(rand.NewPCG(6, 1))
	for range 150 {
		sigma := izhQuiet * math.Exp(4*rng.Float64())
		scale := izhScale(sigma)
		mu := izhRheobase + scale*izhMiddle*math.Sinh(3.2*rng.Float64()-0.9)
		s := z.solve(mu, sigma)
		active := 1 / (1 + z.ref*s.rate)
		rel(t, "rate", z.Rate(mu, sigma), s.rate*active, 0.005)
		rel(t, "gain", z.Gain(mu, sigma), s.gain*active*active, 0.02)
		rel(t, "Fano", z.Fano(mu, sigma), s.fano*active*active, 0.005)
	}
	for _, sigma := range []float64{0, 0.02, 0.1, 0.25, 0.5, 3} {
		for _, mu := range []float64{-0.3, 0.009, 0.02, 0.06, 0.3, 0.9, 1.3, 8, 300} {
			h := 1e-3 * max(izhScale(sigma), min(1, math.Abs(mu-izhRheobase)))
			slope := (z.Rate(mu-2*h, sigma) - 8*z.Rate(mu-h, sigma) + 8*z.Rate(mu+h, sigma) - z.Rate(mu+2*h, sigma)) / (12 * h)
			if z.Rate(mu, sigma) > 1e-9 {
				rel(t, "gain", z.Gain(mu, sigma), slope, 1e-3)
			}
		}
	}
}

// Noise below that of the table: the solution of a finer grid. The noise fades out
// without a step.
func TestIzhikevichWeakNoise(t *testing.T) {
	z := newIzh(izhTauW/10, 0.2)
	x, weights, diff := izhX, izhBary, izhDiff
	defer func() { izhX, izhBary, izhDiff = x, weights, diff }()
	for _, sigma := range []float64{0.04, 0.07} {
		for _, k := range []float64{0, 1, 4} {
			mu := izhRheobase + k*izhScale(sigma)
			rate, gain, fano := z.Rate(mu, sigma), z.Gain(mu, sigma), z.Fano(mu, sigma)
			izhX, izhBary, izhDiff = chebyshev(64)
			s := z.solve(mu, sigma)
			izhX, izhBary, izhDiff = x, weights, diff
			active := 1 / (1 + z.ref*s.rate)
			rel(t, "rate", rate, s.rate*active, 0.005)
			rel(t, "gain", gain, s.gain*active*active, 0.02)
			rel(t, "Fano", fano, s.fano*active*active, 0.1)
		}
	}
	for _, mu := range []float64{0.02, 0.1, 1, 30} {
		rel(t, "rate", z.Rate(mu, 1e-6), z.Rate(mu, 0), 1e-4)
		rel(t, "gain", z.Gain(mu, 1e-6), z.Gain(mu, 0), 1e-3)
		near(t, "Fano", z.Fano(mu, 1e-6), 0, 1e-6)
	}
	if r := z.Rate(0, 1e-3); r > 1e-12 {
		t.Errorf("0.01 below rheobase, noise of 0.001: rate %g", r)
	}
	near(t, "Fano below", z.Fano(0, 1e-3), 1, 0.005)
	for _, mu := range []float64{-0.01, 0.01, 0.05, 1} {
		near(t, "where the table begins", z.Rate(mu, izhQuiet*(1-1e-9)), z.Rate(mu, izhQuiet*(1+1e-9)), 1e-9)
		near(t, "where the table begins", z.Fano(mu, izhQuiet*(1-1e-9)), z.Fano(mu, izhQuiet*(1+1e-9)), 1e-6)
	}
}

// What is asked first, and by how many at once, changes no bit.
func TestIzhikevichIsPure(t *testing.T) {
	points := [][2]float64{{0.01, 0.5}, {0.3, 0.55}, {-0.2, 0.8}, {0.05, 0.02}, {1.2, 0.45}, {0.4, 0}}
	ask := func(z *izh, p [2]float64) [3]float64 {
		return [3]float64{z.Rate(p[0], p[1]), z.Gain(p[0], p[1]), z.Fano(p[0], p[1])}
	}
	one, other, shared := newIzh(1, 0), newIzh(1, 0), newIzh(1, 0)
	var forth, back [6][3]float64
	for i := range points {
		forth[i] = ask(one, points[i])
		back[5-i] = ask(other, points[5-i])
	}
	var both [6][3]float64
	var wait sync.WaitGroup
	for i := range points {
		wait.Go(func() { both[i] = ask(shared, points[i]) })
	}
	wait.Wait()
	if forth != back || forth != both {
		t.Errorf("forth %v, back %v, at once %v", forth, back, both)
	}
	if Of("izh", 10, 2) != izhCell {
		t.Error("a neuron that is known is made again")
	}
}

// Any finite input gives a finite number, with any time constants, and the rate
// does not fall with the input.
func TestIzhikevichNeverBreaks(t *testing.T) {
	for _, k := range [][2]float64{{10, 2}, {10, 0}, {0.5, 100}, {1000, 5}} {
		c := Of("izh", k[0], k[1])
		for _, sigma := range []float64{0, 5e-324, 1e-200, 1e-9, 0.03, 0.5, 10, 1e3, 1e5} {
			last := 0.0
			for _, mu := range []float64{-1e6, -300, -40, -5, -1, -0.2, 0, 0.00999, 0.01, 0.01001, 0.03, 0.1, 0.5, 2, 10, 200, 1e4, 1e6, 1e8} {
				r, g, f := c.Rate(mu, sigma), c.Gain(mu, sigma), c.Fano(mu, sigma)
				if !(r >= last*(1-1e-9)) || math.IsInf(r, 1) {
					t.Errorf("τ_m, t_ref %v: rate(%g, %g) = %g after %g", k, mu, sigma, r, last)
				}
				if !(g >= 0) || math.IsInf(g, 1) && (sigma > 0 || mu != c.Rheobase()) {
					t.Errorf("τ_m, t_ref %v: gain(%g, %g) = %g", k, mu, sigma, g)
				}
				if !(f >= 0) || math.IsInf(f, 1) {
					t.Errorf("τ_m, t_ref %v: Fano(%g, %g) = %g", k, mu, sigma, f)
				}
				last = r
			}
		}
	}
	for mu := 25e3; mu < 35e3; mu += 200 { // where the table is worst
		if g := Of("izh", 1, 0).Gain(mu, 700); !(g >= 0) {
			t.Errorf("gain(%g, 700) = %g", mu, g)
		}
	}
	for _, k := range [][2]float64{{math.NaN(), 0.5}, {0.3, math.NaN()}} { // weights may be infinite
		if r, g := izhCell.Rate(k[0], k[1]), izhCell.Gain(k[0], k[1]); !math.IsNaN(r) || !math.IsNaN(g) {
			t.Errorf("at %v: rate %g, gain %g", k, r, g)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("negative sigma: no panic")
		}
	}()
	izhCell.Rate(1, -0.1)
}

// What a neuron takes once (its limit cycles), for each entry of the table, and at
// each evaluation afterwards.
func BenchmarkIzhikevich(b *testing.B) {
	z := newIzh(izhTauW/10, 0.2)
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			newIzh(izhTauW/10, 0.2)
		}
	})
	b.Run("entry", func(b *testing.B) {
		for b.Loop() {
			z.solve(0.3, 0.5)
		}
	})
	b.Run("gain", func(b *testing.B) {
		for i := range b.N {
			z.Gain(float64(i%100)*0.03-1, 0.5)
		}
	})
}
