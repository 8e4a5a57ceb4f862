package live

import (
	"context"
	"math"
	"slices"

	"spiketop/internal/matrix"
	"spiketop/learn"
	"spiketop/measure"
	"spiketop/run"
	"spiketop/sim"
)

// MatrixOrder is which neuron stands where in a view of W.
type MatrixOrder int

const (
	ByIndex MatrixOrder = iota
	ByType              // a block for each type; within it by place where there is a target with places, else by index
	ByPlace             // by the place in the target: in a sequence, the phase; by index without
	MatrixOrders
)

// MatrixView is a part of W: positions in an order, cut into blocks. The zero view is
// none.
type MatrixView struct {
	Order      MatrixOrder
	Rows, Cols matrix.Cut // as many blocks of both
}

// None reports whether nothing is to be seen.
func (v MatrixView) None() bool { return v.Rows.K == 0 }

// fit is the view in a network of n neurons, which may be smaller than the one that it
// was asked of.
func (v MatrixView) fit(n int) MatrixView {
	for _, c := range []*matrix.Cut{&v.Rows, &v.Cols} {
		c.N = min(max(c.N, 1), n)
		c.Lo = min(max(c.Lo, 0), n-c.N)
	}
	k := max(1, min(v.Rows.K, v.Cols.K, v.Rows.N, v.Cols.N))
	v.Rows.K, v.Cols.K = k, k
	return v
}

// Matrix is W as a view shows it.
type Matrix struct {
	measure.Date
	View     MatrixView
	N        int
	Synapses int
	Sparse   bool
	At       []int32   // the neuron at each position; nil: position i is neuron i
	Cells    []float64 // mean of W over each block, row by row
	Back     []float64 // with rows and columns exchanged: entry (b, a) is the mirror of block (a, b)
	Scale    float64   // 98th percentile of |Cells| that are not 0; 0: all are

	asked MatrixView
}

// Neuron is the neuron at a position.
func (m *Matrix) Neuron(position int) int {
	if m.At == nil {
		return position
	}
	return int(m.At[position])
}

// Mean is W over block (a, b), and over its mirror.
func (m *Matrix) Mean(a, b int) (w, mirror float64) {
	k := m.View.Rows.K
	return m.Cells[a*k+b], m.Back[b*k+a]
}

// Partners are the neurons to which the watched one is connected.
type Partners struct {
	measure.Date
	Neuron   int
	From, To []matrix.Partner // presynaptic, postsynaptic: the strongest
	NFrom    int              // how many there are, without the neuron itself
	NTo      int
}

// partnersMost is how many partners are listed of each kind.
const partnersMost = 64

// details is what a screen looks at of W.
type details struct {
	matrix MatrixView
	glass  bool
	neuron int
}

func (d details) none() bool { return d.matrix.None() && !d.glass }

// lookAtDetails computes what a screen looks at of W.
func (r *results) lookAtDetails(ctx context.Context, c *job) {
	date := measure.Date{Step: c.Step, TimeMS: c.TimeMS}
	if c.details.glass {
		p := &Partners{Date: date, Neuron: min(max(c.details.neuron, 0), c.N-1)}
		p.From, p.To = c.W.Onto(p.Neuron), c.W.Out(p.Neuron)
		p.NFrom, p.NTo = len(p.From), len(p.To)
		if c.W.At(p.Neuron, p.Neuron) != 0 {
			p.NFrom, p.NTo = p.NFrom-1, p.NTo-1
		}
		p.From, p.To = slices.Clone(p.From[:min(len(p.From), partnersMost)]), slices.Clone(p.To[:min(len(p.To), partnersMost)])
		r.take(c.generation, func() { r.partners = p })
	}
	if !c.details.matrix.None() && ctx.Err() == nil {
		m := MatrixOf(c.Copy, c.details.matrix)
		m.Date = date
		r.take(c.generation, func() { r.matrix = m })
	}
}

// MatrixOf is W of a copy of the run as a view shows it.
func MatrixOf(c *run.Copy, asked MatrixView) *Matrix {
	v := asked.fit(c.N)
	m := &Matrix{View: v, N: c.N, Synapses: c.W.Synapses(), Sparse: c.W.Sparse(), At: positions(c, v.Order), asked: asked}
	m.Cells = c.W.BlockMeans(m.At, v.Rows, v.Cols)
	m.Back = m.Cells
	if v.Rows != v.Cols {
		m.Back = c.W.BlockMeans(m.At, v.Cols, v.Rows)
	}
	var sizes []float64
	for _, x := range m.Cells {
		if x != 0 {
			sizes = append(sizes, math.Abs(x))
		}
	}
	if len(sizes) > 0 {
		slices.Sort(sizes)
		m.Scale = sizes[(98*len(sizes)+99)/100-1] // nearest rank
	}
	return m
}

// positions are the neurons in an order; nil: by index.
func positions(c *run.Copy, order MatrixOrder) []int32 {
	if c.Order == nil || order == ByIndex { // types are contiguous
		return nil
	}
	at := make([]int32, c.N)
	for i, rank := range learn.Rank(c.Order) {
		at[rank] = int32(i)
	}
	if order == ByType {
		kind := func(i int32) int {
			return slices.IndexFunc(c.Populations, func(p sim.Population) bool { return int(i) < p.Hi })
		}
		slices.SortStableFunc(at, func(a, b int32) int { return kind(a) - kind(b) })
	}
	return at
}

// sameDetails reports whether the results are of what is looked at now.
func (r *results) sameDetails(now details, d measure.Date) bool {
	if now.glass {
		if r.partners == nil || r.partners.Neuron != now.neuron {
			return false
		}
		p := *r.partners
		p.Date = d
		r.partners = &p
	}
	if !now.matrix.None() {
		if r.matrix == nil || r.matrix.asked != now.matrix {
			return false
		}
		m := *r.matrix
		m.Date = d
		r.matrix = &m
	}
	return true
}
