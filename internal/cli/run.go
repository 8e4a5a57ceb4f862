package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync/atomic"

	"github.com/spf13/cobra"

	"spiketop/internal/mem"
	"spiketop/internal/term"
	"spiketop/internal/warn"
	"spiketop/measure"
	"spiketop/run"
	"spiketop/rundir"
)

func (env Env) run() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "run [PRESET|FILE.toml] [flags]",
		Short: "a run without a screen, as fast as it goes",
		Long: `Runs a preset, or repeats a recorded run, without a screen and as fast as it goes.

Without --out and --json it prints a table of headline numbers. --out DIR writes the run
to a directory, whole or not at all; --json prints the summary. Ctrl+C ends the run early
and keeps what there is. During the analyses after the run it leaves out those that are
not done; the summary says which. It never loses more, however often it is pressed.

While a long run is at work, DIR/checkpoint holds its state: --checkpoint says how often
it is written (every 5m without it, for runs that are expected to take longer than 10m).
'spiketop run --resume DIR' goes on with a run that was killed, to the same files.

Exit status: 0 done, 1 the run failed, 2 wrong usage, 130 interrupted (129 hung up,
143 terminated).`,
		Example: `  spiketop run oscillation --seed 7 --set net.qif=0.2 --out run7
  spiketop run run7/run.toml --json
  spiketop run sequence --set net.n=1000 --out big --checkpoint 1m
  spiketop run --resume big`,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := f.parse(cmd, args)
			if err != nil {
				return err
			}
			return env.finished(&f, env.headless(r, &f))
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&f.checkpoint, "checkpoint", "", "keep the whole state in DIR/checkpoint every `DURATION` of wall time; 0: never")
	must(cmd.RegisterFlagCompletionFunc("checkpoint", cobra.NoFileCompletions))
	return cmd
}

// outcome is what a run came to.
type outcome struct {
	keeper  *keeper
	files   *rundir.Contents // nil: none asked for
	summary *measure.Summary
	err     error
}

// headless runs, analyses and then writes. The first interrupt ends the run and keeps
// what there is. In the analyses an interrupt, the first or the second one, leaves
// out those that are not done. No interrupt loses more.
func (env Env) headless(r *request, f *flags) error {
	i := env.interrupts
	i.working()
	running, endRun := context.WithCancel(context.Background())
	defer endRun()
	analysing, endAnalyses := context.WithCancel(context.Background())
	defer endAnalyses()
	show := env.progress(f.quiet)
	var measuring atomic.Bool
	finished := make(chan outcome, 1)
	go func() {
		var o outcome
		if err := caught(func() error { o = r.work(running, analysing, f, show, &measuring); return nil }); err != nil {
			o.err = err
		}
		finished <- o
	}()

	var o outcome
	for waiting, ended := true, false; waiting; {
		select {
		case o = <-finished:
			waiting = false
		case <-i.count:
			if !ended && !measuring.Load() {
				ended = true
				endRun()
				show.note("interrupted: summing up (once more to leave out the analyses)")
				continue
			}
			endAnalyses()
			show.note(noTime)
		}
	}
	i.writing()
	show.clear()
	if o.err != nil {
		return o.err
	}
	defer func() { o.keeper.work.Close() }()
	return env.deliver(f, o)
}

// work does everything that leaves no trace: the run, until one context ends, and its
// analyses, until the other does.
func (r *request) work(running, analysing context.Context, f *flags, show *progress, measuring *atomic.Bool) (o outcome) {
	k, err := r.keep(f.out)
	if err != nil {
		return outcome{err: err}
	}
	mem.Limit(run.MemoryNeed(k.s.Params()))
	c, status := run.Headless(running, k.s, k.options(show))
	wall := k.seconds()
	measuring.Store(true)
	if k.work != nil {
		k.again(show)
	}
	o = outcome{keeper: k, summary: measure.Summarise(analysing, c, wanted(k.dir), status, wall, show.analysis)}
	if k.dir != "" {
		o.files = rundir.Of(c, o.summary)
	}
	return o
}

// wanted is what is measured of a run that is written to dir; to none if dir is empty.
func wanted(dir string) measure.Wanted {
	if dir != "" {
		return measure.AllFiles
	}
	return measure.Everything
}

// write writes the files of the run. A run whose files cannot be written is kept.
func (o *outcome) write() error {
	k := o.keeper
	if k.work != nil {
		if err := k.work.Finish(o.files); err != nil {
			return k.wait(err)
		}
		return nil
	}
	err := o.files.Write(k.dir)
	if errors.Is(err, fs.ErrExist) { // it came into being meanwhile
		dir, e := o.files.WriteFresh(filepath.Dir(filepath.Clean(k.dir)))
		if e == nil {
			return fmt.Errorf("--out %s: it exists by now; the run is in %s", k.dir, dir)
		}
		err = e
	}
	if err != nil {
		return k.wait(err)
	}
	return nil
}

// deliver writes the directory, prints the results and says how it ended.
func (env Env) deliver(f *flags, o outcome) error {
	sum, out := o.summary, o.keeper.dir
	kept := ""
	if out != "" {
		if err := o.write(); err != nil {
			return &exit{exitFailed, err}
		}
		kept = "; what there was until then is in " + out
	}
	var text string
	switch {
	case f.json:
		text = string(sum.JSON())
	case out == "":
		text = summaryTable(sum)
	}
	if err := env.print(text); err != nil {
		return err
	}
	if out != "" && !f.quiet {
		if !f.json {
			for _, w := range sum.Warnings {
				if w.Code != warn.Stopped && w.Code != warn.Failure { // how the run ended comes last
					env.say("spiketop: warning: %s", w.Text)
				}
			}
		}
		if env.Terminal(env.Err) {
			env.say("spiketop: written: %s", out)
		}
	}
	switch first := env.interrupts.signal(); {
	case sum.Status == run.Failed:
		return &exit{exitFailed, fmt.Errorf("the run failed at %s%s", sum.Reason, kept)}
	case sum.Status == run.Interrupted:
		return &exit{term.Status(first), fmt.Errorf("interrupted at step %d%s", sum.Step, kept)}
	case first != nil:
		return &exit{term.Status(first), errors.New("interrupted after the run was done" + leftOut(sum))}
	}
	return nil
}

// leftOut says what an interrupt left out of the analyses.
func leftOut(sum *measure.Summary) string {
	if !sum.Warnings.Has(warn.Interrupted) {
		return ""
	}
	return "; the summary says which analyses it lacks"
}
