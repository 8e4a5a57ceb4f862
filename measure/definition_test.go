package measure

import (
	"testing"

	"spiketop/internal/matrix"
)

func TestDefinitions(t *testing.T) {
	w, initial := matrix.Dense([]float64{1, -2, 0.5, 0}, 2), matrix.Dense([]float64{0.5, 1, 0.5, -1}, 2)
	for d, want := range map[Definition][]float64{
		OfW: {1, -2, 0.5, 0}, OfAbs: {1, 2, 0.5, 0}, OfNegative: {-1, 2, -0.5, 0}, OfChange: {0.5, -3, 0, 1},
	} {
		for i, x := range d.of(w, func() matrix.Matrix { return initial }).Whole {
			if x != want[i] && !(x == 0 && want[i] == 0) {
				t.Errorf("%v: %g at %d, want %g", d, x, i, want[i])
			}
		}
	}
	if w.Whole[1] != -2 {
		t.Error("W itself was changed")
	}
}
