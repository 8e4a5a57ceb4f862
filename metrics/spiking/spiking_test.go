package spiking

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// near holds a number against a known one.
func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if !(math.Abs(got-want) <= by) {
		t.Errorf("%s: %.6g, want %.6g ± %.2g", what, got, want, by)
	}
}

// each yields trains in the order of time.
func each(trains [][]int64) iter.Seq2[int64, int32] {
	type spike struct {
		s int64
		i int32
	}
	var all []spike
	for i, train := range trains {
		for _, s := range train {
			all = append(all, spike{s, int32(i)})
		}
	}
	slices.SortStableFunc(all, func(a, b spike) int { return int(a.s - b.s) })
	return func(yield func(int64, int32) bool) {
		for _, x := range all {
			if !yield(x.s, x.i) {
				return
			}
		}
	}
}

// renewals are n trains of independent intervals that draw gives, in steps.
func renewals(n int, end int64, draw func() float64) [][]int64 {
	trains := make([][]int64, n)
	for i := range trains {
		for s := draw() * rand.New(rand.NewPCG(uint64(i), 1)).Float64(); s < float64(end); s += draw() {
			if k := len(trains[i]); k == 0 || int64(s) > trains[i][k-1] {
				trains[i] = append(trains[i], int64(s)+1)
			}
		}
	}
	return trains
}

// gamma is an interval of a gamma distribution of whole order, of that mean.
func gamma(rng *rand.Rand, order int, mean float64) func() float64 {
	return func() (x float64) {
		for range order {
			x += rng.ExpFloat64() * mean / float64(order)
		}
		return x
	}
}

// Intervals of gamma distributions: CV² = 1/κ, Lv = 3/(2κ + 1), and the Fano factor of
// long windows is CV² (order 1 is Poisson's: all 1).
func TestGammaProcesses(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n, end, mean, window = 40, 4_000_000, 400, 40_000 // 10 000 intervals a neuron; windows of 100
	for _, order := range []int{1, 2, 4} {
		trains := TrainsOf(n, [][2]int64{{0, end}}, each(renewals(n, end, gamma(rng, order, mean))))
		var cv, fano float64
		var x []float64
		for i := range n {
			x = trains.Intervals(x[:0], i)
			c, _ := Irregular(x)
			cv += c / n
		}
		counts, windows := trains.Counts(window)
		for _, f := range Fano(counts, windows, n) {
			fano += f / n
		}
		// 4·10⁵ intervals: ± .0016, and no two spikes in one step of 1/400 of the mean.
		near(t, "CV", cv, 1/math.Sqrt(float64(order)), 0.008)
		// Lv of intervals that are no whole steps: short ones weigh much.
		x = x[:0]
		for draw := gamma(rng, order, mean); len(x) < 300_000; {
			x = append(x, draw())
		}
		_, lv := Irregular(x)
		near(t, "Lv", lv, 3/float64(2*order+1), 0.008)
		near(t, "Fano", fano, 1/float64(order), 0.05/float64(order))
	}
}

// A rate that changes slowly moves CV, and Lv hardly.
func TestLvLeavesOutSlowChanges(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var x []float64
	for k := range 20000 {
		x = append(x, gamma(rng, 4, 100*math.Exp(math.Sin(2*math.Pi*float64(k)/4000)))())
	}
	cv, lv := Irregular(x)
	near(t, "Lv", lv, 1./3, 0.01)
	near(t, "CV", cv, math.Sqrt(1.25*2.27959/(1.26607*1.26607)-1), 0.02) // with the moments of exp(sin): Bessel's I₀(1), I₀(2)
}

func TestClock(t *testing.T) {
	x := slices.Repeat([]float64{25}, 30)
	if cv, lv := Irregular(x); cv != 0 || lv != 0 {
		t.Errorf("a clock has CV %g and Lv %g", cv, lv)
	}
	if cv, lv := Irregular(x[:Least-1]); !math.IsNaN(cv) || !math.IsNaN(lv) {
		t.Errorf("%d intervals have CV %g and Lv %g", Least-1, cv, lv)
	}
	// By hand: 1, 3, 1, 3, …: mean 2, var 10/9, each pair (2/4)².
	cv, lv := Irregular([]float64{1, 3, 1, 3, 1, 3, 1, 3, 1, 3})
	near(t, "CV", cv, math.Sqrt(10./9)/2, 1e-15)
	near(t, "Lv", lv, 0.75, 1e-15)
	// Pairs across the edge of a span are none: five of each span leave 8.
	if cv, lv := Irregular([]float64{1, 3, 1, 3, 1, math.NaN(), 3, 1, 3, 1, 3}); !(cv > 0) || !math.IsNaN(lv) {
		t.Errorf("two spans of five intervals: CV %g, Lv %g", cv, lv)
	}
}

// By hand: nine windows of 1 and one of 11, mean 2, variance 90/9.
func TestFano(t *testing.T) {
	counts := []float64{1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 11, 0} // the second neuron is silent
	f := Fano(counts, 10, 2)
	near(t, "Fano", f[0], 5, 1e-12)
	if !math.IsNaN(f[1]) {
		t.Errorf("a silent neuron has the Fano factor %g", f[1])
	}
	if f := Fano(counts[:18], 9, 2); !math.IsNaN(f[0]) {
		t.Errorf("nine windows have the Fano factor %g", f[0])
	}
}

// Nothing crosses the edge of a span; a spike at its first step is inside, one at the
// step before is not.
func TestSpans(t *testing.T) {
	trains := TrainsOf(2, [][2]int64{{10, 20}, {20, 27}, {40, 50}},
		each([][]int64{{5, 10, 11, 14, 20, 21, 26, 30, 41, 50, 51}, {27}}))
	want := []float64{3, 6, math.NaN(), 5, math.NaN(), 9}
	if got := trains.Intervals(nil, 0); !slices.EqualFunc(got, want, func(a, b float64) bool { return a == b || a != a && b != b }) {
		t.Errorf("intervals %v, want %v", got, want)
	}
	if got := trains.Intervals(nil, 1); len(got) != 0 {
		t.Errorf("one spike has the intervals %v", got)
	}
	counts, windows := trains.Counts(5) // (10,15] (15,20] (20,25] (40,45] (45,50]
	if want := []float64{2, 0, 1, 0, 1, 0, 1, 0, 1, 0}; windows != 5 || !slices.Equal(counts, want) {
		t.Errorf("%d windows: %v, want %v", windows, counts, want)
	}
	act := trains.Activity(5, 0, 2)
	if len(act) != 3 || !slices.Equal(act[0], []float64{2, 1}) || !slices.Equal(act[1], []float64{1}) || !slices.Equal(act[2], []float64{1, 1}) {
		t.Errorf("activity %v", act)
	}
	if trains.Len() != 8 || trains.Steps() != 27 {
		t.Errorf("%d spikes in %d steps", trains.Len(), trains.Steps())
	}
}

// Mean and spread of the correlations against the matrix, pair by pair.
func TestCorrelationsByBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, size := range [][2]int{{30, 7}, {12, 90}, {70, 70}} { // windows, neurons
		windows, n := size[0], size[1]
		x := make([]float64, windows*n)
		for m := range windows {
			common := rng.NormFloat64()
			for i := range n {
				x[m*n+i] = math.Round(3 + common + rng.NormFloat64())
			}
			x[m*n+2] = 4 // never varies
		}
		brute := func(skip func(m int) bool) (mean, sd float64) {
			var rho []float64
			for i := range n {
				for j := range i {
					if i == 2 || j == 2 {
						continue
					}
					var k, a, b, aa, bb, ab float64
					for m := range windows {
						if p, q := x[m*n+i], x[m*n+j]; !skip(m) {
							k, a, b, aa, bb, ab = k+1, a+p, b+q, aa+p*p, bb+q*q, ab+p*q
						}
					}
					rho = append(rho, (ab-a*b/k)/math.Sqrt((aa-a*a/k)*(bb-b*b/k)))
				}
			}
			for _, r := range rho {
				mean += r / float64(len(rho))
			}
			for _, r := range rho {
				sd += (r - mean) * (r - mean) / float64(len(rho)-1)
			}
			return mean, math.Sqrt(sd)
		}
		c := CorrelationsOf(x, windows, n)
		mean, sd := brute(func(int) bool { return false })
		near(t, "mean", c.Mean, mean, 1e-12)
		near(t, "sd", c.SD, sd, 1e-11)
		blocks := min(20, windows/2)
		var replicas []float64
		var middle, ss float64
		for b := range blocks {
			r, _ := brute(func(m int) bool { return m >= b*windows/blocks && m < (b+1)*windows/blocks })
			replicas, middle = append(replicas, r), middle+r/float64(blocks)
		}
		for _, r := range replicas {
			ss += (r - middle) * (r - middle)
		}
		near(t, "se", c.SE, math.Sqrt(ss*float64(blocks-1)/float64(blocks)), 1e-12)
		if c.Neurons != n-1 {
			t.Errorf("%d neurons vary, want %d", c.Neurons, n-1)
		}
	}
}

// Trains that are thinned from one Poisson train with probability c share c of their
// spikes: their counts have the correlation c, χ² = 1/N + (1 − 1/N)c in bins that are
// long against a step. Independent ones have 0, the spread of chance, and 1/√N.
func TestCommonInput(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	const n, end, mean, window, bin = 60, 3_000_000, 200, 5_000, 100
	for _, c := range []float64{0, 0.1, 0.4} {
		trains := make([][]int64, n)
		if c > 0 {
			mother := renewals(1, end, gamma(rng, 1, mean*c))[0] // of rate 1/(mean c)
			for i := range trains {
				for _, s := range mother {
					if rng.Float64() < c {
						trains[i] = append(trains[i], s)
					}
				}
			}
		} else {
			trains = renewals(n, end, gamma(rng, 1, mean))
		}
		x := TrainsOf(n, [][2]int64{{0, end}}, each(trains))
		counts, windows := x.Counts(window)
		rho := CorrelationsOf(counts, windows, n)
		near(t, "mean correlation", rho.Mean, c, 0.02)
		if math.Abs(rho.Mean-c) > 4*rho.SE+0.002 {
			t.Errorf("mean correlation %.4f ± %.4f, want %g", rho.Mean, rho.SE, c)
		}
		if c == 0 {
			near(t, "spread", rho.SD, 1/math.Sqrt(float64(windows-1)), 0.001)
		}
		chi := x.Synchrony(bin)
		near(t, "χ²", chi*chi, 1./n+(1-1./n)*c, 0.02)
	}
	same := TrainsOf(3, [][2]int64{{0, end}}, each(slices.Repeat(renewals(1, end, gamma(rng, 1, mean)), 3)))
	near(t, "χ of equal trains", same.Synchrony(bin), 1, 1e-12)
	counts, windows := same.Counts(window)
	near(t, "their correlation", CorrelationsOf(counts, windows, 3).Mean, 1, 1e-12)
}

// χ against its definition, bin by bin.
func TestSynchronyByBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	const n, bin = 5, 30
	x := TrainsOf(n, [][2]int64{{100, 4117}, {5000, 9000}}, each(renewals(n, 10_000, gamma(rng, 1, 20))))
	counts, windows := x.Counts(bin)
	variance := func(f func(m int) float64) (v float64) {
		var mean float64
		for m := range windows {
			mean += f(m) / float64(windows)
		}
		for m := range windows {
			v += (f(m) - mean) * (f(m) - mean) / float64(windows)
		}
		return v
	}
	var of float64
	for i := range n {
		of += variance(func(m int) float64 { return counts[m*n+i] }) / n
	}
	all := variance(func(m int) float64 {
		var sum float64
		for i := range n {
			sum += counts[m*n+i] / n
		}
		return sum
	})
	near(t, "χ", x.Synchrony(bin), math.Sqrt(all/of), 1e-12)
}

// White noise has a flat spectrum of 2 var/hz, whose sum is the variance, and no peak; a
// sine adds one at its frequency, of its power.
func TestWelch(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	const hz = 1000.0
	noise := func(n int) []float64 {
		x := make([]float64, n)
		for k := range x {
			x[k] = 5 + rng.NormFloat64()
		}
		return x
	}
	peaks := 0
	for range 200 {
		p := Welch([][]float64{noise(9000)}, hz)
		if p.Length != 1024*2 && p.Length != 1024 || p.Segments < enough {
			t.Fatalf("%d segments of %d", p.Segments, p.Length)
		}
		if !math.IsNaN(p.Peak()) {
			peaks++
		}
	}
	if peaks > 2 { // .2 of 200 by chance, more where the median is off
		t.Errorf("%d of 200 spectra of white noise have a peak", peaks)
	}
	p := Welch([][]float64{noise(300_000), noise(100), noise(300_000)}, hz)
	var sum float64
	for _, s := range p.Density {
		sum += s * p.StepHz
	}
	near(t, "variance", sum, 1, 0.01)
	near(t, "density", p.Density[500], 2/hz, 0.3/hz) // 580 segments: 4 %
	near(t, "the mean is gone", p.Density[0], 0, 1/hz)

	for _, f := range []float64{2, 7.3, 40, 211} {
		x := noise(60_000)
		for k := range x {
			x[k] += 0.5 * math.Sin(2*math.Pi*f*float64(k)/hz)
		}
		p := Welch([][]float64{x}, hz)
		near(t, "peak", p.Peak(), f, p.StepHz/2)
		var power float64
		for k := int(f/p.StepHz) - 3; k < int(f/p.StepHz)+5; k++ {
			if k >= 0 {
				power += p.Density[k] * p.StepHz
			}
		}
		near(t, "its power", power, 0.125, 0.02)
	}
	if p := Welch([][]float64{noise(500)}, hz); p.Density != nil || !math.IsNaN(p.Peak()) {
		t.Error("500 samples have a spectrum")
	}
	// A slow drift has no peak: the density is largest at the low end.
	x := noise(60_000)
	for k := 1; k < len(x); k++ {
		x[k] = 0.999*x[k-1] + x[k]
	}
	p = Welch([][]float64{x}, hz)
	if f := p.Peak(); f == f && f > 3 {
		t.Errorf("a drift has a peak at %g Hz", f)
	}
}

func TestPanics(t *testing.T) {
	for name, f := range map[string]func(){
		"spans that overlap": func() { TrainsOf(1, [][2]int64{{0, 5}, {4, 8}}, each(nil)) },
		"wrong length":       func() { Fano(make([]float64, 5), 2, 3) },
		"correlations":       func() { CorrelationsOf(make([]float64, 5), 2, 3) },
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
