package tui

import (
	"math"
	"math/cmplx"

	"spiketop/live"
	"spiketop/measure"
	"spiketop/metrics/spectrum"
	"spiketop/tui/chart"
)

// eigenvaluesPane shows the spectrum of W in the complex plane.
type eigenvaluesPane struct {
	ring     bool // the radius of the start is drawn
	bare     bool // without the legend
	plot     chart.Plot
	re0, re1 chart.Snug // limits of the real part, both as positive numbers
	im       chart.Snug
	pairs    []complex128 // scratch
	spreads  []float64    // scratch
}

var _ = register(PaneKind{Name: "eigenvalues", Digit: '3', New: func() Pane { return new(eigenvaluesPane) },
	Weight: Medium, Needs: needSpectrum, Number: path("spectrum.outliers"), Wheel: "net.g"})

func (p *eigenvaluesPane) SetLegend(on bool) { p.bare = !on }

// Pairs: both spectra in one plane, where the second has come.
func (*eigenvaluesPane) Pairs(f *live.Frame) bool {
	return f.Spectrum.Defined() && f.B.Spectrum.Defined()
}

// second is the spectrum of the second network; nil where there is none.
func (p *eigenvaluesPane) second(f *live.Frame) *live.Spectrum {
	if f.B == nil || f.B.Spectrum == nil || !p.Pairs(f) {
		return nil
	}
	return f.B.Spectrum
}

// outlier is the look of outliers: beside those of a second network, that of the first.
func (p *eigenvaluesPane) outlier(f *live.Frame) chart.Role {
	if p.second(f) != nil {
		return chart.NetA
	}
	return chart.Outlier
}

func (*eigenvaluesPane) Headline(f *live.Frame) string {
	s := f.Spectrum
	if !s.Defined() {
		return ""
	}
	var a [96]byte
	text := append(a[:0], outliers(len(s.Outliers()))...)
	if s.Fresher() && s.Live.Unsettled > 0 {
		text = append(append(append(text, ", "...), whole(s.Live.Unsettled)...), " unsettled"...)
	}
	if v := largest(s); v >= 0 {
		text = chart.AppendFixed(append(text, " · max|λ| "...), v, 2)
	}
	return chart.Intern(text)
}

func outliers(n int) string {
	switch n {
	case 0:
		return "no outlier"
	case 1:
		return "1 outlier"
	}
	return chart.Join(chart.Fixed(float64(n), 0), " outliers")
}

func (p *eigenvaluesPane) Keys() []Binding {
	all := chart.Join("all eigenvalues now (above N = ", whole(live.SpectrumLive), "); again stops, and so does esc")
	return []Binding{
		{Keys: []string{"b"}, Short: "before", Help: "a ring where the random matrix of the start ended, on and off",
			Do: changing(func() { p.ring = !p.ring }), Why: ofFrame(needSpectrum.missing)},
		{Keys: []string{"e"}, Short: "all", Help: all, Why: ofFrame(whyNoDemand), Do: asking(func(f *live.Frame, _ string) live.Request { return demanded(f) })},
	}
}

func (p *eigenvaluesPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spectrum
	if !s.Defined() && len(s.Now.Values) == 0 && len(s.Before.Values) == 0 {
		why := "no eigenvalues"
		switch {
		case len(s.Now.Warnings) > 0:
			why = s.Now.Warnings[0].Text
		case s.Live != nil && len(s.Live.Warnings) > 0:
			why = s.Live.Warnings[0].Text
		}
		sayInstead(b, r, why)
		return
	}
	switch {
	case p.bare:
		p.drawPlane(b, r, f)
	case r.W >= 48 && r.W < 90 && r.H >= 2*legendRows: // the plane is as wide as the pane
		p.drawPlane(b, r.Rows(0, r.H-legendRows), f)
		p.drawLegend(b, r.Rows(r.H-legendRows, legendRows), f)
	case r.W >= 48:
		wide := min(max(30, r.W/3), 34)
		p.drawPlane(b, r.Cols(0, r.W-wide-2), f)
		p.drawLegend(b, r.Cols(r.W-wide, wide), f)
	case r.H >= 7:
		p.drawPlane(b, r.Rows(0, r.H-2), f)
		p.drawNumbers(b, r.Rows(r.H-2, 2), f)
	default:
		p.drawPlane(b, r, f)
	}
}

// legendRows is the height of a legend that has all its rows.
const legendRows = 11

// complexPlane is the part of the complex plane that is drawn: dots are square.
type complexPlane struct{ re0, re1, im float64 }

// choose takes limits close to the data, which do not move with every analysis,
// and then widens the direction that has room to spare.
func (p *eigenvaluesPane) choose(r chart.Rect, f *live.Frame) complexPlane {
	s := f.Spectrum
	var left, right, up float64
	hold := func(values []complex128) {
		for _, v := range values {
			if cmplx.IsNaN(v) || cmplx.IsInf(v) {
				continue
			}
			left, right, up = min(left, real(v)), max(right, real(v)), max(up, math.Abs(imag(v)))
		}
	}
	circle := func(radius float64) {
		if radius > 0 && radius < 1e100 {
			left, right, up = min(left, -radius), max(right, radius), max(up, radius)
		}
	}
	hold(s.Now.Values)
	hold(s.Outliers())
	for _, e := range s.Predicted {
		hold(e.Draws)
	}
	if s := p.second(f); s != nil {
		hold(s.Now.Values)
		hold(s.Outliers())
	}
	circle(s.Radius())
	if t, ok := ofStructure(f); ok {
		left, right, up = min(left, -t.Re), max(right, t.Re), max(up, t.Im)
	}
	if p.ring {
		circle(s.Before.BulkRadius)
	}
	const floor = 1e-3
	pl := complexPlane{-p.re0.Fit(-left, floor), p.re1.Fit(right, floor), p.im.Fit(up, floor)}
	// A braille dot is square where a cell is twice as high as wide.
	wide, high := float64(max(r.DotsWide()-1, 1)), float64(max(r.DotsHigh()-1, 1))
	perDot := max((pl.re1-pl.re0)/wide, 2*pl.im/high)
	mid := (pl.re0 + pl.re1) / 2
	return complexPlane{mid - perDot*wide/2, mid + perDot*wide/2, perDot * high / 2}
}

func (p *eigenvaluesPane) drawPlane(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spectrum
	pl := p.choose(r, f)
	if !p.plot.Begin(b, r, chart.Axis{Lo: pl.re0, Hi: pl.re1}, chart.Axis{Lo: -pl.im, Hi: pl.im}) {
		sayInstead(b, r, "the plane needs more room: z fills the screen")
		return
	}
	p.drawAxes(pl)
	if p.ring {
		p.circle(s.Before.BulkRadius, chart.Pen{Role: chart.Before, Dash: 4, ASCII: '.'})
	}
	p.circle(s.Radius(), chart.Pen{Role: chart.Theory, ASCII: 'c'})
	if t, ok := ofStructure(f); ok {
		p.ellipse(t.Re, t.Im, chart.Pen{Role: chart.Predicted, ASCII: 'e'})
		for _, v := range [...]complex128{complex(t.RankOne, 0), t.Chains, -t.Chains} {
			if !cmplx.IsNaN(v) {
				p.plot.Mark(real(v), imag(v), '◇', chart.Predicted)
			}
		}
	}
	second := p.second(f)
	if second != nil {
		p.plot.Pen(chart.Pen{Role: chart.NetB, ASCII: '+'})
		for k, v := range second.Now.Values {
			if k >= second.Now.Outliers {
				p.plot.Dot(real(v), imag(v))
			}
		}
	}
	p.plot.Pen(chart.Pen{Role: chart.Bulk, ASCII: '*'})
	for k, v := range s.Now.Values {
		if k >= s.Now.Outliers {
			p.plot.Dot(real(v), imag(v))
		}
	}
	p.plot.Pen(chart.Pen{Role: chart.Predicted, ASCII: '.'})
	for _, e := range s.Predicted {
		for _, v := range e.Draws {
			p.plot.Dot(real(v), imag(v))
		}
	}
	for _, e := range s.Predicted {
		// A predicted value that was found is one mark with its outlier; another outlier
		// in the same cell goes first.
		if !p.sharedBy(s, e) {
			p.plot.Mark(real(e.Value), imag(e.Value), '◇', chart.Predicted)
		}
	}
	if second != nil {
		for _, v := range second.Outliers() {
			p.plot.Mark(real(v), imag(v), markB, chart.NetB)
		}
	}
	for _, v := range s.Now.Values[:min(max(s.Now.Outliers, 0), len(s.Now.Values))] {
		p.plot.Mark(real(v), imag(v), p.markOf(s, v, '◆'), p.outlier(f))
	}
	if s.Fresher() {
		for _, v := range s.Outliers() {
			p.plot.Mark(real(v), imag(v), p.markOf(s, v, '●'), p.outlier(f))
		}
	}
	p.plot.End()
	p.labelPairs(b, f)
	p.numberAxes(b, pl)
}

// markOf is the mark of an outlier: ☼ where one was predicted.
func (*eigenvaluesPane) markOf(s *live.Spectrum, got complex128, mark rune) rune {
	if found(s, got) {
		return '☼'
	}
	return mark
}

// sharedBy reports whether an outlier was found where it was predicted, or is drawn in the
// cell of the predicted value.
func (p *eigenvaluesPane) sharedBy(s *live.Spectrum, want spectrum.Expected) bool {
	for _, v := range s.Found {
		if cmplx.Abs(v-want.Value) <= want.Spread() {
			return true
		}
	}
	col, row, ok := p.plot.Cell(real(want.Value), imag(want.Value))
	for _, v := range s.Outliers() {
		if c, r, in := p.plot.Cell(real(v), imag(v)); ok && in && c == col && r == row {
			return true
		}
	}
	return false
}

// labelPairs writes beside the largest pair the angle and the period that it means,
// where there is room.
func (p *eigenvaluesPane) labelPairs(b *chart.Buffer, f *live.Frame) {
	area := p.plot.Area()
	p.pairs = pairsOf(p.pairs[:0], f.Spectrum.Outliers())
	for _, v := range p.pairs {
		col, row, ok := p.plot.Cell(real(v), imag(v))
		text := pairText(v, f.Params.Net.TauS)
		wide := b.Width(text)
		if !ok {
			continue
		}
		for _, x := range [2]int{col + 2, col - 1 - wide} {
			if x >= area.X && x+wide <= area.X+area.W && isBlank(b, x-1, row, wide+2) {
				b.Text(x, row, x+wide, text, chart.Plain)
				break
			}
		}
	}
}

// isBlank reports whether so many cells from (x, y) on are blank.
func isBlank(b *chart.Buffer, x, y, n int) bool {
	for k := range n {
		if r := b.At(x+k, y).Rune; r != 0 && r != ' ' {
			return false
		}
	}
	return true
}

// drawAxes draws the real and the imaginary axis, thin.
func (p *eigenvaluesPane) drawAxes(pl complexPlane) {
	thin := chart.Pen{Role: chart.Border, Dash: 3, ASCII: '-'}
	p.plot.Pen(thin)
	p.plot.LineTo(pl.re0, 0)
	p.plot.LineTo(pl.re1, 0)
	thin.ASCII = '|'
	p.plot.Pen(thin)
	p.plot.LineTo(0, -pl.im)
	p.plot.LineTo(0, pl.im)
}

// numberAxes writes round numbers beside the axes where no data stand.
func (p *eigenvaluesPane) numberAxes(b *chart.Buffer, pl complexPlane) {
	area := p.plot.Area()
	end := area.X + area.W
	write := func(col, row int, text string) {
		if !area.Contains(col, row) || col+len(text) > end {
			return
		}
		if isBlank(b, col-1, row, len(text)+2) {
			b.Text(col, row, end, text, chart.Plain)
		}
	}
	_, axis, _ := p.plot.Cell(0, 0)
	write(end-2, axis+1, "Re")
	step, prec := chart.TickStep(pl.re1-pl.re0, max(3, area.W/7))
	for k := math.Ceil(pl.re0 / step); k*step <= pl.re1; k++ {
		if col, _, ok := p.plot.Cell(k*step, 0); ok && k != 0 && col < end-4 {
			write(col, axis+1, chart.Fixed(k*step, prec))
		}
	}
	step, prec = chart.TickStep(2*pl.im, max(2, area.H/3))
	for k := math.Ceil(-pl.im / step); k*step <= pl.im; k++ {
		if col, row, ok := p.plot.Cell(0, k*step); ok && k != 0 {
			write(col+1, row, chart.Join(chart.Signed(k*step, prec), "i"))
		}
	}
}

// ofStructure is the theory of a structure set by hand, while W is the random matrix.
func ofStructure(f *live.Frame) (t measure.Structure, ok bool) {
	if f.Params.Net.Structure.None() || f.AsTrained.Ever {
		return t, false
	}
	return measure.StructureOf(f.Params), true
}

// circle draws a circle around 0.
func (p *eigenvaluesPane) circle(radius float64, pen chart.Pen) {
	if radius > 0 && radius < 1e100 {
		p.ellipse(radius, radius, pen)
	}
}

// ellipse draws an ellipse around 0.
func (p *eigenvaluesPane) ellipse(re, im float64, pen chart.Pen) {
	p.plot.Pen(pen)
	const corners = 180
	for k := range corners + 1 {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / corners)
		p.plot.LineTo(re*cos, im*sin)
	}
}
