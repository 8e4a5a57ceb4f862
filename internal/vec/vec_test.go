package vec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// random numbers of very different sizes: a sum in another order has other bits.
func random(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64() * math.Exp(4*rng.NormFloat64())
	}
	return x
}

var lengths = []int{0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 100, 127, 200, 1000}

// levels runs f in plain Go and at every other level of this machine, and
// compares every bit of what it returns.
func levels(t *testing.T, what string, f func() []float64) {
	t.Helper()
	best := Have
	if best == Go {
		t.Skip("this machine has no assembler to compare")
	}
	defer use(best)
	use(Go)
	want := f()
	for _, l := range Levels()[1:] {
		use(l)
		got := f()
		for i := range want {
			if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
				t.Fatalf("%s: number %d is %v in %v, %v in Go", what, i, got[i], l, want[i])
			}
		}
	}
}

func TestAssemblerHasTheBitsOfGo(t *testing.T) {
	small, minus := make([]float64, 33), make([]float64, 33)
	for i := range small {
		small[i], minus[i] = 1e-200, -1e-200
	}
	levels(t, "Dot whose sums are all −0", func() []float64 { return []float64{Dot(small, minus)} })
	for _, n := range lengths {
		x, y := random(n, 1), random(n, 2)
		levels(t, fmt.Sprintf("Dot of %d", n), func() []float64 { return []float64{Dot(x, y)} })
		levels(t, fmt.Sprintf("Axpy of %d", n), func() []float64 {
			dst := random(n+3, 3)
			Axpy(dst[:n], -1.7, x)
			return dst
		})
		m := random(11*n, 4)
		levels(t, fmt.Sprintf("AddColumns of %d", n), func() []float64 {
			dst := random(n+3, 5)
			AddColumns(dst[:n], 0.3, m, []int32{3, 7, 0, 10, 9, 2, 5})
			return dst
		})
		for _, rows := range []int{0, 1, 7, 8, 9, 24} {
			a, b := random(5*rows, 6), random(5*n, 7)
			levels(t, fmt.Sprintf("RankM of %d×%d", rows, n), func() []float64 {
				c := random(rows*n+3, 8)
				RankM(c[:rows*n], rows, n, a, b)
				return c
			})
		}
		p := Pad(n)
		q := random(6*p, 9)
		for l := range 6 {
			clear(q[l*p+n : (l+1)*p])
		}
		levels(t, fmt.Sprintf("Symmetric of %d", n), func() []float64 {
			s := NewSymmetric(n, nil)
			s.Scaled(3)
			s.Subtract(q)
			k := make([]float64, p)
			s.MulVec(k, q[:p])
			return append(k, s.tiles...)
		})
		levels(t, fmt.Sprintf("SubtractMulVec of %d", n), func() []float64 {
			s := NewSymmetric(n, nil)
			s.Scaled(3)
			k := make([]float64, p)
			for l := range 5 {
				s.SubtractMulVec(q[l*p:][:p], k, q[(l+1)*p:][:p])
			}
			return append(k, s.tiles...)
		})
	}
}

// Against sums as they are written on paper.
func TestKnownAnswers(t *testing.T) {
	near := func(what string, got, want, size float64) {
		t.Helper()
		if !(math.Abs(got-want) <= 1e-13*size) {
			t.Errorf("%s = %v, want %v", what, got, want)
		}
	}
	for _, n := range lengths {
		x, y := random(n, 1), random(n, 2)
		var want, size float64
		for i := range x {
			want += x[i] * y[i]
			size += math.Abs(x[i] * y[i])
		}
		near(fmt.Sprintf("Dot of %d", n), Dot(x, y), want, size)

		m, js := random(9*n, 3), []int32{8, 1, 4, 3, 0}
		dst := append([]float64(nil), x...)
		AddColumns(dst, 2, m, js)
		for i := range dst {
			want, size = x[i], math.Abs(x[i])
			for _, j := range js {
				want += 2 * m[int(j)*n+i]
				size += 2 * math.Abs(m[int(j)*n+i])
			}
			near(fmt.Sprintf("AddColumns of %d, element %d", n, i), dst[i], want, size)
		}

		const rows, pairs = 19, 3
		a, b, c := random(pairs*rows, 4), random(pairs*n, 5), random(rows*n, 6)
		got := append([]float64(nil), c...)
		RankM(got, rows, n, a, b)
		for r := range rows {
			for j := range n {
				want, size = c[r*n+j], math.Abs(c[r*n+j])
				for l := range pairs {
					want -= a[l*rows+r] * b[l*n+j]
					size += math.Abs(a[l*rows+r] * b[l*n+j])
				}
				near(fmt.Sprintf("RankM of %d×%d at %d, %d", rows, n, r, j), got[r*n+j], want, size)
			}
		}

		p := Pad(n)
		q, v := random(pairs*p, 7), random(p, 8)
		clear(v[n:])
		for l := range pairs {
			clear(q[l*p+n : (l+1)*p])
		}
		s := NewSymmetric(n, nil)
		s.Scaled(5)
		s.Subtract(q)
		k := make([]float64, p)
		s.MulVec(k, v)
		for i := range n {
			var mul, mulSize float64
			for j := range n {
				want, size = 0, 0
				if i == j {
					want, size = 5, 5
				}
				for l := range pairs {
					want -= q[l*p+i] * q[l*p+j]
					size += math.Abs(q[l*p+i] * q[l*p+j])
				}
				near(fmt.Sprintf("Symmetric of %d at %d, %d", n, i, j), s.At(i, j), want, size)
				mul += want * v[j]
				mulSize += size * math.Abs(v[j])
			}
			near(fmt.Sprintf("MulVec of %d, element %d", n, i), k[i], mul, mulSize)
		}
		for i := n; i < p; i++ {
			if k[i] != 0 {
				t.Errorf("MulVec of %d: the padding is %v", n, k[i])
			}
		}
	}
}

func BenchmarkMulVec(b *testing.B) {
	for _, n := range []int{56, 200, 1000, 2000} {
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			s := NewSymmetric(n, nil)
			s.Scaled(1)
			k, x := make([]float64, Pad(n)), make([]float64, Pad(n))
			b.SetBytes(int64(8 * len(s.tiles)))
			for b.Loop() {
				s.MulVec(k, x)
			}
		})
	}
}

func BenchmarkSubtractMulVec(b *testing.B) {
	for _, n := range []int{56, 200, 1000, 2000} {
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			s := NewSymmetric(n, nil)
			s.Scaled(1)
			q, k, x := make([]float64, Pad(n)), make([]float64, Pad(n)), make([]float64, Pad(n))
			b.SetBytes(int64(8 * len(s.tiles)))
			for b.Loop() {
				s.SubtractMulVec(q, k, x)
			}
		})
	}
}

func BenchmarkSubtract(b *testing.B) {
	for _, n := range []int{56, 200, 1000, 2000} {
		for _, m := range []int{1, 8, 16} {
			b.Run(fmt.Sprintf("N=%d/m=%d", n, m), func(b *testing.B) {
				s := NewSymmetric(n, nil)
				q := make([]float64, m*Pad(n))
				b.SetBytes(int64(8 * len(s.tiles)))
				for b.Loop() {
					s.Subtract(q)
				}
			})
		}
	}
}

func BenchmarkRankM(b *testing.B) {
	for _, n := range []int{200, 1000, 2000} {
		for _, m := range []int{1, 8, 16} {
			b.Run(fmt.Sprintf("N=%d/m=%d", n, m), func(b *testing.B) {
				c, q := make([]float64, n*n), make([]float64, m*n)
				b.SetBytes(int64(8 * len(c)))
				for b.Loop() {
					RankM(c, n, n, q, q)
				}
			})
		}
	}
}
