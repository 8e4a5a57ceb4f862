//go:build !amd64

package vec

// Fast reports whether the assembler runs: there is none for this machine type.
const Fast = false

func dotAVX512(x, y *float64, n int) float64                     { panic("vec: no assembler") }
func axpyAVX512(dst, x *float64, n int, a float64)               { panic("vec: no assembler") }
func axpy4AVX512(dst, x0, x1, x2, x3 *float64, n int, a float64) { panic("vec: no assembler") }
func rankAVX512(args *rankArgs)                                  { panic("vec: no assembler") }
func symvAVX512(k, p, x *float64, tiles int)                     { panic("vec: no assembler") }
func symvRankAVX512(k, p, x, q *float64, tiles int)              { panic("vec: no assembler") }
