package run

import (
	"math"

	"spiketop/learn"
	"spiketop/sim"
)

// A test belongs to the state of the parameters in which it was made: tests of
// two states are never averaged.

// state is what the outcome of a test depends on, beside the learned weights.
type state struct {
	Net    sim.Params
	Target learn.TargetParams
	Every  float64
}

func (s *Session) state() state { return state{s.mem.Par.Net, s.mem.Par.Target, s.mem.Par.Learn.Every} }

// testGroup is the tests of one state since training last acted, oldest first.
type testGroup struct {
	In     state
	Scores []PassScore
	Runs   []Readout
	Free   PassScore // the last free pass; EndMS 0: none
}

// keepGroups bounds how many states are remembered between two trainings.
const keepGroups = 32

// group is the tests of the present state; make says whether to begin a group
// where there is none. It may return nil otherwise.
func (s *Session) group(make bool) *testGroup {
	c, now := &s.mem.Clock, s.state()
	for k := range c.Groups {
		if c.Groups[k].In == now {
			return &c.Groups[k]
		}
	}
	if !make {
		return nil
	}
	if len(c.Groups) >= keepGroups {
		c.Groups = append(c.Groups[:1], c.Groups[2:]...) // the first is of the trained state
	}
	c.Groups = append(c.Groups, testGroup{In: now})
	return &c.Groups[len(c.Groups)-1]
}

// TestScore sums up the free-running tests of one state of the parameters.
type TestScore struct {
	Tests        int // 0: not tested
	Score, NRMSE float64
}

func (g *testGroup) sum() TestScore {
	t := TestScore{Score: math.NaN(), NRMSE: math.NaN()}
	if g == nil || len(g.Scores) == 0 {
		return t
	}
	t.Tests, t.Score, t.NRMSE = len(g.Scores), 0, 0
	for _, p := range g.Scores {
		t.Score += p.Score / float64(t.Tests)
		t.NRMSE += p.NRMSE / float64(t.Tests)
	}
	return t
}

// Test sums up the free-running tests in the present state of the parameters,
// since training last acted.
func (s *Session) Test() TestScore { return s.group(false).sum() }

// Free is the last free pass in the present state; ok: there was one.
func (s *Session) Free() (p PassScore, ok bool) {
	if g := s.group(false); g != nil && g.Free.EndMS > 0 {
		return g.Free, true
	}
	return PassScore{}, false
}

// Change is a parameter that differs between two states.
type Change struct{ Key, Symbol, Was, Now string }

// AsTrained is how the network was when training last acted.
type AsTrained struct {
	TestScore
	Ever    bool     // training acted in this episode
	Changes []Change // how the parameters differ from then; nil: they are the same
}

// AsTrained sums up the tests in the state in which training last acted.
func (s *Session) AsTrained() AsTrained {
	c := &s.mem.Clock
	a := AsTrained{TestScore: (*testGroup)(nil).sum(), Ever: c.EverLearned}
	if !a.Ever {
		return a
	}
	for k := range c.Groups {
		if c.Groups[k].In == c.TrainedIn {
			a.TestScore = c.Groups[k].sum()
		}
	}
	if now := s.state(); now != c.TrainedIn {
		if c.changesOf != now {
			c.changesOf, c.changes = now, changes(c.TrainedIn, now)
		}
		a.Changes = c.changes
	}
	return a
}

// changes lists the parameters in which two states differ.
func changes(was, now state) (list []Change) {
	a := Params{Net: was.Net, Target: was.Target, Learn: learn.Params{Every: was.Every}}
	b := Params{Net: now.Net, Target: now.Target, Learn: learn.Params{Every: now.Every}}
	for k := range Table {
		d := &Table[k]
		if x, y := d.Format(&a), d.Format(&b); x != y {
			list = append(list, Change{d.Key, d.Symbol, x, y})
		}
	}
	return list
}
