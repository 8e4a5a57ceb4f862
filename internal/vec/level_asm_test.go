//go:build amd64 || arm64

package vec

func use(l Level) { Have = l }
