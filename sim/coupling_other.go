//go:build !amd64 && !arm64

package sim

func addFMA(*float64, *int32, *float64, int, float64) { panic("sim: no assembler") }
