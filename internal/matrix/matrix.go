// Package matrix holds a weight matrix: whole, or as lists of the entries that
// exist.
package matrix

import (
	"math"
	"slices"
)

// Matrix is an n×n matrix W. W_ij is the weight from neuron j to neuron i. A dense
// matrix keeps all entries; there is a synapse between any two neurons, and the
// diagonal is no synapse but may have weights. A sparse matrix lists its synapses, with
// the weights on the diagonal if there are any, which are no synapses there either, and
// is 0 elsewhere. A synapse may have weight 0.
//
// Nobody changes a Matrix: those who read it share its slices.
type Matrix struct {
	N     int
	Whole []float64 // n×n row by row; nil: sparse

	Start []int32   // n+1: the synapses onto i are those from Start[i] to Start[i+1]
	From  []int32   // their presynaptic neurons, increasing in a row
	Val   []float64 // their weights
}

// Dense is the matrix with the n×n entries w, row by row. It panics on a wrong
// length.
func Dense(w []float64, n int) Matrix {
	if n < 1 || len(w) != n*n {
		panic("matrix: the entries must be n×n")
	}
	return Matrix{N: n, Whole: w}
}

// Masked is the sparse matrix of the entries of w, n×n, where mask is true. The
// diagonal is left out. With mask nil it is Dense. It panics on wrong lengths.
func Masked(w []float64, n int, mask []bool) Matrix {
	m := Dense(w, n)
	if mask == nil {
		return m
	}
	if len(mask) != n*n {
		panic("matrix: the mask must be n×n")
	}
	s := Matrix{N: n, Start: make([]int32, n+1)}
	for i := range n {
		for j := range n {
			if i != j && mask[i*n+j] {
				s.From, s.Val = append(s.From, int32(j)), append(s.Val, w[i*n+j])
			}
		}
		s.Start[i+1] = int32(len(s.Val))
	}
	return s
}

// Of is the n×n matrix of which an entry that is not 0 is a synapse: w itself where
// all entries off the diagonal are, else lists. It panics on a wrong length.
func Of(w []float64, n int) Matrix {
	m := Dense(w, n)
	synapses, kept := 0, 0
	for k, x := range w {
		if x != 0 {
			kept++
			if k%(n+1) != 0 {
				synapses++
			}
		}
	}
	if synapses == m.Synapses() {
		return m
	}
	s := Matrix{N: n, Start: make([]int32, n+1), From: make([]int32, 0, kept), Val: make([]float64, 0, kept)}
	for k, x := range w {
		if x != 0 {
			s.From, s.Val = append(s.From, int32(k%n)), append(s.Val, x)
			s.Start[k/n+1] = int32(len(s.Val))
		}
	}
	for i := range n {
		s.Start[i+1] = max(s.Start[i+1], s.Start[i])
	}
	return s
}

// Sum is Of of the matrix with so many entries: val[k] in row to[k] and column
// from[k]. Entries at the same place are added, in their order; again counts those
// that had one before them. It never builds the n×n entries of a sparse matrix.
func Sum(n int, to, from []int32, val []float64) (m Matrix, again int) {
	// By column, and then by row: both keep the order that there was.
	by := Matrix{N: n, Start: make([]int32, n+1), From: make([]int32, len(val)), Val: make([]float64, len(val))}
	for _, j := range from {
		by.Start[j+1]++
	}
	for j := range n {
		by.Start[j+1] += by.Start[j]
	}
	next := slices.Clone(by.Start)
	for k, j := range from {
		by.From[next[j]], by.Val[next[j]] = to[k], val[k]
		next[j]++
	}
	by = by.Transposed()
	m = Matrix{N: n, Start: make([]int32, n+1)}
	synapses := 0
	for i := range n {
		from, val := by.Row(i)
		for k := 0; k < len(from); {
			j, x := from[k], 0.0
			first := k
			for ; k < len(from) && from[k] == j; k++ {
				x += val[k]
			}
			again += k - first - 1
			if x != 0 {
				m.From, m.Val = append(m.From, j), append(m.Val, x)
				if int(j) != i {
					synapses++
				}
			}
		}
		m.Start[i+1] = int32(len(m.Val))
	}
	if synapses == n*(n-1) {
		m = Dense(m.Entries(), n)
	}
	return m, again
}

// Sparse reports whether the matrix is one of lists.
func (m Matrix) Sparse() bool { return m.Whole == nil }

// Row is row i. For a sparse matrix from has the columns of the values; for a
// dense one from is nil, and the row has all n values.
func (m Matrix) Row(i int) (from []int32, val []float64) {
	if !m.Sparse() {
		return nil, m.Whole[i*m.N:][:m.N]
	}
	lo, hi := m.Start[i], m.Start[i+1]
	return m.From[lo:hi], m.Val[lo:hi]
}

// Between are the values of row i in columns lo to hi−1.
func (m Matrix) Between(i, lo, hi int) []float64 {
	from, val := m.Row(i)
	if m.Sparse() {
		lo, _ = slices.BinarySearch(from, int32(lo))
		hi, _ = slices.BinarySearch(from, int32(hi))
	}
	return val[lo:hi]
}

// Values are the entries that are kept, row by row: n² of a dense matrix, those
// listed of a sparse one.
func (m Matrix) Values() []float64 {
	if m.Sparse() {
		return m.Val
	}
	return m.Whole
}

// Place is the row and the column of Values()[k].
func (m Matrix) Place(k int) (i, j int) {
	if !m.Sparse() {
		return k / m.N, k % m.N
	}
	i, _ = slices.BinarySearch(m.Start, int32(k+1)) // the first row that begins behind k
	return i - 1, int(m.From[k])
}

// At is W_ij.
func (m Matrix) At(i, j int) float64 {
	from, val := m.Row(i)
	if from == nil && !m.Sparse() {
		return val[j]
	}
	if k, found := slices.BinarySearch(from, int32(j)); found {
		return val[k]
	}
	return 0
}

// Synapses is the number of synapses.
func (m Matrix) Synapses() int {
	if m.Sparse() {
		return len(m.Val) - m.loops()
	}
	return m.N * (m.N - 1)
}

// loops is how many entries of the diagonal a sparse matrix lists.
func (m Matrix) loops() (loops int) {
	for i := range m.N {
		from, _ := m.Row(i)
		if _, found := slices.BinarySearch(from, int32(i)); found {
			loops++
		}
	}
	return loops
}

// EachSynapse calls f for each synapse onto i, by presynaptic neuron.
func (m Matrix) EachSynapse(i int, f func(j int, x float64)) {
	from, val := m.Row(i)
	for k, x := range val {
		j := k
		if m.Sparse() {
			j = int(from[k])
		}
		if j != i {
			f(j, x)
		}
	}
}

// With is the matrix with other values: f of those of m, and of those of other at
// the same places. It panics if other does not have the synapses of m.
func (m Matrix) With(other Matrix, f func(x, y float64) float64) Matrix {
	x, y := m.Values(), other.Values()
	if m.N != other.N || len(x) != len(y) || m.Sparse() != other.Sparse() {
		panic("matrix: two matrices of different synapses")
	}
	out := make([]float64, len(x))
	for k := range out {
		out[k] = f(x[k], y[k])
	}
	return m.filled(out)
}

func (m Matrix) filled(val []float64) Matrix {
	if m.Sparse() {
		m.Val = val
	} else {
		m.Whole = val
	}
	return m
}

// Minus is W − V, V of the same synapses.
func (m Matrix) Minus(v Matrix) Matrix {
	return m.With(v, func(x, y float64) float64 { return x - y })
}

// Map is the matrix of f(W_ij). f(0) must be 0.
func (m Matrix) Map(f func(x float64) float64) Matrix {
	return m.With(m, func(x, _ float64) float64 { return f(x) })
}

// Entries is W as n×n numbers, row by row: its own if it is dense, which nobody
// must change, else a copy.
func (m Matrix) Entries() []float64 {
	if !m.Sparse() {
		return m.Whole
	}
	w := make([]float64, m.N*m.N)
	for i := range m.N {
		m.CopyRow(w[i*m.N:][:m.N], i)
	}
	return w
}

// CopyRow writes the n entries of row i into dst.
func (m Matrix) CopyRow(dst []float64, i int) {
	from, val := m.Row(i)
	if !m.Sparse() {
		copy(dst, val)
		return
	}
	clear(dst)
	for k, j := range from {
		dst[j] = val[k]
	}
}

// MulVec writes Wx into y.
func (m Matrix) MulVec(y, x []float64) {
	for i := range m.N {
		from, val := m.Row(i)
		var sum float64
		if m.Sparse() {
			for k, j := range from {
				sum += val[k] * x[j]
			}
		} else {
			for j, w := range val {
				sum += w * x[j]
			}
		}
		y[i] = sum
	}
}

// Synaptic is the matrix without its diagonal, as lists.
func (m Matrix) Synaptic() Matrix {
	if m.Sparse() && m.loops() == 0 {
		return m
	}
	synapses := m.Synapses()
	s := Matrix{N: m.N, Start: make([]int32, m.N+1), From: make([]int32, 0, synapses), Val: make([]float64, 0, synapses)}
	for i := range m.N {
		m.EachSynapse(i, func(j int, x float64) { s.From, s.Val = append(s.From, int32(j)), append(s.Val, x) })
		s.Start[i+1] = int32(len(s.Val))
	}
	return s
}

// Transposed is Wᵀ.
func (m Matrix) Transposed() Matrix {
	if !m.Sparse() {
		return Dense(transposed(m.Whole, m.N), m.N)
	}
	t := Matrix{N: m.N, Start: make([]int32, m.N+1), From: make([]int32, len(m.Val)), Val: make([]float64, len(m.Val))}
	for _, j := range m.From {
		t.Start[j+1]++
	}
	for j := range m.N {
		t.Start[j+1] += t.Start[j]
	}
	next := slices.Clone(t.Start)
	for i := range m.N {
		from, val := m.Row(i)
		for k, j := range from {
			t.From[next[j]], t.Val[next[j]] = int32(i), val[k]
			next[j]++
		}
	}
	return t
}

// transposed is a transposition by tiles that stay in the cache.
func transposed(w []float64, n int) []float64 {
	const tile = 32
	t := make([]float64, n*n)
	for i0 := 0; i0 < n; i0 += tile {
		for j0 := 0; j0 < n; j0 += tile {
			for i := i0; i < min(i0+tile, n); i++ {
				for j := j0; j < min(j0+tile, n); j++ {
					t[j*n+i] = w[i*n+j]
				}
			}
		}
	}
	return t
}

// Frobenius is ‖W‖_F = √ΣW_ij², diagonal included.
func (m Matrix) Frobenius() float64 {
	var sum float64
	for _, x := range m.Values() {
		sum += x * x
	}
	return math.Sqrt(sum)
}
