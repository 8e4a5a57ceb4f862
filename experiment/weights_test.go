package experiment

import (
	"math"
	"slices"
	"testing"
)

// Copies share W for as long as it stays the same, and keep it when it changes;
// what changes it is learning, the gain and a new network.
func TestCopiesShareWeights(t *testing.T) {
	s := parse(t, trained)
	same := func(a, b *Copy) bool { return &a.W[0] == &b.W[0] }
	first := s.Copy(false)
	start := slices.Clone(first.W)
	run(s, 400) // 40 ms: before the first pass
	if !same(first, s.Copy(false)) {
		t.Error("W was copied though it did not change")
	}
	run(s, 1600)
	learned := s.Copy(false)
	if same(first, learned) || slices.Equal(first.W, learned.W) {
		t.Error("W did not change with learning")
	}
	if !slices.Equal(learned.W, s.net.W(nil)) {
		t.Error("the copy is not W")
	}
	if !slices.Equal(first.W, start) {
		t.Error("learning changed the W of an earlier copy")
	}
	if err := s.Assign("net.g", "1.5"); err != nil {
		t.Fatal(err)
	}
	if louder := s.Copy(false); same(learned, louder) || math.Abs(louder.W[1]-1.5*learned.W[1]) > 1e-15 {
		t.Error("the gain did not change W")
	}
	if err := s.Assign("net.sigma", "1"); err == nil {
		t.Fatal("no such parameter")
	}
	if err := s.Assign("seed", "2"); err != nil {
		t.Fatal(err)
	}
	if slices.Equal(s.Copy(false).W, start) {
		t.Error("a new network has the old W")
	}
}

// The W of the episode's start is drawn again where it is asked for: the same
// bits, with the gain that the network had then.
func TestInitialWeightsAreDrawnAgain(t *testing.T) {
	for _, p := range []string{"1", "0.4"} {
		s := parse(t, trained, "net.p", p, "net.g", "1.3")
		start := s.net.W(nil)
		run(s, 2000)
		if err := s.Assign("net.g", "0.7"); err != nil {
			t.Fatal(err)
		}
		run(s, 1000)
		c := s.Copy(false)
		if !slices.Equal(c.Initial(), start) {
			t.Errorf("p = %s: the start is not what it was", p)
		}
		if slices.Equal(c.W, start) {
			t.Errorf("p = %s: nothing was learned", p)
		}
	}
}

// Results on an unchanged W only get a new date: drawn again, the nulls of
// another step would give other z.
func TestUnchangedWeightsAreNotAnalysedAgain(t *testing.T) {
	r := NewRunner(parse(t, trained, "learn.on", "false", "learn.start", "1000000"), nil)
	defer r.Close()
	first := waitFrame(t, r, func(f *Frame) bool { return f.Motifs != nil && f.Spectrum != nil && len(f.Spectrum.Now.Values) > 0 })
	motifs, spectrum := *first.Motifs, *first.Spectrum
	later := waitFrame(t, r, func(f *Frame) bool { return f.Motifs.Step > motifs.Step && f.Spectrum.Step > spectrum.Step })
	if later.Motifs.Weighted.Reciprocal.Z != motifs.Weighted.Reciprocal.Z {
		t.Error("the nulls were drawn again")
	}
	if &later.Spectrum.Now.Values[0] != &spectrum.Now.Values[0] {
		t.Error("the eigenvalues were computed again")
	}
	r.Send(Assign{Key: "net.g", Text: "2"})
	louder := waitFrame(t, r, func(f *Frame) bool { return f.Motifs.Frobenius > 1.9*motifs.Frobenius })
	if louder.Motifs.Weighted.Reciprocal.Z == motifs.Weighted.Reciprocal.Z {
		t.Error("after a change of W the nulls were not drawn again")
	}
}
