package live

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"spiketop/run"
)

// said waits for a message.
func said(t *testing.T, r *Runner, text string) run.Message {
	t.Helper()
	var found run.Message
	waitFrame(t, r, func(f *Frame) bool {
		for _, m := range f.Messages {
			if strings.Contains(m.Text, text) {
				found = m
			}
		}
		return found.Text != ""
	})
	return found
}

// A checkpoint is a copy of the run at the moment when it was asked for, and is
// written while the run goes on.
func TestRunnerKeepsCheckpoints(t *testing.T) {
	hold := make(chan struct{})
	var kept bytes.Buffer
	r := NewRunner(parse(t, trained), nil, Frozen(func(s *run.Session) (func(string) error, error) {
		save, err := s.Freeze()
		return func(dir string) error {
			<-hold
			if dir == "full" {
				return errors.New("disk full")
			}
			return save(&kept)
		}, err
	}))
	at := waitFrame(t, r, func(f *Frame) bool { return f.Step > 100 }).Step
	r.Send(Checkpoint{"a b"})
	said(t, r, "writing a checkpoint")
	began := waitFrame(t, r, func(f *Frame) bool { return f.Answered == 1 }).Step
	now := waitFrame(t, r, func(f *Frame) bool { return f.Step > began+2000 }).Step // nobody waits
	hold <- struct{}{}
	if m := said(t, r, "is kept: spiketop --resume 'a b' goes on with it"); m.Bad {
		t.Errorf("%+v", m)
	}
	r.Send(Checkpoint{"full"})
	hold <- struct{}{}
	if m := said(t, r, "disk full"); !m.Bad {
		t.Errorf("%+v", m)
	}
	_, wrote := r.Close()
	if r.Kept() != "a b" || len(wrote) != 0 {
		t.Errorf("kept in %q, written: %q", r.Kept(), wrote)
	}
	s, err := run.Load(&kept)
	if err != nil || s.Steps() < at || s.Steps() >= now {
		t.Fatalf("%v", err)
	}
	r = NewRunner(s, nil)
	waitFrame(t, r, func(f *Frame) bool { return f.Step > now })
	r.Send(Checkpoint{"a"})
	if m := said(t, r, "nothing can be kept here"); !m.Bad {
		t.Errorf("%+v", m)
	}
	r.Close()
}
