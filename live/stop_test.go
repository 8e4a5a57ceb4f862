package live

import (
	"errors"
	"math"
	"strings"
	"testing"

	"spiketop/presets"
)

// A fast run pauses at the very step at which its protocol has ended, once; space
// goes on, and another block of training ends in another pause.
func TestStopsWhereTheProtocolEnds(t *testing.T) {
	twin := parse(t, trained)
	for !twin.Done() {
		twin.Step()
	}
	end := twin.Steps()
	r := NewRunner(parse(t, trained), nil)
	defer r.Close()
	r.Send(Speed{math.Inf(1)})
	f := waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	if f.Step != end {
		t.Errorf("paused at step %d; the protocol ends at %d", f.Step, end)
	}
	if m := f.Messages[len(f.Messages)-1].Text; !strings.Contains(m, "space goes on") {
		t.Errorf("it said %q", m)
	}
	r.Send(Run{true})
	waitFrame(t, r, func(f *Frame) bool { return f.Step > 3*end && f.Running })
	r.Send(Assign{"learn.on", "false"})
	r.Send(Assign{"learn.on", "true"})
	f = waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	if n := len(f.Scores); !f.Pass.Over || f.Scores[n-1].Number != 2 {
		t.Errorf("after another block: %+v, %+v", f.Pass, f.Scores[n-1])
	}
}

// It goes on where the view says so, where there is no target and where one can watch
// the end come.
func TestGoesOnAfterTheProtocol(t *testing.T) {
	for name, c := range map[string]struct {
		view  string
		speed float64
		sets  []string
	}{
		"stop = false":      {goesOn, math.Inf(1), nil},
		"without a target":  {"", math.Inf(1), []string{"target.kind", "none", "record.windows", "10", "metrics.window", "20"}},
		"at a speed to see": {"", stopAbove, nil},
	} {
		s := parse(t, trained+c.view, c.sets...)
		end := s.ProtocolSteps()
		r := NewRunner(s, nil)
		r.Send(Speed{c.speed})
		f := waitFrame(t, r, func(f *Frame) bool { return f.Step > end+end/4 || !f.Running && f.Step > 0 })
		if !f.Running {
			t.Errorf("%s: it stopped at step %d", name, f.Step)
		}
		r.Close()
	}
}

var errNo = errors.New("my.toml:3: no such pane")

// What the screen objects to is not opened.
func TestChecked(t *testing.T) {
	r := NewRunner(small(t, "dimension", "net.n", "20"), nil, Checked(func(f *presets.File) error {
		if f.Name == "ou" {
			return errNo
		}
		return nil
	}))
	defer r.Close()
	r.Send(Open{"ou"})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Answered > 0 })
	if m := f.Messages[len(f.Messages)-1]; f.Preset != "dimension" || !m.Bad || m.Text != errNo.Error() {
		t.Errorf("%s is open, and it said %+v", f.Preset, m)
	}
	r.Send(Open{"rhythm"})
	if f := waitFrame(t, r, func(f *Frame) bool { return f.Preset == "rhythm" }); len(f.View.Large) == 0 {
		t.Error("the frame has no view")
	}
}
