package run

import (
	"testing"

	"spiketop/presets"
)

// quick is a short protocol on a small network: 3 passes and 2 tests of 100 ms.
const quick = `title = "quick \"one\""
about = """
Two lines with a \\ and
a second.
"""
[set]
"net.n" = 20
"net.dt" = 0.5
"net.t_ref" = 0
"target.kind" = "oscillation"
"target.duration" = 100
"target.cue" = 10
"learn.on" = true
"learn.start" = 50
"learn.passes" = 3
"learn.tests" = 2
"metrics.window" = 50
"metrics.draws" = 10
"record.seconds" = 1
"record.windows" = 10
[view]
speed = 3
`

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

// session begins the run of a text, with assignments on top.
func session(t testing.TB, text string, sets ...presets.Assignment) *Session {
	t.Helper()
	plan, err := presets.Parse("quick.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	return begin(t, plan, sets)
}

// parse is session with keys and values in turn.
func parse(t testing.TB, text string, sets ...string) *Session {
	t.Helper()
	return session(t, text, pairs(sets)...)
}

// preset begins the run of a preset.
func preset(t testing.TB, name string, sets ...string) *Session {
	t.Helper()
	plan, err := presets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return begin(t, plan, pairs(sets))
}

func begin(t testing.TB, plan *presets.File, sets []presets.Assignment) *Session {
	t.Helper()
	s, err := NewSession(plan, sets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func pairs(sets []string) (out []presets.Assignment) {
	for i := 0; i+1 < len(sets); i += 2 {
		out = append(out, presets.Assignment{Key: sets[i], Text: sets[i+1]})
	}
	return out
}

func advance(s *Session, steps int) {
	for range steps {
		s.Step()
	}
}

// assign sets parameters by hand: keys and values in turn.
func assign(t testing.TB, s *Session, sets ...string) {
	t.Helper()
	for _, a := range pairs(sets) {
		if err := s.Assign(a.Key, a.Text); err != nil {
			t.Fatal(err)
		}
	}
}

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

// fraction is the fraction of a neuron type.
func (s *Session) fraction(name string) float64 { return s.mem.Par.Net.Type(name).Fraction }
