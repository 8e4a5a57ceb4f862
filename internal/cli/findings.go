package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"spiketop/internal/term"
	"spiketop/report"
)

// Seeds of the findings where --seeds is not given.
const (
	findingsSeeds      = 10
	findingsSeedsQuick = 3
)

func (env Env) findings() *cobra.Command {
	var (
		quick          bool
		seeds, workers string
		out            string
	)
	cmd := &cobra.Command{
		Use:   "findings [--quick] [--seeds N] --out DIR",
		Short: "the whole study: runs, verdicts, figures, a report",
		Long: `Runs the study behind the findings and writes into DIR: FINDINGS.md, its figures and tables
in findings/, one row for each run in rows.csv, and points/*.toml, which open any point of a
figure in the explorer. A verdict takes 10 seeds; fewer leave it undecided. The
dimension has up to five times as many seeds as --seeds says. --quick takes fewer seeds and
points, and says so.

Interrupted and started again with the same arguments it does only what is missing.

Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted (129 hung up, 143
terminated).`,
		Example: `  spiketop findings --quick --out quick
  spiketop findings --out findings`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noArgs(cmd, args); err != nil {
				return err
			}
			if out == "" {
				return usage("--out DIR is missing: where the report goes")
			}
			n, study := findingsSeeds, report.Full
			if quick {
				n, study = findingsSeedsQuick, report.Quick
			}
			w := runtime.GOMAXPROCS(0)
			var err error
			if seeds != "" {
				if n, err = whole("--seeds", seeds, 2, 1000); err != nil {
					return err
				}
			}
			if workers != "" {
				if w, err = whole("--workers", workers, 1, 1024); err != nil {
					return err
				}
			}
			return env.study(study(n), out, w)
		},
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.BoolVar(&quick, "quick", false, "fewer seeds and points: a minute instead of half an hour, on two processors")
	fs.StringVar(&seeds, "seeds", "", fmt.Sprintf("`N` seeds, 2 to 1000 (%d; %d with --quick)", findingsSeeds, findingsSeedsQuick))
	fs.StringVar(&workers, "workers", "", "`N` runs at a time (as many as there are processors)")
	fs.StringVar(&out, "out", "", "`DIR` of the report: new, or begun with the same arguments")
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	must(cmd.RegisterFlagCompletionFunc("seeds", cobra.NoFileCompletions))
	must(cmd.RegisterFlagCompletionFunc("workers", cobra.NoFileCompletions))
	must(cmd.RegisterFlagCompletionFunc("out", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)))
	return cmd
}

// study makes the rows that are missing, and then everything that follows from
// them. The first interrupt keeps all rows, a second one ends at once.
func (env Env) study(s report.Study, out string, workers int) error {
	if err := s.Open(out); err != nil {
		return usage("--out: %w", err)
	}
	show := env.progress(false)
	err := env.untilInterrupted(show, lettingGo, func(ctx context.Context) error {
		if err := s.Fill(ctx, out, workers, show.rows); err != nil {
			return err
		}
		show.note("writing")
		return s.Write(out, versionText())
	})
	switch {
	case errors.Is(err, errTwice):
		return &exit{term.Status(env.interrupts.signal()), err}
	case errors.Is(err, context.Canceled):
		return &exit{term.Status(env.interrupts.signal()), fmt.Errorf("interrupted: the rows made so far are in %s; the same command goes on with the rest", out)}
	case err != nil:
		return &exit{exitFailed, err}
	}
	env.warnFailed(s.Failed(out))
	if env.Terminal(env.Err) {
		env.say("spiketop: written: %s", filepath.Join(out, "FINDINGS.md"))
	}
	return nil
}
