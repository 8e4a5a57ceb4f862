package plane

import (
	"cmp"
	"math"
	"slices"
)

// At is a place on a map, in parts of 1/Sub of a step from the first values of its
// axes: multiples of Sub are the grid.
type At struct{ I, J int }

// OnGrid reports whether both coordinates are values of the axes.
func (a At) OnGrid() bool { return a.I%Sub == 0 && a.J%Sub == 0 }

// Order lists the cells of an nx×ny grid in the order in which they are run: the
// cell nearest to here, the corners, then every gap halved. x and y are the place
// of here between the values; NaN and places outside are allowed.
func Order(nx, ny int, x, y float64) []At {
	first := At{Sub * nearest(x, nx), Sub * nearest(y, ny)}
	xs, ys := levels(nx), levels(ny)
	rank := func(a At) int {
		if a == first {
			return -1
		}
		return max(xs[a.I/Sub], ys[a.J/Sub])
	}
	var all []At
	for j := range ny {
		for i := range nx {
			all = append(all, At{Sub * i, Sub * j})
		}
	}
	slices.SortStableFunc(all, func(a, b At) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

// nearest is the value nearest to a place; the middle one where there is no place.
func nearest(x float64, n int) int {
	if math.IsNaN(x) {
		return (n - 1) / 2
	}
	return min(max(int(math.Round(x)), 0), n-1)
}

// levels says of n values in a row when each comes: the ends at level 0, the middle
// of each gap one level later.
func levels(n int) []int {
	out := make([]int, n)
	var halve func(lo, hi, level int)
	halve = func(lo, hi, level int) {
		if mid := (lo + hi) / 2; mid > lo {
			out[mid] = level
			halve(lo, mid, level+1)
			halve(mid, hi, level+1)
		}
	}
	halve(0, n-1, 1)
	return out
}

// Steep is the part of a map's range that a number must change by over a step for
// the step to be halved.
const Steep = 0.15

// Halve lists the places between neighbours over which the number changes most, the
// largest change first: those by more than Steep of the range. values are the
// numbers known by their places, NaN where there is none.
func Halve(values map[At]float64) []At {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	type gap struct {
		At
		change float64
	}
	var gaps []gap
	for a, v := range values {
		for _, step := range []int{Sub, Sub / 2} {
			for _, d := range []At{{1, 0}, {0, 1}} {
				far, ok := values[At{a.I + step*d.I, a.J + step*d.J}]
				mid := At{a.I + step/2*d.I, a.J + step/2*d.J}
				if _, known := values[mid]; !ok || known || a.I%step != 0 && d.I == 1 || a.J%step != 0 && d.J == 1 {
					continue
				}
				if c := math.Abs(far - v); c > Steep*(hi-lo) { // also refuses NaN
					gaps = append(gaps, gap{mid, c})
				}
			}
		}
	}
	slices.SortFunc(gaps, func(a, b gap) int {
		return cmp.Or(cmp.Compare(b.change, a.change), cmp.Compare(a.J, b.J), cmp.Compare(a.I, b.I))
	})
	var out []At
	for _, g := range gaps {
		if !slices.Contains(out, g.At) {
			out = append(out, g.At)
		}
	}
	return out
}
