package tui

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"spiketop/internal/racetest"
	"spiketop/lesson"
	"spiketop/live"
	"spiketop/tui/chart"
)

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
	racetest.SkipAlone(t, "the screen is called by the test, and makes the states of all lessons")
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
