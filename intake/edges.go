package intake

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
)

// edges is a list of edges.
type edges struct {
	names    []string // of the nodes, in the order in which they occur
	index    map[string]int32
	pre      []int32 // of each edge, by the order of names
	post     []int32
	weight   []float64
	weighted bool
}

// columns of a list of edges; weight −1: there is none.
type columns struct{ pre, post, weight, all int }

// edgeColumns finds the columns by their heads. It reports whether there is one
// of them at all.
func edgeColumns(head []string) (c columns, isList bool, err error) {
	c = columns{-1, -1, -1, len(head)}
	for k, name := range head {
		var at *int
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "pre", "source":
			at = &c.pre
		case "post", "target":
			at = &c.post
		case "weight":
			at = &c.weight
		default:
			continue
		}
		if isList = true; *at >= 0 {
			return c, true, fmt.Errorf("columns %d and %d mean the same; must be one of them", *at+1, k+1)
		}
		*at = k
	}
	if isList && (c.pre < 0 || c.post < 0) {
		return c, true, fmt.Errorf("the columns are %s; must be pre (or source), post (or target) and, if there, weight", clipped(strings.Join(head, ",")))
	}
	return c, isList, nil
}

// readEdges reads the lines after the heads.
func readEdges(l *lines, comma rune, c columns) (*edges, error) {
	e := &edges{index: map[string]int32{}, weighted: c.weight >= 0}
	for l.next() {
		row, err := cells(l.text, comma)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", l.n, err)
		}
		if len(row) != c.all {
			return nil, fmt.Errorf("line %d has %d cells; must have %d", l.n, len(row), c.all)
		}
		w := 1.0
		if e.weighted {
			if w, err = parseNumber(row[c.weight]); err != nil {
				return nil, fmt.Errorf("line %d, column %d: %s", l.n, c.weight+1, notNumber(row[c.weight], err))
			}
			if math.IsNaN(w) || math.IsInf(w, 0) {
				return nil, fmt.Errorf("line %d: the weight is %v; must be a finite number", l.n, w)
			}
		}
		pre, err := e.node(row[c.pre])
		if err != nil {
			return nil, fmt.Errorf("line %d, column %d: %w", l.n, c.pre+1, err)
		}
		post, err := e.node(row[c.post])
		if err != nil {
			return nil, fmt.Errorf("line %d, column %d: %w", l.n, c.post+1, err)
		}
		e.pre, e.post, e.weight = append(e.pre, pre), append(e.post, post), append(e.weight, w)
	}
	if err := l.end(); err != nil {
		return nil, err
	}
	if len(e.pre) == 0 {
		return nil, fmt.Errorf("a list without an edge; must have one a line")
	}
	return e, nil
}

// node is the index of a node by its name.
func (e *edges) node(name string) (int32, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return 0, fmt.Errorf("an empty cell; must be the name of a node")
	}
	const longest = 200
	if len(name) > longest {
		return 0, fmt.Errorf("a name of %d bytes; must be at most %d", len(name), longest)
	}
	k, ok := e.index[name]
	if !ok {
		if len(e.names) == MaxN {
			return 0, fmt.Errorf("more than %d nodes; must be at most so many", MaxN)
		}
		name = strings.Clone(name) // not the line with it
		k = int32(len(e.names))
		e.index[name], e.names = k, append(e.names, name)
	}
	return k, nil
}

// matrix adds up the edges: W_ij is the weight of all edges from j to i.
func (e *edges) matrix(nodes int) (*Matrix, error) {
	names, place := e.order()
	n := max(len(names), nodes)
	if nodes != 0 && nodes < len(names) {
		return nil, fmt.Errorf("--nodes %d, but %d nodes occur; must be at least so many", nodes, len(names))
	}
	if err := checkN(n); err != nil {
		return nil, err
	}
	to, from := make([]int32, len(e.weight)), make([]int32, len(e.weight))
	own := map[int32]bool{} // nodes with an edge to themselves
	zeros := 0
	for k, w := range e.weight {
		to[k], from[k] = int32(place[e.post[k]]), int32(place[e.pre[k]])
		if to[k] == from[k] {
			own[to[k]] = true
		}
		if w == 0 {
			zeros++
		}
	}
	w, again := matrix.Sum(n, to, from, e.weight)
	m := &Matrix{N: n, W: w, Format: "list of edges", Nodes: names}
	for k, x := range w.Values() {
		if math.IsInf(x, 0) || math.IsNaN(x) {
			i, j := w.Place(k)
			return nil, fmt.Errorf("the weights from %q to %q add up to %v; must be a finite number", names[j], names[i], x)
		}
	}
	if again > 0 {
		m.Warnings.Add(warn.Duplicates, "edges that occur more than once: %d, and their weights were added", again)
	}
	if loops := len(own); loops > 0 {
		m.Warnings.Add(warn.SelfConnected, "edges from a node to itself: %d; the spectrum has them, and no motif", loops)
	}
	if zeros > 0 {
		m.Warnings.Add(warn.ZeroEdges, "edges of weight 0: %d, and an entry of 0 is no synapse", zeros)
	}
	return m, nil
}

// order sorts the nodes: as numbers where all names are numbers, else as words. It
// returns the names in that order, each once, and the place of each name of e.
// Of numbers, 1, 01 and 1.0 are the same node.
func (e *edges) order() (names []string, place []int) {
	type node struct {
		name string
		i    int64 // its number where it is an integer: identifiers have up to 19 digits
		x    float64
		at   int
	}
	all := make([]node, len(e.names))
	integers, numbers := true, true
	for k, name := range e.names {
		all[k] = node{name: name, at: k}
		var errI, errX error
		all[k].i, errI = strconv.ParseInt(name, 10, 64)
		all[k].x, errX = strconv.ParseFloat(name, 64)
		integers = integers && errI == nil
		numbers = numbers && errX == nil && !math.IsNaN(all[k].x) && !math.IsInf(all[k].x, 0)
	}
	compare := func(a, b node) int { return strings.Compare(a.name, b.name) }
	switch {
	case integers:
		compare = func(a, b node) int { return cmp.Compare(a.i, b.i) }
	case numbers:
		compare = func(a, b node) int { return cmp.Compare(a.x, b.x) }
	}
	slices.SortStableFunc(all, compare)
	place = make([]int, len(all))
	for k, a := range all {
		if k == 0 || compare(all[k-1], a) != 0 {
			names = append(names, a.name)
		}
		place[a.at] = len(names) - 1
	}
	return names, place
}

// clipped shortens what an error shows.
func clipped(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
