package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

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

func TestCheckNew(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dir, want string }{
		{dir, "exists"}, {file, "exists"}, {"", "no name"}, {".", "exists"},
		{filepath.Join(file, "x"), "not a directory"}, {filepath.Join(file, "x", "y"), "not a directory"},
		{filepath.Join(dir, "no", "x"), "no such file"},
	} {
		if err := CheckNew(c.dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.dir, err, c.want)
		}
	}
	for _, good := range []string{"x", "x/", "./x"} {
		if err := CheckNew(dir + "/" + good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	if got := names(t, dir); !slices.Equal(got, []string{"file"}) {
		t.Errorf("left behind: %q", got)
	}
}

// A write that fails midway, or meets another's directory, leaves nothing.
func TestWriteFailsWhole(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "run")
	good := File{"a", func(w io.Writer) error { _, err := io.WriteString(w, "a"); return err }}
	bad := File{"b", func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return errors.New("disk full") }}
	err := WriteDir(dir, []File{good, bad})
	if err == nil || err.Error() != dir+": nothing was written: b: disk full" {
		t.Errorf("error: %v", err)
	}
	if got := names(t, parent); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
	for _, inside := range []string{"", "mine"} { // empty or not
		if err := os.MkdirAll(filepath.Join(dir, inside), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := WriteDir(dir, []File{good}); !errors.Is(err, fs.ErrExist) || err.Error() != dir+": nothing was written: file already exists" {
			t.Errorf("onto a directory: %v", err)
		}
	}
	if got := names(t, parent); !slices.Equal(got, []string{"run"}) || !slices.Equal(names(t, dir), []string{"mine"}) {
		t.Errorf("afterwards: %q", got)
	}
}

func TestWriteNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	for _, c := range []struct {
		text string
		ok   bool
	}{{"one\n", true}, {"one\n", true}, {"two\n", false}} {
		if err := WriteNew(path, []byte(c.text)); (err == nil) != c.ok {
			t.Errorf("%q: %v", c.text, err)
		}
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "one\n" {
		t.Errorf("%q, %v", text, err)
	}
	under := filepath.Join(path, "b.csv")
	if err := WriteNew(under, nil); err == nil || err.Error() != under+": not a directory" {
		t.Errorf("below a file: %v", err)
	}
}
