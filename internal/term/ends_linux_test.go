package term

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"spiketop/internal/term/ptytest"
)

// After each way to end the terminal is as it was, and the exit status says why.
func TestEnds(t *testing.T) {
	press := func(keys string) func(*ptytest.Program) { return func(p *ptytest.Program) { p.Send(keys) } }
	send := func(s syscall.Signal) func(*ptytest.Program) { return func(p *ptytest.Program) { p.Signal(s) } }
	for _, c := range []struct {
		name, mode string
		end        func(*ptytest.Program)
		status     int
	}{
		{"quit", "plain", press("q"), 0},
		{"ctrl+c", "plain", press("\x03"), 0},
		{"hostile input and quit", "plain", press("\x1b[?1" + strings.Repeat(";2", 32) + "c" + "q"), 0},
		{"panic in a goroutine of ours", "plain", press("g"), 1},
		{"panic in Update", "plain", press("u"), 1},
		{"panic in a command", "plain", press("x"), 1},
		{"SIGINT", "plain", send(syscall.SIGINT), 130},
		{"SIGTERM", "plain", send(syscall.SIGTERM), 143},
		{"SIGHUP", "plain", send(syscall.SIGHUP), 129},
		{"SIGQUIT", "plain", send(syscall.SIGQUIT), 131},
		{"SIGABRT", "plain", send(syscall.SIGABRT), 134},
		{"SIGTERM while it draws", "flood", send(syscall.SIGTERM), 143},
		{"SIGQUIT while it draws", "flood", send(syscall.SIGQUIT), 131},
		{"panic while it draws", "flood", send(syscall.SIGUSR1), 1},
		{"SIGINT, and no orderly end", "stuck", send(syscall.SIGINT), 130},
		{"SIGHUP, and no orderly end", "stuck", send(syscall.SIGHUP), 129},
		{"SIGTERM twice", "stuck", func(p *ptytest.Program) {
			p.Signal(syscall.SIGTERM)
			p.Until("signal terminated")
			p.Signal(syscall.SIGTERM)
		}, 143},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, c.mode).Listen()
			p.Until("started")
			if !p.AwaitScreen() {
				t.Fatal("no screen")
			}
			c.end(p)
			if status := p.Wait(); status != c.status {
				t.Errorf("status %d, want %d: %.2000q", status, c.status, p.Output())
			}
			p.Given()
		})
	}
}

// A terminal that does not read holds nothing up; once it reads again it gets
// what leaves the screen.
func TestStalledTerminal(t *testing.T) {
	for _, c := range []struct {
		name   string
		end    func(*ptytest.Program)
		status int
	}{
		{"SIGTERM", func(p *ptytest.Program) { p.Signal(syscall.SIGTERM) }, 143},
		{"SIGHUP", func(p *ptytest.Program) { p.Signal(syscall.SIGHUP) }, 129},
		{"SIGQUIT", func(p *ptytest.Program) { p.Signal(syscall.SIGQUIT) }, 131},
		{"panic", func(p *ptytest.Program) { p.Signal(syscall.SIGUSR1) }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, "flood")
			p.Until("stalled")
			c.end(p)
			if status := p.Wait(); status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			p.Listen().Given()
		})
	}
}

// A terminal that is gone ends the program, with SIGHUP and where SIGHUP is ignored.
func TestClosedTerminal(t *testing.T) {
	for _, mode := range []string{"plain", "nohup"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p := start(t, mode).Listen()
			p.Until("started")
			if !p.AwaitScreen() {
				t.Fatal("no screen")
			}
			if err := p.Master.Close(); err != nil {
				t.Fatal(err)
			}
			if status := p.Wait(); status != 129 {
				t.Errorf("status %d", status)
			}
			for line := range p.Said {
				if mode == "nohup" {
					t.Errorf("the child says %q", line)
				}
			}
		})
	}
}

// What arrives through a Filter, in the program that reads it.
func TestThroughBubbleTea(t *testing.T) {
	p := start(t, "plain").Listen()
	p.Until("started")
	if !p.AwaitScreen() {
		t.Fatal("no screen")
	}
	p.Send("\x1b[?1" + strings.Repeat(";2", 32) + "c" + "a")
	p.Expect("key a")
	p.Send("\x1b[A\x1bOB\x1b[<0;3;4M\x1b[I日\x1b[1;5C\x1bb")
	p.Expect("key up", "key down", "mouse left", "focus", "key 日", "key ctrl+right", "key alt+b")
	p.Send("\x1b[200~hello there\x1b[201~b")
	p.Expect("paste hello there", "key b")

	// A slow link. What a slow machine makes later still means the same.
	for _, in := range []string{"\x1b[?1;2c", "\x1b[<35;12;7M", "\x1b]11;rgb:1/1/1\x1b\\"} {
		for cut := 3; cut < len(in); cut++ {
			cutAt := time.Now()
			p.Send(in[:cut])
			time.Sleep(20 * time.Millisecond)
			p.Send(in[cut:])
			slow := time.Since(cutAt) > wait/2 // a link of the test's own making
			p.Send("c")
			for line := p.Next(); line != "key c"; line = p.Next() {
				if !slow && !strings.HasPrefix(line, "mouse") {
					t.Fatalf("%q was typed: %s", in, line)
				}
			}
		}
	}

	// Escape alone arrives without another key.
	p.Send("\x1b")
	p.Expect("key esc")

	// A paste that never ends: dropped, and the keyboard lives.
	p.Send("\x1b[200~quit")
	later(t, p, "d", "key d")

	// Ctrl+z gives the terminal back, and fg takes it again.
	for range 2 {
		p.Send("\x1a")
		p.Expect("key ctrl+z")
		p.AwaitTermios(true)
		p.Again(func() { p.Signal(syscall.SIGCONT) }, 100*time.Millisecond, "resumed")
		p.AwaitTermios(false)
		p.Send("ef")
		p.Expect("key e", "key f")
	}

	// ESC[200~ alone, then ctrl+c.
	p.Send("\x1b[200~")
	later(t, p, "\x03", "key ctrl+c")
	if status := p.Wait(); status != 0 {
		t.Errorf("status %d: %.2000q", status, p.Output())
	}
	p.Given()
}

// later presses a key after a second, and again where the machine is slow, until
// the child says line, and nothing else before.
func later(t *testing.T, p *ptytest.Program, key, line string) {
	t.Helper()
	time.Sleep(wait + 100*time.Millisecond)
	p.Again(func() { p.Send(key) }, wait+500*time.Millisecond, line)
}

// start starts a child of this test binary.
func start(t *testing.T, mode string) *ptytest.Program {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = []string{childEnv + "=" + mode}
	return ptytest.Start(t, cmd)
}
