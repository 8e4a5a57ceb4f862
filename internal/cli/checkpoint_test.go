package cli

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/run"
	"spiketop/rundir"
)

// sums is the sha256 of every file of a directory; of summary.json without times.
func sums(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	times := regexp.MustCompile(`"(wall_seconds|run|analysis)": [0-9.e+-]+`)
	out := map[string]string{}
	for _, e := range entries {
		text := read(t, filepath.Join(dir, e.Name()))
		if e.Name() == "summary.json" {
			text = times.ReplaceAllString(text, `"$1": 0`)
		}
		out[e.Name()] = fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
	}
	return out
}

// same compares two runs on disk.
func same(t *testing.T, what, dir string, want map[string]string) {
	t.Helper()
	got := sums(t, dir)
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s: %s differs", what, name)
		}
	}
	if len(got) != len(want) || len(want) < 13 {
		t.Errorf("%s: %d files, want %d", what, len(got), len(want))
	}
}

// left leaves a run in dir as a process that was killed at that step does.
func left(t *testing.T, dir string, steps int, task rundir.Task) {
	t.Helper()
	plan, err := presets.ReadFile("quick.toml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range steps {
		s.Step()
	}
	w, err := rundir.Begin(dir, s, task)
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
}

func TestResume(t *testing.T) {
	inDir(t)
	do("run", "quick.toml", "--out", "whole", "--seconds", "0.55")
	want := sums(t, "whole")
	left(t, "a", 700, rundir.Task{Seconds: 0.55, Every: 1, Wall: 1000})
	code, out, errs := do("run", "--resume", "a", "--json")
	if code != 0 || errs != "" || out != read(t, "a/summary.json") || !strings.Contains(out, `"wall_seconds": 100`) {
		t.Errorf("%d, %q, %q", code, out, errs)
	}
	same(t, "resumed", "a", want)
	// Once more there is nothing to do, and nothing is done.
	before := read(t, "a/summary.json")
	for _, c := range []struct{ flag, out, errs string }{
		{"--json=false", "", "spiketop: a holds a finished run (done): there is nothing to go on with\n"},
		{"--json", before, "spiketop: a holds a finished run (done): there is nothing to go on with\n"},
		{"--quiet", "", ""},
	} {
		if code, out, errs := do("run", "--resume", "a", c.flag); code != 0 || out != c.out || errs != c.errs {
			t.Errorf("%s: %d, %q, %q", c.flag, code, out, errs)
		}
	}
	same(t, "finished", "a", want)
	if read(t, "a/summary.json") != before || ls(t) != "a quick.toml whole" {
		t.Errorf("changed: %q", ls(t))
	}
}

// A run with checkpoints has the files of one without, and leaves no others.
func TestCheckpointsLeaveNoTrace(t *testing.T) {
	inDir(t)
	do("run", "quick.toml", "--out", "whole")
	if code, _, errs := do("run", "quick.toml", "--out", "a", "--checkpoint", "1us", "--quiet"); code != 0 || errs != "" {
		t.Errorf("%d, %q", code, errs)
	}
	same(t, "with checkpoints", "a", sums(t, "whole"))
	if got := ls(t); got != "a quick.toml whole" {
		t.Errorf("%q", got)
	}
}

func TestResumeIsRefused(t *testing.T) {
	inDir(t)
	left(t, "a", 100, rundir.Task{})
	left(t, "locked", 100, rundir.Task{})
	w, _, _, err := rundir.Open("locked")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	left(t, "torn", 100, rundir.Task{})
	if err := os.Truncate("torn/checkpoint/state", 5000); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"run ou --resume a":                   `"ou" and --resume a: give one of them; what is resumed has its preset`,
		"run --resume a --out b":              "--out and --resume a: give one of them; what is resumed goes on as it began",
		"run --resume a --seed 3":             "--seed and --resume a: give one of them",
		"run --resume a --set net.g=2":        "--set and --resume a: give one of them",
		"run --resume a --seconds 3":          "--seconds and --resume a: give one of them",
		"run --resume a --checkpoint 3s":      "--checkpoint and --resume a: give one of them",
		"run --resume a --preset-file x":      "--preset-file and --resume a: give one of them",
		"--resume a --seed 3":                 "--seed and --resume a: give one of them",
		"run --resume=":                       "--resume: a directory's name is missing",
		"run --resume .":                      "--resume: " + here + " holds neither a checkpoint nor a finished run",
		"run --resume no":                     "--resume: no holds neither a checkpoint nor a finished run",
		"run --resume quick.toml":             "--resume: quick.toml holds neither a checkpoint nor a finished run",
		"run --resume locked":                 "--resume: locked: another process is at work on this run",
		"run --resume torn":                   "--resume: torn/checkpoint/state: torn: its checksum does not fit",
		"run quick.toml --out locked":         "--out: locked exists; give a directory that does not exist",
		"run quick.toml --checkpoint 1m":      "--checkpoint 1m: there is no --out DIR to keep checkpoints in",
		"run quick.toml --checkpoint soon":    "--checkpoint soon: must be a duration such as 30s, 5m or 1h; 0 is none",
		"run quick.toml --checkpoint -1s":     "--checkpoint -1s: must be a duration such as 30s, 5m or 1h; 0 is none",
		"run --out b --checkpoint 1e9":        "--checkpoint 1e9: must be a duration such as 30s, 5m or 1h; 0 is none",
		"quick.toml --checkpoint 1m":          "no flag --checkpoint",
		"sweep --resume a":                    "no flag --resume",
		"run --out no/b --checkpoint 1s":      "--out: no/b: cannot write in no: no such file or directory",
		"run quick.toml --out b --checkpoint": "--checkpoint: a value is missing",
	} {
		code, out, errs := do(strings.Fields(args)...)
		if code != 2 || out != "" || !strings.HasPrefix(errs, "spiketop: "+want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: %d, %q, want %q", args, code, errs, want)
		}
	}
	if got := ls(t); got != "a locked quick.toml torn" {
		t.Errorf("%q", got)
	}
}

// interruptedAt carries out a command line and interrupts it, so many times, when
// the screen first shows text.
func interruptedAt(t *testing.T, text string, times int, args ...string) (code int, errs string) {
	t.Helper()
	signals := make(chan os.Signal, 2)
	show := &screen{seen: once(text, func() {
		for range times {
			signals <- os.Interrupt
		}
	})}
	code = Main(args, Env{Out: io.Discard, Err: show, Signals: signals, Terminal: func(s any) bool { return s == any(show) }})
	return code, show.text.String()
}

// An interrupt writes what there is, as without checkpoints.
func TestInterruptWithCheckpoints(t *testing.T) {
	inDir(t)
	code, errs := interruptedAt(t, "simulated", 1, "run", "quick.toml", "--seconds", "1e6", "--out", "a", "--checkpoint", "1ms")
	if code != 130 || !regexp.MustCompile(`interrupted at step \d+; what there was until then is in a\n$`).MatchString(errs) || len(sums(t, "a")) != 13 {
		t.Errorf("%d, %q", code, errs)
	}
	if code, _, errs := do("run", "--resume", "a"); code != 0 || errs != "spiketop: a holds a finished run (interrupted): there is nothing to go on with\n" {
		t.Errorf("resumed: %d, %q", code, errs)
	}
	code, errs = interruptedAt(t, "analysing", 2, "run", "quick.toml", "--out", "b", "--checkpoint", "1h", "--set", "metrics.draws=100000")
	if code != 130 || !strings.HasSuffix(errs, "spiketop: interrupted after the run was done; the summary says which analyses it lacks\n") || len(sums(t, "b")) != 13 {
		t.Errorf("%d, %q", code, errs)
	}
}

// A run whose files cannot be put in place waits, and is there once they can.
func TestFinishedRunWaits(t *testing.T) {
	inDir(t)
	do("run", "quick.toml", "--out", "whole")
	show := &screen{seen: once("analysing", func() { put(t, "a/weights.npy", "of a person") })}
	code := Main([]string{"run", "quick.toml", "--out", "a", "--checkpoint", "1h"}, Env{Out: io.Discard, Err: show, Signals: make(chan os.Signal), Terminal: func(s any) bool { return s == any(show) }})
	text := show.text.String()
	if code != 1 || !strings.Contains(text, "weights.npy is in the way of what is in ") || !strings.HasSuffix(text, "; the run waits in a checkpoint: 'spiketop run --resume a' goes on with it\n") {
		t.Errorf("%d, %q", code, text)
	}
	if read(t, "a/weights.npy") != "of a person" {
		t.Error("it was overwritten")
	}
	if err := os.Rename("a/weights.npy", "mine"); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := do("run", "--resume", "a"); code != 0 || !strings.Contains(errs, "finished run (done)") {
		t.Errorf("%d, %q", code, errs)
	}
	same(t, "put in place", "a", sums(t, "whole"))
}

// Where nothing can be written in the place that was asked for, the run waits
// among the temporary files.
func TestFinishedRunWaitsElsewhere(t *testing.T) {
	inDir(t)
	do("run", "quick.toml", "--out", "whole")
	t.Setenv("TMPDIR", t.TempDir())
	if err := os.Mkdir("parent", 0o777); err != nil {
		t.Fatal(err)
	}
	show := &screen{seen: once("analysing", func() { _ = os.Remove("parent") })}
	code := Main([]string{"run", "quick.toml", "--out", "parent/a"}, Env{Out: io.Discard, Err: show, Signals: make(chan os.Signal), Terminal: func(s any) bool { return s == any(show) }})
	found := regexp.MustCompile(`spiketop: parent/a: nothing was written: cannot write in parent: no such file or directory; the run waits in a checkpoint: 'spiketop run --resume (\S+)' goes on`).FindStringSubmatch(show.text.String())
	if code != 1 || found == nil || filepath.Dir(found[1]) != os.TempDir() {
		t.Fatalf("%d, %q", code, show.text.String())
	}
	if code, _, errs := do("run", "--resume", found[1], "--quiet"); code != 0 || errs != "" {
		t.Errorf("%d, %q", code, errs)
	}
	same(t, "from elsewhere", found[1], sums(t, "whole"))
}

// The screen starts from a checkpoint, which stays as it is.
func TestScreenResumes(t *testing.T) {
	inDir(t)
	left(t, "a", 321, rundir.Task{})
	before := read(t, "a/checkpoint/state")
	var errs bytes.Buffer
	live := func(o LiveOptions) (LiveEnd, error) {
		if o.Session.Steps() != 321 || o.File.Name != "quick" || !o.ASCII {
			t.Errorf("%+v", o)
		}
		return LiveEnd{Session: o.Session, Kept: "b c"}, nil
	}
	env := Env{In: os.Stdin, Out: io.Discard, Err: &errs, Live: live, Terminal: func(any) bool { return true }}
	if code := Main([]string{"--resume", "a", "--ascii"}, env); code != 0 || errs.String() != "to go on with the last checkpoint: spiketop --resume 'b c'\n" {
		t.Errorf("%d, %q", code, errs.String())
	}
	if read(t, "a/checkpoint/state") != before || rundir.Kept("a") != true {
		t.Error("the checkpoint has changed")
	}
	do("run", "quick.toml", "--out", "whole")
	errs.Reset()
	if code := Main([]string{"--resume", "whole"}, env); code != 0 || errs.String() != "spiketop: whole holds a finished run (done): there is nothing to go on with\n" {
		t.Errorf("%d, %q", code, errs.String())
	}
	env.Terminal = nil
	errs.Reset()
	if code := Main([]string{"--resume", "a"}, env); code != 2 || errs.String() != "spiketop: the explorer needs a terminal; 'spiketop run --resume a' does the same without one\n" {
		t.Errorf("%d, %q", code, errs.String())
	}
}

// A checkpoint that cannot be written is said above the progress, and not at all
// with --quiet.
func TestSay(t *testing.T) {
	var b bytes.Buffer
	p := &progress{w: &b, on: true, columns: func() int { return 80 }}
	p.note("a line that is longer than what follows it")
	p.say("warning: %v", errors.New("one\ntwo"))
	p.note("more")
	if lines := strings.Split(b.String(), "\r"); len(lines) != 4 || strings.TrimRight(lines[2], " \n") != "spiketop: warning: one two" || len(lines[2]) != len(lines[1])-1 || !strings.HasSuffix(lines[2], "\n") || lines[3] != "more …" {
		t.Errorf("%q", lines)
	}
	for quiet, want := range map[bool]string{false: "spiketop: full\n", true: ""} {
		b.Reset()
		(&progress{w: &b, quiet: quiet}).say("full")
		if b.String() != want {
			t.Errorf("%q", b.String())
		}
	}
}

// headStep is the step of the checkpoint in dir, as its first line says.
func headStep(dir string) (step int64, there bool) {
	f, err := os.Open(filepath.Join(dir, "checkpoint", "state"))
	if err != nil {
		return 0, false
	}
	defer f.Close()
	line, err := bufio.NewReader(f).ReadBytes('\n')
	if err != nil {
		return 0, false
	}
	var h struct{ Step int64 }
	if err := json.Unmarshal(bytes.TrimPrefix(line, []byte("spiketop checkpoint ")), &h); err != nil {
		return 0, false
	}
	return h.Step, true
}
