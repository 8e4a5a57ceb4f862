//go:build !amd64

package blas

func tileAVX512(c *float64, ldc int, a, b *float64, k int, alpha float64) {
	panic("blas: no assembler")
}
func tileAVX2(c *float64, ldc int, a, b *float64, k int, alpha float64)  { panic("blas: no assembler") }
func dotsAVX512(sum *[4]float64, a *float64, lda int, x *float64, n int) { panic("blas: no assembler") }
func dotsAVX2(sum *[4]float64, a *float64, lda int, x *float64, n int)   { panic("blas: no assembler") }
func addRowsAVX512(y, a *float64, lda int, c *[4]float64, n int)         { panic("blas: no assembler") }
func addRowsAVX2(y, a *float64, lda int, c *[4]float64, n int)           { panic("blas: no assembler") }
func copyPanelAVX512(dst, x *float64, stride, side, n int)               { panic("blas: no assembler") }
func turnPanelAVX512(dst *float64, side int, x *float64, stride, n int)  { panic("blas: no assembler") }
