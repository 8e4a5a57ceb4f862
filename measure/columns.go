package measure

import (
	"strconv"
	"strings"
)

// Column is a number of a table: its path, unit and meaning.
type Column struct{ Path, Unit, Help string }

// Columns are the numbers of a run in the order of Summary.Cells: the paths of
// summary.json, and the warnings.
func Columns() []Column {
	var out []Column
	root := branch("", "", append(counters(0, 0, nil), (*Result)(nil).Tree()...)...)
	for _, l := range root.Leaves() {
		out = append(out, Column{l.Path, l.Unit, l.Meaning})
	}
	return append(out, Column{"warnings", "", "number of warnings"}, Column{"warning_codes", "", "their codes"})
}

// Cells are the numbers of s in the order of Columns, each as the shortest text
// that reads back to the same bits; an undefined number is an empty cell.
func (s *Summary) Cells() []string {
	var cells []string
	for _, l := range s.tree.Leaves() {
		cells = append(cells, l.Cell())
	}
	var codes []string
	for _, w := range s.Warnings {
		codes = append(codes, string(w.Code))
	}
	return append(cells, strconv.Itoa(len(s.Warnings)), strings.Join(codes, " "))
}
