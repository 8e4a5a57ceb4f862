package sim

import "spiketop/internal/vec"

// normalAVX512 and normalAVX2 are normal for the given number of groups, with
// the same bits.
//
//go:noescape
func normalAVX512(dst *float32, far *uint16, groups int, state *[4][vec.Lanes]uint64, table *normalTable)

//go:noescape
func normalAVX2(dst *float32, far *uint16, groups int, state *[4][vec.Lanes]uint64, table *normalTable)
