package dimension

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// activeOf lists the neurons whose count varies in every replicate: with any one
// block left out they still have two different counts.
func activeOf(counts []float64, n int, bounds []int) []int {
	blocks := len(bounds) - 1
	lo, hi := make([]float64, blocks*n), make([]float64, blocks*n)
	for b := range blocks {
		l, h := lo[b*n:(b+1)*n], hi[b*n:(b+1)*n]
		copy(l, counts[bounds[b]*n:])
		copy(h, l)
		for m := bounds[b] + 1; m < bounds[b+1]; m++ {
			for i, x := range counts[m*n : (m+1)*n] {
				l[i], h[i] = min(l[i], x), max(h[i], x)
			}
		}
	}
	var active []int
	for i := range n {
		varies := true
		for skip := 0; skip < blocks && varies; skip++ {
			l, h := math.Inf(1), math.Inf(-1)
			for b := range blocks {
				if b != skip {
					l, h = min(l, lo[b*n+i]), max(h, hi[b*n+i])
				}
			}
			varies = l < h
		}
		if varies {
			active = append(active, i)
		}
	}
	return active
}

// inverses is 1/D̂ of each replicate, and of all windows as its last element.
//
// The Gram matrix of a block is needed in all replicates but one, and is computed
// once, tile by tile: the tile of every block, their sum, and what the tile adds to
// each replicate. No N×N matrix is stored.
func inverses(counts []float64, n int, active []int, bounds []int, est Estimator) []float64 {
	blocks, windows, na := len(bounds)-1, bounds[len(bounds)-1], len(active)

	// x has the active neurons only, a row for each, with their overall mean removed.
	x := make([]float64, na*windows)
	for a, i := range active {
		row := x[a*windows : (a+1)*windows]
		var mean float64
		for m := range row {
			row[m] = counts[m*n+i]
			mean += row[m]
		}
		mean /= float64(windows)
		for m := range row {
			row[m] -= mean
		}
	}

	// Of each replicate: the sums over its windows divided by √M, and the weights
	// that turn a centred product into a covariance (1) or a correlation.
	sum, weight := make([]float64, (blocks+1)*na), make([]float64, (blocks+1)*na)
	trace := make([]float64, blocks+1)
	for a := range na {
		row := x[a*windows : (a+1)*windows]
		var s, q [jackknifeBlocks + 1]float64
		for b := range blocks {
			for _, v := range row[bounds[b]:bounds[b+1]] {
				s[b] += v
				q[b] += v * v
			}
			s[jackknifeBlocks] += s[b]
			q[jackknifeBlocks] += q[b]
		}
		for r := range blocks + 1 {
			m, rs, rq := windows, s[jackknifeBlocks], q[jackknifeBlocks]
			if r < blocks {
				m, rs, rq = m-bounds[r+1]+bounds[r], rs-s[r], rq-q[r]
			}
			rs /= math.Sqrt(float64(m))
			v := rq - rs*rs
			sum[r*na+a] = rs
			if est == Correlation {
				weight[r*na+a] = 1 / v
				trace[r]++
			} else {
				weight[r*na+a] = 1
				trace[r] += v
			}
		}
	}

	const tile = 64
	square := make([]float64, blocks+1) // tr C², from the tiles on and above the diagonal
	gram := make([]float64, (blocks+1)*tile*tile)
	for i0 := 0; i0 < na; i0 += tile {
		ni := min(tile, na-i0)
		for j0 := i0; j0 < na; j0 += tile {
			nj := min(tile, na-j0)
			size := ni * nj
			all := gram[blocks*size : (blocks+1)*size]
			clear(all)
			for b := range blocks {
				g := gram[b*size : (b+1)*size]
				m0, m1 := bounds[b], bounds[b+1]
				blas64.Gemm(blas.NoTrans, blas.Trans, 1,
					view(x, windows, i0, ni, m0, m1), view(x, windows, j0, nj, m0, m1),
					0, blas64.General{Rows: ni, Cols: nj, Stride: nj, Data: g})
				for k, v := range g {
					all[k] += v
				}
			}
			twice := 2.0
			if i0 == j0 {
				twice = 1
			}
			for r := range blocks + 1 {
				var part []float64
				if r < blocks {
					part = gram[r*size : (r+1)*size]
				}
				s, w := sum[r*na:(r+1)*na], weight[r*na:(r+1)*na]
				square[r] += twice * weightedSquares(all, part, s[i0:i0+ni], s[j0:j0+nj], w[i0:i0+ni], w[j0:j0+nj])
			}
		}
	}
	inv := trace
	for r, t := range trace {
		inv[r] = float64(na) * square[r] / (t * t)
	}
	return inv
}

// view is the matrix of windows m0 ≤ m < m1 of neurons i0 … i0+ni−1.
func view(x []float64, stride, i0, ni, m0, m1 int) blas64.General {
	return blas64.General{Rows: ni, Cols: m1 - m0, Stride: stride, Data: x[i0*stride+m0 : (i0+ni-1)*stride+m1]}
}

// weightedSquares is Σ_ij w_i w_j (all_ij − part_ij − s_i s_j)² over a tile; part
// may be nil.
func weightedSquares(all, part, si, sj, wi, wj []float64) float64 {
	var total float64
	for i, s := range si {
		row := all[i*len(sj) : (i+1)*len(sj)]
		var sum float64
		if part == nil {
			for j, c := range row {
				c -= s * sj[j]
				sum += c * c * wj[j]
			}
		} else {
			drop := part[i*len(sj) : (i+1)*len(sj)]
			for j, c := range row {
				c -= drop[j] + s*sj[j]
				sum += c * c * wj[j]
			}
		}
		total += wi[i] * sum
	}
	return total
}
