package live

import (
	"math"

	"spiketop/measure"
	"spiketop/run"
)

// look is what the screen wants to see; it never changes the run.
type look struct {
	neuron   int
	windowMS float64
	motifs   measure.Definition
	details  Look
}

// fill writes the session's present into f, reusing its memory. What is not the
// session's (speed, results of analyses) the runner adds.
func fill(f *Frame, s *run.Session, l look) {
	plan := s.Plan()
	f.Preset, f.Title, f.About, f.View = plan.Name, plan.Title, plan.About, plan.View
	f.Replay, f.End = plan.Recorded(), plan.Run.EndStep
	f.Params, f.Asked = s.Params(), s.Asked()
	f.Step, f.Episode, f.TimeMS = s.Steps(), s.Episode(), s.TimeMS()
	f.Populations = s.Populations()
	f.Ranks = s.Ranks()
	f.Phase, f.Pass = s.Pass()
	f.Scores = s.Scores()
	f.Test, f.AsTrained = s.Test(), s.AsTrained()
	f.Free, f.HasFree = s.Free()
	f.Messages = append(f.Messages[:0], s.Messages()...)
	f.Undo, f.Redo = s.NextUndo(), s.NextRedo()
	s.Window(&f.Window, l.windowMS)
	f.Watch = min(max(l.neuron, 0), f.Params.Net.N-1)
	s.Trace(&f.Trace, f.Watch, l.windowMS)
	var ok bool
	f.MeanRate, ok = s.RecentRates(f.MeanRate)
	f.Rates = f.Rates[:0]
	for _, p := range f.Populations {
		mean := math.NaN()
		if ok && p.Lo < p.Hi {
			mean = 0
			for _, hz := range f.MeanRate[p.Lo:p.Hi] {
				mean += hz
			}
			mean /= float64(p.Hi - p.Lo)
		}
		f.Rates = append(f.Rates, mean)
	}
}
