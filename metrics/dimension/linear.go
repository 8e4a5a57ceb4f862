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

// LinearReciprocal is the dimension of a linear network whose weights
// W_ij and W_ji have the correlation kappa in [−1, 1], for large N (Hu &
// Sompolinsky 2022): with θ = g²(1+κ) and
// μ = [2θ − 1 + √(1 + 4(g² − θ))]/[2(g² − θ²)],
//
//	D = {μ(2g²μ+1) − 2θμ(θμ+1)}/{(θμ+1)²(g²μ+1)}.
//
// The formula is not for trained weights, which have structure besides κ. ok is
// false where it does not hold: kappa out of range or |g|(1+kappa) ≥ 1.
func LinearReciprocal(g, kappa float64) (d float64, ok bool) {
	g = math.Abs(g)
	if !(kappa >= -1 && kappa <= 1 && g*(1+kappa) < 1) {
		return math.NaN(), false
	}
	if g < 1e-4 {
		return 1, true // the formula is 0/0
	}
	g2 := g * g
	theta := g2 * (1 + kappa)
	y := 4 * (g2 - theta) // √(1+y) − 1 without cancellation
	mu := (2*theta + y/(math.Sqrt(1+y)+1)) / (2 * (g2 - theta*theta))
	t := theta*mu + 1
	d = (mu*(2*g2*mu+1) - 2*theta*mu*t) / (t * t * (g2*mu + 1))
	return d, !math.IsNaN(d)
}
