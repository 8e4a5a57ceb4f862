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

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"

	_ "spiketop/internal/blas" // what gonum's routines run on
)

var routines lapackgonum.Implementation

// ErrNotConverged says that the QR iteration was given up.
var ErrNotConverged = errors.New("the eigenvalue iteration did not converge")

// Values returns the eigenvalues of the n×n matrix a, in no special order but
// that a conjugate pair stands together, the value above the real axis first. a
// is overwritten. Its numbers must be finite.
//
// The error is that of the context, which is looked at every few ms of work, or
// ErrNotConverged.
func Values(ctx context.Context, a []float64, n int) ([]complex128, error) {
	a = a[:n*n]
	values := make([]complex128, n)
	if n == 0 {
		return values, ctx.Err()
	}
	exponent := normalise(a)
	ilo, ihi := routines.Dgebal(lapack.PermuteScale, n, a, n, make([]float64, n))
	if err := hessenberg(ctx, a, n, ilo, ihi); err != nil {
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
// overflow nor vanish.
func normalise(a []float64) (exponent int) {
	var largest float64
	for _, x := range a {
		largest = max(largest, math.Abs(x))
	}
	if _, e := math.Frexp(largest); largest != 0 && (e < -300 || e > 300) {
		exponent = e
		for i, x := range a {
			a[i] = math.Ldexp(x, -e)
		}
	}
	return exponent
}

// hessenberg reduces rows and columns ilo…ihi of a to Hessenberg form by an
// orthogonal similarity, a panel of columns at a time (Quintana-Ortí & van de Geijn
// 2006, ACM TOMS 32, 180). What stands below the subdiagonal is 0 then.
func hessenberg(ctx context.Context, a []float64, n, ilo, ihi int) error {
	const (
		panel = 32
		last  = 64 // columns that are not worth a panel
	)
	tau, work := make([]float64, n), make([]float64, max(n, panel)*panel)
	t := make([]float64, panel*panel)
	i := ilo
	for ; i < ihi-last; i += panel {
		if err := ctx.Err(); err != nil {
			return err
		}
		// I − V T Vᵀ reduces the panel, and work is Y = A V T.
		routines.Dlahr2(ihi+1, i+1, panel, a[i:], n, tau[i:], t, panel, work, panel)
		corner := &a[(i+panel)*n+i+panel-1]
		keep := *corner
		*corner = 1
		impl.Dgemm(blas.NoTrans, blas.Trans, ihi+1, ihi-i-panel+1, panel, -1, work, panel, a[(i+panel)*n+i:], n, 1, a[i+panel:], n)
		*corner = keep
		impl.Dtrmm(blas.Right, blas.Lower, blas.Trans, blas.Unit, i+1, panel-1, 1, a[(i+1)*n+i:], n, work, panel)
		for r := range i + 1 {
			for j := range panel - 1 {
				a[r*n+i+1+j] -= work[r*panel+j]
			}
		}
		routines.Dlarfb(blas.Left, blas.Trans, lapack.Forward, lapack.ColumnWise, ihi-i, n-i-panel, panel,
			a[(i+1)*n+i:], n, t, panel, a[(i+1)*n+i+panel:], n, work, panel)
	}
	routines.Dgehd2(n, i, ihi, a, n, tau[:max(n-1, 0)], work)
	for r := ilo + 2; r <= ihi; r++ {
		clear(a[r*n+ilo : r*n+r-1])
	}
	return nil
}
