package sim

import (
	"fmt"
	"math"
	"slices"

	"spiketop/internal/param"
)

// Params is what the user sets. Times in ms; inputs and voltages are
// dimensionless; σ is the amplitude in τ_m v̇ = … + σ√τ_m ξ.
type Params struct {
	N         int                    // neurons
	Types     [len(Types)]TypeParams // in the order of Types
	G         float64                // coupling gain: W = gJ
	P         float64                // connection probability; 1 is all to all
	Balance   Balance                // of the weights of each neuron
	Structure Structure              // of random weights
	TauM      float64
	TauS      float64
	Noise     float64 // σ
	Dt        float64
	TRef      float64

	given *Weights // nil: random weights
}

const leastP = 0.001 // of net.p

// Table describes Params.
var Table = slices.Concat(
	param.Table[Params]{
		{Key: "net.n", Symbol: "N", Help: "neurons", Restarts: param.Network,
			Source: "size of the measurements in docs/SCIENCE.md",
			Field:  param.Int[Params]{At: func(p *Params) *int { return &p.N }, Def: 200, Lo: 2, Hi: 100000, Scale: param.Ladder}},
	},
	fractions(),
	param.Table[Params]{
		{Key: "net.g", Symbol: "g", Help: "coupling gain: W = gJ, and J_ij has variance 1/(pN)", Restarts: param.Counting, Down: "g", Up: "G", Short: "gain", Rank: 5,
			Source: "g = 1: the edge of stability of a linear network",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.G }, Def: 1, Lo: 0, Hi: 20, Step: 0.1}},
		{Key: "net.p", Symbol: "p", Help: "connection probability; 1 is all to all", Restarts: param.Network,
			Source: "dense: one P serves all neurons",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.P }, Def: 1, Lo: leastP, Hi: 1, Step: 0.1}},
		{Key: "net.balance", Help: "rows: the mean of the weights onto each neuron is removed; none: it stays", Restarts: param.Network,
			Source: "docs/SCIENCE.md, section 1",
			Field:  param.Choice[Params, Balance]{At: func(p *Params) *Balance { return &p.Balance }, Def: Rows, Of: []Balance{Rows, Unbalanced}}},
		{Key: "net.kappa", Symbol: "κ", Help: "reciprocal correlation of random weights: of W_ij and W_ji where both synapses exist", Restarts: param.Network,
			Source: "docs/SCIENCE.md, section 1",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Structure.Kappa }, Def: 0, Lo: -1, Hi: 1, Step: 0.1}},
		{Key: "net.con", Symbol: "ρ_con", Help: "convergent correlation of random weights: of W_ij and W_ik; balanced rows take it away", Restarts: param.Network,
			Source: "docs/SCIENCE.md, section 1",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Structure.Convergent }, Def: 0, Lo: 0, Hi: 1, Step: 0.05}},
		{Key: "net.div", Symbol: "ρ_div", Help: "divergent correlation of random weights: of W_ij and W_kj", Restarts: param.Network,
			Source: "docs/SCIENCE.md, section 1",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Structure.Divergent }, Def: 0, Lo: 0, Hi: 1, Step: 0.05}},
		{Key: "net.chn", Symbol: "ρ_chn", Help: "chain correlation of random weights: of W_ij and W_jk, at most √(net.con·net.div); balanced rows take it away", Restarts: param.Network,
			Source: "docs/SCIENCE.md, section 1",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Structure.Chain }, Def: 0, Lo: -1, Hi: 1, Step: 0.05}},
		{Key: "net.rank1", Help: "strength of a rank-one part rank1·m nᵀ/N of J: an eigenvalue of W at g·rank1·overlap", Restarts: param.Network,
			Source: "Mastrogiuseppe & Ostojic 2018",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Structure.Rank1 }, Def: 0, Lo: 0, Hi: 20, Step: 0.5}},
		{Key: "net.rank1_overlap", Help: "correlation of the vectors m and n of the rank-one part", Restarts: param.Network,
			Source: "Mastrogiuseppe & Ostojic 2018",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Structure.Overlap }, Def: 0, Lo: -1, Hi: 1, Step: 0.1}},
		{Key: "net.tau_m", Symbol: "τ_m", Unit: "ms", Help: "membrane time constant", Restarts: param.Counting,
			Source: "Kim & Chow 2018",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.TauM }, Def: 10, Lo: 0.1, Hi: 1000, Scale: param.Ladder}},
		{Key: "net.tau_s", Symbol: "τ_s", Unit: "ms", Help: "synaptic time constant", Restarts: param.Counting, Down: "s", Up: "S", Short: "τ_s", Rank: 12,
			Source: "Kim & Chow 2018",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.TauS }, Def: 20, Lo: 0.1, Hi: 1000, Scale: param.Ladder}},
		{Key: "net.noise", Symbol: "σ", Help: "private white noise: amplitude in τ_m v̇ = … + σ√τ_m ξ", Restarts: param.Counting,
			Source: "trained networks run without noise",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Noise }, Def: 0, Lo: 0, Hi: 10, Step: 0.1}},
	},
	biases(),
	param.Table[Params]{
		{Key: "net.dt", Symbol: "Δt", Unit: "ms", Help: "time step; at most τ_m and τ_s", Restarts: param.Network,
			Source: "error below 1 % of the rates",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Dt }, Def: 0.1, Lo: 0.001, Hi: 10, Scale: param.Ladder}},
		{Key: "net.t_ref", Steps: true, Symbol: "t_ref", Unit: "ms", Help: "refractory time, rounded to whole steps", Restarts: param.Counting,
			Source: "Kim & Chow 2018; 0 in the training presets",
			Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.TRef }, Def: 2, Lo: 0, Hi: 100, Step: 0.5}},
	},
)

// Check reports what is wrong with the parameters taken together; each alone
// was checked against its own limits.
func (p Params) Check() error {
	if p.N < 2 {
		return fmt.Errorf("net.n = %d: a network has at least 2 neurons", p.N)
	}
	if p.Dt > p.TauM {
		return fmt.Errorf("net.dt = %g ms is longer than net.tau_m = %g ms: the step must be at most τ_m and τ_s", p.Dt, p.TauM)
	}
	if p.Dt > p.TauS {
		return fmt.Errorf("net.dt = %g ms is longer than net.tau_s = %g ms: the step must be at most τ_m and τ_s", p.Dt, p.TauS)
	}
	if err := p.follow(); err != nil {
		return err
	}
	if err := p.Structure.check(p.N); err != nil {
		return err
	}
	return p.checkFractions()
}

// RefractorySteps is the refractory time as it acts, in steps: a neuron that
// fires stands still for so many.
func (p Params) RefractorySteps() int64 { return int64(math.Round(p.TRef / p.Dt)) }

// RefractoryMS is the refractory time as it acts, in ms: t_ref rounded to whole
// steps. Theory is to use it in place of TRef.
func (p Params) RefractoryMS() float64 { return float64(p.RefractorySteps()) * p.Dt }

// MaxRate is the highest rate that an input can cause in neurons of type m, in
// spikes per τ_m: an interval is t_ref and at least m.Shortest steps.
func (p Params) MaxRate(m *Model) float64 {
	return p.TauM / ((float64(p.RefractorySteps()) + m.Shortest) * p.Dt)
}
