package run

import (
	"math"
	"testing"
)

// Intervals are the differences of a neuron's spikes in the window, but for those with
// the start of a pass between them.
func TestIntervalsByBruteForce(t *testing.T) {
	s := parse(t, trained)
	for s.TimeMS() < 3000 {
		s.Step()
	}
	var w Window
	s.Window(&w, MaxWindowMS)
	if len(w.Passes) < 3 {
		t.Fatalf("%d passes", len(w.Passes))
	}
	total, across := 0, 0
	for i := range s.Params().Net.N {
		var want []float64
		last := math.NaN()
		for _, x := range w.Spikes {
			if int(x.Neuron) != i {
				continue
			}
			at, cut := float64(x.MS), math.IsNaN(last)
			for _, pass := range w.Passes {
				if !cut && last <= pass+1e-3 && pass+1e-3 < at {
					cut = true
					across++
				}
			}
			if !cut {
				want = append(want, at-last)
			}
			last = at
		}
		got := s.Intervals(nil, i)
		if len(got) != len(want) {
			t.Fatalf("neuron %d: %d intervals, want %d", i, len(got), len(want))
		}
		for k := range got {
			if math.Abs(got[k]-want[k]) > 2e-3 { // float32 of ms up to 10⁴
				t.Fatalf("neuron %d, interval %d: %v, want %v", i, k, got[k], want[k])
			}
		}
		total += len(got)
	}
	if total < 100 || across < 10 {
		t.Errorf("%d intervals, %d across the start of a pass: too few to tell", total, across)
	}
}
