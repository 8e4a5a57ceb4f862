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
	net    sim.Params
	target learn.TargetParams
	every  float64
}

func (s *Session) state() state { return state{s.par.Net, s.par.Target, s.par.Learn.Every} }

// testGroup is the tests of one state since training last acted, oldest first.
type testGroup struct {
	state
	scores []PassScore
	runs   []Readout
	free   PassScore // the last free pass; EndMS 0: none
}

// keepGroups bounds how many states are remembered between two trainings.
const keepGroups = 32

// group is the tests of the present state; make says whether to begin a group
// where there is none. It may return nil otherwise.
func (s *Session) group(make bool) *testGroup {
	c, now := &s.clock, s.state()
	for k := range c.groups {
		if c.groups[k].state == now {
			return &c.groups[k]
		}
	}
	if !make {
		return nil
	}
	if len(c.groups) >= keepGroups {
		c.groups = append(c.groups[:1], c.groups[2:]...) // the first is of the trained state
	}
	c.groups = append(c.groups, testGroup{state: now})
	return &c.groups[len(c.groups)-1]
}

// TestScore sums up the free-running tests of one state of the parameters.
type TestScore struct {
	Tests        int // 0: not tested
	Score, NRMSE float64
}

func (g *testGroup) sum() TestScore {
	t := TestScore{Score: math.NaN(), NRMSE: math.NaN()}
	if g == nil || len(g.scores) == 0 {
		return t
	}
	t.Tests, t.Score, t.NRMSE = len(g.scores), 0, 0
	for _, p := range g.scores {
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
	if g := s.group(false); g != nil && g.free.EndMS > 0 {
		return g.free, true
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
	c := &s.clock
	a := AsTrained{TestScore: (*testGroup)(nil).sum(), Ever: c.everLearned}
	if !a.Ever {
		return a
	}
	for k := range c.groups {
		if c.groups[k].state == c.trainedIn {
			a.TestScore = c.groups[k].sum()
		}
	}
	if now := s.state(); now != c.trainedIn {
		if c.changesOf != now {
			c.changesOf, c.changes = now, changes(c.trainedIn, now)
		}
		a.Changes = c.changes
	}
	return a
}

// changes lists the parameters in which two states differ.
func changes(was, now state) (list []Change) {
	a := Params{Net: was.net, Target: was.target, Learn: learn.Params{Every: was.every}}
	b := Params{Net: now.net, Target: now.target, Learn: learn.Params{Every: now.every}}
	for k := range Table {
		d := &Table[k]
		if x, y := d.Format(&a), d.Format(&b); x != y {
			list = append(list, Change{d.Key, d.Symbol, x, y})
		}
	}
	return list
}
