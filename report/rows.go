package report

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"spiketop/sweep"
)

// Row is one run of rows.csv.
type Row struct {
	Cell
	Seed   int
	Failed string   // why the run failed; empty: it did not
	texts  []string // the numbers in the order of columns; nil: the run failed
}

// get is a number of the row, NaN where there is none.
func (r *Row) get(name string) float64 {
	k, known := columnAt()[name]
	if !known {
		panic("report: no column " + name)
	}
	if k >= len(r.texts) {
		return math.NaN()
	}
	return number(r.texts[k])
}

func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// Trained reports whether the run learned its targets. Without a target there is
// nothing to learn.
func (r *Row) Trained() bool { return r.Preset == spontaneous || r.get("training.trained") == 1 }

// Rows are all runs of a study.
type Rows struct {
	all   []*Row
	cells map[string][]*Row
}

// parse reads a row: the key, the status with its reason, the numbers.
func parse(key []string, status, reason string, texts []string) *Row {
	var x [10]float64
	for k := range key {
		x[k] = number(key[k])
	}
	r := &Row{Seed: int(x[9]), Cell: Cell{Preset: key[0], N: int(x[1]), P: x[2], Composition: x[3], G: x[4], TauS: x[5], Period: x[6], Lambda: x[7]}}
	for nulls, name := range nullNames {
		if name == key[8] {
			r.Nulls = nulls
		}
	}
	if status != sweep.Done {
		r.Failed = strings.TrimSpace(status + ": " + reason)
		return r
	}
	r.texts = texts
	return r
}

// newRows sorts rows by cell and seed.
func newRows(all []*Row) *Rows {
	rows := &Rows{all: all, cells: map[string][]*Row{}}
	for _, r := range all {
		k := cellKey(r.Cell)
		rows.cells[k] = append(rows.cells[k], r)
	}
	for _, c := range rows.cells {
		sort.Slice(c, func(i, j int) bool { return c[i].Seed < c[j].Seed })
	}
	return rows
}

func cellKey(c Cell) string { return strings.Join(c.key(0), ",") }

// of are the runs of a cell that did not fail, by seed; none if it is not in the study.
func (r *Rows) of(c Cell) (out []*Row) {
	for _, row := range r.cells[cellKey(c)] {
		if row.Failed == "" {
			out = append(out, row)
		}
	}
	return out
}

// failed are the runs that failed.
func (r *Rows) failed() (out []*Row) {
	for _, row := range r.all {
		if row.Failed != "" {
			out = append(out, row)
		}
	}
	return out
}

// untrained are the runs that did not learn their targets.
func (r *Rows) untrained() (out []*Row) {
	for _, row := range r.all {
		if row.Failed == "" && !row.Trained() {
			out = append(out, row)
		}
	}
	return out
}

// effect is a number for each seed, and whether the run of that seed learned.
type effect struct {
	seed    []int
	x       []float64
	trained []bool
}

// of takes a number of each run of a cell.
func (r *Rows) effect(c Cell, f func(*Row) float64) (e effect) {
	for _, row := range r.of(c) {
		e.seed, e.x, e.trained = append(e.seed, row.Seed), append(e.x, f(row)), append(e.trained, row.Trained())
	}
	return e
}

// column takes a column.
func (r *Rows) column(c Cell, name string) effect {
	return r.effect(c, func(row *Row) float64 { return row.get(name) })
}

// paired combines the runs of several cells by seed. A seed without a run in each
// cell is left out. A seed counts as trained if all of its runs are.
func (r *Rows) paired(cells []Cell, f func([]*Row) float64) (e effect) {
	if len(cells) == 0 {
		return e
	}
	for _, first := range r.of(cells[0]) {
		rows, trained := []*Row{first}, first.Trained()
		for _, c := range cells[1:] {
			for _, row := range r.of(c) {
				if row.Seed == first.Seed {
					rows, trained = append(rows, row), trained && row.Trained()
				}
			}
		}
		if len(rows) == len(cells) {
			e.seed, e.x, e.trained = append(e.seed, first.Seed), append(e.x, f(rows)), append(e.trained, trained)
		}
	}
	return e
}

// difference of a column between two cells, paired by seed.
func (r *Rows) difference(a, b Cell, name string) effect {
	return r.paired([]Cell{a, b}, func(rows []*Row) float64 { return rows[0].get(name) - rows[1].get(name) })
}

// untrained counts the runs that did not learn.
func (e effect) untrained() (n int) {
	for _, ok := range e.trained {
		if !ok {
			n++
		}
	}
	return n
}

// all is the interval over all runs.
func (e effect) all() Interval { return interval(e.x) }

// onlyTrained is the interval over the runs that learned.
func (e effect) onlyTrained() Interval {
	var x []float64
	for k, ok := range e.trained {
		if ok {
			x = append(x, e.x[k])
		}
	}
	return interval(x)
}
