package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"spiketop/intake"
)

// A graph whose numbers are known by hand: a ring of three, one edge of it both
// ways, and a node alone.
const ring = "pre,post\na,b\nb,c\nc,a\nb,a\n"

// The counts of a small graph, in every output, and what a row was beside them.
func TestAnalyseByHand(t *testing.T) {
	inDir(t)
	put(t, "ring.csv", ring)
	code, out, errs := do("analyse", "ring.csv", "--nodes", "4", "--json")
	var j struct {
		Status, Rows, Graph string
		N, Synapses         int
		Self                int `json:"self_connections"`
		Motifs              struct {
			Strong   map[string]any
			Triads   map[string]int
			Weighted map[string]any
		}
		Spectrum struct {
			Max float64 `json:"max_modulus"`
		}
		Warnings []struct{ Code string }
	}
	if err := json.Unmarshal([]byte(out), &j); err != nil || code != 0 || errs != "" {
		t.Fatalf("%d, %q, %v", code, errs, err)
	}
	count := func(pair string) float64 { return j.Motifs.Strong[pair].(map[string]any)["count"].(float64) }
	if j.Status != "done" || j.Rows != "edges" || j.Graph != "all" || j.N != 4 || j.Synapses != 4 || j.Self != 0 {
		t.Errorf("%+v", j)
	}
	// In-degrees a 2, b 1, c 1; out-degrees a 1, b 2, c 1; chains a→b→c, b→c→a, c→a→b, and b→a→b and a→b→a are none.
	if count("reciprocal") != 1 || count("convergent") != 1 || count("divergent") != 1 || count("chain") != 3 {
		t.Errorf("pairs %v", j.Motifs.Strong)
	}
	// Of the four triads {a,b,c} is 120C; with d, a↔b is 102 and each other edge 012.
	if j.Motifs.Triads["120C"] != 1 || j.Motifs.Triads["102"] != 1 || j.Motifs.Triads["012"] != 2 {
		t.Errorf("triads %v", j.Motifs.Triads)
	}
	if v := j.Motifs.Weighted["reciprocal"].(map[string]any)["value"]; v != nil || !strings.Contains(out, `"equal_weights"`) {
		t.Errorf("equal weights have the correlation %v", v)
	}
	// λ³ = λ + 1: the plastic number.
	if d := j.Spectrum.Max - 1.3247179572447460; d*d > 1e-20 {
		t.Errorf("max |λ| %v", j.Spectrum.Max)
	}
	_, out, _ = do("analyse", "ring.csv")
	for _, want := range []string{"edges from pre to post", "N 3", "every entry that is not 0: 4 edges", "all weights are equal"} {
		if !strings.Contains(out, want) {
			t.Errorf("the table has no %q:\n%s", want, out)
		}
	}
	if code, out, errs := do("analyse", "ring.csv", "--out", "d", "--quiet"); code != 0 || out+errs != "" {
		t.Fatalf("%d %q %q", code, out, errs)
	}
	for _, name := range []string{"summary.json", "eigenvalues.csv", "motifs.csv", "spectrum.svg", "motifs.svg"} {
		if text := read(t, "d/"+name); !strings.Contains(text, "edges") {
			t.Errorf("%s does not say what the rows were", name)
		}
	}
}

// Read by columns a matrix has the numbers of convergence and divergence exchanged,
// to the bit, tied weights and z included, and the transposed file by columns is the same matrix.
func TestRowsPreExchanges(t *testing.T) {
	inDir(t)
	const n = 30
	var w, turned strings.Builder
	at := func(i, j int) int { return (i*i*7+j*13+i*j*j)%97 - 48 }
	for i := range n {
		for j := range n {
			end := map[bool]string{true: "\n", false: ","}[j == n-1]
			fmt.Fprintf(&w, "%g%s", float64(at(i, j))/7, end)
			fmt.Fprintf(&turned, "%g%s", float64(at(j, i))/7, end)
		}
	}
	put(t, "w.csv", w.String())
	put(t, "turned.csv", turned.String())
	get := func(args ...string) (m map[string]any) {
		t.Helper()
		code, out, errs := do(append([]string{"analyse", "--json", "--set", "metrics.draws=10"}, args...)...)
		var j struct{ Motifs map[string]any }
		if err := json.Unmarshal([]byte(out), &j); err != nil || code != 0 {
			t.Fatalf("%d, %q, %v", code, errs, err)
		}
		return j.Motifs
	}
	a, b, c := get("w.csv"), get("w.csv", "--rows", "pre"), get("turned.csv", "--rows", "pre")
	for _, view := range []string{"weighted", "strong", "strong_degree"} {
		x, y := a[view].(map[string]any), b[view].(map[string]any)
		x["convergent"], x["divergent"] = x["divergent"], x["convergent"]
		if p, q := fmt.Sprint(x), fmt.Sprint(y); p != q {
			t.Errorf("%s: exchanged\n%s\nby columns\n%s", view, p, q)
		}
		if fmt.Sprint(x["convergent"]) == fmt.Sprint(x["divergent"]) {
			t.Errorf("%s: nothing to exchange", view)
		}
		x["convergent"], x["divergent"] = x["divergent"], x["convergent"]
	}
	for _, view := range []string{"triads", "triads_z", "triads_degree_z"} {
		x, y := a[view].(map[string]any), b[view].(map[string]any)
		for kind := range x {
			turned := strings.NewReplacer("D", "U", "U", "D").Replace(kind)
			if x[kind] != y[turned] {
				t.Errorf("%s: %s %v, by columns %s %v", view, kind, x[kind], turned, y[turned])
			}
		}
	}
	x, _ := json.Marshal(a)
	if y, _ := json.Marshal(c); !bytes.Equal(x, y) {
		t.Error("the transposed file by columns is another matrix")
	}
}

// The first interrupt keeps the parts that are done, and says what is left out.
func TestAnalyseInterrupted(t *testing.T) {
	inDir(t)
	list := ring
	for k := range 1000 { // null 3 takes ten seconds
		list += fmt.Sprintf("%d,%d\n", k%97, (k*k+7)%101+100)
	}
	put(t, "list.csv", list)
	signals := make(chan os.Signal, 2)
	errs := &screen{seen: once("same degrees", func() { signals <- os.Interrupt })}
	var out bytes.Buffer
	env := Env{Out: &out, Err: errs, Signals: signals, Terminal: func(s any) bool { return s == any(errs) }}
	code := Main([]string{"analyse", "list.csv", "--json", "--graph", "all", "--set", "metrics.draws=100000"}, env)
	var j struct {
		Status string
		Motifs struct {
			Triads  map[string]int
			Dyads   map[string]any `json:"triads_z"`
			Degrees map[string]any `json:"triads_degree_z"`
		}
		Spectrum map[string]any
	}
	if err := json.Unmarshal(out.Bytes(), &j); err != nil || code != 130 || j.Status != "interrupted" {
		t.Fatalf("%d, %v, %s", code, err, out.String())
	}
	if !strings.Contains(out.String(), "graphs of the same degrees left out: interrupted") {
		t.Error("what is left out is not said")
	}
	if !strings.Contains(out.String(), "graphs of the same degrees left out: interrupted") {
		t.Error("what is left out is not said")
	}
	if j.Motifs.Triads["120C"] != 1 || j.Motifs.Degrees["120C"] != nil {
		t.Errorf("%+v", j)
	}
	if !strings.HasSuffix(errs.text.String(), "spiketop: interrupted: what was not measured yet is left out\n") {
		t.Errorf("%q", errs.text.String())
	}
}

// What is wrong with a command line or a file is one line, and status 2.
func TestAnalyseRefuses(t *testing.T) {
	inDir(t)
	put(t, "ring.csv", ring)
	put(t, "m.csv", "1,2\n3,4\n")
	put(t, "bad.csv", "1,2\n3,\x1b[31mx\n")
	for want, args := range map[string][]string{
		"a FILE is missing":                   {},
		"takes one file":                      {"m.csv", "ring.csv"},
		"no such file":                        {"none.npy"},
		"a directory":                         {"."},
		"not a regular file":                  {"/dev/zero"},
		"line 2, column 2":                    {"bad.csv"},
		"--rows both: must be":                {"m.csv", "--rows", "both"},
		"must be left out":                    {"ring.csv", "--rows", "post"},
		"--nodes is for":                      {"m.csv", "--nodes", "5"},
		"--nodes 2, but 3 nodes occur":        {"ring.csv", "--nodes", "2"},
		"must be a whole number, 2 … 10000":   {"ring.csv", "--nodes", "1"},
		"--entry W":                           {"m.csv", "--entry", "W"},
		"--graph weak: must be strong or all": {"m.csv", "--graph", "weak"},
		"begins with metrics":                 {"m.csv", "--set", "net.g=2"},
		"must be a number from 0.001":         {"m.csv", "--set", "metrics.strong=2"},
		"must be an integer":                  {"m.csv", "--seed", "x"},
		"quick.toml exists":                   {"m.csv", "--out", "quick.toml"},
	} {
		code, out, errs := do(append([]string{"analyse"}, args...)...)
		if code != 2 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 || strings.Contains(errs, "\x1b") {
			t.Errorf("%q: %d, %q, want %q", args, code, errs, want)
		}
	}
}

// A run from weights and a target of one's own: recorded, moved and repeated it has
// the same bits, and a copy that was changed is refused.
func TestOwnFilesAreRecorded(t *testing.T) {
	inDir(t)
	put(t, "w.csv", "0,1,0.5,0\n1,0,-1,0\n0,0.25,0.5,1\n-2,0,0,0\n")
	put(t, "f.csv", "0,1\n50,-1\n100,0\n")
	run := []string{"run", "quick.toml", "--weights", "w.csv", "--rows", "pre", "--set", "target.kind=file", "--set", "target.file=f.csv", "--quiet"}
	if code, _, errs := do(append(run, "--out", "a")...); code != 0 {
		t.Fatal(errs)
	}
	if err := os.MkdirAll("far/away", 0o777); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.Rename("a", "far/away/a"), os.Remove("w.csv"), os.Remove("f.csv")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if code, _, errs := do("run", "far/away/a/run.toml", "--out", "b", "--quiet"); code != 0 {
		t.Fatal(errs)
	}
	for _, name := range []string{"spikes.npy", "weights.npy", "readout.npy", "input_weights.npy", "input_target.npy", "run.toml"} {
		if a, b := read(t, "far/away/a/"+name), read(t, "b/"+name); a != b || a == "" {
			t.Errorf("%s differs", name)
		}
	}
	m, err := intake.Read("b/input_weights.npy", intake.Options{})
	if err != nil || m.W.At(0, 1) != 1 || m.W.At(3, 0) != -2 { // as given, not turned
		t.Errorf("%v, %v", m, err)
	}
	for _, name := range []string{"input_weights.npy", "input_target.npy"} {
		whole := read(t, "b/"+name)
		put(t, "b/"+name, whole[:len(whole)-1]+"\x01")
		code, _, errs := do("run", "b/run.toml")
		if code != 2 || !strings.Contains(errs, "not the file that was recorded") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: %d, %q", name, code, errs)
		}
		put(t, "b/"+name, whole)
	}
	// What is exported is read back.
	if code, _, errs := do("export", "b", "--mat", "b.mat", "--sonata", "b.h5"); code != 0 {
		t.Fatal(errs)
	}
	back, err := intake.Read("b.mat", intake.Options{Entry: "weights"})
	now, err2 := intake.Read("b/weights.npy", intake.Options{})
	if err != nil || err2 != nil || fmt.Sprint(back.W) != fmt.Sprint(now.W) {
		t.Errorf("%v %v: %v, want %v", err, err2, back, now)
	}
	if text := read(t, "b.h5"); !strings.HasPrefix(text, "\x89HDF") {
		t.Error("not HDF5")
	}
	for want, args := range map[string][]string{
		"it exists":         {"b", "--mat", "b.mat"},
		"a form is missing": {"b"},
		"finished run":      {"far", "--mat", "c.mat"},
		"directory of one":  {"--mat", "c.mat"},
	} {
		if code, out, errs := do(append([]string{"export"}, args...)...); code != 2 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: %d %q, want %q", args, code, errs, want)
		}
	}
}

// Flags about a matrix go with one, in every command that has them.
func TestWeightsFlags(t *testing.T) {
	inDir(t)
	put(t, "w.csv", "0,1\n2,0\n")
	for want, args := range map[string][]string{
		"--rows: there is no --weights":  {"run", "--rows", "pre"},
		"--entry: there is no --weights": {"sweep", "--entry", "W", "--over", "net.g=1,2"},
		"--weights: a file's name":       {"run", "--weights", ""},
		"--weights: none.npy":            {"run", "--weights", "none.npy"},
		"net.n = 20 contradicts w.csv":   {"sweep", "quick.toml", "--weights", "w.csv", "--over", "net.n=20,30"},
		"--weights and --resume":         {"run", "--resume", "d", "--weights", "w.csv"},
		"without a target.file":          {"run", "quick.toml", "--set", "target.kind=file"},
		"target.file: none.csv: no such": {"run", "quick.toml", "--set", "target.file=none.csv"},
	} {
		if code, _, errs := do(args...); code != 2 || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: %d %q, want %q", args, code, errs, want)
		}
	}
	code, _, errs := do("sweep", "quick.toml", "--weights", "w.csv", "--over", "net.g=0.5,1", "--out", "t.csv", "--quiet")
	if rows := strings.Count(read(t, "t.csv"), "\n"); code != 0 || rows != 3 {
		t.Errorf("%d %q, %d lines", code, errs, rows)
	}
	put(t, "w.csv", "0,1\n3,0\n")
	if code, _, errs := do("sweep", "quick.toml", "--weights", "w.csv", "--over", "net.g=0.5,1", "--out", "t.csv", "--quiet"); code != 2 {
		t.Errorf("a sweep of other weights goes on in the same table: %d %q", code, errs)
	}
}
