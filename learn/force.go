package learn

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"spiketop/sim"
)

// Force is FORCE training: recursive least squares on each neuron's drive.
// With x = g r and the error e = u − f(t),
//
//	k = P x,  c = 1/(1 + xᵀk),  P ← P − c k kᵀ,  J_i· ← J_i· − c e_i kᵀ,  u ← u − c e xᵀk,  P(0) = I/λ.
//
// It minimises Σ(f − j·x)² + λ|j − j(0)|² for each row j of J: after any number
// of updates the weights are that ridge regression, solved at once on the
// regressors it saw, whatever g was and whenever training was on.
//
// A dense network shares one P; on a sparse one each neuron has its own over
// its presynaptic partners, and weights change only where a synapse exists.
type Force struct {
	lambda float64
	rls    rls
	u, e   []float64
}

// rls is the part that differs between one shared P and one for each neuron.
type rls interface {
	reset(lambda float64)
	// update applies one RLS step for the errors e. An error leaves the P and the
	// weights of the neuron it names, and of all after it, as they were.
	update(net *sim.Network, e []float64) error
	matrices() [][]float64
}

// ErrDiverged is wrapped by every error of Update.
var ErrDiverged = errors.New("training diverged")

// NewForce prepares training of net with ridge λ.
func NewForce(net *sim.Network, lambda float64) *Force {
	n := net.Params().N
	f := &Force{lambda: lambda, u: make([]float64, n), e: make([]float64, n)}
	switch j := net.Coupling().(type) {
	case *sim.Dense:
		f.rls = &shared{n: n, p: make([]float64, n*n), x: make([]float64, n), k: make([]float64, n)}
	case *sim.Sparse:
		f.rls = newOwn(j)
	}
	f.rls.reset(lambda)
	return f
}

// Reset forgets what was learned about the regressors: P = I/λ, anchored at the
// weights as they stand.
func (f *Force) Reset(lambda float64) {
	f.lambda = lambda
	f.rls.reset(lambda)
}

// Update does one RLS step towards the targets and returns the root mean square
// of the errors before it. On divergence (a number that is not finite, or
// xᵀPx < 0) the error says what was seen, and no weight took a bad value.
func (f *Force) Update(net *sim.Network, target []float64) (rms float64, err error) {
	net.Drive(f.u)
	var sq float64
	for i, u := range f.u {
		f.e[i] = u - target[i]
		sq += f.e[i] * f.e[i]
	}
	if !finite(sq) {
		return math.NaN(), fmt.Errorf("%w: the drive is not finite", ErrDiverged)
	}
	if err := f.rls.update(net, f.e); err != nil {
		return math.NaN(), err
	}
	return math.Sqrt(sq / float64(len(f.e))), nil
}

// shared is one P for all neurons, full and kept symmetric to the bit.
type shared struct {
	n    int
	p    []float64
	x, k []float64
}

func (s *shared) reset(lambda float64) {
	clear(s.p)
	for i := range s.n {
		s.p[i*s.n+i] = 1 / lambda
	}
}

func (s *shared) update(net *sim.Network, e []float64) error {
	g := net.Params().G
	if g == 0 {
		return nil // x = 0: nothing to learn from
	}
	for j, r := range net.R() {
		s.x[j] = g * r
	}
	impl := blas64.Implementation()
	impl.Dgemv(blas.NoTrans, s.n, s.n, 1, s.p, s.n, s.x, 1, 0, s.k, 1)
	xk := impl.Ddot(s.n, s.x, 1, s.k, 1)
	if err := sound(xk, 0); err != nil {
		return err
	}
	c := 1 / (1 + xk)
	net.RankOne(c, e, s.k)
	// √c k times itself: the product commutes, so P stays symmetric to the bit.
	impl.Dscal(s.n, math.Sqrt(c), s.k, 1)
	impl.Dger(s.n, s.n, -1, s.k, 1, s.k, 1, s.p, s.n)
	return nil
}

func (s *shared) matrices() [][]float64 { return [][]float64{s.p} }

// own is a P for each neuron over its K presynaptic partners: the lower
// triangle, packed row by row.
type own struct {
	p    [][]float64
	x, k []float64 // room for the largest K
}

func newOwn(j *sim.Sparse) *own {
	o := &own{p: make([][]float64, j.N)}
	most := 0
	for i := range o.p {
		pre, _ := j.Row(i)
		o.p[i] = make([]float64, len(pre)*(len(pre)+1)/2)
		most = max(most, len(pre))
	}
	o.x, o.k = make([]float64, most), make([]float64, most)
	return o
}

func (o *own) reset(lambda float64) {
	for _, p := range o.p {
		clear(p)
		for i, at := 0, 0; at < len(p); i++ {
			p[at+i] = 1 / lambda
			at += i + 1
		}
	}
}

func (o *own) update(net *sim.Network, e []float64) error {
	g := net.Params().G
	if g == 0 {
		return nil
	}
	sp, r := net.Coupling().(*sim.Sparse), net.R()
	for i, p := range o.p {
		pre, _ := sp.Row(i)
		x, k := o.x[:len(pre)], o.k[:len(pre)]
		for m, j := range pre {
			x[m] = g * r[j]
		}
		packedMulVec(k, p, x)
		var xk float64
		for m := range x {
			xk += x[m] * k[m]
		}
		if err := sound(xk, i); err != nil {
			return err
		}
		c := 1 / (1 + xk)
		net.AddRow(i, c*e[i], k)
		packedRankOne(p, -c, k)
	}
	return nil
}

func (o *own) matrices() [][]float64 { return o.p }

// packedMulVec does k = P x for a symmetric P packed by its lower triangle.
func packedMulVec(k, p, x []float64) {
	at := 0
	for i, xi := range x {
		row := p[at : at+i]
		var sum float64
		for j, pij := range row {
			sum += pij * x[j]
			k[j] += pij * xi
		}
		k[i] = sum + p[at+i]*xi
		at += i + 1
	}
}

// packedRankOne does P ← P + a k kᵀ.
func packedRankOne(p []float64, a float64, k []float64) {
	at := 0
	for i, ki := range k {
		row := p[at : at+i+1]
		s := a * ki
		for j := range row {
			row[j] += s * k[j]
		}
		at += i + 1
	}
}

func sound(xk float64, neuron int) error {
	switch {
	case !finite(xk):
		return fmt.Errorf("%w: P is not finite (neuron %d)", ErrDiverged, neuron)
	case xk < 0:
		return fmt.Errorf("%w: P is no longer positive (xᵀPx = %.3g, neuron %d)", ErrDiverged, xk, neuron)
	}
	return nil
}

func finite(x float64) bool { return x-x == 0 }

// Bytes is the memory that RLS takes for a network of n neurons with connection
// probability p: 8N² shared, about 4N(pN)² when each neuron has its own P.
func Bytes(n int, p float64) float64 {
	nn := float64(n)
	if p == 1 {
		return 8 * nn * nn
	}
	k := p * nn
	return 4 * nn * k * (k + 1)
}
