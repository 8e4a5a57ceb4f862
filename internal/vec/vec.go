// Package vec holds the few loops over numbers that propagation and learning
// share: dot products, sums of columns, and a symmetric matrix in tiles.
//
// The result of each function is fixed to the last bit: every product is fused
// with the sum that it goes into, a sum runs in a fixed number of lanes, and the
// lanes are added in a fixed order. The functions in plain Go define the result.
// Those in assembler (AVX2, AVX-512, NEON) give the same bits in less time.
package vec

import "math"

// Lanes is how many float64 a vector holds, and the side of a tile.
const Lanes = 8

// Pad returns n rounded up to whole vectors.
func Pad(n int) int { return (n + Lanes - 1) &^ (Lanes - 1) }

// Level is what runs of the loops that exist several times: those of vec, and the
// kernels of sim.
type Level int

const (
	Go     Level = iota // no assembler
	AVX2                // AVX2 and FMA, of 2013
	AVX512              // F, CD, BW, DQ and VL, of 2017
	NEON                // of every arm64
)

func (l Level) String() string { return [...]string{"go", "avx2", "avx512", "neon"}[l] }

// Kernel names what runs on this machine: avx512, avx2, neon or go.
func Kernel() string { return Have.String() }

// Dot returns Σ x_i y_i, of the length of x.
func Dot(x, y []float64) float64 {
	y = y[:len(x)]
	switch {
	case Have == Go || len(x) == 0:
		return dot(x, y)
	case Have == AVX2:
		return dotAVX2(&x[0], &y[0], len(x))
	case Have == NEON:
		return dotNEON(&x[0], &y[0], len(x))
	}
	return dotAVX512(&x[0], &y[0], len(x))
}

// Axpy does dst ← dst + a·x, of the length of dst.
func Axpy(dst []float64, a float64, x []float64) {
	x = x[:len(dst)]
	switch {
	case Have == Go || len(dst) == 0:
		axpy(dst, a, x)
	case Have == AVX2:
		axpyAVX2(&dst[0], &x[0], len(dst), a)
	case Have == NEON:
		axpyNEON(&dst[0], &x[0], len(dst), a)
	default:
		axpyAVX512(&dst[0], &x[0], len(dst), a)
	}
}

// AddColumns does dst ← dst + a Σ_j column j of m, for j in the given order;
// column j is m[j·len(dst):][:len(dst)].
func AddColumns(dst []float64, a float64, m []float64, js []int32) {
	n := len(dst)
	if n == 0 {
		return
	}
	column := func(k int) []float64 { return m[int(js[k])*n:][:n] }
	for ; len(js) >= 4; js = js[4:] {
		x0, x1, x2, x3 := column(0), column(1), column(2), column(3)
		switch Have {
		case Go:
			axpy4(dst, a, a, a, a, x0, x1, x2, x3)
		case AVX2:
			axpy4AVX2(&dst[0], &x0[0], &x1[0], &x2[0], &x3[0], n, a)
		case AVX512:
			axpy4AVX512(&dst[0], &x0[0], &x1[0], &x2[0], &x3[0], n, a)
		case NEON:
			axpy4NEON(&dst[0], &x0[0], &x1[0], &x2[0], &x3[0], n, a)
		}
	}
	for k := range js {
		Axpy(dst, a, column(k))
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
	if Have != Go && m > 0 {
		for ; r+Lanes <= rows; r += Lanes {
			rank(&rankArgs{
				c: &c[r*cols], rowStride: 8 * cols, blockStride: 64, cols: cols,
				a: &a[r], aStride: 8 * rows, b: &b[0], bStride: 8 * cols, m: m,
			})
		}
	}
	for ; r < rows; r++ {
		row, l := c[r*cols:][:cols], 0
		for ; Have == Go && l+4 <= m; l += 4 {
			a0, a1, a2, a3 := a[l*rows+r], a[(l+1)*rows+r], a[(l+2)*rows+r], a[(l+3)*rows+r]
			axpy4(row, -a0, -a1, -a2, -a3, b[l*cols:], b[(l+1)*cols:], b[(l+2)*cols:], b[(l+3)*cols:])
		}
		for ; l < m; l++ {
			Axpy(row, -a[l*rows+r], b[l*cols:])
		}
	}
}

// rank is the assembler for one strip.
func rank(args *rankArgs) {
	switch Have {
	case AVX2:
		rankAVX2(args)
	case NEON:
		rankNEON(args)
	default:
		rankAVX512(args)
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
	for len(x) >= len(s) && len(y) >= len(s) {
		for l := 0; l < len(s); l += 4 {
			s[l] = math.FMA(x[l], y[l], s[l])
			s[l+1] = math.FMA(x[l+1], y[l+1], s[l+1])
			s[l+2] = math.FMA(x[l+2], y[l+2], s[l+2])
			s[l+3] = math.FMA(x[l+3], y[l+3], s[l+3])
		}
		x, y = x[len(s):], y[len(s):]
	}
	for i, v := range x {
		s[i%Lanes] = math.FMA(v, y[i], s[i%Lanes])
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
	for len(dst) >= Lanes && len(x) >= Lanes {
		d, v := (*[Lanes]float64)(dst), (*[Lanes]float64)(x)
		d[0] = math.FMA(a, v[0], d[0])
		d[1] = math.FMA(a, v[1], d[1])
		d[2] = math.FMA(a, v[2], d[2])
		d[3] = math.FMA(a, v[3], d[3])
		d[4] = math.FMA(a, v[4], d[4])
		d[5] = math.FMA(a, v[5], d[5])
		d[6] = math.FMA(a, v[6], d[6])
		d[7] = math.FMA(a, v[7], d[7])
		dst, x = dst[Lanes:], x[Lanes:]
	}
	for i, v := range x {
		dst[i] = math.FMA(a, v, dst[i])
	}
}

// axpy4 is axpy for four columns one after the other; dst moves once.
func axpy4(dst []float64, a0, a1, a2, a3 float64, x0, x1, x2, x3 []float64) {
	x0, x1, x2, x3 = x0[:len(dst)], x1[:len(dst)], x2[:len(dst)], x3[:len(dst)]
	for i, d := range dst {
		d = math.FMA(a0, x0[i], d)
		d = math.FMA(a1, x1[i], d)
		d = math.FMA(a2, x2[i], d)
		dst[i] = math.FMA(a3, x3[i], d)
	}
}
