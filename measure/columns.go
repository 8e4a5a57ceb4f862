package measure

import (
	"strconv"
	"strings"
)

// Column is a number of a table: its path, unit and meaning.
type Column struct{ Path, Unit, Help string }

// The columns after the numbers.
const (
	warningsColumn = "warnings"
	codesColumn    = "warning_codes"
)

// Columns are the numbers of a run in the order of Summary.Cells: the paths of
// summary.json, and the warnings.
func Columns() []Column {
	var out []Column
	var help []string
	var walk func(prefix string, n *Node)
	walk = func(prefix string, n *Node) {
		for k := range n.Kids {
			kid := &n.Kids[k]
			if kid.aside {
				continue
			}
			if kid.Help != "" {
				help = append(help, kid.Help)
			}
			if kid.Value == nil {
				walk(prefix+kid.Name+".", kid)
			} else {
				out = append(out, Column{prefix + kid.Name, kid.Unit, strings.Join(help, ": ")})
			}
			if kid.Help != "" {
				help = help[:len(help)-1]
			}
		}
	}
	root := branch("", "", append(counters(0, 0, nil), (*Result)(nil).Tree()...)...)
	walk("", &root)
	return append(out, Column{warningsColumn, "", "number of warnings"}, Column{codesColumn, "", "their codes"})
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
