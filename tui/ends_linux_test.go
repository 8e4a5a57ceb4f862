package tui_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"

	"spiketop/internal/cli"
	"spiketop/internal/fault"
	"spiketop/internal/term/ptytest"
	"spiketop/learn"
	"spiketop/live"
	"spiketop/sim"
	"spiketop/tui"
	"spiketop/tui/chart"
)

// endsEnv makes the test binary the program, with the arguments in endsArgs. Its
// value is a function: once the child got SIGUSR1, the faulty target, trainer and
// pane below panic where they are called by it.
const (
	endsEnv  = "SPIKETOP_ENDS"
	endsArgs = "SPIKETOP_ENDS_ARGS"
)

var armed atomic.Bool

// boom panics if it is called by the function that the test is about. Where the test
// is to hold the child there, boom says so once and waits for SIGUSR2.
func boom() {
	by, hold := strings.CutPrefix(os.Getenv(endsEnv), "hold ")
	switch {
	case !armed.Load() || !strings.Contains(string(debug.Stack()), by):
	case hold:
		holds.Do(func() { report("held") })
		<-released
	default:
		panic("boom in " + by)
	}
}

var (
	holds    sync.Once
	released = make(chan struct{})
	toTest   = sync.OnceValue(func() *os.File { return os.NewFile(3, "report") })
)

// report says a line to the test.
func report(line string) { fmt.Fprintln(toTest(), line) }

func init() {
	if os.Getenv(endsEnv) == "" {
		return
	}
	learn.RegisterTarget(learn.TargetKind{
		Name:  "faulty",
		New:   func(learn.TargetParams, int, int) learn.Target { boom(); return &faulty{} },
		Scale: func(learn.TargetParams) learn.Scale { boom(); return learn.Scale{Setting: "x", MS: 10, Tau: 10} },
	})
	learn.RegisterTrainer(learn.TrainerKind{
		Name: "faulty",
		New:  func(*sim.Network, learn.Params) learn.Trainer { return &worker{} },
	})
	tui.Register(tui.PaneKind{Name: "faulty", New: func() tui.Pane { return faultyPane{} }})
}

// The program itself: see start.
func TestEndsChild(t *testing.T) {
	if os.Getenv(endsEnv) == "" {
		t.Skip("for TestEnds")
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2)
	go func() {
		<-signals
		armed.Store(true)
		report("armed")
		<-signals
		close(released)
	}()
	screen := func(o cli.LiveOptions) (cli.LiveEnd, error) {
		left := o.Left
		o.Left = func() { left(); report("left") }
		if os.Getenv(endsEnv) == beforeScreen {
			_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
			for o.Interrupted() == nil {
				time.Sleep(time.Millisecond)
			}
		}
		return cli.Screen(o)
	}
	os.Exit(cli.Main(strings.Split(os.Getenv(endsArgs), "\n"), cli.Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Live: screen}))
}

// beforeScreen has the child send itself SIGTERM before the screen begins.
const beforeScreen = "a signal before the screen"

type faulty struct{}

func (*faulty) At(t float64, dst []float64) { boom(); clear(dst); dst[0] = t }
func (*faulty) Order() []float64            { return nil }
func (*faulty) Repeats() bool               { return false }

// worker is a trainer whose goroutine panics; it raises the panic again as ours do.
type worker struct{}

func (*worker) Dim() int             { return 1 }
func (*worker) Reset(float64)        {}
func (*worker) Save(io.Writer) error { return nil }
func (*worker) Load(io.Reader) error { return nil }
func (*worker) Signal(_ *sim.Network, dst []float64) []float64 {
	if dst == nil {
		dst = make([]float64, 1)
	}
	return dst
}
func (*worker) Update(*sim.Network, []float64) (float64, error) {
	done := make(chan *fault.Panic)
	go func() { done <- fault.Caught(inWorker) }()
	if p := <-done; p != nil {
		panic(p)
	}
	return 0, nil
}

func inWorker() { boom() }

type faultyPane struct{}

func (faultyPane) Headline(*live.Frame) string                       { return "" }
func (faultyPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) { boom() }
func (faultyPane) Keys() []tui.Binding {
	return []tui.Binding{
		{Keys: []string{"x"}, Do: func(*tui.Model, string) tea.Cmd {
			return func() tea.Msg { inCommand(); return nil }
		}},
		{Keys: []string{"y"}, Do: func(*tui.Model, string) tea.Cmd { inKey(); return nil }},
	}
}

func inCommand() { boom() }
func inKey()     { boom() }

// faultyRun learns a target with a fault, slowly enough to be watched.
const faultyRun = `title = "Faulty"
[set]
"net.n" = 30
"net.t_ref" = 0
"target.kind" = "faulty"
"target.duration" = 200
"learn.on" = true
"learn.start" = 20
"learn.trainer" = "%s"
`

// start starts the program on a pseudo terminal.
func start(t *testing.T, by, trainer string, more ...string) *ptytest.Program {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "faulty.toml"), fmt.Appendf(nil, faultyRun, trainer), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestEndsChild$")
	cmd.Dir = dir
	cmd.Env = []string{endsEnv + "=" + by, endsArgs + "=" + strings.Join(append([]string{"./faulty.toml"}, more...), "\n"), "LC_ALL=C.UTF-8"}
	return ptytest.Start(t, cmd)
}

// awaitFrame waits until the run is seen.
func awaitFrame(t *testing.T, p *ptytest.Program) {
	t.Helper()
	for end := time.Now().Add(ptytest.Patient); !p.AwaitScreen() || !strings.Contains(p.Output(), "\x1b]2;spiketop faulty"); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no screen: %.2000q", p.Output())
		}
	}
}

// After each way to end the terminal is as it was, the exit status says why, and a
// fault is named with its place.
func TestEnds(t *testing.T) {
	press := func(keys string) func(*ptytest.Program) { return func(p *ptytest.Program) { p.Send(keys) } }
	send := func(s syscall.Signal) func(*ptytest.Program) { return func(p *ptytest.Program) { p.Signal(s) } }
	nothing := func(*ptytest.Program) {}
	for _, c := range []struct {
		name, by, trainer string
		end               func(*ptytest.Program)
		status            int
		says              string
	}{
		{"q", "-", "", press("q"), 0, "written: out"},
		{"ctrl+c", "-", "", press("\x03"), 0, "written: out"},
		{"69 hostile bytes, and q", "-", "", press("\x1b[?1" + strings.Repeat(";2", 32) + "c" + "q"), 0, "written: out"},
		{"a panic in the runner", "(*Runner).steps", "", nothing, 1, "spiketop: internal error: boom in (*Runner).steps"},
		{"a panic in an analyst", "lookAtPrediction", "", press(":target.amplitude 2\r"), 1, "spiketop: internal error: boom in lookAtPrediction"},
		{"a panic in a writer", "(*Runner).save", "", press("w"), 1, "spiketop: internal error: boom in (*Runner).save"},
		{"a panic in a goroutine of a trainer", "inWorker", "faulty", nothing, 1, "spiketop: internal error: boom in inWorker"},
		{"a panic in a pane", "faultyPane.Draw", "", press(":focus faulty\r"), 1, "boom in faultyPane.Draw"},
		{"a panic in a key", "inKey", "", press(":focus faulty\ry"), 1, "boom in inKey"},
		{"a panic in a command", "inCommand", "", press(":focus faulty\rx"), 1, "boom in inCommand"},
		{"SIGINT", "-", "", send(syscall.SIGINT), 130, "written: out"},
		{"SIGTERM", "-", "", send(syscall.SIGTERM), 143, "written: out"},
		{"SIGHUP", "-", "", send(syscall.SIGHUP), 129, "written: out"},
		{"SIGQUIT", "-", "", send(syscall.SIGQUIT), 131, ""},
		{"SIGABRT", "-", "", send(syscall.SIGABRT), 134, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.trainer == "" {
				c.trainer = "force"
			}
			p := start(t, c.by, c.trainer, "--out", "out")
			p.Listen()
			awaitFrame(t, p)
			p.Signal(syscall.SIGUSR1)
			p.Until("armed")
			c.end(p)
			if status := p.Wait(); status != c.status {
				t.Errorf("status %d, want %d: %.3000q", status, c.status, p.Output())
			}
			p.Given()
			if out := p.Output(); !strings.Contains(out, c.says) {
				t.Errorf("%q is not said: %q", c.says, out[max(0, len(out)-3000):])
			}
			if c.status == 1 && !strings.Contains(p.Output(), "ends_linux_test.go:") {
				t.Error("the place of the fault is not said")
			}
			if _, err := os.Stat(filepath.Join(p.Cmd.Dir, "out", "run.toml")); (err == nil) != strings.HasPrefix(c.says, "written") {
				t.Errorf("the run on disk: %v", err)
			}
		})
	}
}

// A terminal that does not read, or is gone, loses no run and holds nothing up.
func TestEndsWithoutATerminal(t *testing.T) {
	for _, c := range []struct {
		name   string
		reads  bool
		end    func(t *testing.T, p *ptytest.Program)
		status int
	}{
		{"stalled", false, func(t *testing.T, p *ptytest.Program) { p.Signal(syscall.SIGTERM) }, 143},
		{"closed", true, func(t *testing.T, p *ptytest.Program) {
			if err := p.Master.Close(); err != nil {
				t.Fatal(err)
			}
		}, 129},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := start(t, "-", "force", "--out", "out", "--json") // more than a terminal holds
			if c.reads {
				p.Listen()
				awaitFrame(t, p)
			} else {
				for last, since := -1, time.Now(); time.Since(since) < time.Second; time.Sleep(50 * time.Millisecond) { // until no more fits
					n, err := unix.IoctlGetInt(int(p.Master.Fd()), unix.TIOCINQ)
					if err != nil {
						t.Fatal(err)
					}
					if n != last || n == 0 {
						last, since = n, time.Now()
					}
				}
			}
			c.end(t, p)
			if status := p.Wait(); status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			if !c.reads {
				p.Listen()
				p.Given()
			}
			if _, err := os.Stat(filepath.Join(p.Cmd.Dir, "out", "run.toml")); err != nil {
				t.Errorf("the run is lost: %v", err)
			}
		})
	}
}

// A signal that comes once the screen is left, while files are being written, loses
// nothing: they are written to their end, and the exit status says which it was.
// Another one ends the process at once. A signal that comes before the screen is not
// forgotten.
func TestSignalsBesideTheScreen(t *testing.T) {
	for _, c := range []struct {
		name, in, keys string
		args           []string
		signals        []syscall.Signal
		status         int
		written        string // a directory; empty: none
	}{
		{"w, q, SIGINT", "hold (*Runner).save", "wq", nil, []syscall.Signal{syscall.SIGINT}, 130, "faulty-s1-001"},
		{"w, q, SIGTERM", "hold (*Runner).save", "wq", nil, []syscall.Signal{syscall.SIGTERM}, 143, "faulty-s1-001"},
		{"w, q, SIGHUP twice", "hold (*Runner).save", "wq", nil, []syscall.Signal{syscall.SIGHUP, syscall.SIGHUP}, 129, "faulty-s1-001"},
		{"out, q, SIGINT", "hold Env.farewell", "q", []string{"--out", "out"}, []syscall.Signal{syscall.SIGINT}, 130, "out"},
		{"out, q, SIGTERM", "hold Env.farewell", "q", []string{"--out", "out"}, []syscall.Signal{syscall.SIGTERM}, 143, "out"},
		{"out, q, SIGHUP", "hold Env.farewell", "q", []string{"--out", "out"}, []syscall.Signal{syscall.SIGHUP}, 129, "out"},
		{"out, q, SIGINT twice", "hold Env.farewell", "q", []string{"--out", "out"}, []syscall.Signal{syscall.SIGINT, syscall.SIGINT}, 130, ""},
		{"out, SIGINT, SIGTERM", "hold Env.farewell", "", []string{"--out", "out"}, []syscall.Signal{syscall.SIGTERM}, 130, ""},
		{"before the screen", beforeScreen, "", []string{"--out", "out"}, nil, 143, "out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := start(t, c.in, "force", c.args...)
			p.Listen()
			if c.in != beforeScreen {
				awaitFrame(t, p)
				p.Signal(syscall.SIGUSR1)
				p.Until("armed")
				if c.keys == "" {
					p.Signal(syscall.SIGINT)
				}
				p.Send(c.keys[:len(c.keys)/2])
				if len(c.keys) == 2 {
					p.Expect("held")
				}
				p.Send(c.keys[len(c.keys)/2:])
				p.Expect("left")
				if len(c.keys) < 2 {
					p.Expect("held")
				}
				for _, s := range c.signals {
					p.Signal(s)
					if c.keys != "" {
						p.AwaitOutput("(once more to end at once)")
					}
				}
				if c.written != "" {
					p.Signal(syscall.SIGUSR2)
				}
			}
			if status := p.Wait(); status != c.status {
				t.Errorf("status %d, want %d: %.3000q", status, c.status, p.Output())
			}
			if c.in != beforeScreen {
				p.Given()
			}
			found, _ := filepath.Glob(filepath.Join(p.Cmd.Dir, "*", "run.toml"))
			if c.written == "" && len(found) > 0 || c.written != "" && (len(found) != 1 || found[0] != filepath.Join(p.Cmd.Dir, c.written, "run.toml")) {
				t.Errorf("written: %q", found)
			}
		})
	}
}
