package sim

// lifAVX512 and lifAVX2 are lifGo, eight neurons at a time, with the same bits.
//
//go:noescape
func lifAVX512(b *lifKernel)

//go:noescape
func lifAVX2(b *lifKernel)
