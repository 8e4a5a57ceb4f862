package sweep

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A disk that is really full, where one can be made.
func TestDiskFull(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16k"); err != nil {
		t.Skipf("no disk can be made here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, 0) })
	t.Chdir(disk) // the current directory is full too
	t.Setenv("TMPDIR", t.TempDir())
	tab, tasks, made := small(t, 2000)
	tab.Path = filepath.Join(disk, "rows.csv")
	err := tab.Fill(t.Context(), tasks, 2, nil)
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	where := rescued.FindStringSubmatch(err.Error())
	if where == nil || filepath.Dir(where[1]) != os.TempDir() {
		t.Fatal(err)
	}
	there, err1 := tab.Read()
	all, err2 := Table{Path: where[1], Key: tab.Key, Values: tab.Values}.Read()
	if err1 != nil || err2 != nil || len(there) == 0 || len(all) <= len(there) || len(all) != int(made.Load()) {
		t.Errorf("%d rows on the disk, %d rescued, %d made: %v, %v", len(there), len(all), made.Load(), err1, err2)
	}
	if left, _ := filepath.Glob(disk + "/*"); len(left) != 1 {
		t.Errorf("left behind: %s", strings.Join(left, " "))
	}
}
