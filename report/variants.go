package report

import (
	"fmt"
	"slices"
)

// sparseName labels the sparse networks.
func (b book) sparseName() string {
	return fmt.Sprintf("N %d, p %s", b.N, short(starts()[spontaneous].Net.P))
}

// variants are the kinds of network in which the checks of training run: other sizes,
// and sparse ones.
func (b book) variants() []variant {
	var out []variant
	sizes := append([]int{b.N}, b.Sizes...)
	slices.Sort(sizes)
	for _, n := range sizes {
		out = append(out, variant{fmt.Sprintf("N %d", n), func(preset string, q float64) Cell { return b.sized(preset, q, n) }, b.Ends, false})
	}
	if len(b.Sparse) > 0 {
		out = append(out, variant{b.sparseName(), b.sparse, b.Sparse, false})
	}
	return out
}

// variantSheet runs the checks of training over every variant. same says whether the
// intervals alone come out as at N over the same compositions.
func (b book) variantSheet() *sheet {
	t := newSheet("networks", "check", "counts", "network", "seeds", "verdict", "by the intervals alone", "the same at N "+fmt.Sprint(b.N))
	here := b.checks(0, variant{"", b.main, b.Ends, false})
	for _, v := range b.variants() {
		for k, c := range b.checks(0, v) {
			if n := c.seeds(); n > 0 {
				t.row(c.Key, c.counts(), v.name, fmt.Sprint(n), c.Verdict(ofAll).String(), c.Verdict(bySide).String(), yes(c.Verdict(bySide) == here[k].Verdict(bySide)))
			}
		}
	}
	return t
}

// sizeSheet has numbers of training in every variant.
func (b book) sizeSheet() *sheet {
	var all []Cell
	for _, c := range cells(patterns, b.Ends, b.main) {
		for _, v := range b.variants() {
			all = append(all, v.at(c.Preset, c.Composition))
		}
	}
	return b.sheet("sizes", all, byPreset, byComposition, byN, byP, countRuns, ci("score", 3, get(score)),
		mean("‖W‖_F", 2, get(frobenius)), ci("max|λ|/R_b", 2, excess), ci("ρ_rec", 3, get(rhoRec)), mean("ρ_rec: z₁", 0, get(zRec)),
		ci("strong W, reciprocal", 2, get(strongRec)), ci("ρ_div", 4, get(rhoDiv)), mean("ρ_div: z₁", 0, get(zDiv)), ci("strong W, divergent", 2, get(strongDiv)))
}

func yes(x bool) string { return map[bool]string{true: "yes", false: "no"}[x] }
