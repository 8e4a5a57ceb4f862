package chart

// Ink is how a role looks where every colour can be had: on a picture.
type Ink struct {
	RGB     uint32
	Paper   uint32 // what is behind the character
	Bold    bool
	Reverse bool // paper on ink
}

// The papers of the two themes, and what a terminal's own foreground is on them.
var (
	papers    = [2]uint32{0x16181c, 0xffffff}
	plainInks = [2]uint32{0xe4e4e4, 0x1c1c1c}
)

// light is 1 for a light theme.
func (t Theme) light() int {
	if t.Light {
		return 1
	}
	return 0
}

// Paper is the background of a picture, as 0xRRGGBB.
func (t Theme) Paper() uint32 { return papers[t.light()] }

// Ink is the look of a role on a picture.
func (t Theme) Ink(r Role) Ink {
	if r >= NRoles {
		r = Plain
	}
	pairs := &diverging[t.light()]
	switch {
	case r >= pair0:
		return Ink{RGB: pairs[(r-pair0)/divergeSteps].rgb, Paper: pairs[(r-pair0)%divergeSteps].rgb}
	case r >= diverge0:
		return Ink{RGB: pairs[r-diverge0].rgb, Paper: t.Paper()}
	}
	l := looks[r]
	ink := Ink{RGB: plainInks[t.light()], Paper: t.Paper(), Bold: l.attr == "1", Reverse: l.attr == "7"}
	if l.hue != none {
		ink.RGB = colours[t][l.hue].rgb
	}
	return ink
}
