package dimension

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"spiketop/internal/matrix"
)

// near fails unless got is within tol of want, relative to want where that is
// larger than 1.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s = %.10g, want %.10g ± %.2g", what, got, want, tol)
	}
}

// rel is the same, always relative.
func rel(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g within %.2g of it", what, got, want, tol)
	}
}

func TestLinear(t *testing.T) {
	for _, k := range [][2]float64{{0, 1}, {0.5, 0.5625}, {-0.5, 0.5625}, {1, 0}, {1.5, 0}, {math.Inf(1), 0}} {
		if d := Linear(k[0]); d != k[1] {
			t.Errorf("Linear(%g) = %g, want %g", k[0], d, k[1])
		}
	}
	for g := 0.0; g < 1; g += 0.01 {
		d, ok := linearReciprocal(g, 0)
		if !ok {
			t.Fatalf("g = %g, κ = 0: undefined", g)
		}
		near(t, "κ = 0", d, Linear(g), 1e-11)
	}
	for _, k := range [][2]float64{{0.5, 1}, {0.7, 0.5}, {0.2, 1.1}, {0.2, -1.1}, {0.2, math.NaN()}, {math.NaN(), 0}} {
		if d, ok := linearReciprocal(k[0], k[1]); ok || !math.IsNaN(d) {
			t.Errorf("g = %g, κ = %g: %g, should be undefined", k[0], k[1], d)
		}
	}
	for _, kappa := range []float64{-1, -0.5, 0.5, 1} {
		a, _ := linearReciprocal(0.99e-4, kappa)
		b, ok := linearReciprocal(1.01e-4, kappa)
		if !ok {
			t.Fatalf("κ = %g: undefined", kappa)
		}
		near(t, "at the switch", b, a, 1e-6)
	}
}

// The formula for reciprocal weights against the matrices themselves. The
// bound is the finite-size effect, which at g = 0.5 and N = 200 is 0.008
// (docs/SCIENCE.md), and the difference between networks.
func TestLinearReciprocalMonteCarlo(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	const n, draws = 200, 4
	for _, k := range [][2]float64{{0.5, 0.5}, {0.5, -0.5}, {0.7, -0.8}, {0.3, 1}} {
		var mean float64
		for range draws {
			mean += TheoryOf(context.Background(), matrix.Dense(random(rng, n, k[0], k[1]), n), ones(n), ones(n), 0, 0, Covariance, nil).Value / draws
		}
		d, ok := linearReciprocal(k[0], k[1])
		if !ok {
			t.Fatalf("g = %g, κ = %g: undefined", k[0], k[1])
		}
		if math.Abs(d-Linear(k[0])) < 0.04 {
			t.Errorf("g = %g, κ = %g: κ makes no difference (%g)", k[0], k[1], d)
		}
		near(t, "reciprocal", mean, d, 0.02)
	}
}

// linearReciprocal is the dimension of a linear network whose weights
// W_ij and W_ji have the correlation kappa in [−1, 1], for large N (Hu &
// Sompolinsky 2022): with θ = g²(1+κ) and
// μ = [2θ − 1 + √(1 + 4(g² − θ))]/[2(g² − θ²)],
//
//	D = {μ(2g²μ+1) − 2θμ(θμ+1)}/{(θμ+1)²(g²μ+1)}.
//
// The formula is not for trained weights, which have structure besides κ. ok is
// false where it does not hold: kappa out of range or |g|(1+kappa) ≥ 1.
func linearReciprocal(g, kappa float64) (d float64, ok bool) {
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
