//go:build !amd64

package vec

func use(Level) {}
