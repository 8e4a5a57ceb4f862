//go:build !arm64

package sim

import "spiketop/internal/vec"

func lifNEON(*lifKernel)                              { panic("sim: no assembler") }
func qifNEON(*qifKernel)                              { panic("sim: no assembler") }
func bitsNEON(*float32, int, *[4][vec.Lanes]uint64)   { panic("sim: no assembler") }
func normalNEON(*float32, *uint16, int, *normalTable) { panic("sim: no assembler") }
