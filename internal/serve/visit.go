package serve

import (
	"fmt"
	"net"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"spiketop/internal/term"
)

// A visit is a connection, from its beginning to its end.
type visit struct {
	net.Conn
	s      *Server
	began  time.Time
	end    chan string // why the server ends the visit; holds one
	gone   chan struct{}
	once   sync.Once
	ending []<-chan struct{} // of goroutines that end with the connection; the session's alone

	mu      sync.Mutex
	user    string      // clean; empty: not logged in
	print   string      // the fingerprint of the key; empty: without one
	seated  bool        // has a session
	running bool        // the session is at work
	timer   *time.Timer // of logging in, then of opening a screen
	why     string      // it ended; empty: the guest went
	term    string
	size    size
	resized chan struct{} // holds one
}

func (s *Server) newVisit(c net.Conn) *visit {
	v := &visit{Conn: c, s: s, began: time.Now(), end: make(chan string, 1), gone: make(chan struct{}), resized: make(chan struct{}, 1)}
	v.within("did not log in within %v")
	return v
}

// within ends the visit after a while, unless within or starts is called before.
func (v *visit) within(late string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.timer != nil {
		v.timer.Stop()
	}
	v.timer = time.AfterFunc(loginGrace, func() { v.leave(fmt.Sprintf(late, loginGrace)) })
}

// starts notes that the session of the visit is at work: it ends by itself.
func (v *visit) starts() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.timer.Stop()
	v.running = true
}

// ends notes a goroutine that ends, and closes a channel, when the connection is closed.
func (v *visit) ends(c <-chan struct{}) { v.ending = append(v.ending, c) }

// rest waits until the connection is closed, and what ends with it has ended.
func (v *visit) rest() {
	<-v.gone
	for _, c := range v.ending {
		<-c
	}
}

// hasScreen reports whether the session is at work.
func (v *visit) hasScreen() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.running
}

// address is the host at the other end.
func (v *visit) address() string {
	host, _, err := net.SplitHostPort(v.RemoteAddr().String())
	if err != nil {
		return v.RemoteAddr().String()
	}
	return host
}

// Close ends the visit, and writes its line in the log.
func (v *visit) Close() error {
	err := v.Conn.Close()
	v.once.Do(func() {
		v.mu.Lock()
		v.timer.Stop()
		v.mu.Unlock()
		close(v.gone)
		v.s.left(v)
	})
	return err
}

// leave ends the visit for a reason.
func (v *visit) leave(why string) {
	v.because(why)
	_ = v.Close()
}

// because notes why the visit ends. The first reason counts.
func (v *visit) because(why string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.why == "" {
		v.why = why
	}
}

// ask has the screen of the visit end in order, with a sentence.
func (v *visit) ask(why string) {
	select {
	case v.end <- why:
	default:
	}
}

// letIn notes that the guest has logged in: a screen must be opened in time.
func (v *visit) letIn(user, print string) {
	v.mu.Lock()
	v.user, v.print = cleanName(user), print
	v.mu.Unlock()
	v.within("opened no screen within %v")
	v.s.admitted(v)
}

// sit reports whether the visit had no session yet; now it has one.
func (v *visit) sit() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	first := !v.seated
	v.seated = true
	return first
}

// name is the guest's, as they gave it.
func (v *visit) name() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.user
}

// resize notes a new size of the screen.
func (v *visit) resize(z size) {
	v.mu.Lock()
	v.size = z
	v.mu.Unlock()
	select {
	case v.resized <- struct{}{}:
	default:
	}
}

func (v *visit) screen() (term string, z size) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.term, v.size
}

// line is that of the log.
func (v *visit) line() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	who, why := "a stranger", v.why
	if v.user != "" {
		who = v.user + " (without a key)"
		if v.print != "" {
			who = v.user + " (" + v.print + ")"
		}
	}
	switch {
	case why == "" && v.user == "" && v.s.o.Keys != nil:
		why = "went away without a key"
	case why == "":
		why = "went away"
	}
	return fmt.Sprintf("%s %s from %s, %v: %s", v.began.Format("2006-01-02 15:04:05"), who, v.RemoteAddr(),
		time.Since(v.began).Round(time.Second/10), term.Clean(why, 200))
}

// A channel is a session's, of which only the wanted requests come through.
type channel struct {
	gossh.NewChannel
	v *visit
}

// Accept implements gossh.NewChannel.
func (c *channel) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, requests, err := c.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	wanted := make(chan *gossh.Request)
	go func() {
		defer close(wanted)
		for r := range requests {
			if !c.v.wants(ch, r) {
				_ = r.Reply(false, nil)
				continue
			}
			select {
			case wanted <- r:
			case <-c.v.gone:
			}
		}
	}()
	return ch, wanted, nil
}

// wants reports whether a request is for the session: a terminal, a shell, or a command,
// which is answered in words. The other requests (environment variables, agents, X11,
// subsystems, signals) end here, and so do sizes, which no session has to wait for.
func (v *visit) wants(ch gossh.Channel, r *gossh.Request) bool {
	switch r.Type {
	case "pty-req":
		var q struct {
			Term                  string
			W, H, Pixels, PixelsH uint32
			Modes                 string
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.term != "" || gossh.Unmarshal(r.Payload, &q) != nil {
			return false
		}
		v.term, v.size = cleanTerm(q.Term), cleanSize(q.W, q.H)
		q.Term, q.W, q.H, q.Pixels, q.PixelsH, q.Modes = v.term, uint32(v.size.w), uint32(v.size.h), 0, 0, ""
		r.Payload = gossh.Marshal(&q)
		return true
	case "shell", "exec":
		return true
	case "window-change":
		var q struct{ W, H, Pixels, PixelsH uint32 }
		if gossh.Unmarshal(r.Payload, &q) == nil {
			v.resize(cleanSize(q.W, q.H))
		}
	case "subsystem":
		v.because("asked for a subsystem (files)")
		_, _ = fmt.Fprintf(ch.Stderr(), "spiketop: there are no files for guests here; 'ssh' without a command shows the screen\r\n")
	}
	return false
}

// visitOf is the visit that a context belongs to.
func visitOf(ctx ssh.Context) *visit { return ctx.Value(visitKey{}).(*visit) }

type visitKey struct{}
