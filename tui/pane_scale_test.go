package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/racetest"
	"spiketop/live"
	"spiketop/run"
	"spiketop/sim"
	"spiketop/tui/chart"
)

// The height of a pass in the picture depends on its own nRMSE alone, and what is
// beyond the scale says so.
func TestErrorsHaveOneScale(t *testing.T) {
	height := func(errors ...float64) (eighths int, beyond bool) {
		f := stillFrame()
		f.Scores = nil
		for k, e := range errors {
			f.Scores = append(f.Scores, run.PassScore{Kind: run.TrainPass, Number: k + 1, Learned: true, Score: 0.5, NRMSE: e})
		}
		b := framed(paneOf("readout"), f, 100, 28, false)
		wantIn(t, "the scale", b.Dump(), "nRMSE")
		marks := find(b, '━', chart.Train) // of the passes: the last row, the first column
		x := marks[slices.IndexFunc(marks, func(at [2]int) bool { return at[1] == b.H-2 })][0]
		for y := 18; y < b.H; y++ {
			cell := b.At(x, y)
			if cell.Rune >= '▁' && cell.Rune <= '█' {
				eighths += int(cell.Rune-'▁') + 1
			}
			beyond = beyond || cell.Rune == '▲'
		}
		return eighths, beyond
	}
	alone, _ := height(0.5)
	beside, _ := height(0.5, 1.9)
	small, _ := height(0.5, 0.01)
	twice, _ := height(1)
	if alone == 0 || beside != alone || small != alone || twice != 2*alone || twice != 6*8 {
		t.Errorf("an nRMSE of 0.5 is %d eighths high alone, %d beside 1.9, %d beside 0.01; one of 1 is %d", alone, beside, small, twice)
	}
	if _, beyond := height(1.54); !beyond {
		t.Error("1.54 looks like 1")
	}
	if _, beyond := height(0.99); beyond {
		t.Error("0.99 is called more than 1")
	}
}

// Axes follow the data: what is drawn has most of the width.
func TestAxesFollowTheData(t *testing.T) {
	f := stillFrame()
	for k := range f.Transfer.Points { // where neurons work: from −1 to 2
		f.Transfer.Points[k].X = -1 + 3*float64(k)/float64(len(f.Transfer.Points)-1)
	}
	for k := range f.Transfer.Input {
		f.Transfer.Input[k] = -4 + 8*float64(k)/float64(len(f.Transfer.Input)-1)
	}
	p := paneOf("transfer")
	framed(p, f, 100, 24, false)
	plot := &p.pane.(*transferPane).plot
	area := plot.Area()
	from, _, in := plot.Cell(-1, 0)
	to, _, also := plot.Cell(2, 0)
	if !in || !also || float64(to-from) < 0.85*float64(area.W) {
		t.Errorf("−1 … 2 has %d of %d columns (%v, %v)", to-from, area.W, in, also)
	}

	e := paneOf("eigenvalues")
	framed(e, f, 100, 24, false)
	eigen := &e.pane.(*eigenvaluesPane).plot
	lowest, highest := 1<<20, -1
	for _, v := range f.Spectrum.Outliers() {
		if _, row, ok := eigen.Cell(real(v), imag(v)); ok {
			lowest, highest = min(lowest, row), max(highest, row)
		}
	}
	if n := eigen.Area().H; float64(highest-lowest) < 0.6*float64(n) {
		t.Errorf("the outliers have %d of %d rows", highest-lowest, n)
	}
}

// A limit close to the data moves only when they leave it, or fill little of it.
func TestSnugLimit(t *testing.T) {
	var s chart.Snug
	first := s.Fit(1, 0.1)
	for _, v := range []float64{1.1, 0.95, 0.86, 1.12} {
		if got := s.Fit(v, 0.1); got != first {
			t.Errorf("%g moved the limit from %g to %g", v, first, got)
		}
	}
	if first > 1.2 {
		t.Errorf("1 is drawn up to %g", first)
	}
	if got := s.Fit(2, 0.1); got < 2 || got > 2.4 {
		t.Errorf("2 is drawn up to %g", got)
	}
	if got := s.Fit(1, 0.1); got > 1.2 {
		t.Errorf("1 after 2 is drawn up to %g", got)
	}
	for _, v := range []float64{math.NaN(), -1, math.Inf(1)} {
		if got := new(chart.Snug).Fit(v, 0.1); !(got >= 0.1 && got < 0.2) {
			t.Errorf("%g is drawn up to %g", v, got)
		}
	}
}

// A bar shows its sign by its side of the zero line, however short it is.
func TestBarsShowSign(t *testing.T) {
	for _, v := range []float64{0.3, -0.3, 0.0004, -0.0004, 0} {
		f := stillFrame()
		f.Motifs.Weighted.Chain.Value = v
		f.Motifs.Blocks.Chain.Mean = 0
		b := new(chart.Buffer)
		b.Resize(100, 9)
		paneOf("motifs").draw(b, chart.Rect{W: 100, H: 9}, f)
		n := barLength(t, b, "chain")
		if (n > 0) != (v > 0) || (n < 0) != (v < 0) {
			t.Errorf("%+g has a bar of %d eighths", v, n)
		}
	}
}

// The two charts of the dimension pane are apart: no label of one runs into the other.
func TestChartsBesideEachOther(t *testing.T) {
	racetest.SkipAlone(t, "panes are drawn by the test")
	for w := 56; w <= 140; w++ {
		f := stillFrame()
		f.History[len(f.History)-1].TimeMS = 30_000
		p := paneOf("dimension")
		b := framed(p, f, w, 12, false)
		half := 1 + (w-2)/2
		for y := 3; y < b.H-2; y++ {
			if strings.Contains(rowOf(b, y), "windows") {
				continue
			}
			if r := b.At(half-1, y).Rune; r != 0 && r != ' ' {
				t.Fatalf("%d columns: %q between the charts\n%s", w, r, b.Dump())
			}
		}
	}
}

// The present stage of the run is bold and has a mark of its own; it is there at
// every size, its neighbours where there is room.
func TestBreadcrumb(t *testing.T) {
	for _, c := range []struct {
		name    string
		set     func(f *live.Frame)
		present string
		full    string
	}{
		{"untrained", func(f *live.Frame) { untrained(f) }, "● untrained", "● untrained › training from 0.5 s › tests › free"},
		{"training", func(f *live.Frame) {}, "● training 14/20", "untrained › ● training 14/20 › tests › free"},
		{"tests", func(f *live.Frame) {
			free(f, 2, 0.97)
			f.Pass = run.Pass{Kind: run.TestPass, Number: 3, Of: 5, Over: true}
		}, "● tests 3/5", "untrained › training › ● tests 3/5 › free"},
		{"free", func(f *live.Frame) { free(f, 5, 0.98) }, "● free", "untrained › training › tests › ● free"},
	} {
		for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {120, 36}, {170, 36}, {200, 60}} {
			f := runningFrame()
			c.set(f)
			m, _ := testModel(size[0], size[1], f)
			top := row(m, 0) + "\n" + row(m, 1)
			if !strings.Contains(top, c.present) || size[0] >= 170 && !strings.Contains(top, c.full) {
				t.Errorf("%s, %v: %q", c.name, size, top)
			}
			bold := 0
			for y := range 2 {
				at, _, found := strings.Cut(row(m, y), c.present)
				if found {
					role := m.buf.At(len([]rune(at))+2, y).Role
					if role == chart.Bold || role == chart.Train {
						bold++
					}
				}
			}
			if bold != 1 {
				t.Errorf("%s, %v: the present stage is not bold", c.name, size)
			}
		}
	}
	f := runningFrame()
	f.Params.Target.Kind, f.Pass, f.Scores = "none", run.Pass{}, nil
	for windows, want := range map[int]string{0: "● no target: counting spikes", 118: "● no target: counting 118/400 windows", 400: "● no target: measured from 400 windows"} {
		f.Dimension.Measured.Windows = windows
		m, _ := testModel(160, 36, f)
		wantIn(t, "without a target", row(m, 0), want)
	}
}

// Once several compositions were measured the hint points at the view where they
// fall on one curve; never before.
func TestHintPointsAtTheCurve(t *testing.T) {
	f := runningFrame()
	f.Params.Target.Kind, f.Params.Learn.On, f.Pass, f.Scores = "none", false, run.Pass{}, nil
	if text := hint(f); strings.Contains(text, "one curve") || !strings.Contains(text, "dimension falls") {
		t.Errorf("one composition: %q", text)
	}
	other := slices.Clone(f.Populations)
	other[0].Hi, other[1].Lo = 50, 50
	f.Visited = append(f.Visited, live.Visited{Populations: other, G: 0.5, GEff: 0.3, Value: 0.9})
	if text := hint(f); !strings.Contains(text, "m in the dimension pane: against g_eff all compositions fall on one curve") {
		t.Errorf("two compositions: %q", text)
	}
	f.Visited = append(f.Visited, f.Visited[len(f.Visited)-1])
	if n := compositions(f); n != 2 {
		t.Errorf("%d compositions", n)
	}
	var none []sim.Population
	f.Visited = append(f.Visited, live.Visited{Populations: none})
	if n := compositions(f); n != 3 {
		t.Errorf("%d compositions", n)
	}
}

// The parameter list says what each parameter means, on screens of 170 columns too.
func TestParametersSayTheirMeaning(t *testing.T) {
	for _, size := range [][2]int{{100, 30}, {120, 36}, {170, 36}, {200, 60}} {
		m, _ := testModel(size[0], size[1], runningFrame())
		press(m, "7")
		wantIn(t, "the list", screen(m), "fraction of QIF", "connection prob", "coupling gain")
	}
	text := framed(paneOf("parameters"), stillFrame(), 44, 26, false).Dump()
	wantIn(t, "a narrow list", text, "200      neurons", "N: neurons", "synapt")
}

// What must be read is not grey: grey is for what is old.
func TestHintIsNotDim(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		m, _ := testModel(size[0], size[1], runningFrame())
		for x, r := range []rune(noteLine(m)) {
			if cell := m.buf.At(x, size[1]-2); r > ' ' && cell.Role != chart.Plain {
				t.Fatalf("%v: role %d in the hint", size, cell.Role)
			}
		}
	}
	for _, p := range newPanes() {
		f := stillFrame()
		b := framed(&p, f, 100, 20, false)
		for y := range b.H {
			for x := range b.W {
				if c := b.At(x, y); c.Role == chart.Dim && c.Rune > ' ' && !(p.Name == "motifs" && x > 80) { // the column "before"
					t.Fatalf("%s: %q at (%d, %d) is grey\n%s", p.Name, c.Rune, x, y, b.Dump())
				}
			}
		}
	}
}
