package sim

import (
	"fmt"

	"spiketop/internal/matrix"
)

// Weights are given weights: a network of Params.With starts from them, and not
// from random ones.
type Weights struct {
	// W is J before the gain, row = postsynaptic: whole, or lists, which have the
	// weights of the diagonal too.
	W matrix.Matrix
	// P is the fraction of all possible synapses that there are: 1 for a network
	// that is all to all. P stands for Params.P, and is within the limits of that.
	P float64
}

// NewWeights makes weights of a matrix, whose numbers are finite. It panics if there
// are less than two neurons.
func NewWeights(w matrix.Matrix) *Weights {
	if w.N < 2 {
		panic("sim: weights are a square matrix of at least two neurons")
	}
	n := float64(w.N)
	return &Weights{w, max(leastP, float64(w.Synapses())/(n*(n-1)))}
}

// With is p with given weights: N and P follow from them.
func (p Params) With(w *Weights) Params {
	if p.given = w; w != nil {
		p.N, p.P = w.W.N, w.P
	}
	return p
}

// Given are the weights that a network of p starts from; nil: random ones.
func (p Params) Given() *Weights { return p.given }

// follow reports where p contradicts its given weights.
func (p Params) follow() error {
	w := p.given
	switch {
	case w == nil:
	case p.N != w.W.N:
		return fmt.Errorf("net.n = %d contradicts the given weights; must be %d", p.N, w.W.N)
	case p.P != w.P:
		return fmt.Errorf("net.p = %g contradicts the given weights; must be %g", p.P, w.P)
	default:
		return p.Structure.withGiven()
	}
	return nil
}

// Balance says what is done to the weights of each neuron.
type Balance string

const (
	Rows       Balance = "rows" // their mean is removed
	Unbalanced Balance = "none"
)

// coupling makes J of the given weights: sparse if W is. single is that of
// newCoupling.
func (w *Weights) coupling(balance Balance) (c Coupling, single int) {
	n := w.W.N
	if w.W.Sparse() {
		byColumn := w.W.Transposed()
		s := &Sparse{N: n, ColPtr: byColumn.Start, Post: byColumn.From, Val: byColumn.Val, loops: len(byColumn.Val) - w.W.Synapses()}
		s.index()
		if balance == Rows {
			single = s.balance()
		}
		return s, single
	}
	d := newDense(n)
	for i := range n {
		_, row := w.W.Row(i)
		var mean float64
		if balance == Rows {
			w.W.EachSynapse(i, func(_ int, x float64) { mean += x / float64(n-1) })
		}
		for j, x := range row {
			d.col[j*n+i] = x
			if i != j {
				d.col[j*n+i] -= mean
			}
		}
	}
	if balance == Rows && n == 2 {
		single = 2
	}
	return d, single
}

// balance removes the mean of each row over its synapses, self-connections left
// out, and returns how many neurons have a single synapse.
func (s *Sparse) balance() (single int) {
	for i := range s.N {
		pre, pos := s.Row(i)
		var sum float64
		synapses := 0
		for m, k := range pos {
			if int(pre[m]) != i {
				sum += s.Val[k]
				synapses++
			}
		}
		if synapses == 1 {
			single++
		}
		for m, k := range pos {
			if int(pre[m]) != i {
				s.Val[k] -= sum / float64(synapses)
			}
		}
	}
	return single
}
