package motifs

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

// The relation of a pair (x, y): two bits, x → y and y → x.
const (
	outward = 1
	inward  = 2
	twoWay  = 3
)

// examples has one example of each kind: the relations of (a,b), (a,c), (b,c).
var examples = [16][3]int{
	{0, 0, 0}, {outward, 0, 0}, {twoWay, 0, 0},
	{inward, 0, outward}, {outward, 0, inward}, {outward, 0, outward},
	{twoWay, 0, inward}, {twoWay, 0, outward},
	{outward, outward, outward}, {outward, inward, outward},
	{twoWay, 0, twoWay},
	{inward, twoWay, outward}, {outward, twoWay, inward}, {outward, twoWay, outward},
	{outward, twoWay, twoWay}, {twoWay, twoWay, twoWay},
}

// kindOf is the kind by the relations of (a,b), (a,c), (b,c). labelled is how many
// of the 64 combinations are of each kind. kindPairs is the number of mutual and
// of one-way pairs in each kind.
var kindOf, labelled, kindPairs = triadTables()

func triadTables() (kindOf [4][4][4]int, labelled [16]float64, kindPairs [16]struct{ mutual, oneWay int }) {
	turned := [4]int{0, inward, outward, twoWay}
	for kind, example := range examples {
		for _, r := range example {
			switch r {
			case twoWay:
				kindPairs[kind].mutual++
			case outward, inward:
				kindPairs[kind].oneWay++
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
	return kindOf, labelled, kindPairs
}

// Triads counts the induced subgraphs of every three nodes, in the order of
// TriadNames. They sum to N(N−1)(N−2)/6. The census is exact: for each pair with
// an edge it counts the third nodes by bit sets, N/64 words a pair (cf. Batagelj &
// Mrvar 2001).
func (g *Graph) Triads() [16]int64 { return newCounter(g.N).of(g) }

// counter is the scratch of a census, for graphs of one size.
type counter struct {
	n, words int
	// sets are the neighbours of each node by relation, one row of words a node,
	// size their numbers. Index 0 is unused.
	sets [4][]uint64
	size [4][]int64
}

func newCounter(n int) *counter {
	c := &counter{n: n, words: (n + 63) / 64}
	for r := outward; r <= twoWay; r++ {
		c.sets[r] = make([]uint64, n*c.words)
		c.size[r] = make([]int64, n)
	}
	return c
}

func (c *counter) of(g *Graph) [16]int64 {
	c.split(g)
	var seen [4][4][4]int64 // by relation of (u,v), (u,w), (v,w): how often a pair with an edge meets a third w
	for u := range c.n {
		for r := outward; r <= twoWay; r++ {
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
	for r := outward; r <= twoWay; r++ {
		for a := range 4 {
			for b := range 4 {
				census[kindOf[r][a][b]] += seen[r][a][b]
			}
		}
	}
	n := int64(c.n)
	rest := n * (n - 1) * (n - 2) / 6
	for kind := 1; kind < 16; kind++ {
		// Each triad was seen from every one of its pairs with an edge.
		census[kind] /= int64(kindPairs[kind].mutual + kindPairs[kind].oneWay)
		rest -= census[kind]
	}
	census[0] = rest
	return census
}

// split sorts every node's neighbours by relation.
func (c *counter) split(g *Graph) {
	out, in, both := c.sets[outward], c.sets[inward], c.sets[twoWay]
	copy(out, g.out)
	clear(in)
	g.eachEdge(func(i, j int) { in[i*c.words+j>>6] |= 1 << (j & 63) })
	for k, o := range out {
		both[k] = o & in[k]
		out[k] &^= both[k]
		in[k] &^= both[k]
	}
	for r := outward; r <= twoWay; r++ {
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
func (c *counter) pair(u, v, r int, seen *[4][4]int64) {
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
		if a == [4]int{0, inward, outward, twoWay}[r] {
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
// m labelled forms. Published induced counts are compared with this.
func TriadsExpected(n int, p float64) [16]float64 {
	N := float64(n)
	var expected [16]float64
	for kind := range expected {
		edges := 2*kindPairs[kind].mutual + kindPairs[kind].oneWay
		x := N * (N - 1) * (N - 2) / 6 * labelled[kind]
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
