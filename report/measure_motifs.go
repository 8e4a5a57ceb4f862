package report

import (
	"fmt"
	"math"
	"slices"

	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/run"
)

// view is a way to look at the motifs of a network that is not that of its
// summary: another definition, or another density of the strong graph.
type view struct {
	name, text string
	of         measure.Definition
	strong     float64 // metrics.strong; 0: that of the run
	nulls      measure.Nulls
	paths      []string // of the motifs in a summary
	derived    []derived
}

// derived is a number that follows from motifs and stands in no summary.
type derived struct {
	name, help string
	of         func(*measure.Motifs) float64
}

// definitions are the matrices of which strong graphs are made. The numbers of
// each stand in a row under a prefix.
var definitions = []struct {
	prefix string
	of     measure.Definition
}{{"motifs.", measure.OfW}, {"study.absolute.", measure.OfAbs}, {"study.negative.", measure.OfNegative}, {"study.change.", measure.OfChange}}

func views() (all []view) {
	var inStrong, ratios, weighted []string
	for _, m := range measure.Pairs {
		ratios, weighted = append(ratios, "strong."+m+".ratio"), append(weighted, "weighted."+m+".value")
		for _, number := range []string{"ratio", "expected", "null_mean", "z"} {
			inStrong = append(inStrong, "strong."+m+"."+number)
		}
	}
	both := slices.Concat(weighted, inStrong, []string{"strong_degree.reciprocal.mean", "strong_degree.reciprocal.z"})
	sparse := slices.Concat(ratios, []string{"strong_degree.reciprocal.value", "strong_degree.reciprocal.mean", "strong_degree.reciprocal.z"})
	for _, d := range definitions[1:] {
		all = append(all, view{
			name: d.prefix[len("study.") : len(d.prefix)-1], text: d.of.String(), of: d.of,
			nulls: measure.StrongNull | measure.DegreeNull, paths: both,
		})
	}
	for _, p := range measure.Densities() {
		all = append(all, view{
			name: densityName(p), text: fmt.Sprintf("the strongest %g of W", p), of: measure.OfW, strong: p, nulls: measure.DegreeNull,
			paths: sparse, derived: ofDensity,
		})
	}
	return all
}

func densityName(p float64) string { return "density." + short(p) }

// atDensity is the name of a number of the strong graph of a density.
func atDensity(p float64, path string) string { return "study." + densityName(p) + "." + path }

// ofDensity are numbers that cortex is compared with beside pairs.
var ofDensity = []derived{
	{"correlation", "(P_rec − p²)/(p(1 − p))", func(m *measure.Motifs) float64 { return m.Strong.ReciprocalCorrelation() }},
	inducedRatio("021D"), inducedRatio("021U"), inducedRatio("021C"),
}

func inducedRatio(name string) derived {
	return derived{name, "induced triads over chance", func(m *measure.Motifs) float64 {
		expected := motifs.TriadsExpected(m.Strong.Nodes, m.Strong.P)
		for k, triad := range motifs.TriadNames {
			if triad == name {
				return float64(m.Triads[k]) / expected[k]
			}
		}
		return math.NaN()
	}}
}

// motifs takes every view of the network, with nulls where the cell has them. Only
// cells with all nulls are compared with cortex.
// The same nulls have the same random streams as in a summary.
func (v values) motifs(c *run.Copy, cell Cell) {
	strong := &c.Params.Metrics.Strong
	own := *strong
	for _, view := range views() {
		if *strong = own; view.strong > 0 {
			*strong = view.strong
		}
		if view.strong > 0 && cell.Nulls != measure.AllNulls {
			continue
		}
		m := measure.MotifsOf(c, view.of, view.nulls&cell.Nulls, &motifs.Weighted{}) // the start is in no view
		v.take(view.name, m.Tree(), view.paths)
		for _, d := range view.derived {
			v[view.name+"."+d.name] = d.of(m)
		}
	}
	*strong = own
}
