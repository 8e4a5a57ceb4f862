package measure

import (
	"context"
	"math"

	"spiketop/internal/warn"
	"spiketop/metrics"
	"spiketop/metrics/dimension"
	"spiketop/run"
)

// Dimension is the participation ratio of the counted windows beside its theories.
type Dimension struct {
	Date
	Measured  dimension.Measured
	WindowMS  float64
	Estimator run.Estimator
	Why       string           // why nothing is counted now; empty while windows are counted
	Closed    metrics.Estimate // (1−g_eff²)²
	Kappa     float64          // κ of W; NaN where there is no theory
	WithKappa metrics.Estimate // D(g_eff, κ)
	OfW       metrics.Estimate // linear response of this very W
}

// TheoryLive is up to which N the theory of this W is renewed while a run goes
// on: about three times as long as all eigenvalues there, 2 s of a processor.
const TheoryLive = 1000

// DimensionOf measures the dimension, without the theory of this W.
func DimensionOf(c *run.Copy, a *Activity) *Dimension {
	return dimensionOf(c, a, dimension.Of(c.Counts, c.Windows, c.N, dimension.Estimator(c.Params.Metrics.Estimator)))
}

func dimensionOf(c *run.Copy, a *Activity, measured dimension.Measured) *Dimension {
	m := c.Params.Metrics
	d := &Dimension{Date: dateOf(c), WindowMS: m.Window, Estimator: m.Estimator, Why: c.Why, Measured: measured, Kappa: math.NaN()}
	if c.Why != "" {
		why := warn.List{warn.New(warn.NotMeasured, "%s", c.Why)}
		if c.Windows > 0 {
			why = append(why, d.Measured.Warnings...)
		}
		d.Measured.Warnings = why
	}
	switch {
	case c.NuMS == 0:
		d.Closed = metrics.Undefined(warn.NoActivity, "no activity measured yet")
	case c.Params.Net.Noise == 0:
		d.Closed = metrics.Undefined(warn.NoTheory, "the linear theory needs noise: net.noise is 0")
	case c.Why != "":
		d.Closed = metrics.Undefined(warn.NoTheory, "the linear theory is of a network without cue and target")
	default:
		d.Closed = metrics.Estimate{Value: dimension.Linear(a.Operating.GEff), Warnings: a.Operating.Warnings}
		d.Kappa = dimension.Kappa(c.W)
		d.WithKappa = withKappa(a.Operating.GEff, d.Kappa, a.Operating.Warnings)
		d.OfW = metrics.Undefined(warn.TooLarge, "the theory of this W is computed live up to N = %d; the summary of a run has it", TheoryLive)
		return d
	}
	d.OfW, d.WithKappa = d.Closed, d.Closed
	return d
}

// withKappa is D(g, κ), or why it is not defined.
func withKappa(g, kappa float64, doubts warn.List) metrics.Estimate {
	d, ok := dimension.Reciprocal(g, kappa)
	switch {
	case ok:
		return metrics.Estimate{Value: d, Warnings: doubts}
	case math.IsNaN(g) || math.IsNaN(kappa):
		return metrics.Undefined(warn.NoTheory, "D(g_eff, κ) needs weights and finite gains")
	}
	return metrics.Undefined(warn.NoSteady, "no linear steady state: g_eff(1 + κ) = %.3g ≥ 1", g*(1+kappa))
}

// theory reports whether there is a theory of this W.
func (d *Dimension) theory() bool { return d.OfW.Warnings.Has(warn.TooLarge) }

// AddTheory computes the theory of this W, if there is one.
func (d *Dimension) AddTheory(ctx context.Context, c *run.Copy, a *Activity) {
	if d.theory() {
		d.OfW = theoryOf(ctx, c, a)
	}
}

func theoryOf(ctx context.Context, c *run.Copy, a *Activity) metrics.Estimate {
	m := c.Params.Metrics
	active := make([]bool, c.N)
	for i := range active {
		active[i] = c.Nu[i] > 0
	}
	return dimension.TheoryOf(ctx, c.W, a.Operating.Gain, a.Operating.NoiseVar, c.Params.Net.TauS, m.Window, dimension.Estimator(m.Estimator), active)
}

// dimension measures the dimension and computes its theories.
func (l *ledger) dimension(c *run.Copy, a *Activity) *Dimension {
	m := c.Params.Metrics
	measured, why := carry(l, participationRatio, func(context.Context) (dimension.Measured, error) {
		return dimension.Of(c.Counts, c.Windows, c.N, dimension.Estimator(m.Estimator)), nil
	})
	if why != nil {
		measured = dimension.Measured{Estimate: metrics.Estimate{Value: math.NaN(), SE: math.NaN(), Warnings: why}, Raw: math.NaN(), Windows: c.Windows}
	}
	d := dimensionOf(c, a, measured)
	if d.theory() {
		if d.OfW, why = carry(l, theoryOfW, func(ctx context.Context) (metrics.Estimate, error) {
			return theoryOf(ctx, c, a), ctx.Err()
		}); why != nil {
			d.OfW = metrics.Estimate{Value: math.NaN(), SE: math.NaN(), Warnings: why}
		}
	}
	return d
}

// Tree names every number of d as a summary does.
func (d *Dimension) Tree() Node {
	m := d.Measured
	list := append(warn.List{}, m.Warnings...)
	for _, w := range d.Closed.Warnings {
		list.Add(w.Code, "theory: %s", w.Text)
	}
	for _, w := range d.WithKappa.Warnings {
		if !d.WithKappa.Defined() && d.Closed.Defined() {
			list.Add(w.Code, "theory_kappa: %s", w.Text)
		}
	}
	for _, w := range d.OfW.Warnings {
		list.Add(w.Code, "theory_this_w: %s", w.Text)
	}
	active, silent := count("active", int64(m.Active), "neurons that fired"), count("silent", int64(m.Silent), "neurons that did not")
	if m.Warnings.Has(warn.OverBudget) || m.Warnings.Has(warn.Interrupted) {
		active.Value, silent.Value = math.NaN(), math.NaN()
	}
	return branch("dimension", "participation ratio of spike counts over N",
		number("value", m.Value, "", "D = PR/N, corrected for sampling"), number("se", m.SE, "", "jackknife standard error"),
		count("windows", int64(m.Windows), "counting windows"),
		Node{Name: "window_ms", Unit: "ms", Help: "T_w", Value: d.WindowMS, aside: true}, aside("estimator", string(d.Estimator)),
		number("raw", m.Raw, "", "before the correction"),
		active, silent,
		number("theory", d.Closed.Value, "", "(1 − g_eff²)²"),
		number("kappa", d.Kappa, "", "κ = ΣW_ij W_ji/ΣW_ij²"), number("theory_kappa", d.WithKappa.Value, "", "D(g_eff, κ)"),
		number("theory_this_w", d.OfW.Value, "", "linear response of this very W"),
		warnings(list))
}
