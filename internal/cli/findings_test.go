package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindingsRefuses(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "notes"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "--out DIR is missing"},
		{[]string{"--out", dir}, "is not empty and holds no study"},
		{[]string{"--out", filepath.Join(dir, "a"), "--seeds", "1"}, "--seeds 1: must be a whole number"},
		{[]string{"--out", filepath.Join(dir, "a"), "--workers", "no"}, "--workers no: must be a whole number"},
		{[]string{"--out", filepath.Join(dir, "a"), "oscillation"}, "takes no arguments"},
		{[]string{"--out", filepath.Join(dir, "a"), "--qick"}, "nearest is --quick"},
		{[]string{"--out", filepath.Join(dir, "no", "such\x00", "a")}, "--out"},
	} {
		var out, err strings.Builder
		status := Main(append([]string{"findings"}, c.args...), Env{In: strings.NewReader(""), Out: &out, Err: &err})
		if status != exitUsage || !strings.Contains(err.String(), c.want) || strings.Count(err.String(), "\n") != 1 {
			t.Errorf("%q: status %d, %q; want %d, one line with %q", c.args, status, err.String(), exitUsage, c.want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); err == nil {
		t.Error("a refused command left a directory")
	}
}

// Interrupted: 130, and what there is can be taken up by the same study only.
func TestFindingsInterrupted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "study")
	signals := make(chan os.Signal, 1)
	signals <- os.Interrupt
	var out, err strings.Builder
	env := Env{In: strings.NewReader(""), Out: &out, Err: &err, Signals: signals}
	if status := Main([]string{"findings", "--quick", "--workers", "1", "--out", dir}, env); status != exitInterrupted || !strings.Contains(err.String(), "the same command goes on") {
		t.Errorf("status %d, %q", status, err.String())
	}
	if _, e := os.Stat(filepath.Join(dir, "rows.csv")); e != nil {
		t.Error(e)
	}
	err.Reset()
	if status := Main([]string{"findings", "--quick", "--seeds", "4", "--out", dir}, Env{In: strings.NewReader(""), Out: &out, Err: &err}); status != exitUsage || !strings.Contains(err.String(), "another study") {
		t.Errorf("another study: status %d, %q", status, err.String())
	}
	if out.Len() > 0 {
		t.Errorf("standard output: %q", out.String())
	}
}
