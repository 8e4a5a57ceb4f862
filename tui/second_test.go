package tui

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/racetest"
	"spiketop/live"
	"spiketop/plane"
	"spiketop/run"
	"spiketop/tui/chart"
)

// twoFrame is the still frame with a second network: of a larger gain, one spike
// displaced, 40 ms ago.
func twoFrame() *live.Frame {
	f, b := runningFrame(), changed(runningFrame(), 4)
	b.Step, b.TimeMS = f.Step, f.TimeMS
	b.Params.Net.G, b.Params.Do.Displace = 1.2, 1
	b.Dimension.Measured.Value, b.Test.Score = 0.21, 0.52
	s := *b.Spectrum
	s.Now.Values = slices.Clone(s.Now.Values)
	for k := range s.Now.Values {
		s.Now.Values[k] *= 1.2
	}
	b.Spectrum, b.History = &s, slices.Clone(b.History)
	for k := range b.History {
		b.History[k].Value -= 0.13
	}
	f.B = b
	f.Gap = live.Gap{StepMS: 1, Since: "B: do.displace = 1", Now: 0.5}
	for k := range 40 {
		f.Gap.Values = append(f.Gap.Values, math.Pow(10, -4+0.09*float64(k)))
	}
	return f
}

// c splits the run; again it asks, and only c once more ends B: no other key, esc
// neither.
func TestSplitAndEnd(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	press(m, "c")
	if got := src.take(); got != "Split{}" {
		t.Errorf("c sends %s", got)
	}
	src.give(twoFrame())
	m.Update(tickMsg{})
	wantIn(t, "the second line", row(m, 1), "A", "B: net.g 1.2 (A 1), displaced spike", "apart 0.50")
	for _, between := range []string{"esc", "tab", ""} {
		press(m, "c")
		wantIn(t, "c again", noteLine(m), "c once more ends B")
		if between != "" {
			press(m, between)
		}
	}
	if got := src.take(); got != "" {
		t.Errorf("before c once more it sends %s", got)
	}
	press(m, "esc", "esc", "c", "c")
	if got := src.take(); got != "EndSecond{}" {
		t.Errorf("c twice sends %s", got)
	}
}

// C goes round whom keys act on, and says so at once; keys then have the limits of the
// network that they act on.
func TestWhomKeysActOn(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	press(m, "C")
	wantIn(t, "C with one network", noteLine(m), "c splits the run")
	f := twoFrame()
	f.B.Params.Net.G = 20
	src.give(f)
	m.Update(tickMsg{})
	press(m, "G", "C", "G", "C", "C")
	if got := src.take(); got != "Nudge{Key:net.g Dir:1} Act{On:B} Act{On:both} Act{On:A}" {
		t.Errorf("sent %s", got)
	}
	press(m, "C", "'g")
	wantIn(t, "g in B", noteLine(m), "net.g 20 → 19.9")
}

// What B says is told as said by B; what A said before the split is not told again.
func TestMessagesOfB(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	f := twoFrame()
	src.give(f)
	m.Update(tickMsg{})
	if strings.Contains(noteLine(m), "B:") && strings.Contains(noteLine(m), "training stopped") {
		t.Errorf("told again: %s", noteLine(m))
	}
	f = twoFrame()
	f.B.Messages = append(f.B.Messages, run.Message{TimeMS: 31_000, Text: "new network: N 200"})
	src.give(f)
	m.Update(tickMsg{})
	wantIn(t, "a message of B", noteLine(m), "B: new network: N 200")

	f = twoFrame()
	both := run.Message{TimeMS: 32_000, Text: "net.g = 0.8"}
	f.Messages, f.B.Messages = append(f.Messages, both), append(f.B.Messages, both)
	src.give(f)
	m.Update(tickMsg{})
	if wantIn(t, "a message of both", noteLine(m), "net.g = 0.8"); strings.Contains(noteLine(m), "B:") {
		t.Errorf("a message of both is said as one of B: %s", noteLine(m))
	}
}

// The line on the differences names the parameters, the events and their network; equal
// parameters do not hide that the networks are apart.
func TestDifferences(t *testing.T) {
	for want, edit := range map[string]func(f *live.Frame){
		"B: net.g 1.2 (A 1), displaced spike":                   func(*live.Frame) {},
		"B: net.g 1.2 (A 1), displaced spike · A: kick":         func(f *live.Frame) { f.Params.Do.Kick = 10 },
		"the same to the bit: change B, or D displaces a spike": func(f *live.Frame) { f.B.Params, f.Gap.Now = f.Params, 0 },
		"the same parameters now; they were not":                func(f *live.Frame) { f.B.Params = f.Params },
		"the same parameters; one was begun again":              func(f *live.Frame) { f.B.Params, f.B.Episode = f.Params, 3 },
		"B: seed 9 (A 7)":    func(f *live.Frame) { f.B.Params = f.Params; f.B.Params.Seed = 9 },
		"A: displaced spike": func(f *live.Frame) { f.B.Params = f.Params; f.Params.Do.Displace = 1 },
	} {
		f := twoFrame()
		edit(f)
		if got := new(Model).difference(f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Both networks are drawn in every pane and every view, or the title says which one
// is: the marks ◆ and ▲, the second network's in its own colour. They differ without
// colours and without Unicode too.
func TestPanesShowBoth(t *testing.T) {
	look := func(ascii bool, profile chart.Profile, mark rune, role chart.Role) string {
		b := &chart.Buffer{ASCII: ascii}
		b.Resize(1, 1)
		b.Set(0, 0, mark, role)
		return b.String(chart.NewPalette(profile, chart.Theme{}))
	}
	for profile := chart.NoColor; profile <= chart.TrueColor; profile++ {
		for _, ascii := range []bool{false, true} {
			if look(ascii, profile, markA, chart.NetA) == look(ascii, profile, markB, chart.NetA) {
				t.Errorf("profile %v, ASCII %v: the marks of both networks have the same shape", profile, ascii)
			}
			if look(ascii, profile, 'x', chart.NetA) == look(ascii, profile, 'x', chart.NetB) {
				t.Errorf("profile %v, ASCII %v: the looks of both networks are the same", profile, ascii)
			}
		}
	}
	seen := map[string]bool{}
	for _, c := range paneCases {
		p := paneOf(c.pane)
		framed(p, stillFrame(), 120, 34, false) // a pane learns its size as it is drawn
		pressed(t, p, stillFrame(), c.keys...)
		for _, ascii := range []bool{false, true} {
			for _, size := range [][2]int{{120, 50}, {90, 24}, {58, 12}, {40, 12}} {
				f := twoFrame()
				answered(p, f)
				answered(p, f.B)
				b := framed(p, f, size[0], size[1], ascii)
				what := fmt.Sprintf("%s %v, %d×%d, ASCII %v", c.pane, c.keys, size[0], size[1], ascii)
				head := p.headline(f)
				switch p.Shows {
				case ofA:
					if !strings.HasPrefix(head, "A: ") {
						t.Errorf("%s shows A alone, and the title is %q", what, head)
					}
				case ofActing:
					f.Acts = live.OnB
					if b := p.headline(f); !strings.HasPrefix(head, "A: ") || !strings.HasPrefix(b, "B: ") {
						t.Errorf("%s shows one network, and the titles are %q and %q", what, head, b)
					}
				case ofBoth:
					if !strings.HasPrefix(head, "A ") || !strings.Contains(head, " · B ") {
						t.Errorf("%s: the title is %q", what, head)
					}
					want := 1 // in the line above what is drawn once for each
					if both, ok := p.pane.(paired); ok && both.Pairs(f) {
						want = 2 // in the legend, and where the number is
					}
					if of, second := len(find(b, markA, chart.NetA)), len(find(b, markB, chart.NetB)); of < want || second < want {
						t.Errorf("%s has %d marks of A and %d of B, want %d at least:\n%s", what, of, second, want, b.Dump())
					}
				}
			}
		}
		seen[c.pane] = true
	}
	if len(seen) != len(kinds) {
		t.Errorf("%d of %d panes were looked at", len(seen), len(kinds))
	}
}

// A second network of which nothing is known yet, or of another size, breaks no pane.
func TestPanesWithoutResultsOfB(t *testing.T) {
	racetest.SkipAlone(t, "panes are drawn by the test")
	for _, p := range newPanes() {
		for _, size := range [][2]int{{90, 24}, {58, 12}, {30, 5}, {8, 3}} {
			f := twoFrame()
			b := f.B
			b.Dimension, b.Spectrum, b.Motifs, b.Transfer, b.History = nil, nil, nil, nil, nil
			b.Params.Net.N, f.Gap.Now = 40, math.NaN()
			framed(&p, f, size[0], size[1], false)
			f.Dimension, f.Spectrum, f.Motifs, f.Transfer, f.History = nil, nil, nil, nil, nil
			framed(&p, f, size[0], size[1], true)
			f.B = &live.Frame{Params: f.Params}
			framed(&p, f, size[0], size[1], false)
		}
	}
}

// The curve of the distance goes up by decades as the distance does.
func TestGapIsLogarithmic(t *testing.T) {
	f := twoFrame()
	p := newPanes()[numberOf("readout")]
	text := framed(&p, f, 90, 30, false).Dump()
	wantIn(t, "the readout of two networks", text, "apart 0.50", "since B: do.displace = 1", "-4", "readout u of A", "of B")
}

// The band of a title is the mean and the standard deviation over seeds, while the run
// stands where they were made.
func TestBandInTitles(t *testing.T) {
	f := twoFrame()
	f.B = nil
	m := &plane.Map{Columns: []string{"dimension.value", "spectrum.outliers"}, Cells: []plane.Cell{{}}}
	for k, v := range []float64{0.2, 0.3, 0.4} {
		m.Cells[0].Runs = append(m.Cells[0].Runs, plane.Run{Seed: k, Values: []float64{v, math.NaN()}})
	}
	m.Cells[0].Runs = append(m.Cells[0].Runs, plane.Run{Seed: 9, Values: []float64{7, 7}, Reason: "diverged"})
	f.Band = &live.Band{Seeds: m, Here: true}
	p := paneOf("dimension")
	wantIn(t, "the title", p.headline(f), " · 3 seeds 0.30 ± 0.10 · theory")
	if e := paneOf("eigenvalues").headline(f); strings.Contains(e, "seed") {
		t.Errorf("no seed has the number, and the title is %q", e)
	}
	f.Band.Here = false
	if head := p.headline(f); strings.Contains(head, "seeds") {
		t.Errorf("elsewhere the title is %q", head)
	}
}

// In steady state two networks in a pane allocate nothing, as one does not: their plots
// take turns.
func TestPanesOfTwoAllocateNothing(t *testing.T) {
	f, b := twoFrame(), new(chart.Buffer)
	b.Resize(120, 40)
	for _, p := range newPanes() {
		for _, h := range []int{6, 12, 30} {
			draw := func() {
				chart.Frame(b, chart.Rect{W: 60, H: h + 2}, p.heading(f, p.Name, true))
				p.draw(b, chart.Rect{X: 1, Y: 1, W: 58, H: h}, f)
			}
			draw()
			if n := testing.AllocsPerRun(5, draw); n > 0 {
				t.Errorf("%s, %d rows: %v allocations", p.Name, h, n)
			}
		}
	}
}

// Where the words of a title have no room, the numbers of both networks and of the
// seeds go before them and before the corner.
func TestNumbersGoBeforeWords(t *testing.T) {
	f := twoFrame()
	f.Band = bandFor(3)
	f.Band.OfB = true
	for w, want := range map[int]string{
		77: "╭ motifs ─ A reciprocal +0.36 · B +0.36 · 3 seeds of B 0.30 ± 0.10 ─ m 1/3 ─╮",
		70: "╭ motifs ─ A reciprocal +0.36 · B +0.36 · 3 seeds of B 0.30 ± 0.10 ──╮",
		60: "╭ motifs ─ A +0.36 · B +0.36 · 3 seeds of B 0.30 ± 0.10 ───╮",
		50: "╭ motifs ─ A reciprocal +0.36 · B +0.36 ─ m 1/3 ─╮",
		44: "╭ motifs ─ A reciprocal +0.36 · B +0.36 ───╮",
		36: "╭ motifs ─ A +0.36 · B +0.36 ──────╮",
	} {
		if got := rowOf(framed(paneOf("motifs"), f, w, 12, false), 0); got != want {
			t.Errorf("%d columns:\n%s, want\n%s", w, got, want)
		}
	}
	f.B = nil
	if got := rowOf(framed(paneOf("eigenvalues"), f, 42, 12, false), 0); !strings.Contains(got, "─ 8 · 3 seeds 0.30 ± 0.10 ─") {
		t.Errorf("of one network: %s", got)
	}
}

// bandFor is a band of 0.2, 0.3, 0.4, … over so many seeds.
func bandFor(seeds int) *live.Band {
	m := &plane.Map{Columns: []string{"dimension.value", "motifs.weighted.reciprocal.value", "spectrum.outliers"}, Cells: []plane.Cell{{}}}
	for k := range seeds {
		v := 0.2 + 0.1*float64(k)
		m.Cells[0].Runs = append(m.Cells[0].Runs, plane.Run{Seed: k, Values: []float64{v, v, v}})
	}
	return &live.Band{Seeds: m, Here: true}
}

// The words that the numbers of both networks share stand once.
func TestShortened(t *testing.T) {
	for _, c := range [][4]string{
		{"PR/N 0.34 ± 0.02", "PR/N 0.21 ± 0.02", "PR/N 0.34 ± 0.02", "0.21 ± 0.02"},
		{"not tested yet", "test score 0.98", "not tested yet", "test score 0.98"},
		{"not tested in this state", "not tested in this state", "not tested in this state", "not tested in this state"},
		{"test score 0.98", "test score 0.98", "test score 0.98", "0.98"},
		{"8 outliers", "7 outliers", "8", "7 outliers"},
		{"8 outliers, 2 unsettled", "7 outliers", "8 outliers, 2 unsettled", "7 outliers"},
		{"reciprocal +0.20 (z +28)", "reciprocal +0.21 (z +27)", "reciprocal +0.20", "+0.21"},
		{"fit 0.98 (while learning)", "fit 0.97 (while learning)", "fit 0.98", "0.97 (while learning)"},
		{"fit 0.98 (while learning)", "test score 0.97", "fit 0.98 (while learning)", "test score 0.97"},
		{"0 (QIF)", "0 (LIF)", "0 (QIF)", "0 (LIF)"},
		{"none", "none", "none", "none"},
		{"", "x", "", "x"},
	} {
		if a, b := shortened(c[0], c[1]); a != c[2] || b != c[3] {
			t.Errorf("%q and %q are %q and %q, want %q and %q", c[0], c[1], a, b, c[2], c[3])
		}
	}
}
