//go:build !amd64

package sim

func lifAVX512(*block) { panic("sim: no assembler") }
func lifAVX2(*block)   { panic("sim: no assembler") }
func qifAVX512(*block) { panic("sim: no assembler") }
func qifAVX2(*block)   { panic("sim: no assembler") }
