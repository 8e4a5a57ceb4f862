// Package figure draws what a pane shows as a figure for a page: axes with units, lines
// and marks, as SVG and PNG.
package figure

import (
	"bytes"
	"image/color"
	"math"
	"regexp"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A Figure is panels above each other.
type Figure struct {
	Title  string // what it shows
	Note   string // of which run
	Panels []Panel
}

// A Panel is a pair of axes with what is drawn on them.
type Panel struct {
	X, Y   Axis
	Share  float64 // of the height
	Equal  bool    // a unit is as long on both axes
	Series []Series
}

// Axis is an axis with its name and unit, as "time, s". Where Lo = Hi its range is that
// of the data.
type Axis struct {
	Name   string
	Lo, Hi float64
}

// Series is a line, or marks. A line breaks where a number is not one.
type Series struct {
	Name  string // in the legend; "": not there
	RGB   uint32
	X, Y  []float64
	SE    []float64 // standard errors of Y; nil: none
	Mark  Mark
	Dash  float64 // of a line, in points; 0: it has none
	Width float64 // of a line, in points; 0: 1
}

// Mark is how a point is drawn.
type Mark int

// The marks. Line joins the points.
const (
	Line Mark = iota
	Dot
	Disc
	Ring
	Diamond
	HollowDiamond
	Cross
	Tick // a short upright line, for a spike
)

// The size of a figure in points, and the resolution of its PNG.
const (
	width, height = 660, 400
	legend        = 120 // of the width, right of the axes
	dpi           = 144
)

// SVG is the figure as SVG, whose text is text.
func (f *Figure) SVG() []byte {
	c := vgsvg.New(vg.Points(width), vg.Points(height))
	f.draw(c)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		panic("figure: " + err.Error()) // a buffer takes everything
	}
	return sans.ReplaceAll(b.Bytes(), []byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif"))
}

// sans is what gonum/plot writes for its font; few readers have it.
var sans = regexp.MustCompile(`font-family:'?Liberation Sans'?[^;"]*`)

// PNG is the figure as PNG.
func (f *Figure) PNG() []byte {
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(vg.Points(width), vg.Points(height)), vgimg.UseDPI(dpi))}
	f.draw(c)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		panic("figure: " + err.Error()) // a buffer takes everything
	}
	return b.Bytes()
}

func (f *Figure) draw(c vg.CanvasSizer) {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	dc := draw.New(c)
	dc.SetColor(color.White)
	dc.Fill(dc.Rectangle.Path())
	var all float64
	for i := range f.Panels {
		all += f.Panels[i].Share
	}
	plots := make([]*plot.Plot, len(f.Panels))
	left := vg.Length(0) // of the widest numbers: panels have the same left edge
	for i := range f.Panels {
		plots[i] = f.Panels[i].plot()
		if i == 0 {
			plots[i].Title.Text = f.Title + "\n" + f.Note
			plots[i].Title.TextStyle.Font.Size, plots[i].Title.Padding = 11, 6
		}
		left = max(left, plots[i].DataCanvas(dc).Min.X)
	}
	const edge = 8
	top := dc.Max.Y - edge
	for i, p := range plots {
		high := (dc.Max.Y - dc.Min.Y - 2*edge) * vg.Length(f.Panels[i].Share/all)
		area := draw.Canvas{Canvas: dc.Canvas, Rectangle: vg.Rectangle{Min: vg.Point{X: dc.Min.X + edge, Y: top - high}, Max: vg.Point{X: dc.Max.X - 2*edge - legend, Y: top - 2}}}
		area.Min.X += left - p.DataCanvas(dc).Min.X
		if f.Panels[i].Equal {
			own := [2]plot.Axis{p.X, p.Y}
			for range 3 { // the numbers of the axes take room
				data := p.DataCanvas(area).Rectangle
				p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = own[0].Min, own[0].Max, own[1].Min, own[1].Max
				equal(p, data)
			}
		}
		data := p.DataCanvas(area)
		p.Legend.XOffs = data.Max.X - data.Min.X + edge
		p.Draw(area)
		top -= high
	}
}

// equal widens the range of one axis so that a unit is as long on both.
func equal(p *plot.Plot, area vg.Rectangle) {
	w, h := float64(area.Max.X-area.Min.X), float64(area.Max.Y-area.Min.Y)
	unit := 1.05 * max((p.X.Max-p.X.Min)/w, (p.Y.Max-p.Y.Min)/h)
	for a, size := range map[*plot.Axis]float64{&p.X: w, &p.Y: h} {
		mid := (a.Min + a.Max) / 2
		a.Min, a.Max = mid-unit*size/2, mid+unit*size/2
	}
}

func (p *Panel) plot() *plot.Plot {
	out := plot.New()
	out.X.Label.Text, out.Y.Label.Text = p.X.Name, p.Y.Name
	for _, a := range []*plot.Axis{&out.X, &out.Y} {
		a.Label.TextStyle.Font.Size, a.Tick.Label.Font.Size = 10, 9
		a.LineStyle.Width, a.Tick.LineStyle.Width, a.Padding = .7, .7, 2
	}
	out.Legend.Top, out.Legend.Left, out.Legend.TextStyle.Font.Size, out.Legend.Padding = true, true, 8, 1
	for i := range p.Series {
		s := &p.Series[i]
		if len(s.X) == 0 {
			continue
		}
		out.Add(s)
		if s.Name != "" {
			out.Legend.Add(s.Name, s)
		}
	}
	for a, given := range map[*plot.Axis]Axis{&out.X: p.X, &out.Y: p.Y} {
		switch {
		case given.Lo != given.Hi:
			a.Min, a.Max = given.Lo, given.Hi
		case !finite(a.Min) || !finite(a.Max): // nothing to show
			a.Min, a.Max = 0, 1
		case a.Min == a.Max:
			a.Min, a.Max = a.Min-.5, a.Max+.5
		}
	}
	return out
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// se is the standard error of point k, 0 where there is none.
func (s *Series) se(k int) float64 {
	if k < len(s.SE) && finite(s.SE[k]) {
		return s.SE[k]
	}
	return 0
}

// DataRange implements plot.DataRanger.
func (s *Series) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for k := range min(len(s.X), len(s.Y)) {
		if x, y := s.X[k], s.Y[k]; finite(x) && finite(y) {
			xmin, xmax, ymin, ymax = min(xmin, x), max(xmax, x), min(ymin, y-s.se(k)), max(ymax, y+s.se(k))
		}
	}
	return xmin, xmax, ymin, ymax
}

func (s *Series) style() draw.LineStyle {
	w := s.Width
	if w == 0 {
		w = 1
	}
	style := draw.LineStyle{Color: color.RGBA{uint8(s.RGB >> 16), uint8(s.RGB >> 8), uint8(s.RGB), 0xff}, Width: vg.Points(w)}
	if s.Dash > 0 {
		style.Dashes = []vg.Length{vg.Points(s.Dash), vg.Points(s.Dash)}
	}
	return style
}

// Plot implements plot.Plotter.
func (s *Series) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := s.style()
	var path vg.Path // of lines and ticks: one
	pen := false
	for k := range min(len(s.X), len(s.Y)) {
		if !finite(s.X[k]) || !finite(s.Y[k]) {
			pen = false
			continue
		}
		at := vg.Point{X: x(s.X[k]), Y: y(s.Y[k])}
		if s.Mark == Line {
			if pen {
				path.Line(at)
			} else {
				path.Move(at)
			}
			pen = true
			continue
		}
		if !c.Contains(at) {
			continue
		}
		if e := s.se(k); e > 0 {
			path.Move(vg.Point{X: at.X, Y: y(s.Y[k] - e)})
			path.Line(vg.Point{X: at.X, Y: y(s.Y[k] + e)})
		}
		if s.Mark == Tick {
			path.Move(vg.Point{X: at.X, Y: at.Y - .8})
			path.Line(vg.Point{X: at.X, Y: at.Y + .8})
			continue
		}
		c.DrawGlyph(s.glyph(), at)
	}
	if len(path) > 0 {
		clipped := c
		clipped.SetLineStyle(style)
		clipped.Stroke(path)
	}
}

// Thumbnail implements plot.Thumbnailer.
func (s *Series) Thumbnail(c *draw.Canvas) {
	mid := vg.Point{X: (c.Min.X + c.Max.X) / 2, Y: (c.Min.Y + c.Max.Y) / 2}
	switch s.Mark {
	case Line:
		c.StrokeLine2(s.style(), c.Min.X, mid.Y, c.Max.X, mid.Y)
	case Tick:
		c.StrokeLine2(s.style(), mid.X, c.Min.Y, mid.X, c.Max.Y)
	default:
		c.DrawGlyph(s.glyph(), mid)
	}
}

func (s *Series) glyph() draw.GlyphStyle {
	g := draw.GlyphStyle{Color: s.style().Color, Radius: vg.Points(3), Shape: draw.CircleGlyph{}}
	switch s.Mark {
	case Dot:
		g.Radius = vg.Points(1)
	case Ring:
		g.Shape = draw.RingGlyph{}
	case Diamond:
		g.Shape = diamond{}
	case HollowDiamond:
		g.Shape = diamond{hollow: true}
	case Cross:
		g.Shape = draw.CrossGlyph{}
	}
	return g
}

type diamond struct{ hollow bool }

func (d diamond) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	var p vg.Path
	r := s.Radius * 1.2
	p.Move(vg.Point{X: at.X, Y: at.Y + r})
	p.Line(vg.Point{X: at.X + r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y - r})
	p.Line(vg.Point{X: at.X - r, Y: at.Y})
	p.Close()
	if d.hollow {
		c.SetLineStyle(draw.LineStyle{Color: s.Color, Width: vg.Points(.8)})
		c.Stroke(p)
		return
	}
	c.SetColor(s.Color)
	c.Fill(p)
}

var _ plot.DataRanger = (*Series)(nil)
