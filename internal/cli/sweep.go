package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"spiketop/internal/term"
	"spiketop/measure"
	"spiketop/sweep"
)

func (env Env) sweep() *cobra.Command {
	var f sweepFlags
	cmd := &cobra.Command{
		Use:   "sweep [PRESET|FILE.toml] [flags]",
		Short: "many runs over a grid of parameters and seeds, one row each",
		Long: `Runs a preset, or repeats a recorded run, for every combination of the parameters given
with --over and for every seed, and makes a row of headline numbers of each.

Rows are appended to --out FILE.csv as runs finish; without --out they go to standard
output. Stopped by whatever and started again with the same arguments, it does only what is
missing. A run that fails is a row with its reason.

--shard I/N does every N-th run, from the I-th on, and writes FILE.I-of-N.csv; --merge joins
such files, sorted, once nothing is missing. --slurm N prints a script for a cluster.

--columns lists the columns of the table, with the parameters given with --over.

Exit status: 0 done, 1 rows are missing or could not be written, 2 wrong usage, 130 interrupted
(129 hung up, 143 terminated).`,
		Example: `  spiketop sweep dimension --over net.g=0.1:0.7:0.1 --over net.qif=0,0.5,1 --seeds 5 --out gain.csv
  spiketop sweep dimension --over net.g=0.1:0.7:0.1 --seeds 5 --out gain.csv --shard 1/4
  spiketop sweep --merge gain.*-of-4.csv --out gain.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.merge && f.columns:
				return usage("--merge and --columns: give one of them")
			case f.merge:
				return env.mergeShards(cmd, args, &f)
			case f.columns:
				j, err := f.parseGrid(cmd, args)
				if err != nil {
					return err
				}
				return env.print(columnTable(j.Columns()))
			}
			job, err := f.parseSweep(cmd, args)
			if err != nil {
				return err
			}
			if job.slurm > 0 {
				return env.slurm(job)
			}
			return env.fill(job)
		},
	}
	f.addSweep(cmd)
	return cmd
}

// columnTable is the description of a table's columns, a line each.
func columnTable(described []measure.Column) string {
	rows := [][]string{{"COLUMN", "UNIT", "MEANING"}}
	for _, c := range described {
		rows = append(rows, []string{c.Path, c.Unit, c.Help})
	}
	return columns(rows)
}

const lettingGo = "letting go of the runs in work"

// fill makes the rows. The first interrupt drops the runs in work and keeps all
// rows, a second one ends at once.
func (env Env) fill(j *sweepJob) error {
	show := env.progress(j.flags.quiet)
	var made, of int
	tell := func(done, total int, left time.Duration) {
		made, of = done, total
		show.rows(done, total, left)
	}
	table, tasks := j.Table(j.path()), j.Tasks(j.shard)
	err := env.untilInterrupted(show, lettingGo, func(ctx context.Context) error {
		if table.Path == "" {
			return table.Stream(ctx, env.Out, tasks, j.workers, tell)
		}
		return table.Fill(ctx, tasks, j.workers, tell)
	})
	switch {
	case errors.Is(err, errTwice):
		return &exit{term.Status(env.interrupts.signal()), err}
	case errors.Is(err, context.Canceled) && table.Path == "":
		return &exit{term.Status(env.interrupts.signal()), fmt.Errorf("interrupted: %d of %d rows", made, of)}
	case errors.Is(err, context.Canceled):
		return &exit{term.Status(env.interrupts.signal()), fmt.Errorf("interrupted: %d of %d rows are in %s; the same command goes on with the rest", made, of, table.Path)}
	case err != nil && table.Path == "" && env.Out.(*results).err != nil:
		return &exit{exitFailed, env.Out.(*results).err}
	case err != nil:
		return &exit{exitFailed, err}
	}
	if table.Path != "" && !j.flags.quiet {
		env.reportRows(table, tasks)
	}
	return nil
}

// reportRows says how many rows there are, and how many runs failed.
func (env Env) reportRows(table sweep.Table, tasks []sweep.Task) {
	rows, err := table.Read()
	if err != nil {
		return
	}
	failed := 0
	for _, row := range rows {
		if row[len(row)-2] == sweep.Failed {
			failed++
		}
	}
	env.warnFailed(failed, len(rows))
	if env.Terminal(env.Err) {
		env.say("spiketop: %d rows in %s", len(rows), table.Path)
	}
}

func (env Env) warnFailed(failed, rows int) {
	if failed > 0 {
		env.say("spiketop: warning: %d of %d runs failed; column reason says why", failed, rows)
	}
}

// rows shows how far a sweep is.
func (p *progress) rows(done, total int, left time.Duration) {
	text := "…"
	if left > 0 || done == total {
		text = left.Round(time.Second).String()
	}
	p.bar(float64(done)/float64(max(total, 1)), fmt.Sprintf("%d of %d runs  %s left", done, total, text))
}
