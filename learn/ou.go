package learn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"spiketop/internal/elementary"
	"spiketop/sim"
)

var ouKind = TargetKind{
	Name:          "ou",
	New:           func(p TargetParams, n, seed int) Target { return newOU(p, n, seed) },
	Bytes:         func(p TargetParams, n int) float64 { return 8 * float64(n) * float64(ouSamples(p)) },
	Unpredictable: "no prediction for ou: its modes are not few",
	Scale: func(p TargetParams) Scale {
		return Scale{fmt.Sprintf("target.tau = %g ms", p.Tau), p.Tau, p.Tau}
	},
}

// ouStep is the spacing in ms at which Ornstein-Uhlenbeck paths are drawn.
// Between its samples a path is interpolated.
const ouStep = 1.0

func ouSamples(p TargetParams) int { return int(math.Ceil(p.Duration/ouStep)) + 1 }

// ou is a frozen path of τ_c ẋ = −x + noise for each neuron. Each path is
// standardised over [0, T] to mean 0 and s.d. 1, then multiplied by A.
type ou struct {
	n    int
	path []float64 // samples × n
}

func newOU(p TargetParams, n, seed int) ou {
	rng := rand.New(sim.Stream(seed, "targets"))
	samples := ouSamples(p)
	o := ou{n, make([]float64, samples*n)}
	a := elementary.Exp(-ouStep / p.Tau)
	b := math.Sqrt(1 - float64(a*a))
	for i := range n {
		var sum, sq float64
		x := sim.Normal(rng) // stationary from the start
		for k := range samples {
			if k > 0 {
				x = float64(a*x) + float64(b*sim.Normal(rng))
			}
			o.path[k*n+i] = x
			sum += x
		}
		mean := sum / float64(samples)
		for k := range samples {
			d := o.path[k*n+i] - mean
			sq += float64(d * d)
		}
		scale := p.Amplitude / math.Sqrt(sq/float64(samples))
		for k := range samples {
			o.path[k*n+i] = (o.path[k*n+i] - mean) * scale
		}
	}
	return o
}

func (o ou) At(t float64, dst []float64) {
	last := len(o.path)/o.n - 1
	x := min(max(t/ouStep, 0), float64(last))
	k := min(int(x), last-1)
	w := x - float64(k)
	a, b := o.path[k*o.n:], o.path[(k+1)*o.n:]
	for i := range dst {
		dst[i] = float64((1-w)*a[i]) + float64(w*b[i])
	}
}

func (ou) Order() []float64 { return nil }

func (ou) Repeats() bool { return true }
