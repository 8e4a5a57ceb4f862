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
		d, ok := Reciprocal(g, 0)
		if !ok {
			t.Fatalf("g = %g, κ = 0: undefined", g)
		}
		near(t, "κ = 0", d, Linear(g), 1e-11)
	}
	for _, k := range [][2]float64{{0.5, 1}, {0.7, 0.5}, {0.2, 1.1}, {0.2, -1.1}, {0.2, math.NaN()}, {math.NaN(), 0}} {
		if d, ok := Reciprocal(k[0], k[1]); ok || !math.IsNaN(d) {
			t.Errorf("g = %g, κ = %g: %g, should be undefined", k[0], k[1], d)
		}
	}
	for _, kappa := range []float64{-1, -0.5, 0.5, 1} {
		a, _ := Reciprocal(0.99e-4, kappa)
		b, ok := Reciprocal(1.01e-4, kappa)
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
		d, ok := Reciprocal(k[0], k[1])
		if !ok {
			t.Fatalf("g = %g, κ = %g: undefined", k[0], k[1])
		}
		if math.Abs(d-Linear(k[0])) < 0.04 {
			t.Errorf("g = %g, κ = %g: κ makes no difference (%g)", k[0], k[1], d)
		}
		near(t, "reciprocal", mean, d, 0.02)
	}
}

// κ of a matrix by its definition, entry by entry.
func TestKappa(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	const n = 40
	w, mask := random(rng, n, 1, 0.6), make([]bool, n*n)
	for i := range n {
		w[i*n+i] = 3 // self-connections do not count
	}
	for k := range mask {
		mask[k] = rng.Float64() < 0.4
	}
	for _, m := range []matrix.Matrix{matrix.Dense(w, n), matrix.Masked(w, n, mask)} {
		var cross, square float64
		for i := range n {
			for j := range n {
				if i != j {
					cross += m.At(i, j) * m.At(j, i)
					square += m.At(i, j) * m.At(i, j)
				}
			}
		}
		rel(t, "κ", Kappa(m), cross/square, 1e-12)
	}
	if k := Kappa(matrix.Dense(make([]float64, n*n), n)); !math.IsNaN(k) {
		t.Errorf("without weights: %g", k)
	}
}
