package tui

import (
	"math"
	"math/cmplx"

	"spiketop/live"
	"spiketop/tui/chart"
)

// eigenView is which spectra are drawn.
type eigenView int

const (
	nowAndBefore eigenView = iota
	onlyNow
	onlyBefore
	nEigenViews
)

// eigenvaluesPane shows the spectrum of W in the complex plane.
type eigenvaluesPane struct {
	view     eigenView
	plot     chart.Plot
	re0, re1 chart.Steady // limits of the real part, both as positive numbers
	im       chart.Steady
}

var _ = register(PaneKind{Name: "eigenvalues", Number: 3, New: func() Pane { return new(eigenvaluesPane) },
	Column: Right, Height: 38, Beside: "motifs", Fills: 3, Needs: needSpectrum, Wheel: "net.g"})

func (*eigenvaluesPane) Headline(f *live.Frame) string {
	s := f.Spectrum
	t := s.Newest().TimeMS
	if !s.Defined() {
		return chart.Join("of W · t ", chart.Span(t))
	}
	var a [96]byte
	text := append(a[:0], outliers(len(s.Outliers()))...)
	if s.Fresher() && s.Live.Unsettled > 0 {
		text = append(append(append(text, ", "...), whole(s.Live.Unsettled)...), " unsettled"...)
	}
	text = chart.AppendSpan(append(text, " · t "...), t)
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
	all := chart.Join("all eigenvalues now (above N = ", whole(live.SpectrumLive), ")")
	return []Binding{
		{Keys: []string{"m"}, Short: "now, before", Help: "now, before", Do: changing(func() { p.view = (p.view + 1) % nEigenViews }), Why: ofFrame(needSpectrum.missing)},
		{Keys: []string{"e"}, Short: all, Help: all, Why: ofFrame(whyNoDemand), Do: asking(func(*live.Frame, string) live.Request { return live.Eigenvalues{} })},
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
	case r.W >= 48:
		wide := min(max(27, r.W/3), 34)
		p.drawPlane(b, r.Cols(0, r.W-wide-2), f)
		p.drawLegend(b, r.Cols(r.W-wide, wide), f)
	case r.H >= 7:
		p.drawPlane(b, r.Rows(0, r.H-2), f)
		p.drawNumbers(b, r.Rows(r.H-2, 2), f)
	default:
		p.drawPlane(b, r, f)
	}
}

// plane is the part of the complex plane that is drawn: dots are square.
type plane struct{ re0, re1, im float64 }

// choose takes the limits off a ladder, so that they do not move with every
// analysis, and then widens the direction that has room to spare.
func (p *eigenvaluesPane) choose(r chart.Rect, f *live.Frame) plane {
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
	if p.view != onlyBefore {
		hold(s.Now.Values)
		hold(s.Outliers())
		hold(s.Predicted)
		circle(s.Radius())
	}
	if p.view != onlyNow {
		hold(s.Before.Values)
		circle(s.Before.BulkRadius)
	}
	const floor = 1e-3
	pl := plane{-p.re0.Fit(-left, floor), p.re1.Fit(right, floor), p.im.Fit(up, floor)}
	// A braille dot is square where a cell is twice as high as wide.
	wide, high := float64(max(r.DotsWide()-1, 1)), float64(max(r.DotsHigh()-1, 1))
	perDot := max((pl.re1-pl.re0)/wide, 2*pl.im/high)
	mid := (pl.re0 + pl.re1) / 2
	return plane{mid - perDot*wide/2, mid + perDot*wide/2, perDot * high / 2}
}

func (p *eigenvaluesPane) drawPlane(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spectrum
	pl := p.choose(r, f)
	if !p.plot.Begin(b, r, chart.Axis{Lo: pl.re0, Hi: pl.re1}, chart.Axis{Lo: -pl.im, Hi: pl.im}) {
		sayInstead(b, r, "the plane needs more room: z fills the screen")
		return
	}
	p.drawAxes(pl)
	if p.view != onlyNow {
		p.circle(s.Before.BulkRadius, chart.Pen{Role: chart.Before, Dash: 4, ASCII: '.'})
		p.plot.Pen(chart.Pen{Role: chart.Before, ASCII: '.'})
		for _, v := range s.Before.Values {
			p.plot.Dot(real(v), imag(v))
		}
	}
	if p.view != onlyBefore {
		p.circle(s.Radius(), chart.Pen{Role: chart.Theory, ASCII: 'c'})
		p.plot.Pen(chart.Pen{Role: chart.Bulk, ASCII: '*'})
		for k, v := range s.Now.Values {
			if k >= s.Now.Outliers {
				p.plot.Dot(real(v), imag(v))
			}
		}
		for _, v := range s.Now.Values[:min(max(s.Now.Outliers, 0), len(s.Now.Values))] {
			p.plot.Mark(real(v), imag(v), '◆', chart.Outlier)
		}
		if s.Fresher() {
			for _, v := range s.Outliers() {
				p.plot.Mark(real(v), imag(v), '●', chart.Outlier)
			}
		}
		for _, v := range s.Predicted {
			// An outlier in the same cell goes first; the legend says how many came true.
			if col, row, ok := p.plot.Cell(real(v), imag(v)); ok && !p.outlierAt(s, col, row) {
				p.plot.Mark(real(v), imag(v), '◇', chart.Predicted)
			}
		}
	}
	p.plot.End()
	p.numberAxes(b, pl)
}

// outlierAt reports whether an outlier is drawn in the cell.
func (p *eigenvaluesPane) outlierAt(s *live.Spectrum, col, row int) bool {
	for _, v := range s.Outliers() {
		if c, r, ok := p.plot.Cell(real(v), imag(v)); ok && c == col && r == row {
			return true
		}
	}
	return false
}

// drawAxes draws the real and the imaginary axis, thin.
func (p *eigenvaluesPane) drawAxes(pl plane) {
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
func (p *eigenvaluesPane) numberAxes(b *chart.Buffer, pl plane) {
	area := p.plot.Area()
	end := area.X + area.W
	write := func(col, row int, text string) {
		if !area.Contains(col, row) || col+len(text) > end {
			return
		}
		for x := col; x < col+len(text); x++ {
			if b.At(x, row).Rune != 0 {
				return
			}
		}
		b.Text(col, row, end, text, chart.Dim)
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

// circle draws a circle around 0.
func (p *eigenvaluesPane) circle(radius float64, pen chart.Pen) {
	if !(radius > 0 && radius < 1e100) {
		return
	}
	p.plot.Pen(pen)
	const corners = 180
	for k := range corners + 1 {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / corners)
		p.plot.LineTo(radius*cos, radius*sin)
	}
}

// drawLegend says what the marks mean and what the spectrum comes to.
func (p *eigenvaluesPane) drawLegend(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spectrum
	row := 0
	before, rest, circle := '·', '·', '○'
	if b.ASCII {
		before, rest, circle = '.', '*', 'c'
	}
	line := func(mark rune, markRole chart.Role, name string) chart.Writer {
		w := b.Write(r, row)
		row++
		w.Rune(mark, markRole).Text(" ", chart.Dim).Text(name, chart.Dim).Text(" ", chart.Dim)
		w.To(r.X + 12)
		return w
	}
	switch {
	case p.view == onlyBefore && len(s.Before.Values) == 0 && f.Demand.Possible:
		b.Wrap(r, chart.Join("the eigenvalues of the start come with those of now; ", demandText(f)), chart.Dim)
		return
	case p.view != onlyBefore && s.Live != nil:
		p.drawLive(b, r, f)
		return
	case p.view == onlyBefore:
		w := line(before, chart.Before, "before t 0")
		w = line(' ', chart.Plain, "max|λ|")
		w.Fixed(s.Before.MaxModulus, 2, chart.Plain)
		w = line(circle, chart.Before, "R_b")
		w.Fixed(s.Before.BulkRadius, 2, chart.Plain)
		warnLine(b, r, row, s.Before.Warnings)
		return
	}
	w := line('◆', chart.Outlier, "outliers")
	w.Int(s.Now.Outliers, chart.Bold).Text(" of ", chart.Dim).Int(len(s.Now.Values), chart.Dim)
	p.drawPredicted(line, s)
	w = line(' ', chart.Plain, "max|λ|")
	w.Fixed(s.Now.MaxModulus, 2, chart.Plain).Text(" = ", chart.Dim).Fixed(s.Now.MaxModulus/s.Now.BulkRadius, 1, chart.Plain).Text(" R_b", chart.Dim)
	w = line(circle, chart.Theory, "R_b")
	w.Fixed(s.Now.BulkRadius, 2, chart.Plain)
	w = line(rest, chart.Bulk, "the rest")
	w.Text("within ", chart.Dim).Fixed(s.Now.RestRadius, 2, chart.Plain)
	w = line(' ', chart.Plain, "threshold")
	w.Fixed(s.Now.Threshold, 2, chart.Plain)
	if p.view == nowAndBefore {
		w = line(before, chart.Before, "before")
		w.Fixed(s.Before.MaxModulus, 2, chart.Plain).Text(", R_b ", chart.Dim).Fixed(s.Before.BulkRadius, 2, chart.Plain)
	}
	warnLine(b, r, row, s.Now.Warnings)
}

// drawPredicted says in the legend what was predicted and how much came true.
func (*eigenvaluesPane) drawPredicted(line func(mark rune, role chart.Role, name string) chart.Writer, s *live.Spectrum) {
	switch {
	case len(s.Predicted) > 0:
		w := line('◇', chart.Predicted, "predicted")
		w.Int(len(s.Predicted), chart.Plain)
		w.Text(", ", chart.Dim).Int(cameTrue(s), chart.Plain).Text(" hit (5 %)", chart.Dim)
	case s.PredictNote != "":
		w := line('◇', chart.Predicted, "predicted")
		w.Cut(chart.Join("none: ", s.PredictNote), chart.Dim)
	}
}

// cameTrue is the number of predicted outliers with a measured one within 5 %
// of their modulus.
func cameTrue(s *live.Spectrum) int {
	n := 0
	for _, want := range s.Predicted {
		for _, got := range s.Outliers() {
			if cmplx.Abs(got-want) <= 0.05*cmplx.Abs(want) {
				n++
				break
			}
		}
	}
	return n
}

// drawNumbers says the same in two rows.
func (p *eigenvaluesPane) drawNumbers(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spectrum
	if s.Live != nil {
		p.drawLiveNumbers(b, r, f)
		return
	}
	w := b.Write(r, 0)
	w.Rune('◆', chart.Outlier).Text(" ", chart.Plain).Text(outliers(s.Now.Outliers), chart.Plain)
	if len(s.Predicted) > 0 {
		w.Text("  ◇ ", chart.Predicted).Int(len(s.Predicted), chart.Plain).Text(" predicted", chart.Dim)
	}
	if warnLine(b, r, 1, s.Now.Warnings) {
		return
	}
	w = b.Write(r, 1)
	w.Text("max|λ| ", chart.Dim).Fixed(s.Now.MaxModulus, 2, chart.Plain)
	w.Text("  ○ R_b ", chart.Dim).Fixed(s.Now.BulkRadius, 2, chart.Plain)
	w.Text("  before ", chart.Dim).Fixed(s.Before.BulkRadius, 2, chart.Plain)
}
