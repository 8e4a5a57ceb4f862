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
func atQ(q float64) string                 { return first.Fraction.Symbol + " " + short(q) }
func atPQ(preset string, q float64) string { return preset + " " + atQ(q) }

// fraction is what the tables call the composition.
var fraction = first.Fraction.Symbol

// reach is the g_eff up to which the closed form is compared with measurements.
const reach = 0.8

// fitReach is the γg up to which points enter the fit of γ.
const fitReach = 0.75

// finding1 is the dimension.
func (b book) finding1() *Finding {
	f := b.finding(1)
	a, g2000, w, cov := against("1a"), against("1g"), against("1h"), against("1i")
	for _, q := range b.Compositions {
		for _, g := range b.Gains[q] {
			c := untrained(b.N, q, g)
			if !(b.column(c, gEff).all().Mean < reach) {
				continue
			}
			label := fmt.Sprintf("%s g %s", atQ(q), short(g))
			minus := func(d, theory string) effect {
				return b.effect(c, func(r *Row) float64 { return r.get(d) - r.get(theory) })
			}
			a.add(label, minus(dim, theory))
			g2000.add(label, minus(atWindow(2000, "value"), theory))
			w.add(label, minus(dim, thisW))
			cov.add(label, minus("study.covariance.value", "study.covariance.theory_this_w"))
		}
	}
	f.Checks = append(f.Checks, a)
	f.Checks = append(f.Checks, b.gains()...)
	f.Checks = append(f.Checks, g2000, w, cov)
	f.Text = []string{b.dimensionTable(), b.rivals()}
	return f
}

// gammaFit fits γ to a seed's D at T_w = 300 ms over all gains with γg below
// fitReach: the largest gain is dropped until γg of the next is below.
func (b book) gammaFit(q float64, seed int) float64 {
	var x, y []float64
	for _, g := range b.Gains[q] {
		for _, r := range b.of(untrained(b.N, q, g)) {
			if r.Seed == seed {
				x, y = append(x, g), append(y, r.get(atWindow(300, "value")))
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

// gammas is the fitted γ by seed.
func (b book) gammas(q float64) (e effect) {
	for _, seed := range b.seeds(b.Seeds) {
		if g := b.gammaFit(q, seed); !math.IsNaN(g) {
			e.seed, e.x, e.trained = append(e.seed, seed), append(e.x, g), append(e.trained, true)
		}
	}
	return e
}

// gains are the checks of γ.
func (b book) gains() []*Checked {
	computed, fitted := against("1b"), against("1c")
	const at = 0.5 // a gain that every composition has
	for k := 1; k < len(b.Compositions); k++ {
		more, less := b.Compositions[k], b.Compositions[k-1] // neurons of the last type
		label := fmt.Sprintf("%s minus %s", atQ(more), atQ(less))
		e := b.difference(untrained(b.N, more, at), untrained(b.N, less, at), gEff)
		for i := range e.x {
			e.x[i] /= at
		}
		computed.add(label, e)
		fitted.add(label, minus(b.gammas(more), b.gammas(less)))
	}
	out := []*Checked{computed, fitted}
	for _, at := range []struct {
		key string
		q   float64
	}{{"1d", 1}, {"1e", .5}, {"1f", 0}} {
		c := against(at.key)
		c.add(atQ(at.q), b.gammas(at.q))
		out = append(out, c)
	}
	return out
}

// minus pairs two effects by seed.
func minus(a, b effect) (e effect) {
	for i, seed := range a.seed {
		for j, other := range b.seed {
			if seed == other {
				e.seed, e.x, e.trained = append(e.seed, seed), append(e.x, a.x[i]-b.x[j]), append(e.trained, a.trained[i] && b.trained[j])
			}
		}
	}
	return e
}

func (b book) dimensionTable() string {
	t := newTable(fraction, "g", "n", "γ "+last.Symbol, "γ "+first.Symbol, "g_eff", "(1 − g_eff²)²", "this W", fmt.Sprintf("D, T_w = %g ms", window()), "D, 300 ms", "D, 2000 ms", "mean s.e. of a run")
	row := func(c Cell) {
		n := func(name string, d int) string { return fixed(b.column(c, name).all().Mean, d) }
		i := b.column(c, dim).all()
		if i.N == 0 {
			return
		}
		theory := n(theory, 3)
		if b.column(c, gEff).all().Mean >= 1 {
			theory = "–"
		}
		t.row(short(c.Composition), short(c.G), fmt.Sprint(i.N), n("gain."+last.Name+".value", 2), n("gain."+first.Name+".value", 2), n(gEff, 3), theory, n(thisW, 3),
			i.show(3), b.column(c, atWindow(300, "value")).all().show(3), b.column(c, atWindow(2000, "value")).all().show(3), n("dimension.se", 3))
	}
	for _, q := range b.Compositions {
		for _, g := range b.Gains[q] {
			row(untrained(b.N, q, g))
		}
	}
	return "Measured and expected; means over seeds, with 95 % t intervals for D:\n\n" + t.text()
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

// rivals fits every form to the same points: x = ag, and x = a·g_eff.
func (b book) rivals() string {
	t := newTable("form", "a in x = a·g_eff, all compositions", "r.m.s. error", "R²", "R² with one a for each composition, x = a·g")
	for _, form := range forms {
		var x, y []float64
		each := ""
		for _, q := range b.Compositions {
			var xs, ys []float64
			for _, g := range b.Gains[q] {
				for _, r := range b.of(untrained(b.N, q, g)) {
					if e := r.get(gEff); e < reach {
						x, y = append(x, e), append(y, r.get(dim))
						xs, ys = append(xs, g), append(ys, r.get(dim))
					}
				}
			}
			if len(xs) > 2 {
				_, _, r2 := fit(xs, ys, form.f)
				each += fixed(r2, 3) + " "
			}
		}
		if len(x) < 3 {
			continue
		}
		a, rmse, r2 := fit(x, y, form.f)
		t.row(form.name, fixed(a, 3), fixed(rmse, 4), fixed(r2, 4), each)
	}
	return fmt.Sprintf("**Rival forms**, each with one free factor a, fitted to all runs with g_eff < %g. The linear theory says a = 1 for the first; "+
		"for the others a means nothing:\n\n", reach) + t.text()
}
