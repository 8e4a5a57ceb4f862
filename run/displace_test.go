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

// Two copies stay the same to the bit until one is changed, of every composition,
// target and structure, while training goes on; and a change of one leaves the other
// as it would have been.
func TestSplitStaysTheSame(t *testing.T) {
	for name, sets := range map[string][]string{
		"eventful":  nil,
		"LIF":       {"net.qif", "0"},
		"QIF":       {"net.qif", "1", "net.t_ref", "2"},
		"all types": {"net.izh", "0.3", "net.bias_izh", "2", "net.noise", "0.1"},
		"sequence":  {"target.kind", "sequence", "net.noise", "0.5"},
		"ou":        {"target.kind", "ou"},
		"no target": {"target.kind", "none", "learn.on", "false"},
		"sparse":    {"net.p", "0.4"},
		"structure": {"net.kappa", "0.5", "net.con", "0.2", "net.div", "0.2", "net.chn", "0.1"},
		"rank one":  {"net.rank1", "0.5", "net.kappa", "-0.3"},
	} {
		for _, at := range []int{0, 130, 777} {
			a, alone := parse(t, eventful, sets...), parse(t, eventful, sets...)
			advance(a, at)
			b := twin(t, a)
			var x Apart
			for range 9 {
				advance(a, 100)
				advance(b, 100)
				if d := x.Of(a, b); d != 0 {
					t.Fatalf("%s, split at step %d: %g apart at step %d", name, at, d, a.Steps())
				}
			}
			if digest(t, a) != digest(t, b) {
				t.Errorf("%s, split at step %d: the copies differ at step %d", name, at, a.Steps())
			}
			assign(t, b, "net.g", "0.77", "do.displace", "1")
			advance(a, 100)
			advance(b, 100)
			if d := x.Of(a, b); !(d > 0) && a.Params().Net.N == b.Params().Net.N {
				t.Errorf("%s, split at step %d: %g apart after a change of one", name, at, d)
			}
			advance(alone, int(a.Steps()))
			if digest(t, a) != digest(t, alone) {
				t.Errorf("%s, split at step %d: the run that was split is another", name, at)
			}
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
