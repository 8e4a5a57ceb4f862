package figure

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func example() *Figure {
	nan := math.NaN()
	return &Figure{Title: "A title", Note: "of a run", Panels: []Panel{
		{X: Axis{Name: "Re λ"}, Y: Axis{Name: "Im λ"}, Share: 2, Equal: true, Series: []Series{
			{Name: "square", X: []float64{-1, 1, 1, -1, -1}, Y: []float64{-1, -1, 1, 1, -1}, RGB: 0x0000ff},
			{Name: "broken", X: []float64{0, .5, nan, 1}, Y: []float64{0, .5, 1, nan}, RGB: 0x00ff00, Dash: 2},
			{Name: "nothing", Mark: Disc}, {Name: "marks", Mark: HollowDiamond, X: []float64{0}, Y: []float64{0}, SE: []float64{.5}}}},
		{X: Axis{Name: "time, s", Lo: 1, Hi: 2}, Y: Axis{Name: "rate, Hz"}, Share: 1, Series: []Series{
			{Mark: Tick, X: []float64{1.5, 3}, Y: []float64{2, 2}}, {Mark: Dot}, {Mark: Cross, X: []float64{math.Inf(1)}, Y: []float64{1}}}},
		{X: Axis{Name: "empty"}, Share: 1},
	}}
}

// A figure says its axes and what is drawn, and leaves out what has no points.
func TestFigure(t *testing.T) {
	f := example()
	svg := f.SVG()
	d := xml.NewDecoder(bytes.NewReader(svg))
	var text []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if c, ok := token.(xml.CharData); ok {
			text = append(text, strings.TrimSpace(string(c)))
		}
	}
	said := strings.Join(text, "\n")
	for _, want := range []string{"A title", "of a run", "Re λ", "Im λ", "time, s", "rate, Hz", "square", "broken", "marks"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(said, "nothing") || bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("Inf")) {
		t.Error("what has no points is drawn")
	}
	if !bytes.Equal(svg, example().SVG()) {
		t.Error("the same figure has other bytes")
	}
	c, err := png.DecodeConfig(bytes.NewReader(f.PNG()))
	if err != nil || c.Width != width*dpi/72 || c.Height != height*dpi/72 {
		t.Errorf("%d×%d pixels, %v", c.Width, c.Height, err)
	}
}

// On axes of equal units a square is a square.
func TestEqualUnits(t *testing.T) {
	blue := regexp.MustCompile(`<path d="M([^"]*)"[^>]*stroke:#0000FF`)
	m := blue.FindSubmatch(example().SVG())
	if m == nil {
		t.Fatal("the square is not there")
	}
	var x, y []float64
	for _, corner := range regexp.MustCompile(`[ML]`).Split(string(m[1]), -1) {
		a, b, _ := strings.Cut(corner, ",")
		px, err1 := strconv.ParseFloat(a, 64)
		py, err2 := strconv.ParseFloat(b, 64)
		if err1 != nil || err2 != nil {
			t.Fatalf("%q", corner)
		}
		x, y = append(x, px), append(y, py)
	}
	if len(x) != 5 || math.Abs(math.Abs(x[1]-x[0])-math.Abs(y[2]-y[1])) > .02 || math.Abs(x[1]-x[0]) < 50 {
		t.Errorf("corners at %v, %v", x, y)
	}
}
