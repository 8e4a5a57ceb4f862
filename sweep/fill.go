package sweep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"spiketop/internal/fault"
)

// Task makes one row.
type Task struct {
	Key []string // in the order of Table.Key; no two tasks have the same
	// Make returns the values in the order of Table.Values. An error makes a row
	// with status failed and the error as its reason, except ctx's own error and
	// one that wraps ErrNotNow: then there is no row, and the next Fill tries again.
	// A panic makes a failed row too.
	Make func(ctx context.Context) ([]string, error)
}

// ErrNotNow marks a failure that is not the task's own, such as want of memory:
// another time, or another machine, may make the row.
var ErrNotNow = errors.New("not now")

// Fill makes the rows that are missing, workers at a time, and appends each as
// it is done, so they stand in no fixed order. Started again it does only what is
// missing. A failed row counts as made: the same run would fail the same way.
// Rows in the file that no task is for stay as they are.
//
// progress, which may be nil, is told at the start and after each row how many of
// the tasks' rows there are and an estimate of the time left (0 as long as there
// is none); it is called by one goroutine.
//
// The error is ctx's if it ended before everything was made; the file is valid
// then. A file with other columns, or one that somebody else fills now, is
// refused untouched. Where the file is gone meanwhile, was changed by others or
// takes no more, the error says so and where its rows are now.
func (t Table) Fill(ctx context.Context, tasks []Task, workers int, progress func(done, total int, left time.Duration)) error {
	f, rows, err := t.open()
	if err != nil {
		return err
	}
	defer f.Close() // if it comes to a panic
	made := make(map[string]bool, len(rows)+len(tasks))
	for _, row := range rows {
		made[id(row[:len(t.Key)])] = true
	}
	missing := slices.DeleteFunc(slices.Clone(tasks), func(task Task) bool { return made[id(task.Key)] })
	for _, task := range missing {
		if made[id(task.Key)] {
			_ = f.Close()
			panic("sweep: two tasks for the row " + t.name(task.Key))
		}
		made[id(task.Key)] = true
	}
	err = t.each(ctx, missing, workers, f.append, count(progress, len(tasks)-len(missing), len(tasks)))
	if lost := f.end(); lost != nil {
		return lost
	}
	return err
}

// Stream makes every row and writes the table to w: Fill without a file.
func (t Table) Stream(ctx context.Context, w io.Writer, tasks []Task, workers int, progress func(done, total int, left time.Duration)) error {
	put := func(row []string) error { _, err := w.Write(line(row)); return err }
	if err := put(t.Header()); err != nil {
		return err
	}
	return t.each(ctx, tasks, workers, put, count(progress, 0, len(tasks)))
}

// count turns the number of rows made now into progress.
func count(progress func(int, int, time.Duration), had, total int) func(now int) {
	if progress == nil {
		return func(int) {}
	}
	t0 := time.Now()
	return func(now int) {
		var left time.Duration
		if now > 0 {
			left = time.Duration(float64(time.Since(t0)) / float64(now) * float64(total-had-now))
		}
		progress(had+now, total, left)
	}
}

// each makes rows by workers and hands them to put, one at a time. Once put has
// failed no row is begun any more; those that are done nevertheless go to put too.
func (t Table) each(ctx context.Context, tasks []Task, workers int, put func([]string) error, tell func(int)) error {
	type result struct {
		row   []string
		err   error        // there is no row, and why
		fault *fault.Panic // of this package itself; nil: none
	}
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	feed, results := make(chan Task), make(chan result)
	go func() {
		defer close(feed)
		for _, task := range tasks {
			select {
			case feed <- task:
			case <-work.Done():
				return
			}
		}
	}()
	var wg sync.WaitGroup
	for range max(1, min(workers, len(tasks))) {
		wg.Go(func() {
			for task := range feed {
				var r result
				r.fault = fault.Caught(func() { r.row, r.err = t.make(work, task) })
				results <- r
			}
		})
	}
	go func() { wg.Wait(); close(results) }()

	tell(0)
	var broken, notNow error
	now, later := 0, 0
	for r := range results {
		switch {
		case r.fault != nil:
			panic(r.fault) // where the table is filled it can be recovered
		case broken != nil && r.err == nil:
			_ = put(r.row)
		case r.err == nil:
			if broken = put(r.row); broken != nil {
				cancel()
				continue
			}
			now++
			tell(now)
		case errors.Is(r.err, ErrNotNow):
			later++
			if notNow == nil {
				notNow = r.err
			}
		}
	}
	switch {
	case broken != nil:
		return broken
	case now < len(tasks) && ctx.Err() != nil:
		return ctx.Err()
	case later > 0:
		return fmt.Errorf("%d of %d rows could not be made: %w", later, len(tasks), notNow)
	}
	return nil
}

// make makes the row of a task; an error means that there is none.
func (t Table) make(ctx context.Context, task Task) (row []string, err error) {
	values, err := task.guarded(ctx)
	switch {
	case err == nil && len(values) != len(t.Values) || len(task.Key) != len(t.Key):
		panic(fmt.Sprintf("sweep: %d key cells and %d values for %d and %d columns", len(task.Key), len(values), len(t.Key), len(t.Values)))
	case err == nil:
		return append(append(slices.Clone(task.Key), values...), Done, ""), nil
	case errors.Is(err, ErrNotNow), ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return nil, err
	}
	return append(append(slices.Clone(task.Key), make([]string, len(t.Values))...), Failed, err.Error()), nil
}

// guarded is Make, a panic turned into an error: one run in ten thousand that
// meets a bug is a row that says so.
func (task Task) guarded(ctx context.Context) (values []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return task.Make(ctx)
}
