package dimension

import (
	"math"

	"spiketop/internal/warn"
	"spiketop/metrics"
)

// Estimator is the matrix whose participation ratio is taken.
type Estimator string

const (
	Correlation Estimator = "correlation" // weighs all neurons alike
	Covariance  Estimator = "covariance"  // weighs a neuron by the variance of its count
)

func (e Estimator) check() {
	if e != Correlation && e != Covariance {
		panic("dimension: no such estimator: " + string(e))
	}
}

// Measured is the participation ratio of spike counts over the number of active
// neurons.
type Measured struct {
	// Estimate is D = PR/N after the correction for sampling, with its
	// jackknife standard error.
	metrics.Estimate
	// Raw is D̂, before the correction.
	Raw float64
	// Windows is the number of counting windows M.
	Windows int
	// Active is the number of neurons that enter, Silent the number of those whose
	// count never changes, which do not. Both are 0 while there are too few windows
	// to tell.
	Active, Silent int
}

// jackknifeBlocks is the number of jackknife blocks, of at least two windows.
const jackknifeBlocks = 20

// The windows and the standard errors from which D is given. A value of fewer
// than enoughWindows needs a jackknife with all its blocks, and an error of at
// most smallSE or smallRatio of the value. Without the blocks the error is no
// guide: counts of N independent neurons in M windows, M far below N, have the
// rank M−1 in every replicate. At N = 200 and M = 6 that gives .13 ± .002 for a
// true dimension of 1.
const (
	enoughWindows = 100
	smallSE       = 0.02
	smallRatio    = 0.05
)

// Of is the dimension of spike counts: D = (tr C)²/(N tr C²), with C their
// covariance or correlation matrix. counts is row-major, windows×n, one row for
// each counting window.
//
// M windows make independent neurons look correlated. With α = N/M the raw
// value is D̂ = D/(1+αD), so D = 1/(1/D̂ − α). The standard error is a jackknife
// over 20 contiguous blocks of windows; a block keeps the correlation between
// its neighbouring windows. Each replicate has its own α. A neuron is silent,
// and left out everywhere, if its count is constant in all windows or in those
// of any replicate.
//
// D is undefined, with the reason,
//   - for fewer than 3 windows or 2 active neurons,
//   - if 1/D̂ ≤ α: M windows with their mean removed have rank M−1, so rounding
//     alone makes this happen,
//   - below 100 windows, unless there are at least 40 and the standard error is
//     at most .02 or 5 % of the value.
//
// Below M = 2N it carries a warning: near M = N it is mostly correction. The
// method takes O(windows·n²) time and a copy of the counts in space. Of panics
// if counts does not have length windows·n.
func Of(counts []float64, windows, n int, est Estimator) Measured {
	if windows < 0 || n < 0 || len(counts) != windows*n {
		panic("dimension: Of: wrong length")
	}
	est.check()
	d := Measured{Raw: math.NaN(), Windows: windows}
	if windows < 3 {
		d.Estimate = metrics.Undefined(warn.FewWindows, "windows: %d; at least 3 are needed", windows)
		return d
	}
	for _, x := range counts {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			d.Estimate = metrics.Undefined(warn.NotFinite, "a count is not finite")
			return d
		}
	}
	blocks := jackknifeBlocks
	if windows < 2*jackknifeBlocks {
		blocks = max(3, windows/2)
	}
	bounds := make([]int, blocks+1)
	for b := range bounds {
		bounds[b] = b * windows / blocks
	}
	active := activeOf(counts, n, bounds)
	d.Active, d.Silent = len(active), n-len(active)
	if d.Active < 2 {
		d.Estimate = metrics.Undefined(warn.FewNeurons, "active neurons: %d; at least 2 are needed", d.Active)
		return d
	}
	if windows < 2*d.Active {
		d.Warnings.Add(warn.FewWindows, "windows %d, active neurons %d: below two windows a neuron the correction for sampling is large", windows, d.Active)
	}

	inv := inverses(counts, n, active, bounds, est)
	value := func(b int) float64 { // of replicate b; of all windows for b == blocks
		m := windows
		if b < blocks {
			m -= bounds[b+1] - bounds[b]
		}
		if x := inv[b] - float64(d.Active)/float64(m); x > 0 {
			return 1 / x
		}
		return math.NaN()
	}
	d.Raw = 1 / inv[blocks]
	d.Value = value(blocks)
	if math.IsNaN(d.Value) {
		d.SE = math.NaN()
		d.Warnings.Add(warn.FewWindows, "1/D̂ = %.3g is not above N/M = %.3g: too few windows", inv[blocks], float64(d.Active)/float64(windows))
		return d
	}
	var mean, ss float64
	for b := range blocks {
		mean += value(b) / float64(blocks)
	}
	for b := range blocks {
		ss += (value(b) - mean) * (value(b) - mean)
	}
	d.SE = math.Sqrt(ss * float64(blocks-1) / float64(blocks))
	switch small := d.SE <= max(smallSE, smallRatio*d.Value); {
	case windows < enoughWindows && (blocks < jackknifeBlocks || !small):
		d.Warnings.Add(warn.FewWindows, "windows: %d; a value takes %d, or %d and a standard error of at most %g or %g %%",
			windows, enoughWindows, 2*jackknifeBlocks, smallSE, 100*smallRatio)
		d.Value, d.SE = math.NaN(), math.NaN()
	case math.IsNaN(d.SE):
		d.Warnings.Add(warn.NoSE, "no standard error: with a block left out there are too few windows")
	}
	return d
}
