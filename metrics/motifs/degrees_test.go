package motifs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestRewiredKeepsDegrees(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 1))
	for _, p := range []float64{0.05, 0.3, 0.9} {
		g := randomGraph(70, p, rng)
		before := slices.Clone(g.out)
		degrees := func(h *Graph) []int {
			in, _ := h.degrees(make([]int, 140))
			return in[:140] // both: one slice of scratch
		}
		want := degrees(g)
		visits, changed := 0, 0
		g.Rewired(4, 10, rng, func(h *Graph) {
			visits++
			if !slices.Equal(degrees(h), want) {
				t.Errorf("p=%g: degrees changed", p)
			}
			edges := 0
			h.eachEdge(func(i, j int) {
				if edges++; i == j {
					t.Errorf("p=%g: self-loop at %d", p, i)
				}
			})
			if edges != g.E || h.E != g.E {
				t.Errorf("p=%g: %d edges, E = %d, want %d", p, edges, h.E, g.E)
			}
			if !slices.Equal(h.out, g.out) {
				changed++
			}
		})
		if visits != 4 || changed != 4 || !slices.Equal(g.out, before) {
			t.Errorf("p=%g: %d visits, %d changed, g itself changed: %v", p, visits, changed, !slices.Equal(g.out, before))
		}
	}
}

// Four nodes, in- and out-degree 1: the 9 derangements, each as likely. Counting
// only accepted swaps would visit the three with two 2-cycles twice as often.
// 9000 visits: 1000 ± 30 each; bound 5 s.d.
func TestRewiredIsUniform(t *testing.T) {
	g := NewGraph(4)
	for j := range 4 {
		g.Add((j+1)%4, j)
	}
	seen := map[string]int{}
	g.Rewired(9000, 10, rand.New(rand.NewPCG(22, 1)), func(h *Graph) { seen[fmt.Sprint(h.out)]++ })
	if len(seen) != 9 {
		t.Errorf("%d graphs seen, there are 9", len(seen))
	}
	for h, count := range seen {
		if math.Abs(float64(count)-1000) > 150 {
			t.Errorf("%s: %d times", h, count)
		}
	}
}

func TestRewiredSmall(t *testing.T) {
	visits := 0
	NewGraph(3).Rewired(2, 10, rand.New(rand.NewPCG(1, 1)), func(h *Graph) { visits += 1 + h.E })
	if visits != 2 {
		t.Error("an empty graph is a graph")
	}
}

func TestDegreeNull(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 1))
	g := randomGraph(50, 0.1, rng)
	random := TestDegree(g, 100, rng)
	// a random graph is typical of its degrees: |z| < 4 for every kind
	for k, x := range random.Triads {
		if math.Abs(x.Z) > 4 || x.Value != float64(g.Triads()[k]) {
			t.Errorf("%s: %+v", TriadNames[k], x)
		}
	}
	for i := range 50 { // now close every tenth pair
		for j := range 50 {
			if i != j && g.Has(i, j) && (i+j)%3 == 0 {
				g.Add(j, i)
			}
		}
	}
	x := TestDegree(g, 100, rng)
	c := g.Motifs()
	if x.Reciprocal.Z < 8 || x.Reciprocal.Value != float64(c.Reciprocal.Count) {
		t.Errorf("reciprocal: %+v", x.Reciprocal)
	}
	near(t, "z of chain", x.Chain.Z, -x.Reciprocal.Z, 1e-9)
	if x.Chain.Value != float64(c.Chain.Count) || x.Chain.Fixed != ByReciprocal {
		t.Errorf("chain: %+v", x.Chain)
	}
	for _, f := range []Tested{x.Convergent, x.Divergent} {
		if f.Fixed != ByDegrees || !math.IsNaN(f.Z) || !math.IsNaN(f.P) || f.Value != f.Mean {
			t.Errorf("fixed by degrees: %+v", f)
		}
	}
	if x.Convergent.Value != float64(c.Convergent.Count) || x.Divergent.Value != float64(c.Divergent.Count) {
		t.Error("convergent and divergent changed places")
	}
}
