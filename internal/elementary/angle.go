package elementary

import "math"

// 2π and π/2 as sums.
const (
	twoPiHi  = 6.283185307179586
	twoPiLo  = 2.4492935982947064e-16
	halfPiHi = twoPiHi / 4
	halfPiLo = twoPiLo / 4
)

// SinTurns returns sin(2πx). The whole turns of x are taken off before anything is
// rounded, so the result is as good for a large x as for a small one.
func SinTurns(x float64) float64 {
	return turn(x, 0)
}

// CosTurns returns cos(2πx).
func CosTurns(x float64) float64 {
	return turn(x, 1)
}

// turn is the sine of x turns and so many quarters.
func turn(x float64, quarters int) float64 {
	x -= math.RoundToEven(x) // exact
	quarter := math.RoundToEven(4 * x)
	x -= float64(0.25 * quarter) // exact; an eighth of a turn at most
	a := float64(x * twoPiHi)
	rest := math.FMA(x, twoPiLo, math.FMA(x, twoPiHi, -a)) // the angle is a + rest
	w := float64(a * a)
	h := float64(0.5 * w)
	quarters += int(quarter) // of what is not a number, or infinite, the result is not a number
	var y float64
	if quarters&1 == 0 {
		y = a + math.FMA(a*w, sine(w), math.FMA(-rest, h, rest))
	} else {
		c, lost := fastTwoSum(1, -h)
		lost = math.FMA(-0.5, math.FMA(a, a, -w), lost) // of 1 − a²/2
		y = c + math.FMA(w*w, cosine(w), math.FMA(-a, rest, lost))
	}
	if quarters&2 != 0 {
		return -y
	}
	return y
}

// sine is (sin(a)/a − 1)/a² for w = a², a ≤ π/4.
func sine(w float64) float64 {
	y := 1.0 / 355687428096000 // 1/17!
	y = math.FMA(y, w, -1.0/1307674368000)
	y = math.FMA(y, w, 1.0/6227020800)
	y = math.FMA(y, w, -1.0/39916800)
	y = math.FMA(y, w, 1.0/362880)
	y = math.FMA(y, w, -1.0/5040)
	y = math.FMA(y, w, 1.0/120)
	return math.FMA(y, w, -1.0/6)
}

// cosine is (cos(a) − 1 + a²/2)/a⁴ for w = a², a ≤ π/4.
func cosine(w float64) float64 {
	y := -1.0 / 6402373705728000 // 1/18!
	y = math.FMA(y, w, 1.0/20922789888000)
	y = math.FMA(y, w, -1.0/87178291200)
	y = math.FMA(y, w, 1.0/479001600)
	y = math.FMA(y, w, -1.0/3628800)
	y = math.FMA(y, w, 1.0/40320)
	y = math.FMA(y, w, -1.0/720)
	return math.FMA(y, w, 1.0/24)
}

// arc is atan(j/8) as sums.
var arc = [9][2]float64{
	{0, 0},
	{0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
	{0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
	{0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
	{0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
	{0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
	{0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
	{0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
	{0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
}

// Atan returns the arc tangent of x: atan(j/8) + atan((x − j/8)/(1 + x j/8)), and
// beyond 1 what is left of a quarter turn.
func Atan(x float64) float64 {
	a := math.Abs(x)
	switch {
	case a != a:
		return a
	case a <= 1:
		hi, lo := atan(a, 0)
		return math.Copysign(hi+lo, x)
	case a > 1e20:
		return math.Copysign(halfPiHi, x)
	}
	y := 1 / a
	hi, lo := atan(y, math.FMA(-y, a, 1)/a)
	sum, lost := fastTwoSum(halfPiHi, -hi)
	return math.Copysign(sum+(lost+(halfPiLo-lo)), x)
}

// atan is the arc tangent of x + rest, x in [0, 1], as a sum.
func atan(x, rest float64) (hi, lo float64) {
	j := math.RoundToEven(8 * x)
	c := float64(j * 0.125)
	n := x - c // exact
	d := math.FMA(c, x, 1)
	z := n / d
	lostD := math.FMA(c, x, 1-d)
	rest = (math.FMA(-z, d, n) + math.FMA(-z, math.FMA(c, rest, lostD), rest)) / d
	t := arc[int(j)]
	hi, lo = fastTwoSum(t[0], z)
	if j == 0 {
		hi, lo = z, 0
	}
	return hi, lo + (rest + math.FMA(z, arctan(z*z), t[1]))
}

// arctan is atan(z)/z − 1 for t = z², |z| ≤ 1/16.
func arctan(t float64) float64 {
	y := -1.0 / 15
	y = math.FMA(y, t, 1.0/13)
	y = math.FMA(y, t, -1.0/11)
	y = math.FMA(y, t, 1.0/9)
	y = math.FMA(y, t, -1.0/7)
	y = math.FMA(y, t, 1.0/5)
	return float64(t * math.FMA(y, t, -1.0/3))
}
