package tui

import (
	"fmt"
	"strings"
	"testing"
)

// sketch draws an arrangement as boxes; equal rows are drawn once, with their number.
func sketch(w, h int, layout Layout, focus int, zoom bool) string {
	panes, cells := newPanes(), make([][]rune, h)
	for y := range cells {
		cells[y] = []rune(strings.Repeat("?", w)) // left over where nothing was placed
	}
	for _, p := range arrange(panes, w, h, layout, focus, zoom) {
		for y := p.Y; y < p.Y+p.H; y++ {
			for x := p.X; x < p.X+p.W; x++ {
				c := ' '
				if p.Part >= 0 || p.Part == partAbout {
					top, bottom, left, right := y == p.Y, y == p.Y+p.H-1, x == p.X, x == p.X+p.W-1
					switch {
					case top && left:
						c = '╭'
					case top && right:
						c = '╮'
					case bottom && left:
						c = '╰'
					case bottom && right:
						c = '╯'
					case top || bottom:
						c = '─'
					case left || right:
						c = '│'
					}
				}
				if cells[y][x] != '?' {
					c = '!' // two parts in one place
				}
				cells[y][x] = c
			}
		}
		name := map[int]string{partHeader: "header", partTabs: "tabs", partNote: "note", partKeys: "keys", partAbout: "about", partSmall: "too small"}[p.Part]
		if p.Part >= 0 {
			name = panes[p.Part].Name
			if p.Part == focus {
				name = strings.ToUpper(name)
			}
		}
		for i, r := range name {
			if x := p.X + 1 + i; x < p.X+p.W && p.H > 0 {
				cells[p.Y][x] = r
			}
		}
	}
	var out []string
	for y := 0; y < h; {
		n := 1
		for y+n < h && string(cells[y+n]) == string(cells[y]) {
			n++
		}
		out = append(out, strings.TrimRight(fmt.Sprintf("%2d %s", n, string(cells[y])), " "))
		y += n
	}
	return strings.Join(out, "\n")
}

func TestArrange(t *testing.T) {
	for _, c := range arrangements {
		t.Run(c.name, func(t *testing.T) {
			want := strings.Trim(c.want, "\n")
			if got := sketch(c.w, c.h, c.layout, c.focus, c.zoom); got != want {
				t.Errorf("%d×%d, %s, focus %d:\n%s\nwant\n%s", c.w, c.h, c.layout, c.focus, got, want)
			}
		})
	}
}

// Whatever the size, nothing overlaps, nothing is left empty and the focused
// pane is on the screen.
func TestArrangeEverywhere(t *testing.T) {
	panes := newPanes()
	for w := -1; w < 230; w += 13 {
		for h := -1; h < 80; h += 5 {
			for layout := Auto; layout < nLayouts; layout++ {
				for focus := range panes {
					for _, zoom := range []bool{false, true} {
						s := sketch(max(w, 0), max(h, 0), layout, focus, zoom)
						if strings.ContainsAny(s, "?!") {
							t.Fatalf("%d×%d, %s, focus %d, zoom %t:\n%s", w, h, layout, focus, zoom, s)
						}
						seen := 0
						for _, p := range arrange(panes, w, h, layout, focus, zoom) {
							if p.Part == focus || p.Part == partSmall {
								seen++
							}
							if p.Part >= 0 && (p.W < 20 || p.H < 5) {
								t.Errorf("%d×%d, %s, focus %d: pane %d has %d×%d cells", w, h, layout, focus, p.Part, p.W, p.H)
							}
						}
						if seen != 1 {
							t.Errorf("%d×%d, %s: focus %d is placed %d times", w, h, layout, focus, seen)
						}
					}
				}
			}
		}
	}
}

func TestSplitAddsUp(t *testing.T) {
	for total := range 200 {
		sum := 0
		for _, x := range split(total, 38, 33, 29) {
			sum += x
		}
		if sum != total {
			t.Errorf("split(%d) adds up to %d", total, sum)
		}
	}
}

var arrangements = []struct {
	name   string
	w, h   int
	layout Layout
	focus  int
	zoom   bool
	want   string // the focused pane in capitals; the number of equal rows in front
}{
	{"a student over ssh", 80, 24, Auto, numberOf("raster"), false, `
 1  header
 1
 1  tabs
 1 ╭RASTER────────────────────────────────────────────────────────────────────────╮
 9 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1 ╭readout───────────────────────────────────────────────────────────────────────╮
 6 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"the focus grows, the panes stay", 80, 24, Auto, numberOf("readout"), false, `
 1  header
 1
 1  tabs
 1 ╭raster────────────────────────────────────────────────────────────────────────╮
 5 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1 ╭READOUT───────────────────────────────────────────────────────────────────────╮
10 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"a narrow window", 60, 16, Auto, numberOf("motifs"), false, `
 1  header
 1
 1  tabs
 1 ╭MOTIFS────────────────────────────────────────────────────╮
 9 │                                                          │
 1 ╰──────────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"tall and narrow", 80, 50, Auto, numberOf("transfer"), false, `
 1  header
 1
 1  tabs
 1 ╭raster────────────────────────────────────────────────────────────────────────╮
 8 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1 ╭readout───────────────────────────────────────────────────────────────────────╮
 8 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1 ╭dimension─────────────────────────────────────────────────────────────────────╮
 8 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1 ╭TRANSFER──────────────────────────────────────────────────────────────────────╮
13 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"wide and low", 130, 24, Auto, numberOf("eigenvalues"), false, `
 1  header
 1  tabs
 1 ╭EIGENVALUES────────────────────────────────────────────────────╮╭motifs─────────────────────────────────────────────────────────╮
18 │                                                               ││                                                               │
 1 ╰───────────────────────────────────────────────────────────────╯╰───────────────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"the wireframe", 120, 36, Auto, numberOf("raster"), false, `
 1  header
 1 ╭RASTER──────────────────────────────────────────────────────────╮╭eigenvalues─────────────────────────────────────────╮
10 │                                                                ││                                                    │
 1 ╰────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────────╯
 1 ╭readout─────────────────────────────────────────────────────────╮╭motifs──────────────────────────────────────────────╮
 9 │                                                                ││                                                    │
 1 ╰────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────────╯
 1 ╭dimension───────────────────────────────────────────────────────╮╭transfer────────────────────────────────────────────╮
 8 │                                                                ││                                                    │
 1 ╰────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"the parameters take the right column", 120, 36, Auto, numberOf("parameters"), false, `
 1  header
 1 ╭raster──────────────────────────────────────────────────────────╮╭PARAMETERS──────────────────────────────────────────╮
10 │                                                                ││                                                    │
 1 ╰────────────────────────────────────────────────────────────────╯│                                                    │
 1 ╭readout─────────────────────────────────────────────────────────╮│                                                    │
 9 │                                                                ││                                                    │
 1 ╰────────────────────────────────────────────────────────────────╯│                                                    │
 1 ╭dimension───────────────────────────────────────────────────────╮│                                                    │
 8 │                                                                ││                                                    │
 1 ╰────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"everything", 200, 60, Auto, numberOf("parameters"), false, `
 1  header
 1 ╭raster─────────────────────────────────────────────────────────────────────────╮╭eigenvalues──────────────────────────────────────────────────────╮╭PARAMETERS────────────────────────────────────────╮
19 │                                                                               ││                                                                 ││                                                  │
 1 ╰───────────────────────────────────────────────────────────────────────────────╯╰─────────────────────────────────────────────────────────────────╯│                                                  │
 1 ╭readout────────────────────────────────────────────────────────────────────────╮╭motifs───────────────────────────────────────────────────────────╮│                                                  │
17 │                                                                               ││                                                                 ││                                                  │
 1 ╰───────────────────────────────────────────────────────────────────────────────╯╰─────────────────────────────────────────────────────────────────╯╰──────────────────────────────────────────────────╯
 1 ╭dimension──────────────────────────────────────────────────────────────────────╮╭transfer─────────────────────────────────────────────────────────╮╭about─────────────────────────────────────────────╮
15 │                                                                               ││                                                                 ││                                                  │
 1 ╰───────────────────────────────────────────────────────────────────────────────╯╰─────────────────────────────────────────────────────────────────╯╰──────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"two panes", 120, 36, Columns, numberOf("dimension"), false, `
 1  header
 1  tabs
 1 ╭DIMENSION─────────────────────────────────────────────────╮╭transfer──────────────────────────────────────────────────╮
30 │                                                          ││                                                          │
 1 ╰──────────────────────────────────────────────────────────╯╰──────────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"one pane", 80, 24, Single, numberOf("motifs"), false, `
 1  header
 1
 1  tabs
 1 ╭MOTIFS────────────────────────────────────────────────────────────────────────╮
17 │                                                                              │
 1 ╰──────────────────────────────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"zoom", 120, 36, Auto, numberOf("raster"), true, `
 1  header
 1 ╭RASTER────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
31 │                                                                                                                      │
 1 ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
 1  note
 1  keys
`},
	{"too small", 40, 10, Auto, numberOf("raster"), false, `
 1  too small
 9
`},
}
