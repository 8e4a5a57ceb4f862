package measure

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"spiketop/internal/param"
	"spiketop/run"
)

// kind is what a part of a condition is.
type kind int

const (
	numberKind kind = iota
	truthKind
	wordKind // a choice: its place among the words of a parameter
)

// node is a part of a condition. A truth is 0, 1, or NaN where it is not known.
type node struct {
	kind  kind
	of    *run.Def // of a choice
	eval  func(*values) float64
	given string // as it was spelt
}

// parser reads a condition by recursive descent: a token is looked at before it is taken.
type parser struct {
	c     *Condition
	rest  string
	token string // "": the end
	deep  int
}

const signs = "<>=!+-*/()"

// next takes the next token.
func (p *parser) next() {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	n := 0
	switch {
	case p.rest == "":
	case strings.IndexByte(signs, p.rest[0]) >= 0:
		n = 1
		if len(p.rest) > 1 && p.rest[1] == '=' && strings.IndexByte("<>=!", p.rest[0]) >= 0 {
			n = 2
		}
	default:
		for n < len(p.rest) {
			c := p.rest[n]
			exponent := n > 0 && (c == '-' || c == '+') && (p.rest[n-1] == 'e' || p.rest[n-1] == 'E') && p.rest[0] <= '9'
			if !exponent && (c <= ' ' || strings.IndexByte(signs, c) >= 0) {
				break
			}
			n++
		}
	}
	p.token, p.rest = p.rest[:n], p.rest[n:]
}

func (p *parser) or() (node, error)  { return p.join("or", 1, p.and) }
func (p *parser) and() (node, error) { return p.join("and", 0, p.not) }

// join reads truths with a word between them. One that is decisive decides.
func (p *parser) join(word string, decisive float64, part func() (node, error)) (node, error) {
	a, err := part()
	for err == nil && p.token == word {
		var b node
		p.next()
		if b, err = part(); err != nil {
			break
		}
		for _, side := range [2]node{a, b} {
			if side.kind != truthKind {
				return a, fmt.Errorf("%q beside %q is no condition; must compare: < <= > >= == !=", side.given, word)
			}
		}
		x, y := a.eval, b.eval
		a = node{kind: truthKind, given: a.given + " " + word + " " + b.given, eval: func(v *values) float64 {
			l, r := x(v), y(v)
			switch {
			case l == decisive || r == decisive:
				return decisive
			case math.IsNaN(l) || math.IsNaN(r):
				return math.NaN()
			}
			return 1 - decisive
		}}
	}
	return a, err
}

func (p *parser) not() (node, error) {
	if p.token != "not" {
		return p.comparison()
	}
	p.next()
	a, err := p.not()
	if err == nil && a.kind != truthKind {
		err = fmt.Errorf("%q after \"not\" is no condition", a.given)
	}
	x := a.eval
	return node{kind: truthKind, given: "not " + a.given, eval: func(v *values) float64 { return 1 - x(v) }}, err
}

// compared are the comparisons, for numbers that are defined.
var compared = map[string]func(a, b float64) bool{
	"<": func(a, b float64) bool { return a < b }, "<=": func(a, b float64) bool { return a <= b },
	">": func(a, b float64) bool { return a > b }, ">=": func(a, b float64) bool { return a >= b },
	"==": func(a, b float64) bool { return a == b }, "!=": func(a, b float64) bool { return a != b },
}

func (p *parser) comparison() (node, error) {
	a, err := p.sum()
	sign := p.token
	compare, ok := compared[sign]
	if err != nil || !ok {
		return a, err
	}
	p.next()
	if a.kind == wordKind {
		return p.choice(a, sign)
	}
	b, err := p.sum()
	if err != nil {
		return a, err
	}
	if a.kind != b.kind {
		return a, fmt.Errorf("%q and %q cannot be compared: one is a number, the other is not", a.given, b.given)
	}
	x, y := a.eval, b.eval
	return node{kind: truthKind, given: a.given + " " + sign + " " + b.given, eval: func(v *values) float64 {
		l, r := x(v), y(v)
		if math.IsNaN(l) || math.IsNaN(r) {
			return math.NaN()
		}
		return truth01(compare(l, r))
	}}, nil
}

// choice is a comparison with a word.
func (p *parser) choice(a node, sign string) (node, error) {
	word, words := p.token, a.of.Words()
	k := slices.Index(words, word)
	switch {
	case sign != "==" && sign != "!=":
		return a, fmt.Errorf("%q is a word; must be compared by == or !=", a.given)
	case k < 0:
		return a, fmt.Errorf("%s %s %q; must be one of %s", a.given, sign, word, strings.Join(words, ", "))
	}
	p.next()
	is := truth01(sign == "==")
	x := a.eval
	return node{kind: truthKind, given: a.given + " " + sign + " " + word, eval: func(v *values) float64 {
		if x(v) == float64(k) {
			return is
		}
		return 1 - is
	}}, nil
}

func (p *parser) sum() (node, error)     { return p.reckon("+-", p.product) }
func (p *parser) product() (node, error) { return p.reckon("*/", p.factor) }

// reckon reads numbers with signs of arithmetic between them.
func (p *parser) reckon(of string, part func() (node, error)) (node, error) {
	a, err := part()
	for err == nil && len(p.token) == 1 && strings.Contains(of, p.token) {
		var b node
		sign := p.token
		p.next()
		if b, err = part(); err != nil {
			break
		}
		for _, side := range [2]node{a, b} {
			if side.kind != numberKind {
				return a, fmt.Errorf("%q beside %q is no number", side.given, sign)
			}
		}
		x, y := a.eval, b.eval
		a = node{given: a.given + " " + sign + " " + b.given, eval: func(v *values) float64 {
			l, r := x(v), y(v)
			switch sign {
			case "+":
				return l + r
			case "-":
				return l - r
			case "*":
				return float64(l * r)
			}
			return l / r
		}}
	}
	return a, err
}

// maxDeep bounds brackets within brackets.
const maxDeep = 50

func (p *parser) factor() (node, error) {
	token := p.token
	if p.deep++; p.deep > maxDeep {
		return node{}, fmt.Errorf("brackets within brackets; must be at most %d deep", maxDeep)
	}
	defer func() { p.deep-- }()
	switch {
	case token == "-":
		p.next()
		a, err := p.factor()
		if err == nil && a.kind != numberKind {
			err = fmt.Errorf("%q after \"-\" is no number", a.given)
		}
		x := a.eval
		return node{given: "-" + a.given, eval: func(v *values) float64 { return -x(v) }}, err
	case token == "(":
		p.next()
		a, err := p.or()
		if err != nil {
			return a, err
		}
		if p.token != ")" {
			return a, fmt.Errorf("%q where a bracket must close", p.found())
		}
		p.next()
		a.given = "(" + a.given + ")"
		return a, nil
	case token == "" || strings.Contains(signs, token[:1]) || token == "and" || token == "or":
		return node{}, fmt.Errorf("%q where a number or a name must stand", p.found())
	case token == "true" || token == "false":
		p.next()
		is := truth01(token == "true")
		return node{kind: truthKind, given: token, eval: func(*values) float64 { return is }}, nil
	}
	p.next()
	if x, err := strconv.ParseFloat(token, 64); err == nil && Num(x).Defined() {
		return node{given: token, eval: func(*values) float64 { return x }}, nil
	}
	return p.name(token)
}

// found is the token for an error.
func (p *parser) found() string {
	if p.token == "" {
		return "the end"
	}
	return p.token
}

// name is a parameter or a number of the tree.
func (p *parser) name(name string) (node, error) {
	n := node{given: name, eval: func(v *values) float64 { return v.number(name) }}
	if d, err := run.Table.Find(name); err == nil {
		switch d.Kind() {
		case "switch":
			n.kind = truthKind
		case "choice":
			n.kind, n.of = wordKind, d
		case "real", "integer":
		default:
			return n, fmt.Errorf("%s is a text; must be a number, a switch or a choice", name)
		}
		p.c.add(name)
		return n, nil
	}
	at, ok := known().At(name)
	switch value := any(nil); {
	case ok:
		value = at.Value
		switch value.(type) {
		case bool:
			n.kind = truthKind
		case float64, int64:
		default:
			return n, fmt.Errorf("%s is no number", name)
		}
	default:
		near := ""
		if nearest := param.Nearest(name, knownNames()); nearest != "" {
			near = fmt.Sprintf("; nearest is %q", nearest)
		}
		return n, fmt.Errorf("no number or parameter %q%s", name, near)
	}
	p.c.add(name)
	part, _, _ := strings.Cut(name, ".")
	switch part {
	case "spectrum":
		p.c.want.Spectrum, p.c.slow = true, true
	case "motifs":
		p.c.want.Motifs, p.c.slow = true, true
		p.c.want.Nulls |= nullsOf(name)
	}
	return n, nil
}

// nullsOf are the nulls without which a number of the motifs is not defined.
func nullsOf(path string) Nulls {
	switch {
	case strings.HasPrefix(path, "motifs.weighted_before"):
		return NoNulls
	case strings.HasPrefix(path, "motifs.weighted"):
		return WeightedNulls
	case strings.HasPrefix(path, "motifs.strong_degree"):
		return DegreeNull
	case strings.HasPrefix(path, "motifs.strong."):
		return StrongNull
	}
	return AllNulls
}

func (c *Condition) add(name string) {
	if !slices.Contains(c.names, name) {
		c.names = append(c.names, name)
	}
}
