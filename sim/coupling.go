package sim

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas64"
)

// Coupling is the matrix J: J_ij is the weight from j to i, before the gain.
// There are two: Dense (p = 1) and Sparse (p < 1).
type Coupling interface {
	// AddColumn adds x·J_·j to dst (length N): what a spike of j does.
	AddColumn(dst []float64, j int32, x float64)
	// Dense writes factor·J into dst, N×N row by row (row = postsynaptic); nil allocates.
	Dense(dst []float64, factor float64) []float64
	// Mask tells which synapses exist, N×N row by row; nil means all but the diagonal.
	Mask() []bool
	// Synapses is the number of synapses that exist (no self-connections counted).
	Synapses() int
	// values are the weights in storage order, for saving.
	values() []float64
}

// Dense is an all-to-all J in column order.
type Dense struct {
	N   int
	Col []float64 // Col[j·N+i] = J_ij
}

func (d *Dense) AddColumn(dst []float64, j int32, x float64) {
	col := d.Col[int(j)*d.N:][:len(dst)]
	for i, w := range col {
		dst[i] += x * w
	}
}

func (d *Dense) Dense(dst []float64, factor float64) []float64 {
	dst = sized(dst, d.N*d.N)
	for j := range d.N {
		for i, w := range d.Col[j*d.N:][:d.N] {
			dst[i*d.N+j] = factor * w
		}
	}
	return dst
}

func (d *Dense) Mask() []bool      { return nil }
func (d *Dense) Synapses() int     { return d.N * (d.N - 1) }
func (d *Dense) values() []float64 { return d.Col }

// rankOne does J ← J − c e kᵀ.
func (d *Dense) rankOne(c float64, e, k []float64) {
	n := d.N
	blas64.Implementation().Dger(n, n, -c, k, 1, e, 1, d.Col, n)
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
}

func (s *Sparse) AddColumn(dst []float64, j int32, x float64) {
	lo, hi := s.ColPtr[j], s.ColPtr[j+1]
	post, val := s.Post[lo:hi], s.Val[lo:hi]
	for k, i := range post {
		dst[i] += x * val[k]
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

func (s *Sparse) Mask() []bool {
	m := make([]bool, s.N*s.N)
	for j := range s.N {
		for k := s.ColPtr[j]; k < s.ColPtr[j+1]; k++ {
			m[int(s.Post[k])*s.N+j] = true
		}
	}
	return m
}

func (s *Sparse) Synapses() int     { return len(s.Val) }
func (s *Sparse) values() []float64 { return s.Val }

// Row returns the presynaptic partners of neuron i and where their weights stand in Val.
func (s *Sparse) Row(i int) (pre, pos []int32) {
	lo, hi := s.rowPtr[i], s.rowPtr[i+1]
	return s.pre[lo:hi], s.pos[lo:hi]
}

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
// N(0, 1/(pN)), there are no self-connections, and each row's mean over its
// synapses is removed without rescaling (docs/SCIENCE.md, section 1). It
// returns how many neurons have a single synapse, whose weight is then 0.
func newCoupling(n int, p float64, src rand.Source) (c Coupling, single int) {
	rng := rand.New(src)
	sd := 1 / math.Sqrt(p*float64(n))
	if p == 1 {
		d := &Dense{N: n, Col: make([]float64, n*n)}
		mean := make([]float64, n)
		for j := range n {
			for i := range n {
				if i != j {
					w := sd * rng.NormFloat64()
					d.Col[j*n+i] = w
					mean[i] += w / float64(n-1)
				}
			}
		}
		for j := range n {
			for i := range n {
				if i != j {
					d.Col[j*n+i] -= mean[i]
				}
			}
		}
		if n == 2 {
			single = 2
		}
		return d, single
	}
	s := &Sparse{N: n, ColPtr: make([]int32, n+1)}
	for j := range n {
		for i := range n {
			if i != j && rng.Float64() < p {
				s.Post = append(s.Post, int32(i))
				s.Val = append(s.Val, sd*rng.NormFloat64())
			}
		}
		s.ColPtr[j+1] = int32(len(s.Post))
	}
	s.index()
	for i := range n {
		_, pos := s.Row(i)
		if len(pos) == 1 {
			single++
		}
		var sum float64
		for _, k := range pos {
			sum += s.Val[k]
		}
		for _, k := range pos {
			s.Val[k] -= sum / float64(len(pos))
		}
	}
	return s, single
}

// sized returns dst with length n, allocating where it is too short.
func sized(dst []float64, n int) []float64 {
	if cap(dst) < n {
		return make([]float64, n)
	}
	return dst[:n]
}
