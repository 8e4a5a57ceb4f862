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
	var x [11]float64
	for k := range key {
		x[k] = number(key[k])
	}
	r := &Row{Seed: int(x[10]), Cell: Cell{Preset: key[0], N: int(x[1]), P: x[2], Composition: x[3], G: x[4], TauS: x[5], Period: x[6], Lambda: x[7], Retraining: int(x[9])}}
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
func (r *Rows) of(c Cell) []*Row {
	return where(r.cells[cellKey(c)], func(row *Row) bool { return row.Failed == "" })
}

// failed are the runs that failed.
func (r *Rows) failed() []*Row {
	return where(r.all, func(row *Row) bool { return row.Failed != "" })
}

// untrained are the runs that did not learn their targets.
func (r *Rows) untrained() []*Row {
	return where(r.all, func(row *Row) bool { return row.Failed == "" && !row.Trained() })
}

func where(rows []*Row, ok func(*Row) bool) (out []*Row) {
	for _, row := range rows {
		if ok(row) {
			out = append(out, row)
		}
	}
	return out
}

// effect is a number for each seed, and whether the run of that seed learned.
type effect []outcome

type outcome struct {
	seed    int
	x       float64
	trained bool
}

// effect takes a number of each run of a cell.
func (r *Rows) effect(c Cell, f func(*Row) float64) effect {
	return r.paired([]Cell{c}, func(rows []*Row) float64 { return f(rows[0]) })
}

// column takes a column.
func (r *Rows) column(c Cell, name string) effect { return r.effect(c, get(name)) }

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
			e = append(e, outcome{first.Seed, f(rows), trained})
		}
	}
	return e
}

// difference of a column between two cells, paired by seed.
func (r *Rows) difference(a, b Cell, name string) effect {
	return r.paired([]Cell{a, b}, func(rows []*Row) float64 { return rows[0].get(name) - rows[1].get(name) })
}

// all is the interval over all runs.
func (e effect) all() Interval { return e.interval(false) }

// onlyTrained is the interval over the runs that learned.
func (e effect) onlyTrained() Interval { return e.interval(true) }

func (e effect) interval(trained bool) Interval {
	var x []float64
	for _, o := range e {
		if o.trained || !trained {
			x = append(x, o.x)
		}
	}
	return interval(x)
}

// untrained counts the runs that did not learn.
func (e effect) untrained() int { return e.count(func(o outcome) bool { return !o.trained }) }

func (e effect) count(ok func(outcome) bool) (n int) {
	for _, o := range e {
		if ok(o) {
			n++
		}
	}
	return n
}
