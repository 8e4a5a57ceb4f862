//go:build !amd64

package sim

import "spiketop/internal/vec"

func normalAVX512(*float32, *uint16, int, *[4][vec.Lanes]uint64, *normalTable) {
	panic("sim: no assembler")
}

func normalAVX2(*float32, *uint16, int, *[4][vec.Lanes]uint64, *normalTable) {
	panic("sim: no assembler")
}
