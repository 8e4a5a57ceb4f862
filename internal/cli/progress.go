package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"spiketop/internal/term"
	"spiketop/measure"
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
	noted bool // words stand there, and no countdown goes over them

	analyses countdown
	over     chan struct{} // closed at the end; nil: there is no countdown
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

// analysis shows which analysis begins, and counts down the time that is left.
func (p *progress) analysis(at measure.Progress) {
	if !p.on {
		return
	}
	p.mu.Lock()
	p.analyses.begin(at, time.Now())
	p.noted = false
	first := p.over == nil
	if first {
		p.over = make(chan struct{})
	}
	p.mu.Unlock()
	p.count()
	if first {
		go func() {
			tick := time.NewTicker(time.Second)
			defer tick.Stop()
			for {
				select {
				case <-tick.C:
					p.count()
				case <-p.over:
					return
				}
			}
		}()
	}
}

// count writes the countdown, unless words were put in its place.
func (p *progress) count() {
	p.mu.Lock()
	text, noted := p.analyses.text(time.Now()), p.noted
	p.mu.Unlock()
	if !noted {
		p.put(text)
	}
}

// countdown estimates the time left of the analyses: by their costs, times the pace
// of those that have begun before.
type countdown struct {
	at    measure.Progress // the one that began last
	t0    time.Time        // when it began
	first time.Time        // when the first one began
	all   float64          // seconds that all take, by their costs
	pace  float64          // seconds for each of those
}

func (c *countdown) begin(at measure.Progress, now time.Time) {
	if c.first.IsZero() {
		c.first, c.all, c.pace = now, at.Left, 1
	}
	if done := c.all - at.Left; done > 0.5 { // else what they took tells of other things
		c.pace = now.Sub(c.first).Seconds() / done
	}
	c.at, c.t0 = at, now
}

func (c *countdown) text(now time.Time) string {
	text := fmt.Sprintf("analysing: %s, about %s", c.at.Name, measure.Span(c.pace*c.at.Seconds))
	if c.at.Bytes >= 1e8 {
		text += fmt.Sprintf(" and %.0f MB", c.at.Bytes/1e6)
	}
	return text + fmt.Sprintf("  %s left", measure.Span(c.pace*c.at.Left-now.Sub(c.t0).Seconds()))
}

// note shows a few words in the line's place.
func (p *progress) note(text string) {
	p.mu.Lock()
	p.noted = true
	p.mu.Unlock()
	p.put(text + " …")
}

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
	if p.over != nil && !p.ended {
		close(p.over)
	}
	p.ended = true
}
