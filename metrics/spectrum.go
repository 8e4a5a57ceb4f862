package metrics

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// specEdge is how far, in units of R_b/√N, an eigenvalue may lie outside the
// circle before the fast threshold calls it an outlier. The 99th percentile of
// the largest modulus of balanced Gaussian matrices is 1.5, 1.6, 1.65 for N = 50,
// 100, 200 (600 to 3000 matrices each).
const specEdge = 1.6

// Spectrum is the set of eigenvalues of a weight matrix, and which of them lie
// outside the disc that a random matrix of equal variance would fill (circular
// law; outliers of low-rank structure: Mastrogiuseppe & Ostojic 2018).
//
// All radii have the unit of a weight: drive per spike per τ_m.
type Spectrum struct {
	// Values are the eigenvalues of W, all of it, self-connections included:
	// by decreasing modulus, then real part, then imaginary part, so of a
	// conjugate pair the one above the real axis comes first.
	Values []complex128
	// BulkRadius is R_b = √(Σ(W_ij − mean)²/N), sum and mean over existing
	// synapses: the radius of a random matrix of equal variance. After training
	// that is not where the rest of the spectrum lies; see RestRadius.
	BulkRadius float64
	// MaxModulus is the largest |λ|.
	MaxModulus float64
	// Threshold separates outliers from the rest.
	Threshold float64
	// ByShuffle says that Threshold came from shuffled copies (WithThreshold),
	// not from R_b(1 + 1.6/√N).
	ByShuffle bool
	// Outliers is the number of eigenvalues with |λ| > Threshold. They are the
	// first ones in Values.
	Outliers int
	// RestRadius is the largest |λ| that is not an outlier; NaN if none is left.
	RestRadius float64
	// Warnings say what may mislead.
	Warnings []string
}

// IsOutlier reports whether Values[k] lies beyond the threshold.
func (s Spectrum) IsOutlier(k int) bool { return cmplx.Abs(s.Values[k]) > s.Threshold }

// SpectrumOf returns the eigenvalues of the n×n matrix w with the fast
// threshold R_b(1 + 1.6/√N). A nil mask means all off-diagonal entries; mask
// bears on R_b only. A matrix with a weight that is not finite has no
// eigenvalues: Values is nil, the radii are NaN, and a warning says so.
//
// SpectrumOf panics if len(w) or len(mask) is not n².
func SpectrumOf(w []float64, n int, mask []bool) Spectrum {
	motCheck(w, n, mask)
	nan := math.NaN()
	none := Spectrum{BulkRadius: nan, MaxModulus: nan, Threshold: nan, RestRadius: nan}
	values, err := specEigenvalues(w, n)
	if err != nil {
		none.Warnings = []string{err.Error()}
		return none
	}
	s := Spectrum{Values: values, BulkRadius: specBulkRadius(w, n, mask), MaxModulus: cmplx.Abs(values[0])}
	s.classify(specThreshold(s.BulkRadius, n))
	return s
}

// specBulkRadius is R_b: √(q/N) of motCentre, to the bit, without its copy of w.
func specBulkRadius(w []float64, n int, mask []bool) float64 {
	exists := func(k int) bool { return k%(n+1) != 0 && (mask == nil || mask[k]) }
	var sum, edges, q float64
	for k, x := range w {
		if exists(k) {
			sum += x
			edges++
		}
	}
	mean := sum / max(edges, 1)
	for k, x := range w {
		if exists(k) {
			q += (x - mean) * (x - mean)
		}
	}
	return math.Sqrt(q / float64(n))
}

// specThreshold is the fast threshold.
func specThreshold(radius float64, n int) float64 {
	return radius * (1 + specEdge/math.Sqrt(float64(n)))
}

// WithThreshold returns the spectrum with outliers told by a threshold from
// ShuffleThreshold. The eigenvalues are shared, not copied. A spectrum that is
// not defined stays as it is.
func (s Spectrum) WithThreshold(threshold float64) Spectrum {
	if s.Values == nil {
		return s
	}
	s.ByShuffle = true
	s.Warnings = nil
	s.classify(threshold)
	return s
}

func (s *Spectrum) classify(threshold float64) {
	s.Threshold = threshold
	s.Outliers = 0
	for s.Outliers < len(s.Values) && s.IsOutlier(s.Outliers) {
		s.Outliers++
	}
	s.RestRadius = math.NaN()
	if s.Outliers < len(s.Values) {
		s.RestRadius = cmplx.Abs(s.Values[s.Outliers])
	} else {
		s.Warnings = append(s.Warnings, "every eigenvalue is an outlier: there is no bulk")
	}
}

// ShuffleThreshold returns the 99th percentile (linear between order
// statistics) of the largest |λ| over shuffled copies of Z = W − mean within the
// mask. Z and not W, or each copy would keep an outlier at N·mean. The diagonal
// of the copies is 0. It costs draws full spectra. Below 100 draws the result
// is close to the largest one seen.
//
// NaN if a weight is not finite. It panics if draws < 1 or a length is wrong.
func ShuffleThreshold(w []float64, n int, mask []bool, draws int, rng *rand.Rand) float64 {
	if draws < 1 {
		panic("metrics: ShuffleThreshold needs at least one draw")
	}
	motCheck(w, n, mask)
	m := motCentre(w, n, mask)
	shuffle := newNullShuffle(m.z, n, mask, nil)
	largest := make([]float64, draws)
	for d := range largest {
		shuffle.draw(m.z, rng)
		values, err := specEigenvalues(m.z, n)
		if err != nil {
			return math.NaN()
		}
		largest[d] = cmplx.Abs(values[0])
	}
	slices.Sort(largest)
	at := 0.99 * float64(draws-1)
	k := int(at)
	if k == draws-1 {
		return largest[k]
	}
	return largest[k] + (at-float64(k))*(largest[k+1]-largest[k])
}

// OutlierShare returns c = Σ_out|λ|²/‖W‖²_F: how much of the squared weights
// the outliers account for. By Schur's inequality Σ|λ|² ≤ ‖W‖²_F, with equality
// for normal matrices only, so 0 ≤ c ≤ 1. NaN if W = 0.
func OutlierShare(s Spectrum, w []float64, n int) float64 {
	motCheck(w, n, nil)
	var sum float64
	for _, l := range s.Values[:s.Outliers] {
		sum += real(l)*real(l) + imag(l)*imag(l)
	}
	return sum / specSquares(w)
}

// ReciprocityFromOutliers returns c·Σ_out Re λ²/Σ_out|λ|² = Σ_out Re λ²/‖W‖²_F,
// with c the OutlierShare: the correlation of reciprocal weights that the
// outliers alone account for, since Σλ² = tr W² = ΣW_ij W_ji for every matrix.
// 0 without outliers; NaN if W = 0.
func ReciprocityFromOutliers(s Spectrum, w []float64, n int) float64 {
	motCheck(w, n, nil)
	var sum float64
	for _, l := range s.Values[:s.Outliers] {
		sum += real(l)*real(l) - imag(l)*imag(l)
	}
	return sum / specSquares(w)
}

// Frobenius returns ‖W‖_F = √ΣW_ij², diagonal included.
func Frobenius(w []float64) float64 { return math.Sqrt(specSquares(w)) }

func specSquares(w []float64) float64 {
	var sum float64
	for _, x := range w {
		sum += x * x
	}
	return sum
}

// specEigenvalues returns the sorted eigenvalues of w, which it leaves as it is.
func specEigenvalues(w []float64, n int) ([]complex128, error) {
	if err := specFinite(w, n); err != nil {
		return nil, err // LAPACK does not promise to come back from these
	}
	var eig mat.Eigen
	if !eig.Factorize(mat.NewDense(n, n, w), mat.EigenNone) {
		return nil, fmt.Errorf("no spectrum: the eigenvalue iteration did not converge")
	}
	values := eig.Values(nil)
	slices.SortFunc(values, specOrder)
	return values, nil
}

// specFinite returns an error that names the first weight that is not finite.
func specFinite(w []float64, n int) error {
	if k := slices.IndexFunc(w, specNotFinite); k >= 0 {
		return fmt.Errorf("no spectrum: weight (%d, %d) is %v", k/n, k%n, w[k])
	}
	return nil
}

func specNotFinite(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }

// specOrder sorts by decreasing modulus, real part, imaginary part.
func specOrder(a, b complex128) int {
	for _, d := range [...]float64{cmplx.Abs(b) - cmplx.Abs(a), real(b) - real(a), imag(b) - imag(a)} {
		if d < 0 {
			return -1
		}
		if d > 0 {
			return 1
		}
	}
	return 0
}
