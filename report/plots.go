package report

import (
	"bytes"
	"image/color"
	"math"
	"regexp"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A figure is panels side by side. Theory is lines, told apart by their dashes;
// measurements are points with error bars, told apart by their shapes: colours
// only help, and a grey print loses nothing.

// panel is one pair of axes.
type panel struct {
	title, x, y string
	series      []series
	logX, logY  bool
	xTicks      []float64 // values marked on the x axis; nil: gonum's choice
	xNames      []string  // their names; nil: the numbers
	xLo, xHi    float64   // both 0: as the data have it
	yLo, yHi    float64
	legendLeft  bool
	legendLow   bool
	noLegend    bool
}

// series is one line or one set of points.
type series struct {
	name   string
	style  int
	points []point
	line   bool // theory
}

// point is a measurement with its interval; NaN: no bar.
type point struct{ x, y, lo, hi float64 }

// at is the interval r as a point at x.
func (r Interval) at(x float64) point { return point{x, r.Mean, r.Lo, r.Hi} }

// marks adds measurements to the panel, and lines theory or levels.
func (p *panel) marks(name string, style int, points []point) {
	p.series = append(p.series, series{name: name, style: style, points: points})
}
func (p *panel) lines(s ...series) { p.series = append(p.series, s...) }

// points are a number of cells: means over seeds with their intervals.
func (b book) points(cells []Cell, x func(Cell) float64, y func(*Row) float64) (all []point) {
	for _, c := range cells {
		all = append(all, b.effect(c, y).all().at(x(c)))
	}
	return all
}

var (
	shapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.SquareGlyph{}, draw.PyramidGlyph{}, draw.BoxGlyph{}, draw.RingGlyph{}, draw.CrossGlyph{}, draw.TriangleGlyph{}}
	// Of Okabe & Ito 2008, for readers with every kind of colour vision.
	colors = []color.RGBA{{0, 0, 0, 255}, {0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {90, 90, 90, 255}, {204, 121, 167, 255}, {150, 110, 0, 255}}
	dashes = [][]vg.Length{nil, {vg.Points(6), vg.Points(3)}, {vg.Points(1.5), vg.Points(2.5)}, {vg.Points(8), vg.Points(2), vg.Points(1.5), vg.Points(2)}, {vg.Points(3), vg.Points(3)}}
)

// panelWidth and panelHeight of one pair of axes, points.
const panelWidth, panelHeight = 300, 250

// svg draws the panels in rows.
func svg(rows ...[]panel) []byte {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	columns := 0
	for _, r := range rows {
		columns = max(columns, len(r))
	}
	plots := make([][]*plot.Plot, len(rows))
	for i, r := range rows {
		plots[i] = make([]*plot.Plot, columns)
		for j, p := range r {
			plots[i][j] = p.plot()
		}
	}
	c := vgsvg.New(vg.Points(float64(panelWidth*columns)), vg.Points(float64(panelHeight*len(rows))))
	dc := draw.New(c)
	dc.SetColor(color.White)
	dc.Fill(dc.Rectangle.Path())
	tiles := draw.Tiles{Rows: len(rows), Cols: columns, PadTop: 4, PadBottom: 4, PadLeft: 4, PadRight: 10, PadX: 14, PadY: 14}
	for i, row := range plot.Align(plots, tiles, dc) {
		for j, canvas := range row {
			if plots[i][j] != nil {
				plots[i][j].Draw(canvas)
			}
		}
	}
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		panic("report: " + err.Error()) // a buffer takes everything
	}
	return sans.ReplaceAll(b.Bytes(), []byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif"))
}

// sans is what gonum/plot writes for its font; few readers have it.
var sans = regexp.MustCompile(`font-family:'?Liberation Sans'?[^;"]*`)

func (p panel) plot() *plot.Plot {
	out := plot.New()
	out.Title.Text, out.X.Label.Text, out.Y.Label.Text = p.title, p.x, p.y
	out.Title.TextStyle.Font.Size, out.Title.Padding = 11, 4
	for _, a := range []*plot.Axis{&out.X, &out.Y} {
		a.Label.TextStyle.Font.Size, a.Tick.Label.Font.Size = 10, 9
		a.LineStyle.Width, a.Tick.LineStyle.Width = .7, .7
	}
	out.Legend.TextStyle.Font.Size, out.Legend.Padding = 8, 1
	// Names stand to the right of their marks: a reader's font may be wider than
	// the one measured here.
	out.Legend.Top, out.Legend.Left = !p.legendLow, true
	if !p.legendLeft {
		longest := 0
		for _, s := range p.series {
			longest = max(longest, len([]rune(s.name)))
		}
		out.Legend.XOffs = vg.Points(panelWidth - 92 - 4.6*float64(longest))
	}
	if p.logX {
		out.X.Scale, out.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	if p.logY {
		out.Y.Scale, out.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	if p.xTicks != nil {
		var ticks []plot.Tick
		for k, x := range p.xTicks {
			name := strconv.FormatFloat(x, 'g', -1, 64)
			if p.xNames != nil {
				name = p.xNames[k]
			}
			ticks = append(ticks, plot.Tick{Value: x, Label: name})
		}
		out.X.Tick.Marker = plot.ConstantTicks(ticks)
	}
	for _, s := range p.series {
		s.add(out, !p.noLegend, p.logX, p.logY)
	}
	if p.xLo != p.xHi {
		out.X.Min, out.X.Max = p.xLo, p.xHi
	}
	if p.yLo != p.yHi {
		out.Y.Min, out.Y.Max = p.yLo, p.yHi
	}
	if len(p.series) == 0 || math.IsInf(out.X.Min, 0) || math.IsInf(out.Y.Min, 0) { // nothing to show
		out.X.Min, out.X.Max, out.Y.Min, out.Y.Max = 1, 2, 1, 2
	}
	if p.logX && !(out.X.Min > 0) {
		out.X.Min = 1e-3 * out.X.Max
	}
	return out
}

// errorPoints are points with bars up and down.
type errorPoints struct {
	plotter.XYs
	plotter.YErrors
}

func (s series) add(p *plot.Plot, legend, logX, logY bool) {
	e := errorPoints{}
	for _, q := range s.points {
		if math.IsNaN(q.x) || math.IsNaN(q.y) || math.IsInf(q.y, 0) || logX && q.x <= 0 || logY && q.y <= 0 {
			continue
		}
		lo, hi := q.y, q.y
		if !math.IsNaN(q.lo) && !s.line {
			lo, hi = q.lo, q.hi
			if logY && lo <= 0 {
				lo = q.y
			}
		}
		e.XYs = append(e.XYs, plotter.XY{X: q.x, Y: q.y})
		e.YErrors = append(e.YErrors, struct{ Low, High float64 }{q.y - lo, hi - q.y})
	}
	if len(e.XYs) == 0 {
		return
	}
	colour := colors[s.style%len(colors)]
	if s.line {
		l, err := plotter.NewLine(e.XYs)
		must(err)
		l.LineStyle = draw.LineStyle{Color: colour, Width: 1.1, Dashes: dashes[s.style%len(dashes)]}
		p.Add(l)
		if legend && s.name != "" {
			p.Legend.Add(s.name, l)
		}
		return
	}
	bars, err := plotter.NewYErrorBars(e)
	must(err)
	bars.LineStyle = draw.LineStyle{Color: colour, Width: .8}
	bars.CapWidth = 4
	marks, err := plotter.NewScatter(e.XYs)
	must(err)
	marks.GlyphStyle = draw.GlyphStyle{Color: colour, Radius: 3, Shape: shapes[s.style%len(shapes)]}
	p.Add(bars, marks)
	if legend && s.name != "" {
		p.Legend.Add(s.name, marks)
	}
}

// must panics on an error that only a mistake in this program can cause.
func must(err error) {
	if err != nil {
		panic("report: " + err.Error())
	}
}

// curve is f on lo … hi as a line.
func curve(name string, style int, lo, hi float64, f func(float64) float64) series {
	s := series{name: name, style: style, line: true}
	const n = 100
	for k := range n + 1 {
		x := lo + (hi-lo)*float64(k)/n
		s.points = append(s.points, point{x: x, y: f(x)})
	}
	return s
}

// level is a horizontal line, such as a threshold.
func level(name string, style int, lo, hi, y float64) series {
	return series{name: name, style: style, line: true, points: []point{{x: lo, y: y}, {x: hi, y: y}}}
}
