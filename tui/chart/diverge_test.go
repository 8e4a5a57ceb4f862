package chart

import (
	"math"
	"strings"
	"testing"
)

// From 0 outwards the colours are always further from the background in lightness, in
// fixed colours too, and a negative and a positive number are never taken for each
// other: ΔE ≥ 40 between equal sizes (≥ 20 among the 256), whatever the eyes see.
func TestDivergingColours(t *testing.T) {
	const half = DivergeLevels / 2
	eyes := map[string][9]float64{"usual": sees, "deutan": deutan, "protan": protan, "tritan": tritan}
	for light, inks := range diverging {
		sign := 1 - 2*float64(light)
		for k := 1; k <= half; k++ {
			for _, way := range []int{-1, 1} {
				in, out := inks[half+way*(k-1)], inks[half+way*k]
				if d := sign * (lab(out.rgb, sees)[0] - lab(in.rgb, sees)[0]); d < 8 {
					t.Errorf("light %d, level %+d: lightness goes on by %.1f", light, way*k, d)
				}
				if d := sign * (lab(xterm(out.c256), sees)[0] - lab(xterm(in.c256), sees)[0]); d < 2.3 { // just to be seen; 256 colours have few dark blues
					t.Errorf("light %d, level %+d of 256: lightness goes on by %.1f", light, way*k, d)
				}
			}
			for name, eye := range eyes {
				a, b := inks[half-k], inks[half+k]
				if d := apart(a.rgb, b.rgb, eye); d < 40 {
					t.Errorf("light %d, %s: levels ±%d are %.0f apart", light, name, k, d)
				}
				if d := apart(xterm(a.c256), xterm(b.c256), eye); d < 20 {
					t.Errorf("light %d, %s: levels ±%d of 256 are %.0f apart", light, name, k, d)
				}
			}
		}
	}
}

// A number has the level of its part of the scale, to the nearest; its sign is never
// another one.
func TestDiverge(t *testing.T) {
	for v, want := range map[float64]int{0: 6, .08: 6, .09: 7, -.09: 5, .5: 9, 1: 12, -1: 0, 7: 12, math.Inf(-1): 0} {
		if got := Diverge(v, 1); got != want {
			t.Errorf("%v has level %d, want %d", v, got, want)
		}
	}
	for _, c := range [][2]float64{{1, 0}, {math.NaN(), 1}, {1, math.NaN()}, {0, 0}} {
		if got := Diverge(c[0], c[1]); got != 6 {
			t.Errorf("%v has level %d", c, got)
		}
	}
}

// Half a character has the upper number as its colour and the lower one behind it; the
// blank after it has neither.
func TestPair(t *testing.T) {
	var b Buffer
	b.Resize(3, 1)
	b.Pair(0, 0, 12, 0)
	b.Pair(1, 0, 6, -1)
	got := b.String(NewPalette(TrueColor, Theme{}))
	if want := "\x1b[0;38;2;254;206;96;48;2;168;219;254m▀\x1b[0;38;2;26;26;26m▀"; !strings.HasPrefix(got, want) {
		t.Errorf("%q", got)
	}
	b.Resize(2, 1)
	b.Pair(0, 0, 3, 3)
	if got, end := b.String(NewPalette(Colors256, Theme{})), "▀\x1b[m "; !strings.HasSuffix(got, end) {
		t.Errorf("%q does not end with %q", got, end)
	}
}

// With few colours a number is two characters: dashes where it is negative, crosses
// where it is positive, more ink the larger it is.
func TestGlyphs(t *testing.T) {
	ink := map[rune]int{' ': 0, '-': 1, '=': 2, '+': 2, '#': 4}
	var b Buffer
	for _, profile := range []Profile{NoColor, Colors16} {
		last := 1 << 10
		for level := range DivergeLevels {
			b.Resize(2, 1)
			b.Glyphs(0, 0, level)
			text := b.Dump()
			if strings.ContainsAny(text, "-=") != (level < 6) || strings.ContainsAny(text, "+#") != (level > 6) {
				t.Errorf("level %d is %q", level, text)
			}
			n := 0
			for _, r := range text {
				n += ink[r]
			}
			if level == 6 {
				last = 0
			}
			if level < 6 && n > last || level > 6 && n < last {
				t.Errorf("level %d has ink %d, the one before %d", level, n, last)
			}
			last = n
			if out := b.String(NewPalette(profile, Theme{})); profile == NoColor && strings.ContainsAny(out, "34") {
				t.Errorf("colours where there are none: %q", out)
			}
		}
	}
}
