//go:build amd64 || arm64

package sim

import "spiketop/internal/vec"

func use(l vec.Level) { vec.Have = l }
