package sim

// lifAVX512 and lifAVX2 are lif, qifAVX512 and qifAVX2 are qif: eight neurons at
// a time, with the same bits.
//
//go:noescape
func lifAVX512(b *block)

//go:noescape
func lifAVX2(b *block)

//go:noescape
func qifAVX512(b *block)

//go:noescape
func qifAVX2(b *block)
