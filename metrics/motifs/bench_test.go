package motifs

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func benchMotifs(b *testing.B, sizes []int, suffix string, f func(b *testing.B, n int, w []float64, rng *rand.Rand)) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("N=%d%s", n, suffix), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, uint64(n)))
			w, _ := randomWeights(n, 1, 1, true, rng)
			b.ReportAllocs()
			b.ResetTimer()
			f(b, n, w, rng)
		})
	}
}

func BenchmarkWeightedOf(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "", func(b *testing.B, n int, w []float64, _ *rand.Rand) {
		for b.Loop() {
			WeightedOf(w, n, nil)
		}
	})
}

func BenchmarkTestWeighted(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/draws=100", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		for b.Loop() {
			TestWeighted(w, n, nil, nil, 100, rng)
		}
	})
}

func BenchmarkTestWeightedBlocks(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/draws=100", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		blockOf := make([]int, n)
		for i := range n / 2 {
			blockOf[i] = 1
		}
		for b.Loop() {
			TestWeighted(w, n, nil, blockOf, 100, rng)
		}
	})
}

func BenchmarkStrongGraph(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/x=0.1", func(b *testing.B, n int, w []float64, _ *rand.Rand) {
		for b.Loop() {
			StrongGraph(w, n, 0.1)
		}
	})
}

func BenchmarkTestStrong(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/x=0.1/draws=100", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		for b.Loop() {
			TestStrong(w, n, nil, nil, 0.1, 100, rng)
		}
	})
}

func BenchmarkTriads(b *testing.B) {
	benchMotifs(b, []int{200, 500, 1000}, "/p=0.1", func(b *testing.B, n int, w []float64, _ *rand.Rand) {
		g := StrongGraph(w, n, 0.1)
		for b.Loop() {
			g.Triads()
		}
	})
}

func BenchmarkRewire(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/p=0.1/attempts=250000", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		g := StrongGraph(w, n, 0.1)
		// whole attempts per edge make 250 000 only nearly: 63·3980 and 3·99900
		attempts := (250000 + g.E/2) / g.E
		for b.Loop() {
			g.Rewired(1, attempts, rng, func(*Graph) {})
		}
	})
}

func BenchmarkTestDegree(b *testing.B) {
	benchMotifs(b, []int{200}, "/p=0.1/draws=100", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		g := StrongGraph(w, n, 0.1)
		for b.Loop() {
			TestDegree(g, 100, rng)
		}
	})
}

func BenchmarkTestUMAN(b *testing.B) {
	benchMotifs(b, []int{200}, "/p=0.1/draws=100", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		g := StrongGraph(w, n, 0.1)
		for b.Loop() {
			TestUMAN(g, 100, rng)
		}
	})
}
