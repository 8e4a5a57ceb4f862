package report

import (
	"fmt"
	"math"
	"strconv"
	"sync"

	"spiketop/measure"
)

// column is a number of a row.
type column struct{ name, help string }

// columns are all numbers in the order of rows.csv. First come the numbers of a
// summary, under the names that they have there, and then those that the study
// adds. A number that is undefined, or was not measured in this kind of run, is
// empty.
var columns = sync.OnceValue(func() []column {
	var all []column
	help := map[string]string{}
	for _, c := range measure.Columns() {
		all = append(all, column{c.Path, c.Help})
		help[c.Path] = c.Help
	}
	return append(all, studyColumns(help)...)
})

// columnSheet says what the columns of rows.csv are.
func columnSheet() *sheet {
	t := newSheet("columns", "column", "what")
	for _, c := range columns() {
		t.row(c.name, c.help)
	}
	return t
}

// columnAt is the index of a column by name.
var columnAt = sync.OnceValue(func() map[string]int {
	at := map[string]int{}
	for k, c := range columns() {
		at[c.name] = k
	}
	return at
})

// The columns that many checks, tables and figures are about.
const (
	score        = "training.score"
	frobenius    = "weights.frobenius"
	gain         = "study.gain"
	share        = "spectrum.outlier_share"
	fromOutliers = "spectrum.reciprocity_from_outliers" // what the outliers alone make of rhoRec
	rhoRec       = "motifs.weighted.reciprocal.value"
	rhoDiv       = "motifs.weighted.divergent.value"
	strongRec    = "motifs.strong.reciprocal.ratio"
	strongDiv    = "motifs.strong.divergent.ratio"
	gEff         = "g_eff.value"
	dim          = "dimension.value"
	theory       = "dimension.theory"
	thisW        = "dimension.theory_this_w"
	dim2000      = "study.window.2000.value" // counted with T_w = 2000 ms
	dimCov       = "study.covariance.value"
	thisWCov     = "study.covariance.theory_this_w"
	zRec         = "motifs.weighted.reciprocal.z"
	zDiv         = "motifs.weighted.divergent.z"
	zDivBlocks   = "motifs.weighted_blocks.divergent.z"
	absRec       = "study.absolute.strong.reciprocal.ratio" // in the strong graph of |W|
	absDiv       = "study.absolute.strong.divergent.ratio"
	negRec       = "study.negative.strong.reciprocal.ratio" // of −W
	negDiv       = "study.negative.strong.divergent.ratio"
	chgRec       = "study.change.strong.reciprocal.ratio" // of W − W(0)
)

// leads is how many of the leading eigenvalues with Im ≥ 0 a row holds.
const leads = 3

// studyColumns are those that the study adds. help has the meaning of each number
// of a summary.
func studyColumns(help map[string]string) (all []column) {
	add := func(name, help string) { all = append(all, column{"study." + name, help}) }
	add("gain", "Ḡ: mean response gain over the target, spikes per τ_m and unit drive")
	add("gain_square", "⟨G²⟩")
	add("lag", "lag of the uncoupled neurons behind the rhythm, ms, weighed by G²/noise")
	for _, x := range []struct {
		name, help string
		count      int
	}{{"lead", "eigenvalue of W", leads}, {"predicted", "predicted eigenvalue, nothing fitted", leads}, {"scaled", "eigenvalue of diag(G)W", 1}} {
		for k := 1; k <= x.count; k++ {
			add(fmt.Sprintf("%s%d.re", x.name, k), fmt.Sprintf("number %d with Im ≥ 0, real part: %s", k, x.help))
			add(fmt.Sprintf("%s%d.im", x.name, k), "its imaginary part")
		}
	}
	add("predicted.expected", "predicted outliers with Im ≥ 0")
	add("predicted.trained", "outliers of W with Im ≥ 0")
	add("predicted.inside", "how many of them lie within the 95 % spread of a predicted one")
	add("predicted.half_width", "median half width of that spread over the predicted modulus")
	for _, name := range triadNames() {
		add("triads_ratio."+name, "induced triads of the strong graph over null 4")
	}
	for _, path := range selflessPaths {
		add("no_self."+path, help["spectrum."+path]+", with self-connections zeroed")
	}
	for _, v := range views() {
		for _, path := range v.paths {
			add(v.name+"."+path, help["motifs."+path]+" ("+v.text+")")
		}
		for _, d := range v.derived {
			add(v.name+"."+d.name, d.help+" ("+v.text+")")
		}
	}
	for _, c := range countings() {
		for _, path := range c.paths {
			add(c.name+"."+path, help["dimension."+path]+" ("+c.text+")")
		}
	}
	return all
}

// values are the numbers that the study adds to one run. Their names are those of
// the columns without "study.". A number that is missing is undefined.
type values map[string]float64

// take copies the numbers at paths of a tree.
func (v values) take(name string, tree measure.Node, paths []string) {
	for _, path := range paths {
		v[name+"."+path] = tree.Get(path)
	}
}

// cells is the row as text. measured are the numbers of a summary, as many as
// the row is to have.
func (v values) cells(measured []string) []string {
	out := make([]string, len(columns()))
	copy(out, measured)
	for name, x := range v {
		k, known := columnAt()["study."+name]
		if !known {
			panic("report: no column study." + name)
		}
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			out[k] = strconv.FormatFloat(x, 'g', -1, 64)
		}
	}
	return out
}
