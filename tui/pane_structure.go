package tui

import (
	"math"
	"math/cmplx"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/measure"
	"spiketop/run"
	"spiketop/sim"
	"spiketop/tui/chart"
)

// structurePane turns the structure of random weights and shows what was set, what
// this W has, and what theory expects of it.
type structurePane struct {
	at    int // the selected parameter
	plane eigenvaluesPane

	of       run.Params // what want is of
	known    bool
	want     measure.Structure
	outliers []complex128 // of want
	spectrum *live.Spectrum
	re, im   float64 // half axes of this W; NaN: not known
	found    []complex128
}

var _ = register(PaneKind{Name: "structure", New: func() Pane { return new(structurePane) },
	Weight: Folded, Shows: ofActing, Turn: [2]string{"up", "down"}})

// structured are the parameters of the structure, with their names on the pane: first
// the correlations in the order of motifs.Weighted.
var structured = [...]struct{ key, symbol, name string }{
	{"net.kappa", "κ", "reciprocal"}, {"net.con", "con", "convergent"}, {"net.div", "div", "divergent"}, {"net.chn", "chn", "chain"},
	{"net.rank1", "", "rank one"}, {"net.rank1_overlap", "", "overlap"},
}

const correlations = 4 // the first of structured

// values are those of structured.
func structureValues(s *sim.Structure) [len(structured)]float64 {
	return [...]float64{s.Kappa, s.Convergent, s.Divergent, s.Chain, s.Rank1, s.Overlap}
}

func (*structurePane) Silent(f *live.Frame) string {
	return when(f.Params.Net.Structure.None(), "nothing is set; p → reciprocal")
}

func (*structurePane) Headline(f *live.Frame) string {
	s := &f.Params.Net.Structure
	if s.None() {
		return "independent weights"
	}
	var a [128]byte
	text := a[:0]
	next := func() {
		if len(text) > 0 {
			text = append(text, " · "...)
		}
	}
	for k, v := range structureValues(s) {
		switch {
		case v == 0 || k > correlations:
		case k == correlations:
			next()
			text = chart.AppendFixed(append(text, "rank one "...), v, 2)
			text = chart.AppendFixed(append(text, " × "...), s.Overlap, 2)
		default:
			next()
			text = append(append(text, structured[k].symbol...), ' ')
			text = chart.AppendFixed(text, v, 2)
			if f.Pairs != nil {
				text = append(append(append(text, " (W "...), chart.Effect(f.Pairs.All()[k])...), ')')
			}
		}
	}
	return chart.Intern(text)
}

func (p *structurePane) Keys() []Binding {
	given := ofFrame(func(f *live.Frame) string {
		return when(f.Params.Net.Given() != nil, "the weights are given: structure is of random weights")
	})
	return []Binding{
		{Keys: []string{"up", "down"}, Show: "↑↓", Short: "select", Help: "select the parameter above, below", Rank: rankOfFirst,
			Do: func(_ *Model, key string) tea.Cmd {
				by := map[string]int{"up": -1, "down": 1}[key]
				p.at = min(max(p.at+by, 0), len(structured)-1)
				return nil
			}},
		{Keys: []string{"left", "right"}, Show: "←→", Short: "less, more", Help: "less, more of it: the network is built anew from the same random numbers", Why: given, Rank: rankOfFirst,
			Do: asking(func(_ *live.Frame, key string) live.Request {
				return live.Nudge{Key: structured[p.at].key, Dir: map[string]int{"left": -1, "right": +1}[key]}
			})},
	}
}

// read brings what is expected and found up to date.
func (p *structurePane) read(f *live.Frame) {
	if !p.known || p.of != f.Params {
		p.of, p.known = f.Params, true
		p.want = measure.StructureOf(f.Params)
		p.outliers = p.want.Outliers()
		p.spectrum = nil
	}
	if f.Spectrum == p.spectrum {
		return
	}
	p.spectrum, p.re, p.im, p.found = f.Spectrum, math.NaN(), math.NaN(), nil
	switch s := f.Spectrum; {
	case s == nil:
	case s.Fresher():
		_, _, p.found = measure.HalfAxes(s.Outliers(), p.outliers)
	case len(s.Now.Values) > 0:
		p.re, p.im, p.found = measure.HalfAxes(s.Now.Values, p.outliers)
	}
}

// Columns of the two tables.
const (
	structureName   = 15
	structureNumber = 7
	structureWide   = 2 + structureName + 3*structureNumber
	expectedName    = 18
	expectedWide    = expectedName + structureNumber + 13
)

func (p *structurePane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	p.read(f)
	if r.H >= 8 && p.drawDoubt(b, r, f) {
		r = r.Rows(0, r.H-1)
	}
	beside := r.W >= structureWide+2+expectedWide
	head := 0
	if r.H > len(structured) {
		head = 1
		w := b.Write(r, 0)
		w.Skip(2 + structureName)
		left := ""
		if p.takes() {
			left = "left"
		}
		for _, text := range [...]string{"set", left, "this W"} {
			right(b, &w, text, structureNumber, chart.Plain)
		}
	}
	first := 0
	if r.H < len(structured) { // the selected one is in sight
		first = min(max(0, p.at-r.H+1), len(structured)-r.H)
	}
	for k := first; k < len(structured) && k-first < r.H; k++ {
		p.drawRow(b, r.Row(head+k-first), f, k)
	}
	r, below := r.Rows(0, head+len(structured)), r.Rows(head+len(structured), r.H)
	if beside {
		p.drawExpected(b, r.Cols(structureWide+2, expectedWide), f)
	} else if below.H >= 3 {
		for x := below.X; x < below.X+below.W; x++ {
			b.Set(x, below.Y, '─', chart.Border)
		}
		rows := p.drawExpected(b, below.Rows(1, below.H), f)
		below = below.Rows(1+rows, below.H)
	} else if below.H > 0 {
		b.Cut(below.X, below.Y, below.X+below.W, "what theory expects: z fills the screen", chart.Plain)
	}
	if below.H >= leastPlane && f.Spectrum != nil && f.Spectrum.Defined() {
		p.plane.drawPlane(b, below, f)
	}
}

const leastPlane = 7 // rows of a complex plane in which an ellipse can be told from a circle

// takes reports whether the balance leaves other correlations than those set.
func (p *structurePane) takes() bool {
	for k := range correlations {
		if p.taken(k) {
			return true
		}
	}
	return false
}

func (p *structurePane) taken(k int) bool {
	set := p.want.Set.All()[k]
	return set != 0 && math.Abs(p.want.Left.All()[k]-set) >= 0.005
}

// right writes text so that it ends after wide columns.
func right(b *chart.Buffer, w *chart.Writer, text string, wide int, role chart.Role) {
	w.Skip(max(0, wide-b.Width(text)))
	w.Text(text, role)
}

// drawRow draws a parameter: what was set, what the balance leaves where that is
// another number, what W has.
func (p *structurePane) drawRow(b *chart.Buffer, r chart.Rect, f *live.Frame, k int) {
	role := func(role chart.Role) chart.Role {
		if k == p.at {
			return chart.Reverse
		}
		return role
	}
	if k == p.at {
		b.Fill(r.Cols(0, min(r.W, structureWide)), chart.Cell{Rune: ' ', Role: chart.Reverse})
	}
	set := structureValues(&f.Params.Net.Structure)[k]
	w := b.Write(r, 0)
	point := " "
	if k == p.at {
		point = "►"
	}
	w.Text(point, role(chart.Plain)).Text(" ", role(chart.Plain)).Text(structured[k].name, role(chart.Plain))
	if symbol := structured[k].symbol; k == 0 {
		w.Text(" ", role(chart.Plain)).Text(symbol, role(chart.Plain))
	}
	w.To(r.X + 2 + structureName)
	value := chart.Bold
	if set == 0 {
		value = chart.Plain
	}
	right(b, &w, chart.Fixed(set, 2), structureNumber, role(value))
	if k >= correlations {
		return
	}
	left := ""
	if p.taken(k) {
		left = chart.Fixed(p.want.Left.All()[k], 2)
	}
	right(b, &w, left, structureNumber, role(chart.Warn))
	has := math.NaN()
	if f.Pairs != nil {
		has = f.Pairs.All()[k]
	}
	right(b, &w, chart.Effect(has), structureNumber, role(chart.Measured))
}

// drawExpected draws what theory expects beside what there is. It returns the number of
// rows it took.
func (p *structurePane) drawExpected(b *chart.Buffer, r chart.Rect, f *live.Frame) (row int) {
	line := func(name, theory, here string) {
		w := b.Write(r, row)
		w.Cut(name, chart.Plain)
		w.To(r.X + expectedName)
		right(b, &w, theory, structureNumber, chart.Theory)
		w.Text("  ", chart.Plain)
		w.Cut(here, chart.Measured)
		row++
	}
	w := b.Write(r, row)
	w.Skip(expectedName)
	right(b, &w, "theory", structureNumber, chart.Plain)
	w.Text("  this W", chart.Plain)
	row++
	s := &f.Params.Net.Structure
	line("real half axis", chart.Fixed(p.want.Re, 2), chart.Fixed(p.re, 2))
	line("imag. half axis", chart.Fixed(p.want.Im, 2), chart.Fixed(p.im, 2))
	at := 0
	next := func() complex128 {
		at++
		if at > len(p.found) {
			return cmplx.NaN()
		}
		return p.found[at-1]
	}
	if s.Rank1 != 0 {
		if math.IsNaN(p.want.RankOne) {
			line("rank one", "in bulk", "")
		} else {
			line("rank one, λ", chart.Fixed(p.want.RankOne, 2), complexText(next()))
		}
	}
	if s.Chain != 0 && f.Params.Net.Balance != sim.Rows {
		if cmplx.IsNaN(p.want.Chains) {
			line("chains", "in bulk", "")
		} else {
			line("chains, λ", chart.Join("±", complexText(p.want.Chains)), complexText(next()))
		}
	}
	p.drawDimension(line, f)
	return row
}

// drawDimension draws D beside the theory that holds: D(g, κ) where κ is all that was
// set, else linear response.
func (*structurePane) drawDimension(line func(name, theory, here string), f *live.Frame) {
	d, s := f.Dimension, f.Params.Net.Structure
	if d == nil {
		line("dimension", chart.NA, "not yet")
		return
	}
	here := chart.NA
	switch {
	case d.Measured.Defined():
		here = chart.PM(d.Measured.Value, d.Measured.SE, 2)
	case d.Why != "":
		here = "–"
	}
	if s == (sim.Structure{Kappa: s.Kappa, Overlap: s.Overlap}) {
		line("D(g_eff, κ)", chart.Fixed(d.WithKappa.Value, 2), here)
	} else {
		line("D, of this W", chart.Fixed(d.OfW.Value, 2), here)
	}
	if f.Transfer != nil {
		line("g_eff, κ of W", chart.Fixed(f.Transfer.GEff.Value, 2), chart.Signed(d.Kappa, 2))
	}
}

// complexText writes an eigenvalue: a real one as a number.
func complexText(v complex128) string {
	switch {
	case cmplx.IsNaN(v):
		return chart.NA
	case math.Abs(imag(v)) < 0.005:
		return chart.Fixed(real(v), 2)
	case math.Abs(real(v)) < 0.005:
		return chart.Join(chart.Fixed(imag(v), 2), "i")
	}
	return chart.Join(chart.Fixed(real(v), 2), chart.Signed(imag(v), 2), "i")
}

// drawDoubt writes what the balance takes, or why a number is not there, into the last
// row. It reports whether there was anything.
func (p *structurePane) drawDoubt(b *chart.Buffer, r chart.Rect, f *live.Frame) bool {
	net := &f.Params.Net
	last := r.H - 1
	switch s := &net.Structure; {
	case net.Given() != nil:
		line(b, r, last, "· ", "the weights are given: structure is of random weights", 0, chart.Plain)
	case net.Balance == sim.Rows && s.Convergent != 0:
		text := chart.Join("con ", chart.Fixed(s.Convergent, 2), " set, .00 left")
		if s.Chain != 0 {
			text = chart.Join(text, "; chn ", chart.Fixed(s.Chain, 2), " set, .00 left")
		}
		line(b, r, last, "! ", chart.Join(text, ": rows are balanced; net.balance = none leaves them"), 0, chart.Warn)
	case s.Kappa != 0 && net.P < 1:
		line(b, r, last, "· ", chart.Join("p = ", chart.Fixed(net.P, 2), ": a synapse has a reverse with probability p, so pκ acts on λ and D"), 0, chart.Plain)
	case f.Dimension != nil && !f.Dimension.WithKappa.Defined():
		line(b, r, last, "· ", reason(f.Dimension.WithKappa.Warnings), 0, chart.Plain)
	case f.Spectrum != nil && len(f.Spectrum.Now.Values) == 0:
		line(b, r, last, "· ", "half axes need all eigenvalues: e in the eigenvalues pane", 0, chart.Plain)
	default:
		return false
	}
	return true
}
