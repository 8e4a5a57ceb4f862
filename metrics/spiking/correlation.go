package spiking

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// Correlations are the pairwise correlations of counts, over pairs of different
// neurons whose count varies.
type Correlations struct {
	Mean, SD float64 // over pairs; NaN below two neurons, SD below three
	SE       float64 // of Mean: a jackknife over blocks of windows
	Neurons  int     // whose count varies
}

// jackknifeBlocks is how many blocks of windows are left out in turn, as for the
// dimension.
const jackknifeBlocks = 20

// CorrelationsOf is the mean and the spread of Pearson's correlation of counts over all
// pairs of neurons. counts is windows × n, windows the rows. A neuron whose count never
// varies has no pairs. All is NaN below [Least] windows.
//
// Independent neurons have the mean 0, and the spread that M windows alone make:
// SD = 1/√(M − 1).
//
// No N×N matrix is made. With z_i the counts of neuron i, centred and of norm 1,
// Σ_ij ρ_ij = ‖Σ_i z_i‖², and Σ_ij ρ_ij² is the squared norm of ZZᵀ and of ZᵀZ alike,
// of which the smaller one is taken: O(N M min(N, M)) time.
func CorrelationsOf(counts []float64, windows, n int) Correlations {
	check(counts, windows, n)
	c := Correlations{Mean: math.NaN(), SD: math.NaN(), SE: math.NaN()}
	if windows < Least {
		return c
	}
	x := make([]float64, len(counts)) // a row for each neuron
	for m := range windows {
		for i, v := range counts[m*n:][:n] {
			x[i*windows+m] = v
		}
	}
	total := make([]float64, windows)
	c.Mean, c.Neurons = meanOf(x, total, windows, 0, 0)

	blocks := min(jackknifeBlocks, windows/2)
	replicas, mean := make([]float64, blocks), 0.0
	for b := range replicas {
		replicas[b], _ = meanOf(x, total, windows, b*windows/blocks, (b+1)*windows/blocks)
		mean += replicas[b] / float64(blocks)
	}
	var ss float64
	for _, r := range replicas {
		ss += (r - mean) * (r - mean)
	}
	c.SE = math.Sqrt(ss * float64(blocks-1) / float64(blocks))

	if c.Neurons > 2 {
		z := x[:0] // the rows that vary, centred and of norm 1
		for i := range n {
			row := x[i*windows:][:windows]
			if mean, norm := moments(row, nil); norm > 0 {
				for _, v := range row {
					z = append(z, (v-mean)*norm)
				}
			}
		}
		own := float64(c.Neurons) // Σ_i ρ_ii
		pairs := own * (own - 1)  // each twice
		c.SD = math.Sqrt(max(0, gramSquare(z, c.Neurons, windows)-own-pairs*c.Mean*c.Mean) / (pairs - 2))
	}
	return c
}

// meanOf is the mean correlation of the rows of x without windows lo ≤ m < hi, and how
// many rows vary; NaN below two. total is scratch.
func meanOf(x, total []float64, windows, lo, hi int) (mean float64, rows int) {
	clear(total)
	for at := 0; at < len(x); at += windows {
		a, b := x[at:at+lo], x[at+hi:at+windows]
		mean, norm := moments(a, b)
		if norm == 0 {
			continue
		}
		rows++
		for m, v := range a {
			total[m] += (v - mean) * norm
		}
		for m, v := range b {
			total[hi+m] += (v - mean) * norm
		}
	}
	if rows < 2 {
		return math.NaN(), rows
	}
	for _, v := range total {
		mean += v * v
	}
	own := float64(rows)
	return (mean - own) / (own * (own - 1)), rows
}

// moments is the mean of a and b together, and one over the norm of what differs from
// it: 0 where nothing does.
func moments(a, b []float64) (mean, norm float64) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, part := range [2][]float64{a, b} {
		for _, v := range part {
			mean += v
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if !(lo < hi) {
		return lo, 0
	}
	mean /= float64(len(a) + len(b))
	for _, part := range [2][]float64{a, b} {
		for _, v := range part {
			norm += (v - mean) * (v - mean)
		}
	}
	return mean, 1 / math.Sqrt(norm)
}

// gramSquare is the squared norm of z zᵀ, z being rows × cols, tile by tile.
func gramSquare(z []float64, rows, cols int) (square float64) {
	side, trans := rows, blas.NoTrans
	if cols < rows {
		side, trans = cols, blas.Trans
	}
	view := func(from, n int) blas64.General { // rows, or columns, from ≤ i < from+n
		if trans == blas.Trans {
			return blas64.General{Rows: rows, Cols: n, Stride: cols, Data: z[from:]}
		}
		return blas64.General{Rows: n, Cols: cols, Stride: cols, Data: z[from*cols:]}
	}
	other := blas.Trans
	if trans == blas.Trans {
		other = blas.NoTrans
	}
	const tile = 64
	gram := make([]float64, tile*tile)
	for i0 := 0; i0 < side; i0 += tile {
		ni := min(tile, side-i0)
		for j0 := i0; j0 < side; j0 += tile {
			nj := min(tile, side-j0)
			g := blas64.General{Rows: ni, Cols: nj, Stride: nj, Data: gram[:ni*nj]}
			blas64.Gemm(trans, other, 1, view(i0, ni), view(j0, nj), 0, g)
			var part float64
			for _, x := range g.Data {
				part += x * x
			}
			if j0 > i0 {
				part *= 2
			}
			square += part
		}
	}
	return square
}
