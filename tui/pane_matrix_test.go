package tui

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"spiketop/internal/racetest"
	"spiketop/live"
	"spiketop/tui/chart"
)

// drawnMatrix is the pane with the view that it asks for, drawn inside w×h cells.
func drawnMatrix(p *slot, f *live.Frame, b *chart.Buffer, w, h int) {
	for range 2 {
		b.Resize(w, h)
		p.draw(b, chart.Rect{W: w, H: h}, f)
		answered(p, f)
	}
	b.Resize(w, h)
	p.draw(b, chart.Rect{W: w, H: h}, f)
}

// byHand is the mean of W over a block, entry by entry.
func byHand(m *live.Matrix, a, b int) float64 {
	w, sum, n := stillW(), 0.0, 0.0
	for i := m.View.Rows.Edge(a); i < m.View.Rows.Edge(a+1); i++ {
		for j := m.View.Cols.Edge(b); j < m.View.Cols.Edge(b+1); j++ {
			sum += w.At(m.Neuron(i), m.Neuron(j))
			n++
		}
	}
	return sum / n
}

// Every place of the map has the colours of the block means there, in every order and
// at every zoom; the words have the numbers of the block that is read, and its mirror.
func TestMatrixShowsBlockMeans(t *testing.T) {
	racetest.SkipAlone(t, "the pane is drawn by the test")
	for _, keys := range []string{"", "o", "oo", "drrr", "rd[", "rrdd[[", "rrrrddr[[[[[", "oorrr[[d"} {
		for _, size := range [][2]int{{78, 22}, {58, 9}, {38, 10}, {118, 32}, {198, 55}} {
			p, f, b := paneOf("matrix"), stillFrame(), new(chart.Buffer)
			pane := p.pane.(*matrixPane)
			drawnMatrix(p, f, b, size[0], size[1])
			for _, key := range keys {
				pressed(t, p, f, map[rune]string{'d': "down", 'r': "right", '[': "[", 'o': "o"}[key])
				answered(p, f)
			}
			drawnMatrix(p, f, b, size[0], size[1])
			m, what := f.Matrix, fmt.Sprintf("%q at %v", keys, size)
			k := m.View.Rows.K
			row, col := pane.block(m)
			if row < 0 || col < 0 {
				t.Fatalf("%s: nothing is read", what)
			}
			level := func(y, x int) int {
				a, c := y/pane.each, x/pane.each
				if a == row && c == col {
					return -1 // the mark, or the number
				}
				return chart.Diverge(byHand(m, a, c), m.Scale)
			}
			want := new(chart.Buffer)
			want.Resize(1, 1)
			size := k * pane.each
			for y := 0; 2*y+1 < size; y++ {
				for x := range size {
					up, low := level(2*y, x), level(2*y+1, x)
					if up < 0 || low < 0 {
						continue
					}
					want.Pair(0, 0, up, low)
					if got := b.At(pane.area.X+x, pane.area.Y+y); got != want.At(0, 0) {
						t.Fatalf("%s: place %d, %d is %v, want %v", what, y, x, got, want.At(0, 0))
					}
				}
			}
			text := strings.Join(strings.Fields(b.Dump()), " ")
			v, mirror := byHand(m, row, col), 0.0
			w, n := stillW(), 0.0
			for i := m.View.Rows.Edge(row); i < m.View.Rows.Edge(row+1); i++ {
				for j := m.View.Cols.Edge(col); j < m.View.Cols.Edge(col+1); j++ {
					mirror += w.At(m.Neuron(j), m.Neuron(i))
					n++
				}
			}
			for _, x := range []float64{v, mirror / n} {
				if !strings.Contains(text, weight(x)) {
					t.Errorf("%s: no %s in %q", what, weight(x), text)
				}
			}
			if m.View.Rows.N == k {
				if w := stillW().At(m.Neuron(pane.at[0]), m.Neuron(pane.at[1])); w != v {
					t.Errorf("%s: the entry is %v, W %v", what, v, w)
				}
			}
		}
	}
}

// With few colours, or none, a place is dashes where the mean is negative and crosses
// where it is positive.
func TestMatrixByGlyphs(t *testing.T) {
	for _, few := range []bool{false, true} {
		p, f := paneOf("matrix"), stillFrame()
		b := &chart.Buffer{ASCII: !few, Few: few}
		drawnMatrix(p, f, b, 78, 20)
		pane, m := p.pane.(*matrixPane), f.Matrix
		for a := range m.View.Rows.K {
			for c := range m.View.Cols.K {
				x, y := pane.area.X+2*c*pane.each, pane.area.Y+a*pane.each
				text := string([]rune{b.At(x, y).Rune, b.At(x+1, y).Rune})
				level := chart.Diverge(byHand(m, a, c), m.Scale)
				switch {
				case a == 0 && c == 0:
					if text != "[]" {
						t.Errorf("the mark is %q", text)
					}
				case strings.ContainsAny(text, "-=") != (level < 6), strings.ContainsAny(text, "+#") != (level > 6):
					t.Fatalf("block %d, %d of level %d is %q", a, c, level, text)
				}
			}
		}
	}
}

// The arrows go on by a block and stay within W; nearer and wider keep what is read in
// view; a click reads what is under it.
func TestMatrixCursor(t *testing.T) {
	p, f, b := paneOf("matrix"), stillFrame(), new(chart.Buffer)
	pane := p.pane.(*matrixPane)
	drawnMatrix(p, f, b, 78, 20)
	k := f.Matrix.View.Rows.K
	for step := range k + 3 {
		if row, col := pane.block(f.Matrix); row != min(step, k-1) || col != min(step, k-1) {
			t.Fatalf("after %d steps it reads %d, %d", step, row, col)
		}
		pressed(t, p, f, "down", "right")
		answered(p, f)
	}
	for range 6 {
		if p.keys[2].Why(&Model{frame: f}, "[") == "" {
			pressed(t, p, f, "[")
		}
		answered(p, f)
		if row, col := pane.block(f.Matrix); row < 0 || col < 0 {
			t.Fatalf("%d of it: what is read is not in view", f.Matrix.View.Rows.N)
		}
	}
	if f.Matrix.View.Rows.N != f.Matrix.View.Rows.K {
		t.Errorf("at the end there are %d positions in %d blocks", f.Matrix.View.Rows.N, f.Matrix.View.Rows.K)
	}
	for pane.zoom > 0 {
		pressed(t, p, f, "]")
	}
	drawnMatrix(p, f, b, 78, 20)
	pane.Click(chart.Rect{W: 78, H: 20}, pane.area.X+5*pane.each, pane.area.Y+3, f)
	if row, col := pane.block(f.Matrix); col != 5 || row != 6/pane.each {
		t.Errorf("a click reads %d, %d", row, col)
	}
	f.Params.Net.N, f.Ranks = 50, nil // another network
	if v := pane.view(f); v.Rows.Lo < 0 || v.Rows.Lo+v.Rows.N > 50 || pane.at[0] >= 50 {
		t.Errorf("of a smaller network it asks %+v", v)
	}
}

// What the pane looks at is asked for once, and no more when it is not on the screen.
func TestMatrixIsAskedFor(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	if !src.look.Matrix.None() || src.look.Glass {
		t.Errorf("nobody looks, and %+v is asked for", src.look)
	}
	press(m, "0", "z")
	if v := src.look.Matrix; v.None() || v.Rows.N != 200 {
		t.Errorf("it asks for %+v", v)
	}
	press(m, "z", "1")
	if !src.look.Matrix.None() {
		t.Error("W is still asked for")
	}
	press(m, "x")
	if !src.look.Glass {
		t.Error("the neuron is not asked for")
	}
	press(m, "1")
	if src.look.Glass {
		t.Error("the neuron is still asked for")
	}
}

func TestWeightText(t *testing.T) {
	for v, want := range map[float64]string{0: "0.0000", .12345: "+0.1235", -1.5: "−1.5000", 2.5e-4: "+2.5e-04", math.NaN(): chart.NA} {
		if got := weight(v); got != want {
			t.Errorf("%v is %q, want %q", v, got, want)
		}
	}
}
