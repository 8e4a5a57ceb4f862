package metrics

import "math/bits"

// TriadNames are the 16 kinds of three neurons (Holland & Leinhardt 1970): the
// number of mutual, one-way and absent pairs, then a letter. [3:] are the 13
// connected ones. With x → y for a synapse from x to y, the same as in igraph
// and networkx:
//
//	003          012  a→b           102  a↔b          021D a←b→c
//	021U a→b←c   021C a→b→c         111D a↔b←c        111U a↔b→c
//	030T a→b→c, a→c                 030C a→b→c→a      201  a↔b↔c
//	120D a←b→c, a↔c                 120U a→b←c, a↔c   120C a→b→c, a↔c
//	210  a→b↔c, a↔c                 300  a↔b↔c↔a
//
// Since row i of W_ij is the target, 021D is divergence (W_ab and W_cb: one
// column), 021U convergence (W_ba and W_bc: one row), 021C the chain. For 111
// some texts use D and U the other way round.
var TriadNames = [16]string{
	"003", "012", "102", "021D", "021U", "021C", "111D", "111U",
	"030T", "030C", "201", "120D", "120U", "120C", "210", "300",
}

// Relation of a pair (x, y): two bits, x → y and y → x.
const (
	trdOut  = 1
	trdIn   = 2
	trdBoth = 3
)

// trdKinds holds one example of each kind: the relations of (a,b), (a,c), (b,c).
var trdKinds = [16][3]int{
	{0, 0, 0}, {trdOut, 0, 0}, {trdBoth, 0, 0},
	{trdIn, 0, trdOut}, {trdOut, 0, trdIn}, {trdOut, 0, trdOut},
	{trdBoth, 0, trdIn}, {trdBoth, 0, trdOut},
	{trdOut, trdOut, trdOut}, {trdOut, trdIn, trdOut},
	{trdBoth, 0, trdBoth},
	{trdIn, trdBoth, trdOut}, {trdOut, trdBoth, trdIn}, {trdOut, trdBoth, trdOut},
	{trdOut, trdBoth, trdBoth}, {trdBoth, trdBoth, trdBoth},
}

// trdKindOf is the kind by relation of (a,b), (a,c), (b,c); trdLabelled how
// many of the 64 are of each kind; trdTies the number of mutual and of one-way
// pairs in it.
var trdKindOf, trdLabelled, trdTies = trdTables()

func trdTables() (kindOf [4][4][4]int, labelled [16]float64, ties [16]struct{ mutual, oneWay int }) {
	turned := [4]int{0, trdIn, trdOut, trdBoth}
	for kind, example := range trdKinds {
		for _, r := range example {
			switch r {
			case trdBoth:
				ties[kind].mutual++
			case trdOut, trdIn:
				ties[kind].oneWay++
			}
		}
		relation := func(x, y int) int { // of nodes 0, 1, 2
			if x < y {
				return example[x+y-1]
			}
			return turned[example[x+y-1]]
		}
		for _, o := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
			kindOf[relation(o[0], o[1])][relation(o[0], o[2])][relation(o[1], o[2])] = kind
		}
	}
	for _, plane := range kindOf {
		for _, line := range plane {
			for _, kind := range line {
				labelled[kind]++
			}
		}
	}
	return kindOf, labelled, ties
}

// Triads counts the induced subgraphs of every three nodes, in the order of
// TriadNames; they sum to N(N−1)(N−2)/6. Exact: for each pair that is tied, the
// third nodes are counted by bit sets (cf. Batagelj & Mrvar 2001), N/64 words a
// pair.
func (g *Graph) Triads() [16]int64 { return newTrdCensus(g.N).of(g) }

// trdCensus is the scratch of a census, for graphs of one size.
type trdCensus struct {
	n, words int
	// Neighbours of each node by relation, disjoint: one row of words a node.
	// Index 0 is unused.
	sets [4][]uint64
	size [4][]int64
}

func newTrdCensus(n int) *trdCensus {
	c := &trdCensus{n: n, words: (n + 63) / 64}
	for r := trdOut; r <= trdBoth; r++ {
		c.sets[r] = make([]uint64, n*c.words)
		c.size[r] = make([]int64, n)
	}
	return c
}

func (c *trdCensus) of(g *Graph) [16]int64 {
	c.split(g)
	var seen [4][4][4]int64 // how often a tied pair (u,v) meets a third w
	for u := range c.n {
		for r := trdOut; r <= trdBoth; r++ {
			row := c.sets[r][u*c.words : (u+1)*c.words]
			for k := u >> 6; k < c.words; k++ {
				word := row[k]
				if k == u>>6 {
					word &= ^uint64(0) << (u & 63) // v > u only
				}
				for ; word != 0; word &= word - 1 {
					c.pair(u, k<<6|bits.TrailingZeros64(word), r, &seen[r])
				}
			}
		}
	}
	var census [16]int64
	for r := trdOut; r <= trdBoth; r++ {
		for a := range 4 {
			for b := range 4 {
				census[trdKindOf[r][a][b]] += seen[r][a][b]
			}
		}
	}
	n := int64(c.n)
	rest := n * (n - 1) * (n - 2) / 6
	for kind := 1; kind < 16; kind++ {
		// Each was seen from every one of its tied pairs.
		census[kind] /= int64(trdTies[kind].mutual + trdTies[kind].oneWay)
		rest -= census[kind]
	}
	census[0] = rest
	return census
}

// split sorts every node's neighbours by relation.
func (c *trdCensus) split(g *Graph) {
	out, in, both := c.sets[trdOut], c.sets[trdIn], c.sets[trdBoth]
	copy(out, g.out)
	clear(in)
	g.eachEdge(func(i, j int) { in[i*c.words+j>>6] |= 1 << (j & 63) })
	for k, o := range out {
		both[k] = o & in[k]
		out[k] &^= both[k]
		in[k] &^= both[k]
	}
	for r := trdOut; r <= trdBoth; r++ {
		for u := range c.n {
			var size int
			for _, word := range c.sets[r][u*c.words : (u+1)*c.words] {
				size += bits.OnesCount64(word)
			}
			c.size[r][u] = int64(size)
		}
	}
}

// pair adds, for u and v with relation r, the number of third nodes by their
// relations to u and to v.
func (c *trdCensus) pair(u, v, r int, seen *[4][4]int64) {
	from, to := u*c.words, v*c.words
	u1, u2, u3 := c.sets[1][from:from+c.words], c.sets[2][from:from+c.words], c.sets[3][from:from+c.words]
	v1, v2, v3 := c.sets[1][to:to+c.words], c.sets[2][to:to+c.words], c.sets[3][to:to+c.words]
	var c11, c12, c13, c21, c22, c23, c31, c32, c33 int
	for k := range u1 {
		a, b := u1[k], v1[k]
		d, e := u2[k], v2[k]
		f, h := u3[k], v3[k]
		c11 += bits.OnesCount64(a & b)
		c12 += bits.OnesCount64(a & e)
		c13 += bits.OnesCount64(a & h)
		c21 += bits.OnesCount64(d & b)
		c22 += bits.OnesCount64(d & e)
		c23 += bits.OnesCount64(d & h)
		c31 += bits.OnesCount64(f & b)
		c32 += bits.OnesCount64(f & e)
		c33 += bits.OnesCount64(f & h)
	}
	both := [4][4]int64{
		1: {0, int64(c11), int64(c12), int64(c13)},
		2: {0, int64(c21), int64(c22), int64(c23)},
		3: {0, int64(c31), int64(c32), int64(c33)},
	}
	neither := int64(c.n - 2)
	for a := 1; a < 4; a++ {
		onlyU, onlyV := c.size[a][u], c.size[a][v]
		for b := 1; b < 4; b++ {
			onlyU -= both[a][b]
			onlyV -= both[b][a]
			seen[a][b] += both[a][b]
			neither -= both[a][b]
		}
		// u and v are each other's neighbours, not third nodes.
		if a == r {
			onlyU--
		}
		if a == [4]int{0, trdIn, trdOut, trdBoth}[r] {
			onlyV--
		}
		seen[a][0] += onlyU
		seen[0][a] += onlyV
		neither -= onlyU + onlyV
	}
	seen[0][0] += neither
}

// TriadsExpected returns the expected census of a random graph (Erdős–Rényi)
// of n nodes and density p: C(n,3)·m·p^e(1−p)^(6−e) for a kind with e edges and
// m labelled forms. What published induced counts are held against.
func TriadsExpected(n int, p float64) [16]float64 {
	N := float64(n)
	var expected [16]float64
	for kind := range expected {
		edges := 2*trdTies[kind].mutual + trdTies[kind].oneWay
		x := N * (N - 1) * (N - 2) / 6 * trdLabelled[kind]
		for e := range 6 {
			if e < edges {
				x *= p
			} else {
				x *= 1 - p
			}
		}
		expected[kind] = x
	}
	return expected
}
