package run

import (
	"context"
	"math"
	"strings"
	"testing"

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
	in := make([]float64, s.par.Net.N)
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
