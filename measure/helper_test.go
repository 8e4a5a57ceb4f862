package measure

import (
	"testing"

	"spiketop/presets"
	"spiketop/run"
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

// session begins the run of a text, with assignments on top.
func session(t testing.TB, text string, sets ...presets.Assignment) *run.Session {
	t.Helper()
	plan, err := presets.Parse("quick.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, sets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }
