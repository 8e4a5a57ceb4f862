package sweep

import (
	"math"
	"slices"
	"strconv"

	"spiketop/experiment"
	"spiketop/metrics"
)

// column is one headline number of a summary. Names are those of summary.json,
// joined by dots; the value of a number with doubt goes by the plain name.
type column struct {
	name string
	of   func(*experiment.Summary) experiment.Num
}

// columns are in the order of summary.json.
var columns = makeColumns()

func makeColumns() (cs []column) {
	type sum = *experiment.Summary
	type num = experiment.Num
	add := func(name string, of func(sum) num) { cs = append(cs, column{name, of}) }
	count := func(name string, of func(sum) int) { add(name, func(s sum) num { return num(of(s)) }) }
	doubt := func(name string, of func(sum) experiment.Doubt) {
		add(name, func(s sum) num { return of(s).Value })
		add(name+"_se", func(s sum) num { return of(s).SE })
	}

	count("steps", func(s sum) int { return int(s.Steps) })
	add("simulated_seconds", func(s sum) num { return num(s.Simulated) })
	doubt("rate_hz.lif", func(s sum) experiment.Doubt { return s.Rate.LIF })
	doubt("rate_hz.qif", func(s sum) experiment.Doubt { return s.Rate.QIF })
	add("rate_hz.measured_seconds", func(s sum) num { return s.Rate.Seconds })
	doubt("gain.lif", func(s sum) experiment.Doubt { return s.Gain.LIF })
	doubt("gain.qif", func(s sum) experiment.Doubt { return s.Gain.QIF })
	doubt("g_eff", func(s sum) experiment.Doubt { return s.GEff })

	add("dimension.value", func(s sum) num { return s.Dimension.Value })
	add("dimension.se", func(s sum) num { return s.Dimension.SE })
	count("dimension.windows", func(s sum) int { return s.Dimension.Windows })
	add("dimension.raw", func(s sum) num { return s.Dimension.Raw })
	count("dimension.active", func(s sum) int { return s.Dimension.Active })
	count("dimension.silent", func(s sum) int { return s.Dimension.Silent })
	add("dimension.theory", func(s sum) num { return s.Dimension.Theory })
	add("dimension.theory_this_w", func(s sum) num { return s.Dimension.TheoryOfW })

	count("training.passes", func(s sum) int { return s.Training.Passes })
	count("training.tests", func(s sum) int { return s.Training.Tests })
	add("training.score", func(s sum) num { return s.Training.Score })
	add("training.score_se", func(s sum) num { return s.Training.ScoreSE })
	add("training.nrmse", func(s sum) num { return s.Training.NRMSE })
	count("training.trained", func(s sum) int { return map[bool]int{true: 1}[s.Training.Trained] })

	add("weights.frobenius_before", func(s sum) num { return s.Weights.Before })
	add("weights.frobenius", func(s sum) num { return s.Weights.Now })
	add("weights.frobenius_change", func(s sum) num { return s.Weights.Change })
	add("weights.self_rms", func(s sum) num { return s.Weights.SelfRMS })
	add("weights.frobenius_by_block.lif_from_lif", func(s sum) num { return s.Weights.ByBlock.LIFfromLIF })
	add("weights.frobenius_by_block.lif_from_qif", func(s sum) num { return s.Weights.ByBlock.LIFfromQIF })
	add("weights.frobenius_by_block.qif_from_lif", func(s sum) num { return s.Weights.ByBlock.QIFfromLIF })
	add("weights.frobenius_by_block.qif_from_qif", func(s sum) num { return s.Weights.ByBlock.QIFfromQIF })

	spectrum := func(name string, of func(sum) experiment.SpectrumNumbers) {
		add(name+".bulk_radius", func(s sum) num { return of(s).BulkRadius })
		add(name+".max_modulus", func(s sum) num { return of(s).MaxModulus })
		count(name+".outliers", func(s sum) int { return of(s).Outliers })
		add(name+".threshold", func(s sum) num { return of(s).Threshold })
		add(name+".rest_radius", func(s sum) num { return of(s).RestRadius })
	}
	spectrum("spectrum", func(s sum) experiment.SpectrumNumbers { return s.Spectrum.SpectrumNumbers })
	spectrum("spectrum.before", func(s sum) experiment.SpectrumNumbers { return s.Spectrum.Before })
	add("spectrum.outlier_share", func(s sum) num { return s.Spectrum.OutlierShare })
	add("spectrum.reciprocity_from_outliers", func(s sum) num { return s.Spectrum.FromOutliers })

	tests := func(name string, of func(sum) *experiment.FourTests) {
		for i, pair := range pairs {
			one := func(s sum) *experiment.Tested {
				t := of(s)
				return []*experiment.Tested{&t.Reciprocal, &t.Convergent, &t.Divergent, &t.Chain}[i]
			}
			add(name+"."+pair, func(s sum) num { return one(s).Value })
			add(name+"."+pair+"_z", func(s sum) num { return one(s).Z })
			add(name+"."+pair+"_p", func(s sum) num { return one(s).P })
			add(name+"."+pair+"_mean", func(s sum) num { return one(s).Mean })
			add(name+"."+pair+"_sd", func(s sum) num { return one(s).SD })
		}
	}
	tests("motifs.weighted", func(s sum) *experiment.FourTests { return &s.Motifs.Weighted })
	tests("motifs.weighted_blocks", func(s sum) *experiment.FourTests { return &s.Motifs.Blocks })
	for _, pair := range pairs {
		add("motifs.weighted_before."+pair, func(s sum) num { return entry(s.Motifs.Before, pair) })
	}
	for i, pair := range pairs {
		one := func(s sum) *experiment.Counted {
			t := &s.Motifs.Strong
			return []*experiment.Counted{&t.Reciprocal, &t.Convergent, &t.Divergent, &t.Chain}[i]
		}
		name := "motifs.strong." + pair
		add(name+".ratio", func(s sum) num { return one(s).Ratio })
		count(name+".count", func(s sum) int { return one(s).Count })
		add(name+".expected", func(s sum) num { return one(s).Expected })
		add(name+".z", func(s sum) num { return one(s).Z })
		add(name+".p", func(s sum) num { return one(s).P })
		add(name+".null_mean", func(s sum) num { return one(s).NullMean })
		add(name+".null_sd", func(s sum) num { return one(s).NullSD })
	}
	tests("motifs.strong_degree", func(s sum) *experiment.FourTests { return &s.Motifs.StrongDegree })
	count("motifs.strong_edges", func(s sum) int { return s.Motifs.Edges })
	for _, triad := range metrics.TriadNames {
		add("motifs.triads."+triad, func(s sum) num { return num(s.Motifs.Triads[triad]) })
		add("motifs.triads_z."+triad, func(s sum) num { return entry(s.Motifs.TriadZ, triad) })
		add("motifs.triads_degree_z."+triad, func(s sum) num { return entry(s.Motifs.TriadDegreeZ, triad) })
	}
	for _, density := range densities() {
		add("motifs.reciprocal_ratio_at_density."+density, func(s sum) num { return entry(s.Motifs.CortexDensity, density) })
	}
	count("warnings", func(s sum) int { return len(s.Warnings) })
	return cs
}

var pairs = []string{"reciprocal", "convergent", "divergent", "chain"}

// densities are those of the cortex table, as summary.json spells them.
func densities() (names []string) {
	for _, row := range metrics.Cortex() {
		name := strconv.FormatFloat(row.P, 'g', -1, 64)
		if row.P > 0 && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// entry is a number of a map; NaN where it has none.
func entry(m map[string]experiment.Num, key string) experiment.Num {
	if x, ok := m[key]; ok {
		return x
	}
	return experiment.Num(math.NaN())
}

// Columns names the headline numbers of a run in the order of Cells.
func Columns() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

// Cells are the headline numbers of s, each as the shortest text that reads
// back to the same bits; an undefined number is an empty cell.
func Cells(s *experiment.Summary) []string {
	cells := make([]string, len(columns))
	for i, c := range columns {
		if x := c.of(s); x.Defined() {
			cells[i] = strconv.FormatFloat(float64(x), 'g', -1, 64)
		}
	}
	return cells
}
