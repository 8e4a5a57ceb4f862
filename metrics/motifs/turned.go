package motifs

// What is known of W, for Wᵀ: every edge the other way round.

// Turned exchanges convergence and divergence.
func (p Pairs[T]) Turned() Pairs[T] {
	p.Convergent, p.Divergent = p.Divergent, p.Convergent
	return p
}

// turnedKind is the kind of each triad with its edges the other way round.
var turnedKind = func() (of [16]int) {
	turned := [4]int{0, inward, outward, twoWay}
	for kind, r := range examples {
		of[kind] = kindOf[turned[r[0]]][turned[r[1]]][turned[r[2]]]
	}
	return of
}()

// TurnedTriads reorders what there is of each triad.
func TurnedTriads[T any](t [16]T) (turned [16]T) {
	for kind, x := range t {
		turned[turnedKind[kind]] = x
	}
	return turned
}

// Turned is the test of Wᵀ.
func (t WeightedTest) Turned() WeightedTest {
	t.Pairs = t.Pairs.Turned()
	if t.Divergent.Fixed == ByRows {
		t.Divergent.Fixed = ByColumns
	}
	t.Balanced = t.Convergent.Fixed == ByColumns
	if t.Balanced {
		t.Convergent.Fixed = ByRows
	}
	return t
}

// Turned is the test of the graph of Wᵀ.
func (t DegreeTest) Turned() DegreeTest {
	t.Pairs, t.Triads = t.Pairs.Turned(), TurnedTriads(t.Triads)
	return t
}
