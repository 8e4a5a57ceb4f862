package report

import (
	"context"
	"path/filepath"
	"time"

	"spiketop/sweep"
)

// rowsName is the file of the rows in the study's directory.
const rowsName = "rows.csv"

// table is rows.csv of a directory.
func table(dir string) sweep.Table {
	t := sweep.Table{Path: filepath.Join(dir, rowsName), Key: keyColumns}
	for _, c := range columns() {
		t.Values = append(t.Values, c.name)
	}
	return t
}

// tasks are the runs of the study. Long and short runs are mixed, so that the
// time left follows from the time spent.
func (s Study) tasks() []sweep.Task {
	var plain []sweep.Task
	for _, j := range s.Cells() {
		for _, seed := range j.seeds {
			plain = append(plain, sweep.Task{Key: j.key(seed), Make: func(ctx context.Context) ([]string, error) { return s.measure(ctx, j.Cell, seed) }})
		}
	}
	stride := len(plain)*5/8 | 1
	for gcd(stride, len(plain)) != 1 {
		stride += 2
	}
	mixed := make([]sweep.Task, len(plain))
	for k := range plain {
		mixed[k] = plain[k*stride%len(plain)]
	}
	return mixed
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Fill makes the rows that dir lacks.
func (s Study) Fill(ctx context.Context, dir string, workers int, progress func(done, total int, left time.Duration)) error {
	return table(dir).Fill(ctx, s.tasks(), workers, progress)
}

// Failed counts the rows in dir, and those whose run failed.
func (s Study) Failed(dir string) (failed, rows int) {
	all, err := s.read(dir)
	if err != nil {
		return 0, 0
	}
	return len(all.failed()), len(all.all)
}

// read takes the rows of the study from dir, in the order of its plan.
func (s Study) read(dir string) (*Rows, error) {
	lines, err := table(dir).Read()
	if err != nil {
		return nil, err
	}
	var all []*Row
	numbers := len(columns())
	for _, line := range lines {
		key, rest := line[:len(keyColumns)], line[len(keyColumns):]
		all = append(all, parse(key, rest[numbers], rest[numbers+1], rest[:numbers]))
	}
	return newRows(all), nil
}
