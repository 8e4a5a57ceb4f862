package plane

import "math"

// Field is a number between the values of a grid, by the four values around.
type Field struct {
	nx, ny int
	v      []float64
}

// FieldOf is the field of a column: the means over seeds on the grid, NaN where
// there is none.
func (m *Map) FieldOf(path string) *Field {
	f := &Field{nx: m.X.Len(), ny: m.Y.Len()}
	col := m.Column(path)
	for j := range f.ny {
		for i := range f.nx {
			v := math.NaN()
			if c := m.Cell(At{Sub * i, Sub * j}); c != nil {
				v = c.read(col).Value
			}
			f.v = append(f.v, v)
		}
	}
	return f
}

func (f *Field) at(i, j int) float64 { return f.v[j*f.nx+i] }

// Value is the number at a place, in steps from the first values; NaN outside the
// grid, or where one of the four values is missing.
func (f *Field) Value(x, y float64) float64 {
	if !(x >= 0 && y >= 0 && x <= float64(f.nx-1) && y <= float64(f.ny-1)) {
		return math.NaN()
	}
	i, j := min(int(x), max(f.nx-2, 0)), min(int(y), max(f.ny-2, 0))
	s, t := x-float64(i), y-float64(j)
	i1, j1 := min(i+1, f.nx-1), min(j+1, f.ny-1)
	return (1-s)*(1-t)*f.at(i, j) + s*(1-t)*f.at(i1, j) + (1-s)*t*f.at(i, j1) + s*t*f.at(i1, j1)
}

// Segment is a piece of a contour, in steps from the first values.
type Segment struct{ X0, Y0, X1, Y1 float64 }

// Contour is where the field crosses a level, by marching squares; each square is
// cut into four triangles at its middle, so that no case is ambiguous.
func (f *Field) Contour(level float64) (out []Segment) {
	type corner struct{ x, y, v float64 }
	cross := func(a, b corner) (x, y float64, ok bool) {
		if (a.v >= level) == (b.v >= level) {
			return 0, 0, false
		}
		t := (level - a.v) / (b.v - a.v)
		return a.x + t*(b.x-a.x), a.y + t*(b.y-a.y), true
	}
	for j := range f.ny - 1 {
		for i := range f.nx - 1 {
			var c [4]corner
			mid := corner{float64(i) + .5, float64(j) + .5, 0}
			for k, d := range [4][2]int{{0, 0}, {1, 0}, {1, 1}, {0, 1}} {
				c[k] = corner{float64(i + d[0]), float64(j + d[1]), f.at(i+d[0], j+d[1])}
				mid.v += c[k].v / 4
			}
			if math.IsNaN(mid.v) {
				continue
			}
			for k := range c {
				tri := [3]corner{c[k], c[(k+1)%4], mid}
				var ends [][2]float64
				for e := range tri {
					if x, y, ok := cross(tri[e], tri[(e+1)%3]); ok {
						ends = append(ends, [2]float64{x, y})
					}
				}
				if len(ends) == 2 {
					out = append(out, Segment{ends[0][0], ends[0][1], ends[1][0], ends[1][1]})
				}
			}
		}
	}
	return out
}

// Levels are round numbers between lo and hi, at most four: multiples of 1, 2 or 5
// times a power of ten. None is within a thirtieth of the range from its ends, where
// a contour would follow the noise.
func Levels(lo, hi float64) (out []float64) {
	if !(hi > lo) || math.IsInf(hi-lo, 0) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10((hi-lo)/4)))
	for _, by := range []float64{1, 2, 5, 10} {
		if by*step >= (hi-lo)/4 {
			step *= by
			break
		}
	}
	for k := math.Floor(lo/step) + 1; k*step < hi; k++ {
		if v := math.Round(k*step*1e12) / 1e12; math.Min(v-lo, hi-v) > (hi-lo)/30 {
			out = append(out, v)
		}
	}
	return out
}

// A Theory is what is expected of a number over the map.
type Theory struct {
	Name   string
	Path   string    // of the number expected
	Levels []float64 // of its contours; nil: those of the number
}

// TheoryOf is the theory of a number; nil where there is none: of the dimension
// (1 − g_eff²)², which is 0 from g_eff = 1 on, where the linear network has no state
// to rest in; of g_eff that edge, 1 (docs/SCIENCE.md, section 2).
func TheoryOf(path string) *Theory {
	switch path {
	case "dimension", "dimension.value":
		return &Theory{"(1−g_eff²)²", "dimension.theory", nil}
	case "g_eff", "g_eff.value":
		return &Theory{"g_eff = 1", "g_eff.value", []float64{1}}
	}
	return nil
}
