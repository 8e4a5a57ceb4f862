package tui

import (
	"math"
	"testing"

	"spiketop/metrics/spectrum"
	"spiketop/tui/chart"
)

// An outlier stands where its eigenvalue is, measured by the circle beside it:
// the circle of radius 1 gives origin and unit.
func TestOutlierIsWhereItBelongs(t *testing.T) {
	f := stillFrame()
	f.Spectrum.Now = spectrum.Spectrum{Values: []complex128{1.5 + 0.5i, 1.5 - 0.5i}, BulkRadius: 1, MaxModulus: math.Hypot(1.5, 0.5),
		Threshold: 1.1, Outliers: 2}
	f.Spectrum.Predicted = nil
	p := paneOf("eigenvalues")
	for _, size := range [][2]int{{46, 20}, {120, 34}, {61, 13}} {
		b := new(chart.Buffer)
		b.Resize(size[0], size[1])
		p.draw(b, chart.Rect{W: size[0], H: size[1]}, f)
		var dots [][2]float64
		for y := range 4 * b.H {
			for x := range 2 * b.W {
				if c := b.At(x/2, y/4); c.Role == chart.Theory && c.Rune&^0xff == 0x2800 && c.Rune&dotBit[y%4][x%2] != 0 {
					dots = append(dots, [2]float64{float64(x), float64(y)})
				}
			}
		}
		originX, originY, unit := fittedCircle(dots)
		off := 0.0 // a few dots of the axes share cells with the circle
		for _, d := range dots {
			off += math.Abs(math.Hypot(d[0]-originX, d[1]-originY)-unit) / float64(len(dots))
		}
		if !(off < 0.6) {
			t.Fatalf("%v: %d dots are %.2f dots off a circle", size, len(dots), off)
		}
		marks := find(b, '◆', chart.Outlier)
		var in [][2]int
		for _, m := range marks {
			if float64(m[0]*2) <= originX+4*unit && m[1] != 0 { // the first row has one in the legend
				in = append(in, m)
			}
		}
		if len(in) < 2 {
			t.Fatalf("%v: marks at %v", size, marks)
		}
		for k, want := range [][2]float64{{originX + 1.5*unit, originY - 0.5*unit}, {originX + 1.5*unit, originY + 0.5*unit}} {
			// Half a cell, and what rounding does to origin and unit.
			if dx, dy := math.Abs(2*float64(in[k][0])+0.5-want[0]), math.Abs(4*float64(in[k][1])+1.5-want[1]); dx > 3 || dy > 3 {
				t.Errorf("%v: outlier %d in cell %v, expected around dot %v", size, k, in[k], want)
			}
		}
	}
}

// fittedCircle is the circle x² + y² = 2ax + 2by + c that fits the points best (Kåsa 1976).
func fittedCircle(points [][2]float64) (a, b, radius float64) {
	var m [3][4]float64 // the normal equations of (2a, 2b, c)
	for _, p := range points {
		row := [4]float64{p[0], p[1], 1, p[0]*p[0] + p[1]*p[1]}
		for i := range 3 {
			for j := range 4 {
				m[i][j] += row[i] * row[j]
			}
		}
	}
	for i := range 3 {
		for k := range 3 {
			if k != i {
				q := m[k][i] / m[i][i]
				for j := range 4 {
					m[k][j] -= q * m[i][j]
				}
			}
		}
	}
	a, b = m[0][3]/m[0][0]/2, m[1][3]/m[1][1]/2
	return a, b, math.Sqrt(m[2][3]/m[2][2] + a*a + b*b)
}

var dotBit = [4][2]rune{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// The range of the plane does not move with small changes of the spectrum.
func TestPlaneDoesNotJitter(t *testing.T) {
	p, f := paneOf("eigenvalues").pane.(*eigenvaluesPane), stillFrame()
	r := chart.Rect{W: 58, H: 9}
	first := p.choose(r, f)
	for k := range 20 {
		scale := 1 + 0.02*math.Sin(float64(k))
		for i, v := range f.Spectrum.Now.Values {
			f.Spectrum.Now.Values[i] = v * complex(scale, 0)
		}
		if got := p.choose(r, f); got != first {
			t.Fatalf("range %v after %v", got, first)
		}
	}
	f.Spectrum.Now.Values[0] = 50
	if p.choose(r, f) == first {
		t.Error("a value far outside did not widen the range")
	}
}
