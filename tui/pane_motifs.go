package tui

import (
	"math"

	"spiketop/internal/warn"
	"spiketop/learn"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/tui/chart"
)

// motifView is which graph, or which motifs of it, are shown.
type motifView int

const (
	weightedView motifView = iota
	strongView
	triadView
	nMotifViews
)

// motifsPane shows which motifs the weights have, against what chance would make.
type motifsPane struct {
	view                    motifView
	of                      measure.Definition // asked for; the result says whose it is
	weighted, strong, triad chart.Steady
	bars                    chart.Bars
	bare                    bool // without the notes
}

var _ = register(PaneKind{Name: "motifs", Digit: '4', New: func() Pane { return new(motifsPane) },
	Weight: Medium, Needs: needMotifs, Number: path("motifs.weighted.reciprocal.value")})

func (p *motifsPane) SetLegend(on bool) { p.bare = !on }

// Silent: the motifs of a random network are those that chance makes.
func (*motifsPane) Silent(f *live.Frame) string {
	return when(f.Params.Target.None() && !f.AsTrained.Ever, "no training here; p → oscillation")
}

// Pairs: the bars of the weighted view in pairs, of the same definition.
func (p *motifsPane) Pairs(f *live.Frame) bool {
	return p.view == weightedView && f.B.Motifs != nil && f.B.Motifs.Of == f.Motifs.Of
}

func (p *motifsPane) Views() (now, of int) { return int(p.view) + 1, int(nMotifViews) }

func (p *motifsPane) Headline(f *live.Frame) string {
	m := f.Motifs
	of := ""
	if m.Of != measure.OfW {
		of = chart.Join(" · of ", m.Of.String())
	}
	switch p.view {
	case strongView:
		return chart.Join("reciprocal ", chart.Fixed(m.Strong.Reciprocal.Ratio, 1), "× chance · z ", chart.Z(m.StrongTest.Reciprocal.Z), of, " · strong graph")
	case triadView:
		k := mostUnexpected(m)
		return chart.Join(motifs.TriadNames[k], " ", ratioText(m.TriadTest[k].Ratio()), "× chance · z ", chart.Z(m.TriadTest[k].Z), of, " · the least expected of 13 triads")
	}
	return chart.Join("reciprocal ", chart.Effect(m.Weighted.Reciprocal.Value), " (z ", chart.Z(m.Weighted.Reciprocal.Z), ")", of)
}

// firstTriad is the first connected triad in the census.
const firstTriad = 3

// mostUnexpected is the connected triad whose count is farthest from chance.
func mostUnexpected(m *measure.Motifs) int {
	at, most := firstTriad, math.Inf(-1)
	for k := firstTriad; k < len(m.TriadTest); k++ {
		if z := math.Abs(m.TriadTest[k].Z); z > most {
			at, most = k, z
		}
	}
	return at
}

func (p *motifsPane) Keys() []Binding {
	none := ofFrame(needMotifs.missing)
	return []Binding{
		{Keys: []string{"d"}, Short: "of W, its size, its change", Help: "of W, of its size, of −W or of its change", Why: none,
			Do: asking(func(*live.Frame, string) live.Request {
				p.of = (p.of + 1) % measure.Definitions
				return live.Define{Of: p.of}
			})},
		{Keys: []string{"m"}, Short: "next view", Help: "next view", Why: none, Do: changing(func() { p.view = (p.view + 1) % nMotifViews })},
	}
}

func (p *motifsPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	// The doubt has the last row.
	if r.H >= 4 && p.drawDoubts(b, r, f) {
		r = r.Rows(0, r.H-1)
	}
	if f.B != nil && p.Pairs(f) {
		p.drawWeightedPairs(b, r, f.Motifs, f.B.Motifs)
		return
	}
	// Where there is room, the next views follow below.
	for k := range nMotifViews {
		view := (p.view + k) % nMotifViews
		need := [...]int{8, 12, 8}[view]
		if k > 0 && r.H < need+1 {
			return
		}
		if k > 0 {
			for x := r.X; x < r.X+r.W; x++ {
				b.Set(x, r.Y, '─', chart.Border)
			}
			r = r.Rows(1, r.H)
		}
		if view == triadView {
			need = r.H
			if r.W >= 46 {
				need = 8
			}
		}
		part := r.Rows(0, need)
		if k == nMotifViews-1 || r.H < need+8 {
			part = r
		}
		switch view {
		case weightedView:
			p.drawWeighted(b, part, f.Motifs)
		case strongView:
			p.drawStrong(b, part, f.Motifs)
		case triadView:
			p.drawTriads(b, part, f.Motifs)
		}
		r = r.Rows(part.H, r.H)
	}
}

// drawDoubts writes the first of what may mislead about the motifs into the last
// row of r: that the network is not trained, then what the result says of itself,
// then why a z is not there. It reports whether there was anything.
func (p *motifsPane) drawDoubts(b *chart.Buffer, r chart.Rect, f *live.Frame) bool {
	m := f.Motifs
	if why := untrainedMotifs(f); why != "" {
		return warnFirst(b, r, r.H-1, why, len(m.Warnings))
	}
	shown := false
	switch p.view {
	case weightedView:
		t := &m.Weighted
		shown = warnLine(b, r, r.H-1, m.Warnings, t.Reciprocal.Warnings, t.Divergent.Warnings, t.Convergent.Warnings, t.Chain.Warnings)
	case strongView:
		t := &m.StrongTest
		shown = warnLine(b, r, r.H-1, m.Warnings, t.Reciprocal.Warnings, t.Divergent.Warnings, t.Convergent.Warnings, t.Chain.Warnings)
	default:
		shown = warnLine(b, r, r.H-1, m.Warnings)
	}
	if !shown && f.Params.Target.None() {
		line(b, r, r.H-1, "· ", "these are the motifs of the random network", 0, chart.Plain)
		shown = true
	}
	return shown
}

// untrainedMotifs says that the motifs are not those of a trained network, or "".
// The result says so itself where it is newer than the last test.
func untrainedMotifs(f *live.Frame) string {
	switch all := f.Motifs.Warnings; {
	case f.Params.Target.None() || all.Has(warn.NotTrained) || all.Has(warn.NotTested):
		return ""
	case !f.AsTrained.Ever:
		return "not trained: these are the motifs of the random network"
	case f.Test.Tests == 0:
		return "not tested yet: whether training holds is not known"
	case !(f.Test.Score >= learn.TrainedScore):
		return chart.Join("not trained: the test score ", chart.Fixed(f.Test.Score, 2), " is below ", chart.Fixed(learn.TrainedScore, 1))
	}
	return ""
}

// motifTable says where the columns of a table with bars are.
type motifTable struct {
	chart.Rect
	label  int // columns of the names
	number int // of each number
	values int // how many numbers
}

// newMotifTable makes a table of as many of the numbers as fit beside bars that can be read.
func newMotifTable(r chart.Rect, label, number, values int) motifTable {
	t := motifTable{r, label, number, values}
	if r.W < 36 {
		t.label = min(label, 5)
	}
	for t.values > 1 && t.bars(0).W < 8 {
		t.values--
	}
	return t
}

// bars is the place of the bar in row k.
func (t motifTable) bars(k int) chart.Rect {
	return t.Row(k).Cols(t.label, t.W-t.label-t.values*t.number)
}

// column writes text, ending where the i-th number of row k ends.
func (t motifTable) column(b *chart.Buffer, k, i int, text string, role chart.Role) {
	if i >= t.values || t.Row(k).Empty() {
		return
	}
	end := t.X + t.W - (t.values-1-i)*t.number
	b.Text(max(end-b.Width(text), t.X), t.Y+k, t.X+t.W, text, role)
}

// name writes the name of row k.
func (t motifTable) name(b *chart.Buffer, k int, text string, role chart.Role) {
	if !t.Row(k).Empty() {
		b.Text(t.X, t.Y+k, t.X+t.label-1, text, role)
	}
}

// bar draws a bar from the zero line to v, by ntcharts if it goes to the right.
func (p *motifsPane) bar(b *chart.Buffer, r chart.Rect, zero int, perCell, v float64, role chart.Role) {
	if r.W < 3 {
		return
	}
	// What is too small for its bar to be seen still shows its sign.
	if least := perCell / 8; v > 0 && v < least {
		v = least
	} else if least := perCell / 4; v < 0 && v > -least {
		v = -least
	}
	b.SignedBar(r, zero, perCell, min(v, 0), role)
	right := r.Cols(zero+1, r.W)
	if v > 0 && right.W > 0 {
		p.bars.Draw(b, right, []float64{v / perCell / float64(right.W)}, role)
	}
}

// drawWeighted draws the correlations between weights that share neurons.
func (p *motifsPane) drawWeighted(b *chart.Buffer, r chart.Rect, m *measure.Motifs) {
	rows := [...]struct {
		name       string
		own, block motifs.Tested
		before     float64
	}{
		{"reciprocal", m.Weighted.Reciprocal, m.Blocks.Reciprocal, m.Before.Reciprocal},
		{"divergent", m.Weighted.Divergent, m.Blocks.Divergent, m.Before.Divergent},
		{"convergent", m.Weighted.Convergent, m.Blocks.Convergent, m.Before.Convergent},
		{"chain", m.Weighted.Chain, m.Blocks.Chain, m.Before.Chain},
	}
	var up, down float64
	for _, row := range rows {
		if v := row.own.Value; math.Abs(v) <= 1 {
			up, down = max(up, v), max(down, -v)
		}
	}
	scale := p.weighted.Fit(max(up, down), 0.1)
	t := newMotifTable(r, 11, 8, 4)
	first := 0
	if r.H >= 5 {
		first = 1
		title := "weights that share neurons"
		if m.Of != measure.OfW {
			title = chart.Join("weights of ", m.Of.String())
		}
		if room := t.label + t.bars(0).W - 1; room < len(title) {
			title = "weighted"
		}
		b.Cut(r.X, r.Y, t.bars(0).X+t.bars(0).W, title, chart.Plain)
		for i, head := range [...]string{"corr.", "z", "z types", "before"} {
			t.column(b, 0, i, head, chart.Plain)
		}
	}
	zero := t.bars(0).W / 6
	if down > scale/6 {
		zero = t.bars(0).W / 2
	}
	perCell := scale / float64(max(1, t.bars(0).W-zero-1))
	for k, row := range rows {
		k += first
		bar := t.bars(k)
		role := chart.Measured
		if row.own.Fixed != motifs.Free {
			role = chart.Null
		}
		t.name(b, k, row.name, chart.Plain)
		p.bar(b, bar, zero, perCell, row.own.Value, role)
		if at := int(math.Round(row.block.Mean / perCell)); bar.W >= 3 && !math.IsNaN(row.block.Mean) && at != 0 && zero+at >= 0 && zero+at < bar.W {
			b.Set(bar.X+zero+at, bar.Y, '¦', chart.Null)
		}
		t.column(b, k, 0, chart.Effect(row.own.Value), chart.Bold)
		if row.own.Fixed != motifs.Free {
			if t.values > 2 {
				t.column(b, k, 2, "expected", chart.Plain)
			} else {
				t.column(b, k, 1, "exp.", chart.Plain)
			}
		} else {
			t.column(b, k, 1, chart.Z(row.own.Z), chart.Plain)
			t.column(b, k, 2, chart.Z(row.block.Z), chart.Plain)
		}
		t.column(b, k, 3, chart.Effect(row.before), chart.Dim)
	}
	if p.bare {
		return
	}
	notes := r.Rows(first+len(rows), r.H)
	w := b.Write(notes, 0)
	w.Text("z: ", chart.Plain).Text("weights shuffled; ", chart.Plain).Text("z types: ", chart.Plain).Cut("within each type", chart.Plain)
	w = b.Write(notes, 1)
	w.Text("norm of W ", chart.Plain).Fixed(m.Frobenius, 1, chart.Plain)
	w.Text("   p of reciprocal ", chart.Plain).Text(chart.P(m.Weighted.Reciprocal.P), chart.Plain)
	if law := " (normal law)"; b.Width(law) <= w.Left() {
		w.Text(law, chart.Plain)
	}
	if m.Weighted.Balanced {
		w = b.Write(notes, 2)
		w.Cut("convergent is expected: the rows are balanced", chart.Plain)
	}
}

// drawTriads draws the 13 connected triads of the strong graph against chance
// that keeps the dyads (U|MAN).
func (p *motifsPane) drawTriads(b *chart.Buffer, r chart.Rect, m *measure.Motifs) {
	const from = firstTriad
	n := len(motifs.TriadNames) - from
	first := 0
	if r.H >= 3 {
		first = 1
		b.Cut(r.X, r.Y, r.X+r.W, "count / expected of random triads with the same pairs, z", chart.Plain)
	}
	list := r.Rows(first, r.H)
	columns := 1
	if list.H < n && r.W >= 46 {
		columns = 2
	}
	if rows := (n + columns - 1) / columns; list.H > rows {
		w := b.Write(list, rows)
		w.Cut(cortexTriads(), chart.Plain)
	}
	perColumn := (n + columns - 1) / columns
	if perColumn > list.H {
		perColumn = max(1, list.H-1)
		left := n - min(n, perColumn*columns)
		b.Cut(list.X, list.Y+list.H-1, list.X+list.W, chart.Join(chart.Fixed(float64(left), 0), " more: z fills the screen"), chart.Plain)
	}
	top := 1.0
	for _, t := range m.TriadTest[from:] {
		if v := t.Ratio(); v > top && v < 1e3 {
			top = v
		}
	}
	scale := p.triad.Fit(top, 2)
	wide := r.W / columns
	for k := range min(n, perColumn*columns) {
		test := m.TriadTest[from+k]
		cell := list.Cols(k/perColumn*wide, wide-2*(columns-1))
		row := k % perColumn
		t := newMotifTable(cell, 5, 6, 2)
		t.name(b, row, motifs.TriadNames[from+k], chart.Plain)
		bar := t.bars(row)
		one := 1 / scale
		zero := int(one * float64(bar.W))
		p.bar(b, bar, zero, scale/float64(max(1, bar.W)), test.Ratio()-1, ratioRole(test.Z))
		t.column(b, row, 0, ratioText(test.Ratio()), chart.Plain)
		t.column(b, row, 1, chart.Z(test.Z), chart.Plain)
	}
}

// ratioRole tells what is beyond chance from what is not.
func ratioRole(z float64) chart.Role {
	if math.Abs(z) >= 2 {
		return chart.Measured
	}
	return chart.Null
}

func ratioText(v float64) string {
	if v >= 9.995 {
		return chart.Fixed(v, 1)
	}
	return chart.Fixed(v, 2)
}
