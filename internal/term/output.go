package term

import "bytes"

// An Output is the terminal for writing, watched by its Guard: the Guard knows
// whether the alternate screen is on, and nothing is written after the terminal
// was given back. Give it to Bubble Tea as tea.WithOutput(o).
type Output struct{ g *Guard }

// Output returns the terminal for writing.
func (g *Guard) Output() *Output { return &Output{g} }

var alternate = []byte("\x1b[?1049") // h: on, l: off

// Write writes p, or drops p once the terminal was given back.
func (o *Output) Write(p []byte) (int, error) {
	g := o.g
	g.writing.Lock()
	defer g.writing.Unlock()
	if g.ended.Load() {
		return len(p), nil
	}
	g.touched = true
	on, left := false, false
	for rest := p; ; {
		_, after, found := bytes.Cut(rest, alternate)
		if !found {
			break
		}
		rest = after
		switch {
		case bytes.HasPrefix(rest, []byte("h")):
			on, left = true, false
		case bytes.HasPrefix(rest, []byte("l")):
			on, left = false, true
		}
	}
	if on {
		g.screen = true // before: the write may be cut
	}
	n, err := g.out.Write(p)
	if left && err == nil { // Bubble Tea leaves the screen and all modes in one write
		g.screen, g.touched = false, false
	}
	return n, err
}

// Read reads from the file that Output writes to.
func (o *Output) Read(p []byte) (int, error) { return o.g.out.Read(p) }

// Fd is the file descriptor of the terminal.
func (o *Output) Fd() uintptr { return o.g.out.Fd() }

// Close leaves the terminal open.
func (o *Output) Close() error { return nil }
