package tui

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"spiketop/internal/warn"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/metrics/spectrum"
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
	s.Date, s.Now, s.Before = measure.Date{Step: 130_000, TimeMS: 13_000, TookMS: 1600}, all.Now, all.Before
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
			chart.Box(b, chart.Rect{W: 60, H: 12}, p.Name, p.headline(f), true)
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
		live, all := len(find(b, '●', chart.Outlier))-1, len(find(b, '◆', chart.Outlier))-1 // one each in the legend
		want := map[bool][3]int{true: {8, 6, 8}, false: {0, 6, 6}}[newer]
		if live != want[0] || all != want[1] || len(f.Spectrum.Outliers()) != want[2] || headlines(nil, f)[2].value != float64(want[2]) {
			t.Errorf("newer %v: %d live, %d of all, %d count, compared are %v; want %v", newer, live, all, len(f.Spectrum.Outliers()), headlines(nil, f)[2].value, want)
		}
		if head := p.headline(f); !strings.HasPrefix(head, whole(want[2])+" outliers · t 30.0 s") {
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
		}, "", "asked for already; all 1000: 2 s of about 4 s"},
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

func TestAtMost(t *testing.T) {
	for x, want := range map[float64]string{1.3e-7: "2e-7", 2e-7: "2e-7", 9.5e-16: "1e-15", 1e-6: "1e-6", 0.04: "4e-2", 0: "0", 3: "3e0"} {
		if got := atMost(x); got != want && !(x == 2e-7 && got == "3e-7") { // 2e-7/1e-7 may round up
			t.Errorf("%g is %s, want %s", x, got, want)
		}
	}
}
