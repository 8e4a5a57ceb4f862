package motifs

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTradedKeepsDegrees(t *testing.T) {
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
		g.Traded(4, 10, rng, func(h *Graph) bool {
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
			return true
		})
		if visits != 4 || changed != 4 || !slices.Equal(g.out, before) {
			t.Errorf("p=%g: %d visits, %d changed, g itself changed: %v", p, visits, changed, !slices.Equal(g.out, before))
		}
	}
}

// Four nodes, in- and out-degree 1: the 9 derangements, each as likely. 9000 visits: 1000 ± 30 each; bound 5 s.d.
func TestTradedIsUniform(t *testing.T) {
	g := NewGraph(4)
	for j := range 4 {
		g.Add((j+1)%4, j)
	}
	seen := map[string]int{}
	g.Traded(9000, 10, rand.New(rand.NewPCG(22, 1)), func(h *Graph) bool { seen[fmt.Sprint(h.out)]++; return true })
	if len(seen) != 9 {
		t.Errorf("%d graphs seen, there are 9", len(seen))
	}
	for h, count := range seen {
		if math.Abs(float64(count)-1000) > 150 {
			t.Errorf("%s: %d times", h, count)
		}
	}
}

// Graphs of unequal degrees, against swaps of two edges (Maslov & Sneppen 2002), 10
// attempts an edge: mean and s.d. of every count within 4 standard errors. Draws do
// not remember one another: the correlation of a count with that of the next draw
// is 0 ± 1/√draws.
func TestTradedAgreesWithSwaps(t *testing.T) {
	const n, draws = 40, 1500
	rng := rand.New(rand.NewPCG(26, 1))
	g := NewGraph(n)
	for i := range n {
		for j := range n {
			if i != j && rng.Float64() < 0.05+0.4*float64(i*j)/(n*n) {
				g.Add(i, j)
			}
		}
	}
	type tally [17][]float64
	var fast, slow tally
	count := func(to *tally) func(*Graph) bool {
		return func(h *Graph) bool {
			for k, x := range h.Triads() {
				to[k] = append(to[k], float64(x))
			}
			to[16] = append(to[16], float64(h.mutual()))
			return true
		}
	}
	g.Traded(draws, 6, rng, count(&fast))
	swapped(g, draws, 10, rng, count(&slow))
	for k := range fast {
		a, b := against(0, math.NaN(), fast[k], ofCount), against(0, math.NaN(), slow[k], ofCount)
		near(t, fmt.Sprint("mean of ", k), a.Mean, b.Mean, 4*b.SD*math.Sqrt(2./draws))
		near(t, fmt.Sprint("s.d. of ", k), a.SD/b.SD, 1, 4/math.Sqrt(draws))
		var next float64
		for d := range draws - 1 {
			next += (fast[k][d] - a.Mean) * (fast[k][d+1] - a.Mean) / (a.SD * a.SD * draws)
		}
		near(t, fmt.Sprint("memory of ", k), next, 0, 4/math.Sqrt(draws))
	}
}

// swapped tries swaps: a → b and c → d become a → d and c → b, unless that makes a
// self-loop or a double edge. Refused attempts count too.
func swapped(g *Graph, draws, attemptsPerEdge int, rng *rand.Rand, visit func(*Graph) bool) {
	h := *g
	h.out = slices.Clone(g.out)
	type edge struct{ from, to int32 }
	edges := make([]edge, 0, g.E)
	g.eachEdge(func(i, j int) { edges = append(edges, edge{int32(j), int32(i)}) })
	for range draws {
		for range attemptsPerEdge * len(edges) {
			x, y := &edges[rng.IntN(len(edges))], &edges[rng.IntN(len(edges))]
			a, b, c, d := int(x.from), int(x.to), int(y.from), int(y.to)
			if a == d || c == b || h.Has(d, a) || h.Has(b, c) {
				continue // also when x and y share an end
			}
			h.flip(b, a)
			h.flip(d, c)
			h.flip(d, a)
			h.flip(b, c)
			x.to, y.to = int32(d), int32(b)
		}
		visit(&h)
	}
}

func TestTradedSmall(t *testing.T) {
	visits := 0
	NewGraph(3).Traded(2, 10, rand.New(rand.NewPCG(1, 1)), func(h *Graph) bool { visits += 1 + h.E; return true })
	if visits != 2 {
		t.Error("an empty graph is a graph")
	}
}

func TestDegreeNull(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 1))
	g := randomGraph(50, 0.1, rng)
	random := TestDegree(context.Background(), g, 100, rng)
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
	x := TestDegree(context.Background(), g, 100, rng)
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
