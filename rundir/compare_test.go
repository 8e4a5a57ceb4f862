package rundir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/run"
)

// A run that is repeated from its run file is as its files say; a bit that differs in an
// array, or a number in the summary, is named. What is missing is not compared.
func TestCompare(t *testing.T) {
	_, dir := written(t, session(t, quick))
	plan, err := presets.ReadFile(filepath.Join(dir, "run.toml"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := run.Headless(t.Context(), s, run.Options{})
	check := func(what, says string, ok bool) {
		t.Helper()
		text, err := Compare(t.Context(), c, dir)
		if err != nil {
			text = err.Error()
		}
		if (err == nil) != ok || !strings.Contains(text, says) || strings.Contains(text, "\n") {
			t.Errorf("%s: %q, want %q", what, text, says)
		}
	}
	check("the same", "weights.npy, weights_initial.npy, spikes.npy", true)
	check("the same", "the numbers of summary.json", true)
	change := func(name string, f func(text []byte) []byte) (back func()) {
		path := filepath.Join(dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		put := func(text []byte) {
			if err := os.WriteFile(path, text, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		put(f([]byte(string(text))))
		return func() { put(text) }
	}
	back := change("weights.npy", func(b []byte) []byte { b[len(b)-8] ^= 1; return b })
	check("a bit of a weight", "weights.npy differ", false)
	back()
	back = change("spikes.npy", func(b []byte) []byte { return b[:len(b)-16] })
	check("a spike less", "spikes.npy differ", false)
	back()
	back = change("spikes.npy", func(b []byte) []byte { return append(b, 0) })
	check("a byte more", "spikes.npy differ", false)
	back()
	back = change("summary.json", func(b []byte) []byte { return []byte(strings.Replace(string(b), `"steps": `, `"steps": 1`, 1)) })
	check("a number", "summary.json (steps ", false)
	back()
	back = change("summary.json", func(b []byte) []byte { return b[:len(b)/2] })
	check("a torn summary", "summary.json: unexpected end", false)
	back()
	for _, name := range []string{"rates.npy", "summary.json"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	check("files are missing", "as in", true)
}
