package blas

import (
	"math"

	"spiketop/internal/vec"
)

// tile does C ← C + α Σ_l A_l B_lᵀ for rows × cols numbers of C. A_l is
// a[rows·l:][:rows], B_l is b[cols·l:][:cols]. The sum starts at 0, is fused term
// by term for l in order, and goes into C as fma(α, sum, C).
func tile(c []float64, ldc int, a, b []float64, alpha float64) {
	_ = c[(rows-1)*ldc+cols-1]
	switch vec.Have {
	case vec.AVX512:
		tileAVX512(&c[0], ldc, &a[0], &b[0], len(a)/rows, alpha)
	case vec.AVX2:
		tileAVX2(&c[0], ldc, &a[0], &b[0], len(a)/rows, alpha)
	default:
		tileGo(c, ldc, a, b, alpha)
	}
}

// dots sets sum_r to Σ_i A_ri x_i for four rows of A. Term i goes to the sum i mod
// 16; sums 0–7 take 8–15, and the last eight are added as
// ((0+4)+(2+6))+((1+5)+(3+7)).
func dots(sum *[4]float64, a []float64, lda int, x []float64) {
	_ = a[3*lda+len(x)-1]
	switch vec.Have {
	case vec.AVX512:
		dotsAVX512(sum, &a[0], lda, &x[0], len(x))
	case vec.AVX2:
		dotsAVX2(sum, &a[0], lda, &x[0], len(x))
	default:
		dotsGo(sum, a, lda, x)
	}
}

// addRows does y ← y + Σ_r c_r A_r for four rows of A, one after another.
func addRows(y, a []float64, lda int, c *[4]float64) {
	_ = a[3*lda+len(y)-1]
	switch vec.Have {
	case vec.AVX512:
		addRowsAVX512(&y[0], &a[0], lda, c, len(y))
	case vec.AVX2:
		addRowsAVX2(&y[0], &a[0], lda, c, len(y))
	default:
		addRowsGo(y, a, lda, c)
	}
}

// copyPanel copies side numbers, 8 or 16, of each row of x to dst, where the rows
// follow each other.
func copyPanel(dst, x []float64, stride, side int) {
	if len(dst) == 0 {
		return
	}
	n := len(dst) / side
	_ = x[(n-1)*stride+side-1]
	if vec.Have == vec.AVX512 {
		copyPanelAVX512(&dst[0], &x[0], stride, side, n)
		return
	}
	for i := range n {
		copy(dst[i*side:][:side], x[i*stride:])
	}
}

// turnPanel copies n columns of eight rows of x to dst, where each is eight numbers
// side by side, side apart.
func turnPanel(dst []float64, side int, x []float64, stride, n int) {
	l := 0
	if whole := n &^ 7; vec.Have == vec.AVX512 && whole > 0 {
		_, _ = dst[(n-1)*side+7], x[7*stride+n-1]
		turnPanelAVX512(&dst[0], side, &x[0], stride, whole)
		l = whole
	}
	for r := 0; r < rows && l < n; r += 4 {
		x0, x1 := x[r*stride:][:n], x[(r+1)*stride:][:n]
		x2, x3 := x[(r+2)*stride:][:n], x[(r+3)*stride:][:n]
		for l := l; l < n; l++ {
			y := (*[4]float64)(dst[l*side+r:])
			y[0], y[1], y[2], y[3] = x0[l], x1[l], x2[l], x3[l]
		}
	}
}

func fma(x, y, z float64) float64 { return math.FMA(x, y, z) }

// In plain Go: what the words above mean.

func tileGo(c []float64, ldc int, a, b []float64, alpha float64) {
	for r := 0; r < rows; r += 2 {
		for j := 0; j < cols; j += 4 {
			var s00, s01, s02, s03, s10, s11, s12, s13 float64
			for l := 0; l < len(a)/rows; l++ {
				x, y := (*[2]float64)(a[rows*l+r:]), (*[4]float64)(b[cols*l+j:])
				s00, s10 = math.FMA(x[0], y[0], s00), math.FMA(x[1], y[0], s10)
				s01, s11 = math.FMA(x[0], y[1], s01), math.FMA(x[1], y[1], s11)
				s02, s12 = math.FMA(x[0], y[2], s02), math.FMA(x[1], y[2], s12)
				s03, s13 = math.FMA(x[0], y[3], s03), math.FMA(x[1], y[3], s13)
			}
			z := (*[4]float64)(c[r*ldc+j:])
			z[0], z[1] = math.FMA(alpha, s00, z[0]), math.FMA(alpha, s01, z[1])
			z[2], z[3] = math.FMA(alpha, s02, z[2]), math.FMA(alpha, s03, z[3])
			z = (*[4]float64)(c[(r+1)*ldc+j:])
			z[0], z[1] = math.FMA(alpha, s10, z[0]), math.FMA(alpha, s11, z[1])
			z[2], z[3] = math.FMA(alpha, s12, z[2]), math.FMA(alpha, s13, z[3])
		}
	}
}

func dotsGo(sum *[4]float64, a []float64, lda int, x []float64) {
	for r := range sum {
		var s [16]float64
		row := a[r*lda:][:len(x)]
		for i, v := range x {
			s[i%16] = math.FMA(row[i], v, s[i%16])
		}
		for l := range 8 {
			s[l] += s[l+8]
		}
		sum[r] = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
	}
}

func addRowsGo(y, a []float64, lda int, c *[4]float64) {
	a0, a1, a2, a3 := a[:len(y)], a[lda:][:len(y)], a[2*lda:][:len(y)], a[3*lda:][:len(y)]
	for i, v := range y {
		y[i] = math.FMA(c[3], a3[i], math.FMA(c[2], a2[i], math.FMA(c[1], a1[i], math.FMA(c[0], a0[i], v))))
	}
}
