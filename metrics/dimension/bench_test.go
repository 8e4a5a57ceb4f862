package dimension

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"spiketop/internal/matrix"
)

func BenchmarkOf(b *testing.B) {
	for _, n := range []int{200, 500, 1000} {
		for _, windows := range []int{2 * n, 4000} {
			b.Run(fmt.Sprintf("N=%d/M=%d", n, windows), func(b *testing.B) {
				counts := gauss(rand.New(rand.NewPCG(1, 1)), windows, n, nil, false)
				b.ReportAllocs()
				for b.Loop() {
					Of(counts, windows, n, Correlation)
				}
			})
		}
	}
}

func BenchmarkTheoryOf(b *testing.B) {
	for _, n := range []int{200, 500, 1000} {
		for _, window := range []float64{0, 1000} {
			b.Run(fmt.Sprintf("N=%d/window=%g", n, window), func(b *testing.B) {
				w := random(rand.New(rand.NewPCG(1, 2)), n, 0.8, 0)
				ones := ones(n)
				b.ReportAllocs()
				for b.Loop() {
					TheoryOf(context.Background(), matrix.Dense(w, n), ones, ones, 20, window, Correlation, nil)
				}
			})
		}
	}
}
