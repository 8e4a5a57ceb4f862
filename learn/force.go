package learn

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"spiketop/internal/fault"
	"spiketop/internal/vec"
	"spiketop/sim"
)

var forceKind = TrainerKind{
	Name:  "force",
	New:   func(net *sim.Network, p Params) Trainer { return NewForce(net, p.Lambda) },
	Bytes: forceBytes,
}

// Force is FORCE training: recursive least squares on each neuron's drive u.
// With x = g r and the error e = u − f(t), one update is
//
//	k = P x,  c = 1/(1 + xᵀk),  P ← P − c k kᵀ,  J_i· ← J_i· − c e_i kᵀ,  u ← u − c e xᵀk,  P(0) = I/λ.
//
// Each row j of J minimises Σ(f − j·x)² + λ|j − j(0)|². After any number of
// updates the weights are that ridge regression, solved at once on the
// regressors x of all updates, for any history of g and of training on and off.
//
// In a dense network one P serves all neurons. In a sparse network each neuron
// has a P of its own over its presynaptic partners, and a weight changes only
// where a synapse exists.
type Force struct {
	n        int
	partners []int // how many each neuron has; nil: one P serves all
	lambda   float64
	rls      rls // nil before the first update: P = I/λ
	u, e     []float64
}

// rls is P in its two forms: one for all neurons, or one for each.
type rls interface {
	// update does one RLS step for the errors e. Where a P is not sound, neither
	// that P nor the weights that depend on it change; the error tells of the
	// first such neuron.
	update(net *sim.Network, e []float64) error
	matrices() []*RLS
}

// NewForce prepares training of net with ridge λ. The memory of P is taken at
// the first update.
func NewForce(net *sim.Network, lambda float64) *Force {
	n := net.Params().N
	f := &Force{n: n, lambda: lambda, u: make([]float64, n), e: make([]float64, n)}
	if j := net.Coupling(); !j.Shared() {
		f.partners = make([]int, n)
		for i := range f.partners {
			f.partners[i] = len(j.Partners(i))
		}
	}
	return f
}

// fresh makes P = I/λ.
func (f *Force) fresh(lambda float64) rls {
	if f.partners == nil {
		return &shared{RLS: NewRLS(f.n, lambda), ce: make([]float64, f.n)}
	}
	return newOwn(f.partners, lambda)
}

// Dim is the number of neurons.
func (f *Force) Dim() int { return f.n }

// Signal is the drive of every neuron.
func (f *Force) Signal(net *sim.Network, dst []float64) []float64 { return net.Drive(dst) }

// Reset makes P = I/λ. The ridge regression begins anew, and is anchored at the
// weights as they stand.
func (f *Force) Reset(lambda float64) {
	f.lambda = lambda
	if f.rls != nil {
		for _, p := range f.rls.matrices() {
			p.reset(lambda)
		}
	}
}

// Update does one RLS step towards the targets and returns the root mean square
// of the errors before it. Training has diverged where a number is not finite,
// or xᵀPx < 0; the error says which.
func (f *Force) Update(net *sim.Network, target []float64) (rms float64, err error) {
	f.Signal(net, f.u)
	var sq float64
	for i, u := range f.u {
		f.e[i] = u - target[i]
		sq += float64(f.e[i] * f.e[i])
	}
	if !finite(sq) {
		return math.NaN(), fmt.Errorf("%w: the drive is not finite", ErrDiverged)
	}
	if net.Params().G != 0 { // with g = 0 the regressors are 0, and nothing can be learned
		if f.rls == nil {
			f.rls = f.fresh(f.lambda)
		}
		if err := f.rls.update(net, f.e); err != nil {
			return math.NaN(), err
		}
	}
	return math.Sqrt(sq / float64(len(f.e))), nil
}

// shared is one P for all neurons.
type shared struct {
	*RLS
	ce []float64
}

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

func (s *shared) matrices() []*RLS { return []*RLS{s.RLS} }

// own is a P for each neuron over its presynaptic partners. Neurons are
// independent of each other, so any number of workers gives the same bits.
type own struct {
	p       []*RLS
	r       []float64
	errs    []error // of each neuron
	workers []worker
	next    atomic.Int64 // first neuron that nobody has taken
	done    sync.WaitGroup
}

// worker is what one goroutine needs for itself.
type worker struct {
	x, k  []float64
	fault *fault.Panic // nil: it did not panic
}

const (
	ownChunk = 16      // neurons taken at a time
	ownAlone = 100_000 // where all P have fewer numbers than this, a second worker does not pay
)

func newOwn(partners []int, lambda float64) *own {
	n := len(partners)
	o := &own{p: make([]*RLS, n), r: make([]float64, n), errs: make([]error, n)}
	most, room, numbers := 0, 0, 0
	for _, k := range partners {
		most = max(most, k)
		numbers += vec.SymmetricLen(k)
	}
	hold := holdFor(numbers)
	for _, k := range partners {
		room += rlsLen(k, hold)
	}
	memory := make([]float64, room)
	for i, k := range partners {
		o.p[i] = newRLS(k, hold, memory, lambda)
		memory = memory[rlsLen(k, hold):]
	}
	o.workers = make([]worker, 1)
	if numbers > ownAlone {
		o.workers = make([]worker, min(runtime.NumCPU(), runtime.GOMAXPROCS(0), n/ownChunk+1))
	}
	for w := range o.workers {
		o.workers[w].x, o.workers[w].k = make([]float64, vec.Pad(most)), make([]float64, vec.Pad(most))
	}
	return o
}

func (o *own) update(net *sim.Network, e []float64) error {
	net.R(o.r, 1)
	o.next.Store(0)
	for w := 1; w < len(o.workers); w++ {
		o.done.Go(func() { o.workers[w].fault = fault.Caught(func() { o.work(&o.workers[w], net, e) }) })
	}
	o.workers[0].fault = fault.Caught(func() { o.work(&o.workers[0], net, e) })
	o.done.Wait()
	for w := range o.workers {
		if p := o.workers[w].fault; p != nil {
			panic(p) // where the trainer was called it can be recovered
		}
	}
	for i, err := range o.errs {
		if err != nil {
			return fmt.Errorf("%w (neuron %d)", err, i)
		}
	}
	return nil
}

func (o *own) work(w *worker, net *sim.Network, e []float64) {
	coupling, g := net.Coupling(), net.Params().G
	for {
		lo := int(o.next.Add(ownChunk)) - ownChunk
		if lo >= len(o.p) {
			return
		}
		for i := lo; i < min(lo+ownChunk, len(o.p)); i++ {
			pre := coupling.Partners(i)
			pad := vec.Pad(len(pre))
			x, k := w.x[:pad], w.k[:pad]
			for m, j := range pre {
				x[m] = g * o.r[j]
			}
			clear(x[len(pre):])
			c, xk, err := o.p[i].gain(x, k)
			if o.errs[i] = err; err == nil {
				net.AddRow(i, c*e[i], xk/g, k[:len(pre)])
			}
		}
	}
}

func (o *own) matrices() []*RLS { return o.p }

// forceBytes is about 4N² for one shared P, and 4N(pN)² where each neuron has its own.
func forceBytes(n int, p float64) float64 {
	matrices, k := 1, n
	if p < 1 {
		matrices, k = n, int(math.Round(p*float64(n)))
	}
	return 8 * float64(matrices) * float64(rlsLen(k, holdFor(matrices*vec.SymmetricLen(k))))
}
