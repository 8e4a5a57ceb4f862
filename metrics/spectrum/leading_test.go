package spectrum

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
)

// planted is a random matrix of radius g with eigenvalues near those given
// put in, a complex one with its conjugate. It is not normal.
func planted(n int, g float64, rng *rand.Rand, values ...complex128) []float64 {
	w, _ := random(n, 1, g, false, rng)
	for _, l := range values {
		rank := 1
		if imag(l) != 0 {
			rank = 2
		}
		x := make([]float64, 2*n)
		for i := range x {
			x[i] = rng.NormFloat64() / math.Sqrt(float64(n))
		}
		for i := range n {
			for j := range n {
				w[i*n+j] += real(l) * x[i] * x[j]
				if rank == 2 {
					w[i*n+j] += real(l)*x[n+i]*x[n+j] + imag(l)*(x[n+i]*x[j]-x[i]*x[n+j])
				}
			}
		}
	}
	return w
}

// agrees holds the outliers against the full spectrum: the same number, each
// within tolerance times its modulus.
func agrees(t *testing.T, what string, l Leading, s Spectrum, tolerance float64) {
	t.Helper()
	if l.BulkRadius != s.BulkRadius || l.Threshold != s.Threshold {
		t.Errorf("%s: R_b %v, threshold %v; want %v, %v", what, l.BulkRadius, l.Threshold, s.BulkRadius, s.Threshold)
	}
	if len(l.Outliers) != s.Outliers || l.Unsettled != 0 || l.More || len(l.Warnings) != 0 {
		t.Fatalf("%s: %d outliers, %d unsettled, more %v, %v; want %d and nothing else", what, len(l.Outliers), l.Unsettled, l.More, l.Warnings, s.Outliers)
	}
	for k, v := range l.Outliers {
		if d := cmplx.Abs(v - s.Values[k]); !(d <= tolerance*cmplx.Abs(v)) {
			t.Errorf("%s: outlier %d is %v, want %v", what, k, v, s.Values[k])
		}
	}
	if !(l.MaxResidual <= tolerance) {
		t.Errorf("%s: residual %g of an outlier", what, l.MaxResidual)
	}
}

// The full spectrum is the oracle. A residual of 10⁻⁶ leaves an error of κ·10⁻⁶;
// κ of these outliers is below 20, so 2·10⁻⁵ bounds it.
func TestLeadingOfAgreeWithTheSpectrum(t *testing.T) {
	const n = 320
	rng := rand.New(rand.NewPCG(11, 1))
	sparse, mask := random(n, 0.2, 1, true, rng)
	for i := range n {
		for j := range n {
			if mask[i*n+j] { // on the synapses alone, where the pair 2 ± i is a fifth as strong
				a, b := 2*math.Pi*float64(i)/n, 2*math.Pi*float64(j)/n
				sparse[i*n+j] += 5 * 2 / float64(n) * (2*math.Cos(a-b) + math.Sin(a-b))
			}
		}
	}
	for _, c := range []struct {
		name string
		w    []float64
		mask []bool
		want int // outliers
	}{
		{"real, complex and negative", planted(n, 0.5, rng, 3, -2.5, 2+1.5i, -1.2+1.4i), nil, 6},
		{"near the threshold", planted(n, 1, rng, 1.6, 1.45i), nil, 3},
		{"what FORCE leaves", trained(n, rng), nil, 6},
		{"sparse", sparse, mask, 2},
		{"strongly non-normal", fed(n, rng), nil, 2},
	} {
		s := Of(matrix.Masked(c.w, n, c.mask))
		if s.Outliers != c.want {
			t.Errorf("%s: the matrix has %d outliers, not %d", c.name, s.Outliers, c.want)
		}
		l := LeadingOf(matrix.Masked(c.w, n, c.mask), 24, 2000, nil, rng)
		agrees(t, c.name, l, s, 2e-5)
		for k, v := range l.Values {
			if v.Converged() && cmplx.Abs(v.Value-s.Values[k]) > 2e-5*cmplx.Abs(v.Value) {
				t.Errorf("%s: value %d is called converged at %v, and is %v", c.name, k, v.Value, s.Values[k])
			}
		}
	}
}

// fed is a pair of outliers and a chain that feeds forward: ‖W‖ is many times
// the largest eigenvalue.
func fed(n int, rng *rand.Rand) []float64 {
	w := planted(n, 0.3, rng, 2.5+1i)
	for i := range n - 1 {
		w[(i+1)*n+i] += 0.4
	}
	return w
}

// Where the subspace is all there is, every value is an eigenvalue and the
// residuals are rounding.
func TestLeadingOfOfSmallMatrices(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 2))
	for n := 1; n <= 40; n++ {
		w, _ := random(n, 1, 1, false, rng)
		w[0] = 3 // n = 1 has this alone
		s := Of(matrix.Dense(w, n))
		l := LeadingOf(matrix.Dense(w, n), 64, 1000, nil, rng)
		if len(l.Values) != n {
			t.Fatalf("n = %d: %d values", n, len(l.Values))
		}
		agrees(t, fmt.Sprint("n = ", n), l, s, 1e-9)
		for k, v := range l.Values {
			if !(v.Residual < 1e-9) {
				t.Errorf("n = %d: residual %g of value %d in the whole space", n, v.Residual, k)
			}
		}
	}
}

// Once W has changed by a thousandth: each vector of the start costs one product
// and is nearly right; a start from nothing must find it first.
func TestLeadingOfWarmStart(t *testing.T) {
	const n = 300
	rng := rand.New(rand.NewPCG(11, 3))
	for k, w := range [][]float64{planted(n, 0.3, rng, 3, -2.5, 2+1.5i), planted(n, 1, rng, 1.5, 1.4i), trained(n, rng)} {
		cold := LeadingOf(matrix.Dense(w, n), 16, 2000, nil, rng)
		for i := range w {
			w[i] *= 1 + 1e-3*rng.NormFloat64()
		}
		warm := LeadingOf(matrix.Dense(w, n), 16, 2000, cold.Basis, rng)
		agrees(t, fmt.Sprint("matrix ", k), warm, Of(matrix.Dense(w, n)), 2e-5)
		if warm.Products >= cold.Products {
			t.Errorf("matrix %d: %d products after %d from nothing", k, warm.Products, cold.Products)
		}
	}
}

// As W changes from one matrix into another, outliers move, vanish and come up
// where the start has nothing of them; every step is right.
func TestLeadingOfFollow(t *testing.T) {
	const n, steps = 300, 12
	rng := rand.New(rand.NewPCG(11, 4))
	from, to := planted(n, 0.5, rng, 3, -2.5), planted(n, 0.5, rng, 2+1.5i, -2+1i, 1.2)
	w := make([]float64, n*n)
	var basis *Subspace
	seen := map[int]bool{}
	for k := range steps + 1 {
		x := float64(k) / steps
		for i := range w {
			w[i] = (1-x)*from[i] + x*to[i]
		}
		l := LeadingOf(matrix.Dense(w, n), 16, 4000, basis, rng)
		agrees(t, fmt.Sprint("step ", k), l, Of(matrix.Dense(w, n)), 2e-5)
		basis = l.Basis
		seen[len(l.Outliers)] = true
	}
	if len(seen) < 3 {
		t.Errorf("numbers of outliers on the way: %v; the matrix does not test what it should", seen)
	}
}

// An eigenvalue whose vector the start has no part in, left or right, is found
// by the random vectors: the start is an invariant subspace.
func TestLeadingOfFindWhatIsNew(t *testing.T) {
	const n = 300
	w := make([]float64, n*n)
	rng := rand.New(rand.NewPCG(11, 5))
	for i := range n { // block diagonal
		w[i*n+i] = 0.3 * rng.NormFloat64()
	}
	w[0] = 3
	first := LeadingOf(matrix.Dense(w, n), 8, 1000, nil, rng)
	w[n+1] = 2
	second := LeadingOf(matrix.Dense(w, n), 8, 1000, first.Basis, rng)
	for k, want := range []complex128{3, 2} {
		if len(second.Values) < 2 || cmplx.Abs(second.Values[k].Value-want) > 1e-5 || !second.Values[k].Converged() {
			t.Fatalf("values %v after 2 came up", second.Values[:3])
		}
	}
}

// A random matrix has no outlier, and its edge is not resolved by few products.
// The result says so; once there is time enough it agrees with the spectrum.
func TestLeadingOfWithoutOutliers(t *testing.T) {
	const n = 400
	rng := rand.New(rand.NewPCG(11, 6))
	w, _ := random(n, 1, 1, true, rng)
	l := LeadingOf(matrix.Dense(w, n), 16, 100, nil, rng)
	if len(l.Outliers) != 0 || l.Unsettled == 0 || len(l.Warnings) != 1 || !l.Warnings.Has(warn.Unsettled) {
		t.Errorf("after %d products: outliers %v, %d unsettled, %v", l.Products, l.Outliers, l.Unsettled, l.Warnings)
	}
	if l.Products > 100+depth*(mostErrors+probes) {
		t.Errorf("%d products with a limit of 100", l.Products)
	}
	agrees(t, "in the end", LeadingOf(matrix.Dense(w, n), 16, 100_000, l.Basis, rng), Of(matrix.Dense(w, n)), 1e-6)
}

// More outliers than are followed: the result says so, and is right with room for all.
func TestLeadingOfMoreThanWanted(t *testing.T) {
	const n = 300
	rng := rand.New(rand.NewPCG(11, 7))
	var values []complex128
	for k := range 20 {
		values = append(values, cmplx.Rect(2+0.2*float64(k), 0.2+0.1*float64(k)))
	}
	w := planted(n, 0.3, rng, values...)
	s := Of(matrix.Dense(w, n))
	if s.Outliers < 30 {
		t.Fatalf("%d outliers only", s.Outliers)
	}
	l := LeadingOf(matrix.Dense(w, n), 8, 3000, nil, rng)
	if !l.More || !l.Warnings.Has(warn.More) {
		t.Errorf("%d of %d outliers, more %v, %v", len(l.Outliers), s.Outliers, l.More, l.Warnings)
	}
	for k, v := range l.Outliers {
		if cmplx.Abs(v-s.Values[k]) > 2e-5*cmplx.Abs(v) {
			t.Errorf("outlier %d is %v, want %v", k, v, s.Values[k])
		}
	}
	agrees(t, "with room", LeadingOf(matrix.Dense(w, n), 48, 3000, l.Basis, rng), s, 2e-5)
}

func TestLeadingOfOddInput(t *testing.T) {
	const n = 50
	rng := func() *rand.Rand { return rand.New(rand.NewPCG(11, 8)) }
	l := LeadingOf(matrix.Dense(make([]float64, n*n), n), 4, 100, nil, rng())
	if len(l.Outliers) != 0 || l.Unsettled != 0 || l.Threshold != 0 || cmplx.Abs(l.Values[0].Value) != 0 || l.Values[0].Residual != 0 {
		t.Errorf("W = 0: %+v", l)
	}
	rank1 := make([]float64, n*n)
	for k := range rank1 {
		rank1[k] = 0.1
	}
	l = LeadingOf(matrix.Dense(rank1, n), 4, 100, nil, rng())
	if len(l.Outliers) != 1 || math.Abs(real(l.Outliers[0])-0.1*n) > 1e-12 { // R_b = 0: any other beyond it is rounding
		t.Errorf("all weights ⅒: %v", l.Outliers)
	}
	w, _ := random(n, 1, 1, true, rng())
	a, b := LeadingOf(matrix.Dense(w, n), 4, 300, nil, rng()), LeadingOf(matrix.Dense(w, n), 4, 300, nil, rng())
	if !reflect.DeepEqual(a, b) {
		t.Error("the same arguments gave two results")
	}
	other := LeadingOf(matrix.Dense(rank1[:25*25], 25), 4, 300, a.Basis, rng()) // of another n: as none
	if len(other.Outliers) != 1 {
		t.Errorf("after a start of another size: %v", other.Outliers)
	}
	w[7*n+3] = math.NaN()
	l = LeadingOf(matrix.Dense(w, n), 4, 100, a.Basis, rng())
	if l.Values != nil || l.Basis != nil || !math.IsNaN(l.Threshold) || len(l.Warnings) != 1 || !l.Warnings.Has(warn.NotFinite) || !strings.Contains(l.Warnings[0].Text, "(7, 3)") {
		t.Errorf("NaN in W: %+v", l)
	}
	defer func() {
		if recover() == nil {
			t.Error("none wanted did not panic")
		}
	}()
	LeadingOf(matrix.Dense(w, n), 0, 100, nil, rng())
}

// R_b against its definition: a list of all pairs, 0 where there is no synapse, and
// their variance. Self-connections do not count, in lists either.
func TestBulkRadius(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 9))
	full := trained(70, rng)
	sparse, _ := random(70, 0.3, 1, false, rng)
	sparse[3*71] = 4
	for _, w := range [][]float64{full, sparse} {
		var weights []float64
		for k, x := range w {
			if k%71 != 0 {
				weights = append(weights, x)
			}
		}
		want := math.Sqrt(stat.PopVariance(weights, nil) * float64(len(weights)) / 70)
		near(t, "R_b", BulkRadius(matrix.Of(w, 70)), want, 1e-12*want)
	}
	if r := BulkRadius(matrix.Dense([]float64{5}, 1)); r != 0 {
		t.Errorf("R_b of one self-connection: %v", r)
	}
}

// A random graph of which each edge has weight 1 fills the disc of R_b, and its mean
// degree is the one outlier beyond: (N − 1)p and the fluctuations of it, of order 1.
func TestGraphHasOneOutlier(t *testing.T) {
	const n, p = 400, 0.05
	rng := rand.New(rand.NewPCG(11, 10))
	w := make([]float64, n*n)
	for k := range w {
		if k%(n+1) != 0 && rng.Float64() < p {
			w[k] = 1
		}
	}
	s := Of(matrix.Of(w, n))
	if s.Outliers != 1 || math.Abs(real(s.Values[0])-(n-1)*p) > 2 || math.Abs(s.RestRadius/s.BulkRadius-1) > 0.1 {
		t.Errorf("%d outliers, the first %v; radius %.3g, rest within %.3g", s.Outliers, s.Values[0], s.BulkRadius, s.RestRadius)
	}
}

// What a screen waits for: from nothing, and one look after W has changed by a
// thousandth.
func BenchmarkLeadingOf(b *testing.B) {
	for _, n := range []int{400, 1000, 2000} {
		rng := rand.New(rand.NewPCG(12, uint64(n)))
		trained, random := planted(n, 0.1, rng, 2+1i, 1+1.5i, 1, -0.8+0.5i), make([]float64, n*n)
		for i := range random {
			random[i] = rng.NormFloat64() / math.Sqrt(float64(n))
		}
		for name, w := range map[string][]float64{"trained": trained, "random": random} {
			first := LeadingOf(matrix.Dense(w, n), 24, 400, nil, rng)
			for i := range w {
				w[i] *= 1 + 1e-3*rng.NormFloat64()
			}
			for kind, start := range map[string]*Subspace{"cold": nil, "warm": first.Basis} {
				b.Run(fmt.Sprintf("%s/N=%d/%s", name, n, kind), func(b *testing.B) {
					b.ReportAllocs()
					products := 0
					for b.Loop() {
						products = LeadingOf(matrix.Dense(w, n), 24, 400, start, rng).Products
					}
					b.ReportMetric(float64(products), "products")
				})
			}
		}
	}
}

// A sparse matrix and its n×n entries: the same products but for rounding, so the
// same values, and every other number that follows from the lists.
func TestLeadingOfLists(t *testing.T) {
	const n = 150
	rng := rand.New(rand.NewPCG(8, 3))
	w, mask := random(n, 0.2, 1, false, rng)
	for i := range n { // a complex pair of outliers
		for j := range n {
			if mask[i*n+j] {
				w[i*n+j] += 5 * 3 / float64(n) * math.Sin(2*math.Pi*float64(i-j)/n+0.5)
			}
		}
	}
	sparse, dense := matrix.Masked(w, n, mask), matrix.Dense(w, n)
	for k, x := range w {
		if !mask[k] && x != 0 {
			t.Fatal("a weight where no synapse is")
		}
	}
	a := LeadingOf(sparse, 8, 400, nil, rand.New(rand.NewPCG(9, 1)))
	b := LeadingOf(dense, 8, 400, nil, rand.New(rand.NewPCG(9, 1)))
	if len(a.Values) != len(b.Values) || len(a.Values) < 8 {
		t.Fatalf("%d and %d values", len(a.Values), len(b.Values))
	}
	full := Of(sparse)
	for k, x := range Of(dense).Values {
		if cmplx.Abs(x-full.Values[k]) > 1e-9 {
			t.Errorf("λ_%d of lists is %v, of entries %v", k, full.Values[k], x)
		}
	}
	for k, x := range a.Values[:2] {
		if !x.Converged() || cmplx.Abs(x.Value-full.Values[k]) > 1e-5*cmplx.Abs(x.Value) {
			t.Errorf("leading %d: %+v, want %v", k, x, full.Values[k])
		}
		if cmplx.Abs(x.Value-b.Values[k].Value) > 1e-8 {
			t.Errorf("leading %d of lists: %v, of entries %v", k, x.Value, b.Values[k].Value)
		}
	}
	near(t, "share", OutlierShare(full, sparse), OutlierShare(full, dense), 1e-12)
}
