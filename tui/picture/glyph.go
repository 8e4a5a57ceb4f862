package picture

import (
	"image"
	"image/draw"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationmonobold"
	"codeberg.org/go-fonts/liberation/liberationmonoregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Glyph is the bitmap of a character: how much of each pixel of its cell is ink, 0 to
// 255, row by row, CellW×CellH. What neither a rule nor the font has is an empty box.
func Glyph(r rune, bold bool) *image.Alpha {
	glyphs.Lock()
	defer glyphs.Unlock()
	key := glyphKey{r, bold}
	g := glyphs.drawn[key]
	if g == nil {
		g = drawGlyph(r, bold)
		glyphs.drawn[key] = g
	}
	return g
}

type glyphKey struct {
	r    rune
	bold bool
}

// glyphs are those that were drawn so far.
var glyphs = struct {
	sync.Mutex
	drawn map[glyphKey]*image.Alpha
}{drawn: map[glyphKey]*image.Alpha{}}

func drawGlyph(r rune, bold bool) *image.Alpha {
	g := image.NewAlpha(image.Rect(0, 0, CellW, CellH))
	if r == ' ' || r == 0x2800 {
		return g
	}
	if s, ok := shapeOf(r); ok {
		s.paint(g)
		return g
	}
	regular, heavy := fonts()
	if bold {
		regular = heavy
	}
	if regular.letter(g, r) {
		return g
	}
	s := shape{opacity: 1}
	s.outline(CellW/2, 11, .8, point{1.5, 4}, point{8.5, 4}, point{8.5, 18}, point{1.5, 18})
	s.paint(g)
	return g
}

// paint fills the polygons of a shape.
func (s *shape) paint(g *image.Alpha) {
	z := vector.NewRasterizer(CellW, CellH)
	for _, p := range s.all() {
		for k, q := range p {
			if k == 0 {
				z.MoveTo(float32(q.x), float32(q.y))
			} else {
				z.LineTo(float32(q.x), float32(q.y))
			}
		}
		z.ClosePath()
	}
	z.Draw(g, g.Bounds(), image.Opaque, image.Point{})
	for k, a := range g.Pix {
		g.Pix[k] = uint8(float64(a)*s.opacity + .5)
	}
}

// typeface is a font at the size of a cell, and at that of an index.
type typeface struct {
	font         *sfnt.Font
	whole, small font.Face
}

// baseline is the pixel below a letter that stands on the line.
const baseline = 15

// emWidth is the width of a letter of Liberation Mono, of its size.
const emWidth = 1229. / 2048

// fonts are regular and bold.
var fonts = sync.OnceValues(func() (regular, bold *typeface) {
	var f [2]typeface
	for k, ttf := range [2][]byte{liberationmonoregular.TTF, liberationmonobold.TTF} {
		parsed, err := opentype.Parse(ttf)
		if err != nil {
			panic("picture: " + err.Error()) // the font is part of the program
		}
		face := func(size float64) font.Face {
			face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
			if err != nil {
				panic("picture: " + err.Error())
			}
			return face
		}
		f[k] = typeface{parsed, face(CellW / emWidth), face(.66 * CellW / emWidth)}
	}
	return &f[0], &f[1]
})

// indices are the characters that the font lacks, and has larger: above the line of
// the text (+1) or below it (−1).
var indices = map[rune]struct {
	of    rune
	above int
}{
	'⁰': {'0', 1}, '⁴': {'4', 1}, '⁶': {'6', 1}, '⁻': {'−', 1}, 'ᵀ': {'T', 1},
	'₀': {'0', -1}, '₁': {'1', -1}, '₂': {'2', -1}, '₃': {'3', -1}, '₄': {'4', -1},
	'ᵢ': {'i', -1}, 'ⱼ': {'j', -1}, 'ₖ': {'k', -1},
}

// alike are the characters that the font lacks, and what they look like.
var alike = map[rune]rune{'∼': '~', '≃': '≈', '∣': '|', '‖': '║', '⟨': '‹', '⟩': '›', '∝': 'α', '∈': 'є', '‑': '-', '‐': '-'}

// letter draws a character of the font, and reports whether there is one.
func (f *typeface) letter(g *image.Alpha, r rune) bool {
	face, up := f.whole, 0
	if !f.has(r) {
		if i, ok := indices[r]; ok {
			face, r = f.small, i.of
			if up = 5; i.above < 0 {
				up = -3
			}
		} else if other, ok := alike[r]; ok {
			r = other
		}
	}
	if !f.has(r) {
		return false
	}
	rect, mask, from, _, ok := face.Glyph(fixed.P(0, baseline-up), r)
	if ok {
		draw.DrawMask(g, rect, image.Opaque, image.Point{}, mask, from, draw.Over)
	}
	return ok
}

func (f *typeface) has(r rune) bool {
	i, err := f.font.GlyphIndex(nil, r)
	return err == nil && i != 0
}
