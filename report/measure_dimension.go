package report

import (
	"fmt"
	"math"

	"spiketop/measure"
	"spiketop/run"
)

// counted is the window, ms, in which the spikes of the dimension are counted.
// Such windows add up to every longer one that the study looks at.
const counted = 100.0

// perWindow is how many such windows add up to one of ms.
func perWindow(ms float64) int { return int(math.Round(ms / counted)) }

// window is T_w of the preset, ms. The dimension of a summary is counted with it.
func window() float64 { return starts()[spontaneous].Metrics.Window }

// counting is another way to count the spikes of a run.
type counting struct {
	name, text string
	ms         float64
	estimator  run.Estimator
	paths      []string // of the dimension in a summary
}

// shownWindows are the windows T_w, ms, at which a figure shows the dimension.
func shownWindows() []float64 { return []float64{300, 500, window(), 2000} }

func countings() (all []counting) {
	for _, ms := range shownWindows() {
		if ms != window() {
			all = append(all, counting{"window." + short(ms), fmt.Sprintf("T_w = %g ms", ms), ms, run.Correlation, []string{"value", "se", "windows", "theory_this_w"}})
		}
	}
	return append(all, counting{"covariance", "of the covariance", window(), run.Covariance, []string{"value", "theory_this_w"}})
}

// atWindow is the name of a number of the dimension at a window T_w.
func atWindow(ms float64, path string) string {
	if ms == window() {
		return "dimension." + path
	}
	return "study.window." + short(ms) + "." + path
}

// dimensions takes the dimension counted in other ways. It leaves in c the counts
// in windows of the preset, as a run of the point's file has them.
func (v values) dimensions(c *run.Copy) {
	counts, windows, estimator := c.Counts, c.Windows, c.Params.Metrics.Estimator
	recount := func(ms float64, e run.Estimator) {
		c.Counts, c.Windows = rebin(counts, windows, c.N, perWindow(ms))
		c.Params.Metrics.Window, c.Params.Metrics.Estimator = ms, e
	}
	a := measure.ActivityOf(c)
	for _, way := range countings() {
		recount(way.ms, way.estimator)
		v.take(way.name, measure.DimensionOf(c, a, true).Tree(), way.paths)
	}
	recount(window(), estimator)
}

// rebin adds up groups of k windows. Windows left over at the end are dropped.
func rebin(counts []float64, windows, n, k int) ([]float64, int) {
	m := windows / k
	out := make([]float64, m*n)
	for r := range m * k {
		for i, x := range counts[r*n:][:n] {
			out[r/k*n+i] += x
		}
	}
	return out, m
}
