package cli

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"spiketop/internal/param"
	"spiketop/lesson"
	"spiketop/presets"
	"spiketop/run"
)

const defaultPreset = "oscillation"

// flags are those of the explorer and of run.
type flags struct {
	sets    []given // --set and --seed as they came: the last wins
	seconds string
	file    string
	out     string
	json    bool
	quiet   bool

	resume     string
	checkpoint string // of run

	weights string
	matrixFlags
}

// given is an assignment with the flag that made it.
type given struct {
	flag string // as typed
	presets.Assignment
}

func (f *flags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.Var(&assignFlag{f, "--set", "KEY=VALUE"}, "set", "set a parameter ('spiketop params' lists them); repeatable, the last wins")
	fs.Var(&assignFlag{f, "--seed", "N"}, "seed", "the seed of everything random")
	fs.StringVar(&f.seconds, "seconds", "", "simulate `S` seconds from the start instead of the preset's own protocol")
	fs.StringVar(&f.file, "preset-file", "", "open a preset or a recorded run from `FILE`")
	f.addWeights(cmd)
	fs.StringVar(&f.out, "out", "", "write the run to `DIR`, which must not exist")
	fs.BoolVar(&f.json, "json", false, "print the summary as JSON on standard output")
	fs.BoolVar(&f.quiet, "quiet", false, "no progress and no warnings on standard error")
	fs.StringVar(&f.resume, "resume", "", "go on with the run whose checkpoint is in `DIR`")
	must(cmd.RegisterFlagCompletionFunc("set", completeSet))
	must(cmd.RegisterFlagCompletionFunc("seed", cobra.NoFileCompletions))
	must(cmd.RegisterFlagCompletionFunc("seconds", cobra.NoFileCompletions))
	must(cmd.RegisterFlagCompletionFunc("preset-file", cobra.FixedCompletions([]string{"toml"}, cobra.ShellCompDirectiveFilterFileExt)))
	must(cmd.RegisterFlagCompletionFunc("out", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)))
	must(cmd.RegisterFlagCompletionFunc("resume", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)))
	cmd.ValidArgsFunction = completePreset
}

// addWeights adds the flags of a network of one's own.
func (f *flags) addWeights(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.weights, "weights", "", "start from the weights in `FILE`: a matrix, or a list of edges")
	f.matrixFlags.add(cmd)
	fs.StringVar(&f.nodes, "nodes", "", "`N` nodes in a list of edges: isolated ones too")
	must(cmd.RegisterFlagCompletionFunc("weights", cobra.FixedCompletions([]string{"npy", "npz", "csv", "mtx", "mat"}, cobra.ShellCompDirectiveFilterFileExt)))
	must(cmd.RegisterFlagCompletionFunc("nodes", cobra.NoFileCompletions))
}

// input judges the flags of a network of one's own, and hands them to the plan.
func (f *flags) input(cmd *cobra.Command, plan *presets.File) error {
	if !cmd.Flags().Changed("weights") {
		for _, name := range []string{"rows", "entry", "nodes"} {
			if cmd.Flags().Changed(name) {
				return usage("--%s: there is no --weights FILE that it is about", name)
			}
		}
		return nil
	}
	if f.weights == "" {
		return usage("--weights: a file's name is missing")
	}
	o, err := f.options(cmd)
	if err != nil {
		return err
	}
	plan.Input.Weights, plan.Input.WeightsByHand, plan.Input.WeightsSum, plan.Input.Line = f.weights, true, "", 0
	plan.Input.Rows, plan.Input.Entry, plan.Input.Nodes = string(o.Rows), o.Entry, int64(o.Nodes)
	return nil
}

func must(err error) {
	if err != nil {
		panic("cli: " + err.Error())
	}
}

// assignFlag is a pflag.Value that keeps what was typed; it is judged later,
// with the place it came from.
type assignFlag struct {
	f        *flags
	name, of string
}

func (a *assignFlag) String() string { return "" }
func (a *assignFlag) Type() string   { return a.of }
func (a *assignFlag) Set(text string) error {
	g := given{flag: a.name + " " + clip(text)}
	if a.name == "--seed" {
		g.Key, g.Text = "seed", text
	} else if key, value, ok := strings.Cut(text, "="); ok {
		g.Key, g.Text = strings.TrimSpace(key), value
	}
	a.f.sets = append(a.f.sets, g)
	return nil
}

// clip shortens what was typed to what an error can show.
func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

// request is a command line understood: what to run, and for how long.
type request struct {
	plan    *presets.File // nil: that of the run to resume
	sets    []presets.Assignment
	from    []given
	seconds float64
	every   time.Duration // of checkpoints; 0: not given, below: none
	resume  string        // the directory to go on with; empty: none
	lesson  *lesson.File  // nil: none
	step    int           // of it, from 0
	files   string        // directory of the recorded run that is opened; empty: none
	cast    *recording    // of the screen; nil: none
}

// parse judges the flags and the preset. It touches nothing but the file read.
func (f *flags) parse(cmd *cobra.Command, args []string) (*request, error) {
	r := &request{from: f.sets}
	var err error
	if cmd.Flags().Changed("resume") {
		return r, f.parseResume(cmd, args, r)
	}
	switch file := cmd.Flags().Changed("preset-file"); {
	case len(args) > 1:
		return nil, tooMany(cmd, args)
	case file && len(args) == 1:
		return nil, usage("%q and --preset-file %s: give one of them", args[0], f.file)
	case file && f.file == "":
		return nil, usage("--preset-file: a file's name is missing")
	case file:
		r.plan, err = presets.ReadFile(f.file)
		if err != nil {
			return nil, usage("--preset-file: %w", err)
		}
	case len(args) == 1:
		r.plan, err = openArgument(cmd, args[0])
	default:
		r.plan, err = presets.Load(defaultPreset)
	}
	if err != nil {
		return nil, err
	}
	if err := f.input(cmd, r.plan); err != nil {
		return nil, err
	}
	for _, g := range f.sets {
		if err := judge(g); err != nil {
			return nil, err
		}
		r.sets = append(r.sets, g.Assignment)
	}
	if cmd.Flags().Changed("seconds") {
		s, err := strconv.ParseFloat(strings.TrimSpace(f.seconds), 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return nil, usage("--seconds %s: not a number; must be a number above 0, at most %.0f", f.seconds, run.MaxSeconds)
		}
		if !(s > 0 && s <= run.MaxSeconds) { // also refuses NaN
			return nil, usage("--seconds %s: out of range; must be a number above 0, at most %.0f", f.seconds, run.MaxSeconds)
		}
		r.seconds = s
	}
	if cmd.Flags().Changed("out") && f.out == "" {
		return nil, usage("--out: a directory's name is missing")
	}
	if cmd.Flags().Changed("checkpoint") {
		r.every, err = time.ParseDuration(f.checkpoint)
		switch {
		case err != nil || r.every < 0:
			return nil, usage("--checkpoint %s: must be a duration such as 30s, 5m or 1h; 0 is none", clip(f.checkpoint))
		case f.out == "":
			return nil, usage("--checkpoint %s: there is no --out DIR to keep checkpoints in", clip(f.checkpoint))
		case r.every == 0:
			r.every = -1
		}
	}
	return r, nil
}

// notResumed are the flags that say how a run begins.
var notResumed = []string{"set", "seed", "seconds", "preset-file", "checkpoint", "weights", "rows", "entry", "nodes"}

// parseResume judges a command line that goes on with a run.
func (f *flags) parseResume(cmd *cobra.Command, args []string, r *request) error {
	r.resume = f.resume
	if f.resume == "" {
		return usage("--resume: a directory's name is missing")
	}
	if len(args) > 0 {
		return usage("%q and --resume %s: give one of them; what is resumed has its preset", args[0], f.resume)
	}
	var other string
	cmd.Flags().Visit(func(g *pflag.Flag) {
		if slices.Contains(notResumed, g.Name) || g.Name == "out" && cmd.HasParent() { // a screen writes beside
			other = g.Name
		}
	})
	if other != "" {
		return usage("--%s and --resume %s: give one of them; what is resumed goes on as it began", other, f.resume)
	}
	return nil
}

func tooMany(cmd *cobra.Command, args []string) error {
	if n := param.Nearest(args[0], commandNames(cmd)); n != "" && !slices.Contains(presets.Names(), args[0]) {
		return usage("no command %q; nearest is %q", args[0], n)
	}
	return usage("%q: %s takes one preset or file, and has %q", args[1], cmd.CommandPath(), args[0])
}

// commandNames lists the commands where one may stand.
func commandNames(cmd *cobra.Command) (names []string) {
	if cmd.HasParent() {
		return nil
	}
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return names
}

// openArgument opens what stands in the place of a preset.
func openArgument(cmd *cobra.Command, name string) (*presets.File, error) {
	plan, err := presets.Open(name)
	if err == nil {
		return plan, nil
	}
	if presets.IsFile(name) {
		return nil, usage("%w", err)
	}
	if st, e := os.Stat(name); e == nil && st.IsDir() {
		return nil, usage("no preset %q; it is a directory: %s/run.toml would be the run in it", name, name)
	} else if e == nil {
		if _, err := presets.ReadFile(name); err != nil {
			return nil, usage("%w", err) // what the file is
		}
		return nil, usage("no preset %q; to open the file write ./%s", name, name)
	}
	commands := commandNames(cmd)
	if n := param.Nearest(name, append(commands, presets.Names()...)); slices.Contains(commands, n) {
		return nil, usage("no preset or command %q; nearest is %q; presets are %s", name, n, strings.Join(presets.Names(), ", "))
	}
	return nil, usage("%w", err)
}

// judge checks one assignment by itself.
func judge(g given) error {
	if g.Key == "" {
		return usage("%s: must be KEY=VALUE", g.flag)
	}
	d, err := run.Table.Find(g.Key)
	if err != nil {
		return usage("%s: %w", g.flag, err)
	}
	if d.Event {
		return usage("%s: not a parameter but an event; write it as [[at]] in a preset file", g.flag)
	}
	var p run.Params
	if err := d.Parse(&p, g.Text); err != nil {
		return usage("%s: %w; must be %s", g.flag, err, d.Range())
	}
	return nil
}

// session makes the run. An error about parameters taken together names the
// flag or the line that one of them came from.
func (r *request) session() (*run.Session, error) {
	s, err := run.NewSession(r.plan, r.sets)
	if err != nil {
		return nil, usage("%s%w", r.where(err), err)
	}
	if dt := s.Params().Net.Dt / 1000; r.seconds > 0 && r.seconds < dt {
		return nil, usage("--seconds %g: shorter than one step; must be a number from net.dt = %g s", r.seconds, dt)
	}
	return s, nil
}

var keyPattern = regexp.MustCompile(`\b[a-z]+\.[a-z_]+\b`)

// where is the flag, else the line, that gave one of the parameters that err
// names; empty when it begins with its place already, or all are defaults.
func (r *request) where(err error) string {
	text := err.Error()
	if strings.HasPrefix(text, r.plan.Place(0)[:len(r.plan.Place(0))-1]) {
		return ""
	}
	keys := keyPattern.FindAllString(text, -1)
	for _, key := range keys {
		for _, g := range slices.Backward(r.from) {
			if g.Key == key {
				return g.flag + ": "
			}
		}
	}
	for _, key := range keys {
		for _, a := range r.plan.Set {
			if a.Key == key {
				return r.plan.Place(a.Line) + ": "
			}
		}
	}
	return ""
}
