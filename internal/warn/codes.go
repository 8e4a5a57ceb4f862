package warn

// Code names a kind of warning. Codes stand in summary.json: they stay.
type Code string

// The codes. What always holds for a preset (Note) says why a number is not
// there, and is no reason to doubt the run.
const (
	// Of the network and its activity.
	SingleSynapse Code = "single_synapse" // a balanced row with one synapse has the weight 0
	NoActivity    Code = "no_activity"    // nothing was counted yet
	NoNeurons     Code = "no_neurons"     // there are none of this type
	OneNeuron     Code = "one_neuron"     // a mean over one neuron has no standard error
	NotFinite     Code = "not_finite"     // a number is infinite or not a number
	Saturated     Code = "saturated"      // neurons fire at the highest rate that the time step or t_ref allows
	TargetRuns    Code = "target_runs"    // rates were counted while the target drove the network
	NoNoise       Code = "no_noise"       // without external noise the Fano factor is assumed
	Rheobase      Code = "rheobase"       // a gain at rheobase without noise is infinite
	BeyondLinear  Code = "beyond_linear"  // the linear theory ends at an effective gain of 1

	// Of the dimension and its theories.
	NotMeasured  Code = "not_measured"  // passes run, so nothing is counted for the dimension
	FewWindows   Code = "few_windows"   // too few counting windows for the correction
	NoSE         Code = "no_se"         // there is no standard error
	FewNeurons   Code = "few_neurons"   // too few neurons fire
	NoTheory     Code = "no_theory"     // the linear theory has no value here
	TooLarge     Code = "too_large"     // left out because of its cost
	NoSteady     Code = "no_steady"     // there is no linear steady state
	NotConverged Code = "not_converged" // an iteration did not converge

	// Of training.
	NoTarget   Code = "no_target"   // there is nothing to learn
	NotTested  Code = "not_tested"  // no free-running test in this state of the parameters
	NotTrained Code = "not_trained" // the free-running tests failed
	OneTest    Code = "one_test"    // one test has no standard error
	Undefined  Code = "undefined"   // the number is not defined here
	TooFast    Code = "too_fast"    // a target is fast against learn.every or τ_s

	// Of spectra, graphs and nulls.
	NoBulk    Code = "no_bulk"    // every eigenvalue is an outlier
	NoWeights Code = "no_weights" // all weights are 0
	Unsettled Code = "unsettled"  // an eigenvalue near the threshold has not settled
	More      Code = "more"       // there may be more outliers than are followed
	FewDraws  Code = "few_draws"  // fewer than 100 draws of a null
	NullFixed Code = "null_fixed" // the null does not vary: no z
	FewEdges  Code = "few_edges"  // fewer edges than the strong graph asks for
	WeakEdges Code = "weak_edges" // the strong graph reaches weights of the other sign
	TiedEdges Code = "tied_edges" // weights tie at the threshold of the strong graph

	// Of the run.
	Stopped      Code = "stopped"       // the run ended before its protocol did
	Failure      Code = "failure"       // a numerical failure
	Refused      Code = "refused"       // an assignment of the timeline could not be made
	OtherVersion Code = "other_version" // another version recorded the run
)

// notes always hold for the preset that they stand in.
var notes = map[Code]bool{
	NoNeurons: true, TargetRuns: true, NoNoise: true, NotMeasured: true, NoTarget: true,
	NoTheory: true, NullFixed: true, TooLarge: true, OneNeuron: true, OneTest: true,
}

// Note reports whether the code tells a property of the preset, which is no
// reason to doubt the run.
func (c Code) Note() bool { return notes[c] }
