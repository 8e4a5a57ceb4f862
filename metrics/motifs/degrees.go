package motifs

import (
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Traded calls visit with draws random graphs that have the in- and out-degrees of
// g. In a trade two nodes put together the targets that only one of them has, and
// deal them out again at random, each as many as it had; a target that is one of
// the two stays. In a round every node trades once, with a random partner. Between
// visits there are so many rounds, starting from the last graph. All
// graphs of these degrees are equally likely in the end (Strona et al. 2014;
// Carstens, Berger & Strona 2018), and trades forget sooner than swaps of two edges
// do, since each moves half of the targets: a round halves the correlation of a count
// with that of the graph before, and 6 leave less than 2 % of it. Neither can reverse a lone three-cycle
// (Rao, Jana & Bandyopadhyay 1996). This matters for graphs of a few edges only.
//
// visit must neither keep nor change its graph, and returns whether to go on. g
// stays as it is.
func (g *Graph) Traded(draws, rounds int, rng *rand.Rand, visit func(*Graph) bool) {
	h := *g
	h.out = slices.Clone(g.out)
	order, dealt := make([]int, g.N), make([]uint64, g.words)
	for i := range order {
		order[i] = i
	}
	for range draws {
		for range rounds {
			rng.Shuffle(len(order), func(x, y int) { order[x], order[y] = order[y], order[x] })
			for k := 1; k < len(order); k += 2 {
				h.trade(order[k-1], order[k], dealt, rng)
			}
		}
		if !visit(&h) {
			return
		}
	}
}

// trade deals out the targets of a and b. It gives each target to a with chance ½,
// and then moves random ones until a has as many as before: by symmetry all sets of
// that size are equally likely.
func (g *Graph) trade(a, b int, dealt []uint64, rng *rand.Rand) {
	ofA, ofB := g.row(a), g.row(b)
	surplus, given, all := 0, 0, 0 // dealt to a beyond its own; dealt to a; in play
	for k := range dealt {
		play := g.play(a, b, k)
		dealt[k] = 0
		if play != 0 {
			dealt[k] = play & rng.Uint64()
		}
		n := bits.OnesCount64(dealt[k])
		given += n
		all += bits.OnesCount64(play)
		surplus += n - bits.OnesCount64(play&ofA[k])
	}
	for ; surplus > 0; surplus-- {
		r := rng.IntN(given)
		k := 0
		for ; r >= bits.OnesCount64(dealt[k]); k++ {
			r -= bits.OnesCount64(dealt[k])
		}
		dealt[k] ^= nthBit(dealt[k], r)
		given--
	}
	for ; surplus < 0; surplus++ {
		r := rng.IntN(all - given)
		k := 0
		for ; ; k++ {
			n := bits.OnesCount64(g.play(a, b, k) &^ dealt[k])
			if r < n {
				break
			}
			r -= n
		}
		dealt[k] |= nthBit(g.play(a, b, k)&^dealt[k], r)
		given++
	}
	for k, x := range dealt {
		play := g.play(a, b, k)
		ofA[k] = ofA[k]&^play | x
		ofB[k] = ofB[k]&^play | play&^x
	}
}

// play is word k of the targets that a and b trade.
func (g *Graph) play(a, b, k int) uint64 {
	play := g.out[a*g.words+k] ^ g.out[b*g.words+k]
	if k == a>>6 {
		play &^= 1 << (a & 63)
	}
	if k == b>>6 {
		play &^= 1 << (b & 63)
	}
	return play
}

// nthBit is the bit of word that r lower ones stand before.
func nthBit(word uint64, r int) uint64 {
	for range r {
		word &= word - 1
	}
	return word & -word
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
// Traded with 6 rounds. Where ctx ends, there are fewer draws.
func TestDegree(ctx context.Context, g *Graph, draws int, rng *rand.Rand) (t DegreeTest) {
	var pairs [4][]float64
	var triads [16][]float64
	own := g.motifCounts(make([]int, 2*g.N))
	counter := newCounter(g.N)
	g.Traded(draws, 6, rng, func(h *Graph) bool {
		for kind, count := range counter.of(h) {
			triads[kind] = append(triads[kind], float64(count))
		}
		mutual := counter.mutual()
		for k, count := range []int{mutual, own[1], own[2], own[3] + 2*(own[0]-mutual)} {
			pairs[k] = append(pairs[k], float64(count))
		}
		return ctx.Err() == nil
	})
	t.Pairs = pairsAgainst(own, pairs, ofCount)
	t.Chain.Fixed = ByReciprocal
	nan := math.NaN()
	for _, fixed := range []*Tested{&t.Convergent, &t.Divergent} {
		*fixed = Tested{Value: fixed.Value, Mean: fixed.Value, SD: 0, Z: nan, P: nan, Draws: fixed.Draws, Fixed: ByDegrees}
	}
	for kind, count := range counter.of(g) {
		t.Triads[kind] = against(float64(count), nan, triads[kind], ofCount)
	}
	return t
}
