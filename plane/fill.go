package plane

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"spiketop/internal/param"
	"spiketop/internal/prio"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/sweep"
)

// Job says which map is to be filled.
type Job struct {
	Plan    *presets.File
	Sets    []presets.Assignment // what all runs share, after the plan's own; not the axes
	Seconds float64              // simulated in each run; 0: the plan's protocol
	X, Y    Axis
	Here    run.Params // where the cells begin
	Show    []string   // paths, the first is shown
	Seeds   int        // of each cell of the grid
	Path    string     // of the table; "": it is kept nowhere
	InCache bool       // Path is found from the sweep; see CachePath
}

// Sweep is the sweep whose runs fill the grid.
func (j *Job) Sweep() (*sweep.Sweep, error) {
	s := sweep.Sweep{Plan: j.Plan, Sets: j.Sets, Seconds: j.Seconds, Over: []sweep.Axis{j.X.Axis}, Seeds: j.Seeds}
	if !j.Y.None() {
		s.Over = append(s.Over, j.Y.Axis)
	}
	return sweep.New(s)
}

// CachePath is the table of all maps of a preset over the same parameters, with the
// same settings and version, in the user's cache directory. The directory is made.
func CachePath(s *sweep.Sweep) (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir = filepath.Join(dir, "spiketop", "maps")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	name := strings.Map(func(r rune) rune {
		if r == os.PathSeparator || r == '/' || r < ' ' {
			return '_'
		}
		return r
	}, filepath.Base(s.Plan.Preset()))
	for _, a := range s.Over {
		name += "-" + a.Key
	}
	return filepath.Join(dir, name+"-"+s.Mark()+".csv"), nil
}

// A filling is a map at work.
type filling struct {
	job     Job
	sweep   *sweep.Sweep
	table   sweep.Table
	workers int
	low     bool // the runs yield to everything else
	tell    func(*Map)

	mu sync.Mutex
	m  Map
}

// begin judges the job and takes in the rows that its table has already.
func begin(j Job, workers int, low bool, tell func(*Map)) (*filling, error) {
	f := &filling{job: j, workers: workers, low: low, tell: tell}
	f.m = Map{Plan: j.Plan, Sets: j.Sets, Seconds: j.Seconds, Preset: j.Plan.Preset(), X: j.X, Y: j.Y, Choice: j.Show}
	var err error
	if f.sweep, err = j.Sweep(); err != nil {
		return nil, err
	}
	f.m.Seed = f.sweep.Seed()
	path := j.Path
	if j.InCache {
		if path, err = CachePath(f.sweep); err != nil {
			path, f.m.Trouble = "", fmt.Sprintf("kept nowhere: %v", err)
		}
	}
	f.table = f.sweep.Table(path)
	f.m.Path, f.m.Columns = path, f.table.Values
	for _, show := range j.Show {
		if err := CheckPath(f.m.Columns, show); err != nil {
			return nil, err
		}
	}
	f.m.Show = j.Show[0]
	if path == "" {
		return f, nil
	}
	if err := f.sweep.Continues(path); err != nil {
		if !j.InCache {
			return nil, err
		}
		f.m.Trouble, f.m.Path, f.table.Path = fmt.Sprintf("kept nowhere: %v", err), "", ""
		return f, nil
	}
	rows, err := f.table.Read()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, row := range rows {
		f.m.addRow(row, len(f.table.Key))
	}
	return f, nil
}

// change changes the map and tells of it.
func (f *filling) change(do func(m *Map)) {
	f.mu.Lock()
	do(&f.m)
	f.m.Version++
	m := f.m
	f.mu.Unlock()
	f.tell(&m)
}

// wanted is a run that a map asks for.
type wanted struct {
	At
	seed int
}

// grid lists the runs of the grid: each seed over all cells before the next.
func (f *filling) grid(seeds int) (out []wanted) {
	order := Order(f.m.X.Len(), f.m.Y.Len(), f.m.X.Of(&f.job.Here), f.m.Y.Of(&f.job.Here))
	for k := range seeds {
		for _, a := range order {
			out = append(out, wanted{a, f.m.Seed + k})
		}
	}
	return out
}

// point spells the parameters at a place.
func (f *filling) point(a At) ([]string, bool) {
	x, ok := f.m.X.Text(a.I)
	if f.m.Y.None() {
		return []string{x}, ok
	}
	y, okY := f.m.Y.Text(a.J)
	return []string{x, y}, ok && okY
}

// make makes the runs that are missing, in their order, and appends their rows to
// the table.
func (f *filling) make(ctx context.Context, runs []wanted) error {
	var tasks []sweep.Task
	made := 0
	for _, w := range runs {
		point, ok := f.point(w.At)
		switch {
		case !ok:
		case f.m.has(w.At, w.seed):
			made++
		default:
			tasks = append(tasks, f.task(w, point))
		}
	}
	f.change(func(m *Map) { m.Made, m.Total, m.Left = made, made+len(tasks), 0 })
	progress := func(done, total int, left time.Duration) {
		f.change(func(m *Map) { m.Made, m.Left = made+done, left })
	}
	if f.table.Path != "" {
		err := f.table.Fill(ctx, tasks, f.workers, progress)
		if err == nil || ctx.Err() != nil || !f.job.InCache {
			return err
		}
		f.change(func(m *Map) { m.Trouble, m.Path = fmt.Sprintf("kept nowhere: %v", err), "" })
		f.table.Path = "" // another program fills it, or the disk is full
		return f.make(ctx, runs)
	}
	return f.table.Stream(ctx, io.Discard, tasks, f.workers, progress)
}

// task is the row of a run, which comes onto the map when it is made.
func (f *filling) task(w wanted, point []string) sweep.Task {
	t := f.sweep.Task(point, w.seed)
	inner := t.Make
	t.Make = func(ctx context.Context) (values []string, err error) {
		if f.low {
			prio.Lower()
		}
		f.change(func(m *Map) { m.Busy = append(slices.Clone(m.Busy), w.At) })
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
			}
			f.change(func(m *Map) {
				if k := slices.Index(m.Busy, w.At); k >= 0 {
					m.Busy = slices.Delete(slices.Clone(m.Busy), k, k+1)
				}
				status, reason := sweep.Done, ""
				switch {
				case err != nil && (errors.Is(err, sweep.ErrNotNow) || ctx.Err() != nil):
					return
				case err != nil:
					values, status, reason = make([]string, len(m.Columns)), sweep.Failed, err.Error()
				}
				m.addRow(slices.Concat(t.Key, values, []string{status, reason}), len(t.Key))
			})
			if err != nil {
				values = nil
			}
		}()
		return inner(ctx)
	}
	return t
}

// Fill makes the runs of the grid, workers at a time, and returns the map. The
// rows are appended to the table of the job; started again, Fill makes what is
// missing. progress, which may be nil, gets the map as it grows. The map is there
// too when the error is ctx's own.
func Fill(ctx context.Context, j Job, workers int, progress func(*Map)) (*Map, error) {
	if progress == nil {
		progress = func(*Map) {}
	}
	f, err := begin(j, workers, false, progress)
	if err != nil {
		return nil, err
	}
	err = f.make(ctx, f.grid(j.Seeds))
	f.mu.Lock()
	defer f.mu.Unlock()
	m := f.m
	m.Busy = nil
	return &m, err
}

// FromRows is the map of a table that was made elsewhere. x and y are keys of two
// of the parameters that vary in it, y "" for a line; every other one must have one
// value in rows.
func FromRows(rows *sweep.Rows, x, y string, show []string) (*Map, error) {
	m := &Map{Preset: rows.Preset, Choice: show}
	key := len(rows.Keys) + 3
	m.Columns = rows.Header[key : len(rows.Header)-2]
	for k, want := range []*Axis{&m.X, &m.Y} {
		name := []string{x, y}[k]
		if name == "" {
			continue
		}
		at := slices.Index(rows.Keys, name)
		if at < 0 {
			return nil, fmt.Errorf("%s does not vary there; must be one of %s", name, strings.Join(rows.Keys, ", "))
		}
		var values []string
		for _, row := range rows.Rows {
			values = append(values, row[2+at])
		}
		var err error
		if *want, err = fromTexts(name, values); err != nil {
			return nil, err
		}
	}
	for k, name := range rows.Keys {
		if name == x || name == y {
			continue
		}
		for _, row := range rows.Rows {
			if row[2+k] != rows.Rows[0][2+k] {
				return nil, fmt.Errorf("%s varies too; --set %s=VALUE chooses one of its values", name, name)
			}
		}
	}
	for _, p := range show {
		if err := CheckPath(m.Columns, p); err != nil {
			return nil, err
		}
	}
	m.Show = show[0]
	kx, ky := 2+slices.Index(rows.Keys, x), 2+slices.Index(rows.Keys, y)
	for k, row := range rows.Rows {
		short := []string{row[0], row[1], row[kx]}
		if y != "" {
			short = append(short, row[ky])
		}
		short = append(short, row[key-1])
		n := len(short)
		m.addRow(append(short, row[key:]...), n)
		if seed := m.Cells[0].Runs[0].Seed; k == 0 || seed < m.Seed {
			m.Seed = seed
		}
	}
	m.Made, m.Total, m.Note = len(rows.Rows), len(rows.Rows), "a table from elsewhere"
	return m, nil
}

// CheckPath says that no number has that path, and which is nearest.
func CheckPath(columns []string, path string) error {
	if column(columns, path) >= 0 {
		return nil
	}
	if n := param.Nearest(path, columns); n != "" {
		return fmt.Errorf("no number %q; nearest is %q ('spiketop sweep --columns' lists all)", path, n)
	}
	return fmt.Errorf("no number %q; 'spiketop sweep --columns' lists all", path)
}
