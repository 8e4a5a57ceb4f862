package ptytest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Patient is how long a test waits for what must come: no test needs a quiet machine.
const Patient = time.Minute

// Open opens a pseudo terminal of 80×24.
func Open(t *testing.T) (master, slave *os.File) {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skip("no pseudo terminals here: ", err)
	}
	master = os.NewFile(uintptr(fd), "master")
	t.Cleanup(func() { _ = master.Close() })
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}); err != nil {
		t.Fatal(err)
	}
	sfd, err := unix.Open(fmt.Sprintf("/dev/pts/%d", n), unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	slave = os.NewFile(uintptr(sfd), "slave")
	t.Cleanup(func() { _ = slave.Close() })
	return master, slave
}

// Termios returns the settings of a terminal.
func Termios(t *testing.T, tty *os.File) unix.Termios {
	t.Helper()
	s, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return *s
}

// Program is a child on a pseudo terminal.
type Program struct {
	Master, Slave *os.File
	Before        unix.Termios // the settings of the terminal when the child started
	Cmd           *exec.Cmd
	Said          chan string // the lines that the child writes to descriptor 3

	t      *testing.T
	exited chan error

	mu      sync.Mutex
	written strings.Builder
	read    sync.WaitGroup
}

// Start starts a child on a pseudo terminal of its own, with TERM=xterm-256color where
// its environment has no other; nothing reads what it writes before Listen. The child
// is killed at the end of the test.
func Start(t *testing.T, cmd *exec.Cmd) *Program {
	t.Helper()
	p := &Program{t: t, Cmd: cmd, Said: make(chan string, 1000), exited: make(chan error, 1)}
	p.Master, p.Slave = Open(t)
	p.Before = Termios(t, p.Slave)
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.Cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "GOMAXPROCS=2"), p.Cmd.Env...)
	p.Cmd.Stdin, p.Cmd.Stdout, p.Cmd.Stderr = p.Slave, p.Slave, p.Slave
	p.Cmd.ExtraFiles = []*os.File{to}
	p.Cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.Cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = to.Close()
	p.read.Add(2)
	go func() {
		defer p.read.Done()
		defer from.Close()
		for lines := bufio.NewScanner(from); lines.Scan(); {
			p.Said <- lines.Text()
		}
		close(p.Said)
	}()
	go func() {
		defer p.read.Done()
		p.exited <- p.Cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = p.Cmd.Process.Kill()
		_ = p.Master.Close()
		p.read.Wait()
	})
	return p
}

// Listen reads what the child writes, from now on.
func (p *Program) Listen() *Program {
	p.read.Add(1)
	go func() {
		defer p.read.Done()
		b := make([]byte, 4096)
		for {
			n, err := p.Master.Read(b)
			p.mu.Lock()
			p.written.Write(b[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

// Output is what the child has written to the terminal.
func (p *Program) Output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.written.String()
}

// Send types keys.
func (p *Program) Send(keys string) {
	p.t.Helper()
	if _, err := p.Master.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// Signal sends the child a signal.
func (p *Program) Signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.Cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// Next is what the child says next.
func (p *Program) Next() string {
	p.t.Helper()
	select {
	case line, ok := <-p.Said:
		if !ok {
			p.t.Fatalf("the child ended: %.2000q", p.Output())
		}
		return line
	case <-time.After(Patient):
		p.t.Fatalf("the child says nothing: %.2000q", p.Output())
	}
	return ""
}

// Expect is what the child must say next, in this order.
func (p *Program) Expect(lines ...string) {
	p.t.Helper()
	for _, want := range lines {
		if got := p.Next(); got != want {
			p.t.Fatalf("the child says %q, want %q", got, want)
		}
	}
}

// Until passes over what the child says before a line.
func (p *Program) Until(line string) {
	p.t.Helper()
	for p.Next() != line {
	}
}

// Wait waits for the child's end and returns its exit status.
func (p *Program) Wait() int {
	p.t.Helper()
	select {
	case <-p.exited:
		return p.Cmd.ProcessState.ExitCode()
	case <-time.After(Patient):
		p.t.Fatalf("the child does not end: %.2000q", p.Output())
	}
	return 0
}

// Given checks that the terminal was given back.
func (p *Program) Given() {
	p.t.Helper()
	if after := Termios(p.t, p.Slave); after != p.Before {
		p.t.Errorf("Termios %v, was %v", after, p.Before)
	}
	// What is on its way arrives: a mark behind everything else.
	const mark = "(the end)"
	if _, err := p.Slave.WriteString(mark); err != nil {
		p.t.Fatal(err)
	}
	for end := time.Now().Add(Patient); !strings.HasSuffix(p.Output(), mark); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatal("the terminal does not read")
		}
	}
	for _, fault := range Faults(p.Output()) {
		p.t.Error(fault)
	}
}

// AwaitScreen waits until the first frame was drawn.
func (p *Program) AwaitScreen() bool {
	for end := time.Now().Add(Patient); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if strings.Contains(p.Output(), "\x1b[?1002h") && Termios(p.t, p.Slave) != p.Before {
			return true
		}
	}
	return false
}

// AwaitOutput waits until the child has written text to the terminal.
func (p *Program) AwaitOutput(text string) {
	p.t.Helper()
	for end := time.Now().Add(Patient); !strings.Contains(p.Output(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%q is not seen: %.2000q", text, p.Output())
		}
	}
}

// Again does something until the child says line, and nothing else before.
func (p *Program) Again(do func(), every time.Duration, line string) {
	p.t.Helper()
	for end := time.Now().Add(Patient); time.Now().Before(end); {
		do()
		select {
		case got := <-p.Said:
			if got != line {
				p.t.Fatalf("the child says %q, want %q", got, line)
			}
			return
		case <-time.After(every):
		}
	}
	p.t.Fatalf("the child does not say %q", line)
}

// AwaitTermios waits until the terminal's settings are those of before, or others.
func (p *Program) AwaitTermios(same bool) {
	p.t.Helper()
	for end := time.Now().Add(Patient); (Termios(p.t, p.Slave) == p.Before) != same; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("the terminal's settings stay; wanted as before: %v", same)
		}
	}
}

var modes = regexp.MustCompile(`\x1b\[\?(\d+)([hl])|\x1b\[([<>])(\d*)u|\x1b\[>4(;\d)?m|\x1b\]2;([^\x07\x1b]*)[\x07\x1b]`)

// Faults says what a program left on: modes, keyboard modes, a title.
func Faults(written string) (out []string) {
	on := map[string]bool{}
	stack := map[bool]int{} // of keyboard modes, on each screen
	keys, title := false, ""
	for _, m := range modes.FindAllStringSubmatch(written, -1) {
		screen := on["1049"]
		switch {
		case m[1] != "":
			if m[1] == "1049" && m[2] == "l" && !screen {
				out = append(out, "the screen was left twice")
			}
			on[m[1]] = m[2] == "h"
		case m[3] == ">":
			stack[screen]++
		case m[3] == "<":
			if stack[screen]--; stack[screen] < 0 {
				out = append(out, "a keyboard mode of another program was taken away")
			}
		case strings.HasPrefix(m[0], "\x1b]"):
			title = m[6]
		default:
			keys = m[5] != ""
		}
	}
	if len(on) == 0 {
		out = append(out, "nothing was ever on")
	}
	for _, mode := range []string{"1000", "1002", "1003", "1006", "1004", "2004", "2026", "2027", "1049"} {
		if on[mode] {
			out = append(out, "mode "+mode+" is on")
		}
	}
	if !on["25"] {
		out = append(out, "the cursor is hidden")
	}
	if stack[false] > 0 || stack[true] > 0 || keys {
		out = append(out, fmt.Sprintf("keyboard modes are on: %v, %v", stack, keys))
	}
	if title != "" {
		out = append(out, "the title is "+title)
	}
	return out
}
