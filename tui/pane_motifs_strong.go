package tui

import (
	"math"
	"strings"
	"sync"

	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/tui/chart"
)

// cortexMark is a published reciprocal ratio.
type cortexMark struct {
	letter rune
	role   chart.Role
	lo, hi float64
	row    motifs.CortexRow
}

// cortexMarks are the published counts of reciprocal pairs. A study that gives
// words and no number ("at random level") stands at 1, which is what they mean.
var cortexMarks = sync.OnceValue(func() []cortexMark {
	var out []cortexMark
	for _, row := range motifs.Cortex() {
		if row.Statistic != "pairs" || row.Motif != "reciprocal" {
			continue
		}
		mark := cortexMark{lo: row.RatioLo, hi: row.RatioHi, row: row}
		if math.IsNaN(mark.lo) && row.AtRandom {
			mark.lo, mark.hi = 1, 1
		}
		if math.IsNaN(mark.lo) {
			continue
		}
		switch row.Species {
		case "human":
			mark.letter, mark.role = 'H', chart.Human
		case "mouse":
			mark.letter, mark.role = 'M', chart.Mouse
		default:
			mark.letter, mark.role = 'R', chart.Rat
		}
		out = append(out, mark)
	}
	return out
})

// drawStrong draws the strong graph's pair motifs as ratios to chance, with marks for cortex.
func (p *motifsPane) drawStrong(b *chart.Buffer, r chart.Rect, m *measure.Motifs) {
	s, blocks, degree := m.Strong, m.StrongTest, m.Degree
	rows := [...]struct {
		name          string
		ratio         motifs.Ratio
		block, degree motifs.Tested
	}{
		{"reciprocal", s.Reciprocal, blocks.Reciprocal, degree.Reciprocal},
		{"divergent", s.Divergent, blocks.Divergent, degree.Divergent},
		{"convergent", s.Convergent, blocks.Convergent, degree.Convergent},
		{"chain", s.Chain, blocks.Chain, degree.Chain},
	}
	marks := cortexMarks()
	top := 1.0
	for _, row := range rows {
		if v := row.ratio.Ratio; v > top && v < 1e3 {
			top = v
		}
	}
	for _, c := range marks {
		top = max(top, c.hi)
	}
	scale := p.strong.Fit(top, 2)
	t := newMotifTable(r, 11, 9, 3)
	first := 0
	if r.H >= 5 {
		first = 1
		w := b.Write(r.Cols(0, t.bars(0).X+t.bars(0).W-r.X), 0)
		w.Cut(chart.Join("strongest ", chart.Fixed(100*s.P, 0), " % of ", m.Of.String()), chart.Plain)
		for i, head := range [...]string{"/ chance", "z types", "z degree"} {
			t.column(b, 0, i, head, chart.Plain)
		}
	}
	// One cell column is the line at 1; the rest is in proportion.
	zero := int(float64(t.bars(0).W-1) / scale)
	perCell := scale / float64(max(1, t.bars(0).W-1))
	line := func(k int, name string, ratio float64, block, degree motifs.Tested) {
		bar := t.bars(k)
		t.name(b, k, name, chart.Plain)
		p.bar(b, bar, zero, perCell, ratio-1, ratioRole(block.Z))
		t.column(b, k, 0, ratioText(ratio), chart.Bold)
		t.column(b, k, 1, chart.Z(block.Z), chart.Plain)
		if degree.Fixed == motifs.ByDegrees {
			t.column(b, k, 2, "fixed", chart.Plain)
		} else {
			t.column(b, k, 2, chart.Z(degree.Z), chart.Plain)
		}
	}
	k := first
	line(k, rows[0].name, rows[0].ratio.Ratio, rows[0].block, rows[0].degree)
	k++
	if r.H >= first+len(rows)+1 {
		p.drawCortex(b, t, k, zero, perCell, marks)
		k++
	}
	for _, row := range rows[1:] {
		line(k, row.name, row.ratio.Ratio, row.block, row.degree)
		k++
	}
	if !p.bare {
		p.drawSources(b, r.Rows(k, r.H), m, marks)
	}
}

// drawCortex draws the marks of cortex on the scale of the bars above.
func (p *motifsPane) drawCortex(b *chart.Buffer, t motifTable, k, zero int, perCell float64, marks []cortexMark) {
	t.name(b, k, "  cortex", chart.Plain)
	bar := t.bars(k)
	if bar.W < 6 {
		return
	}
	b.Set(bar.X+zero, bar.Y, '│', chart.Border)
	column := func(ratio float64) int {
		return bar.X + min(max(zero+int(math.Round((ratio-1)/perCell)), 0), bar.W-1)
	}
	for _, c := range marks {
		for x := column(c.lo) + 1; x < column(c.hi); x++ {
			b.Set(x, bar.Y, '┈', c.role)
		}
	}
	for _, c := range marks {
		b.Set(column(c.lo), bar.Y, c.letter, c.role)
		b.Set(column(c.hi), bar.Y, c.letter, c.role)
	}
	if t.values > 1 {
		x := bar.X + bar.W + 1
		b.Text(x, bar.Y, t.X+t.W, "H human M mouse R rat", chart.Plain)
	}
}

// drawSources says what is compared, with the sources, as far as there is room.
func (p *motifsPane) drawSources(b *chart.Buffer, r chart.Rect, m *measure.Motifs, marks []cortexMark) {
	k := 0
	w := b.Write(r, k)
	w.Cut("cortex: a comparison, not evidence of mechanism", chart.Plain)
	k++
	if r.H < 2 {
		return
	}
	w = b.Write(r, k)
	w.Cut("z types: within each type; z degree: with the same degrees", chart.Plain)
	k++
	for _, c := range marks {
		if k >= r.H {
			return
		}
		w = b.Write(r, k)
		w.Rune(c.letter, c.role).Text(" ", chart.Plain).Text(ratioText(c.lo), chart.Plain)
		if c.hi != c.lo {
			w.Text("–", chart.Plain).Text(ratioText(c.hi), chart.Plain)
		}
		if own, ok := m.CortexRatio[c.row.P]; ok {
			w.Text(", here at its density ", chart.Plain).Text(ratioText(own), chart.Bold)
		}
		w.Text("  ", chart.Plain).Cut(c.row.Source, chart.Plain)
		k++
	}
}

// cortexTriads says which triads were counted in cortex. Their expectation is that
// of a graph of the same density, not of the same pairs: so they are a line beside
// the census, not marks on its bars.
var cortexTriads = sync.OnceValue(func() string {
	text := ""
	for _, row := range motifs.Cortex() {
		if row.Statistic != "induced triads" || math.IsNaN(row.RatioLo) {
			continue
		}
		name, _, _ := strings.Cut(row.Motif, " ")
		if text == "" {
			text = row.Species + " " + row.Area + " (by density):"
		} else {
			text += ","
		}
		text += " " + name + " " + ratioText(row.RatioLo)
	}
	return text
})
