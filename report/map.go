package report

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"spiketop/measure"
	"spiketop/plane"
	"spiketop/run"
)

// Map draws a map as an SVG figure: the number as colour with a scale, its contours
// at round values, the theory's contours, the place here (nil: none), and the cells
// that failed, have a warning or were not run. A map of one parameter is a line
// with the standard deviation over seeds.
func Map(m *plane.Map, here *run.Params) []byte {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	if m.Y.None() {
		return svg([]panel{lineOf(m)})
	}
	const width, height, scale = 440, 362, 72
	c := vgsvg.New(vg.Points(width), vg.Points(height))
	dc := draw.New(c)
	dc.SetColor(color.White)
	dc.Fill(dc.Rectangle.Path())
	left, right := draw.Crop(dc, 4, -scale-14, 4, -4), draw.Crop(dc, width-scale, -10, 4, -4)
	mapPlot(m, here).Draw(left)
	scalePlot(m).Draw(right)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		panic("report: " + err.Error()) // a buffer takes everything
	}
	return sans.ReplaceAll(b.Bytes(), []byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif"))
}

// mapTitle says what is shown and of what.
func mapTitle(m *plane.Map) string {
	seeds := 0
	for k := range m.Cells {
		seeds = max(seeds, len(m.Cells[k].Runs))
	}
	text := fmt.Sprintf("%s of %s, seed %d", strings.TrimSuffix(m.Show, ".value"), m.Preset, m.Seed)
	if seeds > 1 {
		text = fmt.Sprintf("%s of %s, mean of up to %d seeds", strings.TrimSuffix(m.Show, ".value"), m.Preset, seeds)
	}
	return text
}

// unitOf is the unit of a path.
func unitOf(path string) string {
	for _, c := range measure.Columns() {
		if c.Path == path || c.Path == path+".value" {
			return c.Unit
		}
	}
	return ""
}

// small gives a plot of a map its sizes.
func small(p *plot.Plot) {
	p.Title.TextStyle.Font.Size, p.Title.Padding = 11, 6
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font.Size, a.Tick.Label.Font.Size = 10, 9
		a.LineStyle.Width, a.Tick.LineStyle.Width, a.Padding = .7, .7, 0
	}
	p.Legend.TextStyle.Font.Size, p.Legend.Padding = 8, 1
}

// named are the ticks of an axis whose values are evenly spaced.
func named(a *plane.Axis) plot.ConstantTicks {
	var out plot.ConstantTicks
	for k, text := range a.Values {
		out = append(out, plot.Tick{Value: float64(k), Label: text})
	}
	return out
}

func axisName(a *plane.Axis) string {
	text := a.Symbol
	if a.Symbol != a.Key {
		text += " (" + a.Key + ")"
	}
	if a.Unit != "" {
		text += ", " + a.Unit
	}
	return text
}

func mapPlot(m *plane.Map, here *run.Params) *plot.Plot {
	p := plot.New()
	small(p)
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = mapTitle(m), axisName(&m.X), axisName(&m.Y)
	p.X.Tick.Marker, p.Y.Tick.Marker = named(&m.X), named(&m.Y)
	lo, hi := span(m)
	p.Add(heat{m, lo, hi})
	p.Legend.Top, p.Legend.Left, p.Legend.YOffs = false, true, 0
	lines := func(f *plane.Field, level float64, style draw.LineStyle) *plotter.Line {
		var first *plotter.Line
		for _, s := range f.Contour(level) {
			l, err := plotter.NewLine(plotter.XYs{{X: s.X0, Y: s.Y0}, {X: s.X1, Y: s.Y1}})
			must(err)
			l.LineStyle = style
			p.Add(l)
			if first == nil {
				first = l
			}
		}
		return first
	}
	field, levels := m.FieldOf(m.Show), plane.Levels(lo, hi)
	var shown []string
	for _, level := range levels {
		if lines(field, level, draw.LineStyle{Color: color.White, Width: 2.4}) == nil {
			continue
		}
		lines(field, level, draw.LineStyle{Color: color.Black, Width: 1.2})
		shown = append(shown, fmt.Sprintf("%g", level))
	}
	if t := plane.TheoryOf(m.Show); t != nil {
		at := t.Levels
		if at == nil {
			at = levels
		}
		theory := m.FieldOf(t.Path)
		for _, level := range at {
			lines(theory, level, draw.LineStyle{Color: color.White, Width: 2.6})
			lines(theory, level, draw.LineStyle{Color: color.RGBA{200, 0, 110, 255}, Width: 1.4, Dashes: dashes[1]})
		}
		shown = append(shown, "dashed: theory "+t.Name)
	}
	mark := func(at []plotter.XY, shape draw.GlyphDrawer, size vg.Length) {
		if len(at) == 0 {
			return
		}
		s, err := plotter.NewScatter(plotter.XYs(at))
		must(err)
		s.GlyphStyle = draw.GlyphStyle{Color: color.RGBA{200, 0, 0, 255}, Radius: size, Shape: shape}
		p.Add(s)
	}
	var failed, doubtful, none []plotter.XY
	for j := range m.Y.Len() {
		for i := range m.X.Len() {
			at := plotter.XY{X: float64(i), Y: float64(j)}
			switch m.At(plane.At{I: plane.Sub * i, J: plane.Sub * j}).State {
			case plane.Failed, plane.Undefined:
				failed = append(failed, at)
			case plane.Doubtful:
				doubtful = append(doubtful, at)
			case plane.Empty, plane.Busy:
				none = append(none, at)
			}
		}
	}
	mark(failed, draw.CrossGlyph{}, 5)
	mark(doubtful, draw.TriangleGlyph{}, 3)
	mark(none, draw.CircleGlyph{}, 1)
	legend := ""
	if len(shown) > 0 {
		p.X.Label.Text += "\ncontours: " + strings.Join(shown, ", ")
	} else {
		p.X.Label.Text += "\n "
	}
	for _, m := range []struct {
		at   []plotter.XY
		text string
	}{{doubtful, "△ with a warning"}, {failed, "× failed"}, {none, "· not run"}} {
		if len(m.at) > 0 {
			legend += " · " + m.text
		}
	}
	if here != nil {
		x, y := m.X.Of(here), m.Y.Of(here)
		if x >= 0 && y >= 0 && x <= float64(m.X.Len()-1) && y <= float64(m.Y.Len()-1) {
			mark([]plotter.XY{{X: x, Y: y}}, draw.RingGlyph{}, 6)
			legend += " · ○ the preset"
		}
	}
	p.X.Label.Text += "\n" + strings.TrimPrefix(legend, " · ") + " " // the scale beside it has as many lines
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -.5, float64(m.X.Len())-.5, -.5, float64(m.Y.Len())-.5
	return p
}

// span is the range of the number shown.
func span(m *plane.Map) (lo, hi float64) {
	a, b := m.Range()
	if a == nil {
		return 0, 1
	}
	lo, hi = m.Read(a).Value, m.Read(b).Value
	if hi-lo < 1e-9*math.Max(1, math.Abs(lo)) {
		hi = lo + 1e-9*math.Max(1, math.Abs(lo))
	}
	return lo, hi
}

// viridis is the colour map of that name (Smith & van der Walt 2015) at five places.
var viridis = [5][3]float64{{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}}

// heatColour is the colour of a part of the range, from 0 to 1.
func heatColour(part float64) color.Color {
	at := math.Min(math.Max(part, 0), 1) * 4
	k := min(int(at), 3)
	t := at - float64(k)
	mix := func(c int) uint8 { return uint8(viridis[k][c]*(1-t) + viridis[k+1][c]*t + .5) }
	return color.RGBA{mix(0), mix(1), mix(2), 255}
}

// heat fills the cells of a map.
type heat struct {
	m      *plane.Map
	lo, hi float64
}

// Plot implements plot.Plotter.
func (h heat) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	fill := func(x0, y0, x1, y1 float64, v float64) {
		if math.IsNaN(v) {
			return
		}
		c.SetColor(heatColour((v - h.lo) / (h.hi - h.lo)))
		const seam = .3 // points: a reader leaves no light between two cells
		c.Fill(vg.Rectangle{Min: vg.Point{X: x(x0), Y: y(y0)}, Max: vg.Point{X: x(x1) + seam, Y: y(y1) + seam}}.Path())
	}
	for j := range h.m.Y.Len() {
		for i := range h.m.X.Len() {
			at := plane.At{I: plane.Sub * i, J: plane.Sub * j}
			fill(float64(i)-.5, float64(j)-.5, float64(i)+.5, float64(j)+.5, h.m.At(at).Value)
			const n = 2 * plane.Sub
			for b := range n {
				for a := range n {
					u, w := (float64(a)+.5)/n-.5, (float64(b)+.5)/n-.5
					if near := h.m.Nearest((float64(i)+u)*plane.Sub, (float64(j)+w)*plane.Sub); near != at {
						fill(float64(i)+float64(a)/n-.5, float64(j)+float64(b)/n-.5, float64(i)+float64(a+1)/n-.5, float64(j)+float64(b+1)/n-.5, h.m.At(near).Value)
					}
				}
			}
		}
	}
}

// bar is the scale of colours.
type bar struct{ lo, hi float64 }

// Plot implements plot.Plotter.
func (b bar) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	const n = 64
	for k := range n {
		at := func(k int) vg.Length { return y(b.lo + (b.hi-b.lo)*float64(k)/n) }
		c.SetColor(heatColour((float64(k) + .5) / n))
		c.Fill(vg.Rectangle{Min: vg.Point{X: x(0), Y: at(k)}, Max: vg.Point{X: x(1), Y: at(min(k+2, n))}}.Path())
	}
}

func scalePlot(m *plane.Map) *plot.Plot {
	p := plot.New()
	small(p)
	p.Title.Text, p.X.Label.Text = " ", " \n \n " // as high as those of the map
	p.Y.Label.Text = strings.TrimSuffix(m.Show, ".value")
	if u := unitOf(m.Show); u != "" {
		p.Y.Label.Text += ", " + u
	}
	p.X.Tick.Marker = plot.ConstantTicks{{Value: .5, Label: " "}}
	p.X.LineStyle.Width, p.X.Tick.LineStyle.Width = 0, 0
	lo, hi := span(m)
	p.Add(bar{lo, hi})
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, lo, hi
	return p
}

// lineOf is a map of one parameter.
func lineOf(m *plane.Map) panel {
	p := panel{title: mapTitle(m), x: axisName(&m.X), y: strings.TrimSuffix(m.Show, ".value")}
	if u := unitOf(m.Show); u != "" {
		p.y += ", " + u
	}
	for k, text := range m.X.Values {
		p.xTicks, p.xNames = append(p.xTicks, float64(k)), append(p.xNames, text)
	}
	p.xLo, p.xHi = -.3, float64(m.X.Len())-.7
	if t := plane.TheoryOf(m.Show); t != nil && t.Levels == nil {
		f := m.FieldOf(t.Path)
		s := series{name: "theory " + t.Name, line: true, style: 1}
		for k := range m.X.Len() {
			s.points = append(s.points, point{x: float64(k), y: f.Value(float64(k), 0)})
		}
		p.lines(s)
	}
	sound, doubtful := series{name: "mean, s.d. over seeds"}, series{name: "with a warning", style: 4}
	for k := range m.Cells {
		c := &m.Cells[k]
		r := m.Read(c)
		at := point{float64(c.I) / plane.Sub, r.Value, r.Value - r.Spread, r.Value + r.Spread}
		if r.State == plane.Doubtful {
			doubtful.points = append(doubtful.points, at)
		} else {
			sound.points = append(sound.points, at)
		}
	}
	p.series = append(p.series, sound, doubtful)
	return p
}
