package motifs

import (
	"math"
	"slices"

	"spiketop/metrics"
)

// Weighted has the four pair correlations of a weight matrix: Pearson's
// correlations between entries that share neurons, over existing synapses. All
// four use one mean m and one variance v, those of the existing weights. They are
// for weights what Zhao et al. 2011 (Front. Comput. Neurosci. 5:28) define for
// edges. W_ij is the weight from j to i. With mask M, Z = W − m on M, E = |M|, row
// sums R and column sums K of Z, in- and out-degrees k of M, and q = ΣZ²:
//
//	Reciprocal = ΣZ_ij Z_ji / (v ΣM_ij M_ji)                  W_ij and W_ji
//	Convergent = (ΣR² − q) / (v(Σk_in² − E))                  W_ij and W_ik
//	Divergent  = (ΣK² − q) / (v(Σk_out² − E))                 W_ik and W_jk
//	Chain      = (ΣRK − ΣZ_ij Z_ji) / (v(Σk_in k_out − ΣM_ij M_ji))  W_ij and W_jk
//
// The diagonal is left out even where it is not 0. A value is NaN where there
// is no such pair, or where all weights are equal.
//
// Reciprocal stands in the spectrum too: Σλ² = ΣW_ij W_ji. Divergent and Convergent
// of order 1/N are large already, so they are to be read with their z. Rows whose
// mean was removed have Convergent = [ExpectedConvergent], which is no motif.
type Weighted = Pairs[float64]

// WeightedOf returns the four correlations of the n×n matrix w in O(n²).
// A nil mask means all off-diagonal entries. It panics if len(w) or len(mask)
// is not n².
func WeightedOf(w []float64, n int, mask []bool) Weighted {
	metrics.CheckMatrix(w, n, mask)
	m := centre(w, n, mask)
	return m.correlations(m.z)
}

// ExpectedConvergent returns −1/(Σk_in²/E − 1), the Convergent correlation of
// every matrix on this mask whose rows sum to zero, since then ΣR² = 0. It is NaN
// where no neuron has two synapses.
func ExpectedConvergent(n int, mask []bool) float64 {
	p := pairsOf(n, mask)
	if p.convergent == 0 {
		return math.NaN()
	}
	return -p.edges / p.convergent
}

// pairCounts counts the existing synapses and the ordered pairs of them that each
// correlation runs over.
type pairCounts struct{ edges, reciprocal, convergent, divergent, chain float64 }

func pairsOf(n int, mask []bool) pairCounts {
	if mask == nil {
		N := float64(n)
		three := N * (N - 1) * (N - 2)
		return pairCounts{N * (N - 1), N * (N - 1), three, three, three}
	}
	in, out := make([]float64, n), make([]float64, n)
	var p pairCounts
	for i := range n {
		for j := range n {
			if i == j || !mask[i*n+j] {
				continue
			}
			p.edges++
			in[i]++
			out[j]++
			if mask[j*n+i] {
				p.reciprocal++
			}
		}
	}
	for i := range n {
		p.convergent += in[i] * (in[i] - 1)
		p.divergent += out[i] * (out[i] - 1)
		p.chain += in[i] * out[i]
	}
	p.chain -= p.reciprocal
	return p
}

// centred is Z with what stays the same when Z is shuffled within its mask.
type centred struct {
	z        []float64 // W − mean on existing synapses, 0 elsewhere
	n        int
	mean, q  float64 // q = Σ Z²
	pairs    pairCounts
	constant bool      // no variance beyond rounding
	row, col []float64 // scratch
}

func centre(w []float64, n int, mask []bool) *centred {
	m := &centred{
		z: slices.Clone(w), n: n, pairs: pairsOf(n, mask),
		row: make([]float64, n), col: make([]float64, n),
	}
	m.keepExisting(mask)
	var sum, largest float64
	for _, x := range m.z {
		sum += x
		largest = max(largest, math.Abs(x))
	}
	if m.pairs.edges > 0 {
		m.mean = sum / m.pairs.edges
	}
	for k := range m.z {
		m.z[k] -= m.mean
	}
	m.keepExisting(mask)
	var q float64 // m.q itself would be stored at each step
	for _, x := range m.z {
		q += x * x
	}
	m.q = q
	const rounding = 1e-13 // of a weight: the error of the mean of equal weights
	m.constant = m.q <= m.pairs.edges*(largest*rounding)*(largest*rounding)
	return m
}

// keepExisting sets the diagonal and absent synapses to 0.
func (m *centred) keepExisting(mask []bool) {
	for k, exists := range mask {
		if !exists {
			m.z[k] = 0
		}
	}
	for i := range m.n {
		m.z[i*m.n+i] = 0
	}
}

// correlations returns the four correlations of a shuffled Z (or Z itself).
func (m *centred) correlations(z []float64) Weighted {
	nan := math.NaN()
	if m.constant {
		return Weighted{nan, nan, nan, nan}
	}
	rr, kk, rk := m.sums(z)
	cross := crossSum(z, m.n)
	v := m.q / m.pairs.edges
	over := func(sum, pairs float64) float64 {
		if pairs == 0 {
			return nan
		}
		return sum / (v * pairs)
	}
	return Weighted{
		Reciprocal: over(cross, m.pairs.reciprocal),
		Convergent: over(rr-m.q, m.pairs.convergent),
		Divergent:  over(kk-m.q, m.pairs.divergent),
		Chain:      over(rk-cross, m.pairs.chain),
	}
}

// sums returns ΣR², ΣK² and ΣRK of row and column sums.
func (m *centred) sums(z []float64) (rr, kk, rk float64) {
	clear(m.col)
	for i := range m.n {
		var sum float64
		for j, x := range z[i*m.n : (i+1)*m.n] {
			sum += x
			m.col[j] += x
		}
		m.row[i] = sum
	}
	for i, r := range m.row {
		k := m.col[i]
		rr += r * r
		kk += k * k
		rk += r * k
	}
	return rr, kk, rk
}

// balanced reports whether every row of Z sums to zero but for rounding.
func (m *centred) balanced() bool {
	rr, _, _ := m.sums(m.z)
	return rr <= 1e-18*m.q*float64(m.n)
}

// crossSum returns ΣZ_ij Z_ji over i ≠ j. The diagonal of z is 0. The loop goes by
// tiles, because down a column every entry would miss the cache.
func crossSum(z []float64, n int) float64 {
	const tile = 16
	var sum float64
	for i0 := 0; i0 < n; i0 += tile {
		for j0 := i0; j0 < n; j0 += tile {
			for i := i0; i < min(i0+tile, n); i++ {
				for j := max(j0, i+1); j < min(j0+tile, n); j++ {
					sum += z[i*n+j] * z[j*n+i]
				}
			}
		}
	}
	return 2 * sum
}
