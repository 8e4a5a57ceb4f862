package report

import (
	"fmt"
	"math"

	"spiketop/metrics/dimension"
)

// book is a study with its rows. Figures, checks and text are made of it.
type book struct {
	Study
	*Rows
}

// atQ labels a composition.
func atQ(q float64) string { return first.Fraction.Symbol + " " + short(q) }

func (c Cell) atPQ() string { return c.Preset + " " + atQ(c.Composition) }

// fraction is what the tables call the composition.
var fraction = first.Fraction.Symbol

// reach is the g_eff up to which the closed form is compared with measurements.
const reach = 0.8

// fitReach is the γg up to which points enter the fit of γ.
const fitReach = 0.75

func (b book) dimensionSheets() []*sheet {
	return []*sheet{b.dimensionTable(), b.rivals(), b.dimensionSizes()}
}

// near is the dimension minus a theory, where the effective gain is below reach.
func near(d, theory string) filling {
	return here(func(b book, _ variant, c *Checked) {
		for _, cell := range b.spontaneousCells(b.Compositions...) {
			if b.column(cell, gEff).all().Mean < reach {
				c.add(fmt.Sprintf("%s g %s", atQ(cell.Composition), short(cell.G)), b.effect(cell, func(r *Row) float64 { return r.get(d) - r.get(theory) }))
			}
		}
	})
}

// gammaFit fits γ to a seed's D at T_w = 300 ms over all gains with γg below
// fitReach: the largest gain is dropped until γg of the next is below.
func (b book) gammaFit(q float64, seed int) float64 {
	var x, y []float64
	for _, c := range b.spontaneousCells(q) {
		for _, r := range b.of(c) {
			if r.Seed == seed {
				x, y = append(x, c.G), append(y, r.get(atWindow(300, "value")))
			}
		}
	}
	for len(x) > 0 {
		gamma, _, _ := fit(x, y, dimension.Linear)
		if gamma*x[len(x)-1] < fitReach {
			return gamma
		}
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return math.NaN()
}

// gammas is the fitted γ by seed, over the seeds that all gains have.
func (b book) gammas(q float64) (e effect) {
	for _, seed := range b.seeds(b.Flat) {
		if g := b.gammaFit(q, seed); !math.IsNaN(g) {
			e = append(e, outcome{seed, g, true})
		}
	}
	return e
}

// gammaSteps is by how much γ rises from one composition to the next, which has
// more neurons of the last type.
func gammaSteps(rise func(b book, more, less float64) effect) filling {
	return here(func(b book, _ variant, c *Checked) {
		for k := 1; k < len(b.Compositions); k++ {
			more, less := b.Compositions[k], b.Compositions[k-1]
			c.add(fmt.Sprintf("%s minus %s", atQ(more), atQ(less)), rise(b, more, less))
		}
	})
}

func computedSteps(b book, more, less float64) effect {
	const at = 0.5 // a gain that every composition has
	return b.paired([]Cell{untrained(b.N, more, at), untrained(b.N, less, at)}, func(r []*Row) float64 { return (r[0].get(gEff) - r[1].get(gEff)) / at })
}

func fittedSteps(b book, more, less float64) effect { return minus(b.gammas(more), b.gammas(less)) }

func fitted(q float64) filling {
	return here(func(b book, _ variant, c *Checked) { c.add(atQ(q), b.gammas(q)) })
}

// minus pairs two effects by seed.
func minus(a, b effect) (e effect) {
	for _, x := range a {
		for _, y := range b {
			if x.seed == y.seed {
				e = append(e, outcome{x.seed, x.x - y.x, x.trained && y.trained})
			}
		}
	}
	return e
}

// spontaneousCells are those of the preset without training, at N neurons and of
// some compositions.
func (b book) spontaneousCells(of ...float64) (out []Cell) {
	for _, q := range of {
		for _, g := range b.Gains[q] {
			out = append(out, untrained(b.N, q, g))
		}
	}
	return out
}

// closedForm shows the theory, where it is below its edge.
var closedForm = one("(1 − g_eff²)²", func(b book, c Cell) string {
	if b.column(c, gEff).all().Mean >= 1 {
		return ""
	}
	return digits(b.column(c, theory).all().Mean, 3)
})

func (b book) dimensionTable() *sheet {
	return b.sheet("dimension", b.spontaneousCells(b.Compositions...), byComposition, byG, countRuns,
		mean("γ "+last.Symbol, 2, get("gain."+last.Name+".value")), mean("γ "+first.Symbol, 2, get("gain."+first.Name+".value")), mean("g_eff", 3, get(gEff)),
		closedForm, mean("theory of this W", 3, get(thisW)), ci(fmt.Sprintf("D, T_w = %g ms", window()), 3, get(dim)),
		ci("D, T_w = 300 ms", 3, get(atWindow(300, "value"))), ci("D, T_w = 2000 ms", 3, get(atWindow(2000, "value"))), mean("mean s.e. of a run", 3, get("dimension.se")))
}

func (b book) dimensionSizes() *sheet {
	var all []Cell
	for _, q := range b.Ends {
		for _, n := range append([]int{b.N}, b.SizesD...) {
			all = append(all, untrained(n, q, b.Mid[q]))
		}
	}
	return b.sheet("dimension-sizes", all, byComposition, byG, byN, countRuns, mean("g_eff", 3, get(gEff)), ci("D", 3, get(dim)),
		mean("(1 − g_eff²)²", 3, get(theory)), ci("D minus it", 3, overTheory), mean("theory of this W", 3, get(thisW)))
}

// forms are falling functions of one parameter that D might follow instead.
var forms = []struct {
	name string
	f    func(float64) float64
}{
	{"(1 − x²)²", dimension.Linear},
	{"exp(−2x²)", func(x float64) float64 { return math.Exp(-2 * x * x) }},
	{"1/(1 + x²)²", func(x float64) float64 { return 1 / ((1 + x*x) * (1 + x*x)) }},
	{"1 − x²", func(x float64) float64 { return math.Max(0, 1-x*x) }},
	{"exp(−x)", func(x float64) float64 { return math.Exp(-x) }},
}

// rivals fits every form to the same points: x = a·g_eff over all compositions, and
// x = a·g for each. Linear theory says a = 1 for the first form and x = a·g_eff; for
// the others a means nothing.
func (b book) rivals() *sheet {
	t := newSheet("rivals", "form", "of", "a", "r.m.s. error", "R²")
	for _, form := range forms {
		var x, y []float64
		add := func(of string, x, y []float64) {
			if len(x) > 2 {
				a, rmse, r2 := fit(x, y, form.f)
				t.row(form.name, of, digits(a, 3), digits(rmse, 4), digits(r2, 4))
			}
		}
		for _, q := range b.Compositions {
			var xs, ys []float64
			for _, c := range b.spontaneousCells(q) {
				for _, r := range b.of(c) {
					if e := r.get(gEff); e < reach {
						x, y = append(x, e), append(y, r.get(dim))
						xs, ys = append(xs, c.G), append(ys, r.get(dim))
					}
				}
			}
			add("x = a·g, "+atQ(q), xs, ys)
		}
		add("x = a·g_eff, all compositions", x, y)
	}
	return t
}
