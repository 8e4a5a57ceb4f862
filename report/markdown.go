package report

import "strings"

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
