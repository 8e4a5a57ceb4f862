package spectrum_test

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	. "spiketop/metrics/spectrum"
)

// Match is the best of all pairings, by brute force.
func TestMatch(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	draw := func(n int) (v []complex128) {
		for range n {
			v = append(v, complex(rng.NormFloat64(), rng.NormFloat64()))
		}
		return v
	}
	var best func(a, b []complex128, used int) float64
	best = func(a, b []complex128, used int) float64 {
		if len(a) == 0 {
			return 0
		}
		least := math.Inf(1)
		for j, y := range b {
			if used>>j&1 == 0 {
				d := cmplx.Abs(a[0] - y)
				least = min(least, d*d+best(a[1:], b, used|1<<j))
			}
		}
		return least
	}
	for range 200 {
		a, b := draw(rng.IntN(6)), draw(rng.IntN(6))
		var sum float64
		pairs, taken := 0, map[int]bool{}
		for i, j := range Match(a, b) {
			if j >= 0 {
				if taken[j] {
					t.Fatalf("%v and %v: %d is taken twice", a, b, j)
				}
				d := cmplx.Abs(a[i] - b[j])
				sum, pairs, taken[j] = sum+d*d, pairs+1, true
			}
		}
		short, long := a, b
		if len(a) > len(b) {
			short, long = b, a
		}
		if want := best(short, long, 0); pairs != len(short) || math.Abs(sum-want) > 1e-12 {
			t.Errorf("%v and %v: %d pairs at %g, want %d at %g", a, b, pairs, sum, len(short), want)
		}
	}
}

// learned is a training whose outliers after p passes are means of p independent
// passes, as theory has it: sd is the standard deviation of a part of one pass.
func learned(rng *rand.Rand, centres []complex128, sd float64, passes ...int) (h History) {
	sums := make([]complex128, len(centres))
	done := 0
	for _, p := range passes {
		var at []complex128
		for i, c := range centres {
			if imag(c) < 0 { // the conjugate of the one before
				at = append(at, cmplx.Conj(at[i-1]))
				continue
			}
			for range p - done {
				if imag(c) > 0 {
					sums[i] += complex(sd*rng.NormFloat64(), sd*rng.NormFloat64())
				} else {
					sums[i] += complex(sd*rng.NormFloat64(), 0)
				}
			}
			at = append(at, c+sums[i]/complex(float64(p), 0))
		}
		done = p
		h.Passes, h.Outliers = append(h.Passes, p), append(h.Outliers, at)
	}
	return h
}

// Of trainings whose spread is known, 95 % lie within the predicted spread, for one
// and for three draws, for values that are real and for pairs. The disc around a value in the plane
// holds a little more: its radius is that of a line.
func TestExpectCovers(t *testing.T) {
	centres := []complex128{2 + 0.5i, 2 - 0.5i, 1.5}
	for _, draws := range []int{1, 3} {
		rng := rand.New(rand.NewPCG(8, uint64(draws)))
		const trials = 1500
		in, widths := map[bool]int{}, map[bool]float64{}
		for range trials {
			var all []History
			for range draws {
				all = append(all, learned(rng, centres, 0.1, 10, 12, 14, 16, 18, 20))
			}
			expected := Expect(all)
			if len(expected) != 3 || expected[0].Value != cmplx.Conj(expected[1].Value) || imag(expected[2].Value) != 0 || len(expected[0].Draws) != draws {
				t.Fatalf("%+v", expected)
			}
			got := learned(rng, centres, 0.1, 20).Outliers[0]
			for k, z := range []complex128{got[0], got[2]} {
				e := expected[2*k]
				widths[k == 1] += e.Spread() / trials
				if cmplx.Abs(z-e.Value) <= e.Spread() {
					in[k == 1]++
				}
			}
		}
		for real, n := range in {
			share := float64(n) / trials
			t.Logf("%d draws, real %v: %.3f inside, mean radius %.4f", draws, real, share, widths[real])
			if share < 0.93 || share > 0.995 {
				t.Errorf("%d draws, real %v: %.3f inside", draws, real, share)
			}
		}
	}
}

// A pair that falls apart into two real values in one of three trainings stays a pair.
func TestExpectPairs(t *testing.T) {
	at := func(v ...complex128) History { return History{[]int{5}, [][]complex128{v}} }
	e := Expect([]History{at(2+0.2i, 2-0.2i), at(2.2, 1.8), at(2+0.25i, 2-0.25i)})
	if len(e) != 2 || !(imag(e[0].Value) > 0.1) || e[1].Value != cmplx.Conj(e[0].Value) || len(e[0].Draws) != 3 || !(e[0].SE > 0) {
		t.Errorf("%+v", e)
	}
	// A training that lacks one has no part in it; a single training without a history
	// tells no spread.
	e = Expect([]History{at(3, 2), at(3.1, 2.1, 1), at(2.9)})
	if len(e) != 2 || len(e[0].Draws) != 3 || len(e[1].Draws) != 2 || math.Abs(real(e[0].Value)-3) > 1e-12 {
		t.Errorf("%+v", e)
	}
	if e = Expect([]History{at(3)}); len(e) != 1 || !math.IsNaN(e[0].SE) || Found([]complex128{3}, e) != nil {
		t.Errorf("%+v", e)
	}
	if e = Expect(nil); e != nil {
		t.Errorf("%+v", e)
	}
}

// Each expected outlier is found once, by the nearest.
func TestFound(t *testing.T) {
	expected := []Expected{{Value: 2, SE: 0.1}, {Value: 1, SE: 0.01}}
	if got := Found([]complex128{2.1, 1.9, 1.1}, expected); !slices.Equal(got, []complex128{2.1}) && !slices.Equal(got, []complex128{1.9}) {
		t.Errorf("%v", got)
	}
	if got := Found([]complex128{2.3}, expected); got != nil {
		t.Errorf("%v", got)
	}
}
