//go:build !amd64 && !arm64

package vec

// Have is the level that runs: there is no assembler for this machine type.
const Have = Go

// Levels lists what can run on this machine.
func Levels() []Level { return []Level{Go} }
