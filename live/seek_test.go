package live

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"spiketop/history"
	"spiketop/run"
)

// recorded is a recording of 700 steps that learns, with a change of g.
func recorded(t *testing.T) *run.Session { return parse(t, recording) }

// sameRun compares two runs: weights, rates and spikes, now and 100 steps on.
func sameRun(t *testing.T, what string, got, want *run.Session) {
	t.Helper()
	for range 2 {
		a, b := got.Copy(true), want.Copy(true)
		if a.Step != b.Step || !slices.Equal(a.W.Entries(), b.W.Entries()) || !slices.Equal(a.Nu, b.Nu) || !slices.Equal(a.Counts, b.Counts) || len(a.Scores) != len(b.Scores) {
			t.Fatalf("%s: at step %d it is not the run that was never moved (step %d)", what, a.Step, b.Step)
		}
		for range 100 {
			got.Step()
			want.Step()
		}
	}
}

// However one goes through the time of a recording, at a step the run has the same
// bits: that of a run which was stepped there. So with many moments kept, with few, and
// with none.
func TestSeekingKeepsTheBits(t *testing.T) {
	for _, most := range []int{history.MostBytes, 1 << 20, 1 << 10} {
		rng := rand.New(rand.NewPCG(5, uint64(most)))
		r := NewRunner(recorded(t), nil, func(r *Runner) {
			r.past.most = most
		})
		last := int64(0)
		for range 12 {
			last = rng.Int64N(701)
			r.Send(Goto{last})
			f := waitFrame(t, r, func(f *Frame) bool { return f.Step == last && !f.Running })
			if !f.Replay || last < 700 && (!strings.Contains(f.Halt, "of the recording") || f.Speed != 5) {
				t.Errorf("at step %d: replay %t, %q, speed %g", last, f.Replay, f.Halt, f.Speed)
			}
		}
		r.Send(Goto{300})
		r.Send(Shift{150})
		r.Send(Shift{-50}) // counts from where the run is going to
		f := waitFrame(t, r, func(f *Frame) bool { return f.Step == 400 && !f.Running && f.Answered == 15 })
		if f.Params.Net.G != 1.25 {
			t.Errorf("g %g at step 400", f.Params.Net.G)
		}
		s, _ := r.Close()
		if n := r.past.Moments(); r.past.Bytes() > most || (n == 0) != (most == 1<<10) {
			t.Errorf("bound %d: %d moments, %d bytes", most, n, r.past.Bytes())
		}
		want := recorded(t)
		for range 400 {
			want.Step()
		}
		sameRun(t, "moved", s, want)
	}
}

// What a hand changes is not the recording: back before the change and on again, it is
// the recording once more, also where it was changed at a step without a state.
func TestSeekingLeavesAChange(t *testing.T) {
	r := NewRunner(recorded(t), nil)
	r.Send(Goto{200})
	waitFrame(t, r, func(f *Frame) bool { return f.Step == 200 && !f.Running })
	r.Send(Assign{"net.g", "0.5"})
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 0.5 })
	r.Send(Goto{500})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Step == 500 && !f.Running })
	if f.Params.Net.G != 1.25 {
		t.Errorf("g %g; the recording has 1.25", f.Params.Net.G)
	}
	s, _ := r.Close()
	want := recorded(t)
	for range 500 {
		want.Step()
	}
	sameRun(t, "after a change", s, want)
}

// A run that is no recording has no end to go to.
func TestOnlyRecordingsHaveAnEnd(t *testing.T) {
	r := NewRunner(parse(t, trained), nil)
	defer r.Close()
	r.Send(Goto{10})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Answered == 1 })
	if m := f.Messages[len(f.Messages)-1]; !m.Bad || !strings.Contains(m.Text, "only a recorded run") {
		t.Errorf("it says %q", m.Text)
	}
}

// At the end of its recording an opened run is held against its files, once; a hand's
// change is not.
func TestOpenedIsHeldAgainstItsFiles(t *testing.T) {
	calls, why := 0, errors.New("weights.npy differs")
	r := NewRunner(recorded(t), nil, Opened(func(_ context.Context, c *run.Copy) (string, error) {
		calls++
		if c.Step != 700 || c.Params.Net.G != 1.5 {
			t.Errorf("held at step %d, g %g", c.Step, c.Params.Net.G)
		}
		return "", why
	}))
	said := func(f *Frame) bool {
		return len(f.Messages) > 0 && f.Messages[len(f.Messages)-1].Text == why.Error() && f.Messages[len(f.Messages)-1].Bad
	}
	waitFrame(t, r, said)
	r.Send(Goto{100})
	waitFrame(t, r, func(f *Frame) bool { return f.Step == 100 && !f.Running })
	r.Send(Goto{math.MaxInt64 / 2})
	waitFrame(t, r, func(f *Frame) bool {
		return f.Step == 700 && !f.Running && slices.ContainsFunc(f.Messages, func(m run.Message) bool { return m.Text == why.Error() })
	})
	r.Close()
	if calls != 1 {
		t.Errorf("held %d times", calls)
	}
}
