package tui

import (
	"math"
	"strings"
	"testing"

	"spiketop/internal/racetest"
	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// upperEdge is the first row of a pane drawn in its frame.
func upperEdge(p *slot, f *live.Frame, w int) string {
	line, _, _ := strings.Cut(framed(p, f, w, 9, false).Dump(), "\n")
	return line
}

// Every pane, in every view and at every width: a part of the headline is there
// whole or not at all, and the first part is the last to go.
func TestHeadlinesAreNeverCut(t *testing.T) {
	racetest.SkipAlone(t, "titles are drawn by the test")
	for _, c := range paneCases {
		p, f := paneOf(c.pane), stillFrame()
		pressed(t, p, f, c.keys...)
		framed(p, f, 120, 9, false)
		parts := strings.Split(p.headline(f), " · ")
		for w := 20; w <= 120; w++ {
			framed(p, f, w, 9, false) // a pane learns its size as it is drawn
			line := upperEdge(p, f, w)
			_, head, some := strings.Cut(line, "─ ")
			if !some {
				continue
			}
			head = strings.TrimRight(strings.TrimSuffix(strings.TrimRight(head, "─╮ "), p.corner(f)), "─ ")
			want := ""
			for k, part := range parts {
				if k > 0 {
					want += " · "
				}
				want += part
				if want == head {
					break
				}
			}
			if head != want && head != "" {
				t.Fatalf("%s %v, %d columns: %q is no whole parts of %q", c.pane, c.keys, w, head, p.headline(f))
			}
			if head == "" && w >= 40 && p.headline(f) != "" && len(c.keys) < 2 {
				t.Errorf("%s %v, %d columns: no number in %q", c.pane, c.keys, w, line)
			}
		}
	}
}

// The number comes first.
func TestHeadlinesBeginWithTheirNumber(t *testing.T) {
	f := stillFrame()
	for pane, want := range map[string]string{
		"raster": "QIF 9.0 Hz", "readout": "test score 0.98", "eigenvalues": "8 outliers", "motifs": "reciprocal +0.36 (z +51)",
		"dimension": "PR/N 0.34 ± 0.03", "transfer": "g_eff 0.61",
		"spiking": "CV QIF 0.61 · LIF 0.93",
	} {
		if head := paneOf(pane).headline(f); !strings.HasPrefix(head, want) {
			t.Errorf("%s: %q does not begin with %q", pane, head, want)
		}
	}
}

// While learning there is a fit, and no score.
func TestFitIsNoScore(t *testing.T) {
	f := runningFrame()
	f.Map = nil // its scores are of other runs, which are over
	for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 36}, {170, 36}, {200, 60}} {
		m, _ := testModel(size[0], size[1], f)
		press(m, "2")
		text := screen(m)
		wantIn(t, "in training", text, "(while learning)", "fit 0.9")
		if strings.Contains(text, "score 0.") {
			t.Errorf("%v: a fit is called a score:\n%s", size, text)
		}
	}
}

// The age of a result stands in the title once the result is old, or a parameter
// was changed since, and it is grey.
func TestAgeOnlyWhenOld(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(f *live.Frame)
		want string
	}{
		"fresh":                  {func(f *live.Frame) {}, ""},
		"1.9 s":                  {func(f *live.Frame) { f.Speed, f.Achieved, f.TimeMS = 1, 1, 31_900 }, ""},
		"2.1 s":                  {func(f *live.Frame) { f.Speed, f.Achieved, f.TimeMS = 1, 1, 32_100 }, "2.1 s old"},
		"2.1 s at four times":    {func(f *live.Frame) { f.Speed, f.Achieved, f.TimeMS = 4, 4, 32_100 }, ""},
		"slower than asked":      {func(f *live.Frame) { f.Speed, f.Achieved, f.TimeMS = 4, 1.01, 32_100 }, "2.1 s old"},
		"a slow motion":          {func(f *live.Frame) { f.Speed, f.Achieved, f.TimeMS = 0.01, 0.01, 30_100 }, ""},
		"the gain changed since": {func(f *live.Frame) { f.Messages = append(f.Messages, run.Message{TimeMS: 30_050, Echo: "net.g"}) }, "before net.g changed"},
		"changed before":         {func(f *live.Frame) { f.Messages = append(f.Messages, run.Message{TimeMS: 29_950, Echo: "net.g"}) }, ""},
		"a kick since":           {func(f *live.Frame) { f.Messages = append(f.Messages, run.Message{TimeMS: 30_050, Echo: "do.kick"}) }, ""},
		"a rebuild: time 0":      {func(f *live.Frame) { f.TimeMS = 100 }, ""},
	} {
		f := stillFrame()
		c.set(f)
		for _, pane := range []string{"eigenvalues", "motifs", "dimension", "transfer", "spiking"} {
			b := framed(paneOf(pane), f, 120, 9, false)
			line, _, _ := strings.Cut(b.Dump(), "\n")
			if got := paneOf(pane).Needs.old(f); got != c.want || c.want != "" && !strings.Contains(line, c.want) {
				t.Errorf("%s, %s: %q, want %q in %q", name, pane, got, c.want, line)
			}
			if c.want == "" {
				continue
			}
			at, _, _ := strings.Cut(line, c.want)
			for k := range []rune(c.want) {
				if cell := b.At(len([]rune(at))+k, 0); cell.Role != chart.Dim {
					t.Errorf("%s, %s: the age is not grey", name, pane)
					break
				}
			}
		}
	}
}

// A pane with further views says which one this is, and the key.
func TestFurtherViewsAreSaid(t *testing.T) {
	for pane, want := range map[string][]string{
		"motifs": {"m 1/3", "m 2/3", "m 3/3", "m 1/3"}, "dimension": {"m 1/2", "m 2/2", "m 1/2"},
		"eigenvalues": {""}, "transfer": {""}, "readout": {""},
	} {
		p, f := paneOf(pane), stillFrame()
		framed(p, f, 60, 11, false)
		for k, corner := range want {
			if k > 0 {
				pressed(t, p, f, "m")
			}
			if line := upperEdge(p, f, 60); p.corner(f) != corner || !strings.Contains(line, corner) {
				t.Errorf("%s, m pressed %d times: %q, want %q in %q", pane, k, p.corner(f), corner, line)
			}
		}
	}
	p, f := paneOf("dimension"), stillFrame()
	f.History = nil // no second chart beside the first
	framed(p, f, 60, 11, false)
	pressed(t, p, f, "m")
	if got := p.corner(f); got != "m 2/3" {
		t.Errorf("one chart: %q", got)
	}
}

// What has nothing to say gives the reason, and the key that helps.
func TestSilentPanesSayWhy(t *testing.T) {
	why := func(pane string, f *live.Frame) string {
		s, ok := paneOf(pane).pane.(silent)
		if !ok {
			return ""
		}
		return s.Silent(f)
	}
	none := func(f *live.Frame) {
		f.Params.Target.Kind, f.AsTrained, f.Pass, f.Scores = "none", run.AsTrained{}, run.Pass{}, nil
		for k := range f.Trace.F {
			f.Trace.F[k] = math.NaN()
		}
	}
	passes := func(f *live.Frame) {
		f.History = nil
		f.Dimension.Why, f.Dimension.Measured.Value = "measured only without cue and target: passes repeat themselves", math.NaN()
	}
	for _, c := range []struct {
		name string
		set  func(f *live.Frame)
		want map[string]string
	}{
		{"trained", func(f *live.Frame) {}, nil},
		{"passes", passes, map[string]string{"dimension": "not measured; p → dimension"}},
		{"no target", none, map[string]string{"readout": "no target here; p → oscillation", "motifs": "no training here; p → oscillation"}},
	} {
		f := stillFrame()
		c.set(f)
		for _, p := range newPanes() {
			if p.Name == "structure" { // nothing is set in any of them
				c.want = map[string]string{"structure": "nothing is set; p → reciprocal"}
			}
			if got := why(p.Name, f); got != c.want[p.Name] {
				t.Errorf("%s, %s: %q, want %q", c.name, p.Name, got, c.want[p.Name])
			}
		}
	}
	f := stillFrame()
	passes(f)
	b := framed(paneOf("dimension"), f, 60, 11, false)
	text := strings.Join(strings.Fields(strings.ReplaceAll(b.Dump(), "│", " ")), " ")
	wantIn(t, "inside", text, "Not measured in this preset. It is measured only without cue and target: passes repeat themselves. p → dimension shows it.")
	for _, c := range b.Cells {
		if c.Role == chart.Warn {
			t.Error("what is so by design is a warning")
			break
		}
	}
}

// Without legends there is more room for the data, and every number in the title stays.
func TestLegendsOff(t *testing.T) {
	for pane, gone := range map[string]string{
		"eigenvalues": "patterns that", "readout": "target f", "transfer": "gain", "dimension": "theory (1", "motifs": "weights shuffled",
	} {
		p, f := paneOf(pane), stillFrame()
		with := framed(p, f, 100, 16, false).Dump()
		setLegend(p.pane, false)
		without := framed(p, f, 100, 16, false).Dump()
		if !strings.Contains(with, gone) || strings.Contains(without, gone) {
			t.Errorf("%s: %q is there with and without legends, or never:\n%s\n%s", pane, gone, with, without)
		}
	}
}

// Without colour and without Unicode the message of each pane can still be read,
// and no two marks with two meanings share a shape.
func TestMessagesWithoutColour(t *testing.T) {
	f := stillFrame()
	f.Spectrum.Predicted = append(f.Spectrum.Predicted, expected(2.5)...) // one that was not found
	for pane, says := range map[string][]string{
		"raster":      {"QIF 9.0 Hz", "LIF 22.1 Hz", "learn"},
		"readout":     {"test score 0.98", "** readout u", ".. target f", "score 0.98, 5 tests", "T T T T T"},
		"eigenvalues": {"8 outliers", "% 8 outliers: patterns that", "& 4 predicted and found", "o 5 predicted", "15 deg -> 482 ms", "c random W: radius"},
		"motifs":      {"reciprocal", "+0.36", "z +51", "m 1/3"},
		"dimension":   {"PR/N 0.34 +- 0.03", "theory 0.39", "m 1/3"},
		"transfer":    {"g_eff 0.61", "QIF gain 0.32", "LIF gain 0.72", "mean", "a neuron"},
		"parameters":  {"net.g", "coupling gain"},
	} {
		b := framed(paneOf(pane), f, 100, 14, true)
		wantIn(t, pane, b.Dump(), says...)
	}
	looks := map[rune]string{}
	b := framed(paneOf("eigenvalues"), f, 100, 14, true)
	for mark, name := range map[rune]string{'◆': "outlier", '☼': "predicted and found", '◇': "predicted"} {
		n := 0
		for _, c := range b.Cells {
			if c.Rune == mark {
				n++
			}
		}
		if n < 2 { // in the legend and in the plane
			t.Errorf("%s: %d marks", name, n)
		}
		one := &chart.Buffer{ASCII: true}
		one.Resize(1, 1)
		one.Set(0, 0, mark, chart.Plain)
		shape := []rune(one.Dump())[0]
		if other, taken := looks[shape]; taken {
			t.Errorf("%q is %s and %s", shape, name, other)
		}
		looks[shape] = name
	}
}
