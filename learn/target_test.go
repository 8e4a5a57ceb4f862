package learn

import (
	"math"
	"sort"
	"testing"
)

func sampled(p TargetParams, n, seed int, step float64) [][]float64 {
	target := New(p, n, seed)
	var rows [][]float64
	for t := 0.0; t <= p.Duration+1e-9; t += step {
		f := make([]float64, n)
		target.At(t, f)
		rows = append(rows, f)
	}
	return rows
}

func defaults(kind Kind) TargetParams {
	p := TargetTable.Defaults()
	p.Kind = kind
	return p
}

func TestSameTimeSameAnswer(t *testing.T) {
	for _, kind := range []Kind{Oscillation, Sequence, OU} {
		target := New(defaults(kind), 30, 1)
		a, b := make([]float64, 30), make([]float64, 30)
		target.At(123.4, a)
		target.At(900, b)
		target.At(123.4, b)
		other := make([]float64, 30)
		New(defaults(kind), 30, 2).At(123.4, other)
		same := 0
		for i := range a {
			if a[i] != b[i] {
				t.Fatalf("%s: f_%d(123.4) is %g, then %g", kind, i, a[i], b[i])
			}
			if a[i] == other[i] && a[i] > -0.49 { // a sequence rests at −0.5 whatever the seed
				same++
			}
		}
		if same > 3 {
			t.Errorf("%s: %d of 30 values do not depend on the seed", kind, same)
		}
	}
	if New(defaults(None), 10, 1) != nil {
		t.Error("none has a target")
	}
}

// Periods are U[300, 1000] ms, phases U[0, 1): Kolmogorov-Smirnov at 2000
// neurons, bound 1.95/√n (p = 0.001).
func TestOscillationPeriodsAndPhases(t *testing.T) {
	const n = 2000
	o := New(defaults(Oscillation), n, 3).(oscillation)
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
	p := defaults(Oscillation)
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

// Every neuron peaks once, at 1.5, at its own place; the places are 0 … N−1.
func TestSequence(t *testing.T) {
	const n = 50
	p := defaults(Sequence)
	target := New(p, n, 4)
	place := target.Order()
	seen := make([]bool, n)
	inOrder := 0
	rows := sampled(p, n, 4, 1)
	for i := range n {
		k := int(place[i])
		if seen[k] {
			t.Fatalf("place %d is taken twice", k)
		}
		seen[k] = true
		if k == i {
			inOrder++
		}
		best, at := math.Inf(-1), 0
		for s, row := range rows {
			if row[i] > best {
				best, at = row[i], s
			}
		}
		if want := 1000 * (float64(k) + 0.5) / n; math.Abs(float64(at)-want) > 1 || math.Abs(best-1.5) > 1e-3 {
			t.Errorf("neuron %d at place %d: peak %.3f at %d ms, want 1.5 at %.0f", i, k, best, at, want)
		}
		if want := 2*math.Exp(-0.5) - 0.5; at >= 60 && math.Abs(rows[at-60][i]-want) > 0.03 {
			t.Errorf("neuron %d: %g one width before its peak, want %.3f", i, rows[at-60][i], want)
		}
		if far := rows[(at+500)%1000][i]; math.Abs(far+0.5) > 1e-6 {
			t.Errorf("neuron %d: baseline %g, want −0.5", i, far)
		}
	}
	if inOrder > 8 {
		t.Errorf("%d of %d neurons stand at their index", inOrder, n)
	}
}

// On the ring every neuron has the same bump, so the sum over neurons does not
// depend on time; the open sequence loses half a bump at its ends.
func TestCircularSequence(t *testing.T) {
	p := defaults(Sequence)
	p.Circular = true
	sum := func(row []float64) (s float64) {
		for _, f := range row {
			s += f
		}
		return s
	}
	rows := sampled(p, 100, 4, 5)
	for k, row := range rows {
		if math.Abs(sum(row)-sum(rows[0])) > 1e-6 {
			t.Fatalf("sum %g at sample %d, %g at the first", sum(row), k, sum(rows[0]))
		}
	}
	for i := range 100 {
		if math.Abs(rows[0][i]-rows[len(rows)-1][i]) > 1e-9 {
			t.Errorf("neuron %d: %g at the start, %g after the ring", i, rows[0][i], rows[len(rows)-1][i])
		}
	}
	p.Circular = false
	open := sampled(p, 100, 4, 5)
	if d := sum(open[100]) - sum(open[0]); d < 5 {
		t.Errorf("the open sequence has lost only %g at its start", d)
	}
}

// Each path has mean 0 and s.d. 1, and its autocorrelation at lag τ_c is 1/e.
// Taking out a path's own mean and s.d. lowers that by a few τ_c/T, here below
// 0.01 at T = 400 τ_c; 50 paths give it a standard error near 0.01.
func TestOU(t *testing.T) {
	const n = 50
	p := defaults(OU)
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

func TestScoreKnownAnswers(t *testing.T) {
	s := NewScore(2)
	for k := range 100 {
		f := []float64{math.Sin(float64(k) / 5), math.Cos(float64(k) / 7)}
		s.Add([]float64{2*f[0] + 3, -f[1]}, f) // correlations +1 and −1
	}
	if got, _ := s.Value(); math.Abs(got) > 1e-9 {
		t.Errorf("score %g, want 0", got)
	}
	s.Reset()
	var sq, ff, mean float64
	for k := range 100 {
		f := math.Sin(float64(k) / 5)
		mean += f / 100
		ff += f * f
		s.Add([]float64{f + 0.1, f + 0.1}, []float64{f, f})
		sq += 0.01
	}
	score, nrmse := s.Value()
	if want := math.Sqrt(sq / (ff - 100*mean*mean)); math.Abs(score-1) > 1e-9 || math.Abs(nrmse-want) > 1e-9 {
		t.Errorf("score %g nRMSE %g, want 1 and %g", score, nrmse, want)
	}
	s.Reset()
	if got, _ := s.Value(); !math.IsNaN(got) {
		t.Errorf("empty score is %g", got)
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
