package motifs

import (
	"math"
	"math/rand/v2"
	"testing"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
)

// By hand: draws 1, 2, 3 have mean 2 and s.d. 1.
func TestTestedByHand(t *testing.T) {
	x := against(3, math.NaN(), []float64{1, 2, 3}, ofCount)
	if x.Mean != 2 || x.SD != 1 || x.Z != 1 || x.P != 0.5 || x.Draws != 3 || len(x.Warnings) != 1 || x.Ratio() != 1.5 {
		t.Errorf("%+v", x)
	}
	if x = against(3, 2.5, []float64{1, 2, 3}, ofCount); x.Mean != 2.5 || x.Z != 0.5 || x.SD != 1 || x.P != 0.5 {
		t.Errorf("closed form: %+v", x)
	}
	if x = against(5, math.NaN(), []float64{4, 4, 4}, ofCount); !math.IsNaN(x.Z) || x.P != 0.25 || len(x.Warnings) != 2 {
		t.Errorf("no variance: %+v", x)
	}
	if x = against(5, math.NaN(), nil, ofCount); !math.IsNaN(x.Z) || !math.IsNaN(x.P) {
		t.Errorf("no draws: %+v", x)
	}
	if x = against(math.NaN(), math.NaN(), make([]float64, 100), ofCount); !math.IsNaN(x.P) || len(x.Warnings) != 1 {
		t.Errorf("undefined: %+v", x)
	}
}

// A null that varies by rounding alone has no z, and no p of rounding. The
// chains of a directed three-cycle have Σz₁z₂ = −Σz²/2, whatever the weights: ρ =
// −½ in every shuffle. Nor does anything move where each neuron is its own block.
func TestTestedIgnoresRounding(t *testing.T) {
	fixed := func(what string, x Tested) {
		t.Helper()
		if !math.IsNaN(x.Z) || x.P != 1 || x.SD != 0 || !x.Warnings.Has(warn.NullFixed) {
			t.Errorf("%s: %+v", what, x)
		}
	}
	rng := rand.New(rand.NewPCG(31, 1))
	cycle := make([]bool, 9)
	cycle[1], cycle[5], cycle[6] = true, true, true // W_01, W_12, W_20
	alone := make([]int, 12)
	for i := range alone {
		alone[i] = i
	}
	for range 20 {
		w := make([]float64, 9)
		for k := range w {
			w[k] = rng.NormFloat64()
		}
		x := TestWeighted(matrix.Masked(w, 3, cycle), nil)
		near(t, "chain", x.Chain.Value, -0.5, 1e-14)
		fixed("three-cycle", x.Chain)

		w, mask := randomWeights(12, 0.6, 1, false, rng)
		x = TestWeighted(matrix.Masked(w, 12, mask), alone)
		for _, one := range []Tested{x.Reciprocal, x.Convergent, x.Divergent, x.Chain} {
			fixed("nothing moves", one)
		}
	}
	// A value beyond a fixed null is still beyond it; a small count is no rounding.
	x := against(0.6, math.NaN(), []float64{0.5, 0.5 + 1e-16, 0.5 - 1e-16}, ofCorrelation)
	if !math.IsNaN(x.Z) || x.P != 0.25 || x.SD != 0 {
		t.Errorf("beyond a fixed null: %+v", x)
	}
	draws := make([]float64, 100)
	for d := range draws {
		draws[d] = 1e12
	}
	draws[7]++
	if x = against(1e12, math.NaN(), draws, ofCount); math.IsNaN(x.Z) || x.P != 1 {
		t.Errorf("one count in 1e12: %+v", x)
	}
}
