package measure

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"spiketop/run"
)

// A Condition is a statement about a run that is true or false: numbers of the
// measured tree by their paths, and parameters by their keys, compared.
//
//	condition  = both {"or" both}
//	both       = one {"and" one}
//	one        = ["not"] sum [("<" | "<=" | ">" | ">=" | "==" | "!=") sum]
//	sum        = product {("+" | "-") product}
//	product    = factor {("*" | "/") factor}
//	factor     = NUMBER | NAME | WORD | "true" | "false" | "-" factor | "(" condition ")"
//
// A NAME is a path of the tree ("motifs.weighted.reciprocal.z"; a final ".value" may
// be left out), a column of a sweep, or a parameter ("net.g"). A WORD is a value of
// the parameter that it is compared with ("target.kind == ou"). A switch such as
// learn.on is a condition by itself. A comparison with a number that is not defined is
// neither true nor false.
type Condition struct {
	text  string
	root  node
	names []string // of numbers and parameters, in the order of the text, each once
	want  Wanted
	slow  bool
}

// MaxCondition is the longest text of a condition, in bytes.
const MaxCondition = 1000

// ParseCondition reads a condition. The error is one line: it names what was found
// and what is allowed, or the nearest known name.
func ParseCondition(text string) (*Condition, error) {
	if len(text) > MaxCondition {
		return nil, fmt.Errorf("a condition of %d bytes; must be at most %d", len(text), MaxCondition)
	}
	c := &Condition{text: strings.Join(strings.Fields(text), " ")}
	p := parser{c: c, rest: text}
	p.next()
	root, err := p.or()
	switch {
	case err != nil:
	case p.token != "":
		err = fmt.Errorf("%q after the end of a condition; and, or joins two", p.token)
	case root.kind != truthKind:
		err = fmt.Errorf("%q is a number, no condition; must compare: < <= > >= == !=", c.text)
	}
	if err != nil {
		return nil, err
	}
	c.root = root
	return c, nil
}

// String is the text of the condition.
func (c *Condition) String() string { return c.text }

// Names are the numbers and parameters in the condition, each once.
func (c *Condition) Names() []string { return c.names }

// Wanted is what has to be measured to know whether the condition holds.
func (c *Condition) Wanted() Wanted { return c.want }

// Slow reports whether that takes an analysis of the weights: eigenvalues or motifs.
func (c *Condition) Slow() bool { return c.slow }

// A Verdict is whether a condition holds, of a run at one moment.
type Verdict struct {
	Date
	Holds   bool
	Defined bool // false: it hangs on a number that is not defined
	Numbers []Named
}

// Named is a number or parameter by the name that a condition gives it, and as text.
type Named struct{ Name, Text string }

// Said is the numbers that the verdict hangs on: "net.g 1.5, dimension 0.31".
func (v Verdict) Said() string {
	var said []string
	for _, n := range v.Numbers {
		said = append(said, n.Name+" "+n.Text)
	}
	return strings.Join(said, ", ")
}

// Of measures what the condition needs, and judges. Where ctx ends before, the numbers
// that are missing are not defined.
func (c *Condition) Of(ctx context.Context, r *run.Copy) Verdict {
	v := values{params: r.Params}
	if c.want != (Wanted{}) || slices.ContainsFunc(c.names, func(n string) bool { return !isParameter(n) }) {
		v.tree = branch("", "", append(counters(r.Step, r.SimulatedMS(), r), Of(ctx, r, c.want, nil).Tree()...)...)
	}
	x := c.root.eval(&v)
	verdict := Verdict{Date: dateOf(r), Holds: x == 1, Defined: !math.IsNaN(x)}
	for _, name := range c.names {
		verdict.Numbers = append(verdict.Numbers, Named{name, v.text(name)})
	}
	return verdict
}

// values are what the names of a condition stand for.
type values struct {
	params run.Params
	tree   Node
}

// number is that of a name; false and true are 0 and 1.
func (v *values) number(name string) float64 {
	if d, err := run.Table.Find(name); err == nil {
		text := d.Format(&v.params)
		if k := slices.Index(d.Words(), text); k >= 0 {
			if d.Kind() == "switch" {
				return truth01(text == "true")
			}
			return float64(k)
		}
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return math.NaN()
		}
		return x
	}
	return v.tree.Get(name)
}

// text is the value of a name for a reader: three digits.
func (v *values) text(name string) string {
	if d, err := run.Table.Find(name); err == nil {
		return d.Format(&v.params)
	}
	if x := v.tree.Get(name); Num(x).Defined() {
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	return "not defined"
}

func isParameter(name string) bool {
	_, err := run.Table.Find(name)
	return err == nil
}

func truth01(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// known is a tree with every name, to look names up in: of no run.
var known = sync.OnceValue(func() *Node {
	n := branch("", "", append(counters(0, 0, nil), (&Result{Training: new(Training)}).Tree()...)...)
	return &n
})

// knownNames are those of all numbers and parameters, short ones where there are two.
func knownNames() []string {
	names := run.Table.Keys()
	for _, l := range known().Leaves() {
		names = append(names, strings.TrimSuffix(l.Path, ".value"))
	}
	return names
}
