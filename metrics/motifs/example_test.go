package motifs_test

import (
	"fmt"
	"math/rand/v2"

	"spiketop/internal/matrix"
	"spiketop/metrics/motifs"
)

// Weights that agree with their reverse have reciprocal motifs, in the weights and
// among the strongest tenth of them.
func ExampleTestWeighted() {
	const n = 60
	rng := rand.New(rand.NewPCG(1, 2))
	w := make([]float64, n*n)
	for i := range n {
		for j := range i {
			common := rng.NormFloat64()
			w[i*n+j], w[j*n+i] = common+rng.NormFloat64(), common+rng.NormFloat64()
		}
	}
	test := motifs.TestWeighted(matrix.Masked(w, n, nil), nil)
	fmt.Printf("correlation %.2f, z %.0f\n", test.Reciprocal.Value, test.Reciprocal.Z)

	counts := motifs.StrongGraph(matrix.Dense(w, n), 0.1).Motifs()
	fmt.Printf("%d reciprocal pairs, %.1f times chance\n", counts.Reciprocal.Count, counts.Reciprocal.Ratio)
	// Output:
	// correlation 0.50, z 21
	// 58 reciprocal pairs, 3.3 times chance
}
