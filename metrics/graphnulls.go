package metrics

import (
	"math"
	"math/rand/v2"
)

// Rewired calls visit with draws random graphs that have the in- and
// out-degrees of g: a → b and c → d become a → d and c → b, unless that makes a
// self-loop or a double edge (Maslov & Sneppen 2002). Between visits it tries
// attemptsPerEdge·E swaps (10 is usual), starting from the last graph; refused
// attempts count, as they must for all graphs to be equally likely. Swaps alone
// cannot turn a lone three-cycle round (Rao, Jana & Bandyopadhyay 1996), which
// matters for graphs of a few edges only.
//
// visit must neither keep nor change its graph. Rewired leaves g as it is.
func (g *Graph) Rewired(draws, attemptsPerEdge int, rng *rand.Rand, visit func(*Graph)) {
	h := g.Clone()
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
		visit(h)
	}
}

// DegreeTest holds a graph against graphs of the same degrees.
type DegreeTest struct {
	// Reciprocal and Chain are counts. Their sum is fixed (Chain = Σrc −
	// 2·Reciprocal), so their z are each other's negatives: one finding, not two.
	Reciprocal, Chain Tested
	// Convergent and Divergent are fixed by the degrees: Value only, and a Note.
	Convergent, Divergent Tested
	// Triads are induced counts in the order of TriadNames; [3:] are the 13
	// connected ones.
	Triads [16]Tested
}

// TestDegree tests reciprocal pairs, chains and induced triads against draws of
// Rewired with 10 attempts per edge.
func TestDegree(g *Graph, draws int, rng *rand.Rand) DegreeTest {
	drawn := nullColumns(18, draws)
	scratch := make([]int, 2*g.N)
	census := newTrdCensus(g.N)
	d := 0
	g.Rewired(draws, 10, rng, func(h *Graph) {
		rec, _, _, chn := h.motifCounts(scratch)
		for kind, count := range census.of(h) {
			drawn[kind][d] = float64(count)
		}
		drawn[16][d], drawn[17][d] = float64(rec), float64(chn)
		d++
	})
	rec, con, div, chn := g.motifCounts(scratch)
	nan := math.NaN()
	fixed := func(count int) Tested {
		x := float64(count)
		return Tested{Value: x, Mean: x, SD: 0, Z: nan, P: nan, Draws: draws, Note: "fixed by degrees"}
	}
	t := DegreeTest{
		Reciprocal: nullTested(float64(rec), nan, drawn[16]),
		Chain:      nullTested(float64(chn), nan, drawn[17]),
		Convergent: fixed(con),
		Divergent:  fixed(div),
	}
	t.Chain.Note = "through tr A²: the reverse of reciprocal"
	for kind, count := range census.of(g) {
		t.Triads[kind] = nullTested(float64(count), nan, drawn[kind])
	}
	return t
}

// Dyads returns how many pairs are tied both ways, one way, and not at all.
func (g *Graph) Dyads() (mutual, oneWay, absent int) {
	mutual = g.mutual()
	oneWay = g.E - 2*mutual
	return mutual, oneWay, g.N*(g.N-1)/2 - mutual - oneWay
}

// TriadsExpectedUMAN returns the expected census of graphs with the dyads of g,
// otherwise random (Holland & Leinhardt 1970):
//
//	C(n,3)·s·C(M,m)C(A,a)C(N,o)/C(M+A+N,3)
//
// for a kind with m mutual, a one-way and o absent pairs, and s the share of
// that kind among the labelled triads with the same m, a and o.
func (g *Graph) TriadsExpectedUMAN() [16]float64 {
	choose := func(n, k int) float64 {
		x := 1.0
		for i := range k {
			x *= float64(max(n-i, 0)) / float64(i+1)
		}
		return x
	}
	mutual, oneWay, absent := g.Dyads()
	var expected, alike [16]float64
	for kind, t := range trdTies {
		for other, o := range trdTies {
			if o == t {
				alike[kind] += trdLabelled[other]
			}
		}
	}
	if g.N < 3 {
		return expected
	}
	all := choose(g.N, 3) / choose(mutual+oneWay+absent, 3)
	for kind, t := range trdTies {
		expected[kind] = all * trdLabelled[kind] / alike[kind] *
			choose(mutual, t.mutual) * choose(oneWay, t.oneWay) * choose(absent, 3-t.mutual-t.oneWay)
	}
	return expected
}

// UMAN calls visit with draws random graphs that have as many mutual, one-way
// and absent pairs as g, on pairs drawn afresh and one-way ones turned by a
// coin: the U|MAN distribution. visit must neither keep nor change its graph.
func (g *Graph) UMAN(draws int, rng *rand.Rand, visit func(*Graph)) {
	mutual, oneWay, absent := g.Dyads()
	pairs := make([]int32, 0, mutual+oneWay+absent)
	for i := range g.N {
		for j := range i {
			pairs = append(pairs, int32(i*g.N+j))
		}
	}
	h := NewGraph(g.N)
	h.E = g.E
	var coins uint64
	for range draws {
		clear(h.out)
		for k := range mutual + oneWay {
			r := k + rng.IntN(len(pairs)-k)
			pairs[k], pairs[r] = pairs[r], pairs[k]
			i, j := int(pairs[k])/g.N, int(pairs[k])%g.N
			if k < mutual {
				h.flip(i, j)
				h.flip(j, i)
				continue
			}
			if (k-mutual)%64 == 0 {
				coins = rng.Uint64()
			}
			if coins>>((k-mutual)%64)&1 != 0 {
				i, j = j, i
			}
			h.flip(i, j)
		}
		visit(h)
	}
}

// TriadsUMAN tests the census, in the order of TriadNames, against UMAN. Mean is
// the closed form of TriadsExpectedUMAN; SD and P come from the draws.
func TriadsUMAN(g *Graph, draws int, rng *rand.Rand) [16]Tested {
	drawn := nullColumns(16, draws)
	census := newTrdCensus(g.N)
	d := 0
	g.UMAN(draws, rng, func(h *Graph) {
		for kind, count := range census.of(h) {
			drawn[kind][d] = float64(count)
		}
		d++
	})
	expected := g.TriadsExpectedUMAN()
	var tested [16]Tested
	for kind, count := range census.of(g) {
		tested[kind] = nullTested(float64(count), expected[kind], drawn[kind])
	}
	return tested
}
