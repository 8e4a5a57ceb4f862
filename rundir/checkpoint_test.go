package rundir

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
)

// short is a run of 400 steps, which trains and is tested.
const short = `
[set]
"net.n" = 8
"net.p" = 0.7
"net.dt" = 0.5
"net.noise" = 0.1
"target.kind" = "oscillation"
"target.duration" = 40
"target.cue" = 10
"learn.on" = true
"learn.start" = 50
"learn.passes" = 2
"learn.tests" = 1
"metrics.draws" = 10
"record.seconds" = 1
`

func begun(t testing.TB, steps int) *run.Session {
	t.Helper()
	plan, err := presets.Parse("short.toml", short)
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
	return s
}

// summed is the run at its end.
func summed(s *run.Session) *Contents {
	c, status := run.Headless(context.Background(), s, run.Options{})
	return Of(c, measure.Summarise(context.Background(), c, measure.AllFiles, status, 1, nil))
}

// A directory at work holds its checkpoint alone, whoever opens it goes on with
// the newest state, and in the end it holds what it would have held.
func TestCheckpoint(t *testing.T) {
	parent := t.TempDir()
	dir, whole := filepath.Join(parent, "run"), filepath.Join(parent, "whole")
	if err := summed(begun(t, 0)).Write(whole); err != nil {
		t.Fatal(err)
	}
	task := Task{Seconds: 0.125, Every: time.Minute, Wall: 2.5}
	s := begun(t, 0)
	w, err := Begin(dir, s, task)
	if err != nil {
		t.Fatal(err)
	}
	for s.Steps() < 200 {
		s.Step()
	}
	task.Wall = 7
	if err := w.Save(s, task); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"checkpoint"}) || !Kept(dir) {
		t.Errorf("at work: %q", got)
	}
	w.Close()
	if err := os.WriteFile(filepath.Join(dir, "checkpoint", ".state.partial-1"), []byte("half"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	again, s, got, err := Open(".")
	if err != nil || got != task || s.Steps() != 200 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got := names(t, "checkpoint"); !slices.Equal(got, []string{"lock", "state"}) {
		t.Errorf("what a killed writer left: %q", got)
	}
	if err := again.Check(); err != nil {
		t.Error(err)
	}
	if err := again.Finish(summed(s)); err != nil {
		t.Fatal(err)
	}
	again.Close()
	if got := names(t, dir); !slices.Equal(got, contents) || Kept(dir) {
		t.Errorf("finished: %q", got)
	}
	for _, name := range contents {
		a, err := os.ReadFile(filepath.Join(whole, name))
		b, err2 := os.ReadFile(filepath.Join(dir, name))
		if err != nil || err2 != nil || name != "summary.json" && !bytes.Equal(a, b) {
			t.Errorf("%s differs", name)
		}
	}
	var done *Finished
	if _, _, _, err := Open(dir); !errors.As(err, &done) || done.Status != "done" || done.Dir != dir {
		t.Errorf("a finished run: %v", err)
	}
	if got := names(t, parent); !slices.Equal(got, []string{"run", "whole"}) {
		t.Errorf("beside it: %q", got)
	}
}

// A link to a directory stays a link, and the files are where it points.
func TestCheckpointBehindALink(t *testing.T) {
	parent := t.TempDir()
	dir, link := filepath.Join(parent, "far", "run"), filepath.Join(parent, "link")
	if err := errors.Join(os.Mkdir(filepath.Join(parent, "far"), 0o777), os.Symlink(dir, link)); err != nil {
		t.Fatal(err)
	}
	w, err := Begin(dir, begun(t, 10), Task{})
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	w, s, _, err := Open(link)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Finish(summed(s)); err != nil || !slices.Equal(names(t, dir), contents) || !slices.Equal(names(t, parent), []string{"far", "link"}) {
		t.Errorf("%v: %q in %q", err, names(t, dir), names(t, parent))
	}
}

// One process at a time.
func TestCheckpointIsLocked(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	s := begun(t, 10)
	w, err := Begin(dir, s, Task{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := Open(dir); err == nil || err.Error() != dir+": another process is at work on this run" {
		t.Errorf("%v", err)
	}
	write, err := Freeze(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(dir); err == nil || !strings.Contains(err.Error(), "at work") {
		t.Errorf("%v", err)
	}
	w.Close()
	again, _, _, err := Open(dir)
	if err != nil {
		t.Error(err)
	}
	again.Close()
}

// The screen keeps copies: in a new directory, then in the place of the last one.
func TestFreeze(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	for _, steps := range []int{20, 90} {
		s := begun(t, steps)
		write, err := Freeze(s)
		if err != nil {
			t.Fatal(err)
		}
		s.Step() // it goes on meanwhile
		if err := write(dir); err != nil {
			t.Fatal(err)
		}
		w, s, task, err := Open(dir)
		if err != nil || task != (Task{}) || s.Steps() != int64(steps) {
			t.Fatalf("%v, %+v", err, task)
		}
		w.Close()
	}
	w, err := Begin(dir+"1", begun(t, 5), Task{Every: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	if write, err := Freeze(begun(t, 1)); err != nil {
		t.Fatal(err)
	} else if err := write(dir + "1"); err == nil || !strings.Contains(err.Error(), "a run without a screen is there") {
		t.Errorf("in the place of another run: %v", err)
	}
	if err := os.Mkdir(dir+"2", 0o777); err != nil {
		t.Fatal(err)
	}
	write, err := Freeze(begun(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := write(dir + "2"); err == nil || !strings.Contains(err.Error(), "file already exists") {
		t.Errorf("a directory of something else: %v", err)
	}
}

// state is a checkpoint as bytes.
func state(t testing.TB, s *run.Session) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeState(s.Steps(), Task{Every: time.Minute}, s.Save)(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sealed puts a new checksum at the end.
func sealed(body []byte) []byte {
	sum := sha256.Sum256(body)
	return append(bytes.Clone(body), sum[:]...)
}

// Whatever is not a whole checkpoint of this program is told in one line as what
// it is.
func TestCheckpointsThatAreNone(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "run")
	w, err := Begin(dir, begun(t, 150), Task{})
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	path := w.path(stateFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what, text string, b []byte) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
		w, s, _, err := Open(dir)
		if err == nil || w != nil || s != nil || !strings.HasPrefix(err.Error(), path+": "+text) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", what, err, text)
		}
	}
	torn, foreign := "torn", "not a checkpoint of this program"
	for cut := 0; cut < len(whole); cut += 1 + cut/40 { // dense where it begins
		refused("cut", torn, whole[:cut])
		refused("cut", torn, whole[:len(whole)-1-cut])
	}
	for at := 0; at < len(whole); at += 1 + at/20 {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		want := torn
		if at < len(magic) {
			want = foreign
		}
		refused("flipped", want, flipped)
	}
	refused("more behind it", torn, append(bytes.Clone(whole), 0))
	refused("zeros", foreign, make([]byte, len(whole)))
	refused("a text", foreign, []byte("# notes\n"))
	refused("a torn block of zeros", torn, append(bytes.Clone(whole[:len(whole)/2]), make([]byte, len(whole)/2)...))
	body := whole[:len(whole)-sha256.Size]
	with := func(old, new string) []byte {
		if !bytes.Contains(body, []byte(old)) {
			t.Fatalf("no %s in the first line", old)
		}
		return sealed(bytes.Replace(body, []byte(old), []byte(new), 1))
	}
	refused("newer", `written by version "99.1.0", which is newer than this one, `+run.Version, with(run.Version, "99.1.0"))
	refused("older", `written by version "0.1.9", whose bits are not those of this one, `+run.Version, with(run.Version, "0.1.9"))
	refused("of another layout", `written by version "`+run.Version+`" in a form that this one, `+run.Version+`, does not read`, sealed(append(bytes.Clone(body[:bytes.IndexByte(body, '\n')+1]), "another layout"...)))
	refused("without a head", foreign+": it does not begin as one", sealed([]byte(magic+"and no more")))
	refused("shorter", "not a run that can go on: saved training: unexpected EOF", sealed(body[:len(body)-1]))
	refused("longer", "not a run that can go on: more follows", sealed(append(bytes.Clone(body), 0)))

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := Open(dir); err == nil || err.Error() != path+": no such file or directory" {
		t.Errorf("no state: %v", err)
	}
	if err := os.Mkdir(path, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := Open(dir); err == nil || err.Error() != path+": not a file" {
		t.Errorf("a directory: %v", err)
	}
	for _, name := range []string{parent, filepath.Join(parent, "no")} {
		if _, _, _, err := Open(name); err == nil || err.Error() != name+" holds neither a checkpoint nor a finished run" {
			t.Errorf("%v", err)
		}
	}
}

// A finished run that was not put in place is not lost by the next one.
func TestBeginBesideAFinishedRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	w, err := Begin(dir, begun(t, 1), Task{})
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	if err := summed(begun(t, 0)).Write(filepath.Join(filepath.Dir(dir), ".run.finished")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(dir, begun(t, 1), Task{}); err == nil || !strings.Contains(err.Error(), "'spiketop run --resume "+dir+"' puts it in place") {
		t.Errorf("%v", err)
	}
	var done *Finished
	if _, _, _, err := Open(dir); !errors.As(err, &done) || !slices.Equal(names(t, dir), contents) {
		t.Errorf("%v", err)
	}
}

// Whatever the bytes, with their own checksum or with the right one, they are a
// run or refused.
func FuzzCheckpoint(f *testing.F) {
	for _, steps := range []int{0, 150, 330} {
		b := state(f, begun(f, steps))
		f.Add(b[:len(b)-sha256.Size])
	}
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, b := range [][]byte{b, sealed(b)} {
			s, _, err := parseState(bytes.NewReader(b), int64(len(b)))
			if (s == nil) == (err == nil) || err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, %v", s, err)
			}
		}
	})
}
