package report

import (
	"fmt"
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
	Failed string // why; empty: it did not
	v      values
}

// get is a number of the row, NaN where there is none.
func (r *Row) get(name string) float64 {
	if _, ok := columnAt[name]; !ok {
		panic("report: no column " + name)
	}
	if x, ok := r.v[name]; ok {
		return x
	}
	return math.NaN()
}

// Trained reports whether the run learned its targets: below a score of 0.6 its
// motifs are not those of a trained network. Without a target there is nothing to learn.
func (r *Row) Trained() bool { return r.Preset == dimension || r.get("score") >= 0.6 }

// Rows are all runs of a study.
type Rows struct {
	all   []*Row
	cells map[string][]*Row
}

// parse reads a row: the key, the status with its reason, the numbers.
func parse(key []string, status, reason string, cells []string) (*Row, error) {
	if len(key) != len(keyColumns) {
		return nil, fmt.Errorf("%d cells in a key; %d are needed", len(key), len(keyColumns))
	}
	number := func(s string) float64 {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return math.NaN()
		}
		return x
	}
	r := &Row{v: values{}, Seed: int(number(key[9]))}
	r.Cell = Cell{Preset: key[0], N: int(number(key[1])), P: number(key[2]), QIF: number(key[3]), G: number(key[4]),
		TauS: number(key[5]), Period: number(key[6]), Lambda: number(key[7]), Nulls: Nulls(key[8])}
	if status != sweep.Done {
		r.Failed = strings.TrimSpace(status + ": " + reason)
		return r, nil
	}
	for k, c := range columns {
		if k < len(cells) && cells[k] != "" {
			r.v[c.name] = number(cells[k])
		}
	}
	return r, nil
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

// failed are the runs that came to nothing.
func (r *Rows) failed() (out []*Row) {
	for _, row := range r.all {
		if row.Failed != "" {
			out = append(out, row)
		}
	}
	return out
}

// untrained are the trained networks, by pattern and cell, that did not learn.
func (r *Rows) untrained() (out []*Row) {
	for _, row := range r.all {
		if row.Failed == "" && !row.Trained() {
			out = append(out, row)
		}
	}
	return out
}

// effect is a number for each seed, with what tells untrained runs.
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

// paired combines the runs of cells with the same seed; seeds that lack one are
// left out, and a seed is trained if all of its runs are.
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
