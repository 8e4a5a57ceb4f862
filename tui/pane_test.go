package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"spiketop/experiment"
	"spiketop/tui/chart"
)

// pressed presses the key on the pane, as often as it is named.
func pressed(t *testing.T, p Pane, f *experiment.Frame, keys ...string) []experiment.Request {
	t.Helper()
	var out []experiment.Request
keys:
	for _, key := range keys {
		for _, a := range p.Actions() {
			for _, k := range a.Keys {
				if k == key {
					out = append(out, a.Do(f)...)
					continue keys
				}
			}
		}
		t.Fatalf("%s has no key %q", p.Name(), key)
	}
	return out
}

// framed draws a pane with its frame, w×h cells in all.
func framed(p Pane, f *experiment.Frame, w, h int, ascii bool) *chart.Buffer {
	b := &chart.Buffer{ASCII: ascii}
	b.Resize(w, h)
	r := chart.Rect{W: w, H: h}
	chart.Box(b, r, p.Name(), p.Headline(f), true)
	p.Draw(b, r.Inset(1), f)
	return b
}

// paneCases are the panes in all their views.
var paneCases = []struct {
	pane int
	keys []string
}{
	{paneRaster, nil}, {paneRaster, []string{"o"}}, {paneRaster, []string{"o", "o"}},
	{paneReadout, nil},
	{paneEigenvalues, nil}, {paneEigenvalues, []string{"m"}}, {paneEigenvalues, []string{"m", "m"}},
	{paneMotifs, nil}, {paneMotifs, []string{"m"}}, {paneMotifs, []string{"m", "m"}},
	{paneDimension, nil}, {paneDimension, []string{"m"}}, {paneDimension, []string{"m", "m"}},
	{paneTransfer, nil},
	{paneParameters, nil}, {paneParameters, []string{"down", "down", "pgdown"}},
}

func TestPanes(t *testing.T) {
	for _, size := range [][2]int{{40, 8}, {60, 11}, {120, 34}} {
		for _, c := range paneCases {
			name := fmt.Sprintf("%s%s %dx%d", Panes()[c.pane].Name(), strings.Join(append([]string{""}, c.keys...), "-"), size[0], size[1])
			t.Run(name, func(t *testing.T) {
				p, f := Panes()[c.pane], stillFrame()
				framed(p, f, size[0], size[1], false) // a pane learns its size as it is drawn
				pressed(t, p, f, c.keys...)
				golden.RequireEqual(t, framed(p, f, size[0], size[1], false).Dump())
			})
		}
	}
}

// ASCII is ASCII, and a picture of it.
func TestPanesASCII(t *testing.T) {
	for _, c := range paneCases {
		p, f := Panes()[c.pane], stillFrame()
		pressed(t, p, f, c.keys...)
		for _, size := range [][2]int{{30, 6}, {60, 11}, {120, 34}} {
			for i, char := range []byte(framed(p, f, size[0], size[1], true).String(chart.NewPalette(chart.NoColor))) {
				if char > 127 {
					t.Fatalf("%s %v: byte %d is %#x", p.Name(), size, i, char)
				}
			}
		}
		if len(c.keys) == 0 {
			t.Run(p.Name(), func(t *testing.T) { golden.RequireEqual(t, framed(p, f, 60, 11, true).Dump()) })
		}
	}
}

// A pane without its result says what it waits for.
func TestPanesAwait(t *testing.T) {
	f := stillFrame()
	f.Dimension, f.Transfer, f.Spectrum, f.Motifs, f.Trace.U = nil, nil, nil, nil, nil
	for pane, want := range map[int]string{
		paneReadout: "no trace yet", paneEigenvalues: "after the first analysis", paneMotifs: "after the first analysis",
		paneDimension: "first counting windows", paneTransfer: "after the first analysis",
	} {
		for _, w := range []int{200, 58, 30, 14} {
			p := Panes()[pane]
			text := strings.Join(strings.Fields(framed(p, f, w, 9, false).Dump()), " ")
			text = strings.NewReplacer("│", "", "  ", " ").Replace(text)
			if w >= 30 && !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
				t.Errorf("%s, %d wide: %q does not say %q", p.Name(), w, text, want)
			}
			if len(text) < 10 {
				t.Errorf("%s, %d wide: says nothing", p.Name(), w)
			}
			if p.Name() != "readout" && p.Headline(f) != "" {
				t.Errorf("%s has a headline without a result: %q", p.Name(), p.Headline(f))
			}
		}
	}
}

// Every pane says something at every size from 10×3 on.
func TestPanesSaySomething(t *testing.T) {
	for _, c := range paneCases {
		p, f := Panes()[c.pane], stillFrame()
		pressed(t, p, f, c.keys...)
		for _, w := range []int{10, 14, 20, 30, 40, 58, 90, 200} {
			for _, h := range []int{3, 4, 5, 7, 10, 16, 34, 60} {
				b := new(chart.Buffer)
				b.Resize(w, h)
				p.Draw(b, chart.Rect{W: w, H: h}, f)
				if len(strings.Join(strings.Fields(b.Dump()), "")) < 5 {
					t.Fatalf("%s %v at %d×%d:\n%s", p.Name(), c.keys, w, h, b.Dump())
				}
			}
		}
	}
}
