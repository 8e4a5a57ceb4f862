package motifs_test

import (
	"fmt"
	"math/rand/v2"

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
	test := motifs.TestWeighted(w, n, nil, nil, 100, rng)
	fmt.Printf("correlation %.2f, z %.0f, p %.2f\n", test.Reciprocal.Value, test.Reciprocal.Z, test.Reciprocal.P)

	counts := motifs.StrongGraph(w, n, 0.1).Motifs()
	fmt.Printf("%d reciprocal pairs, %.1f times chance\n", counts.Reciprocal.Count, counts.Reciprocal.Ratio)
	// Output:
	// correlation 0.50, z 20, p 0.01
	// 58 reciprocal pairs, 3.3 times chance
}
