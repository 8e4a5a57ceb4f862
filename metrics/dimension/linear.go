package dimension

import "math"

// Linear is the dimension (1−g²)² of a linear network with independent random
// weights of variance g²/N, for large N. It is 0 for |g| ≥ 1, where the network
// has no steady state, and NaN for NaN. With g the effective gain of
// rates.OperatingPoints it is the theory of a spiking network.
// Hu & Sompolinsky 2022, PLoS Comput. Biol. 18:e1010327.
func Linear(g float64) float64 {
	if math.Abs(g) >= 1 {
		return 0
	}
	d := 1 - g*g
	return d * d
}
