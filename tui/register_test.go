package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/presets"
	"spiketop/tui/chart"
)

// trialPane is a pane that only tests know.
type trialPane struct{ pressed bool }

func (*trialPane) Headline(f *live.Frame) string { return "of seed " + whole(f.Params.Seed) }
func (p *trialPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	text := "a trial of N " + whole(neurons(f))
	if p.pressed {
		text = "pressed"
	}
	b.Text(r.X, r.Y, r.X+r.W, text, chart.Plain)
}
func (p *trialPane) Keys() []Binding {
	return []Binding{{Keys: []string{"x"}, Short: "try it", Help: "try the trial", Do: changing(func() { p.pressed = true })}}
}

// registered adds panes for the length of a test, in the place of those with their digit.
func registered(t *testing.T, more ...PaneKind) {
	t.Helper()
	before := slices.Clone(kinds)
	t.Cleanup(func() { kinds = before })
	for _, k := range more {
		kinds = slices.DeleteFunc(slices.Clone(kinds), func(o PaneKind) bool { return o.Digit == k.Digit && k.Digit != 0 })
		register(k)
	}
}

// A pane that registers itself is on the screen: tab, its digit, zoom, :focus,
// completion, the layouts, the focus of presets, the mouse, help and docs.
func TestPaneRegistersItself(t *testing.T) {
	registered(t, PaneKind{Name: "trial run", Digit: '9', New: func() Pane { return new(trialPane) }, Wheel: "net.p"})
	const trial, head = "a trial of N 200", "9 trial run ─ of seed 7"
	m, src := testModel(120, 40, runningFrame())
	if s := screen(m); !strings.Contains(s, head) || strings.Contains(s, trial) {
		t.Errorf("it is not folded:\n%s", s)
	}
	press(m, "0", "shift+tab")
	wantIn(t, "shift+tab from the next", screen(m), head, trial, "1 raster", "x try it")
	press(m, "1", "shift+tab", "tab")
	if m.focus != 0 {
		t.Errorf("tab from the last: focus %d", m.focus)
	}
	press(m, "9")
	wantIn(t, "its digit", screen(m), head, trial)
	x, y := at(t, m, trial)
	wheel(m, x, y, tea.MouseWheelDown)
	if got := src.take(); got != "Nudge{Key:net.p Dir:-1}" {
		t.Errorf("the wheel asked %q", got)
	}
	press(m, "x")
	wantIn(t, "its key", screen(m), "pressed")
	press(m, "z")
	if s := screen(m); !strings.Contains(s, head) || strings.Contains(s, "raster") {
		t.Errorf("zoom:\n%s", s)
	}
	press(m, "z", "l")
	wantIn(t, "two panes", screen(m), head, "pressed", "╭ 2 readout")
	press(m, "1", ":", "'focus tri", "tab")
	if line := m.open.(*command).line.Value(); line != "focus trial" {
		t.Errorf("completed to %q", line)
	}
	if press(m, "enter"); m.panes[m.focus].Name != "trial run" {
		t.Errorf(":focus: focus %d", m.focus)
	}
	press(m, "?")
	wantIn(t, "help", screen(m), "pane: trial run", "try the trial")
	press(m, "pgdown")
	wantIn(t, "help, a page on", screen(m), "1–9")
	wantIn(t, "KEYS.md", KeysMarkdown(), "## Pane 9: trial run", "try the trial")

	m, src = testModel(80, 24, runningFrame())
	f := runningFrame()
	f.Preset, f.View = "new", presets.View{Focus: "trial"}
	src.give(f)
	m.Update(tickMsg{})
	wantIn(t, "a preset's focus, 80 columns", screen(m), head, trial, "9 trial", "2 readout")
	wantIn(t, "another pane says where", pressNote(m, "1", "/"), "parameters (7)")
}

// pressNote presses keys and returns the message line.
func pressNote(m *Model, keys ...string) string {
	press(m, keys...)
	return noteLine(m)
}

// With a weight it stands in the grid, in the order of the numbers.
func TestPaneTakesItsPlace(t *testing.T) {
	registered(t, PaneKind{Name: "trial", Digit: '9', New: func() Pane { return new(trialPane) }, Weight: Medium, Needs: needMotifs})
	f := runningFrame()
	f.Motifs = nil
	m, _ := testModel(120, 64, f)
	x, y := at(t, m, "9 trial ──")
	if _, above := at(t, m, "6 transfer"); y <= above || x < 60 {
		t.Errorf("it stands at %d, %d", x, y)
	}
	wantIn(t, "without its analysis", screen(m), needMotifs.Until)
}

// A name or a number belongs to one pane.
func TestPanesAreTheirOwn(t *testing.T) {
	ok := PaneKind{Name: "trial", New: func() Pane { return new(trialPane) }}
	for name, set := range map[string]func(k *PaneKind){
		"no name":           func(k *PaneKind) { k.Name = "" },
		"a taken name":      func(k *PaneKind) { k.Name = "raster" },
		"a taken word":      func(k *PaneKind) { k.Name = "raster of two" },
		"a taken digit":     func(k *PaneKind) { k.Digit = '7' },
		"no digit":          func(k *PaneKind) { k.Digit = ':' }, // the tenth from 1 on, counted
		"nothing to create": func(k *PaneKind) { k.New = nil },
	} {
		k := ok
		set(&k)
		registered(t)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", name)
				}
			}()
			register(k)
		}()
	}
	registered(t, ok)
}
