package tui

import (
	"spiketop/experiment"
	"spiketop/tui/chart"
)

// A Pane shows one aspect of a frame. It draws purely from the frame; its own
// state is only how it looks.
type Pane interface {
	// Name is the title, and what :focus and --help call it.
	Name() string
	// Headline is the number beside the title, with its doubt; "" for none.
	Headline(f *experiment.Frame) string
	// Draw fills the inside of the pane (the border and title are drawn by the
	// layout). It must cope with any size: what does not fit is said in words.
	Draw(b *chart.Buffer, r chart.Rect, f *experiment.Frame)
	// Actions are the keys that work while the pane has the focus.
	Actions() []Action
	// Wheel is the parameter that the mouse wheel nudges over this pane; "" for none.
	Wheel() string
}

// An Action is a key that carries its own help, and the reason when it can do nothing now.
type Action struct {
	Keys []string // as Bubble Tea names them: "m", "shift+tab", "space"
	Show string   // how the key line and the help spell them; "" joins Keys with "/"
	Help string   // a few words: "next view"
	// Do changes how the pane looks, or returns requests for the run. nil f: no frame yet.
	Do func(f *experiment.Frame) []experiment.Request
	// Why returns the reason why the key can do nothing now, or "".
	Why func(f *experiment.Frame) string
}
