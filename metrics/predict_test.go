package metrics

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// F = A R̄, no variance, next to no ridge: regression finds A again.
func TestPredictFindsTheMatrix(t *testing.T) {
	const n, samples = 12, 300
	rng := rand.New(rand.NewPCG(4, 1))
	a := motTestTrained(n, rng)
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
	got, err := PredictOutliers(f, rbar, n, samples, make([]float64, n), 1e-9)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range SpectrumOf(a, n, nil).Values {
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
	got, err := PredictOutliers(f, rbar, 2, samples, []float64{0.5, 1.5}, 2)
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
	if _, err := PredictOutliers(make([]float64, 8), make([]float64, 8), 2, 4, make([]float64, 2), 0); err == nil {
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
	got, err := PredictOutliers(f, rbar, n, samples, v, ridge)
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
	want := SpectrumOf(w.RawMatrix().Data, n, nil).Values
	for k := range want {
		if k < samples && cmplx.Abs(got[k]-want[k]) > 1e-10 || k >= samples && got[k] != 0 {
			t.Errorf("λ_%d = %v, want %v", k, got[k], want[k])
		}
	}
	if len(got) != n || cmplx.Abs(want[0]) < 0.1 {
		t.Errorf("%d values, the largest %v", len(got), want[0])
	}
}

// A linear rate has its slope; a sine of amplitude 1 on neurons at rheobase
// gives .77 (LIF) and .177 (QIF), docs/SCIENCE.md, section 4. QIF in closed form: φ = √f/π
// where f > 0, so G = (1/π²)∫₀^π sin^{3/2} = Γ(5/4)/(π^{3/2} Γ(7/4)).
func TestPredictResponseGains(t *testing.T) {
	const samples = 20000
	f := make([]float64, samples*4)
	for s := range samples {
		x := math.Sin(2 * math.Pi * (float64(s) + .5) / samples)
		f[s*4], f[s*4+1], f[s*4+2], f[s*4+3] = x, x, 3*x+1, 5
	}
	g := ResponseGains(f, samples, 4, func(j int, x float64) float64 {
		switch {
		case j == 2:
			return 0.25*x + 7
		case x <= 0:
			return 0
		case j == 0:
			return 1 / math.Log((1+x)/x)
		}
		return math.Sqrt(x) / math.Pi
	})
	motTestNear(t, "LIF", g[0], 0.77, 0.005)
	motTestNear(t, "QIF", g[1], math.Gamma(1.25)/(math.Pow(math.Pi, 1.5)*math.Gamma(1.75)), 1e-6)
	motTestNear(t, "linear", g[2], 0.25, 1e-12)
	if !math.IsNaN(g[3]) {
		t.Errorf("a constant target has gain %v", g[3])
	}
}
