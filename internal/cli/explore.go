package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"spiketop/internal/disk"
	"spiketop/internal/term"
	"spiketop/measure"
	"spiketop/run"
	"spiketop/rundir"
	"spiketop/tui"
)

func (env Env) explore() *cobra.Command {
	var f flags
	var view viewFlags
	var version bool
	cmd := &cobra.Command{
		Use:   "spiketop [PRESET|FILE.toml] [flags]",
		Short: "an htop for spiking networks",
		Long: `spiketop shows a spiking network while it runs, learns and is changed by a few keys:
raster, eigenvalues, motifs, dimension. The default preset is ` + defaultPreset + `; ? shows the keys.
'spiketop run' does the same without a screen. A recorded run goes fast to its end and
pauses there; space goes on.

Exit status: 0 quit, 1 the run or the screen failed, 2 wrong usage, 128 + the number of the
signal that ended it (130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP or a closed terminal).`,
		Example: `  spiketop
  spiketop sequence --set net.qif=0.2
  spiketop run oscillation --seed 7 --out run7`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if version {
				return env.print(versionText() + "\n")
			}
			r, err := f.parse(cmd, args)
			if err != nil {
				return err
			}
			return env.finished(&f, env.live(r, &f, &view, nil, nil))
		},
	}
	f.add(cmd)
	view.add(cmd)
	cmd.InitDefaultHelpFlag() // stands before
	// Not cobra's own: its template for another text would bring text/template into the
	// program, and with it every method that there is.
	cmd.Flags().BoolVarP(&version, "version", "v", false, "version for spiketop")
	return cmd
}

func (env Env) live(r *request, f *flags, view *viewFlags, m *LiveMap, class *tui.Class) error {
	terminal := term.FromEnv(os.Getenv)
	headless := r.cast != nil && r.cast.size.W > 0 // whatever the terminal, nobody sees it there
	switch {
	case headless:
	case !env.Terminal(env.In) || !env.Out.(*results).terminal:
		return usage("the explorer needs a terminal; 'spiketop run %s' does the same without one", r.name())
	case !terminal.Screen:
		return usage("%s: the terminal can show no screen; 'spiketop run %s' does the same without one", terminal.Why, r.name())
	}
	seen, err := view.settings()
	if err != nil {
		return err
	}
	s, err := r.open()
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := disk.CheckNew(f.out); err != nil {
			return usage("--out: %w", err)
		}
	}
	if env.Live == nil {
		return &exit{exitFailed, errors.New("this build has no screen")}
	}
	if terminal.ASCII && !headless {
		seen.ASCII = true
	}
	o := LiveOptions{Session: s, File: s.Plan(), Sets: r.sets, Seconds: r.seconds, Settings: seen, Map: m, Files: r.files, Lesson: r.lesson, Step: r.step, Class: class,
		Interrupted: env.interrupts.signal, Left: func() { env.interrupts.is(writing) }}
	if r.cast != nil {
		if err := r.cast.begin("spiketop " + s.Plan().Name); err != nil {
			return err
		}
		o.Cast, o.Size = r.cast.cast, r.cast.size
	}
	env.interrupts.is(working)
	end, err := env.Live(o)
	if r.cast != nil {
		if e := r.cast.end(); err == nil {
			err = e
		}
	}
	out, dead := env.Out.(*results), env.interrupts.once
	if end.Signal != nil { // the terminal may be gone without a signal
		dead = closed
	}
	out.Writer, env.Err = newHasty(out.Writer, dead), newHasty(env.Err, dead)
	if end.Session != nil {
		if e := env.farewell(end, f); err == nil {
			err = e
		}
	}
	if end.Signal == nil {
		end.Signal = env.interrupts.signal()
	}
	switch {
	case end.Signal != nil:
		if err != nil {
			env.say("spiketop: %v", err)
		}
		return &exit{term.Status(end.Signal), nil}
	case err != nil:
		return &exit{exitFailed, err}
	}
	return nil
}

// name is how the preset or file was called.
func (r *request) name() string {
	if r.lesson != nil {
		return r.lesson.Preset
	}
	if r.resume != "" {
		return "--resume " + run.ShellWord(r.resume)
	}
	if r.plan.Path != "" {
		return r.plan.Path
	}
	return r.plan.Name
}

// farewell writes what the flags ask for and says how to repeat the run. An interrupt
// leaves out the analyses that are not done.
func (env Env) farewell(end LiveEnd, f *flags) error {
	c := end.Session.Copy(true)
	wrote := end.Wrote
	if f.out != "" || f.json {
		var sum *measure.Summary
		show := env.progress(f.quiet)
		err := env.toTheEnd(show, func(ctx context.Context) error {
			sum = measure.Summarise(ctx, c, wanted(f.out), c.Status(), nan, func(p measure.Progress) {
				if p.Left >= 1 { // else it is there at once
					show.analysis(p)
				}
			})
			return nil
		})
		if err != nil {
			return err
		}
		if f.out != "" {
			if err := rundir.Of(c, sum).Write(f.out); err != nil {
				return err
			}
			wrote = append(wrote, f.out)
		}
		if f.json {
			if err := env.print(string(sum.JSON())); err != nil {
				return err
			}
		}
	}
	if !f.quiet {
		env.say("%s", repeatLine(c, wrote, end.Kept))
	}
	return nil
}

// repeatLine is the one line on the shell after the screen: how to repeat the
// run, and where anything was written.
func repeatLine(c *run.Copy, wrote []string, kept string) string {
	command := run.BatchCommand(c.Plan, c.Asked)
	switch {
	case len(wrote) == 0 && kept != "":
		return "to go on with the last checkpoint: spiketop --resume " + run.ShellWord(kept)
	case len(wrote) > 0:
		last := filepath.Join(wrote[len(wrote)-1], "run.toml")
		return fmt.Sprintf("written: %s; to repeat it: spiketop run %s", strings.Join(wrote, ", "), run.ShellWord(last))
	case len(c.Log) > 0 && !c.Plan.Recorded():
		return "nothing written (w does); these parameters from the start: " + command
	}
	return "nothing written (w does); to repeat the run: " + command
}
