package eigen

//go:noescape
func left3AVX512(h *float64, n int, tau, v2, v3 float64)

//go:noescape
func left3AVX2(h *float64, n int, tau, v2, v3 float64)

//go:noescape
func right3AVX512(h *float64, rows int, v *reflectors)

//go:noescape
func right3AVX2(h *float64, rows int, v *reflectors)
