package learn

import "math"

// Score accumulates how well drives follow targets over one pass.
type Score struct {
	samples              int
	u, f, uu, ff, uf, sq []float64 // sums for each neuron
}

// NewScore returns an empty score of n neurons.
func NewScore(n int) *Score {
	m := make([]float64, 6*n)
	return &Score{u: m[:n], f: m[n : 2*n], uu: m[2*n : 3*n], ff: m[3*n : 4*n], uf: m[4*n : 5*n], sq: m[5*n:]}
}

// Reset empties the score.
func (s *Score) Reset() {
	s.samples = 0
	for _, x := range [][]float64{s.u, s.f, s.uu, s.ff, s.uf, s.sq} {
		clear(x)
	}
}

// Add takes the drives and targets of one RLS instant.
func (s *Score) Add(u, f []float64) {
	s.samples++
	for i, x := range u {
		y := f[i]
		s.u[i] += x
		s.f[i] += y
		s.uu[i] += x * x
		s.ff[i] += y * y
		s.uf[i] += x * y
		s.sq[i] += (x - y) * (x - y)
	}
}

// Samples is the number of instants so far.
func (s *Score) Samples() int { return s.samples }

// Value returns the mean over neurons of Pearson's correlation of u and f, and
// nRMSE = √(ΣΣ(u−f)²/ΣΣ(f−f̄_i)²). A drive that does not vary correlates with
// nothing: it counts as 0. NaN before two samples.
func (s *Score) Value() (score, nrmse float64) {
	if s.samples < 2 {
		return math.NaN(), math.NaN()
	}
	m := float64(s.samples)
	var sum, sq, ff float64
	for i := range s.u {
		vu := s.uu[i] - s.u[i]*s.u[i]/m
		vf := s.ff[i] - s.f[i]*s.f[i]/m
		if vu > 0 && vf > 0 {
			sum += (s.uf[i] - s.u[i]*s.f[i]/m) / math.Sqrt(vu*vf)
		}
		sq += s.sq[i]
		ff += vf
	}
	return sum / float64(len(s.u)), math.Sqrt(sq / ff)
}
