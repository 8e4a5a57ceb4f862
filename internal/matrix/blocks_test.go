package matrix

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// drawn is an n×n matrix of which a share of the entries is 0, and its entries.
func drawn(n int, zero float64, seed uint64) (Matrix, []float64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	w := make([]float64, n*n)
	for k := range w {
		if rng.Float64() >= zero {
			w[k] = math.Round(8*rng.NormFloat64()) / 8 // with ties
		}
	}
	return Of(w, n), w
}

// Means over blocks are those of the entries, one after the other, whatever the cut
// and the order.
func TestBlockMeansByBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 7, 40, 101} {
		for _, zero := range []float64{0, .9} {
			m, w := drawn(n, zero, uint64(n))
			for range 20 {
				cut := func() Cut {
					c := Cut{Lo: rng.IntN(n)}
					c.N = 1 + rng.IntN(n-c.Lo)
					c.K = 1 + rng.IntN(c.N)
					return c
				}
				rows, cols := cut(), cut()
				var at []int32
				if rng.IntN(2) == 0 {
					for _, i := range rng.Perm(n) {
						at = append(at, int32(i))
					}
				}
				got := m.BlockMeans(at, rows, cols)
				for a := range rows.K {
					for b := range cols.K {
						sum, count := 0.0, 0.0
						for i := rows.Lo + int(math.Floor(float64(a)*float64(rows.N)/float64(rows.K)+1e-9)); rows.Block(i) == a; i++ {
							for j := cols.Lo + int(math.Floor(float64(b)*float64(cols.N)/float64(cols.K)+1e-9)); cols.Block(j) == b; j++ {
								k := i*n + j
								if at != nil {
									k = int(at[i])*n + int(at[j])
								}
								sum += w[k]
								count++
							}
						}
						if math.Abs(got[a*cols.K+b]-sum/count) > 1e-13 {
							t.Fatalf("N %d, sparse %t, %+v × %+v, block %d, %d: %v, want %v", n, m.Sparse(), rows, cols, a, b, got[a*cols.K+b], sum/count)
						}
					}
				}
			}
		}
	}
}

// Every position is in the block between whose edges it stands.
func TestCut(t *testing.T) {
	for n := 1; n < 60; n++ {
		for k := 1; k <= n; k++ {
			c := Cut{Lo: 5, N: n, K: k}
			if c.Edge(0) != 5 || c.Edge(k) != 5+n || c.Block(4) != -1 || c.Block(5+n) != -1 {
				t.Fatalf("%+v: edges %d, %d", c, c.Edge(0), c.Edge(k))
			}
			for p := 5; p < 5+n; p++ {
				if b := c.Block(p); p < c.Edge(b) || p >= c.Edge(b+1) {
					t.Fatalf("%+v: position %d is in block %d, %d to %d", c, p, b, c.Edge(b), c.Edge(b+1))
				}
			}
		}
	}
}

// Partners are a stable sort of a row or a column by falling size, without zeros.
func TestPartnersAreASort(t *testing.T) {
	for _, zero := range []float64{0, .8} {
		const n = 60
		m, w := drawn(n, zero, 9)
		for i := range n {
			row, col := make([]float64, n), make([]float64, n)
			for j := range n {
				row[j], col[j] = w[i*n+j], w[j*n+i]
			}
			for what, c := range map[string]struct {
				got []Partner
				of  []float64
			}{"onto": {m.Onto(i), row}, "out": {m.Out(i), col}} {
				order := make([]int, n)
				for j := range order {
					order[j] = j
				}
				sort.SliceStable(order, func(a, b int) bool { return math.Abs(c.of[order[a]]) > math.Abs(c.of[order[b]]) })
				order = slices.DeleteFunc(order, func(j int) bool { return c.of[j] == 0 })
				if len(c.got) != len(order) {
					t.Fatalf("%s %d: %d partners, want %d", what, i, len(c.got), len(order))
				}
				for k, j := range order {
					if c.got[k] != (Partner{int32(j), c.of[j]}) {
						t.Fatalf("%s %d, place %d: %+v, want %d with %v", what, i, k, c.got[k], j, c.of[j])
					}
				}
			}
		}
	}
}
