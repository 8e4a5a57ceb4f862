package motifs

import (
	"math"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/metrics"
)

// StrongGraph returns the graph of the round(fraction·n(n−1)) largest
// off-diagonal entries of W. Of entries that tie at the threshold those of lowest
// index i·n+j are taken, and a warning counts them. An entry of exactly 0 is an
// absent synapse and never an edge: where fewer entries are left the graph has
// fewer edges, and a warning. It panics if fraction is not in [0, 1].
func StrongGraph(w matrix.Matrix, fraction float64) *Graph {
	if !(fraction >= 0 && fraction <= 1) {
		panic("motifs: the fraction of the strong graph must be in [0, 1]")
	}
	n := w.N
	g := NewGraph(n)
	keys := make([]float64, 0, w.Synapses())
	omitted := 0
	for i := range n {
		w.EachSynapse(i, func(_ int, x float64) {
			switch {
			case x == 0:
			case metrics.NotFinite(x):
				omitted++
			default:
				keys = append(keys, x)
			}
		})
	}
	if omitted > 0 {
		g.Warnings.Add(warn.NotFinite, "weights that are not finite and left out: %d", omitted)
	}
	wanted := int(math.Round(fraction * float64(n) * float64(n-1)))
	if wanted > len(keys) {
		g.Warnings.Add(warn.FewEdges, "strong graph: edges wanted %d, synapses with a weight only %d", wanted, len(keys))
		wanted = len(keys)
	}
	if wanted == 0 {
		return g
	}
	threshold := kthLargest(keys, wanted)
	if threshold < 0 {
		g.Warnings.Add(warn.WeakEdges, "strong graph by W reaches below 0, to %.3g", threshold)
	}
	above, ties := 0, 0
	for _, x := range keys {
		if x > threshold {
			above++
		} else if x == threshold {
			ties++
		}
	}
	if room := wanted - above; ties > room {
		g.Warnings.Add(warn.TiedEdges, "strong graph: weights that tie at the threshold %d, taken the first %d", ties, room)
	}
	ties = wanted - above
	for i := range n {
		w.EachSynapse(i, func(j int, x float64) {
			if x == threshold && ties > 0 {
				ties--
			} else if !(x > threshold) || x == 0 || math.IsInf(x, 1) {
				return
			}
			g.Add(i, j)
		})
	}
	return g
}

// kthLargest returns the k-th largest of a, k ≥ 1, and reorders a (Hoare's
// quickselect with the middle of three as pivot). No NaN.
func kthLargest(a []float64, k int) float64 {
	lo, hi, at := 0, len(a)-1, k-1
	for lo < hi {
		x, y, z := a[lo], a[lo+(hi-lo)/2], a[hi]
		pivot := max(min(x, y), min(max(x, y), z))
		i, j := lo, hi
		for i <= j {
			for a[i] > pivot {
				i++
			}
			for a[j] < pivot {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		switch {
		case at <= j:
			hi = j
		case at >= i:
			lo = i
		default:
			return a[at]
		}
	}
	return a[at]
}
