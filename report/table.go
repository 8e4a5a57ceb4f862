package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// sheet is a table of numbers: a CSV file beside the figures.
type sheet struct {
	name string
	head []string
	rows [][]string
}

func newSheet(name string, head ...string) *sheet { return &sheet{name: name, head: head} }

func (s *sheet) row(cells ...string) {
	if len(cells) != len(s.head) {
		panic(fmt.Sprintf("report: %s: a row of %d cells under %d heads", s.name, len(cells), len(s.head)))
	}
	s.rows = append(s.rows, cells)
}

// file is the name of the sheet's file.
func (s *sheet) file() string { return s.name + ".csv" }

func (s *sheet) csv() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(append([][]string{s.head}, s.rows...)) // a buffer takes everything
	return b.Bytes()
}

// parseSheet reads what csv wrote.
func parseSheet(name string, text []byte) (*sheet, error) {
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(all) == 0 {
		return nil, fmt.Errorf("%s.csv: not a sheet of a study: %v", name, err)
	}
	return &sheet{name, all[0], all[1:]}, nil
}

// get is the cell of a row under a head.
func (s *sheet) get(row []string, head string) string {
	k := slices.Index(s.head, head)
	if k < 0 {
		panic("report: " + s.name + " has no column " + head)
	}
	return row[k]
}

// digits writes x with so many decimals; empty where undefined.
func digits(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if zero := strconv.FormatFloat(0, 'f', decimals, 64); s == "-"+zero {
		return zero
	}
	return s
}

// cells are mean and interval with so many decimals.
func (r Interval) cells(decimals int) []string {
	return []string{digits(r.Mean, decimals), digits(r.Lo, decimals), digits(r.Hi, decimals)}
}

// bounds names the columns of a mean and its interval.
func bounds(head string) []string { return []string{head, head + ": from", head + ": to"} }

// col is one or more columns of a sheet about cells of the study.
type col struct {
	heads []string
	show  func(b book, c Cell) []string
}

// one is a single column.
func one(head string, show func(b book, c Cell) string) col {
	return col{[]string{head}, func(b book, c Cell) []string { return []string{show(b, c)} }}
}

// The columns that say which runs a row is about.
var (
	byPreset      = one("pattern", func(_ book, c Cell) string { return c.Preset })
	byComposition = one(fraction, func(_ book, c Cell) string { return short(c.Composition) })
	byG           = one("g", func(_ book, c Cell) string { return short(c.G) })
	byTau         = one("τ_s, ms", func(_ book, c Cell) string { return short(c.TauS) })
	byPeriod      = one("T₁, ms", func(_ book, c Cell) string { return short(c.Period) })
	byN           = one("N", func(_ book, c Cell) string { return fmt.Sprint(c.N) })
	byP           = one("p", func(_ book, c Cell) string { return short(c.P) })
	byLambda      = one("λ", func(_ book, c Cell) string { return short(c.Lambda) })
	countRuns     = one("n", func(b book, c Cell) string { return fmt.Sprint(len(b.of(c))) })
	countFailed   = one("failed", func(b book, c Cell) string { return fmt.Sprint(len(b.cells[cellKey(c)]) - len(b.of(c))) })
)

// mean shows the mean of a number over seeds.
func mean(head string, decimals int, of func(*Row) float64) col {
	return one(head, func(b book, c Cell) string { return digits(b.effect(c, of).all().Mean, decimals) })
}

// ci shows the mean with its interval.
func ci(head string, decimals int, of func(*Row) float64) col {
	return col{bounds(head), func(b book, c Cell) []string { return b.effect(c, of).all().cells(decimals) }}
}

// ciTrained is ci over the runs that learned.
func ciTrained(head string, decimals int, of func(*Row) float64) col {
	return col{bounds(head), func(b book, c Cell) []string { return b.effect(c, of).onlyTrained().cells(decimals) }}
}

func leastScore(head string) col {
	return one(head, func(b book, c Cell) string { return digits(b.column(c, score).all().Worst, 3) })
}

// countAbove counts the runs whose score is above a threshold.
func countAbove(key string) col {
	good := threshold(key).Lo
	return one("above "+bare(good), func(b book, c Cell) string {
		return fmt.Sprint(b.column(c, score).count(func(o outcome) bool { return o.x > good }))
	})
}

// countUntrained counts the runs that did not learn.
var countUntrained = one("untrained ("+notTrained+")", func(b book, c Cell) string { return fmt.Sprint(b.column(c, score).untrained()) })

// sheet has a row for each cell that has runs.
func (b book) sheet(name string, cells []Cell, cols ...col) *sheet {
	s := newSheet(name)
	for _, c := range cols {
		s.head = append(s.head, c.heads...)
	}
	for _, cell := range cells {
		if len(b.of(cell)) > 0 {
			var texts []string
			for _, c := range cols {
				texts = append(texts, c.show(b, cell)...)
			}
			s.row(texts...)
		}
	}
	return s
}

// patternSheet has the main cells of some patterns.
func (b book) patternSheet(name string, of []string, cols ...col) *sheet {
	return b.sheet(name, cells(of, b.Compositions, b.main), append([]col{byPreset, byComposition}, cols...)...)
}
