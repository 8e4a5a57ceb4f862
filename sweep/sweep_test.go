package sweep

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/sim"
)

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
"learn.passes" = 2
"learn.tests" = 2
"metrics.draws" = 10
"record.seconds" = 1
"record.windows" = 10
`

// quickSweep has seeds 7, 8, …
func quickSweep(tb testing.TB, seeds int, over ...string) *Sweep {
	tb.Helper()
	plan, err := presets.Parse("quick.toml", quick)
	if err != nil {
		tb.Fatal(err)
	}
	s := Sweep{Plan: plan, Sets: []presets.Assignment{{Key: "seed", Text: "7"}}, Seeds: seeds}
	for _, text := range over {
		a, err := ParseAxis(text)
		if err != nil {
			tb.Fatal(err)
		}
		s.Over = append(s.Over, a)
	}
	out, err := New(s)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// asVictim makes the test binary a process that fills the table of this name.
const asVictim = "SPIKETOP_TEST_FILL"

// patient has the victim wait after six rows to be killed: on a busy machine it may be
// done before anybody looks.
const patient = "SPIKETOP_TEST_FILL_WAITS"

func TestMain(m *testing.M) {
	if path := os.Getenv(asVictim); path != "" {
		os.Exit(victim(path))
	}
	os.Exit(m.Run())
}

// victimSweep is long enough to be killed ten times.
func victimSweep(tb testing.TB) *Sweep {
	s := quickSweep(tb, 5, "net.g=0.5:1.5:0.25", "net.qif=0,1")
	s.Seconds = 8
	return s
}

func victim(path string) int {
	s := victimSweep(new(testing.B))
	had := -1
	wait := func(done, total int, _ time.Duration) {
		if had < 0 {
			had = done
		}
		if os.Getenv(patient) != "" && done-had >= 6 && done < total {
			time.Sleep(time.Hour)
		}
	}
	if err := s.Table(path).Fill(context.Background(), s.Tasks(Shard{}), 2, wait); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// Killed with SIGKILL ten times at random and started again, the file is that
// of an undisturbed sweep, no row is lost or made twice.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	calm, torn := filepath.Join(dir, "calm.csv"), filepath.Join(dir, "torn.csv")
	run := func(path string, more ...string) *exec.Cmd {
		c := exec.Command(os.Args[0])
		c.Env = append(append(os.Environ(), asVictim+"="+path), more...)
		c.Stderr = os.Stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return c
	}
	if err := run(calm).Wait(); err != nil {
		t.Fatal(err)
	}
	lines := func() int {
		text, err := os.ReadFile(torn)
		if err != nil {
			return 0 // before it began
		}
		return strings.Count(string(text), "\n")
	}

	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	killed, rows := 0, 0
	for killed < 10 {
		c := run(torn, patient+"=1")
		exited := make(chan error, 1)
		go func() { exited <- c.Wait() }()
		var err error
		over := false
		for enough := rows + r.IntN(5); !over && lines() < enough; { // killed by what there is, not by the clock
			select {
			case err = <-exited:
				over = true
			case <-time.After(time.Millisecond):
			}
		}
		if !over {
			time.Sleep(time.Duration(r.IntN(10)) * time.Millisecond) // anywhere in the next row
			_ = c.Process.Kill()
			err = <-exited
		}
		if err == nil {
			break // it was done
		}
		killed++
		got := lines()
		if got < rows {
			t.Fatalf("%d lines, and before the last start %d", got, rows)
		}
		rows = got
	}
	if killed < 5 {
		t.Errorf("killed only %d times", killed)
	}
	between := rows
	if err := run(torn).Wait(); err != nil {
		t.Fatal(err)
	}
	a, b := text(t, calm), text(t, torn)
	if n := strings.Count(a, "\n"); sorted(a) != sorted(b) || n != 51 {
		t.Errorf("killed %d times: %d and %d lines, and they differ", killed, n, strings.Count(b, "\n"))
	}
	t.Logf("killed %d times, %d of 51 lines by then", killed, between)
}

// Two shards merged are the whole.
func TestShards(t *testing.T) {
	dir := t.TempDir()
	s := quickSweep(t, 3, "net.g=0.5,1,1.5")
	path := filepath.Join(dir, "rows.csv")
	fill(t, s.Table(path), s.Tasks(Shard{}))
	shards := []string{}
	for i := range 2 {
		h := Shard{i + 1, 2}
		shards = append(shards, ShardPath(path, h))
		fill(t, s.Table(ShardPath(path, h)), s.Tasks(h))
	}
	for name, whole := range map[string]*Sweep{"described": s, "by itself": nil} {
		merged, failed, err := Merge(shards, whole)
		if err != nil || failed != 0 || sorted(string(merged)) != sorted(text(t, path)) {
			t.Errorf("%s: %d failed, %v:\n%s", name, failed, err, merged)
		}
		again, _, err := Merge([]string{path, shards[0]}, whole) // rows that agree may stand in both
		if err != nil || string(again) != string(merged) {
			t.Errorf("%s: the whole is another: %v", name, err)
		}
		_, rows, _, err := parse("", merged)
		for k, task := range s.Tasks(Shard{}) {
			if err != nil || !slices.Equal(rows[k][:4], task.Key) {
				t.Fatalf("row %d is %q, %v", k, rows[k][:4], err)
			}
		}
	}
}

func TestMergeNamesWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	s := quickSweep(t, 2, "net.g=0.5,1,1.5,2")
	path := filepath.Join(dir, "rows.csv")
	var shards []string
	for i := range 4 {
		h := Shard{i + 1, 4}
		shards = append(shards, ShardPath(path, h))
		if err := s.Table(shards[i]).Fill(t.Context(), s.Tasks(h), 1, nil); err != nil { // one by one: in order
			t.Fatal(err)
		}
	}
	other := quickSweep(t, 2, "net.g=0.5,1,1.5,2")
	other.mark = "other"
	foreign := filepath.Join(dir, "foreign.csv")
	fill(t, other.Table(foreign), other.Tasks(Shard{1, 8}))
	more := quickSweep(t, 3, "net.g=0.5,1,1.5,2")
	text2 := text(t, shards[1])
	lines := strings.SplitAfter(text2, "\n")
	for name, text := range map[string]string{
		"short.2-of-4.csv": strings.Join(lines[:2], ""),
		"empty.2-of-4.csv": lines[0],
		"liar.csv":         lines[0] + strings.Replace(lines[1], ",done,", "1,done,", 1),
		"plain.csv":        "a,b\n1,2\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	without := func(path string, instead ...string) []string {
		return append(slices.DeleteFunc(slices.Clone(shards), func(p string) bool { return p == path }), instead...)
	}
	for name, c := range map[string]struct {
		paths []string
		whole *Sweep
		want  string
	}{
		"a shard":              {without(shards[2]), s, "2 of 8 rows missing: shard 3 of 4, 2 rows: there is no file"},
		"a shard, by name":     {append(without(shards[2]), shards[2]+"x.3-of-4.csv"), s, "shard 3 of 4, 2 rows: there is no file"},
		"a shard, undescribed": {without(shards[2]), nil, "2 of 8 rows missing: shard 3 of 4, 2 rows: there is no file"},
		"a row":                {without(shards[1], in("short.2-of-4.csv")), nil, "1 of 8 rows missing: shard 2 of 4, 1 row: net.g=1.5 seed=8"},
		"all rows":             {without(shards[1], in("empty.2-of-4.csv")), s, "2 of 8 rows missing: shard 2 of 4, 2 rows: net.g=0.5 seed=8, net.g=1.5 seed=8"},
		"values in no row":     {[]string{shards[0]}, nil, "6 of 8 rows missing: shard 2 of 4: there is no file; shard 3 of 4: there is no file; shard 4 of 4: there is no file; with the sweep's own"},
		"a larger sweep":       {shards, more, "4 of 12 rows missing"},
		"a smaller sweep":      {shards, quickSweep(t, 1, "net.g=0.5,1,1.5,2"), "does not belong to this sweep"},
		"another sweep":        {append(without(""), foreign), nil, "foreign.csv: its rows are of another sweep than those before it (preset=quick base=other"},
		"another, described":   {append(without(""), foreign), s, "foreign.csv: its rows are of another sweep (base other"},
		"other columns":        {shards, quickSweep(t, 2, "net.qif=0,1"), `column 3 is "net.g", not "net.qif"`},
		"rows that disagree":   {append(without(""), in("liar.csv")), nil, "liar.csv: the row net.g=0.5 seed=8 differs"},
		"no table of a sweep":  {append(without(""), in("plain.csv")), nil, "plain.csv: not a table of a sweep"},
		"no rows at all":       {[]string{in("empty.2-of-4.csv")}, nil, "give the sweep's own"},
		"no file":              {[]string{in("none.csv")}, nil, "none.csv: no such file"},
		"no shard":             {[]string{in("none.1-of-2.csv")}, nil, "there is no such file"},
		"shards of others":     {append(without(""), in("none.1-of-2.csv")), nil, "a shard of 2, and another file is a shard of 4"},
		"no such shard":        {[]string{in("none.3-of-2.csv")}, nil, "there is no shard 3 of 2"},
	} {
		_, _, err := Merge(c.paths, c.whole)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	good := quickSweep(t, 1)
	axis := func(text string) Axis {
		a, err := ParseAxis(text)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for want, s := range map[string]Sweep{
		"0 seeds":                 {},
		"net.g varies twice":      {Seeds: 1, Over: []Axis{axis("net.g=1,2"), axis("net.g=3")}},
		"net.g is set and varies": {Seeds: 1, Over: []Axis{axis("net.g=1,2")}, Sets: []presets.Assignment{{Key: "net.g", Text: "3"}}},
		"more than 1000000 runs":  {Seeds: 101, Over: []Axis{axis("net.g=0:0.9999:0.0001")}},
		"are too large":           {Seeds: 9, Sets: []presets.Assignment{{Key: "seed", Text: strconv.Itoa(math.MaxInt - 5)}}},
		// The last point, not the first, which the session itself refuses:
		"(with net.dt=2 net.tau_s=1)": {Seeds: 1, Over: []Axis{axis("net.dt=0.5,2"), axis("net.tau_s=20,1")}},
	} {
		s.Plan = good.Plan
		if _, err := New(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}

// Whatever all runs share and no column shows is in the mark, and nothing else is.
func TestMark(t *testing.T) {
	base := quickSweep(t, 2, "net.g=1,2")
	for name, c := range map[string]struct {
		change func(*Sweep)
		same   bool
	}{
		"seeds":       {func(s *Sweep) { s.Seeds = 5 }, true},
		"values":      {func(s *Sweep) { s.Over[0].Values = []string{"0.5", "3"} }, true},
		"first seed":  {func(s *Sweep) { s.Sets[0].Text = "1" }, true},
		"a parameter": {func(s *Sweep) { s.Sets = append(s.Sets, presets.Assignment{Key: "net.noise", Text: "0.25"}) }, false},
		"seconds":     {func(s *Sweep) { s.Seconds = 1 }, false},
		"the timeline": {func(s *Sweep) {
			s.Plan.At = []presets.Event{{Step: -1, MS: 5, Set: []presets.Assignment{{Key: "net.g", Text: "1"}}}}
		}, false},
	} {
		s := *quickSweep(t, 2, "net.g=1,2")
		c.change(&s)
		changed, err := New(Sweep{Plan: s.Plan, Sets: s.Sets, Seconds: s.Seconds, Over: s.Over, Seeds: s.Seeds})
		if err != nil || (changed.mark == base.mark) != c.same {
			t.Errorf("%s: %v, %v", name, changed.mark == base.mark, err)
		}
	}
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := base.Continues(path); err != nil {
		t.Error(err)
	}
	fill(t, base.Table(path), base.Tasks(Shard{1, 4}))
	if err := base.Continues(path); err != nil {
		t.Error(err)
	}
	other := *base
	other.mark = "other"
	if err := other.Continues(path); err == nil || !strings.Contains(err.Error(), "another sweep") {
		t.Error(err)
	}
}

// A run that fails numerically is a row that says at which step and why.
func TestFailedRun(t *testing.T) {
	s := quickSweep(t, 1, "net.g=1,20")
	for key, text := range map[string]string{"net.n": "40", "learn.lambda": "1e-12", "net.dt": "0.1", "target.amplitude": "10"} {
		s.Sets = append(s.Sets, presets.Assignment{Key: key, Text: text})
	}
	tab := s.Table(filepath.Join(t.TempDir(), "rows.csv"))
	fill(t, tab, s.Tasks(Shard{}))
	rows, err := tab.Read()
	if err != nil || len(rows) != 2 {
		t.Fatal(err, len(rows))
	}
	slices.SortFunc(rows, compareKeys)
	good, bad := rows[0], rows[1]
	n := len(tab.Key) + len(tab.Values)
	if good[2] != "1" || good[n] != Done || good[n+1] != "" || good[n-1] == "" {
		t.Errorf("%q", good[n:])
	}
	if bad[2] != "20" || bad[n] != Failed || !strings.HasPrefix(bad[n+1], "step ") || !strings.Contains(bad[n+1], "diverged") ||
		strings.Join(bad[len(tab.Key):n], "") != "" {
		t.Errorf("%q", bad[n:])
	}
}

// Every column of the table is described, in its order, with unit and meaning.
func TestColumnsAreDescribed(t *testing.T) {
	s := quickSweep(t, 2, "net.qif=0,1", "net.tau_s=10,20")
	var names []string
	for _, c := range s.Columns() {
		names = append(names, c.Path)
		if c.Path == "net.tau_s" && c.Unit != "ms" {
			t.Errorf("%s in %q", c.Path, c.Unit)
		}
		if c.Help == "" {
			t.Errorf("%s has no meaning", c.Path)
		}
	}
	if header := s.Table("").Header(); !slices.Equal(names, header) {
		t.Errorf("described are\n%v\nthe header is\n%v", names, header)
	}
}

// Every number of summary.json is a column of the same name and value, or left
// out on purpose.
func TestColumns(t *testing.T) {
	s := quickSweep(t, 1, "target.kind=none,oscillation") // each defines numbers that the other does not
	for k := range s.Runs() {
		checkColumns(t, s, k)
	}
}

func checkColumns(t *testing.T, s *Sweep, k int) {
	t.Helper()
	session, err := run.NewSession(s.Plan, s.Assignments(k))
	if err != nil {
		t.Fatal(err)
	}
	c, status := run.Headless(t.Context(), session, run.Options{})
	sum := measure.Summarise(context.Background(), c, measure.Everything, status, math.NaN(), nil)
	cells := map[string]string{}
	row, names := sum.Cells(), columns()
	if len(row) != len(names) {
		t.Fatalf("%d cells for %d columns", len(row), len(names))
	}
	for i, cell := range row {
		if _, twice := cells[names[i]]; twice {
			t.Errorf("two columns %s", names[i])
		}
		cells[names[i]] = cell
	}
	if cells["warnings"] != strconv.Itoa(len(sum.Warnings)) || len(strings.Fields(cells["warning_codes"])) != len(sum.Warnings) {
		t.Errorf("%s warnings with the codes %q of %d", cells["warnings"], cells["warning_codes"], len(sum.Warnings))
	}
	delete(cells, "warnings")
	delete(cells, "warning_codes")
	var tree any
	if err := json.Unmarshal(sum.JSON(), &tree); err != nil {
		t.Fatal(err)
	}
	for name, value := range leaves("", tree) {
		cell, ok := cells[name]
		if !ok {
			if !leftOut(name) {
				t.Errorf("%s = %v has no column", name, value)
			}
			continue
		}
		delete(cells, name)
		got, err := strconv.ParseFloat(cell, 64)
		want, defined := value.(float64)
		if b, isBool := value.(bool); isBool && b {
			want, defined = 1, true
		} else if isBool {
			want, defined = 0, true
		}
		if defined && (err != nil || got != want) || !defined && cell != "" {
			t.Errorf("%s is %q, want %v", name, cell, value)
		}
	}
	for name := range cells {
		t.Errorf("the column %s is not in summary.json", name)
	}
}

// leftOut are numbers that are columns already, that differ between two runs of
// the same, or that are parameters.
func leftOut(name string) bool {
	if slices.ContainsFunc(sim.Types[:], func(m sim.Model) bool { return m.Name == name }) {
		return true // the fraction of a type
	}
	for _, part := range []string{"params.", "timings.", ".draws", "spiking.how."} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return slices.Contains([]string{"schema", "seed", "n", "g", "wall_seconds", "episode", "episode_step", "episode_seconds", "changes", "dimension.window_ms"}, name)
}

// leaves are the numbers, nulls and switches below a value, by path.
func leaves(at string, v any) map[string]any {
	out := map[string]any{}
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			for n, y := range leaves(strings.TrimPrefix(at+"."+k, "."), x) {
				out[n] = y
			}
		}
	case []any, string:
	default:
		out[at] = v
	}
	return out
}

// A table of version 0.2 is refused in a line that says what it is, wherever it
// is read.
func TestTableOfVersion02(t *testing.T) {
	s := quickSweep(t, 1)
	path := filepath.Join(t.TempDir(), "old.csv")
	const old = "preset,base,seed,runs,steps,simulated_seconds,rate_hz.lif,rate_hz.lif_se,g_eff,g_eff_se,warnings,status,reason\nquick,abc,7,1,1,1,1,1,1,1,0,done,\n"
	if err := os.WriteFile(path, []byte(old), 0o666); err != nil {
		t.Fatal(err)
	}
	want := path + ": a table of version 0.2; its columns have other names: write a new table"
	_, _, alone := Merge([]string{path}, nil)
	_, _, described := Merge([]string{path}, s)
	for name, err := range map[string]error{
		"continued": s.Continues(path), "merged": alone, "merged, described": described,
		"filled": s.Table(path).Fill(t.Context(), s.Tasks(Shard{}), 1, nil),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if text(t, path) != old {
		t.Error("the table was changed")
	}
	if slices.Contains(columns(), oldColumn) {
		t.Errorf("%s is a column of this version", oldColumn)
	}
}

// A thousand short runs take no more memory than a hundred.
func TestMemoryIsFlat(t *testing.T) {
	bound := keepBytes
	defer func() { keepBytes = bound }()
	keepBytes = 100_000 // of rows held: fewer than are made
	s := quickSweep(t, 1000)
	s.Seconds = 0.05
	s.Sets = append(s.Sets, presets.Assignment{Key: "net.n", Text: "10"}, presets.Assignment{Key: "target.kind", Text: "none"})
	tab := s.Table(filepath.Join(t.TempDir(), "rows.csv"))
	var at []uint64
	err := tab.Fill(t.Context(), s.Tasks(Shard{}), 2, func(done, _ int, _ time.Duration) {
		if done == 100 || done == 550 || done == 1000 {
			at = append(at, heap())
		}
	})
	if err != nil || len(at) != 3 {
		t.Fatal(err, at)
	}
	t.Logf("heap after 100, 550, 1000 runs: %.2f, %.2f, %.2f MB", float64(at[0])/1e6, float64(at[1])/1e6, float64(at[2])/1e6)
	if at[2] > at[0]+2e6 {
		t.Errorf("the heap has grown from %d to %d bytes", at[0], at[2])
	}
}

// A table that another program has written again says so: 0.10 is no other run
// than 0.1.
func TestRespeltTable(t *testing.T) {
	s := quickSweep(t, 1, "net.g=0.1,1", "target.circular=true")
	path := filepath.Join(t.TempDir(), "rows.csv")
	fill(t, s.Table(path), s.Tasks(Shard{}))
	whole := text(t, path)
	for old, c := range map[string]struct{ becomes, want string }{
		",0.1,true,7,": {",0.10,true,7,", "net.g is spelt 0.10, and was written as 0.1: another program, a spreadsheet perhaps, has written it"},
		",1,true,7,":   {",1,true,7.0,", `seed = "7.0": not an integer: another program`},
		",0.1,true,":   {`,"0,1",true,`, `net.g = "0,1": not a number: another program`},
		",true,":       {",TRUE,", "target.circular"},
	} {
		if !strings.Contains(whole, old) {
			t.Fatalf("no %q in\n%s", old, whole)
		}
		must(t, os.WriteFile(path, []byte(strings.Replace(whole, old, c.becomes, 1)), 0o666))
		_, _, alone := Merge([]string{path}, nil)
		_, _, described := Merge([]string{path}, s)
		for name, err := range map[string]error{"continued": s.Continues(path), "merged": alone, "merged, described": described} {
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s, %s: %v", c.becomes, name, err)
			}
		}
	}
}
