package tui

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"spiketop/live"
)

// Options is what a screen needs.
type Options struct {
	Source  live.Source
	Presets []PresetInfo
	ASCII   bool // no braille, no box drawing, nothing beyond ASCII

	Input  io.Reader // nil: the terminal
	Output io.Writer // nil: standard output

	// Fatal delivers an error of the run: the terminal is given back and Run
	// returns it. nil: none will come.
	Fatal <-chan error
	// BatchCommand spells the command line that repeats the run; nil: unknown.
	BatchCommand func(*live.Frame) string

	Program []tea.ProgramOption // for tests
}

// ErrInterrupted is returned by Run after SIGINT, SIGTERM or SIGHUP.
var ErrInterrupted = errors.New("interrupted")

// grace is how long a signal waits for an orderly end: a terminal that does not
// take what is written (a dead connection) cannot hold the program up.
const grace = time.Second

// Run shows the screen until the person quits (nil), a signal comes
// (ErrInterrupted), the run fails (the error from Fatal) or the terminal does.
// The terminal is given back as it was in every case.
func Run(opts Options) error {
	// Bubble Tea writes on a clock of its own; a faster one shows a key sooner and
	// costs nothing while nothing was drawn.
	program := []tea.ProgramOption{tea.WithoutSignalHandler(), tea.WithFPS(120)}
	if opts.Input != nil {
		program = append(program, tea.WithInput(opts.Input))
	}
	if opts.Output != nil {
		program = append(program, tea.WithOutput(opts.Output))
	}
	p := tea.NewProgram(newModel(opts), append(program, opts.Program...)...)
	restore := saveTerminal(opts)

	// Bubble Tea would catch SIGINT and SIGTERM but not SIGHUP: all three are ours.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)

	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		ended <- err
	}()

	var why error
	select {
	case err := <-ended:
		return explain(err)
	case err, ok := <-opts.Fatal:
		if !ok || err == nil { // the run is over and content: the screen stays
			select {
			case err := <-ended:
				return explain(err)
			case <-signals:
				why = ErrInterrupted
			}
			break
		}
		why = err
	case <-signals:
		why = ErrInterrupted
	}
	go p.Quit() // blocks while the program draws
	select {
	case <-ended:
	case <-time.After(grace):
		restore()
	}
	return why
}

// explain turns Bubble Tea's errors into ours.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("the screen failed: %w", tea.ErrProgramPanic)
	}
	return fmt.Errorf("the screen: %w", err)
}

// saveTerminal notes the terminal's settings and returns what brings them back
// when Bubble Tea cannot.
func saveTerminal(opts Options) (restore func()) {
	in, ok := opts.Input.(*os.File)
	if opts.Input == nil {
		in, ok = os.Stdin, true
	}
	if !ok || !term.IsTerminal(in.Fd()) {
		return func() {}
	}
	state, err := term.GetState(in.Fd())
	if err != nil {
		return func() {}
	}
	return func() { _ = term.Restore(in.Fd(), state) }
}
