package metrics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Null says what a shuffle of the weights keeps.
type Null int

const (
	// ShuffleWeights moves weights freely among the existing synapses.
	ShuffleWeights Null = iota
	// ShuffleBlocks moves them only among synapses between the same two types:
	// composition alone makes divergence and inflates reciprocity, and this null
	// keeps composition.
	ShuffleBlocks
)

// String says what is kept.
func (k Null) String() string {
	return [...]string{"weights shuffled", "weights shuffled within type blocks"}[k]
}

// Tested is a statistic against its null. The effect is Value and Mean; Z grows
// with the number of pairs.
type Tested struct {
	// Value is the statistic of the matrix or graph itself.
	Value float64
	// Mean and SD are the null's: over the draws, unless Note says otherwise. SD
	// has draws − 1 in its denominator.
	Mean, SD float64
	// Z is (Value − Mean)/SD; NaN where the null does not vary.
	Z float64
	// P is (1 + draws at least as far up as Value)/(Draws + 1), one-sided upwards:
	// small for more than chance, close to 1 for less.
	P float64
	// Draws is the number of draws.
	Draws int
	// Note says what is special about this statistic under this null.
	Note string
	// Warnings say what may mislead.
	Warnings []string
}

// Ratio returns Value/Mean, the excess over the null.
func (t Tested) Ratio() float64 { return t.Value / t.Mean }

// nullTested holds value against the draws of its null. mean is NaN for the
// mean of the draws, or what is known of it in closed form.
func nullTested(value, mean float64, draws []float64) Tested {
	t := Tested{Value: value, Mean: math.NaN(), SD: math.NaN(), Z: math.NaN(), P: math.NaN(), Draws: len(draws)}
	warn := func(s string) { t.Warnings = append(t.Warnings, s) }
	if len(draws) < 100 {
		warn(fmt.Sprintf("only %d draws of the null, 100 are needed", len(draws)))
	}
	if math.IsNaN(value) {
		warn("the statistic is not defined here")
		return t
	}
	if len(draws) < 2 {
		return t
	}
	var sum, squares float64
	for _, x := range draws {
		sum += x
	}
	drawn := sum / float64(len(draws))
	for _, x := range draws {
		squares += (x - drawn) * (x - drawn)
	}
	t.SD = math.Sqrt(squares / float64(len(draws)-1))
	t.Mean = drawn
	if !math.IsNaN(mean) {
		t.Mean = mean
	}
	atLeast := 1
	for _, x := range draws {
		if x >= value {
			atLeast++
		}
	}
	t.P = float64(atLeast) / float64(len(draws)+1)
	if t.SD == 0 {
		warn("the null does not vary: no z")
		return t
	}
	t.Z = (value - t.Mean) / t.SD
	return t
}

// WeightedTest holds the four correlations of WeightedMotifs against a null.
type WeightedTest struct {
	Null                                     string
	Reciprocal, Convergent, Divergent, Chain Tested
	// Balanced says that every row sums to zero. Convergent then equals
	// ExpectedConvergent whatever the matrix: its Mean is that, not the null's.
	Balanced bool
}

// TestWeighted tests the four correlations against shuffled weights. blockOf
// gives the type of each neuron, any numbers; it is read for ShuffleBlocks only.
// It panics on wrong lengths.
func TestWeighted(w []float64, n int, mask []bool, blockOf []int, null Null, draws int, rng *rand.Rand) WeightedTest {
	motCheck(w, n, mask)
	m := motCentre(w, n, mask)
	own := m.correlations(m.z)
	test := WeightedTest{Null: null.String(), Balanced: !m.constant && m.balanced()}
	shuffle := newNullShuffle(m.z, n, mask, nullBlocks(blockOf, n, null))
	drawn := nullColumns(4, draws)
	for d := range draws {
		shuffle.draw(m.z, rng)
		x := m.correlations(m.z)
		drawn[0][d], drawn[1][d], drawn[2][d], drawn[3][d] = x.Reciprocal, x.Convergent, x.Divergent, x.Chain
	}
	test.Reciprocal = nullTested(own.Reciprocal, math.NaN(), drawn[0])
	test.Convergent = nullTested(own.Convergent, math.NaN(), drawn[1])
	test.Divergent = nullTested(own.Divergent, math.NaN(), drawn[2])
	test.Chain = nullTested(own.Chain, math.NaN(), drawn[3])
	if test.Balanced {
		// Shuffled rows are not balanced: their mean is not what to expect here.
		shift := ExpectedConvergent(n, mask) - test.Convergent.Mean
		for d := range drawn[1] {
			drawn[1][d] += shift
		}
		test.Convergent = nullTested(own.Convergent, test.Convergent.Mean+shift, drawn[1])
		test.Convergent.Note = "fixed by balanced rows"
	}
	return test
}

// StrongTest holds the pair motifs of a strong graph against a null. Value is
// the count; Counts has the ratios.
type StrongTest struct {
	Null                                     string
	Counts                                   Counts
	Reciprocal, Convergent, Divergent, Chain Tested
	// Warnings are those of the strong graph.
	Warnings []string
}

// TestStrong tests the strong graph of w (see StrongGraph; with a mask, entries
// outside it are absent too) against the strong graphs of shuffled weights. A
// shuffle keeps all weights, so also the threshold: what is drawn is which
// synapses hold the strong ones. blockOf is read for ShuffleBlocks only. It
// panics on wrong lengths.
func TestStrong(w []float64, n int, mask []bool, blockOf []int, fraction float64, sign Sign, null Null, draws int, rng *rand.Rand) StrongTest {
	motCheck(w, n, mask)
	g, at := strongGraph(w, n, mask, fraction, sign)
	test := StrongTest{Null: null.String(), Counts: g.Motifs(), Warnings: g.Warnings}

	at, ends := nullByBlock(at, n, nullBlocks(blockOf, n, null))
	strong := make([]int, len(ends)) // edges in each block
	for b, start := 0, 0; b < len(ends); b++ {
		for _, k := range at[start:ends[b]] {
			if g.Has(int(k)/n, int(k)%n) {
				strong[b]++
			}
		}
		start = ends[b]
	}
	drawn := nullColumns(4, draws)
	copyOf := NewGraph(n)
	copyOf.E = g.E
	degrees := make([]int, 2*n)
	for d := range draws {
		clear(copyOf.out)
		for b, start := 0, 0; b < len(ends); b++ {
			for k := start; k < start+strong[b]; k++ {
				r := k + rng.IntN(ends[b]-k)
				at[k], at[r] = at[r], at[k]
				copyOf.flip(int(at[k])/n, int(at[k])%n)
			}
			start = ends[b]
		}
		rec, con, div, chn := copyOf.motifCounts(degrees)
		drawn[0][d], drawn[1][d], drawn[2][d], drawn[3][d] = float64(rec), float64(con), float64(div), float64(chn)
	}
	c := test.Counts
	test.Reciprocal = nullTested(float64(c.Reciprocal.Count), math.NaN(), drawn[0])
	test.Convergent = nullTested(float64(c.Convergent.Count), math.NaN(), drawn[1])
	test.Divergent = nullTested(float64(c.Divergent.Count), math.NaN(), drawn[2])
	test.Chain = nullTested(float64(c.Chain.Count), math.NaN(), drawn[3])
	return test
}

// nullShuffle moves values among the existing synapses of a matrix.
type nullShuffle struct {
	at   []int32   // positions i·n+j, block by block
	ends []int     // where in at each block ends
	vals []float64 // as at
}

// newNullShuffle takes its values from z; blockOf nil means one block.
func newNullShuffle(z []float64, n int, mask []bool, blockOf []int) *nullShuffle {
	at := make([]int32, 0, n*n)
	for i := range n {
		for j := range n {
			if k := i*n + j; i != j && (mask == nil || mask[k]) {
				at = append(at, int32(k))
			}
		}
	}
	s := &nullShuffle{vals: make([]float64, len(at))}
	s.at, s.ends = nullByBlock(at, n, blockOf)
	for e, k := range s.at {
		s.vals[e] = z[k]
	}
	return s
}

// draw writes a fresh shuffle to dst, existing synapses only (Fisher–Yates).
func (s *nullShuffle) draw(dst []float64, rng *rand.Rand) {
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

// nullBlocks returns the types for a null: nil for one block.
func nullBlocks(blockOf []int, n int, null Null) []int {
	if null == ShuffleWeights {
		return nil
	}
	if len(blockOf) != n {
		panic("metrics: shuffling within blocks needs the type of each neuron")
	}
	return blockOf
}

// nullByBlock groups positions by the types of their two neurons and returns
// where each group ends. Order within a group is kept.
func nullByBlock(at []int32, n int, blockOf []int) ([]int32, []int) {
	if blockOf == nil {
		return at, []int{len(at)}
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

func nullColumns(columns, draws int) [][]float64 {
	x := make([][]float64, columns)
	for c := range x {
		x[c] = make([]float64, max(draws, 0))
	}
	return x
}
