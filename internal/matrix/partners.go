package matrix

import (
	"cmp"
	"math"
	"slices"
)

// Partner is a neuron at the other end of a synapse, and the weight.
type Partner struct {
	Neuron int32
	W      float64
}

// Onto are the partners of neuron i that are presynaptic: row i of W, the entries that
// are not 0, those of the largest |W_ij| first, of equal ones that of the lower index.
func (m Matrix) Onto(i int) (partners []Partner) {
	from, val := m.Row(i)
	for k, x := range val {
		j := int32(k)
		if m.Sparse() {
			j = from[k]
		}
		partners = append(partners, Partner{j, x})
	}
	return strongest(partners)
}

// Out are the partners of neuron j that are postsynaptic: column j of W, in the order
// of Onto.
func (m Matrix) Out(j int) (partners []Partner) {
	for i := range m.N {
		partners = append(partners, Partner{int32(i), m.At(i, j)})
	}
	return strongest(partners)
}

// strongest leaves out weights of 0 and sorts the others.
func strongest(partners []Partner) []Partner {
	partners = slices.DeleteFunc(partners, func(p Partner) bool { return p.W == 0 })
	slices.SortStableFunc(partners, func(a, b Partner) int { return cmp.Compare(math.Abs(b.W), math.Abs(a.W)) })
	return partners
}
