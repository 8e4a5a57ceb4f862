package metrics

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func BenchmarkParticipationRatio(b *testing.B) {
	for _, n := range []int{200, 500, 1000} {
		for _, windows := range []int{2 * n, 4000} {
			b.Run(fmt.Sprintf("N=%d/M=%d", n, windows), func(b *testing.B) {
				counts := dimGauss(rand.New(rand.NewPCG(1, 1)), windows, n, nil, false)
				b.ReportAllocs()
				for b.Loop() {
					ParticipationRatio(counts, windows, n, Correlation)
				}
			})
		}
	}
}

func BenchmarkTheoryOfW(b *testing.B) {
	for _, n := range []int{200, 500, 1000} {
		for _, window := range []float64{0, 1000} {
			b.Run(fmt.Sprintf("N=%d/window=%g", n, window), func(b *testing.B) {
				w := ltRandom(rand.New(rand.NewPCG(1, 2)), n, 0.8, 0)
				ones := ltOnes(n)
				b.ReportAllocs()
				for b.Loop() {
					TheoryOfW(w, n, ones, ones, 20, window, Correlation, nil)
				}
			})
		}
	}
}

func BenchmarkOperatingPoints(b *testing.B) {
	for _, n := range []int{200, 1000} {
		w, types, bias := opNetwork(rand.New(rand.NewPCG(1, 3)), n, 0.5, 0.5, 0.3)
		nu, _ := SelfConsistentRates(w, n, types, bias, 10, 2, 0.5)
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				OperatingPoints(w, n, types, bias, nu, 10, 2, 0.5)
			}
		})
		b.Run(fmt.Sprintf("SelfConsistentRates/N=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				SelfConsistentRates(w, n, types, bias, 10, 2, 0.5)
			}
		})
	}
}
