package learn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"spiketop/internal/elementary"
	"spiketop/sim"
)

var sequenceKind = TargetKind{
	Name:     "sequence",
	New:      func(p TargetParams, n, seed int) Target { return newSequence(p, n, seed) },
	Bytes:    func(_ TargetParams, n int) float64 { return 8 * float64(n) },
	Column:   "place",
	OneClock: func(TargetParams) bool { return true },
	Scale: func(p TargetParams) Scale {
		return Scale{fmt.Sprintf("target.width = %g ms", p.Width), p.Width, p.Width}
	},
}

// sequence is A(2 exp(−(t − t_i)²/(2w²)) − 0.5), t_i = T(π(i) + ½)/N, with π a
// random permutation. In an open sequence t − t_i is a difference of times. In
// a circular one time is a ring of length T, and t − t_i is the shorter way round.
type sequence struct {
	amp, width, duration float64
	circular             bool
	place                []float64 // π(i)
}

func newSequence(p TargetParams, n, seed int) sequence {
	rng := rand.New(sim.Stream(seed, "order"))
	s := sequence{p.Amplitude, p.Width, p.Duration, p.Circular, make([]float64, n)}
	for i, k := range rng.Perm(n) {
		s.place[i] = float64(k)
	}
	return s
}

func (s sequence) At(t float64, dst []float64) {
	n := float64(len(s.place))
	for i := range dst {
		d := t - float64(s.duration*(s.place[i]+0.5)/n)
		if s.circular {
			d -= float64(s.duration * math.Round(d/s.duration))
		}
		x := d / s.width
		dst[i] = s.amp * (float64(2*elementary.Exp(-x*x/2)) - 0.5)
	}
}

// Order is the place π(i) in the sequence, 0 … N−1.
func (s sequence) Order() []float64 { return s.place }

func (sequence) Repeats() bool { return true }
