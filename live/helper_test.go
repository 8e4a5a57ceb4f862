package live

import (
	"testing"
	"time"

	"spiketop/presets"
	"spiketop/run"
)

// trained is a short protocol that learns its target.
const trained = `
[set]
"net.n" = 40
"net.t_ref" = 0
"target.kind" = "oscillation"
"target.duration" = 200
"target.cue" = 20
"learn.start" = 50
"learn.passes" = 3
"learn.tests" = 2
"learn.on" = true
`

// goesOn has it go on after its end, however fast.
const goesOn = `
[view]
stop = false
`

// waitFrame asks for frames until one satisfies ok. It gives up after half the
// time that the test binary has left: how fast a machine is says nothing about
// the runner.
func waitFrame(t *testing.T, r *Runner, ok func(*Frame) bool) *Frame {
	t.Helper()
	end, limited := t.Deadline()
	end = end.Add(-time.Until(end) / 2)
	for ; !limited || time.Now().Before(end); time.Sleep(time.Millisecond) {
		if f := r.Frame(); f != nil && ok(f) {
			return f
		}
	}
	t.Fatal("no such frame in half the time of the test")
	return nil
}

// parse begins the run of a text, with keys and values on top.
func parse(t *testing.T, text string, sets ...string) *run.Session {
	t.Helper()
	f, err := presets.Parse("test.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	return begin(t, f, sets)
}

// small begins the run of a preset, with keys and values on top.
func small(t testing.TB, preset string, sets ...string) *run.Session {
	t.Helper()
	f, err := presets.Load(preset)
	if err != nil {
		t.Fatal(err)
	}
	return begin(t, f, sets)
}

func begin(t testing.TB, f *presets.File, sets []string) *run.Session {
	t.Helper()
	var as []presets.Assignment
	for i := 0; i+1 < len(sets); i += 2 {
		as = append(as, presets.Assignment{Key: sets[i], Text: sets[i+1]})
	}
	s, err := run.NewSession(f, as)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
