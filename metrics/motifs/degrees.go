package motifs

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Rewired calls visit with draws random graphs that have the in- and
// out-degrees of g: a → b and c → d become a → d and c → b, unless that makes a
// self-loop or a double edge (Maslov & Sneppen 2002). Between visits it tries
// attemptsPerEdge·E swaps (10 is usual), starting from the last graph. Refused
// attempts count too; without them the graphs would not be equally likely. Swaps
// alone cannot reverse a lone three-cycle (Rao, Jana & Bandyopadhyay 1996). This
// matters for graphs of a few edges only.
//
// visit must neither keep nor change its graph. g stays as it is.
func (g *Graph) Rewired(draws, attemptsPerEdge int, rng *rand.Rand, visit func(*Graph)) {
	h := *g
	h.out = slices.Clone(g.out)
	type edge struct{ from, to int32 }
	edges := make([]edge, 0, g.E)
	g.eachEdge(func(i, j int) { edges = append(edges, edge{int32(j), int32(i)}) })
	for range draws {
		for range attemptsPerEdge * len(edges) {
			x, y := &edges[rng.IntN(len(edges))], &edges[rng.IntN(len(edges))]
			a, b, c, d := int(x.from), int(x.to), int(y.from), int(y.to)
			if a == d || c == b || h.Has(d, a) || h.Has(b, c) {
				continue // also when x and y share an end
			}
			h.flip(b, a)
			h.flip(d, c)
			h.flip(d, a)
			h.flip(b, c)
			x.to, y.to = int32(d), int32(b)
		}
		visit(&h)
	}
}

// DegreeTest has the motifs of a graph against graphs of the same degrees.
//
// Reciprocal and Chain are counts. Their sum is fixed (Chain = Σrc −
// 2·Reciprocal), so their z are each other's negatives: one finding, not two.
// Convergent and Divergent are fixed by the degrees: they have no z and no P.
type DegreeTest struct {
	Pairs[Tested]
	// Triads are induced counts in the order of TriadNames; [3:] are the 13
	// connected ones.
	Triads [16]Tested
}

// TestDegree tests reciprocal pairs, chains and induced triads against draws of
// Rewired with 10 attempts per edge.
func TestDegree(g *Graph, draws int, rng *rand.Rand) (t DegreeTest) {
	var pairs [4][]float64
	var triads [16][]float64
	scratch := make([]int, 2*g.N)
	counter := newCounter(g.N)
	g.Rewired(draws, 10, rng, func(h *Graph) {
		for kind, count := range counter.of(h) {
			triads[kind] = append(triads[kind], float64(count))
		}
		for k, count := range h.motifCounts(scratch) {
			pairs[k] = append(pairs[k], float64(count))
		}
	})
	t.Pairs = pairsAgainst(g.motifCounts(scratch), pairs, ofCount)
	t.Chain.Fixed = ByReciprocal
	nan := math.NaN()
	for _, fixed := range []*Tested{&t.Convergent, &t.Divergent} {
		*fixed = Tested{Value: fixed.Value, Mean: fixed.Value, SD: 0, Z: nan, P: nan, Draws: draws, Fixed: ByDegrees}
	}
	for kind, count := range counter.of(g) {
		t.Triads[kind] = against(float64(count), nan, triads[kind], ofCount)
	}
	return t
}
