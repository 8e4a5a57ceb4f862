package report

import (
	"context"
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/stat"

	"spiketop/measure"
	"spiketop/metrics/spectrum"
	"spiketop/run"
)

// What the study takes from the predictor of package measure stands in this file.

// expected is an outlier that theory expects of a trained network. half is the half
// width of its 95 % spread, NaN where the predictor gives none.
type expected struct {
	value complex128
	half  float64
}

// expect asks the predictor, conjugates included, largest modulus first.
func expect(ctx context.Context, p run.Params, trained spectrum.Spectrum) (all []expected, err error) {
	prediction, err := measure.Predict(ctx, p)
	for _, l := range prediction.Leading(trained.Threshold, true) {
		all = append(all, expected{l, math.NaN()})
	}
	return all, err
}

// predicted holds the predicted outliers against the trained ones.
func (v values) predicted(ctx context.Context, c *run.Copy, now spectrum.Spectrum) error {
	all, err := expect(ctx, c.Params, now)
	if err != nil {
		return err
	}
	var leading []complex128
	for _, e := range all {
		leading = append(leading, e.value)
	}
	v.leading("predicted", leading, leads)
	v.cover(all, now.Values[:now.Outliers])
	return nil
}

// cover counts the trained outliers within the spread of a predicted one. A pair of
// conjugates counts once, and each predicted outlier takes one trained outlier: the
// trained ones choose by modulus, and each takes the nearest that is left.
func (v values) cover(all []expected, trained []complex128) {
	upper := func(l complex128) bool { return imag(l) >= 0 }
	var left []expected
	var widths []float64
	for _, e := range all {
		if upper(e.value) {
			left, widths = append(left, e), append(widths, e.half/cmplx.Abs(e.value))
		}
	}
	v["predicted.expected"] = float64(len(left))
	spread := len(left) > 0 && !slices.ContainsFunc(widths, math.IsNaN)
	inside, n := 0, 0
	for _, l := range trained {
		if !upper(l) {
			continue
		}
		n++
		best := -1
		for k, e := range left {
			if d := cmplx.Abs(e.value - l); d <= e.half && (best < 0 || d < cmplx.Abs(left[best].value-l)) {
				best = k
			}
		}
		if best >= 0 {
			inside++
			left = slices.Delete(left, best, best+1)
		}
	}
	v["predicted.trained"] = float64(n)
	if spread {
		v["predicted.inside"] = float64(inside)
		slices.Sort(widths)
		v["predicted.half_width"] = stat.Quantile(.5, stat.Empirical, widths, nil)
	}
}
