package experiment

import (
	"math"

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
	extra   bool // a test asked for by hand: not counted towards learn.tests
	asked   bool // such a test is to begin now
	start   int64

	cue, target, every int64 // steps; fixed when the pass begins

	trained, tested int // passes finished in this block of training
	learned         bool
	score           *learn.Score
	scores          []PassScore
	tests           []PassScore // since training last acted
	u               []float64   // of this instant
	instants        instants
	now, last       readout // of the running pass, and of the last training pass
	testRuns        []readout
}

// readout is the drive and the target at the RLS instants of one pass.
type readout struct {
	Pass   PassScore
	TimeMS []float64 // since the target began
	U      []float64 // samples × N
	F      []float64 // samples × N; the same memory in every pass
}

// instants is the target at the RLS instants of a pass: passes repeat each other,
// so it is computed in the first.
type instants struct {
	every  int64
	timeMS []float64
	f      []float64 // samples × N
}

// at returns the target k steps into it, a multiple of the interval between instants.
func (in *instants) at(s *Session, k int64) []float64 {
	n := s.par.Net.N
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
		c.number = len(c.tests) + 1
	}
	c.asked, c.running, c.learned, c.start = false, true, false, s.step
	c.cue, c.target = s.steps(s.par.Target.Cue), s.steps(s.par.Target.Duration)
	c.every = max(1, s.steps(s.par.Learn.Every))
	n := s.par.Net.N
	if c.score == nil {
		c.score, c.u = learn.NewScore(n), make([]float64, n)
	}
	c.score.Reset()
	c.now = readout{}
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
			s.net.Drive(s.rec.u)
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
			s.net.Drive(s.rec.u)
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
	s.net.Drive(c.u)
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
	if s.force == nil {
		s.force = learn.NewForce(s.net, s.par.Learn.Lambda)
	}
	if !c.learned {
		c.learned, c.tests, c.testRuns = true, nil, nil
	}
	s.edition++
	if _, err := s.force.Update(s.net, f); err != nil {
		s.diverged(err)
	}
}

// diverged stops training; the run goes on.
func (s *Session) diverged(err error) {
	s.par.Learn.On = false
	s.failure = err.Error()
	s.failedAt = s.step
	s.Say(true, "step %d: %v; training is off, P starts afresh when it is switched on", s.step, err)
	s.force.Reset(s.par.Learn.Lambda)
	if !s.net.Finite() {
		s.net.Kick()
	}
}

func (s *Session) endPass() {
	c := &s.clock
	p := PassScore{Kind: c.kind, Number: c.number, Learned: c.learned, EndMS: s.TimeMS()}
	p.Score, p.NRMSE = c.score.Value()
	c.scores = append(c.scores, p)
	samples := len(c.now.U) / s.par.Net.N
	c.now.Pass, c.now.TimeMS, c.now.F = p, c.instants.timeMS[:samples], c.instants.f[:len(c.now.U)]
	c.running = false
	s.meter.settle(s.step)
	switch c.kind {
	case TrainPass:
		c.trained++
		c.last = c.now
		if c.trained >= s.par.Learn.Passes && s.par.Learn.On {
			s.par.Learn.On = false
			s.Say(false, "training stopped by itself after %d passes; free-running tests follow", c.trained)
		}
	case TestPass:
		c.tests = append(c.tests, p)
		c.testRuns = append(c.testRuns, c.now)
		if !c.extra {
			c.tested++
		}
		if keep := max(s.par.Learn.Tests, 1); len(c.testRuns) > keep {
			c.testRuns = c.testRuns[len(c.testRuns)-keep:]
		}
		if c.tested == s.par.Learn.Tests && !c.extra {
			t := c.testScore()
			s.Say(false, "free-running score %.2f over %d tests (nRMSE %.2f)", t.Score, t.Tests, t.NRMSE)
		}
	}
	c.now = readout{}
}

// abort drops the running pass.
func (c *passClock) abort(s *Session) {
	c.running = false
	s.net.SetInput(nil)
	s.meter.settle(s.step)
}

// train is called when training is switched on: after the end of a block of
// passes it starts another.
func (c *passClock) train(s *Session) {
	if c.trained >= s.par.Learn.Passes {
		c.trained, c.tested = 0, 0
		if c.running {
			c.abort(s)
		}
	}
}

// test begins a free-running test now.
func (c *passClock) test(s *Session) {
	c.abort(s)
	c.asked = true
}

func (c *passClock) testScore() TestScore {
	t := TestScore{Tests: len(c.tests), Score: math.NaN(), NRMSE: math.NaN()}
	if t.Tests == 0 {
		return t
	}
	t.Score, t.NRMSE = 0, 0
	for _, p := range c.tests {
		t.Score += p.Score / float64(t.Tests)
		t.NRMSE += p.NRMSE / float64(t.Tests)
	}
	return t
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
