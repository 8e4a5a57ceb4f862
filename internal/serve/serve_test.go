package serve

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"

	"spiketop/live"
	"spiketop/presets"
	"spiketop/run"
)

// hangs is how long a test waits for what must come, however loaded the machine is.
const hangs = 3 * time.Minute

// small is a run that costs little.
const small = `title = "Small"
[set]
"net.n" = 20
"net.dt" = 0.5
"net.t_ref" = 0
"record.seconds" = 1
`

// class is a server on loopback, and what it has written in its log.
type class struct {
	t       *testing.T
	s       *Server
	address string
	host    gossh.PublicKey

	mu    sync.Mutex
	lines []string
	once  sync.Once
}

func limits() Limits {
	return Limits{Limits: live.Limits{Neurons: 50, Bytes: 300e6}, Sessions: 20, Processors: 1, Idle: time.Hour}
}

// begin starts a class and ends it with the test: nothing is left then.
func begin(t *testing.T, change func(*Options)) *class {
	t.Helper()
	before := goleak.IgnoreCurrent()
	file := filepath.Join(t.TempDir(), "small.toml")
	if err := os.WriteFile(file, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	plan, err := presets.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &class{t: t}
	_, host := newKey(t)
	c.host = host.PublicKey()
	o := Options{HostKey: host, Limits: limits(), rest: 10 * hangs, New: func() (*run.Session, error) { return run.NewSession(plan, nil) },
		Log: func(line string) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.lines = append(c.lines, line)
		}}
	if change != nil {
		change(&o)
	}
	if c.s, err = New(o); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.address = l.Addr().String()
	served := make(chan error, 1)
	go func() { served <- c.s.Serve(l) }()
	t.Cleanup(func() {
		c.close()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if err := goleak.Find(before, goleak.IgnoreAnyFunction("time.goFunc")); err != nil {
			t.Errorf("left after the class: %v", err)
		}
	})
	return c
}

func (c *class) close() { c.once.Do(func() { c.s.Close("the class is over") }) }

func newKey(t *testing.T) (gossh.PublicKey, gossh.Signer) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer.PublicKey(), signer
}

// log waits for a line of the log that matches.
func (c *class) log(pattern string) string {
	c.t.Helper()
	re := regexp.MustCompile(pattern)
	found := ""
	c.until("a line "+pattern, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, line := range c.lines {
			if re.MatchString(line) {
				found = line
			}
		}
		return found != ""
	})
	return found
}

func (c *class) until(what string, ok func() bool) {
	c.t.Helper()
	for end := time.Now().Add(hangs); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t.Fatalf("never came: %s; the log is\n%s", what, strings.Join(c.lines, "\n"))
}

// dial logs in.
func (c *class) dial(user string, keys ...gossh.Signer) (*gossh.Client, error) {
	config := &gossh.ClientConfig{User: user, HostKeyCallback: gossh.FixedHostKey(c.host), Timeout: hangs}
	if len(keys) > 0 {
		config.Auth = []gossh.AuthMethod{gossh.PublicKeys(keys...)}
	}
	return gossh.Dial("tcp", c.address, config)
}

func (c *class) mustDial(user string, keys ...gossh.Signer) *gossh.Client {
	c.t.Helper()
	client, err := c.dial(user, keys...)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = client.Close() })
	return client
}

// A guest is a client with a screen.
type guest struct {
	t       *testing.T
	client  *gossh.Client
	session *gossh.Session
	keys    io.WriteCloser
	ended   chan error

	mu     sync.Mutex
	screen *vt.Emulator
	raw    bytes.Buffer
	said   bytes.Buffer // on standard error
	frames int
	drawn  chan struct{} // holds one
}

// Write takes what the server draws.
func (g *guest) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.raw.Write(p)
	g.frames++
	_, _ = g.screen.Write(p)
	select {
	case g.drawn <- struct{}{}:
	default:
	}
	return len(p), nil
}

// words takes standard error.
type words struct{ g *guest }

func (w words) Write(p []byte) (int, error) {
	w.g.mu.Lock()
	defer w.g.mu.Unlock()
	return w.g.said.Write(p)
}

func (g *guest) text() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.screen.String()
}

// all is everything that the server has said.
func (g *guest) all() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.raw.String() + g.said.String()
}

// open logs in and opens a screen.
func (c *class) open(user, term string, w, h int, keys ...gossh.Signer) *guest {
	c.t.Helper()
	client := c.mustDial(user, keys...)
	session, err := client.NewSession()
	if err != nil {
		c.t.Fatal(err)
	}
	g := &guest{t: c.t, client: client, session: session, screen: vt.NewEmulator(w, h), ended: make(chan error, 1), drawn: make(chan struct{}, 1)}
	answers := make(chan struct{})
	go func() { // the emulator answers on its own pipe, which must be read
		defer close(answers)
		_, _ = io.Copy(io.Discard, g.screen)
	}()
	c.t.Cleanup(func() {
		_ = g.screen.InputPipe().(io.Closer).Close()
		<-answers
	})
	session.Stdout, session.Stderr = g, words{g}
	if g.keys, err = session.StdinPipe(); err != nil {
		c.t.Fatal(err)
	}
	if err := session.RequestPty(term, h, w, gossh.TerminalModes{gossh.ECHO: 0}); err != nil {
		c.t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		c.t.Fatal(err)
	}
	go func() { g.ended <- session.Wait() }()
	return g
}

// resize changes the size of the terminal, and tells the server.
func (g *guest) resize(w, h int) {
	g.mu.Lock()
	g.screen.Resize(w, h)
	g.mu.Unlock()
	_ = g.session.WindowChange(h, w)
}

// blank clears the cells of the terminal.
func (g *guest) blank() {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, _ = g.screen.Write([]byte("\x1b[2J"))
}

// still is the text when nothing was drawn for a while.
func (g *guest) still() string {
	for last := -1; ; time.Sleep(3 * settle) {
		g.mu.Lock()
		frames, text := g.frames, g.screen.String()
		g.mu.Unlock()
		if frames == last {
			return text
		}
		last = frames
	}
}

func (g *guest) typed(keys string) { _, _ = io.WriteString(g.keys, keys) }

// sees waits for a text on the screen.
func (g *guest) sees(text string) {
	g.t.Helper()
	for end := time.After(hangs); !strings.Contains(g.text(), text); {
		select {
		case <-g.drawn:
		case <-end:
			g.t.Fatalf("%q never came:\n%s", text, g.text())
		}
	}
}

// status is the exit status of the session.
func (g *guest) status() int {
	g.t.Helper()
	select {
	case err := <-g.ended:
		var exit *gossh.ExitError
		switch {
		case err == nil:
			return 0
		case errors.As(err, &exit):
			return exit.ExitStatus()
		}
		g.t.Fatalf("the session ended with %v", err)
	case <-time.After(hangs):
		g.t.Fatal("the session does not end")
	}
	return -1
}

// A guest has a screen of their own, changes their own run, and leaves.
func TestGuest(t *testing.T) {
	public, key := newKey(t)
	c := begin(t, func(o *Options) { o.Keys = []gossh.PublicKey{public} })
	g := c.open("anna", "xterm-256color", 100, 30, key)
	g.sees("N 20")
	g.typed("g")
	g.sees("net.g 1 → 0.9")
	g.typed("q")
	if status := g.status(); status != 0 {
		t.Errorf("status %d after q", status)
	}
	if all := g.all(); strings.Count(all, "\x1b[?1049h") != 1 || !strings.Contains(all, "\x1b[?1049l") || !strings.Contains(all, "\x1b[?25h") {
		t.Error("the terminal was not given back")
	}
	if line := c.log(`anna`); !regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d anna \(` + regexp.QuoteMeta(gossh.FingerprintSHA256(public)) + `\) from 127\.0\.0\.1:\d+, [0-9.ms]+: left$`).MatchString(line) {
		t.Errorf("the log says %q", line)
	}
}

// Guests write no files, and are told so.
func TestGuestsWriteNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	c := begin(t, nil)
	g := c.open("anna", "xterm", 100, 30)
	g.sees("N 20")
	for _, keys := range []string{"w", ":write x\r", ":checkpoint x\r"} {
		g.typed(keys)
		g.sees("guests write no files")
		g.typed("g")
		g.sees("net.g ")
	}
	g.typed("8")
	g.sees("guests have no map")
	g.typed("\x1a") // ctrl+z
	g.sees("only where the program runs")
	g.typed(":net.n 51\r")
	g.sees("guests have at most 50 neurons")
	if entries, _ := os.ReadDir("."); len(entries) > 0 {
		t.Errorf("written: %v", entries)
	}
	g.typed("\x03") // ctrl+c
	if status := g.status(); status != 0 {
		t.Errorf("status %d after ctrl+c", status)
	}
}

// One more than there are places gets a sentence, and a place when somebody has left.
func TestFull(t *testing.T) {
	c := begin(t, func(o *Options) { o.Sessions = 2 })
	first, second := c.open("a", "xterm", 80, 24), c.open("b", "xterm", 80, 24)
	first.sees("N 20")
	second.sees("N 20")
	third := c.open("c", "xterm", 80, 24)
	if status := third.status(); status == 0 || !strings.Contains(third.all(), "2 people are here already, which is the most; try again later") {
		t.Errorf("status %d, %q", status, third.all())
	}
	c.log(`c .*2 people are here already`)
	first.typed("q")
	first.status()
	c.log(`a \(without a key\).*left`)
	again := c.open("c", "xterm", 80, 24)
	again.sees("N 20")
}

// Who is not on the list is not let in.
func TestStrangers(t *testing.T) {
	public, _ := newKey(t)
	c := begin(t, func(o *Options) { o.Keys = []gossh.PublicKey{public} })
	_, other := newKey(t)
	for name, keys := range map[string][]gossh.Signer{"no key": nil, "a wrong key": {other}} {
		if client, err := c.dial("eve", keys...); err == nil {
			_ = client.Close()
			t.Errorf("let in with %s", name)
		}
	}
	c.log("a stranger from .*: has no key that is on the list")
	c.log("a stranger from .*: went away without a key")
	told := ""
	config := &gossh.ClientConfig{User: "eve", HostKeyCallback: gossh.FixedHostKey(c.host), Timeout: hangs,
		BannerCallback: func(text string) error { told = text; return nil }}
	if _, err := gossh.Dial("tcp", c.address, config); err == nil || !strings.Contains(told, "guests come in by their key") {
		t.Errorf("%v, %q", err, told)
	}
	config.Auth = []gossh.AuthMethod{gossh.Password("x")}
	if _, err := gossh.Dial("tcp", c.address, config); err == nil || !strings.Contains(err.Error(), "unable to authenticate") {
		t.Errorf("with a password: %v", err)
	}
}

// A guest asks for everything that ssh has beside a screen.
func TestNothingBesideTheScreen(t *testing.T) {
	c := begin(t, nil)

	t.Run("command", func(t *testing.T) {
		for _, command := range []string{"ls", "scp -t /tmp", "spiketop run", strings.Repeat("x", 100000)} {
			session, err := c.mustDial("eve").NewSession()
			if err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			session.Stdout, session.Stderr = &out, &errs
			var exit *gossh.ExitError
			if err := session.Run(command); !errors.As(err, &exit) || exit.ExitStatus() == 0 {
				t.Errorf("%.20q: %v", command, err)
			}
			if out.Len() > 0 || !strings.Contains(errs.String(), "there are no commands for guests here") || strings.Count(errs.String(), "\n") != 1 {
				t.Errorf("%.20q: %q, %q", command, out.String(), errs.String())
			}
		}
		c.log("eve .*asked for a command")
	})
	t.Run("no terminal", func(t *testing.T) {
		session, err := c.mustDial("eve").NewSession()
		if err != nil {
			t.Fatal(err)
		}
		var errs bytes.Buffer
		session.Stderr = &errs
		if err := session.Shell(); err != nil {
			t.Fatal(err)
		}
		if err := session.Wait(); err == nil || !strings.Contains(errs.String(), "needs a terminal") {
			t.Errorf("%v, %q", err, errs.String())
		}
	})
	t.Run("dumb terminal", func(t *testing.T) {
		g := c.open("eve", "dumb", 80, 24)
		if status := g.status(); status != 1 || !strings.Contains(g.all(), "can show no screen") {
			t.Errorf("%d, %q", status, g.all())
		}
	})
	t.Run("subsystem", func(t *testing.T) {
		session, err := c.mustDial("eve").NewSession()
		if err != nil {
			t.Fatal(err)
		}
		words, err := session.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := session.RequestSubsystem("sftp"); err == nil {
			t.Error("sftp was given")
		}
		line := make([]byte, 200)
		n, _ := words.Read(line)
		if !strings.Contains(string(line[:n]), "there are no files for guests here") {
			t.Errorf("%q", line[:n])
		}
	})
	t.Run("environment, agent, X11, signals", func(t *testing.T) {
		session, err := c.mustDial("eve").NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := session.Setenv("LANG", "C"); err == nil {
			t.Error("an environment variable was taken")
		}
		for _, request := range []string{"auth-agent-req@openssh.com", "x11-req", "break", "xon-xoff", "no-such-request"} {
			if ok, err := session.SendRequest(request, true, nil); err != nil || ok {
				t.Errorf("%s: %v, %v", request, ok, err)
			}
		}
	})
	t.Run("forwarding", func(t *testing.T) {
		client := c.mustDial("eve")
		if conn, err := client.Dial("tcp", "127.0.0.1:22"); err == nil || !strings.Contains(err.Error(), "nothing is forwarded here") {
			t.Errorf("from here: %v, %v", conn, err)
		}
		if l, err := client.Listen("tcp", "127.0.0.1:0"); err == nil {
			t.Errorf("to here: %v", l.Addr())
		}
		for _, kind := range []string{"x11", "auth-agent@openssh.com", "direct-streamlocal@openssh.com", "tun@openssh.com"} {
			if _, _, err := client.OpenChannel(kind, nil); err == nil {
				t.Errorf("%s was opened", kind)
			}
		}
	})
	t.Run("two screens", func(t *testing.T) {
		g := c.open("eve", "xterm", 80, 24)
		if _, err := g.client.NewSession(); err == nil || !strings.Contains(err.Error(), "one screen for each connection") {
			t.Errorf("%v", err)
		}
	})
}

// A thousand connections that say nothing keep nobody out, and go.
func TestHalfOpen(t *testing.T) {
	c := begin(t, nil)
	var conns []net.Conn
	defer func() {
		for _, conn := range conns {
			_ = conn.Close()
		}
	}()
	for range 1000 {
		conn, err := net.DialTimeout("tcp", c.address, hangs)
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	left := 0
	c.until("all of them", func() bool {
		c.s.mu.Lock()
		left = len(c.s.visits)
		c.s.mu.Unlock()
		c.s.log.mu.Lock()
		defer c.s.log.mu.Unlock()
		return c.s.log.lines+left >= len(conns)
	})
	if left > waitingOne+1 {
		t.Errorf("%d of one address wait", left)
	}
	g := c.open("anna", "xterm", 80, 24)
	g.sees("N 20")
	c.mu.Lock()
	lines := len(c.lines)
	c.mu.Unlock()
	if lines > mostLines+5 {
		t.Errorf("%d lines in the log", lines)
	}
	c.close()
	if line := c.log(`more connections of strangers`); !strings.Contains(line, " 9") {
		t.Errorf("%q", line)
	}
}

// Guests who stop reading, flood keys, resize wildly or vanish harm nobody.
func TestBadGuests(t *testing.T) {
	c := begin(t, nil)
	good := c.open("good", "xterm", 80, 24)
	good.sees("N 20")

	deaf := c.mustDial("deaf")
	channel, requests, err := deaf.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	pty := struct {
		Term         string
		W, H, PW, PH uint32
		Modes        string
	}{"xterm", 4000000000, 4000000000, 0, 0, ""}
	for _, r := range []struct {
		kind    string
		payload []byte
	}{{"pty-req", gossh.Marshal(&pty)}, {"shell", nil}} {
		if ok, err := channel.SendRequest(r.kind, true, r.payload); !ok || err != nil {
			t.Fatalf("%s: %v, %v", r.kind, ok, err)
		}
	}

	flood := c.open("flood", "xterm", 80, 24)
	for range 50 {
		flood.typed(strings.Repeat("gG\x1b[A:x\r", 300))
	}
	wild := c.open("wild", "xterm", 80, 24)
	for k := range 2000 { // of a terminal that has no such size
		_ = wild.session.WindowChange(k%7*1000000, k%11*1000000)
	}
	gone := c.open("gone", "xterm", 80, 24)
	gone.sees("N 20")
	_ = gone.client.Close()
	c.log("gone .*went away")

	good.typed("g")
	good.sees("net.g 1 → 0.9")
	_ = flood.client.Close()
	c.log("flood .*went away")

	// In the end the terminal of the wild one shows what a terminal drawn anew does: the
	// raster of a paused run, without the lines in which analyses have their say.
	wild.resize(80, 24)
	wild.sees("N 20")
	wild.typed(" ")
	wild.sees("paused")
	wild.typed("1z")
	c.until("what a terminal drawn anew shows", func() bool { // a drawing that takes long is taken for the last one
		for k := range 20 {
			wild.resize(60+k*k%60, 20+k*k%20)
		}
		wild.resize(80, 24)
		was := wild.still()
		wild.blank()
		wild.resize(81, 24)
		wild.still()
		wild.blank()
		wild.resize(80, 24)
		anew := wild.still()
		return strings.Contains(anew, "raster") && strings.Contains(anew, "quit") && raster(was) == raster(anew)
	})
	wild.typed("q")
	if status := wild.status(); status != 0 {
		t.Errorf("wild: status %d", status)
	}
}

// raster is the middle of a screen.
func raster(text string) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[min(4, len(lines)):min(18, len(lines))], "\n")
}

// A guest whose terminal reads nothing has to go, and is drawn nothing meanwhile.
func TestStuck(t *testing.T) {
	c := begin(t, func(o *Options) { o.stuck = 200 * time.Millisecond })
	channel, requests, err := c.mustDial("deaf").OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	ask := func(kind string, payload []byte) {
		t.Helper()
		if ok, err := channel.SendRequest(kind, true, payload); err != nil || !ok {
			t.Fatalf("%s: %v, %v", kind, ok, err)
		}
	}
	ask("pty-req", gossh.Marshal(&struct {
		Term         string
		W, H, PW, PH uint32
		Modes        string
	}{"xterm-kitty", maxWidth, maxHeight, 0, 0, ""}))
	ask("shell", nil)
	over := make(chan struct{})
	go func() { // each size has all of a large screen drawn: until 2 MB wait at this end
		defer close(over)
		for k := uint32(0); ; k++ {
			size := gossh.Marshal(&struct{ W, H, PW, PH uint32 }{maxWidth - k%2, maxHeight, 0, 0})
			if _, err := channel.SendRequest("window-change", false, size); err != nil {
				return
			}
			time.Sleep(settle)
		}
	}()
	c.log("deaf .*: the terminal read nothing any more")
	<-over
}

// The way to a terminal that reads nothing takes everything, and holds little.
func TestOutbox(t *testing.T) {
	r, w := io.Pipe()
	o := newOutbox(w)
	if o.Behind() || o.Stuck(0) {
		t.Error("behind before the first byte")
	}
	_, _ = o.Write([]byte("x"))
	for !o.Stuck(time.Millisecond) {
		time.Sleep(time.Millisecond)
	}
	if !o.Behind() || o.Stuck(time.Hour) {
		t.Error("not behind")
	}
	go func() { _, _ = io.CopyN(io.Discard, r, 1) }()
	o.Drain(hangs)
	if o.Behind() {
		t.Error("behind after all was read")
	}
	for range 2 * outboxMost / outboxPiece {
		if n, err := o.Write(make([]byte, outboxPiece)); n != outboxPiece || err != nil {
			t.Fatal(n, err)
		}
	}
	o.mu.Lock()
	held := len(o.text)
	o.mu.Unlock()
	if held > outboxMost || !o.Stuck(time.Hour) {
		t.Errorf("%d bytes are held", held)
	}
	o.Drain(time.Millisecond)
	_ = r.Close()
	<-o.over
}

// A panic in the screen of a guest ends that screen alone.
func TestPanic(t *testing.T) {
	begins := 0
	c := begin(t, func(o *Options) {
		o.Screen.BatchCommand = func(*live.Frame) string { panic("boom") }
		whole := o.New
		o.New = func() (*run.Session, error) {
			if begins++; begins == 3 {
				panic("no run")
			}
			return whole()
		}
	})
	first, second := c.open("a", "xterm", 80, 24), (*guest)(nil)
	first.sees("N 20")
	second = c.open("b", "xterm", 80, 24)
	second.sees("N 20")
	first.typed("y")
	if status := first.status(); status != 1 || !strings.Contains(first.all(), "spiketop: the screen failed") {
		t.Errorf("%d, %q", status, first.all())
	}
	if all := first.all(); !strings.Contains(all, "\x1b[?1049l") {
		t.Error("the terminal was not given back")
	}
	c.log(`internal error: boom`)
	if status := c.open("c", "xterm", 80, 24).status(); status != 1 {
		t.Errorf("status %d of a run that does not begin", status)
	}
	second.typed("g")
	second.sees("net.g 1 → 0.9")
}

// Text from outside is made fit before it reaches a log or a screen.
func TestNames(t *testing.T) {
	c := begin(t, nil)
	g := c.open("a\x1b[31m\n"+strings.Repeat("ü", 100), "../../etc/passwd", 80, 24)
	g.sees("N 20")
	g.typed("q")
	g.status()
	line := c.log("left")
	if !strings.Contains(line, " a__31m_") || len([]rune(line)) > 120 || strings.ContainsAny(line, "\x1b\n") {
		t.Errorf("%q", line)
	}
	for in, want := range map[string]string{"": "guest", "x y": "x_y", "\xff": "_", "漢": "_", "é.-_9": "é.-_9"} {
		if got := cleanName(in); got != want {
			t.Errorf("cleanName(%q) is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"xterm-256color": "xterm-256color", "": "xterm", "../x": "xterm", "a/b": "xterm", "x\n": "xterm", "-v": "xterm"} {
		if got := cleanTerm(in); got != want {
			t.Errorf("cleanTerm(%q) is %q, want %q", in, got, want)
		}
	}
	if z := cleanSize(0, 1<<31); z != (size{1, maxHeight}) {
		t.Error(z)
	}
}

// Colours are those of each terminal.
func TestColours(t *testing.T) {
	c := begin(t, nil)
	for term, want := range map[string]string{"xterm-256color": "\x1b[38;5;", "xterm-kitty": "\x1b[38;2;", "xterm": ""} {
		g := c.open("anna", term, 80, 24)
		g.sees("N 20")
		for _, mark := range []string{"\x1b[38;5;", "\x1b[38;2;"} {
			sgr := regexp.MustCompile(`\x1b\[[0-9;]*38;(5|2);`).FindAllString(g.all(), -1)
			got := false
			for _, s := range sgr {
				got = got || strings.HasSuffix(s, mark[2:])
			}
			if got != (mark == want) {
				t.Errorf("TERM=%s: %q drawn: %v", term, mark, got)
			}
		}
		_ = g.client.Close()
	}
	g := c.open("anna", "linux", 80, 24)
	g.sees("N 20")
	for _, r := range g.text() {
		if r > 127 {
			t.Fatalf("TERM=linux: %q is drawn", r)
		}
	}
}

// A class that ends tells its guests, and gives their terminals back.
func TestClose(t *testing.T) {
	c := begin(t, nil)
	guests := []*guest{c.open("a", "xterm", 80, 24), c.open("b", "xterm", 80, 24)}
	idle := c.mustDial("idle") // has logged in, and has no screen
	defer idle.Close()
	for _, g := range guests {
		g.sees("N 20")
	}
	c.close()
	for _, g := range guests {
		if status := g.status(); status != 1 {
			t.Errorf("status %d", status)
		}
		all := g.all()
		back := strings.LastIndex(all, "\x1b[?1049l")
		if back < 0 || !strings.Contains(all[back:], "spiketop: the class is over") {
			t.Errorf("the last words are %q", all[max(0, len(all)-200):])
		}
	}
	c.log("a .*: the class is over")
	if _, err := c.dial("late"); err == nil {
		t.Error("let in after the end")
	}
}

// When Close returns, whatever the class has begun has ended: large screens that are
// being drawn, terminals that read nothing, analyses.
func TestCloseWaits(t *testing.T) {
	c := begin(t, func(o *Options) {
		o.Neurons = 300
		small := o.New
		o.New = func() (*run.Session, error) {
			session, err := small()
			if err == nil {
				err = session.Assign("net.n", "300")
			}
			return session, err
		}
	})
	for k := range 2 {
		g := c.open("large", "xterm-kitty", 20, 5) // its cells are not read
		_ = g.session.WindowChange(maxHeight, maxWidth)
		c.until("a large screen", func() bool {
			g.mu.Lock()
			defer g.mu.Unlock()
			return g.raw.Len() > 3*maxWidth*maxHeight/10
		})
		if k == 0 {
			g.mu.Lock() // reads no more
			defer g.mu.Unlock()
		}
	}
	c.close()
	all := make([]byte, 1<<20)
	text := string(all[:runtime.Stack(all, true)])
	for _, of := range []string{"live.(*Runner)", "live.(*analyst)", "serve.(*Server).show", "serve.(*Server).watch", "serve.(*outbox)", "term.NewStream", "tea.(*Program)", "metrics/"} {
		if strings.Contains(text, of) {
			t.Errorf("%s is at work after Close:\n%s", of, text)
			break
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, line := range c.lines {
		if strings.Contains(line, "has not ended") {
			t.Error(line)
		}
	}
}

// Guests who have gone leave no memory behind: what a hundred have held is not there
// after them, whatever they did.
func TestNothingIsHeld(t *testing.T) {
	c := begin(t, func(o *Options) { o.Neurons = 100 })
	inUse := func() int64 {
		runtime.GC()
		runtime.GC() // what had a finalizer
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	visit := func(times int) {
		for range times {
			client := c.mustDial("anna")
			session, err := client.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			drawn := make(chan struct{}, 1)
			session.Stdout = notes(drawn)
			keys, err := session.StdinPipe()
			if err == nil {
				err = session.RequestPty("xterm-kitty", 40, 120, nil)
			}
			if err == nil {
				err = session.Shell()
			}
			if err != nil {
				t.Fatal(err)
			}
			<-drawn
			_, _ = io.WriteString(keys, ":net.n 40\rccc?")
			<-drawn
			_, _ = io.WriteString(keys, "\x1b[27uq")
			_ = session.Wait()
			_ = client.Close()
		}
		c.until("the end of all", func() bool {
			c.s.mu.Lock()
			defer c.s.mu.Unlock()
			return len(c.s.visits) == 0
		})
		if !within(hangs, c.s.share.Rest) {
			t.Fatal("analyses do not end")
		}
	}
	const most = 8 << 20 // of 20 guests; each has 2 MB and more
	visit(2)
	var before, after int64
	c.until("an end of what was before", func() bool { before = inUse(); return before < most })
	visit(20)
	c.until("the memory of guests", func() bool { after = inUse(); return after-before < most })
	t.Logf("%d kB before, %d kB after", before>>10, after>>10)
}

// notes takes what is drawn, and notes that something was.
type notes chan struct{}

func (n notes) Write(p []byte) (int, error) {
	select {
	case n <- struct{}{}:
	default:
	}
	return len(p), nil
}

// Who does not press a key for long makes room.
func TestIdle(t *testing.T) {
	c := begin(t, func(o *Options) { o.Idle = time.Millisecond })
	g := c.open("a", "xterm", 80, 24)
	if status := g.status(); status != 1 || !strings.Contains(g.all(), "no key for 1ms: another may want the place") {
		t.Errorf("%d, %q", status, g.all())
	}
}

// The screen of a run that fails is given back, with words.
func TestNoRun(t *testing.T) {
	c := begin(t, func(o *Options) { o.New = func() (*run.Session, error) { return nil, errors.New("no memory") } })
	g := c.open("a", "xterm", 80, 24)
	if status := g.status(); status != 1 || !strings.Contains(g.all(), "the run does not begin: no memory") {
		t.Errorf("%d, %q", status, g.all())
	}
	c.log("a .*no run: no memory")
}

// The key of the host is made once, readable by nobody else; a wider one is refused.
func TestHostKey(t *testing.T) {
	name := filepath.Join(t.TempDir(), "dir", "key")
	first, err := HostKey(name)
	if err != nil {
		t.Fatal(err)
	}
	if st, _ := os.Stat(name); st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", st.Mode())
	}
	if entries, _ := os.ReadDir(filepath.Dir(name)); len(entries) != 1 {
		t.Errorf("%v", entries)
	}
	second, err := HostKey(name)
	if err != nil || !bytes.Equal(first.PublicKey().Marshal(), second.PublicKey().Marshal()) {
		t.Errorf("%v: another key", err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o666, 0o700 | 0o010} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := HostKey(name); err == nil || !strings.Contains(err.Error(), "must be 600") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	_ = os.Chmod(name, 0o600)
	if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := HostKey(name); err == nil || !strings.Contains(err.Error(), "not a private key") {
		t.Error(err)
	}
}

// Two that begin at once have one key.
func TestHostKeyAtOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "key")
	prints := make(chan string, 8)
	for range cap(prints) {
		go func() {
			key, err := HostKey(name)
			if err != nil {
				prints <- err.Error()
				return
			}
			prints <- gossh.FingerprintSHA256(key.PublicKey())
		}()
	}
	first := <-prints
	for range cap(prints) - 1 {
		if next := <-prints; next != first {
			t.Errorf("%s and %s", first, next)
		}
	}
}

func TestReadKeys(t *testing.T) {
	public, _ := newKey(t)
	line := string(gossh.MarshalAuthorizedKey(public))
	name := filepath.Join(t.TempDir(), "keys")
	for text, want := range map[string]string{
		"# class\n\n" + strings.TrimSpace(line) + " anna\r\n" + line: "",
		"":                        "there is no key in it",
		"# nobody\n":              "there is no key in it",
		line + "ssh-ed25519 AAAA": ":2: not a public key",
		"no-pty " + line:          ":1: options before a key",
		"from=\"10.*\" " + line:   ":1: options before a key",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		keys, err := ReadKeys(name)
		switch {
		case want == "" && (err != nil || len(keys) != 2 || !bytes.Equal(keys[0].Marshal(), public.Marshal())):
			t.Errorf("%q: %d keys, %v", text, len(keys), err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), name)):
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
