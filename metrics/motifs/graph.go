package motifs

import (
	"math/bits"

	"spiketop/internal/warn"
)

// Graph is a directed graph without self-loops or multiple edges. The zero value
// is not usable: graphs come from [NewGraph] and [StrongGraph].
type Graph struct {
	// N is the number of nodes, E the number of edges. Both are read only.
	N, E int
	// Warnings say what may mislead about the choice of the edges.
	Warnings warn.List

	words int
	out   []uint64 // N rows of words: bit i of row j is the edge j → i
}

// NewGraph returns a graph of n nodes and no edges.
func NewGraph(n int) *Graph {
	if n < 1 {
		panic("motifs: a graph needs a node")
	}
	words := (n + 63) / 64
	return &Graph{N: n, words: words, out: make([]uint64, n*words)}
}

// Add adds the edge j → i, in the order of W_ij: first the postsynaptic node,
// then the presynaptic one. An edge that exists stays one edge. Add panics on a
// self-loop.
func (g *Graph) Add(i, j int) {
	if i == j || i < 0 || j < 0 || i >= g.N || j >= g.N {
		panic("motifs: an edge needs two different nodes of the graph")
	}
	if !g.Has(i, j) {
		g.flip(i, j)
		g.E++
	}
}

// Has reports whether the edge j → i exists.
func (g *Graph) Has(i, j int) bool { return g.out[j*g.words+i>>6]>>(i&63)&1 != 0 }

// flip adds or removes j → i and leaves E alone.
func (g *Graph) flip(i, j int) { g.out[j*g.words+i>>6] ^= 1 << (i & 63) }

// row returns the targets of j as a bit set.
func (g *Graph) row(j int) []uint64 { return g.out[j*g.words : (j+1)*g.words] }

// eachEdge calls f(i, j) for every edge j → i, by j and then i.
func (g *Graph) eachEdge(f func(i, j int)) {
	for j := range g.N {
		for k, word := range g.row(j) {
			for ; word != 0; word &= word - 1 {
				f(k<<6|bits.TrailingZeros64(word), j)
			}
		}
	}
}

// mutual returns the number of reciprocal pairs, tr(A²)/2.
func (g *Graph) mutual() int {
	both := 0
	for j := range g.N {
		for k, word := range g.row(j) {
			for ; word != 0; word &= word - 1 {
				i := k<<6 | bits.TrailingZeros64(word)
				both += int(g.out[i*g.words+j>>6] >> (j & 63) & 1)
			}
		}
	}
	return both / 2
}

// Pairs has a T for each of the four pair motifs.
type Pairs[T any] struct{ Reciprocal, Convergent, Divergent, Chain T }

// All lists the four in the order of the fields.
func (p Pairs[T]) All() [4]T { return [4]T{p.Reciprocal, p.Convergent, p.Divergent, p.Chain} }

// Ratio is a motif's count against its expectation in a random graph of the
// same density (Erdős–Rényi).
type Ratio struct {
	Count    int
	Expected float64
	// Ratio is Count/Expected; at most 1/P for reciprocal pairs, and NaN
	// without edges.
	Ratio float64
}

// Counts are the pair motifs of a graph. They are not induced: other edges among
// the same neurons do not matter. With in-degrees r and out-degrees c,
//
//	Reciprocal = tr(A²)/2        expected N(N−1)/2·p²
//	Convergent = (Σr² − E)/2     expected N(N−1)(N−2)/2·p²
//	Divergent  = (Σc² − E)/2     expected N(N−1)(N−2)/2·p²
//	Chain      = Σrc − tr(A²)    expected N(N−1)(N−2)·p²
//
// Published counts of triads are often induced. They compare with Triads and
// TriadsExpected, and not with these counts.
type Counts struct {
	Nodes, Edges int
	// P is the density E/(N(N−1)). Ratios depend on it.
	P float64
	Pairs[Ratio]
}

// Motifs counts the pair motifs.
func (g *Graph) Motifs() Counts {
	n := float64(g.N)
	p := float64(g.E) / (n * (n - 1))
	if g.N == 1 {
		p = 0
	}
	count := g.motifCounts(make([]int, 2*g.N))
	against := func(k int, places float64) Ratio {
		expected := places * p * p
		return Ratio{count[k], expected, float64(count[k]) / expected}
	}
	three := n * (n - 1) * (n - 2)
	return Counts{g.N, g.E, p, Pairs[Ratio]{against(0, n*(n-1)/2), against(1, three/2), against(2, three/2), against(3, three)}}
}

// ReciprocalCorrelation returns (P_rec − p²)/(p(1−p)), with P_rec the fraction of
// pairs that are mutual: the correlation of the two edges of a pair. The ratio is
// bounded by 1/p, and this correlation is not, so it compares across densities. It
// is NaN for an empty or complete graph.
func (c Counts) ReciprocalCorrelation() float64 {
	pairs := float64(c.Nodes) * float64(c.Nodes-1) / 2
	return (float64(c.Reciprocal.Count)/pairs - c.P*c.P) / (c.P * (1 - c.P))
}

// motifCounts counts in the order of Pairs.All. It needs 2N ints of scratch for
// the degrees.
func (g *Graph) motifCounts(scratch []int) [4]int {
	in, out := g.degrees(scratch)
	rec, con, div, chn := g.mutual(), 0, 0, 0
	for k, r := range in {
		c := out[k]
		con += r * (r - 1) / 2
		div += c * (c - 1) / 2
		chn += r * c
	}
	return [4]int{rec, con, div, chn - 2*rec}
}

func (g *Graph) degrees(scratch []int) (in, out []int) {
	clear(scratch)
	in, out = scratch[:g.N], scratch[g.N:2*g.N]
	for j := range g.N {
		for k, word := range g.row(j) {
			out[j] += bits.OnesCount64(word)
			for ; word != 0; word &= word - 1 {
				in[k<<6|bits.TrailingZeros64(word)]++
			}
		}
	}
	return in, out
}
