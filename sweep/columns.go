package sweep

import (
	"spiketop/measure"
	"spiketop/run"
)

// Columns describe the table of the sweep, in the order of its header.
func (s *Sweep) Columns() []measure.Column {
	out := []measure.Column{
		{Path: colPreset, Help: "what was run"},
		{Path: colBase, Help: "a mark of all that the runs share and that no column shows; rows with different marks belong to different sweeps"},
	}
	for _, key := range append(s.keys(), colSeed) {
		c := measure.Column{Path: key}
		if d, err := run.Table.Find(key); err == nil {
			c.Unit, c.Help = d.Unit, d.Help
		}
		out = append(out, c)
	}
	out = append(out, measure.Column{Path: colRuns, Help: "how many runs the sweep had when the row was made"})
	out = append(out, measure.Columns()...)
	return append(out,
		measure.Column{Path: colStatus, Help: Done + ", or " + Failed},
		measure.Column{Path: colReason, Help: "why the run failed"})
}
