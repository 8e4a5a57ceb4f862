package motifs

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
)

func TestGraphStrongIsTheLargest(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	const n = 23
	for _, p := range []float64{0.3, 1} {
		w, mask := randomWeights(n, p, 1, true, rng)
		for i := range n {
			w[i*n+i] = 100
		}
		for name, of := range map[string]func(float64) float64{
			"W": func(x float64) float64 { return x }, "|W|": math.Abs, "−W": func(x float64) float64 { return -x },
		} {
			w := slices.Clone(w)
			for k, x := range w {
				w[k] = of(x)
			}
			for _, x := range []float64{0, 0.01, 0.1, 0.25} {
				g := StrongGraph(matrix.Dense(w, n), x)
				var keys []float64
				for k, v := range w {
					if k/n != k%n && (mask == nil || mask[k]) {
						keys = append(keys, v)
					}
				}
				slices.Sort(keys)
				slices.Reverse(keys)
				want := int(math.Round(x * n * (n - 1)))
				if g.E != want {
					t.Fatalf("%s x=%g: %d edges, want %d", name, x, g.E, want)
				}
				for k, v := range w {
					chosen := want > 0 && v >= keys[want-1] && k/n != k%n && (mask == nil || mask[k])
					if g.Has(k/n, k%n) != chosen && k/n != k%n {
						t.Fatalf("p=%g %s x=%g: entry %d = %g, chosen %v", p, name, x, k, v, !chosen)
					}
				}
			}
		}
	}
}

func TestGraphStrongWarnings(t *testing.T) {
	warned := func(name string, code warn.Code, want string, g *Graph) {
		t.Helper()
		ok := slices.ContainsFunc(g.Warnings, func(w warn.Warning) bool { return w.Code == code && strings.Contains(w.Text, want) })
		if ok == (code == "") || (code == "" && g.Warnings != nil) {
			t.Errorf("%s: warnings %q, want %s: %q", name, g.Warnings, code, want)
		}
	}
	w := make([]float64, 25) // 5 nodes, 20 places
	w[1], w[2], w[3], w[4], w[5] = 3, 3, 3, 1, -2
	g := StrongGraph(matrix.Dense(w, 5), 0.1)
	warned("ties", warn.TiedEdges, "weights that tie at the threshold 3, taken the first 2", g)
	if g.E != 2 || !g.Has(0, 1) || !g.Has(0, 2) {
		t.Error("ties are not taken by index")
	}
	warned("exact", "", "", StrongGraph(matrix.Dense(w, 5), 0.15))
	g = StrongGraph(matrix.Dense(w, 5), 0.25)
	warned("negative", warn.WeakEdges, "below 0", g)
	if !g.Has(1, 0) || g.E != 5 {
		t.Error("the negative weight is the fifth")
	}
	g = StrongGraph(matrix.Dense(w, 5), 0.5)
	warned("sparse", warn.FewEdges, "edges wanted 10, synapses with a weight only 5", g)
	if g.E != 5 {
		t.Errorf("absent synapses were chosen: %d edges", g.E)
	}
	w[6] = 9 // diagonal
	w[7] = math.Inf(1)
	g = StrongGraph(matrix.Dense(w, 5), 0.15)
	warned("infinite", warn.NotFinite, "weights that are not finite and left out: 1", g)
	if g.Has(1, 2) || g.E != 3 {
		t.Error("an infinite weight was chosen")
	}
}

func TestGraphSelect(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 1))
	for n := 1; n < 60; n++ {
		a := make([]float64, n)
		for k := range a {
			a[k] = float64(rng.IntN(1 + n/2)) // ties
		}
		sorted := slices.Clone(a)
		slices.Sort(sorted)
		for k := 1; k <= n; k++ {
			if got := kthLargest(slices.Clone(a), k); got != sorted[n-k] {
				t.Fatalf("%d-th largest of %v = %g", k, a, got)
			}
		}
	}
}

// The lists of a sparse matrix and its n×n entries have the same strong graph, and
// the same null of it: an entry of 0 is an absent synapse in both.
func TestGraphStrongOfLists(t *testing.T) {
	const n = 40
	rng := rand.New(rand.NewPCG(10, 2))
	w, mask := randomWeights(n, 0.3, 1, true, rng)
	sparse, dense := matrix.Masked(w, n, mask), matrix.Dense(w, n)
	a, b := StrongGraph(sparse, 0.1), StrongGraph(dense, 0.1)
	if !slices.Equal(a.out, b.out) || a.E != b.E || a.E == 0 {
		t.Fatalf("%d edges from lists, %d from entries", a.E, b.E)
	}
	x, y := TestStrong(sparse, a, threeTypes(n)), TestStrong(dense, b, threeTypes(n))
	for k := range x.All() {
		if p, q := x.All()[k], y.All()[k]; p.Z != q.Z || p.Mean != q.Mean || p.P != q.P {
			t.Errorf("%d: %+v from lists, %+v from entries", k, p, q)
		}
	}
}
