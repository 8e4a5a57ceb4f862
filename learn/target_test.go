package learn

import (
	"math"
	"reflect"
	"slices"
	"testing"
)

func sampled(p TargetParams, n, seed int, step float64) [][]float64 {
	target := NewTarget(p, n, seed)
	var rows [][]float64
	for t := 0.0; t <= p.Duration+1e-9; t += step {
		f := make([]float64, n)
		target.At(t, f)
		rows = append(rows, f)
	}
	return rows
}

func defaults(kind string) TargetParams {
	p := TargetTable.Defaults()
	p.Kind = kind
	if kind == FileTarget {
		p.File = "sine.npy"
		return p.With(sineFile(500, 1))
	}
	return p
}

// A target that repeats gives the same answer at the same t, in whatever order
// the times come, and another seed gives another target.
func TestSameTimeSameAnswer(t *testing.T) {
	for name, kind := range targetKinds {
		target := NewTarget(defaults(name), 30, 1)
		if !target.Repeats() {
			continue
		}
		a, b := make([]float64, 30), make([]float64, 30)
		target.At(123.4, a)
		target.At(900, b)
		target.At(123.4, b)
		other := make([]float64, 30)
		NewTarget(defaults(kind.Name), 30, 2).At(123.4, other)
		same := 0
		for i := range a {
			if a[i] != b[i] {
				t.Fatalf("%s: f_%d(123.4) is %g, then %g", kind.Name, i, a[i], b[i])
			}
			if a[i] == other[i] && a[i] > -0.49 { // a sequence rests at −0.5 whatever the seed
				same++
			}
		}
		if same > 3 {
			t.Errorf("%s: %d of 30 values do not depend on the seed", kind.Name, same)
		}
	}
}

// Without a target there is nothing, and every question about it has an answer.
func TestNoTarget(t *testing.T) {
	p := defaults(None)
	if NewTarget(p, 10, 1) != nil {
		t.Error("none has a target")
	}
	ok, why := p.Predictable()
	if !p.None() || p.Bytes(10) != 0 || p.Column() != "" || p.OneClock() || ok || why != "no target" {
		t.Errorf("none: Bytes %g, Column %q, OneClock %v, Predictable %v %q", p.Bytes(10), p.Column(), p.OneClock(), ok, why)
	}
}

// What a kind says of itself holds for its targets: the bytes are those of the
// slices that a target keeps, the column stands beside an order, the keys of a kind and no
// others shape the values, and all targets scale with the amplitude.
func TestKindsSayTheTruth(t *testing.T) {
	const n = 40
	shape := []struct{ key, text, kind string }{
		{"target.period", "500", "oscillation"}, {"target.width", "30", "sequence"}, {"target.circular", "true", "sequence"}, {"target.tau", "20", "ou"},
	}
	values := func(p TargetParams) (f []float64) {
		for _, row := range sampled(p, n, 3, 50) {
			f = append(f, row...)
		}
		return f
	}
	for _, kind := range targetKinds {
		p := defaults(kind.Name)
		target := NewTarget(p, n, 3)
		if got := stored(target); got != p.Bytes(n) {
			t.Errorf("%s: keeps %g bytes and says %g", kind.Name, got, p.Bytes(n))
		}
		if order := target.Order(); (order == nil) != (p.Column() == "") || order != nil && len(order) != n {
			t.Errorf("%s: %d numbers of order in the column %q", kind.Name, len(order), p.Column())
		}
		for _, c := range shape {
			q := p
			if err := TargetTable.Set(&q, c.key, c.text); err != nil {
				t.Fatal(err)
			}
			if changed := !slices.Equal(values(p), values(q)); changed != (c.kind == kind.Name) {
				t.Errorf("%s: %s = %s changes the target: %v", kind.Name, c.key, c.text, changed)
			}
		}
		q := p
		q.Amplitude = 3
		for i, f := range values(p) {
			if g := values(q)[i]; !(math.Abs(g-3*f) <= 1e-12) {
				t.Fatalf("%s: value %d is %g at A = 1 and %g at A = 3", kind.Name, i, f, g)
			}
		}
	}
}

// stored counts the bytes of the slices of float64 that a target keeps.
func stored(target Target) (bytes float64) {
	v := reflect.Indirect(reflect.ValueOf(target))
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice {
			bytes += 8 * float64(f.Len())
		}
	}
	return bytes
}

// The kinds of 0.2, and what other packages rely on.
func TestKinds(t *testing.T) {
	for _, c := range []struct {
		kind, column string
		common       bool // one clock with target.period = 500
		own          bool // and with 0
		predictable  bool
		scale        float64
	}{
		{"oscillation", "phase", true, false, true, 300},
		{"sequence", "place", true, true, true, 60},
		{"ou", "", false, false, false, 50},
	} {
		p := defaults(c.kind)
		own := p.OneClock()
		p.Period = 500
		if !NewTarget(p, 5, 1).Repeats() {
			t.Errorf("%s: passes do not repeat", c.kind)
		}
		ok, why := p.Predictable()
		if p.Column() != c.column || own != c.own || p.OneClock() != c.common || ok != c.predictable || ok != (why == "") {
			t.Errorf("%s: column %q, one clock %v and %v, predictable %v %q", c.kind, p.Column(), own, p.OneClock(), ok, why)
		}
		if got := p.kind().Scale(defaults(c.kind)).MS; got != c.scale {
			t.Errorf("%s: scale %g ms, want %g", c.kind, got, c.scale)
		}
	}
	// The shortest period that is ever drawn is the one that a kind names.
	shortest := math.Inf(1)
	for _, period := range newOscillation(defaults("oscillation"), 5000, 1).period {
		shortest = min(shortest, period)
	}
	if shortest < 300 || shortest > 302 {
		t.Errorf("shortest of 5000 periods: %g ms", shortest)
	}
}

func TestRank(t *testing.T) {
	x, want := make([]float64, 60), make([]int, 60) // 2 1 0 2 1 0 …
	for i := range x {
		x[i] = float64(2 - i%3)
		want[i] = 20*(2-i%3) + i/3
	}
	if got := Rank(x); !slices.Equal(got, want) {
		t.Errorf("ranks %v, want %v", got, want)
	}
}

func TestCueIsUniform(t *testing.T) {
	c := Cue(10000, 1)
	var sum, sq float64
	for _, x := range c {
		if x < -1 || x >= 1 {
			t.Fatalf("cue %g", x)
		}
		sum += x / 1e4
		sq += x * x / 1e4
	}
	// Mean 0 with standard error 0.0058, second moment 1/3 with 0.003.
	if math.Abs(sum) > 0.025 || math.Abs(sq-1./3) > 0.012 {
		t.Errorf("mean %.4f, second moment %.4f", sum, sq)
	}
}
