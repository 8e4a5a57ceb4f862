package sim

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"spiketop/internal/matrix"
	"spiketop/metrics/motifs"
	"spiketop/metrics/spectrum"
)

// structured is J of a network with s.
func structured(n int, p float64, balance Balance, s Structure, seed int) matrix.Matrix {
	c, _ := newCoupling(params(func(par *Params) { par.N, par.P, par.Balance, par.Structure = n, p, balance, s }), seed)
	return c.Matrix(1)
}

// over is the mean of x and its standard error.
func over(x []float64) (mean, se float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		se += (v - mean) * (v - mean) / (n - 1) / n
	}
	return mean, math.Sqrt(se)
}

// largeN is the number of neurons of the tests of structure: SPIKETOP_STRUCTURE, or 200.
// With 1000 they take some minutes of a processor, and -v shows the numbers.
func largeN() int {
	if n, err := strconv.Atoi(os.Getenv("SPIKETOP_STRUCTURE")); err == nil {
		return n
	}
	return 200
}

// Each correlation that a network has is the one that was set, within three standard
// errors over 20 seeds; so is one that was left at 0, within 4.5 of them: with 38
// such checks and 19 degrees of freedom one beyond 3 is no surprise, and over 600
// seeds all are within .0002 of 0.
func TestStructureIsWhatWasSet(t *testing.T) {
	cases := []struct {
		p       float64
		balance Balance
		s       Structure
	}{
		{1, Unbalanced, Structure{Kappa: 0.5}}, {1, Unbalanced, Structure{Kappa: -0.8}}, {1, Unbalanced, Structure{Convergent: 0.2}},
		{1, Unbalanced, Structure{Divergent: 0.5}},
		{1, Unbalanced, Structure{Convergent: 0.2, Divergent: 0.3}}, {1, Unbalanced, Structure{Kappa: 0.3, Divergent: 0.4}},
		{1, Unbalanced, Structure{Kappa: -0.4, Convergent: 0.1}}, {1, Unbalanced, Structure{Kappa: 0.2, Divergent: 0.7}},
		{1, Unbalanced, Structure{Convergent: 0.2, Divergent: 0.2, Chain: 0.1}},
		{1, Unbalanced, Structure{Kappa: 0.4, Convergent: 0.1, Divergent: 0.3, Chain: -0.1}},
		{0.3, Unbalanced, Structure{Kappa: 0.5}}, {0.3, Unbalanced, Structure{Kappa: -0.3, Divergent: 0.3}},
		{0.3, Unbalanced, Structure{Convergent: 0.3, Divergent: 0.2, Chain: 0.2}},
		{1, Rows, Structure{Kappa: 0.5}}, {1, Rows, Structure{Kappa: -0.8}}, {1, Rows, Structure{Divergent: 0.3}},
		{1, Rows, Structure{Kappa: 0.5, Divergent: 0.3}}, {0.3, Rows, Structure{Kappa: 0.5}}, {0.3, Rows, Structure{Kappa: 0.3, Divergent: 0.3}},
	}
	const seeds = 20
	n := largeN()
	for _, c := range cases {
		var got [4][]float64
		var variance []float64
		for seed := range seeds {
			w := structured(n, c.p, c.balance, c.s, seed+1)
			for k, x := range motifs.WeightedOf(w).All() {
				got[k] = append(got[k], x)
			}
			var square float64
			for _, x := range w.Values() {
				square += x * x
			}
			variance = append(variance, square/float64(w.Synapses())*c.p*float64(n))
		}
		for k, want := range []float64{c.s.Kappa, c.s.Convergent, c.s.Divergent, c.s.Chain} {
			if c.balance == Rows && (k == 1 || k == 3) {
				continue // fixed by the balance
			}
			bound := 3.0 // standard errors
			if want == 0 {
				bound = 4.5
			}
			mean, se := over(got[k])
			t.Logf("N = %d, p = %g, %s, %+v: correlation %d is %.5f ± %.5f, %.1f standard errors from %g", n, c.p, c.balance, c.s, k, mean, se, (mean-want)/se, want)
			if math.Abs(mean-want) > bound*se {
				t.Errorf("N = %d, p = %g, %s, %+v: correlation %d is %.5f ± %.5f", n, c.p, c.balance, c.s, k, mean, se)
			}
		}
		// Rows take 1/(pN) of the variance away, of a column term less.
		want := 1.0
		if c.balance == Rows {
			want -= (1/c.p - c.s.Divergent) / float64(n-1)
		}
		if mean, se := over(variance); math.Abs(mean-want) > 3*se+2/float64(n*n)/c.p {
			t.Errorf("N = %d, p = %g, %s, %+v: variance %.5f ± %.5f, want %.5f", n, c.p, c.balance, c.s, mean, se, want)
		}
	}
}

// The spectrum of a network with κ fills an ellipse of the half axes 1 ± κ (Sommers et
// al. 1988), which are twice the root mean squares of Re λ and Im λ; with p < 1, 1 ± pκ.
func TestEllipse(t *testing.T) {
	for _, c := range []struct{ p, kappa float64 }{{1, 0.5}, {1, -0.5}, {1, 0.25}, {1, 0.9}, {0.3, 0.8}} {
		const seeds = 10
		n := largeN()
		var re, im float64
		for seed := range seeds {
			for _, l := range spectrum.Of(structured(n, c.p, Rows, Structure{Kappa: c.kappa}, seed+1)).Values {
				re += real(l) * real(l) / float64(n) / seeds
				im += imag(l) * imag(l) / float64(n) / seeds
			}
		}
		left := math.Sqrt(1 - 1/(c.p*float64(n))) // of the variance, after the balance
		for _, axis := range [][2]float64{{2 * math.Sqrt(re), left * (1 + c.p*c.kappa)}, {2 * math.Sqrt(im), left * (1 - c.p*c.kappa)}} {
			t.Logf("N = %d, p = %g, κ = %g: half axis %.4f, expected %.4f", n, c.p, c.kappa, axis[0], axis[1])
			// The finite N and ten seeds: .02. The least half axis is .1.
			if math.Abs(axis[0]-axis[1]) > 0.02 {
				t.Errorf("p = %g, κ = %g: half axis %.4f, want %.4f", c.p, c.kappa, axis[0], axis[1])
			}
		}
	}
}

// The rank-one part has its eigenvalue at strength × overlap, moved by κ over that
// (O'Rourke & Renfrew 2014); chains have theirs at ±√(N·chn).
func TestStructureOutliers(t *testing.T) {
	for _, c := range []struct {
		p       float64
		balance Balance
		s       Structure
		want    float64
	}{
		{1, Rows, Structure{Rank1: 2, Overlap: 1}, 2}, {1, Rows, Structure{Rank1: 4, Overlap: 0.5}, 2}, {1, Rows, Structure{Rank1: 3, Overlap: -0.8}, -2.4},
		{1, Unbalanced, Structure{Rank1: 2.5, Overlap: 0.8}, 2}, {0.3, Rows, Structure{Rank1: 2.5, Overlap: 0.8}, 2},
		{1, Rows, Structure{Rank1: 2.5, Overlap: 0.8, Kappa: 0.4}, 2.2},
		{1, Unbalanced, Structure{Convergent: 0.2, Divergent: 0.2, Chain: 0.1}, math.Sqrt(20)},
	} {
		const seeds = 20
		n := largeN()
		if c.s.Chain > 0 {
			c.want *= math.Sqrt(float64(n) / 200)
		}
		var got []float64
		for seed := range seeds {
			got = append(got, real(spectrum.Of(structured(n, c.p, c.balance, c.s, seed+1)).Values[0]))
			if c.s.Chain > 0 { // of a pair ±λ either may be the larger
				got[seed] = math.Abs(got[seed])
			}
		}
		mean, se := over(got)
		t.Logf("N = %d, p = %g, %s, %+v: outlier %.4f ± %.4f, expected %.4f", n, c.p, c.balance, c.s, mean, se, c.want)
		if math.Abs(mean/c.want-1) > 0.03 {
			t.Errorf("p = %g, %s, %+v: outlier %.4f ± %.4f, want %.4f", c.p, c.balance, c.s, mean, se, c.want)
		}
	}
}

// Without a mean over disorder: the rank-one part alone has its eigenvalue where it was
// set, though there are no self-connections.
func TestRankOneAlone(t *testing.T) {
	const n = 50
	c := newDense(n)
	s := Structure{Rank1: 2, Overlap: 0.3}
	s.put(c, n, 1, Unbalanced, Stream(1, "structure"))
	if l := spectrum.Of(c.Matrix(1)).Values[0]; math.Abs(real(l)-0.6) > 1e-10 || imag(l) != 0 {
		t.Errorf("eigenvalue %g, want 0.6", l)
	}
	for i := range n {
		if c.col[i*n+i] != 0 {
			t.Fatalf("self-connection of neuron %d", i)
		}
	}
}

// Weights move continuously: a thousandth of a parameter moves them by little, and
// which synapses exist stays. Turned back, they are the same to the bit.
func TestStructureMovesContinuously(t *testing.T) {
	for _, p := range []float64{1, 0.3} {
		plain := structured(60, p, Rows, Structure{}, 3)
		for _, s := range []Structure{{Kappa: 1e-6}, {Kappa: -1e-6}, {Convergent: 1e-12}, {Divergent: 1e-12}, {Rank1: 1e-6, Overlap: 0.5}} {
			w := structured(60, p, Rows, s, 3)
			for i, x := range w.Entries() {
				if y := plain.Entries()[i]; math.Abs(x-y) > 1e-5 || (x == 0) != (y == 0) {
					t.Fatalf("p = %g, %+v: weight %d is %g, was %g", p, s, i, x, y)
				}
			}
		}
	}
}

func TestStructureRefused(t *testing.T) {
	for _, c := range []struct {
		s    Structure
		want string
	}{
		{Structure{Convergent: 0.1, Divergent: 0.4, Chain: 0.3}, "net.chn = 0.3 is impossible with net.con = 0.1 and net.div = 0.4; its size must be at most √(net.con·net.div) = 0.2"},
		{Structure{Chain: -0.1}, "must be at most √(net.con·net.div) = 0"},
		{Structure{Convergent: 0.7, Divergent: 0.5}, "net.con + net.div = 1.2; must be at most 1"},
		{Structure{Kappa: 0.9, Divergent: 0.3}, "net.kappa = 0.9 is impossible with net.con = 0, net.div = 0.3 and net.chn = 0; must be from -0.7 to 0.7"},
		{Structure{Kappa: -0.5, Divergent: 0.2, Convergent: 0.2, Chain: 0.2}, "must be from -0.2 to 1"},
	} {
		p := params(func(p *Params) { p.Structure = c.s })
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.s, err)
		}
	}
	for _, s := range []Structure{{Convergent: 0.1, Divergent: 0.4, Chain: 0.2}, {Convergent: 0.1, Divergent: 0.2, Kappa: 0.7}, {Kappa: -1}, {Rank1: 20, Overlap: -1}} {
		p := params(func(p *Params) { p.Structure = s })
		if _, err := New(p, 1); err != nil {
			t.Errorf("%+v: %v", s, err)
		}
	}
	few := params(func(p *Params) { p.N, p.Structure.Kappa = 4, 0.1 })
	if err := few.Check(); err == nil || !strings.Contains(err.Error(), "must be at least 5") {
		t.Errorf("four neurons: %v", err)
	}
	given := params(nil).With(NewWeights(matrix.Dense(make([]float64, 100), 10)))
	given.Structure.Kappa = 0.1
	if err := given.Check(); err == nil || !strings.Contains(err.Error(), "must be 0 with given weights") {
		t.Errorf("given weights: %v", err)
	}
}
