package sim

// addFMA is add, with the same bits.
//
//go:noescape
func addFMA(dst *float64, post *int32, val *float64, n int, x float64)
