package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"spiketop/measure"
	"spiketop/metrics/motifs"
)

func triadNames() []string { return motifs.TriadNames[3:] }

// likeCortex is the name of the number that is compared with a published row.
func likeCortex(row motifs.CortexRow) string {
	motif, _, _ := strings.Cut(row.Motif, " ") // "021D divergent"
	if slices.Contains(measure.Pairs[:], motif) {
		motif = "strong." + motif + ".ratio"
	}
	return atDensity(row.P, motif)
}

// cortexText counts the published rows that are compared.
func (b book) cortexText(f *Finding) []string {
	head := []string{"source", "area, method", "p", "statistic", "published", "over its degree null"}
	for _, preset := range patterns {
		head = append(head, preset+", "+fraction+" 1 / ½ / 0")
	}
	var missing []string
	t := newTable(head...)
	for _, row := range motifs.Cortex() {
		known := !math.IsNaN(row.P)
		published := "–"
		switch {
		case math.IsNaN(row.RatioLo):
		case row.RatioLo == row.RatioHi:
			published = fixed(row.RatioLo, 2)
		default:
			published = fixed(row.RatioLo, 1) + " … " + fixed(row.RatioHi, 1)
		}
		f.Comparable++
		switch {
		case published == "–":
			missing = append(missing, fmt.Sprintf("%s (%s): the source gives no number", row.Dataset, row.Species))
		case !known:
			missing = append(missing, fmt.Sprintf("%s (%s): the source gives no density", row.Dataset, row.Species))
		case row.Source != "" && !math.IsNaN(b.column(b.main(patterns[0], .5), likeCortex(row)).all().Mean):
			f.Compared++
		}
		cells := []string{row.Source, row.Species + " " + row.Area + " " + row.Layer + ", " + row.Method, fixed(row.P, 3), row.Statistic + ": " + row.Motif, published, fixed(row.RatioVsDegreeNull, 2)}
		for _, preset := range patterns {
			text := ""
			for _, q := range []float64{1, .5, 0} {
				if text != "" {
					text += " / "
				}
				if !known {
					text += "–"
					continue
				}
				text += fixed(b.column(b.main(preset, q), likeCortex(row)).all().Mean, 2)
			}
			cells = append(cells, text)
		}
		t.row(cells...)
	}
	own := newTable("pattern", fraction, "p", "reciprocal over chance", "over graphs of the same degrees", "z₃", "(P_rec − p²)/(p(1 − p))")
	for _, c := range cells(patterns, b.Ends, b.main) {
		if len(b.of(c)) == 0 {
			continue
		}
		for _, p := range measure.Densities() {
			pairs := atDensity(p, "strong_degree.reciprocal")
			own.row(c.Preset, short(c.Composition), fmt.Sprint(p), b.column(c, atDensity(p, "strong.reciprocal.ratio")).all().show(2),
				b.effect(c, func(r *Row) float64 { return r.get(pairs+".value") / r.get(pairs+".mean") }).all().show(2),
				fixed(b.column(c, pairs+".z").all().Mean, 0), b.column(c, atDensity(p, "correlation")).all().show(3))
		}
	}
	return []string{
		fmt.Sprintf("%d of %d published rows stand beside a number of the study. Not so: %s.", f.Compared, f.Comparable, strings.Join(missing, "; ")),
		b.words("above cortex") + "\n\n" + t.text(), b.words("above the same null") + "\n\n" + own.text(),
	}
}
