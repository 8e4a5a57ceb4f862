package tui

import (
	"math"

	"spiketop/live"
	"spiketop/run"
	"spiketop/sim"
	"spiketop/tui/chart"
)

// hint is one line for somebody who sees this for the first time: what happens
// now and what to look at. It follows from the frame alone.
func hint(f *live.Frame) string {
	if f == nil {
		return ""
	}
	if !f.Running {
		if f.Past != nil && f.Past.Going != "" {
			return chart.Join("on the way to ", f.Past.Going, " …")
		}
		if f.Halt != "" {
			return f.Halt
		}
		if f.Pass.Over && f.Phase == run.Spontaneous { // between two passes: where a fast run stops
			return "the protocol has ended: space goes on, ? explains every key"
		}
		return "paused: space runs, . takes one step, ? explains every key"
	}
	last := lastScore(f)
	switch stageOf(f) {
	case noTarget:
		switch {
		case f.Dimension == nil || !f.Dimension.Measured.Defined():
		case compositions(f) > 1:
			return "m in the dimension pane: against g_eff all compositions fall on one curve"
		case !f.Params.Net.Structure.None():
			return "the structure pane turns what was put into W: ↑↓ selects, ←→ takes less and more of it"
		default:
			return chart.Join("G: stronger coupling correlates neurons, so the dimension falls; ", mixKeys, ": the mix")
		}
		return "counting spikes for the dimension: it needs some windows, > runs faster"
	case before:
		switch {
		case nothingToTrain(f):
			return noPasses
		case f.Params.Learn.On:
			return chart.Join("watch: the network is untrained; training starts at ", startOf(f))
		}
		return "the network is untrained: t trains it"
	case notTrained:
		if nothingToTrain(f) {
			return noPasses
		}
		return "training is off: the readout follows the target by chance only; t trains"
	case inTraining:
		if last != nil && last.Learned && last.Score > 0.9 {
			return chart.Join("while it learns, the readout follows; tests after pass ", whole(f.Params.Learn.Passes), " tell if it holds")
		}
		return "training: the readout should close in on its dotted target"
	case inTests:
		switch {
		case len(f.AsTrained.Changes) > 0:
			return chart.Join("the network runs free at ", stateText(&f.AsTrained, true), ": does it hold there?")
		case !f.AsTrained.Ever:
			return "the untrained network runs free: what it scores is chance"
		}
		if !f.Pass.Over {
			return "training waits; now the network runs free: does it hold?"
		}
		return "training stopped by itself; now the network runs free: does it hold?"
	}
	return verdict(f)
}

// compositions is how many of them have been measured, with the present one.
func compositions(f *live.Frame) int {
	n := 1
	for i := range f.Visited {
		v, known := f.Visited[i].Populations, sameMix(f.Visited[i].Populations, f.Populations)
		for k := 0; k < i && !known; k++ {
			known = sameMix(v, f.Visited[k].Populations)
		}
		if !known {
			n++
		}
	}
	return n
}

// verdict is the hint where a trained network runs free: it follows from what was
// measured in the present state of the parameters, and from nothing older.
func verdict(f *live.Frame) string {
	a, t := &f.AsTrained, f.Test
	if t.Tests > 0 && math.IsNaN(t.Score) {
		return chart.Join("the test score is not defined", reasonOf(f, run.TestPass))
	}
	if len(a.Changes) > 0 {
		now := stateText(a, true)
		switch {
		case t.Tests == 0 && f.HasFree:
			return chart.Join("now ", now, ": a free pass scores ", number(f.Free.Score), "; T tests it, u takes the change back")
		case t.Tests == 0:
			return chart.Join("now ", now, ": not tested here; T tests it, u takes the change back")
		case t.Score > 0.8:
			return chart.Join("it holds at ", now, ", too: on, or u takes the change back")
		case t.Score > 0.4:
			return chart.Join("it holds in part at ", now, ": u takes the change back, t trains on")
		}
		return chart.Join("it does not hold at ", now, ": u takes the change back, t trains on")
	}
	switch {
	case t.Tests > 0 && t.Score > 0.8:
		return chart.Join("it holds. Now break it: ", mixKeys, " mix of neurons, g/G gain, k kick; T tests again")
	case t.Tests > 0 && t.Score > 0.4:
		return "it holds in part: t trains on, T tests again"
	case t.Tests > 0:
		return "it does not hold: t trains on, T tests again"
	case f.Pass.Over:
		return "training is over: T tests it, t trains another block of passes"
	}
	return "training is off: T tests it, t trains on"
}

// reasonOf says why the newest pass of a kind has no score: ": no target varies".
func reasonOf(f *live.Frame, kind run.PassKind) string {
	for k := len(f.Scores) - 1; k >= 0; k-- {
		if s := &f.Scores[k]; s.Kind == kind {
			if len(s.Why) > 0 {
				return chart.Join(": ", s.Why[0].Text)
			}
			break
		}
	}
	return ""
}

const noPasses = "learn.passes is 0: nothing is trained; ':learn.passes 20', then t"

// mixKeys are the keys that change the mix of neuron types: "f/F".
var mixKeys = func() (keys string) {
	for t := range sim.Types {
		d, err := run.Table.Find(sim.Types[t].FractionKey())
		if err != nil || d.Up == "" {
			continue
		}
		if keys != "" {
			keys += ", "
		}
		keys += d.Down + "/" + d.Up
	}
	return keys
}()
