package sim

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"sync"

	"spiketop/internal/elementary"
	"spiketop/internal/vec"
)

// normals draws independent standard normal numbers, sixteen at a time.
//
// The bits come from eight xoshiro256++ generators (Blackman & Vigna 2021) side
// by side, 32 for each number: a sign and 31 for u, and the number is the x ≥ 0
// with P(|X| > x) = u. That inverse is a polynomial on each half of an octave
// [2^−z−1, 2^−z) of u, z < 16, so the leading zeros of u choose it and nothing is
// ever rejected. Below u = 2^−16, beyond 4.3, Marsaglia's method draws from the
// tail itself with other bits, so the tail is exact and has no end. Numbers are
// right to about 1e-6; their resolution is 2^−23 of a half octave, or what is
// left of the 31 bits.
type normals struct {
	state [4][vec.Lanes]uint64
	tail  *rand.PCG
}

const (
	normalGroup   = 16 // numbers drawn at a time
	normalOctaves = 16
	normalDegree  = 5
	sign          = 1 << 31
)

// normalTable holds the coefficients: of power d on half octave k at [d][k].
type normalTable [normalDegree + 1][2 * normalOctaves]float32

// newNormals seeds the generators from src, which then serves the tail.
func newNormals(src *rand.PCG) *normals {
	n := &normals{tail: src}
	for l := range vec.Lanes {
		for k := range n.state {
			n.state[k][l] = src.Uint64()
		}
	}
	return n
}

// fill writes standard normal numbers into dst, whose length is a multiple of
// normalGroup. far has a place for each group.
func (n *normals) fill(dst []float32, far []uint16) {
	if len(dst) == 0 {
		return
	}
	far = far[:len(dst)/normalGroup]
	table := normalCoefficients()
	switch vec.Have {
	case vec.Go:
		normal(dst, far, &n.state, table)
	case vec.AVX2:
		normalAVX2(&dst[0], &far[0], len(far), &n.state, table)
	case vec.AVX512:
		normalAVX512(&dst[0], &far[0], len(far), &n.state, table)
	case vec.NEON:
		bitsNEON(&dst[0], len(far), &n.state)
		normalNEON(&dst[0], &far[0], len(far), table)
	}
	for g, m := range far {
		for ; m != 0; m &= m - 1 {
			i := normalGroup*g + bits.TrailingZeros16(m)
			dst[i] = float32(math.Copysign(n.beyond(), float64(dst[i])))
		}
	}
}

// normal fills dst but for the numbers far out, of which it writes the sign and
// marks a bit in far. Products and sums are rounded one by one.
func normal(dst []float32, far []uint16, state *[4][vec.Lanes]uint64, table *normalTable) {
	for l := range vec.Lanes { // the bits
		s0, s1, s2, s3 := state[0][l], state[1][l], state[2][l], state[3][l]
		for i := 2 * l; i < len(dst)-1; i += normalGroup {
			r := bits.RotateLeft64(s0+s3, 23) + s0
			dst[i], dst[i+1] = math.Float32frombits(uint32(r)), math.Float32frombits(uint32(r>>32))
			t := s1 << 17
			s2 ^= s0
			s3 ^= s1
			s1 ^= s2
			s0 ^= s3
			s2 ^= t
			s3 = bits.RotateLeft64(s3, 45)
		}
		state[0][l], state[1][l], state[2][l], state[3][l] = s0, s1, s2, s3
	}
	clear(far)
	for i, f := range dst {
		b := math.Float32bits(f)
		u := b << 1
		z := uint(bits.LeadingZeros32(u))
		if z >= normalOctaves {
			far[i/normalGroup] |= 1 << (i % normalGroup)
			z = 0
		}
		rest := u << (z + 1) // what follows the leading one: its first bit is the half octave
		k := (2*z + uint(rest>>31)) % (2 * normalOctaves)
		x := math.Float32frombits(rest<<1>>9|0x3f800000) - 1.5
		y := table[5][k]
		y = float32(y*x) + table[4][k]
		y = float32(y*x) + table[3][k]
		y = float32(y*x) + table[2][k]
		y = float32(y*x) + table[1][k]
		y = float32(y*x) + table[0][k]
		dst[i] = math.Float32frombits(math.Float32bits(y)&^sign | b&sign)
	}
}

// beyond draws |X| given |X| > a, where u = 2^−16 (Marsaglia 1964).
func (n *normals) beyond() float64 {
	const a = normalFar
	rng := rand.New(n.tail)
	for {
		x := -elementary.Log(1-float64(rng.Float64())) / a
		if -2*elementary.Log(1-float64(rng.Float64())) > float64(x*x) {
			return a + x
		}
	}
}

// normalFar is normalInverse(2^−16).
const normalFar = 4.324919040826046

// normalInverse returns the x with P(|X| > x) = u, 0 < u < 1, by Newton's method.
// The tail is convex, so from 0 on it comes from below and stops where rounding
// makes it stand.
func normalInverse(u float64) float64 {
	x := 0.0
	for {
		tail, density := normalTail(x)
		next := x + (tail-u)/(2*density)
		if !(next > x*(1+0x1p-51)) {
			return next
		}
		x = next
	}
}

// normalTail returns P(|X| > x), x ≥ 0, and the density of X. Below 1.5 it is the
// series 2φ(x)(x + x³/3 + x⁵/(3·5) + …) from the middle, then the continued
// fraction 2φ(x)/(x + 1/(x + 2/(x + 3/…))) of the tail (Abramowitz & Stegun
// 26.2.11, 26.2.14).
func normalTail(x float64) (tail, density float64) {
	square := float64(x * x)
	density = elementary.Exp(-square/2) / math.Sqrt(2*math.Pi)
	if x < 1.5 {
		sum, term := 0.0, x
		for k := 3.0; sum+term > sum; k += 2 {
			sum += term
			term *= square / k
		}
		return 1 - float64(2*density*sum), density
	}
	fraction := x
	for k := 100.0; k > 0; k-- {
		fraction = x + k/fraction
	}
	return 2 * density / fraction, density
}

// normalCoefficients interpolates the inverse at Chebyshev's points of each half
// octave; x runs over [−½, ½).
var normalCoefficients = sync.OnceValue(func() *normalTable {
	const n = normalDegree + 1
	table := new(normalTable)
	for k := range 2 * normalOctaves {
		scale := math.Ldexp(1, -k/2-1) // u runs over scale·[1, 2)
		var x, c [n]float64            // points and divided differences
		for i := range n {
			x[i] = float64(0.5 * elementary.CosTurns((float64(i)+0.5)/(2*n)))
			c[i] = normalInverse(scale * (1 + float64((float64(k%2)+x[i]+0.5)/2)))
		}
		for d := 1; d < n; d++ {
			for i := n - 1; i >= d; i-- {
				c[i] = (c[i] - c[i-1]) / (x[i] - x[i-d])
			}
		}
		var p [n]float64 // Newton's form as powers of x
		for i := n - 1; i >= 0; i-- {
			for d := n - 1; d > 0; d-- {
				p[d] = p[d-1] - float64(x[i]*p[d])
			}
			p[0] = c[i] - float64(x[i]*p[0])
		}
		for d := range n {
			table[d][k] = float32(p[d])
		}
	}
	return table
})
