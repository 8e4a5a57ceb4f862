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
	Running bool
	Kind    PassKind
	Number  int
	Free    int  // free passes in Scores
	Extra   bool // a test asked for by hand: not counted towards learn.tests
	Asked   bool // such a test is to begin now
	Start   int64
	Began   state // of the parameters then

	Cue, Target, Every int64 // steps; fixed when the pass begins

	Trained, Tested int  // passes finished in this block of training
	Learned         bool // in the running pass
	EverLearned     bool // in this episode
	Score           *learn.Score
	Scores          []PassScore // only ever appended to: copies share the memory
	Groups          []testGroup // since training last acted
	TrainedIn       state       // in which training last acted
	changesOf       state       // of changes
	changes         []Change
	Instants        instants
	Now, Last       Readout // of the running pass, and of the last training pass
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
	Every  int64
	TimeMS []float64
	F      []float64 // samples × signals
}

// at returns the target k steps into it, a multiple of the interval between instants.
func (in *instants) at(s *Session, k int64) []float64 {
	n := s.signals
	if in.Every != s.mem.Clock.Every {
		*in = instants{Every: s.mem.Clock.Every}
		samples := int(s.mem.Clock.Target / in.Every)
		in.TimeMS, in.F = make([]float64, 0, samples), make([]float64, 0, samples*n)
	}
	for row := len(in.TimeMS); row < int(k/in.Every); row++ {
		t := float64(int64(row+1)*in.Every) * s.mem.Par.Net.Dt
		in.TimeMS, in.F = append(in.TimeMS, t), append(in.F, make([]float64, n)...)
		s.target.At(t, in.F[row*n:][:n])
	}
	row := int(k/in.Every) - 1
	return in.F[row*n:][:n:n]
}

// beginPass starts a pass where one is due.
func (s *Session) beginPass() {
	c := &s.mem.Clock
	if s.target == nil || c.Running {
		return
	}
	if !c.Asked && s.mem.Step-s.mem.Start < s.steps(s.mem.Par.Learn.Start) && c.Trained == 0 && len(c.Scores) == 0 {
		return
	}
	c.Kind, c.Extra = FreePass, false
	switch {
	case c.Asked:
		c.Kind, c.Extra = TestPass, true
	case c.Trained < s.mem.Par.Learn.Passes:
		c.Kind, c.Number = TrainPass, c.Trained+1
	case c.Tested < s.mem.Par.Learn.Tests:
		c.Kind = TestPass
	}
	if c.Kind == TestPass {
		c.Number = s.Test().Tests + 1
	}
	c.Asked, c.Running, c.Learned, c.Start, c.Began = false, true, false, s.mem.Step, s.state()
	c.Cue, c.Target = s.steps(s.mem.Par.Target.Cue), s.steps(s.mem.Par.Target.Duration)
	c.Every = max(1, s.steps(s.mem.Par.Learn.Every))
	n := s.signals
	if c.Score == nil {
		c.Score = learn.NewScore(n, s.mem.Par.Target.Amplitude)
	}
	if !s.target.Repeats() {
		c.Instants = instants{}
	}
	c.Score.Reset()
	c.Now = Readout{}
	if c.Kind != FreePass { // nobody reads those of a free pass
		c.Now.U = make([]float64, 0, int(c.Target/c.Every)*n)
	}
	s.net.Kick()
	s.net.SetInput(nil)
	if c.Cue > 0 {
		s.net.SetInput(s.cue)
	}
	s.mem.Rec.passStart(s.mem.Step)
}

// afterStep does what follows the network's step: learning, recording, and the
// end of a pass.
func (s *Session) afterStep() {
	c := &s.mem.Clock
	if !c.Running {
		if (s.mem.Step-s.mem.Start)%max(1, s.mem.Rec.Every) == 0 {
			s.trainer.Signal(s.net, s.u)
			s.mem.Rec.sample(s.u, nil, false)
		}
		s.mem.Meter.count(s.mem.Step, s.net.Fired())
		return
	}
	el := s.mem.Step - c.Start
	if el == c.Cue {
		s.net.SetInput(nil)
	}
	if since := el - c.Cue; since <= 0 {
		if el%c.Every == 0 {
			s.trainer.Signal(s.net, s.u)
			s.mem.Rec.sample(s.u, nil, false)
		}
	} else if since%c.Every == 0 {
		s.instant(since)
	}
	if el >= c.Cue+c.Target {
		s.endPass()
	}
}

// instant is one RLS instant, so many steps into the target.
func (s *Session) instant(since int64) {
	c := &s.mem.Clock
	f := c.Instants.at(s, since)
	s.trainer.Signal(s.net, s.u)
	c.Score.Add(s.u, f)
	if c.Kind != FreePass {
		c.Now.U = append(c.Now.U, s.u...)
	}
	learning := c.Kind == TrainPass && s.mem.Par.Learn.On
	s.mem.Rec.sample(s.u, f, learning)
	s.mem.Rec.learning(s.mem.Step, learning)
	if !learning {
		return
	}
	if now := s.state(); !c.Learned || now != c.TrainedIn {
		c.Learned, c.EverLearned, c.Groups, c.TrainedIn = true, true, nil, now
		s.group(true) // the first is that of the trained state
	}
	s.mem.Edition++
	if _, err := s.trainer.Update(s.net, f); err != nil {
		s.diverged(err)
	}
}

// diverged stops training; the run goes on.
func (s *Session) diverged(err error) {
	s.mem.Par.Learn.On, s.mem.Stopped = false, true
	s.mem.Failure = err.Error()
	s.mem.FailedAt = s.mem.Step
	s.Say(true, "step %d: %v; training is off, P starts afresh when it is switched on", s.mem.Step, err)
	s.trainer.Reset(s.mem.Par.Learn.Lambda)
	if !s.net.Finite() {
		s.net.Kick()
	}
}

func (s *Session) endPass() {
	c := &s.mem.Clock
	p := PassScore{Kind: c.Kind, Number: c.Number, Learned: c.Learned, EndMS: s.TimeMS()}
	p.Score, p.NRMSE, p.Why = c.Score.Value()
	c.keep(p)
	samples := len(c.Now.U) / s.signals
	c.Now.Pass, c.Now.TimeMS, c.Now.F = p, c.Instants.TimeMS[:samples], c.Instants.F[:len(c.Now.U)]
	c.Running = false
	s.mem.Meter.settle(s.mem.Step)
	mixed := c.Began != s.state() // a pass of two states of the parameters is of neither
	switch c.Kind {
	case TrainPass:
		c.Trained++
		c.Last = c.Now
		if c.Trained >= s.mem.Par.Learn.Passes && s.mem.Par.Learn.On {
			s.Say(false, "training stopped by itself after %s; free-running tests follow", count(c.Trained, "pass", "passes"))
		}
	case TestPass:
		if mixed {
			s.Say(true, "the parameters changed during the test: it does not count")
			break
		}
		g := s.group(true)
		g.Scores, g.Runs = append(g.Scores, p), append(g.Runs, c.Now)
		if len(g.Scores) > keepPasses {
			g.Scores = append([]PassScore(nil), g.Scores[keepPasses/2:]...)
		}
		if keep := max(s.mem.Par.Learn.Tests, 1); len(g.Runs) > keep {
			g.Runs = g.Runs[len(g.Runs)-keep:]
		}
		if !c.Extra {
			c.Tested++
		}
		if c.Tested == s.mem.Par.Learn.Tests && !c.Extra {
			t := g.sum()
			s.Say(false, "free-running score %.2f over %s (nRMSE %.2f)", t.Score, count(t.Tests, "test", "tests"), t.NRMSE)
		}
	case FreePass:
		if !mixed {
			s.group(true).Free = p
		}
	}
	c.Now = Readout{}
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

// keep adds a finished pass. What is in Scores is never changed in place.
func (c *passClock) keep(p PassScore) {
	if p.Kind == FreePass {
		if c.Free++; c.Free > 2*keepFree {
			kept := make([]PassScore, 0, len(c.Scores))
			drop := c.Free - keepFree
			for _, old := range c.Scores {
				if old.Kind == FreePass && drop > 0 {
					drop--
					continue
				}
				kept = append(kept, old)
			}
			c.Scores, c.Free = kept, keepFree
		}
	} else if len(c.Scores) > keepPasses {
		c.Scores, c.Free = append([]PassScore(nil), c.Scores[keepPasses/2:]...), 0
		for _, old := range c.Scores {
			if old.Kind == FreePass {
				c.Free++
			}
		}
	}
	c.Scores = append(c.Scores, p)
}

// abort drops the running pass.
func (c *passClock) abort(s *Session) {
	if !c.Running {
		return
	}
	c.Running = false
	s.net.SetInput(nil)
	s.mem.Meter.settle(s.mem.Step)
}

// train is called when training is asked for: after the end of a block of passes
// it starts another.
func (c *passClock) train(s *Session) {
	if c.Trained >= s.mem.Par.Learn.Passes {
		c.Trained, c.Tested = 0, 0
		c.abort(s)
	}
}

// test begins a free-running test now.
func (c *passClock) test(s *Session) {
	c.abort(s)
	c.Asked = true
}

// Done reports whether the protocol has come to its end: training and tests, or
// without a target as many count windows as are kept.
func (s *Session) Done() bool {
	if s.mem.Plan.Recorded() {
		return s.mem.Step >= s.mem.Plan.Run.EndStep
	}
	if len(s.mem.Timeline) > 0 {
		return false
	}
	if s.target == nil {
		return s.mem.Meter.windows() >= s.mem.Par.Record.Windows
	}
	return !s.mem.Clock.Running && s.mem.Clock.Trained >= s.mem.Par.Learn.Passes && s.mem.Clock.Tested >= s.mem.Par.Learn.Tests &&
		s.TimeMS() >= s.mem.Par.Learn.Start
}

// ProtocolSteps estimates the step at which Done will hold.
func (s *Session) ProtocolSteps() int64 {
	if s.mem.Plan.Recorded() {
		return s.mem.Plan.Run.EndStep
	}
	end := s.mem.Start
	if s.target == nil {
		end = s.mem.Meter.end()
	} else {
		l := s.mem.Par.Learn
		end += s.steps(l.Start) + int64(l.Passes+l.Tests)*(s.steps(s.mem.Par.Target.Cue)+s.steps(s.mem.Par.Target.Duration))
	}
	for _, d := range s.mem.Timeline {
		end = max(end, d.Step)
	}
	return end
}
