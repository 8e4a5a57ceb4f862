package tui

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"spiketop/internal/warn"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/metrics/spectrum"
	"spiketop/run"
	"spiketop/tui/chart"
)

// largeFrame is the still frame of a network of 1000 whose outliers alone are
// known, a tenth of a second old.
func largeFrame() *live.Frame {
	f := stillFrame()
	f.Params.Net.N = 1000
	f.Demand = live.Demand{Possible: true, Seconds: 3.2}
	small := f.Spectrum
	outliers := &live.LiveOutliers{Date: small.Date, Leading: spectrum.Leading{
		BulkRadius: small.Now.BulkRadius, Threshold: small.Now.Threshold, MaxResidual: 1.3e-7, Outliers: small.Now.Values[:small.Now.Outliers]}}
	for k, v := range small.Now.Values[:20] {
		r := spectrum.Ritz{Value: v, Residual: 1.3e-7}
		if k >= small.Now.Outliers {
			r.Residual = 0.1
		}
		outliers.Values = append(outliers.Values, r)
	}
	f.Spectrum = &live.Spectrum{Live: outliers}
	f.Spectrum.Predicted = small.Predicted
	return f
}

// withAll adds all eigenvalues as they were 17 s ago, when there were two
// outliers less, all a little elsewhere.
func withAll(f *live.Frame) *live.Frame {
	rng := rand.New(rand.NewPCG(7, 12))
	all := stillSpectrum(rng)
	all.Now.Values = append(all.Now.Values[:8:8], stillSorted(stillDisc(992, 0.31, rng))...)
	all.Before.Values = stillSorted(stillDisc(1000, 1, rng))
	s := *f.Spectrum
	s.Date, s.Now, s.Before = measure.Date{Step: 130_000, TimeMS: 13_000}, all.Now, all.Before
	for k := range s.Now.Outliers {
		s.Now.Values[k] *= 0.9
	}
	s.Now.Outliers, s.Now.MaxModulus = 6, 0.9*s.Now.MaxModulus
	f.Spectrum, f.Demand.Seconds = &s, 1.6
	return f
}

var largeFrames = map[string]func(f *live.Frame){
	"live": func(*live.Frame) {},
	"unsettled": func(f *live.Frame) {
		f.Spectrum.Live.Unsettled = 3
		f.Spectrum.Live.Warnings = warn.List{warn.New(warn.Unsettled, "unsettled values near the threshold: 3, so the number of outliers is uncertain")}
	},
	"untrained": func(f *live.Frame) {
		l := f.Spectrum.Live
		l.Values, l.Outliers, l.MaxResidual, l.Unsettled, f.Spectrum.Predicted = l.Values[8:], nil, 0, 12, nil
		f.Spectrum.PredictNote = "predicting the outliers"
	},
	"in line":  func(f *live.Frame) { f.Demand.Asked = true },
	"computed": func(f *live.Frame) { f.Demand.Asked, f.Demand.Began, f.Demand.Since = true, true, 2 },
	"all":      func(f *live.Frame) { withAll(f) },
	"all, again": func(f *live.Frame) {
		withAll(f)
		f.Demand.Asked, f.Demand.Began = true, true
	},
}

func TestEigenvaluesOfLargeNetworks(t *testing.T) {
	for name, change := range largeFrames {
		for _, size := range [][2]int{{40, 11}, {60, 12}, {120, 34}} {
			t.Run(name+" "+whole(size[0]), func(t *testing.T) {
				f := largeFrame()
				change(f)
				f.Spectrum.Found = spectrum.Found(f.Spectrum.Outliers(), f.Spectrum.Predicted)
				golden.RequireEqual(t, framed(paneOf("eigenvalues"), f, size[0], size[1], false).Dump())
			})
		}
	}
}

// Drawing them allocates nothing either.
func TestEigenvaluesOfLargeNetworksAllocateNothing(t *testing.T) {
	for name, change := range largeFrames {
		f, b, p, narrow := largeFrame(), new(chart.Buffer), paneOf("eigenvalues"), paneOf("eigenvalues")
		change(f)
		b.Resize(120, 40)
		draw := func() {
			chart.Frame(b, chart.Rect{W: 60, H: 12}, p.heading(f, p.Name, true))
			p.draw(b, chart.Rect{X: 1, Y: 1, W: 58, H: 10}, f)
			narrow.draw(b, chart.Rect{X: 1, Y: 1, W: 38, H: 10}, f)
			whyNoDemand(f)
		}
		draw()
		if n := testing.AllocsPerRun(5, draw); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// Newer live outliers stand over older ones of all eigenvalues, and the numbers
// beside them are theirs; when all are the newest, they count.
func TestNewestOutliersCount(t *testing.T) {
	f := withAll(largeFrame())
	p := paneOf("eigenvalues")
	for _, newer := range []bool{true, false} {
		if !newer {
			f.Spectrum.Step, f.Spectrum.TimeMS = f.Spectrum.Live.Step, f.Spectrum.Live.TimeMS
		}
		b := framed(p, f, 120, 34, false)
		// One each in the legend. Four of the live ones are where they were predicted.
		live, all, found := len(find(b, '●', chart.Outlier))-1, len(find(b, '◆', chart.Outlier))-1, max(0, len(find(b, '☼', chart.Outlier))-1)
		live += found
		want := map[bool][3]int{true: {8, 6, 8}, false: {0, 6, 6}}[newer]
		if live != want[0] || all != want[1] || len(f.Spectrum.Outliers()) != want[2] {
			t.Errorf("newer %v: %d live, %d of all, %d count; want %v", newer, live, all, len(f.Spectrum.Outliers()), want)
		}
		if head := p.headline(f); !strings.HasPrefix(head, whole(want[2])+" outliers · max|λ| ") {
			t.Errorf("newer %v: headline %q", newer, head)
		}
	}
}

func TestEigenvaluesOnDemand(t *testing.T) {
	for _, c := range []struct {
		name  string
		frame func() *live.Frame
		asked string
		says  string
	}{
		{"small", runningFrame, "", "up to N = 300 all eigenvalues come by themselves"},
		{"large", largeFrame, "Eigenvalues{}", ""},
		{"begun", func() *live.Frame {
			f := largeFrame()
			f.Demand.Asked, f.Demand.Began, f.Demand.Since = true, true, 2
			return f
		}, "CancelEigenvalues{}", "e stops all 1000: 2 s of 4 s"},
		{"none", func() *live.Frame { return demanding(run.EigenNone) }, "", "metrics.spectrum is none"},
		{"full", func() *live.Frame { return demanding(run.EigenFull) }, "", "metrics.spectrum is full"},
	} {
		for _, keys := range [][]string{{"3", "e"}, {":", "'eigenvalues", "enter"}} {
			m, src := testModel(120, 36, c.frame())
			press(m, keys...)
			if got := src.take(); got != c.asked {
				t.Errorf("%s, %v: asked %q, want %q", c.name, keys, got, c.asked)
			}
			if c.says != "" {
				wantIn(t, c.name, m.buf.Dump(), c.says)
			}
		}
	}
}

// demanding is a large network of which the eigenvalues do not come on demand.
func demanding(e run.Eigen) *live.Frame {
	f := largeFrame()
	f.Params.Metrics.Spectrum, f.Demand = e, live.Demand{}
	return f
}

// esc stops all eigenvalues in their pane, where nothing else is open.
func TestEscStopsEigenvalues(t *testing.T) {
	f := largeFrame()
	f.Demand.Asked, f.Demand.Began = true, true
	for _, c := range []struct{ keys, want string }{
		{"3 esc", "CancelEigenvalues{}"},
		{"3 z esc", ""}, // leaves the zoom
		{"3 z esc esc", "CancelEigenvalues{}"},
		{"3 ? esc", ""}, // closes the help
		{"1 esc", ""},   // another pane
	} {
		m, src := testModel(120, 36, f)
		press(m, strings.Fields(c.keys)...)
		if got := src.take(); got != c.want {
			t.Errorf("%s: asked %q, want %q", c.keys, got, c.want)
		}
	}
	m, src := testModel(120, 36, largeFrame())
	press(m, "3", "esc")
	if got := src.take(); got != "" {
		t.Errorf("nothing is asked for, and esc asked %q", got)
	}
}

func TestAtMost(t *testing.T) {
	for x, want := range map[float64]string{1.3e-7: "2e-7", 2e-7: "2e-7", 9.5e-16: "1e-15", 1e-6: "1e-6", 0.04: "4e-2", 0: "0", 3: "3e0"} {
		if got := atMost(x); got != want && !(x == 2e-7 && got == "3e-7") { // 2e-7/1e-7 may round up
			t.Errorf("%g is %s, want %s", x, got, want)
		}
	}
}

// A pair 1 + iωτ_s keeps up the period 2π/ω, whatever divides it.
func TestPeriodOfAPair(t *testing.T) {
	for _, c := range []struct{ tauS, period float64 }{{20, 500}, {20, 300}, {20, 1000}, {5, 20}, {100, 500}} {
		omega := 2 * math.Pi / c.period
		for _, gain := range []float64{1, 0.32, 5.6} {
			v := complex(1, omega*c.tauS) / complex(gain, 0)
			for _, v := range []complex128{v, cmplx.Conj(v)} {
				if got := period(v, c.tauS); !(math.Abs(got-c.period) <= 1e-9*c.period) {
					t.Errorf("τ_s %g, period %g, gain %g: %g", c.tauS, c.period, gain, got)
				}
			}
		}
	}
	for _, v := range []complex128{2, -1, 0, 1i, -1 + 1i, complex(math.NaN(), 1), complex(math.Inf(1), 1)} {
		if got := period(v, 20); !math.IsNaN(got) {
			t.Errorf("%v has the period %g", v, got)
		}
		if text := pairText(v, 20); text != "" {
			t.Errorf("%v: %q", v, text)
		}
	}
	// ωτ_s = 1: 45°, and a period of 2πτ_s.
	if got := pairText(1.3+1.3i, 20); got != "45° → 126 ms" {
		t.Errorf("1 + i: %q", got)
	}
	if got := pairText(complex(1, 2*math.Pi*20/500), 20); got != "14° → 500 ms" {
		t.Errorf("500 ms: %q", got)
	}
}

func withOutliers(f *live.Frame, outliers, predicted []complex128) *live.Frame {
	s := *f.Spectrum
	s.Now.Values = append(slices.Clone(outliers), s.Now.Values[s.Now.Outliers:]...)
	s.Now.Outliers, s.Predicted = len(outliers), expected(predicted...)
	s.Found = spectrum.Found(outliers, s.Predicted)
	f.Spectrum = &s
	return f
}

// expected has 5 % of its modulus as the spread of each value.
func expected(values ...complex128) (all []spectrum.Expected) {
	for _, v := range values {
		all = append(all, spectrum.Expected{Value: v, SE: 0.05 * cmplx.Abs(v) / 1.96, Draws: []complex128{v}})
	}
	return all
}

// An outlier is found where it lies within the spread of a predicted one.
func TestPredictedAndFound(t *testing.T) {
	for _, c := range []struct {
		name                string
		outliers, predicted []complex128
		found               int
		says                []string
	}{
		{"all there", []complex128{2 + 1i, 2 - 1i}, []complex128{2 + 1i, 2 - 1i}, 2, []string{"2 predicted and found", "2 predicted, ± 5 %"}},
		{"within 5 %", []complex128{2, 1}, []complex128{2.08}, 1, []string{"1 predicted and found", "1 predicted, ± 5 %"}},
		{"off", []complex128{1.2, 0.9}, []complex128{1.5, 2, 1}, 0, []string{"3 predicted, none found yet"}},
		{"one for two", []complex128{1.5, 1.49}, []complex128{1.5}, 1, []string{"1 predicted and found"}},
		{"none found", nil, []complex128{1.5}, 0, []string{"no outlier: none stands out", "1 predicted, none found yet"}},
	} {
		f := withOutliers(stillFrame(), c.outliers, c.predicted)
		if n := len(f.Spectrum.Found); n != c.found {
			t.Errorf("%s: %d found, want %d", c.name, n, c.found)
		}
		wantIn(t, c.name, framed(paneOf("eigenvalues"), f, 120, 34, false).Dump(), c.says...)
	}
	f := stillFrame()
	f.AsTrained.Ever = false
	wantIn(t, "untrained", framed(paneOf("eigenvalues"), f, 120, 34, false).Dump(), "4 predicted after training")
}

// One place has one mark: an outlier where one was predicted is ☼, without ◇ beside it.
func TestOneMarkForPredictedAndFound(t *testing.T) {
	count := func(b *chart.Buffer) (found, only, wanted int) {
		// One each in the legend, where it is explained.
		return len(find(b, '☼', chart.Outlier)), len(find(b, '◆', chart.Outlier)), len(find(b, '◇', chart.Predicted))
	}
	for _, c := range []struct {
		name                string
		outliers, predicted []complex128
		want                [3]int
	}{
		{"the same place", []complex128{2 + 1i, 2 - 1i}, []complex128{2 + 1i, 2 - 1i}, [3]int{2 + 1, 0 + 1, 0 + 1}},
		{"within 5 %", []complex128{2 + 1i, 2 - 1i}, []complex128{2.09 + 1i, 2.09 - 1i}, [3]int{2 + 1, 0 + 1, 0 + 1}},
		{"far off", []complex128{2 + 1i, 2 - 1i}, []complex128{1.2 + 1i, 1.2 - 1i}, [3]int{0, 2 + 1, 2 + 1}},
		{"one of two", []complex128{2 + 1i, 2 - 1i, 1.5}, []complex128{2 + 1i, 2 - 1i, 0.9}, [3]int{2 + 1, 1 + 1, 1 + 1}},
	} {
		for _, ascii := range []bool{false, true} {
			b := framed(paneOf("eigenvalues"), withOutliers(stillFrame(), c.outliers, c.predicted), 120, 34, ascii)
			found, only, wanted := count(b)
			if got := [3]int{found, only, wanted}; got != c.want {
				t.Errorf("%s, ASCII %v: ☼ %d, ◆ %d, ◇ %d; want %v", c.name, ascii, found, only, wanted, c.want)
			}
		}
	}
}

// The pair, its period and that of the target stand in the legend and beside the pair.
func TestPairAndTarget(t *testing.T) {
	v := complex(1, 2*math.Pi*20/500) * 2
	f := withOutliers(stillFrame(), []complex128{v, cmplx.Conj(v)}, nil)
	f.Params.Target.Period = 500
	text := framed(paneOf("eigenvalues"), f, 120, 34, false).Dump()
	wantIn(t, "a rhythm", text, "pair 14° → 500 ms by τ_s", "target 500 ms ", "2 outliers: patterns that", "W amplifies by itself")
	if n := strings.Count(text, "14° → 500 ms"); n != 2 {
		t.Errorf("the period is said %d times, want in the legend and beside the pair:\n%s", n, text)
	}
	f.Params.Target.Period = 250 // the neurons' own lag turns the pair
	wantIn(t, "a rhythm of another period", framed(paneOf("eigenvalues"), f, 120, 34, false).Dump(), "target 250 ms: lag -10 ms")
	f.Params.Target.Period = 0
	wantIn(t, "a period each", framed(paneOf("eigenvalues"), f, 120, 34, false).Dump(), "targets: a period each")
	f.Params.Target.Kind = "sequence"
	if text := framed(paneOf("eigenvalues"), f, 120, 34, false).Dump(); strings.Contains(text, "target") {
		t.Error("a sequence has a period:\n" + text)
	}
}

// The start is a ring, and only when asked for: no second cloud of dots.
func TestBeforeIsARing(t *testing.T) {
	p, f := paneOf("eigenvalues"), stillFrame()
	if b := framed(p, f, 120, 34, false); strings.Contains(b.Dump(), "before") {
		t.Error("the start is there unasked")
	}
	pressed(t, p, f, "b")
	b := framed(p, f, 120, 34, false)
	wantIn(t, "asked for", b.Dump(), "┈ before t 0: radius 1.00")
	dots := 0
	for _, c := range b.Cells {
		if c.Role == chart.Before && c.Rune&^0xff == 0x2800 {
			dots++
		}
	}
	if dots < 20 || dots > 160 {
		t.Errorf("%d cells of the ring", dots)
	}
}
