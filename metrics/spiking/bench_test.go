package spiking

import (
	"math/rand/v2"
	"testing"
)

// 1000 neurons of 20 Hz in 60 s: a record as long as the default.
func BenchmarkRecord(b *testing.B) {
	const n, end, window = 1000, 600_000, 10_000
	spikes := each(renewals(n, end, gamma(rand.New(rand.NewPCG(1, 2)), 2, 500)))
	spans := [][2]int64{{0, end}}
	t := TrainsOf(n, spans, spikes)
	counts, windows := t.Counts(window)
	b.Run("sort", func(b *testing.B) {
		for b.Loop() {
			TrainsOf(n, spans, spikes)
		}
	})
	b.Run("intervals", func(b *testing.B) {
		var x []float64
		for b.Loop() {
			for i := range n {
				x = t.Intervals(x[:0], i)
				Irregular(x)
			}
		}
	})
	b.Run("synchrony", func(b *testing.B) {
		for b.Loop() {
			t.Synchrony(100)
		}
	})
	b.Run("spectrum", func(b *testing.B) {
		for b.Loop() {
			p := Welch(t.Activity(10, 0, n), 1000)
			p.Peak()
		}
	})
	b.Run("correlations", func(b *testing.B) {
		for b.Loop() {
			CorrelationsOf(counts, windows, n)
		}
	})
	long := make([]float64, 1000*n)
	for k := range long {
		long[k] = rand.New(rand.NewPCG(1, uint64(k))).Float64()
	}
	b.Run("correlations of 1000 windows", func(b *testing.B) {
		for b.Loop() {
			CorrelationsOf(long, 1000, n)
		}
	})
}
