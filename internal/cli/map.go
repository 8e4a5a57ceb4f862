package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"spiketop/internal/disk"
	"spiketop/internal/term"
	"spiketop/plane"
	"spiketop/presets"
	"spiketop/report"
	"spiketop/run"
	"spiketop/sweep"
)

// mapFlags are those of map.
type mapFlags struct {
	sweepFlags
	view       viewFlags
	x, y       string
	show       string
	svg, from  string
	paths      []string // of show
	keyX, keyY string
	given      func(name string) bool
}

func (env Env) mapping() *cobra.Command {
	var f mapFlags
	cmd := &cobra.Command{
		Use:   "map [PRESET|FILE.toml] [flags]",
		Short: "a number over one or two parameters, filled in while you look",
		Long: `Opens the explorer with the map (pane 8) over the whole screen: a number of the run over
two parameters, each cell a run. The map fills itself beside the live network, from coarse
to fine. Without --x and --y the axes are what matters most to the preset, around where it
stands; --x alone is a line.

With --svg or --quiet, or without a terminal, it runs the cells, prints the numbers, writes
the figure and ends.

The rows are those of 'spiketop sweep': they are appended to a table in the user's cache
directory, or to --out FILE.csv; started again, what is there is not run again. --from
FILE.csv shows the table of a sweep, of a cluster too.

Exit status: 0 done, 1 cells are missing or could not be written, 2 wrong usage, 130 interrupted
(129 hung up, 143 terminated).`,
		Example: `  spiketop map dimension
  spiketop map --x net.g=0:2:0.25 --y net.qif=0:1:0.25 --show training.score,spectrum.max_modulus
  spiketop map dimension --x net.g=0:2:0.25 --seeds 3 --svg line.svg
  spiketop map --from gain.csv --show dimension.value --svg gain.svg`,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.given = cmd.Flags().Changed
			if err := f.judge(cmd); err != nil {
				return err
			}
			screen := f.svg == "" && !f.quiet && env.Terminal(env.In) && env.Out.(*results).terminal && term.FromEnv(os.Getenv).Screen
			if f.from != "" {
				return env.mapFrom(cmd, args, &f, screen)
			}
			r, job, err := f.parseMap(cmd, args)
			if err != nil {
				return err
			}
			if screen {
				return env.liveMap(r, &f, &LiveMap{Job: *job})
			}
			return env.fillMap(job, &f)
		},
	}
	f.addMap(cmd)
	return cmd
}

func (f *mapFlags) addMap(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.x, "x", "", "let a parameter vary from left to right: `KEY=LO:HI:STEP`, KEY=A,B,C, or KEY alone: around where it stands")
	fs.StringVar(&f.y, "y", "", "the same for `KEY=…` from below upwards; none with --x: a line")
	fs.StringVar(&f.show, "show", "", "the numbers, `PATH,PATH`: columns of a sweep; the first is shown, m in the pane goes on")
	fs.StringVar(&f.seeds, "seeds", "1", "run each cell with `N` seeds, from --seed on")
	fs.Var(&assignFlag{&f.flags, "--seed", "S"}, "seed", "the first seed")
	fs.Var(&assignFlag{&f.flags, "--set", "KEY=VALUE"}, "set", "set a parameter in all runs ('spiketop params' lists them); repeatable, the last wins")
	fs.StringVar(&f.seconds, "seconds", "", "simulate `S` seconds in each run instead of the preset's own protocol")
	fs.StringVar(&f.file, "preset-file", "", "open a preset or a recorded run from `FILE`")
	fs.StringVar(&f.workers, "workers", "", "`N` runs at a time (default: one for each processor); without a screen")
	fs.StringVar(&f.out, "out", "", "append the rows to `FILE.csv` instead of a table in the cache directory")
	fs.StringVar(&f.from, "from", "", "show the table of a sweep, `FILE.csv`; nothing is run")
	fs.StringVar(&f.svg, "svg", "", "draw the first of --show to `FILE.svg`")
	fs.BoolVar(&f.quiet, "quiet", false, "no screen; no progress and no warnings on standard error")
	f.view.add(cmd)
	must(cmd.RegisterFlagCompletionFunc("x", completeSet))
	must(cmd.RegisterFlagCompletionFunc("y", completeSet))
	must(cmd.RegisterFlagCompletionFunc("set", completeSet))
	for _, name := range []string{"show", "seeds", "seed", "seconds", "workers"} {
		must(cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
	for name, ext := range map[string]string{"preset-file": "toml", "out": "csv", "from": "csv", "svg": "svg"} {
		must(cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions([]string{ext}, cobra.ShellCompDirectiveFilterFileExt)))
	}
	cmd.ValidArgsFunction = completePreset
}

// judge checks what needs no preset.
func (f *mapFlags) judge(cmd *cobra.Command) error {
	if f.given("out") {
		if err := judgeTable(f.out); err != nil {
			return err
		}
	}
	if f.given("svg") {
		if !strings.HasSuffix(f.svg, ".svg") {
			return usage("--svg %s: must be a name that ends in .svg", clip(f.svg))
		}
		if err := disk.CheckFile(f.svg); err != nil {
			return usage("--svg: %w", err)
		}
	}
	if f.given("show") {
		for path := range strings.SplitSeq(f.show, ",") {
			f.paths = append(f.paths, strings.TrimSpace(path))
		}
	}
	if f.given("y") && !f.given("x") {
		return usage("--y %s: --x is missing", clip(f.y))
	}
	f.keyX, _, _ = strings.Cut(f.x, "=")
	f.keyY, _, _ = strings.Cut(f.y, "=")
	if f.keyX != "" && f.keyX == f.keyY {
		return usage("--y %s: --x varies it already", clip(f.y))
	}
	return nil
}

// parseMap judges the rest of a map that is to be filled.
func (f *mapFlags) parseMap(cmd *cobra.Command, args []string) (*request, *plane.Job, error) {
	r, err := f.parse(cmd, args)
	if err != nil {
		return nil, nil, err
	}
	s, err := r.session()
	if err != nil {
		return nil, nil, err
	}
	p := s.Params()
	x, y := f.x, f.y
	if x == "" {
		x, y = plane.UsualAxes(p)
	}
	j := &plane.Job{Plan: r.plan, Seconds: r.seconds, Here: p, Show: f.paths, Path: f.out, InCache: f.out == ""}
	if j.X, err = plane.ParseAxis(x, p); err != nil {
		return nil, nil, usage("--x %s: %w", clip(x), err)
	}
	if y != "" {
		if j.Y, err = plane.ParseAxis(y, p); err != nil {
			return nil, nil, usage("--y %s: %w", clip(y), err)
		}
	}
	for _, a := range r.sets { // a value for an axis says where the preset stands
		if a.Key != j.X.Key && a.Key != j.Y.Key {
			j.Sets = append(j.Sets, a)
		}
	}
	if len(j.Show) == 0 {
		j.Show = plane.Usual(!p.Target.None())
	}
	if j.Seeds, err = whole("--seeds", f.seeds, 1, sweep.MaxRuns); err != nil {
		return nil, nil, err
	}
	whole, err := j.Sweep()
	if err != nil {
		return nil, nil, usage("%s%w", r.where(err), err)
	}
	for _, path := range j.Show {
		if err := plane.CheckPath(whole.Table("").Values, path); err != nil {
			return nil, nil, usage("--show: %w", err)
		}
	}
	if f.out != "" {
		if err := disk.CheckFile(f.out); err != nil {
			return nil, nil, usage("--out: %w", err)
		}
		if err := whole.Continues(f.out); err != nil {
			return nil, nil, usage("--out: %w; give a new file, or the arguments that it was made with", err)
		}
	}
	return r, j, nil
}

// fillMap makes the cells without a screen.
func (env Env) fillMap(j *plane.Job, f *mapFlags) error {
	workers := plane.Spare()
	if f.given("workers") {
		var err error
		if workers, err = whole("--workers", f.workers, 1, 4096); err != nil {
			return err
		}
	}
	show := env.progress(f.quiet)
	var m *plane.Map
	err := env.untilInterrupted(show, lettingGo, func(ctx context.Context) (err error) {
		m, err = plane.Fill(ctx, *j, workers, func(m *plane.Map) { show.rows(m.Made, m.Total, m.Left) })
		return err
	})
	switch {
	case errors.Is(err, errTwice):
		return &exit{term.Status(env.interrupts.signal()), err}
	case errors.Is(err, context.Canceled):
		return &exit{term.Status(env.interrupts.signal()), fmt.Errorf("interrupted: %d of %d cells are in %s; the same command goes on with the rest", m.Made, m.Total, m.Path)}
	case err != nil:
		return &exit{exitFailed, err}
	}
	if m.Trouble != "" && !f.quiet {
		env.say("spiketop: warning: %s", m.Trouble)
	}
	return env.deliverMap(m, &j.Here, f)
}

// deliverMap prints the numbers and writes the figure.
func (env Env) deliverMap(m *plane.Map, here *run.Params, f *mapFlags) error {
	if f.svg != "" {
		if err := disk.WriteFile(f.svg, report.Map(m, here)); err != nil {
			return &exit{exitFailed, err}
		}
		if !f.quiet && env.Terminal(env.Err) {
			env.say("spiketop: written: %s", f.svg)
		}
	}
	if f.svg != "" && len(f.paths) == 0 {
		return nil
	}
	var b strings.Builder
	for k, path := range m.Choice {
		if k > 0 && len(f.paths) == 0 {
			break // of the usual numbers the first
		}
		n := *m
		n.Show = path
		b.WriteString(mapTable(&n))
	}
	return env.print(b.String())
}

// mapTable is a map as text: rows of the second parameter from above, columns of
// the first.
func mapTable(m *plane.Map) string {
	head := []string{strings.TrimSuffix(m.Show, ".value")}
	head = append(head, m.X.Values...)
	rows := [][]string{head}
	for j := m.Y.Len() - 1; j >= 0; j-- {
		row := []string{""}
		if !m.Y.None() {
			row[0] = m.Y.Key + " " + m.Y.Values[j]
		}
		for i := range m.X.Len() {
			row = append(row, plane.Text(m.At(plane.At{I: plane.Sub * i, J: plane.Sub * j})))
		}
		rows = append(rows, row)
	}
	text := columns(rows)
	return m.X.Key + " from left to right\n" + text + plane.Largest(m) + "\n"
}

// mapFrom shows a table that was made elsewhere.
func (env Env) mapFrom(cmd *cobra.Command, args []string, f *mapFlags, screen bool) error {
	for _, name := range []string{"out", "seeds", "seconds", "workers", "seed"} {
		if f.given(name) {
			return usage("--%s and --from %s: give one of them; nothing is run", name, clip(f.from))
		}
	}
	rows, err := sweep.ReadRows(f.from)
	if err != nil {
		return usage("--from: %w", err)
	}
	for _, g := range f.sets { // choose among the rows
		at := slices.Index(rows.Keys, g.Key)
		if at < 0 {
			return usage("%s: %s does not vary in %s", g.flag, g.Key, f.from)
		}
		rows.Rows = slices.DeleteFunc(rows.Rows, func(row []string) bool { return row[2+at] != strings.TrimSpace(g.Text) })
		if len(rows.Rows) == 0 {
			return usage("%s: no row of %s has that", g.flag, f.from)
		}
	}
	if f.keyX == "" {
		for _, key := range rows.Keys {
			switch {
			case slices.ContainsFunc(f.sets, func(g given) bool { return g.Key == key }):
			case f.keyX == "":
				f.keyX = key
			case f.keyY == "":
				f.keyY = key
			}
		}
	}
	paths := f.paths
	var plan *presets.File
	var here *run.Params
	if name := rows.Preset; slices.Contains(presets.Names(), name) {
		if plan, err = presets.Load(name); err == nil {
			if s, err := run.NewSession(plan, nil); err == nil {
				p := s.Params()
				here = &p
			}
		}
	}
	if paths == nil {
		paths = plane.Usual(here == nil || !here.Target.None())
	}
	m, err := plane.FromRows(rows, f.keyX, f.keyY, paths)
	if err != nil {
		return usage("--from %s: %w", f.from, err)
	}
	m.Path = f.from
	if !screen {
		return env.deliverMap(m, here, f)
	}
	r, err := f.parse(cmd, args)
	if err == nil && len(args) == 0 && plan != nil {
		r.plan = plan
	}
	if err != nil {
		return err
	}
	r.sets = nil
	return env.liveMap(r, f, &LiveMap{Shown: m})
}

// liveMap opens the explorer with the map over the whole screen.
func (env Env) liveMap(r *request, f *mapFlags, m *LiveMap) error {
	r.seconds = 0 // of the cells, not of the live run
	own := f.flags
	own.out = ""
	return env.finished(&own, env.live(r, &own, &f.view, m, nil))
}

// LiveMap is the map that the explorer opens with.
type LiveMap struct {
	Job   plane.Job
	Shown *plane.Map // a table from elsewhere; nil: Job is filled
}
