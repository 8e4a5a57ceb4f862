package motifs

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomWeights has independent weights of variance g²/(pN) on a random mask
// (nil for p = 1), rows balanced if asked.
func randomWeights(n int, p, g float64, balanced bool, rng *rand.Rand) (w []float64, mask []bool) {
	w = make([]float64, n*n)
	if p < 1 {
		mask = make([]bool, n*n)
	}
	for i := range n {
		var sum, k float64
		for j := range n {
			if i == j || rng.Float64() >= p {
				continue
			}
			if mask != nil {
				mask[i*n+j] = true
			}
			w[i*n+j] = g * rng.NormFloat64() / math.Sqrt(p*float64(n))
			sum += w[i*n+j]
			k++
		}
		for j := range n {
			if balanced && i != j && (mask == nil || mask[i*n+j]) {
				w[i*n+j] -= sum / k
			}
		}
	}
	return w, mask
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12g, want %.12g ± %.3g", what, got, want, tolerance)
	}
}
