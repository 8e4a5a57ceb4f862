// Package blas makes the linear algebra of gonum fast. It implements gonum's
// interface blas.Float64 and registers itself with blas64 when it is imported.
// The loops that matter run here; all others are gonum's.
//
// The result of each loop is fixed to the last bit: every product is fused with
// the sum that it goes into, and the order of each sum depends on the shape of
// the operands alone, not on the processor. The loops in plain Go define the
// result. Those in assembler (AVX2, AVX-512) give the same bits in less time. All
// run on the goroutine that calls them.
package blas

import (
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"
)

// Implementation is gonum's BLAS with the loops of this package in place of its
// own. Arguments that are out of bounds panic with gonum's words.
type Implementation struct{ gonum.Implementation }

func init() { blas64.Use(Implementation{}) }
