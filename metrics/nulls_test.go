package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// motTestBlockOf makes three types, not in order.
func motTestBlockOf(n int) []int {
	blockOf := make([]int, n)
	for i := range blockOf {
		blockOf[i] = []int{7, -1, 3}[i*i%3]
		if i%5 == 0 {
			blockOf[i] = 3
		}
	}
	return blockOf
}

func TestNullShuffleKeepsWeights(t *testing.T) {
	const n = 21
	rng := rand.New(rand.NewPCG(12, 1))
	w, mask := motTestRandom(n, 0.4, 1, true, rng)
	mask[3*n+3] = true // no synapse, whatever a mask says
	for _, blockOf := range [][]int{nil, motTestBlockOf(n)} {
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
		shuffle := newNullShuffle(w, n, mask, blockOf)
		z := make([]float64, n*n)
		for range 5 {
			shuffle.draw(z, rng)
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
func TestNullShuffleIsUniform(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 1))
	z := make([]float64, 9)
	var seen [9][7]int
	for range 6000 {
		// The first draw of each: draws go on from one another.
		newNullShuffle([]float64{0, 1, 2, 3, 0, 4, 5, 6, 0}, 3, nil, nil).draw(z, rng)
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
func TestNullMeanOfWeighted(t *testing.T) {
	const n, draws = 12, 4000
	rng := rand.New(rand.NewPCG(14, 1))
	w, _ := motTestRandom(n, 1, 1, false, rng)
	test := TestWeighted(w, n, nil, nil, ShuffleWeights, draws, rng)
	for name, x := range map[string]Tested{"rec": test.Reciprocal, "con": test.Convergent, "div": test.Divergent, "chn": test.Chain} {
		// standard error of a mean of draws; bound 4
		motTestNear(t, name, x.Mean, -1./(n*(n-1)-1), 4*x.SD/math.Sqrt(draws))
		if x.Draws != draws || x.Warnings != nil || x.Note != "" {
			t.Errorf("%s: %+v", name, x)
		}
	}
	own := WeightedMotifs(w, n, nil)
	motTestSame(t, "value", Weighted{test.Reciprocal.Value, test.Convergent.Value, test.Divergent.Value, test.Chain.Value}, own, 0)
	// N(N−1)/2 independent products of unit variance, nearly
	motTestNear(t, "s.d. of ρ_rec", test.Reciprocal.SD*math.Sqrt(n*(n-1)/2), 1, 0.1)
	if test.Balanced {
		t.Error("these rows are not balanced")
	}
}

// z and p of matrices that are their own null: P is uniform. 60 matrices: 15 ±
// 3.4 in each quarter, bound 3 s.d.; the mean of z within 3/√60, none beyond 4.
func TestNullOfRandomMatrices(t *testing.T) {
	const n, matrices = 30, 60
	rng := rand.New(rand.NewPCG(15, 1))
	var quarters [4][4]int
	var mean [4]float64
	for range matrices {
		w, mask := motTestRandom(n, 0.5, 1, false, rng)
		a := TestWeighted(w, n, mask, motTestBlockOf(n), ShuffleBlocks, 39, rng)
		b := TestStrong(w, n, mask, nil, 0.1, Signed, ShuffleWeights, 39, rng)
		for k, x := range []Tested{a.Reciprocal, a.Divergent, b.Convergent, b.Chain} {
			if math.Abs(x.Z) > 4.5 {
				t.Errorf("statistic %d: z = %g", k, x.Z)
			}
			mean[k] += x.Z / matrices
			quarters[k][min(3, int(4*x.P))]++
		}
	}
	for k := range mean {
		motTestNear(t, "mean z", mean[k], 0, 3/math.Sqrt(matrices)*1.1)
		for q, count := range quarters[k] {
			if count < 5 || count > 26 {
				t.Errorf("statistic %d: %d of %d p values in quarter %d", k, count, matrices, q)
			}
		}
	}
}

func TestNullFindsMotifs(t *testing.T) {
	const n = 60
	rng := rand.New(rand.NewPCG(16, 1))
	w := make([]float64, n*n)
	for i := range n {
		for j := range i {
			w[i*n+j] = rng.NormFloat64()
			w[j*n+i] = 0.5*w[i*n+j] + rng.NormFloat64()*math.Sqrt(.75)
		}
	}
	x := TestWeighted(w, n, nil, nil, ShuffleWeights, 100, rng).Reciprocal
	// ρ = ½ over 1770 pairs: z = ½√1770 = 21
	motTestNear(t, "ρ_rec", x.Value, 0.5, 0.1)
	motTestNear(t, "z", x.Z, 21, 6)
	motTestNear(t, "p", x.P, 1./101, 1e-15)
	s := TestStrong(w, n, nil, nil, 0.1, Signed, ShuffleWeights, 100, rng)
	if s.Reciprocal.Z < 5 || s.Counts.Reciprocal.Ratio < 2 || s.Reciprocal.Value != float64(s.Counts.Reciprocal.Count) {
		t.Errorf("strong graph: %+v", s.Reciprocal)
	}
	motTestNear(t, "ratio to the null", s.Reciprocal.Ratio(), s.Counts.Reciprocal.Ratio, 0.3)
	for i := range n {
		for j := range i {
			w[i*n+j] *= -1
		}
	}
	x = TestWeighted(w, n, nil, nil, ShuffleWeights, 100, rng).Reciprocal
	motTestNear(t, "z, antisymmetric", x.Z, -21, 6)
	motTestNear(t, "p, antisymmetric", x.P, 1, 1e-15)
}

// Two types whose outputs differ in mean: divergent by composition. The free
// shuffle calls it a motif, the one within blocks does not.
func TestNullBlocksKnowComposition(t *testing.T) {
	const n = 60
	rng := rand.New(rand.NewPCG(17, 1))
	w, _ := motTestRandom(n, 1, 1, false, rng)
	blockOf := make([]int, n)
	for j := range n / 2 {
		blockOf[j] = 1
		for i := range n {
			w[i*n+j] += 0.2
		}
	}
	free := TestWeighted(w, n, nil, nil, ShuffleWeights, 100, rng).Divergent
	within := TestWeighted(w, n, nil, blockOf, ShuffleBlocks, 100, rng).Divergent
	if free.Z < 20 || math.Abs(within.Z) > 4 {
		t.Errorf("weighted: z = %g freely, %g within blocks", free.Z, within.Z)
	}
	free = TestStrong(w, n, nil, nil, 0.1, Signed, ShuffleWeights, 100, rng).Divergent
	within = TestStrong(w, n, nil, blockOf, 0.1, Signed, ShuffleBlocks, 100, rng).Divergent
	if free.Z < 20 || math.Abs(within.Z) > 4 {
		t.Errorf("strong: z = %g freely, %g within blocks", free.Z, within.Z)
	}
}

// The strong graph of a shuffle, by shuffling: mean and s.d. of TestStrong's
// short cut (it deals out the strong edges) agree with StrongGraph on shuffled
// matrices within 4 standard errors.
func TestNullStrongAgreesWithShuffling(t *testing.T) {
	const n, draws = 14, 1500
	rng := rand.New(rand.NewPCG(18, 1))
	w, mask := motTestRandom(n, 0.6, 1, true, rng)
	blockOf := motTestBlockOf(n)
	for k := range w { // type −1 sends stronger
		if blockOf[k%n] < 0 && mask[k] {
			w[k] += 0.3
		}
	}
	for _, null := range []Null{ShuffleWeights, ShuffleBlocks} {
		fast := TestStrong(w, n, mask, blockOf, 0.2, Absolute, null, draws, rng)
		shuffle := newNullShuffle(w, n, mask, nullBlocks(blockOf, n, null))
		z := make([]float64, n*n)
		drawn := nullColumns(4, draws)
		for d := range draws {
			shuffle.draw(z, rng)
			c := StrongGraph(z, n, 0.2, Absolute).Motifs()
			for k, r := range []Ratio{c.Reciprocal, c.Convergent, c.Divergent, c.Chain} {
				drawn[k][d] = float64(r.Count)
			}
		}
		for k, f := range []Tested{fast.Reciprocal, fast.Convergent, fast.Divergent, fast.Chain} {
			slow := nullTested(f.Value, math.NaN(), drawn[k])
			motTestNear(t, null.String()+" mean", f.Mean, slow.Mean, 4*slow.SD*math.Sqrt(2./draws))
			motTestNear(t, null.String()+" s.d.", f.SD/slow.SD, 1, 4/math.Sqrt(draws))
		}
	}
}

// Balanced rows fix ρ_con: the z is taken from that value, so it is 0.
func TestNullBalancedRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 1))
	w, mask := motTestRandom(40, 0.5, 1, true, rng)
	test := TestWeighted(w, 40, mask, nil, ShuffleWeights, 100, rng)
	motTestNear(t, "z", test.Convergent.Z, 0, 1e-9)
	motTestNear(t, "mean", test.Convergent.Mean, ExpectedConvergent(40, mask), 1e-15)
	if !test.Balanced || test.Convergent.Note == "" || math.Abs(test.Convergent.P-.5) > .2 {
		t.Errorf("%+v", test.Convergent)
	}
	w[1] += 0.1
	if mask[1] = true; TestWeighted(w, 40, mask, nil, ShuffleWeights, 2, rng).Balanced {
		t.Error("one weight off, still balanced")
	}
}

// By hand: draws 1, 2, 3 have mean 2 and s.d. 1.
func TestNullTested(t *testing.T) {
	x := nullTested(3, math.NaN(), []float64{1, 2, 3})
	if x.Mean != 2 || x.SD != 1 || x.Z != 1 || x.P != 0.5 || x.Draws != 3 || len(x.Warnings) != 1 || x.Ratio() != 1.5 {
		t.Errorf("%+v", x)
	}
	if x = nullTested(3, 2.5, []float64{1, 2, 3}); x.Mean != 2.5 || x.Z != 0.5 || x.SD != 1 || x.P != 0.5 {
		t.Errorf("closed form: %+v", x)
	}
	if x = nullTested(5, math.NaN(), []float64{4, 4, 4}); !math.IsNaN(x.Z) || x.P != 0.25 || len(x.Warnings) != 2 {
		t.Errorf("no variance: %+v", x)
	}
	if x = nullTested(5, math.NaN(), nil); !math.IsNaN(x.Z) || !math.IsNaN(x.P) {
		t.Errorf("no draws: %+v", x)
	}
	if x = nullTested(math.NaN(), math.NaN(), make([]float64, 100)); !math.IsNaN(x.P) || len(x.Warnings) != 1 {
		t.Errorf("undefined: %+v", x)
	}
}

func TestNullOfNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 1))
	zero := make([]float64, 100)
	w := TestWeighted(zero, 10, nil, nil, ShuffleWeights, 10, rng)
	if w.Balanced || !math.IsNaN(w.Reciprocal.Z) || w.Reciprocal.Warnings == nil {
		t.Errorf("W = 0: %+v", w)
	}
	s := TestStrong(zero, 10, nil, nil, 0.1, Signed, ShuffleWeights, 10, rng)
	if s.Counts.Edges != 0 || s.Warnings == nil || !math.IsNaN(s.Reciprocal.Z) || !math.IsNaN(s.Counts.Reciprocal.Ratio) {
		t.Errorf("W = 0: %+v", s)
	}
}
