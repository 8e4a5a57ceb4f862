package learn

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"spiketop/internal/vec"
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
	rls  rls
	u, e []float64
}

// rls is the part that differs between one shared P and one for each neuron.
type rls interface {
	reset(lambda float64)
	// update applies one RLS step for the errors e. Where P is not sound neither
	// P nor the weights that depend on it change; the error tells of the first
	// such neuron.
	update(net *sim.Network, e []float64) error
	matrices() []*RLS
}

// NewForce prepares training of net with ridge λ.
func NewForce(net *sim.Network, lambda float64) *Force {
	n := net.Params().N
	f := &Force{u: make([]float64, n), e: make([]float64, n)}
	switch j := net.Coupling().(type) {
	case *sim.Dense:
		f.rls = newShared(n)
	case *sim.Sparse:
		f.rls = newOwn(j)
	}
	f.rls.reset(lambda)
	return f
}

// Reset forgets what was learned about the regressors: P = I/λ, anchored at the
// weights as they stand.
func (f *Force) Reset(lambda float64) { f.rls.reset(lambda) }

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
	if net.Params().G != 0 { // or x = 0: nothing to learn from
		if err := f.rls.update(net, f.e); err != nil {
			return math.NaN(), err
		}
	}
	return math.Sqrt(sq / float64(len(f.e))), nil
}

// shared is one P for all neurons.
type shared struct {
	RLS
	ce []float64
}

func newShared(n int) *shared { return &shared{RLS: *NewRLS(n, 1), ce: make([]float64, n)} }

func (s *shared) update(net *sim.Network, e []float64) error {
	net.R(s.x[:s.n], net.Params().G)
	c, _, err := s.gain(s.x, s.k)
	if err != nil {
		return err
	}
	for i, v := range e {
		s.ce[i] = c * v
	}
	net.RankOne(s.ce, s.k[:s.n])
	return nil
}

func (s *shared) matrices() []*RLS { return []*RLS{&s.RLS} }

// own is a P for each neuron over its K presynaptic partners. Neurons are
// independent, so any number of workers gives the same bits.
type own struct {
	p       []RLS
	r       []float64
	workers []worker
	next    atomic.Int64 // first neuron that nobody has taken
	done    sync.WaitGroup
}

// worker is what one goroutine needs for itself.
type worker struct {
	x, k   []float64
	failed int // the first neuron that failed; −1: none
	err    error
}

const (
	ownChunk = 16      // neurons taken at a time
	ownAlone = 100_000 // numbers of all P together below which a second worker does not pay
)

func newOwn(j *sim.Sparse) *own {
	o := &own{p: make([]RLS, j.N), r: make([]float64, j.N)}
	most, room, numbers := 0, 0, 0
	for i := range o.p {
		pre, _ := j.Row(i)
		most = max(most, len(pre))
		numbers += vec.SymmetricLen(len(pre))
	}
	hold := holdFor(numbers)
	for i := range o.p {
		pre, _ := j.Row(i)
		room += rlsLen(len(pre), hold)
	}
	memory := make([]float64, room)
	for i := range o.p {
		pre, _ := j.Row(i)
		o.p[i] = newRLS(len(pre), hold, memory)
		memory = memory[rlsLen(len(pre), hold):]
	}
	o.workers = make([]worker, 1)
	if numbers > ownAlone {
		o.workers = make([]worker, min(runtime.NumCPU(), runtime.GOMAXPROCS(0), j.N/ownChunk+1))
	}
	for w := range o.workers {
		o.workers[w].x, o.workers[w].k = make([]float64, vec.Pad(most)), make([]float64, vec.Pad(most))
	}
	return o
}

func (o *own) reset(lambda float64) {
	for i := range o.p {
		o.p[i].reset(lambda)
	}
}

func (o *own) update(net *sim.Network, e []float64) error {
	net.R(o.r, 1)
	o.next.Store(0)
	for w := 1; w < len(o.workers); w++ {
		o.done.Add(1)
		go func() {
			defer o.done.Done()
			o.work(&o.workers[w], net, e)
		}()
	}
	o.work(&o.workers[0], net, e)
	o.done.Wait()
	first := &o.workers[0]
	for i := range o.workers {
		if w := &o.workers[i]; w.failed >= 0 && (first.failed < 0 || w.failed < first.failed) {
			first = w
		}
	}
	if first.failed < 0 {
		return nil
	}
	return fmt.Errorf("%w (neuron %d)", first.err, first.failed)
}

func (o *own) work(w *worker, net *sim.Network, e []float64) {
	w.failed, w.err = -1, nil
	sp, g := net.Coupling().(*sim.Sparse), net.Params().G
	for {
		lo := int(o.next.Add(ownChunk)) - ownChunk
		if lo >= len(o.p) {
			return
		}
		for i := lo; i < min(lo+ownChunk, len(o.p)); i++ {
			pre, _ := sp.Row(i)
			pad := vec.Pad(len(pre))
			x, k := w.x[:pad], w.k[:pad]
			for m, j := range pre {
				x[m] = g * o.r[j]
			}
			clear(x[len(pre):])
			c, xk, err := o.p[i].gain(x, k)
			if err != nil {
				if w.failed < 0 || i < w.failed {
					w.failed, w.err = i, err
				}
				continue
			}
			net.AddRow(i, c*e[i], xk/g, k[:len(pre)])
		}
	}
}

func (o *own) matrices() []*RLS {
	all := make([]*RLS, len(o.p))
	for i := range o.p {
		all[i] = &o.p[i]
	}
	return all
}

// Bytes is the memory that RLS takes for a network of n neurons with connection
// probability p: about 4N² for one shared P, 4N(pN)² when each neuron has its own.
func Bytes(n int, p float64) float64 {
	if p == 1 {
		return 8 * float64(rlsLen(n, holdMost))
	}
	return 8 * float64(n) * float64(rlsLen(int(math.Round(p*float64(n))), holdMost))
}
