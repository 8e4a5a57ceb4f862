package run

import (
	"testing"

	"spiketop/presets"
)

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
	check := func(want string) {
		t.Helper()
		if got := BatchCommand(plan, p); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	check("spiketop run oscillation")
	p.Seed, p.Net.G, p.Do.Kick = 7, 1.25, 3
	check("spiketop run oscillation --set net.g=1.25 --seed 7")
	p.Learn.On = false // by hand
	check("spiketop run oscillation --set net.g=1.25 --seed 7 --set learn.on=false")

	p = s.Params()
	plan = &presets.File{Name: "it", Path: "my dir/it's.toml", Set: plan.Set, At: []presets.Event{{Set: []presets.Assignment{{Key: "net.g", Text: "2.0"}}}}}
	p.Net.G = 2 // the timeline's doing
	check(`spiketop run 'my dir/it'\''s.toml'`)
	plan.Path = "-x.toml"
	check("spiketop run ./-x.toml")
}

// The sweep around a run has its parameters but those that vary; of a recording, or of
// weights that were given, there is none.
func TestSweepCommand(t *testing.T) {
	plan, err := presets.Load("oscillation")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := s.Params()
	p.Seed, p.Net.G, p.Net.N = 7, 1.25, 100
	const want = "spiketop sweep oscillation --set net.n=100 --over net.g=1,1.25,1.5 --seed 7 --seeds 5 --out oscillation-g.csv"
	if got := SweepCommand(plan, p, "net.g=1,1.25,1.5", 5); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	recorded := *plan
	recorded.Run.Ends = true
	if got := SweepCommand(&recorded, p, "net.g=1,1.25,1.5", 5); got != "" {
		t.Errorf("of a recording: %s", got)
	}
}
