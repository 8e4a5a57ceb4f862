package chart

import (
	"fmt"
	"math"
)

// DivergeLevels is how many colours a map of positive and negative numbers has: the
// middle one is that of 0.
const DivergeLevels = 13

// DivergeMark is a level beyond them: the place that is marked.
const DivergeMark = DivergeLevels

// Of such a map a cell has two roles: in half a character the upper and the lower
// number have a colour each, of DivergeLevels and the mark.
const (
	divergeSteps = DivergeLevels + 1
	diverge0     = nLooks                  // one number; divergeSteps of them
	pair0        = diverge0 + divergeSteps // an upper and a lower one
	NRoles       = pair0 + divergeSteps*divergeSteps
)

// diverging are the colours on dark and on light backgrounds, from the most negative
// to the most positive number, then the mark: blue and orange, which all eyes tell
// apart, and always further from the background.
var diverging = [2][divergeSteps]colour{
	{{0xa8dbfe, 153}, {0x5eb8fe, 75}, {0x0093ed, 32}, {0x086fbf, 25}, {0x024e92, 18}, {0x002f67, 17}, {0x1a1a1a, 232},
		{0x5b1b04, 52}, {0x893206, 88}, {0xb34f0a, 130}, {0xd5751c, 166}, {0xefa033, 172}, {0xfece60, 221}, {0xffffff, 231}},
	{{0x003989, 17}, {0x0058ae, 19}, {0x0479d4, 25}, {0x4e9ae5, 68}, {0x84bbf0, 110}, {0xbadbf8, 153}, {0xf4f4f4, 255},
		{0xfbcfa6, 223}, {0xefa66e, 216}, {0xdf7c3d, 209}, {0xc45521, 166}, {0xa03614, 88}, {0x761c0d, 52}, {0x000000, 16}},
}

// diverge16 are the colours among sixteen, where the glyphs say how large a number is.
var diverge16 = [divergeSteps]uint8{94, 94, 94, 94, 34, 34, 39, 31, 31, 91, 91, 91, 91, 39}

// divergeGlyphs are two characters for a number where there are few colours: of
// negative ones dashes, of positive ones crosses, denser the further from 0.
var divergeGlyphs = [divergeSteps]string{"==", "==", "--", "--", " -", " -", "  ", " +", " +", "++", "++", "##", "##", "[]"}

// Diverge is the level of v on a scale from −scale to scale; what lies beyond has the
// last level. NaN is 0.
func Diverge(v, scale float64) int {
	const half = DivergeLevels / 2
	t := v / scale
	if !(scale > 0) || math.IsNaN(t) {
		return half
	}
	return half + int(math.Round(half*min(max(t, -1), 1)))
}

// Pair sets one character for two numbers, the upper one of level up, the lower one of
// level low (−1: none). It is for buffers that are not Few.
func (b *Buffer) Pair(x, y, up, low int) {
	role := diverge0 + Role(up)
	if low >= 0 {
		role = pair0 + Role(up*divergeSteps+low)
	}
	b.Set(x, y, '▀', role)
}

// Glyphs sets two characters for a number of a level.
func (b *Buffer) Glyphs(x, y, level int) {
	const half = DivergeLevels / 2
	role := Focus // the mark
	switch {
	case level < half:
		role = diverge0 + 1 // one that can be read as text
	case level < DivergeLevels:
		role = diverge0 + DivergeLevels - 2
	}
	for k, c := range divergeGlyphs[level] {
		b.Set(x+k, y, c, role)
	}
}

// divergeLooks adds the looks of these roles to a palette.
func (p *Palette) divergeLooks(profile Profile, theme Theme) {
	inks := diverging[0]
	if theme.Light {
		inks = diverging[1]
	}
	code := func(ground, level int) string {
		switch c := inks[level]; profile {
		case TrueColor:
			return fmt.Sprintf("%d;2;%d;%d;%d", ground+8, c.rgb>>16, c.rgb>>8&0xff, c.rgb&0xff)
		case Colors256:
			return fmt.Sprintf("%d;5;%d", ground+8, c.c256)
		}
		return fmt.Sprint(ground - 30 + int(diverge16[level]))
	}
	for up := range divergeSteps {
		one := "\x1b[0;" + code(30, up) + "m"
		if profile == NoColor {
			one = "\x1b[m"
		}
		p.sgr[diverge0+Role(up)] = one
		for low := range divergeSteps {
			two := one // no half is drawn where there are few colours
			if profile >= Colors256 {
				two = "\x1b[0;" + code(30, up) + ";" + code(40, low) + "m"
			}
			p.sgr[pair0+Role(up*divergeSteps+low)] = two
			p.onBlank[pair0+Role(up*divergeSteps+low)] = profile >= Colors256
		}
	}
}
