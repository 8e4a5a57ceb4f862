package blas

import (
	"sync"

	"gonum.org/v1/gonum/blas"

	"spiketop/internal/vec"
)

// vectors holds copies of x and y whose numbers follow each other.
type vectors struct{ x, y []float64 }

var vectorPool = sync.Pool{New: func() any { return new(vectors) }}

// Dgemv does y ← αAx + βy, with A transposed if so asked. Without, the sum of
// each row is that of [dots], and goes into y as fma(α, sum, y). Transposed, the
// rows of A are added to y one after another, each as fma(αx_i, A_ij, y_j).
func (i Implementation) Dgemv(tA blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	nx, ny := n, m
	if tA != blas.NoTrans {
		nx, ny = m, n
	}
	if tA != blas.NoTrans && !turned(tA) || !fits(blas.NoTrans, a, m, n, lda) || !reaches(x, nx, incX) || !reaches(y, ny, incY) ||
		m == 0 || n == 0 || alpha == 0 {
		i.Implementation.Dgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
		return
	}
	v := vectorPool.Get().(*vectors)
	defer vectorPool.Put(v)
	x = gather(&v.x, x, nx, incX)
	to := y
	if incY != 1 {
		to = gather(&v.y, y, ny, incY)
	}
	to = to[:ny]
	scale(to, 1, ny, ny, beta)
	if tA == blas.NoTrans {
		gemv(m, n, alpha, a, lda, x, to)
	} else {
		for r, v := range x {
			if r%4 == 0 && r+4 <= m {
				addRows(to, a[r*lda:], lda, &[4]float64{alpha * v, alpha * x[r+1], alpha * x[r+2], alpha * x[r+3]})
			} else if r >= m&^3 {
				vec.Axpy(to, alpha*v, a[r*lda:])
			}
		}
	}
	if incY != 1 {
		scatter(y, to, incY)
	}
}

// gemv does y ← y + αAx.
func gemv(m, n int, alpha float64, a []float64, lda int, x, y []float64) {
	var sum [4]float64
	for r := 0; r < m; r += 4 {
		if r+4 <= m {
			dots(&sum, a[r*lda:], lda, x[:n])
			for k, s := range sum {
				y[r+k] = fma(alpha, s, y[r+k])
			}
			continue
		}
		for ; r < m; r++ {
			dots(&sum, a[r*lda:], 0, x[:n])
			y[r] = fma(alpha, sum[0], y[r])
		}
	}
}

// Dger does A ← A + αxyᵀ: each row is fma(αx_i, y_j, A_ij).
func (i Implementation) Dger(m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	if !fits(blas.NoTrans, a, m, n, lda) || !reaches(x, m, incX) || !reaches(y, n, incY) || m == 0 || n == 0 || alpha == 0 {
		i.Implementation.Dger(m, n, alpha, x, incX, y, incY, a, lda)
		return
	}
	v := vectorPool.Get().(*vectors)
	defer vectorPool.Put(v)
	x, y = gather(&v.x, x, m, incX), gather(&v.y, y, n, incY)
	for r, s := range x {
		vec.Axpy(a[r*lda:][:n], alpha*s, y)
	}
}

func turned(t blas.Transpose) bool { return t == blas.Trans || t == blas.ConjTrans }

// reaches reports whether x holds a vector of n numbers, inc apart.
func reaches(x []float64, n, inc int) bool {
	return n >= 0 && inc != 0 && len(x) > (n-1)*max(inc, -inc)
}

// gather returns x with its numbers next to each other, in x itself or in the
// buffer.
func gather(buffer *[]float64, x []float64, n, inc int) []float64 {
	if inc == 1 {
		return x[:n]
	}
	if len(*buffer) < n {
		*buffer = make([]float64, n)
	}
	to := (*buffer)[:n]
	at := max(0, -(n-1)*inc)
	for i := range to {
		to[i] = x[at]
		at += inc
	}
	return to
}

// scatter writes x to y, whose numbers are inc apart.
func scatter(y, x []float64, inc int) {
	at := max(0, -(len(x)-1)*inc)
	for _, v := range x {
		y[at] = v
		at += inc
	}
}
