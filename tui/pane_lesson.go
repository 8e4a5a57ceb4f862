package tui

import (
	"strings"

	"spiketop/lesson"
	"spiketop/tui/chart"
)

// lessonBox is the place of the lesson's text: a strip of so many rows with its upper
// edge, or a column of so many columns; none where both are 0.
type lessonBox struct {
	rows, columns int
	top           bool // the strip stands above the panes
}

// A strip has at most so many rows, one in so many of the screen's; a column is as
// wide as reads well.
const (
	stripAtMost  = 12
	stripShare   = 3
	columnOfText = 52
)

// lessonRoom is the place that the lesson takes on a screen of this size.
func (m *Model) lessonRoom(a *arrangement) lessonBox {
	l := m.lesson
	switch {
	case l == nil || a.tooSmall():
		return lessonBox{}
	case a.w >= allW && a.h >= allH:
		return lessonBox{columns: columnOfText}
	}
	// Room for all that the step will say, so that no box jumps.
	s, lines := l.step(), 0
	if n := (needed{l.at, a.w, m.buf.ASCII, l.need.lines}); l.need == n && n.lines > 0 {
		return lessonBox{rows: min(n.lines+2, stripAtMost, a.h/stripShare), top: l.Top}
	}
	for _, text := range []string{s.Text + "\n\n" + s.Predict, s.Text + "\n\n" + strings.Join(s.Hints, "\n\n"), s.Explain + "\n\n" + strings.Join(s.Choices, " ")} {
		lines = max(lines, len(layLines(&m.buf, text, lessonWidth(a.w), false)))
	}
	l.need = needed{l.at, a.w, m.buf.ASCII, lines}
	return lessonBox{rows: min(lines+2, stripAtMost, a.h/stripShare), top: l.Top}
}

// needed is how many lines a step needs at a width.
type needed struct {
	at, w int
	ascii bool
	lines int
}

// lessonWidth is how many columns the lines of a strip have.
func lessonWidth(w int) int { return min(w-2, 100) }

// cut takes the lesson's place from an area.
func (l lessonBox) cut(area *chart.Rect) (at chart.Rect) {
	at = *area
	switch {
	case l.columns > 0:
		at.W = l.columns
		area.X += l.columns
		area.W -= l.columns
	case l.top:
		at.H = l.rows
		area.Y += l.rows
		area.H -= l.rows
	default:
		at.Y, at.H = area.Y+area.H-l.rows, l.rows
		area.H -= l.rows
	}
	return at
}

// lessonText is the text of a step in lines, kept until it changes.
type lessonText struct {
	of      string
	w       int
	ascii   bool
	loose   bool
	wrapped []lessonLine
}

// lessonLine is a line of a text, in pieces of one look each.
type lessonLine []piece

type piece struct {
	text string
	role chart.Role
}

// drawLesson draws the text of the step under its title line, and how it stands.
func (m *Model) drawLesson(b *chart.Buffer, r chart.Rect) {
	l := m.lesson
	s, rec := l.step(), l.record()
	corner := ""
	if rec.Reached {
		corner = "✓ enter"
	}
	head := chart.Heading{Name: chart.Join("lesson ", whole(l.at+1), "/", whole(len(l.Steps))), Headline: chart.Join(s.Title, " · ", l.Title), Corner: corner, Focused: true}
	inner := r
	if m.arranged.lesson.columns > 0 {
		chart.Frame(b, r, head)
		inner = r.Inset(1)
		inner = inner.Cols(1, inner.W-2)
	} else { // a strip has no sides
		chart.Frame(b, r.Rows(0, 1), head)
		inner = r.Rows(1, r.H-1).Cols(1, r.W-2)
	}
	if inner.Empty() {
		return
	}
	status, role := l.status(m)
	body := inner.Rows(0, inner.H-1)
	column := m.arranged.lesson.columns > 0
	lines := l.lay(b, m.lessonSource(), min(body.W, 100), column)
	l.lines, l.shown = len(lines), body.H
	l.top = min(max(0, l.top), max(0, l.lines-l.shown))
	for i := range min(body.H, len(lines)-l.top) {
		w := b.Write(body, i)
		for _, p := range lines[l.top+i] {
			w.Text(p.text, p.role)
		}
	}
	if rest := l.lines - l.shown; rest > 0 {
		status = chart.Join(status, " · page up/down: ", whole(l.top+1), "–", whole(min(l.top+l.shown, l.lines)), " of ", whole(l.lines), " lines")
	}
	last := inner.Row(inner.H - 1)
	if column {
		last = inner.Row(min(l.lines+1, inner.H-1))
	}
	b.Cut(last.X, last.Y, last.X+last.W, status, role)
}

// status is the last line: what the step waits for.
func (l *taught) status(m *Model) (string, chart.Role) {
	s, rec := l.step(), l.record()
	switch {
	case l.making:
		return "… the network of this step is on its way", chart.Warn
	case m.pending():
		return "enter: your prediction, before the answer is shown", chart.Key
	case l.over:
		return "the end; enter leaves the lesson, backspace goes back", chart.Good
	case s.Check == nil || rec.Reached:
		if l.at == len(l.Steps)-1 {
			return "enter ends the lesson and writes its protocol", chart.Good
		}
		return "enter goes on", chart.Good
	}
	if j := m.judged(); j != nil {
		return chart.Join("not yet: ", j.Said()), chart.Warn
	}
	return "not yet", chart.Warn
}

// lessonSource is what the step says now, as Markdown: its text with the hints that
// were asked for, after the prediction what it was, and once the check holds the
// explanation first.
func (m *Model) lessonSource() string {
	l := m.lesson
	s, rec := l.step(), l.record()
	done := s.Check == nil || rec.Reached
	var parts []string
	if rec.Predicted != "" && done {
		verdict := "You predicted: " + rec.Predicted + ". It came out: " + rec.Came + "."
		if len(s.Choices) > 0 && rec.Right {
			verdict = "As you predicted: " + rec.Came + "."
		}
		parts = append(parts, "**"+literal(verdict)+"**")
	}
	if done && !m.pending() && s.Explain != "" {
		parts = append(parts, s.Explain)
	}
	if !done || m.pending() || s.Check == nil {
		text := s.Text
		if m.pending() {
			text += "\n\n**" + literal(s.Predict) + "**"
		}
		if s.Check == nil && len(parts) > 0 {
			parts = append(parts, text)
		} else {
			parts = append([]string{text}, parts...)
		}
		for k := range min(l.hints, len(s.Hints)) {
			parts = append(parts, "*Hint:* "+s.Hints[k])
		}
	}
	return strings.Join(parts, "\n\n")
}

// literal keeps what is not Markdown from being read as such.
func literal(text string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, "[", `\[`).Replace(text)
}

// styles are the looks of the styles of a text.
var styles = [...]chart.Role{lesson.Upright: chart.Plain, lesson.Emphasis: chart.Bold, lesson.Code: chart.Key}

// lay breaks a text into lines of w columns; with blank lines between paragraphs if
// loose.
func (l *taught) lay(b *chart.Buffer, source string, w int, loose bool) []lessonLine {
	if t := &l.text; t.of != source || t.w != w || t.ascii != b.ASCII || t.loose != loose {
		*t = lessonText{source, w, b.ASCII, loose, layLines(b, source, w, loose)}
	}
	return l.text.wrapped
}

func layLines(b *chart.Buffer, source string, w int, loose bool) (wrapped []lessonLine) {
	for k, p := range lesson.Markdown(source) {
		if k > 0 && loose && p.Mark == "" {
			wrapped = append(wrapped, nil)
		}
		indent := 0
		var line lessonLine
		if p.Mark != "" {
			line = append(line, piece{p.Mark + " ", chart.Plain})
			indent = b.Width(p.Mark) + 1
		}
		at := indent
		for _, word := range wordsOf(p.Spans) {
			width := 0
			for _, piece := range word {
				width += b.Width(piece.text)
			}
			switch {
			case at > indent && at+1+width > w:
				wrapped = append(wrapped, line)
				line, at = lessonLine{{strings.Repeat(" ", indent), chart.Plain}}, indent
			case at > indent:
				line, at = append(line, piece{" ", word[0].role}), at+1
			}
			line, at = append(line, word...), at+width
		}
		wrapped = append(wrapped, line)
	}
	return wrapped
}

// wordsOf are the words of a paragraph: pieces between blanks.
func wordsOf(spans []lesson.Span) (words [][]piece) {
	var word []piece
	end := func() {
		if len(word) > 0 {
			words = append(words, word)
		}
		word = nil
	}
	for _, s := range spans {
		for k, part := range strings.Split(s.Text, " ") {
			if k > 0 {
				end()
			}
			if part != "" {
				word = append(word, piece{part, styles[s.Style]})
			}
		}
	}
	end()
	return words
}
