package picture

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"spiketop/tui/chart"
)

// A Cast is a recording of cells as they change, an asciicast v2
// (https://docs.asciinema.org/manual/asciicast/v2/): a header, then an event a line.
// Each line goes to the file in one write, so that a program that is killed leaves
// whole lines. Nothing in it asks a terminal anything.
type Cast struct {
	w     io.Writer
	title string
	env   map[string]string
	now   func() time.Time

	start   time.Time // of the first event; zero: there is none
	last    time.Time
	theme   chart.Theme
	palette *chart.Palette
	old     chart.Buffer // as it was written last
	row     chart.Buffer // scratch
	err     error
}

// castEvery is the time between two events at least: recordings stay small, and the
// eye sees no more.
const castEvery = time.Second / 15

// NewCast begins a recording on w. env is what the header says of the environment:
// TERM and SHELL by custom.
func NewCast(w io.Writer, title string, env map[string]string) *Cast {
	return &Cast{w: w, title: title, env: env, now: time.Now}
}

// Look records what has changed since the last look, but not more often than
// every fifteenth of a second. It returns the error that has ended the recording, once.
func (c *Cast) Look(b *chart.Buffer, t chart.Theme) error { return c.look(b, t, false) }

// Last records what has changed since the last look, and ends the recording.
func (c *Cast) Last(b *chart.Buffer, t chart.Theme) error { return c.look(b, t, true) }

// Begun reports whether anything was recorded.
func (c *Cast) Begun() bool { return !c.start.IsZero() }

// Err is the error that has ended the recording; nil: it goes on.
func (c *Cast) Err() error { return c.err }

func (c *Cast) look(b *chart.Buffer, t chart.Theme, last bool) error {
	now := c.now()
	if c.err != nil || b.W == 0 || b.H == 0 || c.Begun() && !last && now.Sub(c.last) < castEvery {
		return nil
	}
	if !c.Begun() {
		c.start = now
		header, _ := json.Marshal(struct { // texts and numbers
			Version   int               `json:"version"`
			Width     int               `json:"width"`
			Height    int               `json:"height"`
			Timestamp int64             `json:"timestamp"`
			Title     string            `json:"title,omitempty"`
			Env       map[string]string `json:"env"`
		}{2, b.W, b.H, now.Unix(), c.title, c.env})
		c.line(header)
	} else if b.W != c.old.W || b.H != c.old.H {
		c.event(now, "r", fmt.Sprintf("%dx%d", b.W, b.H))
	}
	if text := c.changes(b, t); text != "" {
		c.event(now, "o", text)
		c.last = now
	}
	if last { // a terminal that has played it has its cursor again
		c.event(now, "o", fmt.Sprintf("\x1b[0m\x1b[%d;1H\x1b[?25h", b.H))
	}
	return c.err
}

// changes is what a terminal has to be told so that the old cells become those of b.
func (c *Cast) changes(b *chart.Buffer, t chart.Theme) string {
	var text []byte
	whole := c.palette == nil || t != c.theme || b.W != c.old.W || b.H != c.old.H || b.ASCII != c.old.ASCII
	if whole {
		c.theme, c.palette = t, chart.NewPalette(chart.TrueColor, t)
		c.old.Resize(b.W, b.H)
		c.old.ASCII, c.row.ASCII = b.ASCII, b.ASCII
		text = append(text, "\x1b[0m\x1b[?25l\x1b[2J"...)
	}
	for y := range b.H {
		now, old := b.Cells[y*b.W:(y+1)*b.W], c.old.Cells[y*b.W:(y+1)*b.W]
		from, to := 0, b.W
		for from < to && now[from] == old[from] {
			from++
		}
		for to > from && now[to-1] == old[to-1] {
			to--
		}
		if from == to {
			continue
		}
		c.row.Resize(to-from, 1)
		copy(c.row.Cells, now[from:to])
		copy(old, now)
		text = append(text, "\x1b["...)
		text = strconv.AppendInt(text, int64(y+1), 10)
		text = append(text, ';')
		text = strconv.AppendInt(text, int64(from+1), 10)
		text = append(append(text, 'H'), c.row.String(c.palette)...)
	}
	return string(text)
}

// event writes an event: the seconds since the start, its kind, its text.
func (c *Cast) event(now time.Time, kind, text string) {
	quoted, _ := json.Marshal(text)
	c.line(slices.Concat(strconv.AppendFloat([]byte("["), max(0, now.Sub(c.start).Seconds()), 'f', 6, 64), []byte(`, "`+kind+`", `), quoted, []byte("]")))
}

// line writes a line, in one piece.
func (c *Cast) line(text []byte) {
	if c.err == nil {
		_, c.err = c.w.Write(append(text, '\n'))
	}
}
