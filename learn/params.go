package learn

import "spiketop/internal/param"

// TargetParams shapes the targets f_i(t). Times in ms.
type TargetParams struct {
	Kind      string  // the name of a registered kind, or None
	Amplitude float64 // A: multiplies the target of every kind
	Period    float64 // T₁ of the oscillation; 0: U[300, 1000] for each neuron
	Width     float64 // w of the sequence
	Circular  bool    // the sequence: time is a ring of length T
	Tau       float64 // τ_c of the Ornstein-Uhlenbeck path
	Duration  float64 // T: length of the target in a pass
	Cue       float64 // length of the cue before the target
	File      string  // path of a target of one's own
	Spacing   float64 // between its samples

	samples *Samples // of File
}

// Params is how training goes.
type Params struct {
	On      bool
	Trainer string  // the name of a registered trainer
	Lambda  float64 // λ: P(0) = I/λ
	Every   float64 // ms between updates
	Start   float64 // ms: when the pass clock starts
	Passes  int
	Tests   int
}

// The two parameters that are one of the registered names. Tables hold pointers
// to them, so that a name that is registered later is a word of every table.
var (
	kindWord    = &param.Choice[TargetParams, string]{At: func(p *TargetParams) *string { return &p.Kind }, Def: None, Of: []string{None}}
	trainerWord = &param.Choice[Params, string]{At: func(p *Params) *string { return &p.Trainer }, Def: "force"}
)

// ofTarget is what a change of the target begins anew.
const ofTarget = param.Target | param.Trainer | param.Clock | param.Counting

// TargetTable describes TargetParams.
var TargetTable = param.Table[TargetParams]{
	{Key: "target.kind", Help: "what each neuron's drive (its recurrent input) is to follow", Source: "none: nothing to learn", Restarts: ofTarget,
		Field: kindWord},
	{Key: "target.amplitude", Symbol: "A", Help: "factor on the targets (a sine of amplitude A)", Source: "docs/SCIENCE.md, section 3", Restarts: ofTarget,
		Field: param.Real[TargetParams]{At: func(p *TargetParams) *float64 { return &p.Amplitude }, Def: 1, Lo: 0.01, Hi: 100, Step: 0.1}},
	{Key: "target.period", Symbol: "T₁", Unit: "ms", Help: "period of the oscillation; 0: U[300, 1000] for each neuron", Source: "Kim & Chow 2018", Restarts: ofTarget,
		Field: param.Real[TargetParams]{At: func(p *TargetParams) *float64 { return &p.Period }, Def: 0, Lo: 0, Hi: 100000, Step: 50}},
	{Key: "target.width", Symbol: "w", Unit: "ms", Help: "width of each neuron's bump in the sequence", Source: "docs/SCIENCE.md, section 3", Restarts: ofTarget,
		Field: param.Real[TargetParams]{At: func(p *TargetParams) *float64 { return &p.Width }, Def: 60, Lo: 1, Hi: 10000, Step: 10}},
	{Key: "target.circular", Help: "the sequence closes: its time is a ring of length T", Source: "open: a circular one has almost no divergence", Restarts: ofTarget,
		Field: param.Switch[TargetParams]{At: func(p *TargetParams) *bool { return &p.Circular }, Def: false}},
	{Key: "target.tau", Symbol: "τ_c", Unit: "ms", Help: "correlation time of the Ornstein-Uhlenbeck paths", Source: "docs/SCIENCE.md, section 3", Restarts: ofTarget,
		Field: param.Real[TargetParams]{At: func(p *TargetParams) *float64 { return &p.Tau }, Def: 50, Lo: 1, Hi: 10000, Scale: param.Ladder}},
	{Key: "target.duration", Steps: true, Symbol: "T", Unit: "ms", Help: "length of the target in a pass", Source: "Kim & Chow 2018", Restarts: ofTarget,
		Field: param.Real[TargetParams]{At: func(p *TargetParams) *float64 { return &p.Duration }, Def: 1000, Lo: 10, Hi: 100000, Scale: param.Ladder}},
	{Key: "target.cue", Steps: true, Unit: "ms", Help: "length of the cue that starts a pass: a constant input U[−1, 1] to each neuron", Source: "Kim & Chow 2018", Restarts: ofTarget,
		Field: param.Real[TargetParams]{At: func(p *TargetParams) *float64 { return &p.Cue }, Def: 100, Lo: 0, Hi: 10000, Step: 10}},
	{Key: "target.file", Help: "the target of kind file: .npy or CSV, samples × neurons, or × 1 with a delay U[0, its length] for each; perhaps the time in ms before", Source: "one's own", Restarts: ofTarget,
		Field: param.Text[TargetParams]{At: func(p *TargetParams) *string { return &p.File }, What: "the path of a file, given when the run starts"}},
	{Key: "target.spacing", Unit: "ms", Help: "between the samples of target.file, where it has no column of times", Source: "", Restarts: ofTarget,
		Field: param.Real[TargetParams]{At: func(p *TargetParams) *float64 { return &p.Spacing }, Def: 1, Lo: 0.001, Hi: 10000, Scale: param.Ladder}},
}

// Table describes Params.
var Table = param.Table[Params]{
	{Key: "learn.on", Help: "training on or off; on again after its end: another block of passes", Up: "t", Short: "train", Rank: 4, Source: "the presets switch it on",
		Field: param.Switch[Params]{At: func(p *Params) *bool { return &p.On }, Def: false}},
	{Key: "learn.trainer", Help: "method of training", Source: "force: docs/SCIENCE.md, section 3", Restarts: param.Target | param.Trainer | param.Clock,
		Field: trainerWord},
	{Key: "learn.lambda", Symbol: "λ", Help: "ridge of the least squares: P(0) = I/λ", Source: "Kim & Chow 2018", Restarts: param.Trainer,
		Field: param.Real[Params]{At: func(p *Params) *float64 { return &p.Lambda }, Def: 1, Lo: 1e-12, Hi: 1e9, Scale: param.Ladder}},
	{Key: "learn.every", Steps: true, Symbol: "Δ", Unit: "ms", Help: "interval between updates, rounded to whole steps", Source: "Kim & Chow 2018", Restarts: param.Clock | param.Recording,
		Field: param.Real[Params]{At: func(p *Params) *float64 { return &p.Every }, Def: 2, Lo: 0.001, Hi: 1000, Scale: param.Ladder}},
	{Key: "learn.start", Steps: true, Unit: "ms", Help: "when the pass clock (cue + target, repeated) starts", Source: "time to see the network before training", Restarts: param.Clock,
		Field: param.Real[Params]{At: func(p *Params) *float64 { return &p.Start }, Def: 500, Lo: 0, Hi: 1e9, Step: 500}},
	{Key: "learn.passes", Help: "passes after which training stops by itself", Source: "docs/SCIENCE.md, section 3",
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Passes }, Def: 20, Lo: 0, Hi: 1000000, Step: 5}},
	{Key: "learn.tests", Help: "free-running test passes that follow training", Source: "docs/SCIENCE.md, section 3",
		Field: param.Int[Params]{At: func(p *Params) *int { return &p.Tests }, Def: 5, Lo: 0, Hi: 1000000, Step: 1}},
}
