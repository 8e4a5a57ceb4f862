package sim

import (
	"fmt"
	"math"
	"math/rand/v2"

	"spiketop/internal/elementary"
	"spiketop/internal/matrix"
	"spiketop/internal/vec"
	"spiketop/internal/warn"
)

// Network is a network at one moment. Its memory is of four kinds: what the
// user sets, what evolves, what follows from the parameters, and scratch.
type Network struct {
	par  Params
	seed int
	j    Coupling
	st   state
	der  derived
	scr  scratch

	kernels  [len(Types)]kernel
	states   *rand.PCG // of the initial states
	noise    *normals
	warnings warn.List
}

// state is what evolves.
//
// r and the drive decay alike, so one number decays for all of them: r_j is
// Scale·R_j, and Σ_j J_ij r_j is Scale·S_i.
type state struct {
	Step  int64
	V     []float64 // membrane; while a neuron is refractory its true one is in Held
	Held  []float64
	R     []float64 // filtered spikes r_j
	S     []float64 // Σ_j J_ij r_j: the drive before the gain
	Scale float64
	Until []int64 // first step at which a neuron is not refractory
	// Displace is how many spikes are still to be delayed, Late the neuron whose spike
	// the last step held back, or noNeuron.
	Displace int   `pack:"new"`
	Late     int32 `pack:"new"`
	// Extra is what a type's neurons have beyond V: Extra[t][k] is variable k of
	// Types[t].State, with room for every neuron.
	Extra [len(Types)][][]float64
}

// derived is what follows from the parameters and the step; each kernel derives
// what is its own.
type derived struct {
	pops     []Population
	decay    float64 // of r and u in a step
	jump     float64 // of r_j at a spike: τ_m/τ_s
	gain     float64 // S times this is u, averaged over the step
	refSteps int64
}

func (p Params) derive() derived {
	a := p.Dt / p.TauS
	return derived{
		pops:     p.Populations(),
		decay:    elementary.Exp(-a),
		jump:     p.TauM / p.TauS,
		gain:     p.G * (-elementary.Expm1(-a) / a), // u's mean over a step in which it decays
		refSteps: p.RefractorySteps(),
	}
}

// scratch holds nothing that outlives a step, with two exceptions: base and input
// follow from the parameters and from the input last set, and the queue of
// refractory neurons follows from Until.
type scratch struct {
	base  []float64 // b + I
	input []float64 // I
	noise []float32 // standard normal draws of this step, in whole groups
	far   []uint16  // for the noise
	below []uint8   // for the kernels: a bit for each neuron; each population has whole words
	fired []int32

	refractory queue
}

// New draws a network: weights, unless they are given, then the first random
// state. The same parameters and seed give the same bits.
func New(p Params, seed int) (*Network, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	n := &Network{par: p, seed: seed, der: p.derive()}
	var single int
	if p.given != nil {
		n.j, single = p.given.coupling(p.Balance)
	} else {
		n.j, single = newCoupling(p, seed)
	}
	if single > 0 {
		n.warnings.Add(warn.SingleSynapse, "neurons with a single synapse: %d; the weight of such a synapse is 0, because the weights of a neuron are balanced", single)
	}
	n.st = state{V: make([]float64, p.N), Held: make([]float64, p.N), R: make([]float64, p.N), S: make([]float64, p.N), Until: make([]int64, p.N), Late: noNeuron}
	groups := (p.N + normalGroup - 1) / normalGroup
	n.scr = scratch{
		base: make([]float64, p.N), input: make([]float64, p.N), fired: make([]int32, 0, p.N),
		noise: make([]float32, normalGroup*groups), far: make([]uint16, groups), below: make([]uint8, 8*((p.N+63)/64+len(Types))),
		refractory: queue{ring: make([]int32, p.N)},
	}
	for t, m := range Types {
		n.kernels[t] = m.kernel()
		for range m.State {
			n.st.Extra[t] = append(n.st.Extra[t], make([]float64, p.N))
		}
	}
	n.states, n.noise = Stream(seed, "states"), newNormals(Stream(seed, "noise"))
	n.rebase()
	n.Kick()
	return n, nil
}

// Step advances the network by Δt. The order inside a step:
//
//	due input → integrate, fire and reset, population by population → spikes displaced → propagate → step++
//
// Due input is what SetInput left and the drive u as it stands; propagation
// decays r and u over the step, then each neuron that fired, in the order of
// its index, adds τ_m/τ_s to its r and its column of J to the drive. Learning
// and recording come after Step, by whoever calls it.
func (n *Network) Step() {
	if n.par.Noise > 0 {
		n.noise.fill(n.scr.noise, n.scr.far)
	}
	fired, gain := n.scr.fired[:0], n.der.gain*n.st.Scale
	for t, k := range n.kernels {
		if n.der.pops[t].Len() > 0 {
			fired = k.step(gain, n.st.Step, fired)
		}
	}
	if n.st.Displace > 0 || n.st.Late != noNeuron {
		fired = n.displaced(fired)
	} else {
		n.hold(fired)
	}
	n.scr.fired = fired

	n.st.Scale *= n.der.decay
	if n.st.Scale < smallestScale {
		n.rescale()
	}
	if len(fired) > 0 {
		jump := n.der.jump / n.st.Scale
		for _, j := range fired {
			n.st.R[j] += jump
		}
		n.j.AddColumns(n.st.S, fired, jump)
	}
	n.st.Step++
	n.release()
}

// Below smallestScale r and the drive are written anew with a scale of 1. The
// processor is slow with numbers below 1e-308, so nothing decays that far: r and
// drives below smallestValue become 0, and membranes without input end there.
const (
	smallestScale = 1.0 / (1 << 40)
	smallestValue = 1e-200
)

func (n *Network) rescale() {
	for _, x := range [][]float64{n.st.R, n.st.S} {
		for i := range x {
			x[i] *= n.st.Scale
			if math.Abs(x[i]) < smallestValue {
				x[i] = 0
			}
		}
	}
	n.st.Scale = 1
}

// Configure changes the parameters of the running network, as far as they can
// change without a new one: all but N, p, balance, structure and Δt. A refused change leaves the
// network untouched.
//
// Where the boundaries between populations move, neurons are converted. A
// converted neuron takes its membrane and its further state as its new Model
// says; r, the drive and the weights stay.
func (n *Network) Configure(p Params) error {
	if err := p.Check(); err != nil {
		return err
	}
	if p.N != n.par.N || p.P != n.par.P || p.Balance != n.par.Balance || p.Structure != n.par.Structure || p.given != n.par.given || p.Dt != n.par.Dt {
		return fmt.Errorf("net.n, net.p, net.balance, net.dt and the structure of the weights need a new network")
	}
	d := p.derive()
	for t, now := range d.pops {
		old := n.der.pops[t]
		n.convert(t, now, now.Lo, min(now.Hi, old.Lo))
		n.convert(t, now, max(now.Lo, old.Hi), now.Hi)
	}
	for i, until := range n.st.Until { // a shorter t_ref holds for those refractory now
		if int32(i) != n.st.Late {
			n.st.Until[i] = min(until, n.st.Step+d.refSteps)
		}
	}
	n.par, n.der = p, d
	n.release()
	n.rebase()
	return nil
}

// convert makes neurons lo … hi−1, which were of other types, neurons of
// population p, which is that of Types[t].
func (n *Network) convert(t int, p Population, lo, hi int) {
	if p.enter != nil {
		for i := lo; i < hi; i++ {
			n.st.V[i], n.st.Held[i] = p.enter(n.st.V[i]), p.enter(n.st.Held[i])
		}
	}
	n.settle(t, p, lo, hi)
}

// settle puts the state beyond v of neurons lo … hi−1 at rest.
func (n *Network) settle(t int, p Population, lo, hi int) {
	if len(p.State) == 0 || lo >= hi {
		return
	}
	for k, x := range p.rest(p.Bias) {
		for i := lo; i < hi; i++ {
			n.st.Extra[t][k][i] = x
		}
	}
}

// Kick starts from a fresh random state: v from U[0, 1) for every type, further
// state at rest, r and the drive 0, no neuron refractory.
func (n *Network) Kick() {
	rng := rand.New(n.states)
	for i := range n.st.V {
		n.st.V[i] = rng.Float64()
	}
	for t, p := range n.der.pops {
		n.settle(t, p, p.Lo, p.Hi)
	}
	clear(n.st.R)
	clear(n.st.S)
	clear(n.st.Until)
	n.st.Scale, n.st.Late = 1, noNeuron
	n.scr.refractory.n = 0
}

// SetInput sets the input I of every neuron until it is set again; nil is 0.
func (n *Network) SetInput(in []float64) {
	if in == nil {
		clear(n.scr.input)
	} else if copy(n.scr.input, in) != n.par.N || len(in) != n.par.N {
		panic("sim: input of the wrong length")
	}
	for t, p := range n.der.pops {
		n.rest(p)
		n.kernels[t].input()
	}
}

// rest is what a neuron of p integrates beside its drive: b + I.
func (n *Network) rest(p Population) {
	base, bias := n.scr.base[p.Lo:p.Hi], p.Bias
	for i, in := range n.scr.input[p.Lo:p.Hi][:len(base)] {
		base[i] = bias + in
	}
}

// rebase hands the kernels the parameters and the input.
func (n *Network) rebase() {
	below := n.scr.below
	for t, p := range n.der.pops {
		n.rest(p)
		words := (p.Len() + 63) / 64
		b := block{
			v: n.st.V[p.Lo:p.Hi], s: n.st.S[p.Lo:p.Hi], base: n.scr.base[p.Lo:p.Hi], below: below[:8*words],
			lo: p.Lo, until: n.st.Until[p.Lo:p.Hi],
		}
		below = below[8*words:]
		b.allBelow(0)
		if n.par.Noise > 0 {
			b.noise = n.scr.noise[p.Lo:p.Hi]
		}
		for _, x := range n.st.Extra[t] {
			b.extra = append(b.extra, x[p.Lo:p.Hi])
		}
		n.kernels[t].set(b, setting{dt: n.par.Dt, tauM: n.par.TauM, noise: n.par.Noise})
	}
}

// Params returns the parameters.
func (n *Network) Params() Params { return n.par }

// Steps is the number of steps taken.
func (n *Network) Steps() int64 { return n.st.Step }

// Kernel names what steps networks on this machine: avx512, avx2, neon or go. All give
// the same bits.
func Kernel() string { return vec.Kernel() }

// Populations are the neurons by type, one population for each of Types; some
// may be empty. The slice is not to be written to. A change of composition makes
// another.
func (n *Network) Populations() []Population { return n.der.pops }

// Bias is the constant input of neuron i, by its type.
func (n *Network) Bias(i int) float64 {
	for _, p := range n.der.pops {
		if i < p.Hi {
			return p.Bias
		}
	}
	panic("sim: no such neuron")
}

// Fired lists the neurons that fired in the last step, in the order of their
// index; valid until the next.
func (n *Network) Fired() []int32 { return n.scr.fired }

// V writes the membrane of every neuron into dst; nil allocates.
func (n *Network) V(dst []float64) []float64 {
	dst = sized(dst, n.par.N)
	for i := range dst {
		dst[i] = n.Membrane(i)
	}
	return dst
}

// Membrane is the membrane of neuron i.
func (n *Network) Membrane(i int) float64 {
	if n.st.Until[i] > n.st.Step {
		return n.st.Held[i]
	}
	return n.st.V[i]
}

// R writes factor·r into dst, r being the filtered spikes (spikes per τ_m) of
// every neuron; nil allocates.
func (n *Network) R(dst []float64, factor float64) []float64 {
	return scaled(dst, factor*n.st.Scale, n.st.R)
}

// Drive writes the recurrent input u of every neuron into dst; nil allocates.
func (n *Network) Drive(dst []float64) []float64 {
	return scaled(dst, n.par.G*n.st.Scale, n.st.S)
}

func scaled(dst []float64, a float64, x []float64) []float64 {
	dst = sized(dst, len(x))
	for i, v := range x {
		dst[i] = a * v
	}
	return dst
}

// Coupling is J.
func (n *Network) Coupling() Coupling { return n.j }

// W writes W = gJ into dst, N×N row by row (row = postsynaptic); nil allocates.
func (n *Network) W(dst []float64) []float64 { return n.j.Dense(dst, n.par.G) }

// Matrix is W = gJ as it stands: whole, or the lists of a sparse network.
func (n *Network) Matrix() matrix.Matrix { return n.j.Matrix(n.par.G) }

// Warnings are what the user should know of this network.
func (n *Network) Warnings() warn.List { return n.warnings }

// RankOne does J_ij ← J_ij − e_i k_j for every synapse, and corrects the drive by
// the same change, so that the drive stays W r.
func (n *Network) RankOne(e, k []float64) { n.j.RankOne(n.st.S, n.st.R, e, k) }

// AddRow does J_ij ← J_ij − e k_j for the synapses onto neuron i, and corrects its
// drive by the same change. k is in the order of Coupling.Partners(i), and kr is
// Σ k_j r_j over these partners. Several goroutines may change different rows at
// the same time.
func (n *Network) AddRow(i int, e, kr float64, k []float64) {
	n.j.AddRow(i, e, k)
	n.st.S[i] -= float64(e * (kr / n.st.Scale))
}

// Finite reports whether the whole dynamic state is made of finite numbers.
func (n *Network) Finite() bool {
	all := [][]float64{n.st.V, n.st.R, n.st.S}
	for _, extra := range n.st.Extra {
		all = append(all, extra...)
	}
	for _, x := range all {
		for _, v := range x {
			if v-v != 0 {
				return false
			}
		}
	}
	return true
}
