package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"spiketop/tui/chart"
	"spiketop/tui/picture/picturetest"
)

// drawn are characters of every kind that a screen has.
const drawn = `The quick brown fox <&> "jumps"; 0123456789 τ_s σ λ² Δt ±0.03 × − … ⁰ⱼₖᵀ∈
─│╭╮╰╯━┄┈╌┃┆├┤┬┴┼ ▁▂▃▄▅▆▇█▏▎▍▌▋▊▉▐▀▖▗▘▝ ░▒▓ ●○◆◇■□▲△▼▽▶◀☼★·•✓✗⚠⏸→←↑↓↔⏎
⠁⠂⠄⡀⠈⠐⠠⢀⣿⢇`

func buffer(t *testing.T) *chart.Buffer {
	t.Helper()
	b := new(chart.Buffer)
	b.Resize(80, 8)
	for y, line := range strings.Split(drawn, "\n") {
		b.Text(1, y, 80, line, chart.Role(y*7)%chart.NRoles)
	}
	b.Text(3, 5, 80, "selected row ", chart.Reverse)
	b.Text(3, 6, 80, "wrong", chart.Bad)
	b.Text(20, 6, 80, "key", chart.Key)
	b.Pair(30, 6, 0, chart.DivergeLevels-1)
	b.Pair(31, 6, chart.DivergeMark, -1)
	return b
}

// An SVG says what the screen says, with the colours of the theme.
func TestSVGReadsBack(t *testing.T) {
	b := buffer(t)
	for _, ascii := range []bool{false, true} {
		b.ASCII = ascii
		svg := SVG(b, chart.Theme{}, `a <title> & more`)
		if got, want := strings.TrimRight(picturetest.Text(t, svg, CellW, CellH), "\n"), strings.TrimRight(b.Dump(), "\n"); got != want {
			t.Errorf("ascii %t: read\n%s\nwant\n%s", ascii, got, want)
		}
		if !bytes.Contains(svg, []byte("a &lt;title&gt; &amp; more")) {
			t.Error("the title is not there")
		}
		if !bytes.Equal(svg, SVG(b, chart.Theme{}, `a <title> & more`)) {
			t.Error("the same cells have other bytes")
		}
	}
	if light := SVG(b, chart.Theme{Light: true}, ""); !bytes.Contains(light, []byte("#ffffff")) {
		t.Error("the light theme has no white paper")
	}
}

// Each cell of a PNG is the bitmap of its character, in its colour on its paper. The
// text is read from the pixels alone: for each cell the one character that fits.
func TestPNGReadsBack(t *testing.T) {
	b, theme := buffer(t), chart.Theme{}
	m, err := png.Decode(bytes.NewReader(PNG(b, theme)))
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds() != image.Rect(0, 0, b.W*CellW, b.H*CellH) {
		t.Fatal(m.Bounds())
	}
	known := map[rune]bool{' ': true}
	for _, r := range drawn + "selctdrowngky▀" {
		known[r] = true
	}
	delete(known, '\n')
	for y := range b.H {
		for x := range b.W {
			c := b.At(x, y)
			ink := theme.Ink(c.Role)
			fore, paper := rgb(ink.RGB), rgb(ink.Paper)
			if ink.Reverse {
				fore, paper = paper, fore
			}
			want := b.Shown(c.Rune)
			for r := range known {
				if fits(m, x, y, Glyph(r, ink.Bold), fore, paper) != (r == want || blank(r) && blank(want)) {
					t.Errorf("cell %d, %d is %q; %q fits: %t", x, y, want, r, r != want)
				}
			}
		}
	}
}

func blank(r rune) bool { return r == ' ' || r == 0x2800 }

func rgb(v uint32) color.NRGBA { return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff} }

// fits reports whether the pixels of a cell are a bitmap in these colours.
func fits(m image.Image, x, y int, g *image.Alpha, fore, paper color.NRGBA) bool {
	near := func(got uint32, fore, paper, a uint8) bool {
		want := float64(paper) + (float64(fore)-float64(paper))*float64(a)/255
		return math.Abs(float64(got>>8)-want) <= .51
	}
	for j := range CellH {
		for i := range CellW {
			r, gr, bl, _ := m.At(x*CellW+i, y*CellH+j).RGBA()
			a := g.AlphaAt(i, j).A
			if !near(r, fore.R, paper.R, a) || !near(gr, fore.G, paper.G, a) || !near(bl, fore.B, paper.B, a) {
				return false
			}
		}
	}
	return true
}

// ink is how many pixels of a rectangle are ink, in whole pixels.
func ink(g *image.Alpha, r image.Rectangle) (sum float64) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			sum += float64(g.AlphaAt(x, y).A) / 255
		}
	}
	return sum
}

// Known bitmaps: blocks cover their part of the cell, a braille dot its eighth, lines
// of boxes meet at the edges of their cells, a ring has a hole.
func TestKnownBitmaps(t *testing.T) {
	whole := image.Rect(0, 0, CellW, CellH)
	for r, part := range map[rune]float64{'█': 1, '▄': .5, '▂': .25, '▌': .5, '▎': .25, '▐': .5, '▀': .5, '▒': .5, '░': .25, '▘': .25, ' ': 0, '⠀': 0} {
		if got := ink(Glyph(r, false), whole) / (CellW * CellH); math.Abs(got-part) > .005 {
			t.Errorf("%q covers %.3f of its cell, want %.3f", r, got, part)
		}
	}
	for k := range 8 {
		g := Glyph(0x2800+1<<k, false)
		col, row := k/3, k%3
		if k >= 6 {
			col, row = k-6, 3
		}
		dot := image.Rect(5*col, 5*row, 5*col+5, 5*row+5)
		if got, want := ink(g, dot), math.Pi*1.8*1.8; math.Abs(got-want) > .3 || ink(g, whole) != got {
			t.Errorf("dot %d: %.2f pixels where it is, %.2f in all, want %.2f", k+1, got, ink(g, whole), want)
		}
	}
	edges := map[rune]image.Rectangle{'l': image.Rect(0, 0, 1, CellH), 'r': image.Rect(CellW-1, 0, CellW, CellH), 'u': image.Rect(0, 0, CellW, 1), 'd': image.Rect(0, CellH-1, CellW, CellH)}
	for r, ends := range map[rune]string{'─': "lr", '│': "ud", '╭': "rd", '╮': "ld", '╰': "ru", '╯': "lu", '├': "rud", '┼': "lrud", '┘': "lu"} {
		for side, edge := range edges {
			want := 0.
			if strings.ContainsRune(ends, side) {
				want = 1
			}
			if got := ink(Glyph(r, false), edge); math.Abs(got-want) > .01 {
				t.Errorf("%q has %.2f pixels of ink at edge %c, want %.0f", r, got, side, want)
			}
		}
	}
	if g := Glyph('○', false); g.AlphaAt(CellW/2, CellH/2).A != 0 || ink(g, whole) < 10 {
		t.Error("the ring has no hole, or no ink")
	}
	if ink(Glyph('M', true), whole) < 1.15*ink(Glyph('M', false), whole) {
		t.Error("bold letters are not heavier")
	}
}

// A path has the corners of the polygons, and both halves of a disc.
func TestPathOfAShape(t *testing.T) {
	half, _ := shapeOf('▌')
	dot, _ := shapeOf('⠁')
	for _, c := range []struct {
		s    shape
		want string
	}{{half, "M10 20l5 0 0 20 -5 0z"}, {dot, "M10.7 22.5a1.8 1.8 0 1 1 3.6 0a1.8 1.8 0 1 1 -3.6 0z"}} {
		if got := string(c.s.path(nil, 10, 20)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// The polygons of every shape go clockwise but for their holes: overlapping parts of
// a shape do not cut each other out.
func TestShapesGoClockwise(t *testing.T) {
	for r := rune(0x2000); r < 0x2c00; r++ {
		s, ok := shapeOf(r)
		if !ok {
			continue
		}
		holes := 0.
		for _, p := range s.polygons {
			var area float64
			for k, q := range p {
				n := p[(k+1)%len(p)]
				area += (q.x*n.y - n.x*q.y) / 2
				if q.x < -.001 || q.x > CellW+.001 || q.y < -.001 || q.y > CellH+.001 {
					t.Errorf("%q goes beyond its cell at %v", r, q)
				}
			}
			if area <= 0 {
				holes++
			}
		}
		if hollow := strings.ContainsRune("◇□△▽▷☆⚠", r); hollow != (holes == 1) || holes > 1 {
			t.Errorf("%q has %v holes", r, holes)
		}
	}
}
