package spectrum

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/metrics/motifs"
)

// random has independent weights of variance g²/(pN) on a random mask
// (nil for p = 1), rows balanced if asked.
func random(n int, p, g float64, balanced bool, rng *rand.Rand) (w []float64, mask []bool) {
	w = make([]float64, n*n)
	if p < 1 {
		mask = make([]bool, n*n)
	}
	for i := range n {
		var sum, k float64
		for j := range n {
			if i == j || rng.Float64() >= p {
				continue
			}
			if mask != nil {
				mask[i*n+j] = true
			}
			w[i*n+j] = g * rng.NormFloat64() / math.Sqrt(p*float64(n))
			sum += w[i*n+j]
			k++
		}
		for j := range n {
			if balanced && i != j && (mask == nil || mask[i*n+j]) {
				w[i*n+j] -= sum / k
			}
		}
	}
	return w, mask
}

// trained is a small random matrix plus a few planes that rotate, with
// self-connections and rows out of balance: what FORCE leaves.
func trained(n int, rng *rand.Rand) []float64 {
	w, _ := random(n, 1, 0.3, false, rng)
	for mode := range 4 {
		a, b := make([]float64, n), make([]float64, n)
		for i := range n {
			a[i], b[i] = rng.NormFloat64(), rng.NormFloat64()
		}
		size := 1.5 / float64(mode+1) / float64(n)
		angle := 0.2 * float64(mode+1)
		for i := range n {
			for j := range n {
				w[i*n+j] += size * (math.Cos(angle)*(a[i]*a[j]+b[i]*b[j]) + math.Sin(angle)*(a[i]*b[j]-b[i]*a[j]))
			}
		}
	}
	return w
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12g, want %.12g ± %.3g", what, got, want, tolerance)
	}
}

// Σλ² = tr W² for every matrix, and with it ρ_rec (docs/SCIENCE.md, section 4), exactly.
func TestSpectrumIsReciprocity(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	dense, _ := random(80, 1, 1, true, rng)
	sparse, mask := random(80, 0.2, 1.5, true, rng)
	learned := trained(80, rng)
	offset := make([]float64, len(learned)) // a mean far from 0, on the mask only
	for k, m := range mask {
		if m {
			offset[k] = learned[k] + 0.1
		}
	}
	for name, c := range map[string]struct {
		w    []float64
		mask []bool
	}{"dense": {dense, nil}, "sparse": {sparse, mask}, "trained": {learned, nil}, "offset": {offset, mask}} {
		const n = 80
		var squares complex128
		for _, l := range Of(matrix.Masked(c.w, n, c.mask)).Values {
			squares += l * l
		}
		var trace, diagonal, mean, edges float64
		exists := func(i, j int) bool { return i != j && (c.mask == nil || c.mask[i*n+j]) }
		for i := range n {
			for j := range n {
				trace += c.w[i*n+j] * c.w[j*n+i]
				if i == j {
					diagonal += c.w[i*n+i] * c.w[i*n+i]
				}
				if exists(i, j) {
					mean += c.w[i*n+j]
					edges++
				}
			}
		}
		mean /= edges
		norm := math.Pow(matrix.Dense(c.w, n).Frobenius(), 2)
		near(t, name+": Re Σλ²", real(squares), trace, 1e-8*norm)
		near(t, name+": Im Σλ²", imag(squares), 0, 1e-8*norm)

		var both, variance, zm float64
		for i := range n {
			for j := range n {
				if !exists(i, j) {
					continue
				}
				z := c.w[i*n+j] - mean
				variance += z * z / edges
				if exists(j, i) {
					both++
					zm += z
				}
			}
		}
		rho := (real(squares) - diagonal - mean*mean*both - 2*mean*zm) / (variance * both)
		near(t, name+": ρ_rec", motifs.WeightedOf(matrix.Masked(c.w, n, c.mask)).Reciprocal, rho, 1e-9)
	}
}

// Girko's circular law: radius g, uniform in the disc. The largest modulus of a
// Ginibre matrix of N = 400 is about 1.02 with fluctuations of .01 (Rider 2003),
// and the number in half the radius varies by about N^¼: bounds of 4 s.d.
func TestSpectrumCircularLaw(t *testing.T) {
	const n, g = 400, 1.7
	w, _ := random(n, 1, g, true, rand.New(rand.NewPCG(2, 1)))
	s := Of(matrix.Dense(w, n))
	near(t, "R_b", s.BulkRadius, g, 0.02) // √(2/N²)/2·g = .003, balance −g/2N
	near(t, "max|λ|/g", s.MaxModulus/g, 1.02, 0.04)
	inside := 0
	for _, l := range s.Values {
		if cmplx.Abs(l) < g/2 {
			inside++
		}
	}
	near(t, "share within g/2", float64(inside)/n, 0.25, 0.045)
	if s.Outliers != 0 || s.RestRadius != s.MaxModulus {
		t.Errorf("random matrix: %d outliers, rest %g, max %g", s.Outliers, s.RestRadius, s.MaxModulus)
	}
}

// Outliers of known place: a plane that rotates, orthogonal to everything else.
func TestSpectrumOutliers(t *testing.T) {
	const n = 60
	w := make([]float64, n*n)
	// block diagonal: λ = 3e^{±i·0.4}, −2, and small real values
	w[0], w[1], w[n], w[n+1] = 3*math.Cos(.4), -3*math.Sin(.4), 3*math.Sin(.4), 3*math.Cos(.4)
	w[2*n+2] = -2
	for i := 3; i < n; i++ {
		w[i*n+i] = 0.001 * float64(i-2)
	}
	s := Of(matrix.Dense(w, n))
	// off-diagonal are ±3 sin .4 only: R_b² = 2·(3 sin .4)²/N
	near(t, "R_b", s.BulkRadius, 3*math.Sin(.4)*math.Sqrt(2./n), 1e-12)
	near(t, "threshold", s.Threshold, s.BulkRadius*(1+1.6/math.Sqrt(n)), 1e-12)
	if s.Outliers != 3 || !s.IsOutlier(2) || s.IsOutlier(3) {
		t.Fatalf("%d outliers: %v", s.Outliers, s.Values[:5])
	}
	for k, want := range []complex128{cmplx.Rect(3, .4), cmplx.Rect(3, -.4), -2} {
		if cmplx.Abs(s.Values[k]-want) > 1e-12 {
			t.Errorf("λ_%d = %v, want %v", k, s.Values[k], want)
		}
	}
	near(t, "rest", s.RestRadius, 0.057, 1e-12)
	var rest float64
	for i := 1; i <= n-3; i++ {
		rest += 1e-6 * float64(i*i)
	}
	c := (18 + 4) / (18 + 4 + rest) // this block is normal: ‖W‖² = Σ|λ|²
	near(t, "c", OutlierShare(s, matrix.Dense(w, n)), c, 1e-12)
	near(t, "c·Σ Re λ²/Σ|λ|²", OutlierReciprocity(s, matrix.Dense(w, n)), c*(18*math.Cos(.8)+4)/22, 1e-12)
}

// The threshold against its slow alternative: the 99th percentile of the largest
// |λ| over shuffled copies of W − mean.
func TestSpectrumThresholdAgainstShuffles(t *testing.T) {
	const n, draws = 60, 60
	rng := rand.New(rand.NewPCG(3, 2))
	w, mask := random(n, 0.4, 1, true, rand.New(rand.NewPCG(3, 1)))
	fast := Of(matrix.Masked(w, n, mask))
	var synapses []int
	var mean float64
	for k, exists := range mask {
		if exists {
			synapses = append(synapses, k)
			mean += w[k]
		}
	}
	mean /= float64(len(synapses))
	largest := make([]float64, draws)
	for d := range largest {
		z := make([]float64, n*n)
		for k, from := range rng.Perm(len(synapses)) {
			z[synapses[k]] = w[synapses[from]] - mean
		}
		largest[d] = Of(matrix.Masked(z, n, mask)).MaxModulus
	}
	slices.Sort(largest)
	slow := stat.Quantile(0.99, stat.LinInterp, largest, nil)
	// The edge itself fluctuates by .5/√N ≈ .06; both are upper quantiles.
	near(t, "shuffled/fast", slow/fast.Threshold, 1, 0.12)

	// All to all, since a sparse mask times a mean is random too. Rows of W sum to
	// 0, so those of W + ½ to N/2: an eigenvalue, and the one outlier.
	w, _ = random(n, 1, 1, true, rand.New(rand.NewPCG(3, 3)))
	for k := range w {
		w[k] += 0.5
	}
	s := Of(matrix.Dense(w, n))
	if s.Outliers != 1 {
		t.Fatalf("W + ½: %d outliers above %g", s.Outliers, s.Threshold)
	}
	near(t, "λ₁ of W + ½", real(s.Values[0]), 0.5*n, 1e-9)
}

// One random matrix in a hundred has an outlier by the fast threshold: of 150,
// 1.5 ± 1.2; bound 4 s.d.
func TestSpectrumFalseOutliers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	with := 0
	for range 150 {
		w, mask := random(50, 0.5, 1, true, rng)
		if Of(matrix.Masked(w, 50, mask)).Outliers > 0 {
			with++
		}
	}
	if with > 6 {
		t.Errorf("%d of 150 random matrices have outliers", with)
	}
}

func TestSpectrumOddInput(t *testing.T) {
	s := Of(matrix.Dense(make([]float64, 25), 5))
	if s.Outliers != 0 || s.Threshold != 0 || len(s.Values) != 5 {
		t.Errorf("W = 0: %+v", s)
	}
	if !math.IsNaN(OutlierShare(s, matrix.Dense(make([]float64, 25), 5))) {
		t.Error("W = 0 has an outlier share")
	}
	bad := make([]float64, 25)
	bad[7] = math.NaN()
	s = Of(matrix.Dense(bad, 5))
	if s.Values != nil || len(s.Warnings) != 1 || !math.IsNaN(s.MaxModulus) || !math.IsNaN(s.RestRadius) {
		t.Errorf("NaN in W: %+v", s)
	}
	if !s.Warnings.Has(warn.NotFinite) {
		t.Errorf("NaN in W: %v", s.Warnings)
	}
	alone := Of(matrix.Dense([]float64{5}, 1))
	if alone.Outliers != 1 || !math.IsNaN(alone.RestRadius) || !alone.Warnings.Has(warn.NoBulk) {
		t.Errorf("one self-connection: %+v", alone)
	}
	defer func() {
		if recover() == nil {
			t.Error("a wrong length did not panic")
		}
	}()
	Of(matrix.Dense(bad, 4))
}

func BenchmarkOf(b *testing.B) {
	for _, n := range []int{100, 200, 500} {
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			w, _ := random(n, 1, 1, true, rand.New(rand.NewPCG(1, uint64(n))))
			b.ReportAllocs()
			for b.Loop() {
				Of(matrix.Dense(w, n))
			}
		})
	}
}
