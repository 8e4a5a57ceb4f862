package run

import (
	"errors"
	"slices"
	"testing"
)

// The keys r and R are assignments of the seed: its own value, and the next.

// A new network plays the protocol of the preset again, whatever ended it before,
// under the parameters set by hand.
func TestTheProtocolPlaysAgain(t *testing.T) {
	s := parse(t, trained)
	finish(s)
	first := s.Copy(false)
	if !first.Params.Learn.On {
		t.Error("the end of the protocol switched learn.on off")
	}
	assign(t, s, "seed", "1")
	if s.mem.Episode != 1 || s.TimeMS() != 0 || s.Test().Tests != 0 || s.AsTrained().Ever {
		t.Errorf("r: episode %d at %g ms, %+v", s.mem.Episode, s.TimeMS(), s.AsTrained())
	}
	finish(s)
	second := s.Copy(false)
	if !slices.Equal(first.W.Entries(), second.W.Entries()) || first.Test != second.Test || !slices.Equal(first.Initial().Entries(), second.Initial().Entries()) {
		t.Error("r: the same network does not learn the same")
	}

	nudge(t, s, "net.qif", 1)
	assign(t, s, "seed", "2")
	finish(s)
	third := s.Copy(false)
	if slices.Equal(third.W.Entries(), third.Initial().Entries()) || third.Params.Net.Type("qif").Fraction != 0.6 || third.Test.Tests != 2 || len(third.Scores) != 5 {
		t.Errorf("R: not trained, or not under the parameters of the hand: %+v", third.Params.Net)
	}
}

// Training that a hand switched off stays off in the next network.
func TestAHandSwitchesTrainingOff(t *testing.T) {
	s := parse(t, trained)
	advance(s, 3000)
	assign(t, s, "learn.on", "false")
	assign(t, s, "seed", "1")
	finish(s)
	if c := s.Copy(false); c.Params.Learn.On || !slices.Equal(c.W.Entries(), c.Initial().Entries()) {
		t.Errorf("learn.on %v: it learned nevertheless", c.Params.Learn.On)
	}
}

// Training that diverged was switched off by nobody: the next network trains, and
// the command line that repeats the run does.
func TestDivergenceIsNoHand(t *testing.T) {
	s := parse(t, trained)
	advance(s, 2000)
	s.diverged(errors.New("as the learn package would say it"))
	if s.Params().Learn.On || !s.Asked().Learn.On {
		t.Errorf("learn.on %v, asked for %v", s.Params().Learn.On, s.Asked().Learn.On)
	}
	if got, want := BatchCommand(s.mem.Plan, s.Asked()), "spiketop run quick.toml"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	assign(t, s, "seed", "1")
	finish(s)
	if c := s.Copy(false); !c.Params.Learn.On || !c.Trained() {
		t.Errorf("learn.on %v, %+v", c.Params.Learn.On, c.Test)
	}
	s = parse(t, trained)
	advance(s, 2000)
	s.diverged(errors.New("as the learn package would say it"))
	assign(t, s, "learn.on", "false") // now a hand says so
	assign(t, s, "seed", "1")
	if s.mem.Par.Learn.On || s.Asked().Learn.On {
		t.Error("the hand is forgotten")
	}
}
