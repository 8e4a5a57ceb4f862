// Package serve shows the screen to guests over ssh: to each a run of their own, or to
// all of them the screen of the person at the machine. Guests get a screen and nothing
// else: no command, no file, no forwarding.
package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"spiketop/live"
	"spiketop/run"
	"spiketop/tui"
)

// Options is what a server needs.
type Options struct {
	HostKey gossh.Signer
	Keys    []gossh.PublicKey // of those who are let in; nil: everybody is
	Limits

	New    func() (*run.Session, error) // the run of a guest
	Screen tui.Options                  // of a guest, but for what the server sets itself
	Class  *tui.Class                   // guests look on at the screen that draws for it; nil: each has a run

	Log func(line string) // one for each connection; may be called from any goroutine

	stuck, rest time.Duration // stuckAfter, restAtMost, or what a test has
}

// A Server is a class over ssh.
type Server struct {
	o     Options
	ssh   *ssh.Server
	share *live.Share
	log   throttle

	mu      sync.Mutex
	visits  []*visit // oldest first
	guests  int      // that have a screen
	in      int      // visits that have logged in
	closing bool
	open    sync.WaitGroup // visits, and their sessions
}

// New prepares a server.
func New(o Options) (*Server, error) {
	if o.stuck == 0 {
		o.stuck = stuckAfter
	}
	if o.rest == 0 {
		o.rest = restAtMost
	}
	s := &Server{o: o, share: live.NewShare(o.Processors), log: throttle{say: o.Log}}
	var err error
	s.ssh, err = wish.NewServer(
		wish.WithVersion("spiketop"),
		wish.WithBanner(s.banner()),
		wish.WithMiddleware(s.screens),
		func(srv *ssh.Server) error {
			srv.HandshakeTimeout = loginGrace
			srv.AddHostKey(o.HostKey)
			srv.ServerConfigCallback = s.config
			srv.ConnCallback = func(ctx ssh.Context, c net.Conn) net.Conn {
				ctx.SetValue(visitKey{}, c) // a *visit, from the listener
				return c
			}
			srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": session, "default": noForwarding}
			srv.RequestHandlers = map[string]ssh.RequestHandler{}
			return nil
		},
	)
	return s, err
}

// banner is what everybody is told before they log in.
func (s *Server) banner() string {
	if s.o.Keys == nil {
		return ""
	}
	return "spiketop: guests come in by their key; whoever runs this class has the list of keys\r\n"
}

// fingerprint is where the permissions of a connection have that of its key.
const fingerprint = "fingerprint"

// config is how one connection logs in.
func (s *Server) config(ctx ssh.Context) *gossh.ServerConfig {
	v := visitOf(ctx)
	c := &gossh.ServerConfig{MaxAuthTries: authTries}
	c.AuthLogCallback = func(_ gossh.ConnMetadata, method string, err error) {
		if err != nil && method != "none" {
			v.because("has no key that is on the list")
		}
	}
	if s.o.Keys == nil {
		c.NoClientAuth = true
		c.NoClientAuthCallback = func(m gossh.ConnMetadata) (*gossh.Permissions, error) {
			v.letIn(m.User(), "")
			return &gossh.Permissions{}, nil
		}
		return c
	}
	c.PublicKeyCallback = func(_ gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
		if !slices.ContainsFunc(s.o.Keys, func(k gossh.PublicKey) bool { return ssh.KeysEqual(k, key) }) {
			return nil, errors.New("this key is not on the list")
		}
		return &gossh.Permissions{Extensions: map[string]string{fingerprint: gossh.FingerprintSHA256(key)}}, nil
	}
	c.VerifiedPublicKeyCallback = func(m gossh.ConnMetadata, key gossh.PublicKey, p *gossh.Permissions, _ string) (*gossh.Permissions, error) {
		v.letIn(m.User(), gossh.FingerprintSHA256(key))
		return p, nil
	}
	return c
}

// session opens the one session of a connection.
func session(srv *ssh.Server, conn *gossh.ServerConn, c gossh.NewChannel, ctx ssh.Context) {
	v := visitOf(ctx)
	if !v.sit() {
		_ = c.Reject(gossh.Prohibited, "one screen for each connection")
		return
	}
	ssh.DefaultSessionHandler(srv, conn, &channel{c, v}, ctx)
}

// noForwarding refuses every other channel.
func noForwarding(_ *ssh.Server, _ *gossh.ServerConn, c gossh.NewChannel, _ ssh.Context) {
	_ = c.Reject(gossh.Prohibited, "nothing is forwarded here")
}

// Serve lets guests in until Close. It returns nil after Close.
func (s *Server) Serve(l net.Listener) error {
	err := s.ssh.Serve(&listener{l, s})
	if s.isClosing() {
		return nil
	}
	return err
}

func (s *Server) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}

// Close ends all screens with a sentence, and everything else. When it returns nothing
// is left; where something takes longer than o.rest the log says so.
func (s *Server) Close(why string) {
	s.mu.Lock()
	s.closing = true
	visits := slices.Clone(s.visits)
	s.mu.Unlock()
	for _, v := range visits {
		v.ask(why)
	}
	within(3*lastWords, func() {
		for _, v := range visits {
			if v.hasScreen() {
				<-v.gone
			}
		}
	})
	for _, v := range visits {
		v.leave(why)
	}
	_ = s.ssh.Close()
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	_ = s.ssh.Shutdown(ctx)
	switch {
	case !within(s.o.rest, s.open.Wait):
		s.log.all(fmt.Sprintf("spiketop: a screen has not ended after %v", s.o.rest))
	case !within(s.o.rest, s.share.Rest):
		s.log.all(fmt.Sprintf("spiketop: an analysis has not ended after %v", s.o.rest))
	}
	s.log.end()
}

// within reports whether f returns before d is over.
func within(d time.Duration, f func()) bool {
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
		return true
	case <-time.After(d):
		return false
	}
}

// begins counts a session, unless the class is over.
func (s *Server) begins() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.open.Add(1)
	return true
}

// listener hands out visits, as many as may wait.
type listener struct {
	net.Listener
	s *Server
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.s.enter(c), nil
}

// enter takes in a connection. Of too many that have not logged in the oldest goes, of
// this address or of all: connections that say nothing keep nobody out.
func (s *Server) enter(c net.Conn) *visit {
	v := s.newVisit(c)
	s.mu.Lock()
	var all, one []*visit
	for _, other := range s.visits {
		if other.name() == "" {
			if all = append(all, other); other.address() == v.address() {
				one = append(one, other)
			}
		}
	}
	s.visits = append(s.visits, v)
	s.open.Add(1)
	closing := s.closing
	s.mu.Unlock()
	switch {
	case closing:
		v.leave("came when the class was over")
	case len(one) >= waitingOne:
		one[0].leave("did not log in while others came from there")
	case len(all) >= waiting:
		all[0].leave("did not log in while others came")
	}
	return v
}

// admitted counts a visit that has logged in.
func (s *Server) admitted(v *visit) {
	s.mu.Lock()
	s.in++
	crowd := s.in > s.o.Sessions+idlers
	s.mu.Unlock()
	if crowd {
		v.leave("was one of too many")
	}
}

// left takes out a visit that has ended.
func (s *Server) left(v *visit) {
	s.mu.Lock()
	s.visits = slices.DeleteFunc(s.visits, func(other *visit) bool { return other == v })
	stranger := v.name() == ""
	if !stranger {
		s.in--
	}
	s.mu.Unlock()
	if stranger {
		s.log.some(v.line())
	} else {
		s.log.all(v.line())
	}
	s.open.Done()
}

// seat gives a guest a place, if there is one.
func (s *Server) seat() (free bool, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closing:
		return false, "the class is over"
	case s.guests >= s.o.Sessions:
		return false, fmt.Sprintf("%d people are here already, which is the most; try again later", s.o.Sessions)
	}
	s.guests++
	return true, ""
}

// rise takes the place back. The last guest leaves no memory behind: the second time
// that of analyses which could not be cancelled.
func (s *Server) rise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.guests--; s.guests > 0 {
		return
	}
	for _, after := range []time.Duration{lastWords, 10 * lastWords} {
		time.AfterFunc(after, func() {
			s.mu.Lock()
			nobody := s.guests == 0 && !s.closing
			s.mu.Unlock()
			if nobody {
				debug.FreeOSMemory()
			}
		})
	}
}
