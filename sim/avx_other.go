//go:build !amd64

package sim

import "spiketop/internal/vec"

func lifAVX512(*lifKernel) { panic("sim: no assembler") }
func lifAVX2(*lifKernel)   { panic("sim: no assembler") }
func qifAVX512(*qifKernel) { panic("sim: no assembler") }
func qifAVX2(*qifKernel)   { panic("sim: no assembler") }
func normalAVX512(*float32, *uint16, int, *[4][vec.Lanes]uint64, *normalTable) {
	panic("sim: no assembler")
}

func normalAVX2(*float32, *uint16, int, *[4][vec.Lanes]uint64, *normalTable) {
	panic("sim: no assembler")
}
