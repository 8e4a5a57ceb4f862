package motifs

import (
	"math"

	"spiketop/internal/matrix"
)

// Weighted has the four pair correlations of a weight matrix: Pearson's
// correlations between entries that share neurons, over existing synapses. All
// four use one mean m and one variance v, those of the existing weights. They are
// for weights what Zhao et al. 2011 (Front. Comput. Neurosci. 5:28) define for
// edges. W_ij is the weight from j to i. With M the synapses, Z = W − m on M,
// E = |M|, row sums R and column sums K of Z, in- and out-degrees k of M, and
// q = ΣZ²:
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

// WeightedOf returns the four correlations of W in O(synapses).
func WeightedOf(w matrix.Matrix) Weighted {
	return centre(w).correlations()
}

// ExpectedConvergent returns −1/(Σk_in²/E − 1), the Convergent correlation of
// every matrix with the synapses of w whose rows sum to zero, since then ΣR² = 0.
// It is NaN where no neuron has two synapses.
func ExpectedConvergent(w matrix.Matrix) float64 { return centre(w).expectedConvergent() }

// lists are the values of the synapses, by postsynaptic and by presynaptic neuron.
type lists struct{ z, t matrix.Matrix }

func newLists(z matrix.Matrix) lists { return lists{z, z.Transposed()} }

// centred is Z with what its correlations are made of. Pairs of synapses are
// ordered pairs.
type centred struct {
	lists
	q        float64    // ΣZ²
	rows     float64    // ΣR²
	columns  float64    // ΣK²
	constant bool       // no variance beyond rounding
	pairs    [4]float64 // of synapses that each correlation runs over
	sums     [4]float64 // of their products
}

func centre(w matrix.Matrix) *centred {
	z := w.Synaptic()
	edges := float64(len(z.Val))
	var sum, largest float64
	for _, x := range z.Val {
		sum += x
		largest = max(largest, math.Abs(x))
	}
	mean := sum / max(1, edges)
	c := &centred{lists: newLists(z.With(z, func(x, _ float64) float64 { return x - mean }))}
	for _, x := range c.z.Val {
		c.q += x * x
	}
	const rounding = 1e-13 // of a weight: the error of the mean of equal weights
	c.constant = c.q <= edges*(largest*rounding)*(largest*rounding)

	var rr, kk, rk, cross, mutual float64
	for i := range w.N {
		from, row := c.z.Row(i)
		_, column := c.t.Row(i)
		in, out := float64(len(row)), float64(len(column))
		c.pairs[1] += in * (in - 1)
		c.pairs[2] += out * (out - 1)
		c.pairs[3] += in * out
		var r, k float64
		for _, x := range row {
			r += x
		}
		for _, x := range column {
			k += x
		}
		rr += r * r
		kk += k * k
		rk += r * k
		c.mates(i, func(at, mate int) {
			if int(from[at]) < i {
				cross += 2 * row[at] * column[mate]
				mutual += 2
			}
		})
	}
	c.rows, c.columns, c.pairs[0] = rr, kk, mutual
	c.pairs[3] -= mutual
	c.sums = [4]float64{cross, rr - c.q, kk - c.q, rk - cross}
	return c
}

// mates calls f for each synapse onto i whose reverse exists too: with its place
// in row i of Z, and the place of the reverse in row i of Zᵀ.
func (c lists) mates(i int, f func(at, mate int)) {
	from, _ := c.z.Row(i)
	to, _ := c.t.Row(i)
	mate := 0
	for at, j := range from {
		for mate < len(to) && to[mate] < j {
			mate++
		}
		if mate < len(to) && to[mate] == j {
			f(at, mate)
		}
	}
}

func (c *centred) correlations() Weighted {
	var x [4]float64
	for k := range x {
		x[k] = math.NaN()
		if !c.constant && c.pairs[k] > 0 {
			x[k] = c.sums[k] / (c.variance() * c.pairs[k])
		}
	}
	return Weighted{x[0], x[1], x[2], x[3]}
}

// variance is v.
func (c *centred) variance() float64 { return c.q / float64(len(c.z.Val)) }

func (c *centred) expectedConvergent() float64 { return c.expected(1) }

// expected is the correlation of pairs k, 1 or 2, where all rows or all columns sum
// to zero.
func (c *centred) expected(k int) float64 {
	if c.pairs[k] == 0 {
		return math.NaN()
	}
	return -float64(len(c.z.Val)) / c.pairs[k]
}

// balanced reports whether every row of Z sums to zero but for rounding, or every
// column, of which the squares of the sums are squares.
func (c *centred) balanced(squares float64) bool {
	return !c.constant && squares <= 1e-18*c.q*float64(c.z.N)
}
