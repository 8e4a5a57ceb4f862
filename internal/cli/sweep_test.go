package cli

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// rowsOf is a file with its rows sorted: their order does not count.
func rowsOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	slices.Sort(lines[1:])
	return strings.Join(lines, "")
}

func sweepQuick(more ...string) []string {
	return append([]string{"sweep", "quick.toml", "--over", "net.g=0.5:1.5:0.5", "--over", "net.qif=0,1", "--seeds", "2", "--seed", "4", "--seconds", "0.5"}, more...)
}

func TestSweep(t *testing.T) {
	inDir(t)
	code, out, errs := do(sweepQuick()...)
	if code != 0 || errs != "" || strings.Count(out, "\n") != 13 || !strings.HasPrefix(out, "preset,base,net.g,net.qif,seed,runs,steps,") {
		t.Fatalf("%d, %s: %.300s", code, errs, out)
	}
	if got := ls(t); got != "quick.toml" {
		t.Error(got)
	}
	put(t, "stdout.csv", out)
	if code, out, errs := do(sweepQuick("--out", "rows.csv")...); code != 0 || out != "" || errs != "" {
		t.Errorf("%d, %s, %s", code, out, errs)
	}
	whole := rowsOf(t, "rows.csv")
	if whole != rowsOf(t, "stdout.csv") {
		t.Error("standard output and --out differ")
	}
	before, _ := os.ReadFile("rows.csv")
	if code, _, errs := do(sweepQuick("--out", "rows.csv")...); code != 0 || errs != "" {
		t.Error(code, errs)
	}
	if after, _ := os.ReadFile("rows.csv"); !bytes.Equal(before, after) {
		t.Error("done again, the file has changed")
	}

	for _, shard := range []string{"1/2", "2/2"} {
		if code, out, errs := do(sweepQuick("--out", "part.csv", "--shard", shard, "--workers", "1")...); code != 0 || out != "" || errs != "" {
			t.Errorf("%s: %d, %s, %s", shard, code, out, errs)
		}
	}
	code, out, errs = do("sweep", "--merge", "part.1-of-2.csv", "part.2-of-2.csv", "--out", "merged.csv")
	if code != 0 || out != "" || errs != "" || rowsOf(t, "merged.csv") != whole {
		t.Errorf("%d, %s, %s", code, out, errs)
	}
	merged, _ := os.ReadFile("merged.csv")
	code, out, errs = do(sweepQuick("--merge", "part.1-of-2.csv", "part.2-of-2.csv")...)
	if code != 0 || out != string(merged) || errs != "" {
		t.Errorf("%d, %s", code, errs)
	}
	code, out, errs = do("sweep", "--merge", "part.1-of-2.csv", "part.2-of-2.csv", "--out", "quick.csv")
	if code != 0 || out != "" || errs != "" {
		t.Errorf("%d, %s", code, errs)
	}
	put(t, "quick.csv", "else")
	for want, args := range map[string][]string{
		"it exists": {"sweep", "--merge", "part.1-of-2.csv", "part.2-of-2.csv", "--out", "quick.csv"},
		"6 of 12 rows missing: shard 2 of 2, 6 rows: there is no file": sweepQuick("--merge", "part.1-of-2.csv"),
	} {
		if code, out, errs := do(args...); code != 1 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: %d, %s, %s", args, code, out, errs)
		}
	}
}

func TestSweepWarnsOfFailures(t *testing.T) {
	inDir(t)
	args := []string{"sweep", "quick.toml", "--over", "net.g=1,20", "--set", "net.n=40", "--set", "learn.lambda=1e-12",
		"--set", "net.dt=0.1", "--set", "target.amplitude=10", "--out", "rows.csv"}
	if code, _, errs := do(args...); code != 0 || errs != "spiketop: warning: 1 of 2 runs failed; column reason says why\n" {
		t.Errorf("%d, %s", code, errs)
	}
	if code, _, errs := do(append(args, "--quiet")...); code != 0 || errs != "" {
		t.Errorf("%d, %s", code, errs)
	}
}

func TestSweepRefuses(t *testing.T) {
	inDir(t)
	put(t, "diary.csv", "Monday\n")
	if code, _, errs := do("sweep", "quick.toml", "--over", "net.g=1,2", "--seconds", "0.1", "--out", "rows.csv"); code != 0 {
		t.Fatal(errs)
	}
	for _, c := range []struct {
		args string
		want string
	}{
		{"--over", "--over: a value is missing"},
		{"--over net.g", "--over net.g: must be KEY=LO:HI:STEP or KEY=A,B,C"},
		{"--over net.gg=1,2", "--over net.gg=1,2: no parameter"},
		{"--over net.g=1,99", "--over net.g=1,99: 99: out of range; must be a number from 0 to 20"},
		{"--over net.g=0:1", "--over net.g=0:1: must be"},
		{"--over net.g=1,1", "1 stands there twice"},
		{"--over net.g=1 --over net.g=2", "net.g varies twice"},
		{"--over net.g=1,2 --set net.g=1", "net.g is set and varies"},
		{"--over seed=1,2", "give --seed S --seeds N"},
		{"--over net.dt=0.5,2 --set net.tau_s=1", "--over net.dt=0.5,2: net.dt = 2 ms is longer"},
		{"--over net.dt=2,5 --set net.tau_s=1", "--over net.dt=2,5: net.dt = 2 ms is longer"},
		{"--over net.g=0:0.99:0.0001 --seeds 1000", "more than 1000000 runs"},
		{"--seeds 0", "--seeds 0: must be a whole number, 1 …"},
		{"--seeds two", "--seeds two: must be"},
		{"--seed -3", "--seed -3: "},
		{"--workers 0", "--workers 0: must be"},
		{"--seconds 0.0001", "shorter than one step"},
		{"--out rows.txt", "--out rows.txt: must be a name that ends in .csv"},
		{"--out nowhere/rows.csv", "--out nowhere/rows.csv: no such file"},
		{"--out quick.toml/rows.csv", "--out quick.toml/rows.csv: "},
		{"--out=", "--out: a file's name is missing"},
		{"--out diary.csv", "--out: diary.csv: its columns are others"},
		{"--over net.g=1,2 --seconds 0.2 --out rows.csv", "rows.csv: its rows are of another sweep"},
		{"--over net.qif=0,1 --seconds 0.1 --out rows.csv", `column 3 is "net.g", not "net.qif"`},
		{"--seeds 4 --shard 1/2", "--out FILE.csv is missing"},
		{"--seeds 4 --shard 3/2 --out a.csv", "--shard 3/2: must be I/N"},
		{"--seeds 4 --shard 0/2 --out a.csv", "--shard 0/2: must be I/N"},
		{"--seeds 4 --shard 2 --out a.csv", "--shard 2: must be I/N"},
		{"--seeds 4 --shard 5/5 --out a.csv", "more shards than runs; must be N from 1 to 4"},
		{"--seeds 4 --slurm 2", "--out FILE.csv is missing"},
		{"--seeds 4 --slurm 5 --out a.csv", "--slurm 5: must be a whole number, 1 … 4"},
		{"--seeds 4 --slurm 2 --shard 1/2 --out a.csv", "give one of them"},
		{"--merge", "--merge: the files to join are missing"},
		{"--merge a.csv --workers 2", "--merge and --workers"},
		{"--merge a.csv --out b", "--out b: must be"},
		{"--oevr net.g=1", "nearest is --over"},
		{"again.toml", "takes one preset or file"},
	} {
		code, out, errs := do(append([]string{"sweep", "quick.toml"}, strings.Fields(c.args)...)...)
		if code != 2 || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: %d, %q: %s; want %q", c.args, code, out, errs, c.want)
		}
	}
	if code, _, errs := do("sweep", "ocillation"); code != 2 || !strings.Contains(errs, `nearest is "oscillation"`) {
		t.Error(code, errs)
	}
	if got := ls(t); got != "diary.csv quick.toml rows.csv" {
		t.Error(got)
	}
}

// Interrupted, it keeps the rows, says how to go on, and goes on.
func TestSweepInterrupted(t *testing.T) {
	inDir(t)
	signals := make(chan os.Signal, 1)
	var errs bytes.Buffer
	seen := writer(func(p []byte) (int, error) { // once the third run is done
		if strings.Contains(string(p), "] 3 of 12 runs") {
			signals <- syscall.SIGINT
		}
		return errs.Write(p)
	})
	args := sweepQuick("--out", "rows.csv", "--workers", "1", "--seconds", "20")
	code := Main(args, Env{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: seen, Signals: signals, Terminal: func(any) bool { return true }})
	if last := errs.String()[strings.LastIndex(errs.String(), "\r")+1:]; code != 130 || !strings.Contains(last, " of 12 rows are in rows.csv; the same command goes on with the rest\n") {
		t.Errorf("%d, %q", code, last)
	}
	if n := strings.Count(rowsOf(t, "rows.csv"), "\n"); n < 4 || n > 12 {
		t.Errorf("%d lines", n)
	}
	if code, _, errs := do(args...); code != 0 || strings.Count(rowsOf(t, "rows.csv"), "\n") != 13 {
		t.Error(code, errs)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// The script is bash, its limits are there, and each of its tasks, run as Slurm
// would run it, does its shard; then it merges.
func TestSweepSlurm(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err) // .ci/run and the script itself need it too
	}
	inDir(t)
	t.Setenv(asMain, "1")
	code, script, errs := do(sweepQuick("--out", "it's.csv", "--slurm", "2", "--quiet")...)
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	for _, want := range []string{"#!/bin/bash\n", "#SBATCH --array=1-2\n", "#SBATCH --cpus-per-task=1\n", "#SBATCH --time=10\n", "12 runs in 2 tasks", "'spiketop run --preset-file "} {
		if !strings.Contains(script, want) {
			t.Errorf("there is no %q in\n%s", want, script)
		}
	}
	// Whatever the run took here, with its margin: never less than the least.
	if m := regexp.MustCompile(`#SBATCH --mem=(\d+)M\n`).FindStringSubmatch(script); m == nil {
		t.Error("the script asks for no memory")
	} else if mb, err := strconv.Atoi(m[1]); err != nil || mb < 256 || mb > 4000 {
		t.Errorf("the script asks for %s MB", m[1])
	}
	put(t, "sweep.sh", script)
	run := func(task string, args ...string) string {
		c := exec.Command(bash, append([]string{"sweep.sh"}, args...)...)
		c.Env = append(os.Environ(), "SLURM_ARRAY_TASK_ID="+task)
		out, _ := c.CombinedOutput()
		return string(out)
	}
	if out := run("1"); out != "" {
		t.Error(out)
	}
	if out := run("0", "merge"); !strings.Contains(out, "6 of 12 rows missing: shard 2 of 2, 6 rows: there is no file") {
		t.Error(out)
	}
	if out := run("2") + run("0", "merge"); out != "" {
		t.Error(out)
	}
	if code, _, errs := do(sweepQuick("--out", "rows.csv")...); code != 0 || rowsOf(t, "it's.csv") != rowsOf(t, "rows.csv") {
		t.Error(code, errs, ls(t))
	}
}

// --columns lists the columns of the very table, and runs and writes nothing.
func TestSweepListsItsColumns(t *testing.T) {
	inDir(t)
	before := ls(t)
	code, out, errs := do(sweepQuick("--columns", "--out", "rows.csv")...)
	if code != 0 || errs != "" || ls(t) != before {
		t.Fatalf("%d, %s, %s", code, errs, ls(t))
	}
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if want := []string{"COLUMN", "UNIT", "MEANING"}; !slices.Equal(strings.Fields(lines[0]), want) {
		t.Errorf("%q", lines[0])
	}
	var names []string
	for _, line := range lines[1:] {
		names = append(names, strings.Fields(line)[0])
	}
	if code, _, errs := do(sweepQuick("--out", "rows.csv", "--quiet")...); code != 0 {
		t.Fatal(errs)
	}
	if header, _, _ := strings.Cut(read(t, "rows.csv"), "\n"); header != strings.Join(names, ",") {
		t.Errorf("listed are\n%s\nthe table has\n%s", strings.Join(names, ","), header)
	}
	if code, out, errs := do("sweep", "--columns"); code != 0 || !strings.Contains(out, "\nseed ") {
		t.Errorf("alone: %d, %s", code, errs)
	}
	for args, want := range map[string]string{
		"--columns --over net.gg=1,2": "no parameter",
		"--columns --merge a.csv":     "--merge and --columns: give one of them",
	} {
		if code, out, errs := do(append([]string{"sweep"}, strings.Fields(args)...)...); code != 2 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%s: %d, %s", args, code, errs)
		}
	}
}

// The Python of the page on sweeps reads columns that exist, and runs.
func TestSweepPagePython(t *testing.T) {
	page := read(t, "../../docs/CLUSTER.md")
	_, rest, _ := strings.Cut(page, "```python\n")
	script, _, _ := strings.Cut(rest, "```")
	t.Chdir(t.TempDir())
	grid := []string{"sweep", "dimension", "--over", "net.g=0.2,0.4", "--over", "net.qif=0,1", "--seeds", "2"}
	code, out, errs := do(append(grid, "--columns")...)
	if code != 0 {
		t.Fatal(errs)
	}
	read := regexp.MustCompile(`row\["([^"]+)"\]`).FindAllStringSubmatch(script, -1)
	if len(read) < 3 {
		t.Fatalf("the page has no snippet that reads a table: %q", script)
	}
	for _, m := range read {
		if !strings.Contains(out, "\n"+m[1]+" ") {
			t.Errorf("docs/CLUSTER.md reads the column %s, which no table has", m[1])
		}
	}
	for _, m := range regexp.MustCompile("`((?:dimension|training|motifs|g_eff)[a-z_.]*)`").FindAllStringSubmatch(page, -1) {
		if !strings.Contains(out, "\n"+m[1]+" ") {
			t.Errorf("docs/CLUSTER.md names the column %s, which no table has", m[1])
		}
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to run the snippet")
	}
	if code, _, errs := do(append(grid, "--set", "net.n=50", "--set", "metrics.window=50", "--seconds", "5", "--out", "gain.csv", "--quiet")...); code != 0 {
		t.Fatal(errs)
	}
	text, err := exec.Command(python, "-c", script).CombinedOutput()
	if err != nil || strings.Count(string(text), "\n") != 4 {
		t.Errorf("%v\n%s", err, text)
	}
}

// The commands of the page on sweeps work, on a smaller network.
func TestSweepPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/CLUSTER.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv(asMain, "1")
	ran := 0
	for line := range strings.Lines(string(page)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " >")
		line, _, _ = strings.Cut(line, " #")
		command, ours := strings.CutPrefix(strings.TrimPrefix(line, "./"), "spiketop sweep ")
		if !ours {
			continue
		}
		ran++
		args, want := append([]string{"sweep"}, strings.Fields(command)...), 0
		if slices.Contains(args, "--merge") {
			args = slices.Replace(args, 2, 3, "gain.1-of-4.csv")
			want = 1 // one shard of four
		} else {
			args = append(args, "--set", "net.n=20", "--seconds", "0.1")
		}
		if code, _, errs := do(append(args, "--quiet")...); code != want {
			t.Errorf("%s\n%d, want %d: %s", line, code, want, errs)
		}
		if !slices.Contains(args, "--shard") {
			_ = os.Remove("gain.csv")
		}
	}
	if ran < 4 {
		t.Errorf("only %d commands were seen", ran)
	}
}

// A table that is removed while it is filled: status 1, and its rows are kept.
func TestSweepTableRemoved(t *testing.T) {
	inDir(t)
	var errs bytes.Buffer
	seen := writer(func(p []byte) (int, error) {
		if strings.Contains(string(p), "] 3 of 12 runs") {
			_ = os.Remove("rows.csv")
		}
		return errs.Write(p)
	})
	code := Main(sweepQuick("--out", "rows.csv", "--workers", "1"), Env{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: seen, Terminal: func(any) bool { return true }})
	last := errs.String()[strings.LastIndex(errs.String(), "\r")+1:]
	if code != 1 || !strings.HasPrefix(last, "spiketop: rows.csv: removed or renamed while it was filled; ") || strings.Count(last, "\n") != 1 {
		t.Errorf("%d, %q", code, last)
	}
	if n := strings.Count(rowsOf(t, "rows.rescued-1.csv"), "\n"); n < 5 {
		t.Errorf("%d lines", n)
	}
}
