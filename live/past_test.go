package live

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"spiketop/measure"
)

// answered asks for something and waits for the frame that answers it.
func answered(t *testing.T, r *Runner, qs ...Request) *Frame {
	t.Helper()
	f := waitFrame(t, r, func(*Frame) bool { return true })
	n := f.Answered
	for _, q := range qs {
		if !r.Send(q) {
			t.Fatal("the box is full")
		}
	}
	return waitFrame(t, r, func(f *Frame) bool { return f.Answered == n+len(qs) && f.Past.Going == "" })
}

// A live run goes back, on and back again, branches, and what it writes then is the
// branch that it is on: it repeats to the bit.
func TestBackInTime(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn), nil)
	closed := false
	defer func() {
		if !closed {
			r.Close()
		}
	}()
	answered(t, r, Speed{math.Inf(1)})
	waitFrame(t, r, func(f *Frame) bool { return f.Step > 4000 })
	f := answered(t, r, Run{false}, Assign{"net.g", "1.2"}, Single{1000})
	first, end := f.Past.Branches[0], f.Step
	if len(f.Past.Branches) != 1 || f.Past.Ahead || f.Past.Bytes == 0 {
		t.Fatalf("%d branches, ahead %v, %d bytes", len(f.Past.Branches), f.Past.Ahead, f.Past.Bytes)
	}
	f = answered(t, r, Back{Step: end - 1500})
	if f.Step != end-1500 || f.Running || !f.Past.Ahead || f.Params.Net.G != 1 || !strings.Contains(f.Halt, "a change begins a branch") {
		t.Fatalf("step %d, expected %d; running %v, ahead %v, g %g, %q", f.Step, end-1500, f.Running, f.Past.Ahead, f.Params.Net.G, f.Halt)
	}
	f = answered(t, r, Single{1500})
	if f.Step != end || f.Params.Net.G != 1.2 || f.Past.Ahead {
		t.Errorf("went on to step %d with g %g, ahead %v", f.Step, f.Params.Net.G, f.Past.Ahead)
	}
	// What acts on the run waits until it is there: the key after B is pressed at once.
	f = answered(t, r, Shift{-1}, Shift{-1}, Shift{-1}, Assign{"net.g", "0.8"}, Single{1000})
	if len(f.Past.Branches) != 2 || f.Past.Branches[1].From != end-3 || f.Step != end-3+1000 || f.Params.Net.G != 0.8 {
		t.Fatalf("%d branches, step %d, g %g; the second should leave at step %d", len(f.Past.Branches), f.Step, f.Params.Net.G, end-3)
	}
	f = answered(t, r, Undo{}, Redo{}, Undo{})
	if f.Params.Net.G != 1.2 {
		t.Errorf("undo, redo and undo on the branch: g %g, expected 1.2", f.Params.Net.G)
	}
	f = answered(t, r, Back{Branch: 1, Step: first.End})
	if f.Past.Now != 0 || f.Past.Ahead || len(f.Past.Branches[0].Log) != len(first.Log) {
		t.Errorf("branch %d, ahead %v", f.Past.Now, f.Past.Ahead)
	}
	answered(t, r, Back{Branch: 2, Step: end + 500})
	s, _ := r.Close()
	closed = true
	if s.Steps() != end+500 {
		t.Errorf("step %d, want %d", s.Steps(), end+500)
	}
	repeats(t, s)
}

// Whatever keys come while the way back is being made, the runner loses none and ends
// where the last one led.
func TestKeysWhileGoingBack(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn), nil)
	defer r.Close()
	answered(t, r, Speed{math.Inf(1)})
	waitFrame(t, r, func(f *Frame) bool { return f.Step > 20000 })
	rng := rand.New(rand.NewPCG(2, 2))
	var last int64
	var qs []Request
	for range 100 {
		switch rng.IntN(3) {
		case 0:
			last = rng.Int64N(20000)
			qs = append(qs, Back{Step: last})
		case 1:
			last = max(0, last-1)
			if len(qs) > 0 {
				qs = append(qs, Shift{-1})
			}
		case 2:
			qs = append(qs, Watch{Neuron: rng.IntN(40)})
		}
	}
	last = 12345
	qs = append(qs, Back{Step: last})
	if f := answered(t, r, qs...); f.Step != last || f.Running {
		t.Errorf("step %d, expected %d", f.Step, last)
	}
	// Another run has another past.
	r.Send(Back{Step: 100})
	r.Send(Open{"rhythm"})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Preset == "rhythm" })
	if len(f.Past.Branches) != 1 || f.Past.Branches[0].Number != 1 || f.Past.Going != "" {
		t.Errorf("%d branches after another preset was opened, going %q", len(f.Past.Branches), f.Past.Going)
	}
	// So has the state of a step of a lesson.
	f = answered(t, r, Run{false}, Assign{"net.g", "1.3"}, Single{200}, Back{Step: 50}, Assign{"net.g", "1.1"}, Back{Step: 20})
	if len(f.Past.Branches) != 2 || f.Step != 20 {
		t.Fatalf("%d branches, step %d", len(f.Past.Branches), f.Step)
	}
	r.Send(Back{Step: 50})
	r.Send(Take{Session: parse(t, trained)})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Preset == "test" })
	if len(f.Past.Branches) != 1 || f.Past.Ahead || f.Past.Going != "" {
		t.Errorf("%d branches after another session was taken, ahead %v, going %q", len(f.Past.Branches), f.Past.Ahead, f.Past.Going)
	}
	f = answered(t, r, Back{Branch: 7, Step: 3})
	if m := f.Messages[len(f.Messages)-1]; !m.Bad || !strings.Contains(m.Text, "no branch 7") {
		t.Errorf("branch 7: %q", m.Text)
	}
}

// The run pauses when a condition comes true, once; it pauses again when the condition
// was false meanwhile.
func TestStopsWhenAConditionComesTrue(t *testing.T) {
	c, err := measure.ParseCondition("net.g > 1.5")
	if err != nil {
		t.Fatal(err)
	}
	r := NewRunner(parse(t, trained+goesOn, "net.g", "1"), nil)
	defer r.Close()
	f := answered(t, r, Stop{c})
	if f.Stop != c {
		t.Fatal("the frame does not say what the run waits for")
	}
	waitFrame(t, r, func(f *Frame) bool { return f.StopSeen != nil && f.Running })
	r.Send(Assign{"net.g", "2"})
	f = waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	if m := f.Messages[len(f.Messages)-1].Text; !strings.Contains(m, "net.g > 1.5") {
		t.Errorf("it said %q", m)
	}
	r.Send(Run{true})
	seen := f.StopSeen
	waitFrame(t, r, func(f *Frame) bool { return f.StopSeen != nil && f.StopSeen != seen && f.Running })
	r.Send(Assign{"net.g", "1"})
	waitFrame(t, r, func(f *Frame) bool { return f.StopSeen != nil && !f.StopSeen.Holds })
	r.Send(Assign{"net.g", "1.6"})
	waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	// What holds already when the run is paused pauses it again, once it runs.
	always, err := measure.ParseCondition("net.g > 0")
	if err != nil {
		t.Fatal(err)
	}
	answered(t, r, Stop{always})
	waitFrame(t, r, func(f *Frame) bool { return f.StopSeen != nil && f.StopSeen.Holds && f.StopSeen.Of == always })
	from := answered(t, r, Run{true}).Step
	waitFrame(t, r, func(f *Frame) bool { return !f.Running && f.Step > from })
	if f = answered(t, r, Stop{}); f.Stop != nil {
		t.Error("the condition is still there")
	}
}

// Moments take a twenty-fifth of the time of the steps.
func TestMomentsTakeLittleTime(t *testing.T) {
	r := &Runner{session: parse(t, trained)}
	r.beginPast()
	r.past.cost = time.Millisecond
	kept := 0
	for range 1000 {
		r.session.Step()
		before := r.past.worked
		r.keeps(time.Millisecond)
		if r.past.worked < before {
			kept++
			r.past.cost = time.Millisecond
		}
	}
	if kept != 40 {
		t.Errorf("%d moments of 1 ms in 1000 ms of steps, expected 40", kept)
	}
}

// paused has a run begin paused.
func paused(r *Runner) { r.running = false }

// Two networks go back together, also to before the split; a change there begins a
// branch of the one that keys act on. The other goes along its own branch, and what
// each then is repeats to the bit.
func TestTwoNetworksGoBack(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn, "net.n", "30"), nil, paused)
	answered(t, r, Single{2000}, Assign{"net.noise", "0.1"}, Single{500}, Split{}, Act{OnB}, Assign{"net.g", "1.2"}, Single{1000})
	f := answered(t, r, Shift{-1})
	if f.Step != 3499 || f.B == nil || f.B.Step != 3499 || f.B.Params.Net.G != 1.2 || !f.B.Past.Ahead || f.Gap.Since != "the way back to step 3499" {
		t.Fatalf("one step back: A is at step %d, B at %d, g %g, since %s", f.Step, f.B.Step, f.B.Params.Net.G, f.Gap.Since)
	}
	f = answered(t, r, Back{Step: 1500})
	if f.Step != 1500 || f.B.Step != 1500 || f.Gap.Now != 0 || f.B.Params.Net.G != 1 || f.Params.Net.Noise != 0 || !sameActivity(f, f.B) {
		t.Fatalf("before the split: A is at step %d, B at %d, %g apart", f.Step, f.B.Step, f.Gap.Now)
	}
	f = answered(t, r, Single{1999})
	if f.Params.Net.Noise != 0.1 || f.B.Params.Net.Noise != 0.1 || f.B.Params.Net.G != 1.2 || f.Params.Net.G != 1 || f.Gap.Now == 0 || len(f.B.Past.Branches) != 1 {
		t.Errorf("on again: A has g %g, B g %g, noise %g and %g", f.Params.Net.G, f.B.Params.Net.G, f.Params.Net.Noise, f.B.Params.Net.Noise)
	}
	// A branch of B alone; then B's first branch, while A is where it was and beyond its end.
	f = answered(t, r, Back{Step: 3000}, Assign{"net.g", "0.8"}, Single{1500}, Undo{}, Redo{}, Undo{})
	if len(f.Past.Branches) != 1 || len(f.B.Past.Branches) != 2 || f.B.Params.Net.G != 1.2 || f.Params.Net.G != 1 || f.Step != 4500 {
		t.Fatalf("a branch of B: A has %d, B %d; g %g", len(f.Past.Branches), len(f.B.Past.Branches), f.B.Params.Net.G)
	}
	f = answered(t, r, Back{Branch: 1, Step: 3500}, Single{100}, Back{Step: 3400}, Act{OnA}, Assign{"net.g", "0.7"}, Single{50}, Act{OnB}, Shift{+20})
	if f.Step != 3470 || f.B.Step != 3470 || len(f.Past.Branches) != 2 || f.B.Past.Now != 0 || f.Params.Net.G != 0.7 || f.B.Params.Net.G != 1.2 {
		t.Errorf("A is at step %d with g %g, B at %d on branch %d with g %g", f.Step, f.Params.Net.G, f.B.Step, f.B.Past.Now+1, f.B.Params.Net.G)
	}
	// Both at once: undo and redo, and time steps that stay the same.
	f = answered(t, r, Act{OnBoth}, Single{200}, Assign{"net.tau_s", "70"}, Undo{}, Redo{}, Single{10})
	if f.Params.Net.TauS != 70 || f.B.Params.Net.TauS != 70 {
		t.Errorf("tau_s %g and %g", f.Params.Net.TauS, f.B.Params.Net.TauS)
	}
	a, _ := r.Close()
	b := r.second.session
	if a.Steps() != b.Steps() {
		t.Errorf("A is at step %d, B at %d", a.Steps(), b.Steps())
	}
	repeats(t, a)
	repeats(t, b)
}

// A run that is split in its past has the same ahead in both networks.
func TestSplitInThePast(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn, "net.n", "30"), nil, paused)
	defer r.Close()
	f := answered(t, r, Single{1000}, Assign{"net.g", "1.4"}, Single{1000}, Back{Step: 500}, Split{}, Single{1500})
	if f.Params.Net.G != 1.4 || f.B.Params.Net.G != 1.4 || f.Gap.Now != 0 || f.Past.Ahead || f.B.Past.Ahead || !sameActivity(f, f.B) {
		t.Errorf("g %g and %g, %g apart, ahead %v and %v", f.Params.Net.G, f.B.Params.Net.G, f.Gap.Now, f.Past.Ahead, f.B.Past.Ahead)
	}
}

// A change in a recording begins a branch, wherever the recording has come to; the
// recording stays, to its end.
func TestBranchOfARecording(t *testing.T) {
	r := NewRunner(recorded(t), nil)
	defer r.Close()
	r.Send(Goto{100})
	waitFrame(t, r, func(f *Frame) bool { return f.Step == 100 && !f.Running })
	f := answered(t, r, Assign{"net.g", "0.5"}, Single{100})
	if len(f.Past.Branches) != 2 || f.Past.Now != 1 || f.Past.Branches[0].End < 700 || f.Params.Net.G != 0.5 {
		t.Fatalf("%d branches, on that at %d; the recording ends at step %d", len(f.Past.Branches), f.Past.Now, f.Past.Branches[0].End)
	}
	if f = answered(t, r, Shift{-150}, Shift{+100}); f.Step != 150 || f.Past.Now != 1 || f.Params.Net.G != 0.5 {
		t.Errorf("along the branch: step %d of branch %d, g %g", f.Step, f.Past.Now+1, f.Params.Net.G)
	}
	r.Send(Goto{650})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Step == 650 && !f.Running })
	if f.Past.Now != 0 || f.Params.Net.G != 1.25 {
		t.Errorf("the recording: branch %d, g %g", f.Past.Now+1, f.Params.Net.G)
	}
}
