package live

import (
	"context"
	"strings"
	"testing"
	"time"

	"spiketop/presets"
	"spiketop/run"
)

// What guests may not ask for is refused in words, and leaves no trace.
func TestGuestIsRefused(t *testing.T) {
	plan, err := presets.Load("dimension")
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, []presets.Assignment{{Key: "net.n", Text: "20"}})
	if err != nil {
		t.Fatal(err)
	}
	l := Limits{Neurons: 50, Bytes: 300e6}
	wrote := false
	r := NewRunner(s, func(context.Context, *run.Copy, string, string) (string, error) { wrote = true; return "", nil }, Guest(NewShare(1), l.Check))
	for _, c := range []struct {
		ask  Request
		want string
	}{
		{Write{Dir: "x"}, "guests write no files"},
		{Checkpoint{Dir: "x"}, "guests write no files"},
		{Map{}, "guests have no map"},
		{Open{Name: "./x.toml"}, "guests open no files"},
		{Open{Name: "oscillation"}, "at most 50 neurons"},
		{Assign{Key: "net.n", Text: "51"}, "at most 50 neurons"},
		{Assign{Key: "metrics.draws", Text: "1001"}, "guests have at most 1000"},
		{Assign{Key: "record.windows", Text: "1000000"}, "at most 300 MB"},
	} {
		if !r.Send(c.ask) {
			t.Fatal("the box is full")
		}
		said := ""
		for end := time.Now().Add(time.Minute); !strings.Contains(said, c.want); time.Sleep(time.Millisecond) {
			if f := r.Frame(); f != nil && len(f.Messages) > 0 {
				said = f.Messages[len(f.Messages)-1].Text
			}
			if time.Now().After(end) {
				t.Fatalf("%+v: %q, want %q", c.ask, said, c.want)
			}
		}
	}
	left, _ := r.Close()
	if p := left.Params(); p.Net.N != 20 || left.Plan() != plan || wrote {
		t.Errorf("N %d, %s, written: %v", p.Net.N, left.Plan().Name, wrote)
	}
}

// Runs of guests take turns: as many at a time as there are processors, and all get on.
func TestShare(t *testing.T) {
	plan, err := presets.Load("dimension")
	if err != nil {
		t.Fatal(err)
	}
	share := NewShare(1)
	var runners []*Runner
	for range 5 {
		s, err := run.NewSession(plan, []presets.Assignment{{Key: "net.n", Text: "20"}})
		if err != nil {
			t.Fatal(err)
		}
		r := NewRunner(s, nil, Guest(share, Limits{50, 300e6}.Check))
		r.Send(Speed{X: 1e9}) // more than there is
		runners = append(runners, r)
	}
	for _, r := range runners {
		for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			if f := r.Frame(); f != nil && f.Step > 1000 {
				break
			}
			if time.Now().After(end) {
				t.Fatal("a run does not get on")
			}
		}
	}
	share.turns <- struct{}{} // the one processor is taken: nobody steps
	var at []int64
	for k := range 2 {
		for i, r := range runners {
			if k == 0 {
				at = append(at, r.session.Steps())
			} else if r.session.Steps() != at[i] {
				t.Error("a run steps out of turn")
			}
		}
	}
	<-share.turns
	for _, r := range runners {
		r.Close()
	}
	if len(share.turns) != 0 || len(share.analyses) != 0 {
		// an analysis that cannot be cancelled may still be at work
		for end := time.Now().Add(time.Minute); len(share.analyses) > 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
		}
	}
	if len(share.turns) != 0 || len(share.analyses) != 0 {
		t.Errorf("%d turns and %d analyses are not given back", len(share.turns), len(share.analyses))
	}
}
