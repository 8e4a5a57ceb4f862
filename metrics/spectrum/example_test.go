package spectrum_test

import (
	"fmt"
	"math/rand/v2"

	"spiketop/internal/matrix"
	"spiketop/metrics/spectrum"
)

// A random matrix of radius ½ with one direction that every neuron shares: the
// circle of the random weights, and one outlier.
func ExampleOf() {
	const n = 200
	rng := rand.New(rand.NewPCG(1, 2))
	w := make([]float64, n*n)
	for k := range w {
		w[k] = 2./n + 0.5*rng.NormFloat64()/14.14
	}
	s := spectrum.Of(matrix.Dense(w, n))
	fmt.Printf("radius %.2f, outliers %d, the first %.2f\n", s.BulkRadius, s.Outliers, real(s.Values[0]))
	// Output:
	// radius 0.50, outliers 1, the first 2.04
}
