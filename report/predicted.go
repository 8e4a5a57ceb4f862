package report

import (
	"context"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/stat"

	"spiketop/measure"
	"spiketop/metrics/spectrum"
	"spiketop/run"
)

// What the study takes from the predictor of package measure stands in this file.

// predicted holds the predicted outliers against the trained ones.
func (v values) predicted(ctx context.Context, c *run.Copy, now spectrum.Spectrum) error {
	prediction, err := measure.Predict(ctx, c.Params)
	if err != nil {
		return err
	}
	var leading []complex128
	for _, e := range prediction.Outliers {
		leading = append(leading, e.Value)
	}
	v.leading("predicted", leading, leads)
	v.cover(prediction.Outliers, now.Values[:now.Outliers])
	return nil
}

// cover counts the trained outliers within the spread of a predicted one, each once;
// a pair of conjugates counts once.
func (v values) cover(predicted []spectrum.Expected, trained []complex128) {
	upper := func(of []complex128) (n int) {
		for _, l := range of {
			if imag(l) >= 0 {
				n++
			}
		}
		return n
	}
	v["predicted.trained"], v["predicted.inside"] = float64(upper(trained)), float64(upper(spectrum.Found(trained, predicted)))
	var widths []float64
	for _, e := range predicted {
		if imag(e.Value) >= 0 {
			widths = append(widths, e.Spread()/cmplx.Abs(e.Value))
		}
	}
	v["predicted.expected"] = float64(len(widths))
	if slices.Sort(widths); len(widths) > 0 {
		v["predicted.half_width"] = stat.Quantile(.5, stat.Empirical, widths, nil)
	}
}
