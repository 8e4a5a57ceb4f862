package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/racetest"
	"spiketop/internal/warn"
	"spiketop/learn"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui/chart"
)

// untrained makes a frame one from before the first pass.
func untrained(f *live.Frame) {
	f.Pass, f.Scores, f.AsTrained, f.Test = run.Pass{}, nil, run.AsTrained{TestScore: run.TestScore{Score: math.NaN()}}, run.TestScore{Score: math.NaN()}
}

// free makes a frame one from after training, with so many tests of that score.
// learn.on stays what a person set.
func free(f *live.Frame, tests int, score float64) {
	f.Pass = run.Pass{Kind: run.FreePass, Over: true}
	f.Test = run.TestScore{Tests: tests, Score: score}
	f.AsTrained = run.AsTrained{Ever: true, TestScore: f.Test}
}

// gain changes the gain since training: nothing is measured there.
func gain(f *live.Frame, now string) {
	f.AsTrained.Changes = []run.Change{{Key: "net.g", Symbol: "g", Was: "1", Now: now}}
	f.Test = run.TestScore{Score: math.NaN()}
}

// Every state of the run, as the header and the hint tell it.
var states = []struct {
	name   string
	set    func(f *live.Frame)
	header []string
	hint   string
}{
	{"in training", func(f *live.Frame) {},
		[]string{"oscillation", "N 200", "QIF 50%", "g 1.00", "g_eff 0.61", "▶ 2.0×", "t 30.10 s", "untrained › ● training 14/20 › tests › free", "fit 0.98 (while learning)"}, "while it learns, the readout follows; tests after pass 20 tell if it holds"},
	{"early in training", func(f *live.Frame) { f.Pass.Number = 1; f.Scores = nil; f.AsTrained.Ever = false },
		[]string{"● training 1/20 › tests › free", "fit –"}, "training: the readout should close in on its dotted target"},
	{"between two passes", func(f *live.Frame) { f.Pass = run.Pass{} },
		[]string{"› ● training › tests › free  fit 0.9"}, "while it learns, the readout follows; tests after pass 20 tell if it holds"},
	{"before training", func(f *live.Frame) { untrained(f); f.TimeMS = 120 },
		[]string{"t 0.12 s", "untrained", "training from 0.5 s"}, "watch: the network is untrained; training starts at 0.5 s"},
	{"before, training off", func(f *live.Frame) { untrained(f); f.Params.Learn.On = false },
		[]string{"untrained"}, "the network is untrained: t trains it"},
	{"before, no passes", func(f *live.Frame) { untrained(f); f.Params.Learn.Passes, f.Pass.Over = 0, true },
		[]string{" untrained "}, "learn.passes is 0: nothing is trained; ':learn.passes 20', then t"},
	{"no passes, tests", func(f *live.Frame) {
		untrained(f)
		f.Params.Learn.Passes, f.Pass = 0, run.Pass{Kind: run.TestPass, Number: 1, Of: 5, Over: true}
	}, []string{"training › ● tests 1/5 › free"}, "the untrained network runs free: what it scores is chance"},
	{"no passes, free passes", func(f *live.Frame) {
		untrained(f)
		f.Params.Learn.Passes, f.Pass = 0, run.Pass{Kind: run.FreePass, Over: true}
	}, []string{"● untrained › training › tests › free  fit –"}, "learn.passes is 0: nothing is trained"},
	{"passes without training", func(f *live.Frame) {
		untrained(f)
		f.Params.Learn.On = false
		f.Pass = run.Pass{Kind: run.TrainPass, Number: 2, Of: 20}
		f.Scores = []run.PassScore{{Kind: run.TrainPass, Number: 1, Score: 0.1}}
	}, []string{"● untrained › training off › tests › free  free pass 0.10"}, "training is off: the readout follows the target by chance only; t trains"},
	{"switched off amid training", func(f *live.Frame) { f.Params.Learn.On = false; f.Pass.Learning = false },
		[]string{"training off: not tested (T)"}, "training is off: T tests it, t trains on"},
	{"tests", func(f *live.Frame) {
		free(f, 2, 0.97)
		f.Pass = run.Pass{Kind: run.TestPass, Number: 3, Of: 5, Over: true}
	},
		[]string{"training › ● tests 3/5 › free  score 0.97"}, "training stopped by itself; now the network runs free: does it hold?"},
	{"a test by hand", func(f *live.Frame) {
		free(f, 5, 0.97)
		f.Pass = run.Pass{Kind: run.TestPass, Number: 6, Of: 0, Over: true}
	},
		[]string{"● tests 6 ›"}, "does it hold?"},
	{"a test amid training", func(f *live.Frame) { f.Pass = run.Pass{Kind: run.TestPass, Number: 1} },
		[]string{"● tests 1 ›"}, "training waits; now the network runs free: does it hold?"},
	{"it holds", func(f *live.Frame) { free(f, 5, 0.984) },
		[]string{"trained", "test score 0.98", "(5 tests)"}, "it holds. Now break it: f/F mix of neurons"},
	{"free passes run anyway", func(f *live.Frame) { free(f, 5, 0.984); f.HasFree, f.Free.Score = true, 0.971 },
		[]string{"test score 0.98", "free pass 0.97"}, "it holds."},
	{"over, not tested", func(f *live.Frame) { free(f, 0, math.NaN()) },
		[]string{"training over: not tested (T)"}, "training is over: T tests it, t trains another block of passes"},
	{"it does not", func(f *live.Frame) { free(f, 1, 0.1) },
		[]string{"not trained", "test score 0.10", "(1 test)"}, "it does not hold: t trains on, T tests again"},
	{"an undefined score", func(f *live.Frame) {
		free(f, 1, math.NaN())
		f.Scores = append(f.Scores, run.PassScore{Kind: run.TestPass, Why: warn.List{warn.New(warn.Undefined, "no target varies")}})
	}, []string{"not trained", "test score –"}, "the test score is not defined: no target varies"},

	// A score belongs to the state of the parameters in which it was measured.
	{"changed, not tested", func(f *live.Frame) { free(f, 5, 1); gain(f, "1.5") },
		[]string{"trained at g 1 · now g 1.5: not tested (T)"}, "now g 1.5: not tested here; T tests it, u takes the change back"},
	{"changed, a free pass ran", func(f *live.Frame) { free(f, 5, 1); gain(f, "1.5"); f.HasFree, f.Free.Score = true, 0.31 },
		[]string{"trained at g 1 · now g 1.5: not tested (T)", "free pass 0.31"}, "now g 1.5: a free pass scores 0.31; T tests it, u takes the change back"},
	{"two changes", func(f *live.Frame) {
		free(f, 5, 1)
		gain(f, "1.5")
		f.AsTrained.Changes = append(f.AsTrained.Changes, run.Change{Key: "learn.every", Was: "2", Now: "4"})
	}, []string{"trained at g 1 · now g 1.5 (+1): not tested (T)"}, "now g 1.5 (+1): not tested here"},
	{"changed and tested", func(f *live.Frame) { free(f, 5, 1); gain(f, "1.5"); f.Test = run.TestScore{Tests: 2, Score: 0.1} },
		[]string{"test now 0.10", "as trained 1.00"}, "it does not hold at g 1.5: u takes the change back, t trains on"},
	{"changed, tested, it holds", func(f *live.Frame) { free(f, 5, 1); gain(f, "1.1"); f.Test = run.TestScore{Tests: 1, Score: 0.99} },
		[]string{"test now 0.99", "as trained 1.00"}, "it holds at g 1.1, too"},
	{"changed, a test runs", func(f *live.Frame) {
		free(f, 5, 1)
		gain(f, "1.5")
		f.Pass = run.Pass{Kind: run.TestPass, Number: 1, Over: true}
	},
		[]string{"● tests 1 ›", "as trained 1.00"}, "the network runs free at g 1.5: does it hold there?"},
	{"changed, never tested as trained", func(f *live.Frame) {
		free(f, 0, math.NaN())
		gain(f, "1.5")
		f.Test = run.TestScore{Tests: 1, Score: 0.2}
	},
		[]string{"test now 0.20", "as trained not tested"}, "it does not hold at g 1.5"},
	{"saturated", func(f *live.Frame) {
		f.Transfer.Hz[last].Warnings.Add(warn.Saturated, "100 of 100 LIF neurons fire at the highest rate")
	}, []string{"LIF saturated"}, ""},
	{"no target", func(f *live.Frame) {
		f.Params.Target.Kind = learn.None
		f.Params.Learn.On = false
		f.Pass, f.Scores = run.Pass{}, nil
	}, []string{"● no target: counting 118/400 windows"}, "G: stronger coupling correlates neurons, so the dimension falls; f/F: the mix"},
	{"paused", func(f *live.Frame) { f.Running = false }, []string{"‖ paused", "● training 14/20"}, "paused: space runs"},
	{"the end of a recording", func(f *live.Frame) {
		f.Running, f.Replay, f.End, f.Halt = false, true, f.Step, "end of the recording (t 28.0 s); space goes on"
	}, []string{"‖ paused"}, "end of the recording (t 28.0 s); space goes on"},
	{"slower than asked", func(f *live.Frame) { f.Achieved = 0.71 }, []string{"▶ 2.0× asked, 0.71×"}, ""},
	{"an odd fraction", func(f *live.Frame) { f.Params.Net.Types[0].Fraction = 0.125 }, []string{"QIF 12.5%"}, ""},
	{"an undefined g_eff", func(f *live.Frame) {
		f.Transfer.GEff = measure.Doubt{Value: math.NaN(), Warnings: warn.List{warn.New(warn.NoActivity, "no activity measured yet")}}
	}, []string{"g_eff –  seed 7"}, ""},
	{"all of one type", func(f *live.Frame) {
		f.Params.Net.Types[0].Fraction = 0
		f.Populations = f.Params.Net.Populations()
	}, []string{"N 200  LIF 100%"}, ""},
	{"all of the other", func(f *live.Frame) {
		f.Params.Net.Types[0].Fraction = 1
		f.Populations = f.Params.Net.Populations()
	}, []string{"N 200  QIF 100%  g 1.00"}, ""},
	{"no operating points yet", func(f *live.Frame) { f.Transfer = nil }, []string{"g 1.00  seed 7"}, ""},
}

// The line of fast-forward of a recording counts to its end.
func TestProgressOfARecording(t *testing.T) {
	f := runningFrame()
	f.Replay, f.Step, f.End, f.Achieved, f.Params.Net.Dt = true, 30_000, 120_000, 10, 0.1
	if done, text := progress(f); done != 0.25 || text != "the recording, to its end, 1 s left" {
		t.Errorf("%g, %q", done, text)
	}
	f.Step = f.End
	if _, text := progress(f); strings.Contains(text, "recording") {
		t.Errorf("beyond the end: %q", text)
	}
}

// What comes from outside reaches the terminal without what would control it.
func TestNamesFromOutside(t *testing.T) {
	const name = "a\x1b]2;b\x07\u009b31m\u202ec"
	f := runningFrame()
	f.Preset = name
	f.Messages = []run.Message{{Text: "opened " + name, Bad: true}}
	m, _ := testModel(120, 40, f)
	press(m, "!")
	for what, text := range map[string]string{"the title": m.View().WindowTitle, "the screen": screen(m)} {
		if strings.ContainsAny(text, "\x1b\x07\u009b\u202e") || !strings.Contains(text, "]2;b") {
			t.Errorf("%s: %q", what, text)
		}
	}
	f = runningFrame()
	f.Preset = strings.Repeat("long", 1000)
	if m, _ := testModel(120, 40, f); len(m.View().WindowTitle) > 200 {
		t.Errorf("a title of %d bytes", len(m.View().WindowTitle))
	}
}

func TestHeader(t *testing.T) {
	racetest.SkipAlone(t, "the header is drawn by the test")
	for _, c := range states {
		t.Run(c.name, func(t *testing.T) {
			f := runningFrame()
			c.set(f)
			m, _ := testModel(160, 40, f)
			wantIn(t, "header", row(m, 0)+" ", c.header...)
			if (f.Running || f.Halt != "") && !strings.Contains(noteLine(m), c.hint) || hint(f) == "" {
				t.Errorf("hint %q, want %q", noteLine(m), c.hint)
			}
			if n := len([]rune(hint(f))); n > 78 {
				t.Errorf("the hint is cut at 80 columns: %q", hint(f))
			}
			small, _ := testModel(80, 24, f)
			if strings.TrimSpace(row(small, 1)) == "" || !strings.Contains(row(small, 2), "8 map") {
				t.Errorf("80 columns: no second line, or no tabs:\n%s", screen(small))
			}
		})
	}
}

// roleAt is how the text on the first line is drawn, from its first character on.
func roleAt(t *testing.T, m *Model, text string) chart.Role {
	t.Helper()
	i := strings.Index(row(m, 0), text)
	if i < 0 {
		t.Fatalf("%q is not in %q", text, row(m, 0))
	}
	return m.buf.At(len([]rune(row(m, 0)[:i])), 0).Role
}

// Green is a score of the network as it is; grey is what is older.
func TestOnlyThePresentIsGreen(t *testing.T) {
	f := runningFrame()
	free(f, 5, 1)
	m, _ := testModel(160, 40, f)
	if role := roleAt(t, m, "trained  test score"); role != chart.Good {
		t.Errorf("as trained: role %d", role)
	}
	for name, c := range map[string]struct {
		set        func(f *live.Frame)
		plain, dim string
	}{
		"not tested":  {func(f *live.Frame) { gain(f, "1.5") }, "trained at g 1", ""},
		"tested":      {func(f *live.Frame) { gain(f, "1.5"); f.Test = run.TestScore{Tests: 1, Score: 0.1} }, "0.10", "as trained 1.00"},
		"a free pass": {func(f *live.Frame) { gain(f, "1.5"); f.HasFree, f.Free.Score = true, 0.99 }, "0.99", ""},
	} {
		f := runningFrame()
		free(f, 5, 1)
		c.set(f)
		m, _ := testModel(160, 40, f)
		if role := roleAt(t, m, c.plain); role != chart.Plain {
			t.Errorf("%s: %q has role %d", name, c.plain, role)
		}
		if c.dim != "" && roleAt(t, m, c.dim) != chart.Dim {
			t.Errorf("%s: %q is not grey", name, c.dim)
		}
		for x := strings.Index(row(m, 0), "seed"); x < 160; x++ {
			if cell := m.buf.At(x, 0); cell.Role == chart.Good && cell.Rune > ' ' && !strings.ContainsRune("▶2.0×", cell.Rune) {
				t.Errorf("%s: %q is green", name, cell.Rune)
			}
		}
	}
}

func TestFastForward(t *testing.T) {
	f := runningFrame()
	f.Speed, f.Achieved = math.Inf(1), 8.3
	m, src := testModel(120, 36, f)
	wantIn(t, "header", row(m, 0), "▶▶ 8.3×")
	wantIn(t, "progress", noteLine(m), "━━━", "───", "pass 14 of 20", "s left")

	// The bars follow every third tick, the panes once a second after the last drawing:
	// a pane that folded at once was drawn again at the tick after the first.
	panes, bars := 0, 0
	for k := range rate + 1 {
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
	racetest.SkipAlone(t, "the screen is drawn by the test")
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
	next.Messages = append(next.Messages, run.Message{TimeMS: 31_000, Text: "new network: N 500", Bad: false})
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
	f.Messages = append(f.Messages, run.Message{TimeMS: 31_000, Text: "do.kick = 1", Echo: "do.kick"})
	src.give(f)
	m.Update(tickMsg{})
	wantIn(t, "note", noteLine(m), "starts the network from a fresh random state")
	again := *f
	again.Step++
	again.Messages = append(again.Messages, run.Message{TimeMS: 31_001, Text: "do.kick = 2: refused", Bad: true})
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
		src.repeat(&again)
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
	f.Preset, f.View = "dimension", presets.View{Speed: 20, Large: []string{"dimension", "transfer"}}
	src.give(f)
	m.Update(tickMsg{})
	if got := src.take(); got != "Speed{X:20}" || m.focus != numberOf("dimension") {
		t.Errorf("asked %q, focus %d", got, m.focus)
	}
	press(m, "1")
	again := *f
	src.give(&again)
	m.Update(tickMsg{})
	if got := src.take(); got != "" || m.focus != numberOf("raster") {
		t.Errorf("again: asked %q, focus %d", got, m.focus)
	}
}
