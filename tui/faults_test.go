package tui

import (
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/racetest"
	"spiketop/internal/warn"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/metrics"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui/chart"
)

// undefine makes every number that is not a parameter or a place in time what v is.
func undefine(x reflect.Value, v float64) {
	switch x.Kind() {
	case reflect.Float64:
		x.SetFloat(v)
	case reflect.Slice, reflect.Array:
		for i := range x.Len() {
			undefine(x.Index(i), v)
		}
	case reflect.Pointer:
		if !x.IsNil() {
			undefine(x.Elem(), v)
		}
	case reflect.Struct:
		for i := range x.NumField() {
			switch x.Type().Field(i).Name {
			case "Params", "Asked", "Window", "TimeMS", "Speed", "Populations", "Input":
			default:
				if x.Field(i).CanSet() {
					undefine(x.Field(i), v)
				}
			}
		}
	}
}

// A number that is not defined is a dash, wherever it stands.
func TestUndefinedIsADash(t *testing.T) {
	racetest.SkipAlone(t, "panes are drawn by the test")
	words := regexp.MustCompile(`(?i)\b(nan|inf|n/a)\b`)
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, frame := range []func() *live.Frame{stillFrame, runningFrame, func() *live.Frame { return withAll(largeFrame()) }} {
			f := frame()
			undefine(reflect.ValueOf(f).Elem(), v)
			m, src := testModel(200, 60, f)
			press(m, "c")
			other := frame()
			other.Params.Net.G = 1.1
			src.give(other)
			for range noteStays + 2 {
				m.Update(tickMsg{})
			}
			for _, key := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
				press(m, key, "z")
				for range 3 {
					src.give(f)
					m.Update(tickMsg{})
					if found := words.FindString(screen(m)); found != "" {
						t.Fatalf("%v, pane %s: %q on the screen:\n%s", v, key, found, screen(m))
					}
					press(m, "m")
				}
				press(m, "z")
			}
		}
	}
}

// A dash has its reason beside it.
func TestUndefinedSaysWhy(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		pane string
		set  func(f *live.Frame)
		says string
	}{
		"g_eff": {"transfer", func(f *live.Frame) {
			f.Transfer.GEff = measure.Doubt{Value: nan, Warnings: warn.List{warn.New(warn.NoActivity, "no activity measured yet")}}
		}, "g_eff – · no activity measured yet"},
		"an infinite gain": {"transfer", func(f *live.Frame) {
			f.Transfer.GEff = measure.Doubt{Value: math.Inf(1), Warnings: warn.List{
				warn.New(warn.NoNoise, "no noise"), warn.New(warn.Rheobase, "at rheobase a gain is infinite")}}
		}, "g_eff – · at rheobase a gain is infinite"},
		"rates": {"raster", func(f *live.Frame) { f.Rates[0], f.Rates[last] = nan, nan }, "QIF – Hz · LIF – Hz · no activity measured yet"},
		"the dimension": {"dimension", func(f *live.Frame) {
			f.Dimension.Measured.Value = nan
			f.Dimension.Measured.Warnings = warn.List{warn.New(warn.FewWindows, "large correction"), warn.New(warn.FewWindows, "12 windows give no value yet")}
		}, "not measured: 12 windows give no value yet"},
		"the dimension while passes run": {"dimension", func(f *live.Frame) {
			f.Dimension.Why, f.Dimension.Measured.Value = "measured only without cue and target", nan
		}, "measured only without cue and target"},
		"a theory": {"dimension", func(f *live.Frame) {
			f.Dimension.Closed = metrics.Undefined(warn.NoTheory, "the linear theory needs noise")
		}, "(1−g_eff²)² –: the linear theory needs noise"},
		"a score": {"readout", func(f *live.Frame) {
			f.Scores = append(f.Scores, run.PassScore{Kind: run.FreePass, Score: nan, NRMSE: nan, Why: warn.List{warn.New(warn.Undefined, "no score: no target varies")}})
		}, "! no score: no target varies"},
		"a z": {"motifs", func(f *live.Frame) {
			w := &f.Motifs.Weighted.Reciprocal
			w.Z = nan
			w.Warnings.Add(warn.NullFixed, "the null does not vary: no z")
		}, "· the null does not vary: no z"},
		"eigenvalues": {"eigenvalues", func(f *live.Frame) {
			f.Spectrum = &live.Spectrum{}
			f.Spectrum.Now.Warnings.Add(warn.NotFinite, "a weight is not finite")
		}, "a weight is not finite"},
	} {
		f := stillFrame()
		c.set(f)
		if text := framed(paneOf(c.pane), f, 100, 16, false).Dump(); !strings.Contains(text, c.says) {
			t.Errorf("%s: %q is not said:\n%s", name, c.says, text)
		}
	}
}

// One of a thing is not several.
func TestOneIsSingular(t *testing.T) {
	f := stillFrame()
	f.Params.Learn.Tests, f.Params.Learn.Passes = 1, 1
	f.Test.Tests, f.AsTrained.Tests = 1, 1
	f.Dimension.Measured.Windows, f.Dimension.Measured.Silent = 1, 1
	f.Spectrum.Now.Outliers = 1
	wrong := regexp.MustCompile(`\b1 (tests|passes|neurons|outliers|windows|values)\b`)
	for _, p := range newPanes() {
		if found := wrong.FindString(framed(&p, f, 120, 34, false).Dump()); found != "" {
			t.Errorf("%s: %q", p.Name, found)
		}
	}
	m, _ := testModel(160, 40, f)
	press(m, "t")
	wantIn(t, "t", noteLine(m), "training again: another block of 1 pass")
	wantIn(t, "header", row(m, 0), "(1 test)")
}

// Places that were visited have the shape of their composition; those of another
// composition than the present one are grey.
func TestVisitedCarryTheirComposition(t *testing.T) {
	f := stillFrame()
	visit := func(fraction, g, value float64) live.Visited {
		p := f.Params.Net
		p.Types[0].Fraction = fraction
		return live.Visited{Populations: p.Populations(), G: g, GEff: 0.6 * g, Value: value, SE: 0.01}
	}
	for _, c := range []struct {
		now  float64 // the present fraction of the first type
		mark rune    // of the present
		at   [4]rune
		role [4]chart.Role
	}{
		{0.5, '◆', [4]rune{'◇', '◇', '□', '○'}, [4]chart.Role{chart.Plain, chart.Visited, chart.Visited, chart.Visited}},
		{0, '●', [4]rune{'◇', '◇', '□', '○'}, [4]chart.Role{chart.Visited, chart.Visited, chart.Visited, typeRole(last)}},
		{1, '■', [4]rune{'◇', '◇', '□', '○'}, [4]chart.Role{chart.Visited, chart.Visited, typeRole(0), chart.Visited}},
	} {
		f.Params.Net.Types[0].Fraction = c.now
		f.Populations = f.Params.Net.Populations()
		f.History, f.Dimension.OfW.Value, f.Dimension.Measured.Value = nil, math.NaN(), 0.1
		f.Visited = []live.Visited{visit(0.5, 0.2, 0.9), visit(0.3, 0.4, 0.7), visit(1, 0.6, 0.5), visit(0, 0.8, 0.3)}
		b := framed(paneOf("dimension"), f, 50, 30, false)
		for k := range c.at {
			var found [][2]int
			for _, at := range find(b, c.at[k], c.role[k]) {
				if at[1] > 2 && at[1] < 26 { // neither state nor legend
					found = append(found, at)
				}
			}
			if len(found) == 0 {
				t.Errorf("now %g: no %c with role %d for place %d:\n%s", c.now, c.at[k], c.role[k], k, b.Dump())
			}
		}
		if len(find(b, c.mark, chart.Measured)) != 2 { // in the plot, and in the state
			t.Errorf("now %g: no %c here:\n%s", c.now, c.mark, b.Dump())
		}
		if !strings.Contains(b.Dump(), "grey: another mix") {
			t.Errorf("now %g: the legend does not say what is grey:\n%s", c.now, b.Dump())
		}
	}
}

// Nothing of an abandoned measurement is left.
func TestAbandonedPointsAreGone(t *testing.T) {
	f := stillFrame()
	f.Dimension, f.History = nil, nil // the run's own view after a change
	f.Visited = nil
	b := framed(paneOf("dimension"), f, 100, 20, false)
	for _, mark := range "◆◇●○■□" {
		for _, role := range []chart.Role{chart.Measured, chart.Visited, chart.Plain} {
			if at := find(b, mark, role); len(at) > 0 {
				t.Errorf("%c is left at %v", mark, at)
			}
		}
	}
}

// The scores beside the readout are those of the network as it is, or grey.
func TestOldScoresAreGrey(t *testing.T) {
	f := stillFrame()
	gain(f, "1.5")
	b := framed(paneOf("readout"), f, 100, 16, false)
	wantIn(t, "readout", b.Dump(), "not tested in this state", "as trained: score 0.98")
	for y := range b.H {
		if i := strings.Index(rowOf(b, y), "as trained"); i >= 0 {
			for x := len([]rune(rowOf(b, y)[:i])); x < b.W-1; x++ {
				if c := b.At(x, y); c.Rune > ' ' && c.Role != chart.Dim {
					t.Errorf("%c in an old score has role %d", c.Rune, c.Role)
				}
			}
		}
	}
}

// A rounded duration says what acts.
func TestRoundedParametersSayWhatActs(t *testing.T) {
	f := stillFrame()
	f.Params.Net.TRef = 3.24
	list := paneOf("parameters")
	pressed(t, list, f, "end")
	text := framed(list, f, 120, 60, false).Dump()
	wantIn(t, "the row", text, "3.24 ms  live    acts as 3.2 ms")
	if n := strings.Count(text, "acts as"); n != 1 {
		t.Errorf("%d parameters act as something else:\n%s", n, text)
	}
	list.pane.(*parametersPane).SetFilter("t_ref")
	wantIn(t, "about it", framed(list, f, 120, 20, false).Dump(), "acts as 3.2 ms, whole steps of net.dt; a number from 0 to 100")
}

// Saturation is said with its numbers before what theory assumes.
func TestSaturationIsSaid(t *testing.T) {
	f := stillFrame()
	f.Transfer.Hz[last].Warnings.Add(warn.Saturated, "100 of 100 LIF neurons fire at the highest rate")
	wantIn(t, "transfer", framed(paneOf("transfer"), f, 100, 12, false).Dump(), "! 100 of 100 LIF neurons fire at the highest rate")
}

// No window is longer than what is kept.
func TestWindowIsWhatIsKept(t *testing.T) {
	f, p := stillFrame(), paneOf("raster")
	for f.Window.LengthMS = 100; ; {
		m := &Model{frame: f}
		if bound(p.keys, "]").why(m, "]") != "" {
			break
		}
		f.Window.LengthMS = pressed(t, p, f, "]")[0].(live.Watch).WindowMS
		if f.Window.LengthMS > run.MaxWindowMS {
			t.Fatalf("%g ms are asked for, %d are kept", f.Window.LengthMS, run.MaxWindowMS)
		}
	}
	if f.Window.LengthMS != run.MaxWindowMS {
		t.Errorf("the longest window is %g ms", f.Window.LengthMS)
	}
}

// Key t follows the pass clock, not what learn.on says.
func TestTrainingKeyFollowsThePassClock(t *testing.T) {
	for name, c := range map[string]struct {
		set         func(f *live.Frame)
		asked, says string
	}{
		"training":                     {func(*live.Frame) {}, "Nudge{Key:learn.on Dir:1}", "learn.on true → false"},
		"over":                         {func(f *live.Frame) { free(f, 5, 1) }, "Nudge{Key:learn.on Dir:1}", "training again: another block of 20 passes"},
		"over, switched off":           {func(f *live.Frame) { free(f, 5, 1); f.Params.Learn.On = false }, "Nudge{Key:learn.on Dir:1}", "learn.on false → true"},
		"amid passes without training": {func(f *live.Frame) { f.Params.Learn.On, f.Pass.Number, f.Pass.Of = false, 12, 20 }, "Nudge{Key:learn.on Dir:1}", "training from pass 12 of 20 on"},
		"no passes":                    {func(f *live.Frame) { untrained(f); f.Params.Learn.Passes, f.Pass.Over = 0, true }, "", "t: learn.passes is 0"},
	} {
		f := runningFrame()
		c.set(f)
		m, src := testModel(120, 36, f)
		press(m, "t")
		if got := src.take(); got != c.asked {
			t.Errorf("%s: asked %q, want %q", name, got, c.asked)
		}
		wantIn(t, name, noteLine(m), c.says)
	}
	wantIn(t, "help", KeysMarkdown(), "| `t` | training on or off; on again after its end: another block of passes (learn.on) |")
}

// The program on a live run: after the protocol r plays it again, and the header
// tells which state a score is of.
func TestLiveProtocol(t *testing.T) {
	plan, err := presets.Parse("quick.toml", `[set]
"net.n" = 20
"net.t_ref" = 0
"target.kind" = "oscillation"
"target.duration" = 100
"target.cue" = 10
"learn.on" = true
"learn.start" = 20
"learn.passes" = 3
"learn.tests" = 2
`)
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := live.NewRunner(s, nil)
	defer r.Close()
	m := newModel(Options{Source: r})
	m.Update(tea.WindowSizeMsg{Width: 160, Height: 40})
	until := waitModel(t, m)
	r.Send(live.Speed{X: 5})
	until("test score", func(f *live.Frame) bool { return stageOf(f) == afterwards && f.Test.Tests == 2 && f.HasFree })
	if !m.frame.Params.Learn.On || m.frame.Pass.Learning {
		t.Errorf("learn.on %v, learning %v", m.frame.Params.Learn.On, m.frame.Pass.Learning)
	}
	if m.frame.Asked != m.frame.Params {
		t.Errorf("what repeats the run is not what was set: %+v", m.frame.Asked)
	}
	press(m, "G")
	until("now g 1.1", func(f *live.Frame) bool { return len(f.AsTrained.Changes) == 1 && f.Test.Tests == 0 })
	press(m, "T")
	until("test now", func(f *live.Frame) bool { return stageOf(f) == afterwards && f.Test.Tests > 0 })
	// Three passes are over in 70 ms, which a slow machine may not show: the run waits.
	press(m, "space", "t")
	r.Send(live.Single{Steps: 500})
	until("● training", func(f *live.Frame) bool { return f.Pass.Learning })
	press(m, "r")
	r.Send(live.Single{Steps: 500})
	until("● training", func(f *live.Frame) bool { return f.Episode == 1 && f.Pass.Learning })
	press(m, "space")
	until("test score", func(f *live.Frame) bool { return f.Episode == 1 && stageOf(f) == afterwards && f.Test.Tests == 2 })
	press(m, "R")
	until("test score", func(f *live.Frame) bool {
		return f.Episode == 2 && f.Params.Seed == 2 && stageOf(f) == afterwards && f.Test.Tests == 2
	})
}
