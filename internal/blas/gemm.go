package blas

import (
	"sync"

	"gonum.org/v1/gonum/blas"
)

// A product is made of tiles of rows × cols numbers of C. For one tile, depth
// terms of each sum are added before they go into C.
const (
	rows  = 8
	cols  = 16
	depth = 192 // packed panels of A and B, depth × (rows + cols), fit into the first cache

	strip = 24 * rows  // rows of A that are packed at once, for the second cache
	width = 128 * cols // columns of B that are packed at once
)

// panels holds packed parts of A and B. In a panel of A follow the rows numbers of
// each column, in a panel of B the cols numbers of each row. What is missing in
// the last panel is 0.
type panels struct {
	a    [strip * depth]float64
	b    []float64
	edge [rows * cols]float64
}

var pool = sync.Pool{New: func() any { return new(panels) }}

// Dgemm does C ← αAB + βC, with A or B transposed if so asked. The sum over k is
// made in blocks of depth terms, each fused term by term from 0 on; each block
// goes into C, block by block, as fma(α, sum, C).
func (i Implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if !fits(tA, a, m, k, lda) || !fits(tB, b, k, n, ldb) || !fits(blas.NoTrans, c, m, n, ldc) {
		i.Implementation.Dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	scale(c, m, n, ldc, beta)
	if m == 0 || n == 0 || k == 0 || alpha == 0 {
		return
	}
	p := pool.Get().(*panels)
	defer pool.Put(p)
	if need := (min(n, width) + cols - 1) / cols * cols * min(k, depth); len(p.b) < need {
		p.b = make([]float64, need)
	}
	for j := 0; j < n; j += width {
		nj := min(width, n-j)
		for l := 0; l < k; l += depth {
			nl := min(depth, k-l)
			if tB == blas.NoTrans {
				packRows(p.b, b[l*ldb+j:], ldb, nl, nj, cols)
			} else {
				packColumns(p.b, b[j*ldb+l:], ldb, nj, nl, cols)
			}
			for r := 0; r < m; r += strip {
				nr := min(strip, m-r)
				if tA == blas.NoTrans {
					packColumns(p.a[:], a[r*lda+l:], lda, nr, nl, rows)
				} else {
					packRows(p.a[:], a[l*lda+r:], lda, nl, nr, rows)
				}
				p.product(c[r*ldc+j:], ldc, nr, nj, nl, alpha)
			}
		}
	}
}

// fits reports whether x holds an m×n matrix, or its transpose.
func fits(t blas.Transpose, x []float64, m, n, stride int) bool {
	if t == blas.Trans || t == blas.ConjTrans {
		m, n = n, m
	} else if t != blas.NoTrans {
		return false
	}
	return m >= 0 && n >= 0 && stride >= max(1, n) && (m == 0 || n == 0 || len(x) >= (m-1)*stride+n)
}

// scale does C ← βC. What C held does not matter if β is 0.
func scale(c []float64, m, n, ldc int, beta float64) {
	if beta == 1 {
		return
	}
	for i := range m {
		row := c[i*ldc:][:n]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}

// product adds α times the packed nr×nl strip of A times the packed nl×nj part of
// B to C.
func (p *panels) product(c []float64, ldc, nr, nj, nl int, alpha float64) {
	for j := 0; j < nj; j += cols {
		b := p.b[j*nl:][:cols*nl]
		for r := 0; r < nr; r += rows {
			a := p.a[r*nl:][:rows*nl]
			if r+rows <= nr && j+cols <= nj {
				tile(c[r*ldc+j:], ldc, a, b, alpha)
				continue
			}
			edge := p.edge[:]
			mr, mj := min(rows, nr-r), min(cols, nj-j)
			for x := range mr {
				copy(edge[x*cols:], c[(r+x)*ldc+j:][:mj])
			}
			tile(edge, cols, a, b, alpha)
			for x := range mr {
				copy(c[(r+x)*ldc+j:][:mj], edge[x*cols:])
			}
		}
	}
}

// packRows packs the first n columns of m rows of x into panels of side columns.
func packRows(dst, x []float64, stride, m, n, side int) {
	for j := 0; j < n; j += side {
		to := dst[j*m:][:side*m]
		if width := n - j; width < side {
			clear(to)
			for i := range m {
				copy(to[i*side:], x[i*stride+j:][:width])
			}
			continue
		}
		copyPanel(to, x[j:], stride, side)
	}
}

// packColumns packs the first n columns of m rows of x into panels of side rows.
func packColumns(dst, x []float64, stride, m, n, side int) {
	for i := 0; i < m; i += side {
		to := dst[i*n:][:side*n]
		if m-i < side {
			clear(to)
		}
		r := 0
		for ; r+rows <= min(side, m-i); r += rows {
			turnPanel(to[r:], side, x[(i+r)*stride:], stride, n)
		}
		for ; r < min(side, m-i); r++ {
			for l, v := range x[(i+r)*stride:][:n] {
				to[l*side+r] = v
			}
		}
	}
}
