package blas

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"spiketop/internal/vec"
)

// Of a triangle of so many rows gonum's loops do the work. Larger ones are halved:
// what lies beside the two triangles is a product.
const triangle = 32

// half of n, in whole tiles.
func half(n int) int { return (n/2 + rows - 1) &^ (rows - 1) }

// triangular says whether the arguments of Dtrmm and Dtrsm are in bounds.
func triangular(side blas.Side, uplo blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, a []float64, lda int, b []float64, ldb int) bool {
	return (side == blas.Left || side == blas.Right) && (uplo == blas.Upper || uplo == blas.Lower) &&
		(t == blas.NoTrans || turned(t)) && (d == blas.Unit || d == blas.NonUnit) &&
		fits(blas.NoTrans, a, order(side, m, n), order(side, m, n), lda) && fits(blas.NoTrans, b, m, n, ldb)
}

// order is the number of rows of the triangle.
func order(side blas.Side, m, n int) int {
	if side == blas.Left {
		return m
	}
	return n
}

// halves cuts the triangle a and the matrix b in two. beside is the block of a off
// the diagonal.
func halves(side blas.Side, uplo blas.Uplo, h, lda, ldb int, a, b []float64) (a2, beside, b2 []float64) {
	a2, beside = a[h*lda+h:], a[h:]
	if uplo == blas.Lower {
		beside = a[h*lda:]
	}
	if side == blas.Left {
		return a2, beside, b[h*ldb:]
	}
	return a2, beside, b[h:]
}

// Dtrmm does B ← αAB or B ← αBA for a triangle A, transposed if so asked.
func (i Implementation) Dtrmm(side blas.Side, uplo blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	size := order(side, m, n)
	if size <= triangle || m == 0 || n == 0 || alpha == 0 || !triangular(side, uplo, t, d, m, n, a, lda, b, ldb) {
		i.Implementation.Dtrmm(side, uplo, t, d, m, n, alpha, a, lda, b, ldb)
		return
	}
	h := half(size)
	a2, beside, b2 := halves(side, uplo, h, lda, ldb, a, b)
	upper := (uplo == blas.Upper) != turned(t) // of what multiplies
	if side == blas.Left {
		first := func() { i.Dtrmm(side, uplo, t, d, h, n, alpha, a, lda, b, ldb) }
		second := func() { i.Dtrmm(side, uplo, t, d, m-h, n, alpha, a2, lda, b2, ldb) }
		if upper {
			first()
			i.Dgemm(t, blas.NoTrans, h, n, m-h, alpha, beside, lda, b2, ldb, 1, b, ldb)
			second()
		} else {
			second()
			i.Dgemm(t, blas.NoTrans, m-h, n, h, alpha, beside, lda, b, ldb, 1, b2, ldb)
			first()
		}
		return
	}
	first := func() { i.Dtrmm(side, uplo, t, d, m, h, alpha, a, lda, b, ldb) }
	second := func() { i.Dtrmm(side, uplo, t, d, m, n-h, alpha, a2, lda, b2, ldb) }
	if upper {
		second()
		i.Dgemm(blas.NoTrans, t, m, n-h, h, alpha, b, ldb, beside, lda, 1, b2, ldb)
		first()
	} else {
		first()
		i.Dgemm(blas.NoTrans, t, m, h, n-h, alpha, b2, ldb, beside, lda, 1, b, ldb)
		second()
	}
}

// Dtrsm solves AX = αB or XA = αB for a triangle A, transposed if so asked. X
// replaces B.
func (i Implementation) Dtrsm(side blas.Side, uplo blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	size := order(side, m, n)
	if size <= triangle || m == 0 || n == 0 || alpha == 0 || !triangular(side, uplo, t, d, m, n, a, lda, b, ldb) {
		i.Implementation.Dtrsm(side, uplo, t, d, m, n, alpha, a, lda, b, ldb)
		return
	}
	h := half(size)
	a2, beside, b2 := halves(side, uplo, h, lda, ldb, a, b)
	upper := (uplo == blas.Upper) != turned(t) // of what is divided by
	if side == blas.Left {
		if upper {
			i.Dtrsm(side, uplo, t, d, m-h, n, alpha, a2, lda, b2, ldb)
			i.Dgemm(t, blas.NoTrans, h, n, m-h, -1, beside, lda, b2, ldb, alpha, b, ldb)
			i.Dtrsm(side, uplo, t, d, h, n, 1, a, lda, b, ldb)
		} else {
			i.Dtrsm(side, uplo, t, d, h, n, alpha, a, lda, b, ldb)
			i.Dgemm(t, blas.NoTrans, m-h, n, h, -1, beside, lda, b, ldb, alpha, b2, ldb)
			i.Dtrsm(side, uplo, t, d, m-h, n, 1, a2, lda, b2, ldb)
		}
		return
	}
	if upper {
		i.Dtrsm(side, uplo, t, d, m, h, alpha, a, lda, b, ldb)
		i.Dgemm(blas.NoTrans, t, m, n-h, h, -1, b, ldb, beside, lda, alpha, b2, ldb)
		i.Dtrsm(side, uplo, t, d, m, n-h, 1, a2, lda, b2, ldb)
	} else {
		i.Dtrsm(side, uplo, t, d, m, n-h, alpha, a2, lda, b2, ldb)
		i.Dgemm(blas.NoTrans, t, m, h, n-h, -1, b2, ldb, beside, lda, alpha, b, ldb)
		i.Dtrsm(side, uplo, t, d, m, h, 1, a, lda, b, ldb)
	}
}

// Dsyrk does C ← αAAᵀ + βC, or with AᵀA if t is a transpose, for one triangle of C.
func (i Implementation) Dsyrk(uplo blas.Uplo, t blas.Transpose, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	if n <= triangle || k == 0 || alpha == 0 || (uplo != blas.Upper && uplo != blas.Lower) || !fits(t, a, n, k, lda) || !fits(blas.NoTrans, c, n, n, ldc) {
		i.Implementation.Dsyrk(uplo, t, n, k, alpha, a, lda, beta, c, ldc)
		return
	}
	h, other := half(n), blas.Trans
	a2 := a[h*lda:]
	if turned(t) {
		a2, other = a[h:], blas.NoTrans
	}
	i.Dsyrk(uplo, t, h, k, alpha, a, lda, beta, c, ldc)
	i.Dsyrk(uplo, t, n-h, k, alpha, a2, lda, beta, c[h*ldc+h:], ldc)
	if uplo == blas.Upper {
		i.Dgemm(t, other, h, n-h, k, alpha, a, lda, a2, lda, beta, c[h:], ldc)
	} else {
		i.Dgemm(t, other, n-h, h, k, alpha, a2, lda, a, lda, beta, c[h*ldc:], ldc)
	}
}

// Dnrm2 returns √Σx_i². Where the squares overflow, vanish or are no numbers, it is
// gonum's.
func (i Implementation) Dnrm2(n int, x []float64, incX int) float64 {
	if n > 0 && incX > 0 && reaches(x, n, incX) {
		v := vectorPool.Get().(*vectors)
		defer vectorPool.Put(v)
		x := gather(&v.x, x, n, incX)
		if s := vec.Dot(x, x); s > 1e-280 && s < 1e280 {
			return math.Sqrt(s)
		}
	}
	return i.Implementation.Dnrm2(n, x, incX)
}
