package report

import (
	"math"
	"math/rand/v2"
	"testing"

	"spiketop/metrics/dimension"
)

// Two-sided 95 % quantiles from the tables of Student's t.
func TestTQuantiles(t *testing.T) {
	for freedom, want := range map[int]float64{1: 12.706, 2: 4.303, 4: 2.776, 9: 2.262, 29: 2.045, 1000: 1.962} {
		if got := tQuantile(freedom); math.Abs(got-want) > 5e-4 {
			t.Errorf("%d degrees of freedom: %.4f, want %.3f", freedom, got, want)
		}
	}
}

// The interval by hand: 1, 2, 3, 4 has mean 2.5, s² = 5/3, t₃ = 3.1824.
func TestInterval(t *testing.T) {
	r := interval([]float64{4, 1, math.NaN(), 3, 2})
	half := 3.182446 * math.Sqrt(5./3) / 2
	if r.N != 4 || r.Mean != 2.5 || math.Abs(r.Lo-(2.5-half)) > 1e-5 || math.Abs(r.Hi-(2.5+half)) > 1e-5 || r.Worst != 1 || r.Sharp != 4 {
		t.Errorf("%+v, half width %g", r, half)
	}
	if r := interval([]float64{7}); r.N != 1 || r.Mean != 7 || !math.IsNaN(r.Lo) {
		t.Errorf("one seed: %+v", r)
	}
	if r := interval(nil); r.N != 0 || !math.IsNaN(r.Mean) {
		t.Errorf("no seed: %+v", r)
	}
}

// Of 95 % intervals of ten normal numbers, 95 % hold the mean.
func TestCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const trials = 20000
	hit := 0
	for range trials {
		x := make([]float64, 10)
		for k := range x {
			x[k] = 3 + 2*rng.NormFloat64()
		}
		if r := interval(x); r.Lo < 3 && 3 < r.Hi {
			hit++
		}
	}
	if c := float64(hit) / trials; math.Abs(c-.95) > .005 { // s.d. .0015
		t.Errorf("coverage %.4f", c)
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		n      int
		lo, hi float64 // the interval
		a, b   float64 // the passing side
		want   Verdict
	}{
		{10, .5, .7, .4, inf, Holds},
		{10, .5, .7, .6, inf, Undecided},
		{10, .5, .7, .7, inf, Fails},
		{10, .5, .7, -inf, .5, Fails},
		{10, -.02, .02, -.03, .03, Holds},
		{10, -.04, .02, -.03, .03, Undecided},
		{10, -.05, .05, -.03, .03, Undecided},
		{10, .04, .05, -.03, .03, Fails},
		{9, .5, .7, .4, inf, Undecided},
		{10, math.NaN(), math.NaN(), .4, inf, Undecided},
	} {
		if got := judge(Interval{N: c.n, Lo: c.lo, Hi: c.hi}, c.a, c.b); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// A check is its worst cell, a finding its worst main check.
func TestWorst(t *testing.T) {
	cell := func(lo, hi float64) CheckedCell {
		return CheckedCell{All: Interval{N: 10, Lo: lo, Hi: hi}, Trained: Interval{N: 10, Lo: lo, Hi: hi}}
	}
	c := &Checked{Threshold: Threshold{Main: true, Lo: 0, Hi: inf}}
	if c.Verdict(ofAll) != Undecided {
		t.Error("a check without cells must be undecided")
	}
	for _, step := range []struct {
		cell CheckedCell
		want Verdict
	}{{cell(1, 2), Holds}, {cell(-1, 2), Undecided}, {cell(-2, -1), Fails}, {cell(1, 2), Fails}} {
		c.Cells = append(c.Cells, step.cell)
		if c.Verdict(ofAll) != step.want || c.Verdict(ofTrained) != step.want {
			t.Errorf("%d cells: %s, want %s", len(c.Cells), c.Verdict(ofAll), step.want)
		}
	}
	beside := &Checked{Threshold: Threshold{Lo: 0, Hi: inf}, Cells: []CheckedCell{cell(-2, -1)}}
	f := &Finding{Checks: []*Checked{{Threshold: Threshold{Main: true, Lo: 0, Hi: inf}, Cells: []CheckedCell{cell(1, 2)}}, beside}}
	if f.Verdict(ofAll) != Holds {
		t.Errorf("%s: checks beside must not count", f.Verdict(ofAll))
	}
	f.Checks = append(f.Checks, c)
	if f.Verdict(ofAll) != Fails {
		t.Errorf("%s: a main check that fails must", f.Verdict(ofAll))
	}
}

// The fit finds the parameter that made the points.
func TestFit(t *testing.T) {
	var x, y []float64
	for _, g := range []float64{.5, 1, 1.5} {
		x, y = append(x, g), append(y, dimension.Linear(.43*g))
	}
	a, rmse, r2 := fit(x, y, dimension.Linear)
	if math.Abs(a-.43) > 1e-6 || rmse > 1e-6 || math.Abs(r2-1) > 1e-9 {
		t.Errorf("a %g, r.m.s. %g, R² %g", a, rmse, r2)
	}
	if _, _, r2 := fit(x, y, func(x float64) float64 { return math.Exp(-x) }); r2 > .99 {
		t.Errorf("another form fits as well: R² %g", r2)
	}
	if s := slope([]float64{1, 2, 3}, []float64{5, 3, 1}); math.Abs(s+2) > 1e-12 {
		t.Errorf("slope %g, want −2", s)
	}
	if z := crossing([]float64{1, 2, 4}, []float64{3, 1, -1}); z != 3 {
		t.Errorf("crossing at %g, want 3", z)
	}
	if z := crossing([]float64{1, 2}, []float64{3, 1}); !math.IsNaN(z) {
		t.Errorf("crossing at %g, there is none", z)
	}
}

// Seeds are paired with themselves, and what lacks a partner is left out.
func TestPaired(t *testing.T) {
	a, b := of("oscillation", 10, 1), of("oscillation", 10, 0)
	row := func(c Cell, seed int, x, trained float64) *Row {
		texts := make([]string, len(columns()))
		texts[columnAt()[rhoRec]], texts[columnAt()["training.trained"]] = short(x), short(trained)
		return &Row{Cell: c, Seed: seed, texts: texts}
	}
	rows := newRows([]*Row{row(a, 2, 5, 1), row(a, 1, 3, 1), row(a, 3, 9, 1), row(b, 1, 1, 0), row(b, 2, 2, 1),
		{Cell: b, Seed: 3, Failed: "failed: step 7"}})
	e := rows.difference(a, b, rhoRec)
	if len(e) != 2 || e[0].x != 2 || e[1].x != 3 || e[0].trained || !e[1].trained {
		t.Errorf("%+v", e)
	}
	if r := e.onlyTrained(); r.N != 1 || r.Mean != 3 {
		t.Errorf("trained only: %+v", r)
	}
	if len(rows.failed()) != 1 || len(rows.untrained()) != 1 {
		t.Errorf("%d failed, %d untrained", len(rows.failed()), len(rows.untrained()))
	}
}

func TestFixed(t *testing.T) {
	for _, c := range []struct {
		x    float64
		d    int
		want string
	}{{1.25, 1, "1.2"}, {-.5, 2, "−0.50"}, {-.0001, 2, "0.00"}, {math.NaN(), 2, "–"}, {math.Inf(1), 2, "–"}} {
		if got := fixed(c.x, c.d); got != c.want {
			t.Errorf("%g with %d decimals: %q, want %q", c.x, c.d, got, c.want)
		}
	}
}
