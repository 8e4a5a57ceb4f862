package tui

import (
	"math/cmplx"
	"slices"

	"spiketop/live"
	"spiketop/tui/chart"
)

// legend writes the rows of a legend, one below the other, as far as there is room.
type legend struct {
	b   *chart.Buffer
	r   chart.Rect
	row int
}

// next begins a row with a mark.
func (l *legend) next(mark rune, role chart.Role) chart.Writer {
	w := l.b.Write(l.r, l.row)
	l.row++
	w.Rune(mark, role).Text(" ", chart.Plain)
	return w
}

// left is how many rows are left.
func (l *legend) left() int { return max(0, l.r.H-l.row) }

// drawLegend says what the marks mean and what the spectrum comes to, what matters
// most first.
func (p *eigenvaluesPane) drawLegend(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spectrum
	warnings := s.Now.Warnings
	if s.Fresher() {
		warnings = s.Live.Warnings
	}
	if warnLine(b, r, r.H-1, warnings) {
		r = r.Rows(0, r.H-1)
	}
	l := &legend{b, r, 0}
	if s := p.second(f); s != nil {
		w := l.next(markB, chart.NetB)
		w.Text("B: ", chart.NetB).Text(outliers(len(s.Outliers())), chart.Bold)
		if v := largest(s); v >= 0 {
			w.Text(", max|λ| ", chart.Plain).Fixed(v, 2, chart.Plain)
		}
	}
	if s.Live != nil {
		p.drawLive(l, f)
	} else {
		w := l.next('◆', p.outlier(f))
		w.Text(when(p.second(f) != nil, "A: "), chart.NetA).Text(outliers(s.Now.Outliers), chart.Bold)
		p.explain(l, &w, s.Now.Outliers)
	}
	p.drawPredicted(l, f)
	p.drawPairs(l, f)
	circle, rest := '○', '·'
	if b.ASCII {
		circle, rest = 'c', '*'
	}
	w := l.next(circle, chart.Theory)
	w.Text("random W: radius ", chart.Plain).Fixed(s.Radius(), 2, chart.Bold)
	if t, ok := ofStructure(f); ok {
		w = l.next(circle, chart.Predicted)
		w.Text("theory: half axes ", chart.Plain).Fixed(t.Re, 2, chart.Bold).Text(", ", chart.Plain).Fixed(t.Im, 2, chart.Bold)
	}
	if len(s.Now.Values) > 0 {
		w = l.next(rest, chart.Bulk)
		w.Text("the rest: within ", chart.Plain).Fixed(s.Now.RestRadius, 2, chart.Bold)
	}
	if p.ring {
		p.drawBeforeLine(l, f)
	}
	w = l.next(' ', chart.Plain)
	w.Text("outliers lie beyond ", chart.Plain).Fixed(s.Threshold(), 2, chart.Plain)
	w = l.next(' ', chart.Plain)
	w.Text("max|λ| ", chart.Plain)
	if v := largest(s); v >= 0 {
		w.Fixed(v, 2, chart.Plain).Text(" = ", chart.Plain).Fixed(v/s.Radius(), 1, chart.Plain).Text(" radii", chart.Plain)
	} else {
		w.Text("unsettled", chart.Plain)
	}
}

// explain says after their number what outliers are, in two rows where it must.
func (*eigenvaluesPane) explain(l *legend, w *chart.Writer, n int) {
	what := ": patterns that"
	switch n {
	case 0:
		w.Cut(": none stands out", chart.Plain)
		return
	case 1:
		what = ": a pattern that"
	}
	const rest = "W amplifies by itself"
	if w.Left() > len(what)+len(rest) {
		w.Text(what, chart.Plain).Text(" ", chart.Plain).Text(rest, chart.Plain)
		return
	}
	w.Text(what, chart.Plain)
	next := l.next(' ', chart.Plain)
	next.Text(rest, chart.Plain)
}

// drawPredicted says how many outliers were predicted, how many of those measured
// are there, and how far off the others are.
func (p *eigenvaluesPane) drawPredicted(l *legend, f *live.Frame) {
	s := f.Spectrum
	if len(s.Predicted) == 0 {
		if s.PredictNote != "" && l.left() > 0 {
			w := l.next('◇', chart.Predicted)
			w.Cut(chart.Join("none predicted: ", s.PredictNote), chart.Plain)
		}
		return
	}
	if n := len(s.Found); n > 0 {
		w := l.next('☼', p.outlier(f))
		w.Int(n, chart.Bold).Cut(" predicted and found", chart.Plain)
	}
	w := l.next('◇', chart.Predicted)
	w.Cut(p.predictedText(f, w.Left()), chart.Plain)
}

// predictedText is "8 predicted, ± 4 %", with the median of the spreads, in words
// that fit.
func (p *eigenvaluesPane) predictedText(f *live.Frame, room int) string {
	s := f.Spectrum
	head := chart.Join(whole(len(s.Predicted)), " predicted")
	if !f.AsTrained.Ever {
		head = chart.Join(head, " after training")
	} else if len(s.Found) == 0 {
		head = chart.Join(head, ", none found yet")
	}
	p.spreads = p.spreads[:0]
	for _, e := range s.Predicted {
		if x := e.Spread() / cmplx.Abs(e.Value); x >= 0 {
			p.spreads = append(p.spreads, x)
		}
	}
	if len(p.spreads) == 0 {
		return head
	}
	slices.Sort(p.spreads)
	spread := chart.Join(chart.Fixed(100*p.spreads[len(p.spreads)/2], 0), " %")
	if text := chart.Join(head, ", ± ", spread); len(text) <= room {
		return text
	}
	return head
}

// drawPairs says what period the angle of each pair means, and which the target has.
func (p *eigenvaluesPane) drawPairs(l *legend, f *live.Frame) {
	p.pairs = pairsOf(p.pairs[:0], f.Spectrum.Outliers())
	if len(p.pairs) == 0 || l.left() == 0 {
		return
	}
	const most = 4
	wanted := wantedPeriod(f, p.pairs)
	room := min(most, max(1, l.left()-3)) // the target, the circle and the rest below
	for k, v := range p.pairs {
		w := l.next(' ', chart.Plain)
		if k > 0 && k == room-1 && len(p.pairs) > room {
			w.Text("     ", chart.Plain).Text(pairText(v, f.Params.Net.TauS), chart.Bold).Cut(chart.Join(", ", whole(len(p.pairs)-k-1), " more"), chart.Plain)
			break
		}
		name := "pair "
		if k > 0 {
			name = "     "
		}
		w.Text(name, chart.Plain).Text(pairText(v, f.Params.Net.TauS), chart.Bold)
		if k == 0 {
			w.Cut(" by τ_s", chart.Plain)
		}
	}
	if wanted != "" {
		w := l.next(' ', chart.Plain)
		w.Cut(wanted, chart.Plain)
	}
}

// drawBeforeLine explains the ring of the start.
func (*eigenvaluesPane) drawBeforeLine(l *legend, f *live.Frame) {
	ring := '┈'
	if l.b.ASCII {
		ring = '.'
	}
	w := l.next(ring, chart.Before)
	if len(f.Spectrum.Before.Values) == 0 {
		w.Cut(chart.Join("before: ", demandText(f)), chart.Plain)
		return
	}
	w.Text("before t 0: radius ", chart.Plain).Fixed(f.Spectrum.Before.BulkRadius, 2, chart.Plain)
}

// drawNumbers says the most important of it in two rows.
func (p *eigenvaluesPane) drawNumbers(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spectrum
	if s.Live != nil {
		p.drawLiveNumbers(b, r, f)
		return
	}
	w := b.Write(r, 0)
	switch n, second := len(s.Found), p.second(f); {
	case second != nil:
		w.Rune(markA, chart.NetA).Text(" A ", chart.Plain).Int(len(s.Outliers()), chart.Bold).Text("  ", chart.Plain)
		w.Rune(markB, chart.NetB).Text(" B ", chart.NetB).Int(len(second.Outliers()), chart.Plain).Text(" outliers", chart.Plain)
	case s.Now.Outliers == 0:
		w.Text("◆ ", chart.Outlier).Cut("no outlier: none stands out", chart.Plain)
	case n == 0:
		w.Text("◆ ", chart.Outlier).Cut("a pattern that W amplifies by itself", chart.Plain)
	default:
		w.Text("◆ ", chart.Outlier).Text("outlier  ", chart.Plain).Text("☼ ", chart.Outlier).Text("predicted and found: ", chart.Plain).Int(n, chart.Bold)
	}
	if warnLine(b, r, 1, s.Now.Warnings) {
		return
	}
	w = b.Write(r, 1)
	p.pairs = pairsOf(p.pairs[:0], s.Outliers())
	if len(p.pairs) > 0 {
		w.Text("pair ", chart.Plain).Text(pairText(p.pairs[0], f.Params.Net.TauS), chart.Bold).Text("  ", chart.Plain)
	}
	if len(s.Predicted) > 0 {
		w.Text("◇ ", chart.Predicted).Text(p.predictedText(f, w.Left()), chart.Plain)
		return
	}
	w.Text("○ ", chart.Theory).Text("random W: radius ", chart.Plain).Fixed(s.Now.BulkRadius, 2, chart.Plain)
}
