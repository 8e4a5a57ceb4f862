package report

import (
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

// comparable counts the published rows, and those that stand beside a number of the
// study: the same statistic at the same density, with a source.
func (b book) comparable() (compared, all int) {
	for _, row := range motifs.Cortex() {
		all++
		if row.Source != "" && !math.IsNaN(row.P) && !math.IsNaN(row.RatioLo) && !math.IsNaN(b.column(b.main(patterns[0], .5), likeCortex(row)).all().Mean) {
			compared++
		}
	}
	return compared, all
}

func (b book) cortexSheets() []*sheet {
	head := []string{"source", "species", "area", "layer", "method", "p", "statistic", "motif", "published: from", "published: to", "over its degree null", "no counterpart"}
	var ours []Cell
	for _, c := range cells(patterns, b.Ends, b.main) {
		if len(b.of(c)) > 0 {
			ours = append(ours, c)
			head = append(head, c.atPQ())
		}
	}
	t := newSheet("cortex", head...)
	for _, row := range motifs.Cortex() {
		known := !math.IsNaN(row.P)
		missing := ""
		switch {
		case math.IsNaN(row.RatioLo):
			missing = row.Dataset + " (" + row.Species + "): the source gives no number"
		case !known:
			missing = row.Dataset + " (" + row.Species + "): the source gives no density"
		}
		line := []string{row.Source, row.Species, row.Area, row.Layer, row.Method, digits(row.P, 3), row.Statistic, row.Motif,
			digits(row.RatioLo, 2), digits(row.RatioHi, 2), digits(row.RatioVsDegreeNull, 2), missing}
		for _, c := range ours {
			text := ""
			if known {
				text = digits(b.column(c, likeCortex(row)).all().Mean, 2)
			}
			line = append(line, text)
		}
		t.row(line...)
	}
	own := newSheet("cortex-null", append(append(append([]string{"pattern", fraction, "p"}, bounds("reciprocal over chance")...), bounds("over graphs of the same degrees")...),
		append([]string{"z₃"}, bounds("(P_rec − p²)/(p(1 − p))")...)...)...)
	for _, c := range ours {
		for _, p := range measure.Densities() {
			pairs := atDensity(p, "strong_degree.reciprocal")
			row := append([]string{c.Preset, short(c.Composition), short(p)}, b.column(c, atDensity(p, "strong.reciprocal.ratio")).all().cells(2)...)
			row = append(row, b.effect(c, func(r *Row) float64 { return r.get(pairs+".value") / r.get(pairs+".mean") }).all().cells(2)...)
			row = append(row, digits(b.column(c, pairs+".z").all().Mean, 0))
			own.row(append(row, b.column(c, atDensity(p, "correlation")).all().cells(3)...)...)
		}
	}
	return []*sheet{t, own}
}
