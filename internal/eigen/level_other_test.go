//go:build !amd64

package eigen

import "spiketop/internal/vec"

func use(vec.Level) {}
