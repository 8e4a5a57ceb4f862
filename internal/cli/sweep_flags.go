package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"spiketop/internal/disk"
	"spiketop/internal/term"
	"spiketop/presets"
	"spiketop/sweep"
)

// sweepFlags are those of sweep; numbers are texts until they are judged.
type sweepFlags struct {
	flags
	over    []string
	seeds   string
	workers string
	shard   string
	slurm   string
	merge   bool
	columns bool
}

func (f *sweepFlags) addSweep(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringArrayVar(&f.over, "over", nil, "let a parameter vary: `KEY=LO:HI:STEP` or KEY=A,B,C; repeatable, all combinations are run")
	fs.StringVar(&f.seeds, "seeds", "1", "run each combination with `N` seeds, from --seed on")
	fs.Var(&assignFlag{&f.flags, "--seed", "S"}, "seed", "the first seed")
	fs.Var(&assignFlag{&f.flags, "--set", "KEY=VALUE"}, "set", "set a parameter in all runs ('spiketop params' lists them); repeatable, the last wins")
	fs.StringVar(&f.seconds, "seconds", "", "simulate `S` seconds in each run instead of the preset's own protocol")
	fs.StringVar(&f.file, "preset-file", "", "open a preset or a recorded run from `FILE`")
	f.addWeights(cmd)
	fs.StringVar(&f.workers, "workers", "", "`N` runs at a time (default: one for each processor)")
	fs.StringVar(&f.out, "out", "", "append the rows to `FILE.csv`")
	fs.StringVar(&f.shard, "shard", "", "do part `I/N` alone, into FILE.I-of-N.csv")
	fs.BoolVar(&f.merge, "merge", false, "join the files given as arguments; with --over and --seeds, check them against that sweep")
	fs.StringVar(&f.slurm, "slurm", "", "print a script that runs the sweep as a Slurm array of `N` tasks")
	fs.BoolVar(&f.columns, "columns", false, "list the columns of the table, with units and meanings; nothing is run")
	fs.BoolVar(&f.quiet, "quiet", false, "no progress and no warnings on standard error")
	must(cmd.RegisterFlagCompletionFunc("over", completeSet))
	must(cmd.RegisterFlagCompletionFunc("set", completeSet))
	for _, name := range []string{"seeds", "seed", "seconds", "workers", "shard", "slurm"} {
		must(cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
	must(cmd.RegisterFlagCompletionFunc("preset-file", cobra.FixedCompletions([]string{"toml"}, cobra.ShellCompDirectiveFilterFileExt)))
	must(cmd.RegisterFlagCompletionFunc("out", cobra.FixedCompletions([]string{"csv"}, cobra.ShellCompDirectiveFilterFileExt)))
	cmd.ValidArgsFunction = completePreset
}

// sweepJob is a command line understood.
type sweepJob struct {
	*sweep.Sweep
	request *request
	flags   *sweepFlags
	shard   sweep.Shard
	workers int
	slurm   int // tasks; 0: run here
}

// parseGrid judges the preset and every point of the grid.
func (f *sweepFlags) parseGrid(cmd *cobra.Command, args []string) (*sweepJob, error) {
	if cmd.Flags().Changed("out") {
		if err := judgeTable(f.out); err != nil {
			return nil, err
		}
	}
	r, err := f.parse(cmd, args)
	if err != nil {
		return nil, err
	}
	j := &sweepJob{request: r, flags: f, workers: runtime.GOMAXPROCS(0)}
	s := sweep.Sweep{Plan: r.plan, Sets: r.sets, Seconds: r.seconds}
	if s.Seeds, err = whole("--seeds", f.seeds, 1, sweep.MaxRuns); err != nil {
		return nil, err
	}
	probe := *r
	for _, over := range f.over {
		axis, err := sweep.ParseAxis(over)
		if err != nil {
			return nil, usage("--over %s: %w", clip(over), err)
		}
		s.Over = append(s.Over, axis)
		// The first point of the grid, to find the flag that an error is about.
		first := presets.Assignment{Key: axis.Key, Text: axis.Values[0]}
		probe.from = append(probe.from[:len(probe.from):len(probe.from)], given{"--over " + clip(over), first})
		probe.sets = append(probe.sets[:len(probe.sets):len(probe.sets)], first)
	}
	if j.Sweep, err = sweep.New(s); err != nil {
		return nil, usage("%s%w", probe.where(err), err)
	}
	if _, err := probe.session(); err != nil { // --seconds against net.dt
		return nil, err
	}
	return j, nil
}

// parseSweep judges the whole command line but that of --merge.
func (f *sweepFlags) parseSweep(cmd *cobra.Command, args []string) (*sweepJob, error) {
	j, err := f.parseGrid(cmd, args)
	if err != nil {
		return nil, err
	}
	changed := cmd.Flags().Changed
	if changed("workers") {
		if j.workers, err = whole("--workers", f.workers, 1, 4096); err != nil {
			return nil, err
		}
	}
	if changed("shard") {
		if j.shard, err = parseShard(f.shard, j.Runs()); err != nil {
			return nil, err
		}
	}
	if changed("slurm") {
		if j.slurm, err = whole("--slurm", f.slurm, 1, j.Runs()); err != nil {
			return nil, err
		}
		if !changed("workers") {
			j.workers = 1
		}
	}
	switch {
	case changed("shard") && changed("slurm"):
		return nil, usage("--shard and --slurm: give one of them")
	case changed("shard") && f.out == "":
		return nil, usage("--shard %s: --out FILE.csv is missing", f.shard)
	case changed("slurm") && f.out == "":
		return nil, usage("--slurm %s: --out FILE.csv is missing", f.slurm)
	}
	if path := j.path(); path != "" {
		if err := disk.CheckFile(path); err != nil {
			return nil, usage("--out: %w", err)
		}
		if err := j.Continues(path); err != nil {
			return nil, usage("--out: %w; give a new file, or the arguments that it was made with", err)
		}
	}
	return j, nil
}

// path is the table that is filled here; empty: standard output.
func (j *sweepJob) path() string {
	if j.flags.out == "" {
		return ""
	}
	return sweep.ShardPath(j.flags.out, j.shard)
}

// judgeTable checks the name of a table.
func judgeTable(path string) error {
	switch {
	case path == "":
		return usage("--out: a file's name is missing")
	case !strings.HasSuffix(path, ".csv") || filepath.Base(path) == ".csv":
		return usage("--out %s: must be a name that ends in .csv", clip(path))
	case term.Clean(path, maxLine) != path:
		return usage("--out %q: must be a name without control characters", path)
	}
	if st, err := os.Stat(filepath.Dir(path)); err != nil {
		return usage("--out %s: %w", path, disk.Cause(err))
	} else if !st.IsDir() {
		return usage("--out %s: %s is not a directory", path, filepath.Dir(path))
	}
	return nil
}

// whole reads a number of things.
func whole(flag, text string, lo, hi int) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < lo || n > hi {
		return 0, usage("%s %s: must be a whole number, %d … %d", flag, clip(text), lo, hi)
	}
	return n, nil
}

// parseShard reads I/N.
func parseShard(text string, runs int) (sweep.Shard, error) {
	a, b, ok := strings.Cut(text, "/")
	i, errI := strconv.Atoi(strings.TrimSpace(a))
	of, errOf := strconv.Atoi(strings.TrimSpace(b))
	if !ok || errI != nil || errOf != nil || i < 1 || i > of {
		return sweep.Shard{}, usage("--shard %s: must be I/N with I from 1 to N", clip(text))
	}
	if of > runs {
		return sweep.Shard{}, usage("--shard %s: more shards than runs; must be N from 1 to %d", clip(text), runs)
	}
	return sweep.Shard{I: i, Of: of}, nil
}
