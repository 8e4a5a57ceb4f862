package motifs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"spiketop/internal/matrix"
)

// kindByHand names three nodes by their dyads and degrees, without tables.
func kindByHand(to func(x, y int) bool, nodes [3]int) string {
	var mutual, oneWay, absent int
	out, in := map[int]int{}, map[int]int{} // one-way edges
	paired := map[int]bool{}
	for k, x := range nodes {
		y := nodes[(k+1)%3]
		switch {
		case to(x, y) && to(y, x):
			mutual++
			paired[x], paired[y] = true, true
		case to(x, y):
			oneWay++
			out[x]++
			in[y]++
		case to(y, x):
			oneWay++
			out[y]++
			in[x]++
		default:
			absent++
		}
	}
	name := fmt.Sprint(mutual, oneWay, absent)
	name = name[:1] + name[2:3] + name[4:]
	has := func(degree map[int]int, d int) bool {
		for _, x := range nodes {
			if degree[x] == d {
				return true
			}
		}
		return false
	}
	switch name {
	case "021", "120":
		switch {
		case has(out, 2):
			return name + "D"
		case has(in, 2):
			return name + "U"
		}
		return name + "C"
	case "030":
		if has(out, 2) {
			return "030T"
		}
		return "030C"
	case "111":
		for _, x := range nodes {
			if paired[x] && out[x] == 1 {
				return "111U" // a ↔ b → c
			}
		}
		return "111D"
	}
	return name
}

func bruteCensus(g *Graph) map[string]int64 {
	census := map[string]int64{}
	to := func(x, y int) bool { return g.Has(y, x) }
	for a := range g.N {
		for b := range a {
			for c := range b {
				census[kindByHand(to, [3]int{a, b, c})]++
			}
		}
	}
	return census
}

func compareCensus(t *testing.T, what string, got [16]int64, want map[string]int64) {
	t.Helper()
	for k, name := range TriadNames {
		if got[k] != want[name] {
			t.Errorf("%s: %s %d, want %d", what, name, got[k], want[name])
		}
	}
}

func TestTriadsByBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	for _, n := range []int{1, 2, 3, 6, 9, 12, 70} { // 70 needs two words
		for _, p := range []float64{0, 0.05, 0.3, 0.6, 0.9, 1} {
			g := randomGraph(n, p, rng)
			census := g.Triads()
			compareCensus(t, fmt.Sprintf("n=%d p=%g", n, p), census, bruteCensus(g))
			c := newCounter(n)
			c.split(g)
			if a, b := c.byBits(g), c.byLists(g); a != b {
				t.Errorf("n=%d p=%g: by bits %v, by lists %v", n, p, a, b)
			}
			if again := c.byLists(g); again != c.byBits(g) {
				t.Errorf("n=%d p=%g: a counter counts only once", n, p)
			}
			var sum int64
			for _, count := range census {
				sum += count
			}
			if want := int64(n * (n - 1) * (n - 2) / 6); sum != want {
				t.Errorf("n=%d: sums to %d, want %d", n, sum, want)
			}
		}
	}
}

// The graph of the test of networkx 2 (algorithms/tests/test_triads.py) with its
// published census: an outside check of the names.
func TestTriadsNetworkx(t *testing.T) {
	g := NewGraph(7)
	for _, e := range []string{"01", "02", "03", "04", "05", "12", "16", "51", "56", "65"} {
		g.Add(int(e[1]-'0'), int(e[0]-'0'))
	}
	compareCensus(t, "networkx", g.Triads(), map[string]int64{
		"030T": 2, "120C": 1, "012": 9, "102": 3, "003": 8, "021D": 9, "111D": 1, "021C": 2})
}

// Divergence in W is 021D, convergence 021U, a chain 021C.
func TestTriadsOrientation(t *testing.T) {
	for name, w := range map[string][]float64{
		"021D": {0, 1, 0, 0, 0, 0, 0, 1, 0}, // W_01, W_21
		"021U": {0, 1, 1, 0, 0, 0, 0, 0, 0}, // W_01, W_02
		"021C": {0, 1, 0, 0, 0, 1, 0, 0, 0}, // W_01, W_12
	} {
		compareCensus(t, name, StrongGraph(matrix.Dense(w, 3), 2./6).Triads(), map[string]int64{name: 1})
	}
}

// By summing over all 64 graphs of three nodes; and the induced expectations
// published for MICrONS (cortex.csv).
func TestTriadsExpected(t *testing.T) {
	const p = 0.23
	var want [16]float64
	pairs := [6][2]int{{0, 1}, {1, 0}, {0, 2}, {2, 0}, {1, 2}, {2, 1}}
	for code := range 64 {
		g := NewGraph(3)
		chance := 1.0
		for b, e := range pairs {
			if code>>b&1 != 0 {
				g.Add(e[0], e[1])
				chance *= p
			} else {
				chance *= 1 - p
			}
		}
		for k, count := range g.Triads() {
			want[k] += chance * float64(count)
		}
	}
	got := TriadsExpected(3, p)
	for k, name := range TriadNames {
		near(t, name, got[k], want[k], 1e-15)
	}
	microns := TriadsExpected(111, 659./12210)
	near(t, "MICrONS 021D", microns[3], 1553, 0.6)
	near(t, "MICrONS 021U", microns[4], 1553, 0.6)
	near(t, "MICrONS 021C", microns[5], 3105, 0.6)
	var sum float64
	for _, x := range microns {
		sum += x
	}
	near(t, "all triads", sum, 111*110*109/6, 1e-6)
	if math.IsNaN(TriadsExpected(2, 0.5)[3]) {
		t.Error("two nodes: NaN")
	}
}
