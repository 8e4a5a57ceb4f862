//go:build !amd64

package eigen

func left3AVX512(h *float64, n int, tau, v2, v3 float64) { panic("eigen: no assembler") }
func left3AVX2(h *float64, n int, tau, v2, v3 float64)   { panic("eigen: no assembler") }
func right3AVX512(h *float64, rows int, v *reflectors)   { panic("eigen: no assembler") }
func right3AVX2(h *float64, rows int, v *reflectors)     { panic("eigen: no assembler") }
