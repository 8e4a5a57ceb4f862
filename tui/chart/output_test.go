package chart

import (
	"fmt"
	"math"
	"regexp"
	"testing"
)

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestStyleOnlyWhereItChanges(t *testing.T) {
	p := NewPalette(Colors256, Theme{})
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
	if got := b.String(NewPalette(NoColor, Theme{})); got != "abcd" {
		t.Errorf("%q", got)
	}
}

func TestBlanksThatShow(t *testing.T) {
	p := NewPalette(TrueColor, Theme{})
	b := new(Buffer)
	b.Resize(5, 1)
	b.Fill(Rect{1, 0, 3, 1}, Cell{' ', Reverse})
	want := " " + p.sgr[Reverse] + "   " + p.sgr[Plain] + " "
	if got := b.String(p); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestStringAllocatesTheStringOnly(t *testing.T) {
	b, p := colourful(120, 40), NewPalette(TrueColor, Theme{})
	b.String(p)
	if n := testing.AllocsPerRun(20, func() { b.String(p) }); n > 1 {
		t.Errorf("%v allocations, want 1", n)
	}
}

func TestPalettes(t *testing.T) {
	for profile := NoColor; profile <= TrueColor; profile++ {
		p := NewPalette(profile, Theme{})
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

// contrast is that of WCAG 2 between two colours.
func contrast(a, b uint32) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// The numbers of WCAG 2: black on white has 21, #777777 on white 4.48.
func TestContrastOfKnownColours(t *testing.T) {
	if got := contrast(0, 0xffffff); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white: %v", got)
	}
	if got := contrast(0x777777, 0xffffff); math.Abs(got-4.48) > 0.005 {
		t.Errorf("#777777 on white: %v", got)
	}
}

// In every theme all that may be text has a contrast of 4.5 with the background, a
// border 3: also on black and white, which are further away.
func TestContrast(t *testing.T) {
	if len(colours) != 4 {
		t.Errorf("%d themes, want dark, light, and both for colour-blind readers", len(colours))
	}
	for theme, inks := range colours {
		ground, pure := grounds[0], uint32(0)
		if theme.Light {
			ground, pure = grounds[1], 0xffffff
		}
		for h := grey; h < nHues; h++ {
			need := 4.5
			if h == border {
				need = 3
			}
			for _, rgb := range []uint32{inks[h].rgb, xterm(max(inks[h].c256, 16))} {
				if c, d := contrast(rgb, ground), contrast(rgb, pure); c < need || d < need {
					t.Errorf("%+v, hue %d, #%06x: contrast %.2f and %.2f, want %.1f", theme, h, rgb, c, d, need)
				}
			}
		}
	}
	for role, l := range looks {
		if (l.hue == none) != (l.c16 == 0) {
			t.Errorf("role %d has a colour in some profiles only", role)
		}
	}
}

// deutan is how green-blind people see a colour, protan how red-blind people do:
// linear RGB by the matrices of Machado, Oliveira & Fernandes (2009), severity 1.
var deutan = [9]float64{0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881}
var protan = [9]float64{0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998}
var tritan = [9]float64{1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}

var sees = [9]float64{1, 0, 0, 0, 1, 0, 0, 0, 1}

// lab is a colour in CIE 1976 L*a*b* (D65), as an eye sees it that turns linear RGB into m·RGB.
func lab(rgb uint32, m [9]float64) [3]float64 {
	var c, seen, xyz [3]float64
	for k := range c {
		v := float64(rgb>>(16-8*k)&0xff) / 255
		if c[k] = v / 12.92; v > 0.04045 {
			c[k] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	for k := range seen {
		seen[k] = min(max(m[3*k]*c[0]+m[3*k+1]*c[1]+m[3*k+2]*c[2], 0), 1)
	}
	for k, row := range [3][3]float64{
		{0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047}, {0.2126729, 0.7151522, 0.0721750},
		{0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883}} {
		t := row[0]*seen[0] + row[1]*seen[1] + row[2]*seen[2]
		if xyz[k] = math.Cbrt(t); t <= 216.0/24389 {
			xyz[k] = (24389.0/27*t + 16) / 116
		}
	}
	return [3]float64{116*xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])}
}

// apart is ΔE of 1976: the distance in L*a*b*.
func apart(a, b uint32, m [9]float64) float64 {
	x, y := lab(a, m), lab(b, m)
	return math.Sqrt(math.Pow(x[0]-y[0], 2) + math.Pow(x[1]-y[1], 2) + math.Pow(x[2]-y[2], 2))
}

// Known values: white is L* 100, red (53.24, 80.09, 67.20).
func TestLab(t *testing.T) {
	for rgb, want := range map[uint32][3]float64{0xffffff: {100, 0, 0}, 0xff0000: {53.24, 80.09, 67.20}} {
		got := lab(rgb, sees)
		for k := range got {
			if math.Abs(got[k]-want[k]) > 0.02 {
				t.Errorf("#%06x is %.2f, want %v", rgb, got, want)
			}
		}
	}
}

// In every theme the colours that stand beside each other differ by ΔE ≥ 20, for
// usual eyes and for the three kinds of colour blindness. The theme for
// colour-blind readers keeps more of them apart. Among the 256 fixed colours the
// neuron types are apart at least by ΔE 10; types and marks have shapes of their own too.
func TestColoursAreApart(t *testing.T) {
	beside := [][]hue{
		{blue, orange, violet, pink},         // neuron types
		{blue, orange, green},                // the raster: types, training
		{magenta, none, grey},                // a target and its readout
		{rose, lavender, none, grey},         // outliers, predictions, the bulk, before
		{blue, orange, lavender, none, grey}, // curves of types, theory, visited places
		{green, red}, {teal, none},
		{none, second, grey}, // two networks
	}
	more := [][]hue{{blue, orange, lavender, rose, green, none, grey}, {green, amber, red, none, grey}, {blue, orange, magenta, none, green}}
	for theme, inks := range colours {
		inks[none].rgb = fores[0]
		if theme.Light {
			inks[none].rgb = fores[1]
		}
		groups := beside
		if theme.Blind {
			groups = append(groups[:len(groups):len(groups)], more...)
		}
		for eye, m := range map[string][9]float64{"usual": sees, "deutan": deutan, "protan": protan, "tritan": tritan} {
			for k, group := range groups {
				for i := range group {
					for j := range i {
						a, b := inks[group[i]], inks[group[j]]
						if d := apart(a.rgb, b.rgb, m); d < 20 {
							t.Errorf("%+v, %s: #%06x and #%06x are only %.1f apart", theme, eye, a.rgb, b.rgb, d)
						}
						if k > 0 {
							continue
						}
						if d := apart(xterm(a.c256), xterm(b.c256), m); d < 10 {
							t.Errorf("%+v, %s: colours %d and %d are only %.1f apart", theme, eye, a.c256, b.c256, d)
						}
					}
				}
			}
		}
	}
}

// The colours of two networks differ in lightness too, in every theme: by L* ≥ 20.
func TestTwoNetworksDifferInLightness(t *testing.T) {
	for theme, inks := range colours {
		a := fores[0]
		if theme.Light {
			a = fores[1]
		}
		for _, b := range []uint32{inks[second].rgb, xterm(inks[second].c256)} {
			if d := math.Abs(lab(a, sees)[0] - lab(b, sees)[0]); d < 20 {
				t.Errorf("%+v: #%06x and #%06x differ by L* %.1f", theme, a, b, d)
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
			buf, p := colourful(size.w, size.h), NewPalette(TrueColor, Theme{})
			b.ReportAllocs()
			for b.Loop() {
				if len(buf.String(p)) < size.w*size.h {
					b.Fatal("cells are missing")
				}
			}
		})
	}
}

// grounds are the backgrounds, dark and light, on which colours have the least
// contrast; a terminal's own foreground is taken as fores.
var (
	grounds = [2]uint32{0x262626, 0xf0f0f0}
	fores   = [2]uint32{0xd0d0d0, 0x1c1c1c}
)
