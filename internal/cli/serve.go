package cli

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"spiketop/internal/serve"
	"spiketop/internal/term"
	"spiketop/run"
	"spiketop/tui"
)

// serveFlags are those of serve.
type serveFlags struct {
	flags
	listen, keys            string
	open, openToAll, follow bool
	sessions, neurons       string
	memory, processors      string
	idle                    string
}

func (env Env) serve() *cobra.Command {
	var f serveFlags
	var view viewFlags
	cmd := &cobra.Command{
		Use:   "serve --listen ADDR (--keys FILE | --open) [PRESET|FILE.toml]",
		Short: "the screen for guests over ssh: a class",
		Long: `Guests connect with 'ssh -p PORT HOST'. Each has a run of their own, or with --follow all look on
at the screen of whoever started the command; ':hand NAME' there lends the keys, ':hand' takes them
back. Guests have a screen and nothing else: no command, no file, no forwarding.

--keys lets in whoever has a key on the list. --open lets everybody in, and only from this machine.
The key by which guests know this machine is made once, and kept beside the settings with mode 600.
Standard error has a line for each connection. ctrl+c ends the class: guests are told.

Exit status: 0 the screen was left (--follow), 1 it failed, 2 wrong usage, 128 + the number of the
signal that ended it (130 for SIGINT).`,
		Example: `  spiketop serve --listen :2222 --keys students.pub
  spiketop serve --listen 127.0.0.1:2222 --open rhythm
  spiketop serve --listen :2222 --keys students.pub --follow oscillation`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return env.class(cmd, args, &f, &view) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.listen, "listen", "", "the address and port, `ADDR:PORT`; :PORT is every address of this machine")
	fs.StringVar(&f.keys, "keys", "", "let in the public keys in `FILE`, in the form of authorized_keys")
	fs.BoolVar(&f.open, "open", false, "let everybody in, from this machine only")
	fs.BoolVar(&f.openToAll, "open-to-all", false, "let everybody in who reaches the address, from anywhere")
	fs.BoolVar(&f.follow, "follow", false, "show guests the screen here, read-only")
	fs.StringVar(&f.sessions, "sessions", "20", "`N` guests at a time")
	fs.StringVar(&f.neurons, "neurons", "500", "the run of a guest has at most `N` neurons")
	fs.StringVar(&f.memory, "memory", "300", "the run of a guest may take `N` MB of memory")
	fs.StringVar(&f.processors, "processors", strconv.Itoa(spared()), "the runs of all guests keep `N` processors busy at most; by itself half of them")
	fs.StringVar(&f.idle, "idle", "30m", "a guest without a key for `TIME` has to go")
	fs.Var(&assignFlag{&f.flags, "--set", "KEY=VALUE"}, "set", "set a parameter ('spiketop params' lists them); repeatable, the last wins")
	fs.Var(&assignFlag{&f.flags, "--seed", "N"}, "seed", "the seed of everything random")
	view.add(cmd)
	must(cmd.RegisterFlagCompletionFunc("set", completeSet))
	must(cmd.RegisterFlagCompletionFunc("keys", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)))
	for _, name := range []string{"listen", "sessions", "neurons", "memory", "processors", "idle", "seed"} {
		must(cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
	cmd.ValidArgsFunction = completePreset
	return cmd
}

// spared is how many processors guests have unless the command line says otherwise: the
// other half is for their screens, and for whoever sits here.
func spared() int { return max(1, runtime.NumCPU()/2) }

// limits judges the flags that bound what guests have.
func (f *serveFlags) limits() (l serve.Limits, err error) {
	number := func(flag, text string, most int) int {
		n, e := strconv.Atoi(text)
		if (e != nil || n < 1 || n > most) && err == nil {
			err = usage("--%s %s: must be an integer from 1 to %d", flag, clip(text), most)
		}
		return n
	}
	l.Sessions = number("sessions", f.sessions, 200)
	l.Neurons = number("neurons", f.neurons, 100000)
	l.Bytes = float64(number("memory", f.memory, 1e6)) * 1e6
	l.Processors = number("processors", f.processors, 1024)
	if d, e := time.ParseDuration(f.idle); e == nil && d > 0 {
		l.Idle = d
	} else if err == nil {
		err = usage("--idle %s: must be a duration such as 90s, 30m or 2h", clip(f.idle))
	}
	return l, err
}

// class judges the command line, and serves until a signal comes or the screen is left.
func (env Env) class(cmd *cobra.Command, args []string, f *serveFlags, view *viewFlags) error {
	r, err := f.parse(cmd, args)
	if err != nil {
		return err
	}
	limits, err := f.limits()
	if err != nil {
		return err
	}
	seen, err := view.settings()
	if err != nil {
		return err
	}
	address, err := f.address()
	if err != nil {
		return err
	}
	o := serve.Options{Limits: limits, New: func() (*run.Session, error) { return run.NewSession(r.plan, r.sets) }}
	switch {
	case f.keys != "" && (f.open || f.openToAll):
		return usage("--keys and --open: give one of them")
	case f.keys != "":
		if o.Keys, err = serve.ReadKeys(f.keys); err != nil {
			return usage("--keys: %w", err)
		}
	case f.openToAll:
	case !f.open:
		return usage("who is let in? give --keys FILE with their public keys, or --open for this machine alone")
	case !address.IP.IsLoopback():
		return usage("--open lets everybody in, and %s can be reached from elsewhere; must be 127.0.0.1 or [::1], or give --keys FILE, or --open-to-all", f.listen)
	}
	if o.HostKey, err = hostKey(); err != nil {
		return err
	}
	trial, err := r.session() // what is wrong with the run is said now
	if err == nil && !f.follow {
		err = limits.Check(trial.Params())
		if err != nil {
			err = usage("%w (--neurons and --memory are the limits)", err)
		}
	}
	if err == nil {
		err = tui.CheckView(r.plan)
	}
	if err != nil {
		return err
	}
	o.Screen = tui.Options{Presets: presetInfo(r.plan), ASCII: seen.ASCII, Big: seen.Big, Theme: seen.Theme, Layout: seen.Layout, BatchCommand: batchCommand(r.plan)}
	log := &classLog{env: env}
	o.Log = log.say
	if f.follow {
		o.Class = tui.NewClass(limits.Check)
	}
	s, err := serve.New(o)
	if err != nil {
		return &exit{exitFailed, err}
	}
	l, err := net.ListenTCP("tcp", address)
	if err != nil {
		return &exit{exitFailed, fmt.Errorf("--listen %s: %w", f.listen, cause(err))}
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	log.say(fmt.Sprintf("spiketop: listening on %v; the host key is %s", l.Addr(), gossh.FingerprintSHA256(o.HostKey.PublicKey())))
	if f.follow {
		log.hold(env.Terminal(env.Err))
		err = env.live(r, &f.flags, view, nil, o.Class)
		s.Close("the class is over")
		log.release()
		return err
	}
	if os.Getenv("GOMAXPROCS") == "" { // a thread for the analyses of low priority: the system decides who runs
		runtime.GOMAXPROCS(runtime.NumCPU() + 2)
	}
	env.interrupts.is(working)
	select {
	case err = <-failed:
		s.Close("the class is over")
		return &exit{exitFailed, fmt.Errorf("serve: %w", err)}
	case <-env.interrupts.once:
	}
	s.Close("the class is over")
	return &exit{term.Status(env.interrupts.signal()), nil}
}

// address is where to listen.
func (f *serveFlags) address() (*net.TCPAddr, error) {
	if f.listen == "" {
		return nil, usage("--listen: an address is missing, such as 127.0.0.1:2222, or :2222 for every address of this machine")
	}
	a, err := net.ResolveTCPAddr("tcp", f.listen)
	if err != nil {
		return nil, usage("--listen %s: must be ADDR:PORT, such as 127.0.0.1:2222, or :2222", clip(f.listen))
	}
	return a, nil
}

// cause is what the system says, without what the caller knows.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

// hostKey is that of this person: beside the settings.
func hostKey() (gossh.Signer, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return nil, usage("the host key has no place: %w", err)
	}
	key, err := serve.HostKey(filepath.Join(dir, "spiketop", "host_ed25519"))
	if err != nil {
		return nil, usage("the host key: %w", err)
	}
	return key, nil
}

// classLog is the log of a class, on standard error: line by line, or where the screen
// is on that terminal, after the screen.
type classLog struct {
	env Env

	mu   sync.Mutex
	held bool
	text []string
}

// mostHeld is how many lines wait for the screen to be left; the oldest go.
const mostHeld = 1000

func (l *classLog) say(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		l.env.say("%s", line)
		return
	}
	if l.text = append(l.text, line); len(l.text) > mostHeld {
		l.text = l.text[1:]
	}
}

// hold keeps lines until release, where the screen comes to that terminal.
func (l *classLog) hold(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = on
}

func (l *classLog) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = false
	for _, line := range l.text {
		l.env.say("%s", line)
	}
	l.text = nil
}
