package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/spf13/cobra"

	"spiketop/internal/term"
	"spiketop/lesson"
	"spiketop/measure"
	"spiketop/presets"
	"spiketop/tui"
)

func (env Env) learn() *cobra.Command {
	var view viewFlags
	var step string
	var check, quiet bool
	cmd := &cobra.Command{
		Use: "learn [NAME|FILE.toml]", Short: "lessons: a list of them, or one on the screen",
		Long: `Without a name the lessons, with a ✓ before those that were done. With one, the lesson
begins on the screen. --check walks lessons without a screen, all of them where none is
named: each step's check must be false at its beginning and after its wrong action, and
true after its solution. docs/LESSONS.md says how to write one.

Exit status of --check: 0 all is as it must be, 1 a check is not, 2 a file that is no lesson.`,
		Example: `  spiketop learn screen
  spiketop learn gain --step 3
  spiketop learn --check mine.toml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case check && step != "":
				return usage("--step %s: --check goes through all steps", clip(step))
			case check:
				return env.checkLessons(args, quiet)
			case len(args) > 1:
				return usage("%q: %s takes one lesson, and has %q", args[1], cmd.CommandPath(), args[0])
			case len(args) == 1:
				return env.teach(args[0], step, &view)
			case step != "":
				return usage("--step %s: the lesson is missing", clip(step))
			}
			return env.listLessons()
		},
		ValidArgsFunction: completeLesson,
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&step, "step", "", "begin at step `K`")
	cmd.Flags().BoolVar(&check, "check", false, "walk lessons without a screen, and name the step whose check fails")
	cmd.Flags().BoolVar(&quiet, "quiet", false, "with --check: nothing where all is as it must be")
	must(cmd.RegisterFlagCompletionFunc("step", cobra.NoFileCompletions))
	view.add(cmd)
	return cmd
}

// listLessons prints the lessons.
func (env Env) listLessons() error {
	progress, err := lesson.ReadProgress(progressFile())
	if err != nil {
		env.say("spiketop: %v", err)
	}
	var rows [][]string
	for _, name := range lesson.Names() {
		f, err := openLesson(name)
		if err != nil {
			return &exit{exitFailed, err}
		}
		mark := " "
		if progress.Done(name) {
			mark = "✓"
		}
		rows = append(rows, []string{mark, name, fmt.Sprintf("%g min", f.Minutes), f.Title})
	}
	return env.print(columns(rows))
}

// openLesson reads a lesson, and holds its panes against those of the screen.
func openLesson(name string) (*lesson.File, error) {
	f, err := lesson.Open(name)
	if err == nil {
		err = tui.CheckLesson(f)
	}
	return f, err
}

// checkLessons walks lessons without a screen.
func (env Env) checkLessons(names []string, quiet bool) error {
	if len(names) == 0 {
		names = lesson.Names()
	}
	for _, name := range names {
		f, err := openLesson(name)
		if err != nil {
			return usage("%w", err)
		}
		checks := 0
		err = env.toTheEnd(env.progress(true), func(ctx context.Context) error {
			return lesson.Check(ctx, f, func(k int, v measure.Verdict) {
				if checks++; !quiet {
					env.say("%s, step %d: %s", f.Name, k+1, v.Said())
				}
			})
		})
		if s := env.interrupts.signal(); s != nil && err != nil {
			return &exit{term.Status(s), fmt.Errorf("interrupted in lesson %s", f.Name)}
		}
		if err != nil {
			return &exit{exitFailed, err}
		}
		if !quiet {
			if err := env.print(fmt.Sprintf("%s: %d steps, %d checks, all as they must be\n", f.Name, len(f.Steps), checks)); err != nil {
				return err
			}
		}
	}
	return nil
}

// teach begins a lesson on the screen.
func (env Env) teach(name, step string, view *viewFlags) error {
	f, err := openLesson(name)
	if err != nil {
		return usage("%w", err)
	}
	at := 1
	if step != "" {
		if at, err = strconv.Atoi(step); err != nil || at < 1 || at > len(f.Steps) {
			return usage("--step %s: must be a step of the lesson, 1 to %d", clip(step), len(f.Steps))
		}
	}
	plan, err := presets.Load(f.Preset)
	if err != nil {
		return &exit{exitFailed, err}
	}
	return env.live(&request{plan: plan, lesson: f, step: at - 1}, &flags{}, view, nil, nil)
}

// completeLesson offers the lessons, and files.
func completeLesson(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, name := range lesson.Names() {
		if f, err := lesson.Open(name); err == nil {
			name += "\t" + f.Title
		}
		out = append(out, name)
	}
	return out, cobra.ShellCompDirectiveDefault
}

// progressFile is where it is kept which lessons were done: in the state directory of
// the XDG base directory specification, on Windows in that for local data. "" where
// the system names none.
func progressFile() string {
	dir := os.Getenv("XDG_STATE_HOME")
	switch {
	case filepath.IsAbs(dir): // a relative one is to be ignored
	case runtime.GOOS == "windows":
		if dir = os.Getenv("LocalAppData"); dir == "" {
			return ""
		}
	default:
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "spiketop", "lessons.toml")
}
