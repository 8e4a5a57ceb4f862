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
	dst = append(dst, clock(s), segment{label: "t", value: seconds(s.f.TimeMS), role: chart.Plain, rank: 4})
	if s.held {
		dst = append(dst, segment{value: "panes held (H)", role: chart.Warn, rank: 1})
	}
	if b := branchOf(acted(s.f)); b != "" {
		dst = append(dst, segment{value: b, role: chart.Bold, rank: 3})
	}
	if s.f.Stop != nil {
		dst = append(dst, segment{label: "stops at", value: s.f.Stop.String(), role: chart.Bold, rank: 3})
	}
	if b := s.f.B; b != nil && b.Stop != nil && b.Stop != s.f.Stop {
		dst = append(dst, segment{label: "B stops at", value: b.Stop.String(), role: chart.Bold, rank: 3})
	}
	if s.blind {
		return crumbs(dst, s.f)
	}
	return saturation(training(dst, s.f), s.f)
}

// branchOf names the branch of a run that has several, and says where the run stands
// before the end of its branch.
func branchOf(f *live.Frame) string {
	switch p := f.Past; {
	case p == nil || p.Now < 0 || p.Now >= len(p.Branches) || len(p.Branches) == 1 && (!p.Ahead || f.Replay):
		return ""
	case f.Replay && p.Branches[p.Now].Number == 1 && p.Ahead:
		return "the recording"
	case p.Ahead:
		return chart.Join("branch ", whole(p.Branches[p.Now].Number), ", in its past")
	default:
		return chart.Join("branch ", whole(p.Branches[p.Now].Number))
	}
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
		return segment{value: text, role: chart.Plain, rank: 1}
	case achieved > 0 && achieved < 0.8*s.speed && s.f.Running && s.speed == s.f.Speed:
		return segment{value: chart.Join("▶ ", times(s.speed), " asked, ", times(achieved)), role: chart.Warn, rank: 1}
	}
	return segment{value: chart.Join("▶ ", times(s.speed)), role: chart.Plain, rank: 1}
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

// crumbs appends where the run is on its way: untrained › training › tests › free,
// the present stage bold and with a mark. The farther from the present, the sooner a
// stage is dropped.
func crumbs(dst []segment, f *live.Frame) []segment {
	now, first := 0, len(dst)
	names := [...]string{"untrained", "training", "tests", "free"}
	role := chart.Bold
	switch stageOf(f) {
	case noTarget:
		return append(dst, segment{value: counting(f), role: chart.Bold, rank: 2})
	case before:
		switch {
		case nothingToTrain(f):
			return append(dst, segment{value: "● untrained", role: chart.Bold, rank: 1})
		case f.Params.Learn.On:
			names[1] = chart.Join("training from ", startOf(f))
		}
	case inTraining:
		now, role = 1, chart.Train
		if f.Pass.Number > 0 {
			names[1] = chart.Join("training ", place(f.Pass))
		}
	case inTests:
		now, names[2] = 2, chart.Join("tests ", place(f.Pass))
	case afterwards:
		now = 3
	}
	if now == 0 && !f.Params.Learn.On {
		names[1] = "training off"
	}
	for k, name := range names {
		s := segment{value: name, role: chart.Plain, rank: 8 + max(now-k, k-now), crumb: true}
		if k == now {
			s.value, s.role, s.rank = chart.Join("● ", name), role, 1
		}
		dst = append(dst, s)
	}
	if next := first + now + 1; next < len(dst) {
		dst[next].rank = 6
	}
	return dst
}

// counting is what stands for the stages where nothing is trained: how many
// windows of spikes are counted, until there are two a neuron.
func counting(f *live.Frame) string {
	need := 2 * neurons(f)
	switch d := f.Dimension; {
	case d == nil || d.Measured.Windows <= 0:
		return "● no target: counting spikes"
	case d.Measured.Windows < need:
		return chart.Join("● no target: counting ", whole(d.Measured.Windows), "/", whole(need), " windows")
	}
	return chart.Join("● no target: measured from ", count(f.Dimension.Measured.Windows, "window"))
}

// training appends where the run is, and how well it follows its target. A score is
// that of a test of the network as it is now. What was measured in another state of
// the parameters is grey and says so.
func training(dst []segment, f *live.Frame) []segment {
	a := &f.AsTrained
	dst = crumbs(dst, f)
	switch stageOf(f) {
	case noTarget, before:
		return dst
	case inTraining:
		return append(dst, scoreOf(f))
	case inTests:
		if f.Test.Tests > 0 {
			dst = append(dst, segment{label: "score", value: number(f.Test.Score), role: chart.Bold, rank: 3})
		}
		if len(a.Changes) > 0 {
			dst = append(dst, asTrained(a))
		}
		return dst
	case notTrained:
		return append(dst, scoreOf(f))
	}
	switch t := f.Test; {
	case len(a.Changes) > 0 && t.Tests > 0:
		dst = append(dst, segment{label: "test now", value: number(t.Score), role: chart.Bold, rank: 1}, asTrained(a))
	case len(a.Changes) > 0:
		dst = append(dst, segment{value: chart.Join("trained at ", stateText(a, false), " · now ", stateText(a, true), ": not tested (T)"), role: chart.Plain, rank: 1})
	case t.Tests > 0:
		verdict := segment{value: "trained", role: chart.Good, rank: 1}
		if !(t.Score >= learn.TrainedScore) {
			verdict = segment{value: "not trained", role: chart.Warn, rank: 1}
		}
		dst = append(dst, verdict, segment{label: "test score", value: number(t.Score), role: chart.Bold, rank: 2},
			segment{value: chart.Join("(", count(t.Tests, "test"), ")"), role: chart.Plain, rank: 9})
	case f.Pass.Over:
		dst = append(dst, segment{value: "training over: not tested (T)", role: chart.Plain, rank: 1})
	default:
		dst = append(dst, segment{value: "training off: not tested (T)", role: chart.Plain, rank: 1})
	}
	if f.HasFree {
		rank := 4
		if f.Test.Tests > 0 {
			rank = 9 // the tests say more
		}
		dst = append(dst, segment{label: "free pass", value: number(f.Free.Score), role: chart.Plain, rank: rank})
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

// scoreOf is how well the newest finished pass followed its target. While learning
// acts that is a fit, and no score: it says nothing of what holds without learning.
func scoreOf(f *live.Frame) segment {
	s := lastScore(f)
	switch {
	case s == nil:
		return segment{label: "fit", value: "–", role: chart.Plain, rank: 7}
	case s.Learned:
		return segment{label: "fit", value: chart.Join(number(s.Score), " (while learning)"), role: chart.Plain, rank: 3}
	case s.Kind == run.TestPass:
		return segment{label: "last test", value: number(s.Score), role: chart.Plain, rank: 3}
	}
	return segment{label: "free pass", value: number(s.Score), role: chart.Plain, rank: 3}
}
