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

	"spiketop/internal/vec"
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

// The assembler and the plain Go of each kernel leave the same bits, and so does
// all that is built on them.
func TestKernelsHaveTheSameBits(t *testing.T) {
	best := vec.Have
	if best == vec.Go {
		t.Skip("this machine has no assembler to compare")
	}
	defer func() { use(best) }()
	w := gaussian(rand.New(rand.NewPCG(5, 6)), 220)
	use(vec.Go)
	want := values(t, w, 220)
	for level := vec.AVX2; level <= best; level++ {
		use(level)
		rng := rand.New(rand.NewPCG(7, 8))
		for n := 1; n <= most; n++ {
			h := make([]float64, most*stride)
			for i := range most {
				for j := range n {
					h[i*stride+j] = rng.NormFloat64()
				}
			}
			g := slices.Clone(h)
			left3(h[2*stride:], n, 1.2, 0.3, -0.7)
			left3Go(g[2*stride:], n, 1.2, 0.3, -0.7)
			var v reflectors
			for b := range rng.IntN(bulges + 1) {
				v.tau[b], v.v2[b], v.v3[b] = 1+rng.Float64(), rng.NormFloat64(), rng.NormFloat64()
			}
			right3(h[n/2:], n, &v)
			right3Go(g[n/2:], n, &v)
			for i, x := range g {
				if math.Float64bits(x) != math.Float64bits(h[i]) {
					t.Fatalf("%v, %d: number %d of row %d is %v, want %v", level, n, i%stride, i/stride, h[i], x)
				}
			}
		}
		if got := values(t, w, 220); !slices.Equal(got, want) {
			t.Errorf("%v: other eigenvalues than plain Go", level)
		}
	}
}
