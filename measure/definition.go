package measure

import "math"

// Definition says whose motifs are counted: a finding that holds for one
// definition may fail for another.
type Definition int

const (
	OfW        Definition = iota // the weights, signed
	OfAbs                        // their size
	OfNegative                   // −W: strong means strongly inhibitory
	OfChange                     // W − W at the start: what training did
	Definitions
)

func (d Definition) String() string {
	if d < 0 || d >= Definitions {
		return "no definition"
	}
	return [...]string{"W", "|W|", "−W", "W − W(0)"}[d]
}

// of turns the matrix w, which was initial() at the start, into the one that the
// definition looks at. It may return w itself.
func (d Definition) of(w []float64, initial func() []float64) []float64 {
	if d == OfW {
		return w
	}
	out := make([]float64, len(w))
	var start []float64
	if d == OfChange {
		start = initial()
	}
	for i, x := range w {
		switch d {
		case OfAbs:
			out[i] = math.Abs(x)
		case OfNegative:
			out[i] = -x
		case OfChange:
			out[i] = x - start[i]
		}
	}
	return out
}
