package motifs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"spiketop/internal/matrix"
)

// brute correlates entries over every pair of existing synapses (i, j),
// (k, l) that makes the motif: the definition, in O(N⁴).
func brute(w []float64, n int, mask []bool) Weighted {
	type synapse struct{ i, j int }
	var all []synapse
	var mean, variance float64
	for i := range n {
		for j := range n {
			if i != j && (mask == nil || mask[i*n+j]) {
				all = append(all, synapse{i, j})
				mean += w[i*n+j]
			}
		}
	}
	mean /= float64(len(all))
	for _, s := range all {
		variance += (w[s.i*n+s.j] - mean) * (w[s.i*n+s.j] - mean) / float64(len(all))
	}
	correlate := func(motif func(a, b synapse) bool) float64 {
		var sum, count float64
		for _, a := range all {
			for _, b := range all {
				if a != b && motif(a, b) {
					sum += (w[a.i*n+a.j] - mean) * (w[b.i*n+b.j] - mean)
					count++
				}
			}
		}
		return sum / count / variance
	}
	return Weighted{
		Reciprocal: correlate(func(a, b synapse) bool { return a.i == b.j && a.j == b.i }),
		Convergent: correlate(func(a, b synapse) bool { return a.i == b.i }),
		Divergent:  correlate(func(a, b synapse) bool { return a.j == b.j }),
		Chain:      correlate(func(a, b synapse) bool { return a.j == b.i && a.i != b.j }),
	}
}

func same(t *testing.T, what string, got, want Weighted, tolerance float64) {
	t.Helper()
	near(t, what+" reciprocal", got.Reciprocal, want.Reciprocal, tolerance)
	near(t, what+" convergent", got.Convergent, want.Convergent, tolerance)
	near(t, what+" divergent", got.Divergent, want.Divergent, tolerance)
	near(t, what+" chain", got.Chain, want.Chain, tolerance)
}

func TestMotifsByBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	for _, n := range []int{6, 9, 17, 33} { // 17 and 33 cross the tiles
		for _, p := range []float64{0.3, 0.7, 1} {
			w, mask := randomWeights(n, p, 1, false, rng)
			for i := range n { // a diagonal, and weights where no synapse is
				w[i*n+i] = 100
				for j := range n {
					if mask != nil && !mask[i*n+j] {
						w[i*n+j] = -50
					}
				}
			}
			if n > 20 && p > 0.5 {
				continue // the oracle takes n⁴
			}
			same(t, fmt.Sprintf("n=%d p=%g", n, p), WeightedOf(matrix.Masked(w, n, mask)), brute(w, n, mask), 1e-12)
			if mask != nil { // a mask that names the diagonal is a slip, not a synapse
				own := WeightedOf(matrix.Masked(w, n, mask))
				for i := range n {
					mask[i*n+i] = true
				}
				same(t, "diagonal in mask", WeightedOf(matrix.Masked(w, n, mask)), own, 0)
			}
		}
	}
}

// Matrices whose correlations are known: symmetric and antisymmetric ones,
// constant columns (one output per neuron) and rows.
func TestMotifsKnown(t *testing.T) {
	const n = 20
	rng := rand.New(rand.NewPCG(6, 1))
	sym, anti, cols, rows := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	out := make([]float64, n)
	for j := range n {
		out[j] = rng.NormFloat64()
	}
	for i := range n {
		for j := range n {
			if i > j {
				x := rng.NormFloat64()
				sym[i*n+j], sym[j*n+i] = x, x
				anti[i*n+j], anti[j*n+i] = x, -x
			}
			if i != j {
				cols[i*n+j], rows[i*n+j] = out[j], out[i]
			}
		}
	}
	near(t, "symmetric", WeightedOf(matrix.Masked(sym, n, nil)).Reciprocal, 1, 1e-12)
	near(t, "antisymmetric", WeightedOf(matrix.Masked(anti, n, nil)).Reciprocal, -1, 1e-12)
	near(t, "equal outputs", WeightedOf(matrix.Masked(cols, n, nil)).Divergent, 1, 1e-12)
	near(t, "equal inputs", WeightedOf(matrix.Masked(rows, n, nil)).Convergent, 1, 1e-12)
}

func TestMotifsBalancedRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	for _, p := range []float64{0.2, 1} {
		w, mask := randomWeights(50, p, 1, true, rng)
		near(t, fmt.Sprintf("ρ_con, p = %g", p), WeightedOf(matrix.Masked(w, 50, mask)).Convergent, ExpectedConvergent(matrix.Masked(w, 50, mask)), 1e-12)
	}
	// dense: Σk_in²/E = N − 1
	near(t, "dense", ExpectedConvergent(matrix.Dense(make([]float64, 2500), 50)), -1./48, 1e-15)
}

func TestMotifsUndefined(t *testing.T) {
	equal := make([]float64, 36)
	for k := range equal {
		equal[k] = 0.1
	}
	for name, w := range map[string][]float64{"zero": make([]float64, 36), "equal": equal} {
		if m := WeightedOf(matrix.Masked(w, 6, nil)); !math.IsNaN(m.Reciprocal) || !math.IsNaN(m.Chain) || !math.IsNaN(m.Divergent) {
			t.Errorf("%s weights: %+v", name, m)
		}
	}
	// 1 → 0 and 2 → 0: convergent only
	mask := make([]bool, 9)
	mask[1], mask[2] = true, true
	m := WeightedOf(matrix.Masked([]float64{0, 1, 2, 0, 0, 0, 0, 0, 0}, 3, mask))
	near(t, "the one pair", m.Convergent, -1, 1e-12)
	if !math.IsNaN(m.Reciprocal) || !math.IsNaN(m.Divergent) || !math.IsNaN(m.Chain) {
		t.Errorf("no such pairs: %+v", m)
	}
	if !math.IsNaN(ExpectedConvergent(matrix.Masked(make([]float64, 9), 3, make([]bool, 9)))) {
		t.Error("an empty mask has an expectation")
	}
}
