package report

import (
	"fmt"

	"spiketop/experiment"
	"spiketop/metrics"
)

// graphs are the strong graphs of a network, each a definition of a motif.
var graphs = []struct {
	name, text string
	sign       metrics.Sign
	change     bool // of W − W(0)
}{
	{"w", "W", metrics.Signed, false},
	{"abs", "|W|", metrics.Absolute, false},
	{"neg", "−W", metrics.Negative, false},
	{"chg", "W − W(0)", metrics.Signed, true},
}

// strongFraction is the share of all possible edges in a strong graph.
const strongFraction = 0.1

// draws of each null.
const draws = 100

// motifs measures every definition of a motif; with nulls, what chance gives.
func motifs(v values, c *experiment.Copy, cell Cell, change []float64) {
	blocks := make([]int, c.N)
	for i := range c.NQIF {
		blocks[i] = 1
	}
	seed := c.Params.Seed
	w, b, d := metrics.WeightedMotifs(c.W, c.N, c.Mask), metrics.WeightedMotifs(c.Initial(), c.N, c.Mask), metrics.WeightedMotifs(change, c.N, c.Mask)
	v["rho_rec"], v["rho_con"], v["rho_div"], v["rho_chn"] = w.Reciprocal, w.Convergent, w.Divergent, w.Chain
	v["rho_rec_before"], v["rho_div_before"] = b.Reciprocal, b.Divergent
	v["rho_rec_chg"], v["rho_div_chg"] = d.Reciprocal, d.Divergent
	if cell.Nulls != NoNulls {
		one := metrics.TestWeighted(c.W, c.N, c.Mask, blocks, metrics.ShuffleWeights, draws, rng(seed, "null 1"))
		two := metrics.TestWeighted(c.W, c.N, c.Mask, blocks, metrics.ShuffleBlocks, draws, rng(seed, "null 2"))
		v["rho_rec_z1"], v["rho_div_z1"], v["rho_chn_z1"] = one.Reciprocal.Z, one.Divergent.Z, one.Chain.Z
		v["rho_rec_z2"], v["rho_div_z2"], v["rho_chn_z2"] = two.Reciprocal.Z, two.Divergent.Z, two.Chain.Z
		v["rho_rec_null2"], v["rho_div_null2"] = two.Reciprocal.Mean, two.Divergent.Mean
	}
	for _, g := range graphs {
		x := c.W
		if g.change {
			x = change
		}
		graph := metrics.StrongGraph(x, c.N, strongFraction, g.sign)
		m := graph.Motifs()
		name := "strong_" + g.name + "_"
		v[name+"rec"], v[name+"con"], v[name+"div"], v[name+"chn"] = m.Reciprocal.Ratio, m.Convergent.Ratio, m.Divergent.Ratio, m.Chain.Ratio
		if cell.Nulls != AllNulls {
			continue
		}
		two := metrics.TestStrong(x, c.N, c.Mask, blocks, strongFraction, g.sign, metrics.ShuffleBlocks, draws, rng(seed, "strong null 2 "+g.name))
		for _, t := range []struct {
			motif string
			metrics.Tested
			expected float64
		}{
			{"rec", two.Reciprocal, m.Reciprocal.Expected}, {"con", two.Convergent, m.Convergent.Expected},
			{"div", two.Divergent, m.Divergent.Expected}, {"chn", two.Chain, m.Chain.Expected},
		} {
			v[name+t.motif+"_null2"], v[name+t.motif+"_z2"] = t.Mean/t.expected, t.Z
		}
		three := metrics.TestDegree(graph, draws, rng(seed, "strong null 3 "+g.name))
		v[name+"rec_null3"], v[name+"rec_z3"] = three.Reciprocal.Mean/m.Reciprocal.Expected, three.Reciprocal.Z
		if g.name == "w" {
			for k, t := range metrics.TriadsUMAN(graph, draws, rng(seed, "null 4")) {
				if k >= 3 { // the connected ones
					v["triad_"+metrics.TriadNames[k]], v["triad_"+metrics.TriadNames[k]+"_z4"] = t.Ratio(), t.Z
				}
			}
		}
	}
	for _, at := range densities {
		graph := metrics.StrongGraph(c.W, c.N, at.p, metrics.Signed)
		m := graph.Motifs()
		v[at.column("rec")], v[at.column("correlation")] = m.Reciprocal.Ratio, m.ReciprocalCorrelation()
		v[at.column("con")], v[at.column("div")], v[at.column("chn")] = m.Convergent.Ratio, m.Divergent.Ratio, m.Chain.Ratio
		triads, expected := graph.Triads(), metrics.TriadsExpected(c.N, m.P)
		for k, name := range metrics.TriadNames {
			if name == "021D" || name == "021U" || name == "021C" {
				v[at.column(name)] = float64(triads[k]) / expected[k]
			}
		}
		if cell.Nulls == AllNulls {
			three := metrics.TestDegree(graph, draws, rng(seed, fmt.Sprintf("density %g null 3", at.p)))
			v[at.column("rec_degree")], v[at.column("rec_z3")] = three.Reciprocal.Ratio(), three.Reciprocal.Z
		}
	}
}

// density is one of cortex, at which strong graphs are compared with it.
type density struct {
	p    float64
	name string
}

var densities = []density{{.116, "116"}, {.054, "054"}}

func (d density) column(what string) string { return "at" + d.name + "_" + what }
