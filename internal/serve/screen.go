package serve

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"

	"spiketop/internal/fault"
	"spiketop/internal/term"
	"spiketop/live"
	"spiketop/tui"
)

// screens is the middleware that answers a session: with a screen, or in words.
func (s *Server) screens(ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		v := visitOf(sess.Context())
		if !s.begins() {
			_ = v.Close()
			return
		}
		defer s.open.Done()
		v.starts()
		defer v.rest()
		// A client closes the connection when it has read the status.
		defer time.AfterFunc(lastWords, func() { _ = v.Close() })
		kind, _ := v.screen()
		_, _, terminal := sess.Pty()
		switch {
		case sess.RawCommand() != "":
			v.because("asked for a command")
			refuse(sess, "there are no commands for guests here; 'ssh' without one shows the screen")
			return
		case !terminal:
			v.because("has no terminal")
			refuse(sess, "this is a screen and needs a terminal: ssh -t")
			return
		case !term.FromEnv(v.getenv).Screen:
			v.because("has a terminal without a screen: " + kind)
			refuse(sess, "TERM="+kind+" can show no screen")
			return
		}
		free, why := s.seat()
		if !free {
			v.because(why)
			refuse(sess, why)
			return
		}
		defer s.rise()
		var err error
		if p := fault.Caught(func() { why, err = s.show(v, sess) }); p != nil {
			why, err = s.failed(p), p
		}
		v.because(why)
		if err != nil {
			_ = sess.Exit(1)
		} else {
			_ = sess.Exit(0)
		}
	}
}

// refuse says why there is no screen, in a sentence.
func refuse(sess ssh.Session, why string) {
	_, _ = io.WriteString(sess.Stderr(), "spiketop: "+why+"\n")
	_ = sess.Exit(1)
}

// getenv is the environment of a guest: the kind of the terminal is all that is taken.
func (v *visit) getenv(name string) string {
	if kind, _ := v.screen(); name == "TERM" {
		return kind
	}
	return ""
}

// show runs a screen until the guest leaves or has to. err is why they had to.
func (s *Server) show(v *visit, sess ssh.Session) (why string, err error) {
	kind, z := v.screen()
	look := tui.Look{Profile: colorprofile.Env([]string{"TERM=" + kind}), ASCII: s.o.Screen.ASCII || term.FromEnv(v.getenv).ASCII}
	out := newOutbox(sess)
	v.ends(out.over)
	defer out.Close()
	var model tea.Model
	var fatal <-chan error
	if s.o.Class != nil {
		name := s.o.Class.Join(v.name(), look)
		defer s.o.Class.Leave(name)
		model = &onlooker{class: s.o.Class, name: name, look: look, behind: out.Behind, w: z.w, h: z.h}
	} else {
		session, err := s.o.New()
		if err != nil {
			refuse(sess, "the run does not begin: "+term.Clean(err.Error(), 200))
			return "no run: " + err.Error(), err
		}
		runner := live.NewRunner(session, nil, live.Guest(s.share, s.o.Limits.Check), live.Checked(tui.CheckView))
		defer runner.Close()
		opts := s.o.Screen
		opts.Source, opts.Behind, opts.Remote, opts.ASCII = runner, out.Behind, true, look.ASCII
		model, fatal = tui.NewModel(opts), runner.Fatal()
	}
	in := term.NewStream(sess)
	v.ends(in.Gone())
	defer in.Close()
	idle := newIdle()
	in.Typed = idle.reset
	safe := &safe{model: model}
	p := tea.NewProgram(safe, tea.WithInput(in), tea.WithOutput(out), tea.WithEnvironment([]string{"TERM=" + kind}),
		tea.WithColorProfile(look.Profile), tea.WithWindowSize(z.w, z.h), tea.WithoutSignalHandler(), tea.WithFPS(40), tea.WithFilter(inOrder(v, in)))

	ended, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		why, err = s.watch(v, p, safe, in, out, idle, fatal, ended)
	}()
	_, _ = p.Run()
	close(ended)
	<-watched
	if safe.failed != nil {
		why, err = s.failed(safe.failed), safe.failed
	}
	if err != nil {
		_, _ = io.WriteString(out, "\nspiketop: "+why+"\n")
	}
	out.Drain(lastWords)
	return why, err
}

// failed writes a fault of the program to the log, and says it in fewer words.
func (s *Server) failed(p *fault.Panic) string {
	s.log.all(fmt.Sprintf("%v\n%s", p, p.Stack))
	return "the screen failed"
}

// watch ends the screen where it has to end, and says why it ended.
func (s *Server) watch(v *visit, p *tea.Program, screen *safe, in *term.Stream, out *outbox, idle *idle, fatal <-chan error, ended <-chan struct{}) (string, error) {
	look := time.NewTicker(time.Second)
	defer look.Stop()
	enough := func(why string) (string, error) {
		screen.over.Store(true)
		p.Quit()
		return why, fmt.Errorf("%s", why)
	}
	for {
		select {
		case <-ended:
			return "left", nil
		case <-in.Gone():
			return enough("went away")
		case <-v.gone:
			return enough("went away")
		case why := <-v.end:
			return enough(why)
		case err := <-fatal:
			if err == nil {
				fatal = nil
				continue
			}
			s.log.all(err.Error())
			return enough("the run failed")
		case <-v.resized:
			p.Send(tea.WindowSizeMsg{Width: 1, Height: 1}) // the filter knows which
			select {
			case <-time.After(settle):
			case <-ended:
			}
		case <-look.C:
			switch {
			case out.Stuck(s.o.stuck):
				return enough("the terminal read nothing any more")
			case s.o.Class == nil && idle.since() > s.o.Idle:
				return enough(fmt.Sprintf("no key for %v: another may want the place", s.o.Idle))
			}
		}
	}
}

// inOrder lets a program quit when it has taken all keys that were read: Bubble Tea's
// reader of keys would wait for ever with those that were not. A size is the newest one:
// Bubble Tea may send the first after the second.
func inOrder(v *visit, in *term.Stream) func(tea.Model, tea.Msg) tea.Msg {
	ending := false
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		switch msg.(type) {
		case tea.QuitMsg, tea.InterruptMsg:
			ending = true
			in.End()
			return nil
		case tea.FocusMsg: // the last unit
			if ending {
				return tea.QuitMsg{}
			}
			return nil
		case tea.WindowSizeMsg:
			_, z := v.screen()
			return tea.WindowSizeMsg{Width: z.w, Height: z.h}
		case tea.SuspendMsg: // it would stop the server
			return nil
		}
		return msg
	}
}

// safe is a model whose panic ends its own program alone, and which draws no more when
// its screen has to end: a large one is drawn for seconds where the machine is busy.
type safe struct {
	model  tea.Model
	failed *fault.Panic
	view   tea.View
	over   atomic.Bool
}

// Init implements tea.Model.
func (s *safe) Init() (cmd tea.Cmd) {
	s.try(func() { cmd = s.model.Init() })
	return cmd
}

// Update implements tea.Model.
func (s *safe) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if s.over.Load() {
		return s, nil
	}
	var cmd tea.Cmd
	if s.try(func() { s.model, cmd = s.model.Update(msg) }); s.failed != nil {
		return s, tea.Quit
	}
	return s, cmd
}

// View implements tea.Model.
func (s *safe) View() tea.View {
	if !s.over.Load() {
		s.try(func() { s.view = s.model.View() })
	}
	return s.view
}

func (s *safe) try(f func()) {
	if s.failed == nil {
		s.failed = fault.Caught(f)
	}
}
