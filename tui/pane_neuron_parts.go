package tui

import (
	"math"
	"slices"

	"spiketop/internal/matrix"
	"spiketop/live"
	"spiketop/metrics/spiking"
	"spiketop/tui/chart"
)

// partnersMarked is how many partners of each kind are marked in the raster, and in the
// list, while the neuron is on the screen.
const partnersMarked = 8

// Marks of the partners, and of the watched neuron. They differ by shape.
const (
	markFrom = '●' // presynaptic
	markTo   = '○' // postsynaptic
	markBoth = '◆'
	markSelf = '►'
)

// partnersOf are the partners of the watched neuron; nil until they are known.
func partnersOf(f *live.Frame) *live.Partners {
	if p := f.Partners; p != nil && p.Neuron == f.Watch {
		return p
	}
	return nil
}

// drawPartners lists the strongest partners side by side: those that send, and those
// that receive.
func (p *neuronPane) drawPartners(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	all := partnersOf(f)
	if all == nil {
		sayInstead(b, r, "reading the weights …")
		return
	}
	largest := 0.0
	for _, list := range [][]matrix.Partner{all.From, all.To} {
		if len(list) > 0 {
			largest = max(largest, math.Abs(list[0].W))
		}
	}
	half := (r.W - 1) / 2
	drawList(b, r.Cols(0, half), f, markFrom, "from ", "presynaptic", all.From, all.NFrom, largest)
	drawList(b, r.Cols(r.W-half, half), f, markTo, "to ", "postsynaptic", all.To, all.NTo, largest)
}

// drawList lists partners of one kind, the largest |W| first, with bars of their size.
func drawList(b *chart.Buffer, r chart.Rect, f *live.Frame, mark rune, name, kind string, list []matrix.Partner, n int, largest float64) {
	w := b.Write(r, 0)
	w.Rune(mark, chart.Focus).Text(" ", chart.Plain).Text(name, chart.Bold).Text(whole(n), chart.Plain)
	if text := chart.Join(" ", kind); w.Left() >= b.Width(text) {
		w.Text(text, chart.Plain)
	}
	for k, q := range list[:min(len(list), max(0, r.H-1))] {
		w := b.Write(r, k+1)
		if k < partnersMarked {
			w.Rune(mark, chart.Focus)
		}
		w.To(r.X + 2)
		i := int(q.Neuron)
		w.Text(whole(i), chart.Plain)
		w.To(r.X + 8)
		if r.W >= 20 {
			w.Text(typeName(f, i), typeRole(populationOf(f, i)))
			w.To(r.X + 12)
		}
		w.Cut(weight(q.W), chart.Bold)
		if left := r.X + 21; r.X+r.W-left >= 4 && largest > 0 {
			level := chart.Diverge(q.W, largest)
			for x := range int(math.Round(float64(r.X+r.W-left) * min(math.Abs(q.W)/largest, 1))) {
				switch {
				case !b.ASCII && !b.Few:
					b.Pair(left+x, r.Y+k+1, level, -1)
				case q.W < 0:
					b.Set(left+x, r.Y+k+1, '-', chart.Plain)
				default:
					b.Set(left+x, r.Y+k+1, '+', chart.Plain)
				}
			}
		}
	}
}

// drawFiring draws where the neuron is on the f–I curve of its type, and how long its
// intervals are: side by side where there is room, else one below the other.
func (p *neuronPane) drawFiring(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if r.W >= 56 || r.H < 12 && r.W >= 40 {
		half := (r.W - 2) / 2
		p.drawCurve(b, r.Cols(0, half), f)
		p.drawIntervals(b, r.Cols(r.W-half, half), f)
		return
	}
	p.drawCurve(b, r.Rows(0, r.H/2), f)
	p.drawIntervals(b, r.Rows(r.H/2, r.H), f)
}

// operating is where the watched neuron works: its mean drive, its rate in Hz.
func operating(f *live.Frame) (u, hz float64, known bool) {
	t, k := f.Transfer, populationOf(f, f.Watch)
	if t == nil || f.Watch < 0 || k < 0 || k >= len(t.Populations) || t.Activity == nil || f.Watch >= len(t.Each) || f.Watch >= len(t.Operating.Mu) || !sameMix(t.Populations, f.Populations) {
		return 0, 0, false
	}
	return t.Operating.Mu[f.Watch] - t.Populations[k].Bias, t.Each[f.Watch], true
}

// drawCurve draws the f–I curve of the type, and the neuron on it.
func (p *neuronPane) drawCurve(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	u, hz, known := operating(f)
	k := populationOf(f, f.Watch)
	if !known || k >= len(f.Transfer.Curves) {
		sayInstead(b, r, "f–I: after the first analysis with spikes")
		return
	}
	t, look := f.Transfer, typeLook(k)
	if r.H >= 5 {
		w := b.Write(r, 0)
		w.Rune('◆', chart.Focus).Text(" ", chart.Plain).Cut(chart.Join(decimal(hz, 1, " Hz at u "), decimal(u, 2)), chart.Bold)
		if text := chart.Join("   f–I of ", t.Populations[k].Symbol); w.Left() >= b.Width(text) {
			w.Text(text, look.Role)
		}
		r = r.Rows(1, r.H)
	}
	top := hz
	for i, x := range t.Input {
		if i < len(t.Curves[k].Hz) && math.Abs(x) <= 1.2*math.Abs(u) {
			if y := t.Curves[k].Hz[i]; y < 1e6 {
				top = max(top, y)
			}
		}
	}
	x := chart.Axis{Lo: -p.left.Fit(max(-1.2*u, 0), .5), Hi: p.right.Fit(max(1.2*u, 0), .5), Show: r.H >= 6}
	if !p.curve.Begin(b, r, x, chart.Axis{Lo: 0, Hi: p.height.Fit(top, 5), Show: true}) {
		sayInstead(b, r, "f–I needs more room")
		return
	}
	p.curve.Pen(look.Pen)
	for i, v := range t.Curves[k].Hz {
		if i < len(t.Input) {
			p.curve.LineTo(t.Input[i], v)
		}
	}
	p.curve.Mark(u, hz, '◆', chart.Focus)
	p.curve.End()
}

// drawIntervals draws the histogram of the interspike intervals, with their CV.
func (p *neuronPane) drawIntervals(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	ms := f.Glass.Intervals
	if len(ms) < spiking.Least {
		sayInstead(b, r, chart.Join("CV: ", count(len(ms), "interval"), " of the ", whole(spiking.Least), " that it takes"))
		return
	}
	mean := 0.0
	for _, x := range ms {
		mean += x / float64(len(ms))
	}
	p.sorted = append(p.sorted[:0], ms...)
	end := quantile(p.sorted, .98)
	w := b.Write(r, 0)
	cv, _ := spiking.Irregular(ms)
	w.Text("CV ", chart.Plain).Fixed(cv, 2, chart.Bold)
	for _, text := range []string{chart.Join("  ", count(len(ms), "interval")), chart.Join("  mean ", chart.Span(mean))} {
		if w.Left() >= b.Width(text) {
			w.Text(text, chart.Plain)
		}
	}
	if r.H < 3 {
		return
	}
	bars := r.Rows(1, r.H-2)
	p.counts = p.counts[:0]
	for range bars.W {
		p.counts = append(p.counts, 0)
	}
	most := 0
	for _, x := range ms {
		if at := x / end * float64(bars.W); at >= 0 && x <= end {
			k := min(int(at), bars.W-1)
			p.counts[k]++
			most = max(most, p.counts[k])
		}
	}
	for k, n := range p.counts {
		b.Column(bars.Cols(k, 1), float64(n)/float64(max(1, most)), typeRole(populationOf(f, f.Watch)))
	}
	line := b.Write(r, r.H-1)
	line.Text("0", chart.Plain)
	text := chart.Join("interval ", chart.Span(end))
	line.To(r.X + r.W - b.Width(text))
	line.Text(text, chart.Plain)
}

// quantile is a quantile of values, nearest rank; it sorts them. NaN for none.
func quantile(values []float64, part float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	return values[min(max(int(math.Ceil(part*float64(len(values))))-1, 0), len(values)-1)]
}
