package run

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"spiketop/internal/warn"
)

func TestHeadlessRunsTheProtocol(t *testing.T) {
	calls, last := 0, Progress{}
	c, status := Headless(context.Background(), session(t, quick), Options{Progress: func(p Progress) { calls, last = calls+1, p }})
	// 50 ms, then 5 passes of 110 ms, at 0.5 ms a step
	if status != Done || c.Step != 1200 || !c.Done || len(c.Scores) != 5 || c.Test.Tests != 2 {
		t.Errorf("%s at step %d with %d passes, %d tests", status, c.Step, len(c.Scores), c.Test.Tests)
	}
	if calls == 0 || last.Fraction < 0 || last.Fraction > 1 {
		t.Errorf("%d calls, the last %+v", calls, last)
	}
}

func TestHeadlessSeconds(t *testing.T) {
	c, status := Headless(context.Background(), session(t, quick), Options{Seconds: 0.123})
	if status != Done || c.Step != 246 {
		t.Errorf("%s at step %d, want 246", status, c.Step)
	}
	// A change of the step moves the end: 100 ms at 0.5, the rest at 1.
	changes := quick + "[[at]]\nstep = 200\nset = { \"net.dt\" = 1 }\n"
	if c, _ := Headless(context.Background(), session(t, changes), Options{Seconds: 0.123}); c.Step != 223 || !near(c.SimulatedMS(), 123) {
		t.Errorf("step %d after %g ms, want 223 after 123", c.Step, c.SimulatedMS())
	}
	// Beyond the protocol, and beyond the end of a recording.
	if c, _ := Headless(context.Background(), session(t, quick+"[run]\nend_step = 10\n"), Options{Seconds: 1}); c.Step != 2000 {
		t.Errorf("step %d, want 2000", c.Step)
	}
}

func TestHeadlessInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if c, status := Headless(ctx, session(t, quick), Options{}); status != Interrupted || c.Step != 0 {
		t.Errorf("%s at step %d", status, c.Step)
	}
	ctx, cancel = context.WithCancel(context.Background())
	c, status := Headless(ctx, session(t, quick), Options{Progress: func(Progress) { cancel() }})
	if status != Interrupted || c.Done {
		t.Errorf("%s at step %d", status, c.Step)
	}
	if c.Status() != Interrupted {
		t.Errorf("the copy is %s", c.Status())
	}
}

func TestHeadlessStateThatIsNotFinite(t *testing.T) {
	s := session(t, quick)
	in := make([]float64, s.mem.Par.Net.N)
	in[0] = math.NaN()
	s.net.SetInput(in)
	c, status := Headless(context.Background(), s, Options{Seconds: 0.01}) // a pass would begin afresh
	if status != Failed || c.FailedAt != 20 || c.Failure != "the state is not finite" {
		t.Errorf("%s at %d: %q", status, c.FailedAt, c.Failure)
	}
}

func TestTimelineThatCannotBeMadeIsAWarning(t *testing.T) {
	c, status := Headless(context.Background(), session(t, quick+"[[at]]\nms = 3\nset = { \"learn.every\" = 0.01 }\n"), Options{})
	if w := c.Warnings; status != Done || len(w) != 1 || w[0].Code != warn.Refused || !strings.Contains(w[0].Text, "quick.toml:25: learn.every") {
		t.Errorf("%s, warnings %q", status, w)
	}
}

// diverging is a run whose training diverges in its first pass.
const diverging = quick + `[[at]]
step = 0
set = { "net.n" = 40, "net.g" = 20, "learn.lambda" = 1e-12, "net.dt" = 0.1 }
`

func TestHeadlessDiverges(t *testing.T) {
	c, status := Headless(context.Background(), session(t, diverging), Options{})
	if status != Failed || c.FailedAt != c.Step || !strings.Contains(c.Failure, "diverged") {
		t.Fatalf("%s at step %d, failure %q at %d", status, c.Step, c.Failure, c.FailedAt)
	}
}

func TestSimulatedTimeWithAChangeOfStep(t *testing.T) {
	set := Table.Defaults()
	set.Net.Dt = 0.5
	log := []Logged{{Step: 100, Key: "net.dt", Text: "0.1"}, {Step: 300, Key: "net.g", Text: "2"}, {Step: 600, Key: "net.dt", Text: "1"}}
	for _, c := range []struct {
		step int64
		want float64
	}{{0, 0}, {100, 50}, {101, 50.1}, {600, 100}, {610, 110}} {
		if got := simulatedMS(set, log, c.step); !near(got, c.want) {
			t.Errorf("step %d: %g ms, want %g", c.step, got, c.want)
		}
	}
}

// ticking is a clock that goes on by so much at each look.
func ticking(by time.Duration) func() time.Time {
	now := time.Unix(0, 0)
	return func() time.Time { now = now.Add(by); return now }
}

// The state is saved as often as is asked for, counted from the end of the last
// time.
func TestHeadlessSaves(t *testing.T) {
	now := ticking(time.Second)
	var at []time.Time
	took := 3 * time.Second
	start := now()
	o := Options{now: now, Every: 10 * time.Second, Save: func() {
		at = append(at, now())
		for range took / time.Second {
			now()
		}
	}}
	c, _ := Headless(context.Background(), session(t, quick), o)
	if len(at) < 20 {
		t.Fatalf("saved %d times in %d steps", len(at), c.Step)
	}
	last := start.Add(-took)
	for _, x := range at {
		// The clock is read once for the look, once for this, once after it.
		if d := x.Sub(last) - took; d < 10*time.Second || d > 13*time.Second {
			t.Errorf("saved %s after the last time", d)
		}
		last = x
	}
}

// Where steps are slow, the clock is looked at after each.
func TestHeadlessLooksAtTheClockInTime(t *testing.T) {
	s := session(t, quick)
	var steps []int64
	o := Options{now: ticking(time.Second), Progress: func(Progress) { steps = append(steps, s.Steps()) }}
	c, _ := Headless(context.Background(), s, o)
	if len(steps) < int(c.Step)-10 {
		t.Errorf("%d looks at steps of a second in %d steps", len(steps), c.Step)
	}
	s, steps = session(t, quick), nil
	o.now = ticking(100 * time.Millisecond / mostSteps)
	s = session(t, quick)
	looks := 0
	counted := o.now
	o.now = func() time.Time { looks++; return counted() }
	if c, _ := Headless(context.Background(), s, o); looks > int(c.Step)/mostSteps+10 {
		t.Errorf("%d looks at quick steps", looks)
	}
}

// Without a wish of the person only a run that is expected to take long is saved.
func TestHeadlessSavesLongRuns(t *testing.T) {
	for _, c := range []struct {
		step, long time.Duration
		want       bool
	}{
		{time.Second, 10 * time.Minute, true}, // 1200 steps: 20 minutes
		{time.Second, time.Hour, false},
		{time.Millisecond, 500 * time.Millisecond, false}, // over before it is sure
	} {
		first, saves := time.Time{}, 0
		now := ticking(c.step)
		start := now()
		o := Options{now: now, Every: 5 * time.Minute, Long: c.long, Save: func() {
			if saves++; saves == 1 {
				first = now()
			}
		}}
		Headless(context.Background(), session(t, quick), o)
		if (saves > 0) != c.want || c.want && (first.Sub(start) > 10*time.Second || saves < 3) {
			t.Errorf("steps of %s, long is %s: saved %d times, first after %s", c.step, c.long, saves, first.Sub(start))
		}
	}
}

// A run that was loaded ends where it would have, also between two steps.
func TestHeadlessAfterLoad(t *testing.T) {
	changes := quick + "[[at]]\nstep = 200\nset = { \"net.dt\" = 0.2 }\n"
	for _, seconds := range []float64{0, 0.11, 0.1101, 0.1103, 0.1105, 0.1107, 0.1109, 0.1111, 0.1113, 0.2} {
		want, status := Headless(context.Background(), session(t, changes), Options{Seconds: seconds})
		for _, at := range []int{1, 113, 200, 201, 219} {
			s := session(t, changes)
			advance(s, at)
			if got, is := Headless(context.Background(), reload(t, s), Options{Seconds: seconds}); got.Step != want.Step || is != status {
				t.Errorf("%g s, loaded at step %d: %s at step %d, want %s at %d", seconds, at, is, got.Step, status, want.Step)
			}
		}
	}
}

// What is left is estimated from what this process did.
func TestProgressAfterLoad(t *testing.T) {
	s := session(t, quick)
	advance(s, 600) // half of it
	var p Progress
	Headless(context.Background(), reload(t, s), Options{now: ticking(time.Second), Progress: func(q Progress) {
		if q.Fraction < 0.75 {
			p = q
		}
	}})
	if p.Left < 4*time.Minute || p.Left > 6*time.Minute || p.Speed < 0.00045 || p.Speed > 0.00055 {
		t.Errorf("a step of 0.5 ms a second, at three quarters of 1200 steps: %s left at a speed of %g", p.Left, p.Speed)
	}
}
