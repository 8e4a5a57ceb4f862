package motifs

import (
	"math"
	"slices"
)

// The moments of a pair statistic under shuffles, in closed form.
//
// Let y be the m values of a block around their mean μ, dealt out to the places of
// the block at random, and p_k = Σyᵏ. For different places a, b, c, d
//
//	⟨y_a²⟩ = p₂/m                    ⟨y_a y_b⟩ = −p₂/(m)₂
//	⟨y_a² y_b⟩ = −p₃/(m)₂            ⟨y_a y_b y_c⟩ = 2p₃/(m)₃
//	⟨y_a² y_b²⟩ = (p₂² − p₄)/(m)₂    ⟨y_a² y_b y_c⟩ = (2p₄ − p₂²)/(m)₃
//	⟨y_a y_b y_c y_d⟩ = (3p₂² − 6p₄)/(m)₄
//
// with (m)_k = m(m−1)…(m−k+1): Newton's identities for p₁ = 0. Blocks are shuffled
// by themselves. A statistic is S = Σ z_e z_f over the pairs {e, f} of synapses that
// make the motif. With z = μ + y, and L_e the sum of μ over the partners of e,
//
//	S = Σμ_e μ_f + ΣL_e y_e + Σ y_e y_f.
//
// The products of the last sum, squared, are of two pairs that are the same, or
// share one synapse, or none. So the mean and the variance of S follow from how
// many partners each synapse has in each block (cf. Hoeffding 1951, Ann. Math.
// Statist. 22:558, for sums of one index).

// block has the moments of the values in a block.
type block struct{ m, mu, p2, p3, p4 float64 }

// falling is x/(m)_k, or 0 where there are no k different places.
func (b block) falling(x float64, k int) float64 {
	for i := range k {
		if b.m <= float64(i) {
			return 0
		}
		x /= b.m - float64(i)
	}
	return x
}

// partners counts, for one statistic, the partners of the synapses: the pairs that
// it is made of.
type partners struct {
	blocks []block
	// Over the synapses e of a block: ΣL_e, ΣL_e², and Σ d_e L_e with d_e the number
	// of partners in the same block.
	l, l2, dl []float64
	// Over the synapses of block b, Σd and Σd(d−1) of their partners in block c: at
	// [b·blocks + c].
	pairs, forks []float64
}

func newPartners(blocks []block) *partners {
	n := len(blocks)
	x := make([]float64, 3*n+2*n*n)
	return &partners{blocks, x[:n], x[n : 2*n], x[2*n : 3*n], x[3*n : 3*n+n*n], x[3*n+n*n:]}
}

// add adds so many synapses of block b, each with d[k] partners in block in[k]. A
// block may stand once in in.
func (p *partners) add(b int, synapses float64, in []int, d []float64) {
	var l, own float64
	for k, c := range in {
		l += p.blocks[c].mu * d[k]
		at := b*len(p.blocks) + c
		p.pairs[at] += synapses * d[k]
		p.forks[at] += synapses * d[k] * (d[k] - 1)
		if c == b {
			own = d[k]
		}
	}
	p.l[b] += synapses * l
	p.l2[b] += synapses * l * l
	p.dl[b] += synapses * own * l
}

// moments are the mean and the variance of S over all shuffles. A variance of
// rounding alone is 0.
func (p *partners) moments() (mean, variance float64) {
	var size float64 // of the terms that make the variance
	add := func(x float64) {
		variance += x
		size += math.Abs(x)
	}
	for b, x := range p.blocks {
		at := b*len(p.blocks) + b
		n, forks := p.pairs[at]/2, p.forks[at] // pairs, counted from both synapses; ordered pairs of them that share one
		own := n * x.falling(-x.p2, 2)
		mean += x.mu*p.l[b]/2 + own
		if x.m > 1 {
			add(x.p2 / (x.m - 1) * p.l2[b])
			add(-x.p2 / (x.m - 1) * p.l[b] * p.l[b] / x.m)
		}
		two, three := x.falling(-x.p3, 2), x.falling(2*x.p3, 3)
		add(2 * p.dl[b] * (two - three))
		add(2 * n * p.l[b] * three)
		add(n * x.falling(x.p2*x.p2-x.p4, 2))
		add(forks * x.falling(2*x.p4-x.p2*x.p2, 3))
		add((n*n - n - forks) * x.falling(3*x.p2*x.p2-6*x.p4, 4))
		add(-own * own)
		for c := range b {
			y := p.blocks[c]
			n := p.pairs[b*len(p.blocks)+c]
			here, there := p.forks[b*len(p.blocks)+c], p.forks[c*len(p.blocks)+b]
			sameX, sameY := x.falling(x.p2, 1), y.falling(y.p2, 1)
			otherX, otherY := x.falling(-x.p2, 2), y.falling(-y.p2, 2)
			add(n * sameX * sameY)
			add(here * sameX * otherY)
			add(there * otherX * sameY)
			add((n*n - n - here - there) * otherX * otherY)
		}
	}
	if variance <= 1e-13*size {
		variance = 0
	}
	return mean, variance
}

// blocksOf groups synapses by the types of their two neurons: those from type s to
// type t are block t·types + s.
type blocksOf struct {
	types  int
	typeOf []int // of each neuron, 0 … types−1
}

// newBlocks numbers the types of n neurons; nil: all are of one.
func newBlocks(n int, typeOf []int) blocksOf {
	if typeOf == nil {
		return blocksOf{1, make([]int, n)}
	}
	if len(typeOf) != n {
		panic("motifs: shuffling within blocks needs the type of each neuron")
	}
	types := slices.Clone(typeOf)
	slices.Sort(types)
	types = slices.Compact(types)
	b := blocksOf{len(types), make([]int, n)}
	for i, t := range typeOf {
		b.typeOf[i], _ = slices.BinarySearch(types, t)
	}
	return b
}

func (b blocksOf) block(i, j int) int { return b.typeOf[i]*b.types + b.typeOf[j] }

// shuffled are the means and variances of the four S when the values of the
// synapses are shuffled within their blocks.
func (c lists) shuffled(of blocksOf) (mean, variance [4]float64) {
	n, types := c.z.N, of.types
	blocks := make([]block, types*types)
	in, out := make([]float64, n*types), make([]float64, n*types) // degrees by the type of the other neuron
	for i := range n {
		from, row := c.z.Row(i)
		for k, j := range from {
			b := of.block(i, int(j))
			blocks[b].m++
			blocks[b].mu += row[k]
			in[i*types+of.typeOf[j]]++
			out[int(j)*types+of.typeOf[i]]++
		}
	}
	for b := range blocks {
		blocks[b].mu /= max(1, blocks[b].m)
	}
	for i := range n {
		from, row := c.z.Row(i)
		for k, j := range from {
			b := &blocks[of.block(i, int(j))]
			y := row[k] - b.mu
			b.p2 += y * y
			b.p3 += y * y * y
			b.p4 += y * y * y * y
		}
	}
	var p [4]*partners
	for k := range p {
		p[k] = newPartners(blocks)
	}
	every, scratch := make([]int, 2*types), make([]float64, 2*types)
	mutual := make([]float64, len(blocks))
	var mates []bool
	for i := range n {
		t := of.typeOf[i]
		// Two synapses onto i, of one type s and others of each type; and from i.
		for s := range types {
			for u := range types {
				every[u], scratch[u] = t*types+u, in[i*types+u]
			}
			scratch[s]--
			p[1].add(t*types+s, in[i*types+s], every[:types], scratch[:types])
			for u := range types {
				every[u], scratch[u] = u*types+t, out[i*types+u]
			}
			scratch[s]--
			p[2].add(s*types+t, out[i*types+s], every[:types], scratch[:types])
		}
		// A synapse j → i is in chains with those onto j, and with those from i, its
		// reverse excepted.
		from, _ := c.z.Row(i)
		mates = append(mates[:0], make([]bool, len(from))...)
		c.mates(i, func(at, _ int) { mates[at] = true })
		for k, j := range from {
			s := of.typeOf[j]
			for u := range types {
				every[u], scratch[u] = s*types+u, in[int(j)*types+u]
				every[types+u], scratch[types+u] = u*types+t, out[i*types+u]
			}
			if mates[k] {
				mutual[t*types+s]++
				scratch[t]--
				scratch[types+s]--
			}
			// The block of the reverse stands in both halves.
			scratch[t] += scratch[types+s]
			last := 2*types - 1
			every[types+s], scratch[types+s] = every[last], scratch[last]
			p[3].add(t*types+s, 1, every[:last], scratch[:last])
		}
	}
	for b, count := range mutual {
		p[0].add(b, count, []int{b%types*types + b/types}, []float64{1})
	}
	for k := range p {
		mean[k], variance[k] = p[k].moments()
	}
	return mean, variance
}
