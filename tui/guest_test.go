package tui

import (
	"fmt"
	"strings"
	"testing"

	"spiketop/live"
	"spiketop/presets"
	"spiketop/tui/chart"
)

// guestPane says which guest it is.
type guestPane struct{ name, why string }

func (p *guestPane) Headline(*live.Frame) string { return "a guest" }
func (p *guestPane) Silent(*live.Frame) string   { return p.why }
func (p *guestPane) Keys() []Binding             { return nil }
func (p *guestPane) Draw(b *chart.Buffer, r chart.Rect, _ *live.Frame) {
	b.Text(r.X, r.Y, r.X+r.W, "inside "+p.name, chart.Plain)
}

// guests is a screen with no guests but two of the test: early and late.
func guests(t *testing.T, w, h int) (m *Model, src *recorder, early, late *guestPane) {
	t.Helper()
	registered(t)
	var numbered []PaneKind
	for _, k := range kinds {
		if k.Digit != 0 {
			numbered = append(numbered, k)
		}
	}
	kinds = numbered
	early, late = &guestPane{name: "early"}, &guestPane{name: "late"}
	register(PaneKind{Name: "late", New: func() Pane { return late }})
	register(PaneKind{Name: "early", New: func() Pane { return early }})
	m, src = testModel(w, h, runningFrame())
	return m, src, early, late
}

// open is the panes on the screen that are not folded, in the order of their places.
func open(m *Model) string {
	var out []string
	for _, p := range m.placed {
		if p.Part >= 0 && !p.Folded {
			out = append(out, m.panes[p.Part].word())
		}
	}
	return strings.Join(out, " ")
}

// A guest comes after the panes with a digit, by its name, and has no digit anywhere.
func TestGuestHasNoDigit(t *testing.T) {
	m, _, _, _ := guests(t, 120, 36)
	n := len(m.panes)
	if m.panes[n-2].Name != "early" || m.panes[n-1].Name != "late" {
		t.Fatalf("the last panes are %s, %s", m.panes[n-2].Name, m.panes[n-1].Name)
	}
	press(m, "1", "shift+tab")
	wantIn(t, "shift+tab from the first", screen(m), "╭ late ─ a guest ─", "inside late")
	press(m, "shift+tab")
	if s := screen(m); !strings.Contains(s, "╭ early ─") || strings.Contains(s, "late") {
		t.Errorf("shift+tab again: a guest without focus stays:\n%s", s)
	}
	press(m, "1", ":", "'focus late", "enter")
	wantIn(t, ":focus", screen(m), "inside late")
	if s := KeysMarkdown(); !strings.Contains(s, "`1–") || strings.Contains(s, "Pane : ") {
		t.Error("KEYS.md names a digit that is none")
	}
	if kinds[n-1].digit() != "" || kinds[n-1].title() != "late" {
		t.Errorf("digit %q, title %q", kinds[n-1].digit(), kinds[n-1].title())
	}
}

// At the sizes of a grid x puts a guest where the focused pane stands, as large; again
// the next, again the pane as it was. Its digit brings the pane back, too.
func TestGuestTakesThePlace(t *testing.T) {
	for _, size := range [][2]int{{100, 30}, {120, 36}, {170, 36}} {
		m, _, _, _ := guests(t, size[0], size[1])
		for _, host := range []string{"1", "2", "3", "4"} {
			press(m, host)
			was, places := open(m), fmt.Sprint(m.placed)
			name := m.panes[m.focus].word()
			as := func(guest string) string { return strings.Replace(was, name, guest, 1) }
			shows := func(what, want string) {
				t.Helper()
				if got := open(m); got != want {
					t.Errorf("%v, %s: %s, not %s", size, what, got, want)
				}
			}
			press(m, "x")
			shows("x", as("early"))
			wantIn(t, "x", noteLine(m), "early; x again: late")
			press(m, "x")
			shows("x x", as("late"))
			wantIn(t, "x x", noteLine(m), "late; x again: as it was")
			press(m, "x")
			shows("x x x", was)
			wantIn(t, "x x x", noteLine(m), name+" again")
			if got := fmt.Sprint(m.placed); got != places {
				t.Errorf("%v: %s, then %s", size, places, got)
			}
			press(m, "x", "x", host)
			shows("its digit", was)
			press(m, "x")
			shows("x remembers", as("late"))
			press(m, "x")
			shows("and goes on", was)
		}
	}
}

// A guest stays in its place where the focus goes elsewhere; tab leaves its host out.
func TestGuestStays(t *testing.T) {
	m, _, _, _ := guests(t, 120, 36)
	press(m, "1", "x", "3")
	if got := open(m); strings.Contains(got, "raster") || !strings.Contains(got, "early") {
		t.Errorf("focus elsewhere: %s", got)
	}
	for range m.panes {
		press(m, "tab")
		if m.panes[m.focus].word() == "raster" {
			t.Error("tab goes to a pane whose place is taken")
		}
	}
	press(m, "3", ":", "'focus late", "enter")
	if got := open(m); strings.Contains(got, "raster") || strings.Contains(got, "early") || !strings.Contains(got, "late") {
		t.Errorf("another guest: %s", got)
	}
	press(m, "1")
	if got := open(m); !strings.Contains(got, "raster") || strings.Contains(got, "late") {
		t.Errorf("the host: %s", got)
	}
}

// The largest screen has a place for one guest: the first that has something to say,
// then the one that was asked for. No other pane goes.
func TestGuestHasAPlace(t *testing.T) {
	m, _, early, _ := guests(t, 200, 60)
	all := func(what, guest string) {
		t.Helper()
		for _, s := range m.panes {
			if shown := strings.Contains(" "+open(m)+" ", " "+s.word()+" "); shown != (s.Digit != 0 || s.word() == guest) {
				t.Errorf("%s: %s is shown: %t", what, s.word(), shown)
			}
		}
	}
	all("at first", "early")
	press(m, "3", "x")
	all("x", "early")
	press(m, "x")
	all("x x", "late")
	press(m, "1")
	all("focus elsewhere", "late")
	press(m, "x", "x")
	all("as it was", "early")
	early.why = "nothing to say"
	m.settleFolds(true)
	press(m, "1")
	all("without a word", "late")
}

// On smaller screens a guest is shown like any other pane in focus.
func TestGuestOnASmallScreen(t *testing.T) {
	m, _, _, _ := guests(t, 80, 24)
	press(m, "3", "x")
	if got := open(m); !strings.Contains(got, "early") {
		t.Errorf("x: %s", got)
	}
	wantIn(t, "the strip names guests", row(m, 2), " early", " late")
	press(m, "tab")
	if got := open(m); !strings.Contains(got, "late") {
		t.Errorf("tab: %s", got)
	}
	press(m, "tab")
	if m.focus != 0 {
		t.Errorf("tab goes to %s", m.panes[m.focus].Name)
	}
	press(m, "3", "x", "x") // late was the last
	if m.panes[m.focus].word() != "eigenvalues" {
		t.Errorf("x x: %s", m.panes[m.focus].Name)
	}
	m, _, _, _ = guests(t, 60, 20)
	press(m, "x")
	wantIn(t, "60 columns", screen(m), "inside early", " early", " late")
}

// A preset gives a guest a place like that of any pane, and then x has it no more.
func TestGuestOfAPreset(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {200, 60}} {
		m, src, _, _ := guests(t, size[0], size[1])
		f := runningFrame()
		f.Preset, f.View = "of guests", presets.View{Large: []string{"late"}, Focus: "raster"}
		src.give(f)
		m.Update(tickMsg{})
		if got := open(m); !strings.HasPrefix(got, "late ") || strings.Contains(got, "early") {
			t.Errorf("%v: %s", size, got)
		}
		press(m, "x")
		wantIn(t, "x", noteLine(m), "early; x again: as it was")
		if got := open(m); !strings.Contains(got, "early") || !strings.Contains(got, "late") {
			t.Errorf("%v, x: %s", size, got)
		}
		press(m, "tab")
		if got := open(m); strings.Count(got, "late") != 1 {
			t.Errorf("%v, tab: %s", size, got)
		}
	}
}

// Without guests the key says so.
func TestNoGuest(t *testing.T) {
	guests(t, 120, 36)
	kinds = kinds[:len(kinds)-2]
	m, _ := testModel(120, 36, runningFrame())
	wantIn(t, "x", pressNote(m, "x"), "every pane has a place of its own")
}
