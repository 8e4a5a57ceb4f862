package sim

import "spiketop/internal/vec"

// normalAVX512 is normal for the given number of groups, with the same bits.
//
//go:noescape
func normalAVX512(dst *float32, far *uint16, groups int, state *[4][vec.Lanes]uint64, table *normalTable)
