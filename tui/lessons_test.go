package tui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/racetest"
	"spiketop/lesson"
	"spiketop/tui/chart"
)

// small is a lesson whose states take no time: a step to do, one to predict a number
// in, one to read.
const smallLesson = `title = "Small"
about = "Of the tests."
preset = "oscillation"
[set]
"net.n" = 20
"net.dt" = 0.5
"learn.on" = false
"metrics.draws" = 10
[[step]]
title = "Do"
text = "Bring *g* to ` + "`1.5`" + `:\n\n- one\n- two"
panes = ["raster"]
check = "net.g >= 1.5"
solution = ["net.g = 1.5"]
hints = ["First.", "Second."]
explain = "Done it."
[[step]]
title = "Guess"
text = "How much?"
predict = "A number?"
outcome = "net.g"
check = "net.g >= 2"
solution = ["net.g = 2"]
[[step]]
title = "Read"
text = "The end."
`

func smallModel(t *testing.T, w, h int) (*Model, *taker) {
	t.Helper()
	f, err := lesson.Parse("small.toml", smallLesson)
	if err != nil {
		t.Fatal(err)
	}
	f.Path = ""
	return lessonModel(w, h, []*lesson.File{f})
}

// see has the screen take the newest frame.
func see(m *Model, src *taker) {
	src.do(src.look)
	m.Update(tickMsg{})
}

func stripLine(m *Model, k int) string { // of the strip, from the title on
	lines := strings.Split(screen(m), "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "─ lesson ") })
	if at < 0 || at+k >= len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[at+k])
}

// The keys of a lesson: hints, next with a warning where the check does not hold, back,
// and all others go to the network. They work whatever pane has the focus.
func TestLessonKeys(t *testing.T) {
	m, src := smallModel(t, 80, 24)
	carry(m, press(m, ":", "'lesson small", "enter"))
	see(m, src)
	wantIn(t, "title", stripLine(m, 0), "lesson 1/3 ─ Do · Small")
	wantIn(t, "text", screen(m), "Bring g to 1.5:", "• one", "• two", "not yet: net.g 1")
	if m.focus != 0 || !m.running() {
		t.Errorf("focus %d, running %t", m.focus, m.running())
	}
	press(m, "backspace")
	wantIn(t, "back at the first step", noteLine(m), "this is the first step")
	press(m, "h")
	wantIn(t, "first hint", screen(m), "Hint: First.")
	press(m, "2", "h") // another pane has the focus
	wantIn(t, "second hint", screen(m), "Hint: Second.")
	press(m, "h")
	wantIn(t, "no third", noteLine(m), "there are no more hints")
	press(m, "enter")
	wantIn(t, "not there yet", noteLine(m), "not there yet")
	if m.lesson.at != 0 {
		t.Fatal("enter went on at once")
	}
	press(m, "G", "G", "G", "G")
	see(m, src)
	wantIn(t, "numbers of the check", screen(m), "not yet: net.g 1.4")
	press(m, "G")
	see(m, src)
	wantIn(t, "done", screen(m), "✓ enter", "Done it.", "enter goes on")
	press(m, "g")
	see(m, src)
	wantIn(t, "it stays done", screen(m), "✓ enter")
	press(m, "h")
	wantIn(t, "no hint where it is done", noteLine(m), "this step is done")

	carry(m, press(m, "enter"))
	see(m, src)
	wantIn(t, "a number", screen(m), "A number?", covered)
	wantIn(t, "key line", row(m, -1), "enter predict")
	press(m, "enter", "'x", "enter")
	wantIn(t, "no number", screen(m), `"x" is no number`)
	press(m, "esc", "enter", "'1.7", "enter")
	if m.pending() || m.lesson.record().Predicted != "1.7" {
		t.Error(m.lesson.record())
	}
	press(m, ":", "'net.g 2", "enter")
	see(m, src)
	wantIn(t, "outcome", screen(m), "You predicted: 1.7. It came out: 2.")

	carry(m, press(m, "backspace"))
	see(m, src)
	wantIn(t, "back", screen(m), "✓ enter", "Done it.")
	if g := m.frame.Params.Net.G; g != 1 {
		t.Errorf("the step begins with g = %g, want 1", g)
	}
	press(m, "G")
	carry(m, press(m, "home"))
	see(m, src)
	if g := m.frame.Params.Net.G; g != 1 {
		t.Errorf("home: g = %g, want 1", g)
	}

	// Anywhere, and off.
	carry(m, press(m, ":", "'lesson small 3", "enter"))
	wantIn(t, "the third step", screen(m), "lesson 3/3 ─ Read", "enter ends the lesson")
	press(m, ":", "'lesson small 4", "enter")
	wantIn(t, "no fourth", screen(m), `step "4" of small; must be from 1 to 3`)
	press(m, "esc", ":", "'lesson smal", "enter")
	wantIn(t, "misspelt", screen(m), `no lesson "smal"; nearest is "small"`)
	press(m, "esc", ":", "'lesson off", "enter")
	if m.lesson != nil || strings.Contains(screen(m), "─ lesson ") {
		t.Error("the lesson is still there")
	}
	press(m, "h")
	wantIn(t, "without a lesson", noteLine(m), "h: not a key here")
}

// L lists the lessons with what was done, and the steps of the one that goes on. A
// step that was jumped over has no prediction, and the protocol says so.
func TestLessonList(t *testing.T) {
	t.Chdir(t.TempDir())
	m, src := smallModel(t, 80, 24)
	progress, err := lesson.ReadProgress(filepath.Join(t.TempDir(), "lessons.toml"))
	if err != nil {
		t.Fatal(err)
	}
	m.opts.Progress = progress
	press(m, "L")
	wantIn(t, "list", screen(m), "  small       Small (about 5 minutes)", "Of the tests.")
	if strings.Contains(screen(m), "✓") || progress.Fresh() {
		t.Error("done, or not looked at")
	}
	carry(m, press(m, "enter"))
	see(m, src)
	press(m, "L")
	wantIn(t, "steps", screen(m), "steps of Small", "step 1      Do", "step 3      Read", "leave")
	carry(m, press(m, "down", "down", "down", "enter"))
	if m.lesson.at != 2 {
		t.Fatalf("step %d", m.lesson.at+1)
	}
	carry(m, press(m, "enter"))
	wantIn(t, "note", noteLine(m), "1 of 3 steps are done: protocol.md is written")
	text, err := os.ReadFile("protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	wantIn(t, "protocol", string(text), "did not come true", "## 2. Guess\n\nNot visited.", "## 3. Read")
	if progress.Done("small") {
		t.Error("a lesson that was jumped through counts as done")
	}
	press(m, "enter")
	if m.lesson != nil {
		t.Error("enter after the end leaves")
	}

	// Visited, and not predicted.
	carry(m, press(m, ":", "'lesson small 2", "enter"))
	carry(m, press(m, "L", "down", "down", "down", "enter"))
	carry(m, press(m, "enter"))
	if text, err = os.ReadFile("protocol-002.md"); err != nil {
		t.Fatal(err)
	}
	wantIn(t, "protocol", string(text), "**Prediction**: not made")

	_ = progress.Mark("small")
	press(m, "enter", "L")
	wantIn(t, "list", screen(m), "✓ small")
}

// The : line finds lessons by their names and by what they are called.
func TestCommandFindsLessons(t *testing.T) {
	list := lessonsOf(t)
	m, _ := lessonModel(120, 36, list)
	for typed, want := range map[string]string{"rhythm": "lesson rhythm", "lesson ga": "gain", "pairs": "lesson pairs", "divergent": "lesson sequence"} {
		press(m, ":", "'"+typed)
		wantIn(t, typed, screen(m), want)
		press(m, "esc")
	}
}

// On a first start one line says ? and L; not when somebody has seen the list.
func TestWelcome(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lessons.toml")
	first := func() *Model {
		p, err := lesson.ReadProgress(path)
		if err != nil {
			t.Fatal(err)
		}
		m := newModel(Options{Source: &recorder{next: stillRun()}, Lessons: func() []*lesson.File { return nil }, Progress: p})
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		m.Update(tickMsg{})
		return m
	}
	m := first()
	wantIn(t, "first start", noteLine(m), "? explains what you see, L lists lessons")
	press(m, "L")
	if m := first(); strings.Contains(noteLine(m), "lists lessons") {
		t.Error("said again")
	}
}

// The text has its place at the bottom, above the panes, or beside them; every size
// draws it.
func TestLessonPlaces(t *testing.T) {
	racetest.SkipAlone(t, "the screen is drawn by the test")
	for _, c := range []struct {
		w, h int
		top  bool
		want func(chart.Rect) bool
	}{
		{80, 24, false, func(r chart.Rect) bool { return r.Y+r.H == 22 && r.H >= 4 && r.H <= 8 && r.W == 80 }},
		{80, 24, true, func(r chart.Rect) bool { return r.Y == 2 && r.H >= 4 && r.H <= 8 }},
		{120, 36, false, func(r chart.Rect) bool { return r.Y+r.H == 34 && r.H <= 12 }},
		{200, 60, false, func(r chart.Rect) bool { return r.W == columnOfText && r.X == 0 && r.H == 57 }},
		{60, 16, false, func(r chart.Rect) bool { return r.H == 5 }},
	} {
		m, src := smallModel(t, c.w, c.h)
		carry(m, press(m, ":", "'lesson small", "enter"))
		m.lesson.Top = c.top
		m.dirty = drawAll
		see(m, src)
		seen := false
		for _, p := range m.placed {
			if p.Part == partLesson {
				seen = true
				if !c.want(p.Rect) {
					t.Errorf("%d×%d: the text has %+v", c.w, c.h, p.Rect)
				}
				continue
			}
			for _, q := range m.placed {
				if q.Part == partLesson && p.X < q.X+q.W && q.X < p.X+p.W && p.Y < q.Y+q.H && q.Y < p.Y+p.H {
					t.Errorf("%d×%d: part %d lies on the text", c.w, c.h, p.Part)
				}
			}
		}
		if !seen {
			t.Errorf("%d×%d: there is no text", c.w, c.h)
		}
		for _, keys := range [][]string{{"z"}, {"z", "+"}, {"esc", "l"}, {"l"}, {"l", "i"}} {
			press(m, keys...)
			wantIn(t, strings.Join(keys, " "), screen(m), "lesson 1/3")
		}
	}
	for w := range 130 { // nothing panics
		m, _ := smallModel(t, w, w/3)
		carry(m, m.startLesson(m.lessons()[0], 1))
		m.draw()
		press(m, "enter")
		m.draw()
	}
}

// What the lesson does not speak of is dim, unless it has the focus.
func TestLessonDims(t *testing.T) {
	m, src := smallModel(t, 120, 36)
	carry(m, press(m, ":", "'lesson small", "enter"))
	see(m, src)
	bright := func(pane int) (n int) {
		for _, p := range m.placed {
			if p.Part != pane || p.Folded {
				continue
			}
			for y := p.Y; y < p.Y+p.H; y++ {
				for x := p.X; x < p.X+p.W; x++ {
					if c := m.buf.At(x, y); c.Rune != 0 && c.Role != chart.Dim {
						n++
					}
				}
			}
		}
		return n
	}
	if bright(0) < 50 || bright(2) != 0 {
		t.Errorf("raster has %d bright cells, eigenvalues %d", bright(0), bright(2))
	}
	press(m, "3")
	if bright(2) < 50 {
		t.Errorf("with the focus eigenvalues has %d bright cells", bright(2))
	}
}

// A pane that is named wrongly is told with file, line and the nearest.
func TestCheckLesson(t *testing.T) {
	f, err := lesson.Parse("x.toml", strings.Replace(smallLesson, `"raster"`, `"rastr"`, 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckLesson(f); err == nil || !strings.HasPrefix(err.Error(), `x.toml:12: panes: no pane "rastr"; nearest is "raster"; must be of raster, readout`) {
		t.Error(err)
	}
}

// A frame of the network before the step, which was on its way, does not take the
// screen back to the view of its preset.
func TestOldFrameKeepsTheStep(t *testing.T) {
	f, err := lesson.Parse("small.toml", strings.Replace(smallLesson, `preset = "oscillation"`, `preset = "dimension"`, 1))
	if err != nil {
		t.Fatal(err)
	}
	m, src := testModel(120, 36, stillFrame())
	cmd := m.startLesson(f, 0)
	carry(m, cmd)
	first := func() int8 { return m.weights.order[0] }
	if first() != 0 {
		t.Fatalf("the step speaks of the raster; pane %d is the largest", first())
	}
	old := stillFrame()
	old.Answered = 0
	src.give(old)
	m.Update(tickMsg{})
	fresh := stillFrame()
	fresh.Preset, fresh.Answered = "dimension", m.answer.sent+m.answer.base
	fresh.View.Large = []string{"motifs"}
	src.give(fresh)
	m.Update(tickMsg{})
	if first() != 0 {
		t.Errorf("pane %d is the largest after an old frame", first())
	}
}

// A state that comes late, after the person went on, is not taken.
func TestLateStateIsDropped(t *testing.T) {
	m, src := smallModel(t, 80, 24)
	carry(m, press(m, ":", "'lesson small", "enter"))
	late := m.enterStep(1)
	carry(m, m.enterStep(2))
	n := len(src.taken)
	carry(m, late)
	if len(src.taken) != n || m.lesson.at != 2 {
		t.Error("a state that nobody waits for any more was taken")
	}
}
