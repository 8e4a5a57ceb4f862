package picture

import (
	"bytes"
	"image"
	"image/png"

	"spiketop/tui/chart"
)

// PNG is a picture of the cells in the colours of the theme, CellW×CellH pixels
// each. The same cells have the same bytes.
func PNG(b *chart.Buffer, t chart.Theme) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, max(1, b.W*CellW), max(1, b.H*CellH)))
	for y := range b.H {
		for x := range b.W {
			l := at(b, x, y, t)
			g := Glyph(l.r, l.bold)
			for k, a := range g.Pix {
				p := m.Pix[m.PixOffset(x*CellW+k%CellW, y*CellH+k/CellW):]
				for c := range 3 {
					shift := 16 - 8*c
					p[c] = mix(uint8(l.paper>>shift), uint8(l.ink>>shift), a)
				}
				p[3] = 0xff
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		panic("picture: " + err.Error()) // a buffer takes everything
	}
	return out.Bytes()
}

// mix is a colour a/255 of the way from paper to ink.
func mix(paper, ink, a uint8) uint8 {
	return uint8((int(paper)*(255-int(a)) + int(ink)*int(a) + 127) / 255)
}
