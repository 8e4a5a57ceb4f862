package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"spiketop/internal/warn"
	"spiketop/metrics"
)

// A Node is a number or a text by name, or a branch of such. Its path from the
// root, joined by dots, is what the number is called everywhere.
type Node struct {
	Name string
	Unit string // "Hz"; empty for a pure number
	Help string // a few words; empty where name and branch say it
	// Value of a leaf: float64, int64, bool, string, warn.List, or a list of
	// numbers that is no column of a table. nil: a branch.
	Value any
	Kids  []Node
	aside bool // no column of a table
}

// The builders of leaves and branches.

func branch(name, help string, kids ...Node) Node { return Node{Name: name, Help: help, Kids: kids} }

func number(name string, x float64, unit, help string) Node {
	return Node{Name: name, Unit: unit, Help: help, Value: x}
}

func count(name string, n int64, help string) Node { return Node{Name: name, Help: help, Value: n} }

func truth(name string, yes bool, help string) Node { return Node{Name: name, Help: help, Value: yes} }

// aside is a leaf that is no column of a table: a text, a list, a setting.
func aside(name string, value any) Node { return Node{Name: name, Value: value, aside: true} }

func warnings(l warn.List) Node { return aside("warnings", append(warn.List{}, l...)) }

// doubt is a number with its standard error and its warnings.
func doubt(name string, d Doubt, unit, help string) Node {
	return branch(name, help, number("value", d.Value, unit, ""), number("se", d.SE, unit, "standard error"), warnings(d.Warnings))
}

// blank makes every number undefined.
func (n *Node) blank() {
	switch n.Value.(type) {
	case float64, int64, bool:
		n.Value = math.NaN()
	}
	for k := range n.Kids {
		n.Kids[k].blank()
	}
}

// leave makes every number undefined, for a reason.
func (n *Node) leave(why warn.List) {
	n.blank()
	for k := range n.Kids {
		if _, ok := n.Kids[k].Value.(warn.List); ok {
			n.Kids[k].Value = why
		}
		n.Kids[k].leave(why)
	}
}

// At returns the node at a path. A final ".value" may be left out. Names may hold
// dots themselves ("0.116").
func (n *Node) At(path string) (*Node, bool) {
	for k := range n.Kids {
		kid := &n.Kids[k]
		if path == kid.Name {
			if value, ok := kid.At("value"); ok {
				return value, true
			}
			return kid, true
		}
		if rest, ok := strings.CutPrefix(path, kid.Name+"."); ok {
			if found, ok := kid.At(rest); ok {
				return found, true
			}
		}
	}
	return nil, false
}

// Number is the number of a leaf: NaN where it is undefined or the leaf is no
// number, 0 and 1 for false and true.
func (n *Node) Number() float64 {
	switch x := n.Value.(type) {
	case float64:
		return x
	case Num:
		return float64(x)
	case int64:
		return float64(x)
	case bool:
		if x {
			return 1
		}
		return 0
	}
	return math.NaN()
}

// Get is the number at a path. It panics where the tree has no such path: that
// is a name misspelt in the program.
func (n *Node) Get(path string) float64 {
	at, ok := n.At(path)
	if !ok {
		panic("measure: no number " + path)
	}
	return at.Number()
}

// Leaf is a number of a tree with its path, and with what the branches above the
// number and the number itself are.
type Leaf struct {
	Path, Meaning string
	*Node
}

// Leaves lists the numbers that are columns of a table, in the order of the tree.
func (n *Node) Leaves() []Leaf { return n.leaves(nil, "", "") }

func (n *Node) leaves(all []Leaf, path, meaning string) []Leaf {
	for k := range n.Kids {
		kid := &n.Kids[k]
		if kid.aside {
			continue
		}
		means := strings.Trim(meaning+": "+kid.Help, ": ")
		if kid.Value == nil {
			all = kid.leaves(all, path+kid.Name+".", means)
		} else {
			all = append(all, Leaf{path + kid.Name, means, kid})
		}
	}
	return all
}

// Cell is the number as the shortest text that reads back to the same bits; ""
// where the number is undefined.
func (n *Node) Cell() string {
	if s, ok := n.Value.(string); ok {
		return s
	}
	if x := Num(n.Number()); x.Defined() {
		return strconv.FormatFloat(float64(x), 'g', -1, 64)
	}
	return ""
}

// MarshalJSON writes a branch as an object in the order of its kids.
func (n Node) MarshalJSON() ([]byte, error) {
	switch x := n.Value.(type) {
	case nil:
	case float64:
		return Num(x).MarshalJSON()
	default:
		return plain(x)
	}
	b, comma := []byte{'{'}, ""
	for _, kid := range n.Kids {
		text, err := kid.MarshalJSON()
		if err != nil {
			return nil, err
		}
		b = fmt.Appendf(b, "%s%q:%s", comma, kid.Name, text)
		comma = ","
	}
	return append(b, '}'), nil
}

// plain is JSON without HTML's escapes.
func plain(x any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil {
		return nil, fmt.Errorf("%T: %w", x, err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

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

// Num is a number that may be undefined: NaN and infinities are null in JSON.
type Num float64

// Defined reports whether there is a number.
func (x Num) Defined() bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }

// MarshalJSON writes null for what JSON has no number for.
func (x Num) MarshalJSON() ([]byte, error) {
	if !x.Defined() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

// Doubt is a number with its standard error and what may mislead about the number.
type Doubt = metrics.Estimate

// meanOf is the mean of x with its standard error over the elements; without
// elements there is none, for the reason given.
func meanOf(x []float64, none warn.Warning) Doubt {
	n := float64(len(x))
	if n == 0 {
		return Doubt{Value: math.NaN(), SE: math.NaN(), Warnings: warn.List{none}}
	}
	d := Doubt{SE: math.NaN()}
	var sum, sq float64
	for _, v := range x {
		sum += v
	}
	d.Value = sum / n
	for _, v := range x {
		sq += (v - d.Value) * (v - d.Value)
	}
	switch {
	case !Num(d.Value).Defined():
		d.Value = math.NaN()
		d.Warnings.Add(warn.NotFinite, "not finite")
	case n == 1:
		d.Warnings.Add(warn.OneNeuron, "one neuron: no standard error")
	default:
		d.SE = math.Sqrt(sq / (n - 1) / n)
	}
	return d
}
