package learn

import (
	"fmt"
	"math"
	"testing"

	"spiketop/internal/vec"
)

// A change held back is a change: P by the textbook, number by number, through
// several rounds of holding back, for sizes with and without padding.
func TestRLSIsTheTextbook(t *testing.T) {
	for _, n := range []int{1, 5, 8, 16, 29} {
		rls := NewRLS(n, 0.5)
		x, k, want := make([]float64, n), make([]float64, n), make([]float64, n)
		p := make([]float64, n*n)
		for i := range n {
			p[i*n+i] = 2
		}
		for round := range 50 {
			for i := range x {
				x[i] = math.Sin(float64(i*7 + round*3))
			}
			c, err := rls.Gain(x, k)
			if err != nil {
				t.Fatal(err)
			}
			var xk float64
			for i := range n {
				want[i] = 0
				for j := range n {
					want[i] += p[i*n+j] * x[j]
				}
				xk += want[i] * x[i]
			}
			if math.Abs(c-1/(1+xk)) > 1e-12 {
				t.Fatalf("n = %d, round %d: c = %.15f, want %.15f", n, round, c, 1/(1+xk))
			}
			for i := range n {
				if math.Abs(k[i]-want[i]) > 1e-12 {
					t.Fatalf("n = %d, round %d: k[%d] = %.15f, want %.15f", n, round, i, k[i], want[i])
				}
				for j := range n {
					p[i*n+j] -= want[i] * want[j] / (1 + xk)
				}
			}
			for i := range n {
				for j := range n {
					if got := rls.at(i, j); math.Abs(got-p[i*n+j]) > 1e-12 || got != rls.at(j, i) {
						t.Fatalf("n = %d, round %d: P[%d,%d] = %.15f, want %.15f", n, round, i, j, got, p[i*n+j])
					}
				}
			}
		}
	}
}

// P alone: what RLS costs whatever it trains.
func BenchmarkRLS(b *testing.B) {
	for _, n := range []int{200, 500, 1000, 2000} {
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			rls, x, k := NewRLS(n, 1), make([]float64, n), make([]float64, n)
			for i := range x {
				x[i] = math.Sin(float64(i * i))
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := rls.Gain(x, k); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// at is element (i, j) of P = S − Σ_l q_l q_lᵀ.
func (r *RLS) at(i, j int) float64 {
	x, pad := r.p.At(i, j), vec.Pad(r.n)
	for l := range r.held {
		x = math.FMA(-r.q[l*pad+i], r.q[l*pad+j], x)
	}
	return x
}

// fill overwrites P, to spoil it.
func (r *RLS) fill(x float64) {
	r.p.Fill(x)
	r.held = 0
}
