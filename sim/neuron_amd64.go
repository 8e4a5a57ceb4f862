package sim

// lifAVX512 is lif, qifAVX512 is qif: eight neurons at a time, with the same bits.
//
//go:noescape
func lifAVX512(b *block)

//go:noescape
func qifAVX512(b *block)
