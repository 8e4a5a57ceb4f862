package tui

import (
	"fmt"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"spiketop/lesson"
	"spiketop/tui/chart"
)

// openLessons lists the lessons, with ✓ before those that were done. While one goes
// on, its steps follow.
func openLessons(m *Model, _ string) tea.Cmd {
	files := map[string]*lesson.File{}
	s := &sheet{title: "lessons", opener: "L", labelW: 14, width: 92}
	if p := m.opts.Progress; p != nil {
		_ = p.Begun() // only the welcome hangs on it
	}
	for i, f := range m.lessons() {
		mark := "  "
		if m.opts.Progress != nil && m.opts.Progress.Done(f.Name) {
			mark = "✓ "
		}
		e := entry{label: mark + f.Name, labelAs: chart.Bold, text: fmt.Sprintf("%s (about %g minutes)", f.Title, f.Minutes)}
		files[e.label] = f
		s.entries = append(s.entries, e)
		if m.lesson != nil && m.lesson.Name == f.Name {
			s.at = i
		}
	}
	about := func(e entry) string {
		if f := files[e.label]; f != nil {
			return f.About
		}
		return ""
	}
	steps := map[string]int{}
	if l := m.lesson; l != nil {
		s.entries = append(s.entries, entry{text: "steps of " + l.Title, textAs: chart.Title, heading: true})
		for k := range l.Steps {
			e := entry{label: fmt.Sprintf("  step %d", k+1), labelAs: chart.Bold, text: l.Steps[k].Title}
			if l.protocol.Steps[k].Reached {
				e.label = "✓" + e.label[1:]
			}
			steps[e.label] = k + 1
			s.entries = append(s.entries, e)
		}
		s.entries = append(s.entries, entry{label: "  leave", labelAs: chart.Bold, text: "the lesson; the network goes on"})
	}
	s.about = about
	s.choose = func(m *Model, e entry) tea.Cmd {
		switch k := steps[e.label]; {
		case files[e.label] != nil:
			return m.startLesson(files[e.label], 0)
		case k > 0 && m.lesson != nil:
			return m.enterStep(k - 1)
		}
		m.endLesson()
		m.say("the lesson is left; the network goes on")
		return nil
	}
	m.open = s
	return nil
}

func noLessons(m *Model, _ string) string {
	return when(m.opts.Lessons == nil, "no lessons here")
}

// lessonWords are what may follow :lesson.
func lessonWords(m *Model) (out []string) {
	for _, f := range m.lessons() {
		out = append(out, f.Name)
	}
	if m.lesson != nil {
		out = append(out, "off")
	}
	return out
}

// about is what may be said of a word with what follows it.
func (w *word) about(m *Model, arg string) string {
	if w.name == "lesson" {
		for _, f := range m.lessons() {
			if f.Name == arg {
				return "lesson: " + f.Title
			}
		}
	}
	return w.help
}

// lessonNamed is :lesson NAME, :lesson NAME STEP and :lesson off.
func lessonNamed(m *Model, arg string) (tea.Cmd, string) {
	switch {
	case m.byGuest():
		return nil, ownLessons
	case arg == "" && m.opts.Lessons != nil:
		return nil, "lesson: a name is missing; there are " + strings.Join(lessonWords(m), ", ")
	case arg == "off" && m.lesson != nil:
		m.endLesson()
		return nil, ""
	}
	f, k, problem := m.lessonAt(arg)
	if problem != "" {
		return nil, problem
	}
	return m.startLesson(f, k), ""
}

// openPrediction asks for the prediction of the step.
func openPrediction(m *Model) tea.Cmd {
	step := m.lesson.step()
	if len(step.Choices) == 0 {
		m.open = newNumberLine(step.Predict)
		return nil
	}
	s := &sheet{title: "your prediction", labelW: 4, width: 70, intro: []entry{{text: step.Predict, textAs: chart.Bold}}}
	number := map[string]int{}
	for k, choice := range step.Choices {
		e := entry{label: strconv.Itoa(k + 1), labelAs: chart.Key, text: choice}
		number[e.label] = k + 1
		s.entries = append(s.entries, e)
		s.more = append(s.more, Binding{Keys: []string{e.label}, Help: "that answer", Do: func(m *Model, _ string) tea.Cmd {
			m.open = nil
			m.predicted(choice, k+1)
			return nil
		}})
	}
	s.choose = func(m *Model, e entry) tea.Cmd {
		m.predicted(e.text, number[e.label])
		return nil
	}
	m.open = s
	return nil
}

// numberLine asks for a number, in a box over the panes.
type numberLine struct {
	question string
	line     *textinput.Model
	problem  string
	bound    []Binding
}

func newNumberLine(question string) *numberLine {
	n := &numberLine{question: question, line: newInput("")}
	n.bound = []Binding{
		{Show: "type", Short: "a number", Rank: 1},
		{Keys: []string{"enter"}, Short: "predict", Rank: 2, Do: func(m *Model, _ string) tea.Cmd {
			text := strings.TrimSpace(n.line.Value())
			if _, err := strconv.ParseFloat(text, 64); err != nil {
				n.problem = fmt.Sprintf("%q is no number", text)
				return nil
			}
			m.open = nil
			m.predicted(text, 0)
			return nil
		}},
		{Keys: []string{"esc"}, Short: "close", Rank: 3, Do: func(m *Model, _ string) tea.Cmd { m.open = nil; return nil }},
	}
	return n
}

func (n *numberLine) keys() []Binding { return n.bound }

func (n *numberLine) typed(_ *Model, msg tea.Msg) {
	*n.line, _ = n.line.Update(msg)
	n.problem = ""
}

func (n *numberLine) click(m *Model, x, y int) tea.Cmd { m.open = nil; return nil }
func (n *numberLine) wheel(*Model, int)                {}

func (n *numberLine) draw(m *Model, b *chart.Buffer) {
	w := min(74, b.W-4)
	lines := wrap(b, n.question, w-4)
	r := chart.Rect{X: (b.W - w) / 2, Y: max(1, (b.H-len(lines)-4)/2), W: w, H: len(lines) + 4}
	b.Fill(r, chart.Cell{})
	chart.Box(b, r, "your prediction", "", true)
	for i, line := range lines {
		b.Text(r.X+2, r.Y+1+i, r.X+w-2, line, chart.Bold)
	}
	y := r.Y + 1 + len(lines)
	m.cursor = drawInput(b, r.X+2, y, r.X+w-2, "> ", n.line)
	b.Cut(r.X+2, y+1, r.X+w-2, n.problem, chart.Warn)
}

// lessonAt is the lesson and step that an argument of :lesson names: "gain", "gain 3".
func (m *Model) lessonAt(arg string) (f *lesson.File, k int, problem string) {
	name, step, given := strings.Cut(arg, " ")
	var names []string
	for _, f := range m.lessons() {
		names = append(names, f.Name)
		if f.Name != name {
			continue
		}
		at := 1
		if given {
			var err error
			if at, err = strconv.Atoi(strings.TrimSpace(step)); err != nil || at < 1 || at > len(f.Steps) {
				return nil, 0, fmt.Sprintf("step %q of %s; must be from 1 to %d", step, name, len(f.Steps))
			}
		}
		return f, at - 1, ""
	}
	return nil, 0, unknown("lesson", name, names)
}

// lessons are those of the program, read when they are first asked for, and the one
// that the program began with.
func (m *Model) lessons() []*lesson.File {
	if m.listed == nil && m.opts.Lessons != nil {
		m.listed = m.opts.Lessons()
		if f := m.opts.Lesson; f != nil && f.Path != "" {
			m.listed = append([]*lesson.File{f}, m.listed...)
		}
	}
	return m.listed
}

// welcome says on a first start what a newcomer needs.
func (m *Model) welcome() {
	if p := m.opts.Progress; p != nil && p.Fresh() && m.opts.Lesson == nil {
		m.note = note{"new here? ? explains what you see, L lists lessons that show it", chart.Bold, m.ticks + welcomeStays}
	}
}

// welcomeStays is for how many ticks the first line stays.
const welcomeStays = 20 * rate
