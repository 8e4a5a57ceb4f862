package tui

import (
	"math"

	"spiketop/internal/warn"
	"spiketop/learn"
	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// standing appends how the run stands: clock, time, training, and what is wrong.
func standing(dst []segment, s status) []segment {
	if s.f == nil {
		return nil
	}
	dst = append(dst, clock(s), segment{"t", seconds(s.f.TimeMS), chart.Plain, 3})
	return saturation(training(dst, s.f), s.f)
}

// seconds spells a time of the episode.
func seconds(ms float64) string {
	if ms >= 1e6 {
		return decimal(ms/1000, 0, " s")
	}
	return decimal(ms/1000, 2, " s")
}

// clock says whether the run goes, and how fast.
func clock(s status) segment {
	achieved := s.f.Achieved
	switch {
	case !s.running:
		return segment{value: "‖ paused", role: chart.Warn, rank: 1}
	case math.IsInf(s.speed, 1):
		text := "▶▶"
		if achieved > 0 {
			text = chart.Join(text, " ", times(achieved))
		}
		return segment{value: text, role: chart.Good, rank: 1}
	case achieved > 0 && achieved < 0.8*s.speed && s.f.Running && s.speed == s.f.Speed:
		return segment{value: chart.Join("▶ ", times(s.speed), " asked, ", times(achieved)), role: chart.Warn, rank: 1}
	}
	return segment{value: chart.Join("▶ ", times(s.speed)), role: chart.Good, rank: 1}
}

// saturation appends which types fire as fast as the time step allows.
func saturation(dst []segment, f *live.Frame) []segment {
	if f.Transfer == nil {
		return dst
	}
	for k, hz := range f.Transfer.Hz {
		if hz.Warnings.Has(warn.Saturated) && k < len(f.Transfer.Populations) {
			dst = append(dst, segment{value: chart.Join(f.Transfer.Populations[k].Symbol, " saturated"), role: chart.Warn, rank: 2})
		}
	}
	return dst
}

// stage is where the run is in its protocol, by the pass clock: learn.on is only
// what a person wants.
type stage int

const (
	noTarget   stage = iota
	before           // the pass clock has not started
	inTraining       // passes that train
	inTests          // a free-running test
	notTrained       // other passes, of a network that was never trained
	afterwards       // other passes, of a network that was
)

func stageOf(f *live.Frame) stage {
	runs := f.Pass.Number > 0 || f.Pass.Kind == run.FreePass
	switch {
	case f.Params.Target.None():
		return noTarget
	case !runs && lastScore(f) == nil:
		return before
	case f.Pass.Kind == run.TestPass:
		return inTests
	case f.Params.Learn.On && !f.Pass.Over:
		return inTraining
	case !f.AsTrained.Ever:
		return notTrained
	}
	return afterwards
}

// nothingToTrain reports whether training is wanted, of no passes.
func nothingToTrain(f *live.Frame) bool { return f.Params.Learn.On && f.Params.Learn.Passes <= 0 }

func lastScore(f *live.Frame) *run.PassScore {
	if n := len(f.Scores); n > 0 {
		return &f.Scores[n-1]
	}
	return nil
}

// training appends what training does, with its score. A score is that of the
// network as it is now. What was measured in another state of the parameters is
// grey and says so.
func training(dst []segment, f *live.Frame) []segment {
	a := &f.AsTrained
	switch stageOf(f) {
	case noTarget:
		return append(dst, segment{value: "no target", role: chart.Dim, rank: 2})
	case before:
		if f.Params.Learn.On && !nothingToTrain(f) {
			return append(dst, segment{"untrained", chart.Join("training from ", startOf(f)), chart.Plain, 2})
		}
		return append(dst, segment{value: "untrained", role: chart.Dim, rank: 2})
	case inTraining:
		dst = append(dst, segment{value: "● TRAINING", role: chart.Train, rank: 1})
		if f.Pass.Number > 0 {
			dst = append(dst, segment{"pass", place(f.Pass), chart.Plain, 2})
		}
		return append(dst, scoreOf(f))
	case inTests:
		dst = append(dst, segment{"test", place(f.Pass), chart.Plain, 1})
		if f.Test.Tests > 0 {
			dst = append(dst, segment{"score", number(f.Test.Score), chart.Plain, 3})
		}
		if len(a.Changes) > 0 {
			dst = append(dst, asTrained(a))
		}
		return dst
	case notTrained:
		value := "training off"
		if f.Params.Learn.On {
			value = "untrained"
		}
		return append(dst, segment{value: value, role: chart.Dim, rank: 2}, scoreOf(f))
	}
	switch t := f.Test; {
	case len(a.Changes) > 0 && t.Tests > 0:
		dst = append(dst, segment{"test now", number(t.Score), chart.Plain, 1}, asTrained(a))
	case len(a.Changes) > 0:
		dst = append(dst, segment{value: chart.Join("trained at ", stateText(a, false), " · now ", stateText(a, true), ": not tested (T)"), role: chart.Plain, rank: 1})
	case t.Tests > 0:
		verdict := segment{value: "trained", role: chart.Good, rank: 1}
		if !(t.Score >= learn.TrainedScore) {
			verdict = segment{value: "not trained", role: chart.Warn, rank: 1}
		}
		dst = append(dst, verdict, segment{"test score", number(t.Score), chart.Plain, 2},
			segment{value: chart.Join("(", count(t.Tests, "test"), ")"), role: chart.Dim, rank: 6})
	case f.Pass.Over:
		dst = append(dst, segment{value: "training over: not tested (T)", role: chart.Plain, rank: 1})
	default:
		dst = append(dst, segment{value: "training off: not tested (T)", role: chart.Plain, rank: 1})
	}
	if f.HasFree {
		rank := 4
		if f.Test.Tests > 0 {
			rank = 8 // the tests say more
		}
		dst = append(dst, segment{"free pass", number(f.Free.Score), chart.Plain, rank})
	}
	return dst
}

// asTrained is the score in the state in which training last acted: an old one.
func asTrained(a *run.AsTrained) segment {
	if a.Tests == 0 {
		return segment{value: "as trained not tested", role: chart.Dim, rank: 5}
	}
	return segment{value: chart.Join("as trained ", number(a.Score)), role: chart.Dim, rank: 5}
}

// stateText tells the state of the parameters by the first of those that changed
// since training last acted: "g 1.5", "g 1.5 (+1)".
func stateText(a *run.AsTrained, now bool) string {
	c := a.Changes[0]
	value := c.Was
	if now {
		value = c.Now
	}
	text := chart.Join(changeName(c), " ", value)
	if more := len(a.Changes) - 1; more > 0 && now {
		text = chart.Join(text, " (+", whole(more), ")")
	}
	return text
}

func changeName(c run.Change) string {
	if c.Symbol != "" {
		return c.Symbol
	}
	return c.Key
}

// startOf spells when training starts: "0.5 s".
func startOf(f *live.Frame) string { return floating(f.Params.Learn.Start/1000, 'g', 2, " s") }

// place spells the number of a pass: "14/20", and "6" for one beyond the protocol.
func place(p run.Pass) string {
	if p.Number > p.Of {
		return whole(p.Number)
	}
	return chart.Join(whole(p.Number), "/", whole(p.Of))
}

// scoreOf is the score of the newest finished pass.
func scoreOf(f *live.Frame) segment {
	s := lastScore(f)
	if s == nil {
		return segment{"score", "–", chart.Dim, 6}
	}
	return segment{"score", number(s.Score), chart.Plain, 3}
}
