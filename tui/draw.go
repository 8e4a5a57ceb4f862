package tui

import (
	"fmt"
	"strconv"
	"strings"

	"spiketop/tui/chart"
)

// draw brings the text of the screen up to date, all of it or only the bars.
func (m *Model) draw() {
	todo := m.dirty
	m.dirty, m.cursor = drawNothing, nil
	b := &m.buf
	if todo == drawAll {
		b.Resize(m.w, m.h)
		m.placed = arrange(m.w, m.h, m.layout, m.focus, m.zoom)
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
	m.text = b.String(m.palette)
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
	pane, headline := m.panes[p.Part], ""
	if m.frame != nil {
		headline = pane.Headline(m.frame)
	}
	title, focused := strconv.Itoa(p.Part+1)+" "+pane.Name(), p.Part == m.focus
	if focused && m.plain {
		title = "▶ " + title // no colour tells the focus
	}
	chart.Box(&m.buf, p.Rect, title, headline, focused)
	inside := p.Rect.Inset(1)
	if m.frame == nil || inside.Empty() {
		return
	}
	defer m.buf.Unclip(m.buf.Clip(inside))
	pane.Draw(&m.buf, inside, m.frame)
}

// drawAbout tells what the preset is about.
func (m *Model) drawAbout(b *chart.Buffer, r chart.Rect) {
	if m.frame == nil {
		return
	}
	chart.Box(b, r, m.frame.Preset, "", false)
	inside := chart.Rect{X: r.X + 2, Y: r.Y + 1, W: r.W - 4, H: r.H - 2}
	defer b.Unclip(b.Clip(inside))
	for i, line := range wrapAll(m.frame.Title+"\n\n"+m.frame.About, inside.W) {
		b.Text(inside.X, inside.Y+i, inside.X+inside.W, line, chart.Plain)
	}
}

// drawSmall says what size is needed.
func drawSmall(b *chart.Buffer, r chart.Rect) {
	text := fmt.Sprintf("spiketop needs %d×%d cells; this screen has %d×%d. The run goes on; q quits.", minW, minH, r.W, r.H)
	for i, line := range wrap(text, r.W) {
		b.Text(r.X, r.Y+i, r.X+r.W, line, chart.Plain)
	}
}

// tabSpan is where the name of a pane stands in the tab strip.
type tabSpan struct {
	pane, x, w int
	text       string
}

// tabs names every pane with its number; where that is too wide, only those on the screen.
func (m *Model) tabs(r chart.Rect) []tabSpan {
	shown := map[int]bool{}
	for _, p := range m.placed {
		shown[p.Part] = true
	}
	for _, try := range []struct {
		all bool
		gap int
	}{{true, 2}, {true, 1}, {false, 2}} {
		var out []tabSpan
		x := r.X + 1
		for i, pane := range m.panes {
			text := strconv.Itoa(i + 1)
			if try.all || shown[i] {
				name, _, _ := strings.Cut(pane.Name(), " ")
				text += " " + name
			}
			w := m.buf.Width(text)
			out = append(out, tabSpan{i, x, w, text})
			x += w + try.gap
		}
		if x-try.gap <= r.X+r.W || !try.all {
			return out
		}
	}
	return nil
}

func (m *Model) drawTabs(b *chart.Buffer, r chart.Rect) {
	shown := map[int]bool{}
	for _, p := range m.placed {
		shown[p.Part] = true
	}
	for _, t := range m.tabs(r) {
		role := chart.Dim
		switch {
		case t.pane == m.focus:
			role = chart.Focus
		case shown[t.pane]:
			role = chart.Plain
		}
		b.Text(t.x, r.Y, r.X+r.W, t.text, role)
	}
}

// wrap breaks text into lines of at most w columns, at blanks where it can.
func wrap(text string, w int) []string {
	var out []string
	if w <= 0 {
		return nil
	}
	line := ""
	for _, word := range strings.Fields(text) {
		for len([]rune(word)) > w {
			if line != "" {
				out, line = append(out, line), ""
			}
			r := []rune(word)
			out, word = append(out, string(r[:w])), string(r[w:])
		}
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= w:
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
