package tui

import (
	"spiketop/live"
	"spiketop/run"
)

// The window of time that raster, readout and neuron show.

// askWindow asks for a shorter ("[") or a longer window.
var askWindow = asking(func(f *live.Frame, key string) live.Request {
	return live.Watch{Neuron: f.Watch, WindowMS: nextWindow(f.Window.LengthMS, key)}
})

// windowEnds is why there is no shorter or longer window, or "".
func windowEnds(m *Model, key string) string {
	switch {
	case m.frame == nil:
		return needFrame(m, key)
	case nextWindow(m.frame.Window.LengthMS, key) != m.frame.Window.LengthMS:
		return ""
	case key == "[":
		return "this is the shortest window"
	}
	return "this is the longest window: no more is kept for the screen"
}

// windows are the lengths of the window that can be chosen, in ms: up to what is kept.
var windows = [...]float64{100, 200, 500, 1000, 2000, 5000, run.MaxWindowMS}

// nextWindow is the window one shorter ("[") or longer, or the present one at the end.
func nextWindow(now float64, key string) float64 {
	if key == "[" {
		for k := len(windows) - 1; k >= 0; k-- {
			if windows[k] < now*0.999 {
				return windows[k]
			}
		}
		return now
	}
	for _, w := range windows {
		if w > now*1.001 {
			return w
		}
	}
	return now
}
