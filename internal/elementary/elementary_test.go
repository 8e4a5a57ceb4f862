package elementary

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// The functions again with 140 bits, by their series: slow, and as they are defined.

const bits = 140

func big0(x float64) *big.Float           { return new(big.Float).SetPrec(bits).SetFloat64(x) }
func mul(a, b *big.Float) *big.Float      { return big0(0).Mul(a, b) }
func add(a, b *big.Float) *big.Float      { return big0(0).Add(a, b) }
func quo(a *big.Float, b int) *big.Float  { return big0(0).Quo(a, big0(float64(b))) }
func half(a *big.Float, n int) *big.Float { return big0(0).SetMantExp(a, -n) }

// bigExpm1 halves x until it is small: e²ˣ − 1 = y(y + 2), y = eˣ − 1.
func bigExpm1(x *big.Float) *big.Float {
	const halvings = 12
	x = half(x, halvings)
	sum, term := big0(0), big0(1)
	for n := 1; n < 24; n++ {
		term = quo(mul(term, x), n)
		sum = add(sum, term)
	}
	for range halvings {
		sum = mul(sum, add(sum, big0(2)))
	}
	return sum
}

func bigExp(x float64) *big.Float {
	y := add(bigExpm1(big0(math.Abs(x))), big0(1))
	if x < 0 {
		return big0(0).Quo(big0(1), y)
	}
	return y
}

// bigAtanh is the series x + x³/3 + …; with sign −1 that of atan.
func bigAtanh(x *big.Float, sign float64) *big.Float {
	sum, power, square := big0(0), x, mul(mul(x, x), big0(sign))
	for n := 1; n < 99 && power.Sign() != 0; n += 2 { // |x| ≤ 0.2, or 1/3
		sum = add(sum, quo(power, n))
		power = mul(power, square)
	}
	return sum
}

var (
	bigLn2 = mul(big0(2), bigAtanh(quo(big0(1), 3), 1))
	bigPi  = add(mul(big0(16), bigAtanh(quo(big0(1), 5), -1)), mul(big0(-4), bigAtanh(quo(big0(1), 239), -1))) // Machin
)

func bigLog(x float64) *big.Float {
	m, e := math.Frexp(x)
	if m < 0.7 {
		m, e = 2*m, e-1
	}
	s := big0(0).Quo(add(big0(m), big0(-1)), add(big0(m), big0(1)))
	return add(mul(big0(float64(e)), bigLn2), mul(big0(2), bigAtanh(s, 1)))
}

// bigAtan halves the angle until x is small: x/(1 + √(1 + x²)).
func bigAtan(x *big.Float) *big.Float {
	const halvings = 8
	for range halvings {
		root := big0(0).Sqrt(add(big0(1), mul(x, x)))
		x = big0(0).Quo(x, add(big0(1), root))
	}
	return big0(0).SetMantExp(bigAtanh(x, -1), halvings)
}

// bigTurns is sin(2πx), or cos(2πx), of the x in [−½, ½].
func bigTurns(x float64, cos bool) *big.Float {
	a := mul(mul(big0(2), bigPi), big0(x-math.Round(x)))
	sum, term, from := big0(0), a, 1
	if cos {
		term, from = big0(1), 0
	}
	for n := from; n < 60; n += 2 {
		sum = add(sum, term)
		term = quo(mul(mul(term, mul(a, a)), big0(-1)), (n+1)*(n+2))
	}
	return sum
}

// function is one of ours, the same with many bits, the one of package math, and
// arguments.
type function struct {
	name   string
	ours   func(float64) float64
	exact  func(float64) *big.Float
	theirs func(float64) float64
	x      func(*rand.Rand) float64
}

func between(lo, hi float64) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 { return lo + (hi-lo)*r.Float64() }
}

// sizes are numbers of all sizes between 2^lo and 2^hi.
func sizes(lo, hi float64) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 { return math.Exp2(lo + (hi-lo)*r.Float64()) }
}

var functions = []function{
	{"Exp", Exp, bigExp, math.Exp, between(-700, 709)},
	{"Exp near 0", Exp, bigExp, math.Exp, between(-1, 1)},
	{"Expm1", Expm1, func(x float64) *big.Float { return bigExpm1(big0(x)) }, math.Expm1, between(-40, 100)},
	{"Expm1 near 0", Expm1, func(x float64) *big.Float { return bigExpm1(big0(x)) }, math.Expm1, between(-1, 1)},
	{"Expm1 of tiny numbers", Expm1, func(x float64) *big.Float { return bigExpm1(big0(x)) }, math.Expm1, sizes(-60, -1)},
	{"Log", Log, bigLog, math.Log, sizes(-1000, 1000)},
	{"Log near 1", Log, bigLog, math.Log, between(0.5, 2)},
	{"Log very near 1", Log, bigLog, math.Log, func(r *rand.Rand) float64 { return 1 + (r.Float64()-0.5)*math.Exp2(-40*r.Float64()) }},
	{"Atanh", Atanh, func(x float64) *big.Float {
		q := big0(0).Quo(add(big0(1), big0(x)), add(big0(1), big0(-x))) // ½ log of it
		f, _ := q.Float64()
		rest := big0(0).Quo(add(q, big0(-f)), big0(f))
		return half(add(bigLog(f), add(rest, half(mul(rest, mul(rest, big0(-1))), 1))), 1)
	}, math.Atanh, between(0.15, 1)},
	{"Atanh near 0", Atanh, func(x float64) *big.Float { return bigAtanh(big0(x), 1) }, math.Atanh, between(-0.2, 0.2)},
	{"Atan", Atan, func(x float64) *big.Float { return bigAtan(big0(x)) }, math.Atan, between(-1.2, 1.2)},
	{"Atan of all sizes", Atan, func(x float64) *big.Float { return bigAtan(big0(x)) }, math.Atan, sizes(-30, 30)},
	{"SinTurns", SinTurns, func(x float64) *big.Float { return bigTurns(x, false) }, nil, between(-3, 3)},
	{"SinTurns of large numbers", SinTurns, func(x float64) *big.Float { return bigTurns(x, false) }, nil, between(0, 1e8)},
	{"SinTurns near 0", SinTurns, func(x float64) *big.Float { return bigTurns(x, false) }, func(x float64) float64 { return math.Sin(2 * math.Pi * x) }, sizes(-40, -30)},
	{"CosTurns", CosTurns, func(x float64) *big.Float { return bigTurns(x, true) }, nil, between(-3, 3)},
}

// ulps is how far x is from what it should be, in units of the last place of that.
func ulps(x float64, exact *big.Float) float64 {
	want, _ := exact.Float64()
	_, e := math.Frexp(want)
	off, _ := add(big0(x), mul(exact, big0(-1))).Float64()
	return math.Ldexp(math.Abs(off), 53-max(e, -1021))
}

// Within 0.8 of a unit in the last place of what the series with many bits gives.
func TestAccuracy(t *testing.T) {
	points := 1000
	if testing.Short() {
		points = 200
	}
	for k, f := range functions {
		rng := rand.New(rand.NewPCG(uint64(k), 1))
		worst, at := 0.0, 0.0
		for range points {
			x := f.x(rng)
			if u := ulps(f.ours(x), f.exact(x)); !(u <= worst) {
				worst, at = u, x
			}
		}
		t.Logf("%s: %.3f ulp", f.name, worst)
		if !(worst <= 0.8) {
			t.Errorf("%s(%v) = %v, %.3g units in the last place from %v", f.name, at, f.ours(at), worst, f.exact(at))
		}
	}
}

// Against package math, which promises less than one unit.
func TestAgainstMath(t *testing.T) {
	points := 300_000
	if testing.Short() {
		points = 20_000
	}
	for k, f := range functions {
		if f.theirs == nil {
			continue
		}
		rng := rand.New(rand.NewPCG(uint64(k), 2))
		for range points {
			x := f.x(rng)
			got, want := f.ours(x), f.theirs(x)
			if !(math.Abs(got-want) <= 2.5*0x1p-52*math.Abs(want)) {
				t.Fatalf("%s(%v) = %v, in package math %v", f.name, x, got, want)
			}
		}
	}
}

// Values that are exact, the ends of the range, and what is not a number.
func TestKnownAnswers(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name         string
		got, x, want float64
	}{
		{"Exp", Exp(0), 0, 1}, {"Exp", Exp(1), 1, math.E}, {"Exp", Exp(710), 710, inf}, {"Exp", Exp(inf), inf, inf},
		{"Exp", Exp(-746), -746, 0}, {"Exp", Exp(-inf), -inf, 0}, {"Exp", Exp(nan), nan, nan},
		{"Exp", Exp(709.782712893384), 709.782712893384, 1.7976931348622732e308}, {"Exp", Exp(-745.1), -745.1, 5e-324},
		{"Expm1", Expm1(0), 0, 0}, {"Expm1", Expm1(-800), -800, -1}, {"Expm1", Expm1(-inf), -inf, -1}, {"Expm1", Expm1(800), 800, inf},
		{"Expm1", Expm1(1e-300), 1e-300, 1e-300}, {"Expm1", Expm1(nan), nan, nan},
		{"Log", Log(1), 1, 0}, {"Log", Log(math.E), math.E, 1}, {"Log", Log(2), 2, math.Ln2}, {"Log", Log(0), 0, -inf}, {"Log", Log(-1), -1, nan},
		{"Log", Log(inf), inf, inf}, {"Log", Log(nan), nan, nan}, {"Log", Log(5e-324), 5e-324, -744.4400719213812},
		{"Atanh", Atanh(0), 0, 0}, {"Atanh", Atanh(1), 1, inf}, {"Atanh", Atanh(-1), -1, -inf}, {"Atanh", Atanh(1.5), 1.5, nan}, {"Atanh", Atanh(nan), nan, nan},
		{"Atanh", Atanh(0.5), 0.5, 0.5493061443340549}, {"Atanh", Atanh(-0.5), -0.5, -0.5493061443340549},
		{"Atan", Atan(0), 0, 0}, {"Atan", Atan(1), 1, math.Pi / 4}, {"Atan", Atan(-inf), -inf, -math.Pi / 2}, {"Atan", Atan(nan), nan, nan},
		{"SinTurns", SinTurns(0.25), 0.25, 1}, {"SinTurns", SinTurns(0.5), 0.5, 0}, {"SinTurns", SinTurns(1e300), 1e300, 0},
		{"SinTurns", SinTurns(1.0 / 12), 1.0 / 12, 0.5}, {"SinTurns", SinTurns(-0.125), -0.125, -math.Sqrt2 / 2}, {"SinTurns", SinTurns(7.75), 7.75, -1},
		{"CosTurns", CosTurns(0.5), 0.5, -1}, {"CosTurns", CosTurns(-0.25), -0.25, 0}, {"CosTurns", CosTurns(0.125), 0.125, math.Sqrt2 / 2},
		{"SinTurns", SinTurns(inf), inf, nan}, {"CosTurns", CosTurns(nan), nan, nan},
	} {
		if c.got != c.want && !(math.IsNaN(c.got) && math.IsNaN(c.want)) {
			t.Errorf("%s(%v) = %v, want %v", c.name, c.x, c.got, c.want)
		}
	}
}

var sink float64

func Benchmark(b *testing.B) {
	for _, f := range functions {
		b.Run(fmt.Sprint(f.name), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 1))
			x := make([]float64, 1024)
			for i := range x {
				x[i] = f.x(rng)
			}
			i := 0
			for b.Loop() {
				sink += f.ours(x[i%len(x)])
				i++
			}
		})
	}
}
