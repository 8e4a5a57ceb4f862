package blas

// tileAVX512 and tileAVX2 are tile for sums of k terms.
//
//go:noescape
func tileAVX512(c *float64, ldc int, a, b *float64, k int, alpha float64)

//go:noescape
func tileAVX2(c *float64, ldc int, a, b *float64, k int, alpha float64)

// dotsAVX512 and dotsAVX2 are dots for n terms.
//
//go:noescape
func dotsAVX512(sum *[4]float64, a *float64, lda int, x *float64, n int)

//go:noescape
func dotsAVX2(sum *[4]float64, a *float64, lda int, x *float64, n int)

// addRowsAVX512 and addRowsAVX2 are addRows for n columns.
//
//go:noescape
func addRowsAVX512(y, a *float64, lda int, c *[4]float64, n int)

//go:noescape
func addRowsAVX2(y, a *float64, lda int, c *[4]float64, n int)

//go:noescape
func copyPanelAVX512(dst, x *float64, stride, side, n int)

// turnPanelAVX512 is turnPanel for n columns, in eights.
//
//go:noescape
func turnPanelAVX512(dst *float64, side int, x *float64, stride, n int)
