package report

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"strconv"

	"spiketop/internal/matrix"
	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/metrics/rates"
	"spiketop/metrics/spectrum"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/sweep"
)

// measure makes a run and returns its row.
func (s Study) measure(ctx context.Context, cell Cell, seed int) ([]string, error) {
	extra := s.pointExtra(cell)
	if cell.Preset == spontaneous {
		extra = append(extra,
			presets.Assignment{Key: "metrics.window", Text: short(counted)},
			presets.Assignment{Key: "record.windows", Text: strconv.Itoa(s.windows(cell.N) * perWindow(window()))})
	}
	p, err := cell.params(seed, extra)
	if err != nil {
		return nil, err
	}
	over, err := sweep.Turn(ctx, p)
	if err != nil {
		return nil, err
	}
	defer over()
	session, err := cell.session(seed, extra)
	if err != nil { // the parameters are sound: it is this machine
		return nil, fmt.Errorf("%w: %w", sweep.ErrNotNow, err)
	}
	c, status := run.Headless(ctx, session, run.Options{})
	switch {
	case status == run.Interrupted:
		return nil, ctx.Err()
	case status == run.Failed:
		return nil, fmt.Errorf("step %d: %s", c.FailedAt, c.Failure)
	}
	return s.row(ctx, c, cell)
}

// row measures a run. It changes c on the way: the counting windows, and the
// parameters by which the run is measured. The error is that of ctx if ctx ended
// before: a row is whole or not there.
func (s Study) row(ctx context.Context, c *run.Copy, cell Cell) ([]string, error) {
	v := values{}
	wanted := measure.Wanted{Spectrum: true, Motifs: cell.Retraining == 0, Nulls: cell.Nulls}
	if cell.Preset == spontaneous {
		wanted = measure.Wanted{}
		v.dimensions(c)
		c.Params.Record.Windows = s.windows(c.N)
	}
	sum := measure.Summarise(ctx, c, wanted, run.Done, math.NaN(), nil)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if wanted.Spectrum {
		v.leading("lead", sum.Spectrum.Now.Values, leads)
	}
	if cell.Nulls != measure.NoNulls && cell.Preset != spontaneous {
		v.selfless(c)
		for k, t := range sum.Motifs.TriadTest {
			if name := motifs.TriadNames[k]; slices.Contains(triadNames(), name) {
				v["triads_ratio."+name] = t.Ratio()
			}
		}
		if v.motifs(ctx, c, cell); ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if cell.hasTheory() {
		if err := v.theory(ctx, c); err != nil {
			return nil, err
		}
	}
	if cell.hasPrediction() {
		if err := v.predicted(ctx, c, sum.Spectrum.Now); err != nil {
			return nil, err
		}
	}
	cells := v.cells(sum.Cells())
	if cell.Nulls != measure.AllNulls { // not all that a summary warns of was measured
		cells[columnAt()["warnings"]], cells[columnAt()["warning_codes"]] = "", ""
	}
	return cells, nil
}

// hasTheory: response gains and lag are asked of main cells and of every rhythm.
func (c Cell) hasTheory() bool {
	return c.Preset != spontaneous && c.Retraining == 0 && (c.Nulls == measure.AllNulls || c.Period > 0)
}

// hasPrediction: only the checks of the main cells ask where theory expects outliers.
func (c Cell) hasPrediction() bool {
	return c.Nulls == measure.AllNulls && slices.Contains(osc3, c.Preset)
}

// selflessPaths are the numbers of the spectrum that a row also has with
// self-connections zeroed.
var selflessPaths = []string{"max_modulus", "outliers", "reciprocity_from_outliers"}

// selfless takes the outliers of W with self-connections zeroed.
func (v values) selfless(c *run.Copy) {
	bare := c.W
	if !bare.Sparse() {
		bare = matrix.Dense(slices.Clone(c.W.Whole), c.N)
		for i := range c.N {
			bare.Whole[i*c.N+i] = 0
		}
	}
	s := spectrum.Of(bare)
	v["no_self.max_modulus"], v["no_self.outliers"] = s.MaxModulus, float64(s.Outliers)
	v["no_self.reciprocity_from_outliers"] = spectrum.OutlierReciprocity(s, bare)
}

// leading takes the first eigenvalues with Im ≥ 0, at most so many.
func (v values) leading(name string, of []complex128, most int) {
	k := 0
	for _, l := range of {
		if imag(l) < 0 || k == most {
			continue
		}
		k++
		v[fmt.Sprintf("%s%d.re", name, k)], v[fmt.Sprintf("%s%d.im", name, k)] = real(l), imag(l)
	}
}

// theory takes the response gains of uncoupled neurons, and for a rhythm the lag.
func (v values) theory(ctx context.Context, c *run.Copy) error {
	p := c.Params
	r, err := measure.Respond(ctx, p)
	if err != nil {
		return err
	}
	curve := make([]rates.Transfer, c.N)
	for _, pop := range measure.Transfers(c) {
		for i := pop.Lo; i < pop.Hi; i++ {
			curve[i] = pop.Transfer
		}
	}
	gains := rates.ResponseGains(r.F, r.N, r.Samples, func(j int, x float64) float64 { return curve[j].Rate(c.Bias[j]+x, 0) })
	for _, g := range gains {
		v["gain"] += g / float64(r.N)
		v["gain_square"] += g * g / float64(r.N)
	}
	if p.Target.Period > 0 {
		scaled := slices.Clone(c.W.Entries())
		for k := range scaled {
			scaled[k] *= gains[k/c.N]
		}
		v.leading("scaled", spectrum.Of(matrix.Dense(scaled, c.N)).Values, 1)
		v["lag"] = lag(r, gains, p)
	}
	return nil
}

// lag is the time in ms by which the response of the uncoupled neurons trails a
// target of one period, without the part that the synapse adds. The lag of a
// neuron follows from the first harmonic of its filtered spikes over the last
// whole period. The mean weighs neurons as least squares does, by gain² over
// spike noise.
func lag(r *measure.Response, gains []float64, p run.Params) float64 {
	omega := 2 * math.Pi / p.Target.Period
	every := math.Max(1, math.Round(p.Learn.Every/p.Net.Dt)) * p.Net.Dt
	from := max(0, r.Samples-int(math.Round(p.Target.Period/every)))
	var sum, weight float64
	for i := range r.N {
		var response, target complex128
		for k := from; k < r.Samples; k++ {
			e := cmplx.Exp(complex(0, -omega*every*float64(k+1)))
			response += complex(r.Mean[i*r.Samples+k], 0) * e
			target += complex(r.F[i*r.Samples+k], 0) * e
		}
		h := response / target * complex(1, omega*p.Net.TauS) // the synapse taken off
		w := gains[i] * gains[i] / (float64(r.Samples)*r.Var[i] + measure.Ridge(p))
		if w == 0 || cmplx.IsNaN(h) {
			continue
		}
		sum += w * -cmplx.Phase(h) / omega
		weight += w
	}
	return sum / weight
}

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
		d := measure.DimensionOf(c, a)
		d.AddTheory(context.Background(), c, a)
		v.take(way.name, d.Tree(), way.paths)
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
func (v values) motifs(ctx context.Context, c *run.Copy, cell Cell) {
	strong := &c.Params.Metrics.Strong
	own := *strong
	for _, view := range views() {
		if *strong = own; view.strong > 0 {
			*strong = view.strong
		}
		if view.strong > 0 && cell.Nulls != measure.AllNulls {
			continue
		}
		m := measure.MotifsOf(ctx, c, view.of, view.nulls&cell.Nulls, &motifs.Weighted{}) // the start is in no view
		v.take(view.name, m.Tree(), view.paths)
		for _, d := range view.derived {
			v[view.name+"."+d.name] = d.of(m)
		}
	}
	*strong = own
}
