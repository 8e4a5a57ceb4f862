package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"spiketop/internal/term"
	"spiketop/run"
)

// progress is one line on a terminal, written over and over. It never fills the
// terminal's width: a line that wraps cannot be written over.
type progress struct {
	w       io.Writer
	on      bool
	quiet   bool       // nothing at all is said
	columns func() int // of the terminal now

	mu    sync.Mutex
	width int  // of what stands there
	ended bool // cleared for good
}

// progress is the line on standard error; none where that is no terminal.
func (env Env) progress(quiet bool) *progress {
	return &progress{w: env.Err, on: !quiet && env.Terminal(env.Err), quiet: quiet, columns: func() int { return columnsOf(env.Err) }}
}

// run shows how far a run is.
func (p *progress) run(at run.Progress) {
	left := "…"
	if at.Fraction > 0 {
		left = at.Left.Round(time.Second).String()
	}
	p.bar(at.Fraction, fmt.Sprintf("%3.0f %%  %.1f s simulated  %.3g × real time  %s left", 100*at.Fraction, at.Simulated, at.Speed, left))
}

// bar shows a fraction and text, and the fraction as a bar where there is room.
func (p *progress) bar(fraction float64, text string) {
	if !p.on {
		return
	}
	const least = 4
	if cells := min(24, p.columns()-1-utf8.RuneCountInString(text)-len("[] ")); cells >= least {
		full := int(fraction * float64(cells))
		text = fmt.Sprintf("[%s%s] %s", strings.Repeat("#", full), strings.Repeat(".", cells-full), text)
	}
	p.put(text)
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
	room := p.columns() - 1
	text = term.Clean(text, room)
	width := utf8.RuneCountInString(text)
	fmt.Fprintf(p.w, "\r%s%s", text, strings.Repeat(" ", max(0, min(p.width, room)-width)))
	p.width = width
}

// clear removes the line; nothing is shown after it.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on && p.width > 0 {
		fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", max(0, min(p.width, p.columns()-1))))
	}
	p.ended = true
}
