package metrics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// Estimator is the matrix whose participation ratio is taken.
type Estimator int

const (
	// Correlation weighs all neurons alike.
	Correlation Estimator = iota
	// Covariance weighs a neuron by the variance of its count.
	Covariance
)

// String is the name used on the screen and in files.
func (e Estimator) String() string {
	switch e {
	case Correlation:
		return "correlation"
	case Covariance:
		return "covariance"
	}
	return fmt.Sprintf("Estimator(%d)", int(e))
}

func (e Estimator) check() {
	if e != Correlation && e != Covariance {
		panic(fmt.Sprintf("metrics: no such estimator: %v", e))
	}
}

// Dimension is the participation ratio of spike counts over the number of
// active neurons.
type Dimension struct {
	// Estimate is D = PR/N after the correction for sampling, with its
	// jackknife standard error.
	Estimate
	// Raw is D̂, before the correction.
	Raw float64
	// Windows is the number of counting windows M.
	Windows int
	// Active neurons enter; Silent ones, whose count never changes, do not.
	// Both are 0 while there are too few windows to tell.
	Active, Silent int
}

// dimBlocks is the number of jackknife blocks, of at least two windows.
const dimBlocks = 20

// ParticipationRatio is the dimension of spike counts: D = (tr C)²/(N tr C²),
// with C their covariance or correlation matrix. counts is row-major,
// windows×n, one row for each counting window.
//
// M windows make independent neurons look correlated. With α = N/M the raw
// value is D̂ = D/(1+αD), so D = 1/(1/D̂ − α). The standard error is a jackknife
// over 20 contiguous blocks of windows (which keeps the correlation between
// neighbouring windows inside a block), each replicate with its own α. A neuron
// whose count is constant, in all windows or in those of any replicate, is left
// out everywhere and counted as Silent.
//
// D is undefined for fewer than 3 windows or 2 active neurons, and if
// 1/D̂ ≤ α, which M windows with their mean removed (rank M−1) reach by rounding
// only. Below M = 2N it carries a warning: near M = N it is mostly correction.
// The method is O(windows·n²) in time, and in space a copy of the counts.
// ParticipationRatio panics if counts does not have length windows·n.
func ParticipationRatio(counts []float64, windows, n int, est Estimator) Dimension {
	if windows < 0 || n < 0 || len(counts) != windows*n {
		panic("metrics: ParticipationRatio: wrong length")
	}
	est.check()
	d := Dimension{Raw: math.NaN(), Windows: windows}
	if windows < 3 {
		d.Estimate = undefined("%d windows: at least 3 are needed", windows)
		return d
	}
	for _, x := range counts {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			d.Estimate = undefined("a count is not finite")
			return d
		}
	}
	blocks := dimBlocks
	if windows < 2*dimBlocks {
		blocks = max(3, windows/2)
		d.warn("%d windows: the jackknife has %d blocks instead of %d", windows, blocks, dimBlocks)
	}
	bounds := make([]int, blocks+1)
	for b := range bounds {
		bounds[b] = b * windows / blocks
	}
	active := dimActive(counts, n, bounds)
	d.Active, d.Silent = len(active), n-len(active)
	if d.Active < 2 {
		d.Estimate = undefined("%d active neurons: at least 2 are needed", d.Active)
		return d
	}
	if windows < 2*d.Active {
		d.warn("%d windows for %d neurons: below two a neuron the correction for sampling is large", windows, d.Active)
	}

	inv := dimInverse(counts, n, active, bounds, est)
	value := func(b int) float64 { // replicate b; all windows for b == blocks
		m := windows
		if b < blocks {
			m -= bounds[b+1] - bounds[b]
		}
		if x := inv[b] - float64(d.Active)/float64(m); x > 0 {
			return 1 / x
		}
		return math.NaN()
	}
	d.Raw = 1 / inv[blocks]
	d.Value = value(blocks)
	if math.IsNaN(d.Value) {
		d.SE = math.NaN()
		d.warn("1/D̂ = %.3g is not above N/M = %.3g: too few windows", inv[blocks], float64(d.Active)/float64(windows))
		return d
	}
	var mean, ss float64
	for b := range blocks {
		mean += value(b) / float64(blocks)
	}
	for b := range blocks {
		ss += (value(b) - mean) * (value(b) - mean)
	}
	d.SE = math.Sqrt(ss * float64(blocks-1) / float64(blocks))
	if math.IsNaN(d.SE) {
		d.warn("no standard error: with a block left out there are too few windows")
	}
	return d
}

// dimActive lists the neurons whose count varies in every replicate: those
// that, with any one block left out, still have two different counts.
func dimActive(counts []float64, n int, bounds []int) []int {
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

// dimInverse is 1/D̂ of each replicate, and of all windows as its last element.
//
// The Gram matrix of each block is needed for its own replicate and for all
// others. It is computed once, tile by tile: the tile of every block, their
// sum, and what the tile adds to each replicate; no N×N matrix is stored.
func dimInverse(counts []float64, n int, active []int, bounds []int, est Estimator) []float64 {
	blocks, windows, na := len(bounds)-1, bounds[len(bounds)-1], len(active)

	// x: active neurons only, row by neuron, their overall mean removed.
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

	// Of each replicate: sums over its windows divided by √M, and the weights
	// that make a covariance (1) or a correlation of the centred product.
	sum, weight := make([]float64, (blocks+1)*na), make([]float64, (blocks+1)*na)
	trace := make([]float64, blocks+1)
	for a := range na {
		row := x[a*windows : (a+1)*windows]
		var s, q [dimBlocks + 1]float64
		for b := range blocks {
			for _, v := range row[bounds[b]:bounds[b+1]] {
				s[b] += v
				q[b] += v * v
			}
			s[dimBlocks] += s[b]
			q[dimBlocks] += q[b]
		}
		for r := range blocks + 1 {
			m, rs, rq := windows, s[dimBlocks], q[dimBlocks]
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
					dimView(x, windows, i0, ni, m0, m1), dimView(x, windows, j0, nj, m0, m1),
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
				square[r] += twice * dimSquares(all, part, s[i0:i0+ni], s[j0:j0+nj], w[i0:i0+ni], w[j0:j0+nj])
			}
		}
	}
	inv := trace
	for r, t := range trace {
		inv[r] = float64(na) * square[r] / (t * t)
	}
	return inv
}

// dimView is the matrix of windows m0 ≤ m < m1 of neurons i0 … i0+ni−1.
func dimView(x []float64, stride, i0, ni, m0, m1 int) blas64.General {
	return blas64.General{Rows: ni, Cols: m1 - m0, Stride: stride, Data: x[i0*stride+m0 : (i0+ni-1)*stride+m1]}
}

// dimSquares is Σ_ij w_i w_j (all_ij − part_ij − s_i s_j)² over a tile; part
// may be nil.
func dimSquares(all, part, si, sj, wi, wj []float64) float64 {
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
