package warn

import "slices"

// Code names a kind of warning. Codes stand in summary.json: they stay.
type Code string

// Info is what a code means.
type Info struct {
	Code Code
	Note bool // always holds for the preset: why a number is not there, and no reason to doubt the run
	Text string
}

// Codes lists all codes.
var Codes []Info

var (
	// Of the network and its activity.
	SingleSynapse = code("single_synapse", "a balanced row with one synapse has the weight 0")
	NoActivity    = code("no_activity", "nothing was counted yet")
	NoNeurons     = note("no_neurons", "there are none of this type")
	OneNeuron     = note("one_neuron", "a mean over one neuron has no standard error")
	NotFinite     = code("not_finite", "a number is infinite or not a number")
	Saturated     = code("saturated", "neurons fire at the highest rate that the time step or t_ref allows")
	TargetRuns    = note("target_runs", "rates were counted while the target drove the network")
	NoNoise       = note("no_noise", "without external noise the Fano factor is assumed")
	Rheobase      = code("rheobase", "a gain at rheobase without noise is infinite")
	BeyondLinear  = code("beyond_linear", "the linear theory ends at an effective gain of 1")

	// Of the dimension and its theories.
	NotMeasured  = note("not_measured", "passes run, so nothing is counted for the dimension")
	FewWindows   = code("few_windows", "too few counting windows for the correction")
	NoSE         = code("no_se", "there is no standard error")
	FewNeurons   = code("few_neurons", "too few neurons fire")
	NoTheory     = note("no_theory", "the linear theory has no value here")
	TooLarge     = note("too_large", "left out on the screen because of its cost")
	NoSteady     = code("no_steady", "there is no linear steady state")
	NotConverged = code("not_converged", "an iteration did not converge")
	Singular     = code("singular", "a matrix is singular to working precision")

	// Of spikes.
	FewSpikes = note("few_spikes", "too few spikes, or too short a record, for a number")
	Learning  = note("learning", "training changes W: spikes count again from the first pass that does not")
	NoPeak    = note("no_peak", "the power spectrum has no peak beyond chance")

	// Of training.
	NoTarget   = note("no_target", "there is nothing to learn")
	NotTested  = code("not_tested", "no free-running test in this state of the parameters")
	NotTrained = code("not_trained", "the free-running tests failed")
	OneTest    = note("one_test", "one test has no standard error")
	Undefined  = code("undefined", "the number is not defined here")
	TooFast    = code("too_fast", "a target is fast against learn.every or τ_s")

	// Of spectra, graphs and nulls.
	NoBulk    = code("no_bulk", "every eigenvalue is an outlier")
	NoWeights = code("no_weights", "all weights are 0")
	Unsettled = code("unsettled", "an eigenvalue near the threshold has not settled")
	More      = code("more", "there may be more outliers than are followed")
	FewDraws  = code("few_draws", "fewer than 100 draws of a null")
	NullFixed = note("null_fixed", "the null does not vary: no z")
	FewEdges  = code("few_edges", "fewer edges than the strong graph asks for")
	WeakEdges = code("weak_edges", "the strong graph reaches weights of the other sign")
	TiedEdges = code("tied_edges", "weights tie at the threshold of the strong graph")

	// Of any analysis.
	OverBudget  = code("over_budget", "an analysis was left out: its cost is beyond its budget")
	Interrupted = code("interrupted", "an analysis was left out: somebody interrupted it")
	NotAsked    = note("not_asked", "left out because a parameter says so")

	// Of a matrix from a file.
	Duplicates    = code("duplicates", "edges that occur more than once were added")
	SelfConnected = note("self_connected", "neurons that are connected to themselves")
	ZeroEdges     = code("zero_edges", "edges of weight 0, which are no synapses")
	EqualWeights  = code("equal_weights", "all weights are equal, so they have no correlations and no largest ones")

	// Of the run.
	Stopped      = code("stopped", "the run ended before its protocol did")
	Failure      = code("failure", "a numerical failure")
	Refused      = code("refused", "an assignment of the timeline could not be made")
	Rounded      = code("rounded", "a duration acts as another one, in whole time steps")
	SpikesCut    = code("spikes_cut", "more spikes than are kept: the oldest are gone")
	OtherVersion = code("other_version", "another version recorded the run")
	Edited       = code("edited", "the file was edited after the run was recorded")
)

func code(name Code, text string) Code { return list(Info{name, false, text}) }
func note(name Code, text string) Code { return list(Info{name, true, text}) }

func list(i Info) Code {
	Codes = append(Codes, i)
	return i.Code
}

// Note reports whether the code tells a property of the preset, which is no
// reason to doubt the run.
func (c Code) Note() bool {
	return slices.ContainsFunc(Codes, func(i Info) bool { return i.Code == c && i.Note })
}
