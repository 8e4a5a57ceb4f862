package measure

import (
	"math"
	"slices"

	"spiketop/internal/warn"
	"spiketop/learn"
	"spiketop/run"
)

// Training is how well the targets were learned.
type Training struct {
	Passes       int     // in which the weights were changed
	Tests        int     // free-running, in the present state of the parameters
	Score, NRMSE float64 // of these tests
	ScoreSE      float64
	Trained      bool
	ByPass       []run.PassScore // the training passes, oldest first
	ByTest       []run.PassScore // these tests, oldest first
	Warnings     warn.List
}

// TrainingOf sums up the passes of a run.
func TrainingOf(c *run.Copy) *Training {
	t := &Training{Tests: c.Test.Tests, Score: c.Test.Score, NRMSE: c.Test.NRMSE, ScoreSE: math.NaN(), Trained: c.Trained(), ByTest: c.Tests}
	for _, p := range c.Scores {
		if p.Kind == run.TrainPass {
			t.ByPass = append(t.ByPass, p)
			if p.Learned {
				t.Passes++
			}
		}
	}
	if t.Tests > 1 {
		var x []float64
		for _, p := range t.ByTest {
			x = append(x, p.Score)
		}
		t.ScoreSE = meanOf(x, warn.Warning{}).SE
	}
	for _, p := range t.ByTest {
		for _, w := range p.Why {
			if !slices.Contains(t.Warnings, w) {
				t.Warnings = append(t.Warnings, w)
			}
		}
	}
	if !c.HasTarget() {
		t.Warnings.Add(warn.NoTarget, "no target: nothing to learn")
	} else if t.Tests == 0 || !t.Trained {
		t.Warnings = append(t.Warnings, untrained(c))
	}
	if t.Tests == 1 {
		t.Warnings.Add(warn.OneTest, "one test: no standard error")
	}
	return t
}

// untrained says why a network with a target does not count as trained.
func untrained(c *run.Copy) warn.Warning {
	switch {
	case c.Test.Tests == 0:
		return warn.New(warn.NotTested, "not trained: no free-running test yet")
	case !Num(c.Test.Score).Defined():
		return warn.New(warn.NotTrained, "not trained: the free-running score is not defined")
	}
	return warn.New(warn.NotTrained, "not trained: free-running score %.2f is below %.1f", c.Test.Score, learn.TrainedScore)
}

func (t *Training) node() Node {
	list := func(of []run.PassScore, x func(run.PassScore) float64) []Num {
		out := []Num{}
		for _, p := range of {
			out = append(out, Num(x(p)))
		}
		return out
	}
	score, nrmse := func(p run.PassScore) float64 { return p.Score }, func(p run.PassScore) float64 { return p.NRMSE }
	learned := []bool{}
	for _, p := range t.ByPass {
		learned = append(learned, p.Learned)
	}
	return branch("training", "how well drives follow their targets",
		count("passes", int64(t.Passes), "passes in which weights were changed"), count("tests", int64(t.Tests), "free-running tests in the present state"),
		number("score", t.Score, "", "mean correlation of drive and target in the tests"), number("score_se", t.ScoreSE, "", "standard error over tests"),
		number("nrmse", t.NRMSE, "", "error of the tests in units of the targets' spread"), truth("trained", t.Trained, "the score is at least 0.6"),
		aside("score_by_pass", list(t.ByPass, score)), aside("nrmse_by_pass", list(t.ByPass, nrmse)), aside("learned_by_pass", learned),
		aside("score_by_test", list(t.ByTest, score)), aside("nrmse_by_test", list(t.ByTest, nrmse)),
		warnings(t.Warnings))
}
