package tui

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"spiketop/live"
)

// recorder is a Source that delivers what a test gives it and keeps the requests.
type recorder struct {
	mu      sync.Mutex
	version uint64
	next    *live.Frame
	sent    []live.Request // all but the looks
	look    live.Look      // the last one
	full    bool
}

func (r *recorder) Frame() *live.Frame {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.next
	r.next = nil
	return f
}

func (r *recorder) Send(q live.Request) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if look, ok := q.(live.Look); ok { // comes with whatever is on the screen
		r.look = look
		return true
	}
	if !r.full {
		r.sent = append(r.sent, q)
	}
	return !r.full
}

// give delivers a frame that is news to the screen.
func (r *recorder) give(f *live.Frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.version++
	f.Version = r.version
	r.next = f
}

// repeat delivers a frame that says of itself that nothing is new.
func (r *recorder) repeat(f *live.Frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f.Version = r.version
	r.next = f
}

// take returns the requests since the last take, as text.
func (r *recorder) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, q := range r.sent {
		out = append(out, strings.TrimPrefix(fmt.Sprintf("%T%+v", q, q), "live."))
	}
	r.sent = nil
	return strings.Join(out, " ")
}

var testPresets = []PresetInfo{
	{Name: "oscillation", Title: "Oscillation: FORCE on a mixed network", About: "Half the neurons are LIF, half QIF."},
	{Name: "sequence", Title: "Sequence: a bump that runs", About: "One neuron after the other."},
	{Name: "dimension", Title: "Dimension: how many directions", About: "No training here."},
}

// testModel is a screen of w×h that has seen f (nil: no frame yet).
func testModel(w, h int, f *live.Frame) (*Model, *recorder) {
	src := &recorder{next: f}
	m := newModel(Options{Source: src, Presets: testPresets, BatchCommand: func(f *live.Frame) string {
		return fmt.Sprintf("spiketop run %s --seed %d", f.Preset, f.Params.Seed)
	}})
	m.Update(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	m.Update(tickMsg{})
	src.take()
	m.Update(tickMsg{})
	m.clearNote()
	m.draw()
	return m, src
}

// press types keys by their names; a text in quotes is typed letter by letter.
func press(m *Model, keys ...string) tea.Cmd {
	var cmd tea.Cmd
	for _, k := range keys {
		if text, ok := strings.CutPrefix(k, "'"); ok {
			for _, r := range text {
				_, cmd = m.Update(keyPress(string(r)))
			}
			continue
		}
		_, cmd = m.Update(keyPress(k))
	}
	return cmd
}

var named = map[string]tea.KeyPressMsg{
	"space": {Code: tea.KeySpace, Text: " "}, " ": {Code: tea.KeySpace, Text: " "}, "tab": {Code: tea.KeyTab}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape},
	"shift+left": {Code: tea.KeyLeft, Mod: tea.ModShift}, "shift+right": {Code: tea.KeyRight, Mod: tea.ModShift},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "backspace": {Code: tea.KeyBackspace},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+z": {Code: 'z', Mod: tea.ModCtrl}, "ctrl+r": {Code: 'r', Mod: tea.ModCtrl},
}

func keyPress(k string) tea.KeyPressMsg {
	if msg, ok := named[k]; ok {
		return msg
	}
	r := []rune(k)
	if len(r) != 1 {
		panic("no key " + k)
	}
	return tea.KeyPressMsg{Code: r[0], Text: k}
}

// screen is the drawn text without colours.
func screen(m *Model) string { return m.buf.Dump() }

// row is a line of the screen, from the end where k is negative.
func row(m *Model, k int) string {
	lines := strings.Split(screen(m), "\n")
	if k < 0 {
		k += len(lines)
	}
	return lines[k]
}

func noteLine(m *Model) string { return strings.TrimSpace(row(m, -2)) }

func wantIn(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s lacks %q:\n%s", what, p, text)
		}
	}
}

// waitModel returns a function that ticks a screen until its frame is as wished;
// the header then has to say something.
func waitModel(t *testing.T, m *Model) func(says string, ok func(f *live.Frame) bool) {
	return func(says string, ok func(f *live.Frame) bool) {
		t.Helper()
		for end := time.Now().Add(hangs); time.Now().Before(end); time.Sleep(time.Millisecond) {
			m.Update(tickMsg{})
			if m.frame != nil && ok(m.frame) {
				wantIn(t, "header", row(m, 0), says)
				return
			}
		}
		t.Fatalf("%s: it never came:\n%s", says, screen(m))
	}
}
