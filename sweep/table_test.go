package sweep

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"spiketop/internal/fault"
)

// small is a table of squares with n rows; made counts what was made.
func small(t *testing.T, n int) (tab Table, tasks []Task, made *atomic.Int32) {
	t.Helper()
	made = new(atomic.Int32)
	for k := range n {
		tasks = append(tasks, Task{Key: []string{"a", fmt.Sprint(k)}, Make: func(context.Context) ([]string, error) {
			made.Add(1)
			return []string{fmt.Sprint(k * k)}, nil
		}})
	}
	return Table{Path: filepath.Join(t.TempDir(), "rows.csv"), Key: []string{"set", "k"}, Values: []string{"square"}}, tasks, made
}

func fill(t *testing.T, tab Table, tasks []Task) {
	t.Helper()
	if err := tab.Fill(t.Context(), tasks, 2, nil); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sorted are the lines of a file in an order that does not hang on who finished first.
func sorted(s string) string {
	lines := strings.SplitAfter(s, "\n")
	slices.Sort(lines[1:])
	return strings.Join(lines, "")
}

func TestFill(t *testing.T) {
	tab, tasks, made := small(t, 5)
	fill(t, tab, tasks)
	want := "set,k,square,status,reason\na,0,0,done,\na,1,1,done,\na,2,4,done,\na,3,9,done,\na,4,16,done,\n"
	if got := sorted(text(t, tab.Path)); got != sorted(want) {
		t.Errorf("got\n%s", got)
	}
	fill(t, tab, tasks)
	if made.Load() != 5 || sorted(text(t, tab.Path)) != sorted(want) {
		t.Errorf("filled again, %d rows were made", made.Load())
	}
	rows, err := tab.Read()
	if err != nil || len(rows) != 5 || len(rows[0]) != 5 {
		t.Error(rows, err)
	}
}

// Wherever the last write was torn, the next Fill makes that row again and no other.
func TestTornLine(t *testing.T) {
	tab, tasks, made := small(t, 4)
	fill(t, tab, tasks)
	whole := text(t, tab.Path)
	for n := len(whole) - 1; n >= 0; n-- {
		if err := os.WriteFile(tab.Path, []byte(whole[:n]), 0o666); err != nil {
			t.Fatal(err)
		}
		missing := 5 - strings.Count(whole[:n], "\n")
		missing = min(missing, 4)
		if rows, err := tab.Read(); err != nil || len(rows) != 4-missing {
			t.Fatalf("%d bytes: read %d rows, %v", n, len(rows), err)
		}
		made.Store(0)
		fill(t, tab, tasks)
		if got := text(t, tab.Path); sorted(got) != sorted(whole) || int(made.Load()) != missing {
			t.Fatalf("%d bytes: %d rows made, want %d:\n%s", n, made.Load(), missing, got)
		}
	}
}

// What is dropped is gone from the file, even where nothing is written over it.
func TestTornLineIsDropped(t *testing.T) {
	tab, tasks, _ := small(t, 2)
	fill(t, tab, tasks)
	whole := text(t, tab.Path)
	if err := os.WriteFile(tab.Path, []byte(whole+"b,7,49,done"), 0o666); err != nil {
		t.Fatal(err)
	}
	fill(t, tab, tasks)
	if got := text(t, tab.Path); got != whole {
		t.Errorf("got\n%s", got)
	}
}

func TestFailedRow(t *testing.T) {
	tab, tasks, _ := small(t, 4)
	tries := 0
	tasks[1].Make = func(context.Context) ([]string, error) { tries++; return nil, errors.New("step 7: it \"blew\",\nup") }
	tasks[2].Make = func(context.Context) ([]string, error) { panic("a bug") }
	fill(t, tab, tasks)
	fill(t, tab, tasks) // it stays
	rows, err := tab.Read()
	slices.SortFunc(rows, slices.Compare)
	if err != nil || len(rows) != 4 || tries != 1 ||
		!slices.Equal(rows[1], []string{"a", "1", "", Failed, `step 7: it "blew", up`}) ||
		!slices.Equal(rows[2], []string{"a", "2", "", Failed, "panic: a bug"}) || rows[3][3] != Done {
		t.Errorf("tried %d times: %q, %v", tries, rows, err)
	}
}

// What is not the run's own fault leaves no row.
func TestNotNow(t *testing.T) {
	tab, tasks, made := small(t, 3)
	good := tasks[1].Make
	tasks[1].Make = func(context.Context) ([]string, error) { return nil, fmt.Errorf("%w: no memory", ErrNotNow) }
	if err := tab.Fill(t.Context(), tasks, 1, nil); !errors.Is(err, ErrNotNow) || !strings.Contains(err.Error(), "1 of 3 rows") {
		t.Error(err)
	}
	if rows, _ := tab.Read(); len(rows) != 2 {
		t.Errorf("%q", rows)
	}
	tasks[1].Make = good
	fill(t, tab, tasks)
	if rows, _ := tab.Read(); len(rows) != 3 || made.Load() != 3 {
		t.Errorf("%q", rows)
	}
}

func TestInterrupted(t *testing.T) {
	tab, tasks, made := small(t, 6)
	ctx, cancel := context.WithCancel(t.Context())
	tasks[2].Make = func(ctx context.Context) ([]string, error) { cancel(); <-ctx.Done(); return nil, ctx.Err() }
	if err := tab.Fill(ctx, tasks, 1, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if rows, err := tab.Read(); err != nil || len(rows) < 2 || len(rows) > 3 || int(made.Load()) != len(rows) {
		t.Errorf("%q, %v", rows, err)
	}
}

func TestProgress(t *testing.T) {
	tab, tasks, _ := small(t, 6)
	fill(t, tab, tasks[:2])
	var seen []int
	err := tab.Fill(t.Context(), tasks, 3, func(done, total int, left time.Duration) {
		seen = append(seen, done)
		if total != 6 || left < 0 || (done == 2 || done == 6) != (left == 0) {
			t.Error(done, total, left)
		}
	})
	if err != nil || !slices.Equal(seen, []int{2, 3, 4, 5, 6}) {
		t.Error(seen, err)
	}
}

// Somebody else's file is refused and left as it is.
func TestRefused(t *testing.T) {
	tab, tasks, _ := small(t, 2)
	for name, c := range map[string]struct{ text, want string }{
		"other columns": {"set,k,cube,status,reason\na,0,0,done,\n", `column 3 is "cube", not "square"`},
		"more columns":  {"set,k,square,status,reason,more\n", "there are 6, not 5"},
		"many columns":  {"a\n" + strings.Repeat(",", 1_000_000) + "\n", "rows.csv:2: more than 10000 columns"},
		"empty lines":   {"\n\n", "its lines are empty"},
		"a text":        {"Dear diary", "its first line has no end"},
		"a long row":    {"set,k,square,status,reason\na,0,0,done,,,,\na,1,1,done,\n", "rows.csv:2: wrong number of fields"},
		"semicolons":    {"set;k;square;status;reason\na;0;0;done;\n", "no commas are between its columns: another program"},
		"tabs":          {"set\tk\tsquare\tstatus\treason\na\t0\t0\tdone\t\n", "no commas are between its columns: another program"},
		"a mark":        {"\ufeffset,k,square,status,reason\na,0,0,done,\n", "begins with a byte order mark: another program"},
		"a long name":   {strings.Repeat("x", 2_000_000) + ",k\n", `column 1 is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", not "set"`},
		"a row twice":   {"set,k,square,status,reason\na,0,0,done,\na,0,0,done,\n", "row 2 is row 1 once more (set=a k=0)"},
	} {
		if err := os.WriteFile(tab.Path, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		err := tab.Fill(t.Context(), tasks, 1, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
		if got := text(t, tab.Path); got != c.text {
			t.Errorf("%s: the file has become %.100q", name, got)
		}
	}
	tab.Path = t.TempDir()
	if err := tab.Fill(t.Context(), tasks, 1, nil); err == nil || err.Error() != tab.Path+": a directory" {
		t.Error(err)
	}
	tab.Path = filepath.Join(tab.Path, "no", "where.csv")
	if err := tab.Fill(t.Context(), tasks, 1, nil); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestTwoWriters(t *testing.T) {
	tab, tasks, _ := small(t, 2)
	first := tasks[0].Make
	tasks[0].Make = func(ctx context.Context) ([]string, error) {
		if err := tab.Fill(ctx, tasks[1:], 1, nil); err == nil || !strings.Contains(err.Error(), "another process is filling it") {
			t.Errorf("the second writer: %v", err)
		}
		if rows, err := tab.Read(); err != nil || len(rows) > 1 {
			t.Errorf("a reader meanwhile: %q, %v", rows, err)
		}
		return first(ctx)
	}
	fill(t, tab, tasks)
	fill(t, tab, tasks) // released
}

func TestStream(t *testing.T) {
	tab, tasks, _ := small(t, 3)
	var b bytes.Buffer
	if err := tab.Stream(t.Context(), &b, tasks, 2, nil); err != nil {
		t.Fatal(err)
	}
	fill(t, tab, tasks)
	if sorted(b.String()) != sorted(text(t, tab.Path)) {
		t.Errorf("%s", b.String())
	}
	full := errors.New("full")
	if err := tab.Stream(t.Context(), failing{full}, tasks, 2, nil); !errors.Is(err, full) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// heap is what is in use after a collection, in bytes.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A fault of this package, not of a run, comes to who fills the table; rows made
// before stay.
func TestFaultOfATable(t *testing.T) {
	tab, tasks, _ := small(t, 3)
	tasks[2].Make = func(context.Context) ([]string, error) { return []string{"1", "a cell too many"}, nil }
	p := fault.Caught(func() { _ = tab.Fill(t.Context(), tasks, 1, nil) })
	if p == nil || !strings.Contains(p.Error(), "2 values for 2 and 1 columns") || !strings.Contains(string(p.Stack), "sweep.Table.make") {
		t.Fatalf("%v", p)
	}
	if got := text(t, tab.Path); strings.Count(got, "\n") != 3 {
		t.Errorf("rows: %q", got)
	}
}
