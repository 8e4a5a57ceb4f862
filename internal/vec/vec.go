// Package vec holds the few loops over numbers that propagation and learning
// share: dot products, sums of columns, and a symmetric matrix in tiles.
//
// Each has one meaning to the last bit: which products are fused (all of them),
// in how many lanes a sum runs, and in which order the lanes are added. The
// functions in plain Go say what it is; those in assembler (AVX-512) give the
// same bits, so which of them ran is nobody's concern but the clock's.
package vec

import "math"

// Lanes is how many float64 a vector holds, and the side of a tile.
const Lanes = 8

// Pad returns n rounded up to whole vectors.
func Pad(n int) int { return (n + Lanes - 1) &^ (Lanes - 1) }

// Kernel names what runs on this machine: avx512 or go.
func Kernel() string {
	if Fast {
		return "avx512"
	}
	return "go"
}

// Dot returns Σ x_i y_i, of the length of x.
func Dot(x, y []float64) float64 {
	y = y[:len(x)]
	if Fast && len(x) > 0 {
		return dotAVX512(&x[0], &y[0], len(x))
	}
	return dot(x, y)
}

// Axpy does dst ← dst + a·x, of the length of dst.
func Axpy(dst []float64, a float64, x []float64) {
	x = x[:len(dst)]
	if Fast && len(dst) > 0 {
		axpyAVX512(&dst[0], &x[0], len(dst), a)
		return
	}
	axpy(dst, a, x)
}

// AddColumns does dst ← dst + a Σ_j column j of m, for j in the given order;
// column j is m[j·len(dst):][:len(dst)].
func AddColumns(dst []float64, a float64, m []float64, js []int32) {
	n := len(dst)
	if !Fast || n == 0 {
		for _, j := range js {
			axpy(dst, a, m[int(j)*n:][:n])
		}
		return
	}
	for ; len(js) >= 4; js = js[4:] {
		a0, a1 := m[int(js[0])*n:][:n], m[int(js[1])*n:][:n]
		a2, a3 := m[int(js[2])*n:][:n], m[int(js[3])*n:][:n]
		axpy4AVX512(&dst[0], &a0[0], &a1[0], &a2[0], &a3[0], n, a)
	}
	for _, j := range js {
		axpyAVX512(&dst[0], &m[int(j)*n:][:n][0], n, a)
	}
}

// RankM does C ← C − Σ_l A_l B_lᵀ for a matrix of rows × cols numbers, row by
// row without gaps. A_l is a[l·rows:][:rows], B_l is b[l·cols:][:cols], and l
// runs over the m = len(a)/rows pairs in order.
func RankM(c []float64, rows, cols int, a, b []float64) {
	if rows == 0 || cols == 0 {
		return
	}
	m := len(a) / rows
	c, b = c[:rows*cols], b[:m*cols]
	r := 0
	if Fast && m > 0 {
		for ; r+Lanes <= rows; r += Lanes {
			rankAVX512(&rankArgs{
				c: &c[r*cols], rowStride: 8 * cols, blockStride: 64, cols: cols,
				a: &a[r], aStride: 8 * rows, b: &b[0], bStride: 8 * cols, m: m,
			})
		}
	}
	for ; r < rows; r++ {
		for l := range m {
			Axpy(c[r*cols:][:cols], -a[l*rows+r], b[l*cols:][:cols])
		}
	}
}

// rankArgs is a strip of eight rows of C, and the pairs to subtract from it.
// Strides are in bytes; blockStride leads from one column block of eight to the next.
type rankArgs struct {
	c                      *float64
	rowStride, blockStride int
	cols                   int
	a                      *float64
	aStride                int
	b                      *float64
	bStride                int
	m                      int
}

// In plain Go: what the words above mean.

// dot keeps 32 sums: element i goes to sum i mod 32 in whole blocks of 32, then
// to sum i mod 8. Sums 0–7 take 8–15, 16–23 take 24–31, then those, and the last eight are
// added as ((0+4)+(2+6))+((1+5)+(3+7)).
func dot(x, y []float64) float64 {
	var s [32]float64
	i := 0
	for ; i+32 <= len(x); i += 32 {
		a, b := x[i:i+32:i+32], y[i:i+32:i+32]
		for l := range s {
			s[l] = math.FMA(a[l], b[l], s[l])
		}
	}
	for l := 0; i < len(x); i++ {
		s[l] = math.FMA(x[i], y[i], s[l])
		l = (l + 1) % Lanes
	}
	var t [Lanes]float64
	for l := range t {
		t[l] = (s[l] + s[l+8]) + (s[l+16] + s[l+24])
	}
	return sum8(&t)
}

func sum8(t *[Lanes]float64) float64 {
	return ((t[0] + t[4]) + (t[2] + t[6])) + ((t[1] + t[5]) + (t[3] + t[7]))
}

func axpy(dst []float64, a float64, x []float64) {
	x = x[:len(dst)]
	for i, v := range x {
		dst[i] = math.FMA(a, v, dst[i])
	}
}
