package metrics

import (
	"fmt"
	"math"
)

// Estimate is a number with its doubt.
type Estimate struct {
	// Value is the number; NaN if it is undefined, and then Warnings says why.
	Value float64
	// SE is its standard error: 0 for an exact number (a theory), NaN if unknown.
	SE float64
	// Warnings say in what way the number may mislead.
	Warnings []string
}

// Defined reports whether there is a value at all.
func (e Estimate) Defined() bool { return !math.IsNaN(e.Value) }

func (e *Estimate) warn(format string, args ...any) {
	e.Warnings = append(e.Warnings, fmt.Sprintf(format, args...))
}

// undefined is an Estimate without a value, for the given reason.
func undefined(format string, args ...any) Estimate {
	e := Estimate{Value: math.NaN(), SE: math.NaN()}
	e.warn(format, args...)
	return e
}
