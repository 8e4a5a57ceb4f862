package spectrum

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
)

const (
	// tolerance is the residual below which a value counts as an eigenvalue.
	tolerance = 1e-6

	guard         = 8   // values kept beyond those wanted: neighbours converge together
	blockSize     = 8   // random vectors of a start from nothing
	mostErrors    = 12  // residual vectors at the beginning of a cycle, at most
	probes        = 2   // random vectors at the beginning of a cycle: they find what the start does not contain
	depth         = 6   // blocks in a cycle
	nearThreshold = 0.8 // of the threshold: values beyond it are handed to the next call
)

// Ritz is an approximate eigenvalue: an eigenvalue of the projection of W onto a
// subspace.
type Ritz struct {
	Value complex128
	// Residual is ‖Wy − θy‖/|θ|, with θ the value and y its vector, ‖y‖ = 1. For a
	// normal matrix the relative error of the eigenvalue is at most the residual.
	// Otherwise the error is up to κ times as large, with κ the condition number of
	// the eigenvalue.
	Residual float64
}

// Converged reports whether the residual is at most tolerance.
func (r Ritz) Converged() bool { return r.Residual <= tolerance }

// reaches reports whether the eigenvalue may lie beyond the threshold.
func (r Ritz) reaches(threshold float64) bool {
	return cmplx.Abs(r.Value)*(1+r.Residual) > threshold
}

// Subspace is an orthonormal basis of the space in which the leading eigenvectors
// lie. A Subspace never changes, so any number of calls may start from it.
type Subspace struct {
	n int
	v []float64 // a row is a vector
}

// Leading is the outer end of a spectrum, computed from products with W alone. It
// is good enough for a screen. A number that is kept must come from Of.
type Leading struct {
	// Values are approximations of the eigenvalues of largest modulus, in the order
	// of Spectrum.Values. A value that has not converged is no eigenvalue yet.
	Values []Ritz
	// BulkRadius and Threshold are those of Of.
	BulkRadius, Threshold float64
	// Outliers are the converged values beyond the threshold.
	Outliers []complex128
	// MaxResidual is the largest residual of an outlier; 0 without one.
	MaxResidual float64
	// Unsettled is the number of values that have not converged and may turn out
	// to be outliers. The true number of outliers may be larger than
	// len(Outliers) by as many.
	Unsettled int
	// More says that all values that were followed lie beyond the threshold. There
	// may be further outliers among the eigenvalues that were not followed.
	More bool
	// Products is the number of vectors that W was multiplied with.
	Products int
	// Basis is where the next call may start.
	Basis *Subspace
	// Warnings say what may mislead.
	Warnings warn.List
}

// LeadingOf returns the eigenvalues of largest modulus of w: want of them, or a few
// more. It never builds the n×n entries of a sparse matrix. The method is block Krylov with Rayleigh–Ritz projection
// and thick restarts (Stewart 2001, SIAM J. Matrix Anal. Appl. 23:601), on the
// span of the leading eigenvectors. It stops when every value that may lie beyond
// the threshold of [Of] has converged, or after about limit products of w with a
// vector.
//
// start is the Basis of an earlier call for a matrix like this one. With nil, or
// with a basis of another n, the start is random. A few random vectors join in
// either case, so that an eigenvalue is found of which start contains nothing.
// The same arguments give the same bits.
//
// Where the edge of the bulk is dense, as in a random matrix, the values there
// converge slowly. The result then says that they have not converged. With a
// weight that is not finite the result has nothing but a warning. LeadingOf panics
// if want or limit is below 1.
func LeadingOf(w matrix.Matrix, want, limit int, start *Subspace, rng *rand.Rand) Leading {
	n := w.N
	if want < 1 || limit < 1 {
		panic("spectrum: LeadingOf needs at least one value and one product")
	}
	if none := checkFinite(w); none != nil {
		return Leading{BulkRadius: math.NaN(), Threshold: math.NaN(), Warnings: none}
	}
	l := Leading{BulkRadius: BulkRadius(w)}
	l.Threshold = threshold(l.BulkRadius, n)
	keep := min(want+guard, n)
	most := min(keep+1+depth*(mostErrors+probes), n)
	s := &space{w: w, n: n, most: most, q: make([]float64, most*n), wq: make([]float64, most*n), h: make([]float64, most*most)}
	cold := start == nil || start.n != n
	if cold {
		s.fill(s.random(0, blockSize, rng), s.most)
	} else {
		s.extend(copy(s.q, start.v) / n)
	}
	for cycle := 0; ; cycle++ {
		if !s.restart(keep) {
			l.Warnings.Add(warn.NotConverged, "no leading eigenvalues: the eigenvalue iteration did not converge")
			return l
		}
		candidates := s.residuals(l.Threshold)
		l.judge(s.values, n)
		if (cold || cycle > 0) && (l.Unsettled == 0 || s.products >= limit) {
			break
		}
		if s.fill(s.random(candidates, probes, rng), depth) == 0 {
			break // W maps the space into itself
		}
	}
	l.Products = s.products
	// The first rows of the basis span the first Ritz vectors. Values far inside the
	// threshold are not worth a product in the next call.
	useful := guard
	for _, r := range s.values {
		if cmplx.Abs(r.Value) > nearThreshold*l.Threshold {
			useful++
		}
	}
	useful = min(useful, s.k)
	l.Basis = &Subspace{n, slices.Clone(s.q[:useful*n])}
	if l.Unsettled > 0 {
		l.Warnings.Add(warn.Unsettled, "unsettled values near the threshold: %d, so the number of outliers is uncertain", l.Unsettled)
	}
	if l.More {
		l.Warnings.Add(warn.More, "all %d values that are followed lie beyond the threshold: there may be more", len(l.Values))
	}
	return l
}

// judge sets Values and what follows from them.
func (l *Leading) judge(values []Ritz, n int) {
	l.Values, l.Outliers, l.MaxResidual, l.Unsettled = values, nil, 0, 0
	for _, r := range values {
		size := cmplx.Abs(r.Value)
		switch {
		case r.Converged():
			if size > l.Threshold {
				l.Outliers = append(l.Outliers, r.Value)
				l.MaxResidual = max(l.MaxResidual, r.Residual)
			}
		case r.reaches(l.Threshold):
			l.Unsettled++
		}
	}
	last := values[len(values)-1]
	l.More = len(values) < n && cmplx.Abs(last.Value) > l.Threshold
}
