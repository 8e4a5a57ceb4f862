package tui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"go.uber.org/goleak"

	"spiketop/internal/racetest"
	"spiketop/lesson"
	"spiketop/live"
	"spiketop/run"
)

// Each lesson from beginning to end on a terminal: the prediction is asked for, the
// check is false after the wrong action and true after the right one, and the protocol
// has it all. Before a prediction is made nothing tells the answer.
func TestLessonsOnATerminal(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates half an hour: 20 s of a processor")
	}
	racetest.SkipAlone(t, "a program on a terminal is in the other tests, and runs are stepped by the test")
	defer goleak.VerifyNone(t, ofLibrary)
	predictions := 0
	for _, f := range lessonsOf(t) {
		t.Run(f.Name, func(t *testing.T) {
			shared, end := rehearse(f)
			defer end()
			for _, size := range [][2]int{{80, 24}, {120, 36}} {
				t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { walk(t, f, shared, size[0], size[1]) })
			}
			for _, size := range [][2]int{{80, 24}, {200, 60}} {
				t.Run(fmt.Sprintf("predicted %dx%d", size[0], size[1]), func(t *testing.T) { predictions += unseen(t, f, shared, size[0], size[1]) })
			}
		})
	}
	if predictions == 0 {
		t.Error("no step has a prediction")
	}
}

// walk goes through a lesson with real keys.
func walk(t *testing.T, f *lesson.File, shared *rehearsal, w, h int) {
	dir := t.TempDir()
	t.Chdir(dir)
	src := &taker{shared: shared}
	progress, err := lesson.ReadProgress(filepath.Join(dir, "state", "lessons.toml"))
	if err != nil {
		t.Fatal(err)
	}
	l := &session{terminal: newTerminal(w, h), t: t, ended: make(chan error, 1)}
	opts := Options{Source: src, Input: l, Output: l, Lesson: f, Progress: progress, Lessons: func() []*lesson.File { return []*lesson.File{f} },
		BatchCommand: func(f *live.Frame) string { return run.BatchCommand(src.s.Plan(), f.Asked) },
		Environ:      []string{"TERM=xterm-256color"},
		Program:      []tea.ProgramOption{tea.WithWindowSize(w, h), tea.WithColorProfile(colorprofile.TrueColor)}}
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
