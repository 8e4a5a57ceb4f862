package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"spiketop/run"
)

// progress is one line on a terminal, written over and over.
type progress struct {
	w  io.Writer
	on bool

	mu    sync.Mutex
	width int  // of what stands there
	ended bool // cleared for good
}

// run shows how far a run is.
func (p *progress) run(at run.Progress) {
	const cells = 24
	full := int(at.Fraction * cells)
	left := "…"
	if at.Fraction > 0 {
		left = at.Left.Round(time.Second).String()
	}
	p.put(fmt.Sprintf("[%s%s] %3.0f %%  %.1f s simulated  %.3g × real time  %s left",
		strings.Repeat("#", full), strings.Repeat(".", cells-full), 100*at.Fraction, at.Simulated, at.Speed, left))
}

// note shows a few words in the line's place.
func (p *progress) note(text string) { p.put(text + " …") }

func (p *progress) put(text string) {
	if !p.on {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	width := utf8.RuneCountInString(text)
	fmt.Fprintf(p.w, "\r%s%s", text, strings.Repeat(" ", max(0, p.width-width)))
	p.width = width
}

// clear removes the line; nothing is shown after it.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on && p.width > 0 {
		fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.width))
	}
	p.ended = true
}
