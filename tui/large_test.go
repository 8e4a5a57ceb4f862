package tui

import (
	"testing"

	"spiketop/live"
)

// countingSource counts how often it is asked.
type countingSource struct {
	live.Source
	frames int
}

func (c *countingSource) Frame() *live.Frame { c.frames++; return c.Source.Frame() }

// A larger screen takes fewer frames a second, so that it costs no more; the first
// one comes at once.
func TestLargeScreensTakeFewerFrames(t *testing.T) {
	for _, c := range []struct{ w, h, want int }{{120, 40, rate}, {240, 67, rate}, {400, 100, rate / 2}, {1000, 300, rate / 15}} {
		m, _ := testModel(c.w, c.h, runningFrame())
		source := &countingSource{Source: m.opts.Source}
		m.opts.Source = source
		m.ticks = 0
		for range rate {
			m.Update(tickMsg{})
		}
		if source.frames != c.want {
			t.Errorf("%d×%d: %d frames a second, want %d", c.w, c.h, source.frames, c.want)
		}
		m.frame, source.frames = nil, 0
		m.Update(tickMsg{})
		if source.frames != 1 {
			t.Errorf("%d×%d: the first frame is not taken at once", c.w, c.h)
		}
	}
}
