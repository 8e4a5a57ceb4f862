package report

import (
	"fmt"
	"math"
	"strings"

	"spiketop/metrics"
)

func triadNames() []string { return metrics.TriadNames[3:] }

// cortexAt names what a row of cortex is held against.
var cortexAt = map[string]string{
	"reciprocal": "rec", "convergent": "con", "divergent": "div", "chain": "chn",
	"021D divergent": "021D", "021U convergent": "021U", "021C chain": "021C",
}

// finding9 is the comparison with cortex.
func (b book) finding9() *Finding {
	f := &Finding{Number: 9, Title: "Comparison with human and mouse cortex",
		Question: "How do the counts of a trained network compare with published counts, for the same statistic, at the same density, against the same null?",
		Figures:  []string{"cortex.svg"}}
	head := []string{"source", "area, method", "p", "statistic", "published", "over its degree null"}
	for _, preset := range patterns {
		head = append(head, preset+", f_Q 1 / ½ / 0")
	}
	var missing []string
	t := newTable(head...)
	for _, row := range metrics.Cortex() {
		d, known := densityOf(row.P)
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
			missing = append(missing, fmt.Sprintf("%s (%s): the study does not cut at p = %g", row.Dataset, row.Species, row.P))
		case row.Source != "" && !math.IsNaN(b.column(b.main(patterns[0], .5), d.column(cortexAt[row.Motif])).all().Mean):
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
				text += fixed(b.column(b.main(preset, q), d.column(cortexAt[row.Motif])).all().Mean, 2)
			}
			cells = append(cells, text)
		}
		t.row(cells...)
	}
	own := newTable("pattern", "f_Q", "p", "reciprocal over chance", "over graphs of the same degrees", "z₃", "(P_rec − p²)/(p(1 − p))")
	eachCell(patterns, b.Ends, func(preset string, q float64) {
		c := b.main(preset, q)
		if len(b.of(c)) == 0 {
			return
		}
		for _, d := range densities {
			own.row(preset, short(q), fmt.Sprint(d.p), b.column(c, d.column("rec")).all().show(2), b.column(c, d.column("rec_degree")).all().show(2),
				fixed(b.column(c, d.column("rec_z3")).all().Mean, 0), b.column(c, d.column("correlation")).all().show(3))
		}
	})
	f.Text = []string{
		fmt.Sprintf("%d of %d published rows stand beside a number of the study. Not so: %s.", f.Compared, f.Comparable, strings.Join(missing, "; ")),
		"Published counts beside the strong graph of W cut at the same density (means over seeds; – where the source gives no density or no ratio, or one that the study does not cut at):\n\n" + t.text(),
		"The same null for both: reciprocal pairs over graphs of the same degrees. In mouse V1 (Turner et al. 2022) they are 1.37 × that null, z 1.8. " +
			"Free of the bound 1/p is (P_rec − p²)/(p(1 − p)): .40 in Song et al. 2005, .036 in Turner et al. 2022.\n\n" + own.text(),
	}
	f.Warnings = []string{
		"There is no threshold: the finding is that the comparison can be made like with like. It counts as held only if every published row has its counterpart: same statistic, same density, with its source. For rodents that is so where a density is shared; for human cortex the sources give no number to stand beside, only words (Peng et al. 2024: about chance).",
		"Signed weights without Dale's law, no distances, no cell classes, a threshold instead of a synapse: a comparison of numbers, and no evidence that cortex learned this way.",
	}
	return f
}

func densityOf(p float64) (density, bool) {
	for _, d := range densities {
		if d.p == p {
			return d, true
		}
	}
	return density{}, false
}
