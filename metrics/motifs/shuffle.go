package motifs

import (
	"math/rand/v2"
	"slices"

	"spiketop/internal/warn"
	"spiketop/metrics"
)

// nullName says what a shuffle of the weights keeps.
func nullName(blockOf []int) string {
	if blockOf == nil {
		return "weights shuffled"
	}
	return "weights shuffled within type blocks"
}

// WeightedTest has the four correlations of [Weighted] against a null.
type WeightedTest struct {
	Null string
	Pairs[Tested]
	// Balanced says that every row sums to zero. Convergent then equals
	// [ExpectedConvergent] whatever the matrix. The Mean of Convergent is that
	// number and not the mean of the null, whose rows are not balanced.
	Balanced bool
}

// TestWeighted tests the four correlations against weights that were shuffled
// among the existing synapses. blockOf has the type of each neuron, any numbers:
// then weights move only among synapses between the same two types, so that the
// composition is kept. Composition alone makes divergence and inflates
// reciprocity. With nil they move freely. TestWeighted panics on wrong lengths.
func TestWeighted(w []float64, n int, mask []bool, blockOf []int, draws int, rng *rand.Rand) WeightedTest {
	metrics.CheckMatrix(w, n, mask)
	m := centre(w, n, mask)
	own := m.correlations(m.z)
	test := WeightedTest{Null: nullName(blockOf), Balanced: !m.constant && m.balanced()}
	shuffled := newShuffler(m.z, n, mask, blockOf)
	var drawn [4][]float64
	for range draws {
		shuffled.draw(m.z, rng)
		for k, x := range m.correlations(m.z).All() {
			drawn[k] = append(drawn[k], x)
		}
	}
	test.Pairs = pairsAgainst(own.All(), drawn, ofCorrelation)
	if test.Balanced {
		// Shuffled rows are not balanced, so their mean is not the expected value.
		shift := ExpectedConvergent(n, mask) - test.Convergent.Mean
		for d := range drawn[1] {
			drawn[1][d] += shift
		}
		test.Convergent = against(own.Convergent, test.Convergent.Mean+shift, drawn[1], ofCorrelation)
		test.Convergent.Fixed = ByRows
	}
	return test
}

// StrongTest has the counts of pair motifs of a strong graph against a null.
type StrongTest struct {
	Null string
	Pairs[Tested]
	// Warnings are those of the strong graph.
	Warnings warn.List
}

// TestStrong tests the strong graph of w (see StrongGraph; with a mask, entries
// outside it are absent too) against the strong graphs of shuffled weights. A
// shuffle keeps all weights, and so the threshold: what is drawn is which
// synapses have the strong weights. blockOf is that of TestWeighted. TestStrong
// panics on wrong lengths.
func TestStrong(w []float64, n int, mask []bool, blockOf []int, fraction float64, draws int, rng *rand.Rand) StrongTest {
	metrics.CheckMatrix(w, n, mask)
	g, at := strongGraph(w, n, mask, fraction)
	test := StrongTest{Null: nullName(blockOf), Warnings: g.Warnings}

	at, ends := byBlock(at, n, blockOf)
	strong := make([]int, len(ends)) // edges in each block
	for b, start := 0, 0; b < len(ends); b++ {
		for _, k := range at[start:ends[b]] {
			if g.Has(int(k)/n, int(k)%n) {
				strong[b]++
			}
		}
		start = ends[b]
	}
	var drawn [4][]float64
	copyOf := NewGraph(n)
	copyOf.E = g.E
	degrees := make([]int, 2*n)
	for range draws {
		clear(copyOf.out)
		for b, start := 0, 0; b < len(ends); b++ {
			for k := start; k < start+strong[b]; k++ {
				r := k + rng.IntN(ends[b]-k)
				at[k], at[r] = at[r], at[k]
				copyOf.flip(int(at[k])/n, int(at[k])%n)
			}
			start = ends[b]
		}
		for k, count := range copyOf.motifCounts(degrees) {
			drawn[k] = append(drawn[k], float64(count))
		}
	}
	test.Pairs = pairsAgainst(g.motifCounts(degrees), drawn, ofCount)
	return test
}

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
func byBlock(at []int32, n int, blockOf []int) ([]int32, []int) {
	if blockOf == nil {
		return at, []int{len(at)}
	}
	if len(blockOf) != n {
		panic("motifs: shuffling within blocks needs the type of each neuron")
	}
	types := slices.Clone(blockOf)
	slices.Sort(types)
	types = slices.Compact(types)
	typeOf := make([]int, n)
	for i, b := range blockOf {
		typeOf[i], _ = slices.BinarySearch(types, b)
	}
	groupOf := func(k int32) int { return typeOf[int(k)/n]*len(types) + typeOf[int(k)%n] }
	ends := make([]int, len(types)*len(types))
	for _, k := range at {
		ends[groupOf(k)]++
	}
	for b := 1; b < len(ends); b++ {
		ends[b] += ends[b-1]
	}
	sorted, next := make([]int32, len(at)), slices.Insert(slices.Clone(ends[:len(ends)-1]), 0, 0)
	for _, k := range at {
		b := groupOf(k)
		sorted[next[b]] = k
		next[b]++
	}
	return sorted, ends
}
