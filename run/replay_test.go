package run_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/run"
	"spiketop/rundir"
)

// Recordings: what a run file holds, stepped again, is the run to the bit.

func session(t *testing.T, text string, sets ...presets.Assignment) *run.Session {
	t.Helper()
	plan, err := presets.Parse("quick.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, sets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// replay runs what a copy recorded.
func replay(t *testing.T, c *run.Copy) *run.Session {
	t.Helper()
	plan, err := presets.Parse("run.toml", rundir.RunFile(c))
	if err != nil {
		t.Fatalf("%v in\n%s", err, rundir.RunFile(c))
	}
	s, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatalf("%v in\n%s", err, rundir.RunFile(c))
	}
	if _, status := run.Headless(context.Background(), s, run.Options{}); status != c.Status() && c.Done {
		t.Errorf("the replay is %s, the run was %s", status, c.Status())
	}
	return s
}

// same compares two sessions to the bit, in all that evolves.
func same(t *testing.T, a, b *run.Session) {
	t.Helper()
	ca, cb := a.Copy(true), b.Copy(true)
	for _, x := range []struct {
		name string
		a, b any
	}{
		{"step", ca.Step, cb.Step}, {"episode", ca.Episode, cb.Episode}, {"time", ca.TimeMS, cb.TimeMS},
		{"parameters", ca.Params, cb.Params}, {"parameters at step 0", ca.Set, cb.Set}, {"log", made(ca.Log), made(cb.Log)},
		{"W", ca.W.Entries(), cb.W.Entries()}, {"W at the start", ca.Initial().Entries(), cb.Initial().Entries()}, {"membranes", a.V(), b.V()}, {"r", a.R(), b.R()},
		{"spikes", spikes(ca), spikes(cb)},
		{"scores", ca.Scores, cb.Scores}, {"tests", fmt.Sprint(ca.Test), fmt.Sprint(cb.Test)}, {"readouts", ca.Readouts, cb.Readouts},
		{"counts", ca.Counts, cb.Counts}, {"failure", ca.Failure, cb.Failure}, {"v0", ca.V0, cb.V0},
		{"run file", rundir.RunFile(ca), rundir.RunFile(cb)},
	} {
		if !reflect.DeepEqual(x.a, x.b) {
			t.Errorf("%s differs", x.name)
			if s, ok := x.a.(string); ok {
				t.Logf("\n%s\n---\n%s", s, x.b)
			}
		}
	}
}

// made are assignments, whatever made them: of a recording all come by its timeline.
func made(log []run.Logged) []run.Logged {
	log = slices.Clone(log)
	for k := range log {
		log[k].By = run.Timeline
	}
	return log
}

// spikes are those of a copy: step and neuron.
func spikes(c *run.Copy) (all [][2]int64) {
	for k := range c.Spikes() {
		step, i := c.Spike(k)
		all = append(all, [2]int64{step, int64(i)})
	}
	return all
}

// A session poked at any step, in any way, is repeated to the bit by its file.
func TestRunFileRepeatsAPokedSession(t *testing.T) {
	timeline := "\n[[at]]\nms = 300\nset = { \"net.g\" = 1.5, \"net.noise\" = 0.1 }\n[[at]]\nms = 420\nset = { \"net.qif\" = 0.25 }\n[[at]]\nms = 5\nset = { \"do.kick\" = 1 }\n"
	for seed := range 14 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(uint64(seed), 1))
			var sets []presets.Assignment
			if seed%2 == 1 {
				sets = []presets.Assignment{{Key: "net.g", Text: "1.25"}, {Key: "net.p", Text: "0.5"}}
			}
			s := session(t, run.Quick+timeline, sets...)
			for range 25 {
				for range rng.IntN(120) {
					s.Step()
				}
				for range 1 + rng.IntN(2) { // also several at one step
					poke(s, rng)
				}
			}
			if seed%3 > 0 { // else the last assignment has no step after it
				for range 50 {
					s.Step()
				}
			}
			if len(s.Log()) < 5 {
				t.Fatalf("only %d assignments were made", len(s.Log()))
			}
			same(t, s, replay(t, s.Copy(true)))
		})
	}
}

func poke(s *run.Session, rng *rand.Rand) {
	pick := func(x ...string) string { return x[rng.IntN(len(x))] }
	p := s.Params()
	next := func(n int) string { return fmt.Sprint(n + 1) }
	switch rng.IntN(12) { // refused ones (a seed that is too small, a limit) are part of it
	case 0:
		_ = s.Assign("net.n", pick("20", "25", "1"))
	case 1:
		_ = s.Assign("seed", pick("1", "2", "7"))
	case 2:
		_ = s.Assign("do.kick", next(p.Do.Kick))
	case 3:
		_ = s.Assign("do.test", next(p.Do.Test))
	case 4:
		_ = s.Assign("do.reset", next(p.Do.Reset))
	case 5:
		_ = s.Assign("learn.on", pick("true", "false", "on"))
	case 6:
		_ = s.Nudge(pick("net.g", "net.qif", "net.tau_s", "net.bias_lif", "learn.on"), rng.IntN(2)*2-1)
	case 7:
		_, _ = s.Undo()
	case 8:
		_, _ = s.Redo()
	case 9:
		_ = s.Assign("target.kind", pick("oscillation", "sequence", "ou", "none"))
	case 10:
		_ = s.Assign("learn.lambda", pick("0.30000000000000004", "1e-5", "1"))
	case 11:
		_ = s.Assign(pick("net.dt", "learn.every", "record.seconds"), pick("0.5", "1", "2"))
	}
}

// What the session does by itself is not an assignment.
func TestRunFileLeavesOutWhatHappensByItself(t *testing.T) {
	s := session(t, run.Quick)
	for !s.Done() {
		s.Step()
	}
	if _, pass := s.Pass(); pass.Learning {
		t.Fatal("training goes on")
	}
	text := rundir.RunFile(s.Copy(true))
	if !strings.Contains(text, `"learn.on" = true`) || strings.Contains(text, "[[at]]") {
		t.Errorf("in the file:\n%s", text)
	}
}

func TestRunFileOfARunThatNeverMoved(t *testing.T) {
	s := session(t, run.Quick)
	if err := s.Assign("net.g", "2"); err != nil {
		t.Fatal(err)
	}
	same(t, s, replay(t, s.Copy(true)))
}

// The key t after the end of the protocol begins another block of passes, and the
// recording of it does.
func TestRunFileRepeatsASecondBlock(t *testing.T) {
	s := session(t, run.Quick)
	for !s.Done() {
		s.Step()
	}
	w := s.Copy(false).W
	if err := s.Nudge("learn.on", +1); err != nil {
		t.Fatal(err)
	}
	for range 600 {
		s.Step()
	}
	c := s.Copy(true)
	if reflect.DeepEqual(c.W.Entries(), w) || !c.Params.Learn.On || c.Test.Tests != 0 {
		t.Errorf("learn.on %v, %d tests: it did not train again", c.Params.Learn.On, c.Test.Tests)
	}
	same(t, s, replay(t, c))
}

// What was interrupted, and what diverged, is repeated as far as it came.
func TestRunFileRepeatsARunCutShort(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c, status := run.Headless(ctx, session(t, run.Quick), run.Options{Progress: func(run.Progress) { cancel() }})
	if whole := replay(t, c); status != run.Interrupted || whole.Steps() != c.Step {
		t.Errorf("%s at step %d; the replay came to step %d", status, c.Step, whole.Steps())
	}
	c, status = run.Headless(context.Background(), session(t, run.Diverging), run.Options{})
	if status != run.Failed {
		t.Fatal(status)
	}
	same(t, upTo(c), replay(t, c))
	// A recording repeats the failure and, since it was recorded on, goes on.
	longer := strings.Replace(rundir.RunFile(c), "end_step = ", "end_step = 1", 1)
	if c, status := run.Headless(context.Background(), session(t, longer), run.Options{}); status != run.Failed || c.Step <= c.FailedAt {
		t.Errorf("a recording that goes on: %s at step %d, failed at %d", status, c.Step, c.FailedAt)
	}
}

// upTo steps a plan to where c stands, without the headless loop.
func upTo(c *run.Copy) *run.Session {
	s, err := run.NewSession(c.Plan, nil)
	if err != nil {
		panic(err)
	}
	for s.Steps() < c.Step {
		s.Step()
	}
	return s
}
