package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/presets"
	"spiketop/tui/chart"
)

// moodyPane has nothing to say while why is not empty.
type moodyPane struct {
	why    string
	legend bool
}

func (p *moodyPane) Headline(*live.Frame) string { return "in a mood" }
func (p *moodyPane) Keys() []Binding             { return nil }
func (p *moodyPane) Silent(*live.Frame) string   { return p.why }
func (p *moodyPane) SetLegend(on bool)           { p.legend = on }
func (p *moodyPane) Click(chart.Rect, int, int, *live.Frame) live.Request {
	p.why = "clicked"
	return nil
}
func (p *moodyPane) Draw(b *chart.Buffer, r chart.Rect, _ *live.Frame) {
	b.Text(r.X, r.Y, r.X+r.W, "here is much", chart.Plain)
}

// moody is a screen with such a pane, number 9.
func moody(t *testing.T, w, h int) (*Model, *recorder, *moodyPane) {
	t.Helper()
	p := new(moodyPane)
	registered(t, PaneKind{Name: "moody", Digit: '9', New: func() Pane { return p }, Weight: Medium})
	f := runningFrame()
	f.View = presets.View{Large: []string{"moody", "readout"}, Small: []string{"motifs"}, Folded: []string{"dimension", "transfer"}}
	m, src := testModel(w, h, f)
	return m, src, p
}

// ticks lets time pass.
func ticks(m *Model, n int) {
	for range n {
		m.Update(tickMsg{})
	}
}

// A pane folds when it had nothing to say for a while, and unfolds when it had
// something to say for a while: what passes moves nothing. With the focus it stays.
func TestFoldsWithoutFlicker(t *testing.T) {
	m, _, p := moody(t, 120, 36)
	press(m, "2")
	open, line := func() bool { return strings.Contains(screen(m), "here is much") }, "─ 9 moody ─ no words; p → more ─"
	if !open() {
		t.Fatalf("it is not open:\n%s", screen(m))
	}
	for k := range 4 * foldAfter { // a state that comes and goes
		p.why = []string{"", "no words; p → more"}[k/(foldAfter-2)%2]
		if ticks(m, 1); !open() {
			t.Fatalf("tick %d: it folded:\n%s", k, screen(m))
		}
	}
	p.why = ""
	ticks(m, 1)
	p.why = "no words; p → more"
	ticks(m, foldAfter)
	if !open() {
		t.Error("it folds too soon")
	}
	ticks(m, 1)
	wantIn(t, "after a second", screen(m), line)
	if open() {
		t.Errorf("it does not fold:\n%s", screen(m))
	}
	if left := m.placed[slices.IndexFunc(m.placed, func(q placed) bool { return q.X == 0 && q.H > 2 })]; left.Part != numberOf("readout") {
		t.Errorf("the next large pane does not take the largest place:\n%s", screen(m))
	}
	p.why = ""
	ticks(m, foldAfter)
	wantIn(t, "something to say for a moment", screen(m), line)
	if ticks(m, 1); !open() {
		t.Errorf("it does not unfold:\n%s", screen(m))
	}

	press(m, "9")
	p.why = "no words; p → more"
	if ticks(m, 2*foldAfter); !open() {
		t.Errorf("the focused pane folds:\n%s", screen(m))
	}
	if press(m, "2"); open() {
		t.Errorf("it stays open without the focus:\n%s", screen(m))
	}
}

// What a new preset has nothing to say about folds at once.
func TestFoldsWithAPreset(t *testing.T) {
	m, src, p := moody(t, 120, 36)
	p.why = "no words"
	f := runningFrame()
	f.Preset, f.View = "another", presets.View{Focus: "raster"}
	src.give(f)
	ticks(m, 1)
	wantIn(t, "another preset", screen(m), "─ 9 moody ─ no words ─")
}

// A click on the title line of a folded pane gives it the focus, which opens it. The
// click is not meant for what is inside.
func TestClickUnfolds(t *testing.T) {
	m, _, p := moody(t, 120, 36)
	p.why = "no words"
	press(m, "2")
	ticks(m, foldAfter+1)
	x, y := at(t, m, "9 moody")
	m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	wantIn(t, "a click", screen(m), "╭ 9 moody", "here is much")
	if p.why != "no words" {
		t.Error("the pane was clicked before it was open")
	}
	x, y = at(t, m, "5 dimension")
	m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	wantIn(t, "a click", screen(m), "╭ 5 dimension")
}

// One or two panes fill the screen, above them nothing, below them what the preset is
// about.
func TestPick(t *testing.T) {
	m, _ := testModel(120, 36, runningFrame())
	shows := func(what string, want ...string) {
		t.Helper()
		var got []string
		for _, p := range m.placed {
			if p.Part >= 0 {
				got = append(got, m.panes[p.Part].word())
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: it shows %v, not %v", what, got, want)
		}
	}
	press(m, "3", "+")
	shows("one", "eigenvalues")
	wantIn(t, "note", noteLine(m), "eigenvalues is picked")
	wantIn(t, "caption", screen(m), "Oscillation: FORCE", "a sine of its own period and phase.")
	press(m, "1")
	shows("a focus elsewhere", "raster", "eigenvalues")
	press(m, "2", "=")
	shows("two", "readout", "eigenvalues")
	press(m, "tab")
	if m.panes[m.focus].word() != "eigenvalues" {
		t.Errorf("tab: %s", m.panes[m.focus].Name)
	}
	press(m, "4")
	shows("a third has the focus", "eigenvalues", "motifs")
	press(m, "+")
	press(m, "3", "z")
	shows("zoom", "eigenvalues")
	press(m, "esc")
	shows("and back", "eigenvalues", "motifs")
	press(m, "+")
	shows("one let go keeps its place while it has the focus", "eigenvalues", "motifs")
	press(m, "4")
	shows("the other", "motifs")
	press(m, "esc")
	wantIn(t, "all", screen(m), "1 raster", "7 parameters")
	press(m, "3", "+", "l")
	if m.picked.n != 0 {
		t.Error("another layout keeps the picked panes")
	}
}

// i turns the legends of all panes off and on.
func TestLegends(t *testing.T) {
	m, _, p := moody(t, 120, 36)
	if !p.legend {
		t.Error("off at the start")
	}
	if press(m, "i"); p.legend {
		t.Error("i leaves it on")
	}
	wantIn(t, "note", noteLine(m), "i brings them back")
	if press(m, "i"); !p.legend {
		t.Error("i again leaves it off")
	}
}

// The names in the view of a preset are those of panes, each once; an error is one
// line with file and line.
func TestCheckView(t *testing.T) {
	for _, name := range presets.Names() {
		f, err := presets.Load(name)
		if err == nil {
			err = CheckView(f)
		}
		if err != nil {
			t.Error(err)
		}
		if len(f.View.Large) == 0 {
			t.Errorf("%s names no large pane", name)
		}
	}
	for text, want := range map[string][]string{
		"large = [\"readout\",\n\"eigenvalue\"]":                    {"my.toml:3:", `view.large = "eigenvalue"`, `nearest is "eigenvalues"`},
		"speed = 2\nsmall = [\"xyz\"]":                              {"my.toml:4:", `view.small = "xyz"`, "must be of raster, readout, "},
		"folded = [\"motifs\"]\nlarge = [\"motifs\"]":               {"my.toml:3:", `"motifs" is in view.large and in view.folded`},
		"large = [\"motifs\", \"motifs\"]":                          {"my.toml:3:", `"motifs" is in view.large and in view.large`},
		"focus = \"\\\"\"":                                          {"my.toml:3:", "view.focus"},
		"layout = \"colums\"":                                       {"my.toml:3:", `nearest is "columns"`, "auto, columns, single"},
		"layout = \"single\"\nfocus=\"raster\"\nlarge = []":         nil,
		"large = [\"raster\"]\nsmall = [\"readout\"]\nstop = false": nil,
	} {
		f, err := presets.Parse("my.toml", "title = \"large\"\n[view]\n"+text)
		if err != nil {
			t.Fatal(err)
		}
		err = CheckView(f)
		if err == nil {
			if want != nil {
				t.Errorf("%s: no error", text)
			}
			continue
		}
		if want == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", text, err)
		}
		wantIn(t, text, err.Error(), want...)
	}
}

// The order is that of the preset, then by weight and number; what it does not name
// is not large.
func TestWeigh(t *testing.T) {
	panes := newPanes()
	words := func(v presets.View) (out []string) {
		w := weigh(panes, &v)
		for _, p := range w.ranked() {
			out = append(out, fmt.Sprint(panes[p].word(), w.of[p]))
		}
		return out
	}
	for _, c := range []struct {
		view presets.View
		want string
	}{
		{presets.View{}, "readout3 raster2 eigenvalues2 motifs2 dimension1 transfer1 parameters0 map0 spiking0 matrix0 neuron0 structure0 history0"},
		{presets.View{Large: []string{"motifs", "raster"}, Small: []string{"parameters"}, Folded: []string{"eigenvalues"}},
			"motifs3 raster3 readout2 dimension1 transfer1 parameters1 eigenvalues0 map0 spiking0 matrix0 neuron0 structure0 history0"},
	} {
		if got := strings.Join(words(c.view), " "); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// Any size is drawn, whatever is picked, folded, focused or zoomed.
func FuzzResize(f *testing.F) {
	f.Add(80, 24, "3+2+l")
	f.Add(200, 60, "7z")
	f.Add(1, 1, "i:?")
	f.Add(300, 300, "p")
	f.Fuzz(func(t *testing.T, w, h int, keys string) {
		if w < 1 || w > 300 || h < 1 || h > 300 || len(keys) > 12 {
			t.Skip()
		}
		m, _ := testModel(120, 36, runningFrame())
		for _, key := range keys {
			if key > ' ' && key < 0x7f && key != 'q' {
				press(m, string(key))
			}
		}
		for _, s := range [][2]int{{w, h}, {h, w}, {w, 16 + h/8}, {60 + w/4, h}} {
			m.Update(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
			ticks(m, 1)
			if n := strings.Count(m.View().Content, "\n"); n != s[1]-1 {
				t.Fatalf("%v: %d lines", s, n+1)
			}
		}
	})
}
