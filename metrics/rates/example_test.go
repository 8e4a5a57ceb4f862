package rates_test

import (
	"fmt"

	"spiketop/internal/matrix"
	"spiketop/metrics/dimension"
	"spiketop/metrics/rates"
)

// The two neuron types at rheobase, in the noise of the presets.
func ExampleOf() {
	for _, name := range []string{"lif", "qif"} {
		neuron := rates.Of(name, 10, 2) // τ_m and t_ref in ms
		mu := neuron.Rheobase()
		hz := 1000 / 10 * neuron.Rate(mu, 0.5)
		fmt.Printf("%s: %.1f Hz, gain %.2f, Fano factor %.2f\n", name, hz, neuron.Gain(mu, 0.5), neuron.Fano(mu, 0.5))
	}
	// Output:
	// lif: 51.8 Hz, gain 0.71, Fano factor 0.31
	// qif: 9.9 Hz, gain 0.28, Fano factor 0.32
}

// A pair of LIF neurons that inhibit each other: where they work, and the
// dimension that follows.
func ExampleOperatingPoints() {
	w := []float64{
		0, -0.5,
		-0.5, 0,
	}
	neuron := rates.Of("lif", 10, 2)
	o := rates.OperatingPoints(matrix.Dense(w, 2), []rates.Population{{Transfer: neuron, Lo: 0, Hi: 2, Bias: 1.4}}, []float64{0.6, 0.6}, 0.5, 2)
	fmt.Printf("input %.2f, white noise %.1f, filtered %.2f; effective gain %.2f\n", o.Mu[0], o.Noise[0].White, o.Noise[0].Filtered, o.GEff)
	fmt.Printf("dimension of a large network: %.2f\n", dimension.Linear(o.GEff))
	// Output:
	// input 1.10, white noise 0.5, filtered 0.12; effective gain 0.35
	// dimension of a large network: 0.77
}
