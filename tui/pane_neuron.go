package tui

import (
	"math"

	"spiketop/live"
	"spiketop/metrics/spiking"
	"spiketop/tui/chart"
)

// neuronPane shows the watched neuron from near: its membrane, drive and target, the
// neurons that it is connected to most strongly, and how it fires.
type neuronPane struct {
	view    int
	plot    chart.Plot  // of the membrane
	trace   readoutPane // of drive and target
	curve   chart.Plot  // f–I
	up, low chart.Snug  // limits of the membrane
	right   chart.Snug  // limits of the f–I curve
	left    chart.Snug
	height  chart.Snug
	sorted  []float64 // scratch
	counts  []int     // scratch
	bare    bool      // without the legends
}

// neuronViews are what the key m goes through.
const neuronViews = 3

var _ = register(PaneKind{Name: "neuron", New: func() Pane { return new(neuronPane) },
	Weight: Folded, Turn: [2]string{"N", "n"}})

func (p *neuronPane) SetLegend(on bool) { p.bare = !on }

func (p *neuronPane) Views() (now, of int) { return p.view + 1, neuronViews }

// Look asks for the neuron from near.
func (p *neuronPane) Look(q *live.Look, _ *live.Frame) { q.Glass = true }

func (p *neuronPane) Keys() []Binding {
	return []Binding{
		{Keys: []string{"m"}, Short: "view", Help: "all of it; its partners; how it fires", Do: changing(func() { p.view = (p.view + 1) % neuronViews })},
		{Keys: []string{"[", "]"}, Short: "window", Help: "shorter, longer window", Do: askWindow, Why: windowEnds},
	}
}

func (p *neuronPane) Headline(f *live.Frame) string {
	var a [96]byte
	head := chart.AppendFixed(a[:0], float64(f.Watch), 0)
	if name := typeName(f, f.Watch); name != "" {
		head = append(append(append(head, " ("...), name...), ')')
	}
	if f.Watch >= 0 && f.Watch < len(f.MeanRate) {
		head = append(chart.AppendFixed(append(head, " · "...), f.MeanRate[f.Watch], 1), " Hz"...)
	}
	if f.Glass.On && f.Glass.Neuron == f.Watch {
		n := len(f.Glass.Intervals)
		cv, _ := spiking.Irregular(f.Glass.Intervals)
		head = chart.AppendFixed(append(head, " · CV "...), cv, 2)
		if n < spiking.Least {
			head = append(chart.AppendFixed(append(head, " ("...), float64(n), 0), " of 10 intervals)"...)
		}
	}
	if f.Window.LengthMS > 0 {
		head = chart.AppendSpan(append(head, " · last "...), f.Window.LengthMS)
	}
	return chart.Intern(head)
}

func (p *neuronPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	switch {
	case neurons(f) == 0:
		sayInstead(b, r, "no neurons yet")
	case !f.Glass.On:
		sayInstead(b, r, "looking at the neuron …")
	case r.H < 3 || r.W < 16:
		sayInstead(b, r, "the neuron needs more room: z fills the screen")
	case p.view == 1:
		p.drawPartners(b, r, f)
	case p.view == 2:
		p.drawFiring(b, r, f)
	case r.W >= 100 && r.H >= 12:
		left := r.Cols(0, r.W*3/5)
		right := r.Cols(left.W+2, r.W)
		p.drawTraces(b, left, f)
		if r.H < 22 {
			p.drawPartners(b, right, f)
			return
		}
		rows := min(right.H/2, 2+partnersMarked+4)
		p.drawPartners(b, right.Rows(0, rows-1), f)
		p.drawFiring(b, right.Rows(rows, r.H), f)
	case r.H >= 24:
		rows := r.H * 3 / 5
		p.drawTraces(b, r.Rows(0, rows), f)
		p.drawPartners(b, r.Rows(rows, r.H).Cols(0, r.W/2-1), f)
		p.drawFiring(b, r.Rows(rows, r.H).Cols(r.W/2+1, r.W), f)
	case r.H >= 12:
		rows := 2 + min(partnersMarked, (r.H-8)/3)
		p.drawTraces(b, r.Rows(0, r.H-rows), f)
		p.drawPartners(b, r.Rows(r.H-rows, rows), f)
	default:
		p.drawTraces(b, r, f)
	}
}

// drawTraces draws the membrane, and below it drive and target where there is room.
func (p *neuronPane) drawTraces(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	drive := 0
	if r.H >= 8 {
		drive = r.H * 2 / 5
	}
	p.drawMembrane(b, r.Rows(0, r.H-drive), f)
	if drive == 0 {
		return
	}
	r = r.Rows(r.H-drive, drive)
	if len(f.Trace.U) == 0 {
		sayInstead(b, r, "no drive yet")
		return
	}
	if r.H >= 5 && !p.bare {
		drawReadoutLegend(b, r, f)
		r = r.Rows(1, r.H)
	}
	if !p.trace.drawTrace(b, r, f) {
		sayInstead(b, r, "the drive needs more room: z fills the screen")
	}
}

// drawMembrane draws v over the window: in each column from its least to its largest
// value, and a line to the top where the neuron fired.
func (p *neuronPane) drawMembrane(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	g := &f.Glass
	p.sorted = p.sorted[:0]
	bins := min(len(g.Lo), len(g.Hi))
	for k := 0; k < bins; k += 1 + bins/512 { // enough for limits
		if finite(g.Lo[k]) && finite(g.Hi[k]) {
			p.sorted = append(p.sorted, g.Lo[k], g.Hi[k])
		}
	}
	if len(p.sorted) == 0 || len(g.Lo) != len(g.Hi) {
		text := "v is recorded from now on"
		if !f.Running {
			text = "v is recorded while the run goes on: space"
		}
		sayInstead(b, r, text)
		return
	}
	lif := threshold(f)
	if r.H >= 5 && !p.bare {
		w := b.Write(r, 0)
		line, mark := "── ", "│ "
		if b.ASCII {
			line, mark = "** ", "| "
		}
		w.Text(line, chart.Measured).Text("membrane v", chart.Plain)
		w.Text("   ", chart.Plain).Text(mark, typeRole(populationOf(f, f.Watch))).Text(count(len(g.Spikes), "spike"), chart.Plain)
		if lif && w.Left() >= 15 {
			w.Text("   ┄┄ ", chart.Theory).Text("threshold", chart.Plain)
		}
		r = r.Rows(1, r.H)
	}
	lo, hi := p.limits(lif)
	if !p.plot.Begin(b, r, chart.Axis{Lo: 0, Hi: 1}, chart.Axis{Lo: lo, Hi: hi, Show: true}) {
		sayInstead(b, r, "the membrane needs more room: z fills the screen")
		return
	}
	wide := p.plot.Area().DotsWide()
	x := func(dot int) float64 { return float64(dot) / float64(max(1, wide-1)) }
	if lif {
		p.plot.Pen(chart.Pen{Role: chart.Theory, Dash: 3, ASCII: '-'})
		p.plot.LineTo(0, 1)
		p.plot.LineTo(1, 1)
	}
	p.plot.Pen(chart.Pen{Role: chart.Measured, ASCII: '*'})
	within := func(v float64) float64 { return min(max(v, lo), hi) } // QIF runs to infinity and back
	last := [2]float64{math.NaN(), math.NaN()}
	for dot := range wide {
		least, most := columnOf(g, dot, wide)
		if !finite(least) {
			last = [2]float64{math.NaN(), math.NaN()}
			continue
		}
		least, most = within(least), within(most)
		from, to := least, most
		if finite(last[0]) { // no gap to the column before
			from, to = min(from, last[1]), max(to, last[0])
		}
		p.plot.LineTo(x(dot), from)
		p.plot.LineTo(x(dot), to)
		p.plot.Break()
		last = [2]float64{least, most}
	}
	p.plot.Pen(chart.Pen{Role: typeRole(populationOf(f, f.Watch)), ASCII: '|'})
	for _, ms := range g.Spikes {
		dot := dotOf(g.Bin(ms, f.Window.LengthMS, f.Params.Net.Dt), bins, wide)
		p.plot.LineTo(x(dot), lo+(hi-lo)*.6)
		p.plot.LineTo(x(dot), hi)
		p.plot.Break()
	}
	p.plot.End()
}

// columnOf is the least and the largest v in a column of dots.
func columnOf(g *live.Glass, dot, wide int) (lo, hi float64) {
	bins := len(g.Lo)
	lo, hi = math.NaN(), math.NaN()
	for k := dot * bins / wide; k < max(dot*bins/wide+1, (dot+1)*bins/wide); k++ {
		if !(g.Lo[k] >= lo) && finite(g.Lo[k]) {
			lo = g.Lo[k]
		}
		if !(g.Hi[k] <= hi) && finite(g.Hi[k]) {
			hi = g.Hi[k]
		}
	}
	return lo, hi
}

// dotOf is the column of dots that has a bin.
func dotOf(bin, bins, wide int) int {
	return min((2*bin+1)*wide/(2*max(1, bins)), wide-1)
}

// threshold reports whether the type of the watched neuron fires where v is 1.
func threshold(f *live.Frame) bool {
	k := populationOf(f, f.Watch)
	return k >= 0 && f.Populations[k].Model != nil && f.Populations[k].Model.Name == "lif"
}

// limits are those of the axis of v: LIF up to the threshold, others where v is most of
// the time.
func (p *neuronPane) limits(lif bool) (lo, hi float64) {
	at := func(part float64) float64 { return quantile(p.sorted, part) }
	lo, hi = at(.04), at(.96)
	if lif {
		hi = 1
	}
	margin := .15 * max(hi-lo, .2)
	hi, lo = hi+2*margin, lo-margin
	return -p.low.Fit(max(-lo, 0), .1), p.up.Fit(max(hi, 0), .1)
}
