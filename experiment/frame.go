package experiment

import "spiketop/metrics"

// A Frame is everything a screen may show of a run at one moment: an immutable
// snapshot while the screen holds it. Slices belong to the frame and are reused
// after it is handed back; pointers are to results that never change.
type Frame struct {
	Preset, Title, About string
	Params               Params // every parameter as it stands

	Step     int64   // steps since the program started; never goes back
	Episode  int     // 0, then one more with each rebuild
	TimeMS   float64 // time of this episode
	Running  bool    // false: paused
	Speed    float64 // × real time that was asked for; +Inf: as fast as it goes
	Achieved float64 // × real time measured over the last second; 0 while paused

	NQIF int // neurons 0 … NQIF−1 are QIF, the rest LIF

	Phase  Phase
	Pass   Pass        // the current pass; Number 0 before the first
	Scores []PassScore // the finished passes of this episode, oldest first
	Test   TestScore   // mean over the free-running test passes so far

	Window           Window  // the last WindowMS of activity
	RateLIF, RateQIF float64 // Hz per neuron over the last second (or since the episode began); NaN without such neurons
	MeanRate         []float64
	Place            []int // rank of each neuron in the target's own order (place in the sequence, phase); nil without a target

	Watch int   // the neuron whose trace follows
	Trace Trace // its recurrent input and target

	Dimension *DimensionResult // nil until the first analysis
	Transfer  *TransferResult
	Spectrum  *SpectrumResult
	Demand    Demand // the eigenvalues that come on demand
	Motifs    *MotifResult
	Visited   []Visited // where the dimension was measured before, oldest first

	Messages []Message // newest last; the screen shows the newest, `!` all
	Answered int       // requests that the run has carried out
	Undo     string    // what undo would take back ("net.g 1.1 → 1"); empty: nothing
}

// Phase of the pass clock.
type Phase int

const (
	Spontaneous Phase = iota // no cue, no target: where the dimension is measured
	Cue                      // the same constant input in every pass
	Target                   // the target runs (trained on, or only compared)
)

func (p Phase) String() string { return [...]string{"spontaneous", "cue", "target"}[p] }

// PassKind says what a pass is for.
type PassKind int

const (
	TrainPass PassKind = iota // counts towards learn.passes
	TestPass                  // free-running: cue, then no learning
	FreePass                  // after the protocol: as a test, not counted in the score
)

func (k PassKind) String() string { return [...]string{"pass", "test", "free"}[k] }

// Pass is a place on the pass clock.
type Pass struct {
	Kind     PassKind
	Number   int     // from 1, within its kind; 0 before the first pass
	Of       int     // learn.passes or learn.tests; 0 for a free pass
	TimeMS   float64 // since the pass began (the cue comes first)
	Learning bool    // RLS acts now
}

// PassScore is how well the drive u followed the target f in one pass.
type PassScore struct {
	Kind    PassKind
	Number  int
	Learned bool    // RLS acted in it: the score is with learning on
	Score   float64 // mean over neurons of Pearson's correlation; NaN: undefined
	NRMSE   float64 // √(ΣΣ(u−f)²/ΣΣ(f−f̄_i)²)
	EndMS   float64 // episode time at which it ended
}

// TestScore sums up the free-running test passes since training last acted.
type TestScore struct {
	Tests        int // 0: not tested yet
	Score, NRMSE float64
}

// Spike is one spike in a window.
type Spike struct {
	MS     float32 // since the window's start
	Neuron int32
}

// Window is the recent activity.
type Window struct {
	StartMS, LengthMS float64 // episode time of its left edge (may be negative just after a start), width
	Spikes            []Spike // oldest first
	BinMS             float64
	LIF, QIF          []float64    // population rate in Hz per neuron, per bin, oldest first
	Spans             [][2]float64 // ms since the window's start: spans in which learning acted
	Passes            []float64    // ms since the window's start: where passes began
}

// Trace is the drive of the watched neuron over the window, with its target.
type Trace struct {
	StepMS   float64
	U, F     []float64 // F is NaN where there is no target; same length, oldest first, ends now
	Learning []bool
}

// Date says which state an analysis looked at.
type Date struct {
	Step   int64
	TimeMS float64
	TookMS float64 // wall time that the analysis took
}

// move is for a result that a later look would only repeat.
func (d *Date) move(to Date) { d.Step, d.TimeMS = to.Step, to.TimeMS }

// DimensionResult is the participation ratio and what theory says of it.
type DimensionResult struct {
	Date
	Measured metrics.Dimension // of windows counted since the last change
	Why      string            // why nothing is measured now; empty while counting
	Closed   metrics.Estimate  // (1−g_eff²)²
	OfW      metrics.Estimate  // the theory for this very W
	History  []DimensionPoint
}

// DimensionPoint is one value in the history of the measurement.
type DimensionPoint struct{ TimeMS, Value, SE float64 }

// Visited is a place in the (g, f_Q) plane where the dimension was measured.
type Visited struct{ G, QIF, GEff, Value, SE float64 }

// TransferResult is where the neurons work on their f–I curves.
type TransferResult struct {
	Date
	Operating metrics.Operating
	Input     []float64 // abscissa of the curves: total input minus rheobase… as u, added to the type's bias
	LIF, QIF  []float64 // rate in Hz at Input, at the mean noise of the type; nil without such neurons
	MeanLIF   Point     // mean operating point: input, rate in Hz
	MeanQIF   Point
	Points    []Point // one for each neuron (at most a few hundred): input, measured rate in Hz
}

// Point is a place in a plane.
type Point struct{ X, Y float64 }

// SpectrumResult is the spectrum of W now and at the start of the episode. Up to
// N = SpectrumLive all of it is renewed as the run goes on. Above, Live is, and
// Now and Before come on demand: until then they have no values.
type SpectrumResult struct {
	Date        // of Now
	Now, Before metrics.Spectrum
	Live        *LiveOutliers // nil up to N = SpectrumLive
	Predicted   []complex128  // outliers expected of this target and composition (docs/SCIENCE.md, section 4); nil: not predicted
	PredictNote string        // why not, or what it holds for
}

// LiveOutliers are the outliers alone, followed from look to look: for the screen.
type LiveOutliers struct {
	Date
	metrics.Leading
	looks int // at the same W
}

// Fresher reports whether Live is newer than Now.
func (s *SpectrumResult) Fresher() bool {
	return s.Live != nil && (len(s.Now.Values) == 0 || s.Live.Step > s.Step)
}

// Outliers are the newest outliers; nil also where there is no spectrum at all.
func (s *SpectrumResult) Outliers() []complex128 {
	if s.Fresher() {
		return s.Live.Outliers
	}
	return s.Now.Values[:min(max(s.Now.Outliers, 0), len(s.Now.Values))]
}

// Newest is the date of Outliers.
func (s *SpectrumResult) Newest() Date {
	if s.Fresher() {
		return s.Live.Date
	}
	return s.Date
}

// Radius is the newest R_b.
func (s *SpectrumResult) Radius() float64 {
	if s.Fresher() {
		return s.Live.BulkRadius
	}
	return s.Now.BulkRadius
}

// Threshold is what the newest outliers lie beyond.
func (s *SpectrumResult) Threshold() float64 {
	if s.Fresher() {
		return s.Live.Threshold
	}
	return s.Now.Threshold
}

// Defined reports whether Outliers follow from a matrix that has eigenvalues.
func (s *SpectrumResult) Defined() bool {
	return len(s.Now.Values) > 0 && !s.Fresher() || s.Live != nil && len(s.Live.Values) > 0
}

// Demand is how it stands with the eigenvalues that come on demand.
type Demand struct {
	Possible bool    // N is above SpectrumLive
	Seconds  float64 // about how long it takes
	Asked    bool    // asked for, and not all there yet
	Began    bool    // being computed
	Since    int     // whole seconds since that began
}

// MotifResult is the motif statistics of W.
type MotifResult struct {
	Date
	generation       int
	Of               Definition
	Weighted, Blocks metrics.WeightedTest // null 1: shuffled within the mask; null 2: within type blocks
	Before           metrics.Weighted     // at the start of the episode
	Strong           metrics.Counts       // strong graph of W, fraction metrics.strong
	StrongTest       metrics.StrongTest   // null 2
	Degree           metrics.DegreeTest   // null 3
	Triads           [16]int64
	TriadTest        [16]metrics.Tested // null 4
	// At the cortex's own densities (0.116 rat, 0.054 mouse): reciprocal ratio of the strong graph.
	CortexRatio map[float64]float64
	Frobenius   float64 // ‖W‖_F now
	Warnings    []string
}

// Message is a line for the person.
type Message struct {
	TimeMS float64
	Bad    bool // something was refused or failed
	Text   string
}
