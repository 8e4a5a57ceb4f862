//go:build !amd64

package sim

func qifAVX512(*qifKernel) { panic("sim: no assembler") }
func qifAVX2(*qifKernel)   { panic("sim: no assembler") }
