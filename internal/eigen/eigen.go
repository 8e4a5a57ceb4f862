// Package eigen computes the eigenvalues of a real matrix, and can be cancelled.
//
// The matrix is balanced, reduced to Hessenberg form by blocks, and deflated by
// the small-bulge multishift QR algorithm with aggressive early deflation
// (Braman, Byers & Mathias 2002, SIAM J. Matrix Anal. Appl. 23, 929 and 948), as
// LAPACK does. Balancing, the panels of the reduction, deflation windows and
// small blocks are gonum's routines. The sweeps are made here: gonum's take four
// shifts at a time whatever the size of the matrix.
package eigen

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/lapack"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"

	_ "spiketop/internal/blas" // what gonum's routines run on
)

var routines lapackgonum.Implementation

// ErrNotConverged says that the QR iteration was given up.
var ErrNotConverged = errors.New("the eigenvalue iteration did not converge")

// ErrNotFinite says that the matrix has a number that is infinite or none.
var ErrNotFinite = errors.New("a matrix with a number that is not finite has no eigenvalues")

// Values returns the eigenvalues of the n×n matrix a, in no special order but
// that a conjugate pair stands together, the value above the real axis first. a
// is overwritten.
//
// The error is ErrNotFinite, ErrNotConverged, or that of the context, which is
// looked at after each panel of columns and each sweep: every 50 ms at n = 2000.
func Values(ctx context.Context, a []float64, n int) ([]complex128, error) {
	a = a[:n*n]
	values := make([]complex128, n)
	if n == 0 {
		return values, ctx.Err()
	}
	exponent, ok := normalise(a)
	if !ok {
		return nil, ErrNotFinite
	}
	ilo, ihi := routines.Dgebal(lapack.PermuteScale, n, a, n, make([]float64, n))
	if err := hessenberg(ctx, a[ilo*n+ilo:], ihi-ilo+1, n); err != nil {
		return nil, err
	}
	q := iteration{n: n, h: a, re: make([]float64, n), im: make([]float64, n)}
	for i := range n {
		if i < ilo || i > ihi { // the balancing has found this one
			q.re[i] = a[i*n+i]
		}
	}
	if err := q.run(ctx, ilo, ihi); err != nil {
		return nil, err
	}
	for i := range values {
		values[i] = complex(math.Ldexp(q.re[i], exponent), math.Ldexp(q.im[i], exponent))
	}
	return values, nil
}

// normalise divides a by 2^exponent so that squares of its largest number neither
// overflow nor vanish. It returns false if a number is not finite.
func normalise(a []float64) (exponent int, finite bool) {
	var largest float64
	for _, x := range a {
		largest = max(largest, math.Abs(x))
	}
	if math.IsNaN(largest) || math.IsInf(largest, 0) {
		return 0, false
	}
	if _, e := math.Frexp(largest); e < -300 || e > 300 {
		exponent = e
		for i, x := range a {
			a[i] = math.Ldexp(x, -e)
		}
	}
	return exponent, true
}
