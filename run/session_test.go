package run

import (
	"errors"
	"strings"
	"testing"

	"spiketop/presets"
)

func TestTimelineAndHands(t *testing.T) {
	const text = `
[set]
"net.n" = 20
[[at]]
ms = 10
set = { "net.g" = 2.0 }
[[at]]
ms = 20
set = { "net.g" = 3.0, "net.noise" = 0.5 }
`
	s := parse(t, text)
	advance(s, 100)
	if s.mem.Par.Net.G != 1 {
		t.Errorf("g = %g before 10 ms are over", s.mem.Par.Net.G)
	}
	advance(s, 1)
	if s.mem.Par.Net.G != 2 {
		t.Errorf("g = %g in the step at 10 ms, want 2", s.mem.Par.Net.G)
	}
	if err := s.Assign("net.g", "0.5"); err != nil {
		t.Fatal(err)
	}
	advance(s, 200)
	if s.mem.Par.Net.G != 0.5 || s.mem.Par.Net.Noise != 0.5 {
		t.Errorf("g = %g, noise = %g: the timeline has to leave alone what a hand set, and only that", s.mem.Par.Net.G, s.mem.Par.Net.Noise)
	}
	// A rebuild begins an episode: its own time 0, and the timeline again.
	if err := s.Assign("net.noise", "0"); err != nil {
		t.Fatal(err)
	}
	step := s.Steps()
	if err := s.Assign("seed", "5"); err != nil {
		t.Fatal(err)
	}
	if s.TimeMS() != 0 || s.Steps() != step || s.mem.Episode != 1 {
		t.Errorf("after a rebuild: time %g, step %d (was %d), episode %d", s.TimeMS(), s.Steps(), step, s.mem.Episode)
	}
	if s := parse(t, text, "net.g", "1.5"); s.mem.Par.Net.G != 1.5 {
		t.Error("--set is not in force")
	} else if advance(s, 300); s.mem.Par.Net.G != 1.5 {
		t.Errorf("g = %g: --set has to be out of the timeline's hands", s.mem.Par.Net.G)
	}
	fresh := parse(t, text)
	advance(fresh, 150)
	if err := fresh.Assign("seed", "5"); err != nil {
		t.Fatal(err)
	}
	if err := fresh.assign("net.g", "1", Timeline); err != nil { // as a timeline would
		t.Fatal(err)
	}
	advance(fresh, 101)
	if fresh.mem.Par.Net.G != 2 {
		t.Errorf("g = %g: the timeline is due again in a new episode", fresh.mem.Par.Net.G)
	}
}

func TestUndoWalksBack(t *testing.T) {
	s := parse(t, "[set]\n\"net.n\" = 20\n")
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(s.Nudge("net.g", +1))
	do(s.Nudge("net.g", +1))
	do(s.Assign("do.kick", "1")) // an event cannot be undone
	do(s.Assign("net.qif", "0.2"))
	for _, want := range []struct{ g, qif float64 }{{1.2, 0.5}, {1.1, 0.5}, {1, 0.5}} {
		if _, err := s.Undo(); err != nil {
			t.Fatal(err)
		}
		if s.mem.Par.Net.G != want.g || s.fraction("qif") != want.qif {
			t.Errorf("undo: g %g, f_Q %g; want %g, %g", s.mem.Par.Net.G, s.fraction("qif"), want.g, want.qif)
		}
	}
	if _, err := s.Undo(); err == nil {
		t.Error("undo went on past the beginning")
	}
	for _, want := range []struct{ g, qif float64 }{{1.1, 0.5}, {1.2, 0.5}} {
		if _, err := s.Redo(); err != nil {
			t.Fatal(err)
		}
		if s.mem.Par.Net.G != want.g || s.fraction("qif") != want.qif {
			t.Errorf("redo: g %g, f_Q %g; want %g, %g", s.mem.Par.Net.G, s.fraction("qif"), want.g, want.qif)
		}
	}
	if next := s.NextRedo(); next != "net.qif 0.5 → 0.2" {
		t.Errorf("redo would make %q again", next)
	}
	for range 2 {
		_, err := s.Undo()
		do(err)
	}
	do(s.Assign("net.g", "2"))
	if _, err := s.Redo(); err == nil {
		t.Error("redo goes on after another change")
	}
	if _, err := s.Undo(); err != nil || s.mem.Par.Net.G != 1 {
		t.Errorf("undo after a new change: g %g, %v", s.mem.Par.Net.G, err)
	}
}

func TestRefusedAssignmentLeavesNoTrace(t *testing.T) {
	s := parse(t, "[set]\n\"net.n\" = 20\n")
	advance(s, 50)
	log, par := len(s.mem.Log), s.mem.Par
	for _, a := range [][2]string{
		{"net.g", "-1"}, {"net.g", "NaN"}, {"net.g", "1e400"}, {"net.h", "1"}, {"net.n", "0"}, {"net.n", "2.5"}, {"net.tau_s", "0.05"},
		{"learn.on", "true"}, {"do.test", "1"}, {"net.n", "100000"}, {"target.kind", "waltz"},
	} {
		if err := s.Assign(a[0], a[1]); err == nil {
			t.Errorf("%s = %s was accepted", a[0], a[1])
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s = %s: more than one line: %q", a[0], a[1], err)
		}
	}
	if len(s.mem.Log) != log || s.mem.Par != par || len(s.mem.Hands) != 0 {
		t.Errorf("a trace was left: %d log entries, hands %v", len(s.mem.Log)-log, s.mem.Hands)
	}
}

// The pass clock: 50 ms, three training passes, two tests, then free passes.
func TestPassClock(t *testing.T) {
	s := parse(t, trained)
	edition := int64(0) // of W, once training has ended
	type at struct {
		step     int
		phase    Phase
		kind     PassKind
		number   int
		learning bool
	}
	for _, want := range []at{
		{500, Spontaneous, TrainPass, 0, false}, {501, Cue, TrainPass, 1, false}, {700, Cue, TrainPass, 1, false},
		{701, Target, TrainPass, 1, true}, {2701, Cue, TrainPass, 2, false}, {7000, Target, TrainPass, 3, true},
		{7150, Cue, TestPass, 1, false}, {7500, Target, TestPass, 1, false}, {11000, Target, TestPass, 2, false}, {11600, Cue, FreePass, 0, false},
	} {
		advance(s, want.step-int(s.Steps()))
		phase, pass := s.Pass()
		if got := (at{want.step, phase, pass.Kind, pass.Number, pass.Learning}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if want.step == 7150 {
			edition = s.mem.Edition
		}
	}
	if !s.mem.Par.Learn.On || s.mem.Edition != edition {
		t.Errorf("learn.on %v: the end of the protocol is not a hand; W changed: %v", s.mem.Par.Learn.On, s.mem.Edition != edition)
	}
	if got := s.Test(); got.Tests != 2 || !(got.Score > 0.3) {
		t.Errorf("tests: %+v", got)
	}
	// Training switched on again starts another block of passes at once.
	if err := s.Assign("learn.on", "true"); err != nil {
		t.Fatal(err)
	}
	advance(s, 1)
	if _, pass := s.Pass(); pass.Kind != TrainPass || pass.Number != 1 {
		t.Errorf("after t: %+v", pass)
	}
	advance(s, 300)
	if got := s.Test(); got.Tests != 0 {
		t.Errorf("%d tests count since training last acted", got.Tests)
	}
	if err := s.Assign("do.test", "1"); err != nil {
		t.Fatal(err)
	}
	advance(s, 1)
	if _, pass := s.Pass(); pass.Kind != TestPass || pass.Learning {
		t.Errorf("after T: %+v", pass)
	}
	advance(s, 2200)
	if _, pass := s.Pass(); pass.Kind != TrainPass {
		t.Errorf("after the test that was asked for: %+v", pass)
	}
}

func TestDivergenceIsSurvived(t *testing.T) {
	s := parse(t, trained)
	advance(s, 2000)
	s.diverged(errors.New("as the learn package would say it"))
	if s.mem.Par.Learn.On || s.mem.Failure == "" || !s.mem.Messages[len(s.mem.Messages)-1].Bad {
		t.Errorf("training on %v, failure %q", s.mem.Par.Learn.On, s.mem.Failure)
	}
	advance(s, 500)
	if err := s.Assign("learn.on", "true"); err != nil {
		t.Fatal(err)
	}
	advance(s, 5000)
	if !s.net.Finite() {
		t.Error("the network did not survive")
	}
}

// Windows hold every spike between their edges, and only without a target.
func TestMeterCountsEverySpike(t *testing.T) {
	s := parse(t, `
[set]
"net.n" = 30
"net.noise" = 0.5
"metrics.window" = 20
"record.windows" = 10
`)
	total := 0.0
	for range 10000 {
		s.Step()
		if s.mem.Step > 5000 {
			total += float64(len(s.net.Fired()))
		}
	}
	if s.mem.Meter.Seen != 25 || s.mem.Meter.windows() != 10 {
		t.Fatalf("%d windows seen, %d kept; want 25 and 10", s.mem.Meter.Seen, s.mem.Meter.windows())
	}
	var kept, all float64
	for _, k := range s.mem.Meter.counts() {
		kept += k
	}
	for _, k := range s.mem.Meter.Total {
		all += k
	}
	if all != total || total == 0 {
		t.Errorf("%g spikes counted, %g fired after settling", all, total)
	}
	var last float64
	for k := range s.mem.Rec.Spikes.N {
		if step, _ := s.mem.Rec.Spikes.at(k); step > 8000 {
			last++
		}
	}
	if kept != last {
		t.Errorf("the last 10 windows hold %g spikes, %g fired in them", kept, last)
	}
	if !s.Done() {
		t.Error("not done with all windows counted")
	}
	if err := s.Nudge("net.g", +1); err != nil {
		t.Fatal(err)
	}
	if s.mem.Meter.Seen != 0 || s.Done() {
		t.Error("a change has to start the measurement afresh")
	}
}

func TestSpikeRingKeepsTheLastSteps(t *testing.T) {
	r := spikeRing{Keep: 50, Most: 1000}
	for step := int64(1); step <= 30000; step++ {
		r.add(step, []int32{int32(step % 7), int32(step % 11)})
	}
	if r.N != 100 {
		t.Fatalf("%d spikes kept, want 100", r.N)
	}
	for k := range r.N {
		step, i := r.at(k)
		want := int64(29951 + k/2)
		if step != want || k%2 == 0 && i != int32(want%7) || k%2 == 1 && i != int32(want%11) {
			t.Fatalf("spike %d: step %d neuron %d", k, step, i)
		}
	}
	if k := r.after(29990); k != 80 {
		t.Errorf("after(29990) = %d, want 80", k)
	}
}

// What was recorded happens, whatever flags and hands say of the same key.
func TestRecordedStepsAreNobodysButTheRecordings(t *testing.T) {
	s := session(t, quick+"[[at]]\nstep = 100\nset = { \"net.g\" = 1.5 }\n[[at]]\nms = 60\nset = { \"net.g\" = 3 }\n", presets.Assignment{Key: "net.g", Text: "0.5"})
	advance(s, 50)
	assign(t, s, "net.g", "0.75")
	advance(s, 100)
	if s.mem.Par.Net.G != 1.5 {
		t.Errorf("g = %g, want 1.5 of step 100: not 0.75 of the hand, nor 3 of the timeline", s.mem.Par.Net.G)
	}
}
