package measure

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/metrics/motifs"
	"spiketop/run"
)

// Motifs is every motif statistic of one matrix, with its nulls.
type Motifs struct {
	Date
	Of               Definition
	Weighted, Blocks motifs.WeightedTest // null 1: shuffled among the synapses; null 2: within type blocks
	Before           motifs.Weighted     // of the same definition at the start of the episode
	Strong           motifs.Counts       // of the strong graph, fraction metrics.strong
	StrongTest       motifs.StrongTest   // null 2
	Degree           motifs.DegreeTest   // null 3
	Triads           [16]int64
	TriadTest        [16]motifs.Tested // null 4
	// At the densities of cortex: the reciprocal ratio of the strong graph.
	CortexRatio map[float64]float64
	Frobenius   float64
	Warnings    warn.List
	Left        warn.List // why all of this was left out; nil: it was not
}

// MotifsOf measures the motifs of W by a definition. before are the correlations
// of the episode's start by the same definition; nil: they are computed. Nulls
// beyond their budgets are left out, and what ctx interrupts.
func MotifsOf(ctx context.Context, c *run.Copy, of Definition, nulls Nulls, before *motifs.Weighted) *Motifs {
	return newLedger(ctx, motifPlan(c, nulls, ""), nil).motifs(c, of, nulls, before)
}

// Nulls is a set of null models. A null that is left out has no draws, and its
// numbers are undefined. The other numbers do not depend on which are left out.
type Nulls uint8

const (
	WeightedNulls Nulls = 1 << iota // 1 and 2 of the weighted correlations
	StrongNull                      // 2 of the strong graph
	DegreeNull                      // 3: graphs of the same degrees
	DyadNull                        // 4: graphs of the same dyads

	NoNulls  Nulls = 0
	AllNulls       = WeightedNulls | StrongNull | DegreeNull | DyadNull
)

// motifs measures those of W by a definition.
func (l *ledger) motifs(c *run.Copy, of Definition, nulls Nulls, before *motifs.Weighted) *Motifs {
	m := l.motifsOf(c, "", func() matrix.Matrix { return of.of(c.W, c.Initial) }, nulls, func() motifs.Weighted {
		if before != nil {
			return *before
		}
		return motifs.WeightedOf(of.of(c.Initial(), c.Initial))
	})
	m.Of = of
	return m
}

// files measures the motifs that only files have. Where W is as at the start, those
// of the start are those of W.
func (l *ledger) files(c *run.Copy, r *Result) (start, change *Motifs) {
	if r.Weights.Change == 0 {
		return r.Motifs, nil
	}
	before := func() motifs.Weighted { return motifs.WeightedOf(c.Initial()) }
	start = l.motifsOf(c, atStart, c.Initial, AllNulls, before)
	change = l.motifsOf(c, ofChange, func() matrix.Matrix { return Change(c) }, AllNulls, before)
	change.Of = OfChange
	return start, change
}

// motifsOf measures the motifs of a matrix by the analyses of motifPlan. before are
// the correlations of the episode's start.
func (l *ledger) motifsOf(c *run.Copy, name string, of func() matrix.Matrix, nulls Nulls, before func() motifs.Weighted) *Motifs {
	type counted struct {
		*Motifs
		g *motifs.Graph
	}
	x, draws := c.Params.Metrics.Strong, c.Params.Metrics.Draws // a study changes them later
	m, why := carry(l, motifsOfW+name, func(context.Context) (counted, error) {
		w, blocks := of(), blocks(c)
		g := motifs.StrongGraph(w, x)
		m := &Motifs{
			Date:       dateOf(c),
			Weighted:   motifs.TestWeighted(w, nil),
			Blocks:     motifs.TestWeighted(w, blocks),
			Before:     before(),
			Strong:     g.Motifs(),
			StrongTest: motifs.TestStrong(w, g, blocks),
			Triads:     g.Triads(),
			Frobenius:  w.Frobenius(),
			Warnings:   g.Warnings[:len(g.Warnings):len(g.Warnings)],
		}
		m.CortexRatio = map[float64]float64{}
		for _, p := range Densities() {
			m.CortexRatio[p] = motifs.StrongGraph(w, p).Motifs().Reciprocal.Ratio
		}
		return counted{m, g}, nil
	})
	if why != nil {
		return &Motifs{Date: dateOf(c), Left: why}
	}
	l.drawn(c, m.Motifs, m.g, name, nulls, draws)
	if c.HasTarget() && !c.Trained() {
		m.Warnings = append(m.Warnings, untrained(c))
	}
	return m.Motifs
}

// drawn tests the graph g of m against the nulls that draw graphs.
func (l *ledger) drawn(c *run.Copy, m *Motifs, g *motifs.Graph, name string, nulls Nulls, draws int) {
	none := warn.List{warn.New(warn.FewDraws, "draws of the null: 0; 100 are needed")}
	noDegrees, noDyads := none, none
	together(func() {
		if nulls&DegreeNull != 0 {
			m.Degree, noDegrees = carry(l, nullDegrees+name, func(ctx context.Context) (motifs.DegreeTest, error) {
				return motifs.TestDegree(ctx, g, draws, Rng(c, "null 3")), ctx.Err()
			})
		}
	}, func() {
		if nulls&DyadNull != 0 {
			m.TriadTest, noDyads = carry(l, nullDyads+name, func(ctx context.Context) ([16]motifs.Tested, error) {
				return motifs.TestUMAN(ctx, g, draws, Rng(c, "null 4")), ctx.Err()
			})
		}
	})
	if noDegrees != nil {
		m.Degree, m.Warnings = m.withoutDegrees(noDegrees), append(m.Warnings, noDegrees...)
	}
	if noDyads != nil {
		m.TriadTest, m.Warnings = m.withoutDyads(noDyads), append(m.Warnings, noDyads...)
	}
}

// untested is a statistic without a null.
func untested(value float64, why warn.List) motifs.Tested {
	nan := math.NaN()
	return motifs.Tested{Value: value, Mean: nan, SD: nan, Z: nan, P: nan, Warnings: why}
}

// withoutDyads are the triads without null 4.
func (m *Motifs) withoutDyads(why warn.List) (t [16]motifs.Tested) {
	for k, count := range m.Triads {
		t[k] = untested(float64(count), why)
	}
	return t
}

// withoutDegrees are pairs and triads without null 3. What the degrees fix needs no
// draws.
func (m *Motifs) withoutDegrees(why warn.List) motifs.DegreeTest {
	var pairs [4]motifs.Tested
	for k, r := range m.Strong.All() {
		pairs[k] = untested(float64(r.Count), why)
	}
	t := motifs.DegreeTest{Pairs: motifs.Pairs[motifs.Tested]{Reciprocal: pairs[0], Convergent: pairs[1], Divergent: pairs[2], Chain: pairs[3]}, Triads: m.withoutDyads(why)}
	t.Chain.Fixed = motifs.ByReciprocal
	for _, fixed := range []*motifs.Tested{&t.Convergent, &t.Divergent} {
		fixed.Mean, fixed.SD, fixed.Fixed, fixed.Warnings = fixed.Value, 0, motifs.ByDegrees, nil
	}
	return t
}

// blocks gives the population of each neuron: 0 is the last of sim.Types. The
// numbers say in which order the blocks are shuffled, and so which numbers of a
// random stream a block takes.
func blocks(c *run.Copy) []int {
	b := make([]int, c.N)
	for k, p := range c.Populations {
		for i := p.Lo; i < p.Hi; i++ {
			b[i] = len(c.Populations) - 1 - k
		}
	}
	return b
}

// Densities are those of the tables of cortex, each once.
func Densities() (all []float64) {
	for _, row := range motifs.Cortex() {
		if row.P > 0 && !slices.Contains(all, row.P) {
			all = append(all, row.P)
		}
	}
	return all
}

// Pairs names the four pair motifs.
var Pairs = [4]string{"reciprocal", "convergent", "divergent", "chain"}

// Tree names every number of m as a summary does.
func (m *Motifs) Tree() Node {
	// tested is a statistic against its null, after numbers of its own; more stand before the warnings.
	tested := func(name string, t motifs.Tested, own []Node, more ...Node) Node {
		list := append(warn.List{}, t.Warnings...)
		if !Num(t.Z).Defined() && len(list) == 0 && t.Fixed != motifs.Free {
			list.Add(warn.NullFixed, "%v: no z", t.Fixed)
		}
		own = append(own, number("z", t.Z, "", "against the null"), number("p", t.P, "", "one-sided, upwards"))
		return branch(name, "", append(append(own, more...), warnings(list))...)
	}
	four := func(name, null, help string, tests motifs.Pairs[motifs.Tested]) Node {
		n := branch(name, help, aside("null", null))
		for k, t := range tests.All() {
			more := []Node{number("mean", t.Mean, "", "of the null"), number("sd", t.SD, "", "of the null"), aside("draws", int64(t.Draws))}
			if t.Fixed != motifs.Free {
				more = append(more, aside("note", t.Fixed.String()))
			}
			n.Kids = append(n.Kids, tested(Pairs[k], t, []Node{number("value", t.Value, "", "")}, more...))
		}
		return n
	}
	before := branch("weighted_before", "the same correlations of W at the start")
	for k, x := range m.Before.All() {
		before.Kids = append(before.Kids, number(Pairs[k], x, "", ""))
	}
	strong := branch("strong", "pairs in the strong graph", aside("null", m.StrongTest.Null))
	for k, t := range m.StrongTest.All() {
		c := m.Strong.All()[k]
		own := []Node{number("ratio", c.Ratio, "", "count/expected"), count("count", int64(c.Count), ""),
			number("expected", c.Expected, "", "in a random graph of the same density")}
		strong.Kids = append(strong.Kids, tested(Pairs[k], t, own,
			number("null_mean", t.Mean, "", ""), number("null_sd", t.SD, "", ""), aside("draws", int64(t.Draws))))
	}
	list := append(warn.List{}, m.Warnings...)
	z := func(name, help string, tests [16]motifs.Tested) Node {
		n := branch(name, help)
		var none []string
		for k, t := range tests {
			n.Kids = append(n.Kids, number(motifs.TriadNames[k], t.Z, "", ""))
			if !Num(t.Z).Defined() && t.Draws > 0 {
				none = append(none, motifs.TriadNames[k])
			}
		}
		if len(none) > 0 {
			list.Add(warn.NullFixed, "%s: the null does not vary for %s", name, strings.Join(none, ", "))
		}
		return n
	}
	dyadZ := z("triads_z", "against graphs of the same dyads", m.TriadTest)
	degreeZ := z("triads_degree_z", "against graphs of the same degrees", m.Degree.Triads)
	triads := branch("triads", "induced triads of the strong graph")
	for k, name := range motifs.TriadNames {
		triads.Kids = append(triads.Kids, count(name, m.Triads[k], ""))
	}
	cortex := branch("reciprocal_ratio_at_density", "strong graphs as dense as cortex")
	for _, p := range Densities() {
		cortex.Kids = append(cortex.Kids, number(strconv.FormatFloat(p, 'g', -1, 64), m.CortexRatio[p], "", ""))
	}
	n := branch("motifs", "motif statistics of W",
		four("weighted", m.Weighted.Null, "correlations of the weights; null: shuffled among the synapses", m.Weighted.Pairs),
		four("weighted_blocks", m.Blocks.Null, "the same; null: shuffled within blocks of types", m.Blocks.Pairs),
		before, strong,
		four("strong_degree", "graphs of the same degrees", "pairs in the strong graph; null: graphs of the same degrees", m.Degree.Pairs),
		count("strong_edges", int64(m.Strong.Edges), ""), triads, dyadZ, degreeZ, cortex, warnings(list))
	if m.Left != nil {
		n.leave(m.Left)
	}
	return n
}

// Definition says whose motifs are counted: a finding that holds for one
// definition may fail for another.
type Definition int

const (
	OfW        Definition = iota // the weights, signed
	OfAbs                        // their size
	OfNegative                   // −W: strong means strongly inhibitory
	OfChange                     // W − W at the start: what training did
	Definitions
)

func (d Definition) String() string {
	if d < 0 || d >= Definitions {
		return "no definition"
	}
	return [...]string{"W", "|W|", "−W", "W − W(0)"}[d]
}

// of turns the matrix w, which was initial() at the start, into the one that the
// definition looks at. It may return w itself.
func (d Definition) of(w matrix.Matrix, initial func() matrix.Matrix) matrix.Matrix {
	switch d {
	case OfAbs:
		return w.Map(math.Abs)
	case OfNegative:
		return w.Map(func(x float64) float64 { return -x })
	case OfChange:
		return w.Minus(initial())
	}
	return w
}
