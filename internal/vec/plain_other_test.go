//go:build !amd64

package vec

func plain() func() { return func() {} }
