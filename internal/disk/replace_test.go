package disk

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
		t.Fatal(err)
	}
}

// both calls test with an exchange of directories, where the system has one, and
// without.
func both(t *testing.T, test func(t *testing.T)) {
	t.Run("exchange", test)
	t.Run("rename", func(t *testing.T) {
		before := exchange
		defer func() { exchange = before }()
		exchange = func(a, b string) error { return errors.ErrUnsupported }
		test(t)
	})
}

var whole = []File{{"a", func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }}}

func TestReplaceDir(t *testing.T) {
	both(t, func(t *testing.T) {
		parent := t.TempDir()
		dir := filepath.Join(parent, "run")
		write(t, dir+"/checkpoint/state", "old")
		write(t, dir+"/notes/mine", "of a person")
		if err := ReplaceDir(dir, "checkpoint", whole); err != nil {
			t.Fatal(err)
		}
		if got := names(t, dir); !slices.Equal(got, []string{"a", "notes"}) || !slices.Equal(names(t, parent), []string{"run"}) {
			t.Errorf("%q in %q", got, names(t, parent))
		}
	})
}

// What is in the way of a file is not overwritten, and nothing is lost.
func TestReplaceDirKeepsWhatIsInTheWay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	write(t, dir+"/checkpoint/state", "old")
	write(t, dir+"/a", "of a person")
	err := ReplaceDir(dir, "checkpoint", whole)
	if err == nil || !strings.Contains(err.Error(), "a is in the way of what is in "+filepath.Dir(dir)+"/.run.finished") {
		t.Fatal(err)
	}
	if err := os.Remove(dir + "/a"); err != nil {
		t.Fatal(err)
	}
	if err := Settle(dir, "checkpoint"); err != nil || !slices.Equal(names(t, dir), []string{"a"}) {
		t.Errorf("%v, %q", err, names(t, dir))
	}
}

// A process killed anywhere between leaves what Settle brings to an end.
func TestSettle(t *testing.T) {
	both(t, func(t *testing.T) {
		for name, left := range map[string][]string{
			"nothing began":            {"run/a"},
			"it is whole":              {"run/checkpoint/state", ".run.finished/a"},
			"the old one goes":         {"run/checkpoint/lock", ".run.finished/a"},
			"the old one went":         {"run/", ".run.finished/a"},
			"the directory is missing": {".run.finished/a"},
			"they changed places":      {"run/a", ".run.finished/checkpoint/state"},
			"half of it is gone":       {"run/a", "..run.finished.partial-1/old/checkpoint/lock"},
			"a person's is moved":      {"run/checkpoint/state", ".run.finished/a", ".run.finished/mine"},
		} {
			parent := t.TempDir()
			for _, file := range left {
				if path := filepath.Join(parent, file); strings.HasSuffix(file, "/") {
					if err := os.Mkdir(path, 0o777); err != nil {
						t.Fatal(err)
					}
				} else {
					write(t, path, file)
				}
			}
			dir := filepath.Join(parent, "run")
			for range 2 { // and again
				if err := Settle(dir, "checkpoint"); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			want := []string{"a"}
			if name == "a person's is moved" {
				want = append(want, "mine")
			}
			if !slices.Equal(names(t, parent), []string{"run"}) || !slices.Equal(names(t, dir), want) {
				t.Errorf("%s: %q in %q", name, names(t, dir), names(t, parent))
			}
		}
	})
}

func TestClean(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/state", "")
	write(t, dir+"/.state.partial-12", "")
	write(t, dir+"/.other.partial-12", "")
	Clean(dir + "/state")
	if got := names(t, dir); !slices.Equal(got, []string{".other.partial-12", "state"}) {
		t.Errorf("%q", got)
	}
}

// A file that cannot be written whole stays as it was.
func TestReplaceFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	write(t, path, "old")
	full := func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return errors.New("disk full") }
	if err := Replace(path, full); err == nil || err.Error() != path+": disk full" {
		t.Error(err)
	}
	if text, _ := os.ReadFile(path); string(text) != "old" || len(names(t, filepath.Dir(path))) != 1 {
		t.Errorf("%q in %q", text, names(t, filepath.Dir(path)))
	}
}
