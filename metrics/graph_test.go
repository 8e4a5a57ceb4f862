package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func graphTestRandom(n int, p float64, rng *rand.Rand) *Graph {
	g := NewGraph(n)
	for i := range n {
		for j := range n {
			if i != j && rng.Float64() < p {
				g.Add(i, j)
			}
		}
	}
	return g
}

// graphTestMICrONS has the published numbers of MICrONS (cortex.csv): 111 nodes,
// 659 edges, 29 mutual pairs.
func graphTestMICrONS() *Graph {
	g := NewGraph(111)
	for k := range 29 {
		g.Add(2*k, 2*k+1)
		g.Add(2*k+1, 2*k)
	}
	for i := 0; g.E < 659; i++ {
		for j := 60; j < 111 && g.E < 659; j++ {
			g.Add(i, j)
		}
	}
	return g
}

func TestGraphCountsByBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	for n := 6; n <= 12; n++ {
		for _, p := range []float64{0, 0.1, 0.4, 0.8, 1} {
			g := graphTestRandom(n, p, rng)
			var rec, con, div, chn, edges int
			for i := range n {
				for j := range n {
					if i == j || !g.Has(i, j) {
						continue
					}
					edges++
					if i < j && g.Has(j, i) {
						rec++
					}
					for k := range n {
						if k > j && k != i && g.Has(i, k) {
							con++
						}
						if k > i && k != j && g.Has(k, j) {
							div++
						}
						if k != i && k != j && g.Has(j, k) {
							chn++
						}
					}
				}
			}
			c := g.Motifs()
			got := []int{c.Edges, c.Reciprocal.Count, c.Convergent.Count, c.Divergent.Count, c.Chain.Count}
			if want := []int{edges, rec, con, div, chn}; !slices.Equal(got, want) {
				t.Errorf("n=%d p=%g: edges, rec, con, div, chn = %v, want %v", n, p, got, want)
			}
		}
	}
}

// One edge 1 → 0 and one 2 → 0 converge; the picture of the orientation.
func TestGraphOrientation(t *testing.T) {
	g := NewGraph(3)
	g.Add(0, 1)
	g.Add(0, 2)
	g.Add(0, 2) // once more is once
	if c := g.Motifs(); c.Edges != 2 || c.Convergent.Count != 1 || c.Divergent.Count != 0 || c.Chain.Count != 0 {
		t.Errorf("%+v", c)
	}
	w := []float64{0, 5, 0, 0, 0, 0, 0, 4, 0} // 1 → 0 and 1 → 2: divergence
	if c := StrongGraph(w, 3, 2./6, Signed).Motifs(); c.Divergent.Count != 1 || c.Convergent.Count != 0 {
		t.Errorf("%+v", c)
	}
}

// Expected pairs 1938 and 3877, ratio 1.63, correlation .036: cortex.csv and
// docs/SCIENCE.md, section 5. Song et al.: 218 mutual of 4025 pairs with 931 edges: 54
// expected, 4.0 ×, .40.
func TestGraphPublishedCounts(t *testing.T) {
	g := graphTestMICrONS()
	c := g.Motifs()
	if c.Edges != 659 || c.Reciprocal.Count != 29 {
		t.Fatalf("%d edges, %d mutual", c.Edges, c.Reciprocal.Count)
	}
	motTestNear(t, "p", c.P, 0.054, 0.0005)
	motTestNear(t, "reciprocal ratio", c.Reciprocal.Ratio, 1.63, 0.005)
	motTestNear(t, "expected convergent", c.Convergent.Expected, 1938, 0.5)
	motTestNear(t, "expected divergent", c.Divergent.Expected, 1938, 0.5)
	motTestNear(t, "expected chain", c.Chain.Expected, 3877, 0.5)
	motTestNear(t, "correlation", c.ReciprocalCorrelation(), 0.036, 0.0005)
	for _, row := range Cortex() {
		if row.Dataset == "MICrONS pinky" && row.Statistic == "pairs" && row.Motif == "reciprocal" {
			motTestNear(t, "the table's", row.RatioLo, c.Reciprocal.Ratio, 0.005)
		}
	}
	// 4025 pairs are no whole number of neurons: the formula on its own
	p := 931. / 8050
	song := Counts{Nodes: 2, P: p, Reciprocal: Ratio{Count: 218}}
	song.Nodes = 90 // 4005 pairs, half a per cent off
	motTestNear(t, "Song", song.ReciprocalCorrelation(), 0.40, 0.005)
	motTestNear(t, "Song expected", 4025*p*p, 54, 0.5)
}

func TestGraphStrongIsTheLargest(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	const n = 23
	for _, p := range []float64{0.3, 1} {
		w, mask := motTestRandom(n, p, 1, true, rng)
		for i := range n {
			w[i*n+i] = 100
		}
		for _, sign := range []Sign{Signed, Absolute, Negative} {
			for _, x := range []float64{0, 0.01, 0.1, 0.25} {
				g := StrongGraph(w, n, x, sign)
				var keys []float64
				for k, v := range w {
					if k/n != k%n && (mask == nil || mask[k]) {
						keys = append(keys, map[Sign]float64{Signed: v, Absolute: math.Abs(v), Negative: -v}[sign])
					}
				}
				slices.Sort(keys)
				slices.Reverse(keys)
				want := int(math.Round(x * n * (n - 1)))
				if g.E != want {
					t.Fatalf("%v x=%g: %d edges, want %d", sign, x, g.E, want)
				}
				for k, v := range w {
					key := map[Sign]float64{Signed: v, Absolute: math.Abs(v), Negative: -v}[sign]
					chosen := want > 0 && key >= keys[want-1] && k/n != k%n && (mask == nil || mask[k])
					if g.Has(k/n, k%n) != chosen && k/n != k%n {
						t.Fatalf("p=%g %v x=%g: entry %d = %g, chosen %v", p, sign, x, k, v, !chosen)
					}
				}
			}
		}
	}
}

func TestGraphStrongWarnings(t *testing.T) {
	warned := func(name, want string, g *Graph) {
		t.Helper()
		if !strings.Contains(strings.Join(g.Warnings, "; "), want) || (want == "" && g.Warnings != nil) {
			t.Errorf("%s: warnings %q, want %q", name, g.Warnings, want)
		}
	}
	w := make([]float64, 25) // 5 nodes, 20 places
	w[1], w[2], w[3], w[4], w[5] = 3, 3, 3, 1, -2
	g := StrongGraph(w, 5, 0.1, Signed)
	warned("ties", "3 weights tie at the threshold, the first 2", g)
	if g.E != 2 || !g.Has(0, 1) || !g.Has(0, 2) {
		t.Error("ties are not taken by index")
	}
	warned("exact", "", StrongGraph(w, 5, 0.15, Signed))
	g = StrongGraph(w, 5, 0.25, Signed)
	warned("negative", "below 0", g)
	if !g.Has(1, 0) || g.E != 5 {
		t.Error("the negative weight is the fifth")
	}
	g = StrongGraph(w, 5, 0.5, Signed)
	warned("sparse", "10 edges wanted, only 5", g)
	if g.E != 5 {
		t.Errorf("absent synapses were chosen: %d edges", g.E)
	}
	w[6] = 9 // diagonal
	w[7] = math.Inf(1)
	g = StrongGraph(w, 5, 0.15, Signed)
	warned("infinite", "1 weights are not finite", g)
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
			if got := strongSelect(slices.Clone(a), k); got != sorted[n-k] {
				t.Fatalf("%d-th largest of %v = %g", k, a, got)
			}
		}
	}
}

func TestGraphMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"self-loop": func() { NewGraph(3).Add(1, 1) },
		"outside":   func() { NewGraph(3).Add(3, 1) },
		"fraction":  func() { StrongGraph(make([]float64, 9), 3, 1.1, Signed) },
		"NaN":       func() { StrongGraph(make([]float64, 9), 3, math.NaN(), Signed) },
		"blocks":    func() { TestStrong(make([]float64, 9), 3, nil, nil, .1, Signed, ShuffleBlocks, 1, nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			f()
		}()
	}
}
