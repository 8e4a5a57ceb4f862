package report

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"strconv"

	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/metrics/rates"
	"spiketop/metrics/spectrum"
	"spiketop/presets"
	"spiketop/run"
)

// measure makes a run and returns its row.
func (s Study) measure(ctx context.Context, cell Cell, seed int) ([]string, error) {
	extra := s.pointExtra(cell)
	if cell.Preset == spontaneous {
		extra = append(extra,
			presets.Assignment{Key: "metrics.window", Text: short(counted)},
			presets.Assignment{Key: "record.windows", Text: strconv.Itoa(s.windows(cell.N) * perWindow(window()))})
	}
	session, err := cell.session(seed, extra)
	if err != nil {
		return nil, err
	}
	c, status := run.Headless(ctx, session, run.Options{})
	switch {
	case status == run.Interrupted:
		return nil, ctx.Err()
	case status == run.Failed:
		return nil, fmt.Errorf("step %d: %s", c.FailedAt, c.Failure)
	}
	return s.row(c, cell)
}

// row measures a run. It changes c on the way: the counting windows, and the
// parameters by which the run is measured.
func (s Study) row(c *run.Copy, cell Cell) ([]string, error) {
	v := values{}
	wanted := measure.Wanted{Spectrum: true, Motifs: true, Nulls: cell.Nulls}
	if cell.Preset == spontaneous {
		wanted = measure.Wanted{}
		v.dimensions(c)
		c.Params.Record.Windows = s.windows(c.N)
	}
	sum := measure.SummariseOnly(c, wanted, run.Done, math.NaN())
	if cell.Preset != spontaneous {
		v.spectra(c, sum.Spectrum.Now)
		for k, t := range sum.Motifs.TriadTest {
			if name := motifs.TriadNames[k]; slices.Contains(triadNames(), name) {
				v["triads_ratio."+name] = t.Ratio()
			}
		}
		v.motifs(c, cell)
		if cell.Nulls == measure.AllNulls || cell.Period > 0 {
			if err := v.theory(c); err != nil {
				return nil, err
			}
		}
	}
	cells := v.cells(sum.Cells())
	if cell.Nulls != measure.AllNulls { // not all that a summary warns of was measured
		cells[columnAt()["warnings"]], cells[columnAt()["warning_codes"]] = "", ""
	}
	return cells, nil
}

// selfless are the numbers of the spectrum that a row also has with
// self-connections zeroed.
var selfless = []string{"max_modulus", "outliers", "reciprocity_from_outliers"}

// spectra takes the leading eigenvalues of W, and the outliers of W with
// self-connections zeroed.
func (v values) spectra(c *run.Copy, now spectrum.Spectrum) {
	v.leading("lead", now.Values, leads)
	bare := append([]float64(nil), c.W...)
	for i := range c.N {
		bare[i*c.N+i] = 0
	}
	s := spectrum.Of(bare, c.N, c.Mask)
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

// theory takes what theory says of a trained network without training it: response
// gains, the lag and predicted outliers.
func (v values) theory(c *run.Copy) error {
	p := c.Params
	r, err := measure.Respond(p)
	if err != nil {
		return err
	}
	f := make([]float64, len(r.F)) // samples × n
	for i := range r.N {
		for k := range r.Samples {
			f[k*r.N+i] = r.F[i*r.Samples+k]
		}
	}
	curve := make([]rates.Transfer, c.N)
	for _, pop := range measure.Transfers(c) {
		for i := pop.Lo; i < pop.Hi; i++ {
			curve[i] = pop.Transfer
		}
	}
	gains := rates.ResponseGains(f, r.Samples, r.N, func(j int, x float64) float64 { return curve[j].Rate(c.Bias[j]+x, 0) })
	for _, g := range gains {
		v["gain"] += g / float64(r.N)
		v["gain_square"] += g * g / float64(r.N)
	}
	v.leading("predicted", r.Predict(p).Values, leads)
	if p.Target.Period > 0 {
		scaled := make([]float64, len(c.W))
		for k, w := range c.W {
			scaled[k] = gains[k/c.N] * w
		}
		v.leading("scaled", spectrum.Of(scaled, c.N, nil).Values, 1)
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
