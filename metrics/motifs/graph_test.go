package motifs

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"spiketop/internal/matrix"
)

func randomGraph(n int, p float64, rng *rand.Rand) *Graph {
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

// microns has the published numbers of MICrONS (cortex.csv): 111 nodes,
// 659 edges, 29 mutual pairs.
func microns() *Graph {
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
			g := randomGraph(n, p, rng)
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
	if c := StrongGraph(matrix.Dense(w, 3), 2./6).Motifs(); c.Divergent.Count != 1 || c.Convergent.Count != 0 {
		t.Errorf("%+v", c)
	}
}

// Expected pairs 1938 and 3877, ratio 1.63, correlation .036: cortex.csv and
// docs/SCIENCE.md, section 5. Song et al.: 218 mutual of 4025 pairs with 931 edges: 54
// expected, 4.0 ×, .40.
func TestGraphPublishedCounts(t *testing.T) {
	g := microns()
	c := g.Motifs()
	if c.Edges != 659 || c.Reciprocal.Count != 29 {
		t.Fatalf("%d edges, %d mutual", c.Edges, c.Reciprocal.Count)
	}
	near(t, "p", c.P, 0.054, 0.0005)
	near(t, "reciprocal ratio", c.Reciprocal.Ratio, 1.63, 0.005)
	near(t, "expected convergent", c.Convergent.Expected, 1938, 0.5)
	near(t, "expected divergent", c.Divergent.Expected, 1938, 0.5)
	near(t, "expected chain", c.Chain.Expected, 3877, 0.5)
	near(t, "correlation", c.ReciprocalCorrelation(), 0.036, 0.0005)
	for _, row := range Cortex() {
		if row.Dataset == "MICrONS pinky" && row.Statistic == "pairs" && row.Motif == "reciprocal" {
			near(t, "the table's", row.RatioLo, c.Reciprocal.Ratio, 0.005)
		}
	}
	// 4025 pairs are no whole number of neurons: the formula on its own
	p := 931. / 8050
	song := Counts{Nodes: 2, P: p, Pairs: Pairs[Ratio]{Reciprocal: Ratio{Count: 218}}}
	song.Nodes = 90 // 4005 pairs, half a per cent off
	near(t, "Song", song.ReciprocalCorrelation(), 0.40, 0.005)
	near(t, "Song expected", 4025*p*p, 54, 0.5)
}

func TestGraphMisuse(t *testing.T) {
	zero := matrix.Dense(make([]float64, 9), 3)
	for name, f := range map[string]func(){
		"self-loop": func() { NewGraph(3).Add(1, 1) },
		"outside":   func() { NewGraph(3).Add(3, 1) },
		"fraction":  func() { StrongGraph(zero, 1.1) },
		"NaN":       func() { StrongGraph(zero, math.NaN()) },
		"blocks":    func() { TestStrong(zero, NewGraph(3), []int{1}) },
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
