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

// Theme is what the colours are chosen for.
type Theme struct {
	Light bool // the background is light
	Blind bool // for readers who see fewer colours
}

// hue names a colour by the job that it has in every theme.
type hue uint8

const (
	none     hue = iota // the terminal's own foreground: what is measured, and what is to be read
	grey                // what is old, and what matters less
	border              // frames
	teal                // keys, and the pane that has them
	blue                // the neuron types: the last, the first, the second, the third
	orange              //
	violet              //
	pink                //
	magenta             // a target
	lavender            // theory, and what others published
	rose                // outliers
	green               // what is well; training
	amber               // a doubt
	red                 // what went wrong
	second              // the second of two networks
	heat0               // of a heat map: the least
	nHues    = heat0 + HeatLevels
)

// colour is a hue in a theme, and its neighbour among the 256 fixed colours.
type colour struct {
	rgb  uint32
	c256 uint8
}

// The colours were searched for: on its background each has a contrast of at
// least 4.5:1 (borders 3:1), and those that stand beside each other are apart for
// all kinds of colour blindness. Tests compute both.
var colours = withHeat(map[Theme][nHues]colour{
	{}: {
		grey: {0x8e8e8e, 246}, border: {0x707070, 243}, teal: {0x00aabb, 37},
		blue: {0xaaccff, 153}, orange: {0xffaa55, 215}, violet: {0xaa88ee, 141}, pink: {0xff66aa, 205},
		magenta: {0xee88ee, 213}, lavender: {0x7788ff, 105}, rose: {0xff5555, 203},
		green: {0x77ffaa, 121}, amber: {0xccaa33, 178}, red: {0xff7766, 203}, second: {0xdd7700, 172},
	},
	{Blind: true}: {
		grey: {0x8e8e8e, 246}, border: {0x707070, 243}, teal: {0x00aa88, 36},
		blue: {0x0099ff, 75}, orange: {0xff9944, 215}, violet: {0xccaaee, 182}, pink: {0xee5599, 205},
		magenta: {0xffaaff, 219}, lavender: {0xcc99dd, 183}, rose: {0xee6655, 203},
		green: {0x77ffaa, 121}, amber: {0xccaa33, 178}, red: {0xee7766, 210}, second: {0xff00ee, 201},
	},
	{Light: true}: {
		grey: {0x6c6c6c, 242}, border: {0x898989, 244}, teal: {0x007777, 23},
		blue: {0x0066dd, 26}, orange: {0x995500, 94}, violet: {0x664499, 61}, pink: {0xaa1166, 125},
		magenta: {0x993399, 90}, lavender: {0x443388, 61}, rose: {0xaa0022, 88},
		green: {0x446644, 22}, amber: {0x886600, 94}, red: {0x881100, 88}, second: {0x7711ff, 93},
	},
	{Light: true, Blind: true}: {
		grey: {0x6c6c6c, 242}, border: {0x898989, 244}, teal: {0x007777, 23},
		blue: {0x111188, 18}, orange: {0x991100, 88}, violet: {0x7755bb, 61}, pink: {0xbb2266, 125},
		magenta: {0x993399, 90}, lavender: {0x5555dd, 26}, rose: {0x770055, 89},
		green: {0x447744, 22}, amber: {0x886600, 94}, red: {0x770000, 88}, second: {0x7700ff, 93},
	},
})

// HeatLevels is how many colours a heat map has.
const HeatLevels = 8

// heats are the colours of a heat map on dark and on light backgrounds, from the
// least to the largest: always further from the background, so that all eyes see
// their order.
var heats = [2][HeatLevels]colour{
	{{0x9a85e0, 104}, {0x7894e5, 105}, {0x5aa4e0, 74}, {0x46b4bf, 73}, {0x57c498, 78}, {0x8dd46b, 113}, {0xc4e15b, 185}, {0xfdee55, 227}},
	{{0x6e6a00, 58}, {0x476c22, 22}, {0x276c45, 23}, {0x1b6467, 24}, {0x1e5782, 25}, {0x2f4595, 19}, {0x362981, 54}, {0x3a0a60, 53}},
}

// withHeat adds the colours of heat maps to every theme.
func withHeat(themes map[Theme][nHues]colour) map[Theme][nHues]colour {
	for theme, inks := range themes {
		ramp := heats[0]
		if theme.Light {
			ramp = heats[1]
		}
		copy(inks[heat0:], ramp[:])
		themes[theme] = inks
	}
	return themes
}

// heat16 are the colours of a heat map among sixteen.
var heat16 = [HeatLevels]uint8{34, 34, 36, 36, 32, 32, 33, 93}

// heatShades are the characters of a heat map: each is denser than the one before,
// where there are no colours too.
var heatShades = [HeatLevels]rune{'░', '░', '▒', '▒', '▓', '▓', '█', '█'}

// Heat is the character and the role of a part of a range, from 0 to 1.
func Heat(part float64) (rune, Role) {
	level := min(int(unit(part)*HeatLevels), HeatLevels-1)
	return heatShades[level], Heat0 + Role(level)
}

func init() {
	for level := range HeatLevels {
		looks[Heat0+Role(level)] = look{hue: heat0 + hue(level), c16: heat16[level]}
	}
}

// look is one row of the table below. The attributes go with every profile that
// has colours; plain stands alone where there are none.
type look struct {
	attr  string // "1" bold, "2" faint, "7" reverse
	hue   hue
	c16   uint8  // SGR number, 30–37 or 90–97; 0: the default foreground
	plain string // NO_COLOR
}

// One hue does one job. The sixteen colours are the terminal's own, in every theme.
var looks = [nLooks]look{
	Plain:     {},
	Dim:       {hue: grey, c16: 90, plain: "2"},
	Bold:      {attr: "1", plain: "1"},
	Title:     {attr: "1", plain: ""},
	Border:    {hue: border, c16: 90, plain: "2"},
	Focus:     {attr: "1", hue: teal, c16: 94, plain: "1"},
	Key:       {attr: "1", hue: teal, c16: 94, plain: "1"},
	TypeRest:  {hue: blue, c16: 94, plain: ""},
	TypeA:     {hue: orange, c16: 91, plain: "1"},
	TypeB:     {hue: violet, c16: 35, plain: "2"},
	TypeC:     {hue: pink, c16: 36, plain: "3"},
	Readout:   {attr: "1", plain: "1"},
	Wanted:    {hue: magenta, c16: 95, plain: ""},
	Theory:    {hue: lavender, c16: 95, plain: ""},
	Measured:  {attr: "1", plain: "1"},
	Visited:   {hue: grey, c16: 90, plain: "2"},
	Bulk:      {},
	Outlier:   {attr: "1", hue: rose, c16: 91, plain: "1"},
	Predicted: {hue: lavender, c16: 95, plain: ""},
	Before:    {hue: grey, c16: 90, plain: "2"},
	Null:      {hue: grey, c16: 90, plain: "2"},
	Human:     {attr: "1", hue: lavender, c16: 95, plain: "1"},
	Mouse:     {attr: "1", hue: lavender, c16: 95, plain: "1"},
	Rat:       {attr: "1", hue: lavender, c16: 95, plain: "1"},
	Good:      {hue: green, c16: 32, plain: ""},
	Warn:      {hue: amber, c16: 95, plain: "4"},
	Bad:       {attr: "1", hue: red, c16: 91, plain: "1;7"},
	Train:     {attr: "1", hue: green, c16: 32, plain: "1"},
	Reverse:   {attr: "7", plain: "7"},
	NetA:      {attr: "1", plain: "1"},
	NetB:      {hue: second, c16: 35, plain: ""},
}

// NewPalette returns the palette of a profile in a theme.
func NewPalette(profile Profile, theme Theme) *Palette {
	p := new(Palette)
	inks := colours[theme]
	for role, l := range looks {
		attr, code := l.attr, ""
		switch ink := inks[l.hue]; {
		case profile == NoColor:
			attr = l.plain
		case l.hue == none:
		case profile == TrueColor:
			code = fmt.Sprintf("38;2;%d;%d;%d", ink.rgb>>16, ink.rgb>>8&0xff, ink.rgb&0xff)
		case profile == Colors256:
			code = fmt.Sprintf("38;5;%d", ink.c256)
		default:
			code = fmt.Sprint(l.c16)
		}
		sgr := "\x1b["
		if attr != "" || code != "" {
			sgr += "0"
		}
		for _, s := range []string{attr, code} {
			if s != "" {
				sgr += ";" + s
			}
		}
		p.sgr[role] = sgr + "m"
		p.onBlank[role] = attr == "7" || attr == "1;7" || attr == "4"
	}
	p.divergeLooks(profile, theme)
	return p
}
