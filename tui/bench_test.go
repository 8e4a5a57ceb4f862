package tui

import (
	"fmt"
	"io"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

var benchSizes = []struct{ w, h int }{{120, 40}, {240, 67}, {1000, 300}}

// BenchmarkFrame is our own share: from a frame to cells and to one string.
func BenchmarkFrame(b *testing.B) {
	for _, s := range benchSizes {
		b.Run(fmt.Sprintf("%dx%d", s.w, s.h), func(b *testing.B) {
			m, _ := testModel(s.w, s.h, runningFrame())
			b.ReportAllocs()
			for b.Loop() {
				m.dirty = drawAll
				m.draw()
			}
			b.ReportMetric(float64(len(m.text)), "bytes/frame")
		})
	}
}

// BenchmarkTerminal is the share of the renderer below Bubble Tea: from the
// string to what is written to the terminal, everything changed every time.
func BenchmarkTerminal(b *testing.B) {
	for _, s := range benchSizes {
		b.Run(fmt.Sprintf("%dx%d", s.w, s.h), func(b *testing.B) {
			var texts [2]string
			m, _ := testModel(s.w, s.h, runningFrame())
			texts[0] = m.text
			press(m, "4", "m", "1", "o")
			texts[1] = m.text
			r := uv.NewTerminalRenderer(io.Discard, []string{"TERM=xterm-256color"})
			r.SetColorProfile(colorprofile.TrueColor)
			r.SetFullscreen(true)
			cells := uv.NewScreenBuffer(s.w, s.h)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				cells.Clear()
				uv.NewStyledString(texts[i%2]).Draw(cells, cells.Bounds())
				r.Render(cells.RenderBuffer)
				if err := r.Flush(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkIdle is a tick in which nothing has changed.
func BenchmarkIdle(b *testing.B) {
	m, _ := testModel(120, 40, runningFrame())
	var v tea.View
	b.ReportAllocs()
	for b.Loop() {
		m.Update(tickMsg{})
		v = m.View()
	}
	_ = v
}
