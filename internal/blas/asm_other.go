//go:build !amd64

package blas

func tileAVX512(c *float64, ldc int, a, b *float64, k int, alpha float64) {
	panic("blas: no assembler")
}
func tileAVX2(c *float64, ldc int, a, b *float64, k int, alpha float64) { panic("blas: no assembler") }
