package sim

import (
	"fmt"
	"math"
	"math/rand/v2"

	"spiketop/internal/matrix"
	"spiketop/internal/vec"
)

// Coupling is the matrix J: J_ij is the weight from j to i, before the gain.
// There are two: Dense (p = 1) and Sparse (p < 1).
type Coupling interface {
	// AddColumns adds x·J_·j to dst (length N) for each j, in order: what spikes do.
	AddColumns(dst []float64, js []int32, x float64)
	// Dense writes factor·J into dst, N×N row by row (row = postsynaptic); nil allocates.
	Dense(dst []float64, factor float64) []float64
	// Matrix is factor·J: all entries of a dense J, lists of a sparse one.
	Matrix(factor float64) matrix.Matrix
	// Synapses is the number of synapses that exist (no self-connections counted).
	Synapses() int

	// Shared reports whether all neurons have the same presynaptic partners, so
	// that learning needs one set of regressors for all of them.
	Shared() bool
	// Partners lists the presynaptic partners of neuron i, increasing; nil means
	// all N neurons. The slice is not to be written to.
	Partners(i int) []int32
	// RankOne does J_ij ← J_ij − e_i k_j for every synapse, and s ← s minus that
	// change times r: if s was J r, it still is. All have length N.
	RankOne(s, r, e, k []float64)
	// AddRow does J_ij ← J_ij − e k_j for the synapses onto neuron i, k being in
	// the order of Partners(i). Different rows may be changed at the same time.
	AddRow(i int, e float64, k []float64)

	// balance removes the mean of each row over its synapses, self-connections left
	// out, and returns how many neurons have a single synapse.
	balance() (single int)
	// eachPair calls f once for the weights J_ij and J_ji of each pair of neurons that
	// has a synapse. ji is nil where J_ij is the only one.
	eachPair(f func(i, j int, ij, ji *float64))

	// save returns the weights, and load takes what save returned.
	save() weights
	load(weights) error
}

// weights is a coupling on disk. Which synapses exist follows from the parameters
// and the seed; their weights may be learned.
type weights struct {
	Values []float64
	E, K   []float64 // changes of a dense J that are held back
}

// Dense is an all-to-all J, kept column by column.
//
// Learning changes J by matrices of rank one, J ← J − e kᵀ. To write N² numbers
// for each change would be slow, so Dense keeps up to holdMost changes beside the
// matrix: J is col − Σ_l e_l k_lᵀ. When there are holdMost changes, Dense applies
// all of them to col at once. Results have the same bits whenever J is read,
// because only the number of changes decides when they are applied.
type Dense struct {
	n    int
	col  []float64 // col[j·n+i] is J_ij without the changes held back
	e, k []float64 // the changes held back, one after the other
}

const holdMost = 8

func newDense(n int) *Dense {
	return &Dense{n: n, col: make([]float64, n*n)}
}

func (d *Dense) AddColumns(dst []float64, js []int32, x float64) {
	vec.AddColumns(dst, x, d.col, js)
	for at := 0; at < len(d.k); at += d.n {
		var sum float64
		for _, j := range js {
			sum += d.k[at+int(j)]
		}
		vec.Axpy(dst, -x*sum, d.e[at:])
	}
}

// Dense leaves the changes held back where they are. dst has the bits that J has
// once they are applied.
func (d *Dense) Dense(dst []float64, factor float64) []float64 {
	const block = 32 // of a transposition that stays in the cache
	n := d.n
	dst = sized(dst, n*n)
	for j0 := 0; j0 < n; j0 += block {
		for i0 := 0; i0 < n; i0 += block {
			for i := i0; i < min(i0+block, n); i++ {
				for j := j0; j < min(j0+block, n); j++ {
					dst[i*n+j] = d.col[j*n+i]
				}
			}
		}
	}
	vec.RankM(dst, n, n, d.e, d.k)
	for i := range dst {
		dst[i] *= factor
	}
	return dst
}

func (d *Dense) Matrix(factor float64) matrix.Matrix {
	return matrix.Dense(d.Dense(nil, factor), d.n)
}

func (d *Dense) Synapses() int { return d.n * (d.n - 1) }

func (d *Dense) Shared() bool         { return true }
func (d *Dense) Partners(int) []int32 { return nil }

func (d *Dense) RankOne(s, r, e, k []float64) {
	if d.k == nil {
		d.k, d.e = make([]float64, 0, holdMost*d.n), make([]float64, 0, holdMost*d.n)
	}
	d.e, d.k = append(d.e, e...), append(d.k, k...)
	if len(d.k) == holdMost*d.n {
		vec.RankM(d.col, d.n, d.n, d.k, d.e)
		d.e, d.k = d.e[:0], d.k[:0]
	}
	vec.Axpy(s, -vec.Dot(r, k), e)
}

func (d *Dense) AddRow(i int, e float64, k []float64) {
	for j, x := range k {
		d.col[j*d.n+i] -= float64(e * x)
	}
}

func (d *Dense) save() weights { return weights{d.col, d.e, d.k} }

func (d *Dense) load(w weights) error {
	if len(w.E) != len(w.K) || len(w.K)%d.n != 0 || len(w.K) >= holdMost*d.n {
		return fmt.Errorf("%d and %d numbers of changes held back", len(w.E), len(w.K))
	}
	if w.K != nil {
		d.e, d.k = append(make([]float64, 0, holdMost*d.n), w.E...), append(make([]float64, 0, holdMost*d.n), w.K...)
	}
	return fill("weights", d.col, w.Values)
}

// Sparse is a J of which each entry exists with probability p. Weights are kept
// column by column; Row finds those of one postsynaptic neuron.
type Sparse struct {
	N      int
	ColPtr []int32   // synapses of column j: ColPtr[j] … ColPtr[j+1]−1
	Post   []int32   // postsynaptic neuron of each synapse, increasing in a column
	Val    []float64 // its weight
	rowPtr []int32
	pre    []int32 // presynaptic neurons of row i, increasing
	pos    []int32 // where their weights stand in Val
	loops  int     // synapses of a neuron onto itself
}

func (s *Sparse) AddColumns(dst []float64, js []int32, x float64) {
	for _, j := range js {
		lo, hi := s.ColPtr[j], s.ColPtr[j+1]
		post, val := s.Post[lo:hi], s.Val[lo:hi]
		if vec.Have != vec.Go && len(post) > 0 {
			addFMA(&dst[0], &post[0], &val[0], len(post), x)
		} else {
			add(dst, post, val, x)
		}
	}
}

func add(dst []float64, post []int32, val []float64, x float64) {
	for k, i := range post {
		dst[i] = math.FMA(x, val[k], dst[i])
	}
}

func (s *Sparse) Dense(dst []float64, factor float64) []float64 {
	dst = sized(dst, s.N*s.N)
	clear(dst)
	for j := range s.N {
		for k := s.ColPtr[j]; k < s.ColPtr[j+1]; k++ {
			dst[int(s.Post[k])*s.N+j] = factor * s.Val[k]
		}
	}
	return dst
}

func (s *Sparse) Matrix(factor float64) matrix.Matrix {
	val := make([]float64, len(s.Val))
	for k, at := range s.pos {
		val[k] = factor * s.Val[at]
	}
	return matrix.Matrix{N: s.N, Start: s.rowPtr, From: s.pre, Val: val} // which synapses exist never changes
}

func (s *Sparse) Synapses() int { return len(s.Val) - s.loops }

// Row returns the presynaptic partners of neuron i and where their weights stand in Val.
func (s *Sparse) Row(i int) (pre, pos []int32) {
	lo, hi := s.rowPtr[i], s.rowPtr[i+1]
	return s.pre[lo:hi], s.pos[lo:hi]
}

func (s *Sparse) Shared() bool { return false }

func (s *Sparse) Partners(i int) []int32 {
	pre, _ := s.Row(i)
	return pre
}

func (s *Sparse) RankOne(sum, r, e, k []float64) {
	for j := range s.N {
		for p := s.ColPtr[j]; p < s.ColPtr[j+1]; p++ {
			i := s.Post[p]
			change := float64(e[i] * k[j])
			s.Val[p] -= change
			sum[i] -= float64(change * r[j])
		}
	}
}

func (s *Sparse) AddRow(i int, e float64, k []float64) {
	_, pos := s.Row(i)
	for m, p := range pos {
		s.Val[p] -= float64(e * k[m])
	}
}

func (s *Sparse) save() weights        { return weights{Values: s.Val} }
func (s *Sparse) load(w weights) error { return fill("weights", s.Val, w.Values) }

// index builds the row view from the columns.
func (s *Sparse) index() {
	s.rowPtr = make([]int32, s.N+1)
	for _, i := range s.Post {
		s.rowPtr[i+1]++
	}
	for i := range s.N {
		s.rowPtr[i+1] += s.rowPtr[i]
	}
	s.pre, s.pos = make([]int32, len(s.Post)), make([]int32, len(s.Post))
	next := append([]int32(nil), s.rowPtr[:s.N]...)
	for j := range s.N {
		for k := s.ColPtr[j]; k < s.ColPtr[j+1]; k++ {
			i := s.Post[k]
			s.pre[next[i]], s.pos[next[i]] = int32(j), k
			next[i]++
		}
	}
}

// newCoupling draws J: each connection exists with probability p, weights are
// N(0, 1/(pN)), there are no self-connections, structure is put in, and with balanced
// Rows each row's mean over its synapses is removed without rescaling
// (docs/SCIENCE.md, section 1). It returns how many neurons have a single synapse,
// whose weight is then 0.
func newCoupling(par Params, seed int) (c Coupling, single int) {
	n, p, rng := par.N, par.P, rand.New(Stream(seed, "weights"))
	sd := 1 / math.Sqrt(p*float64(n))
	if p == 1 {
		d := newDense(n)
		for j := range n {
			for i := range n {
				if i != j {
					d.col[j*n+i] = float64(sd * Normal(rng))
				}
			}
		}
		c = d
	} else {
		s := &Sparse{N: n, ColPtr: make([]int32, n+1)}
		for j := range n {
			for i := range n {
				if i != j && rng.Float64() < p {
					s.Post = append(s.Post, int32(i))
					s.Val = append(s.Val, sd*Normal(rng))
				}
			}
			s.ColPtr[j+1] = int32(len(s.Post))
		}
		s.index()
		c = s
	}
	if !par.Structure.None() {
		par.Structure.put(c, n, p, par.Balance, Stream(seed, "structure"))
	}
	if par.Balance == Rows {
		single = c.balance()
	}
	return c, single
}

// balance is that of Coupling for a matrix without self-connections.
func (d *Dense) balance() (single int) {
	n := d.n
	mean := make([]float64, n)
	for j := range n {
		for i := range n {
			if i != j {
				mean[i] += d.col[j*n+i] / float64(n-1)
			}
		}
	}
	for j := range n {
		for i := range n {
			if i != j {
				d.col[j*n+i] -= mean[i]
			}
		}
	}
	if n == 2 {
		return 2
	}
	return 0
}

// sized returns dst with length n, allocating where it is too short.
func sized(dst []float64, n int) []float64 {
	if cap(dst) < n {
		return make([]float64, n)
	}
	return dst[:n]
}
