package learn

import (
	"math"
	"math/rand/v2"
	"sort"

	"spiketop/sim"
)

// A Target is what each neuron's drive is to follow: the same t, the same answer.
type Target interface {
	// At writes f_i(t) of every neuron into dst; t in ms since the target began.
	At(t float64, dst []float64)
	// Order is what the target itself orders neurons by: the place in a sequence
	// (0 … N−1), the phase at t = 0 of an oscillation (in turns, [0, 1)); nil for none.
	Order() []float64
}

// New draws the targets of n neurons. The kind None gives nil.
func New(p TargetParams, n, seed int) Target {
	switch p.Kind {
	case Oscillation:
		return newOscillation(p, n, rand.New(sim.Stream(seed, "targets")))
	case Sequence:
		return newSequence(p, n, rand.New(sim.Stream(seed, "order")))
	case OU:
		return newOU(p, n, rand.New(sim.Stream(seed, "targets")))
	}
	return nil
}

// oscillation is A sin(2π(t − t₀)/T₁): T₁ common, or U[300, 1000] ms for each
// neuron; t₀ is U[0, T₁], so that phases are even.
type oscillation struct {
	amp        float64
	t0, period []float64
}

func newOscillation(p TargetParams, n int, rng *rand.Rand) oscillation {
	o := oscillation{p.Amplitude, make([]float64, n), make([]float64, n)}
	for i := range n {
		o.period[i] = 300 + 700*rng.Float64()
		if p.Period > 0 {
			o.period[i] = p.Period
		}
		o.t0[i] = o.period[i] * rng.Float64()
	}
	return o
}

func (o oscillation) At(t float64, dst []float64) {
	for i := range dst {
		dst[i] = o.amp * math.Sin(2*math.Pi*(t-o.t0[i])/o.period[i])
	}
}

func (o oscillation) Order() []float64 {
	phase := make([]float64, len(o.t0))
	for i := range phase {
		phase[i] = o.t0[i] / o.period[i]
	}
	return phase
}

// sequence is A(2 exp(−(t − t_i)²/(2w²)) − 0.5), t_i = T(π(i) + ½)/N with π a
// random permutation: open, or circular, where t − t_i is the shorter way round
// a ring of length T.
type sequence struct {
	amp, width, duration float64
	circular             bool
	place                []float64
}

func newSequence(p TargetParams, n int, rng *rand.Rand) sequence {
	s := sequence{p.Amplitude, p.Width, p.Duration, p.Circular, make([]float64, n)}
	for i, k := range rng.Perm(n) {
		s.place[i] = float64(k)
	}
	return s
}

func (s sequence) At(t float64, dst []float64) {
	n := float64(len(s.place))
	for i := range dst {
		d := t - s.duration*(s.place[i]+0.5)/n
		if s.circular {
			d -= s.duration * math.Round(d/s.duration)
		}
		x := d / s.width
		dst[i] = s.amp * (2*math.Exp(-x*x/2) - 0.5)
	}
}

func (s sequence) Order() []float64 { return s.place }

// ouStep is the spacing in ms at which Ornstein-Uhlenbeck paths are drawn;
// between, they are interpolated.
const ouStep = 1.0

// ou is a frozen path of τ_c ẋ = −x + noise for each neuron, standardised over
// [0, T] to mean 0 and s.d. 1, times A.
type ou struct {
	n    int
	path []float64 // samples × n
}

func newOU(p TargetParams, n int, rng *rand.Rand) ou {
	samples := int(math.Ceil(p.Duration/ouStep)) + 1
	o := ou{n, make([]float64, samples*n)}
	a := math.Exp(-ouStep / p.Tau)
	b := math.Sqrt(1 - a*a)
	for i := range n {
		var sum, sq float64
		x := rng.NormFloat64() // stationary from the start
		for k := range samples {
			if k > 0 {
				x = a*x + b*rng.NormFloat64()
			}
			o.path[k*n+i] = x
			sum += x
		}
		mean := sum / float64(samples)
		for k := range samples {
			d := o.path[k*n+i] - mean
			sq += d * d
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
		dst[i] = (1-w)*a[i] + w*b[i]
	}
}

func (o ou) Order() []float64 { return nil }

// Rank returns the rank of each element of x, from 0; ties by index.
func Rank(x []float64) []int {
	idx := make([]int, len(x))
	for i := range idx {
		idx[i] = i
	}
	sort.SliceStable(idx, func(a, b int) bool { return x[idx[a]] < x[idx[b]] })
	rank := make([]int, len(x))
	for r, i := range idx {
		rank[i] = r
	}
	return rank
}

// Cue is the input of each neuron during a cue: U[−1, 1], the same in every pass.
func Cue(n, seed int) []float64 {
	rng := rand.New(sim.Stream(seed, "cue"))
	c := make([]float64, n)
	for i := range c {
		c[i] = 2*rng.Float64() - 1
	}
	return c
}
