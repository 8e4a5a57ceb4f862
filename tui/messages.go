package tui

import (
	"math"

	"spiketop/internal/term"
	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// note is the line of the moment: what a key did, why it did nothing, or what
// the run says.
type note struct {
	text  string
	role  chart.Role
	until int // tick
}

// maxMessage is how much of a message of the run is shown, in characters: it may
// quote a file.
const maxMessage = 1000

// How long notes stay, in ticks.
const (
	noteStays = 4 * rate
	badStays  = 8 * rate
)

func (m *Model) say(text string) {
	m.note, m.dirty = note{text, chart.Plain, m.ticks + noteStays}, drawAll
}

func (m *Model) complain(text string) {
	m.note, m.dirty = note{text, chart.Warn, m.ticks + badStays}, drawAll
}

// refuse says why a key does nothing.
func (m *Model) refuse(key, why string) { m.complain(key + ": " + why) }

func (m *Model) clearNote() {
	if m.note.text != "" {
		m.note, m.dirty = note{}, max(m.dirty, drawBars)
	}
}

// announce shows a message of the run. That a key did what the screen said
// already ("net.g = 1.1") is not said twice.
func (m *Model) announce(msg run.Message) {
	if m.expects != "" && m.note.text != "" && msg.Echo == m.expects {
		m.expects = ""
		return
	}
	if m.pending() && !msg.Bad {
		return
	}
	if text := term.Clean(msg.Text, maxMessage); msg.Bad {
		m.note = note{text, chart.Bad, m.ticks + badStays}
	} else {
		m.note = note{text, chart.Plain, m.ticks + noteStays}
	}
}

// drawNote fills the line above the keys: the note,
// else the progress at full speed, else the hint.
func (m *Model) drawNote(b *chart.Buffer, r chart.Rect) {
	x, limit := r.X+1, r.X+r.W-1
	switch {
	case m.note.text != "":
		b.Cut(x, r.Y, limit, m.note.text, m.note.role)
	case m.frame == nil:
	case m.pending():
		b.Cut(x, r.Y, limit, "your prediction first: enter", chart.Plain)
	case m.fastForward():
		drawProgress(b, chart.Rect{X: x, Y: r.Y, W: limit - x, H: 1}, m.frame)
	case m.lesson != nil: // what to look at the lesson says
		b.Cut(x, r.Y, limit, "L lists lessons and steps, home begins the step again, :lesson off leaves", chart.Plain)
	default:
		f := *m.frame
		f.Running = m.running()
		b.Cut(x, r.Y, limit, hint(&f), chart.Plain)
	}
}

// drawProgress is the line of fast-forward: how far the protocol is.
func drawProgress(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	done, text := progress(f)
	if math.IsNaN(done) {
		b.Cut(r.X, r.Y, r.X+r.W, text, chart.Plain)
		return
	}
	w := min(40, r.W-b.Width(text)-2)
	if w >= 8 {
		full := int(done*float64(w) + 0.5)
		for k := range w {
			line, role := '━', chart.Train
			if k >= full {
				line, role = '─', chart.Border
			}
			b.Set(r.X+k, r.Y, line, role)
		}
		r = r.Cols(w+2, r.W)
	}
	b.Cut(r.X, r.Y, r.X+r.W, text, chart.Plain)
}

// progress is the part of the protocol that is done, NaN where there is no end, in words too.
func progress(f *live.Frame) (float64, string) {
	if f.Replay && f.Step < f.End {
		text := "the recording, to its end"
		if left := float64(f.End-f.Step) * f.Params.Net.Dt / 1000; f.Achieved > 0 {
			text = chart.Join(text, ", ", duration(left/f.Achieved), " left")
		}
		return float64(f.Step) / float64(f.End), text
	}
	p, l, t := f.Pass, f.Params.Learn, f.Params.Target
	switch stageOf(f) {
	case noTarget:
		d := f.Dimension
		if d == nil || f.Params.Record.Windows <= 0 {
			return math.NaN(), "as fast as it goes"
		}
		n := d.Measured.Windows
		return min(float64(n)/float64(f.Params.Record.Windows), 1), chart.Join(whole(n), " of ", whole(f.Params.Record.Windows), " windows")
	case inTraining, inTests:
		all, number := l.Passes+l.Tests, max(0, p.Number-1)
		if p.Kind == run.TestPass {
			number += l.Passes
		}
		length := t.Cue + t.Duration
		if all <= 0 || length <= 0 {
			break
		}
		done := (float64(number) + min(p.TimeMS/length, 1)) / float64(all)
		left := (1 - done) * float64(all) * length / 1000
		text := chart.Join(p.Kind.String(), " ", whole(max(1, p.Number)))
		if p.Number <= p.Of {
			text = chart.Join(text, " of ", whole(p.Of))
		}
		if f.Achieved > 0 && left > 0 {
			text = chart.Join(text, ", ", duration(left/f.Achieved), " left")
		}
		return min(max(done, 0), 1), text
	}
	return math.NaN(), "as fast as it goes; < slows down"
}

// duration spells seconds of wall time.
func duration(s float64) string {
	switch {
	case s < 60:
		return decimal(math.Ceil(s), 0, " s")
	case s < 5400:
		return decimal(s/60, 0, " min")
	}
	return decimal(s/3600, 1, " h")
}
