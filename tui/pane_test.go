package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"spiketop/internal/racetest"
	"spiketop/live"
	"spiketop/tui/chart"
)

// pressed presses the key on the pane, as often as it is named.
func pressed(t *testing.T, p *slot, f *live.Frame, keys ...string) []live.Request {
	t.Helper()
	src := &recorder{}
	m := &Model{opts: Options{Source: src}, frame: f}
	for _, key := range keys {
		b := bound(p.keys, key)
		if b == nil {
			t.Fatalf("%s has no key %q", p.Name, key)
		}
		b.Do(m, key)
	}
	return src.sent
}

// paneOf makes the pane of that name.
func paneOf(name string) *slot {
	panes := newPanes()
	return &panes[paneNamed(panes, name)]
}

// numberOf is the place of that pane in the order of tab.
func numberOf(name string) int { return paneNamed(newPanes(), name) }

// framed draws a pane with its frame, w×h cells in all.
func framed(p *slot, f *live.Frame, w, h int, ascii bool) *chart.Buffer {
	b := &chart.Buffer{ASCII: ascii}
	b.Resize(w, h)
	r := chart.Rect{W: w, H: h}
	chart.Frame(b, r, p.heading(f, p.Name, true))
	p.draw(b, r.Inset(1), f)
	return b
}

// answered gives a pane the view of W that it asks for.
func answered(p *slot, f *live.Frame) {
	if p, ok := p.pane.(*matrixPane); ok {
		f.Matrix = stillView(stillW(), f, p.view(f))
	}
}

// paneCases are the panes in all their views.
var paneCases = []struct {
	pane string
	keys []string
}{
	{"raster", nil}, {"raster", []string{"o"}}, {"raster", []string{"o", "o"}},
	{"readout", nil},
	{"eigenvalues", nil}, {"eigenvalues", []string{"b"}},
	{"motifs", nil}, {"motifs", []string{"m"}}, {"motifs", []string{"m", "m"}},
	{"dimension", nil}, {"dimension", []string{"m"}}, {"dimension", []string{"m", "m"}},
	{"transfer", nil},
	{"parameters", nil}, {"parameters", []string{"down", "down", "pgdown"}},
	{"spiking", nil}, {"spiking", []string{"m"}},
	{"map", nil}, {"map", []string{"left", "left", "up"}},
	{"structure", []string{"down"}},
	{"matrix", nil}, {"matrix", []string{"down", "right", "right"}},
	{"neuron", nil}, {"neuron", []string{"m"}}, {"neuron", []string{"m", "m"}},
	{"history", nil}, {"history", []string{"up", "up"}},
}

func TestPanes(t *testing.T) {
	racetest.SkipAlone(t, "panes are drawn by the test")
	for _, size := range [][2]int{{40, 8}, {60, 11}, {120, 34}} {
		for _, c := range paneCases {
			name := fmt.Sprintf("%s%s %dx%d", c.pane, strings.Join(append([]string{""}, c.keys...), "-"), size[0], size[1])
			t.Run(name, func(t *testing.T) {
				p, f := paneOf(c.pane), stillFrame()
				framed(p, f, size[0], size[1], false) // a pane learns its size as it is drawn
				pressed(t, p, f, c.keys...)
				answered(p, f)
				golden.RequireEqual(t, framed(p, f, size[0], size[1], false).Dump())
			})
		}
	}
}

// ASCII is ASCII, and a picture of it.
func TestPanesASCII(t *testing.T) {
	racetest.SkipAlone(t, "panes are drawn by the test")
	for _, c := range paneCases {
		p, f := paneOf(c.pane), stillFrame()
		pressed(t, p, f, c.keys...)
		for _, size := range [][2]int{{30, 6}, {60, 11}, {120, 34}} {
			for i, char := range []byte(framed(p, f, size[0], size[1], true).String(chart.NewPalette(chart.NoColor, chart.Theme{}))) {
				if char > 127 {
					t.Fatalf("%s %v: byte %d is %#x", p.Name, size, i, char)
				}
			}
		}
		framed(p, f, 60, 11, true)
		answered(p, f)
		if len(c.keys) == 0 {
			t.Run(p.Name, func(t *testing.T) { golden.RequireEqual(t, framed(p, f, 60, 11, true).Dump()) })
		}
	}
}

// A pane without its result says what it waits for.
func TestPanesAwait(t *testing.T) {
	f := stillFrame()
	f.Dimension, f.Transfer, f.Spectrum, f.Motifs, f.Spiking, f.Trace.U = nil, nil, nil, nil, nil, nil
	for pane, want := range map[string]string{
		"readout": "no trace yet", "eigenvalues": "after the first analysis", "motifs": "after the first analysis",
		"spiking": "after the first analysis", "dimension": "first counting windows", "transfer": "after the first analysis",
	} {
		for _, w := range []int{200, 58, 30, 14} {
			p := paneOf(pane)
			text := strings.Join(strings.Fields(framed(p, f, w, 9, false).Dump()), " ")
			text = strings.NewReplacer("│", "", "  ", " ").Replace(text)
			if w >= 30 && !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
				t.Errorf("%s, %d wide: %q does not say %q", p.Name, w, text, want)
			}
			if len(text) < 10 {
				t.Errorf("%s, %d wide: says nothing", p.Name, w)
			}
			if p.Name != "readout" && p.headline(f) != "" {
				t.Errorf("%s has a headline without a result: %q", p.Name, p.headline(f))
			}
		}
	}
}

// Every pane says something at every size from 10×3 on.
func TestPanesSaySomething(t *testing.T) {
	racetest.SkipAlone(t, "panes are drawn by the test")
	for _, c := range paneCases {
		p, f := paneOf(c.pane), stillFrame()
		pressed(t, p, f, c.keys...)
		for _, w := range []int{10, 14, 20, 30, 40, 58, 90, 200} {
			for _, h := range []int{3, 4, 5, 7, 10, 16, 34, 60} {
				b := new(chart.Buffer)
				b.Resize(w, h)
				p.draw(b, chart.Rect{W: w, H: h}, f)
				if len(strings.Join(strings.Fields(b.Dump()), "")) < 5 {
					t.Fatalf("%s %v at %d×%d:\n%s", p.Name, c.keys, w, h, b.Dump())
				}
			}
		}
	}
}
