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
	z, sum := normed(counts, windows, n, 0, 0)
	c.Neurons = len(z) / windows
	if c.Neurons < 2 {
		return c
	}
	own := float64(c.Neurons) // Σ_i ρ_ii
	pairs := own * (own - 1)  // each twice
	c.Mean = (sum - own) / pairs
	if c.Neurons > 2 {
		c.SD = math.Sqrt(max(0, gramSquare(z, c.Neurons, windows)-own-pairs*c.Mean*c.Mean) / (pairs - 2))
	}

	blocks := min(jackknifeBlocks, windows/2)
	replicas, mean := make([]float64, blocks), 0.0
	for b := range replicas {
		lo, hi := b*windows/blocks, (b+1)*windows/blocks
		z, sum := normed(counts, windows, n, lo, hi)
		own := float64(len(z) / (windows - hi + lo))
		replicas[b] = (sum - own) / (own * (own - 1))
		mean += replicas[b] / float64(blocks)
	}
	var ss float64
	for _, x := range replicas {
		ss += (x - mean) * (x - mean)
	}
	c.SE = math.Sqrt(ss * float64(blocks-1) / float64(blocks))
	return c
}

// normed is the counts of the neurons whose count varies, without windows lo ≤ m < hi:
// a row for each, centred, of norm 1; and the squared norm of the sum of the rows.
func normed(counts []float64, windows, n, lo, hi int) (z []float64, sum float64) {
	m := windows - hi + lo
	z = make([]float64, 0, n*m)
	total := make([]float64, m)
	for i := range n {
		at := len(z)
		var mean float64
		for k := range windows {
			if k < lo || k >= hi {
				z = append(z, counts[k*n+i])
				mean += counts[k*n+i]
			}
		}
		row := z[at:]
		mean /= float64(m)
		var squares float64
		constant := true
		for k := range row {
			constant = constant && row[k] == row[0]
		}
		if constant {
			z = z[:at]
			continue
		}
		for k := range row {
			row[k] -= mean
			squares += row[k] * row[k]
		}
		norm := 1 / math.Sqrt(squares)
		for k := range row {
			row[k] *= norm
			total[k] += row[k]
		}
	}
	for _, x := range total {
		sum += x * x
	}
	return z, sum
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
