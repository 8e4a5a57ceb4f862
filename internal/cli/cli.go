// Package cli is the commands of spiketop: what is typed, what comes out, and
// the exit status. Standard output carries results only; progress, warnings and
// errors go to standard error, an error as one line.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	xterm "github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"spiketop/internal/fault"
	"spiketop/internal/param"
	"spiketop/internal/term"
	"spiketop/lesson"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui"
	"spiketop/tui/picture"
)

// Exit statuses. One that a signal ended has term.Status of it: 130 for SIGINT,
// 143 for SIGTERM, 129 for SIGHUP.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// Env is what the commands touch of the world.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	// Live shows the explorer until the person quits.
	Live Live
	// Signals delivers interrupts; nil: SIGINT, SIGTERM and SIGHUP of this process.
	Signals <-chan os.Signal
	// Terminal tells whether a stream is one; nil: asks the system.
	Terminal func(stream any) bool

	interrupts *interrupts
}

// Live is the screen: it runs the session until the person quits, and gives it
// back with the directories written meanwhile. An error is the screen's own.
type Live func(LiveOptions) (LiveEnd, error)

// LiveOptions is what the command line asks of the screen.
type LiveOptions struct {
	Session *run.Session
	File    *presets.File
	Sets    []presets.Assignment
	Seconds float64 // pause after so many simulated; 0: not given
	Settings
	Lesson      *lesson.File       // that begins at once; nil: none
	Step        int                // of it, from 0
	Files       string             // directory of the recorded run that is opened; empty: none
	Cast        *picture.Cast      // records the screen; nil: it is not recorded
	Size        struct{ W, H int } // of a screen without a terminal; zero: the terminal's
	Class       *tui.Class         // who looks on; nil: nobody
	Map         *LiveMap           // nil: the map waits until it is looked at
	Interrupted func() os.Signal   // the first signal so far; nil: none came
	Left        func()             // called once the screen is left and the terminal given back
}

// LiveEnd is what the screen leaves behind.
type LiveEnd struct {
	Session *run.Session // nil: lost
	Wrote   []string
	Kept    string    // directory of the last checkpoint; empty: none
	Signal  os.Signal // that ended it; nil: none
}

// Main carries out one command line, without the program's name, and returns
// the exit status.
func Main(args []string, env Env) int {
	if err := enoughDescriptors(); err != nil {
		env.say("spiketop: %v", err)
		return exitFailed
	}
	if env.Terminal == nil {
		env.Terminal = func(stream any) bool {
			f, ok := stream.(*os.File)
			return ok && xterm.IsTerminal(f.Fd())
		}
	}
	env.interrupts = env.listen()
	out := &results{Writer: env.Out, terminal: env.Terminal(env.Out)}
	env.Out = out
	root := env.root()
	root.SetArgs(append([]string{}, args...))
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	err := caught(root.Execute)
	e := &exit{exitDone, nil}
	if err != nil && !errors.As(err, &e) {
		e = &exit{exitUsage, err} // what cobra finds is all in the arguments
	}
	if out.err != nil && (e.code == exitDone || e.code == exitUsage) { // of help and --version, whose errors cobra drops or takes for others
		e = &exit{exitFailed, out.err}
	}
	if s := env.interrupts.signal(); s != nil && e.code == exitDone {
		e = &exit{term.Status(s), errors.New("interrupted after all was done")}
	}
	if e.err != nil {
		env.say("spiketop: %v", e.err)
		if p := (*fault.Panic)(nil); errors.As(e.err, &p) {
			fmt.Fprintf(env.Err, "%s", p.Stack)
		}
	}
	return e.code
}

// exit is an error with its exit status.
type exit struct {
	code int
	err  error // nil: nothing more to say
}

func (e *exit) Error() string { return fmt.Sprint(e.err) }
func (e *exit) Unwrap() error { return e.err }

func usage(format string, args ...any) error { return &exit{exitUsage, fmt.Errorf(format, args...)} }

func (env Env) root() *cobra.Command {
	root := env.explore()
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(env.run(), env.sweep(), env.mapping(), env.serve(), env.analyse(), env.export(), env.findings(), env.learn(), env.open(), env.record(), env.listPresets(), env.params(), env.version(), env.completion(), env.man())
	root.SetHelpCommand(help())
	return root
}

// flagError says what pflag found, with the nearest flag.
func flagError(cmd *cobra.Command, err error) error {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	accepted := "accepted are --" + strings.Join(names, ", --")
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			return usage("no flag -%s; %s", name, accepted)
		}
		if n := param.Nearest(name, names); n != "" {
			return usage("no flag --%s; nearest is --%s; %s", name, n, accepted)
		}
		return usage("no flag --%s; %s", name, accepted)
	case errors.As(err, &missing):
		return usage("--%s: a value is missing", missing.GetSpecifiedName())
	case errors.As(err, &invalid):
		return usage("--%s=%s: must be true or false", invalid.GetFlag().Name, invalid.GetValue())
	}
	return usage("%v; %s", err, accepted)
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%q: %s takes no arguments", args[0], cmd.CommandPath())
	}
	return nil
}

// help is 'spiketop help [COMMAND]'.
func help() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "what a command does, and its flags",
		RunE: func(cmd *cobra.Command, args []string) error {
			to := cmd.Root()
			for _, name := range args {
				var names []string
				var found *cobra.Command
				for _, c := range to.Commands() {
					if c.IsAvailableCommand() || c.Name() == "help" {
						names = append(names, c.Name())
					}
					if c.Name() == name {
						found = c
					}
				}
				if found == nil {
					return usage("help: no command %q; accepted are %s", name, strings.Join(names, ", "))
				}
				to = found
			}
			to.InitDefaultHelpFlag()
			return to.Help()
		},
	}
}
