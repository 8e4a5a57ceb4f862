package motifs

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"spiketop/internal/matrix"
)

// What is turned is what Wᵀ has: counts and census of a graph, correlations of
// weights, with rows that sum to zero too.
func TestTurnedIsTransposed(t *testing.T) {
	const n = 30
	rng := rand.New(rand.NewPCG(12, 1))
	for _, balanced := range []bool{false, true} {
		w, mask := randomWeights(n, 0.4, 1, balanced, rng)
		a := matrix.Masked(w, n, mask)
		b := a.Transposed()
		ga, gb := StrongGraph(a, 0.1), StrongGraph(b, 0.1)
		if ga.Motifs().Pairs.Turned() != gb.Motifs().Pairs || ga.Motifs().Convergent == gb.Motifs().Convergent {
			t.Errorf("%v turned, want %v", ga.Motifs().Pairs, gb.Motifs().Pairs)
		}
		if TurnedTriads(ga.Triads()) != gb.Triads() || ga.Triads() == gb.Triads() {
			t.Errorf("%v turned, want %v", ga.Triads(), gb.Triads())
		}
		d := TestDegree(context.Background(), ga, 0, rng).Turned()
		if d.Convergent.Value != float64(gb.motifCounts(make([]int, 2*n))[1]) {
			t.Errorf("%v convergent pairs", d.Convergent.Value)
		}
		x, y := TestWeighted(a, nil).Turned(), TestWeighted(b, nil)
		if x.Balanced != y.Balanced || TestWeighted(a, nil).Balanced != balanced {
			t.Errorf("balanced %v, want %v", x.Balanced, y.Balanced)
		}
		for k, p := range x.All() {
			q := y.All()[k]
			if p.Fixed != q.Fixed || math.Abs(p.Value-q.Value) > 1e-12 || math.Abs(p.Mean-q.Mean) > 1e-12 || math.Abs(p.SD-q.SD) > 1e-12 {
				t.Errorf("pair %d: %+v, want %+v", k, p, q)
			}
		}
	}
}

// Where every pair may have an edge, graphs of as many edges are the shuffles of the
// weights of a full matrix.
func TestEdgesAreShuffles(t *testing.T) {
	const n = 25
	rng := rand.New(rand.NewPCG(12, 2))
	w, _ := randomWeights(n, 1, 1, false, rng)
	full := matrix.Dense(w, n)
	for _, fraction := range []float64{0, 0.05, 0.3, 1} {
		g := StrongGraph(full, fraction)
		want := TestStrong(full, g, nil)
		for k, x := range TestEdges(g).All() {
			y := want.All()[k]
			if x.Value != y.Value || math.Abs(x.Mean-y.Mean) > 1e-9*(1+y.Mean) || math.Abs(x.SD-y.SD) > 1e-9*(1+y.SD) {
				t.Errorf("fraction %g, pair %d: %+v, want %+v", fraction, k, x, y)
			}
		}
	}
}
