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

// labelled is how many of the 64 combinations of the relations of (a,b), (a,c),
// (b,c) are of each kind. kindPairs is the number of mutual and of one-way pairs in
// each kind.
var labelled, kindPairs = triadTables()

func triadTables() (labelled [16]float64, kindPairs [16]struct{ mutual, oneWay int }) {
	var kindOf [4][4][4]int
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
	return labelled, kindPairs
}

// Triads counts the induced subgraphs of every three nodes, in the order of
// TriadNames. They sum to N(N−1)(N−2)/6. The census is exact. It counts the seven
// kinds of three connected pairs by bit sets, N/64 words an edge. The other kinds
// follow from those and from the degrees (cf. Batagelj & Mrvar 2001).
func (g *Graph) Triads() [16]int64 { return newCounter(g.N).of(g) }

// counter is the scratch of a census, for graphs of one size.
type counter struct {
	n, words int
	in, both []uint64 // N rows of words: who reaches a node; whom it reaches and is reached by
}

func newCounter(n int) *counter {
	words := (n + 63) / 64
	return &counter{n, words, make([]uint64, n*words), make([]uint64, n*words)}
}

// of counts subgraphs that need not be induced: bit sets do that fast. Then it
// takes from each kind those that stand within kinds of more edges.
func (c *counter) of(g *Graph) [16]int64 {
	c.split(g)
	row := func(x []uint64, u int) []uint64 { return x[u*c.words:][:c.words] }
	// For edges u → v, third nodes w with
	var transitive, cyclic int64 // u → w → v; v → w → u
	// and if v → u too
	var through, onto, from, two, three int64 // v → w → u; u → w ← v; u ← w → v; u → w ↔ v; u ↔ w ↔ v
	for u := range c.n {
		outU, inU, bothU := g.row(u), row(c.in, u), row(c.both, u)
		for k, word := range outU {
			for ; word != 0; word &= word - 1 {
				v := k<<6 | bits.TrailingZeros64(word)
				outV, bothV := g.row(v), row(c.both, v)
				t, y := common(outU, row(c.in, v), inU, outV)
				transitive += t
				cyclic += y
				if bothU[k]>>(v&63)&1 == 0 {
					continue
				}
				through += y
				x, y := common(outU, outV, inU, row(c.in, v))
				onto, from = onto+x, from+y
				x, y = common(outU, bothV, bothU, bothV)
				two, three = two+x, three+y
			}
		}
	}
	var n [16]int64
	// Seen from each of its edges or mutual pairs, in each order.
	n[15] = three / 6
	n[14] = two - 6*n[15]
	n[13] = through - 2*n[14] - 6*n[15]
	n[12] = onto/2 - n[14] - 3*n[15]
	n[11] = from/2 - n[14] - 3*n[15]
	n[9] = cyclic/3 - n[13] - n[14] - 2*n[15]
	n[8] = transitive - n[13] - 2*n[12] - 2*n[11] - 3*n[14] - 6*n[15]
	// Two pairs at a node, less those of which the third pair is connected too.
	var mutual, oneWay int64
	for u := range c.n {
		m := ones(row(c.both, u))
		o, i := ones(g.row(u))-m, ones(row(c.in, u))-m
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
