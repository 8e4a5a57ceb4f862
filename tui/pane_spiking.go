package tui

import (
	"math"

	"spiketop/live"
	"spiketop/measure"
	"spiketop/tui/chart"
)

// spikingPane shows what spikes do: how irregular each type fires with its intervals,
// how much neurons vary together, and the rhythm of them all.
type spikingPane struct {
	rhythm           bool // the view
	both             bool // the last drawing had room for both views
	intervals, power chart.Plot
	share, far, top  chart.Snug   // of the intervals; of the spectrum
	fast             chart.Steady // of the spectrum
	activity         chart.Steady
	bare             bool // without the legend
}

var _ = register(PaneKind{Name: "spiking", Digit: '9', New: func() Pane { return new(spikingPane) }, Number: firstCV,
	Weight: Folded, Needs: needSpiking, Wheel: "net.noise"})

var needSpiking = &Need{func(f *live.Frame) bool { return f.Spiking != nil }, "what spikes do comes after the first analysis",
	func(f *live.Frame) *measure.Date { return &f.Spiking.Date }}

func (p *spikingPane) SetLegend(on bool) { p.bare = !on }

// whyNoSpiking is why there is nothing at all; "": there is.
func whyNoSpiking(s *measure.Spiking) string {
	switch {
	case s.Left != nil:
		return reason(s.Left)
	case !(s.Seconds > 0):
		return reason(s.Warnings)
	}
	return ""
}

// Silent: while training changes W there are no spikes of the network as it is.
func (*spikingPane) Silent(f *live.Frame) string {
	s := f.Spiking
	return when(s != nil && s.Left == nil && s.InPasses && !(s.Seconds > 0), "after training, not while it changes W")
}

func (*spikingPane) Headline(f *live.Frame) string {
	s := f.Spiking
	if why := whyNoSpiking(s); why != "" {
		return chart.Join("CV – · ", why)
	}
	var a [128]byte
	head := append(a[:0], "CV "...)
	some := false
	for k := range s.Populations {
		if s.Populations[k].Len() <= 0 || k >= min(len(s.CV), len(s.Lv), len(s.Fano)) {
			continue
		}
		if some {
			head = append(head, " · "...)
		}
		head = append(append(head, s.Populations[k].Symbol...), ' ')
		head = chart.AppendFixed(head, s.CV[k].Value, 2)
		some = true
	}
	head = chart.AppendFixed(append(head, " · χ "...), s.Synchrony, 2)
	if finite(s.PeakHz) {
		head = append(chart.AppendFixed(append(head, " · peak "...), s.PeakHz, 1), " Hz"...)
	}
	return chart.Intern(head)
}

// firstCV is the path of the CV that the headline begins with.
func firstCV(f *live.Frame) string { return firstOf(f, "spiking.cv.") }

func (p *spikingPane) Views() (now, of int) {
	switch {
	case p.both:
		return 1, 1
	case p.rhythm:
		return 2, 2
	}
	return 1, 2
}

func (p *spikingPane) Keys() []Binding {
	return []Binding{{Keys: []string{"m"}, Short: "intervals, rhythm", Help: "intervals and irregularity; activity and its power spectrum",
		Do:  changing(func() { p.rhythm = !p.rhythm }),
		Why: func(*Model, string) string { return when(p.both, "both views stand side by side") }}}
}

func (p *spikingPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spiking
	p.both = r.W >= 100 && r.H >= 10
	if why := whyNoSpiking(s); why != "" {
		sayInstead(b, r, chart.Join("Not measured: ", why, "."))
		return
	}
	switch {
	case p.both:
		half := r.W / 2
		p.drawFiring(b, r.Cols(0, half-1), f)
		p.drawRhythm(b, r.Cols(half+1, r.W), f)
	case p.rhythm:
		p.drawRhythm(b, r, f)
	default:
		p.drawFiring(b, r, f)
	}
}

// The columns of the table: the name of a type, and each number with its error.
const (
	spikingName   = 6
	spikingNumber = 15 // 0.612 +- 0.013, and a blank
)

// drawFiring draws the numbers of each type, those of pairs, and the intervals.
func (p *spikingPane) drawFiring(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spiking
	wide := r.W >= spikingName+3*spikingNumber
	row := 0
	if r.H >= 3 {
		w := b.Write(r, row)
		for k, name := range [...]string{"CV", "Lv", "Fano"} {
			w.To(r.X+p.column(k, wide)).Text(name, chart.Plain)
		}
		row++
	}
	for k := range s.Populations {
		if s.Populations[k].Len() <= 0 || k >= min(len(s.CV), len(s.Lv), len(s.Fano)) || row >= r.H {
			continue
		}
		look := typeLook(k)
		w := b.Write(r, row)
		w.Rune(look.Mark, look.Role).Text(" ", look.Role).Text(s.Populations[k].Symbol, look.Role)
		for j, d := range [...]*measure.Doubt{&s.CV[k], &s.Lv[k], &s.Fano[k]} {
			w.To(r.X + p.column(j, wide))
			if wide {
				w.Text(chart.PM(d.Value, d.SE, 3), chart.Bold)
			} else {
				w.Fixed(d.Value, 2, chart.Bold)
			}
		}
		row++
	}
	if i := f.Watch; row < r.H && r.H >= 8 && i >= 0 && i < min(len(s.NeuronCV), len(s.NeuronLv), len(s.NeuronFano)) {
		w := b.Write(r, row)
		w.Text("n ", chart.Plain).Int(i, chart.Plain)
		for j, x := range [...]float64{s.NeuronCV[i], s.NeuronLv[i], s.NeuronFano[i]} {
			w.To(r.X+p.column(j, wide)).Fixed(x, 2, chart.Plain)
		}
		row++
	}
	if row < r.H {
		p.drawPairs(b, r.Rows(row, 1), s)
		row++
	}
	body := r.Rows(row, r.H-row)
	if body.H >= 4 && !p.drawIntervals(b, body, s) {
		sayInstead(b, body, "the intervals need more room: z fills the screen")
	}
}

// column is where the k-th number of the table begins.
func (p *spikingPane) column(k int, wide bool) int {
	if wide {
		return spikingName + k*spikingNumber
	}
	return spikingName + 6*k
}

// drawPairs writes the correlations of counts and the synchrony, each beside what
// independent neurons have.
func (p *spikingPane) drawPairs(b *chart.Buffer, r chart.Rect, s *measure.Spiking) {
	c := &s.Correlation
	w := b.Write(r, 0)
	w.Text("pairs ρ ", chart.Plain)
	switch {
	case finite(c.Mean):
		prec := 3
		if math.Abs(c.Mean) < 0.01 && w.Left() >= 20 {
			prec = 4
		}
		w.Text(chart.PM(c.Mean, c.SE, prec), chart.Bold)
	case w.Left() >= 36:
		w.Text(chart.NA, chart.Bold).Text(" (", chart.Plain).Int(s.Windows, chart.Plain).Text(" windows, of 10)", chart.Plain)
	default:
		w.Text(chart.NA, chart.Bold)
	}
	if finite(c.SD) && w.Left() >= 10 {
		w.Text(" sd ", chart.Plain).Fixed(c.SD, 2, chart.Bold)
		if w.Left() >= 27 {
			w.Text(" (chance ", chart.Plain).Fixed(1/math.Sqrt(float64(s.Windows-1)), 2, chart.Plain).Text(")", chart.Plain)
		}
	}
	if w.Left() >= 9 {
		w.Text("  χ ", chart.Plain).Fixed(s.Synchrony, 2, chart.Bold)
	}
}

// drawIntervals draws the distribution of each type's intervals.
func (p *spikingPane) drawIntervals(b *chart.Buffer, r chart.Rect, s *measure.Spiking) bool {
	v := &s.Intervals
	peak, bins := 0.0, 0
	for _, share := range v.Share {
		peak, bins = max(peak, chart.Peak(share)), max(bins, len(share))
	}
	if bins == 0 {
		sayInstead(b, r, "no two spikes of a neuron yet")
		return true
	}
	x := chart.Axis{Lo: 0, Hi: p.far.Fit(float64(bins)*v.BinMS, 1), Show: r.H >= 5}
	y := chart.Axis{Lo: 0, Hi: p.share.Fit(100*peak, 1), Show: true}
	if r.H >= 7 && !p.bare {
		w := b.Write(r, 0)
		w.Cut("intervals, ms →, % of a type's in a bin ↑", chart.Plain)
		r = r.Rows(1, r.H-1)
	}
	if !p.intervals.Begin(b, r, x, y) {
		return false
	}
	for k, share := range v.Share {
		if share == nil {
			continue
		}
		p.intervals.Pen(typeLook(k).Pen)
		for len(share) > 0 && share[len(share)-1] == 0 {
			share = share[:len(share)-1]
		}
		for i, part := range share {
			p.intervals.LineTo(float64(i)*v.BinMS, 100*part)
			p.intervals.LineTo(float64(i+1)*v.BinMS, 100*part)
		}
	}
	p.intervals.End()
	return true
}

// drawRhythm draws the population activity and its power spectrum.
func (p *spikingPane) drawRhythm(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spiking
	mean := 0.0
	for _, x := range s.Activity {
		mean += x / float64(len(s.Activity))
	}
	rows := 0
	if r.H >= 7 {
		scale := p.activity.Fit(highest(s.Activity, r.W), 5)
		w := b.Write(r, 0)
		w.Text("activity, Hz a neuron: ", chart.Plain).Fixed(mean, 1, chart.Bold)
		if w.Left() >= 22 {
			w.Text(" · ", chart.Plain).Text(chart.Span(float64(len(s.Activity))*s.ActBinMS), chart.Plain).Text(", to ", chart.Plain).Fixed(scale, 0, chart.Plain)
		}
		rows = 1 + max(1, r.H/6)
		b.Spark(r.Rows(1, rows-1), s.Activity, 0, scale, chart.Measured)
	}
	if s.Power.Density == nil {
		sayInstead(b, r.Rows(rows, r.H-rows), reason(s.Warnings))
		return
	}
	if r.H-rows >= 5 || rows == 0 && r.H >= 4 || r.H < 4 {
		w := b.Write(r, rows)
		if finite(s.PeakHz) {
			w.Text("▼ ", chart.Measured).Text("peak ", chart.Plain).Fixed(s.PeakHz, 1, chart.Bold).Text(" Hz", chart.Plain)
		} else {
			w.Text("no peak beyond chance", chart.Plain)
		}
		if w.Left() >= 36 && !p.bare {
			line := "┄┄"
			if b.ASCII {
				line = "--"
			}
			w.Text("  power / Poisson's, Hz →  ", chart.Plain).Text(line, chart.Theory).Text(" chance", chart.Plain)
		}
		rows++
	}
	body := r.Rows(rows, r.H-rows)
	if body.H >= 3 && !p.drawPower(b, body, s) {
		sayInstead(b, body, "the spectrum needs more room: z fills the screen")
	}
}

// highest is the largest value that a column of that width shows: a mean.
func highest(x []float64, columns int) (top float64) {
	for c := range columns {
		from, to := c*len(x)/columns, (c+1)*len(x)/columns
		sum := 0.0
		for _, v := range x[from:to] {
			sum += v
		}
		if to > from {
			top = max(top, sum/float64(to-from))
		}
	}
	return top
}

// drawPower draws the power spectrum over that of Poisson neurons, as far as there is
// something to see: twice the peak, three times the fastest type, 50 Hz.
func (p *spikingPane) drawPower(b *chart.Buffer, r chart.Rect, s *measure.Spiking) bool {
	far := 50.0
	if finite(s.PeakHz) {
		far = max(far, 2*s.PeakHz)
	}
	for _, ms := range s.Intervals.MeanMS {
		if ms > 0 {
			far = max(far, min(3000/ms, 400))
		}
	}
	d := s.Power.Density
	far = min(p.fast.Fit(far, 50), float64(len(d)-1)*s.Power.StepHz)
	top := s.Floor
	for k := 2; k < len(d) && float64(k)*s.Power.StepHz <= far; k++ {
		top = max(top, d[k])
	}
	x := chart.Axis{Lo: 0, Hi: far, Show: r.H >= 5}
	y := chart.Axis{Lo: 0, Hi: p.top.Fit(1.1*top/s.Poisson, 1), Show: true}
	if !p.power.Begin(b, r, x, y) {
		return false
	}
	p.power.Pen(chart.Pen{Role: chart.Theory, Dash: 3, ASCII: '-'})
	p.power.LineTo(0, s.Floor/s.Poisson)
	p.power.LineTo(far, s.Floor/s.Poisson)
	p.power.Pen(chart.Pen{Role: chart.Measured})
	for k := 2; k < len(d); k++ {
		p.power.LineTo(float64(k)*s.Power.StepHz, d[k]/s.Poisson)
	}
	if finite(s.PeakHz) {
		if k := s.PeakHz / s.Power.StepHz; k >= 0 && k < float64(len(d)) {
			p.power.Mark(s.PeakHz, d[int(k+0.5)%len(d)]/s.Poisson, '▼', chart.Measured)
		}
	}
	p.power.End()
	return true
}
