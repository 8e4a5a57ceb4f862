//go:build !amd64

package sim

func lifAVX512(*lifKernel) { panic("sim: no assembler") }
func lifAVX2(*lifKernel)   { panic("sim: no assembler") }
