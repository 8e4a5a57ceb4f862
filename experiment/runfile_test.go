package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"spiketop/presets"
)

// quick is a short protocol on a small network: 3 passes and 2 tests of 100 ms.
const quick = `title = "quick \"one\""
about = """
Two lines with a \\ and
a second.
"""
[set]
"net.n" = 20
"net.dt" = 0.5
"net.t_ref" = 0
"target.kind" = "oscillation"
"target.duration" = 100
"target.cue" = 10
"learn.on" = true
"learn.start" = 50
"learn.passes" = 3
"learn.tests" = 2
"metrics.window" = 50
"metrics.draws" = 10
"record.seconds" = 1
"record.windows" = 10
[view]
speed = 3
`

func session(t *testing.T, text string, sets ...presets.Assignment) *Session {
	t.Helper()
	plan, err := presets.Parse("quick.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSession(plan, sets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// replay runs what a copy recorded.
func replay(t *testing.T, c *Copy) *Session {
	t.Helper()
	plan, err := presets.Parse("run.toml", c.RunFile())
	if err != nil {
		t.Fatalf("%v in\n%s", err, c.RunFile())
	}
	s, err := NewSession(plan, nil)
	if err != nil {
		t.Fatalf("%v in\n%s", err, c.RunFile())
	}
	if _, status := RunHeadless(context.Background(), s, Headless{}); status != c.Status() && c.Done {
		t.Errorf("the replay is %s, the run was %s", status, c.Status())
	}
	return s
}

// same compares two sessions to the bit, in all that evolves.
func same(t *testing.T, a, b *Session) {
	t.Helper()
	ca, cb := a.Copy(true), b.Copy(true)
	for _, x := range []struct {
		name string
		a, b any
	}{
		{"step", ca.Step, cb.Step}, {"episode", ca.Episode, cb.Episode}, {"time", ca.TimeMS, cb.TimeMS},
		{"parameters", ca.Params, cb.Params}, {"parameters at step 0", ca.Set, cb.Set}, {"log", ca.Log, cb.Log},
		{"W", ca.W, cb.W}, {"W at the start", ca.Initial(), cb.Initial()}, {"membranes", a.net.V(nil), b.net.V(nil)}, {"r", a.net.R(nil, 1), b.net.R(nil, 1)},
		{"spike steps", ca.SpikeStep, cb.SpikeStep}, {"spike neurons", ca.SpikeNeuron, cb.SpikeNeuron},
		{"scores", ca.Scores, cb.Scores}, {"tests", fmt.Sprint(ca.Test), fmt.Sprint(cb.Test)}, {"readouts", ca.Readouts, cb.Readouts},
		{"counts", ca.Counts, cb.Counts}, {"failure", ca.Failure, cb.Failure}, {"v0", ca.V0, cb.V0},
		{"run file", ca.RunFile(), cb.RunFile()},
	} {
		if !reflect.DeepEqual(x.a, x.b) {
			t.Errorf("%s differs", x.name)
			if s, ok := x.a.(string); ok {
				t.Logf("\n%s\n---\n%s", s, x.b)
			}
		}
	}
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
			s := session(t, quick+timeline, sets...)
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
			if len(s.log) < 5 {
				t.Fatalf("only %d assignments were made", len(s.log))
			}
			same(t, s, replay(t, s.Copy(true)))
		})
	}
}

func poke(s *Session, rng *rand.Rand) {
	pick := func(x ...string) string { return x[rng.IntN(len(x))] }
	p := s.par
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
		_ = s.Nudge(pick("net.g", "net.qif", "net.tau_s", "net.bias_lif"), rng.IntN(2)*2-1)
	case 7, 8:
		_, _ = s.Undo()
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
	s := session(t, quick)
	for !s.Done() {
		s.Step()
	}
	if s.par.Learn.On {
		t.Fatal("training goes on")
	}
	text := s.Copy(true).RunFile()
	if !strings.Contains(text, `"learn.on" = true`) || strings.Contains(text, "[[at]]") {
		t.Errorf("in the file:\n%s", text)
	}
}

// What was recorded happens, whatever flags and hands say of the same key.
func TestRecordedStepsAreNobodysButTheRecordings(t *testing.T) {
	s := session(t, quick+"[[at]]\nstep = 100\nset = { \"net.g\" = 1.5 }\n[[at]]\nms = 60\nset = { \"net.g\" = 3 }\n", presets.Assignment{Key: "net.g", Text: "0.5"})
	for range 50 {
		s.Step()
	}
	if err := s.Assign("net.g", "0.75"); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		s.Step()
	}
	if s.par.Net.G != 1.5 {
		t.Errorf("g = %g, want 1.5 of step 100: not 0.75 of the hand, nor 3 of the timeline", s.par.Net.G)
	}
}

// A recording by another version says so; one of this version does not.
func TestRecordingOfAnotherVersion(t *testing.T) {
	text := session(t, quick).Copy(true).RunFile()
	for file, want := range map[string]bool{text: false, strings.Replace(text, Version, "0.0.9", 1): true} {
		warned := strings.Contains(strings.Join(session(t, file).Copy(false).Warnings, "\n"), "recorded by version 0.0.9")
		if warned != want {
			t.Errorf("warned %v, want %v", warned, want)
		}
	}
}

func TestRunFileOfARunThatNeverMoved(t *testing.T) {
	s := session(t, quick)
	if err := s.Assign("net.g", "2"); err != nil {
		t.Fatal(err)
	}
	same(t, s, replay(t, s.Copy(true)))
}

func TestRunFileKeepsTitleAndPreset(t *testing.T) {
	c := session(t, quick).Copy(true)
	for range 2 { // a recording of a recording too
		plan, err := presets.Parse("x/run.toml", c.RunFile())
		if err != nil {
			t.Fatal(err)
		}
		if plan.Title != c.Plan.Title || plan.About != c.Plan.About || plan.Preset() != "quick" || !plan.Recorded() || plan.Run.Version != Version {
			t.Errorf("read back: %+v", plan)
		}
		s, err := NewSession(plan, nil)
		if err != nil {
			t.Fatal(err)
		}
		c = s.Copy(true)
	}
}

func TestTOMLStrings(t *testing.T) {
	for _, text := range []string{"", "a", `"`, `\`, `"""`, "a\nb", "\"\"\"\n\\", "tab\there", "\x01\x7f", "τ_m ξ", "two\n\nlines"} {
		plan, err := presets.Parse("f", "title = "+tomlText(text)+"\n")
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		want := text
		if strings.Contains(text, "\n") {
			want += "\n" // of the closing quotes; readers trim it
		}
		if plan.Title != want {
			t.Errorf("%q reads back as %q", text, plan.Title)
		}
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

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

func TestBatchCommand(t *testing.T) {
	plan, err := presets.Load("oscillation")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := s.Params()
	check := func(want string, scores ...PassScore) {
		t.Helper()
		if got := BatchCommand(plan, p, scores); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	check("spiketop run oscillation")
	p.Seed, p.Net.G, p.Do.Kick = 7, 1.25, 3
	check("spiketop run oscillation --set net.g=1.25 --seed 7")
	p.Learn.On = false // by hand, before the first pass
	check("spiketop run oscillation --set net.g=1.25 --seed 7 --set learn.on=false")
	check("spiketop run oscillation --set net.g=1.25 --seed 7", PassScore{Learned: true}) // by itself

	p = s.Params()
	plan = &presets.File{Name: "it", Path: "my dir/it's.toml", Set: plan.Set, At: []presets.Event{{Set: []presets.Assignment{{Key: "net.g", Text: "2.0"}}}}}
	p.Net.G = 2 // the timeline's doing
	check(`spiketop run 'my dir/it'\''s.toml'`)
	plan.Path = "-x.toml"
	check("spiketop run ./-x.toml")
}
