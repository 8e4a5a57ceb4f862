package learn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"spiketop/internal/elementary"
	"spiketop/sim"
)

// Where target.period is 0 each neuron draws its period from U[shortest, longest] ms.
const (
	shortestPeriod = 300
	longestPeriod  = 1000
)

var oscillationKind = TargetKind{
	Name:     "oscillation",
	New:      func(p TargetParams, n, seed int) Target { return newOscillation(p, n, seed) },
	Bytes:    func(_ TargetParams, n int) float64 { return 16 * float64(n) },
	Column:   "phase",
	OneClock: func(p TargetParams) bool { return p.Period > 0 },
	Periodic: true,
	Scale: func(p TargetParams) Scale {
		if p.Period > 0 {
			return Scale{fmt.Sprintf("target.period = %g ms", p.Period), p.Period, p.Period / (2 * math.Pi)}
		}
		return Scale{fmt.Sprintf("target.period = 0 (periods from %d ms)", shortestPeriod), shortestPeriod, shortestPeriod / (2 * math.Pi)}
	},
}

// oscillation is A sin(2π(t − t₀)/T₁). The period T₁ is common to all neurons
// (target.period), or drawn for each. t₀ is U[0, T₁], so that phases are even.
type oscillation struct {
	amp        float64
	t0, period []float64
}

func newOscillation(p TargetParams, n, seed int) oscillation {
	rng := rand.New(sim.Stream(seed, "targets"))
	o := oscillation{p.Amplitude, make([]float64, n), make([]float64, n)}
	for i := range n {
		o.period[i] = shortestPeriod + float64((longestPeriod-shortestPeriod)*rng.Float64())
		if p.Period > 0 {
			o.period[i] = p.Period
		}
		o.t0[i] = o.period[i] * rng.Float64()
	}
	return o
}

func (o oscillation) At(t float64, dst []float64) {
	for i := range dst {
		dst[i] = o.amp * elementary.SinTurns((t-o.t0[i])/o.period[i])
	}
}

// Order is the phase t₀/T₁ in turns, [0, 1).
func (o oscillation) Order() []float64 {
	phase := make([]float64, len(o.t0))
	for i := range phase {
		phase[i] = o.t0[i] / o.period[i]
	}
	return phase
}

func (oscillation) Repeats() bool { return true }
