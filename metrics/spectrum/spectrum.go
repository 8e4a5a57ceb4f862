package spectrum

import (
	"context"
	"errors"
	"math"
	"math/cmplx"
	"slices"

	"spiketop/internal/eigen"
	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/metrics"
)

// edge is how far, in units of R_b/√N, an eigenvalue may lie outside the circle
// of radius R_b before it counts as an outlier. The 99th percentile of the
// largest modulus of balanced Gaussian matrices lies at 1.5, 1.6 and 1.65 for
// N = 50, 100 and 200 (600 to 3000 matrices each).
const edge = 1.6

// Spectrum is the set of eigenvalues of a weight matrix, and which of them lie
// outside the disc that a random matrix of equal variance would fill (circular
// law; outliers of low-rank structure: Mastrogiuseppe & Ostojic 2018).
//
// All radii have the unit of a weight: drive per spike per τ_m.
type Spectrum struct {
	// Values are the eigenvalues of W, self-connections included, by decreasing
	// modulus, then real part, then imaginary part. So of a conjugate pair the one
	// above the real axis comes first. nil if there is no spectrum.
	Values []complex128
	// BulkRadius is R_b = √(Σ(W_ij − mean)²/N), sum and mean over all pairs, of which
	// those without a synapse have 0: the radius of a random matrix of equal variance.
	// After training the rest of the spectrum lies elsewhere; see RestRadius.
	BulkRadius float64
	// MaxModulus is the largest |λ|.
	MaxModulus float64
	// Threshold is R_b(1 + 1.6/√N). It separates outliers from the rest.
	Threshold float64
	// Outliers is the number of eigenvalues with |λ| > Threshold. They are the
	// first ones in Values.
	Outliers int
	// RestRadius is the largest |λ| that is not an outlier; NaN if none is left.
	RestRadius float64
	// Warnings say what may mislead.
	Warnings warn.List
}

// IsOutlier reports whether Values[k] lies beyond the threshold.
func (s Spectrum) IsOutlier(k int) bool { return cmplx.Abs(s.Values[k]) > s.Threshold }

// Of returns the eigenvalues of w. A matrix with a weight that is not finite has no
// eigenvalues: Values is nil, the radii are NaN, and a warning says so.
func Of(w matrix.Matrix) Spectrum {
	s, _ := OfContext(context.Background(), w)
	return s
}

// OfContext is Of, and gives up when the context ends: within 0.2 s at N = 2000. The
// error is the context's; there is no spectrum then.
func OfContext(ctx context.Context, w matrix.Matrix) (Spectrum, error) {
	nan, n := math.NaN(), w.N
	none := checkFinite(w)
	var values []complex128
	var err error
	if none == nil {
		values, none, err = eigenvalues(ctx, w.Entries(), n)
	}
	if err != nil || none != nil {
		return Spectrum{BulkRadius: nan, MaxModulus: nan, Threshold: nan, RestRadius: nan, Warnings: none}, err
	}
	s := Spectrum{Values: values, BulkRadius: BulkRadius(w), MaxModulus: cmplx.Abs(values[0]), RestRadius: nan}
	s.Threshold = threshold(s.BulkRadius, n)
	for s.Outliers < n && s.IsOutlier(s.Outliers) {
		s.Outliers++
	}
	if s.Outliers < n {
		s.RestRadius = cmplx.Abs(values[s.Outliers])
	} else {
		s.Warnings.Add(warn.NoBulk, "every eigenvalue is an outlier: there is no bulk")
	}
	return s, nil
}

// BulkRadius is R_b of [Spectrum], in O(synapses).
func BulkRadius(w matrix.Matrix) float64 {
	n := float64(w.N)
	var sum, q float64
	each := func(f func(x float64)) {
		for i := range w.N {
			w.EachSynapse(i, func(_ int, x float64) { f(x) })
		}
	}
	each(func(x float64) { sum += x })
	pairs := n * (n - 1)
	mean := sum / max(pairs, 1)
	each(func(x float64) { q += (x - mean) * (x - mean) })
	q += (pairs - float64(w.Synapses())) * mean * mean
	return math.Sqrt(q / n)
}

func threshold(radius float64, n int) float64 {
	return radius * (1 + edge/math.Sqrt(float64(n)))
}

// OutlierShare returns c = Σ_out|λ|²/‖W‖²_F, the part of the squared weights that
// the outliers account for. By Schur's inequality Σ|λ|² ≤ ‖W‖²_F, with equality
// for normal matrices only, so 0 ≤ c ≤ 1. NaN if W = 0.
func OutlierShare(s Spectrum, w matrix.Matrix) float64 {
	var sum float64
	for _, l := range s.Values[:s.Outliers] {
		sum += real(l)*real(l) + imag(l)*imag(l)
	}
	return sum / squares(w)
}

// OutlierReciprocity returns c·Σ_out Re λ²/Σ_out|λ|² = Σ_out Re λ²/‖W‖²_F,
// with c the OutlierShare. It is the correlation of reciprocal weights that the
// outliers alone account for, since Σλ² = tr W² = ΣW_ij W_ji for every matrix. It
// is 0 without outliers, and NaN if W = 0.
func OutlierReciprocity(s Spectrum, w matrix.Matrix) float64 {
	var sum float64
	for _, l := range s.Values[:s.Outliers] {
		sum += real(l)*real(l) - imag(l)*imag(l)
	}
	return sum / squares(w)
}

func squares(w matrix.Matrix) float64 {
	var sum float64
	for _, x := range w.Values() {
		sum += x * x
	}
	return sum
}

// eigenvalues returns the sorted eigenvalues of w, or the reason why there are
// none, or the context's error. w stays as it is.
func eigenvalues(ctx context.Context, w []float64, n int) (values []complex128, none warn.List, err error) {
	if slices.ContainsFunc(w, metrics.NotFinite) { // LAPACK does not promise to come back from these
		none.Add(warn.NotFinite, "no spectrum: the matrix is not finite")
		return nil, none, nil
	}
	values, err = eigen.Values(ctx, slices.Clone(w), n)
	if errors.Is(err, eigen.ErrNotConverged) {
		none.Add(warn.NotConverged, "no spectrum: %v", err)
		return nil, none, nil
	}
	slices.SortFunc(values, byModulus)
	return values, nil, err
}

// checkFinite names the first weight that is not finite; nil if all are.
func checkFinite(w matrix.Matrix) (none warn.List) {
	if k := slices.IndexFunc(w.Values(), metrics.NotFinite); k >= 0 {
		i, j := w.Place(k)
		none.Add(warn.NotFinite, "no spectrum: weight (%d, %d) is %v", i, j, w.At(i, j))
	}
	return none
}

// byModulus orders by decreasing modulus, then real part, then imaginary part.
func byModulus(a, b complex128) int {
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
