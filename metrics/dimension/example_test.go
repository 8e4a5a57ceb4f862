package dimension_test

import (
	"fmt"
	"math/rand/v2"

	"spiketop/metrics/dimension"
)

// Independent neurons have the dimension 1. The raw participation ratio does not
// show this: 400 windows of 200 neurons alone make it 2/3.
func ExampleOf() {
	const windows, n = 400, 200
	rng := rand.New(rand.NewPCG(1, 2))
	counts := make([]float64, windows*n)
	for k := range counts {
		counts[k] = rng.NormFloat64()
	}
	d := dimension.Of(counts, windows, n, dimension.Correlation)
	fmt.Printf("raw %.2f, corrected %.2f ± %.2f\n", d.Raw, d.Value, d.SE)

	few := dimension.Of(counts[:20*n], 20, n, dimension.Correlation)
	fmt.Println(few.Defined(), few.Warnings[len(few.Warnings)-1].Text)
	// Output:
	// raw 0.67, corrected 1.01 ± 0.01
	// false windows: 20; a value takes 100, or 40 and a standard error of at most 0.02 or 5 %
}
