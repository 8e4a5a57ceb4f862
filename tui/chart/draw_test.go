package chart

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// dotsOf lists the braille dots of r, in dots from its upper left corner.
func dotsOf(b *Buffer, r Rect, role Role) [][2]int {
	var out [][2]int
	for y := range r.DotsHigh() {
		for x := range r.DotsWide() {
			c := b.At(r.X+x/2, r.Y+y/4)
			if c.Role == role && c.Rune&^0xff == brailleBase && c.Rune&brailleBit[y%4][x%2] != 0 {
				out = append(out, [2]int{x, y})
			}
		}
	}
	return out
}

func TestDot(t *testing.T) {
	b := new(Buffer)
	b.Resize(4, 3)
	r := Rect{1, 1, 2, 2}
	for _, d := range [][2]int{{0, 0}, {1, 3}, {3, 7}} {
		b.Dot(r, d[0], d[1], TypeRest)
	}
	if got := b.Dump(); got != "\n ⢁\n  ⢀" {
		t.Errorf("%q", got)
	}
	b.Dot(r, 0, 1, TypeA)
	if c := b.At(1, 1); c.Rune != '⢃' || c.Role != TypeA {
		t.Errorf("the last dot: %q, role %d", c.Rune, c.Role)
	}
	for _, d := range [][2]int{{-1, 0}, {0, -1}, {4, 0}, {0, 8}} {
		b.Dot(r, d[0], d[1], Bad)
	}
	for _, c := range b.Cells {
		if c.Role == Bad {
			t.Error("a dot outside the rectangle was drawn")
		}
	}
}

// dotLine draws the dots of a line within r.
func dotLine(b *Buffer, r Rect, x0, y0, x1, y1 float64, role Role) {
	lineDots(x0, y0, x1, y1, float64(r.DotsWide()-1), float64(r.DotsHigh()-1), func(x, y int) { b.Dot(r, x, y, role) })
}

// A line has its ends, one dot in each column (or row) between, and is the same
// both ways up to a dot.
func TestDotLine(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	r := Rect{0, 0, 20, 10}
	for range 300 {
		b := new(Buffer)
		b.Resize(20, 10)
		x0, y0, x1, y1 := rng.IntN(40), rng.IntN(40), rng.IntN(40), rng.IntN(40)
		dotLine(b, r, float64(x0), float64(y0), float64(x1), float64(y1), Plain)
		dots := dotsOf(b, r, Plain)
		if want := max(max(x1-x0, x0-x1), max(y1-y0, y0-y1)) + 1; len(dots) != want {
			t.Fatalf("(%d,%d)–(%d,%d): %d dots, want %d", x0, y0, x1, y1, len(dots), want)
		}
		for _, d := range dots { // no further than half a dot from the line
			dx, dy := float64(x1-x0), float64(y1-y0)
			off := math.Abs(dx*float64(d[1]-y0)-dy*float64(d[0]-x0)) / max(1, math.Abs(dx), math.Abs(dy))
			if off > 0.5+1e-9 {
				t.Fatalf("(%d,%d)–(%d,%d): dot %v is %.2f off", x0, y0, x1, y1, d, off)
			}
		}
	}
}

// A line that leaves the rectangle is the same line, cut: compared with the
// dots of the whole line in a large rectangle.
func TestClippedLineIsTheSameLine(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		p := [4]float64{}
		for k := range p {
			p[k] = 120*rng.Float64() - 40
		}
		x0, y0, x1, y1, ok := clipLine(p[0], p[1], p[2], p[3], 39, 39)
		inside := 0
		for k := range 2001 {
			s := float64(k) / 2000
			x, y := p[0]+s*(p[2]-p[0]), p[1]+s*(p[3]-p[1])
			if x >= 0 && x <= 39 && y >= 0 && y <= 39 {
				inside++
				if !ok {
					t.Fatalf("%v passes through (%.1f, %.1f) but was clipped away", p, x, y)
				}
			}
		}
		if !ok {
			continue
		}
		// What is kept has the length of what is inside.
		kept := math.Hypot(x1-x0, y1-y0) / math.Hypot(p[2]-p[0], p[3]-p[1])
		if math.Abs(kept-float64(inside)/2001) > 0.002 {
			t.Fatalf("%v: kept %.4f, inside is %.4f", p, kept, float64(inside)/2001)
		}
	}
}

func TestNoLineWithoutEnds(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300} {
		for k := range 4 {
			p := [4]float64{1, 2, 3, 4}
			p[k] = v
			if _, _, _, _, ok := clipLine(p[0], p[1], p[2], p[3], 10, 10); ok {
				t.Errorf("a line with ends %v was drawn", p)
			}
		}
	}
}

func TestBarsAreProportional(t *testing.T) {
	eighths := func(b *Buffer, r Rect, blocks [9]rune) int {
		n := 0
		for y := range r.H {
			for x := range r.W {
				for k, block := range blocks {
					if k > 0 && b.At(r.X+x, r.Y+y).Rune == block {
						n += k
					}
				}
			}
		}
		return n
	}
	var nt Bars
	for k := range 161 {
		frac := float64(k) / 160
		b := new(Buffer)
		b.Resize(30, 30)
		b.Bar(Rect{1, 1, 20, 1}, frac+[]float64{-0.4, 0, 0.4}[k%3]/160, TypeRest) // to the nearest
		if got := eighths(b, Rect{1, 1, 20, 1}, rightBlocks); got != k {
			t.Fatalf("Bar(%v): %d eighths, want %d", frac, got, k)
		}
		b.Resize(30, 30)
		b.Column(Rect{3, 2, 1, 20}, frac, TypeRest)
		if got := eighths(b, Rect{3, 2, 1, 20}, upBlocks); got != k {
			t.Fatalf("Column(%v): %d eighths, want %d", frac, got, k)
		}
		if bottom := b.At(3, 21).Rune; k >= 8 && bottom != '█' {
			t.Fatalf("Column(%v) does not stand on the bottom", frac)
		}
		b.Resize(30, 30)
		nt.Draw(b, Rect{1, 1, 20, 1}, []float64{frac}, TypeRest)
		if got := eighths(b, Rect{1, 1, 20, 1}, rightBlocks); got != k {
			t.Fatalf("ntcharts' bar %v: %d eighths, want %d", frac, got, k)
		}
	}
}

func TestSignedBar(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "    │"},
		{2.5, "    │██▌"},
		{-2.5, " ▐██│"},
		{-1, "   █│"},
		{99, "    │█████"},
		{-99, "████│"},
		{math.NaN(), "    │"},
		{math.Inf(1), "    │█████"},
		{math.Inf(-1), "████│"},
	} {
		b := new(Buffer)
		b.Resize(10, 1)
		b.SignedBar(Rect{0, 0, 10, 1}, 4, 1, c.v, TypeRest)
		if got := b.Dump(); got != c.want {
			t.Errorf("%v: %q, want %q", c.v, got, c.want)
		}
	}
}

func TestSpark(t *testing.T) {
	b := new(Buffer)
	b.Resize(8, 1)
	b.Spark(Rect{0, 0, 8, 1}, []float64{0, 1, 2, 3, 5, 6, 8, math.NaN()}, 0, 8, TypeRest)
	if got := b.Dump(); got != " ▁▂▃▅▆█" {
		t.Errorf("%q", got)
	}
	b.Resize(2, 1)
	b.Spark(Rect{0, 0, 2, 1}, []float64{0, 8, 8, 8}, 0, 8, TypeRest)
	if got := b.Dump(); got != "▄█" {
		t.Errorf("the mean of two values: %q", got)
	}
	b.Resize(4, 1)
	b.Spark(Rect{0, 0, 4, 1}, []float64{4, 8}, 0, 8, TypeRest)
	if got := b.Dump(); got != "▄▄██" {
		t.Errorf("fewer values than columns: %q", got)
	}
}

// odd is a number nobody expects, or an ordinary one.
func odd(rng *rand.Rand) float64 {
	switch rng.IntN(9) {
	case 0:
		return math.NaN()
	case 1:
		return math.Inf(1)
	case 2:
		return math.Inf(-1)
	case 3:
		return math.MaxFloat64 * (2*rng.Float64() - 1)
	case 4:
		return 5e-324
	case 5:
		return 0
	}
	return 10*rng.Float64() - 5
}

// Nothing panics, hangs or draws outside its rectangle, whatever it is given.
func TestDrawingStaysInside(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var bars Bars
	for range 3000 {
		b := fenced(30, 12)
		b.ASCII = rng.IntN(2) == 0
		r := Rect{rng.IntN(36) - 4, rng.IntN(16) - 3, rng.IntN(34) - 3, rng.IntN(14) - 3}
		values := make([]float64, rng.IntN(40))
		for i := range values {
			values[i] = odd(rng)
		}
		b.Spark(r, values, odd(rng), odd(rng), TypeRest)
		b.Bar(r, odd(rng), TypeRest)
		b.Column(r, odd(rng), TypeRest)
		b.SignedBar(r, rng.IntN(60)-20, odd(rng), odd(rng), TypeRest)
		dotLine(b, r, odd(rng), odd(rng), odd(rng), odd(rng), TypeRest)
		b.Dot(r, rng.IntN(99)-20, rng.IntN(99)-20, TypeRest)
		bars.Draw(b, r, values, TypeRest)
		w := b.Write(r, rng.IntN(6)-1)
		w.Text("a±", TypeRest).Fixed(odd(rng), 2, TypeRest).Int(rng.IntN(2000)-1000, TypeRest)
		w.Skip(rng.IntN(9)-2).To(rng.IntN(40)).Cut("cut this", TypeRest).Rune('x', TypeRest)
		outside(t, b, r, "a primitive")
	}
}

func TestRasterDotsAllocateNothing(t *testing.T) {
	b := new(Buffer)
	b.Resize(120, 40)
	r := Rect{1, 1, 100, 30}
	if n := testing.AllocsPerRun(10, func() {
		for i := range 1000 {
			b.Dot(r, i%200, i%120, TypeRest)
		}
		w := b.Write(r, 3)
		w.Text("rate ", Dim).Fixed(22.134, 1, TypeRest).Int(-200, Plain)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestASCIIDensityGrows(t *testing.T) {
	rank := map[byte]int{' ': 0, '.': 1, '\'': 1, ':': 2, '*': 3, '#': 4}
	for dots := range 256 {
		c := asciiCell(brailleBase + rune(dots))
		n := bits.OnesCount8(uint8(dots))
		k, ok := rank[c]
		if !ok || (n == 0) != (k == 0) || k > (n+1)/2+1 || n >= 7 && k != 4 {
			t.Errorf("%08b (%d dots) is %q", dots, n, c)
		}
	}
}

// On a big screen a dot is the upper or the lower half of its cell, on both columns.
func TestBigDots(t *testing.T) {
	for _, c := range []struct {
		x, y int
		want rune
	}{{0, 0, '⠛'}, {1, 1, '⠛'}, {0, 2, '⣤'}, {1, 3, '⣤'}} {
		b := &Buffer{Big: true}
		b.Resize(1, 1)
		b.Dot(Rect{0, 0, 1, 1}, c.x, c.y, Plain)
		if got := b.Cells[0].Rune; got != c.want {
			t.Errorf("(%d, %d): %c, want %c", c.x, c.y, got, c.want)
		}
	}
}

// Dashes stay dashes when their dots grow.
func TestBigDashes(t *testing.T) {
	b := &Buffer{Big: true}
	b.Resize(40, 6)
	var p Plot
	if !p.Begin(b, Rect{0, 0, 40, 6}, Axis{Lo: 0, Hi: 1}, Axis{Lo: 0, Hi: 1}) {
		t.Fatal("no plot")
	}
	p.Pen(Pen{Dash: 2})
	p.LineTo(0, 0.5)
	p.LineTo(1, 0.5)
	p.End()
	full := 0
	for _, c := range b.Cells {
		if c.Rune > brailleBase {
			full++
		}
	}
	if full < 15 || full > 25 {
		t.Errorf("%d of 40 cells have dots", full)
	}
}
