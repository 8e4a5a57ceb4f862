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
