//go:build unix

package cli

import (
	"errors"
	"fmt"
	"syscall"
)

// descriptors is how many files and the like a command may have open at a time,
// beside the standard streams: Go's own runtime ends the program with a dump where
// it cannot have three.
const descriptors = 16

// enoughDescriptors tries whether there are as many.
func enoughDescriptors() error {
	var open []int
	defer func() {
		for _, fd := range open {
			_ = syscall.Close(fd)
		}
	}()
	for range descriptors {
		fd, err := syscall.Open("/", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
			return fmt.Errorf("too few file descriptors: %d are left, and %d are needed; raise the limit ('ulimit -n')", len(open), descriptors)
		}
		if err != nil { // another trouble, which the command will meet and name
			return nil
		}
		open = append(open, fd)
	}
	return nil
}
