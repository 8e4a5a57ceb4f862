// Package elementary holds the elementary functions that go into a run: exp, log,
// sin, cos, atan, atanh.
//
// Each gives the same bits on every machine type. Package math does not promise
// that: some of its functions are assembler on some machine types, and a compiler
// may fuse x*y + z into one operation where the machine has one. Here a product
// that goes into a sum is either fused, math.FMA, or rounded, float64(x*y).
//
// An argument is reduced to a short interval and the rest is Taylor's series. What
// is small against the result is kept beside it, as a second number, until the last
// sum. So results are within 0.8 of a unit in the last place.
package elementary

import "math"

// ln 2 as a sum. An exponent of a float64 times ln2Hi is exact, because ln2Hi has 38 bits.
const (
	ln2Hi = 0x1.62e42fefa2p-1
	ln2Lo = 0x1.9ef35793c7673p-41
)

// Exp returns eˣ.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.8:
		return math.Inf(1)
	case x < -745.2:
		return 0
	}
	hi, lo, k := exp(x)
	return scaled(hi+lo, k)
}

// Expm1 returns eˣ − 1, also where x is near 0.
func Expm1(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.8:
		return math.Inf(1)
	case x < -40:
		return -1
	case math.Abs(x) < 0.34:
		// x + x²/2 + x³(1/6 + …), the first two terms with what their sum loses
		square := float64(x * x)
		rest := math.FMA(x, x, -square)
		sum, lost := fastTwoSum(x, float64(0.5*square))
		return sum + (lost + math.FMA(x*square, cube(x), 0.5*rest))
	}
	hi, lo, k := exp(x)
	hi, lo = scaled(hi, k), scaled(lo, k)
	if k > 60 {
		return hi + lo
	}
	sum, lost := twoSum(hi, -1)
	return sum + (lost + lo)
}

// exp returns eˣ as (hi + lo)·2ᵏ, hi + lo in [0.7, 1.5).
func exp(x float64) (hi, lo float64, k int) {
	whole := math.RoundToEven(x * (1 / math.Ln2))
	r, rest := fastTwoSum(math.FMA(-whole, ln2Hi, x), float64(whole*-ln2Lo))
	p := float64(r * r * math.FMA(r, cube(r), 0.5)) // eʳ − 1 − r
	hi, lo = fastTwoSum(1, r)
	return hi, lo + (p + rest), int(whole)
}

// cube is (eˣ − 1 − x − x²/2)/x³ for |x| ≤ 0.35.
func cube(x float64) float64 {
	y := 1.0 / 87178291200 // 1/14!
	y = math.FMA(y, x, 1.0/6227020800)
	y = math.FMA(y, x, 1.0/479001600)
	y = math.FMA(y, x, 1.0/39916800)
	y = math.FMA(y, x, 1.0/3628800)
	y = math.FMA(y, x, 1.0/362880)
	y = math.FMA(y, x, 1.0/40320)
	y = math.FMA(y, x, 1.0/5040)
	y = math.FMA(y, x, 1.0/720)
	y = math.FMA(y, x, 1.0/120)
	y = math.FMA(y, x, 1.0/24)
	return math.FMA(y, x, 1.0/6)
}

// scaled is x·2ᵏ. math.Ldexp does not round where the result is normal.
func scaled(x float64, k int) float64 {
	if -1000 < k && k < 1000 {
		return float64(x * math.Float64frombits(uint64(1023+k)<<52))
	}
	return math.Ldexp(x, k)
}

// Log returns the natural logarithm of x.
func Log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	return log(x, 0)
}

// log is the logarithm of x + rest, rest being small: x = m·2ᵏ with m in [√½, √2),
// and log m = 2 artanh((m − 1)/(m + 1)).
func log(x, rest float64) float64 {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	whole := float64(k)
	rest /= x
	n := m - 1 // exact
	d, lost := fastTwoSum(m, 1)
	if m < 1 {
		d, lost = fastTwoSum(1, m)
	}
	s := n / d
	rest += 2 * math.FMA(-s, lost, math.FMA(-s, d, n)) / d
	rest = math.FMA(whole, ln2Lo, math.FMA(s, artanh(s*s), rest))
	sum, lost := twoSum(float64(whole*ln2Hi), float64(2*s))
	return sum + (lost + rest)
}

// artanh is 2 artanh(s)/s − 2 for t = s², s ≤ 0.1716.
func artanh(t float64) float64 {
	y := 2.0 / 23
	y = math.FMA(y, t, 2.0/21)
	y = math.FMA(y, t, 2.0/19)
	y = math.FMA(y, t, 2.0/17)
	y = math.FMA(y, t, 2.0/15)
	y = math.FMA(y, t, 2.0/13)
	y = math.FMA(y, t, 2.0/11)
	y = math.FMA(y, t, 2.0/9)
	y = math.FMA(y, t, 2.0/7)
	y = math.FMA(y, t, 2.0/5)
	return float64(t * math.FMA(y, t, 2.0/3))
}

// Atanh returns the inverse hyperbolic tangent of x, |x| ≤ 1; of ±1 it is ±∞.
func Atanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case !(a <= 1):
		return math.NaN()
	case a < 0.17:
		return math.FMA(0.5*x, artanh(x*x), x)
	case a == 1:
		return math.Copysign(math.Inf(1), x)
	}
	n, lostN := fastTwoSum(1, a)
	d, lostD := fastTwoSum(1, -a)
	q := n / d
	rest := (math.FMA(-q, d, n) + math.FMA(-q, lostD, lostN)) / d
	return math.Copysign(0.5*log(q, rest), x)
}

// twoSum is a + b and what its rounding loses (Knuth).
func twoSum(a, b float64) (sum, lost float64) {
	sum = a + b
	c := sum - a
	return sum, (a - (sum - c)) + (b - c)
}

// fastTwoSum is twoSum for |a| ≥ |b| (Dekker).
func fastTwoSum(a, b float64) (sum, lost float64) {
	sum = a + b
	return sum, b - (sum - a)
}
