package run

import (
	"math"
	"testing"
)

// Intervals are the differences of a neuron's spikes within the spans that the summary
// measures, and none across their edges.
func TestIntervalsByBruteForce(t *testing.T) {
	s := parse(t, trained)
	for s.TimeMS() < 3000 {
		s.Step()
	}
	spans := s.spans()
	if len(spans) < 2 {
		t.Fatalf("%d spans", len(spans))
	}
	r := &s.mem.Rec.Spikes
	total, across := 0, 0
	for i := range s.Params().Net.N {
		var want []float64
		last, in := int64(-1), -1
		for k := r.after(0); k < r.N; k++ {
			step, j := r.at(k)
			if int(j) != i {
				continue
			}
			now := -1
			for x, span := range spans {
				if span[0] < step && step <= span[1] {
					now = x
				}
			}
			switch {
			case now >= 0 && now == in:
				want = append(want, float64(step-last)*s.Params().Net.Dt)
			case now >= 0 && last >= 0:
				across++
			}
			last, in = step, now
		}
		got := s.Intervals(nil, i)
		if len(got) != len(want) {
			t.Fatalf("neuron %d: %d intervals, want %d", i, len(got), len(want))
		}
		for k := range got {
			if math.Abs(got[k]-want[k]) > 1e-9 {
				t.Fatalf("neuron %d, interval %d: %v, want %v", i, k, got[k], want[k])
			}
		}
		total += len(got)
	}
	if total < 100 || across < 10 {
		t.Errorf("%d intervals, %d across the edge of a span: too few to tell", total, across)
	}
}
