package dimension

import (
	"math"

	"spiketop/internal/matrix"
)

// Reciprocal is the dimension of a linear network whose weights W_ij and W_ji have the
// correlation kappa in [−1, 1], for large N (Hu & Sompolinsky 2022): with
// θ = g²(1+κ) and μ = [2θ − 1 + √(1 + 4(g² − θ))]/[2(g² − θ²)],
//
//	D = {μ(2g²μ+1) − 2θμ(θμ+1)}/{(θμ+1)²(g²μ+1)}.
//
// With κ = 0 it is [Linear]. The formula is not for trained weights, which have
// structure besides κ. ok is false where it does not hold: kappa out of range or
// |g|(1+kappa) ≥ 1, where the network has no steady state.
func Reciprocal(g, kappa float64) (d float64, ok bool) {
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

// Kappa is the κ of a matrix in [Reciprocal],
//
//	κ = Σ_ij W_ij W_ji / Σ_ij W_ij²,  i ≠ j.
//
// Pairs with one synapse have a product of 0, so in a network of density p it is p
// times the correlation of weights that exist. It is NaN without weights.
//
// Neurons that answer with slopes γ_i have the matrix ΓW. Its eigenvalues are those of
// √Γ W √Γ, whose κ is again that of W where slopes and weights are independent.
func Kappa(w matrix.Matrix) float64 {
	t := w.Transposed()
	var cross, square float64
	for i := range w.N {
		to, column := t.Row(i)
		mate := 0
		w.EachSynapse(i, func(j int, x float64) {
			square += x * x
			if to == nil {
				cross += x * column[j]
				return
			}
			for mate < len(to) && int(to[mate]) < j {
				mate++
			}
			if mate < len(to) && int(to[mate]) == j {
				cross += x * column[mate]
			}
		})
	}
	if square == 0 {
		return math.NaN()
	}
	return cross / square
}
