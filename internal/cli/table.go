package cli

import (
	"fmt"
	"math"
	"strings"

	"spiketop/internal/term"
	"spiketop/measure"
	"spiketop/sim"
)

var nan = math.NaN()

// summaryTable is the headline numbers for a person.
func summaryTable(s *measure.Summary) string {
	t := s.Tree()
	var b strings.Builder
	num := func(path, format string) string { return number(t.Get(path), format) }
	doubt := func(path, se, format string) string {
		if !measure.Num(t.Get(path)).Defined() || !measure.Num(t.Get(se)).Defined() {
			return num(path, format)
		}
		return num(path, format) + " ± " + num(se, format)
	}
	text := func(path string) string { n, _ := t.At(path); return fmt.Sprint(n.Value) }
	byType := func(path, format, unit string) string {
		var words []string
		for k, p := range s.Activity.Populations {
			if p.Lo < p.Hi || k == len(sim.Types)-1 {
				words = append(words, p.Model.Symbol+" "+doubt(path+"."+p.Model.Name, path+"."+p.Model.Name+".se", format)+unit)
			}
		}
		return strings.Join(words, ", ")
	}
	fmt.Fprintf(&b, "%s  seed %s  N %s", text("preset"), text("seed"), text("n"))
	for k, p := range s.Activity.Populations[:len(sim.Types)-1] {
		if k > 0 && p.Lo == p.Hi {
			continue
		}
		fmt.Fprintf(&b, "  %s %s %%", p.Model.Symbol, number(100*t.Get(p.Model.Name), "%.3g"))
	}
	fmt.Fprintf(&b, "  g %s  %s\n", num("g", "%.3g"), s.Status)
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "  %-12s%s\n", name, fmt.Sprintf(format, args...))
	}
	row("simulated", "%s s in %s steps; %s s of wall time", num("simulated_seconds", "%.5g"), num("steps", "%.0f"), number(s.Wall, "%.1f"))
	row("rates", "%s", byType("rate_hz", "%.1f", " Hz"))
	row("gain", "%s; g_eff %s", byType("gain", "%.3f", ""), doubt("g_eff", "g_eff.se", "%.3f"))
	row("dimension", "%s in %s windows; theory %s, of this W %s", doubt("dimension.value", "dimension.se", "%.3f"),
		num("dimension.windows", "%.0f"), num("dimension.theory", "%.3f"), num("dimension.theory_this_w", "%.3f"))
	row("training", "score %s in %s tests, nRMSE %s; %s passes", doubt("training.score", "training.score_se", "%.3f"),
		num("training.tests", "%.0f"), num("training.nrmse", "%.3f"), num("training.passes", "%.0f"))
	row("weights", "‖W‖ %s, before %s, change %s; self-connections %s", num("weights.frobenius", "%.2f"),
		num("weights.frobenius_before", "%.2f"), num("weights.frobenius_change", "%.2f"), num("weights.self_rms", "%.3f"))
	row("spectrum", "max |λ| %s, before %s; bulk radius %s; %s outliers beyond %s", num("spectrum.max_modulus", "%.2f"),
		num("spectrum.before.max_modulus", "%.2f"), num("spectrum.bulk_radius", "%.2f"), num("spectrum.outliers", "%.0f"), num("spectrum.threshold", "%.2f"))
	var weighted, strong []string
	for _, pair := range measure.Pairs {
		z := "z " + num("motifs.weighted."+pair+".z", "%.1f")
		if note, ok := t.At("motifs.weighted." + pair + ".note"); ok {
			z = fmt.Sprint(note.Value)
		}
		weighted = append(weighted, fmt.Sprintf("%s %s (%s)", pair, num("motifs.weighted."+pair, "%+.3f"), z))
		strong = append(strong, fmt.Sprintf("%s %s × (z %s)", pair, num("motifs.strong."+pair+".ratio", "%.2f"), num("motifs.strong."+pair+".z", "%.1f")))
	}
	row("motifs", "%s", strings.Join(weighted, "  "))
	row("strong", "%s", strings.Join(strong, "  "))
	if len(s.Warnings) > 0 {
		b.WriteString("warnings\n")
		for _, w := range s.Warnings {
			fmt.Fprintf(&b, "  %s\n", term.Clean(w.Text, maxLine))
		}
	}
	return b.String()
}

// number is a number, or a dash where it is not defined.
func number(x float64, format string) string {
	if !measure.Num(x).Defined() {
		return "–"
	}
	return fmt.Sprintf(format, x)
}
