package measure

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/run"
)

// A matrix from a file has the numbers of the run whose W it is, whole and as lists.
func TestGivenIsMeasuredAsARun(t *testing.T) {
	for _, p := range []string{"1", "0.4"} {
		s := session(t, quick, sets("net.p", p, "net.n", "60", "net.qif", "0")...) // one type: no blocks
		c, _ := run.Headless(context.Background(), s, run.Options{})
		c.W = c.W.Map(func(x float64) float64 { return x + 0.2 }) // has an outlier
		for i := range c.N {
			if !c.W.Sparse() {
				c.W.Whole[i*(c.N+1)] = 0.1
			}
		}
		want := Of(context.Background(), c, Everything, nil)
		g := &Given{W: matrix.Of(c.W.Entries(), c.N), Metrics: c.Params.Metrics, Rows: "post"}
		g.Prepare()
		sum := g.Summarise(context.Background(), nil)
		if sum.Status != run.Done || g.Graph != StrongEdges || g.W.Sparse() != (p != "1") {
			t.Fatalf("p %s: %s, graph %s, sparse %v", p, sum.Status, g.Graph, g.W.Sparse())
		}
		if !slices.Equal(sum.Spectrum.Now.Values, want.Spectrum.Now.Values) || sum.Spectrum.Share != want.Spectrum.Share || want.Spectrum.Share == 0 {
			t.Errorf("p %s: other eigenvalues than those of the run", p)
		}
		if sum.Motifs.Strong != want.Motifs.Strong || sum.Motifs.Triads != want.Motifs.Triads {
			t.Errorf("p %s: %v, want %v", p, sum.Motifs.Strong, want.Motifs.Strong)
		}
		for k, x := range sum.Motifs.Weighted.All() {
			if y := want.Motifs.Weighted.All()[k]; !near(x.Value, y.Value) || !near(x.Mean, y.Mean) || !near(x.SD, y.SD) || x.Fixed != y.Fixed {
				t.Errorf("p %s: weighted %s %+v, want %+v", p, Pairs[k], x, y)
			}
		}
		for k, x := range sum.Motifs.StrongTest.All() {
			if y := want.Motifs.StrongTest.All()[k]; !near(x.Mean, y.Mean) || !near(x.SD, y.SD) {
				t.Errorf("p %s: strong %s %+v, want %+v", p, Pairs[k], x, y)
			}
		}
	}
}

// A sparse matrix is measured without its N×N numbers, which would be the largest
// part of what is allocated.
func TestGivenStaysSparse(t *testing.T) {
	const n, edges = 4000, 20000
	rng := rand.New(rand.NewPCG(3, 1))
	to, from, ones := make([]int32, edges), make([]int32, edges), make([]float64, edges)
	for k := range to {
		to[k], from[k], ones[k] = rng.Int32N(n), rng.Int32N(n), 1
	}
	w, _ := matrix.Sum(n, to, from, ones)
	for _, graph := range []Graph{StrongEdges, AllEdges} {
		g := &Given{W: w, Graph: graph, Metrics: run.MetricsParams{Strong: 0.001, Draws: 10, Spectrum: run.EigenNone}}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		g.Prepare()
		sum := g.Summarise(context.Background(), nil)
		runtime.ReadMemStats(&after)
		if sum.Motifs.Left != nil || sum.Motifs.Triads[0] == 0 {
			t.Errorf("%s: no motifs: %v", graph, sum.Motifs.Left)
		}
		if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 8*n*n {
			t.Errorf("%s: %d MB were allocated; N×N numbers are %d MB", graph, bytes>>20, 8*n*n>>20)
		}
	}
}

// What is beyond its budget is left out, and what an interrupt leaves out is null,
// with the reason.
func TestGivenLeavesOut(t *testing.T) {
	w := make([]float64, 100)
	for k := range w {
		w[k] = float64(k%7) - 2.5
	}
	g := &Given{W: matrix.Of(w, 10), Metrics: run.MetricsParams{Strong: 0.1, Draws: 100, Spectrum: run.EigenFull}}
	g.Prepare()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	sum := g.Summarise(ctx, nil)
	var all map[string]any
	if err := json.Unmarshal(sum.JSON(), &all); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"spectrum", "motifs"} {
		explained(t, part, all[part], false)
	}
	if sum.Status != run.Interrupted || !sum.Warnings.Has(warn.Interrupted) || sum.Spectrum.Now.Values != nil || sum.Motifs.Left == nil {
		t.Errorf("%s, %v", sum.Status, sum.Warnings)
	}
	// A graph of 10 000 nodes with 100 edges each takes a minute for 100 draws; all of
	// 10 000² numbers fit, as eigenvalues that somebody asked for.
	const n = 10000
	var to, from []int32
	for i := range int32(n) {
		for k := range int32(100) {
			to, from = append(to, i), append(from, (i+k*k+1)%n)
		}
	}
	g.W, _ = matrix.Sum(n, to, from, slices.Repeat([]float64{1}, len(to)))
	g.Graph = ""
	g.Prepare()
	left := map[string]bool{}
	for _, a := range g.plan(g.copy()) {
		left[a.Name] = a.tooMuch() != nil
	}
	if !left[nullDegrees] || left[motifsOfW] || left[eigenvalues] || g.Graph != AllEdges {
		t.Errorf("left out: %v", left)
	}
}
