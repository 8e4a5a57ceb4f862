package eigen

import (
	"math"

	"spiketop/internal/vec"
)

// left3 applies I − τ v vᵀ from the left to three rows of n numbers. It may touch
// up to seven numbers behind each row, which must be 0.
func left3(h []float64, n int, tau, v2, v3 float64) {
	_ = h[2*stride+vec.Pad(n)-1]
	switch vec.Have {
	case vec.AVX512:
		left3AVX512(&h[0], n, tau, v2, v3)
	case vec.AVX2:
		left3AVX2(&h[0], n, tau, v2, v3)
	default:
		left3Go(h, n, tau, v2, v3)
	}
}

// right3 applies the reflections from the right to rows of 3·8 numbers: reflection
// b to the numbers 3b, 3b + 1 and 3b + 2.
func right3(h []float64, rows int, v *reflectors) {
	_ = h[(rows-1)*stride+spacing*bulges-1]
	switch vec.Have {
	case vec.AVX512:
		right3AVX512(&h[0], rows, v)
	case vec.AVX2:
		right3AVX2(&h[0], rows, v)
	default:
		right3Go(h, rows, v)
	}
}

// In plain Go: what the words above mean.

func left3Go(h []float64, n int, tau, v2, v3 float64) {
	a, b, c := h[:n], h[stride:][:n], h[2*stride:][:n]
	for i, x := range a {
		s := tau * math.FMA(v3, c[i], math.FMA(v2, b[i], x))
		a[i], b[i], c[i] = x-s, math.FMA(-s, v2, b[i]), math.FMA(-s, v3, c[i])
	}
}

func right3Go(h []float64, rows int, v *reflectors) {
	for r := range rows {
		row := (*[3 * bulges]float64)(h[r*stride:])
		for b := range bulges {
			x, y, z := row[3*b], row[3*b+1], row[3*b+2]
			s := v.tau[b] * math.FMA(v.v3[b], z, math.FMA(v.v2[b], y, x))
			row[3*b], row[3*b+1], row[3*b+2] = x-s, math.FMA(-s, v.v2[b], y), math.FMA(-s, v.v3[b], z)
		}
	}
}
