package report

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"strconv"

	"spiketop/experiment"
	"spiketop/learn"
	"spiketop/metrics"
	"spiketop/presets"
	"spiketop/sim"
)

// values are the numbers of one run, by column; what is not there is undefined.
type values map[string]float64

// measure makes a run and measures it.
func (s Study) measure(ctx context.Context, c Cell, seed int) (values, error) {
	extra := s.Extra
	if c.Preset == dimension {
		// Counted in short windows, which add up to every longer one.
		extra = append(append([]presets.Assignment(nil), extra...),
			presets.Assignment{Key: "metrics.window", Text: "100"},
			presets.Assignment{Key: "record.windows", Text: strconv.Itoa(10 * s.windows(c.N))})
	}
	session, err := c.session(seed, extra)
	if err != nil {
		return nil, err
	}
	run, status := experiment.RunHeadless(ctx, session, experiment.Headless{})
	switch {
	case status == experiment.Interrupted:
		return nil, ctx.Err()
	case status == experiment.Failed:
		return nil, fmt.Errorf("step %d: %s", run.FailedAt, run.Failure)
	case c.Preset == dimension:
		return measureDimension(run), nil
	}
	return measureTraining(run, c)
}

// windows of 1000 ms: two for every neuron.
func (s Study) windows(n int) int { return s.Windows * n / s.N }

// measureTraining is everything about a trained network.
func measureTraining(c *experiment.Copy, cell Cell) (values, error) {
	v := values{
		"score": c.Test.Score, "nrmse": c.Test.NRMSE,
		"frobenius_before": metrics.Frobenius(c.Initial()), "frobenius": metrics.Frobenius(c.W),
	}
	change := make([]float64, len(c.W))
	bare := append([]float64(nil), c.W...) // without self-connections
	var self float64
	for k, w := range c.W {
		change[k] = w - c.Initial()[k]
	}
	for i := range c.N {
		self += c.W[i*c.N+i] * c.W[i*c.N+i] / float64(c.N)
		bare[i*c.N+i] = 0
	}
	v["frobenius_change"], v["self_rms"] = metrics.Frobenius(change), math.Sqrt(self)

	before, after, noSelf := metrics.SpectrumOf(c.Initial(), c.N, c.Mask), metrics.SpectrumOf(c.W, c.N, c.Mask), metrics.SpectrumOf(bare, c.N, c.Mask)
	v["radius_before"], v["modulus_before"] = before.BulkRadius, before.MaxModulus
	v["radius"], v["modulus"], v["outliers"], v["rest_radius"] = after.BulkRadius, after.MaxModulus, float64(after.Outliers), after.RestRadius
	v["modulus_noself"], v["outliers_noself"] = noSelf.MaxModulus, float64(noSelf.Outliers)
	v["share"], v["rho_outliers"] = metrics.OutlierShare(after, c.W, c.N), metrics.ReciprocityFromOutliers(after, c.W, c.N)
	v["rho_outliers_noself"] = metrics.ReciprocityFromOutliers(noSelf, bare, c.N)
	leadingOf(v, "lead", after.Values)

	if cell.Nulls == AllNulls || cell.Period > 0 {
		if err := theoryOfTraining(v, c, cell); err != nil {
			return nil, err
		}
	}
	motifs(v, c, cell, change)
	return v, nil
}

// leads is how many leading eigenvalues on or above the real axis a row holds.
const leads = 3

func leadingOf(v values, name string, of []complex128) {
	k := 0
	for _, l := range of {
		if imag(l) < 0 || k == leads {
			continue
		}
		k++
		v[fmt.Sprintf("%s%d_re", name, k)], v[fmt.Sprintf("%s%d_im", name, k)] = real(l), imag(l)
	}
}

// theoryOfTraining is what can be said of a trained network without training
// it: response gains, lags and predicted outliers.
func theoryOfTraining(v values, c *experiment.Copy, cell Cell) error {
	p := c.Params
	r, err := experiment.Respond(p)
	if err != nil {
		return err
	}
	f := make([]float64, len(r.F)) // samples × n
	for i := range r.N {
		for k := range r.Samples {
			f[k*r.N+i] = r.F[i*r.Samples+k]
		}
	}
	kinds := c.Types()
	gains := metrics.ResponseGains(f, r.Samples, r.N, func(j int, x float64) float64 {
		return metrics.Cell{Type: kinds[j], TauM: p.Net.TauM, TRef: p.Net.TRef}.Rate(c.Bias[j]+x, 0)
	})
	for _, g := range gains {
		v["gain"] += g / float64(r.N)
		v["gain_square"] += g * g / float64(r.N)
	}
	if p.Net.P == 1 && p.Target.Kind != learn.OU {
		predicted, err := metrics.PredictOutliers(r.F, r.Mean, r.N, r.Samples, r.Var, experiment.Ridge(p))
		if err != nil {
			return err
		}
		leadingOf(v, "predicted", predicted)
	}
	if p.Target.Period > 0 {
		gw := make([]float64, len(c.W))
		for i := range c.N {
			for j := range c.N {
				gw[i*c.N+j] = gains[i] * c.W[i*c.N+j]
			}
		}
		leadingOf(v, "gw", metrics.SpectrumOf(gw, c.N, nil).Values[:2])
		delete(v, "gw2_re")
		delete(v, "gw2_im")
		v["lag"] = lag(r, gains, p)
	}
	return nil
}

// lag is how far, in ms, the response of the uncoupled neurons trails a target of
// one period, beyond the synapse: each neuron's own from the first harmonic of
// its filtered spikes over the last whole period, weighed as least squares weighs
// neurons, by gain² over spike noise.
func lag(r *experiment.Response, gains []float64, p experiment.Params) float64 {
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
		w := gains[i] * gains[i] / (float64(r.Samples)*r.Var[i] + experiment.Ridge(p))
		if w == 0 || cmplx.IsNaN(h) {
			continue
		}
		sum += w * -cmplx.Phase(h) / omega
		weight += w
	}
	return sum / weight
}

// rng seeds the nulls of a run.
func rng(seed int, purpose string) *rand.Rand { return rand.New(sim.Stream(seed, "report "+purpose)) }
