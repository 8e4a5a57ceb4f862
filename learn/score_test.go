package learn

import (
	"math"
	"strings"
	"testing"

	"spiketop/internal/warn"
)

func TestScoreKnownAnswers(t *testing.T) {
	s := NewScore(2, 1)
	for k := range 100 {
		f := []float64{math.Sin(float64(k) / 5), math.Cos(float64(k) / 7)}
		s.Add([]float64{2*f[0] + 3, -f[1]}, f) // correlations +1 and −1
	}
	if got, _, why := s.Value(); !(math.Abs(got) <= 1e-9) || why != nil {
		t.Errorf("score %g, want 0; %v", got, why)
	}
	s.Reset()
	var sq, ff, mean float64
	for k := range 100 {
		f := math.Sin(float64(k) / 5)
		mean += f / 100
		ff += f * f
		s.Add([]float64{f + 0.1, f + 0.1}, []float64{f, f})
		sq += 0.01
	}
	score, nrmse, why := s.Value()
	if want := math.Sqrt(sq / (ff - 100*mean*mean)); !(math.Abs(score-1) <= 1e-9) || !(math.Abs(nrmse-want) <= 1e-9) || why != nil {
		t.Errorf("score %g nRMSE %g, want 1 and %g; %v", score, nrmse, want, why)
	}
}

// A drive that does not vary counts as 0 and needs no reason: it did not follow.
func TestSilentDriveScoresZero(t *testing.T) {
	const n = 20
	s, u, f := NewScore(n, 1), make([]float64, n), make([]float64, n)
	for k := range 300 {
		for i := range n {
			u[i], f[i] = 0.1*float64(i), math.Sin(float64(k)/5) // Σu² − (Σu)²/m is below 0 for some, above for others
		}
		u[0] = f[0]
		s.Add(u, f)
	}
	if score, _, why := s.Value(); !(math.Abs(score-1./n) <= 1e-12) || why != nil {
		t.Errorf("score %g, want %g; %v", score, 1./n, why)
	}
}

// undefined says whether both numbers are NaN and the reason has the code.
func undefined(s *Score, code warn.Code) bool {
	score, nrmse, why := s.Value()
	return math.IsNaN(score) && math.IsNaN(nrmse) && len(why) == 1 && why.Has(code)
}

func TestUndefinedScoresHaveReasons(t *testing.T) {
	s := NewScore(1, 1)
	for k := range 2 {
		if !undefined(s, warn.Undefined) {
			t.Errorf("%d instants: the score is not undefined", k)
		}
		s.Add([]float64{float64(k)}, []float64{float64(k)})
	}
	if score, _, why := s.Value(); score != 1 || why != nil {
		t.Errorf("two instants: score %g, %v", score, why)
	}
	s.Add([]float64{math.Inf(1)}, []float64{1})
	if !undefined(s, warn.NotFinite) {
		t.Error("infinite drive: the score is not undefined")
	}
}

// inPasses scores noise against a target at the instants of a pass of 1000 ms.
func inPasses(p TargetParams, n, seed int, every, dt float64) *Score {
	target, s := NewTarget(p, n, seed), NewScore(n, p.Amplitude)
	f, u := make([]float64, n), make([]float64, n)
	steps := math.Round(every / dt)
	for k := 1.0; k*steps*dt <= p.Duration; k++ {
		target.At(k*steps*dt, f)
		for i := range u {
			u[i] = math.Sin(k * float64(i+1))
		}
		s.Add(u, f)
	}
	return s
}

// With a period of learn.every, or a whole fraction of it, every instant sees
// the same phase. The target varies by rounding alone, whatever its amplitude.
func TestSampledAtOnePhase(t *testing.T) {
	p := defaults("oscillation")
	for _, seed := range []int{1, 2, 3} {
		for _, amplitude := range []float64{0.01, 1, 100} {
			for _, period := range []float64{2, 1, 0.5, 2. / 3} {
				p.Period, p.Amplitude = period, amplitude
				if !undefined(inPasses(p, 20, seed, 2, 0.1), warn.Undefined) {
					t.Errorf("seed %d, A = %g, period %g: %v", seed, amplitude, period, value(inPasses(p, 20, seed, 2, 0.1)))
				}
			}
			p.Period = 2.1
			if s := value(inPasses(p, 20, seed, 2, 0.1)); math.IsNaN(s[0]) || math.IsNaN(s[1]) {
				t.Errorf("seed %d, A = %g, period 2.1: %v", seed, amplitude, s)
			}
		}
	}
}

func value(s *Score) [2]float64 {
	score, nrmse, _ := s.Value()
	return [2]float64{score, nrmse}
}

// A sine sampled at its zeros is 0 up to rounding: relative to itself it varies,
// relative to its amplitude it does not.
func TestSampledAtZero(t *testing.T) {
	s, sinusoid := NewScore(2, 1), NewScore(2, 1)
	for k := range 500 {
		f := math.Sin(math.Pi * float64(k)) // 1e-16 … 1e-13
		s.Add([]float64{math.Sin(float64(k)), 0}, []float64{f, f})
		f = 1e-5 * math.Sin(float64(k))
		sinusoid.Add([]float64{f, f}, []float64{f, f})
	}
	if !undefined(s, warn.Undefined) {
		t.Errorf("a sine at its zeros: %v", value(s))
	}
	if v := value(sinusoid); !(math.Abs(v[0]-1) <= 1e-9) || v[1] != 0 {
		t.Errorf("a small sine that was followed: %v", v)
	}
}

// Where some targets do not vary, the others have a score, and the warning
// counts those that do not.
func TestSomeConstantTargets(t *testing.T) {
	s := NewScore(4, 1)
	for k := range 100 {
		f := math.Sin(float64(k) / 5)
		s.Add([]float64{f, f, f, f}, []float64{f, f, f, 0.7})
	}
	score, nrmse, why := s.Value()
	if !(math.Abs(score-0.75) <= 1e-9) || math.IsNaN(nrmse) || len(why) != 1 || !why.Has(warn.Undefined) || !strings.Contains(why[0].Text, "1 of 4") {
		t.Errorf("score %g, nRMSE %g, %v", score, nrmse, why)
	}
}

// Sums over a long pass round, so that a constant target seems to vary, and a
// small swing about a large mean does vary.
func TestRounding(t *testing.T) {
	constant, swing := NewScore(3, 1), NewScore(1, 1)
	for k := range 400_000 {
		x := math.Sin(float64(k))
		constant.Add([]float64{x, x, x}, []float64{0.7, 0.1, 1.3})
		if f := []float64{1 + 1e-5*x}; k < 300 {
			swing.Add(f, f)
		}
	}
	if !undefined(constant, warn.Undefined) {
		t.Errorf("constant targets: %v", value(constant))
	}
	if v := value(swing); !(math.Abs(v[0]-1) <= 0.01) || v[1] != 0 {
		t.Errorf("a swing of 1e-5 about 1 that was followed: %v", v)
	}
}
