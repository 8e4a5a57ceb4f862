package chart

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestPlotCorners(t *testing.T) {
	for _, axes := range []bool{false, true} {
		b := new(Buffer)
		b.Resize(40, 12)
		var p Plot
		if !p.Begin(b, Rect{2, 1, 36, 10}, Axis{0, 10, axes}, Axis{-1, 1, axes}) {
			t.Fatal("too small?")
		}
		area := p.Area()
		p.Pen(Pen{Role: TypeRest})
		p.LineTo(0, -1)
		p.LineTo(10, 1)
		p.End()
		dots := dotsOf(b, area, TypeRest)
		for _, end := range [][2]int{{area.DotsWide() - 1, 0}, {0, area.DotsHigh() - 1}} {
			if !slices.Contains(dots, end) {
				t.Errorf("axes %v: the diagonal misses the corner %v of %v", axes, end, area)
			}
		}
		if !axes && area != (Rect{2, 1, 36, 10}) {
			t.Errorf("without axes the data have %v", area)
		}
	}
}

// The numbers of an axis stand beside the cells of the values they name.
func TestTicksAreTrue(t *testing.T) {
	for _, w := range []int{20, 37, 60, 121} {
		for _, h := range []int{6, 9, 20, 41} {
			for _, hi := range []float64{1.5, 1, 70, 0.003} {
				b := new(Buffer)
				b.Resize(w, h)
				var p Plot
				if !p.Begin(b, Rect{0, 0, w, h}, Axis{-2 * hi, 2 * hi, true}, Axis{-hi, hi, true}) {
					t.Fatalf("%d×%d is too small?", w, h)
				}
				area := p.Area()
				axis, bottom := area.X-1, area.Y+area.H
				ticks := 0
				for y := range bottom {
					label := strings.TrimSpace(rowText(b, Rect{0, y, axis, 1}))
					if label == "" {
						continue
					}
					ticks++
					v, err := strconv.ParseFloat(label, 64)
					if _, row, ok := p.Cell(0, v); err != nil || !ok || row != y || b.At(axis, y).Rune != '┤' {
						t.Errorf("%d×%d: y label %q stands in row %d, its value in %d", w, h, label, y, row)
					}
				}
				if ticks < 2 {
					t.Errorf("%d×%d, ±%v: %d numbers on the y axis", w, h, hi, ticks)
				}
				ticks = 0
				for _, label := range strings.Fields(rowText(b, Rect{0, bottom + 1, w, 1})) {
					ticks++
					v, err := strconv.ParseFloat(label, 64)
					at := strings.Index(" "+rowText(b, Rect{0, bottom + 1, w, 1})+" ", " "+label+" ")
					col, _, ok := p.Cell(v, 0)
					if err != nil || !ok || col < at-1 || col > at+len(label) || b.At(col, bottom).Rune != '┬' {
						t.Errorf("%d×%d: x label %q starts at %d, its value is in %d", w, h, label, at, col)
					}
				}
				if ticks < 2 {
					t.Errorf("%d×%d, ±%v: %d numbers on the x axis", w, h, 2*hi, ticks)
				}
			}
		}
	}
}

func rowText(b *Buffer, r Rect) string {
	var s strings.Builder
	for x := r.X; x < r.X+r.W; x++ {
		if c := b.At(x, r.Y).Rune; c != 0 {
			s.WriteRune(c)
		} else {
			s.WriteByte(' ')
		}
	}
	return s.String()
}

func TestDashes(t *testing.T) {
	count := func(dash int) int {
		b := new(Buffer)
		b.Resize(40, 6)
		var p Plot
		p.Begin(b, Rect{0, 0, 40, 6}, Axis{0, 1, false}, Axis{0, 1, false})
		p.Pen(Pen{Role: TypeRest, Dash: dash})
		for k := range 1001 { // many points a dot
			p.LineTo(float64(k)/1000, 0.5)
		}
		p.End()
		return len(dotsOf(b, Rect{0, 0, 40, 6}, TypeRest))
	}
	if solid, third := count(0), count(3); solid != 80 || third != 27 {
		t.Errorf("80 dots, every third: %d and %d", solid, third)
	}
}

func TestGapsAreGaps(t *testing.T) {
	b := new(Buffer)
	b.Resize(40, 6)
	var p Plot
	r := Rect{0, 0, 40, 6}
	p.Begin(b, r, Axis{0, 79, false}, Axis{0, 1, false})
	p.Pen(Pen{Role: TypeRest})
	for k := range 80 {
		v := 0.5
		if k >= 20 && k < 40 {
			v = math.NaN()
		}
		p.LineTo(float64(k), v)
	}
	p.End()
	for _, d := range dotsOf(b, r, TypeRest) {
		if d[0] >= 20 && d[0] < 40 {
			t.Fatalf("a dot in the gap: %v", d)
		}
	}
	if n := len(dotsOf(b, r, TypeRest)); n != 60 {
		t.Errorf("%d dots, want 60", n)
	}
}

// A second frame shows nothing of the first.
func TestPlotForgets(t *testing.T) {
	var kept Plot
	frame := func(p *Plot, k float64) string {
		b := new(Buffer)
		b.Resize(50, 12)
		p.Begin(b, Rect{0, 0, 50, 12}, Axis{0, 1, true}, Axis{-1, 1, true})
		p.Pen(Pen{Role: Wanted, Dash: 3})
		for x := 0.0; x <= 1; x += 0.01 {
			p.LineTo(x, math.Sin(k*x))
		}
		p.Mark(k/10, 0.5, '◆', Outlier)
		p.End()
		return b.String(NewPalette(TrueColor, Theme{}))
	}
	for k := 1.0; k < 8; k++ {
		if got, want := frame(&kept, k), frame(new(Plot), k); got != want {
			t.Fatalf("frame %v of a kept plot:\n%s\nof a new one:\n%s", k, got, want)
		}
	}
}

func TestPlotAllocatesNothing(t *testing.T) {
	b := new(Buffer)
	b.Resize(60, 12)
	var p Plot
	draw := func() {
		p.Begin(b, Rect{0, 0, 60, 12}, Axis{0, 1, true}, Axis{-1, 1, true})
		p.Pen(Pen{Role: Readout})
		for k := range 500 {
			p.LineTo(float64(k)/500, math.Sin(float64(k)/30))
		}
		p.Pen(Pen{Role: Bulk})
		for k := range 200 {
			p.Dot(float64(k)/200, math.Cos(float64(k)))
		}
		p.Mark(0.5, 0.5, '◆', Outlier)
		p.End()
	}
	draw()
	if n := testing.AllocsPerRun(10, draw); n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

// A circle is round: as many dots wide as high, where a dot is as wide as high.
func TestCircleIsRound(t *testing.T) {
	b := new(Buffer)
	r := Rect{0, 0, 61, 23}
	b.Resize(r.W, r.H)
	var p Plot
	perDot := 0.1
	half := func(dots int) float64 { return perDot * float64(dots-1) / 2 }
	p.Begin(b, r, Axis{-half(r.DotsWide()), half(r.DotsWide()), false}, Axis{-half(r.DotsHigh()), half(r.DotsHigh()), false})
	p.Pen(Pen{Role: Theory})
	for k := range 361 {
		sin, cos := math.Sincos(float64(k) * math.Pi / 180)
		p.LineTo(3*cos, 3*sin)
	}
	p.End()
	x0, x1, y0, y1 := 999, -1, 999, -1
	for _, d := range dotsOf(b, r, Theory) {
		x0, x1, y0, y1 = min(x0, d[0]), max(x1, d[0]), min(y0, d[1]), max(y1, d[1])
	}
	if d := (x1 - x0) - (y1 - y0); d < -1 || d > 1 || x1-x0 < 59 || x1-x0 > 61 {
		t.Errorf("%d dots wide, %d high, want 60", x1-x0, y1-y0)
	}
}

// Whatever range, data and rectangle: no panic, no hang, nothing outside.
func TestPlotStaysInside(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	var p Plot
	began, worst := 0, time.Duration(0)
	for range 3000 {
		b := fenced(40, 16)
		b.ASCII = rng.IntN(2) == 0
		r := Rect{rng.IntN(44) - 3, rng.IntN(18) - 2, rng.IntN(44) - 3, rng.IntN(20) - 3}
		x := Axis{odd(rng), odd(rng), rng.IntN(2) == 0}
		y := Axis{odd(rng), odd(rng), rng.IntN(2) == 0}
		from := time.Now()
		ok := p.Begin(b, r, x, y)
		if ok {
			began++
			for range 3 {
				p.Pen(Pen{Role: TypeRest, Dash: rng.IntN(4) - 1})
				for range rng.IntN(20) {
					p.LineTo(odd(rng), odd(rng))
					p.Dot(odd(rng), odd(rng))
				}
				p.Mark(odd(rng), odd(rng), '◆', Outlier)
				p.Cell(odd(rng), odd(rng))
			}
			p.End()
		}
		worst = max(worst, time.Since(from))
		outside(t, b, r, "Plot")
	}
	if began < 500 {
		t.Errorf("only %d of 3000 plots could be drawn", began)
	}
	if worst > time.Minute { // it hangs, however loaded the machine is
		t.Errorf("a plot took %v", worst)
	}
}

func TestPlotASCII(t *testing.T) {
	b := &Buffer{ASCII: true}
	b.Resize(30, 7)
	var p Plot
	p.Begin(b, Rect{0, 0, 30, 7}, Axis{0, 1, true}, Axis{0, 1, true})
	p.Pen(Pen{Role: Wanted, ASCII: '.'})
	p.LineTo(0, 0)
	p.LineTo(1, 1)
	p.Pen(Pen{Role: Readout})
	p.LineTo(0, 0.5)
	p.LineTo(1, 0.5)
	p.Mark(0.5, 1, '◆', Outlier)
	p.End()
	const want = `1.0+             %       .....
   |               ......
0.5+**************************
   |     ......
  0+.....
   ++------------+-----------+
    0           0.5        1.0`
	if got := b.Dump(); got != want {
		t.Errorf("\n%s\nwant:\n%s", got, want)
	}
}

func BenchmarkPlot(b *testing.B) {
	buf := new(Buffer)
	buf.Resize(60, 12)
	for _, c := range []struct {
		name string
		draw func(p *Plot)
	}{
		{"empty", func(*Plot) {}},
		{"line500", func(p *Plot) {
			p.Pen(Pen{Role: Readout})
			for k := range 500 {
				p.LineTo(float64(k)/500, math.Sin(float64(k)/30))
			}
		}},
		{"dots200", func(p *Plot) {
			p.Pen(Pen{Role: Bulk})
			for k := range 200 {
				p.Dot(float64(k)/200, math.Cos(float64(k)))
			}
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var p Plot
			b.ReportAllocs()
			for b.Loop() {
				p.Begin(buf, Rect{0, 0, 60, 12}, Axis{0, 1, true}, Axis{-1, 1, true})
				c.draw(&p)
				p.End()
			}
		})
	}
	b.Run("new range", func(b *testing.B) {
		var p Plot
		hi := 1.0
		b.ReportAllocs()
		for b.Loop() {
			hi += 0.001
			p.Begin(buf, Rect{0, 0, 60, 12}, Axis{0, hi, true}, Axis{-1, 1, true})
			p.End()
		}
	})
}
