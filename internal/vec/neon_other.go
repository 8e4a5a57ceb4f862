//go:build !arm64

package vec

func dotNEON(x, y *float64, n int) float64                     { panic("vec: no assembler") }
func axpyNEON(dst, x *float64, n int, a float64)               { panic("vec: no assembler") }
func axpy4NEON(dst, x0, x1, x2, x3 *float64, n int, a float64) { panic("vec: no assembler") }
func rankNEON(args *rankArgs)                                  { panic("vec: no assembler") }
func symvNEON(k, p, x *float64, tiles int)                     { panic("vec: no assembler") }
func symvRankNEON(k, p, x, q *float64, tiles int)              { panic("vec: no assembler") }
