package experiment

import (
	"context"
	"math"
	"strings"
	"testing"

	"spiketop/presets"
)

func TestHeadlessRunsTheProtocol(t *testing.T) {
	calls, last := 0, Progress{}
	c, status := RunHeadless(context.Background(), session(t, quick), Headless{Progress: func(p Progress) { calls, last = calls+1, p }})
	// 50 ms, then 5 passes of 110 ms, at 0.5 ms a step
	if status != Done || c.Step != 1200 || !c.Done || len(c.Scores) != 5 || c.Test.Tests != 2 {
		t.Errorf("%s at step %d with %d passes, %d tests", status, c.Step, len(c.Scores), c.Test.Tests)
	}
	if calls == 0 || last.Fraction < 0 || last.Fraction > 1 {
		t.Errorf("%d calls, the last %+v", calls, last)
	}
}

func TestHeadlessSeconds(t *testing.T) {
	c, status := RunHeadless(context.Background(), session(t, quick), Headless{Seconds: 0.123})
	if status != Done || c.Step != 246 {
		t.Errorf("%s at step %d, want 246", status, c.Step)
	}
	// A change of the step moves the end: 100 ms at 0.5, the rest at 1.
	changes := quick + "[[at]]\nstep = 200\nset = { \"net.dt\" = 1 }\n"
	if c, _ := RunHeadless(context.Background(), session(t, changes), Headless{Seconds: 0.123}); c.Step != 223 || !near(c.SimulatedMS(), 123) {
		t.Errorf("step %d after %g ms, want 223 after 123", c.Step, c.SimulatedMS())
	}
	// Beyond the protocol, and beyond the end of a recording.
	if c, _ := RunHeadless(context.Background(), session(t, quick+"[run]\nend_step = 10\n"), Headless{Seconds: 1}); c.Step != 2000 {
		t.Errorf("step %d, want 2000", c.Step)
	}
}

func TestHeadlessInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if c, status := RunHeadless(ctx, session(t, quick), Headless{}); status != Interrupted || c.Step != 0 {
		t.Errorf("%s at step %d", status, c.Step)
	}
	ctx, cancel = context.WithCancel(context.Background())
	c, status := RunHeadless(ctx, session(t, quick), Headless{Progress: func(Progress) { cancel() }})
	if status != Interrupted || c.Done {
		t.Errorf("%s at step %d", status, c.Step)
	}
	s, whole := c.Summarise(status, 1), replay(t, c)
	if s.Status != Interrupted || !strings.Contains(s.Reason, "before the end") || whole.Steps() != c.Step {
		t.Errorf("summary: %s, %q; replay came to step %d", s.Status, s.Reason, whole.Steps())
	}
}

// diverging is a run whose training diverges in its first pass.
const diverging = quick + `[[at]]
step = 0
set = { "net.n" = 40, "net.g" = 20, "learn.lambda" = 1e-12, "net.dt" = 0.1 }
`

func TestHeadlessDiverges(t *testing.T) {
	c, status := RunHeadless(context.Background(), session(t, diverging), Headless{})
	if status != Failed || c.FailedAt != c.Step {
		t.Fatalf("%s at step %d, failure %q at %d", status, c.Step, c.Failure, c.FailedAt)
	}
	s := c.Summarise(status, 1)
	if !strings.HasPrefix(s.Reason, "step ") || !strings.Contains(s.Reason, "diverged") {
		t.Errorf("reason: %q", s.Reason)
	}
	// Its recording repeats the failure and, since it was recorded on, goes on.
	same(t, session2(c), replay(t, c))
	longer := strings.Replace(c.RunFile(), "end_step = ", "end_step = 1", 1)
	if c, status := RunHeadless(context.Background(), session(t, longer), Headless{}); status != Failed || c.Step <= c.FailedAt {
		t.Errorf("a recording that goes on: %s at step %d, failed at %d", status, c.Step, c.FailedAt)
	}
}

func TestHeadlessStateThatIsNotFinite(t *testing.T) {
	s := session(t, quick)
	in := make([]float64, s.par.Net.N)
	in[0] = math.NaN()
	s.net.SetInput(in)
	c, status := RunHeadless(context.Background(), s, Headless{Seconds: 0.01}) // a pass would begin afresh
	if status != Failed || c.FailedAt != 20 || c.Failure != "the state is not finite" {
		t.Errorf("%s at %d: %q", status, c.FailedAt, c.Failure)
	}
	checkJSON(t, c.Summarise(status, 1).JSON())
}

// session2 steps a plan to where c stands, without the headless loop.
func session2(c *Copy) *Session {
	s, err := NewSession(c.Plan, nil)
	if err != nil {
		panic(err)
	}
	for s.step < c.Step {
		s.Step()
	}
	return s
}

func TestTimelineThatCannotBeMadeIsAWarning(t *testing.T) {
	c, status := RunHeadless(context.Background(), session(t, quick+"[[at]]\nms = 3\nset = { \"learn.every\" = 0.01 }\n"), Headless{})
	s := c.Summarise(status, 1)
	if status != Done || !strings.Contains(strings.Join(s.Warnings, "\n"), "quick.toml:25: learn.every") {
		t.Errorf("%s, warnings %q", status, s.Warnings)
	}
}

func TestSummaryOfUndefinedNumbers(t *testing.T) {
	for name, sets := range map[string][]presets.Assignment{
		"no coupling":  {{Key: "net.g", Text: "0"}},
		"no LIF":       {{Key: "net.qif", Text: "1"}},
		"no QIF":       {{Key: "net.qif", Text: "0"}},
		"two neurons":  {{Key: "net.n", Text: "2"}},
		"three sparse": {{Key: "net.n", Text: "3"}, {Key: "net.p", Text: "0.001"}},
		"silent":       {{Key: "net.bias_lif", Text: "-50"}, {Key: "net.bias_qif", Text: "-50"}, {Key: "net.g", Text: "0.1"}},
		"no target":    {{Key: "target.kind", Text: "none"}, {Key: "net.noise", Text: "0.5"}},
		"no passes":    {{Key: "learn.passes", Text: "0"}, {Key: "learn.tests", Text: "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, status := RunHeadless(context.Background(), session(t, quick, sets...), Headless{})
			checkJSON(t, c.Summarise(status, math.NaN()).JSON())
			c = session(t, quick, sets...).Copy(true) // before the first step
			checkJSON(t, c.Summarise(Interrupted, 0).JSON())
		})
	}
}
