package tui

import (
	"fmt"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/tui/chart"
)

// viewOf is the view of an embedded preset.
func viewOf(t *testing.T, name string) *presets.View {
	t.Helper()
	f, err := presets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return &f.View
}

// sketch draws an arrangement as boxes; equal rows are drawn once, with their number.
func sketch(panes []slot, a arrangement) string {
	w, h := max(a.w, 0), max(a.h, 0)
	cells := make([][]rune, h)
	for y := range cells {
		cells[y] = []rune(strings.Repeat("?", w)) // left over where nothing was placed
	}
	for _, p := range arrange(panes, a) {
		for y := p.Y; y < p.Y+p.H; y++ {
			for x := p.X; x < p.X+p.W; x++ {
				c := edgeOf(p, x, y)
				if y < 0 || y >= h || x < 0 || x >= w {
					return fmt.Sprintf("! part %d reaches %d, %d", p.Part, x, y)
				}
				if cells[y][x] != '?' {
					c = '!' // two parts in one place
				}
				cells[y][x] = c
			}
		}
		name := map[int]string{partHeader: "header", partTabs: "tabs", partCaption: "caption", partNote: "note", partKeys: "keys", partSmall: "too small"}[p.Part]
		if p.Part >= 0 {
			name = panes[p.Part].Name
			if p.Part == a.focus {
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

// edgeOf is how a part looks at a cell.
func edgeOf(p placed, x, y int) rune {
	top, bottom, left, right := y == p.Y, y == p.Y+p.H-1, x == p.X, x == p.X+p.W-1
	switch {
	case p.Part < 0:
		return ' '
	case p.Folded:
		return '─'
	case top && left:
		return '╭'
	case top && right:
		return '╮'
	case bottom && left:
		return '╰'
	case bottom && right:
		return '╯'
	case top || bottom:
		return '─'
	case left || right:
		return '│'
	}
	return ' '
}

func TestArrange(t *testing.T) {
	for _, c := range arrangements {
		t.Run(c.name, func(t *testing.T) {
			panes := newPanes()
			a := arrangement{w: c.w, h: c.h, layout: c.layout, focus: numberOf(c.focus), zoom: c.zoom, caption: c.caption}
			a.weights = weigh(panes, viewOf(t, c.preset))
			for _, name := range append(strings.Fields(c.silent), "structure") {
				a.silent[numberOf(name)] = true
			}
			for _, name := range strings.Fields(c.picked) {
				a.picked.add(numberOf(name))
			}
			want := strings.Trim(c.want, "\n")
			if got := sketch(panes, a); got != want {
				t.Errorf("%d×%d:\n%s\nwant\n%s", c.w, c.h, got, want)
			}
		})
	}
}

// At the sizes of a grid the first of the large panes has half the screen, whatever
// the preset.
func TestLargestHasHalf(t *testing.T) {
	panes := newPanes()
	for _, name := range presets.Names() {
		view := viewOf(t, name)
		for _, s := range [][2]int{{100, 30}, {120, 36}, {170, 36}, {200, 60}} {
			a := arrangement{w: s[0], h: s[1], weights: weigh(panes, view)}
			a.focus, a.caption = int(a.weights.order[0]), 4*btoi(a.all())
			rows := s[1] - 3 - a.caption
			for _, p := range arrange(panes, a) {
				if p.Part == numberOf(view.Large[0]) && (p.W != s[0]/2 || p.H != rows) {
					t.Errorf("%s at %v: %s has %d×%d of %d×%d", name, s, view.Large[0], p.W, p.H, s[0], rows)
				}
			}
		}
	}
}

func btoi(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// What 120×36 shows, 100×30, 170×36 and 200×60 show too; there the largest has all
// panes that have something to say.
func TestLargerShowsNoLess(t *testing.T) {
	panes := newPanes()
	shown := func(a arrangement, w, h int) (out [most]bool) {
		a.w, a.h = w, h
		for _, p := range arrange(panes, a) {
			if p.Part >= 0 && !p.Folded {
				out[p.Part] = true
			}
		}
		return out
	}
	for _, name := range presets.Names() {
		for focus := range panes {
			for _, silent := range []string{"", "dimension", "readout"} {
				a := arrangement{focus: focus, weights: weigh(panes, viewOf(t, name))}
				if silent != "" {
					a.silent[numberOf(silent)] = true
				}
				at120, at200 := shown(a, 120, 36), shown(a, 200, 60)
				for _, s := range [][2]int{{100, 30}, {170, 36}} {
					if got := shown(a, s[0], s[1]); a.weights.of[focus] != Folded && !a.silent[focus] && got != at120 {
						t.Errorf("%s, focus %s, silent %q: %v at %v, %v at 120×36", name, panes[focus].Name, silent, got, s, at120)
					}
				}
				for i := range panes {
					if isGuest(panes, &a.weights, i) {
						continue // guest_test.go
					}
					if at200[i] != (!a.silent[i] || i == focus) {
						t.Errorf("%s, focus %s, silent %q: %s at 200×60: %t", name, panes[focus].Name, silent, panes[i].Name, at200[i])
					}
				}
			}
		}
	}
}

// Whatever the size, nothing overlaps, nothing is left empty, the focused pane is on
// the screen and not folded, and every pane has room for a few words.
func TestArrangeEverywhere(t *testing.T) {
	panes := newPanes()
	for w := -1; w < 300; w += 13 {
		for h := -1; h < 100; h += 5 {
			for _, name := range []string{"oscillation", "dimension"} {
				weights := weigh(panes, viewOf(t, name))
				for focus := range panes {
					for k := range 2 * int(nLayouts) * 4 {
						a := arrangement{w: w, h: h, layout: Layout(k % int(nLayouts)), focus: focus, weights: weights, zoom: k/3%2 == 1}
						a.guest = guest{pane: (focus + k) % len(panes), host: k % len(panes), on: k%3 == 0}
						for n := range k / 6 {
							a.picked.add((focus + n*n) % len(panes))
							a.silent[(focus+n*k)%len(panes)] = true
						}
						if a.captioned() {
							a.caption = min(h/captionShare, 4)
						}
						checkArrangement(t, panes, a)
					}
				}
			}
		}
	}
}

func checkArrangement(t *testing.T, panes []slot, a arrangement) {
	t.Helper()
	placed := arrange(panes, a)
	seen, cells := 0, 0
	for i, p := range placed {
		cells += p.W * p.H
		for _, q := range placed[:i] {
			if p.X < q.X+q.W && q.X < p.X+p.W && p.Y < q.Y+q.H && q.Y < p.Y+p.H {
				t.Fatalf("%+v: %+v lies on %+v", a, p, q)
			}
		}
		if p.Part == a.focus && !p.Folded || p.Part == partSmall {
			seen++
		}
		if p.Part >= 0 && !p.Folded && (p.W < 30 || p.H < 5) {
			t.Errorf("%+v: pane %d has %d×%d cells", a, p.Part, p.W, p.H)
		}
	}
	if cells != max(a.w, 0)*max(a.h, 0) {
		t.Fatalf("%+v: %d cells are placed:\n%s", a, cells, sketch(panes, a))
	}
	if seen != 1 {
		t.Fatalf("%+v: the focus is placed %d times", a, seen)
	}
}

// Any size, and as many panes as there can be, of any weight, some of them guests.
func FuzzArrange(f *testing.F) {
	f.Add(120, 36, uint32(0))
	f.Add(1, 300, ^uint32(0))
	f.Add(246, 217, uint32(381)) // nothing but the list has anything to say
	f.Fuzz(func(t *testing.T, w, h int, bits uint32) {
		if w < 1 || w > 300 || h < 1 || h > 300 {
			t.Skip()
		}
		panes := newPanes()
		for n := len(panes); n < most; n++ {
			panes = append(panes, slot{PaneKind: PaneKind{Name: "more"}})
		}
		for i := range panes {
			panes[i].Weight = Weight(bits >> (2 * i) & 3)
		}
		a := arrangement{w: w, h: h, focus: int(bits>>20) % most, layout: Layout(bits>>24) % nLayouts, zoom: bits>>26&7 == 7, weights: weigh(panes, &presets.View{}),
			guest: guest{pane: int(bits>>8) % most, host: int(bits>>12) % most, on: bits>>3&1 == 1}}
		for i := range panes {
			a.silent[i] = bits>>(i+1)&1 == 1
		}
		if a.captioned() {
			a.caption = h / captionShare
		}
		checkArrangement(t, panes, a)
	})
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

// The caption says whole sentences.
func TestCaptionEndsWithASentence(t *testing.T) {
	f := stillFrame()
	f.About = "One two. Three? Four (f–I, 0.5 s) of docs/FINDINGS.md."
	var b chart.Buffer
	for w, want := range map[int]string{80: "One two. Three? Four (f–I, 0.5 s) of docs/FINDINGS.md.", 20: "One two. Three?", 9: "One two."} {
		var c captionText
		lines := c.lines(&b, f, w, 2+len(wrap(&b, f.Title, w))-1)
		if got := lines[len(lines)-1]; got != want {
			t.Errorf("%d wide: %q, want %q", w, got, want)
		}
	}
}
