package learn

import (
	"math"
	"testing"
)

// Each path has mean 0 and s.d. 1, and its autocorrelation at lag τ_c is 1/e.
// Taking out a path's own mean and s.d. lowers that by a few τ_c/T, here below
// 0.01 at T = 400 τ_c; 50 paths give it a standard error near 0.01.
func TestOU(t *testing.T) {
	const n = 50
	p := defaults("ou")
	p.Duration = 20000
	rows := sampled(p, n, 6, 1)
	m := float64(len(rows))
	var lag, count float64
	for i := range n {
		var sum, sq float64
		for s, row := range rows {
			sum += row[i]
			sq += row[i] * row[i]
			if s+50 < len(rows) {
				lag += row[i] * rows[s+50][i]
				count++
			}
		}
		if math.Abs(sum/m) > 1e-9 || math.Abs(sq/m-1) > 1e-9 {
			t.Fatalf("neuron %d: mean %g, variance %g", i, sum/m, sq/m)
		}
	}
	if got := lag / count; math.Abs(got-math.Exp(-1)) > 0.04 {
		t.Errorf("autocorrelation at τ_c is %.3f, want %.3f ± 0.04", got, math.Exp(-1))
	}
}
