package tui

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"spiketop/internal/term"
	"spiketop/lesson"
	"spiketop/live"
	"spiketop/plane"
	"spiketop/run"
	"spiketop/tui/picture"
)

// Options is what a screen needs.
type Options struct {
	Source  live.Source
	Presets []PresetInfo
	ASCII   bool // no braille, no box drawing, nothing beyond ASCII
	Big     bool // for a projector: one or two panes, larger dots, no small print

	Theme  string  // of Themes; "" is auto
	Speed  float64 // × real time, in place of the presets' own; 0: as they wish
	Zoom   string  // the pane that fills the screen at first; "": none
	Layout string  // of Layouts, in place of the presets' own; "": as they wish

	Input  io.Reader // nil: the terminal
	Output io.Writer // nil: standard output

	// Fatal delivers an error of the run: the terminal is given back and Run
	// returns it. nil: none will come.
	Fatal <-chan error
	// Interrupted is a signal that came before the screen heard signals: Run returns it.
	// It returns nil where none came; nil: nobody listened.
	Interrupted func() os.Signal
	// BatchCommand spells the command line that repeats the run; nil: unknown.
	BatchCommand func(*live.Frame) string

	// SweepCommand spells a sweep around where the run stands; it is "" where there is none
	// of this run. nil: unknown.
	SweepCommand func(*live.Frame) string

	// Figure draws a map into a file and returns its name; nil: nothing can be written.
	Figure func(m *plane.Map, here run.Params) (string, error)

	// Lesson begins at once, at Step from 0; nil: none. Lessons reads those that L lists;
	// nil: there are none. Progress keeps which were done; nil: nobody does.
	Lesson   *lesson.File
	Step     int
	Lessons  func() []*lesson.File
	Progress *lesson.Progress
	// Keep writes a picture into new files, one as SVG and one as PNG, and returns their
	// names; nil: nothing can be written.
	Keep func(preset string, seed int, svg, png []byte) ([]string, error)

	// Cast records the screen; nil: nothing is recorded.
	Cast *picture.Cast
	// Size is that of a screen without a terminal, which ends by itself where the run
	// pauses; zero: the terminal's.
	Size struct{ W, H int }
	// Behind reports whether the terminal has not taken yet what was drawn: nothing is
	// drawn until it has. nil: the terminal is here, and takes all.
	Behind func() bool
	// Remote is whether the person sits somewhere else: nothing is written here, and the
	// program is not suspended.
	Remote bool
	// Class are those who look on, and one of whom may have the keys; nil: nobody does.
	Class *Class

	Environ []string            // "NAME=value"; nil: that of the program
	Program []tea.ProgramOption // for tests
}

// NewModel is the screen as a model of Bubble Tea, for a program that somebody else
// runs. The fields of opts that concern the terminal (Input, Output, Fatal, Interrupted,
// Program) are not looked at.
func NewModel(opts Options) tea.Model { return newModel(opts) }

// Interrupted is the end by SIGINT, SIGTERM or SIGHUP.
type Interrupted struct{ Signal os.Signal }

func (e *Interrupted) Error() string { return "interrupted: " + e.Signal.String() }

// grace is how long the screen may take to end in order. A terminal that does not
// read (a dead connection) holds the program up no longer. The guard gives a signal
// more time than this.
const grace = time.Second

// Run shows the screen until the person quits (nil), a signal comes or the terminal
// is closed (*Interrupted), the run fails (the error from Fatal) or the screen does.
// The terminal is given back as it was in every case. SIGQUIT and SIGABRT end the
// program at once, the terminal given back too.
func Run(opts Options) error {
	guard := term.NewGuard(os.Stdin, os.Stdout)
	defer guard.Restore()
	// Bubble Tea writes on a clock of its own; a faster one shows a key sooner and
	// costs nothing while nothing was drawn.
	program := []tea.ProgramOption{tea.WithoutSignalHandler(), tea.WithFPS(120)}
	switch {
	case opts.Size.W > 0:
		program = append(program, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithWindowSize(opts.Size.W, opts.Size.H), tea.WithColorProfile(colorprofile.TrueColor))
	case opts.Input == nil:
		filter, err := term.NewFilter(os.Stdin)
		if err != nil {
			return fmt.Errorf("the screen: %w", err)
		}
		defer filter.Close()
		program = append(program, tea.WithInput(filter))
	default:
		program = append(program, tea.WithInput(opts.Input))
	}
	switch {
	case opts.Size.W > 0:
	case opts.Output == nil:
		program = append(program, tea.WithOutput(guard.Output()))
	default:
		program = append(program, tea.WithOutput(opts.Output))
	}
	environ := opts.Environ
	if environ == nil {
		environ = os.Environ()
	}
	m := newModel(opts)
	m.inEnv(environ) // the message of it may come after the first frame
	p := tea.NewProgram(m, append(append(program, tea.WithEnvironment(environ)), opts.Program...)...)

	signals := make(chan os.Signal, 1)
	stop := guard.Watch(func(s os.Signal) { signals <- s })
	defer stop() // before Restore, which may take as long as a signal has
	if opts.Interrupted != nil {
		if s := opts.Interrupted(); s != nil {
			return &Interrupted{s}
		}
	}
	ended := make(chan error, 1)
	term.Go(func() {
		_, err := p.Run()
		ended <- err
	}, guard.Crash)

	var why error
	for fatal := opts.Fatal; why == nil; {
		select {
		case err := <-ended:
			m.endCast()
			if errors.Is(err, tea.ErrProgramPanic) {
				time.Sleep(grace / 2) // Bubble Tea says so first, and prints the stack afterwards
			}
			return explain(err)
		case s := <-signals:
			why = &Interrupted{s}
		case err, ok := <-fatal:
			if why = err; !ok || err == nil { // the run is over and content: the screen stays
				fatal = nil
			}
		}
	}
	term.Go(p.Quit, guard.Crash) // blocks while the program draws
	select {
	case <-ended:
		m.endCast()
	case <-time.After(grace):
	}
	return why
}

// explain turns Bubble Tea's errors into ours.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, term.ErrGone):
		return &Interrupted{syscall.SIGHUP}
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("the screen failed: %w", tea.ErrProgramPanic)
	}
	return fmt.Errorf("the screen: %w", err)
}
