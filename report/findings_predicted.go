package report

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// sizeError is the error of the predicted leading eigenvalue, the one of largest
// modulus with Im ≥ 0, in its modulus and relative to the trained one.
func sizeError(r *Row) float64 {
	return cmplx.Abs(lead(r, "predicted1"))/cmplx.Abs(lead(r, "lead1")) - 1
}

// angleError is its error in angle, radian.
func angleError(r *Row) float64 {
	return cmplx.Phase(lead(r, "predicted1")) - cmplx.Phase(lead(r, "lead1"))
}

func abs(of func(*Row) float64) func(*Row) float64 {
	return func(r *Row) float64 { return math.Abs(of(r)) }
}

// overCells is a number of all main cells that have a prediction, put together for
// each seed.
func overCells(of func([]*Row) float64) filling {
	return here(func(b book, _ variant, c *Checked) {
		c.add("all", b.paired(cells(osc3, b.Compositions, b.main), of))
	})
}

func meanOver(of func(*Row) float64) func([]*Row) float64 {
	return func(rows []*Row) (sum float64) {
		for _, r := range rows {
			sum += of(r) / float64(len(rows))
		}
		return sum
	}
}

func maxOver(of func(*Row) float64) func([]*Row) float64 {
	return func(rows []*Row) float64 {
		most := math.Inf(-1)
		for _, r := range rows {
			most = math.Max(most, of(r))
		}
		return most
	}
}

func medianOver(of func(*Row) float64) func([]*Row) float64 {
	return func(rows []*Row) float64 {
		var x []float64
		for _, r := range rows {
			if y := of(r); !math.IsNaN(y) {
				x = append(x, y)
			}
		}
		if len(x) == 0 {
			return math.NaN()
		}
		slices.Sort(x)
		return stat.Quantile(.5, stat.Empirical, x, nil)
	}
}

// insideShare is how many of all trained outliers lie within the spread of a
// predicted one.
func insideShare(rows []*Row) float64 {
	var inside, all float64
	for _, r := range rows {
		inside, all = inside+r.get("study.predicted.inside"), all+r.get("study.predicted.trained")
	}
	return inside / all
}

// retrained is a difference between a network trained again from other initial
// states and the network of its main cell, averaged over the retrainings.
func (b book) retrained(c Cell, of func(again, main *Row) float64) effect {
	if b.Retrained == 0 {
		return nil
	}
	all := []Cell{c}
	for k := range b.Retrained {
		all = append(all, b.again(c.Preset, c.Composition, k+1))
	}
	return b.paired(all, func(rows []*Row) (sum float64) {
		for _, r := range rows[1:] {
			sum += of(r, rows[0]) / float64(b.Retrained)
		}
		return sum
	})
}

func sizeMoved(again, main *Row) float64 {
	return math.Abs(cmplx.Abs(lead(again, "lead1"))/cmplx.Abs(lead(main, "lead1")) - 1)
}

func angleMoved(again, main *Row) float64 {
	return math.Abs(cmplx.Phase(lead(again, "lead1")) - cmplx.Phase(lead(main, "lead1")))
}

func (b book) predictionSheet() *sheet {
	moved := func(head string, of func(again, main *Row) float64) col {
		return col{bounds(head), func(b book, c Cell) []string { return b.retrained(c, of).all().cells(3) }}
	}
	return b.patternSheet("predicted", osc3, countRuns,
		mean("trained |λ|", 3, func(r *Row) float64 { return cmplx.Abs(lead(r, "lead1")) }), mean("trained angle", 3, func(r *Row) float64 { return cmplx.Phase(lead(r, "lead1")) }),
		ci("modulus, |error|", 3, abs(sizeError)), ci("modulus, signed error", 3, sizeError), ci("angle, |error|", 3, abs(angleError)),
		mean("outliers, Im ≥ 0", 1, get("study.predicted.trained")), mean("predicted", 1, get("study.predicted.expected")), mean("inside the spread", 1, get("study.predicted.inside")),
		mean("half width/|λ|", 3, get("study.predicted.half_width")),
		one("n, trained again", func(b book, c Cell) string { return fmt.Sprint(b.retrained(c, sizeMoved).all().N) }),
		moved("modulus, trained again: |difference|", sizeMoved), moved("angle, trained again: |difference|", angleMoved))
}
