package run

import (
	"math"
	"slices"
	"testing"
)

// Copies share W for as long as it stays the same, and keep it when it changes;
// what changes it is learning, the gain and a new network.
func TestCopiesShareWeights(t *testing.T) {
	s := parse(t, trained)
	same := func(a, b *Copy) bool { return &a.W.Entries()[0] == &b.W.Entries()[0] }
	first := s.Copy(false)
	start := slices.Clone(first.W.Entries())
	advance(s, 400) // 40 ms: before the first pass
	if !same(first, s.Copy(false)) {
		t.Error("W was copied though it did not change")
	}
	advance(s, 1600)
	learned := s.Copy(false)
	if same(first, learned) || slices.Equal(first.W.Entries(), learned.W.Entries()) {
		t.Error("W did not change with learning")
	}
	if !slices.Equal(learned.W.Entries(), s.net.W(nil)) {
		t.Error("the copy is not W")
	}
	if !slices.Equal(first.W.Entries(), start) {
		t.Error("learning changed the W of an earlier copy")
	}
	if err := s.Assign("net.g", "1.5"); err != nil {
		t.Fatal(err)
	}
	if louder := s.Copy(false); same(learned, louder) || math.Abs(louder.W.Entries()[1]-1.5*learned.W.Entries()[1]) > 1e-15 {
		t.Error("the gain did not change W")
	}
	if err := s.Assign("net.sigma", "1"); err == nil {
		t.Fatal("no such parameter")
	}
	if err := s.Assign("seed", "2"); err != nil {
		t.Fatal(err)
	}
	if slices.Equal(s.Copy(false).W.Entries(), start) {
		t.Error("a new network has the old W")
	}
}

// The W of the episode's start is drawn again where it is asked for: the same
// bits, with the gain that the network had then.
func TestInitialWeightsAreDrawnAgain(t *testing.T) {
	for _, p := range []string{"1", "0.4"} {
		s := parse(t, trained, "net.p", p, "net.g", "1.3")
		start := s.net.W(nil)
		advance(s, 2000)
		if err := s.Assign("net.g", "0.7"); err != nil {
			t.Fatal(err)
		}
		advance(s, 1000)
		c := s.Copy(false)
		if !slices.Equal(c.Initial().Entries(), start) {
			t.Errorf("p = %s: the start is not what it was", p)
		}
		if slices.Equal(c.W.Entries(), start) {
			t.Errorf("p = %s: nothing was learned", p)
		}
	}
}
