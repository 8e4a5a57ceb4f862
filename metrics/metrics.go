// Package metrics is the root of the measures and theories of a spiking
// network. The packages below it hold one subject each:
//
//	metrics/rates      f–I curves of the neuron types, operating points, effective gain
//	metrics/dimension  participation ratio of spike counts, and its linear theories
//	metrics/spiking    intervals, counts and rhythm of spikes
//	metrics/spectrum   eigenvalues, leading eigenvalues, predicted outliers
//	metrics/motifs     pair and triad motifs, their nulls, published counts of cortex
//
// Package metrics itself holds [Estimate], which they share.
//
// Every function is pure: it takes matrices and, where chance enters, a random
// source, and keeps nothing. A result carries its warnings (package
// spiketop/internal/warn), so that no number is handed on without what may
// mislead about it. An argument of the wrong length is a bug in the caller and
// panics. A number that is not defined is NaN, and a warning says why.
//
// Units and shapes are the same throughout. A weight matrix is a
// spiketop/internal/matrix.Matrix, whole or lists of synapses; other matrices are
// dense row-major slices. The row of W is the postsynaptic neuron: W_ij is the
// weight from j to i, and W = gJ includes the coupling gain g. Rates are spikes per membrane
// time constant τ_m (1 is 100 Hz at τ_m = 10 ms). Times are ms. Inputs, voltages
// and noise amplitudes are dimensionless.
package metrics

import (
	"math"

	_ "spiketop/internal/blas" // gonum's linear algebra, in the packages below too
	"spiketop/internal/warn"
)

// Estimate is a number with its doubt.
type Estimate struct {
	// Value is the number. It is NaN if the number is not defined; Warnings then
	// say why.
	Value float64
	// SE is the standard error: 0 for an exact number (a theory), NaN if unknown.
	SE float64
	// Warnings say in what way the number may mislead.
	Warnings warn.List
}

// Defined reports whether there is a value at all.
func (e Estimate) Defined() bool { return !math.IsNaN(e.Value) }

// Undefined is an Estimate without a value, for the given reason.
func Undefined(code warn.Code, format string, args ...any) Estimate {
	return Estimate{Value: math.NaN(), SE: math.NaN(), Warnings: warn.List{warn.New(code, format, args...)}}
}

// NotFinite reports whether x is infinite or not a number.
func NotFinite(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }
