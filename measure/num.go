package measure

import (
	"encoding/json"
	"math"

	"spiketop/internal/warn"
	"spiketop/metrics"
)

// Num is a number that may be undefined: NaN and infinities are null in JSON.
type Num float64

// Defined reports whether there is a number.
func (x Num) Defined() bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }

// MarshalJSON writes null for what JSON has no number for.
func (x Num) MarshalJSON() ([]byte, error) {
	if !x.Defined() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

// Doubt is a number with its standard error and what may mislead about the number.
type Doubt = metrics.Estimate

// meanOf is the mean of x with its standard error over the elements; without
// elements there is none, for the reason given.
func meanOf(x []float64, none warn.Warning) Doubt {
	n := float64(len(x))
	if n == 0 {
		return Doubt{Value: math.NaN(), SE: math.NaN(), Warnings: warn.List{none}}
	}
	d := Doubt{SE: math.NaN()}
	var sum, sq float64
	for _, v := range x {
		sum += v
	}
	d.Value = sum / n
	for _, v := range x {
		sq += (v - d.Value) * (v - d.Value)
	}
	switch {
	case !Num(d.Value).Defined():
		d.Value = math.NaN()
		d.Warnings.Add(warn.NotFinite, "not finite")
	case n == 1:
		d.Warnings.Add(warn.OneNeuron, "one neuron: no standard error")
	default:
		d.SE = math.Sqrt(sq / (n - 1) / n)
	}
	return d
}
