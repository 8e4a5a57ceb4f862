package spectrum

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"spiketop/internal/matrix"
)

// space is a growing orthonormal basis q_1 … q_k with the products Wq_i. Vectors
// are rows, so the product with W is a product with Wᵀ from the right.
type space struct {
	w        matrix.Matrix
	n        int
	k, most  int       // number of basis vectors: now, and at most
	q, wq    []float64 // most×n: the basis; W times each of its vectors
	h        []float64 // most×most: h_ij = q_i·Wq_j
	scratch  []float64 // k numbers
	spare    []float64 // k vectors
	products int       // vectors that were multiplied with W

	values []Ritz    // of the last restart
	re, im []float64 // k×k: a row is a Ritz vector in terms of the basis
}

func (s *space) rows(x []float64, from, to int) blas64.General {
	return blas64.General{Rows: to - from, Cols: s.n, Stride: s.n, Data: x[from*s.n : to*s.n]}
}

func (s *space) block(i, j, rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: s.most, Data: s.h[i*s.most+j:]}
}

func (s *space) vector(x []float64, i int) blas64.Vector {
	return blas64.Vector{N: s.n, Inc: 1, Data: x[i*s.n : (i+1)*s.n]}
}

// random writes count random vectors behind the basis and behind the candidates
// that already follow the basis, as far as there is room. It returns the number
// of candidates.
func (s *space) random(there, count int, rng *rand.Rand) int {
	count = max(0, min(count, s.most-s.k-there))
	at := (s.k + there) * s.n
	for i := range s.q[at : at+count*s.n] {
		s.q[at+i] = rng.NormFloat64()
	}
	return there + count
}

// fill extends the basis by the candidates, then by W times the vectors that were
// added last, and so on. It stops after that many blocks, or when there is no
// room, or when no new direction comes. It returns the number of vectors added.
func (s *space) fill(candidates, blocks int) int {
	before := s.k
	for b := 0; b < blocks && candidates > 0; b++ {
		from := s.k
		s.extend(candidates)
		candidates = min(s.k-from, s.most-s.k)
		copy(s.q[s.k*s.n:], s.wq[from*s.n:(from+candidates)*s.n])
	}
	return s.k - before
}

// extend adds the candidates to the basis, which are the rows behind it, and
// multiplies the added vectors with W. A candidate that lies in the span of the
// basis is dropped.
func (s *space) extend(candidates int) {
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
	if s.w.Sparse() {
		for i := from; i < s.k; i++ {
			s.w.MulVec(s.wq[i*s.n:][:s.n], s.q[i*s.n:][:s.n])
		}
	} else {
		blas64.Gemm(blas.NoTrans, blas.Trans, 1, fresh, blas64.General{Rows: s.n, Cols: s.n, Stride: s.n, Data: s.w.Whole}, 0, s.rows(s.wq, from, s.k))
	}
	s.products += s.k - from
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, all, s.rows(s.wq, from, s.k), 0, s.block(0, from, s.k, s.k-from))
	if from > 0 {
		blas64.Gemm(blas.NoTrans, blas.Trans, 1, fresh, s.rows(s.wq, 0, from), 0, s.block(from, 0, s.k-from, from))
	}
}

// orthonormalise makes the row behind the basis orthogonal to the basis and of
// norm 1. It returns false if that row lies in the span of the basis. Two rounds
// of Gram–Schmidt are enough (Giraud et al. 2005).
func (s *space) orthonormalise() bool {
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

// restart reduces the basis to one of the span of the leading Ritz vectors: keep
// of them, or one more where keep would cut a conjugate pair. It sets values, re
// and im. It returns false if the small eigenvalue problem did not converge.
func (s *space) restart(keep int) bool {
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
	slices.SortStableFunc(order, func(a, b int) int { return byModulus(theta[a], theta[b]) })
	keep = min(keep, s.k)
	if imag(theta[order[keep-1]]) > 0 {
		keep++
	}
	order = order[:keep]

	// A conjugate pair spans two real directions: the real part and the imaginary
	// part of one of its vectors.
	small := space{n: s.k, most: keep, q: make([]float64, keep*s.k)}
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

// residuals sets the residual of each value. The residual vectors Wy − θy of
// values that have not converged become candidates for the basis, the leading
// ones first: up to mostErrors if the value may lie beyond the threshold, else up
// to blockSize − probes in all. It returns the number of candidates.
func (s *space) residuals(threshold float64) (candidates int) {
	c := s.k
	s.spare = slices.Grow(s.spare[:0], 2*s.n)[:2*s.n]
	re, im := s.spare[:s.n], s.spare[s.n:]
	for v := range s.values {
		r := &s.values[v]
		if imag(r.Value) < 0 { // the conjugate just before has the same residual
			r.Residual = s.values[v-1].Residual
			continue
		}
		a, b := s.re[v*c:(v+1)*c], s.im[v*c:(v+1)*c]
		parts := [][]float64{re}
		s.residualPart(re, a, b, real(r.Value), -imag(r.Value))
		r.Residual = blas64.Nrm2(blas64.Vector{N: s.n, Inc: 1, Data: re})
		if imag(r.Value) > 0 {
			parts = append(parts, im)
			s.residualPart(im, b, a, real(r.Value), imag(r.Value))
			r.Residual = math.Hypot(r.Residual, blas64.Nrm2(blas64.Vector{N: s.n, Inc: 1, Data: im}))
		}
		if r.Residual > 0 {
			r.Residual /= cmplx.Abs(r.Value)
		}
		room := min(mostErrors, s.most-c-probes)
		if !r.reaches(threshold) {
			room = min(room, blockSize-probes)
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

// residualPart writes the real or the imaginary part of Wy − θy into x: Wa − ta − ub, where
// the vectors a and b are given in the coordinates of the basis.
func (s *space) residualPart(x, a, b []float64, t, u float64) {
	s.scratch = slices.Grow(s.scratch[:0], s.k)[:s.k]
	for i := range s.scratch {
		s.scratch[i] = t*a[i] + u*b[i]
	}
	to := blas64.Vector{N: s.n, Inc: 1, Data: x}
	blas64.Gemv(blas.Trans, 1, s.rows(s.wq, 0, s.k), blas64.Vector{N: s.k, Inc: 1, Data: a}, 0, to)
	blas64.Gemv(blas.Trans, -1, s.rows(s.q, 0, s.k), blas64.Vector{N: s.k, Inc: 1, Data: s.scratch}, 1, to)
}
