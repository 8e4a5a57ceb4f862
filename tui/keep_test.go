package tui

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"spiketop/internal/racetest"
	"spiketop/live"
	"spiketop/tui/picture"
	"spiketop/tui/picture/picturetest"
)

// P keeps the screen that the person saw, the text to the character, beside the
// screen; where nothing can be written the reason is said.
func TestPictureOfTheScreen(t *testing.T) {
	racetest.SkipAlone(t, "what P does beside is called by the test")
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}, {200, 60}} {
		m, _ := testModel(size.w, size.h, stillFrame())
		wantIn(t, "without a place", pressNote(m, "P"), "P: nothing can be written here")
		m.clearNote()
		m.draw()
		var svg, image []byte
		m.opts.Keep = func(preset string, seed int, a, b []byte) ([]string, error) {
			if preset != "oscillation" || seed != 7 {
				t.Errorf("of %s, seed %d", preset, seed)
			}
			svg, image = a, b
			return []string{"x.svg", "x.png"}, nil
		}
		saw := screen(m)
		cmd := press(m, "P")
		press(m, "tab") // the picture is of before
		m.Update(cmd())
		wantIn(t, "P", noteLine(m), "written: x.svg, x.png")
		if got := picturetest.Text(t, svg, picture.CellW, picture.CellH); got != saw {
			t.Errorf("%d×%d: the picture says\n%s\nthe screen said\n%s", size.w, size.h, got, saw)
		}
		c, err := png.DecodeConfig(bytes.NewReader(image))
		if err != nil || c.Width != size.w*picture.CellW || c.Height != size.h*picture.CellH {
			t.Errorf("%d×%d pixels, %v", c.Width, c.Height, err)
		}
		m.opts.Keep = func(string, int, []byte, []byte) ([]string, error) { return nil, errors.New("x.svg: disk full") }
		m.Update(press(m, "P")())
		wantIn(t, "P on a full disk", noteLine(m), "x.svg: disk full")
	}
}

// A recorded run is gone through by keys and by :goto; another run says why not.
func TestKeysOfARecording(t *testing.T) {
	f := stillFrame()
	m, src := testModel(120, 36, f)
	wantIn(t, "a run that is no recording", pressNote(m, "shift+left"), "that is for a recorded run")
	if press(m, ":", "'goto 3", "enter"); src.take() != "" {
		t.Error("it goes back all the same")
	}
	press(m, "esc")
	f = stillFrame()
	f.Replay, f.End = true, 301_000
	m, src = testModel(120, 36, f)
	m.focus = paneNamed(m.panes, "raster")
	dt := f.Params.Net.Dt
	for _, c := range []struct {
		keys []string
		ask  live.Request
	}{
		{[]string{"left"}, live.Shift{Steps: int64(-1000 / dt)}}, {[]string{"right"}, live.Shift{Steps: int64(1000 / dt)}},
		{[]string{"shift+left"}, live.Shift{Steps: int64(-10_000 / dt)}}, {[]string{"shift+right"}, live.Shift{Steps: int64(10_000 / dt)}},
		{[]string{"home"}, live.Goto{}}, {[]string{"end"}, live.Goto{Step: 301_000}},
		{[]string{":", "'goto 12.5", "enter"}, live.Goto{Step: int64(12_500 / dt)}}, {[]string{":", "'goto 3s", "enter"}, live.Goto{Step: int64(3000 / dt)}},
	} {
		press(m, c.keys...)
		if want := fmt.Sprintf("%T%+v", c.ask, c.ask)[len("live."):]; src.take() != want {
			t.Errorf("%q asks for another than %s", c.keys, want)
		}
	}
	for _, bad := range []string{"-1", "31", "x", "", "NaN", "Inf"} {
		press(m, ":", "'goto "+bad, "enter")
		wantIn(t, "goto "+bad, screen(m), "must be 0 to 30.1 seconds")
		press(m, "esc")
	}
	if got := src.take(); got != "" {
		t.Errorf("a wrong time asks %q", got)
	}
}

// y has the run, a sweep around it and the same for a cluster; y again copies the one
// that is selected.
func TestBatchCommands(t *testing.T) {
	m, _ := testModel(120, 36, stillFrame())
	m.opts.SweepCommand = func(*live.Frame) string { return "spiketop sweep x" }
	press(m, "y")
	wantIn(t, "y", screen(m), "spiketop run oscillation --seed 7", "spiketop sweep x --slurm 20 > sweep.sh && bash sweep.sh")
	for k, want := range []string{"spiketop run oscillation --seed 7", "spiketop sweep x", "spiketop sweep x --slurm 20 > sweep.sh && bash sweep.sh"} {
		press(m, "esc", "y")
		for range k {
			press(m, "down")
		}
		if got := fmt.Sprint(press(m, "y")()); got != want {
			t.Errorf("it copies %q, want %q", got, want)
		}
		wantIn(t, "copied", noteLine(m), "clipboard: "+want)
	}
	m.opts.SweepCommand = func(*live.Frame) string { return "" }
	m.clearNote()
	if press(m, "y"); strings.Contains(screen(m), "sweep") {
		t.Error("a sweep of a run that has none")
	}
}

// With a pane zoomed P keeps the pane alone, with the names and units of its axes; a
// pane that has no such figure is drawn without what is around it.
func TestFigureOfAPane(t *testing.T) {
	racetest.SkipAlone(t, "what P does beside is called by the test")
	for name, want := range map[string][]string{
		"readout":     {"Readout of neuron 17", "time, s", "readout u", "target f", "nRMSE", "pass"},
		"raster":      {"Spikes", "time, s", "neuron, by index", "rate, Hz"},
		"eigenvalues": {"Re λ", "Im λ", "predicted outliers", "outliers"},
		"dimension":   {"gain g", "dimension PR/N", "theory"},
		"transfer":    {"input u", "rate, Hz", "curve"},
		"motifs":      {"motifs", "reciprocal", "seed 7"},
	} {
		f := stillFrame()
		if name == "dimension" {
			f.Dimension.Why = ""
		}
		m, _ := testModel(120, 36, f)
		m.focus, m.zoom = paneNamed(m.panes, name), true
		m.draw()
		svg, image := m.picture(true)()
		text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(svg), "")
		wantIn(t, name, text, want...)
		if strings.Contains(text, "quit") || strings.Contains(text, "╭") {
			t.Errorf("%s has what is around it", name)
		}
		if _, err := png.DecodeConfig(bytes.NewReader(image)); err != nil {
			t.Error(err)
		}
		if fig, ok := m.panes[m.focus].pane.(figured); ok && strings.Contains(string(fig.Figure(f).SVG()), "NaN") {
			t.Errorf("%s has numbers that are none", name)
		}
	}
}
