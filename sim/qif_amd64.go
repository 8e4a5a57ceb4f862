package sim

// qifAVX512 and qifAVX2 are qifGo, eight neurons at a time, with the same bits.
//
//go:noescape
func qifAVX512(b *qifKernel)

//go:noescape
func qifAVX2(b *qifKernel)
