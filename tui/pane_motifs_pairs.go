package tui

import (
	"math"

	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/tui/chart"
)

// drawWeightedPairs draws the correlations between weights that share neurons, of two
// networks: for each motif the bar of A and below it that of B; where there is no room,
// the mark of B stands on the bar of A.
func (p *motifsPane) drawWeightedPairs(b *chart.Buffer, r chart.Rect, of, second *measure.Motifs) {
	rows := [...]struct {
		name string
		a, b motifs.Tested
	}{
		{"reciprocal", of.Weighted.Reciprocal, second.Weighted.Reciprocal},
		{"divergent", of.Weighted.Divergent, second.Weighted.Divergent},
		{"convergent", of.Weighted.Convergent, second.Weighted.Convergent},
		{"chain", of.Weighted.Chain, second.Weighted.Chain},
	}
	var up, down float64
	for _, row := range rows {
		for _, v := range [2]float64{row.a.Value, row.b.Value} {
			if math.Abs(v) <= 1 {
				up, down = max(up, v), max(down, -v)
			}
		}
	}
	scale := p.weighted.Fit(max(up, down), 0.1)
	t := newMotifTable(r, 13, 8, 2)
	first, each := 0, 1
	if r.H >= 2*len(rows) {
		each = 2
	}
	heads := [...]string{"corr.", "z"}
	if each == 1 {
		heads = [...]string{"A", "B"}
	}
	if r.H > each*len(rows) {
		first = 1
		for i, head := range heads {
			t.column(b, 0, i, head, chart.Plain)
		}
		w := b.Write(r, 0)
		w.Rune(markA, chart.NetA).Text(" A  ", chart.Plain).Rune(markB, chart.NetB).Text(" B", chart.NetB)
	}
	zero := t.bars(0).W / 6
	if down > scale/6 {
		zero = t.bars(0).W / 2
	}
	perCell := scale / float64(max(1, t.bars(0).W-zero-1))
	draw := func(k int, name string, mark rune, v motifs.Tested, role chart.Role) {
		if t.Row(k).Empty() {
			return
		}
		b.Set(t.X, t.Y+k, mark, role)
		b.Text(t.X+2, t.Y+k, t.X+t.label-1, name, chart.Plain)
		p.bar(b, t.bars(k), zero, perCell, v.Value, role)
		t.column(b, k, 0, chart.Effect(v.Value), role)
		if each == 1 {
			return
		}
		if v.Fixed != motifs.Free {
			t.column(b, k, 1, "exp.", chart.Plain)
		} else {
			t.column(b, k, 1, chart.Z(v.Z), chart.Plain)
		}
	}
	for k, row := range rows {
		at := first + each*k
		draw(at, row.name, markA, row.a, chart.NetA)
		if each == 2 {
			draw(at+1, "", markB, row.b, chart.NetB)
			continue
		}
		t.column(b, at, 1, chart.Effect(row.b.Value), chart.NetB)
		if bar, x := t.bars(at), zero+int(math.Round(row.b.Value/perCell)); x >= 0 && x < bar.W && !math.IsNaN(row.b.Value) {
			b.Set(bar.X+x, bar.Y, markB, chart.NetB)
		}
	}
}
