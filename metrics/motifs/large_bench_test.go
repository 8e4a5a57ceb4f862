package motifs

import (
	"math/rand/v2"
	"testing"
)

// The census of a connectome: 5 000 nodes, 100 000 edges at random.
func BenchmarkCensusOfConnectome(b *testing.B) {
	const n, edges = 5000, 100000
	rng := rand.New(rand.NewPCG(5, 0))
	g := NewGraph(n)
	for g.E < edges {
		if i, j := rng.IntN(n), rng.IntN(n); i != j {
			g.Add(i, j)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		g.Triads()
	}
}
