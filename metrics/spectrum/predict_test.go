package spectrum

import (
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"spiketop/internal/matrix"
)

// F = A R̄, no variance, next to no ridge: regression finds A again.
func TestPredictFindsTheMatrix(t *testing.T) {
	const n, samples = 12, 300
	rng := rand.New(rand.NewPCG(4, 1))
	a := trained(n, rng)
	rbar := make([]float64, n*samples)
	for k := range rbar {
		rbar[k] = rng.NormFloat64()
	}
	f := make([]float64, n*samples)
	for i := range n {
		for j := range n {
			for s := range samples {
				f[i*samples+s] += a[i*n+j] * rbar[j*samples+s]
			}
		}
	}
	got, err := Predict(f, rbar, n, samples, make([]float64, n), 1e-9)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range Of(matrix.Dense(a, n)).Values {
		if cmplx.Abs(got[k]-want) > 1e-8 {
			t.Errorf("λ_%d = %v, want %v", k, got[k], want)
		}
	}
}

// Two neurons with orthogonal responses of norm² S: R̄R̄ᵀ = S·I, so the two
// ridges shrink each column j of A by S/(S + samples·V_j + ridge).
func TestPredictRidges(t *testing.T) {
	const samples = 4
	rbar := []float64{1, 1, -1, -1, 1, -1, 1, -1} // S = 4
	a := []float64{1, -2, 2, 1}
	f := make([]float64, 2*samples)
	for i := range 2 {
		for s := range samples {
			f[i*samples+s] = a[2*i]*rbar[s] + a[2*i+1]*rbar[samples+s]
		}
	}
	got, err := Predict(f, rbar, 2, samples, []float64{0.5, 1.5}, 2)
	if err != nil {
		t.Fatal(err)
	}
	x, y := 4./(4+4*0.5+2), 4./(4+4*1.5+2) // ½ and ⅓
	// eigenvalues of (x, −2y; 2x, y)
	half := (x + y) / 2
	want := cmplx.Sqrt(complex(half*half-5*x*y, 0)) + complex(half, 0)
	if cmplx.Abs(got[0]-want) > 1e-14 || got[1] != cmplx.Conj(got[0]) {
		t.Errorf("%v, want %v and its conjugate", got, want)
	}
	if _, err := Predict(make([]float64, 8), make([]float64, 8), 2, 4, make([]float64, 2), 0); err == nil {
		t.Error("a singular matrix gave no error")
	}
}

// More neurons than samples: the same eigenvalues as of the n×n matrix itself.
func TestPredictMoreNeuronsThanSamples(t *testing.T) {
	const n, samples, ridge = 23, 9, 0.3
	rng := rand.New(rand.NewPCG(7, 2))
	f, rbar, v := make([]float64, n*samples), make([]float64, n*samples), make([]float64, n)
	for k := range f {
		f[k], rbar[k] = rng.NormFloat64(), rng.NormFloat64()
	}
	for i := range v {
		v[i] = rng.Float64()
	}
	got, err := Predict(f, rbar, n, samples, v, ridge)
	if err != nil {
		t.Fatal(err)
	}
	r := mat.NewDense(n, samples, rbar)
	var gram, inverse, w mat.Dense
	gram.Mul(r, r.T())
	for i, x := range v {
		gram.Set(i, i, gram.At(i, i)+samples*x+ridge)
	}
	if err := inverse.Inverse(&gram); err != nil {
		t.Fatal(err)
	}
	w.Mul(mat.NewDense(n, samples, f), r.T())
	w.Mul(&w, &inverse)
	want := Of(matrix.Dense(w.RawMatrix().Data, n)).Values
	for k := range want {
		if k < samples && cmplx.Abs(got[k]-want[k]) > 1e-10 || k >= samples && got[k] != 0 {
			t.Errorf("λ_%d = %v, want %v", k, got[k], want[k])
		}
	}
	if len(got) != n || cmplx.Abs(want[0]) < 0.1 {
		t.Errorf("%d values, the largest %v", len(got), want[0])
	}
}
