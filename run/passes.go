package run

import (
	"fmt"

	"spiketop/learn"
)

// passClock runs from learn.start: a cue, then the target, again and again,
// whether or not training is on. After learn.passes training stops by itself,
// learn.tests test passes follow, and then free passes without end.
//
// Every pass starts from a fresh random state: with the state carried over a
// quarter of the mixed oscillation networks fail their tests (docs/SCIENCE.md,
// section 3).
type passClock struct {
	running bool
	kind    PassKind
	number  int
	free    int  // free passes in scores
	extra   bool // a test asked for by hand: not counted towards learn.tests
	asked   bool // such a test is to begin now
	start   int64
	began   state // of the parameters then

	cue, target, every int64 // steps; fixed when the pass begins

	trained, tested int  // passes finished in this block of training
	learned         bool // in the running pass
	everLearned     bool // in this episode
	score           *learn.Score
	scores          []PassScore // only ever appended to: copies share the memory
	groups          []testGroup // since training last acted
	trainedIn       state       // in which training last acted
	changesOf       state       // of changes
	changes         []Change
	u               []float64 // of this instant
	instants        instants
	now, last       Readout // of the running pass, and of the last training pass
}

// Readout is the trainer's signals (with FORCE the drives) and their targets at
// the instants of learn.every in one pass.
type Readout struct {
	Pass   PassScore
	TimeMS []float64 // since the target began
	U      []float64 // samples × signals
	F      []float64 // samples × signals; passes that repeat each other share the memory
}

// instants is the target at the instants of a pass. Where passes repeat each
// other, the first computes it for all.
type instants struct {
	every  int64
	timeMS []float64
	f      []float64 // samples × signals
}

// at returns the target k steps into it, a multiple of the interval between instants.
func (in *instants) at(s *Session, k int64) []float64 {
	n := s.signals
	if in.every != s.clock.every {
		*in = instants{every: s.clock.every}
		samples := int(s.clock.target / in.every)
		in.timeMS, in.f = make([]float64, 0, samples), make([]float64, 0, samples*n)
	}
	for row := len(in.timeMS); row < int(k/in.every); row++ {
		t := float64(int64(row+1)*in.every) * s.par.Net.Dt
		in.timeMS, in.f = append(in.timeMS, t), append(in.f, make([]float64, n)...)
		s.target.At(t, in.f[row*n:][:n])
	}
	row := int(k/in.every) - 1
	return in.f[row*n:][:n:n]
}

// beginPass starts a pass where one is due.
func (s *Session) beginPass() {
	c := &s.clock
	if s.target == nil || c.running {
		return
	}
	if !c.asked && s.step-s.start < s.steps(s.par.Learn.Start) && c.trained == 0 && len(c.scores) == 0 {
		return
	}
	c.kind, c.extra = FreePass, false
	switch {
	case c.asked:
		c.kind, c.extra = TestPass, true
	case c.trained < s.par.Learn.Passes:
		c.kind, c.number = TrainPass, c.trained+1
	case c.tested < s.par.Learn.Tests:
		c.kind = TestPass
	}
	if c.kind == TestPass {
		c.number = s.Test().Tests + 1
	}
	c.asked, c.running, c.learned, c.start, c.began = false, true, false, s.step, s.state()
	c.cue, c.target = s.steps(s.par.Target.Cue), s.steps(s.par.Target.Duration)
	c.every = max(1, s.steps(s.par.Learn.Every))
	n := s.signals
	if c.score == nil {
		c.score, c.u = learn.NewScore(n, s.par.Target.Amplitude), make([]float64, n)
	}
	if !s.target.Repeats() {
		c.instants = instants{}
	}
	c.score.Reset()
	c.now = Readout{}
	if c.kind != FreePass { // nobody reads those of a free pass
		c.now.U = make([]float64, 0, int(c.target/c.every)*n)
	}
	s.net.Kick()
	s.net.SetInput(nil)
	if c.cue > 0 {
		s.net.SetInput(s.cue)
	}
	s.rec.passStart(s.step)
}

// afterStep does what follows the network's step: learning, recording, and the
// end of a pass.
func (s *Session) afterStep() {
	c := &s.clock
	if !c.running {
		if (s.step-s.start)%max(1, s.rec.every) == 0 {
			s.trainer.Signal(s.net, s.rec.u)
			s.rec.sample(s.rec.u, nil, false)
		}
		s.meter.count(s.step, s.net.Fired())
		return
	}
	el := s.step - c.start
	if el == c.cue {
		s.net.SetInput(nil)
	}
	if since := el - c.cue; since <= 0 {
		if el%c.every == 0 {
			s.trainer.Signal(s.net, s.rec.u)
			s.rec.sample(s.rec.u, nil, false)
		}
	} else if since%c.every == 0 {
		s.instant(since)
	}
	if el >= c.cue+c.target {
		s.endPass()
	}
}

// instant is one RLS instant, so many steps into the target.
func (s *Session) instant(since int64) {
	c := &s.clock
	f := c.instants.at(s, since)
	s.trainer.Signal(s.net, c.u)
	c.score.Add(c.u, f)
	if c.kind != FreePass {
		c.now.U = append(c.now.U, c.u...)
	}
	learning := c.kind == TrainPass && s.par.Learn.On
	s.rec.sample(c.u, f, learning)
	s.rec.learning(s.step, learning)
	if !learning {
		return
	}
	if now := s.state(); !c.learned || now != c.trainedIn {
		c.learned, c.everLearned, c.groups, c.trainedIn = true, true, nil, now
		s.group(true) // the first is that of the trained state
	}
	s.edition++
	if _, err := s.trainer.Update(s.net, f); err != nil {
		s.diverged(err)
	}
}

// diverged stops training; the run goes on.
func (s *Session) diverged(err error) {
	s.par.Learn.On, s.stopped = false, true
	s.failure = err.Error()
	s.failedAt = s.step
	s.Say(true, "step %d: %v; training is off, P starts afresh when it is switched on", s.step, err)
	s.trainer.Reset(s.par.Learn.Lambda)
	if !s.net.Finite() {
		s.net.Kick()
	}
}

func (s *Session) endPass() {
	c := &s.clock
	p := PassScore{Kind: c.kind, Number: c.number, Learned: c.learned, EndMS: s.TimeMS()}
	p.Score, p.NRMSE, p.Why = c.score.Value()
	c.keep(p)
	samples := len(c.now.U) / s.signals
	c.now.Pass, c.now.TimeMS, c.now.F = p, c.instants.timeMS[:samples], c.instants.f[:len(c.now.U)]
	c.running = false
	s.meter.settle(s.step)
	mixed := c.began != s.state() // a pass of two states of the parameters is of neither
	switch c.kind {
	case TrainPass:
		c.trained++
		c.last = c.now
		if c.trained >= s.par.Learn.Passes && s.par.Learn.On {
			s.Say(false, "training stopped by itself after %s; free-running tests follow", count(c.trained, "pass", "passes"))
		}
	case TestPass:
		if mixed {
			s.Say(true, "the parameters changed during the test: it does not count")
			break
		}
		g := s.group(true)
		g.scores, g.runs = append(g.scores, p), append(g.runs, c.now)
		if len(g.scores) > keepPasses {
			g.scores = append([]PassScore(nil), g.scores[keepPasses/2:]...)
		}
		if keep := max(s.par.Learn.Tests, 1); len(g.runs) > keep {
			g.runs = g.runs[len(g.runs)-keep:]
		}
		if !c.extra {
			c.tested++
		}
		if c.tested == s.par.Learn.Tests && !c.extra {
			t := g.sum()
			s.Say(false, "free-running score %.2f over %s (nRMSE %.2f)", t.Score, count(t.Tests, "test", "tests"), t.NRMSE)
		}
	case FreePass:
		if !mixed {
			s.group(true).free = p
		}
	}
	c.now = Readout{}
}

// count is a number of things in words: "1 pass", "20 passes".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// Bounds on what is kept of finished passes, so that a run does not grow with
// its age. Free passes follow each other without end.
const (
	keepFree   = 64
	keepPasses = 1 << 14
)

// keep adds a finished pass. What is in scores is never changed in place.
func (c *passClock) keep(p PassScore) {
	if p.Kind == FreePass {
		if c.free++; c.free > 2*keepFree {
			kept := make([]PassScore, 0, len(c.scores))
			drop := c.free - keepFree
			for _, old := range c.scores {
				if old.Kind == FreePass && drop > 0 {
					drop--
					continue
				}
				kept = append(kept, old)
			}
			c.scores, c.free = kept, keepFree
		}
	} else if len(c.scores) > keepPasses {
		c.scores, c.free = append([]PassScore(nil), c.scores[keepPasses/2:]...), 0
		for _, old := range c.scores {
			if old.Kind == FreePass {
				c.free++
			}
		}
	}
	c.scores = append(c.scores, p)
}

// abort drops the running pass.
func (c *passClock) abort(s *Session) {
	if !c.running {
		return
	}
	c.running = false
	s.net.SetInput(nil)
	s.meter.settle(s.step)
}

// train is called when training is asked for: after the end of a block of passes
// it starts another.
func (c *passClock) train(s *Session) {
	if c.trained >= s.par.Learn.Passes {
		c.trained, c.tested = 0, 0
		c.abort(s)
	}
}

// test begins a free-running test now.
func (c *passClock) test(s *Session) {
	c.abort(s)
	c.asked = true
}

// Done reports whether the protocol has come to its end: training and tests, or
// without a target as many count windows as are kept.
func (s *Session) Done() bool {
	if s.plan.Recorded() {
		return s.step >= s.plan.Run.EndStep
	}
	if len(s.timeline) > 0 {
		return false
	}
	if s.target == nil {
		return s.meter.windows() >= s.par.Record.Windows
	}
	return !s.clock.running && s.clock.trained >= s.par.Learn.Passes && s.clock.tested >= s.par.Learn.Tests &&
		s.TimeMS() >= s.par.Learn.Start
}

// ProtocolSteps estimates the step at which Done will hold.
func (s *Session) ProtocolSteps() int64 {
	if s.plan.Recorded() {
		return s.plan.Run.EndStep
	}
	end := s.start
	if s.target == nil {
		end = s.meter.end()
	} else {
		l := s.par.Learn
		end += s.steps(l.Start) + int64(l.Passes+l.Tests)*(s.steps(s.par.Target.Cue)+s.steps(s.par.Target.Duration))
	}
	for _, d := range s.timeline {
		end = max(end, d.step)
	}
	return end
}
