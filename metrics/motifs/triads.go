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
// TriadNames. They sum to N(N−1)(N−2)/6. The census is exact. It counts the seven
// kinds of three connected pairs, and the other kinds follow from those and from
// the degrees (cf. Batagelj & Mrvar 2001).
func (g *Graph) Triads() [16]int64 { return newCounter(g.N).of(g) }

// counter is the scratch of a census, for graphs of one size.
type counter struct {
	n, words int
	in, both []uint64 // N rows of words: who reaches a node; whom it reaches and is reached by

	// Of byLists: the neighbours of each node of higher index, each with its relation
	// in the lowest two bits; where they begin; and the relations of one node.
	next  []int32
	first []int
	mark  []uint8
}

func newCounter(n int) *counter {
	words := (n + 63) / 64
	return &counter{n: n, words: words, in: make([]uint64, n*words), both: make([]uint64, n*words)}
}

func (c *counter) row(x []uint64, u int) []uint64 { return x[u*c.words:][:c.words] }

// byBits counts the kinds of three connected pairs by bit sets, N/64 words an edge:
// first subgraphs that need not be induced. Then it takes from each kind those that
// stand within kinds of more edges.
func (c *counter) byBits(g *Graph) (n [16]int64) {
	// For edges u → v, third nodes w with
	var transitive, cyclic int64 // u → w → v; v → w → u
	// and if v → u too
	var through, onto, from, two, three int64 // v → w → u; u → w ← v; u ← w → v; u → w ↔ v; u ↔ w ↔ v
	for u := range c.n {
		outU, inU, bothU := g.row(u), c.row(c.in, u), c.row(c.both, u)
		for k, word := range outU {
			for ; word != 0; word &= word - 1 {
				v := k<<6 | bits.TrailingZeros64(word)
				outV, bothV := g.row(v), c.row(c.both, v)
				t, y := common(outU, c.row(c.in, v), inU, outV)
				transitive += t
				cyclic += y
				if bothU[k]>>(v&63)&1 == 0 {
					continue
				}
				through += y
				x, y := common(outU, outV, inU, c.row(c.in, v))
				onto, from = onto+x, from+y
				x, y = common(outU, bothV, bothU, bothV)
				two, three = two+x, three+y
			}
		}
	}
	// Seen from each of its edges or mutual pairs, in each order.
	n[15] = three / 6
	n[14] = two - 6*n[15]
	n[13] = through - 2*n[14] - 6*n[15]
	n[12] = onto/2 - n[14] - 3*n[15]
	n[11] = from/2 - n[14] - 3*n[15]
	n[9] = cyclic/3 - n[13] - n[14] - 2*n[15]
	n[8] = transitive - n[13] - 2*n[12] - 2*n[11] - 3*n[14] - 6*n[15]
	return n
}

// byLists counts the same kinds by lists of neighbours, about a third of a node's
// neighbours a pair: each triad once, from its two lower nodes.
func (c *counter) byLists(g *Graph) (n [16]int64) {
	c.next, c.first, c.mark = c.next[:0], c.first[:0], append(c.mark[:0], make([]uint8, c.n)...)
	for u := range c.n {
		c.first = append(c.first, len(c.next))
		out, in := g.row(u), c.row(c.in, u)
		for k := u >> 6; k < c.words; k++ {
			word := out[k] | in[k]
			if k == u>>6 {
				word &= ^uint64(0) << (u & 63)
			}
			for ; word != 0; word &= word - 1 {
				b := bits.TrailingZeros64(word)
				relation := out[k]>>b&1 | in[k]>>b&1<<1
				c.next = append(c.next, int32(k<<6|b)<<2|int32(relation))
			}
		}
	}
	c.first = append(c.first, len(c.next))
	var seen [64]int64 // by the relations of (u,v), (u,w), (v,w)
	for u := range c.n {
		own := c.next[c.first[u]:c.first[u+1]]
		for _, w := range own {
			c.mark[w>>2] = uint8(w & 3)
		}
		for _, v := range own {
			for _, w := range c.next[c.first[v>>2]:c.first[v>>2+1]] {
				if r := c.mark[w>>2]; r != 0 {
					seen[int32(r)<<2|v&3<<4|w&3]++
				}
			}
		}
		for _, w := range own {
			c.mark[w>>2] = 0
		}
	}
	for k, count := range seen {
		n[kindOf[k>>4][k>>2&3][k&3]] += count
	}
	return n
}

// of is the census.
func (c *counter) of(g *Graph) [16]int64 {
	c.split(g)
	// A pair takes 2N/64 words by bits, and a third of the neighbours of a node by
	// lists, at about twice the price.
	var n [16]int64
	if 2*2*g.E/3 < 2*c.words*c.n {
		n = c.byLists(g)
	} else {
		n = c.byBits(g)
	}
	// Two pairs at a node, less those of which the third pair is connected too.
	var mutual, oneWay int64
	for u := range c.n {
		m := ones(c.row(c.both, u))
		o, i := ones(g.row(u))-m, ones(c.row(c.in, u))-m
		mutual, oneWay = mutual+m, oneWay+o
		n[3] += o * (o - 1) / 2
		n[4] += i * (i - 1) / 2
		n[5] += o * i
		n[6] += m * i
		n[7] += m * o
		n[10] += m * (m - 1) / 2
	}
	n[3] -= n[8] + n[11]
	n[4] -= n[8] + n[12]
	n[5] -= n[8] + 3*n[9] + n[13]
	n[6] -= 2*n[11] + n[13] + n[14]
	n[7] -= 2*n[12] + n[13] + n[14]
	n[10] -= n[14] + 3*n[15]
	// Each pair is in N−2 triads; the rest are those without an edge.
	nodes := int64(c.n)
	n[1], n[2] = oneWay*(nodes-2), mutual/2*(nodes-2)
	n[0] = nodes * (nodes - 1) * (nodes - 2) / 6
	for kind := 15; kind > 0; kind-- {
		if kind > 2 {
			n[1] -= int64(kindPairs[kind].oneWay) * n[kind]
			n[2] -= int64(kindPairs[kind].mutual) * n[kind]
		}
		n[0] -= n[kind]
	}
	return n
}

// split sets in and both.
func (c *counter) split(g *Graph) {
	clear(c.in)
	g.eachEdge(func(i, j int) { c.in[i*c.words+j>>6] |= 1 << (j & 63) })
	for k, o := range g.out {
		c.both[k] = o & c.in[k]
	}
}

// mutual is the number of reciprocal pairs of the graph that was counted last.
func (c *counter) mutual() int { return int(ones(c.both)) / 2 }

// common counts what a and b, and what x and y have in common: sets of one size.
func common(a, b, x, y []uint64) (ab, xy int64) {
	b, x, y = b[:len(a)], x[:len(a)], y[:len(a)]
	var s, t int
	for k := range a {
		s += bits.OnesCount64(a[k] & b[k])
		t += bits.OnesCount64(x[k] & y[k])
	}
	return int64(s), int64(t)
}

// ones is the size of a set.
func ones(x []uint64) int64 {
	var s int
	for _, word := range x {
		s += bits.OnesCount64(word)
	}
	return int64(s)
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
