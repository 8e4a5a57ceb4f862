package rundir

import (
	"fmt"
	"strings"
	"testing"

	"spiketop/internal/warn"
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

func TestTOMLStrings(t *testing.T) {
	for _, text := range []string{"", "a", `"`, `\`, `"""`, "a\nb", "\"\"\"\n\\", "tab\there", "\x01\x7f", "τ_m ξ", "two\n\nlines"} {
		plan, err := presets.Parse("f", "title = "+tomlText(text)+"\n[set]\na = 1\n")
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		want := text
		if strings.Contains(text, "\n") {
			want += "\n" // of the closing quotes; readers trim it
		}
		if plan.Title != want {
			t.Errorf("%q reads back as %q", text, plan.Title)
		}
	}
}

// A recording that another version may not repeat to the bit says so.
func TestRecordingOfAnotherVersion(t *testing.T) {
	text := RunFile(session(t, quick).Copy(true))
	at := func(key, value string) string {
		return text + fmt.Sprintf("[[at]]\nstep = 1000\nset = { %q = %s }\n", key, value)
	}
	for _, c := range []struct {
		text, version string
		warned        bool
	}{
		{text, run.Version, false}, {text, "0.0.9", true}, {text, "0.2.0", false}, {text, "9.0.0", true}, {text, "old", true},
		{at("net.g", "2"), "0.2.0", false}, {at("seed", "2"), run.Version, false},
		// 0.2 left training off in a new network, for a new target and in further passes.
		{at("seed", "2"), "0.2.0", true}, {at("target.kind", `"ou"`), "0.2.0", true}, {at("learn.passes", "9"), "0.2.0", true},
	} {
		w := session(t, strings.Replace(c.text, "version = \""+run.Version, "version = \""+c.version, 1)).Copy(false).Warnings
		if w.Has(warn.OtherVersion) != c.warned || c.warned && !strings.Contains(w[0].Text, "recorded by version "+c.version) {
			t.Errorf("version %s: warned %q, want %v", c.version, w, c.warned)
		}
	}
}

func TestRunFileKeepsTitleAndPreset(t *testing.T) {
	c := session(t, quick).Copy(true)
	for range 2 { // a recording of a recording too
		plan, err := presets.Parse("x/run.toml", RunFile(c))
		if err != nil {
			t.Fatal(err)
		}
		if plan.Title != c.Plan.Title || plan.About != c.Plan.About || plan.Preset() != "quick" || !plan.Recorded() || plan.Run.Version != run.Version {
			t.Errorf("read back: %+v", plan)
		}
		s, err := run.NewSession(plan, nil)
		if err != nil {
			t.Fatal(err)
		}
		c = s.Copy(true)
	}
}

// A run file that was cut anywhere is refused; one that was edited runs and says so.
func TestCutAndEditedRunFiles(t *testing.T) {
	s := session(t, quick)
	for range 300 {
		s.Step()
	}
	if err := s.Assign("net.g", "1.5"); err != nil {
		t.Fatal(err)
	}
	text := RunFile(s.Copy(true))
	for k := range len(text) - 1 {
		if _, err := presets.Parse("run.toml", text[:k]); err == nil {
			t.Fatalf("cut after %d of %d bytes it is read: …%s", k, len(text), text[max(0, k-60):k])
		}
	}
	if w := session(t, text).Copy(false).Warnings; w.Has(warn.Edited) {
		t.Errorf("as recorded: %q", w)
	}
	if w := session(t, strings.Replace(text, `"net.g" = 1.5`, `"net.g" = 1.6`, 1)).Copy(false).Warnings; !w.Has(warn.Edited) {
		t.Errorf("edited: %q", w)
	}
}
