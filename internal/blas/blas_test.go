package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/testblas"

	"spiketop/internal/vec"
)

// each runs a test at every level of this machine.
func each(t *testing.T, test func(t *testing.T)) {
	best := vec.Have
	t.Cleanup(func() { use(best) })
	for level := vec.Go; level <= best; level++ {
		use(level)
		t.Run(level.String(), test)
	}
}

func TestRegistered(t *testing.T) {
	if _, ok := blas64.Implementation().(Implementation); !ok {
		t.Errorf("blas64 uses %T", blas64.Implementation())
	}
}

// gonum's own tests of a BLAS.
func TestSuite(t *testing.T) {
	var impl Implementation
	each(t, func(t *testing.T) {
		for name, test := range map[string]func(t *testing.T){
			"Dgemm":  func(t *testing.T) { testblas.TestDgemm(t, impl) },
			"Dsymm":  func(t *testing.T) { testblas.DsymmTest(t, impl) },
			"Dtrsm":  func(t *testing.T) { testblas.DtrsmTest(t, impl) },
			"Dsyrk":  func(t *testing.T) { testblas.DsyrkTest(t, impl) },
			"Dsyr2k": func(t *testing.T) { testblas.Dsyr2kTest(t, impl) },
			"Dtrmm":  func(t *testing.T) { testblas.DtrmmTest(t, impl) },
			"Dgemv":  func(t *testing.T) { testblas.DgemvTest(t, impl) },
			"Dger":   func(t *testing.T) { testblas.DgerTest(t, impl) },
			"Dtxmv":  func(t *testing.T) { testblas.DtxmvTest(t, impl) },
			"Dgbmv":  func(t *testing.T) { testblas.DgbmvTest(t, impl) },
			"Dtbsv":  func(t *testing.T) { testblas.DtbsvTest(t, impl) },
			"Dsbmv":  func(t *testing.T) { testblas.DsbmvTest(t, impl) },
			"Dtbmv":  func(t *testing.T) { testblas.DtbmvTest(t, impl) },
			"Dtrsv":  func(t *testing.T) { testblas.DtrsvTest(t, impl) },
			"Dtrmv":  func(t *testing.T) { testblas.DtrmvTest(t, impl) },
			"Dsymv":  func(t *testing.T) { testblas.DsymvTest(t, impl) },
			"Dsyr":   func(t *testing.T) { testblas.DsyrTest(t, impl) },
			"Dsyr2":  func(t *testing.T) { testblas.Dsyr2Test(t, impl) },
			"Dspr2":  func(t *testing.T) { testblas.Dspr2Test(t, impl) },
			"Dspr":   func(t *testing.T) { testblas.DsprTest(t, impl) },
			"Dspmv":  func(t *testing.T) { testblas.DspmvTest(t, impl) },
			"Dtpsv":  func(t *testing.T) { testblas.DtpsvTest(t, impl) },
			"Dtpmv":  func(t *testing.T) { testblas.DtpmvTest(t, impl) },
			"Dasum":  func(t *testing.T) { testblas.DasumTest(t, impl) },
			"Daxpy":  func(t *testing.T) { testblas.DaxpyTest(t, impl) },
			"Ddot":   func(t *testing.T) { testblas.DdotTest(t, impl) },
			"Dnrm2":  func(t *testing.T) { testblas.Dnrm2Test(t, impl) },
			"Idamax": func(t *testing.T) { testblas.IdamaxTest(t, impl) },
			"Dswap":  func(t *testing.T) { testblas.DswapTest(t, impl) },
			"Dcopy":  func(t *testing.T) { testblas.DcopyTest(t, impl) },
			"Drot":   func(t *testing.T) { testblas.DrotTest(t, impl) },
			"Drotm":  func(t *testing.T) { testblas.DrotmTest(t, impl) },
			"Drotmg": func(t *testing.T) { testblas.DrotmgTest(t, impl) },
			"Dscal":  func(t *testing.T) { testblas.DscalTest(t, impl) },
			"Drotg":  func(t *testing.T) { testblas.DrotgTest(t, impl, false) },
		} {
			t.Run(name, test)
		}
	})
}

// matrix has numbers of many sizes, so that a change of order shows.
func matrix(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64() * math.Exp(rng.NormFloat64())
	}
	return x
}

// at is number (i, j) of x or of its transpose.
func at(t blas.Transpose, x []float64, stride, i, j int) float64 {
	if t == blas.Trans {
		i, j = j, i
	}
	return x[i*stride+j]
}

var transposes = []blas.Transpose{blas.NoTrans, blas.Trans}

// A product is what its definition says, to the bit at every level: blocks of
// depth fused terms, each into C.
func TestDgemmBits(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		for _, size := range [][3]int{{1, 1, 1}, {8, 16, depth}, {9, 17, depth + 1}, {7, 15, depth - 1}, {20, 33, 3}, {3, 50, 2*depth + 9}, {200, 5, 40}, {5, 2060, 9}} {
			for _, tA := range transposes {
				for _, tB := range transposes {
					for _, alpha := range []float64{1, -0.3} {
						m, n, k := size[0], size[1], size[2]
						lda, ldb, ldc := k+3, n+1, n+2
						a, b, c := matrix(rng, m*lda), matrix(rng, k*ldb), matrix(rng, m*ldc)
						if tA == blas.Trans {
							lda = m + 3
							a = matrix(rng, k*lda)
						}
						if tB == blas.Trans {
							ldb = k + 1
							b = matrix(rng, n*ldb)
						}
						beta := []float64{0, 1, 0.7}[rng.IntN(3)]
						want := append([]float64{}, c...)
						for i := range m {
							for j := range n {
								x := &want[i*ldc+j]
								if *x *= beta; beta == 0 {
									*x = 0
								}
								for from := 0; from < k; from += depth {
									var sum float64
									for l := from; l < min(from+depth, k); l++ {
										sum = math.FMA(at(tA, a, lda, i, l), at(tB, b, ldb, l, j), sum)
									}
									*x = math.FMA(alpha, sum, *x)
								}
							}
						}
						Implementation{}.Dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
						same(t, fmt.Sprintf("%v %c%c α = %v, β = %v", size, tA, tB, alpha, beta), c, want)
					}
				}
			}
		}
	})
}

// Triangles larger than those of gonum's tests: products and solutions are undone
// by each other, and are those of the triangle written out.
func TestTriangles(t *testing.T) {
	each(t, func(t *testing.T) {
		var impl Implementation
		rng := rand.New(rand.NewPCG(5, 6))
		for _, size := range [][2]int{{33, 5}, {70, 40}, {101, 67}} {
			for _, side := range []blas.Side{blas.Left, blas.Right} {
				for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
					for _, tA := range transposes {
						for _, diag := range []blas.Diag{blas.Unit, blas.NonUnit} {
							m, n := size[0], size[1]
							if side == blas.Right {
								m, n = n, m
							}
							na, lda, ldb := size[0], size[0]+3, n+2
							a, b := make([]float64, na*lda), matrix(rng, m*ldb)
							full := make([]float64, na*na) // the triangle written out
							for i := range na {
								for j := range na {
									x := rng.NormFloat64() / float64(na)
									inside := (uplo == blas.Upper && j > i) || (uplo == blas.Lower && j < i)
									switch {
									case i == j && diag == blas.Unit:
										full[i*na+j], x = 1, math.NaN() // is not looked at
									case i == j:
										x += 2
										full[i*na+j] = x
									case inside:
										full[i*na+j] = x
									default:
										x = math.NaN()
									}
									a[i*lda+j] = x
								}
							}
							what := fmt.Sprintf("%c%c%c%c %d×%d", side, uplo, tA, diag, m, n)
							want := append([]float64{}, b...)
							if side == blas.Left {
								impl.Dgemm(tA, blas.NoTrans, m, n, m, 0.7, full, na, b, ldb, 0, want, ldb)
							} else {
								impl.Dgemm(blas.NoTrans, tA, m, n, n, 0.7, b, ldb, full, na, 0, want, ldb)
							}
							got := append([]float64{}, b...)
							impl.Dtrmm(side, uplo, tA, diag, m, n, 0.7, a, lda, got, ldb)
							close(t, "Dtrmm "+what, got, want, 1e-13)
							impl.Dtrsm(side, uplo, tA, diag, m, n, 1/0.7, a, lda, got, ldb)
							close(t, "Dtrsm "+what, got, b, 1e-13)
						}
					}
				}
			}
			for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
				for _, tA := range transposes {
					n, k := size[0], size[1]
					lda := max(n, k) + 1
					a, c := matrix(rng, lda*lda), matrix(rng, n*n)
					want, got := append([]float64{}, c...), append([]float64{}, c...)
					other := blas.Trans
					if tA == blas.Trans {
						other = blas.NoTrans
					}
					impl.Dgemm(tA, other, n, n, k, 1.3, a, lda, a, lda, 0.4, want, n)
					for i := range n {
						for j := range n {
							if (uplo == blas.Upper && j < i) || (uplo == blas.Lower && j > i) {
								want[i*n+j] = c[i*n+j]
							}
						}
					}
					impl.Dsyrk(uplo, tA, n, k, 1.3, a, lda, 0.4, got, n)
					close(t, fmt.Sprintf("Dsyrk %c%c %d×%d", uplo, tA, n, k), got, want, 1e-12)
				}
			}
		}
	})
}

// close wants numbers within rounding of the largest.
func close(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	var largest float64
	for _, x := range want {
		largest = max(largest, math.Abs(x))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance*largest) {
			t.Errorf("%s: number %d is %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}

// same wants the same bits.
func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			t.Errorf("%s: number %d is %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}

// What C held does not matter with β = 0, and a NaN in A or B is seen in C, be it
// times 0.
func TestDgemmNaN(t *testing.T) {
	each(t, func(t *testing.T) {
		nan := math.NaN()
		c := []float64{nan, nan, nan, nan}
		Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, 2, 2, 2, 1, []float64{0, 1, 0, 2}, 2, []float64{nan, 1, 1, 1}, 2, 0, c, 2)
		if !math.IsNaN(c[0]) || c[1] != 1 || !math.IsNaN(c[2]) || c[3] != 2 {
			t.Errorf("C is %v", c)
		}
	})
}

func BenchmarkDgemm(b *testing.B) {
	for _, n := range []int{32, 100, 300, 1000} {
		rng := rand.New(rand.NewPCG(1, 2))
		x, y, z := matrix(rng, n*n), matrix(rng, n*n), matrix(rng, n*n)
		for _, tA := range transposes {
			for _, tB := range transposes {
				b.Run(fmt.Sprintf("%c%c-%d", tA, tB, n), func(b *testing.B) {
					for b.Loop() {
						Implementation{}.Dgemm(tA, tB, n, n, n, 1, x, n, y, n, 0, z, n)
					}
					b.ReportMetric(2*float64(n*n*n)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFlop/s")
				})
			}
		}
	}
}

// The assembler and the plain Go of each kernel leave the same bits, at every
// length of what is left over, and leave alone what lies beside.
func TestKernelsHaveTheSameBits(t *testing.T) {
	each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 4))
		for n := 1; n < 70; n++ {
			lda := n + rng.IntN(3)
			a, x := matrix(rng, 4*lda), matrix(rng, n)
			var got, want [4]float64
			dots(&got, a, lda, x)
			dotsGo(&want, a, lda, x)
			same(t, fmt.Sprintf("dots of %d terms", n), got[:], want[:])
			var exact, size float64
			for i, v := range x {
				exact += a[i] * v
				size += math.Abs(a[i] * v)
			}
			if math.Abs(want[0]-exact) > 1e-14*size {
				t.Errorf("dots of %d terms: %v, want %v", n, want[0], exact)
			}

			y := matrix(rng, n+9)
			z := append([]float64{}, y...)
			c := [4]float64(matrix(rng, 4))
			addRows(y[:n], a, lda, &c)
			addRowsGo(z[:n], a, lda, &c)
			same(t, fmt.Sprintf("rows of %d numbers", n), y, z)
		}
	})
}
