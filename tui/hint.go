package tui

import (
	"spiketop/experiment"
	"spiketop/tui/chart"
)

// hint is one line for somebody who sees this for the first time: what happens
// now and what to look at. It follows from the frame alone.
func hint(f *experiment.Frame) string {
	if f == nil {
		return ""
	}
	if !f.Running {
		return "paused: space runs, . takes one step, ? explains every key"
	}
	last := lastScore(f)
	switch stageOf(f) {
	case noTarget:
		if f.Dimension != nil && f.Dimension.Measured.Defined() {
			return "press G: the dimension falls with the gain; f/F change the mix of neurons"
		}
		return "counting spikes for the dimension: it needs some windows, > runs faster"
	case before:
		if f.Params.Learn.On {
			return chart.Join("watch: the network is untrained; training starts at ", startOf(f))
		}
		return "the network is untrained: t trains it"
	case notTrained:
		return "training is off: the readout follows the target by chance only; t trains"
	case inTraining:
		if last != nil && last.Learned && last.Score > 0.9 {
			return chart.Join("the readout follows its target now; after pass ", whole(f.Pass.Of), " training stops by itself")
		}
		return "training: the readout should close in on its dotted target"
	case inTests:
		return "training stopped by itself; now the network runs free: does it hold?"
	}
	switch {
	case f.Test.Tests > 0 && f.Test.Score > 0.8:
		return "it holds. Now break it: f/F mix of neurons, g/G gain, k kick; T tests again"
	case f.Test.Tests > 0 && f.Test.Score > 0.4:
		return "it holds in part: t trains on, T tests again"
	case f.Test.Tests > 0:
		return "it does not hold: t trains on, T tests again"
	}
	return "training is off: T tests it, t trains on"
}
