package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	"spiketop/experiment"
	"spiketop/learn"
	"spiketop/tui/chart"
)

// Every state of the run, as the header and the hint tell it.
var states = []struct {
	name   string
	set    func(f *experiment.Frame)
	header []string
	hint   string
}{
	{"in training", func(f *experiment.Frame) {},
		[]string{"oscillation", "N 200", "QIF 50%", "g 1.00", "g_eff 0.61", "▶ 2.0×", "t 30.10 s", "● TRAINING", "pass 14/20", "score 0.9"}, "the readout follows its target now; after pass 20 training stops by itself"},
	{"early in training", func(f *experiment.Frame) { f.Pass.Number = 1; f.Scores = nil },
		[]string{"● TRAINING", "pass 1/20", "score –"}, "training: the readout should close in on its dotted target"},
	{"before training", func(f *experiment.Frame) { f.Pass = experiment.Pass{}; f.Scores = nil; f.TimeMS = 120 },
		[]string{"t 0.12 s", "untrained", "training from 0.5 s"}, "watch: the network is untrained; training starts at 0.5 s"},
	{"before, training off", func(f *experiment.Frame) { f.Pass = experiment.Pass{}; f.Scores = nil; f.Params.Learn.On = false },
		[]string{"untrained"}, "the network is untrained: t trains it"},
	{"passes without training", func(f *experiment.Frame) {
		f.Params.Learn.On = false
		f.Pass.Learning = false
		f.Scores = []experiment.PassScore{{Kind: experiment.TrainPass, Number: 1, Score: 0.1}}
	}, []string{"training off", "score 0.10"}, "training is off: the readout follows the target by chance only; t trains"},
	{"switched off amid training", func(f *experiment.Frame) { f.Params.Learn.On = false; f.Pass.Learning = false },
		[]string{"training off", "score 0.9"}, "training is off: T tests it, t trains on"},
	{"tests", func(f *experiment.Frame) {
		f.Params.Learn.On = false
		f.Pass = experiment.Pass{Kind: experiment.TestPass, Number: 3, Of: 5}
	}, []string{"trained", "test 3/5"}, "training stopped by itself; now the network runs free: does it hold?"},
	{"a test by hand", func(f *experiment.Frame) {
		f.Params.Learn.On = false
		f.Pass = experiment.Pass{Kind: experiment.TestPass, Number: 6, Of: 5}
	}, []string{"trained", "test 6 "}, "does it hold?"},
	{"it holds", func(f *experiment.Frame) {
		f.Params.Learn.On = false
		f.Pass = experiment.Pass{Kind: experiment.FreePass, Number: 1}
		f.Test = experiment.TestScore{Tests: 5, Score: 0.984}
	}, []string{"trained", "test score 0.98", "(5 tests)"}, "it holds. Now break it"},
	{"it does not", func(f *experiment.Frame) {
		f.Params.Learn.On = false
		f.Pass = experiment.Pass{Kind: experiment.FreePass, Number: 1}
		f.Test = experiment.TestScore{Tests: 1, Score: 0.1}
	}, []string{"test score 0.10", "(1 test)"}, "it does not hold: t trains on, T tests again"},
	{"an undefined score", func(f *experiment.Frame) {
		f.Params.Learn.On = false
		f.Pass = experiment.Pass{Kind: experiment.FreePass, Number: 1}
		f.Test = experiment.TestScore{Tests: 1, Score: math.NaN()}
	}, []string{"test score –"}, "it does not hold"},
	{"no target", func(f *experiment.Frame) {
		f.Params.Target.Kind = learn.None
		f.Params.Learn.On = false
		f.Pass, f.Scores = experiment.Pass{}, nil
	}, []string{"no target"}, "press G: the dimension falls with the gain"},
	{"paused", func(f *experiment.Frame) { f.Running = false }, []string{"‖ paused", "● TRAINING"}, "paused: space runs"},
	{"slower than asked", func(f *experiment.Frame) { f.Achieved = 0.71 }, []string{"▶ 2.0× asked, 0.71×"}, ""},
	{"an odd fraction", func(f *experiment.Frame) { f.Params.Net.QIF = 0.125 }, []string{"QIF 12.5%"}, ""},
	{"no operating points yet", func(f *experiment.Frame) { f.Transfer = nil }, []string{"g 1.00  seed 7"}, ""},
}

func TestHeader(t *testing.T) {
	for _, c := range states {
		t.Run(c.name, func(t *testing.T) {
			f := runningFrame()
			c.set(f)
			m, _ := testModel(160, 40, f)
			wantIn(t, "header", row(m, 0)+" ", c.header...)
			if f.Running && !strings.Contains(noteLine(m), c.hint) || hint(f) == "" {
				t.Errorf("hint %q, want %q", noteLine(m), c.hint)
			}
			if n := len([]rune(hint(f))); n > 78 {
				t.Errorf("the hint is cut at 80 columns: %q", hint(f))
			}
			small, _ := testModel(80, 24, f)
			if strings.TrimSpace(row(small, 1)) == "" || !strings.Contains(row(small, 2), "1 raster") {
				t.Errorf("80 columns: no second line, or no tabs:\n%s", screen(small))
			}
		})
	}
}

func TestFastForward(t *testing.T) {
	f := runningFrame()
	f.Speed, f.Achieved = math.Inf(1), 8.3
	m, src := testModel(120, 36, f)
	wantIn(t, "header", row(m, 0), "▶▶ 8.3×")
	wantIn(t, "progress", noteLine(m), "━━━", "───", "pass 14 of 20", "s left")

	// The bars follow every third tick, the panes once a second.
	panes, bars := 0, 0
	for k := range rate {
		f := runningFrame()
		f.Speed, f.TimeMS, f.Step = math.Inf(1), 40_000+float64(k)*100, int64(k)
		src.give(f)
		before, was := m.drawnAt, row(m, 0)
		m.Update(tickMsg{})
		if m.drawnAt != before {
			panes++
		}
		if row(m, 0) != was {
			bars++
		}
	}
	if panes != 1 || bars < 8 || bars > 11 {
		t.Errorf("in a second: panes drawn %d times, bars %d times", panes, bars)
	}
}

// Nothing is drawn while nothing changes.
func TestIdle(t *testing.T) {
	f := runningFrame()
	f.Running = false
	m, _ := testModel(120, 36, f)
	press(m, "G")
	for range 2 * badStays {
		m.Update(tickMsg{})
	}
	m.drawnAt = -1
	text := m.text
	allocs := testing.AllocsPerRun(100, func() { m.Update(tickMsg{}) })
	if m.drawnAt != -1 || m.text != text {
		t.Error("an idle tick draws")
	}
	if allocs > 8 { // the next tick's own
		t.Errorf("an idle tick allocates %g times", allocs)
	}
}

// The key line names quit and help at every width, and never overflows.
func TestKeyLineFits(t *testing.T) {
	for w := minW; w <= 240; w++ {
		m, _ := testModel(w, 24, runningFrame())
		line := row(m, -1)
		if !strings.Contains(line, "? help") || !strings.Contains(line, "q quit") || m.buf.Width(line) > w-1 {
			t.Errorf("%d columns: %q", w, line)
		}
	}
	m, _ := testModel(80, 24, runningFrame())
	wantIn(t, "80 columns", row(m, -1), "space pause", "t train", "f/F QIF", "g/G gain", "p presets")
}

func TestFitDropsTheLeastImportant(t *testing.T) {
	b := &chart.Buffer{}
	segs := []segment{{value: "aaa", rank: 1}, {value: "bbb", rank: 3}, {value: "ccc", rank: 2}}
	for w, want := range map[int]string{13: "aaabbbccc", 12: "aaaccc", 8: "aaaccc", 7: "aaa", 2: ""} {
		got := ""
		for _, s := range fit(b, w, slices.Clone(segs)) {
			got += s.value
		}
		if got != want {
			t.Errorf("%d columns: %q, want %q", w, got, want)
		}
	}
}

func TestSpeedLadder(t *testing.T) {
	x, n := speedLadder.Lo, 0
	for ; !math.IsInf(x, 1); n++ {
		up := faster(x)
		if up <= x || slower(up) != x {
			t.Fatalf("%g: up %g, down again %g", x, up, slower(up))
		}
		x = up
	}
	if n != 16 {
		t.Errorf("%d rungs", n)
	}
	if slower(0.001) != 0.001 || faster(0) != 0.001 || faster(1.7) != 2 || slower(1.7) != 1 {
		t.Error("between the rungs, or at the ends")
	}
	for x, want := range map[float64]string{0.001: "0.001×", 0.02: "0.02×", 0.5: "0.5×", 1: "1.0×", 9.9: "9.9×", 9.96: "10×", 100: "100×"} {
		if got := times(x); got != want {
			t.Errorf("times(%g) = %q, want %q", x, got, want)
		}
	}
}

// Messages of the run are announced once; refusals do not outlive their time.
func TestNotes(t *testing.T) {
	f := runningFrame()
	m, src := testModel(120, 36, f)
	next := runningFrame()
	next.Messages = append(next.Messages, experiment.Message{TimeMS: 31_000, Text: "new network: N 500", Bad: false})
	src.give(next)
	m.Update(tickMsg{})
	wantIn(t, "note", noteLine(m), "new network: N 500")
	again := *next
	src.give(&again)
	for range noteStays + 1 {
		m.Update(tickMsg{})
	}
	wantIn(t, "hint", noteLine(m), "the readout follows")
	press(m, "Q")
	wantIn(t, "refusal", noteLine(m), "not a key")
	press(m, "esc")
	wantIn(t, "hint", noteLine(m), "the readout follows")
}

// That a key did what the screen said already is not said twice.
func TestNotSaidTwice(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	press(m, "k")
	f := runningFrame()
	f.Step++
	f.Messages = append(f.Messages, experiment.Message{TimeMS: 31_000, Text: "do.kick = 1"})
	src.give(f)
	m.Update(tickMsg{})
	wantIn(t, "note", noteLine(m), "starts the network from a fresh random state")
	again := *f
	again.Step++
	again.Messages = append(again.Messages, experiment.Message{TimeMS: 31_001, Text: "do.kick = 2: refused", Bad: true})
	src.give(&again)
	m.Update(tickMsg{})
	wantIn(t, "note", noteLine(m), "refused")
}

// A paused run sends the same frame again and again: nothing is drawn.
func TestSameFrameIsNotDrawn(t *testing.T) {
	f := runningFrame()
	f.Running = false
	m, src := testModel(120, 36, f)
	m.drawnAt = -1
	for range 10 {
		again := *f
		src.give(&again)
		m.Update(tickMsg{})
	}
	if m.drawnAt != -1 {
		t.Error("drawn")
	}
	again := *f
	again.Watch++
	src.give(&again)
	m.Update(tickMsg{})
	if m.drawnAt == -1 {
		t.Error("a change is not drawn")
	}
}

// The view of a preset is applied when it appears, and only then.
func TestPresetView(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	f := runningFrame()
	f.Preset = "dimension"
	src.give(f)
	m.Update(tickMsg{})
	if got := src.take(); got != "Speed{X:20}" || m.focus != paneDimension {
		t.Errorf("asked %q, focus %d", got, m.focus)
	}
	press(m, "1")
	again := *f
	src.give(&again)
	m.Update(tickMsg{})
	if got := src.take(); got != "" || m.focus != paneRaster {
		t.Errorf("again: asked %q, focus %d", got, m.focus)
	}
}
