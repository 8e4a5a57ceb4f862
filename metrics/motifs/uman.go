package motifs

import (
	"context"
	"math/rand/v2"
)

// Dyads returns how many pairs have both edges, one edge, and none.
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
// for a kind with m mutual, a one-way and o absent pairs, with s the fraction of
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
	for kind, t := range kindPairs {
		for other, o := range kindPairs {
			if o == t {
				alike[kind] += labelled[other]
			}
		}
	}
	if g.N < 3 {
		return expected
	}
	all := choose(g.N, 3) / choose(mutual+oneWay+absent, 3)
	for kind, t := range kindPairs {
		expected[kind] = all * labelled[kind] / alike[kind] *
			choose(mutual, t.mutual) * choose(oneWay, t.oneWay) * choose(absent, 3-t.mutual-t.oneWay)
	}
	return expected
}

// UMAN calls visit with draws random graphs of the distribution U|MAN: as many
// mutual, one-way and absent pairs as g has, on pairs drawn afresh. The direction
// of a one-way pair is drawn too. visit must neither keep nor change its graph, and
// returns whether to go on.
func (g *Graph) UMAN(draws int, rng *rand.Rand, visit func(*Graph) bool) {
	mutual, oneWay, _ := g.Dyads()
	n := uint32(g.N)
	h := NewGraph(g.N)
	h.E = g.E
	for range draws {
		clear(h.out)
		for k := 0; k < mutual+oneWay; {
			i, j := int(rng.Uint32N(n)), int(rng.Uint32N(n))
			if i == j || h.Has(i, j) || h.Has(j, i) {
				continue
			}
			h.flip(i, j)
			if k < mutual {
				h.flip(j, i)
			}
			k++
		}
		if !visit(h) {
			return
		}
	}
}

// TestUMAN tests the census of g, in the order of TriadNames, against draws of
// UMAN. Each Mean is the closed form of TriadsExpectedUMAN; SD and P come from the
// draws. Where ctx ends, there are fewer draws.
func TestUMAN(ctx context.Context, g *Graph, draws int, rng *rand.Rand) [16]Tested {
	var drawn [16][]float64
	counter := newCounter(g.N)
	g.UMAN(draws, rng, func(h *Graph) bool {
		for kind, count := range counter.of(h) {
			drawn[kind] = append(drawn[kind], float64(count))
		}
		return ctx.Err() == nil
	})
	expected := g.TriadsExpectedUMAN()
	var tested [16]Tested
	for kind, count := range counter.of(g) {
		tested[kind] = against(float64(count), expected[kind], drawn[kind], ofCount)
	}
	return tested
}
