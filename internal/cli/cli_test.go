package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"spiketop/internal/term"
	"spiketop/internal/warn"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// asMain makes the test binary the program; with the value "terminal", standard
// error is a terminal.
const asMain = "SPIKETOP_TEST_MAIN"

// asPeak is the file for /proc/self/status of a process at its end: what the system
// says to its parent has the memory of the parent in it.
const asPeak = "SPIKETOP_TEST_PEAK"

func TestMain(m *testing.M) {
	if mode := os.Getenv(asMain); mode != "" {
		env := Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
		if mode == "terminal" {
			env.Terminal = func(stream any) bool { return stream == any(os.Stderr) }
		}
		code := Main(os.Args[1:], env)
		if name := os.Getenv(asPeak); name != "" {
			status, _ := os.ReadFile("/proc/self/status")
			_ = os.WriteFile(name, status, 0o666)
		}
		os.Exit(code)
	}
	os.Setenv("XDG_CONFIG_HOME", "none") // no settings but those of a test
	os.Exit(m.Run())
}

// quick is a short protocol on a small network.
const quick = `title = "Quick"
[set]
"net.n" = 20
"net.dt" = 0.5
"net.t_ref" = 0
"target.kind" = "oscillation"
"target.duration" = 100
"target.cue" = 10
"learn.on" = true
"learn.start" = 50
"learn.passes" = 3
"learn.tests" = 2
"metrics.draws" = 10
"record.seconds" = 1
`

// inDir makes a fresh directory with quick.toml in it the current one.
func inDir(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	put(t, "quick.toml", quick)
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// ls lists the current directory.
func ls(t *testing.T) string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

// do carries out a command line without terminals.
func do(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = Main(args, Env{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o777), os.WriteFile(file, []byte(got), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("%s (%v; -update rewrites it): got\n%s", file, err, got)
	}
}

func TestTexts(t *testing.T) {
	for name, args := range map[string][]string{
		"help":    {"help"},
		"run":     {"help", "run"},
		"presets": {"presets"},
	} {
		code, out, errs := do(args...)
		if code != 0 || errs != "" {
			t.Errorf("%q: %d, %s", args, code, errs)
		}
		golden(t, name, out)
	}
	_, help, _ := do("help")
	if _, flag, _ := do("--help"); flag != help {
		t.Error("help and --help differ")
	}
	_, help, _ = do("help", "run")
	if _, flag, _ := do("run", "-h"); flag != help {
		t.Error("help run and run -h differ")
	}
}

func TestPresetFile(t *testing.T) {
	code, out, _ := do("presets", "sequence")
	if want, err := presets.Text("sequence"); code != 0 || out != want || err != nil {
		t.Errorf("%d, %v:\n%s", code, err, out)
	}
}

func TestParameters(t *testing.T) {
	code, out, errs := do("params")
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(run.Table)+1 {
		t.Errorf("%d lines", len(lines))
	}
	at := strings.Index(lines[0], "CHANGE")
	for i, d := range run.Table {
		line := lines[i+1]
		for _, word := range []string{d.Key, d.Symbol, d.Default(), d.Range(), d.Unit, d.Help, d.Source} {
			if !strings.Contains(line, word) {
				t.Errorf("%q is not in %q", word, line)
			}
		}
		mode := []rune(line)[at:]
		if want := map[bool]string{true: "rebuild", false: "live"}[d.Rebuilds()]; !d.Event && !strings.HasPrefix(string(mode), want) {
			t.Errorf("%s is not %s, or out of line: %q", d.Key, want, line)
		}
	}
	_, markdown, _ := do("params", "--markdown")
	if rows := strings.Count(markdown, "\n| `"); markdown != ParametersMarkdown() || rows != len(run.Table) {
		t.Errorf("%d rows:\n%s", rows, markdown)
	}
}

func TestVersion(t *testing.T) {
	code, out, _ := do("version")
	if !regexp.MustCompile(`^spiketop \d+\.\d+\.\d+ (\([0-9a-f]+(, modified)?\) )?go\S+ \w+/\w+\n$`).MatchString(out) || code != 0 {
		t.Errorf("%d, %q", code, out)
	}
	if _, flag, _ := do("--version"); flag != out {
		t.Errorf("--version: %q", flag)
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range shells {
		if code, out, errs := do("completion", shell); code != 0 || !strings.Contains(out, "spiketop") || errs != "" {
			t.Errorf("%s: %d, %d bytes, %s", shell, code, len(out), errs)
		}
	}
	for line, want := range map[string]string{
		"run o":                     "oscillation\t",
		"s":                         "sequence\t",
		"presets ":                  "rhythm\t",
		"run --set net.t":           "net.tau_s=\tsynaptic time constant",
		"run --set target.kind=":    "target.kind=ou\n",
		"--set learn.on=":           "learn.on=true\n",
		"--theme co":                "colour-blind\n",
		"run --set metrics.window=": ":4\n", // a number: nothing to offer, no files
	} {
		_, out, _ := do(append([]string{"__complete"}, strings.Split(line, " ")...)...)
		if !strings.Contains(out, want) {
			t.Errorf("%q: no %q in\n%s", line, want, out)
		}
	}
}

// Wrong usage: exit status 2, one line that says what was given, where, and what
// is accepted; nothing on standard output, nothing written.
func TestWrongUsage(t *testing.T) {
	inDir(t)
	put(t, "bad.toml", "title = \"x\"\n[set]\n\"net.g\" = = 2\n")
	put(t, "typo.toml", "[set]\n\"net.n\" = 20\n\"net.tau\" = 2\n")
	put(t, "range.toml", "[set]\n\"net.n\" = 20\n\n\"net.g\" = 21\n")
	put(t, "later.toml", quick+"[[at]]\nms = 10\nset = { \"learn.lambda\" = -1 }\n")
	put(t, "entry.toml", "tittle = 1\n")
	put(t, "both.toml", "[set]\n\"net.dt\" = 10\n\"net.tau_m\" = 5\n")
	put(t, "end.toml", "[run]\nend_step = -1\n")
	put(t, "type.toml", "[set]\n\"net.g\" = [1]\n")
	put(t, "binary.toml", "\x00\xff\xfe")
	put(t, "long.toml", "")
	put(t, "noext", quick)
	put(t, "file", "")
	put(t, "empty.toml", "")
	put(t, "nameless.toml", "\n\"\"=1\n")
	put(t, "cut.toml", "[run]\nend_step = 5\nversion = \"0.3.0\"\n")
	if err := errors.Join(os.Mkdir("dir", 0o777), syscall.Mkfifo("pipe.toml", 0o666)); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate("long.toml", 20<<20); err != nil {
		t.Fatal(err)
	}
	before := ls(t)
	for line, want := range map[string][]string{
		"oscilation":                           {`no preset "oscilation"; nearest is "oscillation"`},
		"rnu":                                  {`"rnu"`, `nearest is "run"`},
		"run sequense":                         {`no preset "sequense"; nearest is "sequence"`, "rhythm"},
		"parms --markdown":                     {"--markdown", "accepted are --set"},
		"rnu quick.toml":                       {`no command "rnu"; nearest is "run"`},
		"run quick.toml more":                  {`"more"`, "one preset or file"},
		"presets a b":                          {`"b"`, "one preset"},
		"presets nothing":                      {`no preset "nothing"`, "there are oscillation"},
		"params x":                             {`"x"`, "takes no arguments"},
		"version x":                            {`"x"`, "takes no arguments"},
		"help nothing":                         {`"nothing"`, "accepted are", "run"},
		"completion":                           {"accepted are bash"},
		"completion tcsh":                      {`"tcsh"`, "accepted are bash"},
		"run --sets net.g=1":                   {"--sets", "nearest is --set", "--preset-file"},
		"run -z":                               {"-z", "accepted are --set"},
		"__complete":                           {"arg"},
		"run --resume x":                       {"--resume"},
		"run --set":                            {"--set", "missing"},
		"run --json=perhaps":                   {"--json=perhaps", "true or false"},
		"run quick.toml --set net.g":           {"--set net.g:", "KEY=VALUE"},
		"run quick.toml --set =1":              {"--set =1:", "KEY=VALUE"},
		"run quick.toml --set net.tau=1":       {"--set net.tau=1:", `nearest is "net.tau_`},
		"run quick.toml --set net.g=x":         {"--set net.g=x:", "not a number", "from 0 to 20"},
		"run quick.toml --set net.g=NaN":       {"--set net.g=NaN:", "out of range", "from 0 to 20"},
		"run quick.toml --set net.g=-1":        {"--set net.g=-1:", "out of range", "from 0 to 20"},
		"run quick.toml --set net.n=0":         {"--set net.n=0:", "from 2 to 100000"},
		"run quick.toml --set net.n=1e3":       {"--set net.n=1e3:", "not an integer"},
		"run quick.toml --set net.n=100000":    {"--set net.n=100000:", "GB of memory", "available"},
		"run quick.toml --set target.kind=sin": {"--set target.kind=sin:", "one of oscillation, sequence, ou, "},
		"run quick.toml --set net.dt=10 --set net.tau_m=5": {"--set net.dt=10:", "net.tau_m = 5 ms", "at most"},
		"run quick.toml --set net.tau_m=0.2":               {"--set net.tau_m=0.2:", "net.dt = 0.5 ms"},
		"run quick.toml --set learn.every=0.1":             {"--set learn.every=0.1:", "net.dt = 0.5"},
		"run quick.toml --set do.kick=1":                   {"--set do.kick=1:", "event", "[[at]]"},
		"run quick.toml --seed x":                          {"--seed x:", "not an integer", "from 0"},
		"run quick.toml --seed -1":                         {"--seed -1:", "out of range"},
		"run quick.toml --seconds 0":                       {"--seconds 0:", "above 0"},
		"run quick.toml --seconds -1":                      {"--seconds -1:", "above 0"},
		"run quick.toml --seconds NaN":                     {"--seconds NaN:", "above 0"},
		"run quick.toml --seconds Inf":                     {"--seconds Inf:", "above 0"},
		"run quick.toml --seconds 1e999":                   {"--seconds 1e999:", "above 0"},
		"run quick.toml --seconds long":                    {"--seconds long:", "not a number"},
		"run quick.toml --seconds 0.0001":                  {"--seconds 0.0001:", "shorter than one step", "0.0005"},
		"run quick.toml --out dir":                         {"--out: dir exists"},
		"run quick.toml --out file":                        {"--out: file exists"},
		"run quick.toml --out file/x":                      {"--out: file/x: not a directory"},
		"run quick.toml --out no/x":                        {"--out: no/x: cannot write in no: no such file"},
		"run quick.toml --out=":                            {"--out:", "missing"},
		"run quick.toml --preset-file quick.toml":          {`"quick.toml" and --preset-file quick.toml`},
		"run --preset-file=":                               {"--preset-file:", "missing"},
		"run --preset-file dir":                            {"--preset-file: dir: a directory", "dir/run.toml"},
		"run --preset-file nothing":                        {"--preset-file: nothing: no such file"},
		"run --preset-file bad.toml":                       {"bad.toml:3:", "not TOML"},
		"run oscillation.toml":                             {"oscillation.toml: no such file", `the preset is called "oscillation"`},
		"run nothing.toml":                                 {"nothing.toml: no such file"},
		"run ./dir":                                        {"./dir: a directory"},
		"run dir":                                          {`no preset "dir"; it is a directory`, "dir/run.toml"},
		"run noext":                                        {`no preset "noext"`, "./noext"},
		"run bad.toml":                                     {"bad.toml:3:", "not TOML"},
		"run typo.toml":                                    {"typo.toml:3:", `"net.tau"`, `nearest is "net.tau_`},
		"run range.toml":                                   {"range.toml:4:", "net.g = 21", "from 0 to 20"},
		"run later.toml":                                   {"later.toml:17:", "learn.lambda = -1"},
		"run entry.toml":                                   {"entry.toml:1:", `"tittle"`, "must be title"},
		"run both.toml":                                    {"both.toml:2:", "net.dt = 10 ms"},
		"run end.toml":                                     {"end.toml:2:", "from 0"},
		"run type.toml":                                    {"type.toml:2: net.g is an array; must be a number"},
		"run long.toml":                                    {"long.toml: longer than 16 MB"},
		"run empty.toml":                                   {"empty.toml: neither a title nor a parameter"},
		"run nameless.toml":                                {"nameless.toml:2: unknown entry \"\""},
		"run cut.toml":                                     {"cut.toml: neither a title nor a parameter"},
		"run pipe.toml":                                    {"pipe.toml: not a regular file"},
		"run --preset-file /dev/zero":                      {"--preset-file: /dev/zero: not a regular file"},
		"sweep pipe.toml":                                  {"pipe.toml: not a regular file"},
		"run binary.toml":                                  {"binary.toml:", "not TOML"},
		"quick.toml":                                       {"needs a terminal", "'spiketop run quick.toml'"},
		"":                                                 {"needs a terminal", "'spiketop run oscillation'"},
		"--set net.g=x":                                    {"--set net.g=x:"}, // before a terminal is asked for
		"run quick.toml --set net.g=1 --set net.tau_s=0.01": {"--set net.tau_s=0.01:", "from 0.1"},
	} {
		code, out, errs := do(strings.Fields(line)...)
		if code != 2 || out != "" {
			t.Errorf("%q: exit status %d, standard output %q", line, code, out)
		}
		if !strings.HasPrefix(errs, "spiketop: ") || strings.Count(errs, "\n") != 1 || !strings.HasSuffix(errs, "\n") {
			t.Errorf("%q: not one line: %q", line, errs)
		}
		for _, w := range want {
			if !strings.Contains(errs, w) {
				t.Errorf("%q: no %q in %q", line, w, errs)
			}
		}
	}
	if now := ls(t); now != before {
		t.Errorf("written: %q", now)
	}
	if _, _, errs := do("run", "--set", "net.g=1\n2"); strings.Count(errs, "\n") != 1 {
		t.Errorf("a value with a newline: %q", errs)
	}
	if _, _, errs := do("run", ""); !strings.Contains(errs, `no preset ""`) {
		t.Errorf("an empty name: %q", errs)
	}
}

func TestRunPrintsATable(t *testing.T) {
	inDir(t)
	code, out, errs := do("run", "quick.toml", "--seed", "3")
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	for _, want := range []string{"quick  seed 3  N 20  QIF 50 %  g 1  done\n", "simulated   0.6 s in 1200 steps", "rates ", "gain ", "dimension   –", "score ", "in 2 tests", "3 passes",
		"weights ", "spectrum ", "motifs      reciprocal ", "strong ", "warnings\n", "± "} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if got := ls(t); got != "quick.toml" {
		t.Errorf("written: %q", got)
	}
}

func TestRunPrintsJSON(t *testing.T) {
	inDir(t)
	code, out, errs := do("run", "--preset-file", "quick.toml", "--json", "--seed", "3", "--set", "seed=4", "--set", "net.g=2", "--set", "net.g=1.5", "--seconds", "0.1")
	var s map[string]any
	if err := json.Unmarshal([]byte(out), &s); err != nil || code != 0 || errs != "" {
		t.Fatalf("%d, %v, %s\n%s", code, err, errs, out)
	}
	if s["seed"] != 4.0 || s["g"] != 1.5 || s["steps"] != 200.0 || s["status"] != "done" {
		t.Errorf("seed %v, g %v, steps %v, %v; want 4, 1.5, 200, done: the last flag wins", s["seed"], s["g"], s["steps"], s["status"])
	}
}

func TestRunWritesAndRepeats(t *testing.T) {
	inDir(t)
	code, out, errs := do("run", "quick.toml", "--out", "a", "--set", "net.qif=0.25")
	if code != 0 || out != "" || !strings.Contains(errs, "spiketop: warning: ") {
		t.Errorf("%d, %q, %q", code, out, errs)
	}
	if code, out, errs = do("run", "a/run.toml", "--out", "b/", "--quiet"); code != 0 || out != "" || errs != "" {
		t.Errorf("again: %d, %q, %q", code, out, errs)
	}
	if code, out, errs = do("run", "--preset-file", "b/run.toml", "--out", "c", "--json"); code != 0 || errs != "" {
		t.Errorf("with --json: %d, %q", code, errs)
	}
	if want := read(t, "c/summary.json"); out != want {
		t.Error("--json prints something else than summary.json")
	}
	for _, name := range []string{"weights.npy", "spikes.npy", "run.toml", "readout.npy", "motifs.csv"} {
		if a := read(t, "a/"+name); a != read(t, "b/"+name) || a != read(t, "c/"+name) {
			t.Errorf("%s differs", name)
		}
	}
	if got := ls(t); got != "a b c quick.toml" {
		t.Errorf("written: %q", got)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRunFails(t *testing.T) {
	inDir(t)
	args := []string{"run", "quick.toml", "--set", "net.n=40", "--set", "net.dt=0.1", "--set", "net.g=20", "--set", "learn.lambda=1e-12", "--quiet"}
	code, out, errs := do(append(args, "--json", "--out", "a")...)
	if code != 1 || !regexp.MustCompile(`^spiketop: the run failed at step \d+: training diverged: [^\n]*; what there was until then is in a\n$`).MatchString(errs) {
		t.Errorf("%d, %q", code, errs)
	}
	var s struct{ Status, Reason string }
	if err := json.Unmarshal([]byte(out), &s); err != nil || s.Status != "failed" || !strings.Contains(s.Reason, "diverged") || out != read(t, "a/summary.json") {
		t.Errorf("%v, %+v", err, s)
	}
	args = args[:len(args)-1]
	if _, _, errs = do(append(args, "--out", "b")...); strings.Count(errs, "failed") != 1 || !strings.Contains(errs, "warning: training") {
		t.Errorf("with warnings: %q", errs)
	}
	if code, out, errs = do(args...); code != 1 || !strings.Contains(out, "  failed\n") || strings.Contains(errs, "is in") {
		t.Errorf("without files: %d, %q", code, errs)
	}
}

// screen is a writer that calls back when something was written.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	seen func(all string)
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(p)
	if s.seen != nil {
		s.seen(s.text.String())
	}
	return len(p), nil
}

// once calls f the first time that the screen shows text.
func once(text string, f func()) func(string) {
	done := false
	return func(all string) {
		if !done && strings.Contains(all, text) {
			done = true
			f()
		}
	}
}

func TestRunInterrupted(t *testing.T) {
	inDir(t)
	signals := make(chan os.Signal, 2)
	errs := &screen{seen: once("simulated", func() { signals <- os.Interrupt })}
	var out bytes.Buffer
	env := Env{Out: &out, Err: errs, Signals: signals, Terminal: func(s any) bool { return s == any(errs) }}
	code := Main([]string{"run", "quick.toml", "--seconds", "1e6", "--out", "a", "--json"}, env)
	var s struct {
		Status string
		Steps  int
	}
	if err := json.Unmarshal(out.Bytes(), &s); err != nil || code != 130 || s.Status != "interrupted" || out.String() != read(t, "a/summary.json") {
		t.Errorf("%d, %v, %+v", code, err, s)
	}
	text := errs.text.String()
	if !strings.Contains(text, "s simulated") || !strings.HasSuffix(text, fmt.Sprintf("\rspiketop: written: a\nspiketop: interrupted at step %d; what there was until then is in a\n", s.Steps)) {
		t.Errorf("%q", text)
	}
	// It is a whole run, and can be repeated up to there.
	if code, _, errs := do("run", "a/run.toml", "--out", "b", "--quiet"); code != 0 || read(t, "a/weights.npy") != read(t, "b/weights.npy") || read(t, "a/spikes.npy") != read(t, "b/spikes.npy") {
		t.Errorf("repeated: %d, %s", code, errs)
	}
}

// An interrupt during the analyses leaves out those that are not done, and nothing
// else; another one loses no more.
func TestRunInterruptedInAnalysis(t *testing.T) {
	// One analysis at a time: when the first null (degrees or dyads) begins, the motifs are
	// counted, and the other null waits. Whether the eigenvalues came first is open.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	inDir(t)
	if code, _, errs := do("run", "quick.toml", "--out", "whole"); code != 0 {
		t.Fatal(errs)
	}
	for _, by := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		for times := 1; times <= 3; times++ {
			signals := make(chan os.Signal, times)
			errs := &screen{seen: once("analysing: graphs of the same d", func() {
				for range times {
					signals <- by
				}
			})}
			env := Env{Out: io.Discard, Err: errs, Signals: signals, Terminal: func(s any) bool { return s == any(errs) }}
			dir := fmt.Sprint("run", by, times)
			code := Main([]string{"run", "quick.toml", "--out", dir, "--set", "metrics.draws=100000"}, env)
			if code != term.Status(by) || !strings.HasSuffix(errs.text.String(), "spiketop: interrupted after the run was done; the summary says which analyses it lacks\n") {
				t.Errorf("%v, %d times: %d, %q", by, times, code, errs.text.String())
			}
			var s struct {
				Status   string
				Spectrum struct{ Outliers *float64 }
				Motifs   struct {
					Triads        map[string]*float64
					TriadsDegreeZ map[string]*float64 `json:"triads_degree_z"`
					TriadsZ       map[string]*float64 `json:"triads_z"`
				}
				Warnings []warn.Warning
			}
			if err := json.Unmarshal([]byte(read(t, dir+"/summary.json")), &s); err != nil {
				t.Fatal(err)
			}
			lacks := ""
			for _, w := range s.Warnings {
				if w.Code == warn.Interrupted {
					lacks += w.Text + "; "
				}
			}
			spectra := !strings.Contains(lacks, "spectrum: ")
			if s.Status != "done" || (s.Spectrum.Outliers == nil) != strings.Contains(lacks, "spectrum: eigenvalues of W left out") || s.Motifs.Triads["030T"] == nil || s.Motifs.TriadsDegreeZ["030T"] != nil || s.Motifs.TriadsZ["030T"] != nil ||
				!strings.Contains(lacks, "motifs: graphs of the same degrees left out: interrupted; motifs: graphs of the same dyads left out: interrupted") {
				t.Errorf("%v, %d times: %+v, it lacks %q", by, times, s, lacks)
			}
			if read(t, dir+"/spikes.npy") != read(t, "whole/spikes.npy") ||
				spectra && (len(sums(t, dir)) != len(sums(t, "whole")) || read(t, dir+"/eigenvalues.csv") != read(t, "whole/eigenvalues.csv")) {
				t.Errorf("%v, %d times: the files differ from those of the run", by, times)
			}
		}
	}
}

// A directory that comes into being during the run is left alone, and the run is not lost.
func TestOutThatExistsByTheEnd(t *testing.T) {
	inDir(t)
	errs := &screen{seen: once("analysing", func() {
		if err := os.Mkdir("a", 0o777); err != nil {
			t.Error(err)
		}
	})}
	env := Env{Out: io.Discard, Err: errs, Signals: make(chan os.Signal), Terminal: func(s any) bool { return s == any(errs) }}
	code := Main([]string{"run", "quick.toml", "--out", "a"}, env)
	if code != 1 || !strings.HasSuffix(errs.text.String(), "spiketop: --out a: it exists by now; the run is in quick-s1-001\n") || ls(t) != "a quick-s1-001 quick.toml" {
		t.Errorf("%d, %q, %q", code, errs.text.String(), ls(t))
	}
}

// process starts the program, and returns once it shows text.
func process(t *testing.T, text string, command ...string) (p *exec.Cmd, errs *screen) {
	t.Helper()
	seen := make(chan struct{})
	errs = &screen{seen: once(text, func() { close(seen) })}
	p = exec.Command(command[0], command[1:]...)
	p.Env = append(os.Environ(), asMain+"=terminal")
	p.Stderr = errs
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	<-seen
	return p, errs
}

// The process itself, with real signals: each command keeps what there is, and the
// exit status says which signal it was.
func TestProcessInterrupted(t *testing.T) {
	inDir(t)
	for status, sig := range map[int]os.Signal{129: syscall.SIGHUP, 130: os.Interrupt, 143: syscall.SIGTERM} {
		name := fmt.Sprint("after-", status)
		for _, c := range []struct{ args, shows, says, kept, holds string }{
			{"run quick.toml --seconds 1e6 --out run-" + name, "simulated", "interrupted at step ", "run-" + name + "/summary.json", `"status": "interrupted"`},
			{"sweep quick.toml --over net.g=1,2 --seeds 40 --seconds 20 --workers 1 --out " + name + ".csv", "] 2 of 80", "the same command goes on", name + ".csv", ",done,"},
			{"findings --quick --workers 1 --out findings-" + name, "] 1 of ", "the same command goes on", "findings-" + name + "/rows.csv", ",done,"},
		} {
			p, errs := process(t, c.shows, append([]string{os.Args[0]}, strings.Fields(c.args)...)...)
			_ = p.Process.Signal(sig)
			if sig == syscall.SIGHUP { // a terminal that goes sends it more than once
				_ = p.Process.Signal(sig)
			}
			_ = p.Wait()
			if code := p.ProcessState.ExitCode(); code != status || !strings.Contains(errs.text.String(), c.says) {
				t.Errorf("%s: exit status %d, want %d: %q", c.args, code, status, errs.text.String())
			}
			if text, err := os.ReadFile(c.kept); err != nil || !strings.Contains(string(text), c.holds) {
				t.Errorf("%s: kept %.100q, %v", c.args, text, err)
			}
		}
	}
}

// Started by nohup, the program takes no notice of SIGHUP.
func TestNohup(t *testing.T) {
	inDir(t)
	nohup, err := exec.LookPath("nohup")
	if err != nil {
		t.Skip("there is no nohup")
	}
	p, errs := process(t, "simulated", nohup, os.Args[0], "run", "quick.toml", "--seconds", "20", "--out", "a")
	_ = p.Process.Signal(syscall.SIGHUP)
	_ = p.Wait()
	if code := p.ProcessState.ExitCode(); code != 0 || !strings.Contains(read(t, "a/summary.json"), `"status": "done"`) {
		t.Errorf("exit status %d: %q", code, errs.text.String())
	}
}

func TestAtOnce(t *testing.T) {
	hup, intr, trm := os.Signal(syscall.SIGHUP), os.Interrupt, os.Signal(syscall.SIGTERM)
	for _, c := range []struct {
		first, next os.Signal
		want        bool
	}{{intr, intr, true}, {trm, trm, true}, {intr, trm, true}, {trm, intr, true}, {hup, intr, true},
		{hup, hup, false}, {hup, trm, false}, {trm, hup, false}, {intr, hup, false}} {
		if got := atOnce(c.first, c.next); got != c.want {
			t.Errorf("%v, then %v: %v", c.first, c.next, got)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: errors.New("no space left on device")}
}

func TestStandardOutputThatIsFull(t *testing.T) {
	inDir(t)
	for _, args := range [][]string{{"params"}, {"run", "quick.toml"}, {"run", "quick.toml", "--json", "--out", "a"},
		{"help"}, {"help", "run"}, {"run", "--help"}, {"--help"}, {"--version"}, {"version"}, {"presets"}, {"presets", "ou"}, {"completion", "bash"},
		{"sweep", "quick.toml", "--seconds", "0.1"}} {
		var errs bytes.Buffer
		if code := Main(args, Env{Out: full{}, Err: &errs}); code != 1 || errs.String() != "spiketop: standard output: no space left on device\n" {
			t.Errorf("%q: %d, %q", args, code, errs.String())
		}
	}
	if got := ls(t); got != "a quick.toml" { // what was asked for is written first
		t.Errorf("written: %q", got)
	}
}

func TestLive(t *testing.T) {
	inDir(t)
	t.Setenv("TERM", "xterm")
	terminal := func(any) bool { return true }
	live := func(args []string, show Live) (int, string, string) {
		var out, errs bytes.Buffer
		code := Main(args, Env{In: os.Stdin, Out: &out, Err: &errs, Live: show, Terminal: terminal})
		return code, out.String(), errs.String()
	}
	steps := func(o LiveOptions, n int) {
		for range n {
			o.Session.Step()
		}
	}
	for _, c := range []struct {
		args string
		show func(LiveOptions) (LiveEnd, error)
		code int
		errs string
	}{
		{"--seed 7 --ascii --seconds 3", func(o LiveOptions) (LiveEnd, error) {
			if p := o.Session.Params(); p.Seed != 7 || p.Net.N != 200 || !o.ASCII || o.Seconds != 3 || o.File.Name != "oscillation" {
				t.Errorf("options %+v", o)
			}
			return LiveEnd{Session: o.Session}, nil
		}, 0, "nothing written (w does); to repeat the run: spiketop run oscillation --seed 7\n"},
		{"quick.toml", func(o LiveOptions) (LiveEnd, error) {
			steps(o, 10)
			_ = o.Session.Assign("net.g", "2")
			return LiveEnd{Session: o.Session, Signal: syscall.SIGTERM}, nil
		}, 143, "nothing written (w does); these parameters from the start: spiketop run quick.toml --set net.g=2\n"},
		{"quick.toml --out a", func(o LiveOptions) (LiveEnd, error) {
			steps(o, 10)
			return LiveEnd{Session: o.Session, Wrote: []string{"quick-s1-001"}}, nil
		}, 0, "written: quick-s1-001, a; to repeat it: spiketop run a/run.toml\n"},
		{"quick.toml", func(o LiveOptions) (LiveEnd, error) { return LiveEnd{}, errors.New("the screen: lost") }, 1, "spiketop: the screen: lost\n"},
		{"quick.toml --quiet", func(o LiveOptions) (LiveEnd, error) { return LiveEnd{Session: o.Session}, nil }, 0, ""},
		{"quick.toml --out a", func(o LiveOptions) (LiveEnd, error) {
			t.Error("shown")
			return LiveEnd{}, nil
		}, 2, "spiketop: --out: a exists; give a directory that does not exist\n"},
		{"quick.toml", nil, 1, "spiketop: this build has no screen\n"},
	} {
		var show Live
		if c.show != nil {
			show = c.show
		}
		if code, out, errs := live(strings.Fields(c.args), show); code != c.code || errs != c.errs || out != "" {
			t.Errorf("%q: %d, %q, %q; want %d, %q", c.args, code, out, errs, c.code, c.errs)
		}
	}
	if s := read(t, "a/summary.json"); !strings.Contains(s, `"status": "interrupted"`) || !strings.Contains(s, `"steps": 10,`) || !strings.Contains(s, `"wall_seconds": null`) {
		t.Errorf("%s", s)
	}
	// One stream that is no terminal is enough to refuse.
	for _, stream := range []any{os.Stdin, os.Stdout} {
		var errs bytes.Buffer
		code := Main([]string{"ou"}, Env{In: os.Stdin, Out: os.Stdout, Err: &errs, Terminal: func(s any) bool { return s != stream }})
		if code != 2 || errs.String() != "spiketop: the explorer needs a terminal; 'spiketop run ou' does the same without one\n" {
			t.Errorf("%d, %q", code, errs.String())
		}
	}
}

func TestProgressLine(t *testing.T) {
	var b bytes.Buffer
	p := &progress{w: &b, on: true, columns: func() int { return 80 }}
	p.run(run.Progress{Fraction: 0.5, Simulated: 14, Speed: 28.06, Left: 2400 * time.Millisecond})
	p.note("analysing")
	p.clear()
	p.note("too late")
	lines := strings.Split(b.String(), "\r")
	want := "[############............]  50 %  14.0 s simulated  28.1 × real time  2s left"
	if lines[1] != want || strings.TrimSpace(lines[2]) != "analysing …" || len([]rune(lines[2])) != len([]rune(want)) || strings.TrimSpace(lines[3]) != "" || lines[4] != "" || len(lines) != 5 {
		t.Errorf("%q", lines)
	}
	// A narrow terminal, one that becomes narrower, and what is cleared.
	for columns := 200; columns > 0; columns-- {
		b.Reset()
		now := columns
		p := &progress{w: &b, on: true, columns: func() int { return now }}
		p.run(run.Progress{Fraction: 1, Simulated: 14, Speed: 28.06, Left: 2400 * time.Millisecond})
		p.note("analysing")
		now = columns/2 + 1
		b.Reset()
		p.rows(1234, 12345, time.Hour)
		p.note("interrupted: letting go of the runs in work (once more to end at once)")
		p.clear()
		for _, line := range strings.Split(b.String(), "\r") {
			if n := len([]rune(line)); n >= now && n > 0 {
				t.Errorf("%d columns: %d characters: %q", now, n, line)
			}
		}
	}
	b.Reset()
	(&progress{w: &b}).run(run.Progress{})
	if b.Len() > 0 {
		t.Errorf("off: %q", b.String())
	}
}

func TestNumbersInTheTable(t *testing.T) {
	for x, want := range map[float64]string{1.25: "1.25", math.Inf(1): "–"} {
		if got := number(x, "%.2f"); got != want {
			t.Errorf("%v: %q", x, got)
		}
	}
}

func TestFlagsOfRunAreThoseOfTheExplorer(t *testing.T) {
	root := Env{}.root()
	run, _, err := root.Find([]string{"run"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"set", "seed", "seconds", "preset-file", "out", "json", "quiet"}
	for _, name := range append(want, "ascii") {
		if root.Flags().Lookup(name) == nil {
			t.Errorf("the explorer has no --%s", name)
		}
		if has := run.Flags().Lookup(name) != nil; has != slices.Contains(want, name) {
			t.Errorf("run has --%s: %v", name, has)
		}
	}
}

// The settings of the person: each optional, what is wrong said with file and line.
func TestSettings(t *testing.T) {
	inDir(t)
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	file := filepath.Join(home, "spiketop", "config.toml")
	show := func(args ...string) (int, Settings, string) {
		var errs bytes.Buffer
		var got Settings
		code := Main(append([]string{"ou", "--quiet"}, args...), Env{In: os.Stdin, Out: io.Discard, Err: &errs,
			Terminal: func(any) bool { return true },
			Live: func(o LiveOptions) (LiveEnd, error) {
				got = o.Settings
				return LiveEnd{Session: o.Session}, nil
			}})
		return code, got, errs.String()
	}
	if code, got, errs := show("--big", "--theme", "light"); code != 0 || got != (Settings{Theme: "light", Big: true}) {
		t.Errorf("without a file: %d, %+v, %s", code, got, errs)
	}
	if code, _, errs := show("--theme", "lihgt"); code != 2 || errs != "spiketop: --theme lihgt: must be one of auto, dark, light, colour-blind\n" {
		t.Errorf("%d, %s", code, errs)
	}
	if err := os.Mkdir(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]Settings{
		"":                    {},
		"speed = inf\n":       {Speed: math.Inf(1)},
		"theme = \"light\"\n": {Theme: "light"},
		"# mine\ntheme = 'colour-blind'\nascii = true\nbig = true\nspeed = 2\nlayout = \"single\"\n": {"colour-blind", true, true, 2, "single"},
	} {
		put(t, file, text)
		if code, got, errs := show(); code != 0 || got != want {
			t.Errorf("%q: %d, %+v, %s; want %+v", text, code, got, errs, want)
		}
	}
	if _, got, _ := show("--ascii=false", "--theme=dark"); got.ASCII || got.Theme != "dark" || !got.Big && got.Speed == 2 {
		t.Errorf("the command line does not go before the file: %+v", got)
	}
	for text, want := range map[string]string{
		"big = true\ntheme = \"pink\"\n":   ":2: theme = pink: must be one of auto, dark, light, colour-blind",
		"big = 1\n":                        ":1: big = 1: must be true or false",
		"\n\nspeed = 0\n":                  ":3: speed = 0: must be a number above 0, or inf",
		"speed = \"fast\"\n":               ":1: speed = fast: must be a number above 0, or inf",
		"layout = \"wide\"\n":              ":1: layout = wide: must be one of " + strings.Join(tui.Layouts(), ", "),
		"ascii = true\nthme = \"light\"\n": `:2: no setting "thme"; nearest is "theme"`,
		"[colours]\nx = 1\n":               `:1: no setting "colours"; there are theme, ascii, big, speed, layout`,
		"theme = \n":                       ":1: not TOML: ",
	} {
		put(t, file, text)
		code, _, errs := show()
		if code != 2 || !strings.HasPrefix(errs, "spiketop: "+file+want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: %d, %q; want %q", text, code, errs, want)
		}
	}
	if code, _, errs := do("presets"); code != 0 {
		t.Errorf("a bad file stops other commands: %d, %s", code, errs)
	}
}

// The manual page names every command and flag, and no line is taken for a request.
func TestManPage(t *testing.T) {
	_, page, errs := do("man")
	if !strings.HasPrefix(page, ".TH SPIKETOP 1 ") || errs != "" {
		t.Errorf("%.60q, %s", page, errs)
	}
	root := Env{}.root()
	for _, c := range append(root.Commands(), root) {
		if !strings.Contains(page, roff(c.UseLine())) || !strings.Contains(page, roff(strings.Split(c.Short, "\n")[0])) && c.Long == "" {
			t.Errorf("the page lacks the command %s", c.Name())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(page, roff("--"+f.Name)) {
				t.Errorf("the page lacks %s --%s", c.Name(), f.Name)
			}
		})
	}
	for i, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, ".") && !regexp.MustCompile(`^\.(TH|SH|SS|TP|PP|B|I|br|nf|fi)\b`).MatchString(line) || strings.HasPrefix(line, "'") {
			t.Errorf("line %d is taken for a request: %q", i+1, line)
		}
	}
	if got := roff(".a \\b\n'c -d"); got != "\\&.a \\eb\n\\&'c \\-d" {
		t.Errorf("%q", got)
	}
}
