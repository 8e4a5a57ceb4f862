package tui

import (
	"spiketop/experiment"
	"spiketop/tui/chart"
)

// Panes returns the panes of the screen, in the order of the tab key.
func Panes() []Pane {
	return []Pane{
		new(rasterPane), new(readoutPane), new(eigenvaluesPane), new(motifsPane),
		new(dimensionPane), new(transferPane), new(parametersPane),
	}
}

// sayInstead fills a pane that has nothing to show with the reason.
func sayInstead(b *chart.Buffer, r chart.Rect, why string) {
	if r.W > 20 {
		r = r.Cols(1, r.W-2)
	}
	b.Wrap(r.Rows(min(1, r.H/4), r.H), why, chart.Dim)
}

// warnLine writes the first warning, and how many more there are, into row k of
// r. It reports whether there was one.
func warnLine(b *chart.Buffer, r chart.Rect, k int, warnings []string) bool {
	if len(warnings) == 0 {
		return false
	}
	return warnFirst(b, r, k, warnings[0], len(warnings)-1)
}

// warnFirst is warnLine for a first warning and the number of the others.
func warnFirst(b *chart.Buffer, r chart.Rect, k int, first string, more int) bool {
	if r.Row(k).Empty() {
		return false
	}
	w := b.Write(r, k)
	w.Text("! ", chart.Warn)
	if more > 0 {
		tail := chart.Join(" (+", whole(more), ")")
		end := w.Limit
		w.Limit -= b.Width(tail)
		w.Cut(first, chart.Warn)
		w.Limit = end
		w.Text(tail, chart.Warn)
		return true
	}
	w.Cut(first, chart.Warn)
	return true
}

// typeOf is the role of neuron i.
func typeOf(f *experiment.Frame, i int) chart.Role {
	if i < f.NQIF {
		return chart.QIF
	}
	return chart.LIF
}

// neurons is the number of neurons of a frame.
func neurons(f *experiment.Frame) int { return max(0, f.Params.Net.N) }
