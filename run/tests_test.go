package run

import (
	"fmt"
	"math"
	"reflect"
	"testing"
)

// finish steps a session to the end of its protocol.
func finish(s *Session) {
	for !s.Done() {
		s.Step()
	}
}

// testNow asks for a free-running test and waits for its end.
func testNow(t *testing.T, s *Session) {
	t.Helper()
	if err := s.Nudge("do.test", +1); err != nil {
		t.Fatal(err)
	}
	advance(s, int(s.mem.Clock.Cue+s.mem.Clock.Target)+1)
}

func nudge(t *testing.T, s *Session, key string, times int) {
	t.Helper()
	for range times {
		if err := s.Nudge(key, +1); err != nil {
			t.Fatal(err)
		}
	}
}

// Tests belong to the state of the parameters in which they were made: those of
// two states are never averaged, and a state that comes back has its tests back.
func TestTestsBelongToAState(t *testing.T) {
	s := parse(t, trained)
	finish(s)
	first := s.Test()
	if first.Tests != 2 || !(first.Score > 0.5) {
		t.Fatalf("after the protocol: %+v", first)
	}
	if a := s.AsTrained(); !a.Ever || a.TestScore != first || a.Changes != nil {
		t.Errorf("as trained: %+v", a)
	}

	nudge(t, s, "net.g", 5)
	if got := s.Test(); got.Tests != 0 || !math.IsNaN(got.Score) || !math.IsNaN(got.NRMSE) {
		t.Errorf("untested state: %+v", got)
	}
	want := AsTrained{first, true, []Change{{"net.g", "g", "1", "1.5"}}}
	if a := s.AsTrained(); !reflect.DeepEqual(a, want) {
		t.Errorf("as trained: %+v, want %+v", a, want)
	}
	if c := s.Copy(true); c.Trained() || len(c.Tests) != 0 || len(c.Readouts) != 1 {
		t.Errorf("a copy of the untested state: trained %v, %d tests, %d readouts", c.Trained(), len(c.Tests), len(c.Readouts))
	}
	testNow(t, s)
	testNow(t, s)
	loud := s.Test()
	if loud.Tests != 2 || loud.Score >= first.Score {
		t.Errorf("at g 1.5: %+v, as trained %+v", loud, first)
	}

	for range 5 {
		if _, err := s.Undo(); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Test(); got != first || s.AsTrained().Changes != nil {
		t.Errorf("undone: %+v, want %+v", got, first)
	}
	c := s.Copy(true)
	if !c.Trained() || len(c.Tests) != 2 || len(c.Readouts) != 3 || (c.Tests[0].Score+c.Tests[1].Score)/2 != first.Score {
		t.Errorf("undone: trained %v, tests %+v, %d readouts", c.Trained(), c.Tests, len(c.Readouts))
	}
	testNow(t, s)
	third := s.mem.Clock.Scores[len(s.mem.Clock.Scores)-1].Score
	if got := s.Test(); got.Tests != 3 || !near(got.Score, (2*first.Score+third)/3) {
		t.Errorf("one test more: %+v, want %g of 3", got, (2*first.Score+third)/3)
	}

	// Training clears all: what was tested is gone.
	if err := s.Nudge("learn.on", +1); err != nil {
		t.Fatal(err)
	}
	advance(s, 400)
	if got := s.Test(); got.Tests != 0 {
		t.Errorf("while it learns: %+v", got)
	}
	assign(t, s, "net.g", "1.5")
	if got := s.Test(); got.Tests != 0 {
		t.Errorf("the other state after training: %+v", got)
	}
}

// A pass in which a parameter changed is of neither state.
func TestAPassOfTwoStatesIsOfNone(t *testing.T) {
	s := parse(t, trained)
	finish(s)
	first := s.Test()
	if err := s.Nudge("do.test", +1); err != nil {
		t.Fatal(err)
	}
	advance(s, 1500)
	nudge(t, s, "net.g", 1)
	advance(s, 800)
	if got := s.Test(); got.Tests != 0 || !s.mem.Messages[len(s.mem.Messages)-1].Bad {
		t.Errorf("in the new state: %+v, it says %q", got, s.mem.Messages[len(s.mem.Messages)-1].Text)
	}
	if _, err := s.Undo(); err != nil {
		t.Fatal(err)
	}
	if got := s.Test(); got != first {
		t.Errorf("in the old state: %+v, want %+v", got, first)
	}

	// A change in a test of the protocol: the test is made again.
	s = parse(t, trained)
	for s.mem.Clock.Tested < 1 {
		s.Step()
	}
	advance(s, 1000)
	nudge(t, s, "net.g", 1)
	finish(s)
	if got := s.Test(); got.Tests != 1 || s.mem.Clock.Tested != 2 || len(s.mem.Clock.Scores) != 3+1+1+1 {
		t.Errorf("%+v after %d tests, %d passes in all", got, s.mem.Clock.Tested, len(s.mem.Clock.Scores))
	}
}

// The free passes, which run anyway, are of a state too.
func TestFreePasses(t *testing.T) {
	s := parse(t, trained)
	finish(s)
	if _, ok := s.Free(); ok {
		t.Error("a free pass before the first ended")
	}
	advance(s, 2201)
	free, ok := s.Free()
	if !ok || free.Kind != FreePass || !(free.Score > 0.3) {
		t.Errorf("%+v, %v", free, ok)
	}
	advance(s, 500)
	nudge(t, s, "net.g", 5)
	advance(s, 2000) // the pass in which the gain changed has ended
	if got, ok := s.Free(); ok {
		t.Errorf("of the new state: %+v", got)
	}
	advance(s, 2200)
	loud, ok := s.Free()
	if !ok || loud.Score >= free.Score {
		t.Errorf("of the new state: %+v, %v", loud, ok)
	}
	if s.Test().Tests != 0 {
		t.Error("a free pass counts as a test")
	}
}

// Trained is the network in the state in which training acted last.
func TestTrainedInTheLastState(t *testing.T) {
	s := parse(t, trained)
	for s.mem.Clock.Trained < 2 {
		s.Step()
	}
	advance(s, 1200) // in the middle of the last training pass
	nudge(t, s, "net.g", 1)
	finish(s)
	if a := s.AsTrained(); a.Changes != nil || a.Tests != 2 || a.TestScore != s.Test() {
		t.Errorf("%+v", a)
	}
}

// Many states are remembered, not all.
func TestStatesAreBounded(t *testing.T) {
	s := parse(t, trained)
	finish(s)
	first := s.Test()
	for k := range 3 * keepGroups {
		if err := s.Assign("net.noise", fmt.Sprint(float64(k+1)/1000)); err != nil {
			t.Fatal(err)
		}
		s.group(true)
	}
	if len(s.mem.Clock.Groups) > keepGroups {
		t.Errorf("%d states", len(s.mem.Clock.Groups))
	}
	if a := s.AsTrained(); a.TestScore != first {
		t.Errorf("the trained state is forgotten: %+v", a)
	}
}
