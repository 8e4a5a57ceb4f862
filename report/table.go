package report

import (
	"fmt"
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

// col is a column of a table about cells of the study.
type col struct {
	head string
	show func(b book, c Cell) string
}

// The columns that say which runs a row is about.
var (
	byPreset      = col{"pattern", func(_ book, c Cell) string { return c.Preset }}
	byComposition = col{fraction, func(_ book, c Cell) string { return short(c.Composition) }}
	byG           = col{"g", func(_ book, c Cell) string { return short(c.G) }}
	byTau         = col{"τ_s, ms", func(_ book, c Cell) string { return short(c.TauS) }}
	countRuns     = col{"n", func(b book, c Cell) string { return fmt.Sprint(len(b.of(c))) }}
	countFailed   = col{"failed", func(b book, c Cell) string { return fmt.Sprint(len(b.cells[cellKey(c)]) - len(b.of(c))) }}
)

// mean shows the mean of a number over seeds.
func mean(head string, decimals int, of func(*Row) float64) col {
	return col{head, func(b book, c Cell) string { return fixed(b.effect(c, of).all().Mean, decimals) }}
}

// ci shows the mean with its interval.
func ci(head string, decimals int, of func(*Row) float64) col {
	return col{head, func(b book, c Cell) string { return b.effect(c, of).all().show(decimals) }}
}

// ciTrained is ci over the runs that learned.
func ciTrained(head string, decimals int, of func(*Row) float64) col {
	return col{head, func(b book, c Cell) string { return b.effect(c, of).onlyTrained().show(decimals) }}
}

func leastScore(head string) col {
	return col{head, func(b book, c Cell) string { return fixed(b.column(c, score).all().Worst, 3) }}
}

// countAbove counts the runs whose score is above a threshold.
func countAbove(key string) col {
	good := threshold(key).Lo
	return col{"above " + bare(good), func(b book, c Cell) string {
		return fmt.Sprint(b.column(c, score).count(func(o outcome) bool { return o.x > good }))
	}}
}

// countUntrained counts the runs that did not learn.
func countUntrained(head string) col {
	return col{head, func(b book, c Cell) string { return fmt.Sprint(b.column(c, score).untrained()) }}
}

// table has a row for each cell that has runs.
func (b book) table(cells []Cell, cols ...col) string {
	var head []string
	for _, c := range cols {
		head = append(head, c.head)
	}
	t := newTable(head...)
	for _, cell := range cells {
		if len(b.of(cell)) > 0 {
			var texts []string
			for _, c := range cols {
				texts = append(texts, c.show(b, cell))
			}
			t.row(texts...)
		}
	}
	return t.text()
}
