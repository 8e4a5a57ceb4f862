package run

import (
	"math"
	"testing"
)

// twin is a second session that goes on as s does.
func twin(t testing.TB, s *Session) *Session {
	t.Helper()
	b, err := s.Split()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Two copies stay the same to the bit until one is changed.
func TestSplitStaysTheSame(t *testing.T) {
	for _, at := range []int{0, 130, 777} {
		a := session(t, eventful)
		advance(a, at)
		b := twin(t, a)
		advance(a, 900)
		advance(b, 900)
		if digest(t, a) != digest(t, b) {
			t.Errorf("split at step %d, the copies differ at step %d", at, a.Steps())
		}
		if d := new(Apart).Of(a, b); d != 0 {
			t.Errorf("split at step %d, they are %g apart", at, d)
		}
	}
}

// A displaced spike is an assignment: the run with it is repeated from its list, and
// the next spike is the same one a step later.
func TestDisplacedSpikeIsAnAssignment(t *testing.T) {
	a := session(t, eventful)
	advance(a, 250)
	b := twin(t, a)
	if err := b.Nudge("do.displace", +1); err != nil {
		t.Fatal(err)
	}
	if l := b.Log()[len(b.Log())-1]; l.Key != "do.displace" || l.Text != "1" || l.Step != 250 {
		t.Errorf("logged %+v", l)
	}
	advance(a, 400)
	advance(b, 400)
	if d := new(Apart).Of(a, b); !(d > 0) {
		t.Errorf("%g apart after a displaced spike", d)
	}
	again := session(t, eventful)
	advance(again, 250)
	assign(t, again, "do.displace", "1")
	advance(again, 400)
	if digest(t, again) != digest(t, b) {
		t.Error("the run with the same assignment is another")
	}
}

// The distance of two vectors of drives: 0 of the same, 1 of two that are orthogonal,
// and of other sizes not defined.
func TestDistance(t *testing.T) {
	for _, c := range []struct {
		u, v []float64
		want float64
	}{
		{[]float64{1, 2}, []float64{1, 2}, 0},
		{[]float64{1, 0}, []float64{0, 5}, 1},
		{[]float64{1, 0}, []float64{-1, 0}, math.Sqrt2},
		{[]float64{3, 4}, []float64{0, 0}, 1},
		{[]float64{0, 0}, []float64{0, 0}, 0},
		{[]float64{1}, []float64{1, 2}, math.NaN()},
	} {
		if got := distance(c.u, c.v); !near(got, c.want) && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("distance of %v and %v is %g, want %g", c.u, c.v, got, c.want)
		}
	}
}
