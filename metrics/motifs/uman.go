package motifs

import "math/rand/v2"

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
// of a one-way pair is drawn too. visit must neither keep nor change its graph.
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

// TestUMAN tests the census of g, in the order of TriadNames, against draws of
// UMAN. Each Mean is the closed form of TriadsExpectedUMAN; SD and P come from the
// draws.
func TestUMAN(g *Graph, draws int, rng *rand.Rand) [16]Tested {
	var drawn [16][]float64
	counter := newCounter(g.N)
	g.UMAN(draws, rng, func(h *Graph) {
		for kind, count := range counter.of(h) {
			drawn[kind] = append(drawn[kind], float64(count))
		}
	})
	expected := g.TriadsExpectedUMAN()
	var tested [16]Tested
	for kind, count := range counter.of(g) {
		tested[kind] = against(float64(count), expected[kind], drawn[kind], ofCount)
	}
	return tested
}
