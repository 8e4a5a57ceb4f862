package presets

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is no preset is named for what it is.
func TestForeign(t *testing.T) {
	npy := func(shape string) string {
		return "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }\n" + strings.Repeat("\x00", 100)
	}
	t.Chdir(t.TempDir())
	for name, c := range map[string]struct{ text, want string }{
		"weights.npy":   {npy("(200, 200)"), "a NumPy array of 200×200 numbers"},
		"large.npy":     {npy("(4000, 4000)") + strings.Repeat("\x01", 17<<20), "a NumPy array of 4000×4000 numbers"},
		"time.npy":      {npy("(31,)"), "a NumPy array of 31 numbers"},
		"scalar.npy":    {npy("()"), "a NumPy array of one number"},
		"cut.npy":       {"\x93NUMPY", "a NumPy array"},
		"summary.json":  {"\n{\n  \"schema\": 2\n}\n", "JSON"},
		"neurons.csv":   {"index,type\n0,LIF\n", "a table of comma-separated values"},
		"program":       {"\x7fELF\x02\x00\x00", "binary data"},
		"latin1":        {"title = \"R\xe4te\"\n", "binary data"},
		"weights2.toml": {npy("(2, 3)"), "a NumPy array of 2×3 numbers"},
	} {
		if err := os.WriteFile(name, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := ReadFile(name)
		if want := name + ": " + c.want + ", not a preset; give a .toml file"; err == nil || err.Error() != want {
			t.Errorf("%s: %v; want %s", name, err, want)
		}
	}
	for name, text := range map[string]string{"typo.toml": "title = \n", "note": "Notes: none\n", "table.toml": "[sett]\n", "binary.toml": "\x00\x01"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadFile(name); err == nil || strings.Contains(err.Error(), "not a preset; give") {
			t.Errorf("%s may be meant as TOML: %v", name, err)
		}
	}
}

// A recorded run has the name of its directory, and looks as its preset does.
func TestNameOfARecording(t *testing.T) {
	dir := t.TempDir()
	const recorded = "title = \"x\"\n[run]\npreset = \"rhythm\"\nend_step = 10\n"
	for path, c := range map[string]struct{ text, want string }{
		"run7/run.toml":      {recorded, "run7"},
		"rhythm/run.toml":    {recorded, "rhythm/"}, // no preset, though it is called like one
		"run7/copy.toml":     {recorded, "copy"},
		"mine/run.toml":      {"title = \"x\"\n", "run"}, // records nothing
		"run7/../a/run.toml": {recorded, "a"},
	} {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := ReadFile(full)
		if err != nil || f.Name != c.want {
			t.Errorf("%s: %v, %v; want %q", path, f, err, c.want)
			continue
		}
		if began, _ := Load("rhythm"); f.Recorded() && f.View.Layout+f.View.Focus != began.View.Layout+began.View.Focus {
			t.Errorf("%s: its view is %+v", path, f.View)
		}
	}
	t.Chdir(filepath.Join(dir, "run7"))
	if f, err := ReadFile("run.toml"); err != nil || f.Name != "run7" {
		t.Errorf("run.toml in its directory: %v, %v", f, err)
	}
}
