package measure

import (
	"context"
	"math"
	"runtime"
	"slices"
	"time"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/metrics/motifs"
	"spiketop/run"
)

// Given is a matrix of somebody else, to be measured as W of a run is. No run is
// behind it.
type Given struct {
	File, Format, Entry string
	Rows                string        // what a row of the file was: post, pre, or edges
	W                   matrix.Matrix // row = postsynaptic, every number finite; an entry that is not 0 is a synapse
	Graph               Graph         // empty: by the weights
	Seed                int
	Metrics             run.MetricsParams
	Warnings            warn.List // of the file
	Read                float64   // seconds that reading took

	equal bool // all synapses have the same weight
	loops int  // self-connections
}

// Graph says which entries of a matrix are the edges of the graph whose motifs
// are counted.
type Graph string

const (
	StrongEdges Graph = "strong" // the fraction metrics.strong of the largest
	AllEdges    Graph = "all"    // every entry that is not 0
)

// Prepare looks at the synapses, and chooses the graph where it was not named: the
// weights of a matrix whose synapses are all equal say nothing about which are the
// largest.
func (g *Given) Prepare() {
	g.loops, g.equal = 0, true
	var first float64
	for i := range g.W.N {
		g.W.EachSynapse(i, func(_ int, x float64) {
			if first == 0 {
				first = x
			}
			g.equal = g.equal && x == first
		})
		if g.W.At(i, i) != 0 {
			g.loops++
		}
	}
	if g.Graph == "" {
		g.Graph = StrongEdges
		if g.equal {
			g.Graph = AllEdges
		}
	}
}

// copy is what analyses know of a run, as far as a matrix has it.
func (g *Given) copy() *run.Copy {
	c := &run.Copy{N: g.W.N, W: g.W}
	c.Params.Seed, c.Params.Metrics, c.Params.Net.N = g.Seed, g.Metrics, g.W.N
	return c
}

func (g *Given) plan(c *run.Copy) []Analysis {
	n := float64(g.W.N)
	edges := g.Metrics.Strong * n * (n - 1)
	if g.Graph == AllEdges {
		edges = n * n
	}
	return append(eigenPlan(c, ""), motifPlanOf(c, edges, AllNulls, "")...)
}

// Bytes is about what the analyses take beside the matrix.
func (g *Given) Bytes() (bytes float64) {
	for _, a := range g.plan(g.copy()) {
		if a.tooMuch() == nil {
			bytes += a.Bytes
		}
	}
	return bytes
}

// measure does all analyses that are within their budgets, until ctx ends. census is
// how many seconds the census took.
func (g *Given) measure(ctx context.Context, tell func(Progress)) (r *Result, census float64) {
	c := g.copy()
	l := newLedger(ctx, g.plan(c), tell)
	r = &Result{Weights: g.weights()}
	together(func() {
		s := &Spectrum{Now: l.asWanted(c, "", func() matrix.Matrix { return g.W })}
		s.Now.Warnings = append(s.Now.Warnings, partial(c, 1)...)
		s.share(g.W)
		r.Spectrum = s
	}, func() { r.Motifs, census = g.motifs(l, c) })
	return r, census
}

// motifs measures W or Wᵀ, so that both have the same numbers to the bit, with
// convergence and divergence exchanged.
func (g *Given) motifs(l *ledger, c *run.Copy) (*Motifs, float64) {
	type counted struct {
		*Motifs
		graph  *motifs.Graph
		turned bool
		census float64
	}
	m, why := carry(l, motifsOfW, func(context.Context) (counted, error) {
		w, turned := g.W, false
		if t := w.Transposed(); before(t, w) {
			w, turned = t, true
		}
		m := &Motifs{Frobenius: g.W.Frobenius(), CortexRatio: map[float64]float64{}}
		graph := motifs.NewGraph(w.N)
		if g.Graph == AllEdges {
			for i := range w.N {
				w.EachSynapse(i, func(j int, _ float64) { graph.Add(i, j) })
			}
			m.StrongTest = motifs.TestEdges(graph)
		} else {
			graph = motifs.StrongGraph(w, g.Metrics.Strong)
			m.StrongTest = motifs.TestStrong(w, graph, nil)
		}
		t0 := time.Now()
		m.Triads = graph.Triads()
		census := time.Since(t0).Seconds()
		m.Strong, m.Warnings = graph.Motifs(), slices.Clone(graph.Warnings)
		if g.equal {
			m.Weighted = undefinedWeighted()
			m.Warnings.Add(warn.EqualWeights, "all weights are equal: there are no weighted correlations, and no strong graph at the densities of cortex")
		} else {
			m.Weighted = motifs.TestWeighted(w, nil)
		}
		for _, p := range Densities() {
			m.CortexRatio[p] = math.NaN()
			if !g.equal {
				m.CortexRatio[p] = motifs.StrongGraph(w, p).Motifs().Reciprocal.Ratio
			}
		}
		return counted{m, graph, turned, census}, nil
	})
	if why != nil {
		return &Motifs{Left: why}, math.NaN()
	}
	l.drawn(c, m.Motifs, m.graph, "", AllNulls, g.Metrics.Draws)
	if m.turned {
		m.turn()
	}
	return m.Motifs, m.census
}

// before orders two matrices, of which one is the other one's transposed.
func before(a, b matrix.Matrix) bool {
	return slices.Compare(a.Start, b.Start) < 0 || slices.Equal(a.Start, b.Start) &&
		(slices.Compare(a.From, b.From) < 0 || slices.Equal(a.From, b.From) && slices.Compare(a.Values(), b.Values()) < 0)
}

// turn makes the motifs of Wᵀ those of W.
func (m *Motifs) turn() {
	m.Weighted, m.Degree = m.Weighted.Turned(), m.Degree.Turned()
	m.Strong.Pairs, m.StrongTest.Pairs = m.Strong.Pairs.Turned(), m.StrongTest.Pairs.Turned()
	m.Triads, m.TriadTest = motifs.TurnedTriads(m.Triads), motifs.TurnedTriads(m.TriadTest)
}

// undefinedWeighted are the correlations of weights that are all equal.
func undefinedWeighted() motifs.WeightedTest {
	none := untested(math.NaN(), warn.List{warn.New(warn.EqualWeights, "all weights are equal")})
	return motifs.WeightedTest{Pairs: motifs.Pairs[motifs.Tested]{Reciprocal: none, Convergent: none, Divergent: none, Chain: none}}
}

func (g *Given) weights() *Weights {
	var sq float64
	for i := range g.W.N {
		sq += g.W.At(i, i) * g.W.At(i, i)
	}
	return &Weights{Now: g.W.Frobenius(), SelfRMS: math.Sqrt(sq / float64(g.W.N))}
}

// Summarise measures the matrix, as Summarise does a run. The names are those of a
// run's summary, without what only a run has. Where ctx ends before all is done, the
// status is run.Interrupted.
func (g *Given) Summarise(ctx context.Context, tell func(Progress)) *Summary {
	t0 := time.Now()
	r, census := g.measure(ctx, tell)
	s := &Summary{Result: r, Status: run.Done, Analysis: time.Since(t0).Seconds()}
	s.Wall = g.Read + s.Analysis
	measured := []Node{
		without(part(r.Weights, (*Weights).node), "frobenius_before", "frobenius_change", "frobenius_by_block"),
		without(part(r.Spectrum, (*Spectrum).node), "before", "predicted", "predicted_note"),
		without(part(r.Motifs, (*Motifs).Tree), "weighted_blocks", "weighted_before"),
	}
	s.collect(&run.Copy{Warnings: g.Warnings}, measured)
	if s.Warnings.Has(warn.Interrupted) {
		s.Status, s.Reason = run.Interrupted, "the analysis was stopped before its end"
	}
	n := branch("", "",
		aside("program", "spiketop"), aside("schema", int64(Schema)), aside("version", run.Version), aside("go", runtime.Version()),
		aside("platform", runtime.GOOS+"/"+runtime.GOARCH), aside("status", s.Status))
	if s.Reason != "" {
		n.Kids = append(n.Kids, aside("reason", s.Reason))
	}
	synapses, pairs := g.W.Synapses(), float64(g.W.N)*float64(g.W.N-1)
	n.Kids = append(n.Kids, aside("file", g.File), aside("format", g.Format), aside("entry", g.Entry), aside("rows", g.Rows),
		aside("graph", string(g.Graph)), aside("seed", int64(g.Seed)), aside("n", int64(g.W.N)),
		branch("params", "", aside("metrics.strong", g.Metrics.Strong), aside("metrics.draws", int64(g.Metrics.Draws)),
			aside("metrics.spectrum", string(g.Metrics.Spectrum))),
		count("synapses", int64(synapses), "entries that are not 0, off the diagonal"),
		number("density", float64(synapses)/pairs, "", "of all possible"),
		count("self_connections", int64(g.loops), "entries of the diagonal that are not 0"))
	n.Kids = append(n.Kids, measured...)
	n.Kids = append(n.Kids,
		aside("warnings", append(warn.List{}, s.Warnings...)), aside("notes", append(warn.List{}, s.Notes...)),
		aside("wall_seconds", s.Wall), branch("timings", "", aside("read", g.Read), aside("analysis", s.Analysis), aside("census", census)))
	s.tree = n
	return s
}

// without leaves out some of a branch.
func without(n Node, names ...string) Node {
	n.Kids = slices.DeleteFunc(slices.Clone(n.Kids), func(kid Node) bool { return slices.Contains(names, kid.Name) })
	return n
}
