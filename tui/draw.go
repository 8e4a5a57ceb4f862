package tui

import (
	"strconv"
	"strings"

	"spiketop/live"
	"spiketop/tui/chart"
)

// draw brings the text of the screen up to date, all of it or only the bars. In
// steady state the text is all that it allocates.
func (m *Model) draw() {
	m.paint()
	m.text = m.buf.String(m.palette)
}

// paint fills the cells. It allocates nothing that does not follow from a change:
// texts of numbers are interned (chart.Intern), slices kept or on the stack.
func (m *Model) paint() {
	todo := m.dirty
	m.dirty, m.cursor = drawNothing, nil
	b := &m.buf
	if todo == drawAll {
		b.Resize(m.w, m.h)
		m.arrange()
		m.drawnAt = m.ticks
	}
	for _, p := range m.placed {
		if todo != drawAll && (p.Part >= 0 || p.Part == partAbout) {
			continue
		}
		old := b.Clip(p.Rect)
		if p.Part < 0 {
			b.Fill(p.Rect, chart.Cell{})
		}
		m.drawPart(p)
		b.Unclip(old)
	}
	if m.open != nil && !m.tooSmall() {
		m.open.draw(m, b)
	}
}

// arrange places the parts of the screen anew where that follows from a change.
func (m *Model) arrange() {
	now := arrangement{m.w, m.h, m.layout, m.focus, m.zoom}
	if now != m.arranged {
		m.arranged, m.placed = now, arrange(m.panes, m.w, m.h, m.layout, m.focus, m.zoom)
		m.shown = make([]bool, len(m.panes))
		for _, p := range m.placed {
			if p.Part >= 0 {
				m.shown[p.Part] = true
			}
		}
	}
}

// arrangement is what the places on the screen follow from.
type arrangement struct {
	w, h   int
	layout Layout
	focus  int
	zoom   bool
}

func (m *Model) drawPart(p placed) {
	b := &m.buf
	switch p.Part {
	case partSmall:
		drawSmall(b, p.Rect)
	case partHeader:
		drawHeader(b, p.Rect, m.state())
	case partTabs:
		m.drawTabs(b, p.Rect)
	case partNote:
		m.drawNote(b, p.Rect)
	case partKeys:
		m.drawKeys(b, p.Rect)
	case partAbout:
		m.drawAbout(b, p.Rect)
	default:
		m.drawPane(p)
	}
}

// drawPane draws a pane in its frame. Before the first frame there is only the title.
func (m *Model) drawPane(p placed) {
	s := &m.panes[p.Part]
	title, focused := chart.Join(whole(s.Number), " ", s.Name), p.Part == m.focus
	if focused && m.plain {
		title = chart.Join("▶ ", title) // no colour tells the focus
	}
	chart.Box(&m.buf, p.Rect, title, s.headline(m.frame), focused)
	if m.frame != nil {
		s.draw(&m.buf, p.Rect.Inset(1), m.frame)
	}
}

// drawAbout tells what the preset is about.
func (m *Model) drawAbout(b *chart.Buffer, r chart.Rect) {
	if m.frame == nil {
		return
	}
	chart.Box(b, r, m.frame.Preset, "", false)
	inside := chart.Rect{X: r.X + 2, Y: r.Y + 1, W: r.W - 4, H: r.H - 2}
	defer b.Unclip(b.Clip(inside))
	for i, line := range m.about.lines(b, m.frame, inside.W) {
		b.Text(inside.X, inside.Y+i, inside.X+inside.W, line, chart.Plain)
	}
}

// aboutText is the text on a preset in lines, kept until text or room change.
type aboutText struct {
	title, about string
	w            int
	ascii        bool
	wrapped      []string
}

func (t *aboutText) lines(b *chart.Buffer, f *live.Frame, w int) []string {
	if t.title != f.Title || t.about != f.About || t.w != w || t.ascii != b.ASCII {
		*t = aboutText{f.Title, f.About, w, b.ASCII, wrapAll(b, f.Title+"\n\n"+f.About, w)}
	}
	return t.wrapped
}

// drawSmall says what size is needed.
func drawSmall(b *chart.Buffer, r chart.Rect) {
	var a [128]byte
	text := strconv.AppendInt(append(a[:0], "spiketop needs "...), minW, 10)
	text = strconv.AppendInt(append(text, "×"...), minH, 10)
	text = strconv.AppendInt(append(text, " cells; this screen has "...), int64(r.W), 10)
	text = strconv.AppendInt(append(text, "×"...), int64(r.H), 10)
	b.Wrap(r, chart.Intern(append(text, ". The run goes on; q quits."...)), chart.Plain)
}

// tabSpan is where the name of a pane stands in the tab strip.
type tabSpan struct {
	pane, x, w int
	text       string
}

// tabs names every pane with its number; where that is too wide, only those on
// the screen.
func (m *Model) tabs(r chart.Rect) []tabSpan {
	for _, try := range []struct {
		all bool
		gap int
	}{{true, 2}, {true, 1}, {false, 2}} {
		x := r.X + 1
		m.spans = m.spans[:0]
		for i := range m.panes {
			text := whole(m.panes[i].Number)
			if try.all || m.shown[i] {
				text = chart.Join(text, " ", m.panes[i].word())
			}
			w := m.buf.Width(text)
			m.spans = append(m.spans, tabSpan{i, x, w, text})
			x += w + try.gap
		}
		if x-try.gap <= r.X+r.W {
			break
		}
	}
	return m.spans
}

func (m *Model) drawTabs(b *chart.Buffer, r chart.Rect) {
	for _, t := range m.tabs(r) {
		role := chart.Dim
		switch {
		case t.pane == m.focus:
			role = chart.Focus
		case m.shown[t.pane]:
			role = chart.Plain
		}
		b.Text(t.x, r.Y, r.X+r.W, t.text, role)
	}
}

// wrap breaks text into lines of at most w columns of b, at blanks where it can.
func wrap(b *chart.Buffer, text string, w int) []string {
	var out []string
	if w <= 0 {
		return nil
	}
	line := ""
	for _, word := range strings.Fields(text) {
		for b.Width(word) > w {
			if line != "" {
				out, line = append(out, line), ""
			}
			n := b.Fit(word, w)
			out, word = append(out, word[:n]), word[n:]
		}
		switch {
		case line == "":
			line = word
		case b.Width(line)+1+b.Width(word) <= w:
			line += " " + word
		default:
			out, line = append(out, line), word
		}
	}
	if line != "" {
		out = append(out, line)
	}
	return out
}
