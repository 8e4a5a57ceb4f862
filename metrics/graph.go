package metrics

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Graph is a directed graph without self-loops or multiple edges, as bit sets.
// The zero value is not usable; see NewGraph and StrongGraph.
type Graph struct {
	// N is the number of nodes, E of edges. Read only.
	N, E int
	// Warnings say what may mislead about how the graph came about.
	Warnings []string

	words int
	out   []uint64 // N rows of words: bit i of row j is the edge j → i
}

// NewGraph returns a graph of n nodes and no edges.
func NewGraph(n int) *Graph {
	if n < 1 {
		panic("metrics: a graph needs a node")
	}
	words := (n + 63) / 64
	return &Graph{N: n, words: words, out: make([]uint64, n*words)}
}

// Add adds the edge j → i, in the order of W_ij: first the postsynaptic node,
// then the presynaptic one. An edge that exists stays one edge. Add panics on a
// self-loop.
func (g *Graph) Add(i, j int) {
	if i == j || i < 0 || j < 0 || i >= g.N || j >= g.N {
		panic("metrics: an edge needs two different nodes of the graph")
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

// Clone returns a copy that shares nothing.
func (g *Graph) Clone() *Graph {
	c := *g
	c.out = slices.Clone(g.out)
	c.Warnings = slices.Clone(g.Warnings)
	return &c
}

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

// Ratio is a motif's count against its expectation in a random graph of the
// same density (Erdős–Rényi).
type Ratio struct {
	Count    int
	Expected float64
	// Ratio is Count/Expected; at most 1/P for reciprocal pairs, and NaN
	// without edges.
	Ratio float64
}

// Counts are the pair motifs of a graph, not induced: other edges among the
// same neurons do not matter. With in-degrees r and out-degrees c,
//
//	Reciprocal = tr(A²)/2        expected N(N−1)/2·p²
//	Convergent = (Σr² − E)/2     expected N(N−1)(N−2)/2·p²
//	Divergent  = (Σc² − E)/2     expected N(N−1)(N−2)/2·p²
//	Chain      = Σrc − tr(A²)    expected N(N−1)(N−2)·p²
//
// Published counts of triads are often induced: those stand beside Triads and
// TriadsExpected, not beside these.
type Counts struct {
	Nodes, Edges int
	// P is the density E/(N(N−1)). Ratios depend on it.
	P                                        float64
	Reciprocal, Convergent, Divergent, Chain Ratio
}

// Motifs counts the pair motifs.
func (g *Graph) Motifs() Counts {
	n := float64(g.N)
	p := float64(g.E) / (n * (n - 1))
	if g.N == 1 {
		p = 0
	}
	rec, con, div, chn := g.motifCounts(make([]int, 2*g.N))
	against := func(count int, places float64) Ratio {
		expected := places * p * p
		return Ratio{count, expected, float64(count) / expected}
	}
	three := n * (n - 1) * (n - 2)
	return Counts{
		Nodes: g.N, Edges: g.E, P: p,
		Reciprocal: against(rec, n*(n-1)/2),
		Convergent: against(con, three/2),
		Divergent:  against(div, three/2),
		Chain:      against(chn, three),
	}
}

// ReciprocalCorrelation returns (P_rec − p²)/(p(1−p)) with P_rec the share of
// pairs that are mutual: the correlation of the two edges of a pair. Unlike the
// ratio it is not bounded by 1/p, so it may be compared across densities. NaN
// for an empty or complete graph.
func (c Counts) ReciprocalCorrelation() float64 {
	pairs := float64(c.Nodes) * float64(c.Nodes-1) / 2
	return (float64(c.Reciprocal.Count)/pairs - c.P*c.P) / (c.P * (1 - c.P))
}

// motifCounts needs 2N ints of scratch for the degrees.
func (g *Graph) motifCounts(scratch []int) (rec, con, div, chn int) {
	in, out := g.degrees(scratch)
	rec = g.mutual()
	for k, r := range in {
		c := out[k]
		con += r * (r - 1) / 2
		div += c * (c - 1) / 2
		chn += r * c
	}
	return rec, con, div, chn - 2*rec
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

// Sign says by what the strong graph ranks the weights.
type Sign int

const (
	Signed   Sign = iota // by W: the most excitatory
	Absolute             // by |W|: the largest of either sign
	Negative             // by −W: the most inhibitory
)

// String names what is ranked.
func (s Sign) String() string { return [...]string{"W", "|W|", "−W"}[s] }

// StrongGraph returns the graph of the round(fraction·n(n−1)) largest
// off-diagonal entries of W, |W| or −W. Of entries that tie at the threshold
// those of lowest index i·n+j are taken, and a warning counts them. An entry of
// exactly 0 is an absent synapse and never an edge: where fewer entries are
// left the graph has fewer edges, and a warning. It panics if len(w) is not n²
// or fraction is not in [0, 1].
func StrongGraph(w []float64, n int, fraction float64, sign Sign) *Graph {
	motCheck(w, n, nil)
	g, _ := strongGraph(w, n, nil, fraction, sign)
	return g
}

// strongGraph also returns the positions of all entries that could have been
// chosen, in order.
func strongGraph(w []float64, n int, mask []bool, fraction float64, sign Sign) (*Graph, []int32) {
	if !(fraction >= 0 && fraction <= 1) {
		panic("metrics: the fraction of the strong graph must be in [0, 1]")
	}
	g := NewGraph(n)
	keys := make([]float64, 0, n*n)
	at := make([]int32, 0, n*n)
	notFinite := 0
	for k, x := range w {
		if x == 0 || (mask != nil && !mask[k]) || k%n == k/n {
			continue
		}
		if specNotFinite(x) {
			notFinite++
			continue
		}
		keys, at = append(keys, strongKey(x, sign)), append(at, int32(k))
	}
	warn := func(format string, args ...any) { g.Warnings = append(g.Warnings, fmt.Sprintf(format, args...)) }
	if notFinite > 0 {
		warn("%d weights are not finite and left out", notFinite)
	}
	wanted := int(math.Round(fraction * float64(n) * float64(n-1)))
	if wanted > len(at) {
		warn("strong graph: %d edges wanted, only %d synapses have a weight", wanted, len(at))
		wanted = len(at)
	}
	if wanted == 0 {
		return g, at
	}
	threshold := strongSelect(keys, wanted)
	if threshold < 0 {
		warn("strong graph by %v reaches below 0, to %.3g", sign, threshold)
	}
	above, ties := 0, 0
	for _, k := range keys { // selected: order is gone, values are not
		if k > threshold {
			above++
		} else if k == threshold {
			ties++
		}
	}
	if room := wanted - above; ties > room {
		warn("strong graph: %d weights tie at the threshold, the first %d are taken", ties, room)
	}
	ties = wanted - above
	for _, k := range at {
		key := strongKey(w[k], sign)
		if key == threshold && ties > 0 {
			ties--
		} else if key <= threshold {
			continue
		}
		g.Add(int(k)/n, int(k)%n)
	}
	return g, at
}

func strongKey(x float64, sign Sign) float64 {
	switch sign {
	case Absolute:
		return math.Abs(x)
	case Negative:
		return -x
	}
	return x
}

// strongSelect returns the k-th largest of a, k ≥ 1, and reorders a (Hoare's
// quickselect with the middle of three as pivot). No NaN.
func strongSelect(a []float64, k int) float64 {
	lo, hi, at := 0, len(a)-1, k-1
	for lo < hi {
		x, y, z := a[lo], a[lo+(hi-lo)/2], a[hi]
		pivot := max(min(x, y), min(max(x, y), z))
		i, j := lo, hi
		for i <= j {
			for a[i] > pivot {
				i++
			}
			for a[j] < pivot {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		switch {
		case at <= j:
			hi = j
		case at >= i:
			lo = i
		default:
			return a[at]
		}
	}
	return a[at]
}
