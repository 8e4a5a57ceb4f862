package learn

import (
	"math"

	"spiketop/internal/warn"
)

// TrainedScore is the free-running test score from which a network counts as
// trained. Below it the targets were not learned, and numbers about the weights
// are not those of a trained network.
const TrainedScore = 0.6

// Score accumulates how well signals follow their targets over one pass. Its
// fields are exported so that a score of half a pass can be saved.
type Score struct {
	Amplitude            float64 // of the targets
	Instants             int
	U, F, UU, FF, UF, SQ []float64 // sums for each signal
}

// NewScore returns an empty score of n signals. The amplitude is that of the
// targets (target.amplitude): a target is taken as constant where it varies by
// no more than rounding does at that amplitude.
func NewScore(n int, amplitude float64) *Score {
	m := make([]float64, 6*n)
	return &Score{Amplitude: amplitude, U: m[:n], F: m[n : 2*n], UU: m[2*n : 3*n], FF: m[3*n : 4*n], UF: m[4*n : 5*n], SQ: m[5*n:]}
}

// Reset empties the score.
func (s *Score) Reset() {
	s.Instants = 0
	for _, x := range [][]float64{s.U, s.F, s.UU, s.FF, s.UF, s.SQ} {
		clear(x)
	}
}

// Add takes the signals u and the targets f of one instant.
func (s *Score) Add(u, f []float64) {
	s.Instants++
	for i, x := range u {
		y := f[i]
		s.U[i] += x
		s.F[i] += y
		s.UU[i] += float64(x * x)
		s.FF[i] += float64(y * y)
		s.UF[i] += float64(x * y)
		s.SQ[i] += float64((x - y) * (x - y))
	}
}

// Value returns the mean over signals of Pearson's correlation of u and f, and
// nRMSE = √(ΣΣ(u−f)²/ΣΣ(f−f̄_i)²). A signal that does not vary counts as 0, and
// so does a signal whose target does not vary.
//
// Both numbers are NaN where they are not defined: before two instants, where a
// signal is not finite, where no target varies. The warnings say why.
func (s *Score) Value() (score, nrmse float64, why warn.List) {
	if s.Instants < 2 {
		why.Add(warn.Undefined, "no score: instants of the target %d, and a correlation takes 2", s.Instants)
		return math.NaN(), math.NaN(), why
	}
	m := float64(s.Instants)
	var sum, sq, ff float64
	constant, still := 0, constantSD*s.Amplitude
	for i := range s.U {
		vu := s.UU[i] - s.U[i]*s.U[i]/m
		vf := s.FF[i] - s.F[i]*s.F[i]/m
		switch {
		case vf <= max(s.rounding(s.FF[i]), m*still*still):
			constant++
		case vu > s.rounding(s.UU[i]):
			sum += (s.UF[i] - s.U[i]*s.F[i]/m) / math.Sqrt(vu*vf)
		}
		sq += s.SQ[i]
		ff += vf
	}
	switch n := len(s.U); {
	case !finite(sq):
		why.Add(warn.NotFinite, "no score: a signal or a target is not finite")
		return math.NaN(), math.NaN(), why
	case constant == n:
		why.Add(warn.Undefined, "no score: at the instants of learn.every no target varies, so nothing can correlate with one")
		return math.NaN(), math.NaN(), why
	case constant > 0:
		why.Add(warn.Undefined, "targets that do not vary at the instants of learn.every: %d of %d; their correlation is not defined and counts as 0", constant, n)
	}
	return sum / float64(len(s.U)), math.Sqrt(sq / ff), why
}

// rounding bounds the error of Σx² − (Σx)²/m in floating point: each of the two
// sums of m numbers is wrong by m·2⁻⁵³ of Σx² at most, and the second is squared.
func (s *Score) rounding(xx float64) float64 { return float64(s.Instants) * xx * 0x1p-51 }

// constantSD is the s.d. up to which a target of amplitude 1 is constant. It is
// above the rounding error of every sine that the parameters allow: the phase of
// the longest pass in the shortest period, 2π·10⁵/10⁻³, is known to 7·10⁻⁸.
const constantSD = 1e-6
