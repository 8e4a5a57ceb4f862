package metrics

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

const (
	// RitzTolerance is the residual below which a value counts as an eigenvalue.
	RitzTolerance = 1e-6

	kryGuard  = 8   // values kept beyond those wanted: what lies next to them converges with them
	kryBlock  = 8   // vectors of a random start
	kryErrors = 12  // residual vectors that a cycle begins with, at most
	kryProbes = 2   // random vectors that it begins with: what the start has nothing of is found by them
	kryDepth  = 6   // blocks in a cycle
	kryNear   = 0.8 // of the threshold: values beyond it are handed to the next call
)

// Ritz is an approximate eigenvalue: that of W within a subspace.
type Ritz struct {
	Value complex128
	// Residual is ‖Wy − θy‖/|θ| with θ the value and y its vector, ‖y‖ = 1. It
	// bounds the relative error of the eigenvalue for a normal matrix; otherwise
	// the error is up to κ times as large, κ the eigenvalue's condition number.
	Residual float64
}

// Converged reports whether the residual is at most RitzTolerance.
func (r Ritz) Converged() bool { return r.Residual <= RitzTolerance }

// reaches reports whether the eigenvalue may lie beyond the threshold.
func (r Ritz) reaches(threshold float64) bool {
	return cmplx.Abs(r.Value)*(1+r.Residual) > threshold
}

// Subspace is an orthonormal basis of the space in which the leading eigenvectors
// lie. It is never changed: any number of calls may start from it.
type Subspace struct {
	n int
	v []float64 // a row is a vector
}

// Leading is the outer end of a spectrum, from products with W alone. It does
// for a screen; a number to be kept comes from SpectrumOf.
type Leading struct {
	// Values are approximations of the eigenvalues of largest modulus, in the
	// order of Spectrum.Values. Those that have not converged are none yet.
	Values []Ritz
	// BulkRadius and Threshold are those of SpectrumOf.
	BulkRadius, Threshold float64
	// Outliers are the converged values beyond the threshold.
	Outliers []complex128
	// MaxResidual is the largest residual of an outlier; 0 without one.
	MaxResidual float64
	// Unsettled is the number of values that have not converged and may be
	// eigenvalues beyond the threshold. As long as it is not 0, so may be the
	// number of outliers by as many.
	Unsettled int
	// More says that every value that was followed may be an outlier: there may
	// be others.
	More bool
	// Products is how many vectors W was multiplied with.
	Products int
	// Basis is where the next call may start.
	Basis *Subspace
	// Warnings say what may mislead.
	Warnings []string
}

// LeadingEigenvalues returns the eigenvalues of largest modulus of the n×n
// matrix w, want of them or a few more, by a block Krylov method with
// Rayleigh–Ritz projection and thick restarts (Stewart 2001, SIAM J. Matrix
// Anal. Appl. 23:601, on the span of the leading eigenvectors). It stops once no
// value near or beyond the threshold of SpectrumOf is left unconverged, or after
// about limit products of w with a vector.
//
// start is the Basis of an earlier call for a matrix like this one, or nil (also
// one of another n): then the start is random. A few random vectors join in either
// case, so an eigenvalue that start knows nothing of is found too. mask is that of
// SpectrumOf. The same arguments give the same bits.
//
// Where the edge of the bulk is dense, as in a random matrix, the values there
// converge slowly, and the result says that they have not. A weight that is not
// finite leaves nothing but a warning. It panics if want or limit is below 1, or
// a length is wrong.
func LeadingEigenvalues(w []float64, n int, mask []bool, want, limit int, start *Subspace, rng *rand.Rand) Leading {
	motCheck(w, n, mask)
	if want < 1 || limit < 1 {
		panic("metrics: LeadingEigenvalues needs at least one value and one product")
	}
	if err := specFinite(w, n); err != nil {
		return Leading{BulkRadius: math.NaN(), Threshold: math.NaN(), Warnings: []string{err.Error()}}
	}
	l := Leading{BulkRadius: specBulkRadius(w, n, mask)}
	l.Threshold = specThreshold(l.BulkRadius, n)
	keep := min(want+kryGuard, n)
	s := newKrySpace(w, n, min(keep+1+kryDepth*(kryErrors+kryProbes), n))
	cold := start == nil || start.n != n
	if cold {
		s.fill(s.random(0, kryBlock, rng), s.most)
	} else {
		s.extend(copy(s.q, start.v) / n)
	}
	for cycle := 0; ; cycle++ {
		if !s.restart(keep) {
			l.Warnings = append(l.Warnings, "no leading eigenvalues: the eigenvalue iteration did not converge")
			return l
		}
		candidates := s.residuals(l.Threshold)
		l.judge(s.values, n)
		if (cold || cycle > 0) && (l.Unsettled == 0 || s.products >= limit) {
			break
		}
		if s.fill(s.random(candidates, kryProbes, rng), kryDepth) == 0 {
			break // W maps the space into itself
		}
	}
	l.Products = s.products
	// Row by row the basis spans one Ritz vector more. What lies far inside is not
	// worth a product in the next call.
	useful := kryGuard
	for _, r := range s.values {
		if cmplx.Abs(r.Value) > kryNear*l.Threshold {
			useful++
		}
	}
	useful = min(useful, s.k)
	l.Basis = &Subspace{n, slices.Clone(s.q[:useful*n])}
	l.warn()
	return l
}

// judge sorts out what the values come to.
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

func (l *Leading) warn() {
	if l.Unsettled > 0 {
		l.Warnings = append(l.Warnings, fmt.Sprintf("unsettled values near the threshold: %d, so the number of outliers is uncertain", l.Unsettled))
	}
	if l.More {
		l.Warnings = append(l.Warnings, fmt.Sprintf("all %d values that are followed lie beyond the threshold: there may be more", len(l.Values)))
	}
}

// krySpace is a growing orthonormal basis and what W makes of it. Rows are
// vectors, so a product with W is one with its transpose from the right.
type krySpace struct {
	w        []float64
	n        int
	k, most  int       // basis vectors: so far, and at most
	q, wq    []float64 // most×n: basis, W times each
	h        []float64 // most×most: h_ij = q_i·Wq_j
	scratch  []float64 // k numbers
	spare    []float64 // k vectors
	products int

	values []Ritz    // of the last restart
	re, im []float64 // k×k: a row is a Ritz vector in terms of the basis
}

func newKrySpace(w []float64, n, most int) *krySpace {
	return &krySpace{w: w, n: n, most: most, q: make([]float64, most*n), wq: make([]float64, most*n), h: make([]float64, most*most)}
}

func (s *krySpace) rows(x []float64, from, to int) blas64.General {
	return blas64.General{Rows: to - from, Cols: s.n, Stride: s.n, Data: x[from*s.n : to*s.n]}
}

func (s *krySpace) block(i, j, rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: s.most, Data: s.h[i*s.most+j:]}
}

func (s *krySpace) vector(x []float64, i int) blas64.Vector {
	return blas64.Vector{N: s.n, Inc: 1, Data: x[i*s.n : (i+1)*s.n]}
}

// random puts count random vectors after the basis and the candidates that stand
// there already, as far as there is room. It returns the number of candidates.
func (s *krySpace) random(there, count int, rng *rand.Rand) int {
	count = max(0, min(count, s.most-s.k-there))
	at := (s.k + there) * s.n
	for i := range s.q[at : at+count*s.n] {
		s.q[at+i] = rng.NormFloat64()
	}
	return there + count
}

// fill extends the basis by the candidates, then by W times the last block, and
// so on: blocks of them, or until there is no room or nothing new comes. It
// returns the number of vectors that came.
func (s *krySpace) fill(candidates, blocks int) int {
	before := s.k
	for b := 0; b < blocks && candidates > 0; b++ {
		from := s.k
		s.extend(candidates)
		candidates = min(s.k-from, s.most-s.k)
		copy(s.q[s.k*s.n:], s.wq[from*s.n:(from+candidates)*s.n])
	}
	return s.k - before
}

// extend takes the candidates, the rows behind the basis, into it as far as they
// point out of it, and multiplies them.
func (s *krySpace) extend(candidates int) {
	from := s.k
	for i := from; i < from+candidates; i++ {
		if i != s.k {
			copy(s.q[s.k*s.n:(s.k+1)*s.n], s.q[i*s.n:])
		}
		if s.orthonormalise() {
			s.k++
		}
	}
	if s.k == from {
		return
	}
	fresh, all := s.rows(s.q, from, s.k), s.rows(s.q, 0, s.k)
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, fresh, blas64.General{Rows: s.n, Cols: s.n, Stride: s.n, Data: s.w}, 0, s.rows(s.wq, from, s.k))
	s.products += s.k - from
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, all, s.rows(s.wq, from, s.k), 0, s.block(0, from, s.k, s.k-from))
	if from > 0 {
		blas64.Gemm(blas.NoTrans, blas.Trans, 1, fresh, s.rows(s.wq, 0, from), 0, s.block(from, 0, s.k-from, from))
	}
}

// orthonormalise makes the row behind the basis orthogonal to it and of norm 1,
// or reports that it lies within. Twice is enough (Giraud et al. 2005).
func (s *krySpace) orthonormalise() bool {
	x := s.vector(s.q, s.k)
	before := blas64.Nrm2(x)
	for range 2 {
		if s.k > 0 {
			s.scratch = slices.Grow(s.scratch[:0], s.k)[:s.k]
			c := blas64.Vector{N: s.k, Inc: 1, Data: s.scratch}
			blas64.Gemv(blas.NoTrans, 1, s.rows(s.q, 0, s.k), x, 0, c)
			blas64.Gemv(blas.Trans, -1, s.rows(s.q, 0, s.k), c, 1, x)
		}
	}
	const rounding = 1e-12
	norm := blas64.Nrm2(x)
	if !(norm > rounding*before) {
		return false
	}
	blas64.Scal(1/norm, x)
	return true
}

// restart replaces the basis by one of the span of the leading Ritz vectors, keep
// of them or one more where a conjugate pair would be cut, and leaves their
// values and coordinates. It reports whether there are any.
func (s *krySpace) restart(keep int) bool {
	h := mat.NewDense(s.k, s.k, nil)
	for i := range s.k {
		h.SetRow(i, s.h[i*s.most:i*s.most+s.k])
	}
	var eig mat.Eigen
	if !eig.Factorize(h, mat.EigenRight) {
		return false
	}
	theta := eig.Values(nil)
	var vectors mat.CDense
	eig.VectorsTo(&vectors)
	order := make([]int, s.k)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return specOrder(theta[a], theta[b]) })
	keep = min(keep, s.k)
	if imag(theta[order[keep-1]]) > 0 {
		keep++
	}
	order = order[:keep]

	// Of a pair one vector has both: the real part, then the imaginary one.
	small := krySpace{n: s.k, most: keep, q: make([]float64, keep*s.k)}
	for _, j := range order {
		part := func(x complex128) float64 { return real(x) }
		if imag(theta[j]) < 0 {
			part = func(x complex128) float64 { return imag(x) }
		}
		for i := range s.k {
			small.q[small.k*s.k+i] = part(vectors.At(i, j))
		}
		if small.orthonormalise() {
			small.k++
		}
	}
	c := small.k
	z := small.rows(small.q, 0, c)

	s.values, s.re, s.im = make([]Ritz, keep), make([]float64, keep*c), make([]float64, keep*c)
	for v, j := range order {
		s.values[v].Value = theta[j]
		for i := range s.k {
			x := vectors.At(i, j)
			for b := range c {
				s.re[v*c+b] += real(x) * z.Data[b*s.k+i]
				s.im[v*c+b] += imag(x) * z.Data[b*s.k+i]
			}
		}
	}

	s.spare = slices.Grow(s.spare[:0], max(c, 2)*s.n)[:c*s.n]
	turned := blas64.General{Rows: c, Cols: s.n, Stride: s.n, Data: s.spare}
	for _, x := range [][]float64{s.q, s.wq} {
		blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, z, s.rows(x, 0, s.k), 0, turned)
		copy(x, turned.Data)
	}
	s.k = c
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, s.rows(s.q, 0, c), s.rows(s.wq, 0, c), 0, s.block(0, 0, c, c))
	return true
}

// residuals measures the residual of each value, and leaves those vectors as
// candidates that have not converged: the leading ones, of values that reach the
// threshold up to most, of the others up to a block in all. It returns how many.
func (s *krySpace) residuals(threshold float64) (candidates int) {
	c := s.k
	s.spare = slices.Grow(s.spare[:0], 2*s.n)[:2*s.n]
	re, im := s.spare[:s.n], s.spare[s.n:]
	for v := range s.values {
		r := &s.values[v]
		if imag(r.Value) < 0 { // as its conjugate, just before
			r.Residual = s.values[v-1].Residual
			continue
		}
		a, b := s.re[v*c:(v+1)*c], s.im[v*c:(v+1)*c]
		parts := [][]float64{re}
		s.off(re, a, b, real(r.Value), -imag(r.Value))
		r.Residual = blas64.Nrm2(blas64.Vector{N: s.n, Inc: 1, Data: re})
		if imag(r.Value) > 0 {
			parts = append(parts, im)
			s.off(im, b, a, real(r.Value), imag(r.Value))
			r.Residual = math.Hypot(r.Residual, blas64.Nrm2(blas64.Vector{N: s.n, Inc: 1, Data: im}))
		}
		if r.Residual > 0 {
			r.Residual /= cmplx.Abs(r.Value)
		}
		room := min(kryErrors, s.most-c-kryProbes)
		if !r.reaches(threshold) {
			room = min(room, kryBlock-kryProbes)
		}
		if !r.Converged() && candidates+len(parts) <= room {
			for _, part := range parts {
				copy(s.q[(c+candidates)*s.n:], part)
				candidates++
			}
		}
	}
	return candidates
}

// off writes one part of Wy − θy into x: W·a − t·a − u·b in the coordinates of the basis.
func (s *krySpace) off(x, a, b []float64, t, u float64) {
	s.scratch = slices.Grow(s.scratch[:0], s.k)[:s.k]
	for i := range s.scratch {
		s.scratch[i] = t*a[i] + u*b[i]
	}
	to := blas64.Vector{N: s.n, Inc: 1, Data: x}
	blas64.Gemv(blas.Trans, 1, s.rows(s.wq, 0, s.k), blas64.Vector{N: s.k, Inc: 1, Data: a}, 0, to)
	blas64.Gemv(blas.Trans, -1, s.rows(s.q, 0, s.k), blas64.Vector{N: s.k, Inc: 1, Data: s.scratch}, 1, to)
}
