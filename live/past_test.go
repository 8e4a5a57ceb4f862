package live

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/rundir"
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
	c := s.Copy(true)
	plan, err := presets.Parse("run.toml", rundir.RunFile(c))
	if err != nil {
		t.Fatal(err)
	}
	again, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	for !again.Done() {
		again.Step()
	}
	d := again.Copy(true)
	for i := range c.W.Entries() {
		if math.Float64bits(c.W.Entries()[i]) != math.Float64bits(d.W.Entries()[i]) {
			t.Fatalf("weight %d of the branch differs", i)
		}
	}
	if c.Step != end+500 || c.Step != d.Step || c.Spikes() != d.Spikes() {
		t.Errorf("step %d, again %d; %d spikes, again %d", c.Step, d.Step, c.Spikes(), d.Spikes())
	}
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

// Moments take a fiftieth of the time of the steps.
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
	if kept != 20 {
		t.Errorf("%d moments of 1 ms in 1000 ms of steps, expected 20", kept)
	}
}
