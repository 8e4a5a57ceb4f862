package matrix

// Cut divides the positions Lo … Lo+N−1 into K blocks. Block k has the positions from
// Lo + ⌊kN/K⌋ to Lo + ⌊(k+1)N/K⌋ − 1.
type Cut struct{ Lo, N, K int }

// Edge is the first position of block k; that of block K is the end.
func (c Cut) Edge(k int) int { return c.Lo + k*c.N/c.K }

// Block is the block of a position, −1 for one outside.
func (c Cut) Block(position int) int {
	if position < c.Lo || position >= c.Lo+c.N {
		return -1
	}
	return ((position-c.Lo+1)*c.K - 1) / c.N
}

// BlockMeans are the means of W over blocks of rows and of columns, rows.K × cols.K
// numbers, row by row. at has the neuron at each position; nil: position i is neuron i.
// Entries that a sparse matrix does not list count as 0, and the diagonal counts as the
// others. It panics where there are fewer positions than blocks, and where positions
// are no neurons.
func (m Matrix) BlockMeans(at []int32, rows, cols Cut) []float64 {
	for _, c := range []Cut{rows, cols} {
		if c.K < 1 || c.N < c.K || c.Lo < 0 || c.Lo+c.N > m.N {
			panic("matrix: blocks must have neurons")
		}
	}
	neuron := func(position int) int {
		if at == nil {
			return position
		}
		return int(at[position])
	}
	block := make([]int32, m.N) // of each presynaptic neuron; cols.K: none
	for j := range block {
		block[j] = int32(cols.K)
	}
	for position := cols.Lo; position < cols.Lo+cols.N; position++ {
		block[neuron(position)] = int32(cols.Block(position))
	}
	means := make([]float64, rows.K*cols.K)
	sums := make([]float64, cols.K+1) // the last one is of no block
	for k := range rows.K {
		clear(sums)
		lo, hi := rows.Edge(k), rows.Edge(k+1)
		for position := lo; position < hi; position++ {
			from, val := m.Row(neuron(position))
			if m.Sparse() {
				for e, j := range from {
					sums[block[j]] += val[e]
				}
				continue
			}
			for j, x := range val {
				sums[block[j]] += x
			}
		}
		for c := range cols.K {
			means[k*cols.K+c] = sums[c] / float64((hi-lo)*(cols.Edge(c+1)-cols.Edge(c)))
		}
	}
	return means
}
