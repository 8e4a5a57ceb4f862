package tui

import (
	"spiketop/live"
	"spiketop/measure"
	"spiketop/tui/chart"
)

// Pairs: both networks on the same axes.
func (*dimensionPane) Pairs(*live.Frame) bool { return true }

// second is the dimension of the second network; nil where there is none.
func (*dimensionPane) second(f *live.Frame) *measure.Dimension {
	if f.B == nil || f.B.Dimension == nil || !f.B.Dimension.Measured.Defined() {
		return nil
	}
	return f.B.Dimension
}

// here is the mark of the present: that of the composition, or of the first of two networks.
func (p *dimensionPane) here(f *live.Frame) (mark rune, role chart.Role) {
	if p.second(f) != nil {
		return markA, chart.NetA
	}
	return mixLook(f.Populations).Mark, chart.Measured
}
