package motifs

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestUMANKeepsDyads(t *testing.T) {
	rng := rand.New(rand.NewPCG(24, 1))
	for _, p := range []float64{0, 0.1, 0.5, 1} {
		g := randomGraph(20, p, rng)
		m, a, o := g.Dyads()
		if m+a+o != 190 || 2*m+a != g.E {
			t.Errorf("dyads %d %d %d of %d edges", m, a, o, g.E)
		}
		visits := 0
		g.UMAN(5, rng, func(h *Graph) bool {
			visits++
			edges := 0
			h.eachEdge(func(i, j int) { edges++ })
			if hm, ha, ho := h.Dyads(); hm != m || ha != a || ho != o || edges != g.E {
				t.Errorf("p=%g: dyads %d %d %d, want %d %d %d", p, hm, ha, ho, m, a, o)
			}
			return true
		})
		if visits != 5 {
			t.Errorf("%d visits", visits)
		}
	}
}

// All 4⁶ graphs of four nodes, averaged by their dyad counts: the expectation
// itself.
func TestUMANExpectationByEnumeration(t *testing.T) {
	var sum [7][7][16]float64
	var graphs [7][7]float64
	var example [7][7]*Graph
	for code := range 4096 {
		g := NewGraph(4)
		rest := code
		for i := range 4 {
			for j := range i {
				if rest&1 != 0 {
					g.Add(i, j)
				}
				if rest&2 != 0 {
					g.Add(j, i)
				}
				rest >>= 2
			}
		}
		m, a, _ := g.Dyads()
		for k, count := range g.Triads() {
			sum[m][a][k] += float64(count)
		}
		graphs[m][a]++
		example[m][a] = g
	}
	for m := range graphs {
		for a, count := range graphs[m] {
			if count == 0 {
				continue
			}
			for k, x := range example[m][a].TriadsExpectedUMAN() {
				near(t, fmt.Sprintf("M=%d A=%d %s", m, a, TriadNames[k]), x, sum[m][a][k]/count, 1e-12)
			}
		}
	}
}

// Drawn means against the closed form, within 4 standard errors (Value does not
// enter); P is not far from ½ for a graph that is its own null.
func TestUMANDrawnMean(t *testing.T) {
	const draws = 2000
	rng := rand.New(rand.NewPCG(25, 1))
	g := randomGraph(15, 0.3, rng)
	var sum, squares [16]float64
	g.UMAN(draws, rng, func(h *Graph) bool {
		for k, count := range h.Triads() {
			sum[k] += float64(count)
			squares[k] += float64(count * count)
		}
		return true
	})
	tested := TestUMAN(context.Background(), g, draws, rng)
	for k, x := range tested {
		mean := sum[k] / draws
		sd := math.Sqrt(squares[k]/draws - mean*mean)
		near(t, TriadNames[k]+" mean", mean, x.Mean, 4*sd/math.Sqrt(draws)+1e-12)
		near(t, TriadNames[k]+" s.d.", x.SD, sd, 0.15*sd+1e-12) // 2 % for a normal count, more for rare ones
		if math.Abs(x.Z) > 4 {
			t.Errorf("%s: %+v", TriadNames[k], x)
		}
	}
}
