package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strings"
)

// verdictsName is the first picture of the page.
const verdictsName = "verdicts.svg"

// The picture, in points: the claim to the left, the strips of its main checks beside.
const (
	pictureWidth = 1000
	stripLeft    = 400
	stripRight   = 850
	stripHeight  = 22
	checkHeight  = 50 // a line of text, the strip, its scale
	claimGap     = 10
)

// Colours of Okabe & Ito 2008. Marks differ by shape too.
var verdictColour = map[string]string{Holds.String(): "#0072B2", Undecided.String(): "#8A6A00", Fails.String(): "#D55E00"}

// svgText draws figures that gonum/plot has no kind for.
type svgText struct{ bytes.Buffer }

func (b *svgText) text(x, y float64, size float64, style, s string) {
	fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%g\" %s>", x, y, size, style)
	_ = xml.EscapeText(b, []byte(s))
	b.WriteString("</text>\n")
}

func (b *svgText) line(x0, y0, x1, y1, width float64, colour string) {
	fmt.Fprintf(b, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%g\"/>\n", x0, y0, x1, y1, colour, width)
}

func (b *svgText) box(x0, y0, x1, y1 float64, colour string) {
	fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", x0, y0, math.Max(0, x1-x0), y1-y0, colour)
}

// mark is a verdict: a dot holds, a ring is undecided, a cross fails.
func (b *svgText) mark(x, y, r float64, verdict string) {
	colour := verdictColour[verdict]
	switch verdict {
	case Holds.String():
		fmt.Fprintf(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%g\" fill=\"%s\"/>\n", x, y, r, colour)
	case Undecided.String():
		fmt.Fprintf(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%g\" fill=\"#fff\" stroke=\"%s\" stroke-width=\"1.4\"/>\n", x, y, r-.4, colour)
	default:
		b.line(x-r, y-r, x+r, y+r, 1.8, colour)
		b.line(x-r, y+r, x+r, y-r, 1.8, colour)
	}
}

// picture shows all verdicts with their effects.
func (p page) picture() []byte {
	var b svgText
	y := 16.
	s := p["checks"]
	for k, c := range p.claims() {
		if k > 0 {
			b.line(10, y, pictureWidth-10, y, .6, "#bbb")
			y += claimGap
		}
		top := y
		row := p.of("verdicts", "finding", c.number)[0]
		verdict := p["verdicts"].get(row, "verdict")
		lines := wrapped(c.number+"  "+c.title, 44)
		for j, line := range lines {
			b.text(12, top+16+17*float64(j), 14, `font-weight="bold"`, line)
		}
		at := top + 16 + 17*float64(len(lines))
		b.mark(20, at-1, 5, verdict)
		b.text(32, at+4, 13, fmt.Sprintf(`fill="%s"`, verdictColour[verdict]), p.verdict(c.number))
		y += 42 + 17*float64(len(lines)-1)
		n := 0
		for _, check := range p.of("checks", "finding", c.number) {
			if s.get(check, "counts") == "main" {
				p.strip(&b, top+checkHeight*float64(n), check)
				n++
			}
		}
		if n == 0 {
			p.share(&b, top, row)
			n = 1
		}
		y = math.Max(y, top+checkHeight*float64(n)) + 4
	}
	head := fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" viewBox=\"0 0 %d %.0f\" font-family=\"'Liberation Sans',Arial,Helvetica,sans-serif\">\n", pictureWidth, y+6, pictureWidth, y+6)
	return []byte(head + "<title>Nine verdicts and their effects</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" + b.String() + "</svg>\n")
}

// strip is a check: its passing side and the intervals of its cells.
func (p page) strip(b *svgText, top float64, check []string) {
	s, t := p["checks"], p["cells"]
	b.text(stripLeft, top+12, 10.5, "", s.get(check, "check")+"  "+s.get(check, "passes if"))
	top += 16
	cells := p.of("cells", "check", s.get(check, "check"))
	if len(cells) == 0 {
		b.text(stripLeft, top+14, 10.5, `fill="#555"`, "not in this study")
		return
	}
	above, below := number(s.get(check, "above")), number(s.get(check, "below"))
	lo, hi := math.Inf(1), math.Inf(-1)
	reach := func(x float64) {
		if !math.IsNaN(x) {
			lo, hi = math.Min(lo, x), math.Max(hi, x)
		}
	}
	reach(above)
	reach(below)
	m := bounds("mean")
	for _, cell := range cells {
		for _, head := range m {
			reach(number(t.get(cell, head)))
		}
	}
	pad := .06 * (hi - lo)
	if pad == 0 {
		pad = 1
	}
	lo, hi = lo-pad, hi+pad
	x := func(v float64) float64 { return stripLeft + (stripRight-stripLeft)*(v-lo)/(hi-lo) }
	b.box(stripLeft, top, stripRight, top+stripHeight, "#f3f3f3")
	from, to := float64(stripLeft), float64(stripRight)
	if !math.IsNaN(above) {
		from = x(above)
	}
	if !math.IsNaN(below) {
		to = x(below)
	}
	b.box(from, top, to, top+stripHeight, "#cfe3f2")
	for k, bound := range []float64{above, below} {
		if !math.IsNaN(bound) {
			b.line(x(bound), top, x(bound), top+stripHeight+3, 1, "#333")
			b.text(x(bound)+[]float64{1, -1}[k], top+stripHeight+11, 8.5, fmt.Sprintf(`text-anchor="%s" fill="#333"`, []string{"end", "start"}[k]), shown(short(bound)))
		}
	}
	for k, cell := range cells {
		y := top + stripHeight*(float64(k)+.5)/float64(len(cells))
		v := t.get(cell, "verdict")
		if from, to := number(t.get(cell, m[1])), number(t.get(cell, m[2])); !math.IsNaN(from) && !math.IsNaN(to) {
			b.line(x(from), y, x(to), y, .9, verdictColour[v])
		}
		b.mark(x(number(t.get(cell, m[0]))), y, 2.8, v)
	}
	least, largest := shown(s.get(check, "least mean")), shown(s.get(check, "largest mean"))
	text := least + " … " + largest
	if len(cells) == 1 {
		text = least
	}
	b.text(stripRight+10, top+15, 11, "", text)
}

// share is the effect of the finding without a threshold.
func (p page) share(b *svgText, top float64, row []string) {
	v := p["verdicts"]
	part, all := number(v.get(row, "compared")), number(v.get(row, "published rows"))
	b.text(stripLeft, top+12, 10.5, "", "published rows that have their counterpart: same statistic, same density, with its source")
	top += 16
	for k := range int(all) {
		x := stripLeft + float64(k)*(stripRight-stripLeft)/all
		colour := "#e3e3e3"
		if float64(k) < part {
			colour = verdictColour[Holds.String()]
		}
		b.box(x, top, x+(stripRight-stripLeft)/all-3, top+stripHeight, colour)
	}
	b.text(stripRight+10, top+15, 11, "", v.get(row, "compared")+" of "+v.get(row, "published rows"))
}

// wrapped breaks a text into lines of at most so many characters.
func wrapped(text string, most int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line+" "+word)) > most {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
