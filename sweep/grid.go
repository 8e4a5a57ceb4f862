package sweep

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"spiketop/run"
)

// MaxRuns bounds a sweep: more than this is a slip, not a study.
const MaxRuns = 1_000_000

// Axis is a parameter that varies, with its values as texts in the one order
// that sweeps have: numbers by size, words by the alphabet.
type Axis struct {
	Key    string
	Values []string
}

// ParseAxis reads KEY=LO:HI:STEP or KEY=A,B,C. A range is LO + k·STEP, worked
// out in decimals, with HI included in spite of rounding.
func ParseAxis(text string) (Axis, error) {
	key, list, ok := strings.Cut(text, "=")
	key = strings.TrimSpace(key)
	if !ok || key == "" {
		return Axis{}, fmt.Errorf("must be KEY=LO:HI:STEP or KEY=A,B,C")
	}
	d, err := run.Table.Find(key)
	switch {
	case err != nil:
		return Axis{}, err
	case d.Event:
		return Axis{}, fmt.Errorf("%s is not a parameter but an event", key)
	case key == "seed":
		return Axis{}, fmt.Errorf("seeds do not vary so; give --seed S --seeds N")
	}
	values := strings.Split(list, ",")
	if strings.Contains(list, ":") {
		if values, err = steps(list); err != nil {
			return Axis{}, err
		}
	}
	a, seen := Axis{Key: key}, map[string]bool{}
	for _, v := range values {
		var p run.Params
		v = strings.TrimSpace(v)
		if err := d.Parse(&p, v); err != nil {
			return Axis{}, fmt.Errorf("%s: %w; must be %s", short(v), err, d.Range())
		}
		v = d.Format(&p) // one spelling: .5 and 0.5 are the same row
		if seen[v] {
			return Axis{}, fmt.Errorf("%s stands there twice", v)
		}
		seen[v] = true
		a.Values = append(a.Values, v)
	}
	slices.SortFunc(a.Values, compare)
	return a, nil
}

// maxValues bounds one axis.
const maxValues = 10_000

// steps spells out LO:HI:STEP.
func steps(text string) ([]string, error) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return nil, fmt.Errorf("must be KEY=LO:HI:STEP or KEY=A,B,C")
	}
	var x [3]*big.Rat
	for i, part := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%q is not a number; must be KEY=LO:HI:STEP or KEY=A,B,C", short(part))
		}
		// Exact in decimals: 0.1 is one tenth, and 0.1 + 2·0.1 is 0.3.
		x[i], _ = new(big.Rat).SetString(strconv.FormatFloat(v, 'g', -1, 64))
	}
	lo, hi, step := x[0], x[1], x[2]
	if step.Sign() <= 0 || hi.Cmp(lo) < 0 {
		return nil, fmt.Errorf("must be LO:HI:STEP with LO ≤ HI and STEP above 0")
	}
	count, _ := new(big.Rat).Quo(new(big.Rat).Sub(hi, lo), step).Float64()
	if count >= maxValues {
		return nil, fmt.Errorf("that is %.3g values; there may be at most %d", count, maxValues)
	}
	last := math.Floor(count)
	reached := count-last < 1e-9
	if near := math.Ceil(count); near-count < 1e-9 { // STEP was rounded, HI is meant
		last, reached = near, true
	}
	var out []string
	for k := range int(last) + 1 {
		at := new(big.Rat).Add(lo, new(big.Rat).Mul(step, big.NewRat(int64(k), 1)))
		if k == int(last) && reached {
			at = hi
		}
		v, _ := at.Float64()
		out = append(out, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return out, nil
}

// compare orders cells: numbers by size before words by the alphabet.
func compare(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil && x != y:
		return map[bool]int{true: -1, false: 1}[x < y]
	case errX == nil && errY != nil:
		return -1
	case errX != nil && errY == nil:
		return 1
	}
	return strings.Compare(a, b)
}

// compareKeys orders rows by their key, from left to right.
func compareKeys(a, b []string) int { return slices.CompareFunc(a, b, compare) }

// grid is the values of several columns; the last goes round fastest.
type grid [][]string

// size is the number of points, +Inf-safe: it saturates above MaxRuns.
func (g grid) size() int {
	n := 1
	for _, values := range g {
		if n *= len(values); n > MaxRuns {
			return MaxRuns + 1
		}
	}
	return n
}

// at is the k-th point.
func (g grid) at(k int) []string {
	point := make([]string, len(g))
	for i := len(g) - 1; i >= 0; i-- {
		point[i] = g[i][k%len(g[i])]
		k /= len(g[i])
	}
	return point
}
