package plane

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"spiketop/run"
	"spiketop/sim"
	"spiketop/sweep"
)

// Sub is into how many parts the step between two values of an axis can be
// divided: the map halves a step twice where the number changes most.
const Sub = 4

// Axis is a parameter that varies over a map. The values are evenly spaced on the
// map, whatever their distances are. The zero Axis is none.
type Axis struct {
	sweep.Axis
	Symbol, Unit string
	numbers      []float64 // of Values; nil: they are words
}

// NewAxis makes an axis of one that a sweep has.
func NewAxis(of sweep.Axis) Axis {
	a := Axis{Axis: of, Symbol: of.Key}
	if d, err := run.Table.Find(of.Key); err == nil {
		if a.Unit = d.Unit; d.Symbol != "" {
			a.Symbol = d.Symbol
		}
	}
	for _, text := range of.Values {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			a.numbers = nil
			break
		}
		a.numbers = append(a.numbers, v)
	}
	return a
}

// ParseAxis reads KEY=LO:HI:STEP, KEY=A,B,C, or KEY alone: the neighbourhood of
// where p stands.
func ParseAxis(text string, p run.Params) (Axis, error) {
	if !strings.Contains(text, "=") {
		return Around(strings.TrimSpace(text), p, 1)
	}
	a, err := sweep.ParseAxis(text)
	return NewAxis(a), err
}

// neighbours is how many values an axis has on each side of where a run stands.
const neighbours = 3

// Around is the neighbourhood of where p stands on an axis: the values that
// nudges reach, wide nudges a step to either side. A word's neighbourhood is
// all words.
func Around(key string, p run.Params, wide int) (Axis, error) {
	d, err := run.Table.Find(key)
	switch {
	case err != nil:
		return Axis{}, err
	case d.Event || key == "seed":
		return Axis{}, fmt.Errorf("%s is no axis; must be a parameter other than the seed", key)
	case d.Words() != nil:
		return fromTexts(key, d.Words())
	}
	nudges := 2 * wide
	if isLadder(d, p) {
		nudges = wide
	}
	values := []string{d.Format(&p)}
	for _, dir := range []int{-1, +1} {
		q, side := p, []string(nil)
		for range neighbours {
			made := 0
			for range nudges {
				if d.Nudge(&q, dir) {
					made++
				}
			}
			if made > 0 && 2*made <= nudges && len(side) > 0 { // the limit is near: it stands for the value beside it
				side = side[:len(side)-1]
			}
			if made > 0 {
				side = append(side, d.Format(&q))
			}
		}
		values = append(values, side...)
	}
	return fromTexts(key, values)
}

// isLadder reports whether the nudges of d grow with its value.
func isLadder(d *run.Def, p run.Params) bool {
	at := func(q run.Params) float64 { v, _ := strconv.ParseFloat(d.Format(&q), 64); return v }
	for _, dir := range []int{+1, -1} {
		q := p
		first := d.Nudge(&q, dir)
		b := at(q)
		if first && d.Nudge(&q, dir) {
			return math.Abs((at(q)-b)-(b-at(p))) > 1e-6*math.Abs(b-at(p))
		}
	}
	return false
}

// fromTexts is an axis of values in any order, some of them perhaps twice.
func fromTexts(key string, values []string) (Axis, error) {
	slices.Sort(values)
	a, err := sweep.ParseAxis(key + "=" + strings.Join(slices.Compact(values), ","))
	return NewAxis(a), err
}

// UsualAxes are those of a map that says none: how fast the synapses are where
// there is a target, else how strong they are; and what the network is made of.
func UsualAxes(p run.Params) (x, y string) {
	x = "net.tau_s"
	if p.Target.None() {
		x = "net.g"
	}
	return x, sim.Types[0].FractionKey()
}

// None reports whether there is no axis.
func (a *Axis) None() bool { return a.Key == "" }

// Len is how many values the axis has; 1 for none, so that a line is a map of one row.
func (a *Axis) Len() int { return max(1, len(a.Values)) }

// Text is the value at a place: i counts in parts of 1/Sub of a step from the
// first value. It reports false where the parameter cannot take a value there.
func (a *Axis) Text(i int) (string, bool) {
	k := i / Sub
	switch {
	case a.None():
		return "", i == 0
	case i < 0 || k >= len(a.Values) || k == len(a.Values)-1 && i%Sub != 0:
		return "", false
	case i%Sub == 0:
		return a.Values[k], true
	case k+1 >= len(a.numbers):
		return "", false
	}
	lo, hi := a.numbers[k], a.numbers[k+1]
	v := lo + (hi-lo)*float64(i%Sub)/Sub
	text, err := spell(a.Key, strconv.FormatFloat(v, 'g', 6, 64))
	return text, err == nil && text != a.Values[k] && text != a.Values[k+1]
}

// spell is the one spelling of a value.
func spell(key, text string) (string, error) {
	d, err := run.Table.Find(key)
	if err != nil {
		return "", err
	}
	var p run.Params
	if err := d.Parse(&p, text); err != nil {
		return "", err
	}
	return d.Format(&p), nil
}

// Index is the place of a value, in parts of 1/Sub of a step; false where it has none.
func (a *Axis) Index(text string) (int, bool) {
	if a.None() {
		return 0, true
	}
	for i := range Sub*(len(a.Values)-1) + 1 {
		if at, ok := a.Text(i); ok && at == text {
			return i, true
		}
	}
	return 0, false
}

// Position is where a value stands between the values of the axis: 1.5 is half way
// from the second to the third. It is −1 or Len where the value lies outside, and
// NaN where a word is not among them.
func (a *Axis) Position(text string) float64 {
	if a.None() {
		return 0
	}
	if k := slices.Index(a.Values, text); k >= 0 {
		return float64(k)
	}
	v, err := strconv.ParseFloat(text, 64)
	switch n := len(a.numbers); {
	case err != nil || n == 0 || math.IsNaN(v):
		return math.NaN()
	case v < a.numbers[0]:
		return -1
	case v > a.numbers[n-1]:
		return float64(n)
	}
	k, same := slices.BinarySearch(a.numbers, v)
	if same { // another spelling
		return float64(k)
	}
	lo, hi := a.numbers[k-1], a.numbers[k]
	return float64(k-1) + (v-lo)/(hi-lo)
}

// Of is where p stands on the axis; see Position.
func (a *Axis) Of(p *run.Params) float64 {
	d, err := run.Table.Find(a.Key)
	if err != nil {
		return 0
	}
	return a.Position(d.Format(p))
}

// Number is the value at a place of the grid as a number; where values are words,
// the place.
func (a *Axis) Number(k int) float64 {
	if k < len(a.numbers) {
		return a.numbers[k]
	}
	return float64(k)
}

// Label is the symbol with its unit: "τ_s, ms".
func (a *Axis) Label() string {
	if a.Unit != "" {
		return a.Symbol + ", " + a.Unit
	}
	return a.Symbol
}

// Spec is the axis as a flag has it: KEY=A,B,C.
func (a *Axis) Spec() string { return a.Key + "=" + strings.Join(a.Values, ",") }

// Halved is the axis with a value between each two, where the parameter can take one.
func (a *Axis) Halved() Axis {
	out := sweep.Axis{Key: a.Key}
	for i := 0; i <= Sub*(len(a.Values)-1); i += Sub / 2 {
		if text, ok := a.Text(i); ok {
			out.Values = append(out.Values, text)
		}
	}
	return NewAxis(out)
}
