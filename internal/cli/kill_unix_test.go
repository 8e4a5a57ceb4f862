//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// killed are the runs that are killed, of ten thousand steps and more.
var killed = map[string][]string{
	"dense":       {"quick.toml", "--set", "target.duration=500", "--set", "learn.passes=8"},
	"sparse":      {"quick.toml", "--set", "target.duration=500", "--set", "learn.passes=8", "--set", "net.p=0.5", "--set", "net.noise=0.2", "--set", "net.n=30"},
	"new network": {"events.toml", "--set", "target.duration=500", "--set", "learn.passes=8"},
}

const events = quick + `
[[at]]
ms = 700
set = { "net.qif" = 0.2 }
[[at]]
step = 2300
set = { "net.n" = 25, "net.g" = 1.1 }
`

// Processes that are killed anywhere, again and again, are gone on with to the
// files of a run that was left alone. SPIKETOP_KILLS is how many are killed.
func TestKilledRunsGoOn(t *testing.T) {
	inDir(t)
	put(t, "events.toml", events)
	kills := 12
	if text := os.Getenv("SPIKETOP_KILLS"); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]map[string]string{}
	last := map[string]int64{} // step
	for name, args := range killed {
		if code, _, errs := do(append([]string{"run", "--quiet", "--out", "whole " + name}, args...)...); code != 0 {
			t.Fatal(errs)
		}
		want[name] = sums(t, "whole "+name)
		var s struct{ Steps int64 }
		if err := json.Unmarshal([]byte(read(t, "whole "+name+"/summary.json")), &s); err != nil {
			t.Fatal(err)
		}
		last[name] = s.Steps
	}
	rng := rand.New(rand.NewPCG(1, 9))
	where := map[string]int{}
	made, runs, oldest := 0, 0, time.Duration(0)
	for ; made < kills; runs++ {
		name := []string{"dense", "sparse", "new network"}[runs%3]
		dir := "run" + strconv.Itoa(runs)
		args := append([]string{"run", "--quiet", "--out", dir, "--checkpoint", "2ms"}, killed[name]...)
		var seen int64 // the newest step of a whole checkpoint
		for victim := range 100 {
			if victim > 0 {
				args = []string{"run", "--quiet", "--resume", dir}
			}
			p := start(t, args)
			// Until which step it may come, and what it is then waited for.
			until := seen + rng.Int64N(last[name]/3)
			moment := []string{"at once", "writing a checkpoint", "writing the files"}[rng.IntN(3)]
			if until >= last[name] {
				moment = "writing the files"
			}
			for p.runs() {
				step, _ := headStep(dir)
				seen = max(seen, step)
				if step >= until && p.is(moment, dir) {
					break
				}
				time.Sleep(50 * time.Microsecond)
			}
			if st, err := os.Stat(filepath.Join(dir, "checkpoint", "state")); err == nil {
				oldest = max(oldest, time.Since(st.ModTime()))
			}
			if code, out := p.kill(); code == 0 {
				break // it was quicker
			} else if code > 0 {
				t.Fatalf("%s: exit status %d, %s", name, code, out)
			}
			made++
			where[moment]++
			if step, there := headStep(dir); there && step < seen {
				t.Errorf("%s: a checkpoint of step %d was whole, and now there is one of %d", name, seen, step)
			}
			if _, err := os.Stat(dir); err != nil && seen == 0 { // before the first checkpoint: as if it never began
				args = nil
				for _, file := range hidden(t) {
					_ = os.RemoveAll(file)
				}
				break
			}
		}
		if args != nil {
			if code, _, errs := do("run", "--quiet", "--resume", dir); code != 0 {
				t.Fatalf("%s: %d, %s", name, code, errs)
			}
			same(t, name, dir, want[name])
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if beside := hidden(t); len(beside) > 0 {
			t.Errorf("left beside: %q", beside)
		}
	}
	t.Logf("%d processes killed in %d runs: %v; the oldest checkpoint at a kill was %s old", made, runs, where, oldest.Round(time.Millisecond))
}

// hidden are the hidden files of the current directory.
func hidden(t *testing.T) (names []string) {
	for _, name := range strings.Fields(ls(t)) {
		if strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	return names
}

// child is the program at work.
type child struct {
	*exec.Cmd
	out   bytes.Buffer
	ended chan struct{}
}

func start(t *testing.T, args []string) *child {
	t.Helper()
	p := &child{Cmd: exec.Command(os.Args[0], args...), ended: make(chan struct{})}
	p.Env = append(os.Environ(), asMain+"=1")
	p.Stdout, p.Stderr = &p.out, &p.out
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.Wait()
		close(p.ended)
	}()
	return p
}

func (p *child) runs() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// is reports whether the process is seen to do that.
func (p *child) is(moment, dir string) bool {
	switch moment {
	case "writing a checkpoint":
		half, _ := filepath.Glob(filepath.Join(dir, "checkpoint", ".state.partial-*"))
		return len(half) > 0
	case "writing the files":
		half, _ := filepath.Glob("*" + dir + ".finished*")
		return len(half) > 0
	}
	return true
}

// kill returns the exit status; −1: it was killed.
func (p *child) kill() (code int, out string) {
	_ = p.Process.Signal(syscall.SIGKILL)
	<-p.ended
	return p.ProcessState.ExitCode(), p.out.String()
}

// A file may have so many bytes, in a child of this process.
const fileSize = "SPIKETOP_TEST_FSIZE"

func init() {
	if text := os.Getenv(fileSize); text != "" {
		n, _ := strconv.ParseUint(text, 10, 64)
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			panic(err)
		}
	}
}

// Where a checkpoint has no room any more, the run goes on and says so, and the
// last whole one stays. Where the run's files have none, the run can be resumed.
func TestNoRoomForCheckpoints(t *testing.T) {
	inDir(t)
	args := append(slices.Clone(killed["dense"]), "--set", "learn.tests=8")
	do(append([]string{"run", "--quiet", "--out", "whole"}, args...)...)
	t.Setenv(fileSize, "300000") // room for the state at step 0, not for that of the end
	p := start(t, append([]string{"run", "--out", "a", "--checkpoint", "1ms"}, args...))
	<-p.ended
	text := p.out.String()
	if code := p.ProcessState.ExitCode(); code != 1 ||
		!strings.Contains(text, "spiketop: warning: a: the checkpoint was not written: file too large\n") ||
		!strings.Contains(text, "spiketop: a: nothing was written: ") ||
		!strings.HasSuffix(text, ".npy: file too large; the run waits in a checkpoint: 'spiketop run --resume a' goes on with it\n") {
		t.Fatalf("%d, %s", code, text)
	}
	if entries, err := os.ReadDir("a/checkpoint"); err != nil || len(entries) != 2 || len(hidden(t)) != 0 {
		t.Errorf("%v, %v, %q", entries, err, hidden(t))
	}
	// The first checkpoint already: nothing was begun.
	t.Setenv(fileSize, "10000")
	p = start(t, append([]string{"run", "--out", "b", "--checkpoint", "1ms"}, args...))
	<-p.ended
	if code, text := p.ProcessState.ExitCode(), p.out.String(); code != 1 || text != "spiketop: b: nothing was written: checkpoint/state: file too large\n" || len(hidden(t)) != 0 {
		t.Errorf("%d, %s", code, text)
	}
	if code, _, errs := do("run", "--resume", "a", "--quiet"); code != 0 {
		t.Fatalf("%d, %s", code, errs)
	}
	same(t, "resumed", "a", sums(t, "whole"))
}

// A signal at the very end of a command loses nothing but analyses that are not done, and the exit status says which it was.
func TestSignalAtTheEnd(t *testing.T) {
	inDir(t)
	for _, c := range []struct {
		args   []string
		at     string // what standard error shows then
		says   string
		made   string
		status int
		signal os.Signal
	}{
		{[]string{"run", "quick.toml", "--out", "a"}, "analysing", "interrupted after the run was done; the summary says which analyses it lacks", "a/summary.json", 129, syscall.SIGHUP},
		{[]string{"sweep", "quick.toml", "--seeds", "2", "--workers", "1", "--out", "rows.csv"}, "] 2 of 2 runs", "interrupted after all was done", "rows.csv", 129, syscall.SIGHUP},
	} {
		signals := make(chan os.Signal)
		show := &screen{seen: once(c.at, func() {
			signals <- c.signal
			signals <- c.signal // the first one was heard
		})}
		code := Main(c.args, Env{In: strings.NewReader(""), Out: new(bytes.Buffer), Err: show, Signals: signals, Terminal: func(s any) bool { return s == any(show) }})
		if code != c.status || !strings.HasSuffix(show.text.String(), "spiketop: "+c.says+"\n") {
			t.Errorf("%q: %d, %q", c.args, code, show.text.String())
		}
		if _, err := os.Stat(c.made); err != nil {
			t.Errorf("%q: %v", c.args, err)
		}
	}
	if n := strings.Count(rowsOf(t, "rows.csv"), "\n"); n != 3 {
		t.Errorf("%d lines in rows.csv", n)
	}
}

// The process itself, held in the writing of its results by a pipe that is full: the
// first signal waits until all is written, another one does not.
func TestSignalWhileResultsAreWritten(t *testing.T) {
	inDir(t)
	for _, c := range []struct {
		name    string
		signals []os.Signal
		status  int
		says    string
	}{
		{"SIGINT", []os.Signal{syscall.SIGINT}, 130, "spiketop: interrupted after the run was done\n"},
		{"SIGTERM", []os.Signal{syscall.SIGTERM}, 143, "spiketop: interrupted after the run was done\n"},
		{"SIGHUP", []os.Signal{syscall.SIGHUP}, 129, "spiketop: interrupted after the run was done\n"},
		{"SIGINT twice", []os.Signal{syscall.SIGINT, syscall.SIGINT}, 130, "spiketop: interrupted twice: what was being written is not whole\n"},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := w.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		_ = raw.Write(func(fd uintptr) bool { // what does not fit is not waited for
			for b := make([]byte, 4096); err == nil; {
				_, err = syscall.Write(int(fd), b)
			}
			return true
		})
		heard := make(chan struct{})
		errs := &screen{seen: once("(once more to end at once)", func() { close(heard) })}
		p := exec.Command(os.Args[0], "run", "quick.toml", "--out", c.name, "--json")
		p.Env, p.Stdout, p.Stderr = append(os.Environ(), asMain+"=terminal"), w, errs
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		_ = w.Close()
		for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			if _, err := os.Stat(c.name); err == nil {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("%s: nothing is written: %q", c.name, errs.text.String())
			}
		}
		_ = p.Process.Signal(c.signals[0])
		select {
		case <-heard:
		case <-time.After(time.Minute):
			_ = p.Process.Kill()
			t.Fatalf("%s: nothing is heard: %v, %q", c.name, p.Wait(), errs.text.String())
		}
		text := ""
		if len(c.signals) == 1 {
			all, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			text = strings.TrimLeft(string(all), "\x00")
		} else {
			_ = p.Process.Signal(c.signals[1])
		}
		_ = p.Wait()
		_ = r.Close()
		if code := p.ProcessState.ExitCode(); code != c.status || !strings.HasSuffix(errs.text.String(), c.says) {
			t.Errorf("%s: %d, %q", c.name, code, errs.text.String())
		}
		if want := read(t, filepath.Join(c.name, "summary.json")); len(c.signals) == 1 && text != want {
			t.Errorf("%s: %d bytes of %d came", c.name, len(text), len(want))
		}
	}
}
