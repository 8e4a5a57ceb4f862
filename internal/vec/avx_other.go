//go:build !amd64

package vec

func dotAVX512(x, y *float64, n int) float64                     { panic("vec: no assembler") }
func dotAVX2(x, y *float64, n int) float64                       { panic("vec: no assembler") }
func axpyAVX512(dst, x *float64, n int, a float64)               { panic("vec: no assembler") }
func axpyAVX2(dst, x *float64, n int, a float64)                 { panic("vec: no assembler") }
func axpy4AVX512(dst, x0, x1, x2, x3 *float64, n int, a float64) { panic("vec: no assembler") }
func axpy4AVX2(dst, x0, x1, x2, x3 *float64, n int, a float64)   { panic("vec: no assembler") }
func rankAVX512(args *rankArgs)                                  { panic("vec: no assembler") }
func rankAVX2(args *rankArgs)                                    { panic("vec: no assembler") }
func symvAVX512(k, p, x *float64, tiles int)                     { panic("vec: no assembler") }
func symvAVX2(k, p, x *float64, tiles int)                       { panic("vec: no assembler") }
func symvRankAVX512(k, p, x, q *float64, tiles int)              { panic("vec: no assembler") }
func symvRankAVX2(k, p, x, q *float64, tiles int)                { panic("vec: no assembler") }
