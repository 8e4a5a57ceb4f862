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
	if m.opts.Class != nil {
		m.showClass()
	}
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
		if todo != drawAll && (p.Part >= 0 || p.Part == partCaption || p.Part == partLesson) {
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
	now := arrangement{w: m.w, h: m.h, layout: m.layoutShown(), focus: m.focus, zoom: m.zoom, picked: m.picked, guest: m.guest, weights: m.weights, silent: m.silent}
	now.two = m.frame != nil && m.frame.B != nil
	now.lesson = m.lessonRoom(&now)
	if m.frame != nil && now.captioned() {
		now.caption = len(m.caption.lines(&m.buf, m.frame, m.w-2, m.h/captionShare))
	}
	if now != m.arranged {
		m.arranged, m.placed = now, arrange(m.panes, now)
		m.shown = make([]bool, len(m.panes))
		for _, p := range m.placed {
			if p.Part >= 0 && !p.Folded {
				m.shown[p.Part] = true
			}
		}
	}
}

func (m *Model) drawPart(p placed) {
	b := &m.buf
	switch p.Part {
	case partSmall:
		drawSmall(b, p.Rect)
	case partHeader:
		drawHeader(b, p.Rect, m.state())
	case partSecond:
		m.drawSecond(b, p.Rect)
	case partTabs:
		m.drawTabs(b, p.Rect)
	case partNote:
		m.drawNote(b, p.Rect)
	case partKeys:
		m.drawKeys(b, p.Rect)
	case partCaption:
		m.drawCaption(b, p.Rect)
	case partLesson:
		m.drawLesson(b, p.Rect)
	default:
		m.drawPane(p)
	}
}

// drawPane draws a pane in its frame. Before the first frame there is only the title.
func (m *Model) drawPane(p placed) {
	s := &m.panes[p.Part]
	title, focused := s.title(), p.Part == m.focus
	if focused && m.plain {
		title = chart.Join("▶ ", title) // no colour tells the focus
	}
	if m.covers(s.word()) {
		chart.Frame(&m.buf, p.Rect, chart.Heading{Name: title, Focused: focused})
		if !p.Folded {
			sayInstead(&m.buf, p.Rect.Inset(1), covered)
		}
		return
	}
	if m.fades(p.Part) {
		defer m.buf.Fade(p.Rect)
	}
	f := m.seen()
	head := s.heading(f, title, focused)
	if p.Folded && m.silent[p.Part] {
		head = chart.Heading{Name: title, Headline: m.folds[p.Part].why}
	}
	chart.Frame(&m.buf, p.Rect, head)
	if f != nil && !p.Folded {
		s.draw(&m.buf, p.Rect.Inset(1), f)
	}
}

// seen is the frame that the panes show.
func (m *Model) seen() *live.Frame {
	if m.held != nil {
		return m.held
	}
	return m.frame
}

// captionShare is the part of the screen that the caption may have: 1 in so many rows.
const captionShare = 8

// drawCaption tells what the preset is about.
func (m *Model) drawCaption(b *chart.Buffer, r chart.Rect) {
	role := chart.Bold // the title
	for i, line := range m.caption.wrapped {
		b.Text(r.X+1, r.Y+i, r.X+r.W-1, line, role)
		role = chart.Plain
	}
}

// captionText is the text on a preset in lines, kept until text or room change.
type captionText struct {
	title, about string
	w, rows      int
	ascii        bool
	wrapped      []string
}

// lines are the title, and as many whole sentences as go into the other rows.
func (t *captionText) lines(b *chart.Buffer, f *live.Frame, w, rows int) []string {
	if t.title == f.Title && t.about == f.About && t.w == w && t.rows == rows && t.ascii == b.ASCII {
		return t.wrapped
	}
	*t = captionText{f.Title, f.About, w, rows, b.ASCII, nil}
	if f.Title != "" {
		t.wrapped = wrap(b, f.Title, w)
	}
	var said []string
	text := ""
	for _, sentence := range sentences(f.About) {
		text += sentence
		lines := wrap(b, text, w)
		if len(t.wrapped)+len(lines) > rows {
			break
		}
		said = lines
	}
	t.wrapped = append(t.wrapped, said...)
	return t.wrapped
}

// sentences cuts a text behind the end of each sentence.
func sentences(text string) (out []string) {
	text = strings.Join(strings.Fields(text), " ") + " "
	for from, at := 0, 0; at+1 < len(text); at++ {
		if strings.IndexByte(".?!", text[at]) >= 0 && text[at+1] == ' ' {
			out = append(out, text[from:at+2])
			from = at + 2
		}
	}
	return out
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

// tabs names every pane with its digit; where that is too wide, only those that are
// not on the screen, whose titles cannot be read, guests last and by their first letters if need be;
// where that is too wide, only the others. A pane without a digit has its name or no
// place; one that a person asks for stands there with all names, or in focus.
func (m *Model) tabs(r chart.Rect) []tabSpan {
	for k, try := range []struct {
		shown, hidden, guests bool
		gap, letters          int
	}{{true, true, true, 2, 20}, {true, true, true, 1, 20}, {false, true, true, 2, 20}, {false, true, false, 2, 20}, {false, true, true, 1, 4},
		{false, true, false, 1, 4}, {true, false, true, 2, 20}, {false, false, true, 1, 20}, {true, false, false, 1, 20}} {
		x := r.X + 1
		m.spans = m.spans[:0]
		for i := range m.panes {
			text, guest := m.panes[i].digit(), m.panes[i].Digit == 0
			switch {
			case m.panes[i].Asked && k > 0 && i != m.focus:
				continue
			case guest && try.guests:
				text = m.panes[i].word()
			case guest:
				continue
			case m.shown[i] && try.shown || !m.shown[i] && try.hidden:
				word := m.panes[i].word()
				text = chart.Join(text, " ", word[:m.buf.Fit(word, try.letters)])
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
		role := chart.Plain
		switch {
		case t.pane == m.focus:
			role = chart.Focus
		case m.shown[t.pane]:
			role = chart.Bold
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
