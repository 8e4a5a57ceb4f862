package tui

import (
	"math"
	"slices"

	"spiketop/internal/warn"
	"spiketop/live"
	"spiketop/sim"
	"spiketop/tui/chart"
)

// warnLine writes the first warning, and how many more there are, into row k of
// r. What always holds for the preset is a note: after the warnings. It
// reports whether there was anything.
func warnLine(b *chart.Buffer, r chart.Rect, k int, lists ...warn.List) bool {
	var first *warn.Warning
	doubts, notes := 0, 0
	for _, list := range lists {
		for i := range list {
			switch {
			case !list[i].Code.Note():
				if doubts == 0 {
					first = &list[i]
				}
				doubts++
			default:
				if doubts+notes == 0 {
					first = &list[i]
				}
				notes++
			}
		}
	}
	switch {
	case first == nil || r.Row(k).Empty() || doubts == 0 && b.Big: // a note is small print
		return false
	case doubts > 0:
		warnFirst(b, r, k, first.Text, doubts-1)
	default:
		line(b, r, k, "· ", first.Text, notes-1, chart.Plain)
	}
	return true
}

// warnFirst is warnLine for a first warning and the number of the others.
func warnFirst(b *chart.Buffer, r chart.Rect, k int, first string, more int) bool {
	if r.Row(k).Empty() {
		return false
	}
	line(b, r, k, "! ", first, more, chart.Warn)
	return true
}

// line writes a mark, a text and how many more there are.
func line(b *chart.Buffer, r chart.Rect, k int, mark, text string, more int, role chart.Role) {
	w := b.Write(r, k)
	w.Text(mark, role)
	if more <= 0 {
		w.Cut(text, role)
		return
	}
	tail := chart.Join(" (+", whole(more), ")")
	end := w.Limit
	w.Limit -= b.Width(tail)
	w.Cut(text, role)
	w.Limit = end
	w.Text(tail, role)
}

// reason is why a number is not defined: the first warning about it, notes last.
func reason(list warn.List) string {
	for i := range list {
		if !list[i].Code.Note() {
			return list[i].Text
		}
	}
	if len(list) > 0 {
		return list[0].Text
	}
	return "not defined"
}

// populationOf is the place of neuron i's type in the populations; −1 for none.
func populationOf(f *live.Frame, i int) int {
	for k := range f.Populations {
		if p := &f.Populations[k]; i >= p.Lo && i < p.Hi {
			return k
		}
	}
	return -1
}

// typeLook is the look of the neuron type at a place in the list of types.
func typeLook(k int) *chart.TypeLook { return chart.LookOf(k, len(sim.Types)) }

// typeRole is the role of the neuron type at a place in the list of types.
func typeRole(k int) chart.Role { return chart.TypeRole(k, len(sim.Types)) }

// typeName is what people call the type of neuron i; "" for no neuron.
func typeName(f *live.Frame, i int) string {
	if k := populationOf(f, i); k >= 0 && f.Populations[k].Model != nil {
		return f.Populations[k].Symbol
	}
	return ""
}

// rateOf is the mean rate of the k-th population in Hz; NaN where it is not known.
func rateOf(f *live.Frame, k int) float64 {
	if k >= len(f.Rates) {
		return math.NaN()
	}
	return f.Rates[k]
}

// presentTypes is how many neuron types have neurons.
func presentTypes(f *live.Frame) (n int) {
	for k := range f.Populations {
		if f.Populations[k].Len() > 0 {
			n++
		}
	}
	return n
}

// mixLook is the look of a composition: that of the type that all neurons have, or
// that of no type where there are several.
func mixLook(types []sim.Population) *chart.TypeLook {
	only := -1
	for k := range types {
		switch {
		case types[k].Len() <= 0:
		case only >= 0:
			return typeLook(-1)
		default:
			only = k
		}
	}
	return typeLook(only)
}

// sameMix reports whether two networks have the same composition.
func sameMix(a, b []sim.Population) bool {
	return slices.EqualFunc(a, b, func(x, y sim.Population) bool { return x.Lo == y.Lo && x.Hi == y.Hi })
}

// neurons is the number of neurons of a frame.
func neurons(f *live.Frame) int { return max(0, f.Params.Net.N) }
