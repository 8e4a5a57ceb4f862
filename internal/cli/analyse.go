package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"spiketop/intake"
	"spiketop/internal/disk"
	"spiketop/internal/mem"
	"spiketop/internal/term"
	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/report"
	"spiketop/run"
	"spiketop/rundir"
)

// matrixFlags say how a file is to be read.
type matrixFlags struct{ entry, rows, nodes string }

func (f *matrixFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.rows, "rows", "", "a row of the matrix belongs to the `post|pre` synaptic neuron (post)")
	fs.StringVar(&f.entry, "entry", "", "the array `NAME` of a file with several")
	must(cmd.RegisterFlagCompletionFunc("rows", cobra.FixedCompletions([]string{string(intake.Post), string(intake.Pre)}, cobra.ShellCompDirectiveNoFileComp)))
	must(cmd.RegisterFlagCompletionFunc("entry", cobra.NoFileCompletions))
}

// options judges the flags.
func (f *matrixFlags) options(cmd *cobra.Command) (o intake.Options, err error) {
	o.Entry, o.Rows = f.entry, intake.Rows(f.rows)
	if cmd.Flags().Changed("rows") && o.Rows != intake.Post && o.Rows != intake.Pre {
		return o, usage("--rows %s: must be post or pre", clip(f.rows))
	}
	if cmd.Flags().Changed("entry") && f.entry == "" {
		return o, usage("--entry: a name is missing")
	}
	if f.nodes != "" {
		if o.Nodes, err = whole("--nodes", f.nodes, 2, intake.MaxN); err != nil {
			return o, err
		}
	}
	return o, nil
}

// analyseFlags are those of analyse.
type analyseFlags struct {
	flags
	graph string
}

func (env Env) analyse() *cobra.Command {
	var f analyseFlags
	cmd := &cobra.Command{
		Use:   "analyse FILE [flags]",
		Short: "spectrum and motifs of a matrix from a file",
		Long: `Measures a matrix or a graph of your own as the weights of a run are measured: eigenvalues
and outliers, correlations of the weights, pairs and triads of a graph, each against its
null. Nothing is simulated.

FILE is a square matrix as .npy, .npz, CSV, MatrixMarket (.mtx) or MATLAB (.mat, version 5),
or a list of edges as CSV whose first line names pre (or source), post (or target) and, if
there, weight. Row = postsynaptic, W[i, j] is the weight from j to i; --rows pre is for a
file that has it the other way round.

The graph is that of the largest weights (--graph strong, the fraction metrics.strong), or of
every entry that is not 0 (--graph all, the default where all weights are equal).

An analysis beyond its budget of time or memory is left out, and a warning says what it would
take; --set metrics.spectrum=full asks for all eigenvalues above N = 2000. Ctrl+C leaves out
those that are not done yet, and keeps the others.

Exit status: 0 done, 1 failed, 2 wrong usage or input, 130 interrupted (129 hung up, 143 terminated).`,
		Example: `  spiketop analyse weights.npy
  spiketop analyse connectome.csv --graph all --out connectome
  spiketop analyse rnn.mat --entry W --rows pre --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := f.parse(cmd, args)
			if err != nil {
				return err
			}
			return env.measure(g, &f)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"npy", "npz", "csv", "mtx", "mat"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	f.matrixFlags.add(cmd)
	fs.StringVar(&f.nodes, "nodes", "", "`N` nodes in a list of edges: isolated ones too")
	fs.StringVar(&f.graph, "graph", "", "edges are the `strong|all` entries")
	fs.Var(&assignFlag{&f.flags, "--set", "KEY=VALUE"}, "set", "set metrics.strong, metrics.draws or metrics.spectrum; repeatable, the last wins")
	fs.Var(&assignFlag{&f.flags, "--seed", "N"}, "seed", "the seed of the nulls")
	fs.StringVar(&f.out, "out", "", "write tables and pictures to `DIR`, which must not exist")
	fs.BoolVar(&f.json, "json", false, "print the summary as JSON on standard output")
	fs.BoolVar(&f.quiet, "quiet", false, "no progress and no warnings on standard error")
	must(cmd.RegisterFlagCompletionFunc("graph", cobra.FixedCompletions([]string{string(measure.StrongEdges), string(measure.AllEdges)}, cobra.ShellCompDirectiveNoFileComp)))
	for _, name := range []string{"nodes", "set", "seed"} {
		must(cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
	must(cmd.RegisterFlagCompletionFunc("out", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)))
	return cmd
}

// parse judges the flags and reads the file.
func (f *analyseFlags) parse(cmd *cobra.Command, args []string) (*measure.Given, error) {
	switch {
	case len(args) == 0:
		return nil, usage("analyse: a FILE is missing: a matrix, or a list of edges")
	case len(args) > 1:
		return nil, usage("%q: analyse takes one file, and has %q", args[1], args[0])
	}
	o, err := f.options(cmd)
	if err != nil {
		return nil, err
	}
	p := run.Table.Defaults()
	for _, a := range f.sets {
		if err := judge(a); err != nil {
			return nil, err
		}
		if a.Key != "seed" && !strings.HasPrefix(a.Key, "metrics.") {
			return nil, usage("%s: nothing is simulated; must be a key that begins with metrics", a.flag)
		}
		if err := run.Table.Set(&p, a.Key, a.Text); err != nil {
			return nil, usage("%s: %w", a.flag, err)
		}
	}
	g := &measure.Given{File: args[0], Graph: measure.Graph(f.graph), Seed: p.Seed, Metrics: p.Metrics}
	if cmd.Flags().Changed("graph") && g.Graph != measure.StrongEdges && g.Graph != measure.AllEdges {
		return nil, usage("--graph %s: must be strong or all", clip(f.graph))
	}
	if cmd.Flags().Changed("out") {
		if f.out == "" {
			return nil, usage("--out: a directory's name is missing")
		}
		if err := disk.CheckNew(f.out); err != nil {
			return nil, usage("--out: %w", err)
		}
	}
	t0 := time.Now()
	m, err := intake.Read(args[0], o)
	if err != nil {
		return nil, usage("%w", err)
	}
	g.W, g.Format, g.Entry, g.Warnings, g.Rows = m.W, m.Format, m.Entry, m.Warnings, string(m.Rows)
	if m.Nodes != nil {
		g.Rows = "edges"
	}
	g.Prepare()
	if err := run.FitsMemory(fmt.Sprintf("%s: the analysis of %d neurons", args[0], m.N), g.Bytes()); err != nil {
		return nil, usage("%w", err)
	}
	g.Read = time.Since(t0).Seconds()
	return g, nil
}

// measure measures the matrix and delivers the results. An interrupt leaves out the
// analyses that are not done.
func (env Env) measure(g *measure.Given, f *analyseFlags) error {
	mem.Limit(run.ProgramNeed + 20*float64(len(g.W.Values())) + g.Bytes())
	show := env.progress(f.quiet)
	var s *measure.Summary
	err := env.toTheEnd(show, func(ctx context.Context) error {
		s = g.Summarise(ctx, show.analysis)
		return nil
	})
	if err == nil {
		err = env.deliverAnalysis(g, f, s)
	}
	if first := env.interrupts.signal(); err == nil && first != nil {
		err = &exit{term.Status(first), errors.New("interrupted: what was not measured yet is left out")}
	}
	return err
}

// deliverAnalysis writes the directory and prints the results.
func (env Env) deliverAnalysis(g *measure.Given, f *analyseFlags, s *measure.Summary) error {
	if f.out != "" {
		files := rundir.Analysis(s, g.Rows)
		title := term.Clean(filepath.Base(g.File), 40) + ", rows " + g.Rows
		picture := func(name string, svg []byte) {
			files = append(files, disk.File{Name: name, Write: func(w io.Writer) error { _, err := w.Write(svg); return err }})
		}
		if s.Spectrum.Now.Values != nil {
			picture("spectrum.svg", report.SpectrumPicture(title, s.Spectrum.Now))
		}
		if s.Motifs.Left == nil {
			picture("motifs.svg", report.MotifsPicture(title, s.Motifs))
		}
		if err := disk.WriteDir(f.out, files); err != nil {
			return &exit{exitFailed, err}
		}
	}
	text := ""
	switch {
	case f.json:
		text = string(s.JSON())
	case f.out == "":
		text = analysisTable(g, s)
	}
	if err := env.print(text); err != nil {
		return err
	}
	if !f.quiet && f.out != "" {
		if !f.json {
			for _, w := range s.Warnings {
				env.say("spiketop: warning: %s", w.Text)
			}
		}
		if env.Terminal(env.Err) {
			env.say("spiketop: written: %s", f.out)
		}
	}
	return nil
}

// rowsMean says what a row of the file was.
func rowsMean(rows string) string {
	switch rows {
	case string(intake.Post):
		return "row = postsynaptic (--rows pre is the other way round)"
	case string(intake.Pre):
		return "row = presynaptic (--rows pre)"
	}
	return "edges from pre to post"
}

// analysisTable is the headline numbers for a person.
func analysisTable(g *measure.Given, s *measure.Summary) string {
	t := s.Tree()
	var b strings.Builder
	num := func(path, format string) string { return number(t.Get(path), format) }
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "  %-12s%s\n", name, fmt.Sprintf(format, args...))
	}
	name := term.Clean(filepath.Base(g.File), 60)
	if g.Entry != "" {
		name += " " + term.Clean(g.Entry, 60)
	}
	fmt.Fprintf(&b, "%s  %s  N %d  seed %d  %s\n", name, g.Format, g.W.N, g.Seed, s.Status)
	row("rows", "%s", rowsMean(g.Rows))
	row("weights", "‖W‖ %s; %s synapses, density %s; %s self-connections", num("weights.frobenius", "%.4g"),
		num("synapses", "%.0f"), num("density", "%.3g"), num("self_connections", "%.0f"))
	row("spectrum", "max |λ| %s; bulk radius %s; %s outliers beyond %s", num("spectrum.max_modulus", "%.4g"),
		num("spectrum.bulk_radius", "%.4g"), num("spectrum.outliers", "%.0f"), num("spectrum.threshold", "%.4g"))
	edges := "every entry that is not 0"
	if g.Graph == measure.StrongEdges {
		edges = fmt.Sprintf("the largest entries, a fraction of %g of all possible", g.Metrics.Strong)
	}
	row("graph", "%s: %s edges", edges, num("motifs.strong_edges", "%.0f"))
	fmt.Fprintf(&b, "  %-12s%12s%8s%12s%12s%8s%8s\n", "motifs", "correlation", "z", "count", "expected", "ratio", "z")
	for _, pair := range measure.Pairs {
		w, st := "motifs.weighted."+pair, "motifs.strong."+pair
		fmt.Fprintf(&b, "  %-12s%12s%8s%12s%12s%8s%8s\n", pair, num(w, "%+.4f"), num(w+".z", "%.1f"),
			num(st+".count", "%.0f"), num(st+".expected", "%.1f"), num(st+".ratio", "%.2f"), num(st+".z", "%.1f"))
	}
	fmt.Fprintf(&b, "  %-12s%12s%12s%12s\n", "triads", "count", "z dyads", "z degrees")
	triads, _ := t.At("motifs.triads")
	for _, k := range triads.Kids {
		fmt.Fprintf(&b, "  %-12s%12s%12s%12s\n", k.Name, number(k.Number(), "%.0f"),
			num("motifs.triads_z."+k.Name, "%.1f"), num("motifs.triads_degree_z."+k.Name, "%.1f"))
	}
	for _, c := range motifs.Cortex() {
		if c.Statistic != "pairs" || c.Motif != "reciprocal" || !(c.P > 0) {
			continue
		}
		published := number(c.RatioLo, "%.3g")
		if c.RatioHi != c.RatioLo && c.RatioHi > 0 {
			published += number(c.RatioHi, " … %.3g")
		}
		density := strconv.FormatFloat(c.P, 'g', -1, 64)
		row("cortex", "reciprocal pairs at density %s: %s × random; %s, %s: %s", density,
			num("motifs.reciprocal_ratio_at_density."+density, "%.2f"), c.Dataset, c.Species, published)
	}
	if len(s.Warnings) > 0 {
		b.WriteString("warnings\n")
		for _, w := range s.Warnings {
			fmt.Fprintf(&b, "  %s\n", term.Clean(w.Text, maxLine))
		}
	}
	return b.String()
}
