package motifs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"spiketop/internal/matrix"
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
			WeightedOf(matrix.Masked(w, n, nil))
		}
	})
}

func BenchmarkTestWeighted(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "", func(b *testing.B, n int, w []float64, _ *rand.Rand) {
		for b.Loop() {
			TestWeighted(matrix.Masked(w, n, nil), nil)
		}
	})
}

func BenchmarkTestWeightedBlocks(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "", func(b *testing.B, n int, w []float64, _ *rand.Rand) {
		blockOf := make([]int, n)
		for i := range n / 2 {
			blockOf[i] = 1
		}
		for b.Loop() {
			TestWeighted(matrix.Masked(w, n, nil), blockOf)
		}
	})
}

func BenchmarkStrongGraph(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/x=0.1", func(b *testing.B, n int, w []float64, _ *rand.Rand) {
		for b.Loop() {
			StrongGraph(matrix.Dense(w, n), 0.1)
		}
	})
}

func BenchmarkTestStrong(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/x=0.1", func(b *testing.B, n int, w []float64, _ *rand.Rand) {
		g := StrongGraph(matrix.Dense(w, n), 0.1)
		for b.Loop() {
			TestStrong(matrix.Dense(w, n), g, nil)
		}
	})
}

func BenchmarkTriads(b *testing.B) {
	benchMotifs(b, []int{200, 1000, 2000}, "/p=0.1", func(b *testing.B, n int, w []float64, _ *rand.Rand) {
		g := StrongGraph(matrix.Dense(w, n), 0.1)
		for b.Loop() {
			g.Triads()
		}
	})
}

func BenchmarkTraded(b *testing.B) {
	benchMotifs(b, []int{200, 1000, 2000}, "/p=0.1/rounds=10", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		g := StrongGraph(matrix.Dense(w, n), 0.1)
		for b.Loop() {
			g.Traded(1, 10, rng, func(*Graph) bool { return true })
		}
	})
}

func BenchmarkTestDegree(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/p=0.1/draws=100", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		g := StrongGraph(matrix.Dense(w, n), 0.1)
		for b.Loop() {
			TestDegree(context.Background(), g, 100, rng)
		}
	})
}

func BenchmarkTestUMAN(b *testing.B) {
	benchMotifs(b, []int{200, 1000}, "/p=0.1/draws=100", func(b *testing.B, n int, w []float64, rng *rand.Rand) {
		g := StrongGraph(matrix.Dense(w, n), 0.1)
		for b.Loop() {
			TestUMAN(context.Background(), g, 100, rng)
		}
	})
}
