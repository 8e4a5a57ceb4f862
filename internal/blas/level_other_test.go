//go:build !amd64

package blas

import "spiketop/internal/vec"

func use(vec.Level) {}
