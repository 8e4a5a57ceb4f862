package chart

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestNumbers(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct{ got, want string }{
		{Fixed(22.134, 1), "22.1"}, {Fixed(-0.001, 2), "0.00"}, {Fixed(nan, 2), NA}, {Fixed(inf, 2), NA},
		{Fixed(-inf, 2), NA}, {Fixed(12345678, 1), "1.2e+07"}, {Fixed(3, -1), "3"},
		{Signed(0.361, 2), "+0.36"}, {Signed(-0.361, 2), "-0.36"}, {Signed(0.001, 2), "0.00"}, {Signed(-0.001, 2), "0.00"},
		{Signed(nan, 2), NA}, {Signed(inf, 2), NA}, {Signed(12345678, 1), "+1.2e+07"},
		{Effect(0.361), "+0.36"}, {Effect(0.0031), "+0.003"}, {Effect(-0.0051), "-0.005"}, {Effect(0), "0.000"}, {Effect(nan), NA},
		{PM(0.342, 0.031, 2), "0.34 ± 0.03"}, {PM(0.342, nan, 2), "0.34"}, {PM(nan, 0.1, 2), NA}, {PM(0.342, inf, 2), "0.34"},
		{Z(50.84), "+51"}, {Z(-1.23), "-1.2"}, {Z(9.96), "+10"}, {Z(nan), NA}, {Z(0), "0.0"},
		{P(1.0 / 101), "0.010"}, {P(0.0001), "<0.001"}, {P(0.0099), "0.010"}, {P(0.5), "0.50"}, {P(nan), NA},
		{Span(0), "0 s"}, {Span(0.5), "0.5 ms"}, {Span(340), "340 ms"}, {Span(12_300), "12.3 s"}, {Span(245_000), "4 min 05 s"},
		{Span(7_380_000), "2 h 03 min"}, {Span(1000), "1.0 s"}, {Span(nan), "– s"}, {Span(-2000), "-2.0 s"}, {Span(999.6), "1.0 s"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// The writer and the strings agree.
func TestWriterWritesTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	b := new(Buffer)
	for range 300 {
		v, prec, n := odd(rng), rng.IntN(4), rng.IntN(1<<30)-1<<29
		b.Resize(80, 1)
		w := b.Write(Rect{0, 0, 80, 1}, 0)
		w.Fixed(v, prec, Plain).Text("|", Plain).Int(n, Plain)
		if got, want := b.Dump(), Fixed(v, prec)+"|"+Fixed(float64(n), 0); got != want && n < 1e6 && n > -1e6 {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLadder(t *testing.T) {
	for _, c := range [][2]float64{{1, 1}, {1.01, 1.5}, {1.7, 2}, {2.5, 3}, {4, 5}, {6, 7}, {7.01, 10}, {0.023, 0.03}, {950, 1000}, {0, 0}, {-1, 0}} {
		if got := LadderUp(c[0]); !(math.Abs(got-c[1]) <= 1e-12*c[1]) {
			t.Errorf("LadderUp(%v) = %v, want %v", c[0], got, c[1])
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		v := math.Exp(100*rng.Float64() - 50)
		if got := LadderUp(v); !(got >= v*(1-1e-8) && got <= 1.67*v) {
			t.Fatalf("LadderUp(%v) = %v", v, got)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.MaxFloat64} {
		if got := LadderUp(v); got != 0 {
			t.Errorf("LadderUp(%v) = %v, want 0", v, got)
		}
	}
}

// A limit follows growth at once, stays for small changes, and comes down late.
func TestSteady(t *testing.T) {
	var s Steady
	for _, c := range [][2]float64{{1.2, 1.5}, {1.4, 1.5}, {1.6, 2}, {1.1, 2}, {1.01, 2}, {0.9, 1}, {math.NaN(), 0.1}, {math.Inf(1), 0.1}, {3, 3}} {
		if got := s.Fit(c[0], 0.1); !(math.Abs(got-c[1]) <= 1e-12) {
			t.Errorf("Fit(%v) = %v, want %v", c[0], got, c[1])
		}
	}
}

func TestTickStep(t *testing.T) {
	for _, c := range []struct {
		span float64
		n    int
		step float64
		prec int
	}{{1, 5, 0.2, 1}, {3, 3, 1, 0}, {3, 2, 2, 0}, {0.07, 4, 0.02, 2}, {1200, 5, 500, 0}, {0, 3, 1, 0}, {math.NaN(), 3, 1, 0}} {
		if step, prec := TickStep(c.span, c.n); !(math.Abs(step-c.step) <= 1e-12) || prec != c.prec {
			t.Errorf("TickStep(%v, %d) = %v, %d; want %v, %d", c.span, c.n, step, prec, c.step, c.prec)
		}
	}
}
