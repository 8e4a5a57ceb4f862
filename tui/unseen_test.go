package tui

import (
	"slices"
	"strings"
	"testing"

	"spiketop/lesson"
)

// unseen looks at each step with a prediction, and says how many there are: before a
// prediction is made nothing tells the answer, not the panes, zoomed or not, not the
// header, the help, the list of presets, the messages or the hints, even when the
// person has done already what the step asks for.
func unseen(t *testing.T, f *lesson.File, shared *rehearsal, w, h int) (seen int) {
	for k := range f.Steps {
		s := &f.Steps[k]
		if s.Predict == "" {
			continue
		}
		seen++
		m, src := lessonModel(w, h, []*lesson.File{f})
		src.lazy, src.shared = true, shared
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
		if strings.Contains(screen(m), covered) || s.Check != nil && !m.lesson.record().Reached {
			t.Errorf("%s, step %d: still covered after the prediction:\n%s", f.Name, k+1, screen(m))
		}
	}
	return seen
}

// hides looks everywhere for what would give the answer away.
func hides(t *testing.T, m *Model, src *taker, s *lesson.Step) {
	t.Helper()
	shut := func(pane string) bool {
		return pane != "parameters" && pane != "history" && !slices.Contains(s.Open, pane)
	}
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
		text := screen(m)
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
		if shut(m.panes[i].word()) != strings.Contains(screen(m), covered) {
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
