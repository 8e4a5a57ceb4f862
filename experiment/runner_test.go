package experiment

import (
	"testing"
	"time"

	"spiketop/presets"
)

// waitFrame asks for frames until one satisfies ok.
func waitFrame(t *testing.T, r *Runner, ok func(*Frame) bool) *Frame {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if f := r.Frame(); f != nil && ok(f) {
			return f
		}
	}
	t.Fatal("no such frame within 20 s")
	return nil
}

func small(t *testing.T, preset string, sets ...string) *Session {
	t.Helper()
	f, err := presets.Load(preset)
	if err != nil {
		t.Fatal(err)
	}
	return begin(t, f, sets)
}

// begin starts the session of a plan with keys and values on top.
func begin(t *testing.T, f *presets.File, sets []string) *Session {
	t.Helper()
	var as []presets.Assignment
	for i := 0; i+1 < len(sets); i += 2 {
		as = append(as, presets.Assignment{Key: sets[i], Text: sets[i+1]})
	}
	s, err := NewSession(f, as)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRunnerAnswersRequestsAndAnalyses(t *testing.T) {
	r := NewRunner(small(t, "oscillation", "net.n", "30"), nil)
	waitFrame(t, r, func(f *Frame) bool {
		return f.Spectrum != nil && f.Motifs != nil && f.Transfer != nil && f.Dimension != nil
	})
	for range 2 { // two quick presses count twice
		r.Send(Nudge{"net.g", +1})
	}
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 1.2 })
	r.Send(Undo{})
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 1.1 })
	r.Send(Undo{})
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 1 })
	r.Send(Assign{"net.n", "40"})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.N == 40 && f.Spectrum != nil })
	if len(f.Spectrum.Now.Values) != 40 || f.Episode != 1 {
		t.Errorf("after a rebuild: %d eigenvalues, episode %d; want 40 and 1", len(f.Spectrum.Now.Values), f.Episode)
	}
	r.Send(Run{false})
	f = waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	step := f.Step
	r.Send(Single{1})
	waitFrame(t, r, func(f *Frame) bool { return f.Step == step+1 })
	r.Send(Open{"rhythm"})
	waitFrame(t, r, func(f *Frame) bool { return f.Preset == "rhythm" && f.Step > 0 })
	if s, _ := r.Close(); s.plan.Name != "rhythm" {
		t.Errorf("closed on %q", s.plan.Name)
	}
}
