package rundir

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	npyio "github.com/sbinet/npyio/npy"

	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/presets"
	"spiketop/run"
)

// contents is what a run's directory holds, by the contract.
var contents = []string{"eigenvalues.csv", "motifs.csv", "neurons.csv", "rates.npy", "readout.npy", "readout_pass.npy", "readout_time_ms.npy",
	"run.toml", "spikes.npy", "summary.json", "target.npy", "weights.npy", "weights_initial.npy"}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// written runs a session to its end and writes it.
func written(t *testing.T, s *run.Session) (*run.Copy, string) {
	t.Helper()
	c, status := run.Headless(context.Background(), s, run.Options{})
	dir := filepath.Join(t.TempDir(), "run")
	if err := Of(c, measure.Summarise(context.Background(), c, measure.AllFiles, status, 1, nil)).Write(dir); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, contents) {
		t.Errorf("files: %q", got)
	}
	if beside := names(t, filepath.Dir(dir)); len(beside) != 1 {
		t.Errorf("beside it: %q", beside)
	}
	return c, dir
}

func near(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

// array reads a .npy file with another program's reader.
func array[T any](t *testing.T, dir, name string, shape ...int) []T {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	r, err := npyio.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	d := r.Header.Descr
	if !slices.Equal(d.Shape, shape) || d.Fortran {
		t.Errorf("%s: shape %v, Fortran order %v; want %v", name, d.Shape, d.Fortran, shape)
	}
	size := 1
	for _, n := range shape {
		size *= n
	}
	tuple := strings.ReplaceAll(fmt.Sprint(shape), " ", ", ") // NumPy wants a tuple of one to have its comma
	if tuple = "(" + tuple[1:len(tuple)-1] + map[bool]string{true: ",)", false: ")"}[len(shape) == 1]; !strings.Contains(string(text[:128]), "'shape': "+tuple+", }") {
		t.Errorf("%s: %q has no shape %s", name, text[:128], tuple)
	}
	if begin := len(text) - 8*size; begin%64 != 0 || text[begin-1] != '\n' {
		t.Errorf("%s: the data begin at byte %d", name, begin)
	}
	if size == 0 {
		return nil
	}
	var x []T
	if err := r.Read(&x); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return x
}

func TestFilesHoldTheRun(t *testing.T) {
	c, dir := written(t, session(t, quick))
	const samples = 3 * 50 // the last pass and two tests, 100 ms every 2
	if w := array[float64](t, dir, "weights.npy", 20, 20); !slices.Equal(w, c.W.Entries()) {
		t.Error("weights.npy is not W")
	}
	if w := array[float64](t, dir, "weights_initial.npy", 20, 20); !slices.Equal(w, c.Initial().Entries()) {
		t.Error("weights_initial.npy is not W at the start")
	}
	spikes := array[int64](t, dir, "spikes.npy", c.Spikes(), 2)
	for k := range c.Spikes() {
		if step, i := c.Spike(k); spikes[2*k] != step || spikes[2*k+1] != int64(i) {
			t.Fatalf("spike %d is %v", k, spikes[2*k:2*k+2])
		}
	}
	if c.Spikes() == 0 {
		t.Error("no spikes")
	}
	u, f := array[float64](t, dir, "readout.npy", samples, 20), array[float64](t, dir, "target.npy", samples, 20)
	if r := c.Readouts[1]; !slices.Equal(u[50*20:100*20], r.U) || !slices.Equal(f[50*20:100*20], r.F) {
		t.Error("the second pass is not the first test")
	}
	times, pass := array[float64](t, dir, "readout_time_ms.npy", samples), array[int64](t, dir, "readout_pass.npy", samples)
	for k := range samples {
		if want := []int64{3, -1, -2}[k/50]; pass[k] != want || times[k] != float64(k%50+1)*2 {
			t.Fatalf("row %d: pass %d at %g ms, want %d at %d", k, pass[k], times[k], want, 2*(k%50+1))
		}
	}
	array[float64](t, dir, "rates.npy", 0, 20) // none with a target
}

func TestFilesWithoutATarget(t *testing.T) {
	c, dir := written(t, session(t, quick, presets.Assignment{Key: "target.kind", Text: "none"}, presets.Assignment{Key: "learn.on", Text: "false"},
		presets.Assignment{Key: "net.noise", Text: "0.5"}))
	if counts := array[float64](t, dir, "rates.npy", 10, 20); !slices.Equal(counts, c.Counts) {
		t.Error("rates.npy is not the counts")
	}
	array[float64](t, dir, "readout.npy", 0, 20)
	array[float64](t, dir, "target.npy", 0, 20)
	array[float64](t, dir, "readout_time_ms.npy", 0)
	array[int64](t, dir, "readout_pass.npy", 0)
	for _, r := range rows(t, dir, "motifs.csv") {
		if r["matrix"] == "change" && (r["count"] != "" || r["note"] != "no change") {
			t.Errorf("nothing changed: %v", r)
		}
	}
}

// The time of a spike in its episode is (step − episode_step)·Δt, both of
// summary.json, also where an earlier episode had another Δt.
func TestSpikeTimesAfterAChangeOfTheTimeStep(t *testing.T) {
	times := func(s *run.Session) (ms []float64) {
		c, dir := written(t, s)
		text, err := os.ReadFile(filepath.Join(dir, "summary.json"))
		if err != nil {
			t.Fatal(err)
		}
		var sum struct {
			Steps          int64
			EpisodeStep    int64   `json:"episode_step"`
			EpisodeSeconds float64 `json:"episode_seconds"`
			Params         map[string]any
		}
		if err := json.Unmarshal(text, &sum); err != nil {
			t.Fatal(err)
		}
		dt := sum.Params["net.dt"].(float64)
		if !near(float64(sum.Steps-sum.EpisodeStep)*dt, 1000*sum.EpisodeSeconds) || c.Spikes() == 0 {
			t.Errorf("%d − %d steps of %g ms are not %g s; %d spikes", sum.Steps, sum.EpisodeStep, dt, sum.EpisodeSeconds, c.Spikes())
		}
		spikes := array[int64](t, dir, "spikes.npy", c.Spikes(), 2)
		for k := 0; k < len(spikes); k += 2 {
			ms = append(ms, float64(spikes[k]-sum.EpisodeStep)*dt)
		}
		return ms
	}
	s := session(t, quick)
	for range 777 {
		s.Step()
	}
	if err := s.Assign("net.dt", "0.25"); err != nil {
		t.Fatal(err)
	}
	got, want := times(s), times(session(t, quick, presets.Assignment{Key: "net.dt", Text: "0.25"}))
	if !slices.Equal(got, want) {
		t.Errorf("%d spikes from %g ms on; a run that had this Δt from the start has %d from %g ms on", len(got), got[0], len(want), want[0])
	}
}

func TestFilesOfARunThatNeverMoved(t *testing.T) {
	_, dir := written(t, session(t, quick+"[run]\nend_step = 0\n"))
	array[int64](t, dir, "spikes.npy", 0, 2)
}

// rows reads a CSV file by its header.
func rows(t *testing.T, dir, name string) (out []map[string]string) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all[1:] {
		m := map[string]string{}
		for k, name := range all[0] {
			m[name] = r[k]
		}
		out = append(out, m)
	}
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestTables(t *testing.T) {
	c, dir := written(t, session(t, quick))
	for i, r := range rows(t, dir, "neurons.csv") {
		kind, bias := "LIF", 1.0
		if i < 10 {
			kind, bias = "QIF", 0
		}
		if number(t, r["index"]) != float64(i) || r["type"] != kind || number(t, r["bias"]) != bias || number(t, r["v0"]) != c.V0[i] ||
			number(t, r["cue"]) != c.Cue[i] || number(t, r["phase"]) != c.Order[i] || r["place"] != "" {
			t.Errorf("neuron %d: %v", i, r)
		}
	}
	eig := rows(t, dir, "eigenvalues.csv")
	var outliers int
	var trace float64
	for k, r := range eig {
		if (r["when"] == "before") != (k < 20) {
			t.Errorf("row %d is %s", k, r["when"])
		}
		if r["when"] == "after" {
			trace += number(t, r["re"])
			outliers += int(number(t, r["outlier"]))
		}
	}
	var want float64
	for i := range c.N {
		want += c.W.Entries()[i*c.N+i]
	}
	if s := measure.Summarise(context.Background(), c, measure.AllFiles, run.Done, 1, nil); len(eig) != 40 || outliers != s.Spectrum.Now.Outliers || math.Abs(trace-want) > 1e-9 {
		t.Errorf("%d eigenvalues, %d outliers, sum %g, trace %g", len(eig), outliers, trace, want)
	}
	seq, dir := written(t, session(t, quick, presets.Assignment{Key: "target.kind", Text: "sequence"}))
	if r := rows(t, dir, "neurons.csv")[4]; number(t, r["place"]) != seq.Order[4] || r["phase"] != "" {
		t.Errorf("in a sequence: %v", r)
	}
}

// In motifs.csv a row explains itself, and agrees with summary.json.
func TestMotifTable(t *testing.T) {
	c, dir := written(t, session(t, quick))
	all := rows(t, dir, "motifs.csv")
	if len(all) != 3*(5*4+3*16) {
		t.Errorf("%d rows", len(all))
	}
	found := map[string]map[string]string{}
	for _, r := range all {
		found[r["matrix"]+" "+r["view"]+" "+r["motif"]] = r
		for column, x := range r {
			if strings.Contains(x, "NaN") || strings.Contains(x, "Inf") {
				t.Errorf("%s is %s: %v", column, x, r)
			}
		}
		count, expected := number(t, r["count"]), r["expected"]
		if expected == "" {
			continue
		}
		if r["ratio"] != "" && math.Abs(number(t, r["ratio"])-count/number(t, expected)) > 1e-9 {
			t.Errorf("ratio: %v", r)
		}
		if z := r["z"]; z != "" && math.Abs(number(t, z)-(count-number(t, expected))/number(t, r["sd"])) > 1e-6*(1+math.Abs(number(t, z))) {
			t.Errorf("z: %v", r)
		}
	}
	m := measure.Summarise(context.Background(), c, measure.AllFiles, run.Done, 1, nil).Tree()
	get := func(path string) float64 { return m.Get("motifs." + path) }
	for key, want := range map[string]map[string]float64{
		"after weighted reciprocal":     {"count": get("weighted.reciprocal"), "z": get("weighted.reciprocal.z"), "p": get("weighted.reciprocal.p")},
		"after weighted_blocks chain":   {"count": get("weighted_blocks.chain"), "sd": get("weighted_blocks.chain.sd")},
		"after strong reciprocal":       {"count": get("strong.reciprocal.count"), "expected": get("strong.reciprocal.expected"), "ratio": get("strong.reciprocal.ratio")},
		"after strong_blocks divergent": {"z": get("strong.divergent.z"), "expected": get("strong.divergent.null_mean")},
		"after strong_degree chain":     {"z": get("strong_degree.chain.z")},
		"after triads 021D":             {"count": get("triads.021D")},
		"after triads_dyads 003":        {"z": get("triads_z.003")},
		"after triads_degree 003":       {"z": get("triads_degree_z.003")},
		"before weighted divergent":     {"count": motifs.WeightedOf(c.Initial()).Divergent},
		"change weighted divergent":     {"count": motifs.WeightedOf(measure.Change(c)).Divergent},
	} {
		for column, x := range want {
			if !near(number(t, found[key][column]), x) {
				t.Errorf("%s: %s = %s, want %g", key, column, found[key][column], x)
			}
		}
	}
}

func TestRunsRepeatToTheByte(t *testing.T) {
	_, a := written(t, session(t, quick))
	c, b := written(t, session(t, quick))
	plan, err := presets.ReadFile(filepath.Join(a, "run.toml"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, d := written(t, s)
	if !reflect.DeepEqual(c.W.Entries(), again.W.Entries()) {
		t.Error("run.toml gives another W")
	}
	for _, name := range contents {
		if name == "summary.json" {
			continue // has wall times; TestSummaryIsDeterministic
		}
		first, _ := os.ReadFile(filepath.Join(a, name))
		for _, dir := range []string{b, d} {
			if other, _ := os.ReadFile(filepath.Join(dir, name)); !bytes.Equal(first, other) {
				t.Errorf("%s differs", name)
			}
		}
	}
}

func TestFreshDirectories(t *testing.T) {
	c := session(t, quick).Copy(true)
	s := measure.Summarise(context.Background(), c, measure.AllFiles, run.Interrupted, math.NaN(), nil)
	parent := t.TempDir()
	if err := os.Mkdir(filepath.Join(parent, "quick-s1-002"), 0o777); err != nil { // another's, empty
		t.Fatal(err)
	}
	done := make(chan string)
	for range 4 { // at once
		go func() {
			dir, err := Of(c, s).WriteFresh(parent)
			if err != nil {
				t.Error(err)
			}
			done <- filepath.Base(dir)
		}()
	}
	got := []string{}
	for range 4 {
		got = append(got, <-done)
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"quick-s1-001", "quick-s1-003", "quick-s1-004", "quick-s1-005"}) {
		t.Errorf("%q", got)
	}
	for _, dir := range got {
		if n := names(t, filepath.Join(parent, dir)); !slices.Equal(n, contents) {
			t.Errorf("%s holds %q", dir, n)
		}
	}
	for preset, want := range map[string]string{"a/../b c": "a_.._b_c-s3-001", "": "run-s3-001", "..": "run..-s3-001", "-x": "run-x-s3-001"} {
		if got := FreshDir(parent, preset, 3); got != filepath.Join(parent, want) {
			t.Errorf("%q: %s", preset, got)
		}
	}
}

// Killed at any moment, a writer leaves whole directories and hidden ones.
func TestKilledWriterLeavesWholeDirectories(t *testing.T) {
	const key = "SPIKETOP_TEST_WRITE"
	if parent := os.Getenv(key); parent != "" {
		c := session(t, quick).Copy(true)
		s := measure.Summarise(context.Background(), c, measure.AllFiles, run.Interrupted, 1, nil)
		for k := 0; ; k++ {
			if err := Of(c, s).Write(filepath.Join(parent, fmt.Sprint(k))); err != nil {
				t.Fatal(err)
			}
		}
	}
	whole, partial := 0, 0
	for k := range 6 {
		parent := t.TempDir()
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), key+"="+parent)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for len(names(t, parent)) == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(3+7*k) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		for _, name := range names(t, parent) {
			dir := filepath.Join(parent, name)
			if name[0] == '.' {
				partial++
				continue
			}
			whole++
			if n := names(t, dir); !slices.Equal(n, contents) {
				t.Errorf("%s holds %q", name, n)
			}
			text, err := os.ReadFile(filepath.Join(dir, "summary.json"))
			if err != nil || !json.Valid(text) {
				t.Errorf("%s: summary.json is torn (%v)", name, err)
			}
		}
	}
	t.Logf("%d whole directories, %d partial ones", whole, partial)
}
