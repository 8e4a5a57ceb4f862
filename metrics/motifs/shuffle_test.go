package motifs

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// threeTypes makes three types, not in order.
func threeTypes(n int) []int {
	blockOf := make([]int, n)
	for i := range blockOf {
		blockOf[i] = []int{7, -1, 3}[i*i%3]
		if i%5 == 0 {
			blockOf[i] = 3
		}
	}
	return blockOf
}

func TestShuffleShuffleKeepsWeights(t *testing.T) {
	const n = 21
	rng := rand.New(rand.NewPCG(12, 1))
	w, mask := randomWeights(n, 0.4, 1, true, rng)
	mask[3*n+3] = true // no synapse, whatever a mask says
	for _, blockOf := range [][]int{nil, threeTypes(n)} {
		values := func(z []float64) map[[2]int][]float64 {
			groups := map[[2]int][]float64{}
			for k, exists := range mask {
				if !exists || k/n == k%n {
					if z[k] != 0 {
						t.Fatalf("a weight of %g moved to where no synapse is (%d)", z[k], k)
					}
					continue
				}
				var b [2]int
				if blockOf != nil {
					b = [2]int{blockOf[k/n], blockOf[k%n]}
				}
				groups[b] = append(groups[b], z[k])
			}
			for _, g := range groups {
				slices.Sort(g)
			}
			return groups
		}
		want := values(w)
		shuffled := newShuffler(w, n, mask, blockOf)
		z := make([]float64, n*n)
		for range 5 {
			shuffled.draw(z, rng)
			if slices.Equal(z, w) {
				t.Error("nothing moved")
			}
			for b, g := range values(z) {
				if !slices.Equal(g, want[b]) {
					t.Fatalf("block %v lost its weights", b)
				}
			}
		}
	}
}

// Every weight is as likely everywhere, its own place included: 6 places, 6000
// draws, 1000 ± 29 expected; bound 5 s.d. over 36 cells.
func TestShuffleShuffleIsUniform(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 1))
	z := make([]float64, 9)
	var seen [9][7]int
	for range 6000 {
		// The first draw of each: draws go on from one another.
		newShuffler([]float64{0, 1, 2, 3, 0, 4, 5, 6, 0}, 3, nil, nil).draw(z, rng)
		for k, x := range z {
			seen[k][int(x)]++
		}
	}
	for k := range seen {
		for x := 1; x <= 6; x++ {
			if k%4 != 0 && math.Abs(float64(seen[k][x])-1000) > 145 {
				t.Errorf("weight %d at %d: %d times", x, k, seen[k][x])
			}
		}
	}
}

// The mean of the null is known, −1/(E − 1) for every pair statistic: two of E
// weights without replacement.
func TestShuffleMeanOfWeighted(t *testing.T) {
	const n, draws = 12, 4000
	rng := rand.New(rand.NewPCG(14, 1))
	w, _ := randomWeights(n, 1, 1, false, rng)
	test := TestWeighted(w, n, nil, nil, draws, rng)
	for name, x := range map[string]Tested{"rec": test.Reciprocal, "con": test.Convergent, "div": test.Divergent, "chn": test.Chain} {
		// standard error of a mean of draws; bound 4
		near(t, name, x.Mean, -1./(n*(n-1)-1), 4*x.SD/math.Sqrt(draws))
		if x.Draws != draws || x.Warnings != nil || x.Fixed != Free {
			t.Errorf("%s: %+v", name, x)
		}
	}
	own := WeightedOf(w, n, nil)
	same(t, "value", Weighted{test.Reciprocal.Value, test.Convergent.Value, test.Divergent.Value, test.Chain.Value}, own, 0)
	// N(N−1)/2 independent products of unit variance, nearly
	near(t, "s.d. of ρ_rec", test.Reciprocal.SD*math.Sqrt(n*(n-1)/2), 1, 0.1)
	if test.Balanced {
		t.Error("these rows are not balanced")
	}
}

// z and p of matrices that are their own null: P is uniform. 60 matrices: 15 ±
// 3.4 in each quarter, bound 3 s.d.; the mean of z within 3/√60, none beyond 4.
func TestShuffleOfRandomMatrices(t *testing.T) {
	const n, matrices = 30, 60
	rng := rand.New(rand.NewPCG(15, 1))
	var quarters [4][4]int
	var mean [4]float64
	for range matrices {
		w, mask := randomWeights(n, 0.5, 1, false, rng)
		a := TestWeighted(w, n, mask, threeTypes(n), 39, rng)
		b := TestStrong(w, n, mask, nil, 0.1, 39, rng)
		for k, x := range []Tested{a.Reciprocal, a.Divergent, b.Convergent, b.Chain} {
			if math.Abs(x.Z) > 4.5 {
				t.Errorf("statistic %d: z = %g", k, x.Z)
			}
			mean[k] += x.Z / matrices
			quarters[k][min(3, int(4*x.P))]++
		}
	}
	for k := range mean {
		near(t, "mean z", mean[k], 0, 3/math.Sqrt(matrices)*1.1)
		for q, count := range quarters[k] {
			if count < 5 || count > 26 {
				t.Errorf("statistic %d: %d of %d p values in quarter %d", k, count, matrices, q)
			}
		}
	}
}

func TestShuffleFindsMotifs(t *testing.T) {
	const n = 60
	rng := rand.New(rand.NewPCG(16, 1))
	w := make([]float64, n*n)
	for i := range n {
		for j := range i {
			w[i*n+j] = rng.NormFloat64()
			w[j*n+i] = 0.5*w[i*n+j] + rng.NormFloat64()*math.Sqrt(.75)
		}
	}
	x := TestWeighted(w, n, nil, nil, 100, rng).Reciprocal
	// ρ = ½ over 1770 pairs: z = ½√1770 = 21
	near(t, "ρ_rec", x.Value, 0.5, 0.1)
	near(t, "z", x.Z, 21, 6)
	near(t, "p", x.P, 1./101, 1e-15)
	s := TestStrong(w, n, nil, nil, 0.1, 100, rng)
	counts := StrongGraph(w, n, 0.1).Motifs().Reciprocal
	if s.Reciprocal.Z < 5 || counts.Ratio < 2 || s.Reciprocal.Value != float64(counts.Count) {
		t.Errorf("strong graph: %+v", s.Reciprocal)
	}
	near(t, "ratio to the null", s.Reciprocal.Ratio(), counts.Ratio, 0.3)
	for i := range n {
		for j := range i {
			w[i*n+j] *= -1
		}
	}
	x = TestWeighted(w, n, nil, nil, 100, rng).Reciprocal
	near(t, "z, antisymmetric", x.Z, -21, 6)
	near(t, "p, antisymmetric", x.P, 1, 1e-15)
}

// Two types whose outputs differ in mean: divergent by composition. The free
// shuffle calls it a motif, the one within blocks does not.
func TestShuffleBlocksKnowComposition(t *testing.T) {
	const n = 60
	rng := rand.New(rand.NewPCG(17, 1))
	w, _ := randomWeights(n, 1, 1, false, rng)
	blockOf := make([]int, n)
	for j := range n / 2 {
		blockOf[j] = 1
		for i := range n {
			w[i*n+j] += 0.2
		}
	}
	free := TestWeighted(w, n, nil, nil, 100, rng).Divergent
	within := TestWeighted(w, n, nil, blockOf, 100, rng).Divergent
	if free.Z < 20 || math.Abs(within.Z) > 4 {
		t.Errorf("weighted: z = %g freely, %g within blocks", free.Z, within.Z)
	}
	free = TestStrong(w, n, nil, nil, 0.1, 100, rng).Divergent
	within = TestStrong(w, n, nil, blockOf, 0.1, 100, rng).Divergent
	if free.Z < 20 || math.Abs(within.Z) > 4 {
		t.Errorf("strong: z = %g freely, %g within blocks", free.Z, within.Z)
	}
}

// The strong graph of a shuffle, by shuffling: mean and s.d. of TestStrong's
// short cut (it deals out the strong edges) agree with StrongGraph on shuffled
// matrices within 4 standard errors.
func TestShuffleStrongAgreesWithShuffling(t *testing.T) {
	const n, draws = 14, 1500
	rng := rand.New(rand.NewPCG(18, 1))
	w, mask := randomWeights(n, 0.6, 1, true, rng)
	types := threeTypes(n)
	for k := range w { // type −1 sends stronger
		if types[k%n] < 0 && mask[k] {
			w[k] += 0.3
		}
		w[k] = math.Abs(w[k])
	}
	for _, blockOf := range [][]int{nil, types} {
		fast := TestStrong(w, n, mask, blockOf, 0.2, draws, rng)
		shuffled := newShuffler(w, n, mask, blockOf)
		z := make([]float64, n*n)
		var drawn [4][]float64
		for range draws {
			shuffled.draw(z, rng)
			for k, r := range StrongGraph(z, n, 0.2).Motifs().All() {
				drawn[k] = append(drawn[k], float64(r.Count))
			}
		}
		for k, f := range fast.All() {
			slow := against(f.Value, math.NaN(), drawn[k], ofCount)
			near(t, fast.Null+" mean", f.Mean, slow.Mean, 4*slow.SD*math.Sqrt(2./draws))
			near(t, fast.Null+" s.d.", f.SD/slow.SD, 1, 4/math.Sqrt(draws))
		}
	}
}

// Balanced rows fix ρ_con: the z is taken from that value, so it is 0.
func TestShuffleBalancedRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 1))
	w, mask := randomWeights(40, 0.5, 1, true, rng)
	test := TestWeighted(w, 40, mask, nil, 100, rng)
	near(t, "z", test.Convergent.Z, 0, 1e-9)
	near(t, "mean", test.Convergent.Mean, ExpectedConvergent(40, mask), 1e-15)
	if !test.Balanced || test.Convergent.Fixed != ByRows || math.Abs(test.Convergent.P-.5) > .2 {
		t.Errorf("%+v", test.Convergent)
	}
	w[1] += 0.1
	if mask[1] = true; TestWeighted(w, 40, mask, nil, 2, rng).Balanced {
		t.Error("one weight off, still balanced")
	}
}

func TestShuffleOfNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 1))
	zero := make([]float64, 100)
	w := TestWeighted(zero, 10, nil, nil, 10, rng)
	if w.Balanced || !math.IsNaN(w.Reciprocal.Z) || w.Reciprocal.Warnings == nil {
		t.Errorf("W = 0: %+v", w)
	}
	s := TestStrong(zero, 10, nil, nil, 0.1, 10, rng)
	c := StrongGraph(zero, 10, 0.1).Motifs()
	if c.Edges != 0 || s.Warnings == nil || !math.IsNaN(s.Reciprocal.Z) || !math.IsNaN(c.Reciprocal.Ratio) {
		t.Errorf("W = 0: %+v, %+v", s, c)
	}
}
