package live

import (
	"math"
	"strings"
	"testing"

	"spiketop/run"
)

// recording is the run file of so many steps, with an assignment after its last.
const recording = trained + `
[view]
speed = 5
[run]
end_step = 700
[[at]]
step = 300
set = { "net.g" = 1.25 }
[[at]]
step = 700
set = { "net.g" = 1.5 }
`

// A recording goes as fast as it goes to its very end, and pauses there; the
// assignments after its last step are made. Run goes on, at the speed of its preset.
func TestRecordingPausesAtItsEnd(t *testing.T) {
	r := NewRunner(parse(t, recording), nil)
	defer r.Close()
	first := waitFrame(t, r, func(*Frame) bool { return true })
	if !first.Replay || first.End != 700 || first.Running && !math.IsInf(first.Speed, 1) {
		t.Errorf("it began as replay %v to step %d at %g ×", first.Replay, first.End, first.Speed)
	}
	f := waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	const said = "end of the recording (t 0.1 s); space goes on"
	if f.Step != 700 || f.Speed != 5 || f.Params.Net.G != 1.5 {
		t.Errorf("paused at step %d with speed %g and g %g; want 700, 5, 1.5", f.Step, f.Speed, f.Params.Net.G)
	}
	if m := f.Messages[len(f.Messages)-1]; f.Halt != said || m.Text != said || m.Bad {
		t.Errorf("it says %q and %q", f.Halt, m.Text)
	}
	r.Send(Run{true})
	if f = waitFrame(t, r, func(f *Frame) bool { return f.Step > 720 }); !f.Running || f.Halt != "" {
		t.Errorf("after space: running %v, %q", f.Running, f.Halt)
	}
	r.Send(Run{false})
	if f = waitFrame(t, r, func(f *Frame) bool { return !f.Running }); f.Halt != "" {
		t.Errorf("paused by hand: %q", f.Halt)
	}
	r.Send(Open{"test"}) // the file that was given, once more
	if f = waitFrame(t, r, func(f *Frame) bool { return !f.Running && f.Step == 700 }); f.Halt != said {
		t.Errorf("opened again: %q", f.Halt)
	}
	if r.Send(Open{"dimension"}); waitFrame(t, r, func(f *Frame) bool { return f.Preset == "dimension" && f.Step > 0 }).Replay {
		t.Error("a preset is taken for a recording")
	}
}

// A recording of no step stands at its end.
func TestRecordingOfNoStep(t *testing.T) {
	r := NewRunner(parse(t, strings.Split(recording, "[run]")[0]+"[run]\nend_step = 0\n"), nil)
	defer r.Close()
	if f := waitFrame(t, r, func(*Frame) bool { return true }); f.Running || f.Step != 0 || f.Halt == "" {
		t.Errorf("running %v at step %d, %q", f.Running, f.Step, f.Halt)
	}
}

// A run without a screen that is longer than its recording is the run that was
// never stopped there.
func TestRunBeyondARecording(t *testing.T) {
	whole := parse(t, trained)
	for range 1000 {
		whole.Step()
	}
	s := parse(t, trained+"[run]\nend_step = 700\n")
	c, status := run.Headless(t.Context(), s, run.Options{Seconds: 1000 * s.Params().Net.Dt / 1000})
	if status != run.Done || c.Step != 1000 {
		t.Fatalf("%s at step %d", status, c.Step)
	}
	a, b := whole.Copy(true).W.Entries(), c.W.Entries()
	for k := range a {
		if a[k] != b[k] {
			t.Fatalf("weight %d: %v, uninterrupted %v", k, b[k], a[k])
		}
	}
}
