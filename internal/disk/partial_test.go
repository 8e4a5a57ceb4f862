//go:build unix

package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asWriter makes the test binary a program that writes the directory of this name
// and does not come to its end.
const asWriter = "SPIKETOP_TEST_WRITE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(asWriter); dir != "" {
		err := WriteDir(dir, []File{{"a", func(w io.Writer) error {
			fmt.Println("writing")
			time.Sleep(time.Hour)
			return nil
		}}})
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// aged makes a file or directory look two hours old.
func aged(t *testing.T, name string) {
	t.Helper()
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(name, old, old); err != nil {
		t.Fatal(err)
	}
}

// What a killed program left is removed by the next one, and not while it is
// written, however long that takes.
func TestKilledWriterLeavesNothing(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "run")
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), asWriter+"="+dir)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Process.Kill() }()
	if _, err := io.ReadFull(out, make([]byte, len("writing\n"))); err != nil {
		t.Fatal(err)
	}
	left := names(t, parent)
	if len(left) != 1 || !strings.HasPrefix(left[0], ".run.partial-") {
		t.Fatalf("%q", left)
	}
	look := func(when string, want []string) {
		t.Helper()
		if err := CheckNew(dir); err != nil {
			t.Errorf("%s: %v", when, err)
		}
		if got := names(t, parent); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	aged(t, filepath.Join(parent, left[0]))
	look("being written, and old", left)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	now := time.Now()
	if err := os.Chtimes(filepath.Join(parent, left[0]), now, now); err != nil {
		t.Fatal(err)
	}
	look("killed just now", []string{})
}

// Only partials of the same name, and what looks like them, are anybody's to remove.
func TestRemoveLeft(t *testing.T) {
	dir := t.TempDir()
	keep := []string{".other.partial-0123456789ab", ".run.partial-", ".run.partial-0123456789abc", ".run.partial-mine", ".run.partial-0123456789ab.bak", "run.partial-0123456789ab", ".run2.partial-0123456789ab"}
	gone := []string{".run.partial-0123456789ab", ".run.partial-123456", ".run.partial-0123456789ab.new"}
	young := []string{".run.partial-654321", ".run.partial-ba9876543210.new"} // a writer without a lock may be at work
	for _, name := range slices.Concat(keep, young, gone) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(young, name) {
			aged(t, path)
		}
	}
	keep = append(keep, young...)
	if err := os.Symlink(dir, filepath.Join(dir, ".run.partial-aaaa")); err != nil {
		t.Fatal(err)
	}
	keep = append(keep, ".run.partial-aaaa", "run")
	if err := WriteFile(filepath.Join(dir, "run"), []byte("text")); err != nil {
		t.Fatal(err)
	}
	slices.Sort(keep)
	if got := names(t, dir); !slices.Equal(got, keep) {
		t.Errorf("left %q, want %q", got, keep)
	}
}

// Whatever the umask, the owner can read what was written; beyond that it holds.
func TestUmask(t *testing.T) {
	for umask, want := range map[int][3]os.FileMode{ // of the directory, its file, another file
		0o022: {0o755, 0o644, 0o644}, 0o077: {0o700, 0o600, 0o600}, 0o777: {0o700, 0o600, 0o600}, 0o527: {0o750, 0o640, 0o640},
	} {
		dir := t.TempDir()
		old := syscall.Umask(umask)
		run, file, table, study := filepath.Join(dir, "run"), filepath.Join(dir, "file"), filepath.Join(dir, "rows.csv"), filepath.Join(dir, "a", "b")
		f, errF := OpenRegular(table, os.O_RDWR|os.O_CREATE, 1<<20)
		err := errors.Join(errF, MakeDir(study), WriteFile(file, nil),
			WriteDir(run, []File{{"a", func(w io.Writer) error { _, err := io.WriteString(w, "a"); return err }}}))
		syscall.Umask(old)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		for name, mode := range map[string]os.FileMode{run: want[0], filepath.Dir(study): want[0], study: want[0],
			filepath.Join(run, "a"): want[1], file: want[2], table: want[2]} {
			if st, err := os.Stat(name); err != nil || st.Mode().Perm() != mode {
				t.Errorf("umask %03o: %s has mode %v, want %v (%v)", umask, filepath.Base(name), st.Mode().Perm(), mode, err)
			}
		}
	}
}

func TestCheckFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file.csv")
	for range 2 { // not there, and there
		if err := errors.Join(CheckFile(file), CheckDir(dir)); err != nil {
			t.Error(err)
		}
		if got := names(t, dir); len(got) > 1 {
			t.Errorf("left %q", got)
		}
		if err := WriteFile(file, []byte("text")); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		dir: "a directory", filepath.Join(dir, "no", "x.csv"): "cannot write in " + filepath.Join(dir, "no") + ": no such file", filepath.Join(file, "x.csv"): "not a directory",
	} {
		if err := CheckFile(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := CheckDir(filepath.Join(dir, "no")); err == nil || err.Error() != filepath.Join(dir, "no")+": no such file or directory" {
		t.Error(err)
	}
}
