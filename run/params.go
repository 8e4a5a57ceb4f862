package run

import (
	"math"

	"spiketop/internal/param"
	"spiketop/learn"
	"spiketop/sim"
)

// Params is every parameter of a run.
type Params struct {
	Seed    int
	Net     sim.Params
	Target  learn.TargetParams
	Learn   learn.Params
	Metrics MetricsParams
	Record  RecordParams
	Do      Events
}

// Def describes one parameter of a run.
type Def = param.Def[Params]

// Estimator names the matrix whose participation ratio is taken.
type Estimator string

const (
	Correlation Estimator = "correlation"
	Covariance  Estimator = "covariance"
)

// Eigen says which eigenvalues of W are computed.
type Eigen string

const (
	EigenAuto     Eigen = "auto"     // without a screen all up to N = 2000, then the outliers
	EigenFull     Eigen = "full"     // all
	EigenOutliers Eigen = "outliers" // those outside the disc, by iteration
	EigenNone     Eigen = "none"
)

// MetricsParams is how a run is measured.
type MetricsParams struct {
	Window    float64 // T_w, ms
	Estimator Estimator
	Strong    float64 // fraction of the N(N−1) possible edges in the strong graph
	Draws     int     // of each null model
	Spectrum  Eigen
}

// RecordParams is how much of a run is kept for its files.
type RecordParams struct {
	Seconds float64 // of spikes
	Windows int     // of spike counts
}

// Events are counters: each increase makes something happen, so that what a key
// did is an assignment like any other and a run can be repeated from its list.
type Events struct {
	Kick, Test, Reset int
	Displace          int `pack:"new"`
}

var ownTable = param.Table[Params]{
	{Key: "seed", Help: "the one seed; set again, it rebuilds the same network", Restarts: param.Network, Source: "",
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Seed }, Def: 1, Lo: 0, Hi: math.MaxInt, Step: 1}},
}

var restTable = param.Table[Params]{
	{Key: "metrics.window", Steps: true, Restarts: param.Counting, Symbol: "T_w", Unit: "ms", Help: "window of the spike counts behind the participation ratio", Source: "long against all time constants",
		Field: param.Real[Params]{At: func(p *Params) *float64 { return &p.Metrics.Window }, Def: 1000, Lo: 10, Hi: 100000, Scale: param.Ladder}},
	{Key: "metrics.estimator", Help: "participation ratio of the correlation or the covariance matrix", Source: "docs/SCIENCE.md, section 2",
		Field: param.Choice[Params, Estimator]{At: func(p *Params) *Estimator { return &p.Metrics.Estimator }, Def: Correlation, Of: []Estimator{Correlation, Covariance}}},
	{Key: "metrics.strong", Symbol: "x", Help: "fraction of all possible edges in the strong graph", Source: "docs/SCIENCE.md, section 5",
		Field: param.Real[Params]{At: func(p *Params) *float64 { return &p.Metrics.Strong }, Def: 0.1, Lo: 0.001, Hi: 0.5, Step: 0.01}},
	{Key: "metrics.draws", Help: "draws of each null model that is not in closed form", Source: "docs/SCIENCE.md, section 5",
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Metrics.Draws }, Def: 100, Lo: 10, Hi: 100000, Scale: param.Ladder}},
	{Key: "metrics.spectrum", Help: "which eigenvalues: auto is all up to N = 2000, then the outliers alone; the screen renews all up to N = 300, then e asks for them", Source: "docs/SCIENCE.md, section 4",
		Field: param.Choice[Params, Eigen]{At: func(p *Params) *Eigen { return &p.Metrics.Spectrum }, Def: EigenAuto, Of: []Eigen{EigenAuto, EigenFull, EigenOutliers, EigenNone}}},
	{Key: "record.seconds", Restarts: param.Recording, Unit: "s", Help: "spikes kept for the files: the last so many simulated seconds", Source: "",
		Field: param.Real[Params]{At: func(p *Params) *float64 { return &p.Record.Seconds }, Def: 60, Lo: 1, Hi: 100000, Scale: param.Ladder}},
	{Key: "record.windows", Restarts: param.Counting | param.Recording, Help: "windows of spike counts kept: the last so many; without a target, a run lasts until there are as many", Source: "",
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Record.Windows }, Def: 1000, Lo: 10, Hi: 1000000, Scale: param.Ladder}},
	{Key: "do.kick", Help: "each increase starts the network from a fresh random state", Up: "k", Rank: 17, Event: true,
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Do.Kick }, Hi: math.MaxInt, Step: 1}},
	{Key: "do.test", Help: "each increase starts a free-running test pass now", Up: "T", Rank: 18, Event: true,
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Do.Test }, Hi: math.MaxInt, Step: 1}},
	{Key: "do.reset", Restarts: param.Trainer, Help: "each increase forgets what RLS knows: P = I/λ (the weights stay)", Event: true,
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Do.Reset }, Hi: math.MaxInt, Step: 1}},
	{Key: "do.displace", Help: "each increase delays the next spike of the network by one step", Up: "D", Rank: 19, Source: "docs/SCIENCE.md, section 7", Event: true,
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Do.Displace }, Hi: math.MaxInt, Step: 1}},
}

// Table describes every parameter of a run, in the order of docs/PARAMETERS.md.
var Table = join(
	param.Lift(sim.Table, func(p *Params) *sim.Params { return &p.Net }),
	ownTable,
	param.Lift(learn.TargetTable, func(p *Params) *learn.TargetParams { return &p.Target }),
	param.Lift(learn.Table, func(p *Params) *learn.Params { return &p.Learn }),
	restTable,
)

func join(ts ...param.Table[Params]) param.Table[Params] {
	var out param.Table[Params]
	for _, t := range ts {
		out = append(out, t...)
	}
	return out
}

// Check reports what is wrong with the parameters taken together.
func (p Params) Check() error {
	if err := p.Net.Check(); err != nil {
		return err
	}
	if err := p.Target.CheckSignals(p.Net.N); err != nil {
		return err
	}
	return learn.Check(p.Target, p.Learn, p.Net.Dt)
}
