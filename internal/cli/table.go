package cli

import (
	"fmt"
	"math"
	"strings"

	"spiketop/experiment"
)

var nan = math.NaN()

// summaryTable is the headline numbers for a person.
func summaryTable(s *experiment.Summary) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  seed %d  N %d  QIF %.3g %%  g %.3g  %s\n", s.Preset, s.Seed, s.N, 100*s.QIF, s.G, s.Status)
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "  %-12s%s\n", name, fmt.Sprintf(format, args...))
	}
	row("simulated", "%.5g s in %d steps; %s s of wall time", s.Simulated, s.Steps, num(s.Wall, "%.1f"))
	row("rates", "LIF %s Hz, QIF %s Hz", doubt(s.Rate.LIF, "%.1f"), doubt(s.Rate.QIF, "%.1f"))
	row("gain", "LIF %s, QIF %s; g_eff %s", doubt(s.Gain.LIF, "%.3f"), doubt(s.Gain.QIF, "%.3f"), doubt(s.GEff, "%.3f"))
	d := s.Dimension
	row("dimension", "%s in %d windows; theory %s, of this W %s",
		doubt(experiment.Doubt{Value: d.Value, SE: d.SE}, "%.3f"), d.Windows, num(d.Theory, "%.3f"), num(d.TheoryOfW, "%.3f"))
	t := s.Training
	row("training", "score %s in %d tests, nRMSE %s; %d passes",
		doubt(experiment.Doubt{Value: t.Score, SE: t.ScoreSE}, "%.3f"), t.Tests, num(t.NRMSE, "%.3f"), t.Passes)
	w := s.Weights
	row("weights", "‖W‖ %s, before %s, change %s; self-connections %s",
		num(w.Now, "%.2f"), num(w.Before, "%.2f"), num(w.Change, "%.2f"), num(w.SelfRMS, "%.3f"))
	p := s.Spectrum
	row("spectrum", "max |λ| %s, before %s; bulk radius %s; %d outliers beyond %s",
		num(p.MaxModulus, "%.2f"), num(p.Before.MaxModulus, "%.2f"), num(p.BulkRadius, "%.2f"), p.Outliers, num(p.Threshold, "%.2f"))
	m := s.Motifs.Weighted
	row("motifs", "reciprocal %s  convergent %s  divergent %s  chain %s", weighted(m.Reciprocal), weighted(m.Convergent), weighted(m.Divergent), weighted(m.Chain))
	c := s.Motifs.Strong
	row("strong", "reciprocal %s  convergent %s  divergent %s  chain %s", strong(c.Reciprocal), strong(c.Convergent), strong(c.Divergent), strong(c.Chain))
	if len(s.Warnings) > 0 {
		b.WriteString("warnings\n")
		for _, w := range s.Warnings {
			fmt.Fprintf(&b, "  %s\n", oneLine(w))
		}
	}
	return b.String()
}

// num is a number, or a dash where it is not defined.
func num(x experiment.Num, format string) string {
	if !x.Defined() {
		return "–"
	}
	return fmt.Sprintf(format, float64(x))
}

func doubt(d experiment.Doubt, format string) string {
	if !d.Value.Defined() || !d.SE.Defined() {
		return num(d.Value, format)
	}
	return num(d.Value, format) + " ± " + num(d.SE, format)
}

func weighted(t experiment.Tested) string {
	if t.Note != "" {
		return fmt.Sprintf("%s (%s)", num(t.Value, "%+.3f"), t.Note)
	}
	return fmt.Sprintf("%s (z %s)", num(t.Value, "%+.3f"), num(t.Z, "%.1f"))
}

func strong(c experiment.Counted) string {
	return fmt.Sprintf("%s × (z %s)", num(c.Ratio, "%.2f"), num(c.Z, "%.1f"))
}
