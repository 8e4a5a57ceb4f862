package rates

import (
	"math"
	"testing"
)

// near fails unless got is within tol of want, relative to want where that is
// larger than 1.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s = %.10g, want %.10g ± %.2g", what, got, want, tol)
	}
}

// rel is the same, always relative.
func rel(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g within %.2g of it", what, got, want, tol)
	}
}

// simpson is the plain composite rule: the slow, obvious integral.
func simpson(lo, hi float64, n int, f func(x float64) float64) float64 {
	h := (hi - lo) / float64(2*n)
	sum := f(lo) + f(hi)
	for i := 1; i < 2*n; i++ {
		sum += f(lo+float64(i)*h) * float64(2+2*(i%2))
	}
	return sum * h / 3
}

func TestSpecialFunctions(t *testing.T) {
	// Abramowitz & Stegun tables 7.1 and 7.5; erfcx(10) from its continued fraction.
	rel(t, "erfcx(1)", erfcx(1), 0.42758357615580700, 1e-14)
	rel(t, "erfcx(10)", erfcx(10), 0.056140992743822585, 1e-13)
	rel(t, "D(1)", dawson(1), 0.53807950691276841914, 1e-14)
	rel(t, "D(−1)", dawson(-1), -0.53807950691276841914, 1e-14)
	rel(t, "D(10)", dawson(10), 0.050253847187598528, 1e-13)
	// Where a series takes over.
	rel(t, "erfcx at 10−", erfcx(10-1e-12), erfcx(10), 1e-12)
	rel(t, "D at 1e4+", dawson(1e4+1e-6), dawson(1e4), 1e-9)
	for _, r := range [][2]float64{{0, 1e-9}, {0, 0.3}, {0, 9}, {2, 2.001}, {5, 30}, {9.9, 10.1}, {20, 21}, {400, 400.5}} {
		want := sqrtPi * simpson(r[0], r[1], 4000, erfcx)
		rel(t, "∫erfcx", erfcxIntegral(r[0], r[1]), want, 1e-9)
	}
}

func TestSiegertAgainstPlainQuadrature(t *testing.T) {
	plain := func(x float64) float64 { return sqrtPi * math.Exp(x*x) * math.Erfc(-x) }
	for _, r := range [][2]float64{{-3, -1}, {-2, 0}, {-2, 3}, {-0.001, 0.001}, {0, 2}, {1, 1.001}, {4, 6}, {-5, 20}} {
		m, s := siegert(r[0], r[1])
		rel(t, "Siegert", m*math.Exp(s), simpson(r[0], r[1], 60000, plain), 1e-9)
	}
}
