package report

import (
	"fmt"
	"math"
	"strings"
)

// grid is a table in Markdown.
type grid struct {
	head []string
	rows [][]string
}

func newTable(head ...string) *grid { return &grid{head: head} }

func (t *grid) row(cells ...string) {
	if len(cells) != len(t.head) {
		panic("report: a row of another length")
	}
	t.rows = append(t.rows, cells)
}

// cellText keeps bars from ending a cell.
func cellText(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "|", `\|`) }

func (t *grid) text() string {
	if len(t.rows) == 0 {
		return "Not in this study.\n"
	}
	var b strings.Builder
	line := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + cellText(c) + " ")
		}
		b.WriteString("|\n")
	}
	line(t.head)
	b.WriteString(strings.Repeat("|---", len(t.head)) + "|\n")
	for _, r := range t.rows {
		line(r)
	}
	return b.String()
}

// label is a column that says which cell a row of the table is of.
type label struct {
	head string
	of   func(Cell) string
}

var (
	byPattern     = label{"pattern", func(c Cell) string { return c.Preset }}
	byComposition = label{fraction, func(c Cell) string { return short(c.Composition) }}
	byTau         = label{"τ_s, ms", func(c Cell) string { return short(c.TauS) }}
	byGain        = label{"g", func(c Cell) string { return short(c.G) }}
	byMain        = []label{byPattern, byComposition}
)

// entry is a column with a number of each cell.
type entry struct {
	head string
	of   func(*Row) float64
	show func(effect) string
}

// get is a column of rows.csv as a number of a row.
func get(name string) func(*Row) float64 { return func(r *Row) float64 { return r.get(name) } }

// shown is a mean with its interval.
func shown(decimals int) func(effect) string {
	return func(e effect) string { return e.all().show(decimals) }
}

// mean is a mean alone.
func mean(decimals int) func(effect) string {
	return func(e effect) string { return fixed(e.all().Mean, decimals) }
}

// trained is a mean over the runs that learned, with its interval.
func trained(decimals int) func(effect) string {
	return func(e effect) string { return e.onlyTrained().show(decimals) }
}

func least(decimals int) func(effect) string {
	return func(e effect) string { return fixed(e.all().Worst, decimals) }
}

func largestModulus(decimals int) func(effect) string {
	return func(e effect) string {
		return fixed(math.Max(math.Abs(e.all().Worst), math.Abs(e.all().Sharp)), decimals)
	}
}

func runs(e effect) string { return fmt.Sprint(len(e.x)) }

func untrainedRuns(e effect) string { return fmt.Sprint(e.untrained()) }

// table shows numbers of the cells that the study has.
func (b book) table(cells []Cell, labels []label, entries ...entry) string {
	var head []string
	for _, l := range labels {
		head = append(head, l.head)
	}
	for _, e := range entries {
		head = append(head, e.head)
	}
	t := newTable(head...)
	for _, c := range cells {
		if len(b.of(c)) == 0 {
			continue
		}
		var row []string
		for _, l := range labels {
			row = append(row, l.of(c))
		}
		for _, e := range entries {
			row = append(row, e.show(b.effect(c, e.of)))
		}
		t.row(row...)
	}
	return t.text()
}

// mains are the main cells of some patterns.
func (b book) mains(patterns []string, qs []float64) (all []Cell) {
	eachCell(patterns, qs, func(preset string, q float64) { all = append(all, b.main(preset, q)) })
	return all
}
