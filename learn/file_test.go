package learn

import (
	"math"
	"strings"
	"testing"
)

// sineFile is one period of a sine, sampled every so many ms.
func sineFile(period, spacing float64) *Samples {
	s := &Samples{Rows: int(period / spacing), Cols: 1}
	for k := range s.Rows {
		s.X = append(s.X, math.Sin(2*math.Pi*float64(k)*spacing/period))
	}
	return s
}

// One period of a sine in a file is the oscillation of that period, but for the
// interpolation: between samples h apart its error is at most (ωh)²/8.
func TestSineFromFileIsTheOscillation(t *testing.T) {
	const n, period, spacing = 20, 300.0, 2.0
	p := TargetTable.Defaults()
	p.Kind, p.Period, p.Amplitude = "oscillation", period, 1.7
	q := p
	q.Kind, q.Spacing = FileTarget, spacing
	q = q.With(sineFile(period, spacing))
	want, got := NewTarget(p, n, 3), NewTarget(q, n, 3)
	omega := 2 * math.Pi / period
	bound := 1.7 * (omega * spacing) * (omega * spacing) / 8
	a, b := make([]float64, n), make([]float64, n)
	worst := 0.0
	for k := range 2500 {
		want.At(float64(k)*0.37, a)
		got.At(float64(k)*0.37, b)
		for i := range a {
			worst = max(worst, math.Abs(a[i]-b[i]))
		}
	}
	if worst > bound || worst < bound/3 {
		t.Errorf("off by %g, bound %g", worst, bound)
	}
	for i, phase := range got.Order() {
		if math.Abs(phase-want.Order()[i]) > 1e-12 {
			t.Errorf("phase %g, want %g", phase, want.Order()[i])
		}
	}
	// The last of 150 samples has no slope to the first of the next round.
	if s, o := fileKind.Scale(q), oscillationKind.Scale(p); math.Abs(s.Tau/o.Tau-1) > 1.0/150 || math.Abs(s.MS/o.MS-1) > 1.0/150 {
		t.Errorf("scale %v, want %v", s, o)
	}
}

// A signal for each neuron goes straight from sample to sample and holds its ends.
func TestFileTargetByHand(t *testing.T) {
	s, err := NewSamples([]float64{10, 0, 5, 20, 1, 5, 40, -3, 7}, 3, 3, 2, false)
	if err != nil || !s.Timed {
		t.Fatalf("%v, timed %v", err, s)
	}
	p := TargetTable.Defaults()
	p.Kind, p.Amplitude = FileTarget, 2
	target := NewTarget(p.With(s), 2, 1)
	f := make([]float64, 2)
	for _, c := range [][3]float64{{0, 0, 10}, {10, 0, 10}, {15, 1, 10}, {20, 2, 10}, {25, 0, 11}, {40, -6, 14}, {99, -6, 14}} {
		if target.At(c[0], f); math.Abs(f[0]-c[1]) > 1e-12 || math.Abs(f[1]-c[2]) > 1e-12 {
			t.Errorf("at %g: %v, want %v", c[0], f, c[1:])
		}
	}
	if target.Order() != nil {
		t.Error("no order")
	}
}

// What a file must be.
func TestFileTargetIsChecked(t *testing.T) {
	for name, c := range map[string]struct {
		x          []float64
		rows, cols int
		timed      bool
		want       string
	}{
		"one sample":         {[]float64{1, 2, 3}, 1, 3, false, "1 sample"},
		"other columns":      {make([]float64, 10), 2, 5, false, "must be 1 or 3"},
		"time stands still":  {[]float64{0, 1, 1, 1, 0, 1, 1, 1}, 2, 4, false, "must increase"},
		"time, no signal":    {[]float64{0, 1}, 2, 1, true, "must be 1 or 3"},
		"time stands before": {[]float64{0, 1, 2, 5}, 2, 2, false, ""},
	} {
		_, err := NewSamples(c.x, c.rows, c.cols, 3, c.timed)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	p, l := TargetTable.Defaults(), Table.Defaults()
	p.Kind = FileTarget
	if err := Check(p, l, 0.1); err == nil || !strings.Contains(err.Error(), "without a target.file") {
		t.Errorf("no file: %v", err)
	}
	p.File = "x"
	p = p.With(&Samples{Rows: 500, Cols: 3, X: make([]float64, 1500)})
	if err := Check(p, l, 0.1); err == nil || !strings.Contains(err.Error(), "target.duration = 1000 ms, but target.file ends at 500 ms") {
		t.Errorf("too short: %v", err)
	}
	p.Spacing = 2
	if err := Check(p, l, 0.1); err != nil {
		t.Error(err)
	}
	if err := p.CheckSignals(4); err == nil {
		t.Error("3 signals for 4 neurons")
	}
}
