package sim

import "spiketop/internal/vec"

// lifNEON and qifNEON are lifGo and qifGo for all neurons but the last, fewer than
// eight, with the same bits.
//
//go:noescape
func lifNEON(b *lifKernel)

//go:noescape
func qifNEON(b *qifKernel)

// bitsNEON and normalNEON are the two loops of normal for the given number of
// groups, with the same bits: the first writes the random bits, the second makes
// numbers of them.
//
//go:noescape
func bitsNEON(dst *float32, groups int, state *[4][vec.Lanes]uint64)

//go:noescape
func normalNEON(dst *float32, far *uint16, groups int, table *normalTable)

// addFMA is add, with the same bits.
//
//go:noescape
func addFMA(dst *float64, post *int32, val *float64, n int, x float64)
