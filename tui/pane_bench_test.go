package tui

import (
	"testing"

	"spiketop/run"
	"spiketop/tui/chart"
)

// grid120 is where six panes stand on a screen of 120×40.
func grid120() []chart.Rect {
	var out []chart.Rect
	for k := range 6 {
		out = append(out, chart.Rect{X: k % 2 * 60, Y: 1 + k/2*12, W: 60, H: 12})
	}
	return out
}

func BenchmarkPanes(b *testing.B) {
	f := stillFrame()
	b.Run("120x40", func(b *testing.B) {
		panes, buf, grid := newPanes()[:6], new(chart.Buffer), grid120()
		b.ReportAllocs()
		for b.Loop() {
			buf.Resize(120, 40)
			for k, r := range grid {
				chart.Box(buf, r, panes[k].Name, panes[k].headline(f), k == 0)
				panes[k].draw(buf, r.Inset(1), f)
			}
		}
	})
	for _, p := range newPanes() {
		b.Run(p.Name, func(b *testing.B) {
			buf := new(chart.Buffer)
			buf.Resize(120, 40)
			b.ReportAllocs()
			for b.Loop() {
				p.draw(buf, chart.Rect{W: 58, H: 10}, f)
			}
		})
	}
	b.Run("raster zoomed N2000", func(b *testing.B) {
		f := stillFrame()
		f.Params.Net.N = 2000
		f.Populations = f.Params.Net.Populations()
		f.Ranks = make([]int, 2000)
		var many []run.Spike
		for k := range 2000 {
			f.Ranks[k] = (k * 7) % 2000
		}
		for k := range 40_000 {
			many = append(many, run.Spike{MS: float32(k) / 40, Neuron: int32(k * 7919 % 2000)})
		}
		f.Window.Spikes = many
		p, buf := paneOf("raster"), new(chart.Buffer)
		buf.Resize(120, 40)
		p.pane.(*rasterPane).order, p.pane.(*rasterPane).chosen = byTypePlace, true
		b.ReportAllocs()
		for b.Loop() {
			p.draw(buf, chart.Rect{W: 118, H: 36}, f)
		}
	})
}
