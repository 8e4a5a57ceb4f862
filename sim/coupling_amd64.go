package sim

// addAVX512 is add, with the same bits.
//
//go:noescape
func addAVX512(dst *float64, post *int32, val *float64, n int, x float64)
