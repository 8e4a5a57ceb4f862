package report

import (
	"fmt"
	"math"
)

// book is a study with its runs: what figures, checks and text are made of.
type book struct {
	Study
	*Rows
}

func atQ(q float64) string                 { return "f_Q " + short(q) }
func atPQ(preset string, q float64) string { return preset + " " + atQ(q) }

// linear is (1 − x²)² below 1.
func linear(x float64) float64 {
	if x >= 1 {
		return 0
	}
	return (1 - x*x) * (1 - x*x)
}

// reach is how far in g_eff the closed form is held against measurements.
const reach = 0.8

// fitReach is how far in γg points enter the fit of γ.
const fitReach = 0.75

// finding1 is the dimension.
func (b book) finding1() *Finding {
	f := &Finding{Number: 1, Title: "Dimension follows the linear form, rescaled by the gain",
		Question: "Does D = PR/N of spike counts fall with coupling as that of a linear network, (1 − x²)², when x is the coupling times the slope " +
			"of the f–I curves, and does composition enter through that slope alone? x = g_eff is computed from the measured rates; nothing is fitted.",
		Figures: []string{"dimension.svg", "dimension-gain.svg", "windows.svg"}}
	a, g2000, w, cov := against("1a"), against("1g"), against("1h"), against("1i")
	for _, q := range b.Compositions {
		for _, g := range b.Gains[q] {
			c := untrained(b.N, q, g)
			if !(b.column(c, "g_eff").all().Mean < reach) {
				continue
			}
			label := fmt.Sprintf("%s g %s", atQ(q), short(g))
			minus := func(d, theory string) effect {
				return b.effect(c, func(r *Row) float64 { return r.get(d) - r.get(theory) })
			}
			a.add(label, minus("d1000", "theory"))
			g2000.add(label, minus("d2000", "theory"))
			w.add(label, minus("d1000", "theory_w"))
			cov.add(label, minus("d1000_cov", "theory_w_cov"))
		}
	}
	f.Checks = append(f.Checks, a)
	f.Checks = append(f.Checks, b.gains()...)
	f.Checks = append(f.Checks, g2000, w, cov)
	f.Text = []string{b.dimensionTable(), b.rivals()}
	f.Warnings = []string{
		"Near g_eff = 1 D is steep and the linear theory ends: those gains are measured and drawn, and not judged.",
		fmt.Sprintf("At T_w = 2000 ms there are %s windows for %d neurons, fewer than two for each: the correction for sampling is large there.", short(float64(b.windows(b.N)/2)), b.N),
		"R² alone tells little between falling one-parameter forms: see the rival fits.",
	}
	return f
}

// gammaFit fits γ to a seed's D at T_w = 300 ms over all gains with γg below
// fitReach, by dropping the largest gain until that holds.
func (b book) gammaFit(q float64, seed int) float64 {
	var x, y []float64
	for _, g := range b.Gains[q] {
		for _, r := range b.of(untrained(b.N, q, g)) {
			if r.Seed == seed {
				x, y = append(x, g), append(y, r.get("d300"))
			}
		}
	}
	for len(x) > 0 {
		gamma, _, _ := least(x, y, linear)
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
		more, less := b.Compositions[k], b.Compositions[k-1] // LIF share
		label := fmt.Sprintf("%s minus %s", atQ(more), atQ(less))
		e := b.difference(untrained(b.N, more, at), untrained(b.N, less, at), "g_eff")
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
	t := newTable("f_Q", "g", "n", "γ LIF", "γ QIF", "g_eff", "(1 − g_eff²)²", "this W", "D, T_w = 1000 ms", "D, 300 ms", "D, 2000 ms", "mean s.e. of a run")
	row := func(c Cell) {
		n := func(name string, d int) string { return fixed(b.column(c, name).all().Mean, d) }
		i := b.column(c, "d1000").all()
		if i.N == 0 {
			return
		}
		theory := n("theory", 3)
		if b.column(c, "g_eff").all().Mean >= 1 {
			theory = "–"
		}
		t.row(short(c.QIF), short(c.G), fmt.Sprint(i.N), n("gain_lif", 2), n("gain_qif", 2), n("g_eff", 3), theory, n("theory_w", 3),
			i.show(3), b.column(c, "d300").all().show(3), b.column(c, "d2000").all().show(3), n("d1000_se", 3))
	}
	for _, q := range b.Compositions {
		for _, g := range b.Gains[q] {
			row(untrained(b.N, q, g))
		}
	}
	return "Measured and expected; means over seeds, with 95 % t intervals for D:\n\n" + t.text()
}

// forms are falling functions of one parameter that D might follow as well.
var forms = []struct {
	name string
	f    func(float64) float64
}{
	{"(1 − x²)²", linear},
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
					if e := r.get("g_eff"); e < reach {
						x, y = append(x, e), append(y, r.get("d1000"))
						xs, ys = append(xs, g), append(ys, r.get("d1000"))
					}
				}
			}
			if len(xs) > 2 {
				_, _, r2 := least(xs, ys, form.f)
				each += fixed(r2, 3) + " "
			}
		}
		if len(x) < 3 {
			continue
		}
		a, rmse, r2 := least(x, y, form.f)
		t.row(form.name, fixed(a, 3), fixed(rmse, 4), fixed(r2, 4), each)
	}
	return fmt.Sprintf("**Rival forms**, each with one free factor a, fitted to all runs with g_eff < %g. The linear theory says a = 1 for the first; "+
		"for the others a means nothing:\n\n", reach) + t.text()
}
