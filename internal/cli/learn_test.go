package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spiketop/lesson"
)

// taught is a lesson of two steps that take no time.
const taughtText = `title = "Two steps"
about = "A lesson of the tests."
preset = "oscillation"
[set]
"net.n" = 20
[[step]]
title = "Gain"
text = "Bring g to 1.5."
panes = ["raster"]
check = "net.g >= 1.5"
solution = ["net.g = 1.5"]
[[step]]
title = "Read"
text = "That is all."
`

// The list has every lesson, and a mark before those that were done.
func TestLearnLists(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	list := func() string {
		t.Helper()
		code, out, errs := do("learn")
		if code != 0 || errs != "" {
			t.Fatal(code, errs)
		}
		return out
	}
	out := list()
	for _, name := range lesson.Names() {
		if !strings.Contains(out, "   "+name+" ") {
			t.Errorf("%s is not in\n%s", name, out)
		}
	}
	if strings.Contains(out, "✓") {
		t.Errorf("something is done:\n%s", out)
	}
	p, _ := lesson.ReadProgress(filepath.Join(state, "spiketop", "lessons.toml"))
	if err := p.Mark("gain"); err != nil {
		t.Fatal(err)
	}
	if out := list(); !strings.Contains(out, "✓  gain") || strings.Count(out, "✓") != 1 {
		t.Errorf("gain is not marked:\n%s", out)
	}
	// What cannot be read is said, and the list is there all the same.
	if err := os.WriteFile(filepath.Join(state, "spiketop", "lessons.toml"), []byte("done"), 0o666); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := do("learn"); code != 0 || !strings.Contains(out, "gain") || !strings.Contains(errs, "lessons.toml:1: not TOML") {
		t.Errorf("%d, %s, %s", code, out, errs)
	}
}

// The state directory is that of the XDG specification: a relative one does not count.
func TestProgressFile(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", "/some/where")
	if got := progressFile(); got != filepath.FromSlash("/some/where/spiketop/lessons.toml") {
		t.Error(got)
	}
	t.Setenv("XDG_STATE_HOME", "some/where")
	t.Setenv("HOME", "/me")
	t.Setenv("LocalAppData", "")
	if got := progressFile(); got != "" && got != "/me/.local/state/spiketop/lessons.toml" {
		t.Error(got)
	}
}

func TestLearnCheck(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	put(t, "good.toml", taughtText)
	put(t, "late.toml", strings.Replace(taughtText, `solution = ["net.g = 1.5"]`, `solution = ["net.g = 1.4"]`, 1))
	put(t, "bad.toml", strings.Replace(taughtText, `check`, `chek`, 1))
	put(t, "pane.toml", strings.Replace(taughtText, `"raster"`, `"rastre"`, 1))
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"learn --check good.toml", 0, "good: 2 steps, 1 checks, all as they must be"},
		{"learn --check good.toml screen", 0, "screen: 5 steps"},
		{"learn --check late.toml", 1, "spiketop: late.toml:10: step 1, “Gain”: its check, net.g >= 1.5, does not hold after the solution: net.g 1.4\n"},
		{"learn --check bad.toml", 2, `spiketop: bad.toml:10: unknown entry "step.chek"; nearest is "check"; must be set, title,`},
		{"learn --check pane.toml", 2, `spiketop: pane.toml:9: panes: no pane "rastre"; nearest is "raster"; must be of raster,`},
		{"learn --check none.toml", 2, "spiketop: none.toml: no such file"},
		{"learn --check nothing", 2, `spiketop: no lesson "nothing"; `},
		{"learn --check --step 2 good.toml", 2, "spiketop: --step 2: --check goes through all steps"},
		{"learn --step 2", 2, "spiketop: --step 2: the lesson is missing"},
		{"learn good.toml --step 3", 2, "spiketop: --step 3: must be a step of the lesson, 1 to 2"},
		{"learn good.toml --step x", 2, "spiketop: --step x: must be a step of the lesson, 1 to 2"},
		{"learn good.toml late.toml", 2, `spiketop: "late.toml": spiketop learn takes one lesson, and has "good.toml"`},
		{"learn gian", 2, `spiketop: no lesson "gian"; nearest is "gain"; there are screen,`},
		{"learn good.toml", 2, "needs a terminal"},
	} {
		code, out, errs := do(strings.Fields(c.args)...)
		if text := out + errs; code != c.code || !strings.Contains(text, c.says) || strings.Count(errs, "\n") > 1 && code != 0 {
			t.Errorf("%s: %d, %s\nwant %d, %s", c.args, code, text, c.code, c.says)
		}
	}
	if code, out, errs := do("learn", "--check", "--quiet", "good.toml"); code != 0 || out+errs != "" {
		t.Error(code, out, errs)
	}
	if got := ls(t); got != "bad.toml good.toml late.toml pane.toml" {
		t.Errorf("left: %s", got)
	}
}

// A lesson opens the screen with its own network, at the step that was asked for.
func TestLearnOpensTheScreen(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("TERM", "xterm-256color")
	put(t, "good.toml", taughtText)
	var got LiveOptions
	var out strings.Builder
	code := Main([]string{"learn", "good.toml", "--step", "2"}, Env{In: strings.NewReader(""), Out: &out, Err: &out,
		Terminal: func(any) bool { return true },
		Live: func(o LiveOptions) (LiveEnd, error) {
			got = o
			return LiveEnd{Session: o.Session}, nil
		}})
	if code != 0 || got.Lesson == nil || got.Step != 1 || got.Session.Params().Net.N != 20 {
		t.Errorf("%d, %+v, %s", code, got, out.String())
	}
	if fmt.Sprint(got.Lesson.Title) != "Two steps" {
		t.Error(got.Lesson.Title)
	}
}
