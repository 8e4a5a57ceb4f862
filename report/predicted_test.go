package report

import (
	"context"
	"math"
	"slices"
	"testing"

	"spiketop/internal/matrix"
	"spiketop/metrics/spectrum"
	"spiketop/presets"
	"spiketop/run"
)

// Trained again a network is the same network with the same target, it begins no pass
// in a state of the other trainings, and its point opens it.
func TestTrainedAgain(t *testing.T) {
	s := tiny()
	end := func(session *run.Session, err error) *run.Copy {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		c, status := run.Headless(context.Background(), session, run.Options{})
		if status != run.Done {
			t.Fatal(c.Failure)
		}
		return c
	}
	var first *run.Copy
	var weights [][]float64
	for k := range 3 {
		cell := s.again("oscillation", .5, k)
		c := end(cell.session(s.Seed, s.Extra))
		if k == 0 {
			first = c
		}
		if !slices.Equal(entries(c.Initial()), entries(first.Initial())) || !slices.Equal(c.Readouts[0].F, first.Readouts[0].F) {
			t.Errorf("training %d: another network or target", k)
		}
		for j, w := range weights {
			if slices.Equal(w, entries(c.W)) {
				t.Errorf("trainings %d and %d end with the same weights", j, k)
			}
		}
		weights = append(weights, entries(c.W))
		text, err := cell.point(s.Seed, s.seeds(1), s.pointExtra(cell))
		if err != nil {
			t.Fatal(err)
		}
		plan, err := presets.Parse(cell.name()+".toml", text)
		if err != nil {
			t.Fatal(err)
		}
		if again := end(run.NewSession(plan, nil)); !slices.Equal(entries(again.W), entries(c.W)) {
			t.Errorf("training %d: its point ends with other weights", k)
		}
	}
	// The run draws a state at the start and one for each of its 3 passes and 2 tests.
	p, err := s.again("oscillation", .5, 0).params(s.Seed, s.Extra)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.again("oscillation", .5, 2).kicks(p)); n != 2*6 {
		t.Errorf("%d kicks before the second retraining", n)
	}
}

func entries(m matrix.Matrix) []float64 { return m.Entries() }

// Four trained outliers, of which one is a pair: 2 lies within .3 of 2.2, 1+i within .3
// of 1.1+i, and −1.2 within nothing. 1.95 has no predicted outlier left.
func TestCover(t *testing.T) {
	v := values{}
	const se = .3 / 1.96
	v.cover([]spectrum.Expected{{Value: 2.2, SE: se}, {Value: 1.1 + 1i, SE: se}, {Value: 1.1 - 1i, SE: se}}, []complex128{2, 1.95, 1 + 1i, 1 - 1i, -1.2})
	for name, want := range map[string]float64{"expected": 2, "trained": 4, "inside": 2, "half_width": .3 / 2.2} {
		if got := v["predicted."+name]; math.Abs(got-want) > 1e-15 {
			t.Errorf("%s: %g, want %g", name, got, want)
		}
	}
}

// Errors of the leading eigenvalue by hand: 3+4i predicted, 4 trained.
func TestPredictionErrors(t *testing.T) {
	r := &Row{texts: make([]string, len(columns()))}
	for name, x := range map[string]string{"predicted1.re": "3", "predicted1.im": "4", "lead1.re": "4", "lead1.im": "0"} {
		r.texts[columnAt()["study."+name]] = x
	}
	if got := sizeError(r); got != .25 {
		t.Errorf("modulus: %g, want .25", got)
	}
	if got := angleError(r); math.Abs(got-math.Atan2(4, 3)) > 1e-15 {
		t.Errorf("angle: %g", got)
	}
}
