package learn

import (
	"math"
	"testing"
)

// Every neuron peaks once, at 1.5, at its own place; the places are 0 … N−1.
func TestSequence(t *testing.T) {
	const n = 50
	p := defaults("sequence")
	target := NewTarget(p, n, 4)
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
	p := defaults("sequence")
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
