package motifs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"spiketop/internal/matrix"
)

// The slow way, which the closed forms stand for.

// shuffler moves values among the existing synapses of a matrix.
type shuffler struct {
	at   []int32   // indices i·n+j, block by block
	ends []int     // where in at each block ends
	vals []float64 // in the order of at
}

// newShuffler takes its values from z.
func newShuffler(z []float64, n int, mask []bool, blockOf []int) *shuffler {
	at := make([]int32, 0, n*n)
	for i := range n {
		for j := range n {
			if k := i*n + j; i != j && (mask == nil || mask[k]) {
				at = append(at, int32(k))
			}
		}
	}
	s := &shuffler{vals: make([]float64, len(at))}
	s.at, s.ends = byBlock(at, n, blockOf)
	for e, k := range s.at {
		s.vals[e] = z[k]
	}
	return s
}

// draw writes a fresh shuffle to dst, existing synapses only (Fisher–Yates).
func (s *shuffler) draw(dst []float64, rng *rand.Rand) {
	start := 0
	for _, end := range s.ends {
		vals, at := s.vals[start:end], s.at[start:end]
		for k := len(vals) - 1; k >= 0; k-- {
			r := rng.IntN(k + 1)
			x := vals[r]
			vals[r] = vals[k]
			vals[k] = x
			dst[at[k]] = x
		}
		start = end
	}
}

// byBlock groups the indices i·n+j by the types of their two neurons and returns
// where each group ends. The order within a group is kept.
func byBlock(at []int32, n int, blockOf []int) (sorted []int32, ends []int) {
	of := newBlocks(n, blockOf)
	for b := range of.types * of.types {
		for _, k := range at {
			if of.block(int(k)/n, int(k)%n) == b {
				sorted = append(sorted, k)
			}
		}
		ends = append(ends, len(sorted))
	}
	return sorted, ends
}

// drawn are the four correlations of shuffled weights, and the pair counts of their
// strong graphs.
func drawn(w []float64, n int, mask []bool, blockOf []int, fraction float64, draws int, rng *rand.Rand) (rho, counts [4][]float64) {
	shuffled := newShuffler(w, n, mask, blockOf)
	z := make([]float64, n*n)
	for range draws {
		shuffled.draw(z, rng)
		m := matrix.Masked(z, n, mask)
		for k, x := range WeightedOf(m).All() {
			rho[k] = append(rho[k], x)
		}
		for k, r := range StrongGraph(m, fraction).Motifs().All() {
			counts[k] = append(counts[k], float64(r.Count))
		}
	}
	return rho, counts
}

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

// The closed forms against shuffles, on dense and sparse networks whose weights
// differ between types in mean and spread and have a heavy tail: mean within 4
// standard errors, s.d. within 4 of its own, which is (κ + 2)/(4·draws) of its
// square with κ the excess kurtosis, here below 6.
func TestShuffleClosedForm(t *testing.T) {
	const n, draws = 14, 3000
	rng := rand.New(rand.NewPCG(14, 1))
	for _, p := range []float64{0.5, 1} {
		w, mask := randomWeights(n, p, 1, false, rng)
		types := threeTypes(n)
		for k, x := range w {
			if w[k] = x * math.Abs(x); types[k%n] < 0 && x != 0 {
				w[k] = 0.3 - 2*w[k]
			}
		}
		m := matrix.Masked(w, n, mask)
		g := StrongGraph(m, 0.2)
		for _, typeOf := range [][]int{nil, types} {
			rho, counts := drawn(w, n, mask, typeOf, 0.2, draws, rng)
			weighted, strong := TestWeighted(m, typeOf), TestStrong(m, g, typeOf)
			for k := range 4 {
				for what, x := range map[string]struct {
					closed Tested
					drawn  []float64
				}{"weighted": {weighted.All()[k], rho[k]}, "strong": {strong.All()[k], counts[k]}} {
					slow := against(x.closed.Value, math.NaN(), x.drawn, ofCorrelation)
					name := fmt.Sprintf("p=%g, %s, %s %d", p, weighted.Null, what, k)
					near(t, name+": mean", x.closed.Mean, slow.Mean, 4*slow.SD/math.Sqrt(draws))
					near(t, name+": s.d.", x.closed.SD/slow.SD, 1, 4*math.Sqrt(2./draws))
				}
			}
		}
	}
}

// P is the normal law's: against the share of shuffles that lie beyond, at five
// places of a network of ordinary size, within .03 and the error of that share.
func TestShuffleNormalLaw(t *testing.T) {
	const n, draws = 60, 1000
	rng := rand.New(rand.NewPCG(14, 2))
	w, mask := randomWeights(n, 1, 1, false, rng)
	m := matrix.Masked(w, n, mask)
	rho, counts := drawn(w, n, mask, nil, 0.1, draws, rng)
	weighted, strong := TestWeighted(m, nil), TestStrong(m, StrongGraph(m, 0.1), nil)
	for k := range 4 {
		a, b := weighted.All()[k], strong.All()[k]
		for _, z := range []float64{-1.5, -.5, 0, 1, 2} {
			x, y := a.Mean+z*a.SD, math.Round(b.Mean+z*b.SD)
			var beyondX, beyondY float64
			for d := range draws {
				if rho[k][d] >= x {
					beyondX += 1. / draws
				}
				if counts[k][d] >= y {
					beyondY += 1. / draws
				}
			}
			near(t, fmt.Sprintf("weighted %d at z = %g", k, z), closed(x, a.Mean, a.SD*a.SD, 0).P, beyondX, 0.03+0.03)
			near(t, fmt.Sprintf("strong %d at z = %g", k, z), closed(y, b.Mean, b.SD*b.SD, 0.5).P, beyondY, 0.03+0.03)
		}
	}
}

// The mean of the null is known, −1/(E − 1) for every pair statistic: two of E
// weights without replacement. Without rows of their own, N(N−1)/2 products of unit
// variance make the s.d. of ρ_rec, but for terms of 1/E.
func TestShuffleMeanOfWeighted(t *testing.T) {
	const n = 40
	rng := rand.New(rand.NewPCG(14, 1))
	w, _ := randomWeights(n, 1, 1, false, rng)
	test := TestWeighted(matrix.Dense(w, n), nil)
	for name, x := range map[string]Tested{"rec": test.Reciprocal, "con": test.Convergent, "div": test.Divergent, "chn": test.Chain} {
		near(t, name, x.Mean, -1./(n*(n-1)-1), 1e-15)
		if x.Draws != 0 || x.Warnings != nil || x.Fixed != Free {
			t.Errorf("%s: %+v", name, x)
		}
	}
	own := WeightedOf(matrix.Dense(w, n))
	same(t, "value", Weighted{test.Reciprocal.Value, test.Convergent.Value, test.Divergent.Value, test.Chain.Value}, own, 0)
	near(t, "s.d. of ρ_rec", test.Reciprocal.SD*math.Sqrt(n*(n-1)/2), 1, 2./n)
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
		a := TestWeighted(matrix.Masked(w, n, mask), threeTypes(n))
		m := matrix.Masked(w, n, mask)
		b := TestStrong(m, StrongGraph(m, 0.1), nil)
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
	x := TestWeighted(matrix.Masked(w, n, nil), nil).Reciprocal
	// ρ = ½ over 1770 pairs: z = ½√1770 = 21
	near(t, "ρ_rec", x.Value, 0.5, 0.1)
	near(t, "z", x.Z, 21, 6)
	near(t, "p", x.P, 0, 1e-15)
	strong := StrongGraph(matrix.Dense(w, n), 0.1)
	s := TestStrong(matrix.Dense(w, n), strong, nil)
	counts := strong.Motifs().Reciprocal
	if s.Reciprocal.Z < 5 || counts.Ratio < 2 || s.Reciprocal.Value != float64(counts.Count) {
		t.Errorf("strong graph: %+v", s.Reciprocal)
	}
	near(t, "ratio to the null", s.Reciprocal.Ratio(), counts.Ratio, 0.3)
	for i := range n {
		for j := range i {
			w[i*n+j] *= -1
		}
	}
	x = TestWeighted(matrix.Masked(w, n, nil), nil).Reciprocal
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
	free := TestWeighted(matrix.Masked(w, n, nil), nil).Divergent
	within := TestWeighted(matrix.Masked(w, n, nil), blockOf).Divergent
	if free.Z < 20 || math.Abs(within.Z) > 4 {
		t.Errorf("weighted: z = %g freely, %g within blocks", free.Z, within.Z)
	}
	m := matrix.Dense(w, n)
	g := StrongGraph(m, 0.1)
	free, within = TestStrong(m, g, nil).Divergent, TestStrong(m, g, blockOf).Divergent
	if free.Z < 20 || math.Abs(within.Z) > 4 {
		t.Errorf("strong: z = %g freely, %g within blocks", free.Z, within.Z)
	}
}

// Balanced rows fix ρ_con: the z is taken from that value, so it is 0.
func TestShuffleBalancedRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 1))
	w, mask := randomWeights(40, 0.5, 1, true, rng)
	test := TestWeighted(matrix.Masked(w, 40, mask), nil)
	near(t, "z", test.Convergent.Z, 0, 1e-9)
	near(t, "mean", test.Convergent.Mean, ExpectedConvergent(matrix.Masked(w, 40, mask)), 1e-15)
	if !test.Balanced || test.Convergent.Fixed != ByRows || math.Abs(test.Convergent.P-.5) > .2 {
		t.Errorf("%+v", test.Convergent)
	}
	w[1] += 0.1
	if mask[1] = true; TestWeighted(matrix.Masked(w, 40, mask), nil).Balanced {
		t.Error("one weight off, still balanced")
	}
}

func TestShuffleOfNothing(t *testing.T) {
	zero := make([]float64, 100)
	w := TestWeighted(matrix.Masked(zero, 10, nil), nil)
	if w.Balanced || !math.IsNaN(w.Reciprocal.Z) || w.Reciprocal.Warnings == nil {
		t.Errorf("W = 0: %+v", w)
	}
	g := StrongGraph(matrix.Dense(zero, 10), 0.1)
	s, c := TestStrong(matrix.Dense(zero, 10), g, nil), g.Motifs()
	if c.Edges != 0 || g.Warnings == nil || !math.IsNaN(s.Reciprocal.Z) || !math.IsNaN(c.Reciprocal.Ratio) {
		t.Errorf("W = 0: %+v, %+v", s, c)
	}
}

// The closed forms are exact: mean and variance over all shuffles, one by one, of
// networks of six synapses, freely and within blocks.
func TestShuffleByEnumeration(t *testing.T) {
	sparse := make([]bool, 16)
	for _, k := range []int{1, 4, 2, 7, 11, 8} { // 1 → 0 → 1, 2 → 0 → 2, 3 → 1, 3 → 2
		sparse[k] = true
	}
	for name, c := range map[string]struct {
		n      int
		mask   []bool
		typeOf []int
	}{
		"dense": {3, nil, nil}, "dense, types": {3, nil, []int{0, 0, 1}},
		"sparse": {4, sparse, nil}, "sparse, types": {4, sparse, []int{1, 0, 0, 1}}, "sparse, other types": {4, sparse, []int{0, 0, 0, 1}},
	} {
		w := make([]float64, c.n*c.n)
		for k := range w {
			w[k] = math.Sin(float64(k*k)) + float64(k)/5
		}
		m := matrix.Masked(w, c.n, c.mask).Synaptic()
		of := newBlocks(c.n, c.typeOf)
		var sum, squares [4]float64
		var shuffles float64
		values := slices.Clone(m.Val)
		var deal func(at int)
		deal = func(at int) {
			if at == len(values) {
				z := matrix.Matrix{N: c.n, Start: m.Start, From: m.From, Val: values}
				var s [4]float64
				for a := range values {
					for b := range values {
						i, j := z.Place(a)
						k, l := z.Place(b)
						for motif, is := range []bool{i == l && j == k && a < b, i == k && a < b, j == l && a < b, j == k && i != l} {
							if is {
								s[motif] += values[a] * values[b]
							}
						}
					}
				}
				for k, x := range s {
					sum[k] += x
					squares[k] += x * x
				}
				shuffles++
				return
			}
			for k := at; k < len(values); k++ {
				ai, aj := m.Place(at)
				ki, kj := m.Place(k)
				if of.block(ai, aj) == of.block(ki, kj) {
					values[at], values[k] = values[k], values[at]
					deal(at + 1)
					values[at], values[k] = values[k], values[at]
				}
			}
		}
		deal(0)
		mean, variance := newLists(m).shuffled(of)
		for k := range mean {
			want := sum[k] / shuffles
			near(t, fmt.Sprintf("%s: mean %d", name, k), mean[k], want, 1e-12)
			near(t, fmt.Sprintf("%s: variance %d", name, k), variance[k], squares[k]/shuffles-want*want, 1e-11)
		}
	}
}
