package tui

import (
	"fmt"
	"math"
	"testing"

	"spiketop/internal/racetest"
	"spiketop/live"
	"spiketop/tui/chart"
)

// From a frame to the cells of the whole screen nothing is allocated, whatever
// is focused, zoomed and viewed; the text of the screen is one string.
func TestFrameAllocatesNothing(t *testing.T) {
	racetest.SkipAlone(t, "the test draws, and counts")
	for _, s := range [][2]int{{80, 24}, {120, 36}, {240, 67}} {
		m, _ := testModel(s[0], s[1], runningFrame())
		check := func(what string) {
			t.Helper()
			paint := func() {
				m.dirty = drawAll
				m.paint()
			}
			paint() // what changed is built here
			if n := testing.AllocsPerRun(5, paint); n > 0 {
				t.Errorf("%dx%d, %s: %v allocations to the cells", s[0], s[1], what, n)
			}
			if n := testing.AllocsPerRun(2, func() { m.dirty = drawAll; m.draw() }); n > 1 {
				t.Errorf("%dx%d, %s: %v allocations with the text", s[0], s[1], what, n)
			}
		}
		for k, p := range m.panes {
			m.setFocus(k)
			for _, zoom := range []bool{false, true} {
				m.zoom = zoom
				for view := range 3 {
					check(fmt.Sprintf("%s, zoom %v, view %d", p.Name, zoom, view))
					for _, key := range []string{"m", "o", "b"} {
						if b := bound(p.keys, key); b != nil {
							b.Do(m, key)
						}
					}
				}
			}
		}
		m.zoom = false
		if n := testing.AllocsPerRun(5, func() { m.settleFolds(false) }); n > 0 {
			t.Errorf("%v allocations to ask who has something to say", n)
		}
		for _, name := range []string{"eigenvalues", "readout"} {
			m.picked.add(numberOf(name))
			check("picked, to " + name)
		}
		m.picked = picks{}
		m.silent[numberOf("motifs")], m.folds[numberOf("motifs")].why = true, "no training here"
		check("folded")
		m.silent = [most]bool{}
		m.buf.ASCII = true
		check("ASCII")
		m.buf.ASCII = false
		m.frame = changed(runningFrame(), 3)
		m.frame.Params.Net.G = 20 // where G can do nothing
		check("a parameter at its end")
		m.frame = twoFrame()
		check("two networks")
		m.frame = stillFrame()
		m.frame.Running = false
		check("paused")
		m.frame = runningFrame()
		m.frame.Speed = math.Inf(1)
		check("as fast as it goes")
	}
}

// Each pane alone, at the size of its place in the grid.
func TestPanesAllocateNothing(t *testing.T) {
	f, b := stillFrame(), new(chart.Buffer)
	b.Resize(120, 40)
	for _, p := range newPanes() {
		draw := func() {
			chart.Frame(b, chart.Rect{W: 60, H: 12}, p.heading(f, p.Name, true))
			p.draw(b, chart.Rect{X: 1, Y: 1, W: 58, H: 10}, f)
		}
		draw()
		if n := testing.AllocsPerRun(5, draw); n > 0 {
			t.Errorf("%s: %v allocations", p.Name, n)
		}
	}
}

// changed makes a frame that is k steps later: other numbers, spikes and traces.
func changed(f *live.Frame, k int) *live.Frame {
	x := float64(k)
	f.Step += int64(333 * k)
	f.TimeMS += 33.3 * x
	f.Pass.TimeMS += 33.3 * x
	f.Achieved = 1.9 + 0.003*x
	for k := range f.Rates {
		f.Rates[k] += 0.1 * x
	}
	for i := range f.Window.Spikes {
		f.Window.Spikes[i].MS = float32(math.Mod(float64(f.Window.Spikes[i].MS)+1000-33.3*x, 1000))
	}
	for i := range f.Window.Rates[last] {
		f.Window.Rates[last][i] *= 1 + 0.3*math.Sin(x+float64(i)/9)
	}
	for i := range f.Trace.U {
		f.Trace.U[i] += 0.2 * math.Sin(x+float64(i)/11)
	}
	return f
}

// BenchmarkLive is a run whose frame is another one each time.
func BenchmarkLive(b *testing.B) {
	b.Run("120x40", func(b *testing.B) {
		m, _ := testModel(120, 40, runningFrame())
		var frames [30]*live.Frame
		for k := range frames {
			frames[k] = changed(runningFrame(), k)
		}
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			f := frames[i%len(frames)]
			f.TimeMS += 1000 // texts never seen before
			f.Rates[last] = math.Mod(f.Rates[last]+7.3, 400)
			m.frame, m.dirty = f, drawAll
			m.draw()
		}
	})
}
