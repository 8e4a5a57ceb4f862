package sim

import (
	"fmt"

	"spiketop/internal/param"
)

// Params is what the user sets. Times in ms; inputs and voltages are
// dimensionless; σ is the amplitude in τ_m v̇ = … + σ√τ_m ξ.
type Params struct {
	N       int     // neurons
	QIF     float64 // f_Q: neurons 0 … round(f_Q·N)−1 are QIF, the rest LIF
	G       float64 // coupling gain: W = gJ
	P       float64 // connection probability; 1 is all to all
	TauM    float64
	TauS    float64
	Noise   float64 // σ
	BiasLIF float64
	BiasQIF float64
	Dt      float64
	TRef    float64
}

// Table describes Params.
var Table = param.Table[Params]{
	{Key: "net.n", Symbol: "N", Help: "neurons", Rebuild: true,
		Source: "size of the measurements in docs/SCIENCE.md",
		Field:  param.Int[Params]{At: func(p *Params) *int { return &p.N }, Def: 200, Lo: 2, Hi: 100000, Scale: param.Ladder}},
	{Key: "net.qif", Symbol: "f_Q", Help: "fraction of QIF neurons; the rest are LIF", Down: "f", Up: "F",
		Source: "half of each: the mixed network",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.QIF }, Def: 0.5, Lo: 0, Hi: 1, Step: 0.1}},
	{Key: "net.g", Symbol: "g", Help: "coupling gain: W = gJ, and J_ij has variance 1/(pN)", Down: "g", Up: "G",
		Source: "g = 1: the edge of stability of a linear network",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.G }, Def: 1, Lo: 0, Hi: 20, Step: 0.1}},
	{Key: "net.p", Symbol: "p", Help: "connection probability; 1 is all to all", Rebuild: true,
		Source: "dense: one P serves all neurons",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.P }, Def: 1, Lo: 0.001, Hi: 1, Step: 0.1}},
	{Key: "net.tau_m", Symbol: "τ_m", Unit: "ms", Help: "membrane time constant",
		Source: "Kim & Chow 2018",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.TauM }, Def: 10, Lo: 0.1, Hi: 1000, Scale: param.Ladder}},
	{Key: "net.tau_s", Symbol: "τ_s", Unit: "ms", Help: "synaptic time constant",
		Source: "Kim & Chow 2018",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.TauS }, Def: 20, Lo: 0.1, Hi: 1000, Scale: param.Ladder}},
	{Key: "net.noise", Symbol: "σ", Help: "private white noise: amplitude in τ_m v̇ = … + σ√τ_m ξ",
		Source: "trained networks run without noise",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Noise }, Def: 0, Lo: 0, Hi: 10, Step: 0.1}},
	{Key: "net.bias_lif", Symbol: "b_L", Help: "constant input of LIF neurons; rheobase is 1",
		Source: "rheobase",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.BiasLIF }, Def: 1, Lo: -50, Hi: 50, Step: 0.1}},
	{Key: "net.bias_qif", Symbol: "b_Q", Help: "constant input of QIF neurons; rheobase is 0",
		Source: "rheobase",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.BiasQIF }, Def: 0, Lo: -50, Hi: 50, Step: 0.1}},
	{Key: "net.dt", Symbol: "Δt", Unit: "ms", Help: "time step; at most τ_m and τ_s", Rebuild: true,
		Source: "error below 1 % of the rates",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.Dt }, Def: 0.1, Lo: 0.001, Hi: 10, Scale: param.Ladder}},
	{Key: "net.t_ref", Symbol: "t_ref", Unit: "ms", Help: "refractory time, rounded to whole steps",
		Source: "Kim & Chow 2018; 0 in the training presets",
		Field:  param.Real[Params]{At: func(p *Params) *float64 { return &p.TRef }, Def: 2, Lo: 0, Hi: 100, Step: 0.5}},
}

// Check reports what is wrong with the parameters taken together; each alone
// was checked against its own limits.
func (p Params) Check() error {
	if p.N < 2 {
		return fmt.Errorf("net.n = %d: a network has at least 2 neurons", p.N)
	}
	if p.Dt > p.TauM {
		return fmt.Errorf("net.dt = %g ms is longer than net.tau_m = %g ms; accepted is a step of at most τ_m and τ_s", p.Dt, p.TauM)
	}
	if p.Dt > p.TauS {
		return fmt.Errorf("net.dt = %g ms is longer than net.tau_s = %g ms; accepted is a step of at most τ_m and τ_s", p.Dt, p.TauS)
	}
	return nil
}

// NQIF is the number of QIF neurons: round(f_Q·N).
func (p Params) NQIF() int { return int(p.QIF*float64(p.N) + 0.5) }
