package run

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/sim"
)

// csvOf writes an n×n matrix to a file.
func csvOf(t testing.TB, w []float64, n int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		for j := range n {
			fmt.Fprintf(&b, "%v%s", w[i*n+j], map[bool]string{true: "\n", false: ","}[j == n-1])
		}
	}
	path := filepath.Join(t.TempDir(), "w.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// withWeights is the run of a text with the weights of a file, as --weights has it.
func withWeights(t testing.TB, text, path, rows string, sets ...string) (*Session, error) {
	t.Helper()
	plan, err := presets.Parse("quick.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	plan.Input = presets.Input{Weights: path, WeightsByHand: true, Rows: rows}
	return NewSession(plan, pairs(sets))
}

// A run from the weights that another run began with is that run to the bit, when
// the gain is a power of 2: dense, sparse, of all types. Training depends on the
// gain by itself, so a run that trains has g = 1.
func TestOwnWeightsAreTheSameRun(t *testing.T) {
	for _, p := range []string{"1", "0.4"} {
		for _, g := range []string{"1", "0.5"} {
			sets := []string{"net.noise", "0.3", "net.izh", "0.2", "learn.on", fmt.Sprint(g == "1")}
			a := parse(t, quick, append(sets, "net.p", p, "net.g", g)...)
			path := csvOf(t, a.weights().Entries(), 20)
			b, err := withWeights(t, quick, path, "", sets...)
			if err != nil {
				t.Fatal(err)
			}
			if par := b.Params().Net; par.G != 1 || par.Balance != sim.Unbalanced || par.N != 20 || (par.P == 1) != (p == "1") {
				t.Errorf("p %s: parameters %+v", p, par)
			}
			for range 3000 { // training, then a test
				a.Step()
				b.Step()
				if !slices.Equal(a.net.Fired(), b.net.Fired()) {
					t.Fatalf("p %s, g %s: other spikes in step %d", p, g, a.Steps())
				}
			}
			if c := b.Copy(false); !slices.Equal(c.Initial().Entries(), b.mem.Input.Weights.W.Entries()) {
				t.Error("the weights of the beginning are not those of the file")
			}
			if again := reload(t, b); digest(t, again) != digest(t, b) {
				t.Error("loaded from a checkpoint it is another run")
			}
		}
	}
}

// Given weights by hand: self-connections are kept, rows pre is the transposed
// matrix, and a balance is taken where it is asked for.
func TestGivenWeights(t *testing.T) {
	w := []float64{
		.5, 1, 0,
		2, 0, 4,
		0, -3, 0}
	path := csvOf(t, w, 3)
	for name, c := range map[string]struct {
		rows string
		sets []string
		want []float64
	}{
		"as they are":   {"", nil, w},
		"with a gain":   {"post", []string{"net.g", "2"}, []float64{1, 2, 0, 4, 0, 8, 0, -6, 0}},
		"by columns":    {"pre", nil, []float64{.5, 2, 0, 1, 0, -3, 0, 4, 0}},
		"balanced rows": {"", []string{"net.balance", "rows"}, []float64{.5, 0, 0, -1, 0, 1, 0, 0, 0}},
	} {
		s, err := withWeights(t, quick, path, c.rows, c.sets...)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.weights().Entries(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if n := s.net.Coupling().Synapses(); n != 4 {
			t.Errorf("%s: %d synapses, want 4", name, n)
		}
		if given := s.mem.Input.AsGiven().Entries(); !slices.Equal(given, w) {
			t.Errorf("%s: %v is kept of the file", name, given)
		}
		assign(t, s, "seed", "5")
		if got := s.weights().Entries(); !slices.Equal(got, c.want) {
			t.Errorf("%s: another seed has other weights: %v", name, got)
		}
		before := digest(t, s)
		for key, value := range map[string]string{"net.n": "4", "net.p": "1", "target.file": "other.csv"} {
			if err := s.Assign(key, value); err == nil || !strings.Contains(err.Error(), "must be") {
				t.Errorf("%s: %s = %s: %v", name, key, value, err)
			}
		}
		if digest(t, s) != before {
			t.Errorf("%s: what was refused left a trace", name)
		}
	}
	for key, value := range map[string]string{"net.n": "4", "net.p": "0.5"} {
		if _, err := withWeights(t, quick, path, "", key, value); err == nil || !strings.Contains(err.Error(), key+" = "+value+" contradicts w.csv") {
			t.Errorf("%s = %s: %v", key, value, err)
		}
	}
	if _, err := withWeights(t, quick, path, "", "net.n", "3"); err != nil {
		t.Errorf("the number that it is: %v", err)
	}
}

// Without a balance the rows of random weights keep their mean, and every other
// number of them is that with a balance plus the mean.
func TestBalanceNone(t *testing.T) {
	for _, p := range []string{"1", "0.5"} {
		w := parse(t, quick, "net.p", p, "net.balance", "none").weights().Entries()
		balanced := parse(t, quick, "net.p", p).weights().Entries()
		for i := range 20 {
			var mean, synapses float64
			for j := range 20 {
				if mean += w[i*20+j]; w[i*20+j] != 0 {
					synapses++
				}
			}
			mean /= synapses
			for j := range 20 {
				if k := i*20 + j; w[k] != 0 && !near(w[k]-mean, balanced[k]) {
					t.Fatalf("p %s: W_%d,%d is %g, balanced %g, mean of the row %g", p, i, j, w[k], balanced[k], mean)
				}
			}
			if mean == 0 {
				t.Errorf("p %s: row %d is balanced", p, i)
			}
		}
	}
}

// A preset names files relative to itself, and a file with another checksum is
// refused.
func TestFilesBesideThePreset(t *testing.T) {
	path := csvOf(t, []float64{0, 1, 2, 0}, 2)
	dir := filepath.Dir(path)
	if err := os.WriteFile(filepath.Join(dir, "f.csv"), []byte("time_ms,a,b\n0,1,2\n500,2,3\n1000,0,0\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	open := func(sum, more string) (*Session, error) {
		text := "[input]\nweights = \"w.csv\"\n" + sum + "[set]\n\"net.g\" = 2\n\"target.kind\" = \"file\"\n\"target.file\" = \"f.csv\"\n\"target.duration\" = 1000\n" + more
		plan, err := presets.Parse(filepath.Join(dir, "own.toml"), text)
		if err != nil {
			t.Fatal(err)
		}
		return NewSession(plan, nil)
	}
	s, err := open("", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.weights().Entries(); !slices.Equal(got, []float64{0, 2, 4, 0}) { // its own g holds
		t.Errorf("W %v", got)
	}
	u := make([]float64, 2)
	if s.target.At(250, u); !near(u[0], 1.5) || !near(u[1], 2.5) {
		t.Errorf("target %v", u)
	}
	for line, more := range map[string]string{"contradicts": "\"net.n\" = 3\n", "not the file that was recorded": ""} {
		sum := ""
		if more == "" {
			sum = "weights_sha256 = \"" + strings.Repeat("0", 64) + "\"\n"
		}
		if _, err := open(sum, more); err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%v, want %s", err, line)
		}
	}
}
