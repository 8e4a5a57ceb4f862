package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"spiketop/internal/disk"
	"spiketop/sweep"
)

// mergeShards is sweep --merge.
func (env Env) mergeShards(cmd *cobra.Command, args []string, f *sweepFlags) error {
	var files, rest []string
	for _, a := range args {
		if strings.HasSuffix(a, ".csv") {
			files = append(files, a)
		} else {
			rest = append(rest, a)
		}
	}
	if len(files) == 0 {
		return usage("--merge: the files to join are missing; accepted are names that end in .csv")
	}
	for _, flag := range []string{"shard", "slurm", "workers"} {
		if cmd.Flags().Changed(flag) {
			return usage("--merge and --%s: give one of them", flag)
		}
	}
	if cmd.Flags().Changed("out") {
		if err := judgeTable(f.out); err != nil {
			return err
		}
		if err := disk.CheckFile(f.out); err != nil {
			return usage("--out: %w", err)
		}
	}
	var whole *sweep.Sweep // nil: not described
	described := len(rest) > 0 || len(f.sets) > 0
	for _, flag := range []string{"over", "seeds", "seconds", "preset-file"} {
		described = described || cmd.Flags().Changed(flag)
	}
	if described {
		j, err := f.parseGrid(cmd, rest)
		if err != nil {
			return err
		}
		whole = j.Sweep
	}
	env.interrupts.is(writing)
	text, failed, err := sweep.Merge(files, whole)
	if err != nil {
		return &exit{exitFailed, fmt.Errorf("--merge: %w", err)}
	}
	if !f.quiet {
		env.warnFailed(failed, strings.Count(string(text), "\n")-1)
	}
	if f.out == "" {
		return env.print(string(text))
	}
	if err := disk.WriteNew(f.out, text); err != nil {
		return &exit{exitFailed, fmt.Errorf("--out: %w", err)}
	}
	return nil
}
