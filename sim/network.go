package sim

import (
	"fmt"
	"math"
	"math/rand/v2"

	"spiketop/internal/vec"
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

	states   *rand.PCG // of the initial states
	noise    *normals
	warnings []string
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
}

// derived is what follows from the parameters and the step.
type derived struct {
	nqif     int
	h        float64 // Δt/τ_m
	decay    float64 // of r and u in a step
	jump     float64 // of r_j at a spike: τ_m/τ_s
	gain     float64 // S times this is u, averaged over the step
	refSteps int64

	lifDecay, lifIn, lifNoise, lifBarrier float64 // lifIn is 1 − lifDecay
	qifNoise, qifInputMax                 float64
}

// scratch holds nothing that outlives a step, but for base, drift and input, which
// follow from parameters and the input last set, and the queue of those that are
// refractory, which follows from Until.
type scratch struct {
	base  []float64 // b + I
	drift []float64 // base·lifIn + smallestValue, of LIF neurons
	input []float64 // I
	noise []float32 // standard normal draws of this step, in whole groups
	far   []uint16  // for the noise
	below []uint8   // for the kernels: a bit for each neuron, in whole words
	fired []int32

	refractory queue
}

// New draws a network: weights, then the first random state. The same
// parameters and seed give the same bits.
func New(p Params, seed int) (*Network, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	n := &Network{par: p, seed: seed, der: p.derive()}
	var single int
	n.j, single = newCoupling(p.N, p.P, Stream(seed, "weights"))
	if single > 0 {
		n.warnings = append(n.warnings, fmt.Sprintf("%d neurons have a single synapse: balanced, its weight is 0", single))
	}
	n.st = state{V: make([]float64, p.N), Held: make([]float64, p.N), R: make([]float64, p.N), S: make([]float64, p.N), Until: make([]int64, p.N)}
	groups := (p.N + normalGroup - 1) / normalGroup
	n.scr = scratch{
		base: make([]float64, p.N), drift: make([]float64, p.N), input: make([]float64, p.N), fired: make([]int32, 0, p.N),
		noise: make([]float32, normalGroup*groups), far: make([]uint16, groups), below: make([]uint8, (p.N+63)/64*8),
		refractory: queue{ring: make([]int32, p.N)},
	}
	n.states, n.noise = Stream(seed, "states"), newNormals(Stream(seed, "noise"))
	n.rebase()
	n.Kick()
	return n, nil
}

// Step advances the network by Δt. The order inside a step:
//
//	due input → integrate → fire and reset → propagate → step++
//
// Due input is what SetInput left and the drive u as it stands; propagation
// decays r and u over the step, then each neuron that fired, in the order of
// its index, adds τ_m/τ_s to its r and its column of J to the drive. Learning
// and recording come after Step, by whoever calls it.
func (n *Network) Step() {
	if n.par.Noise > 0 {
		n.noise.fill(n.scr.noise, n.scr.far)
	}
	fired := n.stepQIF(0, n.der.nqif, n.scr.fired[:0])
	fired = n.stepLIF(n.der.nqif, n.par.N, fired)
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
// change without a new one: all but N, p and Δt. A refused change leaves the
// network untouched.
//
// When the boundary between QIF and LIF moves, a neuron that becomes QIF keeps
// its v, one that becomes LIF has it clipped to [−1, 1); r, the drive and the
// weights stay.
func (n *Network) Configure(p Params) error {
	if err := p.Check(); err != nil {
		return err
	}
	if p.N != n.par.N || p.P != n.par.P || p.Dt != n.par.Dt {
		return fmt.Errorf("net.n, net.p and net.dt need a new network")
	}
	d := p.derive()
	for i := d.nqif; i < n.der.nqif; i++ {
		for _, v := range [][]float64{n.st.V, n.st.Held} {
			v[i] = min(max(v[i], -1), math.Nextafter(lifThreshold, 0))
		}
	}
	for i, until := range n.st.Until { // a shorter t_ref holds for those refractory now
		n.st.Until[i] = min(until, n.st.Step+d.refSteps)
	}
	n.par, n.der = p, d
	n.release()
	n.rebase()
	return nil
}

// Kick starts from a fresh random state: v from U[0, 1) for both types, r and
// the drive 0, no neuron refractory.
func (n *Network) Kick() {
	rng := rand.New(n.states)
	for i := range n.st.V {
		n.st.V[i] = rng.Float64()
	}
	clear(n.st.R)
	clear(n.st.S)
	clear(n.st.Until)
	n.st.Scale = 1
	n.scr.refractory.n = 0
}

// SetInput sets the input I of every neuron until it is set again; nil is 0.
func (n *Network) SetInput(in []float64) {
	if in == nil {
		clear(n.scr.input)
	} else if copy(n.scr.input, in) != n.par.N || len(in) != n.par.N {
		panic("sim: input of the wrong length")
	}
	n.rebase()
}

func (n *Network) rebase() {
	base, drift, nqif := n.scr.base, n.scr.drift, n.der.nqif
	for i, in := range n.scr.input[:nqif] {
		base[i] = n.par.BiasQIF + in
	}
	for i, in := range n.scr.input[nqif:] {
		b := n.par.BiasLIF + in
		base[nqif+i], drift[nqif+i] = b, float64(b*n.der.lifIn)+smallestValue
	}
}

// Params returns the parameters.
func (n *Network) Params() Params { return n.par }

// Steps is the number of steps taken.
func (n *Network) Steps() int64 { return n.st.Step }

// Kernel names what steps networks on this machine: avx512, avx2 or go. All give
// the same bits.
func Kernel() string { return vec.Kernel() }

// NQIF is the number of QIF neurons; they come first.
func (n *Network) NQIF() int { return n.der.nqif }

// Bias is the constant input of neuron i, by its type.
func (n *Network) Bias(i int) float64 {
	if i < n.der.nqif {
		return n.par.BiasQIF
	}
	return n.par.BiasLIF
}

// Fired lists the neurons that fired in the last step, in the order of their
// index; valid until the next.
func (n *Network) Fired() []int32 { return n.scr.fired }

// V writes the membrane of every neuron into dst; nil allocates.
func (n *Network) V(dst []float64) []float64 {
	dst = sized(dst, n.par.N)
	copy(dst, n.st.V)
	for i, until := range n.st.Until {
		if until > n.st.Step {
			dst[i] = n.st.Held[i]
		}
	}
	return dst
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

// Warnings are what the user should know of this network.
func (n *Network) Warnings() []string { return n.warnings }

// RankOne does J ← J − e kᵀ on a dense network and corrects the drive by the
// same term, so that it stays Σ J r.
func (n *Network) RankOne(e, k []float64) {
	n.j.(*Dense).rankOne(e, k)
	vec.Axpy(n.st.S, -vec.Dot(n.st.R, k), e)
}

// AddRow adds −e·k to the weights of neuron i on a sparse network, in the
// order of Sparse.Row, and corrects the drive by the same term; kr is Σ k_j r_j
// over the neuron's partners. Rows may be changed at the same time.
func (n *Network) AddRow(i int, e, kr float64, k []float64) {
	sp := n.j.(*Sparse)
	_, pos := sp.Row(i)
	for m, p := range pos {
		sp.Val[p] -= float64(e * k[m])
	}
	n.st.S[i] -= float64(e * (kr / n.st.Scale))
}

// Finite reports whether the whole dynamic state is made of finite numbers.
func (n *Network) Finite() bool {
	for _, x := range [][]float64{n.st.V, n.st.R, n.st.S} {
		for _, v := range x {
			if v-v != 0 {
				return false
			}
		}
	}
	return true
}
