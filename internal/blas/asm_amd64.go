package blas

// tileAVX512 and tileAVX2 are tile for sums of k terms.
//
//go:noescape
func tileAVX512(c *float64, ldc int, a, b *float64, k int, alpha float64)

//go:noescape
func tileAVX2(c *float64, ldc int, a, b *float64, k int, alpha float64)
