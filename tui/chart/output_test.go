package chart

import (
	"fmt"
	"math"
	"regexp"
	"testing"
)

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestStyleOnlyWhereItChanges(t *testing.T) {
	p := NewPalette(Colors256)
	b := new(Buffer)
	b.Resize(8, 2)
	b.Text(0, 0, 8, "ab", TypeRest)
	b.Text(2, 0, 8, "cd", TypeA)
	b.Text(5, 0, 8, "e", TypeA) // over a blank in between
	b.Text(0, 1, 8, "plain", Plain)
	lif, qif, reset := p.sgr[TypeRest], p.sgr[TypeA], p.sgr[Plain]
	want := lif + "ab" + qif + "cd e  " + reset + "\n" + "plain   "
	if got := b.String(p); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got := sgr.ReplaceAllString(b.String(p), ""); got != "abcd e  \nplain   " {
		t.Errorf("without codes: %q", got)
	}
}

// Roles that look the same need no code between them.
func TestSameLookNeedsNoCode(t *testing.T) {
	b := new(Buffer)
	b.Resize(4, 1)
	b.Text(0, 0, 4, "ab", TypeRest)
	b.Text(2, 0, 4, "cd", Plain)
	if got := b.String(NewPalette(NoColor)); got != "abcd" {
		t.Errorf("%q", got)
	}
}

func TestBlanksThatShow(t *testing.T) {
	p := NewPalette(TrueColor)
	b := new(Buffer)
	b.Resize(5, 1)
	b.Fill(Rect{1, 0, 3, 1}, Cell{' ', Reverse})
	want := " " + p.sgr[Reverse] + "   " + p.sgr[Plain] + " "
	if got := b.String(p); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestStringAllocatesTheStringOnly(t *testing.T) {
	b, p := colourful(120, 40), NewPalette(TrueColor)
	b.String(p)
	if n := testing.AllocsPerRun(20, func() { b.String(p) }); n > 1 {
		t.Errorf("%v allocations, want 1", n)
	}
}

func TestPalettes(t *testing.T) {
	for profile := NoColor; profile <= TrueColor; profile++ {
		p := NewPalette(profile)
		for role, code := range p.sgr {
			if !sgr.MatchString(code) || len(sgr.FindString(code)) != len(code) {
				t.Errorf("profile %d, role %d: %q is not one code", profile, role, code)
			}
			if profile == NoColor && regexp.MustCompile(`[;\[](3\d|4\d|9\d)`).MatchString(code) {
				t.Errorf("role %d has a colour without colours: %q", role, code)
			}
		}
		if p.sgr[TypeRest] == p.sgr[TypeA] {
			t.Errorf("profile %d: the first and the last type look the same", profile)
		}
		if p.sgr[Plain] != "\x1b[m" {
			t.Errorf("profile %d: Plain is not the terminal's own look", profile)
		}
	}
}

// luminance is that of WCAG 2.
func luminance(rgb uint32) float64 {
	part := func(v uint32) float64 {
		c := float64(v&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(rgb>>16) + 0.7152*part(rgb>>8) + 0.0722*part(rgb)
}

// xterm returns the colour of an index of the 6×6×6 cube or the greys.
func xterm(i uint8) uint32 {
	if i >= 232 {
		v := uint32(8 + 10*(int(i)-232))
		return v<<16 | v<<8 | v
	}
	level := func(k int) uint32 { return [6]uint32{0, 95, 135, 175, 215, 255}[k] }
	k := int(i) - 16
	return level(k/36)<<16 | level(k/6%6)<<8 | level(k%6)
}

// Every colour can be read on black and on white: contrast at least 3 (WCAG 2,
// for graphics and large text).
func TestContrast(t *testing.T) {
	for role, l := range looks {
		for _, rgb := range []uint32{l.rgb, xterm(max(l.c256, 16))} {
			if rgb == 0 {
				continue // the terminal's own foreground
			}
			y := luminance(rgb)
			if onBlack, onWhite := (y+0.05)/0.05, 1.05/(y+0.05); onBlack < 3 || onWhite < 3 {
				t.Errorf("role %d, #%06x: contrast %.1f on black, %.1f on white", role, rgb, onBlack, onWhite)
			}
		}
		if (l.rgb == 0) != (l.c256 == 0) || (l.rgb == 0) != (l.c16 == 0) {
			t.Errorf("role %d has a colour in some profiles only", role)
		}
	}
}

// deutan is how green-blind people see a colour, protan how red-blind people do:
// linear RGB by the matrices of Machado, Oliveira & Fernandes (2009), severity 1.
var deutan = [9]float64{0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881}
var protan = [9]float64{0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998}
var tritan = [9]float64{1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}

func TestColourBlindReadersTellTypesApart(t *testing.T) {
	seen := func(rgb uint32, m [9]float64) (out [3]float64) {
		var c [3]float64
		for k := range c {
			c[k] = math.Pow(float64(rgb>>(16-8*k)&0xff)/255, 2.2)
		}
		for k := range out {
			out[k] = math.Pow(min(max(m[3*k]*c[0]+m[3*k+1]*c[1]+m[3*k+2]*c[2], 0), 1), 1/2.2)
		}
		return out
	}
	for name, m := range map[string][9]float64{"deutan": deutan, "protan": protan, "tritan": tritan} {
		for i := range typeLooks {
			for j := range i {
				one, two := looks[typeLooks[i].Role], looks[typeLooks[j].Role]
				for _, pair := range []struct {
					a, b uint32
					far  float64
				}{{one.rgb, two.rgb, 0.4}, {xterm(one.c256), xterm(two.c256), 0.28}} {
					a, b := seen(pair.a, m), seen(pair.b, m)
					d := math.Sqrt(math.Pow(a[0]-b[0], 2) + math.Pow(a[1]-b[1], 2) + math.Pow(a[2]-b[2], 2))
					if d < pair.far {
						t.Errorf("%s: #%06x and #%06x are only %.2f apart", name, pair.a, pair.b, d)
					}
				}
			}
		}
	}
}

// Types differ by every feature of their looks, also where there is no colour.
func TestTypesDifferByShape(t *testing.T) {
	seen := map[any]int{}
	once := func(k int, what string, v any) {
		if other, taken := seen[what+fmt.Sprint(v)]; taken {
			t.Errorf("types %d and %d have the same %s %v", other, k, what, v)
		}
		seen[what+fmt.Sprint(v)] = k
	}
	once(-1, "ASCII mark", asciiCell(noType.Mark))
	once(-1, "ASCII mark", asciiCell(noType.Hollow))
	for k, l := range typeLooks {
		once(k, "ASCII mark", asciiCell(l.Mark))
		once(k, "ASCII mark", asciiCell(l.Hollow))
		once(k, "role", l.Role)
		once(k, "mark", l.Mark)
		once(k, "mark", l.Hollow)
		once(k, "dash", l.Pen.Dash)
		once(k, "stroke", l.Pen.ASCII)
		once(k, "line", l.Line)
		once(k, "ASCII line", l.ASCII)
		once(k, "16 colours", looks[l.Role].c16)
		once(k, "look without colours", looks[l.Role].plain)
		if l.Pen.Role != l.Role {
			t.Errorf("type %d has two colours", k)
		}
	}
	if len(typeLooks) < 4 {
		t.Errorf("%d looks", len(typeLooks))
	}
}

// The last type looks the same however many there are, and so does the first.
func TestLookOf(t *testing.T) {
	for of := 1; of < 9; of++ {
		if LookOf(of-1, of) != &typeLooks[0] {
			t.Errorf("the last of %d is not the rest", of)
		}
		if of > 1 && LookOf(0, of) != &typeLooks[1] {
			t.Errorf("the first of %d looks otherwise", of)
		}
		if LookOf(-1, of).Role != Plain || LookOf(of, of).Role != Plain {
			t.Errorf("of %d: no type has a look", of)
		}
	}
	if TypeRole(0, 2) != TypeA || TypeRole(1, 2) != TypeRest || TypeRole(1, 4) != TypeB || TypeRole(2, 4) != TypeC {
		t.Error("colours in another order")
	}
}

func TestDumpTrims(t *testing.T) {
	b := new(Buffer)
	b.Resize(10, 3)
	b.Text(0, 1, 10, "x", Bad)
	if got := b.Dump(); got != "\nx\n" {
		t.Errorf("%q", got)
	}
}

// colourful is a buffer as busy as a screen.
func colourful(w, h int) *Buffer {
	b := new(Buffer)
	b.Resize(w, h)
	for i := range b.Cells {
		switch {
		case i%3 == 0:
			b.Cells[i] = Cell{brailleBase + rune(i%255) + 1, Role(i / 7 % int(NRoles))}
		case i%5 != 0:
			b.Cells[i] = Cell{'a' + rune(i%26), Role(i / 11 % int(NRoles))}
		}
	}
	return b
}

func BenchmarkBufferString(b *testing.B) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"120x40", 120, 40}, {"240x67", 240, 67}} {
		b.Run(size.name, func(b *testing.B) {
			buf, p := colourful(size.w, size.h), NewPalette(TrueColor)
			b.ReportAllocs()
			for b.Loop() {
				if len(buf.String(p)) < size.w*size.h {
					b.Fatal("cells are missing")
				}
			}
		})
	}
}
