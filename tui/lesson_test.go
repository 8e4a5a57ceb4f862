package tui

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"go.uber.org/goleak"

	"spiketop/lesson"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/run"
	"spiketop/tui/chart"
)

// taker is a Source over a session that a test steps: requests are carried out when
// they are sent, and frames have every analysis.
type taker struct {
	mu      sync.Mutex
	s       *run.Session
	of      *measure.Condition
	next    *live.Frame
	version uint64
	taken   [][]byte // the states that were taken, as bytes
	sent    int
	judges  int // conditions that were asked for
	last    *live.Frame
	lazy    bool // after the first frame only wait makes one
}

func (t *taker) Frame() *live.Frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.next
	t.next = nil
	return f
}

func (t *taker) Send(q live.Request) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent++
	switch q := q.(type) {
	case live.Take:
		var b bytes.Buffer
		if err := q.Session.Save(&b); err != nil {
			panic(err)
		}
		t.s, t.taken = q.Session, append(t.taken, b.Bytes())
		_ = t.s.Assign("metrics.draws", "10") // of nulls that no check asks for
	case live.Judge:
		if t.of = q.Condition; t.of != nil {
			t.judges++
		}
	case live.Assign:
		_ = t.s.Assign(q.Key, q.Text)
	case live.Nudge:
		_ = t.s.Nudge(q.Key, q.Dir)
	}
	if !t.lazy || t.last == nil {
		t.look()
	}
	return true
}

// look makes a new frame.
func (t *taker) look() {
	if t.s != nil {
		t.version++
		t.next = live.Still(context.Background(), t.s, t.of)
		t.next.Version, t.next.Answered = t.version, t.sent
		t.last = t.next
	}
}

// wait steps the session.
func (t *taker) wait(ms float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for n := t.s.StepsOf(ms); n > 0; n-- {
		t.s.Step()
	}
	t.look()
}

// do looks at what was sent.
func (t *taker) do(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

func lessonsOf(t *testing.T) (list []*lesson.File) {
	t.Helper()
	for _, name := range lesson.Names() {
		f, err := lesson.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckLesson(f); err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

// Each lesson from beginning to end on a terminal: the prediction is asked for, the
// check is false after the wrong action and true after the right one, and the protocol
// has it all.
func TestLessonsOnATerminal(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("simulates half an hour: 20 s of a processor, more under the race detector")
	}
	defer goleak.VerifyNone(t, ofLibrary)
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		for _, f := range lessonsOf(t) {
			t.Run(fmt.Sprintf("%s %dx%d", f.Name, size[0], size[1]), func(t *testing.T) { walk(t, f, size[0], size[1]) })
		}
	}
}

// walk goes through a lesson with real keys.
func walk(t *testing.T, f *lesson.File, w, h int) {
	dir := t.TempDir()
	t.Chdir(dir)
	src := &taker{}
	progress, err := lesson.ReadProgress(filepath.Join(dir, "state", "lessons.toml"))
	if err != nil {
		t.Fatal(err)
	}
	l := &session{terminal: newTerminal(w, h), t: t, ended: make(chan error, 1)}
	opts := Options{Source: src, Input: l, Output: l, Lesson: f, Progress: progress, Lessons: func() []*lesson.File { return []*lesson.File{f} },
		BatchCommand: func(f *live.Frame) string { return run.BatchCommand(src.s.Plan(), f.Asked) },
		Program:      []tea.ProgramOption{tea.WithWindowSize(w, h), tea.WithColorProfile(colorprofile.TrueColor), tea.WithEnvironment([]string{"TERM=xterm-256color"})}}
	go func() { l.ended <- Run(opts) }()
	taken := func(n int) {
		l.untilTrue("the state of the step", func() (ok bool) { src.do(func() { ok = len(src.taken) == n }); return ok })
	}
	act := func(actions []lesson.Action, whole float64) {
		for _, a := range actions {
			if a.Key == "" {
				whole -= a.WaitMS
				src.wait(a.WaitMS)
				continue
			}
			l.typed(":" + a.Key + " " + a.Text + "\r")
			l.untilTrue(a.Key+" "+a.Text, func() (ok bool) {
				src.do(func() {
					log := src.s.Log()
					ok = len(log) > 0 && log[len(log)-1].Key == a.Key && log[len(log)-1].Text == a.Text
				})
				return ok
			})
		}
		src.wait(whole)
	}
	n := 0
	for k := range f.Steps {
		s := &f.Steps[k]
		n++
		taken(n)
		l.until(fmt.Sprintf("lesson %d/%d", k+1, len(f.Steps)))
		if s.Predict != "" {
			l.until("enter: your prediction")
			src.do(func() {
				if src.judges != 0 {
					t.Errorf("step %d: the check is judged before the prediction", k+1)
				}
			})
			l.typed("\r")
			l.until("╭ your prediction")
			l.typed("\x1b")
			l.untilTrue("the question closed", func() bool { return !strings.Contains(l.screen(), "╭ your prediction") })
			l.typed("\r")
			l.until("╭ your prediction")
			if len(s.Choices) > 0 {
				l.typed("1")
			} else {
				l.typed("0.5\r")
			}
		}
		if s.Check != nil {
			l.until("not yet")
			act(s.Wrong, s.WaitMS())
			src.do(func() {
				if j := src.last.Judged; j == nil || j.Of != s.Check || j.Holds {
					t.Errorf("step %d after the wrong action: %+v", k+1, j)
				}
			})
			l.until("not yet")
			l.typed("\x1b[H") // home
			n++
			taken(n)
			src.do(func() {
				if !bytes.Equal(src.taken[n-1], src.taken[n-2]) {
					t.Errorf("step %d begins otherwise after home", k+1)
				}
			})
			l.until("not yet")
			l.typed("h")
			l.until("Hint:")
			act(s.Solution, s.WaitMS())
		}
		if k == len(f.Steps)-1 {
			l.until("enter ends the lesson")
		} else {
			l.until("enter goes on")
		}
		if s.Predict != "" {
			said := "You predicted: "
			if s.Answer == 1 {
				said = "As you predicted: "
			}
			l.until(said)
		}
		src.do(func() { src.judges = 0 })
		l.typed("\r")
	}
	l.until("the end; enter leaves")
	l.until("protocol.md")
	if err := l.quit(); err != nil {
		t.Error(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "protocol.md"))
	if err != nil {
		t.Fatal(err)
	}
	protocol := string(b)
	for k := range f.Steps {
		s := &f.Steps[k]
		_, part, _ := strings.Cut(protocol, fmt.Sprintf("\n## %d. ", k+1))
		part, _, _ = strings.Cut(part, "\n## ")
		want := []string{s.Title, s.Predict, fmt.Sprintf("--step %d`", k+1)}
		if s.Check != nil {
			want = append(want, "came true", "spiketop run "+f.Preset)
		}
		if len(s.Choices) > 0 {
			want = append(want, "**Prediction**: "+s.Choices[0], s.Choices[s.Answer-1])
		} else if s.Predict != "" {
			want = append(want, "**Prediction**: 0.5", "predicted was 0.5")
		}
		for _, text := range want {
			if !strings.Contains(part, text) {
				t.Errorf("step %d of the protocol lacks %q:\n%s", k+1, text, part)
			}
		}
	}
	if again, err := lesson.ReadProgress(filepath.Join(dir, "state", "lessons.toml")); err != nil || !again.Done(f.Name) {
		t.Error("the lesson is not marked as done", err)
	}
}

// lessonModel is a screen with the lessons, without a terminal.
func lessonModel(w, h int, list []*lesson.File) (*Model, *taker) {
	src := &taker{}
	m := newModel(Options{Source: src, Presets: testPresets, Lessons: func() []*lesson.File { return list }, Progress: &lesson.Progress{},
		BatchCommand: func(f *live.Frame) string { return "spiketop run " + f.Preset }})
	m.Update(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return m, src
}

// carry carries out what a key asked to be done beside, and its message.
func carry(m *Model, cmd tea.Cmd) {
	for cmd != nil {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, c := range batch {
				carry(m, c)
			}
			return
		}
		if _, waits := msg.(answerMsg); msg == nil || waits {
			return
		}
		_, cmd = m.Update(msg)
	}
}

// Two hundred moves through all steps of all lessons, in random order, with something
// done in between: each step begins with the bits of the first visit.
func TestRandomMovesRestore(t *testing.T) {
	if raced {
		t.Skip("the states of all lessons: half a minute under the race detector")
	}
	list := lessonsOf(t)
	m, src := lessonModel(80, 24, list)
	src.lazy = true
	first := map[string][]byte{}
	rng := rand.New(rand.NewPCG(16, 1))
	again := 0
	for move := range 200 {
		n := len(src.taken)
		switch l := m.lesson; {
		case l == nil || rng.IntN(8) == 0: // anywhere
			f := list[rng.IntN(len(list))]
			press(m, ":", fmt.Sprintf("'lesson %s %d", f.Name, 1+rng.IntN(len(f.Steps))))
			carry(m, press(m, "enter"))
		case rng.IntN(3) == 0 && l.at > 0:
			carry(m, press(m, "backspace"))
		case rng.IntN(4) == 0:
			carry(m, press(m, "home"))
		case l.at < len(l.Steps)-1:
			if m.pending() {
				press(m, "enter", "1")
				if m.open != nil { // a number
					press(m, "enter")
				}
			}
			at := l.at
			for range 2 { // once more where the check does not hold
				if m.lesson.at == at {
					carry(m, press(m, "enter"))
				}
			}
		default:
			carry(m, press(m, "backspace"))
		}
		if len(src.taken) != n+1 {
			t.Fatalf("move %d: %d states were taken, want 1; note %q", move, len(src.taken)-n, m.note.text)
		}
		name := fmt.Sprint(m.lesson.Name, " ", m.lesson.at+1)
		if first[name] == nil {
			first[name] = src.taken[n]
		} else {
			again++
		}
		if !bytes.Equal(first[name], src.taken[n]) {
			t.Fatalf("move %d: %s begins with other bits than at the first visit", move, name)
		}
		src.taken[n] = nil
		for range 40 { // what a person does meanwhile
			src.s.Step()
		}
		press(m, "G", "k", "F")
	}
	if again < 100 {
		t.Errorf("only %d moves came back to a step", again)
	}
}

// Before a prediction is made nothing tells the answer: not the panes, zoomed or not,
// not the header, the help, the list of presets, the messages or the hints, even when
// the person has done already what the step asks for.
func TestPredictionIsNotSkippedUnseen(t *testing.T) {
	seen := 0
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		for _, f := range lessonsOf(t) {
			if (raced || testing.Short()) && f.Name != "rhythm" {
				continue
			}
			for k := range f.Steps {
				s := &f.Steps[k]
				if s.Predict == "" || f.Name == "gain" && size[0] != 80 { // long
					continue
				}
				seen++
				m, src := lessonModel(size[0], size[1], []*lesson.File{f})
				src.lazy = true
				carry(m, m.startLesson(f, k))
				for _, a := range s.Solution { // their waits come last
					if a.Key != "" {
						_ = src.s.Assign(a.Key, a.Text)
					}
				}
				src.wait(s.WaitMS())
				m.Update(tickMsg{})
				hides(t, m, src, s)
				if src.judges != 0 {
					t.Errorf("%s, step %d: the check is judged", f.Name, k+1)
				}
				if s.Check != nil && m.lesson.record().Reached {
					t.Errorf("%s, step %d: done without a prediction", f.Name, k+1)
				}
				// Now the prediction, and all is there.
				m.setFocus(0)
				press(m, "enter")
				if len(s.Choices) > 0 {
					press(m, "1")
				} else {
					press(m, "'1", "enter")
				}
				src.do(src.look)
				m.Update(tickMsg{})
				m.clearNote()
				m.draw()
				if strings.Contains(screenOf(m), covered) || s.Check != nil && !m.lesson.record().Reached {
					t.Errorf("%s, step %d: still covered after the prediction:\n%s", f.Name, k+1, screenOf(m))
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no step has a prediction")
	}
}

// screenOf is the text on the screen.
func screenOf(m *Model) string { return screen(m) }

// hides looks everywhere for what would give the answer away.
func hides(t *testing.T, m *Model, src *taker, s *lesson.Step) {
	t.Helper()
	shut := func(pane string) bool { return pane != "parameters" && pane != "history" && !slices.Contains(s.Open, pane) }
	var secrets []string // that no place may show
	var told string      // by the titles of open panes
	for i := range m.panes {
		if p := &m.panes[i]; !shut(p.word()) && src.last != nil {
			told += p.headline(m.frame) + "\n"
		}
	}
	for i := range m.panes {
		p := &m.panes[i]
		if shut(p.word()) && src.last != nil {
			for part := range strings.SplitSeq(p.headline(m.frame), " · ") {
				if len(part) > 6 && !strings.HasPrefix(part, "last ") && strings.ContainsAny(part, "0123456789") && !strings.Contains(told, part) {
					secrets = append(secrets, part)
				}
			}
		}
		page, _ := pageOf(p.word())
		for _, part := range page.parts {
			secrets = append(secrets, plainText(part.text)[:40])
		}
	}
	for _, p := range testPresets {
		secrets = append(secrets, p.About)
	}
	if s.Explain != "" {
		secrets = append(secrets, s.Explain[:min(30, len(s.Explain))])
	}
	secrets = append(secrets, "g_eff", "score", "not yet:", "trained ", "holds")
	look := func(where string) {
		t.Helper()
		m.draw()
		text := screenOf(m)
		flat := strings.Join(strings.Fields(text), " ")
		for _, secret := range secrets {
			about := secret
			if secret == "trained " || secret == "score" || secret == "g_eff" || secret == "holds" { // in the header and the note alone: texts and help may have the word
				lines, header := strings.Split(text, "\n"), 1
				if m.w < gridW {
					header = 2
				}
				flat := strings.Join(append(lines[:header:header], lines[len(lines)-2]), " ")
				flat = strings.ReplaceAll(flat, "untrained ", "")
				if strings.Contains(flat, secret) {
					t.Errorf("%s, step %d, %s: the bars show %q:\n%s", m.lesson.Name, m.lesson.at+1, where, about, text)
				}
				continue
			}
			if strings.Contains(flat, secret) {
				t.Errorf("%s, step %d, %s: the screen shows %q:\n%s", m.lesson.Name, m.lesson.at+1, where, about, text)
			}
		}
	}
	m.clearNote()
	look("as it begins")
	for i := range m.panes {
		m.setFocus(i)
		look("focus on " + m.panes[i].word())
		press(m, "z")
		look(m.panes[i].word() + " zoomed")
		if shut(m.panes[i].word()) != strings.Contains(screenOf(m), covered) {
			t.Errorf("%s, step %d: %s is covered, want %t", m.lesson.Name, m.lesson.at+1, m.panes[i].word(), shut(m.panes[i].word()))
		}
		press(m, "?")
		look("help on " + m.panes[i].word())
		press(m, "?")
		m.clearNote()
		look("help twice on " + m.panes[i].word())
		if m.open != nil {
			press(m, "esc")
		}
		if m.open != nil {
			t.Fatal("the help does not close")
		}
		if m.zoom {
			press(m, "z")
		}
	}
	for _, keys := range [][]string{{"!"}, {"p"}, {"L"}, {"y"}, {"c"}, {":", "'dimension"}, {"h"}, {"?", "/", "'eigen"}, {"enter"}} {
		press(m, keys...)
		m.clearNote()
		look("after " + strings.Join(keys, " "))
		for range 3 {
			if m.open != nil {
				press(m, "esc")
			}
		}
	}
}

// At 80×24 the text of each step with its question has its place without turning
// pages, and so has its explanation.
func TestLessonsFit(t *testing.T) {
	const rows = 24/stripShare - 2
	var b chart.Buffer
	for _, ascii := range []bool{false, true} {
		b.ASCII = ascii
		for _, f := range lessonsOf(t) {
			for k, s := range f.Steps {
				answer := ""
				if s.Answer > 0 {
					answer = "You predicted: " + s.Choices[0] + ". It came out: " + s.Choices[s.Answer-1] + ".\n\n"
				}
				for what, text := range map[string]string{"text": s.Text + "\n\n" + s.Predict, "explanation": answer + s.Explain} {
					if n := len(layLines(&b, text, lessonWidth(80), false)); n > rows && !ascii && !(s.Check == nil && s.Predict == "") {
						t.Errorf("%s, step %d: the %s has %d lines at 80 columns, room for %d", f.Name, k+1, what, n, rows)
					}
				}
			}
		}
	}
}
