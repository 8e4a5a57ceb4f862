package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"spiketop/internal/disk"
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
and keeps what there is; a second one ends at once.

Exit status: 0 done, 1 the run failed, 2 wrong usage, 130 interrupted.`,
		Example: `  spiketop run oscillation --seed 7 --set net.qif=0.2 --out run7
  spiketop run run7/run.toml --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := f.parse(cmd, args)
			if err != nil {
				return err
			}
			return env.headless(r, &f)
		},
	}
	f.add(cmd)
	return cmd
}

// outcome is what a run came to.
type outcome struct {
	files   *rundir.Contents // nil: none asked for
	summary *measure.Summary
	err     error
}

// headless runs, analyses and then writes. The first interrupt ends the run and
// keeps what there is, a second one before anything is written ends at once.
func (env Env) headless(r *request, f *flags) error {
	signals, stop := env.signals()
	defer stop()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	show := &progress{w: env.Err, on: !f.quiet && env.Terminal(env.Err)}
	finished := make(chan outcome, 1)
	go func() {
		var o outcome
		if err := caught(func() error { o = r.work(ctx, f, show); return nil }); err != nil {
			o.err = err
		}
		finished <- o
	}()

	interrupted := false
	var o outcome
	for waiting := true; waiting; {
		select {
		case o = <-finished:
			waiting = false
		case <-signals:
			if interrupted {
				show.clear()
				return &exit{exitInterrupted, errors.New("interrupted twice: nothing was written")}
			}
			interrupted = true
			cancel()
			show.note("interrupted: summing up (once more to end at once)")
		}
	}
	show.clear()
	if o.err != nil {
		return o.err
	}
	return env.deliver(f, o, interrupted)
}

// work does everything that leaves no trace: the run and its analyses.
func (r *request) work(ctx context.Context, f *flags, show *progress) (o outcome) {
	s, err := r.session()
	if err == nil && f.out != "" {
		if err = disk.CheckNew(f.out); err != nil {
			err = usage("--out: %w", err)
		}
	}
	if err != nil {
		return outcome{err: err}
	}
	t0 := time.Now()
	limitMemory(run.MemoryNeed(s.Params()))
	c, status := run.Headless(ctx, s, run.Options{Seconds: r.seconds, Progress: show.run})
	wall := time.Since(t0).Seconds()
	show.note("analysing")
	o = outcome{summary: measure.Summarise(c, status, wall)}
	if f.out != "" {
		o.files = rundir.Of(c, o.summary)
	}
	return o
}

// deliver writes the directory, prints the results and says how it ended.
func (env Env) deliver(f *flags, o outcome, interrupted bool) error {
	sum := o.summary
	kept := ""
	if f.out != "" {
		if err := o.files.Write(f.out); errors.Is(err, fs.ErrExist) {
			// It came into being meanwhile: the run is not lost for that.
			dir, e := o.files.WriteFresh(filepath.Dir(filepath.Clean(f.out)))
			if e != nil {
				return &exit{exitFailed, e}
			}
			return &exit{exitFailed, fmt.Errorf("--out %s: it exists by now; the run is in %s", f.out, dir)}
		} else if err != nil {
			return &exit{exitFailed, err}
		}
		kept = "; what there was until then is in " + f.out
	}
	var text []byte
	switch {
	case f.json:
		text = sum.JSON()
	case f.out == "":
		text = []byte(summaryTable(sum))
	}
	if _, err := env.Out.Write(text); err != nil {
		return &exit{exitFailed, fmt.Errorf("standard output: %w", disk.Cause(err))}
	}
	if f.out != "" && !f.quiet {
		if !f.json {
			for _, w := range sum.Warnings {
				if w.Code != warn.Stopped && w.Code != warn.Failure { // how the run ended comes last
					fmt.Fprintf(env.Err, "spiketop: warning: %s\n", oneLine(w.Text))
				}
			}
		}
		if env.Terminal(env.Err) {
			fmt.Fprintf(env.Err, "spiketop: written: %s\n", f.out)
		}
	}
	switch {
	case sum.Status == run.Failed:
		return &exit{exitFailed, fmt.Errorf("the run failed at %s%s", sum.Reason, kept)}
	case sum.Status == run.Interrupted:
		return &exit{exitInterrupted, fmt.Errorf("interrupted at step %d%s", sum.Step, kept)}
	case interrupted:
		return &exit{exitInterrupted, errors.New("interrupted after the run was done")}
	}
	return nil
}
