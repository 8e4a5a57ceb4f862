package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// open takes the directory of a run or its run file, and nothing else.
func TestOpenARun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if code, _, errs := do("run", "oscillation", "--set", "net.n=20", "--seconds", "0.2", "--out", dir, "--quiet"); code != exitDone {
		t.Fatal(errs)
	}
	preset := filepath.Join(filepath.Dir(dir), "p.toml")
	if err := os.WriteFile(preset, []byte("[set]\n\"net.n\" = 20\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var got LiveOptions
	env := func() (Env, *strings.Builder) {
		var errs strings.Builder
		return Env{In: strings.NewReader(""), Out: new(strings.Builder), Err: &errs, Terminal: func(any) bool { return true },
			Live: func(o LiveOptions) (LiveEnd, error) { got = o; return LiveEnd{Session: o.Session}, nil }}, &errs
	}
	t.Setenv("TERM", "xterm-256color")
	for _, name := range []string{dir, filepath.Join(dir, "run.toml"), dir + "/"} {
		e, errs := env()
		if code := Main([]string{"open", name}, e); code != exitDone || !got.File.Recorded() || filepath.Clean(got.Files) != dir {
			t.Errorf("open %s: %d, files %q; %s", name, code, got.Files, errs)
		}
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"open"}, "open takes the directory of one run"},
		{[]string{"open", dir, dir}, "open takes"},
		{[]string{"open", filepath.Dir(dir)}, "there is no run.toml in it"},
		{[]string{"open", dir + "9"}, "no such file"},
		{[]string{"open", preset}, "not a recorded run"},
		{[]string{"open", filepath.Join(dir, "weights.npy")}, "weights.npy"},
		{[]string{"open", dir, "--seed", "2"}, "no flag --seed"},
	} {
		e, errs := env()
		if code := Main(c.args, e); code != exitUsage || !strings.Contains(errs.String(), c.says) || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%q: %d, %q, want %q", c.args, code, errs, c.says)
		}
	}
}
