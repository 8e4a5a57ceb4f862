package learn

import (
	"math"
	"sort"
	"testing"
)

// Periods are U[300, 1000] ms, phases U[0, 1): Kolmogorov-Smirnov at 2000
// neurons, bound 1.95/√n (p = 0.001).
func TestOscillationPeriodsAndPhases(t *testing.T) {
	const n = 2000
	o := NewTarget(defaults("oscillation"), n, 3).(oscillation)
	for name, x := range map[string][]float64{"phase": o.Order(), "period": o.period} {
		x = append([]float64(nil), x...)
		if name == "period" {
			for i := range x {
				x[i] = (x[i] - 300) / 700
			}
		}
		sort.Float64s(x)
		var d float64
		for i, v := range x {
			d = max(d, math.Abs(v-float64(i)/n), math.Abs(v-float64(i+1)/n))
		}
		if d > 1.95/math.Sqrt(n) {
			t.Errorf("%s is not uniform: D = %.4f", name, d)
		}
	}
	p := defaults("oscillation")
	p.Period, p.Amplitude = 500, 1.5
	for i, f := range sampled(p, 20, 3, 500)[1] {
		if f0 := sampled(p, 20, 3, 500)[0][i]; math.Abs(f-f0) > 1e-9 {
			t.Errorf("neuron %d: f(500) = %g, f(0) = %g with a common period of 500", i, f, f0)
		}
	}
	var top float64
	for _, row := range sampled(p, 20, 3, 1) {
		for _, f := range row {
			top = max(top, math.Abs(f))
		}
	}
	if math.Abs(top-1.5) > 1e-3 {
		t.Errorf("amplitude %g, want 1.5", top)
	}
}
