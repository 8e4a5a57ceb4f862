package chart

import "fmt"

// Profile is what colours a terminal has.
type Profile int

const (
	NoColor   Profile = iota // bold, faint, reverse and underline only
	Colors16                 // the terminal's own sixteen
	Colors256                // the fixed cube and greys above the sixteen
	TrueColor
)

// Palette is how each role looks on one kind of terminal. The zero Palette has
// no looks at all.
type Palette struct {
	sgr     [NRoles]string // the whole code, reset included
	onBlank [NRoles]bool   // the look shows on a blank
}

// look is one row of the table below. The attributes go with every profile
// that has colours; plain stands alone where there are none.
type look struct {
	attr  string // "1" bold, "2" faint, "7" reverse
	rgb   uint32 // 0: the default foreground
	c256  uint8  // 0: the default foreground
	c16   uint8  // SGR number, 30–37 or 90–97; 0: the default foreground
	plain string // NO_COLOR
}

// The colours stand on dark and on light backgrounds: contrast at least 3:1
// with both black and white (a test computes it), so there is neither pure
// yellow nor white. The last neuron type is a blue and the first an orange after
// Okabe & Ito (2008); the others were searched for, so that every kind of colour
// blindness leaves all of them apart (a test computes it). Each profile has its
// own choice, since converting them made one trace look like another.
var looks = [NRoles]look{
	Plain:     {},
	Dim:       {rgb: 0x848484, c256: 244, attr: "", c16: 90, plain: "2"},
	Bold:      {attr: "1", plain: "1"},
	Title:     {attr: "1", plain: ""},
	Border:    {rgb: 0x767676, c256: 243, c16: 90, plain: "2"},
	Focus:     {attr: "1", rgb: 0x0f9d92, c256: 30, c16: 94, plain: "1"},
	Key:       {attr: "1", rgb: 0x0f9d92, c256: 30, c16: 94, plain: "1"},
	TypeRest:  {rgb: 0x2f8fd6, c256: 32, c16: 94, plain: ""},
	TypeA:     {rgb: 0xdb7a00, c256: 166, c16: 91, plain: "1"},
	TypeB:     {rgb: 0x783cb4, c256: 93, c16: 35, plain: "2"},
	TypeC:     {rgb: 0xf0306c, c256: 197, c16: 36, plain: "3"},
	Readout:   {attr: "1", rgb: 0x0f9d92, c256: 30, c16: 32, plain: "1"},
	Wanted:    {rgb: 0xb0609a, c256: 133, c16: 95, plain: ""},
	Theory:    {rgb: 0x8d70c9, c256: 98, c16: 95, plain: ""},
	Measured:  {attr: "1", plain: "1"},
	Visited:   {rgb: 0x848484, c256: 244, c16: 90, plain: "2"},
	Bulk:      {rgb: 0x2f8fd6, c256: 32, c16: 94, plain: ""},
	Outlier:   {attr: "1", rgb: 0xd6336c, c256: 161, c16: 91, plain: "1"},
	Predicted: {rgb: 0x8d70c9, c256: 98, c16: 95, plain: ""},
	Before:    {rgb: 0x848484, c256: 244, c16: 90, plain: "2"},
	Null:      {rgb: 0x848484, c256: 244, c16: 90, plain: "2"},
	Human:     {attr: "1", rgb: 0x2f8fd6, c256: 32, c16: 94, plain: "1"},
	Mouse:     {attr: "1", rgb: 0x0f9d92, c256: 30, c16: 32, plain: "1"},
	Rat:       {attr: "1", rgb: 0xdb7a00, c256: 166, c16: 91, plain: "1"},
	Good:      {rgb: 0x2e9e4f, c256: 28, c16: 32, plain: ""},
	Warn:      {rgb: 0xb0820a, c256: 136, c16: 95, plain: "4"},
	Bad:       {attr: "1", rgb: 0xdb3a3a, c256: 160, c16: 91, plain: "1;7"},
	Train:     {attr: "1", rgb: 0x2e9e4f, c256: 28, c16: 32, plain: "1"},
	Reverse:   {attr: "7", plain: "7"},
}

// NewPalette returns the palette of a profile.
func NewPalette(profile Profile) *Palette {
	p := new(Palette)
	for role, l := range looks {
		attr, colour := l.attr, ""
		switch profile {
		case TrueColor:
			if l.rgb != 0 {
				colour = fmt.Sprintf("38;2;%d;%d;%d", l.rgb>>16, l.rgb>>8&0xff, l.rgb&0xff)
			}
		case Colors256:
			if l.c256 != 0 {
				colour = fmt.Sprintf("38;5;%d", l.c256)
			}
		case Colors16:
			if l.c16 != 0 {
				colour = fmt.Sprint(l.c16)
			}
		default:
			attr = l.plain
		}
		code := "\x1b["
		if attr != "" || colour != "" {
			code += "0"
		}
		for _, s := range []string{attr, colour} {
			if s != "" {
				code += ";" + s
			}
		}
		p.sgr[role] = code + "m"
		p.onBlank[role] = attr == "7" || attr == "1;7" || attr == "4"
	}
	return p
}
