package eigen

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func gaussian(rng *rand.Rand, n int) []float64 {
	w := make([]float64, n*n)
	for i := range w {
		w[i] = rng.NormFloat64() / math.Sqrt(float64(n))
	}
	return w
}

func values(t *testing.T, w []float64, n int) []complex128 {
	t.Helper()
	v, err := Values(context.Background(), slices.Clone(w), n)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// apart is the largest distance of a value from its partner, where partners are
// found one after another, the nearest that is left.
func apart(a, b []complex128) (worst float64) {
	b = slices.Clone(b)
	for _, x := range a {
		near := 0
		for k, y := range b {
			if cmplx.Abs(x-y) < cmplx.Abs(x-b[near]) {
				near = k
			}
		}
		worst = max(worst, cmplx.Abs(x-b[near]))
		b = slices.Delete(b, near, near+1)
	}
	return worst
}

// The values are those of gonum.
func TestGonum(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10, 75, 76, 100, 150, 200, 300, 600} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			w := gaussian(rand.New(rand.NewPCG(1, uint64(n))), n)
			var eig mat.Eigen
			if !eig.Factorize(mat.NewDense(n, n, w), mat.EigenNone) {
				t.Fatal("gonum fails")
			}
			if d := apart(values(t, w, n), eig.Values(nil)); d > 1e-11 {
				t.Errorf("values differ by %.2g", d)
			} else {
				t.Logf("%.2g", d)
			}
		})
	}
}
