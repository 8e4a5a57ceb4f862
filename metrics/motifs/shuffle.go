package motifs

import (
	"math"

	"spiketop/internal/matrix"
	"spiketop/metrics"
)

// nullName says what a shuffle of the weights keeps.
func nullName(blockOf []int) string {
	if blockOf == nil {
		return "weights shuffled"
	}
	return "weights shuffled within type blocks"
}

// WeightedTest has the four correlations of [Weighted] against a null. Mean and SD
// are those of all shuffles, in closed form.
type WeightedTest struct {
	Null string
	Pairs[Tested]
	// Balanced says that every row sums to zero. Convergent then equals
	// [ExpectedConvergent] whatever the matrix. The Mean of Convergent is that
	// number and not the mean of the null, whose rows are not balanced. The same holds
	// of Divergent where every column sums to zero.
	Balanced bool
}

// TestWeighted tests the four correlations against weights that were shuffled
// among the existing synapses. typeOf has the type of each neuron, any numbers:
// then weights move only among synapses between the same two types, so that the
// composition is kept. Composition alone makes divergence and inflates
// reciprocity. With nil they move freely. TestWeighted panics on a wrong length.
func TestWeighted(w matrix.Matrix, typeOf []int) WeightedTest {
	c := centre(w)
	test := WeightedTest{Null: nullName(typeOf), Balanced: c.balanced(c.rows)}
	columns := c.balanced(c.columns)
	mean, variance := c.shuffled(newBlocks(w.N, typeOf))
	var tests [4]Tested
	for k, own := range c.correlations().All() {
		scale := c.variance() * c.pairs[k]
		if k < 3 { // c.pairs has both orders
			scale /= 2
		}
		m := mean[k] / scale
		if k == 1 && test.Balanced || k == 2 && columns {
			m = c.expected(k) // shuffled rows are not balanced
		}
		tests[k] = closed(own, m, variance[k]/(scale*scale), 0)
	}
	test.Pairs = Pairs[Tested]{tests[0], tests[1], tests[2], tests[3]}
	if test.Balanced {
		test.Convergent.Fixed = ByRows
	}
	if columns {
		test.Divergent.Fixed = ByColumns
	}
	return test
}

// StrongTest has the counts of pair motifs of a strong graph against a null. Mean
// and SD are those of all shuffles, in closed form.
type StrongTest struct {
	Null string
	Pairs[Tested]
}

// TestStrong tests g, a strong graph of w (see [StrongGraph]), against the strong
// graphs of shuffled weights. A shuffle keeps all weights, and so the threshold:
// what it changes is which synapses have the strong weights. typeOf is that of
// TestWeighted. TestStrong panics on a wrong length.
func TestStrong(w matrix.Matrix, g *Graph, typeOf []int) StrongTest {
	mean, variance := newLists(strength(w, g)).shuffled(newBlocks(w.N, typeOf))
	var tests [4]Tested
	for k, count := range g.motifCounts(make([]int, 2*g.N)) {
		tests[k] = closed(float64(count), mean[k], variance[k], 0.5)
	}
	return StrongTest{nullName(typeOf), Pairs[Tested]{tests[0], tests[1], tests[2], tests[3]}}
}

// TestEdges tests g against random graphs of as many edges: an edge is as likely
// between any two nodes, and mean and SD are those of all such graphs.
func TestEdges(g *Graph) StrongTest {
	n := float64(g.N)
	places := n * (n - 1)
	x := block{m: places, mu: float64(g.E) / places}
	absent := places - float64(g.E)
	moment := func(k float64) float64 {
		return float64(g.E)*math.Pow(1-x.mu, k) + absent*math.Pow(-x.mu, k)
	}
	x.p2, x.p3, x.p4 = moment(2), moment(3), moment(4)
	var tests [4]Tested
	for k, count := range g.motifCounts(make([]int, 2*g.N)) {
		p := newPartners([]block{x})
		p.add(0, places, []int{0}, []float64{[...]float64{1, n - 2, n - 2, 2 * (n - 2)}[k]})
		mean, variance := p.moments()
		tests[k] = closed(float64(count), mean, variance, 0.5)
	}
	return StrongTest{"graphs of as many edges", Pairs[Tested]{tests[0], tests[1], tests[2], tests[3]}}
}

// strength is 1 for the synapses of w that are edges of g, and 0 for those that
// might have been.
func strength(w matrix.Matrix, g *Graph) matrix.Matrix {
	s := matrix.Matrix{N: w.N, Start: make([]int32, w.N+1)}
	for i := range w.N {
		w.EachSynapse(i, func(j int, x float64) {
			if x == 0 || metrics.NotFinite(x) {
				return
			}
			strong := 0.0
			if g.Has(i, j) {
				strong = 1
			}
			s.From, s.Val = append(s.From, int32(j)), append(s.Val, strong)
		})
		s.Start[i+1] = int32(len(s.Val))
	}
	return s
}
