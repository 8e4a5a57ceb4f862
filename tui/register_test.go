package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
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

// registered adds panes for the length of a test.
func registered(t *testing.T, more ...PaneKind) {
	t.Helper()
	before := slices.Clone(kinds)
	t.Cleanup(func() { kinds = before })
	for _, k := range more {
		register(k)
	}
}

// A pane that registers itself is on the screen: tab, its digit, zoom, :focus,
// completion, the layouts, the focus of presets, the mouse, help and docs.
func TestPaneRegistersItself(t *testing.T) {
	registered(t, PaneKind{Name: "trial run", Number: 8, New: func() Pane { return new(trialPane) }, Beside: "motifs", Wheel: "net.p"})
	const trial, head = "a trial of N 200", "8 trial run ─ of seed 7"
	m, src := testModel(120, 36, runningFrame())
	if strings.Contains(screen(m), "trial") {
		t.Error("it stands in the grid, where it has no place")
	}
	press(m, "shift+tab")
	wantIn(t, "shift+tab from the first", screen(m), head, trial, "1 raster", "x try it")
	if strings.Contains(screen(m), "4 motifs") {
		t.Error("it does not stand in place of the right column")
	}
	press(m, "tab")
	if m.focus != 0 {
		t.Errorf("tab from the last: focus %d", m.focus)
	}
	press(m, "8")
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
	wantIn(t, "two panes", screen(m), head, "4 motifs", "7 parameters")
	press(m, "1", ":", "'focus tri", "tab")
	if line := m.open.(*command).line.Value(); line != "focus trial" {
		t.Errorf("completed to %q", line)
	}
	if press(m, "enter"); m.panes[m.focus].Name != "trial run" {
		t.Errorf(":focus: focus %d", m.focus)
	}
	press(m, "?")
	wantIn(t, "help", screen(m), "pane: trial run", "try the trial", "1–8")
	wantIn(t, "KEYS.md", KeysMarkdown(), "## Pane 8: trial run", "try the trial")

	m, src = testModel(80, 24, runningFrame())
	m.opts.Presets = append(slices.Clone(testPresets), PresetInfo{Name: "new", Focus: "trial"})
	f := runningFrame()
	f.Preset = "new"
	src.give(f)
	m.Update(tickMsg{})
	wantIn(t, "a preset's focus, 80 columns", screen(m), head, trial, "8 trial", "4 motifs")
	wantIn(t, "another pane says where", pressNote(m, "1", "/"), "parameters (7)")
}

// pressNote presses keys and returns the message line.
func pressNote(m *Model, keys ...string) string {
	press(m, keys...)
	return noteLine(m)
}

// With a place in the grid it stands there, below the others of its column.
func TestPaneTakesItsPlace(t *testing.T) {
	registered(t, PaneKind{Name: "trial", Number: 9, New: func() Pane { return new(trialPane) }, Column: Left, Height: 25, Needs: needMotifs})
	f := runningFrame()
	f.Motifs = nil
	m, _ := testModel(120, 44, f)
	x, y := at(t, m, "9 trial ──")
	if _, below := at(t, m, "5 dimension"); y <= below || x > 60 {
		t.Errorf("it stands at %d, %d", x, y)
	}
	wantIn(t, "without its analysis", screen(m), needMotifs.Until)
}

// A name or a number belongs to one pane.
func TestPanesAreTheirOwn(t *testing.T) {
	ok := PaneKind{Name: "trial", Number: 8, New: func() Pane { return new(trialPane) }}
	for name, set := range map[string]func(k *PaneKind){
		"no name":           func(k *PaneKind) { k.Name = "" },
		"a taken name":      func(k *PaneKind) { k.Name = "raster" },
		"a taken word":      func(k *PaneKind) { k.Name = "raster of two" },
		"a taken number":    func(k *PaneKind) { k.Number = 7 },
		"no digit":          func(k *PaneKind) { k.Number = 10 },
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
