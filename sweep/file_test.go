package sweep

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// must fails the test unless all went well.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// A table that is removed, moved, replaced, cut or written to by others while it
// is filled is no success, at whatever row that happens; its rows are in a file
// that the error names, and go on from there.
func TestTableLost(t *testing.T) {
	for name, c := range map[string]struct {
		harm func(t *testing.T, path string)
		why  string
		lost int // rows that nobody has any more: those of an earlier start, cut off
		away bool
	}{
		"rm": {harm: func(t *testing.T, path string) { must(t, os.Remove(path)) }, why: "removed or renamed"},
		"mv": {harm: func(t *testing.T, path string) { must(t, os.Rename(path, path+".old")) }, why: "removed or renamed"},
		"another in its place": {harm: func(t *testing.T, path string) {
			must(t, os.WriteFile(path+".new", []byte("x\n"), 0o666), os.Rename(path+".new", path))
		}, why: "another file took its place"},
		"emptied": {harm: func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) }, why: "cut to 0 bytes", lost: 2},
		"cut": {harm: func(t *testing.T, path string) { // inside the second row
			must(t, os.Truncate(path, int64(len("set,k,square,status,reason\na,0,0,done,\na,1,"))))
		}, why: "cut to 43 bytes", lost: 1},
		"written to": {harm: func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			must(t, err)
			_, err = f.WriteString("a,9,81,done,\n")
			must(t, err, f.Close())
		}, why: "something else wrote to it"},
		"written over": {harm: func(t *testing.T, path string) {
			text := strings.Repeat("#", len("set,k,square,status,reason\n"))
			must(t, os.WriteFile(path, []byte(text), 0o666))
		}, why: "cut to 27 bytes", lost: 2},
		"a directory in its place": {harm: func(t *testing.T, path string) { must(t, os.Remove(path), os.Mkdir(path, 0o777)) }, why: "another file took its place"},
		"directory removed":        {harm: func(t *testing.T, path string) { must(t, os.RemoveAll(filepath.Dir(path))) }, why: "removed or renamed", away: true},
		"directory renamed": {harm: func(t *testing.T, path string) {
			must(t, os.Rename(filepath.Dir(path), filepath.Dir(path)+"-old"))
		}, why: "removed or renamed", away: true},
	} {
		for _, at := range []int{3, 5} { // rows done: in the middle, and after the last
			t.Run(name+map[int]string{3: "", 5: " at the end"}[at], func(t *testing.T) {
				t.Chdir(t.TempDir())
				tab, tasks, made := small(t, 5)
				fill(t, tab, tasks[:2]) // by an earlier start
				err := tab.Fill(t.Context(), tasks, 1, func(done, _ int, _ time.Duration) {
					if done == at {
						c.harm(t, tab.Path)
					}
				})
				if err == nil || !strings.HasPrefix(err.Error(), tab.Path+": "+c.why) || strings.Contains(err.Error(), "\n") {
					t.Fatal(err)
				}
				done := int(made.Load())
				where := rescued.FindStringSubmatch(err.Error())
				if where == nil || (filepath.Dir(where[1]) == filepath.Dir(tab.Path)) == c.away {
					t.Fatalf("no place, or another than expected: %v", err)
				}
				rows, e := Table{Path: where[1], Key: tab.Key, Values: tab.Values}.Read()
				if e != nil || len(rows) != done-c.lost || (c.lost > 0) != strings.Contains(err.Error(), "lost") {
					t.Errorf("%d rows of %d, %v: %v", len(rows), done, e, err)
				}
				// As the error says: moved back, it goes on.
				must(t, os.RemoveAll(tab.Path), os.MkdirAll(filepath.Dir(tab.Path), 0o777), os.Rename(where[1], tab.Path))
				fill(t, tab, tasks)
				if rows, err := tab.Read(); err != nil || len(rows) != 5 || int(made.Load()) != 5+c.lost {
					t.Errorf("afterwards %d rows, %d made: %v", len(rows), made.Load(), err)
				}
			})
		}
	}
}

var rescued = regexp.MustCompile(`rows? (?:is|are) in (\S*rows\.rescued-1\.csv)[:,]`)

// An interrupted Fill whose table is gone says so.
func TestTableLostAndInterrupted(t *testing.T) {
	tab, tasks, _ := small(t, 4)
	ctx, cancel := context.WithCancel(t.Context())
	tasks[2].Make = func(ctx context.Context) ([]string, error) {
		cancel()
		must(t, os.Remove(tab.Path))
		<-ctx.Done()
		return nil, ctx.Err()
	}
	err := tab.Fill(ctx, tasks, 1, nil)
	if errors.Is(err, context.Canceled) || err == nil || !rescued.MatchString(err.Error()) {
		t.Error(err)
	}
}

// A disk that is full: the table stays valid, and the row that had no place is not lost.
func TestWriteFails(t *testing.T) {
	old := writeAt
	defer func() { writeAt = old }()
	tab, tasks, _ := small(t, 5)
	writes := 0
	writeAt = func(f *os.File, text []byte, at int64) (int, error) {
		if writes++; writes == 4 { // header, two rows, then this
			n, _ := old(f, text[:3], at)
			return n, &os.PathError{Op: "write", Path: tab.Path, Err: syscall.ENOSPC}
		}
		return old(f, text, at)
	}
	err := tab.Fill(t.Context(), tasks, 1, nil)
	where := []string{}
	if err != nil {
		where = rescued.FindStringSubmatch(err.Error())
	}
	if !errors.Is(err, syscall.ENOSPC) || len(where) == 0 {
		t.Fatal(err)
	}
	for path, want := range map[string]int{tab.Path: 2, where[1]: 3} {
		rows, err := Table{Path: path, Key: tab.Key, Values: tab.Values}.Read()
		if err != nil || len(rows) < want || len(rows) > want+2 { // rows that were at work may be done too
			t.Errorf("%s: %q, %v", path, rows, err)
		}
	}
	if got := text(t, tab.Path); !strings.HasSuffix(got, "\n") || strings.Count(got, "\n") != 3 {
		t.Errorf("half a row is left:\n%s", got)
	}
}

// What is held of many rows is bounded, and is what was made last.
func TestHeldRows(t *testing.T) {
	bound := keepBytes
	defer func() { keepBytes = bound }()
	keepBytes = 35 // three rows
	tab, tasks, _ := small(t, 9)
	err := tab.Fill(t.Context(), tasks, 1, func(done, _ int, _ time.Duration) {
		if done == 9 {
			must(t, os.Truncate(tab.Path, 0))
		}
	})
	if err == nil || !strings.Contains(err.Error(), "2 rows are in ") || !strings.Contains(err.Error(), ", 7 are lost: ") {
		t.Error(err)
	}
}
