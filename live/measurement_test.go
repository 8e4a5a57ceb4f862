package live

import (
	"context"
	"testing"
	"time"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
)

// noisy counts many windows soon.
const noisy = `
[set]
"net.n" = 20
"net.dt" = 0.5
"net.noise" = 0.5
"metrics.window" = 10
"record.windows" = 200
`

// What is measured belongs to one state of the network: a change leaves a point
// with its composition behind, if it was worth one, and begins another history.
func TestMeasurementsDoNotMix(t *testing.T) {
	s := parse(t, noisy)
	var r results
	now := func() measurement { return measurement{s.Counting(), s.Params().Metrics.Estimator} }
	r.forget(1, now())
	look := func() *job { return &job{Copy: s.Copy(false), generation: 1, definition: measure.OfW} }
	steps := func(n int) {
		for range n {
			s.Step()
		}
	}
	set := func(key, text string) {
		t.Helper()
		if err := s.Assign(key, text); err != nil {
			t.Fatal(err)
		}
		r.leave(now(), s.Params().Net)
	}
	steps(6000)
	r.lookAtDimension(context.Background(), look())
	late := look()
	value := r.dimension.Measured
	if len(r.history) != 1 || !(value.SE < 0.1) || r.visited != nil {
		t.Fatalf("history %v, %+v, visited %v", r.history, value.Estimate, r.visited)
	}
	set("net.qif", "0.8")
	want := Visited{G: 1, GEff: r.transfer.Operating.GEff, Value: value.Value, SE: value.SE}
	if len(r.visited) != 1 || r.visited[0].Populations[0].Len() != 10 || r.visited[0].Value != want.Value || r.visited[0].GEff != want.GEff || r.visited[0].G != 1 {
		t.Errorf("visited %+v, want %+v of 10 QIF neurons", r.visited, want)
	}
	r.lookAtDimension(context.Background(), late) // begun before the change
	if r.dimension != nil || r.history != nil {
		t.Errorf("a late result is taken: %+v, history %v", r.dimension, r.history)
	}
	steps(1100) // a few windows: no value yet
	r.lookAtDimension(context.Background(), look())
	if r.history != nil || r.dimension == nil || r.dimension.Measured.Defined() {
		t.Errorf("from %d windows: %+v", r.dimension.Measured.Windows, r.dimension.Measured.Estimate)
	}
	set("net.g", "2")
	if len(r.visited) != 1 || r.dimension != nil {
		t.Errorf("a half-made point stays: %+v", r.visited)
	}
	steps(6000)
	r.lookAtDimension(context.Background(), look())
	set("metrics.estimator", "covariance") // the same network
	if len(r.visited) != 1 || r.history != nil || r.dimension != nil {
		t.Errorf("another estimator: visited %v, history %v", r.visited, r.history)
	}
	set("metrics.window", "20")
	if now().counting != 4 { // the network, f_Q, g and the window
		t.Errorf("counting began %d times", now().counting)
	}
}

// What the timeline changes, the analyses follow as they follow a hand: another
// gain is another measurement, another network another episode.
func TestTimelineBeginsMeasurementsAnew(t *testing.T) {
	const text = noisy + `
[[at]]
step = 8000
set = { "net.g" = 2.0 }
[[at]]
step = 16000
set = { "net.n" = 24 }
[run]
end_step = 1000000
`
	plan, err := presets.Parse("test.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := NewRunner(s, nil)
	defer r.Close()
	r.Send(Speed{20})
	waitFrame(t, r, func(f *Frame) bool {
		if f.Step >= 8000 && f.Step < 16000 {
			for _, h := range f.History {
				if h.TimeMS < 4000 {
					t.Errorf("step %d: a point of %g ms, when g was 1", f.Step, h.TimeMS)
				}
			}
		}
		if f.Episode == 1 && f.Spectrum != nil && len(f.Spectrum.Now.Values) != 24 {
			t.Errorf("%d eigenvalues of 24 neurons", len(f.Spectrum.Now.Values))
		}
		return t.Failed() || f.Episode == 1 && f.Spectrum != nil && f.Motifs != nil && len(f.History) > 0 && f.Params.Net.N == 24
	})
}

// The speed on the screen is of the steps made since the last look, each with the
// time step that it had.
func TestAchievedSpeedAcrossTimeSteps(t *testing.T) {
	s := parse(t, noisy, "net.dt", "0.1")
	r := &Runner{session: s, running: true, speed: 1}
	r.beginPast()
	r.renew()
	second := func(steps int) float64 {
		for range steps {
			s.Step()
		}
		r.measure(r.rate.t0.Add(time.Second))
		return r.rate.achieved
	}
	if got := second(2000); got != 0.2 {
		t.Errorf("2000 steps of .1 ms in a second: %g × real time", got)
	}
	for range 3000 {
		s.Step()
	}
	if err := s.Assign("net.dt", "1"); err != nil {
		t.Fatal(err)
	}
	r.follow()
	if got := second(500); got != 0.5 {
		t.Errorf("500 steps of 1 ms in a second: %g × real time", got)
	}
}
