package picture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"

	"spiketop/tui/chart"
)

// SVG is a picture of the cells in the colours of the theme. Every row is a text
// element with all its characters, each at its place, so that the screen can be
// searched and copied; those that are drawn by rule are invisible there, and shapes
// below. The same cells have the same bytes.
func SVG(b *chart.Buffer, t chart.Theme, title string) []byte {
	s := svg{b: b, theme: t}
	w, h := b.W*CellW, b.H*CellH
	fmt.Fprintf(&s.out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" xml:space="preserve">`+"\n<title>", w, h, w, h)
	_ = xml.EscapeText(&s.out, []byte(title))
	fmt.Fprintf(&s.out, "</title>\n<style>text{font:%.6gpx \"Liberation Mono\",\"DejaVu Sans Mono\",Menlo,Consolas,monospace}.b{font-weight:bold}.n{fill:none}</style>\n", CellW/emWidth)
	fmt.Fprintf(&s.out, `<rect width="%d" height="%d" fill="#%06x"/>`+"\n", w, h, t.Paper())
	s.papers()
	s.shapes()
	for y := range b.H {
		s.row(y)
	}
	s.out.WriteString("</svg>\n")
	return s.out.Bytes()
}

type svg struct {
	b     *chart.Buffer
	theme chart.Theme
	out   bytes.Buffer
}

// papers draws what is behind the characters, where that is not the paper of all.
func (s *svg) papers() {
	for y := range s.b.H {
		for x := 0; x < s.b.W; {
			paper, from := at(s.b, x, y, s.theme).paper, x
			for x < s.b.W && at(s.b, x, y, s.theme).paper == paper {
				x++
			}
			if paper != s.theme.Paper() {
				fmt.Fprintf(&s.out, `<rect x="%d" y="%d" width="%d" height="%d" fill="#%06x"/>`+"\n", from*CellW, y*CellH, (x-from)*CellW, CellH, paper)
			}
		}
	}
}

// pen is how shapes look: those of a pen are one path.
type pen struct {
	ink     uint32
	opacity float64
}

// shapes draws what is drawn by rule.
func (s *svg) shapes() {
	paths := map[pen][]byte{}
	var pens []pen // in the order of their first cell
	for y := range s.b.H {
		for x := range s.b.W {
			l := at(s.b, x, y, s.theme)
			sh, ok := shapeOf(l.r)
			if !ok || len(sh.polygons)+len(sh.discs) == 0 {
				continue
			}
			p := pen{l.ink, sh.opacity}
			if !slices.Contains(pens, p) {
				pens = append(pens, p)
			}
			paths[p] = sh.path(paths[p], float64(x*CellW), float64(y*CellH))
		}
	}
	for _, p := range pens {
		fmt.Fprintf(&s.out, `<path fill="#%06x"`, p.ink)
		if p.opacity != 1 {
			fmt.Fprintf(&s.out, ` fill-opacity="%g"`, p.opacity)
		}
		fmt.Fprintf(&s.out, ` d="%s"/>`+"\n", paths[p])
	}
}

// path appends the polygons as a path whose cell is at (x, y).
func (s *shape) path(dst []byte, x, y float64) []byte {
	number := func(v float64) { dst = strconv.AppendFloat(dst, tidy(v), 'f', -1, 64) }
	for _, p := range s.polygons {
		last := point{}
		for k, q := range p {
			if k == 0 {
				dst = append(dst, 'M')
				number(x + q.x)
				dst = append(dst, ' ')
				number(y + q.y)
				dst = append(dst, 'l')
			} else {
				if k > 1 {
					dst = append(dst, ' ')
				}
				number(q.x - last.x)
				dst = append(dst, ' ')
				number(q.y - last.y)
			}
			last = q
		}
		dst = append(dst, 'z')
	}
	for _, d := range s.discs {
		sweep := 1
		if d.hole {
			sweep = 0
		}
		dst = fmt.Appendf(dst, "M%g %ga%g %[3]g 0 1 %d %g 0a%[3]g %[3]g 0 1 %[4]d %[6]g 0z", tidy(x+d.x-d.r), tidy(y+d.y), d.r, sweep, 2*d.r, -2*d.r)
	}
	return dst
}

// row writes the characters of a row without the blanks behind the last: a tspan
// where the look changes, and the place of each.
func (s *svg) row(y int) {
	end := s.b.W
	for end > 0 && at(s.b, end-1, y, s.theme).r == ' ' {
		end--
	}
	if end == 0 {
		return
	}
	type style struct {
		ink          uint32
		bold, hidden bool
	}
	of := func(x int) style {
		l := at(s.b, x, y, s.theme)
		if _, ok := shapeOf(l.r); ok {
			return style{hidden: true}
		}
		return style{ink: l.ink, bold: l.bold}
	}
	fmt.Fprintf(&s.out, `<text y="%d">`, y*CellH+baseline)
	x := 0
	for at(s.b, x, y, s.theme).r == ' ' {
		x++
	}
	for x < end { // at a character; the blanks behind look as it does
		from, now := x, of(x)
		var places, text []byte
		for x < end && (x == from || at(s.b, x, y, s.theme).r == ' ' || of(x) == now) {
			if len(places) > 0 {
				places = append(places, ' ')
			}
			places = strconv.AppendInt(places, int64(x*CellW), 10)
			text = append(text, string(at(s.b, x, y, s.theme).r)...)
			x++
		}
		class := ""
		switch {
		case now.hidden:
			class = ` class="n"`
		case now.bold:
			class = fmt.Sprintf(` class="b" fill="#%06x"`, now.ink)
		default:
			class = fmt.Sprintf(` fill="#%06x"`, now.ink)
		}
		fmt.Fprintf(&s.out, `<tspan x="%s"%s>`, places, class)
		_ = xml.EscapeText(&s.out, text)
		s.out.WriteString("</tspan>")
	}
	s.out.WriteString("</text>\n")
}
