//go:build unix

package disk

import "syscall"

// nonblock has the opening of a pipe return at once.
const nonblock = syscall.O_NONBLOCK
